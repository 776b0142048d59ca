"""`dinh import register FILE --register SLUG`: rows of a register from an Excel or CSV file, all or none.

`dinh import xes FILE --procedure SLUG`: an event log of others, held against a procedure by the engine.

None of it comes into the house's log. With `--keep NAME` what it tells is kept beside the books, for the desk to show; with `--report FOLDER` it is written there.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from msgspec.structs import replace

from dinh import clock, folder
from dinh.access import finders
from dinh.calendar import default_profile, house_calendar
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house, instant, read_bytes
from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import Calendar
from dinh.input.register_table import take_in
from dinh.insight import shelf
from dinh.insight.foreign import foreign
from dinh.insight.report import Made, report
from dinh.messages.facts import number
from dinh.messages.system import reason
from dinh.mining.conformance import held
from dinh.mining.run import reach
from dinh.mining.space import TooLarge
from dinh.mining.telling import as_json, in_words
from dinh.mining.xes import BadLog, Reading
from dinh.procedures import own, read_procedure

ABOUT = (
    "nhập sổ từ Excel, CSV; đối chiếu nhật ký XES với thủ tục",
    "take in a register from Excel or CSV; hold an XES event log against a procedure",
)
EVERY_S = 1.0
KEPT_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("register", "xes"))
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--register", metavar="SLUG", help="register: the one that takes the rows")
    parser.add_argument("--sheet", default="", metavar="NAME", help="register: not the first sheet")
    parser.add_argument(
        "--renew", action="store_true", help="register: rows that stand are brought up to date"
    )
    parser.add_argument(
        "--whole", action="store_true", help="register: with --renew, rows that are not named end"
    )
    parser.add_argument("--dry-run", action="store_true", help="register: the same, not written")
    parser.add_argument("--source", default="", metavar="TEXT", help="register: kept in the log")
    parser.add_argument("--by", default="", metavar="PERSON", help="register: who takes it in")
    parser.add_argument("--at", help="register: in a rehearsal")
    parser.add_argument(
        "--procedure", metavar="SLUG|FILE", help="xes: what the log is held against"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--keep", metavar="NAME", help="keep what it tells beside the house's books, for the desk"
    )
    where.add_argument("--report", metavar="FOLDER", help="write what it tells as HTML and CSV")


def run(words: argparse.Namespace) -> Result:
    if words.what == "register":
        return _register(words)
    if not words.procedure:
        raise refuse("import.lacks", name="--procedure")
    procedure = found_procedure(words.procedure)
    try:
        return (
            _held(words, procedure) if not (words.keep or words.report) else _told(words, procedure)
        )
    except BadLog as bad:
        raise refuse(bad.code, file=words.file, **bad.facts) from None
    except TooLarge:
        raise refuse("xes.too_many_states", name=procedure.slug) from None
    except OSError as fault:
        raise refuse(
            "data.unreadable", file=fault.filename or words.file, why=reason(fault)
        ) from None


def _register(words: argparse.Namespace) -> Result:
    if not words.register:
        raise refuse("import.lacks", name="--register")
    if words.whole and not words.renew:
        raise refuse("import.lacks", name="--renew")
    taken = take_in(
        house(),
        words.register,
        read_bytes(words.file),
        words.source or Path(words.file).name,
        sheet=words.sheet,
        renews=words.renew,
        whole=words.whole,
        dry_run=words.dry_run,
        person=words.by,
        at=instant(words.at),
    )
    value = {
        "register": words.register,
        "rows": taken.rows,
        "added": taken.added,
        "changed": taken.changed,
        "ended": taken.ended,
        "unchanged": taken.unchanged,
        "kept": [{"row": row, "record": record} for row, record in taken.kept],
        "dry_run": words.dry_run,
    }
    vi = f"{taken.rows} dòng: thêm {taken.added}, sửa {taken.changed}, kết thúc {taken.ended}, giữ nguyên {taken.unchanged}"
    en = f"{taken.rows} rows: {taken.added} added, {taken.changed} changed, {taken.ended} ended, {taken.unchanged} as they were"
    if taken.kept:
        rows = ", ".join(row for row, _ in taken.kept[:KEPT_SHOWN])
        more = " …" if len(taken.kept) > KEPT_SHOWN else ""
        vi += f"\n{len(taken.kept)} dòng đã có trong sổ, giữ nguyên: dòng {rows}{more}"
        en += f"\n{len(taken.kept)} rows stand in the register already and were kept: row {rows}{more}"
    if words.dry_run:
        vi, en = f"{vi} (chưa ghi)", f"{en} (not written)"
    return value, en if words.lang == "en" else vi, 0


def _held(words: argparse.Namespace, procedure: Procedure) -> Result:
    found = held(words.file, procedure, calendar(), told=Progress(words.lang).tell)
    value = as_json(found, procedure, words.lang)
    return value, in_words(value, words.lang), 0


def _told(words: argparse.Namespace, procedure: Procedure) -> Result:
    """Held against the procedure, and all that insight tells of it written where it is to be kept."""
    folder_, name = place(words)
    made = Made(
        name,
        Path(words.file).name,
        Path(words.file).stat().st_size,
        _digest(words.file),
        clock.now(),
        0.0,
        procedure.slug,
        procedure.name,
        procedure.in_force,
    )
    writing = shelf.Writing(folder_, name, made.file, procedure)
    began = time.monotonic()
    try:
        progress = Progress(words.lang, writing.far)
        found = foreign(words.file, procedure, calendar(), progress.tell, writing.line)
        writing.reckoning()
        progress.said(
            "đang tính thời gian, đường đi, dự báo…"
            if words.lang != "en"
            else "reckoning times, the flow, the forecast…"
        )
        writing.done(
            report(
                found,
                procedure,
                reaching(),
                replace(made, seconds=round(time.monotonic() - began, 1)),
            )
        )
    except BaseException:
        writing.broken()
        raise
    value = {
        **as_json(found.conformance, procedure, words.lang),
        "kept": True,
        "name": name,
        "folder": str(writing.place),
    }
    return (
        value,
        f"{in_words(value, words.lang)}\n{writing.place}: {', '.join((shelf.CASES, *shelf.PAGES.values()))}",
        0,
    )


def place(words: argparse.Namespace) -> tuple[Path, str]:
    """The folder in which the report's own folder lies, and its name. Raises Refused."""
    if words.report:
        wanted = Path(words.report).absolute()
        return wanted.parent, wanted.name
    house()
    if not shelf.NAME.fullmatch(words.keep):
        raise refuse("xes.name", given=words.keep)
    return Path(settings.HOUSE) / shelf.FOLDER, words.keep


def _digest(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def found_procedure(name: str) -> Procedure:
    """A file by its path; else the house's latest version of that slug, else the program's own file. Raises Refused."""
    file = (
        Path(name)
        if name.endswith(".yaml")
        else next(iter(sorted(own().glob(f"*/{name}.yaml"))), None)
    )
    if not name.endswith(".yaml") and folder.house_of(settings.HOUSE) is not None:
        versions = finders.state(here := house()).procedures.get(name, ())
        found = finders.content(here, versions[-1].digest).procedure if versions else None
        if found is not None and found.steps:
            return found
    if file is None or not file.is_file():
        raise refuse("procedure.not_found", name=name)
    found, problems = read_procedure(file)
    if found is None or not found.steps or any(one.severity == "problem" for one in problems):
        raise refuse("procedure.unsound", name=name)
    return found


def calendar() -> Calendar:
    """The house's where there is one."""
    if folder.house_of(settings.HOUSE) is None:
        return house_calendar(default_profile())
    return finders.calendar_of(finders.state(house()).profile)


def reaching() -> Calendar:
    """The same for days of whatever time."""
    return reach(calendar())


class Progress:
    """Says on stderr how far a long reading is."""

    def __init__(self, lang: str, also: Callable[[Reading], None] = lambda reading: None) -> None:
        self.lang, self.also, self.began = lang, also, time.monotonic()
        self.last = self.began

    def tell(self, reading: Reading) -> None:
        now = time.monotonic()
        if now - self.last < EVERY_S:
            return
        self.last = now
        self.also(reading)
        gone_s, done = now - self.began, reading.read_bytes / max(1, reading.size_bytes)
        left_s, rate = gone_s * (1 - done) / done if done else 0, reading.traces / gone_s
        cases, events = number(reading.traces, self.lang), number(reading.events, self.lang)
        said = (
            f"{cases} cases, {events} events · {rate:.0f} cases/s · {gone_s:.0f} s, about {left_s:.0f} s left"
            if self.lang == "en"
            else f"{cases} hồ sơ, {events} sự kiện · {rate:.0f} hồ sơ/s · {gone_s:.0f} s, còn khoảng {left_s:.0f} s"
        )
        self.said(f"{100 * done:.0f} % · {said}")

    def said(self, words: str) -> None:
        print(f"· {words}", file=sys.stderr, flush=True)
