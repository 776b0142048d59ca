"""Finding in the journal what went wrong: each request and each command has a short id, which the page and the message show.

The journal is one JSON object a line on stderr. No personal value is ever written to it: log codes, numbers and names of things.
"""

import json
import logging
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime

_trace: ContextVar[str] = ContextVar("trace", default="")


def begin() -> str:
    """A new id for what starts now, 8 signs, easily read out over the telephone."""
    trace = secrets.token_hex(4)
    _trace.set(trace)
    return trace


def current() -> str:
    """The id of what is going on in this thread; empty outside of any."""
    return _trace.get()


class JournalLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "trace": current(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
