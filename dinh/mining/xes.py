"""Reads an event log in XES 1.0 (IEEE 1849), plain or gzip, a trace at a time: memory holds one trace, whatever the file's size.

The parser is expat. A file that declares a document type or an entity is refused before any is expanded. Rule to keep: what is read
is bounded here (bytes, events of a trace, length of a value), so that nobody who reads traces has to think of it.
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.parsers import expat

from msgspec import Struct, field

from dinh.engine.schedule.calendar import LOCAL

CHUNK = 1 << 16
BYTES_MAX = 16 << 30
EVENTS_MAX = 100_000
VALUE_MAX = 10_000
VALUES_MAX = 1_000
UNKNOWN_MAX = 50
DEPTH_MAX = 100
TOKEN_BYTES_MAX = 16 << 20
GZIP = b"\x1f\x8b"
KINDS = frozenset({"string", "date", "int", "float", "boolean", "id"})
NESTED = frozenset({"list", "container", "values"})
HEAD = frozenset({"log", "extension", "global", "classifier"})


class Happened(Struct, frozen=True):
    """An event of a trace. at: None where the log tells no time, or none that can be read; lifecycle: `complete` where it tells none."""

    name: str
    at: datetime | None
    resource: str
    lifecycle: str


class Trace(Struct, frozen=True):
    """One case of the log. cut: it had more events than are read."""

    name: str
    values: dict[str, str]
    events: tuple[Happened, ...]
    cut: bool = False


class BadLog(Exception):
    """Why the file cannot be read: a refusal's code and facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Reading(Struct):
    """How far the reading is: bytes of the file and of these read, bytes of XML, traces, events; `unknown`: elements that XES has not."""

    size_bytes: int = 0
    read_bytes: int = 0
    xml_bytes: int = 0
    traces: int = 0
    events: int = 0
    unknown: Counter[str] = field(default_factory=Counter)


def traces(
    path: str | Path,
    reading: Reading | None = None,
    told: Callable[[Reading], None] = lambda reading: None,
) -> Iterator[Trace]:
    """Every trace in order. `told` hears of each chunk. Raises BadLog, and OSError when there is no such file."""
    reading = reading or Reading()
    with Path(path).open("rb") as file:
        reading.size_bytes = Path(path).stat().st_size
        parser = _Parser(reading)
        for chunk in _chunks(file, reading):
            reading.read_bytes = file.tell()
            reading.xml_bytes += len(chunk)
            if reading.xml_bytes > BYTES_MAX:
                raise BadLog("xes.too_large", most=BYTES_MAX >> 30, traces=reading.traces)
            yield from parser.fed(chunk)
            told(reading)
        yield from parser.fed(b"", last=True)


def _chunks(file: BinaryIO, reading: Reading) -> Iterator[bytes]:
    """The XML in pieces of bounded size, however well it was packed."""
    packed = file.read(2) == GZIP
    file.seek(0)
    source = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
    try:
        while chunk := source.read(CHUNK):
            yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise BadLog("xes.broken_gzip", traces=reading.traces, why=str(fault)) from fault


class _Parser:
    """expat's calls gathered into traces. Attributes within attributes are passed over: nothing here is told by them."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.done = reading, list[Trace]()
        self.path: list[str] = []
        self.trace: dict[str, str] = {}
        self.events: list[Happened] = []
        self.event: dict[str, str] = {}
        self.cut = False
        self.silent_bytes = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refused
        self.parser.EntityDeclHandler = self.refused

    def fed(self, chunk: bytes, *, last: bool = False) -> Iterator[Trace]:
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as fault:
            raise BadLog(
                "xes.broken_xml",
                line=fault.lineno,
                column=fault.offset + 1,
                traces=self.reading.traces,
                why=expat.errors.messages.get(fault.code, str(fault)),
            ) from fault
        self.silent_bytes += len(chunk)
        if self.silent_bytes > TOKEN_BYTES_MAX:  # the parser holds a tag until it ends
            raise BadLog(
                "xes.too_long", line=self.parser.CurrentLineNumber, most=TOKEN_BYTES_MAX >> 20
            )
        found, self.done = self.done, []
        yield from found

    def refused(self, *_: Any) -> None:
        raise BadLog("xes.entities", line=self.parser.CurrentLineNumber)

    def begin(self, name: str, values: dict[str, str]) -> None:
        tag, self.silent_bytes = name.rpartition(" ")[2], 0
        if len(self.path) >= DEPTH_MAX:
            raise BadLog("xes.too_deep", line=self.parser.CurrentLineNumber, most=DEPTH_MAX)
        if not self.path and tag != "log":
            raise BadLog("xes.no_log", found=tag[:80], line=self.parser.CurrentLineNumber)
        self.path.append(tag)
        if tag in KINDS:
            self.attribute(values)
        elif tag == "trace":
            self.trace, self.events, self.cut = {}, [], False
        elif tag == "event":
            self.event = {}
        elif (
            tag not in NESTED
            and tag not in HEAD
            and (tag in self.reading.unknown or len(self.reading.unknown) < UNKNOWN_MAX)
        ):
            self.reading.unknown[tag[:80]] += 1

    def attribute(self, values: dict[str, str]) -> None:
        within = self.path[-2] if len(self.path) > 1 else ""
        into = self.event if within == "event" else self.trace if within == "trace" else None
        if into is not None and "key" in values and len(into) < VALUES_MAX:
            into[values["key"]] = values.get("value", "")[:VALUE_MAX]

    def end(self, name: str) -> None:
        tag = self.path.pop()
        if tag == "event" and self.path and self.path[-1] == "trace":
            self.reading.events += 1
            if len(self.events) < EVENTS_MAX:
                self.events.append(_event(self.event))
            else:
                self.cut = True
        elif tag == "trace":
            self.reading.traces += 1
            self.done.append(
                Trace(
                    self.trace.get("concept:name") or f"#{self.reading.traces}",
                    self.trace,
                    tuple(self.events),
                    self.cut,
                )
            )


def _event(values: dict[str, str]) -> Happened:
    return Happened(
        values.get("concept:name", ""),
        instant(values.get("time:timestamp", "")),
        values.get("org:resource", ""),
        values.get("lifecycle:transition", "complete").lower(),
    )


def instant(text: str) -> datetime | None:
    """A time of the log; without an offset it is of +07:00, as everywhere here."""
    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=LOCAL)
    except (ValueError, OverflowError):
        return None
