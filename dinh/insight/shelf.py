"""Where the reports of logs of others are kept: `logs/NAME/` in the house's folder, beside its books and never in them.

`report.json` is what the desk shows, `cases.csv` every case of the log in a line, `report.html` and `report.en.html` the same to be kept or sent on.
While a log is read `reading.json` says how far it is. A new reading takes the place of the old one only when it is whole.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh import clock
from dinh.engine.definition.procedure import Procedure
from dinh.insight import paper
from dinh.insight.report import Report
from dinh.mining.conformance import Parted
from dinh.mining.run import Run
from dinh.mining.telling import why
from dinh.mining.xes import Reading, Trace

FOLDER = "logs"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
REPORT, CASES, HALF, NOW = "report.json", "cases.csv", "half", "reading.json"
PAGES = {"vi": "report.html", "en": "report.en.html"}
COLUMNS = (
    "case",
    "fits",
    "place",
    "event",
    "code",
    "why",
    "cost",
    "opened",
    "settled",
    "due",
    "late",
)
KEPT_MAX = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a sheet of figures would reckon instead of show


class Far(Struct, frozen=True):
    """How far a log is read; reckoning: it is, and the figures are being made. process: who reads it, on this machine."""

    name: str
    file: str
    done: float
    traces: int
    events: int
    at: datetime
    process: int
    reckoning: bool = False

    @property
    def over(self) -> bool:
        """Whoever read it is gone, so it broke off."""
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:  # somebody else's, and there
            return False
        return False


class Writing:
    """A reading of one log that is going on. `folder`: of its own, not yet the house's."""

    def __init__(self, shelf: Path, name: str, file: str, procedure: Procedure) -> None:
        self.place, self.name, self.file, self.procedure = shelf / name, name, file, procedure
        self.half = self.place / HALF
        shutil.rmtree(self.half, ignore_errors=True)
        self.half.mkdir(parents=True)
        self._lines = (self.half / CASES).open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._lines)
        self._csv.writerow(COLUMNS)
        self.far(Reading(size_bytes=1))

    def line(self, trace: Trace, found: Run | Parted) -> None:
        if isinstance(found, Run):
            case = found.case
            row: tuple[Any, ...] = (
                trace.name,
                "yes",
                "",
                "",
                "",
                "",
                0,
                _day(case.opened),
                _day(case.settled),
                _day(case.due),
                "yes" if case.late else "no",
            )
        else:
            misfit = found.misfit
            row = (
                trace.name,
                "no",
                misfit.place,
                misfit.event,
                misfit.code,
                why(misfit, self.procedure, "vi"),
                found.alignment.cost if found.alignment else "",
                "",
                "",
                "",
                "",
            )
        self._csv.writerow(
            [
                f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
                for cell in row
            ]
        )

    def far(self, reading: Reading) -> None:
        self._far = Far(
            self.name,
            self.file,
            reading.read_bytes / max(1, reading.size_bytes),
            reading.traces,
            reading.events,
            clock.now(),
            os.getpid(),
        )
        _put(self.place / NOW, msgspec.json.encode(self._far))

    def reckoning(self) -> None:
        """The log is read to its end."""
        _put(
            self.place / NOW,
            msgspec.json.encode(replace(self._far, done=1.0, reckoning=True, at=clock.now())),
        )

    def done(self, told: Report) -> None:
        """The old report goes when the new one is whole."""
        self._lines.close()
        (self.half / REPORT).write_bytes(msgspec.json.encode(told))
        for lang, page in PAGES.items():
            (self.half / page).write_text(paper.page(told, lang), encoding="utf-8")
        for one in (CASES, *PAGES.values(), REPORT):
            (self.half / one).replace(self.place / one)
        self._cleared()

    def broken(self) -> None:
        """Nothing is left of a reading that failed, and the report before it stands."""
        self._lines.close()
        self._cleared()
        if not any(self.place.iterdir()):
            self.place.rmdir()

    def _cleared(self) -> None:
        shutil.rmtree(self.half, ignore_errors=True)
        (self.place / NOW).unlink(missing_ok=True)


def _day(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: somebody may read it at this moment."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def reports(shelf: Path) -> list[Report]:
    """The newest first."""
    return sorted(_reports(shelf), key=lambda one: one.made.at, reverse=True)[:KEPT_MAX]


def _reports(shelf: Path) -> Iterator[Report]:
    for folder in sorted(shelf.glob("*/")):
        if (found := report(shelf, folder.name)) is not None:
            yield found


def report(shelf: Path, name: str) -> Report | None:
    """None where there is none, or one that this version cannot read: it is made anew by the command."""
    path = shelf / name / REPORT
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.DecodeError):
        return None


def being_read(shelf: Path) -> list[Far]:
    found = []
    for path in sorted(shelf.glob(f"*/{NOW}")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Far))
        except (OSError, msgspec.DecodeError):
            continue
    return found


def file(shelf: Path, name: str, wanted: str) -> Path | None:
    """One of the files that are kept of a report."""
    path = shelf / name / wanted
    return (
        path
        if NAME.fullmatch(name) and wanted in (CASES, *PAGES.values()) and path.is_file()
        else None
    )
