"""Fold the events of a case, one by one, into the case as it stands.

`evolve` never refuses, because it already happened. Rule to keep: nothing here reads a procedure. What a later page or
decision needs stands in the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from dinh.engine.record.answers import rows_made, with_answers, with_documents, without
from dinh.engine.record.case import Case, Stay
from dinh.engine.record.child_records import after, born, taken_back
from dinh.engine.record.event_parts import CaseRecord, IssuedLetter, Stretch
from dinh.engine.record.events import (
    Acted,
    Actor,
    Assigned,
    Attached,
    CaseBody,
    Delegated,
    Delivered,
    Extended,
    Filled,
    Issued,
    Noted,
    Opened,
    Paid,
    Reversed,
    Struck,
    Transferred,
)
from dinh.engine.record.requested_items import after_act, before_act

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
        CaseRecord(
            r.register, r.record, r.change, case.place + 1, _abroad(case, actor), r.change == "end"
        )
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
        first_due=None
        if body.anew
        else case.first_due
        if body.clock and body.clock.due != case.first_due
        else None,
        standing_house=body.standing_house,
        standing_act=body.standing_act,
        rating=0,
        assigned={
            name: person for name, person in (case.assigned | body.assigned).items() if person
        },
    )
    if body.anew and case.clock and case.settled:
        gone = Stretch(case.clock.started, case.clock.due, case.settled)
        changes["stretches"] = (*case.stretches, gone)
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


def opener(by: str, names: dict[str, str]) -> str:
    """`STEP` or `STEP.ACTION`, under the step's new name."""
    step, dot, action = by.partition(".")
    return names.get(step, step) + dot + action


def renamed(
    case: Case, names: dict[str, str], counts: dict[str, int], by: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Counts, who acted, assignments, postings and what opened children by the new names; of two steps that became one, what both had.

    counts, by  as they are after the act that moves it
    """

    def name(old: str) -> str:
        step, slash, row = old.partition("/")
        return names.get(step, step) + slash + row

    used: dict[str, int] = {}
    for key, n in counts.items():
        step, _, action = key.rpartition(".")
        used[f"{name(step)}.{action}"] = used.get(f"{name(step)}.{action}", 0) + n
    who: dict[str, tuple[str, ...]] = {}
    for step, persons in by.items():
        who[name(step)] = tuple(dict.fromkeys((*who.get(name(step), ()), *persons)))
    return dict(
        counts=used,
        acted_by=who,
        assigned={name(step): person for step, person in case.assigned.items()},
        letters=tuple(
            replace(one, posted=name(one.posted)) if one.posted else one for one in case.letters
        ),
        children=tuple(replace(one, by=opener(one.by, names)) for one in case.children),
    )
