"""F7: what is asked for item by item is brought at the step that follows, and only there."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.engine.decisions.action_input import REASON
from dinh.engine.decisions.supplement import ITEMS
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Action, Procedure, Step


def requests_brought(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F7: `requests` leads to a step with `supplies`, nothing else does, and what both read is there."""
    for step in procedure.steps.values():
        for action in step.do.values():
            at: Path = ("steps", step.name, "do", action.name)
            if action.requests:
                yield from _requested(procedure, action, at)
            if action.supplies:
                yield from _supplied(procedure, step, action, at)
            if action.returns and REASON in {*action.asks, *action.edits}:
                yield found("F7", (*at, "returns"), "f7_name", name=REASON)


def _requested(procedure: Procedure, action: Action, at: Path) -> Iterator[Finding]:
    reason = procedure.findings.get(action.requests)
    if reason is not None and not (
        reason.type == "text" and reason.required == ALWAYS and action.requests in action.asks
    ):
        yield found("F7", (*at, "requests"), "f7_reason", name=action.requests)
    step = procedure.steps.get(action.to)
    if step is None or not _supplies(step):
        yield found("F7", (*at, "requests"), "f7_to", name=action.to or action.name)
    if ITEMS in {*procedure.form, *procedure.findings}:
        yield found("F7", (*at, "requests"), "f7_name", name=ITEMS)


def _supplied(procedure: Procedure, step: Step, action: Action, at: Path) -> Iterator[Finding]:
    if not action.to or "form" not in action.edits:
        yield found("F7", (*at, "supplies"), "f7_edits", name=action.name)
    others = [name for name in _ways_to(procedure, step.name)]
    if others or step.name == procedure.start:
        yield found("F7", (*at, "supplies"), "f7_from", name=step.name, other=(others or ["…"])[0])


def _ways_to(procedure: Procedure, target: str) -> Iterator[str]:
    """What leads to a step without having asked for anything."""
    for step in procedure.steps.values():
        yield from (
            f"{step.name}.{action.name}"
            for action in step.do.values()
            if action.to == target and not action.requests
        )
        if target in {
            *(choice.to for choice in step.choose),
            *(branch.to for branch in step.together),
            step.meet,
            step.then.to if step.then else "",
        }:
            yield step.name


def _supplies(step: Step) -> bool:
    return any(action.supplies for action in step.do.values())
