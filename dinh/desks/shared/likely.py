"""Which action of a step is the likely next one: what leads on first, then what sends the case back to the applicant, last what ends it badly.

A file's order counts within each of these: a procedure that uses a frame has the frame's actions before its own.
"""
from __future__ import annotations

from collections.abc import Iterable

from dinh.engine.procedure import Action, Procedure

CAME_TO_BAD = frozenset({"rejected", "stopped", "returned"})


def likely_first(procedure: Procedure, step: str, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: rank(procedure, step, name))


def rank(procedure: Procedure, step: str, name: str) -> int:
    """0: leads on; 1: waits for the applicant; 2: ends badly for the applicant, or is near it."""
    found = procedure.steps.get(step.partition("/")[0])
    action = found.do.get(name) if found else None
    if action is None:
        return 0
    ahead = procedure.steps.get(action.to)
    return 2 if ends_badly(procedure, action) else 1 if ahead and "applicant" in ahead.roles else 0


def ends_badly(procedure: Procedure, action: Action) -> bool:
    """Does it end the matter badly for the applicant, or lead to a step from which only such an end is near?"""
    if action.to in procedure.ends:
        return procedure.ends[action.to].outcome in CAME_TO_BAD
    ahead = procedure.steps.get(action.to)
    ends = [procedure.ends[one.to].outcome for one in ahead.do.values() if one.to in procedure.ends] if ahead else []
    return bool(ends) and set(ends) <= CAME_TO_BAD
