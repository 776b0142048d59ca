"""What a block that is not closed comes to (F3), so that a case can be led there: which act, and what is wrong once it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dinh.checker.goal import Done, Shown, moment
from dinh.engine.analysis.blocks import Fault, Way
from dinh.engine.decisions.transition import chain
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.events import Acted, Opened


def taken(procedure: Procedure, step: str, way: Way) -> frozenset[str]:
    """The moments at which a way is taken: by an action, by time or children that are back, by a choice, by where it leads."""
    if way.act == "clock":
        return frozenset({f"{step}.then", f"{step}.returned"})
    if way.act:
        return frozenset({f"{step}.{way.act}"})
    return frozenset({step}) if procedure.steps[step].choose else moment(procedure, way.to)


def shows(procedure: Procedure, fault: Fault) -> Shown | None:
    """What the act must have done. None: that it is done is enough, or that the engine cannot do it (`meet` where no block is)."""
    sees = SEES.get(fault.kind)
    return None if sees is None else lambda done: {} if sees(procedure, fault, done) else None


def rewritten(done: Done) -> dict[str, Any] | None:
    """A branch stands open whose row is gone."""
    rows = {row for value in done.after.data.values() if isinstance(value, dict) for row in value}
    return {} if any(step.row and step.row not in rows for step in done.after.steps) else None


def _left_open(procedure: Procedure, fault: Fault, done: Done) -> bool:
    """Outside, while another branch of a block that was left stands open; or at an end, with which it was dropped."""
    left = {*chain(procedure, fault.step)} - {*chain(procedure, fault.to)}
    beside = (
        [step.step for step in done.after.steps]
        if done.after.open
        else [name.partition("/")[0] for name in _dropped(done)]
    )
    return _led(fault, done) and any(left & {*chain(procedure, name)} for name in beside)


def _led(fault: Fault, done: Done) -> bool:
    """Was this very way taken, and not another one of the same step?"""
    return not any(
        one.step == fault.step and one.to != fault.to
        for body in done.bodies
        if isinstance(body, Acted | Opened)
        for one in body.passed
    )


def _dropped(done: Done) -> list[str]:
    """Steps that were left without having been acted on, and such as were entered only to be left."""
    acts = [body for body in done.bodies if isinstance(body, Acted)]
    return [name for body in acts for name in body.left if name != body.step]


def _twice(procedure: Procedure, fault: Fault, done: Done) -> bool:
    """The step stands open although its own block did not open it, or more than once."""
    entered = [
        one.name
        for body in done.bodies
        if isinstance(body, Acted | Opened)
        for one in body.entered
        if one.step == fault.to
    ]
    opens = fault.path[2] == "together" and fault.step in chain(procedure, fault.to)
    return bool(entered) and (not opens or len(entered) > len(set(entered)))


def _drops_nothing(procedure: Procedure, fault: Fault, done: Done) -> bool:
    """`breaks` drops what stands beside: here it still stands there."""
    block = procedure.steps[fault.step].block
    return not _dropped(done) and any(
        one.step not in (fault.step, fault.to) and block in chain(procedure, one.step)
        for one in done.after.steps
    )


def _breaks_nothing(procedure: Procedure, fault: Fault, done: Done) -> bool:
    """`breaks` drops what stands beside: here nothing can."""
    return not _dropped(done)


SEES: dict[str, Callable[[Procedure, Fault, Done], bool]] = {
    "out": _left_open, "shared": _twice, "breaks_inside": _drops_nothing, "breaks_outside": _breaks_nothing,
}  # fmt: skip
