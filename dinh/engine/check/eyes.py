"""P2: where somebody may not act twice (`not_by`), somebody is left: with one person a role, another role must have acted before."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.engine.check.finding import Finding, Surroundings, found
from dinh.engine.procedure import Procedure, Step

SURE = frozenset({"home", "province"})
"""Surely two houses; a procedure of a province's own asks nobody above."""


def one_house(one: Step, other: Step) -> bool:
    """May both be done in the same house?"""
    return one.at == other.at or not {one.at, other.at} <= SURE


def somebody_left(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """Roles of a step all of which may have acted in the steps it names. A role told by a field or `opener` is somebody of the case's own;
    another house has people of its own, but a house that a field names may be any."""
    for step in procedure.steps.values():
        before = [procedure.steps[name] for name in step.not_by if name in procedure.steps and name != step.name and one_house(procedure.steps[name], step)]
        if not step.roles or not before:
            continue
        left = [role for role in step.roles if ":" in role or all(role not in one.roles for one in before)]
        if not left:
            acted = ", ".join(one.name for one in before if set(one.roles) & set(step.roles))
            yield found("P2", ("steps", step.name, "not_by"), "p2", step=step.name, role=", ".join(step.roles), acted=acted)
