"""What follows from what was asked: derived values of every function, a dated norm, faults of the input, documents, fees."""

from __future__ import annotations

from typing import Any

from tests.generated.dice import Dice
from tests.generated.fields import Fields, Known, Tree, label

FUNCTIONS = ("days", "months", "years", "working_days", "add", "sum", "sum_rows", "count", "count_rows", "greatest", "least", "first", "least_rows",
             "minus", "times", "quotient", "tiers", "norm", "table", "same", "id_agrees")  # fmt: skip
NUMBERS, DAYS = ("number", "money"), ("date", "datetime")
OPENED = Known("opened", "datetime")


class Values:
    def __init__(
        self, dice: Dice, fields: Fields, known: list[Known], lists: dict[str, list[Known]]
    ) -> None:
        self.dice, self.fields, self.known, self.lists = dice, fields, known, lists
        self.norms: dict[str, Tree] = {}

    def derived(self, most: int) -> Tree:
        made: Tree = {}
        for place in range(self.dice.number(0, most)):
            name = f"v{place}"
            whole = any(one.name == "nguoi.id" for one in self.known) and self.dice.chance(0.2)
            found = self.one(name, "id_agrees" if whole else self.dice.pick(FUNCTIONS))
            if found is not None:
                made[name], one = found
                one.derived, one.secret = True, False
                self.known.append(one)
        return made

    def of(self, types: tuple[str, ...]) -> list[Known]:
        return [one for one in self.known if one.type in types]

    def one(self, name: str, function: str) -> tuple[Tree, Known] | None:
        dice = self.dice
        numbers, days = self.of(NUMBERS), [*self.of(DAYS), OPENED]
        kept = [one for one in numbers if not one.derived]
        match function:
            case "days" | "months" | "years" | "working_days":
                days = [
                    one for one in days if not one.derived
                ]  # a day far off is beyond the calendar
                start, end = dice.pick(days), dice.pick(days)
                if start.name == end.name:
                    return None
                span = {"days": 30, "months": 3, "years": 2, "working_days": 20}[function]
                return {function: {"from": start.name, "to": end.name}}, Known(
                    name, "number", low=-span, high=span, sure=start.sure and end.sure
                )
            case "add":
                one, unit, number = (
                    dice.pick(days),
                    dice.pick(("days", "months", "years")),
                    dice.number(-3, 12),
                )
                number = (
                    min(number, 4) if unit == "years" else number
                )  # a day further off is beyond the calendar
                return {"add": {"to": one.name, unit: str(number)}}, Known(
                    name, "date", sure=one.sure
                )
            case "sum" | "greatest" | "least" | "first" if numbers:
                some = [dice.pick(numbers), dice.pick(numbers)]
                sure = (
                    all(one.sure for one in some)
                    if function == "sum"
                    else any(one.sure for one in some)
                )
                type_ = "money" if all(one.type == "money" for one in some) else "number"
                return {function: [one.name for one in some]}, Known(
                    name,
                    type_,
                    low=min(o.low for o in some),
                    high=max(o.high for o in some) + 1,
                    sure=sure,
                )
            case "sum_rows" | "least_rows":
                columns = [
                    (rows, one)
                    for rows, all_ in self.lists.items()
                    for one in all_
                    if one.type in NUMBERS
                ]
                if not columns:
                    return None
                rows, one = dice.pick(columns)
                where = (
                    {"where": self.fields.condition(self.lists[rows])} if dice.chance(0.4) else {}
                )
                of = "sum" if function == "sum_rows" else dice.pick(("least", "greatest", "first"))
                return {of: f"{rows}.{one.name}", **where}, Known(
                    name, one.type, low=one.low, high=one.high, sure=of == "sum"
                )
            case "count":
                some = self.of(("choices", "files"))
                return (
                    ({"count": dice.pick(some).name}, Known(name, "number", low=0, high=2))
                    if some
                    else None
                )
            case "count_rows" if self.lists:
                rows = dice.pick(sorted(self.lists))
                where = (
                    {"where": self.fields.condition(self.lists[rows])} if dice.chance(0.7) else {}
                )
                return {"count": rows, **where}, Known(name, "number", low=0, high=2)
            case "minus" if numbers:
                left, right = (
                    dice.pick(numbers),
                    dice.pick([one.name for one in numbers] + [str(dice.number(1, 9))]),
                )
                sure = left.sure and all(one.sure for one in numbers if one.name == right)
                return {"minus": [left.name, right]}, Known(
                    name, "number", low=left.low - 3, high=left.high, sure=sure
                )
            case "times" if kept:
                one, by = dice.pick(kept), dice.number(2, 5)
                more: Tree = (
                    {"round": {"to": "10", "mode": dice.pick(("up", "down", "half_up"))}}
                    if dice.chance(0.3)
                    else {}
                )
                return {"times": [one.name, str(by)], **more}, Known(
                    name, one.type, low=one.low * by, high=one.high * by, sure=one.sure
                )
            case "quotient" if numbers:
                one = dice.pick(numbers)
                return {"quotient": [one.name, str(dice.number(2, 4))]}, Known(
                    name,
                    "number",
                    low=one.low // 2,
                    high=max(one.high // 2, one.low // 2 + 1),
                    sure=one.sure,
                )
            case "tiers" if kept:
                one = dice.pick(kept)
                steps = [{"upto": "5", "each": "2000"}, {"each": "1000"}]
                return {"tiers": {"of": one.name, "steps": steps}}, Known(
                    name, "money", low=0, high=10000, sure=one.sure
                )
            case "norm" if choices := self.of(("choice",)):
                return self.norm(name, dice.pick(choices))
            case "table":
                return self.table(name)
            case "same":
                some = [
                    one
                    for one in self.known
                    if one.type in ("text", "address", "person_name", "choice", "date")
                ]
                if len(some) < 2:
                    return None
                left, right = dice.pick(some), dice.pick(some)
                return {"same": [left.name, right.name]}, Known(
                    name, "yes_no", sure=left.sure and right.sure
                )
            case "id_agrees":
                given = {"id": "nguoi.id", "birth_date": "nguoi.birth_date", "sex": "nguoi.sex"}
                return (
                    ({"id_agrees": given}, Known(name, "yes_no", sure=False))
                    if set(given.values()) <= {one.name for one in self.known}
                    else None
                )
        return None

    def norm(self, name: str, key: Known) -> tuple[Tree, Known]:
        slug = f"muc_{name}"
        rows: list[Tree] = []
        for one in key.of:
            cut = self.dice.chance(0.5)
            rows.append(
                {
                    "from": "2000-01-01",
                    **({"to": "2026-08-31"} if cut else {}),
                    "k": one,
                    "value": str(self.dice.number(1, 9)),
                    "law": "QC",
                }
            )
            if cut:
                rows.append(
                    {
                        "from": "2026-09-01",
                        "k": one,
                        "value": str(self.dice.number(1, 9)),
                        "law": "QC",
                    }
                )
        self.norms[slug] = {
            "norm": slug,
            "unit": "đồng",
            "keys": {"k": list(key.of)},
            "law": {"QC": {"title": "Quy chế", "number": "1"}},
            "rows": rows,
        }
        return {
            "norm": slug,
            "at": self.dice.pick(("opened", "opened", "accepted")),
            "k": key.name,
        }, Known(name, "number", low=0, high=9, sure=key.sure)

    def table(self, name: str) -> tuple[Tree, Known] | None:
        some = [
            one for one in self.known if one.type in ("yes_no", "choice", "number", "money", "date")
        ]
        if not some:
            return None
        one = self.dice.pick(some)
        parts = [part for part in self.fields.parts(one) if part != "empty"]
        if self.dice.chance(0.5):
            gives: list[str] = list("abcd"[: len(parts)])
            known = Known(name, "choice", of=tuple(gives), sure=one.sure)
        elif self.dice.chance(0.5):
            gives, known = (
                [("yes", "no")[place % 2] for place in range(len(parts))],
                Known(name, "yes_no", sure=one.sure),
            )
        else:
            gives, known = (
                [str(place * 10) for place in range(len(parts))],
                Known(name, "number", low=0, high=10, sure=one.sure),
            )
        return {
            "table": [
                {"when": {one.name: part}, "gives": give}
                for part, give in zip(parts, gives, strict=True)
            ]
        }, known

    # --- faults, documents, money -------------------------------------------------------------------------------------

    def valid(self, actions: list[str]) -> list[Tree]:
        lines = []
        for _ in range(self.dice.pick((0, 0, 1, 1, 2))):
            first, second = self.fields.clause(self.known), self.fields.clause(self.known)
            line: Tree = {
                "when": {**second, **first} if self.dice.chance(0.9) else first,
                "say": {"vi": "Không hợp lệ"},
            }
            if self.dice.chance(0.3):
                line["only"] = "warn"
            if actions and self.dice.chance(0.2):
                line["on"] = self.dice.pick(actions)
            lines.append(line)
        return lines

    def documents(self) -> Tree:
        made: Tree = {}
        for place in range(self.dice.pick((0, 0, 1, 2))):
            one: Tree = {
                "label": label(f"giấy {place}"),
                "kind": self.dice.pick(("original", "copy", "present")),
            }
            if self.lists and self.dice.chance(0.3):
                rows = self.dice.pick(sorted(self.lists))
                one["each"] = rows
                one["required"] = (
                    self.fields.condition(self.lists[rows], "row.")
                    if self.dice.chance(0.5)
                    else "yes"
                )
            elif self.dice.chance(0.5):
                one["required"] = self.fields.condition(self.known)
            if self.dice.chance(0.3):
                one["reuse"] = "yes"
            made[f"giay{place}"] = one
        return made

    def fees(self, moments: list[str]) -> Any:
        made: Tree = {}
        for place in range(self.dice.pick((0, 1, 1, 2))):
            at = self.dice.pick(["accept", "accept", "deliver", *moments])
            steady = [one for one in self.known if not one.secret and not one.name.startswith("k")]
            rules = [{"when": when, "amount": self.amount()} for when in self.fields.whens(steady)]
            made[f"phi{place}"] = {
                "name": label("phí"),
                "at": at,
                "rules": [rule if rule["when"] else {"amount": rule["amount"]} for rule in rules],
            }
        return made

    def amount(self) -> str:
        money = [
            one
            for one in self.of(("money", "number"))
            if one.sure and not one.secret and one.low >= 0
        ]
        return self.dice.pick(
            ["0", "8000", "unpublished", *([self.dice.pick(money).name] * 2 if money else [])]
        )
