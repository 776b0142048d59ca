"""Where a random procedure may go: work, choices, blocks within blocks, ends, and what each action asks and causes."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tests.generated.dice import Dice
from tests.generated.fields import Fields, Known, Tree, label
from tests.generated.letters import Letters

ROLES = ("office", "land", "leader", "police", "justice")
DEPTH_MAX = 2


class Place(Struct, frozen=True):
    """Where steps are being made. out: what the last of them leads to; each: the list whose row is at hand; top: steps outside to break out to."""

    out: tuple[str, ...]
    depth: int = 0
    each: str = ""
    top: tuple[str, ...] = ()


class Ways:
    def __init__(
        self,
        dice: Dice,
        fields: Fields,
        form: list[Known],
        findings: list[Known],
        lists: dict[str, list[Known]],
        adding: list[str],
        letters: Letters,
    ) -> None:
        self.dice, self.fields, self.letters = dice, fields, letters
        self.form, self.findings, self.lists, self.adding = form, findings, lists, adding
        self.steps: Tree = {}
        self.ends: Tree = {}
        self.asked: list[Known] = []
        """Findings asked on the main way so far."""
        self.made = 0
        self.unasked = [one.name for one in findings]

    def whole(self) -> None:
        for name, outcome in (("xong", "granted"), ("thoi", "rejected"), ("dung", "stopped"))[
            : self.dice.number(2, 3)
        ]:
            self.ends[name] = self.end(outcome)
        self.row("b", self.dice.number(2, 5), Place(tuple(self.ends)))
        self.rest()

    def rest(self) -> None:
        """Ends to which nothing leads are gone, and what nobody asked yet is asked by one of the first step's ways."""
        led = {
            str(way.get("to"))
            for step in self.steps.values()
            for way in (*step.get("do", {}).values(), *step.get("choose", ()), step.get("then", {}))
        }
        led |= {step["meet"] for step in self.steps.values() if "meet" in step}
        for name in [name for name in self.ends if name not in led]:
            self.letters.letters.pop(self.ends.pop(name)["letter"], None)
        for name in self.unasked:
            action = self.dice.pick(
                [
                    action
                    for step in self.steps.values()
                    if step.get("role")
                    for action in step["do"].values()
                    if not str(action.get("asks", "")).startswith("['row.")
                ]
            )
            if name in self.adding and "adds" not in action:
                action["adds"] = name
            else:
                action["asks"] = [*action.get("asks", ()), name]

    def end(self, outcome: str) -> Tree:
        if self.dice.chance(0.35):
            return {
                "outcome": outcome,
                "label": label(outcome),
                "letter": "none",
                "why_quiet": label("việc nội bộ"),
            }
        return {
            "outcome": outcome,
            "label": label(outcome),
            "letter": self.letters.make(self.known(), step=False),
        }

    def known(self, each: str = "") -> list[Known]:
        return [*self.form, *self.asked]

    def row(self, prefix: str, count: int, place: Place) -> str:
        """Steps one after the other; the name of the first."""
        names = [f"{prefix}{number}" for number in range(count)]
        for name in names:
            self.steps[name] = {}
        for number, name in enumerate(names):
            on = names[number + 1] if number + 1 < count else self.dice.pick(place.out)
            self.steps[name] = self.step(name, on, names, number, place)
        return names[0]

    def step(self, name: str, on: str, names: list[str], number: int, place: Place) -> Tree:
        first = number == 0 and place.depth == 0
        ahead = [*names[number + 1 :], *place.out]
        if not first and self.dice.chance(0.14) and len(ahead) > 1 and self.known():
            return self.choice(on, ahead)
        if (
            not first
            and place.depth < DEPTH_MAX
            and not place.each
            and self.dice.chance(0.1 if place.depth else 0.25)
        ):
            return self.block(name, on, ahead, place)
        return self.work(name, on, ahead, names[:number], place, first)

    def choice(self, on: str, ahead: list[str]) -> Tree:
        whens = self.fields.whens(self.known())
        return {
            "choose": [
                {
                    "to": on if place == 0 else self.dice.pick(ahead),
                    **({"when": when} if when else {}),
                }
                for place, when in enumerate(whens)
            ]
        }

    def block(self, name: str, on: str, ahead: list[str], place: Place) -> Tree:
        branches: list[Tree] = []
        before = list(self.asked)
        for number in range(self.dice.number(2, 3)):
            self.made += 1
            each = (
                self.dice.pick(sorted(self.lists)) if self.lists and self.dice.chance(0.4) else ""
            )
            branch: Tree = {}
            if each:
                branch["each"] = each
            elif self.dice.chance(0.3):
                branch["when"] = self.fields.condition(self.known())
            top = tuple(one for one in ahead if one not in ("meet", on)) if not place.depth else ()
            head = self.row(
                f"n{self.made}_{number}_",
                self.dice.number(1, 2),
                Place(("meet",), place.depth + 1, each, top),
            )
            branches.append({"to": head, **branch})
            if branch.keys() & {"when"}:
                self.asked = [one for one in self.asked if one in before]
        return {"together": branches, "meet": on}

    # --- work -------------------------------------------------------------------------------------------------------

    def work(
        self, name: str, on: str, ahead: list[str], behind: list[str], place: Place, first: bool
    ) -> Tree:
        dice = self.dice
        step: Tree = {"role": "counter" if first else dice.pick(ROLES)}
        outsider = not first and not place.each and dice.chance(0.12)
        before = list(self.asked)
        main = self.action(name, on, place, main=True)
        if dice.chance(0.12) and self.known(place.each) and main.get("to"):
            main["when"] = self.condition(place)
            ways = (
                {"do": main, "khac": {"to": dice.pick(ahead)}} if dice.chance(0.7) else {"do": main}
            )
        else:
            ways = {"do": main}
        after, self.asked = self.asked, before
        for number in range(dice.pick((0, 0, 1, 1, 2))):
            ways[f"a{number}"] = self.beside(name, ahead, behind, place)
        self.asked = after
        step["do"] = ways
        if outsider:
            step |= {
                "role": "applicant",
                "limit": f"{dice.number(2, 20)} days",
                "then": {"to": dice.pick(ahead)},
            }
            if dice.chance(0.6):
                step["pauses"] = "yes"
        elif dice.chance(0.15):
            step["limit"] = self.limit()
            if dice.chance(0.6):
                step["then"] = {"to": dice.pick(ahead)}
                if dice.chance(0.4):
                    step["then"]["letter"] = self.letters.make(self.known(), self.lists, place.each)
        self.who(step, first, place)
        if dice.chance(0.2):
            step["time"] = dice.pick(("1 working day", "4 working hours", "2 working days"))
        if dice.chance(0.08):
            step["every"] = "5 days"
        if dice.chance(0.08):
            step["warn"] = [
                {
                    "at": dice.pick(("entered + 2 days", "limit - 1 day"))
                    if "limit" in step
                    else "entered + 2 days",
                    "tell": ["leader"],
                }
            ]
        if dice.chance(0.07) and not place.each:
            step |= {"posts": self.letters.make(self.known(), posted=True), "at_places": ["Trụ sở"]}
        return step

    def limit(self) -> Any:
        if self.dice.chance(0.3) and self.known():
            rows = [
                {"when": when, "time": f"{self.dice.number(2, 9)} days"}
                for when in self.fields.whens(self.known())
            ]
            return {"by": [row if row["when"] else {"time": row["time"]} for row in rows]}
        dates = [one.name for one in self.form if one.type == "date" and one.sure]
        return (
            {"until": self.dice.pick(dates)}
            if dates and self.dice.chance(0.2)
            else self.dice.pick(("3 days", "24 hours", "5 working days"))
        )

    def who(self, step: Tree, first: bool, place: Place) -> None:
        dice = self.dice
        if first or step["role"] == "applicant":
            return
        persons = [
            one
            for one in self.known()
            if one.type in ("person", "post") and (one.sure or dice.chance(0.2))
        ]
        if persons and dice.chance(0.3):
            one = dice.pick(persons)
            step["role"] = (
                {one.type: one.name} if dice.chance(0.5) else [{one.type: one.name}, step["role"]]
            )
        elif dice.chance(0.06):
            step["role"] = "opener"
        villages = [one.name for one in self.form if one.type == "village" and one.sure]
        if villages and dice.chance(0.2):
            step["of"] = dice.pick(villages)
        earlier = [
            name
            for name, one in self.steps.items()
            if one.get("do") and one["role"] != step["role"] and isinstance(one["role"], str)
        ]
        if (
            earlier
            and dice.chance(0.15)
            and isinstance(step["role"], str)
            and step["role"] != "opener"
        ):
            step["not_by"] = [dice.pick(earlier)]

    def condition(self, place: Place) -> Any:
        columns = [
            one
            for one in self.lists.get(place.each, ())
            if one.type in ("yes_no", "choice", "number")
        ]
        return (
            self.fields.condition(columns, "row.")
            if columns and self.dice.chance(0.4)
            else self.fields.condition(self.known())
        )

    def action(self, step: str, to: str, place: Place, main: bool = False) -> Tree:
        dice = self.dice
        action: Tree = {"to": to}
        self.asks(action, place, main)
        if dice.chance(0.25):
            action["letter"] = self.letters.make(self.known(), self.lists, place.each)
        if dice.chance(0.18):
            action["records"] = [self.letters.record(self.known(), self.lists, place.each)]
        if dice.chance(0.05):
            action["present"] = [
                (persons := [one.name for one in self.form if one.type == "person_name"])
                and dice.pick(persons)
            ]
            if not action["present"][0]:
                del action["present"]
        self.lends(action)
        return action

    def lends(self, action: Tree) -> None:
        who, post, until = (
            [one.name for one in self.form if one.type == type_ and one.sure]
            for type_ in ("person", "post", "date")
        )
        if who and post and until and self.dice.chance(0.4):
            action["delegates"] = {
                "who": who[0],
                "post": post[0],
                "from": "acted",
                "until": until[0],
                "letter": self.letters.make(self.known()),
            }

    def asks(self, action: Tree, place: Place, main: bool) -> None:
        dice = self.dice
        if place.each:
            columns = [one.name for one in self.lists[place.each] if one.type != "list"]
            if dice.chance(0.6):
                action["asks"] = [f"row.{name}" for name in dice.few(columns, 2, 1)]
            return
        waiting = [one for one in self.findings if one.name in self.unasked]
        some = (
            dice.few(waiting, 2)
            if main and waiting and dice.chance(0.75)
            else dice.few(self.findings, 1)
            if dice.chance(0.3)
            else []
        )
        lists = [one.name for one in some if one.name in self.adding]
        names = [one.name for one in some if one.name not in lists]
        if names:
            action["asks"] = names
        elif lists and dice.chance(0.7):
            action["adds"] = lists[0]
            if dice.chance(0.5):
                _ = None if main else action.pop("to", None)
        elif lists:
            action["asks"] = lists
        done = [*action.get("asks", ()), *([action["adds"]] if "adds" in action else [])]
        self.unasked = [name for name in self.unasked if name not in done]
        if main:
            self.asked = [
                *self.asked,
                *(one for one in self.findings if one.name in done and one not in self.asked),
            ]

    def beside(self, step: str, ahead: list[str], behind: list[str], place: Place) -> Tree:
        """What may be done instead: something else, back, out of the block, or nothing that moves."""
        dice = self.dice
        kind = dice.pick(("ahead", "ahead", "back", "stay", "out"))
        if kind == "back" and behind:
            action = self.action(step, dice.pick(behind), place)
            if dice.chance(0.4):
                action["at_most"] = str(dice.number(1, 2))
        elif kind == "stay":
            action = self.action(step, "", place)
            action.pop("to", None)
            if dice.chance(0.5):
                action["at_most"] = str(dice.number(1, 2))
            if dice.chance(0.3):
                action["extends"] = (
                    {"by": "2 days", "of": "limit"} if dice.chance(0.4) else {"by": "3 days"}
                )
        elif kind == "out" and place.depth == 1 and place.top:
            action = {**self.action(step, dice.pick(place.top), place), "breaks": "yes"}
        else:
            action = self.action(step, dice.pick(ahead), place)
            if dice.chance(0.3) and self.known():
                action["when"] = self.condition(place)
        editable = [one.name for one in self.form]
        if editable and not place.each and dice.chance(0.12):
            action["edits"] = ["form"] if dice.chance(0.4) else dice.few(editable, 2, 1)
        return action
