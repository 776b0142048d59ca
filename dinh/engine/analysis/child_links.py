"""Every line of `opens`, where it is written; and what a child that is back fills."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.engine.definition.links import Opens
from dinh.engine.definition.procedure import Procedure, Step

type Opening = tuple[tuple[str | int, ...], Step, str, Opens]
"""tuple[str | int, ...], the step, the action ("": the step itself opens), the line."""


def openings(procedure: Procedure) -> tuple[Opening, ...]:
    found: tuple[Opening, ...] | None = procedure.__dict__.get(
        "_openings"
    )  # asked at every moment that is proven
    if found is None:
        found = procedure.__dict__["_openings"] = tuple(_openings(procedure))
    return found


def _openings(procedure: Procedure) -> Iterator[Opening]:
    for step in procedure.steps.values():
        yield from _lines(("steps", step.name, "opens"), step, "", step.opens)
        for action in step.do.values():
            yield from _lines(
                ("steps", step.name, "do", action.name, "opens"), step, action.name, action.opens
            )


def _lines(
    at: tuple[str | int, ...], step: Step, action: str, lines: tuple[Opens, ...]
) -> Iterator[Opening]:
    for place, line in enumerate(lines):
        yield (*at, place), step, action, line


def taken_by(one: Opens, target: str) -> str:
    """The field or `list.column` that a target of `takes` names."""
    return f"{one.each}.{target[4:]}" if target.startswith("row.") else target


def brought_back(procedure: Procedure) -> frozenset[str]:
    """Findings and columns that some child fills when it is back, and lists in which it makes a row."""
    return frozenset(
        taken_by(one, target) for _, _, _, one in openings(procedure) for target in one.takes
    ) | rows_brought(procedure)


def rows_brought(procedure: Procedure) -> frozenset[str]:
    """Lists in which a row is made for what a child brings: as many as there are children."""
    names = {
        target.rpartition(".")[0]
        for _, _, _, one in openings(procedure)
        for target in one.takes
        if not target.startswith("row.")
    }
    return frozenset(
        name
        for name in names
        if (field := procedure.findings.get(name) or procedure.form.get(name))
        and field.type == "list"
    )


def surely_back(step: Step) -> frozenset[str]:
    """What its children have filled by the time the step is left because all are back: every child has an end. Each name also as `brought`."""
    if step.waits != "all":
        return frozenset()
    names = frozenset(
        taken_by(one, target)
        for one in step.opens
        for target, name in one.takes.items()
        if name == "end" and (target.startswith("row.") or not (one.each or one.register))
    )
    return names | {brought(name) for name in names}


def brought(name: str) -> str:
    """Stands among what was asked where the value is there whether or not it is required."""
    return f"={name}"


def may_be_none(step: Step) -> bool:
    """May a step that waits have nobody to wait for, and be left at once?"""
    return not any(not one.each and not one.register for one in step.opens)
