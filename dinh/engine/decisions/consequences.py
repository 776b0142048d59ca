"""What an action leads to: moves, clock, fees, records, letters, delegations, as events in order."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions import case_clock, effects, registers
from dinh.engine.decisions.child_openings import Brood, Unopened, broods
from dinh.engine.decisions.context import NOBODY, Standing
from dinh.engine.decisions.draft import Decided, Draft, scope_of
from dinh.engine.decisions.effects import words
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.letters import is_result, issued
from dinh.engine.decisions.transfer import crossed
from dinh.engine.decisions.transition import Moved, Stuck, chain, move
from dinh.engine.definition.procedure import Action, Procedure, Step, Then
from dinh.engine.record.case import Case
from dinh.engine.record.events import (
    CLOCK,
    HOUSE,
    Acted,
    ChildBack,
    Clock,
    Delegated,
    Extended,
    Fee,
    OpenStep,
    RecordChange,
)
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import to_local


def led(
    draft: Draft,
    open_step: OpenStep,
    step: Step,
    action: Action,
    standing: Standing,
    *,
    starts: bool = False,
    present: tuple[str, ...] = (),
    actor_action: str = "",
    returned: ChildBack | None = None,
    scope: Scope | None = None,
) -> Decided | Refusal:
    """Everything the action leads to, as `acted`, then `extended`, `delegated` and `issued`. scope: the values as the step sees them, where they are at hand."""
    procedure, context = draft.procedure, draft.context
    case = draft.case
    scope = scope or scope_of(
        procedure, case, context, limit=open_step.limit, entered=open_step.since
    )
    started = None
    if starts:
        scope = scope.within(accepted=context.at)
        started = case_clock.started(procedure.deadline, scope, context.at, context.calendar)
        scope = scope.within(due=started.due)
    inner = scope.row(step.each, open_step.row) if step.each and open_step.row else scope
    moved, brood = STAYS, Brood(case, context) if broods(procedure) else None
    try:
        if brood:
            brood.act(action.opens, f"{step.name}.{action.name}", inner)
        if action.to:
            moved = move(
                procedure,
                case.steps,
                open_step,
                action.to,
                scope,
                context.at,
                context.calendar,
                breaks=action.breaks,
                brood=brood,
            )
    except Stuck as stuck:
        return Refusal("procedure.stuck", {"step": str(stuck)})
    except Unopened as out:
        return out.refusal
    if moved.thens:
        action = _also(action, moved.thens)
    clock = _clock(draft, moved, started)
    fixed = effects.fees(procedure, "accept", scope) if starts else ()
    if (moment := f"{step.name}.{action.name}") in effects.lines(procedure):
        fixed += effects.fees(procedure, moment, inner)
    refixed = _refixed(procedure, case, scope) if action.edits and case.accepted else ()
    changes, personal, rows = (
        effects.records(procedure, action.records, inner, context, draft.numbers)
        if action.records
        else ((), {}, ())
    )
    if changes and (refusal := _not_to_be_written(draft, changes, personal)):
        return refusal
    closed: tuple[str, ...] = ()
    if action.closes_children:
        draft.close(closed := open_children(case))
    end = procedure.ends.get(moved.end) if moved.end else None
    more: dict[str, Any] = {}  # what most actions do not have
    if moved.passed or moved.blocks:
        more |= {
            "passed": moved.passed,
            "emptied": moved.emptied,
            "blocks": _inside(procedure, moved.blocks),
        }
    if changes or fixed or refixed or starts:
        more |= {
            "accepted": starts,
            "fees": fixed,
            "refixed": refixed,
            "records": changes,
            "personal": personal,
        }
    if end:
        more |= {"end": moved.end, "outcome": end.outcome, "end_label": words(end.label)}
    if brood or closed or returned:
        more |= {
            "children": brood.children(draft) if brood else (),
            "closed": closed,
            "returned": returned,
        }
    if procedure.in_force != case.version:
        more |= {"version": procedure.in_force, "digest": procedure.digest}
    if present or action.delegates or scope.facts_read or draft.facts:
        more |= {
            "present": present,
            "delegates": action.delegates is not None,
            "facts": {**draft.facts, **scope.facts_read},
        }
    if case.letters and (down := _taken_down(case, moved)):
        more["taken_down"] = down
    if case.went:
        more["known_as"] = _elsewhere(draft)
    if draft.told:
        personal = {**more.get("personal", {}), **draft.told.get("personal", {})}
        more |= {**draft.told, "personal": personal}
    draft.add(
        Acted(
            step=open_step.name,
            action=actor_action or action.name,
            left=moved.left,
            entered=moved.entered,
            clock=clock,
            **more,
        )
    )
    if action.extends:
        _extend(draft, open_step, step, action, inner)
    if action.delegates:
        _delegate(draft, action, inner)
    for place in draft.case.lent if end and end.ends_delegations else ():
        draft.add(
            Delegated(
                delegation=draft.case.delegation(place),
                ended=True,
                end=to_local(context.at).date().isoformat(),
            )
        )
    if action.letters or action.delegates or end:
        _issue(
            draft,
            open_step,
            step,
            action,
            standing,
            moved,
            case.data,
            tuple(zip(changes, rows, strict=True)),
        )
    if moved.posts:
        letters_on_entry(draft, moved, standing)
    if (moved.entered or moved.end) and (nowhere := crossed(draft)):
        return nowhere
    return went_on(draft) if brood else draft.decided()


STAYS = Moved()


def _elsewhere(draft: Draft) -> str:
    """How whoever acts is told among those who acted, where that is not by name alone."""
    known = draft.case.known_as(draft.actor.person, draft.context.house)
    return "" if draft.actor in (CLOCK, HOUSE) or known == draft.actor.person else known


def _not_to_be_written(
    draft: Draft, changes: tuple[RecordChange, ...], personal: dict[str, Any]
) -> Refusal | None:
    """Why these rows cannot stand: one is there already, or is there no more, lacks a column, or has what another row has."""
    if known := effects.twice(changes, draft.context):
        return Refusal("record.exists", {"register": known.register, "record": known.record})
    if again := effects.ended_before(changes):
        return Refusal("record.ended_twice", {"register": again.register, "record": again.record})
    if gone := effects.gone(changes, draft.context):
        return Refusal("record.gone", {"register": gone.register, "record": gone.record})
    return effects.lacking(draft.procedure, changes, personal) or registers.refused(
        draft.procedure, changes, personal, draft.context
    )


def _issue(
    draft: Draft,
    open_step: OpenStep,
    step: Step,
    action: Action,
    standing: Standing,
    moved: Moved,
    data: dict[str, Any],
    changes: tuple[tuple[RecordChange, str], ...],
) -> None:
    """The letters of the action, of the delegation it gives and of the end it comes to. They tell what was just answered, though a block
    that is entered asks it anew."""
    end = draft.procedure.ends.get(moved.end)
    given = (action.delegates.letter,) if action.delegates and action.delegates.letter else ()
    names = (*action.letters, *given, *(end.letters if end else ()))
    if not names:
        return
    stands = moved.entered[0] if moved.entered else draft.case.step(open_step.name) or open_step
    after = draft.scope(data=data, limit=stands.limit, entered=stands.since)
    inner = after.row(step.each, open_step.row) if step.each and open_step.row else after
    result = is_result(draft.procedure, step, action.to)
    for letter in issued(
        draft.procedure,
        names,
        draft.case,
        inner,
        draft.context,
        standing,
        draft.numbers,
        row=open_step.row,
        records=changes,
        result=result,
    ):
        draft.add(letter if not letter.form else replace(letter, result=False))


def _also(action: Action, thens: tuple[Then, ...]) -> Action:
    """The action with what follows from steps it passed because they waited for nothing."""
    return replace(
        action,
        letters=(*action.letters, *(x for then in thens for x in then.letters)),
        records=(*action.records, *(x for then in thens for x in then.records)),
    )


def went_on(draft: Draft) -> Decided | Refusal:
    """What is decided, with what follows by itself: a step that waits for no child any more is left, by the house."""
    step = next((one for one in draft.case.steps if ready(draft.case, one)), None)
    then = (
        draft.procedure.steps[step.step].then
        if step and step.step in draft.procedure.steps
        else None
    )
    if step is None or then is None or draft.case.away:
        return draft.decided()
    draft.actor = HOUSE
    action = Action(name="then", to=then.to, letters=then.letters, records=then.records)
    return led(
        draft, step, draft.procedure.steps[step.step], action, NOBODY, actor_action="returned"
    )


def ready(case: Case, step: OpenStep, back: int = 0) -> bool:
    """Are as many of its children back as the step waits for? `back`: some more that are just coming."""
    return (
        step.waits is not None
        and back + sum(1 for child in case.children if child.end and child.code in step.awaits)
        >= step.waits
    )


def open_children(case: Case) -> tuple[str, ...]:
    return tuple([child.code for child in case.children if not child.end])


def _taken_down(case: Case, moved: Moved) -> tuple[str, ...]:
    return tuple(
        [letter.digest for letter in case.letters if letter.posted and letter.posted in moved.left]
    )


def _refixed(procedure: Procedure, case: Case, scope: Scope) -> tuple[Fee, ...]:
    """Lines fixed at acceptance that come out otherwise after an edit: the fee is looked at again (grammar §7)."""
    before = {fee.name: fee for fee in case.fees}
    return tuple(
        fee
        for fee in effects.fees(procedure, "accept", scope)
        if fee.name in before and before[fee.name] != fee
    )


def _inside(procedure: Procedure, blocks: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of the blocks entered, `STEP/ROW` of one in the branch of a row: what was counted in them begins anew."""
    entered = [one.partition("/") for one in blocks]
    return tuple(
        dict.fromkeys(
            f"{step}{slash}{row}"
            for step in procedure.steps
            for block, slash, row in entered
            if block in chain(procedure, step)
        )
    )


def _clock(draft: Draft, moved: Moved, started: Clock | None) -> Clock | None:
    """The clock from now on, or None when nothing about it changed."""
    case, context = draft.case, draft.context
    clock = started or case.clock
    if clock is None:
        return None
    if not (
        started
        or moved.end
        or clock.paused
        or [step for step in (*case.steps, *moved.entered) if step.pauses]
    ):  # which is most of what happens
        return None
    if moved.end:
        return (
            case_clock.stopped(clock, context.at, context.calendar)
            if clock.stopped is None
            else None
        )
    standing = [step for step in case.steps if step.name not in moved.left] + list(moved.entered)
    ticked = case_clock.ticked(clock, standing, context.at, context.calendar)
    return ticked if ticked is not case.clock else None


def _extend(draft: Draft, open_step: OpenStep, step: Step, action: Action, scope: Scope) -> None:
    extends, case, context = action.extends, draft.case, draft.context
    assert extends is not None
    use = case.counts.get(f"{open_step.name}.{action.name}", 1) - 1
    if extends.of == "limit":
        current = case.step(open_step.name)
        new = (
            case_clock.extended_limit(current, extends, use, step.limit, scope, context.calendar)
            if current
            else None
        )
        if current and new:
            draft.add(Extended(old=current.limit, new=new, step=open_step.name))
        return
    if case.clock is None or case.clock.stopped:
        return
    clock = case_clock.extended(
        case.clock, extends, use, draft.procedure.deadline, scope, context.calendar
    )
    if clock.due:
        draft.add(Extended(old=case.clock.due, new=clock.due, clock=clock))


def _delegate(draft: Draft, action: Action, scope: Scope) -> None:
    one = action.delegates
    assert one is not None
    draft.add(
        Delegated(
            delegation=draft.case.delegation(draft.case.delegated),
            giver=str(scope(one.post) or one.post),
            to=str(scope(one.who) or one.who),
            start=str(effects.value_of(one.start, scope, None) or "")[:10],
            end=str(effects.value_of(one.until, scope, None) or "")[:10],
        )
    )


def letters_on_entry(draft: Draft, moved: Moved, standing: Standing) -> None:
    """Letters posted in public while the case is in a step."""
    for name, letter in moved.posts:
        opened = next(step for step in moved.entered if step.name == name)
        scope = draft.scope(limit=opened.limit, entered=opened.since)
        for one in issued(
            draft.procedure,
            (letter,),
            draft.case,
            scope,
            draft.context,
            standing,
            draft.numbers,
            posted=name,
            row=opened.row,
        ):
            draft.add(one)
