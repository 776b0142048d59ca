"""A story of the graph as a counter-example: a form that fits, and the lines of `does`, as an example would say them.

The form is filled as far as plain conditions tell; conditions on derived values are left to whoever runs it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dinh.engine.check.graph import Story
from dinh.engine.condition import ALWAYS, Compare, Condition, Empty, Filled, Has, Is, Not, Test, Within, holds
from dinh.engine.procedure import Field, Procedure

NAMES = ("Điểu Xuân", "H'Lan")
TEXTS: dict[str, str] = {
    "text": "…",
    "person_name": NAMES[0],
    "phone": "0900000000",
    "email": "dieu.xuan@example.vn",
    "address": "Bon Bu N'Drung",
    "personal_id": "066085000123",
}


def counterexample(procedure: Procedure, story: Story) -> dict[str, Any]:
    """`{"given", "does"}` that takes a case along the story."""
    given: dict[str, Any] = {"opened": _start(procedure)}
    wanted = [condition for step, way in story for condition in _conditions(procedure, step, way)]
    values = _assign(procedure, wanted)
    channel = values.pop("channel", None) or (procedure.channels[0] if procedure.channels else None)
    if channel:
        given["channel"] = channel
    given |= {name: value for name, value in values.items() if name.startswith("house.") or name in procedure.form}
    values = {"channel": channel, **values}
    for field in procedure.form.values():
        if field.name not in values and holds(field.shown, values.get) and holds(field.required, values.get):
            values[field.name] = given[field.name] = sample(field)
        elif field.name in values and not holds(field.shown, values.get):
            given.pop(field.name, None)
    return {"given": given, "does": _does(procedure, story, given["opened"])}


def _start(procedure: Procedure) -> str:
    """The first Monday of the version, at eight."""
    day = datetime.fromisoformat((procedure.in_force or "2026-07-01") + "T08:00")
    return (day + timedelta(days=(7 - day.weekday()) % 7)).isoformat(timespec="minutes")


def _conditions(procedure: Procedure, step: str, way: Any) -> list[Condition]:
    one = procedure.steps[step]
    if way.act in one.do:
        return [one.do[way.act].when]
    if len(way.path) > 3 and way.path[2] == "choose":
        return [one.choose[way.path[3]].when]
    if len(way.path) > 3 and way.path[2] == "together":
        return [one.together[way.path[3]].when]
    return []


def _assign(procedure: Procedure, wanted: list[Condition]) -> dict[str, Any]:
    """Values that make the conditions hold, where they test plain fields."""
    values: dict[str, Any] = {}
    for condition in wanted:
        if condition == ALWAYS or holds(condition, values.get):
            continue
        for clause in condition[0] if condition else ():
            field = procedure.form.get(clause.name)
            value = _fitting(clause.tests[0], field) if field or clause.name == "channel" or clause.name.startswith("house.") else None
            if value is not None:
                values.setdefault(clause.name, value)
    return values


def _fitting(test: Test, field: Field | None) -> Any:
    match test:
        case Is(name=name):
            return {"yes": True, "no": False}.get(name, name)
        case Has(name=name):
            return [name]
        case Filled():
            return sample(field) if field else None
        case Empty():
            return None
        case Within(low=low):
            return low
        case Compare(op=op, value=value):
            step = {"<": -1, ">": 1}.get(op, 0)
            return value if isinstance(value, str) else value + step
        case Not(tests=tests):
            taken = {one.name for one in tests if isinstance(one, (Is, Has))}
            names = field.of if field and field.of else ("counter", "online", "post", "yes", "no")
            return next((name for name in names if name not in taken), None)
    return None


def sample(field: Field) -> Any:
    """Some value of the field's type, within its bounds."""
    match field.type:
        case "number" | "money" | "date":
            low = field.bounds.low if field.bounds else ("2026-07-01" if field.type == "date" else 1)
            return low
        case "datetime":
            return "2026-07-01T08:00"
        case "yes_no":
            return False
        case "choice":
            return next(iter(field.of), None)
        case "choices":
            return [next(iter(field.of))] if field.of else []
        case "list":
            least = field.rows.low if field.rows else 1
            row = {column.name: sample(column) for column in field.columns.values() if column.required == ALWAYS}
            return [row] * min(max(int(least), 1), 20)
    return TEXTS.get(field.type, "…")


def _does(procedure: Procedure, story: Story, opened: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    at = datetime.fromisoformat(opened)
    for step, way in story:
        if not way.act:
            continue
        at += timedelta(days=400) if way.act == "clock" else timedelta(minutes=10)
        if way.act == "clock":
            lines.append({"clock": at.isoformat(timespec="minutes")})
        else:
            roles = procedure.steps[step].roles
            lines.append({"by": roles[0] if roles else "?", "act": way.act, "step": step, "at": at.isoformat(timespec="minutes")})
    return lines
