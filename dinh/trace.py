"""Finding in the journal what went wrong: each request and each command has a short id, which the page and the message show.

The journal is one JSON object a line on stderr; what is a fault stands in the house's folder too, in `faults.jsonl`, and what
was refused with an id on the page in `refusals.jsonl`, apart, so that no flood of refusals pushes a fault out; `dinh trace ID`
finds both. No personal value is ever written to either: log codes, numbers and names of things.
"""

import errno
import json
import logging
import os
import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FAULTS = "faults.jsonl"
REFUSALS = "refusals.jsonl"
FAULTS_BYTES_MAX = 4 * 2**20  # then it becomes the older one, and the older one before it goes
UNKEPT_MAX = 500

_trace: ContextVar[str] = ContextVar("trace", default="")
_said: ContextVar[str] = ContextVar("said", default="")
_unkept: deque[tuple[Path, str]] = deque(maxlen=UNKEPT_MAX)  # file, line: of a disk that was full
_unkept_lock = threading.Lock()


def begin() -> str:
    """A new id for what starts now, 8 signs, easily read out over the telephone."""
    trace = secrets.token_hex(4)
    _trace.set(trace)
    _said.set("")
    return trace


def current() -> str:
    """The id of what is going on in this thread; empty outside of any."""
    return _trace.get()


def say(code: str) -> None:
    """What this request or command is refused with, beside its id: the line in the journal says it too."""
    _said.set(code)


def said() -> str:
    return _said.get()


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


class Meant(logging.Filter):
    """Of what the web server says not that it has many threads: most of them wait for the books, and their number is measured (`dinh.limits`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Python threads" not in record.getMessage()


class ByPattern(logging.Filter):
    """Of what Django says of a request only what was raised (all else is told by `server.journal`), and by its pattern."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        record.msg, record.args = (
            "%s: /%s",
            (
                type(record.exc_info[1]).__name__ if record.exc_info else "",
                match.route if match else "none",
            ),
        )
        return bool(record.exc_info)


class FaultFile(logging.Handler):
    """Keeps what is a fault beside the books, so that a trace read out on the telephone next week is still found.

    A line is written at once, so processes may share the file. Where it cannot be written (no house yet, a full disk),
    the journal on stderr has the line all the same, and this process writes it once there is room.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        keep(Path(settings.HOUSE), self.format(record))


class RefusalFile(logging.Handler):
    """Keeps what a request was refused with under an id that was shown; a fault (500 and above) is the other file's."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = getattr(record, "facts", {})
        if facts.get("code") and facts.get("status", 500) < 500:
            keep(Path(settings.HOUSE), self.format(record), REFUSALS)


def keep(folder: Path, line: str, name: str = FAULTS) -> None:
    catch_up()
    try:
        _write(folder / name, line)
    except OSError:
        if folder.is_dir():  # where no house is yet, nobody will look for it
            _unkept.append((folder / name, "\n" + line))  # behind what may have been cut short


def catch_up() -> None:
    """Write what could not be written before. Asked by the server's timer too, for no fault may follow."""
    if not _unkept:
        return
    with _unkept_lock, suppress(OSError, IndexError):
        while _unkept:
            _write(*_unkept[0])
            _unkept.popleft()


def _write(place: Path, line: str) -> None:
    with suppress(FileNotFoundError):
        if place.stat().st_size > FAULTS_BYTES_MAX:
            place.replace(older(place))
    content = line.encode(errors="replace") + b"\n"
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.write(handle, content) < len(content):
            raise OSError(errno.ENOSPC, "the line was cut short")
    finally:
        os.close(handle)


def older(place: Path) -> Path:
    return place.with_suffix(".1.jsonl")


def faults(folder: Path, trace: str = "") -> Iterator[dict[str, Any]]:
    """The faults that were kept, the oldest first; of one trace when it is named, refusals too then."""
    for place in (folder / FAULTS, *([folder / REFUSALS] if trace else [])):
        yield from _lines(older(place), trace)
        yield from _lines(place, trace)


def _lines(place: Path, trace: str) -> Iterator[dict[str, Any]]:
    with suppress(FileNotFoundError), place.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            with suppress(ValueError):  # a line cut short by a full disk
                found = json.loads(line)
                if isinstance(found, dict) and trace in ("", found.get("trace")):
                    yield found
