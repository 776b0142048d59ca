"""The way of a case at a glance: the steps it has been through, where it stands, and the shortest way to a good end.

What lies ahead is a forecast and is said to be one: another action may lead elsewhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import Condition, holds
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Event
from dinh.export.names import step_label
from dinh.messages.words import words_of
from dinh.web.shared.labels import branch_label, role_label

DONE_MAX = 8
GOOD = (frozenset({"granted", "done"}), frozenset({"forwarded"}))
"""The better first: a case is sent elsewhere only where it cannot be settled here."""


class Stop(Struct, frozen=True):
    """A step on the way. state: `done`, `returned` (to an earlier step, with a reason), `asked` (more was asked for), `left` (the case went on without it: withdrawn, or closed by what was done elsewhere), `here`, or "" (ahead);
    `at`: when it was done or left, or since when it is here."""

    label: str
    who: str
    state: str
    at: datetime | None = None


def way(
    case: Case,
    procedure: Procedure,
    events: Iterable[Event],
    scope: Scope,
    names: Mapping[str, str],
    lang: str,
) -> tuple[Stop, ...]:
    done = _done(case, procedure, events, names, lang)
    here = [
        Stop(
            branch_label(procedure, step.name, lang, case.data),
            _holder(case, step.name, step.roles, names, lang),
            "here",
            step.since,
        )
        for step in case.steps
    ]
    ahead = (
        [
            _ahead(procedure, name, lang)
            for name in to_good_end(procedure, case.steps[0].step, scope)
        ]
        if case.steps
        else []
    )
    end = (
        [Stop(words_of(case.end_label, lang) or case.end, "", "here", case.settled)]
        if case.end
        else []
    )
    return (*done[-DONE_MAX:], *here, *ahead, *end)


def _done(
    case: Case, procedure: Procedure, events: Iterable[Event], names: Mapping[str, str], lang: str
) -> list[Stop]:
    """The steps left, each as it was left last; a step the case stands in again, or whose act was taken back, is not done."""
    found: dict[str, Stop] = {}
    left_at: dict[int, list[str]] = {}
    open_now = {step.name for step in case.steps}
    for event in events:
        if event.kind == "reversed":
            for name in left_at.pop(event.body.event, ()):  # type: ignore[union-attr]  # reversed names the act it takes back
                found.pop(name, None)
        if event.kind != "acted":
            continue
        left_at[event.place] = list(event.body.left)  # type: ignore[union-attr]  # acted has what it left
        for name in event.body.left:  # type: ignore[union-attr]  # acted has what it left
            found.pop(name, None)
            if name not in open_now and (
                procedure.steps.get(name.partition("/")[0]) is None
                or procedure.steps[name.partition("/")[0]].do
            ):
                done = name == event.body.step  # type: ignore[union-attr]  # acted has where it was done
                state = (
                    "returned"
                    if event.body.sent_back
                    else "asked"
                    if event.body.requested
                    else "done"
                )  # type: ignore[union-attr]  # acted says how
                found[name] = Stop(
                    branch_label(procedure, name, lang, case.data),
                    names.get(event.actor.person, "") if done else "",
                    state if done else "left",
                    event.at,
                )
    return list(found.values())


def _holder(
    case: Case, step: str, roles: tuple[str, ...], names: Mapping[str, str], lang: str
) -> str:
    assigned = case.assigned.get(step, "")
    return names.get(assigned, "") or ", ".join(role_label(role, lang, names) for role in roles)


def _ahead(procedure: Procedure, name: str, lang: str) -> Stop:
    step = procedure.steps[name]
    return Stop(
        step_label(procedure, name, lang),
        ", ".join(role_label(role, lang) for role in step.roles),
        "",
    )


def to_good_end(
    procedure: Procedure, start: str, scope: Scope, may: Callable[[Condition, Scope], bool] = holds
) -> list[str]:
    """The work steps between here and the nearest good end, by actions that this case is offered and by what time alone does (a posting that
    ends). It leads through no step that is there to say no (signing a refusal), unless there is no other way. may: whether an action is offered,
    where not all is known."""
    found = (
        _nearest(procedure, start, scope, good, may, closed)
        for closed in (_saying_no(procedure), frozenset())
        for good in GOOD
    )
    return next((one for one in found if one is not None), [])


def _saying_no(procedure: Procedure) -> frozenset[str]:
    """The steps whose first action, the one they are there for, ends the case without its result."""
    first = {
        name: next((action.to for action in step.do.values()), "")
        for name, step in procedure.steps.items()
    }
    return frozenset(
        name
        for name, to in first.items()
        if to in procedure.ends and procedure.ends[to].outcome not in GOOD[0] | GOOD[1]
    )


def _nearest(
    procedure: Procedure,
    start: str,
    scope: Scope,
    good: frozenset[str],
    may: Callable[[Condition, Scope], bool],
    closed: frozenset[str],
) -> list[str] | None:
    came: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for target in _targets(procedure, name, scope, may):
            if target in procedure.ends:
                if procedure.ends[target].outcome in good:
                    return _back(came, name, start, procedure)
            elif target not in came and target not in closed and target in procedure.steps:
                came[target] = name
                queue.append(target)
    return None


def promises_at_once(procedure: Procedure) -> bool:
    """Does the clock start with the opening or with an action of the first step? Where it starts later (a complaint that is
    taken up), no day can be told before."""
    starts = procedure.deadline.starts if procedure.deadline else ()
    return any(one == "opened" or one.partition(".")[0] == procedure.start for one in starts)


def _targets(
    procedure: Procedure, name: str, scope: Scope, may: Callable[[Condition, Scope], bool]
) -> list[str]:
    step = procedure.steps[name]
    actions = [action.to for action in step.do.values() if action.to and may(action.when, scope)]
    choices = [choice.to for choice in step.choose if may(choice.when, scope)]
    block = [procedure.steps[step.block].meet] if step.block and not actions else []
    lapsed = [step.then.to] if step.then and not step.block else []
    return [
        target
        for target in (
            *actions,
            *choices,
            *(branch.to for branch in step.together),
            step.meet,
            *block,
            *lapsed,
        )
        if target
    ]


def _back(came: Mapping[str, str], name: str, start: str, procedure: Procedure) -> list[str]:
    found = []
    while name and name != start:
        if procedure.steps[name].do:
            found.append(name)
        name = came[name]
    return found[::-1]
