"""F6 (w): what can be done again and again, and each time sends, writes, opens or charges something, says how often."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Surroundings, found
from dinh.checker.graph import stories
from dinh.engine.definition.procedure import Action, Procedure, Step


def repeats_bounded(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """An action without `at_most` that stays in its step; or leads back to it, and adds a row each time that nothing keeps unique.

    What only asks, edits or adds rows to a list may well be done again; so may what leads on with a letter: a supplement is asked
    as often as it lacks something, and the log shows it.
    """
    for step in procedure.steps.values():
        for action in step.do.values():
            if action.at_most is not None:
                continue
            does = _does(procedure, step, action)
            if action.to:
                does = (
                    [one for one in does if one is ROW] if _adds_freely(procedure, action) else []
                )
            if does and (not action.to or _comes_back(procedure, step, action)):
                yield found(
                    "F6",
                    ("steps", step.name, "do", action.name),
                    "f6_again",
                    severity="warning",
                    name=action.name,
                    what=(
                        ", ".join(vi for vi, _ in does),
                        ", ".join(en for _, en in does),
                    ),
                )


ROW = ("ghi sổ", "a row of a register")


def _does(procedure: Procedure, step: Step, action: Action) -> list[tuple[str, str]]:
    here = f"{step.name}.{action.name}"
    told = [
        (bool(action.letters), ("văn bản", "a letter")),
        (any(one.op == "add" for one in action.records), ROW),
        (bool(action.opens), ("hồ sơ con", "a child case")),
        (bool(action.delegates), ("ủy quyền", "a delegation")),
        (any(line.at == here for line in procedure.fee.values()), ("khoản thu", "a fee")),
    ]
    return [words for there, words in told if there]


def _adds_freely(procedure: Procedure, action: Action) -> bool:
    """Is a row added to a register that would take the same one again?"""
    return any(
        one.op == "add"
        and (register := procedure.registers.get(one.register)) is not None
        and not register.unique
        for one in action.records
    )


def _comes_back(procedure: Procedure, step: Step, action: Action) -> bool:
    return action.to in procedure.steps and step.name in stories(procedure, start=action.to)
