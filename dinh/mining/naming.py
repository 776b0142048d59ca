"""What a log's names mean in a procedure: an activity is a step or an action, a trace's attribute is a field of the form.

The procedure's own words say it: a name, or a label in either language. So nobody keeps a second file beside the procedure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Any

from dinh.engine.definition.condition import NEVER
from dinh.engine.definition.procedure import Field, Procedure, Text
from dinh.engine.schedule.calendar import LOCAL
from dinh.mining.xes import instant

OPTIONS_MAX = 128
SETS_OF_MAX = 7  # of so many names every set is tried, of more only each by itself
FREE = {
    "text": "–",
    "person_name": "–",
    "address": "–",
    "phone": "0900000000",
    "email": "a@example.vn",
    "personal_id": "066085000123",
    "number": "1",
    "money": "0",
}
YES = {"true": "yes", "1": "yes", "yes": "yes", "false": "no", "0": "no", "no": "no"}


@lru_cache(maxsize=8192)  # a log says the same few names again and again
def plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _names(name: str, label: Text | None) -> Iterator[str]:
    yield plain(name)
    if label:
        yield from (plain(one) for one in (label.vi, label.en) if one)


def acts_by_name(procedure: Procedure) -> dict[str, tuple[tuple[str, str], ...]]:
    """Name in the log -> the (step, action) it may mean: `step.action`, a step (then any of its actions), or an action's own label."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for step in procedure.steps.values():
        for action in step.do.values():
            names = {
                f"{plain(step.name)}.{plain(action.name)}",
                *_names(step.name, step.label),
                *(_names(action.name, action.label)),
            }
            for name in names:
                found.setdefault(name, {})[step.name, action.name] = None
    steps = {name for step in procedure.steps.values() for name in _names(step.name, step.label)}
    return {
        name: tuple(
            pair
            for pair in pairs
            if name not in steps or name in {*_names(pair[0], procedure.steps[pair[0]].label)}
        )
        for name, pairs in found.items()
    }


def form_of(procedure: Procedure, values: Mapping[str, str]) -> dict[str, Any]:
    """The form as far as the trace's attributes fill it; what no field is called is left out."""
    by_name = {plain(key): value for key, value in values.items()}
    found: dict[str, Any] = {}
    for one in procedure.form.values():
        said = next(
            (by_name[name] for name in _names(one.name, one.label) if name in by_name), None
        )
        value = None if said is None else _value(one, said)
        if value is not None:
            found[one.name] = value
    return found


def unused(procedure: Procedure, values: Mapping[str, str]) -> Iterator[str]:
    """Attributes of the trace that no field is called, but for those that XES itself defines."""
    known = {name for one in procedure.form.values() for name in _names(one.name, one.label)}
    yield from (key for key in values if plain(key) not in known and ":" not in key)


def _value(one: Field, said: str) -> Any:
    """As a form would hold it; None: it cannot be that."""
    match one.type:
        case "choice":
            return next(
                (name for name, label in one.of.items() if plain(said) in _names(name, label)), None
            )
        case "date":
            at = instant(said)
            return at.date().isoformat() if at else None
        case "datetime":
            at = instant(said)
            return at.astimezone(LOCAL).isoformat() if at else None
        case "yes_no":
            return YES.get(plain(said))
        case "number" | "money" | "text" | "person_name" | "address":
            return said[: one.max].strip() or None
    return None


def fillings(procedure: Procedure, asks: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every way to fill what an action asks where there are few (names, yes or no), else one way. A log seldom tells what was filled."""
    ways: list[list[tuple[str, Any]]] = []
    for name in asks:
        one = procedure.findings.get(name) or procedure.form.get(name)
        if one is not None and one.type != "list":
            ways.append([(name, value) for value in _options(one)])
    return [
        {name: value for name, value in way if value is not None}
        for way in islice(product(*ways), OPTIONS_MAX)
    ]


def _options(one: Field) -> list[Any]:
    match one.type:
        case "choice":
            found: list[Any] = list(one.of)
        case "choices":
            names = list(one.of)
            sizes = range(1, len(names) + 1) if len(names) <= SETS_OF_MAX else [1]
            found = [list(some) for size in sizes for some in combinations(names, size)]
        case "yes_no":
            found = ["yes", "no"]
        case "date" | "datetime":
            found = [
                datetime(2020, 7, 1, 8, tzinfo=LOCAL).isoformat()[
                    : 10 if one.type == "date" else 25
                ]
            ]
        case _:
            found = [FREE[one.type]] if one.type in FREE else []
    return found if one.required != NEVER and found else [*found[:OPTIONS_MAX], None]
