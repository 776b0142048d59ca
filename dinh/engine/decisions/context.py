"""All that a decision is told: who acts, when, by which authority, the calendar, facts of the house. No decision asks for more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.definition.procedure import Field, Register
from dinh.engine.record.case import Case
from dinh.engine.record.events import Actor
from dinh.engine.schedule.calendar import Calendar


class Signature(Struct, frozen=True, omit_defaults=True):
    """How this authority signs: basis (TM., KT., TL., TUQ.), the lines above the name, the decision of a TUQ."""

    basis: str = "none"
    lines: tuple[str, ...] = ()
    decision: str = ""


class Standing(Struct, frozen=True, omit_defaults=True):
    """One authority of the person: a post held today, or another's by delegation.

    of  the village, household or house it covers; empty: not narrowed
    """

    post: str = ""
    roles: frozenset[str] = frozenset()
    delegation: str = ""
    of: tuple[str, ...] = ()
    signature: Signature = Signature()


class Context(Struct, frozen=True, kw_only=True):
    """
    at         the instant of the action
    person     who acts; `applicant` for the one whose case it is
    standings  the person's authorities, in the order in which they are tried
    facts      `house.FACT` of the profile
    last       the last number given in a series, 0 if none: `last("letter:QĐ:2026")`
    exists     is this a village, post, person, record, case of the house? of a file: what its store knows of it
    record     a row of a register as it stands: `record("births", "2026-0001")`, None if there is none
    register   a register as the house has it now, None if it has none: its `unique` holds for what is written
    same       (record, case) of a row that stands and has all of these values, but for some records; see `unique.Same`
    record_before  the row of a register before the event at a place of this case, `record_after`: after it; asked only to reverse
    before     the case before its last standing `acted`; asked only to reverse
    called     what a house of this installation is called; `province`: the code of the province's house, "" if there is none; `alone`: is this the only one?
    house      the unit's code; `letterhead`: what templates read as `v.house`
    code_of    the code of the next case of a house, behind so many others of this decision; `rows`: a register's rows that stand
    salt       what makes a letter's digest unguessable (hex); fresh for each decision
    """

    at: datetime
    person: str
    calendar: Calendar
    standings: tuple[Standing, ...] = ()
    name: str = ""
    facts: Mapping[str, Any] = {}
    last: Callable[[str], int] = lambda series: 0
    exists: Callable[[Field, str], bool | Mapping[str, Any]] = lambda field, name: True
    record: Callable[[str, str], Mapping[str, Any] | None] = lambda register, record: None
    register: Callable[[str], Register | None] = lambda slug: None
    same: Callable[[str, Mapping[str, Any], Set[str]], tuple[str, str] | None] = (
        lambda register, values, besides: None
    )
    record_before: Callable[[str, str, int], Mapping[str, Any] | None] = (
        lambda register, record, place: None
    )
    record_after: Callable[[str, str, int], Mapping[str, Any] | None] = (
        lambda register, record, place: None
    )
    before: Callable[[int], Case] | None = None
    house: str = ""
    called: Callable[[str], str] = lambda house: house
    province: Callable[[], str] = lambda: ""
    alone: Callable[[], bool] = lambda: False
    letterhead: Mapping[str, Any] = {}
    salt: str = ""
    code: str = ""
    code_of: Callable[[str, int], str] = lambda house, before: ""
    rows: Callable[[str], Iterable[tuple[str, Mapping[str, Any]]]] = lambda register: ()

    def actor(self, standing: Standing) -> Actor:
        return Actor(self.person, standing.post, standing.delegation)


NOBODY = Standing()
