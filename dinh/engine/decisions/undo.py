"""What taking an act back brings back: the steps with their limits, the answers and the records as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions import case_clock, effects, registers
from dinh.engine.decisions.action_input import parted
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.general_rights import closed_children
from dinh.engine.decisions.letters import REVOCATION
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Clock, Filled, OpenStep, RecordChange, Reversed
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import ONE_DAY, to_local
from dinh.engine.schedule.deadline import due
from dinh.engine.schedule.duration import NUMBER_MAX, Duration


def back_again(step: OpenStep, case: Case, context: Context) -> OpenStep:
    """A step to which the case comes back: it has stood there since now, and nobody was reminded of it yet."""
    now = counted_anew(step, context, settled=bool(case.end))
    if case.step(step.name):
        return now
    return replace(now, since=context.at, told=(), told_at=None)


def counted_anew(step: OpenStep, context: Context, *, settled: bool = False) -> OpenStep:
    """A limit that is over by now would act again at once, so it is counted from now, as every one of a settled case; one that
    was a fixed day gives as many days again as it gave the first time, and one at least: a step that time leaves stays one that it leaves."""
    if step.limit is None or step.limit > context.at or not (step.acts or settled):
        return step
    rule = step.limit_rule or Duration(_days_given(step), "days")
    return replace(step, limit=due(rule, context.at, context.calendar).at, limit_rule=rule)


def _days_given(step: OpenStep) -> int:
    assert step.limit is not None
    return min(max((to_local(step.limit).date() - to_local(step.since).date()).days, 1), NUMBER_MAX)


def followed_before(case: Case, before: Case) -> dict[str, Any]:
    """The version it followed, when the act led to another: with what was remembered of the steps under their names there. Whoever
    acted since stays remembered under the names that both versions have."""
    if before.version == case.version:
        return {}
    since = {step: persons for step, persons in case.acted_by.items() if step in before.acted_by}
    acted_by = {
        step: tuple(dict.fromkeys((*persons, *since.get(step, ()))))
        for step, persons in before.acted_by.items()
    }
    posted = {x.digest: x.posted for x in before.letters if x.posted}
    renamed = {
        x.posted: posted[x.digest]
        for x in case.letters
        if x.posted and x.digest in posted and x.posted != posted[x.digest]
    }
    children_by = {one.code: one.by for one in before.children}
    return {
        "version": before.version,
        "digest": before.digest,
        "acted_by": acted_by,
        "assigned": before.assigned,
        "moved": before.moved,
        "renamed": renamed,
        "children_by": children_by,
    }


def reversal(procedure: Procedure, case: Case, context: Context) -> Reversed | Refusal:
    """The case as it was before its standing act: what that act did to records is undone, the children it opened are to be withdrawn.
    What a fee came to by an edit stays with the answers, which stay; what was charged since is gone."""
    assert context.before is not None, "reversing asks for the case as it was"
    if refusal := closed_children(case):
        return refusal
    before = context.before(case.standing)
    records, personal = undone(procedure, case, context)
    if records and (repeated := registers.refused(procedure, records, personal, context)):
        return repeated
    clock, anew = _clock(case, before, context)
    return Reversed(
        event=case.standing,
        steps=tuple(back_again(step, case, context) for step in before.steps),
        clock=clock,
        anew=anew,
        counts=before.counts,
        fees=case.fees[: len(before.fees)],
        standing=before.standing,
        accepted=before.accepted,
        records=records,
        withdrawn=tuple(
            x.digest
            for x in case.letters
            if x.place > case.standing and not x.withdrawn and x.name != REVOCATION.name
        ),
        extensions=before.extensions,
        standing_house=before.standing_house,
        standing_act=before.standing_act,
        personal=personal,
        delivered=before.delivered,
        posted=_shown_again(case, before),
        **{"assigned": _given_back(case, before), **followed_before(case, before)},
        closed=tuple(
            child.code for child in case.children if child.place == case.standing and not child.end
        ),
    )


def _clock(case: Case, before: Case, context: Context) -> tuple[Clock | None, bool]:
    """The clock after the reversal, and whether it starts anew: what a settled case took until then was told with its outcome."""
    if before.clock is None or case.clock is None:
        return None, False
    anew = bool(case.end)
    clock = before.clock
    if anew:
        clock = case_clock.again(case.clock, context.at, context.calendar)
    elif case.stretches:
        clock = case.clock
    return case_clock.ticked(clock, before.steps, context.at, context.calendar), anew


def _shown_again(case: Case, before: Case) -> dict[str, str]:
    """The letters that the act took down: shown in public again, as the step wants to which the case comes back."""
    down = {x.digest for x in case.letters if not x.posted and not x.withdrawn}
    return {x.digest: x.posted for x in before.letters if x.posted and x.digest in down}


def _given_back(case: Case, before: Case) -> dict[str, str]:
    """Who had the steps to which the case comes back; nobody has those any more that it leaves."""
    there = {step.name for step in before.steps}
    given = {
        name: person
        for name, person in before.assigned.items()
        if name in there and name not in case.assigned
    }
    return given | {name: "" for name in case.assigned if name not in there}


def answers_again(
    procedure: Procedure,
    case: Case,
    before: Case,
    scope: Scope,
    since: Iterable[tuple[str, str, str]] = (),
) -> Filled | None:
    """What the act emptied stands again, and a row that it made is gone; what else was answered is kept, for it will be asked again.
    since: what children brought after it, which stays too (name, or list, row and column)."""
    wanted = dict(before.data)
    name, _, action = case.standing_act.partition(".")
    step = procedure.steps.get(name.partition("/")[0])
    done = step.do.get(action) if step else None
    if done and done.adds and (rows := wanted.get(done.adds)):
        wanted[done.adds] = {row: cells for row, cells in rows.items() if row != max(rows, key=int)}
    for name, row, column in since:
        wanted[name] = _with(wanted.get(name), case.data.get(name), row, column)
    changed = {
        name: value
        for name, value in wanted.items()
        if case.data.get(name) != value and name not in case.struck and scope.field_of(name)
    }
    emptied = tuple(
        name for name, value in changed.items() if not value and value != 0 and value is not False
    )
    changed = {name: value for name, value in changed.items() if name not in emptied}
    return parted(procedure, changed, [], scope, emptied) if changed or emptied else None


def _with(wanted: Any, now: Any, row: str, column: str) -> Any:
    """The value, or one cell of its rows, as it is now."""
    if not row:
        return now
    cells = (now or {}).get(row, {})
    return (
        {
            **(wanted or {}),
            row: {
                **(wanted or {}).get(row, {}),
                **({column: cells[column]} if column in cells else {}),
            },
        }
        if row in (now or {})
        else wanted
    )


def undone(
    procedure: Procedure, case: Case, context: Context
) -> tuple[tuple[RecordChange, ...], dict[str, Any]]:
    """What the reversed act did to records, undone, last first: what it added was never so, what it ended stands again, and of what it
    changed the columns that nobody has written since are as before."""
    day = to_local(context.at).date()
    changes: list[RecordChange] = []
    personal: dict[str, Any] = {}
    for one in reversed([one for one in case.records if one.place == case.standing]):
        if one.change == "add":
            changes.append(
                RecordChange(one.register, one.record, "end", end=(day - ONE_DAY).isoformat())
            )
            continue
        values = context.record_before(one.register, one.record, case.standing) or {}
        if one.change == "change":
            values = _as_before(
                values,
                context.record_after(one.register, one.record, case.standing) or {},
                context.record(one.register, one.record) or {},
            )
        values, hidden = effects.parted(procedure.registers.get(one.register), values)
        personal |= {f"records.{len(changes)}.{column}": value for column, value in hidden.items()}
        changes.append(
            RecordChange(
                one.register,
                one.record,
                "add" if one.change == "end" else "change",
                values,
                start=day.isoformat(),
            )
        )
    return tuple(changes), personal


def _as_before(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """Of a row's columns those that an act changed and that still are as it left them; None: the column was empty."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in changed if now.get(name) == after.get(name)}
