"""What is told and written down: letters with what they read, a register with rows that are made, changed and ended."""

from __future__ import annotations

from collections.abc import Mapping

from tests.generated.dice import Dice
from tests.generated.fields import Known, Tree, label

BARE = (0.04, 0.04, 0.6)
"""How often a value that may be empty is read without an `else`: by most procedures rarely, by some mostly."""
REGISTER = "so_sinh"
AS_TEXT = ("phone", "email", "personal_id", "choice", "person_name", "address")
WRITTEN = (
    "text",
    "person_name",
    "address",
    "phone",
    "email",
    "personal_id",
    "number",
    "money",
    "date",
    "yes_no",
)


class Letters:
    def __init__(self, dice: Dice, secret: bool, records: list[str]) -> None:
        self.dice, self.secret, self.records = dice, secret, records
        self.letters: Tree = {}
        self.bare = dice.pick(BARE)
        self.adds: list[Tree] = []
        self.columns: Tree = {
            "ma": {"label": label("mã"), "type": "text", "required": "yes"},
            "ngay": {"label": label("ngày"), "type": "date", "required": "yes"},
        }

    def make(
        self,
        known: list[Known],
        lists: Mapping[str, list[Known]] | None = None,
        each: str = "",
        *,
        posted: bool = False,
        step: bool = True,
    ) -> str:
        """A letter of its own, by its name; `each` of the branch it is issued in."""
        dice = self.dice
        name = f"to{len(self.letters)}"
        one: Tree = {"template": "thu.typ", "type": dice.pick(("TB", "QĐ", "GM"))}
        if step and not posted and dice.chance(0.08):
            self.letters[name] = {"form": dice.pick(("01", "02"))}
            return name
        of_rows = dice.pick(sorted(lists)) if lists and not each and dice.chance(0.15) else ""
        some = [
            value
            for value in known
            if value.type not in ("file", "files") and (not value.secret or dice.chance(0.3))
        ]
        given: Tree = {
            f"m{place}": self.read(value.name, value.sure)
            for place, value in enumerate(dice.few(some, 3))
        }
        for place, column in enumerate(dice.few((lists or {}).get(of_rows or each, []), 2)):
            given[f"r{place}"] = self.read(f"row.{column.name}", column.sure)
        if dice.chance(0.2):
            given["khi"] = self.read(
                dice.pick(("opened", "acted", "due", "accepted", "limit", "entered")), False
            )
        if given:
            one["with"] = given
        if of_rows:
            one["each"] = of_rows
        if self.secret and any(value.secret for value in known if value.name in str(given)):
            one["class"] = "kin"
        if dice.chance(0.1):
            one["valid"] = "6 months"
        if dice.chance(0.1):
            one["number"] = REGISTER
        self.letters[name] = one
        return name

    def read(self, name: str, sure: bool) -> object:
        return (
            name
            if (sure and self.dice.chance(0.9)) or (not sure and self.dice.chance(self.bare))
            else {"value": name, "else": "–"}
        )

    def record(self, known: list[Known], lists: Mapping[str, list[Known]], each: str) -> Tree:
        dice = self.dice
        rows = dice.pick(sorted(lists)) if lists and not each and dice.chance(0.2) else ""
        if self.records and dice.chance(0.3):
            return (
                {"in": REGISTER, "change": dice.pick(self.records), "set": {"ngay": "acted"}}
                if dice.chance(0.5)
                else {"in": REGISTER, "end": dice.pick(self.records), "on": "acted"}
            )
        some = [value for value in known if value.type in WRITTEN and not value.secret]
        values: Tree = {"ngay": "acted"}
        for value in dice.few(some, 2):
            values[self.column(value, value.sure)] = value.name
        for value in dice.few(
            [one for one in lists.get(rows or each, ()) if one.type in WRITTEN and not one.secret],
            1,
        ):
            values[self.column(value, value.sure, f"{rows or each}_")] = f"row.{value.name}"
        self.adds.append(values)
        return {"in": REGISTER, "add": values, **({"each": rows} if rows else {})}

    def column(self, value: Known, sure: bool, prefix: str = "") -> str:
        """The column that holds it, now and then one that must be filled."""
        name = f"cot_{prefix}{value.name.replace('.', '_')}"
        required = self.dice.chance(0.6 if sure else self.bare)
        type_ = "text" if value.type in AS_TEXT and self.dice.chance(0.3) else value.type
        places: Tree = {"places": "3"} if type_ == "number" else {}
        self.columns.setdefault(
            name,
            {
                "label": label(name),
                "type": type_,
                **places,
                **({"required": "yes"} if required else {}),
            },
        )
        return name

    def register(self) -> Tree:
        """A column that one `add` leaves out is not required of any row."""
        for name, column in self.columns.items():
            if name != "ma" and not all(name in values for values in self.adds):
                column.pop("required", None)
        return {
            "register": REGISTER,
            "name": label("sổ"),
            "key": "ma",
            "number": "yearly",
            "columns": self.columns,
        }
