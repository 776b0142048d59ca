"""D5: a list can hold the rows that `adds` may make, as far as the file itself bounds how often they are made."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Surroundings, found
from dinh.engine.definition.procedure import Procedure


def rows_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """An action that is not bounded is not offered once the list is full, which bounds it; one that is bounded promises so many rows."""
    for name, field in procedure.findings.items():
        adding = [
            (step.name, action)
            for step in procedure.steps.values()
            for action in step.do.values()
            if action.adds == name
        ]
        if field.rows is None or not adding or any(action.at_most is None for _, action in adding):
            continue
        most = int(field.rows.high) - (not field.rows.high_in)
        made = sum(action.at_most or 0 for _, action in adding)
        if made > most:
            told = ", ".join(f"{step}.{action.name} × {action.at_most}" for step, action in adding)
            yield found(
                "D5",
                ("findings", name, "rows"),
                "d5",
                severity="warning",
                name=name,
                most=most,
                made=made,
                actions=told,
            )
