"""A decision inside the writer's transaction: what it is told of the books as they then stand, and its events or a refusal."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Decided
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.evolve import replay
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.store import queries
from dinh.store.across_houses import Needs
from dinh.store.writer import Batch


def context_in(batch: Batch, person: str, at: datetime, procedure: Procedure, code: str) -> Context:
    return finders.context(
        batch.house,
        person,
        at,
        slug=procedure.slug,
        found=batch.state(),
        last=batch.counter,
        record=batch.record,
        record_before=_record_before(batch, code),
        record_after=_record_before(batch, code, after=True),
        salt=os.urandom(16).hex(),
        code=code,
        case_of=batch.case,
        same=lambda *wanted: finders.told_same(
            batch.same(*wanted), batch.case, finders.who_of(batch.state(), person, at)
        ),
        before=lambda place: replay(event for event in batch.events(code) if event.place < place),
        code_of=lambda house, before: next_code(beside(batch, house), at, before),
        rows=lambda register: batch.standing(register).items(),
    )


def house_context(batch: Batch, at: datetime, procedure: Procedure, code: str) -> Context:
    """For what follows by itself: nobody acts, and what one case gives to another is there."""
    found = batch.state()
    return replace(
        context_in(batch, "applicant", at, procedure, code),
        person="house",
        name="",
        exists=lambda field, name: finders.exists(batch.house, found, field, name),
    )


def _record_before(
    batch: Batch, code: str, *, after: bool = False
) -> Callable[[str, str, int], Mapping[str, Any] | None]:
    """A record as it was before the event at a place of the case; or just after it."""

    def before(register: str, record: str, place: int) -> Mapping[str, Any] | None:
        number = next((event.number for event in batch.events(code) if event.place == place), 0)
        row = queries.record_before(batch.house, register, record, number + after)
        return row.values if row else None

    return before


def decided(procedure: Procedure, case: Case, command: Any, context: Context) -> Decided:
    """The decision, or Refused."""
    found = decide(procedure, case, command, context)
    if isinstance(found, Refusal):
        raise Refused(found)
    return found


def beside(batch: Batch, house: str) -> Batch:
    """The books of a house that the same transaction writes in. Raises Needs where they are not at hand, NotFound where there is no such house."""
    if house == batch.house:
        return batch
    if house not in batch.beside:
        if house not in finders.beside(batch.house):
            raise finders.NotFound(house)
        raise Needs((house,))
    other = batch.beside[house]
    other.beside = {
        name: one for name, one in {**batch.beside, batch.house: batch}.items() if name != house
    }
    return other


def next_code(batch: Batch, at: datetime, before: int = 0) -> str:
    """The code of the next case opened on a day, behind so many others that are not written yet."""
    day = _short(to_local(at).date())
    unit_id = batch.state().profile.get("unit_id") or batch.house
    return f"{unit_id}-{day}-{batch.counter(f'case:{day}') + 1 + before:04d}"


def taken(batch: Batch, code: str, at: datetime) -> None:
    """The code is given: nobody gets it again."""
    series = f"case:{_short(to_local(at).date())}"
    batch.take(series, max(batch.counter(series), int(code.rpartition("-")[2])))


@lru_cache(maxsize=16)
def _short(day: date) -> str:
    return f"{day:%y%m%d}"
