"""Open a case: everything the form asks, typed and checked, and where the case then stands."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions import case_clock, effects
from dinh.engine.decisions.action_input import NOT_FIELDS, absent, parted, unfilled
from dinh.engine.decisions.child_openings import Brood, Unopened, broods
from dinh.engine.decisions.consequences import letters_on_entry, went_on
from dinh.engine.decisions.context import NOBODY, Context, Standing
from dinh.engine.decisions.documents import lacking, read_documents
from dinh.engine.decisions.draft import Decided, Draft, Open, scope_of
from dinh.engine.decisions.effects import words
from dinh.engine.decisions.form_input import OPENING, faults_of, read, visible
from dinh.engine.decisions.letters import issued, title
from dinh.engine.decisions.transfer import crossed
from dinh.engine.decisions.transition import Stuck, move
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Attached, Filled, Opened
from dinh.engine.refusal import Fault, Refusal


def open_case(
    procedure: Procedure, case: Case, command: Open, context: Context
) -> Decided | Refusal:
    if procedure.level == "info":
        return Refusal("procedure.info", {"procedure": procedure.name.vi})
    if command.channel not in procedure.channels and command.cause is None:
        return Refusal(
            "channel.closed", {"channel": command.channel, "channels": list(procedure.channels)}
        )
    standing = NOBODY if command.actor else _opener(procedure, command.channel, context)
    if standing is None:
        return Refusal("open.not_yours", {"channel": command.channel})
    actor = command.actor or context.actor(standing)
    case = Case(
        house=context.house, code=command.code, channel=command.channel, opener=actor.person
    )
    deadline = procedure.deadline
    starts = (
        deadline is None or "opened" in deadline.starts or command.cause is not None
    )  # what the house opens by itself is accepted at once
    case = replace(case, opened=context.at, accepted=context.at if starts else None)
    given = _form(procedure, case, command.data, context)
    if isinstance(given, Refusal):
        return given
    filled, attached, facts = given
    draft = Draft(procedure, Case(house=context.house, code=command.code), context, actor)
    scope = scope_of(procedure, case, context, data=filled.values | filled.personal)
    clock = None
    if starts:
        clock = case_clock.started(deadline, scope, context.at, context.calendar)
        scope = scope.within(due=clock.due)
    brood = Brood(case, context, straight=False) if broods(procedure) else None
    try:
        moved = move(
            procedure,
            (),
            None,
            command.start or procedure.start,
            scope,
            context.at,
            context.calendar,
            brood=brood,
        )
    except Stuck as stuck:
        return Refusal("procedure.stuck", {"step": str(stuck)})
    except Unopened as out:
        return out.refusal
    if clock and (lacks := lacking(procedure, scope, attached.documents if attached else {})):
        return Refusal(
            "documents.missing",
            {"documents": [fault.facts["label"] for fault in lacks]},
            tuple(lacks),
        )
    end = procedure.ends.get(moved.end)
    if clock:
        clock = (
            case_clock.stopped(clock, context.at, context.calendar)
            if end
            else case_clock.ticked(clock, moved.entered, context.at, context.calendar)
        )
    secrecy = procedure.classes.get(procedure.class_)
    draft.add(
        Opened(
            procedure=procedure.slug,
            version=procedure.in_force,
            digest=procedure.digest,
            name=words(procedure.name),
            field=procedure.field,
            code=procedure.code,
            channel=command.channel,
            opener=actor.person,
            applicant=command.applicant,
            title=title(procedure),
            class_=procedure.class_,
            readers=secrecy.roles if secrecy else (),
            shut=secrecy.shut if secrecy else (),
            entered=moved.entered,
            passed=moved.passed,
            clock=clock,
            fees=effects.fees(procedure, "accept", scope) if clock else (),
            facts=facts | scope.facts_read,
            end=moved.end,
            outcome=end.outcome if end else "",
            end_label=words(end.label) if end else {},
            parent=command.parent,
            cause=command.cause,
            children=brood.children(draft) if brood else (),
        )
    )
    draft.add(filled)
    if attached:
        draft.add(attached)
    for letter in (
        issued(
            procedure,
            end.letters,
            draft.case,
            draft.scope(),
            context,
            standing,
            draft.numbers,
            result=True,
        )
        if end
        else ()
    ):
        draft.add(letter)
    letters_on_entry(draft, moved, standing)
    return crossed(draft) or (went_on(draft) if brood else draft.decided())


def _opener(procedure: Procedure, channel: str, context: Context) -> Standing | None:
    """Counter and post are the counter's; online is the applicant's own; `house`: any officer in a post, of a matter kept to some
    roles one of these; `parent`: a parent case, never a person."""
    if channel == "online":
        return context.standings[0] if context.standings else NOBODY
    if channel == "parent":
        return None
    wanted = {"counter": "counter", "post": "counter"}.get(channel)
    secrecy = procedure.classes.get(procedure.class_)
    within = (wanted,) if wanted else secrecy.roles if secrecy else ()
    return next(
        (
            one
            for one in context.standings
            if (not one.roles.isdisjoint(within) if within else one.post)
        ),
        None,
    )


def _form(
    procedure: Procedure, case: Case, data: dict[str, Any], context: Context
) -> tuple[Filled, Attached | None, dict[str, Any]] | Refusal:
    """Everything the form asks, the documents brought with it, and the facts of the house it hangs on; typed and checked, all faults at once."""
    fields = {name: value for name, value in data.items() if name not in NOT_FIELDS}
    given = read(fields, procedure.form, {}, context.exists)
    faults = list(given.faults)
    started = {
        name: field.start
        for name, field in procedure.form.items()
        if field.start is not None and name not in given.values
    }
    values = {name: value for name, value in (started | given.values).items() if value is not None}
    scope = scope_of(procedure, case, context, data=values)
    faults += unfilled(procedure, procedure.form.values(), scope, {fault.field for fault in faults})
    stop, warned = faults_of(procedure, scope, frozenset(procedure.form), OPENING)
    faults += [fault for fault in stop if fault.field not in {one.field for one in faults}]
    attached, wrong = read_documents(procedure, data, scope, context.exists)
    faults += wrong
    faults += [
        Fault(name, "field.unknown", {"name": name, "near": ""})
        for name in ("row", "rows")
        if name in data
    ]
    faults += absent((), data)
    if faults:
        return Refusal("form.faults", {"count": len(faults)}, tuple(faults))
    return (
        parted(procedure, visible(procedure.form.values(), scope, values), warned, scope),
        attached,
        scope.facts_read,
    )
