"""What a case is: the fold of its events. `evolve` never refuses, because it already happened.

Rule to keep: nothing here reads a procedure. What a later page or decision needs stands in the event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.record.child_records import Child
from dinh.engine.record.event_parts import (
    CaseRecord,
    Cause,
    IssuedLetter,
    Parent,
    RequestedItem,
    Stretch,
)
from dinh.engine.record.events import Clock, Fee, OpenStep, Paid


class Stay(Struct, frozen=True, omit_defaults=True):
    """The case in a house since an instant. why: it came there, as in `event.Transferred`."""

    house: str
    since: datetime
    why: str = ""


class Case(Struct, frozen=True, omit_defaults=True):
    """A matter as it stands.

    code       "" before it is opened
    place      of its last event; number: of that event in the house
    end        name of the end; "" while open. outcome, end_label go with it
    data       full name -> JSON-native value; a list: row id -> row
    acted_by   step -> persons who acted there, also for another or by delegation; `PERSON@HOUSE` in another house than the first
    counts     `step.action` -> how often; kept per entry for actions of a block
    rows_made  list -> the highest row number it ever had
    delegated  place of the last `acted` that gave a delegation, 0: none; `lent`: of each
    moved      place of the last `acted` that moved it to another version, 0: none
    classed    fields that only some roles may read: no list and no search tells them
    shut       fields, and columns as `list.column`, that name persons who may not read the case, whatever their role
    standing   place of the last `acted` that was not reversed, 0: none; standing_number: that event's in the house, 0: unknown
    facts      facts of the house that were read, as they were then
    parent     the case that opened this one; cause: why the house opened it by itself; closed_by: the case on whose account it was withdrawn
    by_house   place of the last `acted` that children brought about, 0: none
    home       the house that settles it, "": the one that opened it (`settles`)
    went       the houses it has been in, in order, the first included; empty: it never left the house that opened it
    standing_house  where the standing `acted` was done, "": where the case was opened; `standing_act`: what it was, `step.action`
    rating     how content the applicant was with how it was settled, 1 to 5; 0: not said
    content    digest of the published version it follows; "": the house finds it by its own log
    requested  what was asked for item by item, request after request; those of the last one count
    first_due  what was promised before the due was first extended; None: it was not
    """

    code: str = ""
    house: str = ""
    procedure: str = ""
    version: str = ""
    digest: str = ""
    national_code: str = ""
    name: dict[str, str] = {}
    field: str = ""
    channel: str = ""
    opener: str = ""
    applicant: str = ""
    title: str = ""
    class_: str = "open"
    readers: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()
    place: int = 0
    number: int = 0
    opened: datetime | None = None
    accepted: datetime | None = None
    settled: datetime | None = None
    delivered: datetime | None = None
    last_at: datetime | None = None
    steps: tuple[OpenStep, ...] = ()
    end: str = ""
    outcome: str = ""
    end_label: dict[str, str] = {}
    data: dict[str, Any] = {}
    documents: dict[str, Any] = {}
    clock: Clock | None = None
    acted_by: dict[str, tuple[str, ...]] = {}
    counts: dict[str, int] = {}
    assigned: dict[str, str] = {}
    fees: tuple[Fee, ...] = ()
    paid: tuple[Paid, ...] = ()
    letters: tuple[IssuedLetter, ...] = ()
    records: tuple[CaseRecord, ...] = ()
    related: tuple[str, ...] = ()
    standing: int = 0
    standing_number: int = 0
    extensions: int = 0
    uses: dict[str, int] = {}
    rows_made: dict[str, int] = {}
    classed: tuple[str, ...] = ()
    delegated: int = 0
    lent: tuple[int, ...] = ()
    moved: int = 0
    facts: dict[str, Any] = {}
    struck: tuple[str, ...] = ()
    parent: Parent | None = None
    cause: Cause | None = None
    children: tuple[Child, ...] = ()
    by_house: int = 0
    closed_by: str = ""
    home: str = ""
    went: tuple[Stay, ...] = ()
    standing_house: str = ""
    standing_act: str = ""
    content: str = ""
    rating: int = 0
    first_due: datetime | None = None
    stretches: tuple[Stretch, ...] = ()
    requested: tuple[RequestedItem, ...] = ()

    @property
    def now(self) -> str:
        """The house that has it, and alone may act."""
        return self.went[-1].house if self.went else self.house

    @property
    def first(self) -> str:
        """The house that opened it, and delivers its result."""
        return self.went[0].house if self.went else self.house

    @property
    def away(self) -> bool:
        """Is it in another house? Then what stands here is a shadow, and nobody acts on it."""
        return bool(self.went) and self.went[-1].house != self.house

    @property
    def settles(self) -> str:
        """What `home` means in the procedure: where it was opened, or to whom it was handed for good."""
        return self.home or self.first

    @property
    def ours(self) -> bool:
        """Does this house answer for it: because it has it, settles it, or took it in?"""
        return not self.went or self.house in (self.now, self.first, self.settles)

    @property
    def open(self) -> bool:
        return bool(self.code) and not self.end

    @property
    def due(self) -> datetime | None:
        return self.clock.due if self.clock else None

    @property
    def paused(self) -> bool:
        """Does the clock stand still? Then no day can be told until it goes on."""
        return bool(self.clock and self.clock.paused and not self.end)

    @property
    def awaits_applicant(self) -> bool:
        """Does the clock stand still until the applicant has done something?"""
        return self.paused and any("applicant" in step.roles for step in self.steps if step.pauses)

    @property
    def late(self) -> bool:
        """Settled after its due, now or before an outcome was taken back. Whether an open case is late is a question of the
        time: `is_late`."""
        return bool(self.settled and (self.overran or any(one.late for one in self.stretches)))

    @property
    def overran(self) -> bool:
        """Settled after the due that its clock tells now."""
        return bool(self.settled and self.due and self.settled > self.due)

    def known_as(self, person: str, house: str) -> str:
        """How somebody of a house is told among those who acted: a name is a house's own, and the same one elsewhere is somebody else's."""
        return person if not self.went or house == self.first else f"{person}@{house}"

    def opened_by(self, person: str, house: str) -> bool:
        """Is it this person of this house who opened it?"""
        return person == self.opener and (not self.went or house == self.first)

    def named(self, fields: Iterable[str]) -> frozenset[str]:
        """The persons whom these fields name, and columns as `list.column`."""
        found: set[str] = set()
        for name in fields:
            rows, _, column = name.rpartition(".")
            values = (
                [self.data[name]]
                if name in self.data
                else [row.get(column) for row in (self.data.get(rows) or {}).values()]
            )
            found.update(value for value in values if isinstance(value, str))
        return frozenset(found)

    def delegation(self, place: int) -> str:
        """What the delegation is called that was given at this place: the first by the case's code."""
        return self.code if place == self.lent[0] else f"{self.code}/{place}"

    def step(self, name: str) -> OpenStep | None:
        return next((step for step in self.steps if step.name == name), None)


def is_late(case: Case, now: datetime) -> bool:
    """A clock that stands still makes nobody late."""
    if not case.open:
        return case.late
    return bool(
        case.clock and case.clock.due and case.clock.paused is None and now > case.clock.due
    )
