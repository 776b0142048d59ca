"""What random people write into the fields: values of every cell of a test, its edges above all, put right when they are refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dinh.checker.uses import conditions
from dinh.engine.definition.condition import Compare, Not, Test, Within
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.refusal import Refusal
from tests.generated.dice import Dice

PERSONS = ("office", "land.2", "leader.2", "police", "justice")
NEAR = (-400, -60, -31, -30, -20, -8, -3, -2, -1, 0, 1, 2, 3, 8, 20, 30, 31, 60, 366)
FILE = {"digest": "0" * 64, "name": "tep.pdf", "type": "application/pdf", "size": 1}
TEXTS = {
    "phone": "0900000000",
    "email": "a@example.vn",
    "personal_id": "066085000123",
    "position": "12.1, 107.6",
    "village": "bon_a",
    "house": "24730",
    "record": "2026-0001",
    "case": "H36.99-260101-0001",
}
ID = {"male": "066085000123", "female": "066185000123"}


def _constants(tests: Iterable[Test]) -> Iterable[Any]:
    for test in tests:
        match test:
            case Compare(value=value):
                yield value
            case Within(low=low, high=high):
                yield low
                yield high
            case Not(tests=inner):
                yield from _constants(inner)


class Edges:
    """The constants against which each name is tested."""

    def __init__(self, procedure: Procedure) -> None:
        self.of: dict[str, set[Any]] = {}
        numbers: set[Any] = set()
        for tested in conditions(procedure):
            for alternative in tested.condition:
                for clause in alternative:
                    found = set(_constants(clause.tests))
                    self.of.setdefault(clause.name.removeprefix("row."), set()).update(found)
                    if clause.name in procedure.derive:
                        numbers |= found
        self.derived = sorted(one for one in numbers if not isinstance(one, str))
        self.days = sorted(one for one in numbers if isinstance(one, str))


class Writer:
    """Writes values of fields."""

    def __init__(
        self, procedure: Procedure, dice: Dice, today: date, pinned: dict[str, Any] | None = None
    ) -> None:
        self.procedure, self.dice, self.today = procedure, dice, today
        self.pinned = pinned or {}
        self.edges: Edges = procedure.__dict__.setdefault("_edges", None) or Edges(procedure)
        procedure.__dict__["_edges"] = self.edges

    def value(self, field: Field, marked: str = "") -> Any:
        """A value that the field takes. marked: words that are found again wherever they come to stand."""
        dice = self.dice
        if field.name in self.pinned and dice.chance(0.97):
            return self.pinned[field.name]
        match field.type:
            case "yes_no":
                return dice.chance(0.5)
            case "choice":
                return dice.pick(list(field.of))
            case "choices":
                return dice.few(list(field.of), len(field.of), 1)
            case "number" | "money":
                return self.number(field)
            case "date":
                return self.day(field)
            case "datetime":
                return f"{self.day(field)}T{dice.pick(('00:00', '08:30', '23:59'))}"
            case "person" | "post":
                return dice.pick(PERSONS)
            case "roles":
                return dice.few(["office", "land", "leader"], 3, 1)
            case "file":
                return FILE
            case "files":
                return [FILE] * dice.number(1, 2)
        return marked or TEXTS.get(field.type) or dice.pick(("Điểu Xuân", "Thị Ngơn"))

    def number(self, field: Field) -> Any:
        low, high = (field.bounds.low, field.bounds.high) if field.bounds else (0, 100)
        step = Decimal(1).scaleb(-field.places)
        some = {low, high, self.dice.number(int(low), int(high))}
        for at in (*self.edges.of.get(field.name, ()), *self.edges.derived):
            if not isinstance(at, str):
                some |= {at, at - step, at + step}
        return self.dice.pick(
            sorted(
                one
                for one in some
                if low <= one <= high and round(Decimal(one), field.places) == one
            )
        )

    def day(self, field: Field) -> str:
        told = sorted(one for one in self.edges.of.get(field.name, ()) if isinstance(one, str))
        at = self.dice.pick(
            [*told, *self.edges.days, self.today.isoformat(), self.today.isoformat()]
        )
        near = [
            *(int(one) for one in self.edges.derived if abs(one) < 1000),
            *(-int(one) for one in self.edges.derived if abs(one) < 1000),
            *NEAR,
        ]
        return (
            date.fromisoformat(at)
            + timedelta(days=self.dice.pick(near) + self.dice.pick((0, 0, 1, -1)))
        ).isoformat()


type Slot = str
"""`field`, or `list/row/column`: the place at which a refusal speaks of it, with slashes."""


class Sheet:
    """Answers to fill in, by place; what is refused is written anew."""

    def __init__(self, writer: Writer, marks: dict[str, str]) -> None:
        self.writer, self.dice, self.marks = writer, writer.dice, marks
        self.fields: dict[Slot, Field] = {}
        self.values: dict[Slot, Any] = {}
        self.lists: dict[str, list[str]] = {}
        self.added = ""

    def ask(self, slot: Slot, field: Field, share: float = 0.7) -> None:
        self.fields[slot] = field
        if field.name in self.writer.pinned or self.dice.chance(share):
            self.write(slot)

    def write(self, slot: Slot) -> None:
        self.values[slot] = self.writer.value(
            self.fields[slot], self.marks.get(slot.rpartition("/")[2], "")
        )

    def rows(self, field: Field, first: int = 1) -> None:
        """A list, whole, with rows of its own."""
        low, high = (int(field.rows.low), int(field.rows.high)) if field.rows else (0, 3)
        pinned = self.writer.pinned.get(field.name)
        count = len(pinned) if isinstance(pinned, list) else self.dice.number(low, high)
        for slot in [slot for slot in self.values if slot.startswith(f"{field.name}/")]:
            del self.values[slot]
        self.lists[field.name] = [str(place) for place in range(first, first + count)]
        for place, row in enumerate(self.lists[field.name]):
            self.row(field, row)
            for column, value in pinned[place].items() if isinstance(pinned, list) else ():
                self.values[f"{field.name}/{row}/{column}"] = value

    def row(self, field: Field, row: str) -> None:
        for column in field.columns.values():
            self.ask(f"{field.name}/{row}/{column.name}", column)

    def mend(self, refusal: Refusal) -> bool:
        """Write anew what is at fault; no: nothing of it is written here."""
        mended = False
        for fault in refusal.at:
            slot = fault.field.replace(".", "/") if fault.field.count(".") > 1 else fault.field
            if fault.field in self.lists:
                mended = self.again(fault.field)
            elif slot in self.fields and fault.code != "valid":
                self.write(slot)
                mended = True
            elif fault.code == "valid":
                for some in self.dice.few(list(self.fields), max(1, len(self.fields) // 2), 1):
                    self.write(some) if self.dice.chance(0.8) else self.values.pop(some, None)
                for name in self.lists:
                    if self.dice.chance(0.3):
                        self.again(name)
                mended = bool(self.fields or self.lists)
        return mended

    def again(self, name: str) -> bool:
        """A list written anew; of a row that is added, just that row."""
        field = self.writer.procedure.form.get(name) or self.writer.procedure.findings[name]
        if name == self.added:
            self.row(field, self.lists[name][0])
        else:
            self.rows(field, int(min(self.lists[name], default="1")))
        return True

    def plain(self) -> dict[str, Any]:
        return {slot: value for slot, value in self.values.items() if "/" not in slot}

    def whole_lists(self) -> dict[str, Any]:
        return {
            name: [
                {
                    slot.split("/")[2]: value
                    for slot, value in self.values.items()
                    if slot.startswith(f"{name}/{row}/")
                }
                for row in rows
            ]
            for name, rows in self.lists.items()
        }

    def cells(self) -> dict[str, dict[str, Any]]:
        """Of single columns: row -> column -> value."""
        found: dict[str, dict[str, Any]] = {}
        for slot, value in self.values.items():
            if slot.count("/") == 2 and slot.partition("/")[0] not in self.lists:
                _, row, column = slot.split("/")
                found.setdefault(row, {})[column] = value
        return found
