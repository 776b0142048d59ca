"""What is required only in some cases may be empty though it is required now: what decides it was answered since, and it was not.

Who edits one answer is asked nothing else: the engine looks only at what the action itself asks or edits. From then on, until it is
answered too, such a field stands among what was asked as `~name`.
"""

from __future__ import annotations

from collections.abc import Iterable

from dinh.engine.analysis.reads import roots
from dinh.engine.definition.condition import ALWAYS, NEVER, names_in
from dinh.engine.definition.procedure import Field, Procedure

type Names = frozenset[str]
MARK, MORE = "~", "+"


def loose(name: str) -> str:
    return f"{MARK}{name}"


def named(mark: str) -> str:
    return mark.removeprefix(MARK)


def touched(names: Names, answered: Names) -> bool:
    """Is any of these roots among what was answered, by itself or with its list or part? A list that is written anew takes its columns along, but not those of a
    row at hand."""
    return any(
        name.replace("/", ".") in answered
        or ("/" not in name and name.partition(".")[0] in answered)
        for name in names
    )


def more(list_: str) -> str:
    """Stands among what was answered where rows were added to a list, and those that it had stand."""
    return f"{MORE}{list_}"


def grown(names: Names, answered: Names) -> bool:
    """Does any of these roots hang on rows that were added?"""
    return any("/" not in name and more(name.partition(".")[0]) in answered for name in names)


def deciders(procedure: Procedure) -> dict[str, Names]:
    """For each field and column that is required in some cases only: on what that hangs."""
    found: dict[str, Names] | None = procedure.__dict__.get("_deciders")
    if found is None:
        fields = [*procedure.form.values(), *procedure.findings.values()]
        some = [(field.name, field, "") for field in fields] + [
            (f"{field.name}.{column.name}", column, field.name)
            for field in fields
            for column in field.columns.values()
        ]
        found = procedure.__dict__["_deciders"] = {
            name: _deciding(procedure, one, list_)
            for name, one, list_ in some
            if one.required != NEVER and (one.required, one.shown) != (ALWAYS, ALWAYS)
        }
    return found


def _deciding(procedure: Procedure, field: Field, list_: str) -> Names:
    read = names_in(field.required) | names_in(field.shown)
    return frozenset(root for name in read for root in roots(procedure, name, inside=list_))


def loosened(procedure: Procedure, answered: Iterable[str]) -> Names:
    """Marks of what these answers may leave empty though it is required then."""
    new = frozenset(answered)
    return (
        frozenset(
            loose(name)
            for name, read in deciders(procedure).items()
            if touched(read, new) and not touched(frozenset({name}), new)
        )
        if new
        else frozenset()
    )


def answered(before: Names, procedure: Procedure, names: Names) -> Names:
    """The marks that stand once these were answered."""
    return frozenset(
        mark for mark in before if not touched(frozenset({named(mark)}), names)
    ) | loosened(procedure, names)
