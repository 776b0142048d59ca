"""What a random procedure asks: fields of every type, conditions and tables over them.

A generated table shares out its inputs by construction, with a slip now and then: what is right is mostly right, and what is wrong
is wrong in the small.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tests.generated.dice import Dice

type Tree = dict[str, Any]

PLAIN = (
    "text",
    "person_name",
    "phone",
    "email",
    "address",
    "position",
    "shape",
    "personal_id",
    "village",
    "house",
    "post",
    "person",
    "file",
    "datetime",
    "roles",
    "files",
    "case",
)
TESTED = ("yes_no", "choice", "number", "money", "date", "choices")
NAMES = ("do", "xanh", "vang", "den")
DAYS = ("2026-03-01", "2026-07-15", "2026-11-20", "2027-02-28")
SLIP = 0.02


class Known(Struct):
    """A name that can be read. sure: as far as the generator knows it is filled; low, high: where its constants lie."""

    name: str
    type: str
    of: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    sure: bool = True
    derived: bool = False
    secret: bool = False


def label(name: str) -> Tree:
    return {"vi": f"Mục {name}"}


class Fields:
    """Makes fields, one after the other; later ones hang on earlier ones."""

    def __init__(self, dice: Dice, secret: float) -> None:
        self.dice, self.secret = dice, secret
        self.count = 0

    def fields(self, most: int, known: list[Known], prefix: str, *, plain: float = 0.45) -> Tree:
        made: Tree = {}
        for _ in range(self.dice.number(1, most)):
            self.count += 1
            name = f"{prefix}{self.count}"
            made[name], one = self.field(
                name, self.dice.pick(PLAIN if self.dice.chance(plain) else TESTED), known
            )
            known.append(one)
        return made

    def field(
        self, name: str, type_: str, known: list[Known], inside: bool = False
    ) -> tuple[Tree, Known]:
        dice = self.dice
        tree: Tree = {"label": label(name), "type": type_}
        one = Known(name, type_)
        if type_ in ("number", "money"):
            one.low = dice.pick((0, 0, 1, -3 if type_ == "number" else 0))
            one.high = one.low + dice.pick((3, 9, 50))
            tree["in"] = f"[{one.low}..{one.high}]"
            if type_ == "number" and dice.chance(0.15):
                tree["places"] = "1"
        elif type_ in ("choice", "choices"):
            one.of = NAMES[: dice.number(2, 4)]
            tree["of"] = {name: label(name) for name in one.of}
        elif type_ == "case":
            tree["of"] = "thu-sinh"
        elif type_ == "files":
            tree["count"] = "[1..3]"
        readable = [
            other
            for other in known
            if other.type in (*TESTED, *PLAIN) and not (inside and other.secret)
        ]
        shown = required = None
        if readable and dice.chance(0.22):
            shown = tree["shown"] = self.condition(readable)
        if dice.chance(0.55):
            required = tree["required"] = "yes"
        elif readable and dice.chance(0.3):
            required = tree["required"] = self.condition(readable)
        one.sure = required == "yes" and shown is None
        if dice.chance(self.secret):
            tree["class"], one.secret = "kin", True
        return tree, one

    def list_(self, known: list[Known]) -> tuple[str, Tree, list[Known]]:
        """A list field with columns, now and then with values and faults of a row."""
        self.count += 1
        name, low = f"ds{self.count}", self.dice.number(0, 2)
        columns: list[Known] = []
        of: Tree = {}
        for place in range(self.dice.number(1, 3)):
            column = f"c{place}"
            of[column], one = self.field(
                column,
                self.dice.pick((*TESTED[:5], "text", "person_name", "person")),
                columns,
                inside=True,
            )
            columns.append(one)
        tree: Tree = {
            "label": label(name),
            "type": "list",
            "rows": f"[{low}..{low + self.dice.number(1, 2)}]",
            "of": of,
        }
        if low == 0 and self.dice.chance(0.2):
            tree["required"] = "yes"
        numbers = [one.name for one in columns if one.type in ("number", "money")]
        if numbers and self.dice.chance(0.3):
            tree["derive"] = {"gap": {"minus": [numbers[0], "2"]}}
            if self.dice.chance(0.5):
                tree["valid"] = [
                    {"when": {"gap": "> 5"}, "say": {"vi": "Quá nhiều"}, "at": numbers[0]}
                ]
        return name, tree, columns

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, known: list[Known], prefix: str = "") -> Any:
        """One clause or two, or one of two alternatives."""
        first = self.clause(known, prefix)
        if self.dice.chance(0.25):
            other = self.clause(known, prefix)
            return {**first, **other} if self.dice.chance(0.6) else [first, other]
        return first

    def clause(self, known: list[Known], prefix: str = "") -> Tree:
        one = self.dice.pick([one for one in known if one.type in TESTED] or known)
        return {prefix + one.name: self.test(one)}

    def test(self, one: Known) -> Any:
        dice = self.dice
        if not one.sure and dice.chance(0.12):
            return dice.pick(("empty", "filled"))
        match one.type:
            case "yes_no":
                return dice.pick(("yes", "no"))
            case "choice":
                return dice.pick(
                    (
                        dice.pick(one.of),
                        f"not({dice.pick(one.of)})",
                        list(one.of[:2]) if len(one.of) > 2 else one.of[0],
                    )
                )
            case "choices":
                return dice.pick((f"has {dice.pick(one.of)}", f"not(has {dice.pick(one.of)})"))
            case "number" | "money":
                at = dice.number(one.low, one.high - 1)
                return dice.pick(
                    (
                        f"<= {at}",
                        f"> {at}",
                        f">= {at + 1}",
                        f"({one.low}..{one.high}]" if one.high - one.low > 1 else f"> {at}",
                    )
                )
            case "date":
                return f"{dice.pick(('<', '<=', '>', '>='))} {dice.pick(DAYS)}"
        return "filled" if one.sure else dice.pick(("filled", "empty"))

    # --- tables -----------------------------------------------------------------------------------------------------

    def parts(self, one: Known) -> list[Any]:
        """Tests that share out all its values."""
        dice = self.dice
        match one.type:
            case "yes_no":
                parts: list[Any] = ["yes", "no"]
            case "choice":
                at = dice.number(1, len(one.of) - 1)
                parts = (
                    [list(one.of[:at]), f"not({', '.join(one.of[:at])})"]
                    if dice.chance(0.4)
                    else [list(one.of[:at]), list(one.of[at:])]
                )
            case "choices":
                name = dice.pick(one.of)
                parts = [f"has {name}", f"not(has {name})"]
            case "number" | "money":
                cut = dice.number(one.low, one.high - 1)
                parts = [f"<= {cut}", f"> {cut}"]
                if cut + 1 < one.high and not one.derived and dice.chance(0.4):
                    parts = [f"<= {cut}", f"({cut}..{cut + 1}]", f"> {cut + 1}"]
            case "date":
                day = dice.pick(DAYS)
                parts = [f"< {day}", f">= {day}"]
            case _:
                return ["filled", "empty"]
        return parts if one.sure else [*parts, "empty"]

    def whens(self, known: list[Known]) -> list[Any]:
        """Conditions of which one holds, for whatever is filled."""
        some = [one for one in known if one.type in TESTED] or [
            one for one in known if not one.sure
        ]
        if not some or self.dice.chance(0.15):
            return [{}]
        one = self.dice.pick(some)
        rows: list[Any] = [{one.name: part} for part in self.parts(one)]
        others = [other for other in some if other.name != one.name]
        if others and self.dice.chance(0.3):
            place, other = self.dice.number(0, len(rows) - 1), self.dice.pick(others)
            rows[place : place + 1] = [
                {**rows[place], other.name: part} for part in self.parts(other)
            ]
        if len(rows) > 1 and self.dice.chance(SLIP):
            rows.pop(self.dice.number(0, len(rows) - 1))
        return rows
