"""What a case remembers of its steps, under the names they have in another version of its procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

if TYPE_CHECKING:
    from dinh.engine.case import Case


def opener(by: str, names: dict[str, str]) -> str:
    """`STEP` or `STEP.ACTION`, under the step's new name."""
    step, dot, action = by.partition(".")
    return names.get(step, step) + dot + action


def renamed(
    case: Case, names: dict[str, str], counts: dict[str, int], by: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Counts, who acted, assignments, postings and what opened children by the new names; of two steps that became one, what both had.

    counts, by  as they are after the act that moves it
    """

    def name(old: str) -> str:
        step, slash, row = old.partition("/")
        return names.get(step, step) + slash + row

    used: dict[str, int] = {}
    for key, n in counts.items():
        step, _, action = key.rpartition(".")
        used[f"{name(step)}.{action}"] = used.get(f"{name(step)}.{action}", 0) + n
    who: dict[str, tuple[str, ...]] = {}
    for step, persons in by.items():
        who[name(step)] = tuple(dict.fromkeys((*who.get(name(step), ()), *persons)))
    return dict(
        counts=used,
        acted_by=who,
        assigned={name(step): person for step, person in case.assigned.items()},
        letters=tuple(
            replace(one, posted=name(one.posted)) if one.posted else one for one in case.letters
        ),
        children=tuple(replace(one, by=opener(one.by, names)) for one in case.children),
    )
