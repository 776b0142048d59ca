"""The ways of a procedure's picture, in words."""

from __future__ import annotations

from dinh.engine.definition.procedure import Procedure
from dinh.messages.words import say, words_of


def ways_in_words(procedure: Procedure, lang: str) -> list[tuple[str, str]]:
    """Each way that an action or a limit leads, by its name in `export.graph`, in the order of the file."""
    found = []
    for step in procedure.steps.values():
        label = words_of(step.label, lang) or step.name
        found += [
            (
                f"flow_{step.name}.{action.name}",
                f"{label}: {words_of(action.label, lang) or action.name}",
            )
            for action in step.do.values()
            if action.to
        ]
        if step.then:
            found.append((f"over_{step.name}", f"{label}: {say('hết thời hạn', 'time-out', lang)}"))
    return found
