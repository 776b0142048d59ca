"""Which action of a step is the likely next one: what leads on first, then what sends the case back to the applicant, last what ends it badly;
but where a refusal is only to be signed, the signature comes before sending it back.

A file's order counts within each of these: a procedure that uses a frame has the frame's actions before its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from dinh.engine.definition.procedure import Action, Procedure

CAME_TO_BAD = frozenset({"rejected", "stopped", "returned"})


def likely_first(procedure: Procedure, step: str, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: rank(procedure, step, name))


def rank(procedure: Procedure, step: str, name: str) -> int:
    """0: leads on; 1: waits for the applicant, or goes back; 2: ends badly for the applicant, or is near it."""
    at = step.partition("/")[0]
    found = procedure.steps.get(at)
    action = found.do.get(name) if found else None
    if found is None or action is None:
        return 0
    if any(_signs_off(procedure, one) for one in found.do.values()) and all(
        _signs_off(procedure, one) or _goes_back(procedure, at, one) for one in found.do.values()
    ):
        return int(not _signs_off(procedure, action))
    ahead = procedure.steps.get(action.to)
    if ends_badly(procedure, action):
        return 2
    goes_back = bool(action.requests) or action.returns or (ahead and "applicant" in ahead.roles)
    return int(bool(goes_back))


def _signs_off(procedure: Procedure, action: Action) -> bool:
    """Ends the matter badly by a letter: what was proposed before is signed here."""
    return (
        action.to in procedure.ends
        and procedure.ends[action.to].outcome in CAME_TO_BAD
        and bool(action.letters or procedure.ends[action.to].letters)
    )


def _goes_back(procedure: Procedure, step: str, action: Action) -> bool:
    """To a step that the file tells before this one."""
    order = list(procedure.steps)
    return action.to in procedure.steps and order.index(action.to) < order.index(step)


def ends_badly(procedure: Procedure, action: Action) -> bool:
    """Does it end the matter badly for the applicant, or lead to a step from which only such an end is near?"""
    if action.to in procedure.ends:
        return procedure.ends[action.to].outcome in CAME_TO_BAD
    ahead = procedure.steps.get(action.to)
    ends = (
        [procedure.ends[one.to].outcome for one in ahead.do.values() if one.to in procedure.ends]
        if ahead
        else []
    )
    return bool(ends) and set(ends) <= CAME_TO_BAD
