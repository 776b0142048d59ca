"""H1: a step in another house (`at`) lies in no block, is done by a role of that house, and the way leads back home or to an end.

One house writes in a case: two that act side by side have a case each (`opens … at`). That the field which names the house is
never empty is D2's, that it is a house T1's.
"""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Surroundings, found
from dinh.engine.analysis.blocks import ways
from dinh.engine.definition.procedure import Procedure, Step

HOME = "home"


def acts_abroad(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for step in procedure.steps.values():
        if step.at == HOME:
            continue
        at = ("steps", step.name)
        if step.block:
            yield found("H1", (*at, "at"), "h1_inside", step=step.name, block=step.block)
        for place, role in enumerate(step.roles):
            if role in ("applicant", "opener"):
                yield found("H1", (*at, "role", place), "h1_outsider", step=step.name, role=role)
            elif ":" in role:
                held, _, field = role.partition(":")
                yield found(
                    "H1", (*at, "role", place, held), "h1_named", step=step.name, field=field
                )
        if not _returns(procedure, step):
            yield found("H1", (*at, "at"), "h1_stays", step=step.name)


def _returns(procedure: Procedure, step: Step) -> bool:
    """Does some way lead from here to a step at home, or to an end?"""
    seen, ahead = {step.name}, [step]
    while ahead:
        for way in ways(ahead.pop()):
            to = procedure.steps.get(way.to)
            if way.to in procedure.ends or (to is not None and to.at == HOME):
                return True
            if to is not None and to.name not in seen:
                seen.add(to.name)
                ahead.append(to)
    return False
