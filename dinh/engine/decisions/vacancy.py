"""Say that nobody holds a post with a step's roles, and who may appoint somebody, instead of sending people to nobody."""

from __future__ import annotations

from dinh.engine.decisions.authority import RUNNERS, own_roles
from dinh.engine.decisions.evaluate import Scope, named
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.record.house import House
from dinh.engine.refusal import Refusal

OUTSIDE = ("applicant", "opener", "person:", "house:", "field:")
"""Roles that no post has."""
NAMED_MAX = 3
"""Persons who can act instead that are named."""


def is_vacant(found: House, step: OpenStep, day: str) -> bool:
    """Does nobody in a post cover this open step on the day? A step for a person or the applicant is never so."""
    if not step.roles or any(role.startswith(OUTSIDE) for role in step.roles):
        return False
    return not covering(found, step, day)


def covering(found: House, step: OpenStep, day: str) -> list[str]:
    """The persons whose post covers this open step on the day, in the order of their appointment."""
    return list(
        dict.fromkeys(
            holding.person
            for holding in found.holdings
            if holding.on(day)
            and (set(step.roles) & {*holding.roles, f"post:{holding.post}"})
            and (not step.of or not holding.of or set(step.of) & set(holding.of))
        )
    )


def able(found: House, day: str) -> list[str]:
    """The names of those who may appoint somebody."""
    return sorted(
        name for person, name in found.names.items() if own_roles(found, person, day) & set(RUNNERS)
    )


def barred_persons(procedure: Procedure, case: Case, scope: Scope, step: str) -> frozenset[str]:
    """Who acted, opened the case or is named where `not_by` of the step says so."""
    return frozenset(
        person
        for name in procedure.barred(step.partition("/")[0])
        for person in case.acted_by.get(name)
        or ([case.opener] if name == "opener" else named(scope, name))
    )


def nobody(
    found: House,
    case: Case,
    day: str,
    refusal: Refusal,
    asker: str,
    barred: frozenset[str] = frozenset(),
) -> Refusal:
    """The refusal with who can act instead; of a step that nobody covers, that nobody holds the post and who may appoint.

    asker   who asks; an applicant is told the post, not the officer
    barred  persons who may not act at the step although their post would: they are not named
    """
    if refusal.code != "step.not_yours":
        return refusal
    step = case.step(str(refusal.facts.get("step", "")))
    if step is None:
        return refusal
    if not is_vacant(found, step, day):
        if asker not in found.names:
            return refusal
        persons = [one.removeprefix("person:") for one in step.roles if one.startswith("person:")]
        can = [one for one in (*persons, *covering(found, step, day)) if one not in barred]
        who = [found.names[one] for one in can if one in found.names][:NAMED_MAX]
        return Refusal(refusal.code, {**refusal.facts, "who": who}, refusal.at)
    return Refusal("step.nobody", {**refusal.facts, "who": able(found, day)})
