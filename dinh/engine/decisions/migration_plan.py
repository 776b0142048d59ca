"""May a running case follow another version of its procedure, and how would it then stand? (grammar §8, Versions)

Pure: values in, an answer out. What the case was promised stays: its due, its limits, fees and letters; only the steps are
those of the other version, with its roles. Rule to keep: a case that is moved stands as one could that had always followed
the other version; where that is not sure, it stays where it is, and why is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions import case_clock
from dinh.engine.decisions.action_input import asked_columns, unfilled
from dinh.engine.decisions.child_cases import opens_of
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.effects import words
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.form_input import OPENING, faults_of
from dinh.engine.decisions.transition import chain, opened
from dinh.engine.decisions.undo import counted_anew
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Field, Procedure, Step
from dinh.engine.field_types.reading import Bad, fault_of, read_value
from dinh.engine.record.case import Case
from dinh.engine.record.events import Clock, OpenStep
from dinh.engine.record.evolve import opener
from dinh.engine.refusal import Fault, Refusal


class Plan(Struct, frozen=True):
    """
    moves    step -> step of the other version; a step of the same name needs no line
    gives    `field`, `list.column` or `list.ROW.column` -> value, for what is empty or no longer fits; never instead of an answer
    recount  the due and the limits are counted anew by the other version's rules, from where they began
    """

    moves: dict[str, str] = {}
    gives: dict[str, Any] = {}
    recount: bool = False


def plan_of(new: Procedure, more: Plan | None = None) -> Plan:
    """What the file itself says of running cases, with what is said now on top of it."""
    more = more or Plan()
    return Plan({**new.moves, **more.moves}, {**new.gives, **more.gives}, more.recount)


class Movable(Struct, frozen=True):
    """steps: as they then stand; values: what is given (a list whole); clock: None, when nothing about it changes."""

    steps: tuple[OpenStep, ...]
    values: dict[str, Any] = {}
    clock: Clock | None = None
    renamed: dict[str, str] = {}
    facts: dict[str, Any] = {}


class Lost(Struct, frozen=True):
    """An answer that the other version does not ask any more (`replaced`: asks otherwise). place: `field` or `list.column`."""

    place: str
    label: dict[str, str]
    replaced: bool = False


def answers_lost(case: Case, old: Procedure, new: Procedure, outcome: Outcome) -> list[Lost]:
    """Name the answers of the case that its pages will no longer ask for: dropped first, then replaced by the plan."""
    before, after = {**old.form, **old.findings}, {**new.form, **new.findings}
    dropped, replaced = list[Lost](), list[Lost]()
    values = outcome.values if isinstance(outcome, Movable) else {}
    for name, field in before.items():
        answer = case.data.get(name)
        if answer in (None, {}, []):
            continue
        if name not in after:
            dropped.append(Lost(name, words(field.label)))
        elif field.type == "list" and isinstance(answer, dict):
            dropped += [
                Lost(f"{name}.{column}", words(one.label))
                for column, one in field.columns.items()
                if column not in after[name].columns
                and any(cells.get(column) is not None for cells in answer.values())
            ]
        if name in values and any(
            cell is not None and values[name] != answer for cell in _cells(answer)
        ):
            replaced.append(Lost(name, words(field.label), replaced=True))
    return dropped + replaced


def _cells(answer: Any) -> list[Any]:
    return (
        [cell for row in answer.values() for cell in row.values()]
        if isinstance(answer, dict) and all(isinstance(row, dict) for row in answer.values())
        else [answer]
    )


class Needs(Struct, frozen=True):
    """What has to be given before it can move, each by its place."""

    faults: tuple[Fault, ...]


class Cannot(Struct, frozen=True):
    why: Refusal


type Outcome = Movable | Needs | Cannot


def plan_faults(before: Sequence[Procedure], new: Procedure, plan: Plan) -> tuple[Fault, ...]:
    """What is wrong with the plan itself, whatever the case: names that no version has. before: those that running cases follow."""
    steps = list(dict.fromkeys(step for old in before for step in old.steps))
    faults = [
        Fault(f"moves.{step}", "move.unknown_step", {"step": step, "steps": steps})
        for step in plan.moves
        if before and step not in steps
    ]
    faults += [
        Fault(f"moves.{step}", "move.unknown_step", {"step": to, "steps": list(new.steps)})
        for step, to in plan.moves.items()
        if to not in new.steps
    ]
    for name in plan.gives:
        field, column = field_at(new, name)
        if (
            field is None
            or (column and column not in field.columns)
            or (field.type == "list" and not column)
        ):
            faults.append(Fault(name, "field.unknown", {"name": name, "near": ""}))
    return tuple(faults)


def planned(case: Case, old: Procedure, new: Procedure, plan: Plan, context: Context) -> Outcome:
    """How the case would move: as it is, with a value, or not at all."""
    if why := _stays(case, old, new):
        return Cannot(why)
    targets = {one.name: plan.moves.get(one.step, one.step) for one in case.steps}
    for one in case.steps:
        if why := _no_place(case, one, targets, old, new, plan):
            return Cannot(why)
    if why := _no_return(case, old, new, plan):
        return Cannot(why)
    data, faults = _given(case, new, plan, context)
    scope = scope_of(new, case, context, data=data)
    faults += _lacks(case, new, targets, scope, {fault.field for fault in faults})
    stop, _ = faults_of(new, scope, frozenset(new.form), OPENING)
    told = {fault.field for fault in faults}
    given = {name for name in data if case.data.get(name) != data[name]}
    for fault in stop:
        if fault.field not in told and not {fault.field, fault.field.partition(".")[0]} & given:
            return Cannot(
                Refusal(
                    "move.valid",
                    {
                        "why": {
                            lang: str(fault.facts.get(lang, "")).rstrip(".")
                            for lang in ("vi", "en")
                        }
                    },
                )
            )
    faults += [fault for fault in stop if fault.field not in told]
    if faults:
        return Needs(tuple(faults))
    clock = _clock(case, new, plan, scope, context)
    scope = scope.within(due=clock.due if clock else None)
    steps = tuple(
        _stood(one, new.steps[targets[one.name]], plan, scope, context) for one in case.steps
    )
    if empty := next((field for step in steps if (field := _nobody(new, step))), None):
        return Needs((Fault(empty, "field.required"),))
    ticked = case_clock.ticked(clock, steps, context.at, context.calendar) if clock else None
    renamed = {
        **{step: to for step, to in plan.moves.items() if step != to},
        **{one.step: targets[one.name] for one in case.steps},
    }
    return Movable(
        steps,
        {name: data[name] for name in sorted(given)},
        ticked if ticked != case.clock else None,
        renamed,
        dict(scope.facts_read),
    )


def _stays(case: Case, old: Procedure, new: Procedure) -> Refusal | None:
    """Why no plan can move it."""
    if case.away or case.content:
        return Refusal("move.away")
    if not case.open:
        return Refusal("case.settled", {"end": case.end_label.get("vi", case.end)})
    if case.version == new.in_force:
        return Refusal("move.there", {"version": new.in_force})
    readers = new.classes[new.class_].roles if new.class_ in new.classes else ()
    if (new.class_, tuple(readers)) != (case.class_, case.readers):
        return Refusal("move.class", {"what": words(new.name)})
    before = {**old.form, **old.findings}
    for name, field in {**new.form, **new.findings}.items():
        if name in case.data and name in before and _secrets(before[name]) != _secrets(field):
            return Refusal("move.class", {"what": words(field.label)})
    return None


def _secrets(field: Field) -> tuple[str, ...]:
    return (
        field.class_,
        *(f"{name}:{column.class_}" for name, column in field.columns.items() if column.class_),
    )


def _no_place(
    case: Case, one: OpenStep, targets: dict[str, str], old: Procedure, new: Procedure, plan: Plan
) -> Refusal | None:
    """Why an open step has no place in the other version."""
    was, target = old.steps.get(one.step), new.steps.get(targets[one.name])
    label = one.label or {"vi": one.step}
    if target is None or was is None:
        return Refusal("move.no_step", {"step": label})
    if not target.roles:
        return Refusal("move.no_work", {"step": label, "to": words(target.label) or target.name})
    if (
        sum(
            to == target.name and other.row == one.row
            for other, to in ((other, targets[other.name]) for other in case.steps)
        )
        > 1
    ):
        return Refusal("move.twice", {"to": words(target.label) or target.name})
    if was.at != target.at:
        return Refusal("move.house", {"step": label})
    if not _same_block(was, target, old, new, plan) or bool(one.row) != bool(target.each):
        return Refusal("move.block", {"step": label})
    if _opens(target) != _opens(was):
        return Refusal("move.opens", {"step": label})
    if target.posts and not any(letter.posted == one.name for letter in case.letters):
        return Refusal("move.posting", {"step": label})
    return None


def _no_return(case: Case, old: Procedure, new: Procedure, plan: Plan) -> Refusal | None:
    """Why a child that is still open would not come back as it was sent: its line is another in the new version, or gone."""
    for child in case.children:
        there = replace(child, by=opener(child.by, plan.moves))
        if not child.end and opens_of(old, child) != opens_of(new, there):
            return Refusal(
                "move.opens",
                {
                    "step": words(step.label)
                    if (step := old.steps.get(child.by.partition(".")[0])) and step.label
                    else child.by
                },
            )
    return None


def _opens(step: Step) -> Any:
    """The child cases a step opens and waits for: those of the version under which it was entered."""
    return tuple(getattr(step, key, None) or () for key in ("opens", "waits"))


def _same_block(was: Step, target: Step, old: Procedure, new: Procedure, plan: Plan) -> bool:
    """Do both stand in blocks with the same branches? Of another block a branch would never have been opened."""
    before, after = chain(old, was.name), chain(new, target.name)
    return len(before) == len(after) and all(
        _branches(old, a, plan.moves) == _branches(new, b, {})
        for a, b in zip(before, after, strict=True)
    )


def _branches(procedure: Procedure, block: str, moves: dict[str, str]) -> set[tuple[str, str]]:
    return {
        (moves.get(branch.to, branch.to), branch.each) for branch in procedure.steps[block].together
    }


# --- what has to be there -------------------------------------------------------------------------------------------


def _given(
    case: Case, new: Procedure, plan: Plan, context: Context
) -> tuple[dict[str, Any], list[Fault]]:
    """The case's data with what the plan gives where something is empty or no longer an answer; and what of that is none either."""
    data = dict(case.data)
    faults: list[Fault] = []
    for name, field in {**new.form, **new.findings}.items():
        if field.type == "list":
            rows = {
                row: _row(field, row, cells, plan, context, faults)
                for row, cells in (data.get(name) or {}).items()
            }
            if rows:
                data[name] = rows
        elif (value := _value(field, (name,), data.get(name), plan, context, faults)) is not None:
            data[name] = value
        else:
            data.pop(name, None)
    return data, faults


def _row(
    field: Field, row: str, cells: dict[str, Any], plan: Plan, context: Context, faults: list[Fault]
) -> dict[str, Any]:
    found = dict(cells)
    for name, column in field.columns.items():
        value = _value(
            column,
            (f"{field.name}.{row}.{name}", f"{field.name}.{name}"),
            cells.get(name),
            plan,
            context,
            faults,
        )
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def _value(
    field: Field,
    places: tuple[str, ...],
    had: Any,
    plan: Plan,
    context: Context,
    faults: list[Fault],
) -> Any:
    """Keep what it had as this version writes it, if it is an answer still; else what the plan gives; else nothing, and why."""
    bad: Bad | None = None
    try:
        if had is not None and (kept := read_value(field, had)) is not None:
            return kept
    except Bad as one:
        bad = one
    given = next(
        (plan.gives[place] for place in places if plan.gives.get(place) not in (None, "")), None
    )
    try:
        value = read_value(field, given)
    except Bad as one:
        value, bad = None, one
    if (
        value is not None
        and not isinstance(value, (dict, list))
        and not context.exists(field, value)
    ):
        value, bad = None, Bad("field.not_found", given=value, type=field.type)
    if value is None and bad is not None:
        faults.append(fault_of(places[0], bad))
    return value


def _lacks(
    case: Case, new: Procedure, targets: dict[str, str], scope: Scope, known: set[str]
) -> list[Fault]:
    """What the form now asks and what every case that stands there has been asked: required, and empty."""
    from dinh.engine.analysis.asked_before import (
        askings,  # the checker is loaded only where a case moves
    )

    asked = askings(new)
    surely = frozenset().union(*(asked[to].surely for to in targets.values() if to in asked))
    fields = [
        *new.form.values(),
        *(field for name, field in new.findings.items() if name in surely),
    ]
    faults = unfilled(new, fields, scope, known)
    later = asked_columns(new)
    for name in surely:
        rows, _, column = name.rpartition(".")
        for row in scope.rows_of(rows) if column in later.get(rows, ()) else ():
            one, place = row.field.columns[column], f"{rows}.{row.row_id}.{column}"
            if (
                place not in known
                and holds(one.shown, row)
                and holds(one.required, row)
                and row(column) is None
            ):
                faults.append(Fault(place, "field.required"))
    return faults


def field_at(new: Procedure, name: str) -> tuple[Field | None, str]:
    """The field a place names, and the column when it is a list's."""
    whole = {**new.form, **new.findings}
    if name in whole:
        return whole[name], ""
    rows, _, column = name.rpartition(".")
    field = whole.get(rows) or whole.get(rows.rpartition(".")[0])
    return (field if field and field.type == "list" else None), column


# --- how it then stands ---------------------------------------------------------------------------------------------


def _clock(case: Case, new: Procedure, plan: Plan, scope: Scope, context: Context) -> Clock | None:
    """The promise stays; counted anew, it begins where it began, with its pauses and what extended it."""
    clock = case.clock
    if clock is None or not plan.recount:
        return clock
    anew = case_clock.started(
        new.deadline, scope.within(accepted=clock.started), clock.started, context.calendar
    )
    return case_clock.promised(
        replace(anew, pauses=clock.pauses, paused=clock.paused, extra=clock.extra), context.calendar
    )


def _stood(one: OpenStep, step: Step, plan: Plan, scope: Scope, context: Context) -> OpenStep:
    """The step as it is open in the other version: since when it was, its limit as it was promised."""
    inner = scope.row(step.each, one.row) if step.each and one.row else scope
    counted = opened(step, one.row, inner, one.since, context.calendar)
    now = replace(counted, told=one.told, told_at=one.told_at, awaits=one.awaits, waits=one.waits)
    if step.limit is None or plan.recount:
        return _never_later(counted_anew(now, context), now, one, context.at)
    if one.limit is not None:
        return replace(now, limit=one.limit, limit_rule=one.limit_rule)
    return replace(now, limit=opened(step, one.row, inner, context.at, context.calendar).limit)


def _never_later(anew: OpenStep, straight: OpenStep, was: OpenStep, at: datetime) -> OpenStep:
    """Keep the promised limit where the new rule is shorter, but its own limit is over and was counted from now."""
    if was.limit is None or straight.limit is None or anew.limit is None or was.limit <= at:
        return anew
    shortened = straight.limit <= was.limit < anew.limit
    return replace(anew, limit=was.limit) if shortened else anew


def _nobody(new: Procedure, step: OpenStep) -> str:
    """The field that names who acts, where it is empty."""
    empty = next((role for role in step.roles if role in ("person:", "post:")), "")
    return (
        next(
            (
                role.partition(":")[2]
                for role in new.steps[step.step].roles
                if empty and role.startswith(empty)
            ),
            "",
        )
        if empty
        else ""
    )
