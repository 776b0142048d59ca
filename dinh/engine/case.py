"""What a case is: the fold of its events. `evolve` never refuses, because it already happened.

Rule to keep: nothing here reads a procedure. What a later page or decision needs stands in the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.brought import rows_made, with_answers, with_documents, without
from dinh.engine.event import (
    Acted,
    Actor,
    Assigned,
    Attached,
    CaseBody,
    Clock,
    Delegated,
    Delivered,
    Extended,
    Fee,
    Filled,
    Issued,
    Noted,
    Opened,
    OpenStep,
    Paid,
    Reversed,
    Struck,
    Transferred,
)
from dinh.engine.kin import Child, after, born, taken_back
from dinh.engine.opens import Cause, Parent
from dinh.engine.parts import CaseRecord, IssuedLetter, RequestedItem
from dinh.engine.renaming import renamed
from dinh.engine.requested import after_act, before_act


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
        """Settled after its due. Whether an open case is late is a question of the time: `is_late`."""
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


Changes = dict[str, Any]
"""What an event changes of a case: field -> new value."""


def evolve(case: Case, body: CaseBody, *, at: datetime, actor: Actor, number: int = 0) -> Case:
    """The case after one more event. `at`, `actor`, `number` are the event's own."""
    changes = EVOLVE[type(body)](case, body, at, actor)
    place = case.place + 1
    if (standing := changes.get("standing", case.standing)) != case.standing:
        changes["standing_number"] = number if standing == place else 0
    changes["place"], changes["number"], changes["last_at"] = place, number or case.number, at
    return replace(case, **changes)


def numbered(case: Case, before: Case, first: int) -> Case:
    """`case`, folded upon `before` from events that had no number yet, now that these are `first`, `first` + 1 …"""
    if case is before:
        return case
    ahead = first - before.place - 1
    standing = case.standing + ahead if case.standing > before.place else case.standing_number
    return replace(case, number=case.place + ahead, standing_number=standing)


def replay(events: Iterable[Any], start: Case | None = None) -> Case:
    """Fold a case's events (`event.Event`, in order of place)."""
    case = start or Case()
    for event in events:
        if case.place == 0:
            case = replace(case, house=event.house, code=event.case)
        case = evolve(case, event.body, at=event.at, actor=event.actor, number=event.number)
    return case


def _opened(case: Case, body: Opened, at: datetime, actor: Actor) -> Changes:
    clock = body.clock
    return dict(
        procedure=body.procedure,
        version=body.version,
        digest=body.digest,
        national_code=body.code,
        name=body.name,
        field=body.field,
        channel=body.channel,
        opener=body.opener,
        applicant=body.applicant,
        title=body.title,
        class_=body.class_,
        readers=body.readers,
        shut=body.shut,
        opened=at,
        accepted=clock.started if clock else None,
        steps=body.entered,
        clock=clock,
        fees=body.fees,
        facts=body.facts,
        end=body.end,
        outcome=body.outcome,
        end_label=body.end_label,
        settled=at if body.end else None,
        parent=body.parent,
        cause=body.cause,
        children=born(body.children, case.place + 1),
    )


def _filled(case: Case, body: Filled, at: datetime, actor: Actor) -> Changes:
    classed = tuple(sorted({*case.classed, *body.classed})) if body.classed else case.classed
    changes: Changes = dict(
        data=with_answers(case.data, body),
        rows_made=rows_made(case.rows_made, body),
        classed=classed,
    )
    if body.steps:
        now = {step.name: step for step in body.steps}
        changes["steps"] = tuple(now.get(one.name, one) for one in case.steps)
    return changes


def _attached(case: Case, body: Attached, at: datetime, actor: Actor) -> Changes:
    return dict(documents=with_documents(case.documents, body))


def _assigned(case: Case, body: Assigned, at: datetime, actor: Actor) -> Changes:
    return {} if body.house else dict(assigned={**case.assigned, body.step: body.person})


def _acted(case: Case, body: Acted, at: datetime, actor: Actor) -> Changes:
    place = case.place + 1
    if body.returned and not body.left:  # a child is back, and the case stays as it stood
        return dict(children=after(case.children, (), (), body.returned, place))
    steps = (
        (*[step for step in case.steps if step.name not in body.left], *body.entered)
        if body.left or body.entered
        else case.steps
    )
    by = case.acted_by
    step = body.step.partition("/")[0]
    who = body.known_as or actor.person
    if step and not body.returned and who not in by.get(step, ()):
        by = {**by, step: (*by.get(step, ()), who)}
    counts, act = case.counts, ""
    if body.action and not body.returned:
        act = f"{body.step}.{body.action}"
        counts = {**counts, act: counts.get(act, 0) + 1}
    if body.blocks:
        counts = {
            key: n
            for key, n in counts.items()
            if not {name := key.partition(".")[0], name.partition("/")[0]} & {*body.blocks}
        }
    house = _abroad(case, actor)
    changes: Changes = {
        "steps": steps,
        "counts": counts,
        "standing": place,
        "standing_house": house,
        "standing_act": act,
    }
    if by is not case.acted_by:
        changes["acted_by"] = by
    if body.clock:
        changes["clock"] = body.clock
    if body.children or body.closed or body.returned:
        changes["children"] = after(
            case.children, body.children, body.closed, body.returned, place, moved=True
        )
    if actor.person == "house":
        changes["by_house"] = place
    if body.by_case:
        changes["closed_by"] = body.by_case
    if body.accepted and (clock := body.clock or case.clock):
        changes["accepted"] = clock.started
    if body.fees:
        changes["fees"] = case.fees + body.fees
    if body.delegates:
        changes |= {"delegated": place, "lent": (*case.lent, place)}
    if body.version:
        changes |= {"version": body.version, "digest": body.digest}
    if body.refixed:
        anew = {fee.name: fee for fee in body.refixed}
        changes["fees"] = tuple(anew.get(fee.name, fee) for fee in case.fees) + body.fees
    if body.facts:
        changes["facts"] = {**case.facts, **body.facts}
    if body.records:
        changes["records"] = case.records + tuple(
            CaseRecord(r.register, r.record, r.change, place, house) for r in body.records
        )
    if body.emptied:
        changes["data"] = without(case.data, body.emptied)
    if body.renamed:
        changes |= renamed(case, body.renamed, counts, by) | {"moved": place}
    elif case.assigned and body.left:
        changes["assigned"] = {
            name: person for name, person in case.assigned.items() if name not in body.left
        }
    if body.taken_down:
        changes["letters"] = tuple(
            replace(x, posted="") if x.digest in body.taken_down else x for x in case.letters
        )
    if body.requested or body.brought or body.waived:
        changes["requested"] = after_act(case.requested, body, place)
    if body.end:
        changes |= {
            "end": body.end,
            "outcome": body.outcome,
            "end_label": body.end_label,
            "settled": at,
        }
    return changes


def _abroad(case: Case, actor: Actor) -> str:
    """The house where it was done, "" for the one that opened the case: the same in every log that tells it."""
    house = actor.house or case.house
    return house if case.went and house != case.first else ""


def _issued(case: Case, body: Issued, at: datetime, actor: Actor) -> Changes:
    letter = IssuedLetter(
        body.letter,
        body.row,
        body.number,
        at,
        body.digest,
        body.to,
        case.place + 1,
        body.label,
        body.posted,
        False,
        body.class_,
        body.valid_until,
        body.form,
        body.result,
    )
    return dict(letters=(*case.letters, letter))


def _delivered(case: Case, body: Delivered, at: datetime, actor: Actor) -> Changes:
    return dict(delivered=at, fees=case.fees + body.fees)


def _extended(case: Case, body: Extended, at: datetime, actor: Actor) -> Changes:
    if body.step:
        return dict(
            steps=tuple(
                replace(s, limit=body.new) if s.name == body.step else s for s in case.steps
            )
        )
    return dict(
        clock=body.clock or case.clock,
        extensions=case.extensions + body.apology,
        first_due=case.first_due or body.old,
    )


def _transferred(case: Case, body: Transferred, at: datetime, actor: Actor) -> Changes:
    """It stands where it stood, in another house; whom the work was given to there stays behind."""
    went = case.went or (Stay(body.out_of or case.house, case.opened or at),)
    changes: Changes = {
        "went": (*went, Stay(body.house, at, body.why)),
        "assigned": {},
        "content": body.content or case.content,
    }
    if body.why in ("transfer", "route"):
        changes["home"] = "" if body.house == went[0].house else body.house
    return changes


def _reversed(case: Case, body: Reversed, at: datetime, actor: Actor) -> Changes:
    if (
        body.by_case and body.event != case.standing
    ):  # a child that had been back is open again, and nothing had come of it
        return dict(children=taken_back(case.children, (), body.reopened, case.place + 1))
    letters = tuple(
        replace(x, withdrawn=True, posted="")
        if x.digest in body.withdrawn
        else replace(x, posted=body.posted.get(x.digest, x.posted))
        for x in case.letters
    )
    records = case.records + tuple(
        CaseRecord(r.register, r.record, r.change, case.place + 1, _abroad(case, actor))
        for r in body.records
    )
    changes: Changes = dict(
        steps=body.steps,
        clock=body.clock,
        counts=body.counts,
        fees=body.fees,
        standing=body.standing,
        accepted=body.accepted,
        letters=letters,
        records=records,
        end="",
        outcome="",
        end_label={},
        settled=None,
        delivered=body.delivered,
        extensions=body.extensions,
        requested=before_act(case.requested, body.event),
        first_due=case.first_due if body.clock and body.clock.due != case.first_due else None,
        standing_house=body.standing_house,
        standing_act=body.standing_act,
        rating=0,
        assigned={
            name: person for name, person in (case.assigned | body.assigned).items() if person
        },
    )
    if body.closed or body.reopened:
        changes["children"] = taken_back(case.children, body.closed, body.reopened, case.place + 1)
    if body.version:
        posted = tuple(
            replace(x, posted=body.renamed.get(x.posted, x.posted)) if x.posted else x
            for x in letters
        )
        changes |= dict(
            version=body.version,
            digest=body.digest,
            acted_by=body.acted_by,
            assigned=body.assigned,
            moved=body.moved,
            letters=posted,
        )
    if body.children_by:
        changes["children"] = tuple(
            replace(one, by=body.children_by.get(one.code, one.by))
            for one in changes.get("children", case.children)
        )
    return changes


def _noted(case: Case, body: Noted, at: datetime, actor: Actor) -> Changes:
    if body.told:
        warned = body.about.removeprefix("warn:")
        return dict(
            steps=tuple(
                replace(s, told=tuple(dict.fromkeys((*s.told, *body.told))), told_at=at)
                if s.name == warned
                else s
                for s in case.steps
            )
        )
    if body.rating:
        return dict(rating=body.rating)
    return dict(related=(*case.related, body.related)) if body.related else {}


def _struck(case: Case, body: Struck, at: datetime, actor: Actor) -> Changes:
    """The values go from the folded case too; that they were struck stays."""
    gone = set(body.names)
    data = {}
    for name, value in case.data.items():
        if name in gone:
            continue
        if (
            isinstance(value, dict)
            and any(n.startswith(name + ".") for n in gone)
            and "digest" not in value
        ):
            value = {
                row: {c: v for c, v in cells.items() if f"{name}.{c}" not in gone}
                for row, cells in value.items()
            }
        data[name] = value
    documents = {name: brought for name, brought in case.documents.items() if name not in gone}
    return dict(data=data, documents=documents, struck=tuple(sorted({*case.struck, *body.names})))


EVOLVE: dict[type, Callable[[Case, Any, datetime, Actor], Changes]] = {
    Opened: _opened,
    Filled: _filled,
    Attached: _attached,
    Assigned: _assigned,
    Acted: _acted,
    Issued: _issued,
    Delivered: _delivered,
    Extended: _extended,
    Transferred: _transferred,
    Reversed: _reversed,
    Noted: _noted,
    Struck: _struck,
    Paid: lambda case, body, at, actor: dict(
        paid=(*case.paid, replace(body, personal={}) if body.personal else body)
    ),
    Delegated: lambda case, body, at, actor: {},
}
