"""Say that nobody holds a post with a step's roles, and who may appoint somebody, instead of sending people to nobody."""

from __future__ import annotations

from dinh.engine.decisions.authority import RUNNERS, own_roles
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.record.house import House
from dinh.engine.refusal import Refusal

OUTSIDE = ("applicant", "opener", "person:", "house:", "field:")
"""Roles that no post has."""


def is_vacant(found: House, step: OpenStep, day: str) -> bool:
    """Does nobody in a post cover this open step on the day? A step for a person or the applicant is never so."""
    if not step.roles or any(role.startswith(OUTSIDE) for role in step.roles):
        return False
    return not any(
        holding.on(day)
        and (set(step.roles) & {*holding.roles, f"post:{holding.post}"})
        and (not step.of or not holding.of or set(step.of) & set(holding.of))
        for holding in found.holdings
    )


def able(found: House, day: str) -> list[str]:
    """The names of those who may appoint somebody."""
    return sorted(
        name for person, name in found.names.items() if own_roles(found, person, day) & set(RUNNERS)
    )


def nobody(found: House, case: Case, day: str, refusal: Refusal) -> Refusal:
    """The refusal, or, of a step that nobody covers, that nobody holds the post and who may appoint."""
    if refusal.code != "step.not_yours":
        return refusal
    step = case.step(str(refusal.facts.get("step", "")))
    if step is None or not is_vacant(found, step, day):
        return refusal
    return Refusal("step.nobody", {**refusal.facts, "label": step.label, "who": able(found, day)})
