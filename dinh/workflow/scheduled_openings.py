"""The clock opens cases by itself: one for each period and row, and one for each record that a case added, also after the machine was off.

Which periods have been gone through is counted (`starts:…`); that nothing is opened twice is held by the books, where each cause
has one case. A case opens at the instant its period began, as if the machine had never been off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.engine.decisions.child_openings import begun, days, given
from dinh.engine.decisions.draft import Open
from dinh.engine.definition.condition import holds
from dinh.engine.definition.links import Start
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause
from dinh.engine.record.events import HOUSE
from dinh.engine.record.house import House, Version
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.store import ledger, queries
from dinh.store.projections import cause_key
from dinh.store.records import RecordRow
from dinh.store.writer import Batch
from dinh.workflow import across_houses
from dinh.workflow.consequences import append, because, whole
from dinh.workflow.decision import decided, house_context, next_code, taken

Rows = Mapping[str, tuple[str, Mapping[str, Any]]]


class Line(Struct, frozen=True):
    """A line of `starts` of a published version, and the days on which that version is in force."""

    slug: str
    version: Version
    start: Start
    last: str


class Started(Struct):
    """Cases that were opened, and why others that are due could not be."""

    opened: list[Case] = []
    refused: list[Refusal] = []


def start_cases(house: str, at: datetime) -> Started:
    """Everything that is due by `at`."""
    found, started = finders.state(house), Started()
    for line in lines(house, found):
        if line.start.unit:
            _periods(house, found, line, at, started)
    for key, facts in queries.jobs(house, "starts", at):
        _added(house, found, key, facts, started)
    return started


def lines(house: str, found: House) -> tuple[Line, ...]:
    return _lines(house, tuple((slug, versions) for slug, versions in found.procedures.items()))


@lru_cache(maxsize=64)
def _lines(house: str, published: tuple[tuple[str, tuple[Version, ...]], ...]) -> tuple[Line, ...]:
    return tuple(_read(house, published))


def _read(house: str, published: tuple[tuple[str, tuple[Version, ...]], ...]) -> Iterator[Line]:
    for slug, versions in published:
        for one, following in zip(versions, (*versions[1:], None), strict=True):
            procedure = finders.content(house, one.digest).procedure
            before = (
                (date.fromisoformat(following.version) - timedelta(days=1)).isoformat()
                if following
                else ""
            )
            last = min([day for day in (one.until, before) if day], default="")
            yield from (
                Line(slug, one, start, last) for start in (procedure.starts if procedure else ())
            )


def _periods(house: str, found: House, line: Line, at: datetime, started: Started) -> None:
    series = f"starts:{line.slug}:{line.start.name}"
    gone = ledger.counter(house, series)
    published = queries.at_number(house, line.version.number) or at
    begins = max(date.fromisoformat(line.version.version), to_local(published).date())
    until = (
        min(to_local(at).date(), date.fromisoformat(line.last))
        if line.last
        else to_local(at).date()
    )
    reached, lacks = gone, False
    for day in days(
        line.start,
        max(begins, date.fromordinal(gone + 1)),
        until,
        date.fromisoformat(line.version.version),
    ):
        if begun(day, published) > at:
            break
        procedure = finders.procedure(house, line.slug, line.version.version, found=found)
        sound = [_open_row(house, procedure, line.start, day.isoformat(), begun(day, published), row, rows, started)
                 for row, rows in _rows(house, line.start, day)]  # fmt: skip
        lacks = lacks or not all(sound)
        reached = reached if lacks else day.toordinal()  # what could not be opened is tried again
    if reached > gone:
        across_houses.write(
            house, lambda batch: batch.take(series, max(reached, batch.counter(series)))
        )


def _rows(house: str, start: Start, day: date) -> Iterator[tuple[str, Rows]]:
    """The rows of the register as it stood on the day; one case where no register is named."""
    if not start.register:
        yield "", {}
        return
    for row in _standing(house, start.register, day.isoformat()):
        if holds(start.where, row.values.get):
            yield row.record, {"found": (row.record, row.values)}


def _standing(house: str, register: str, day: str) -> Iterator[RecordRow]:
    after = ""
    while page := ledger.records(house, register, on=day, after=after):
        last: dict[str, RecordRow] = {
            row.record: row for row in page
        }  # changed twice on a day: as it was in the end
        yield from last.values()
        after = page[-1].record


def _open_row(
    house: str,
    procedure: Procedure,
    start: Start,
    period: str,
    at: datetime,
    row: str,
    rows: Rows,
    started: Started,
) -> bool:
    """Open it unless it is opened already. False: it is due, and cannot be."""

    def work(batch: Batch) -> Case | None:
        return open_by_itself(batch, procedure, start, Cause(start.name, period, row), at, rows)

    try:
        case = across_houses.write(house, work)
    except Refused as out:
        started.refused.append(out.refusal)
        return False
    if case:
        started.opened.append(case)
    return True


def open_by_itself(
    batch: Batch, procedure: Procedure, start: Start, cause: Cause, at: datetime, rows: Rows
) -> Case | None:
    """None: this cause has its case. Raises Refused `start.refused`."""
    if batch.caused(cause_key(procedure.slug, cause)) is not None:
        return None
    code = next_code(batch, at)
    taken(batch, code, at)
    command = Open(
        code=code,
        channel="house",
        data=given(procedure, start, at, batch.house, rows),
        start=start.at,
        actor=HOUSE,
        cause=cause,
    )
    try:
        found = decided(procedure, Case(), command, house_context(batch, at, procedure, code))
    except Refused as out:
        raise Refused(because("start.refused", procedure, cause.row, out.refusal)) from None
    return append(batch, code, found, procedure)


# --- a record that was added ----------------------------------------------------------------------------------------


def _added(house: str, found: House, key: str, facts: dict[str, Any], started: Started) -> None:
    """All that starts by it, in one transaction; what cannot is tried again by the same job."""
    at = datetime.fromisoformat(facts["at"])
    day = to_local(at).date().isoformat()
    listening = [
        line
        for line in lines(house, found)
        if line.start.added == facts["register"]
        and line.version.version <= day
        and (not line.last or day <= line.last)
    ]

    def work(batch: Batch) -> Started:
        done = Started()
        for line in listening:
            procedure = finders.procedure(
                house, line.slug, line.version.version, found=batch.state()
            )
            for row, rows in _matching(batch, line.start, facts["register"], facts["record"]):
                try:
                    cause = Cause(line.start.name, facts["period"], row)
                    case = whole(
                        batch,
                        lambda procedure=procedure, line=line, cause=cause, rows=rows: (
                            open_by_itself(batch, procedure, line.start, cause, at, rows)
                        ),
                    )
                    done.opened += [case] if case else []
                except Refused as out:
                    done.refused.append(out.refusal)
        if not done.refused:
            batch.job_done("starts", key)
        return done

    done = across_houses.write(house, work)
    started.opened += done.opened
    started.refused += done.refused


def _matching(batch: Batch, start: Start, register: str, record: str) -> Iterator[tuple[str, Rows]]:
    """The record that was added, where it still stands; with `also_in`, once for each row there that has the same value."""
    values = batch.record(register, record)
    if values is None:
        return
    if not start.also_in:
        yield record, {"added": (record, values), "found": (record, values)}
        return
    wanted = values.get(start.by)
    seen: set[str] = set()
    while wanted is not None and (other := batch.same(start.also_in, {start.by: wanted}, seen)):
        seen.add(other[0])
        yield (
            f"{record}/{other[0]}",
            {
                "added": (record, values),
                "found": (other[0], batch.record(start.also_in, other[0]) or {}),
            },
        )
