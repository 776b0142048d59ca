"""V1: versions of one procedure do not overlap, a gap between two is told as a warning; and the plan for running cases names what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from dinh.checker.finding import Finding, Surroundings, found
from dinh.checker.words import day_said
from dinh.engine.decisions.migration_plan import field_at
from dinh.engine.definition.procedure import Procedure
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.schedule.calendar import ONE_DAY


def versions_apart(versions: Iterable[Procedure]) -> Iterator[tuple[Procedure, Finding]]:
    """What is wrong among versions of one slug, each with the later version, where it is told."""
    ordered = sorted(versions, key=lambda one: one.in_force)
    for earlier, later in pairwise(ordered):
        if earlier.in_force == later.in_force or (
            earlier.until and earlier.until >= later.in_force
        ):
            yield (
                later,
                found(
                    "V1", ("in_force", "from"), "v1", slug=later.slug, day=day_said(later.in_force)
                ),
            )
        elif earlier.until and next_day(earlier.until) < later.in_force:
            yield (
                later,
                found(
                    "V1",
                    ("in_force", "from"),
                    "v1_gap",
                    severity="warning",
                    slug=later.slug,
                    day=day_said(next_day(earlier.until)),
                    until=day_said(_day_before(later.in_force)),
                ),
            )
    for earlier, later in pairwise(ordered):
        for step in later.moves:
            if step not in earlier.steps:
                yield (
                    later,
                    found(
                        "V1",
                        ("moves", step),
                        "v1_from",
                        severity="warning",
                        step=step,
                        day=earlier.in_force,
                    ),
                )


def plan_fits(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """What the plan itself says: steps in which somebody works, fields that are asked, values that they take."""
    for step, to in procedure.moves.items():
        if to not in procedure.steps or not procedure.steps[to].roles:
            yield found("V1", ("moves", step), "v1_to", step=step, name=to)
    for name, value in procedure.gives.items():
        field, column = field_at(procedure, name)
        asked = field.columns.get(column) if field and field.type == "list" else field
        if asked is None:
            yield found("V1", ("gives", name), "v1_gives", name=name)
            continue
        try:
            read_value(asked, value)
        except Bad:
            yield found("V1", ("gives", name), "v1_value", name=name, value=str(value)[:60])


def next_day(day: str) -> str:
    return (date.fromisoformat(day) + ONE_DAY).isoformat()


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - ONE_DAY).isoformat()
