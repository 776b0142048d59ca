"""Finding in the journal what went wrong: each request and each command has a short id, which the page and the message show.

The journal is one JSON object a line on stderr; what is a fault stands in the house's folder too, in `faults.jsonl`, where
`dinh trace ID` finds it. No personal value is ever written to either: log codes, numbers and names of things.
"""

import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FAULTS = "faults.jsonl"
OLDER = "faults.1.jsonl"
FAULTS_BYTES_MAX = 4 * 2**20  # then it becomes the older one, and the older one before it goes

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
    """A record as one line of JSON. `extra={"facts": {…}}` adds names of its own to it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "trace": current(),
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ByPattern(logging.Filter):
    """Of what Django says of a request only what was raised (all else is told by `server.journal`), and by its pattern."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        record.msg, record.args = "%s: /%s", (type(record.exc_info[1]).__name__ if record.exc_info else "", match.route if match else "none")
        return bool(record.exc_info)


class FaultFile(logging.Handler):
    """Keeps what is a fault beside the books, so that a trace read out on the telephone next week is still found.

    A line is written at once, so processes may share the file. Where it cannot be written (no house yet, a full disk),
    the journal on stderr has the line all the same.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            keep(Path(settings.HOUSE), self.format(record))


def keep(folder: Path, line: str) -> None:
    place = folder / FAULTS
    with suppress(FileNotFoundError):
        if place.stat().st_size > FAULTS_BYTES_MAX:
            place.replace(folder / OLDER)
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, line.encode(errors="replace") + b"\n")
    finally:
        os.close(handle)


def faults(folder: Path, trace: str = "") -> Iterator[dict[str, Any]]:
    """The faults that were kept, the oldest first; of one trace when it is named."""
    for name in (OLDER, FAULTS):
        with suppress(FileNotFoundError), (folder / name).open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError):  # a line cut short by a full disk
                    found = json.loads(line)
                    if isinstance(found, dict) and trace in ("", found.get("trace")):
                        yield found
