"""Two lives that differ only in what a class keeps: whoever is not of the class must see the same of both (non-interference)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from dinh.checker import check
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open
from dinh.engine.decisions.time_limits import tick
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Filled, Issued, Opened
from tests.generated.answers import Writer
from tests.generated.dice import Dice
from tests.generated.lives import BEGINS, Life, Wrong
from tests.generated.mend import AROUND

OPEN = ("", "open")
WORDS = ("text", "person_name", "address")
type Seen = list[tuple[str, Any]]
NOT_SEEN = (
    "digest",
    "salt",
    "facts",
    "personal",
    "sources",
    "signer",
    "warned",
    "derived",
    "classed",
    "withdrawn",
    "taken_down",
)


class Told(Life):
    """A life that remembers what was commanded: when, by whom; None: time acted."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.told: list[tuple[Any, Any, str, Decided]] = []
        self.last: tuple[Any, str] = (None, "")

    def decided(self, case: Case, command: Any, by: str) -> Any:
        self.last = (command, by)
        return super().decided(case, command, by)

    def take(self, found: Decided, said: str) -> None:
        command, by = (None, "clock") if said == "clock" else self.last
        self.told.append((self.at, command, by, found))
        super().take(found, said)


def secret(field: Field) -> bool:
    return field.class_ not in OPEN


class Hanging(Struct, frozen=True):
    """What hangs on a secret as the checker's warnings say: the way; whether these fields are there."""

    way: bool = False
    fields: frozenset[str] = frozenset()

    def explain(self, one: Seen, two: Seen) -> bool:
        if self.way and [body for kind, body in one if kind == "way"] != [
            body for kind, body in two if kind == "way"
        ]:
            return True
        filled = [
            {name: value for kind, body in each if kind == "filled" for name, value in body.items()}
            for each in (one, two)
        ]
        return any(filled[0].get(name) != filled[1].get(name) for name in self.fields)


def hanging(procedure: Procedure) -> Hanging:
    paths = [
        one.path
        for one in check(procedure, AROUND)
        if one.rule == "P3" and one.severity == "warning"
    ]
    told = [path for path in paths if path[-1] in ("shown", "where")]
    return Hanging(len(told) < len(paths), frozenset(str(path[1]) for path in told))


def twin(life: Told, dice: Dice, hangs: Hanging) -> int:
    """Live it again with other values in the class. How many decisions were compared, until something that hangs on them differs."""
    other = Life(life.procedure, dice)
    other.facts = life.facts
    swapped = Swapped(life.procedure, dice)
    for count, (at, command, by, found) in enumerate(life.told):
        other.at = at
        again = (
            tick(life.procedure, other.case, other.context("clock"))
            if command is None
            else decide(life.procedure, other.case, swapped.command(command), other.context(by))
        )
        if not isinstance(again, Decided):
            return count  # who wrote it was told what is wrong with it: nobody else was
        one, two = (
            [
                told
                for _, _, body in each.entries
                if (told := seen(life.procedure, body)) != ("filled", {})
            ]
            for each in (found, again)
        )
        if one != two:
            if hangs.explain(one, two):
                return count
            raise Wrong(
                "leak",
                "\n".join(f"{a}\n  {b}" for a, b in zip(one, two, strict=False) if a != b)
                or f"{len(one)} and {len(two)} events",
            )
        other.take(again, "again")
    return len(life.told)


class Swapped:
    """What is answered, with the values of every class written anew."""

    def __init__(self, procedure: Procedure, dice: Dice) -> None:
        self.fields = {**procedure.form, **procedure.findings}
        self.columns = {
            name: column for field in self.fields.values() for name, column in field.columns.items()
        }
        self.procedure, self.dice = procedure, dice

    def command(self, command: Open | Act) -> Open | Act:
        data = {name: self.field(name, value) for name, value in command.data.items()}
        return replace(
            command,
            data={
                name: value
                for name, value in data.items()
                if value is not None or command.data[name] is None
            },
        )

    def field(self, name: str, value: Any) -> Any:
        field = self.fields.get(name)
        if name == "rows":
            return {row: self.row(self.columns, cells) for row, cells in value.items()}
        if name == "row":
            return self.row(self.columns, value)
        if field is None:
            return value
        return (
            [self.row(field.columns, row) for row in value]
            if field.type == "list" and value
            else self.anew(field, value)
        )

    def row(self, columns: dict[str, Field], row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.anew(columns[name], value) if name in columns else value
            for name, value in row.items()
        }

    def anew(self, field: Field, value: Any) -> Any:
        if not secret(field) or value is None:
            return value
        if field.required != ALWAYS and self.dice.chance(0.15):
            return None
        words = (
            f"Điểu {self.dice.pick('ABCDEĐGHIKLMN')} {self.dice.pick('ABCDEĐGHIKLMN')}"
            if field.type in WORDS
            else ""
        )
        return Writer(self.procedure, self.dice, BEGINS.date()).value(field, words)


def seen(procedure: Procedure, body: Any) -> tuple[str, Any]:
    """What somebody who reads the case and is of no class sees of an event."""
    if isinstance(body, Filled):
        return "filled", filled(procedure, body)
    if isinstance(body, Issued):
        told = (body.letter, body.row, body.number, body.date, body.valid_until)
        return "letter", told if body.class_ not in OPEN else (
            *told,
            body.to,
            body.personal["values"],
        )
    tree = {name: value for name, value in to_builtins(body).items() if name not in NOT_SEEN}
    if isinstance(body, Acted):
        tree["columns"] = columns(procedure, body)
    return ("way" if isinstance(body, Acted | Opened) else "other"), tree


def filled(procedure: Procedure, body: Filled) -> dict[str, Any]:
    everything = {**procedure.form, **procedure.findings}
    found: dict[str, Any] = {}
    for key, value in {**body.values, **body.rows, **body.personal}.items():
        field = everything[key.partition("/")[0]]
        column = field.columns.get(key.rpartition("/")[2]) if "/" in key else None
        if secret(field) or (column is not None and secret(column)):
            continue
        if field.type == "list" and column is None:
            value = {
                row: {name: cell for name, cell in cells.items() if not secret(field.columns[name])}
                for row, cells in value.items()
            }
        found[key] = value
    return found | {name: None for name in body.emptied if not secret(everything[name])}


def columns(procedure: Procedure, body: Acted) -> dict[str, Any]:
    """Personal columns of records that every officer reads."""
    found = {}
    for key, value in body.personal.items():
        if key.startswith("records."):
            _, place, column = key.split(".", 2)
            register = procedure.registers[body.records[int(place)].register]
            if register.class_ in OPEN and not secret(register.columns[column]):
                found[key] = value
    return found
