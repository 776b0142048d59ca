"""What a rule finds: a fault of a procedure, at a path of its keys; the reader turns the path into file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, Literal

from msgspec import Struct

from dinh.checker.goal import Goal
from dinh.checker.sentences import say
from dinh.engine.definition.procedure import Example, Letter, Procedure, Text

type Path = tuple[str | int, ...]
"""Keys as the file has them, expanded: `("steps", "check", "do", "sign", "to")`; numbers are places in a list."""

MANY = 200
LONG = 80


class Finding(Struct, frozen=True):
    """One fault.

    rule            the id in `docs/grammar.md`: `F1`
    do              what the author should do now
    meant           of a name that is not there: the one probably meant, which is not unused because of the slip
    counterexample  `{"given", "does"}` as in an example, that shows it
    goal            what a case must come to to show it, so that the engine can be led there
    unknown         of a name that is not there: its sort (`names.SORTS`) and the name
    """

    rule: str
    path: Path
    message: Text
    do: Text
    severity: Literal["problem", "warning"] = "problem"
    counterexample: dict[str, Any] | None = None
    meant: str = ""
    goal: Goal | None = None
    unknown: tuple[str, str] | None = None


def found(
    rule: str,
    path: Path,
    code: str,
    *,
    severity: Literal["problem", "warning"] = "problem",
    counterexample: dict[str, Any] | None = None,
    goal: Goal | None = None,
    **facts: object,
) -> Finding:
    """A finding in the words of `sentences`."""
    message, do = say(code, **facts)
    return Finding(
        rule, path, message, do, severity, counterexample, str(facts.get("near", "")), goal
    )


class Surroundings(Struct, frozen=True, kw_only=True):
    """What a procedure is checked against that is not in it; what is None is not asked.

    roles, fields  names that `roles.yaml` and `fields.yaml` know; empty: there is no such file
    registers      slugs of registers that exist (of those the procedure uses, the whole stands in it)
    templates      the names of the template files found for its letters
    letter_faults  (procedure, letter) → what is wrong with the letter's template, and what to do
    procedures     slug → the procedure that would be opened, None: there is none
    taken          slug → the names that procedures which open it take from it
    run_example    (procedure, example) → where it differs: path under the example, and in what
    """

    roles: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    registers: frozenset[str] = frozenset()
    norms: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    letter_faults: Callable[[Procedure, Letter], list[tuple[Text, Text]]] | None = None
    run_example: Callable[[Procedure, Example], list[tuple[Path, Text]]] | None = None
    procedures: Callable[[str], Procedure | None] | None = None
    taken: Callable[[str], frozenset[str]] | None = None


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or "". Among many only a single slip is looked for, which is quick."""
    candidates = set(known)
    if not 0 < len(word) <= LONG:
        return ""
    if len(candidates) > MANY:
        return min(_slips(word) & candidates, default="")
    return next(iter(get_close_matches(word, sorted(candidates), n=1, cutoff=0.6)), "")


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_.-"


def _slips(word: str) -> set[str]:
    """All words that are one letter away: lost, added, changed, or two changed about."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in cuts if right}
    about = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    return (
        lost
        | about
        | changed
        | {left + letter + right for left, right in cuts for letter in LETTERS}
    )
