"""Random families: a procedure that opens another (once, for each row, from a step or an action), waits for it, gives and takes; steps that
another house does; a procedure that the house opens by itself, for each row of a register.

Both sides pass alone before they are tied together; what then passes is lived, children and all, without a house. (`tests/families` and
`tests/test_crossing.py` go through the door with published files.)
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.child_cases import Back, Close, opens_of
from dinh.engine.decisions.child_openings import Born, FoundScope, brought, form
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Decided, Open, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause, Parent
from dinh.engine.record.events import HOUSE
from dinh.procedures import check_paths
from tests.generated import letters
from tests.generated.answers import Writer
from tests.generated.dice import Dice
from tests.generated.fields import Tree, label
from tests.generated.lives import CALENDAR, CODE, Life, Wrong, distances
from tests.generated.mend import mended
from tests.generated.source import Source, checked, put, source, written
from tests.generated.ways import ROLES

CHILD, REGISTER, OWN = "con-sinh", "nguon", "so_con"
PROVINCE = "68"
SECRET = "mat"
DEEP = ("part", "list", "file", "files")


class Called(Struct, frozen=True):
    """How a procedure that is tied to others is told apart: its slug, its register, the first word of its norms."""

    slug: str
    register: str
    norms: str

    @property
    def names(self) -> dict[str, str]:
        return {
            "thu-sinh": self.slug,
            letters.REGISTER: self.register,
            **{f"muc_v{number}": f"{self.norms}_v{number}" for number in range(9)},
        }

    def put(self, whole: Source, folder: Path) -> Path:
        """Its files, under its own names, beside those that stand in the folder."""
        path = folder / f"{self.slug}.yaml"
        path.write_text(written(whole.procedure))
        for at, tree in whole.files.items():
            renamed(tree, self.names)
            (
                folder
                / at.replace(letters.REGISTER, self.register).replace("muc_", f"{self.norms}_")
            ).write_text(written(tree))
        return path


CON = Called(CHILD, OWN, "con")


class Family(Struct):
    """The two as files; None where they did not pass together. rules: what was found then."""

    parent: Procedure | None
    child: Procedure | None
    rules: tuple[str, ...] = ()


def family(seed: int, folder: Path, *, secret: bool | None = None) -> Family | None:
    """None: one of the two did not pass alone. secret: is something told to the child that only a class may read?"""
    dice = Dice(f"family {seed}")
    parent, child = (
        alone(range(40 * seed, 40 * seed + 12), folder),
        alone(range(40 * seed + 12, 40 * seed + 40), folder, plain=True),
    )
    if parent is None or child is None:
        return None
    chance = dice.chance(0.3)
    secret = chance if secret is None else secret
    tie(dice, parent.procedure, child.procedure, secret)
    if dice.chance(0.5):
        abroad(dice, parent.procedure)
    by_itself(dice, child, parent)
    main = put(parent, folder)
    found = check_paths([main, CON.put(child, folder)])
    rules = tuple(sorted({one.rule for one in found.problems if one.severity == "problem"}))
    whole = {one.procedure.slug: one.procedure for one in found.packages}
    return (
        Family(whole.get("thu-sinh"), whole.get(CHILD), rules)
        if not rules
        else Family(None, None, rules)
    )


def alone(
    seeds: range, folder: Path, *, plain: bool = False, deep: tuple[str, ...] = DEEP
) -> Source | None:
    """The first that passes alone. plain: its form is such that a parent can fill it; deep: the types that it cannot."""
    for seed in seeds:
        whole = source(seed)
        if plain:
            whole.procedure.pop("documents", None)
            if any(field.get("type", "part") in deep for field in whole.procedure["form"].values()):
                continue
        whole = mended(whole, folder)[0]
        if checked(whole, folder).sound:
            return deepcopy(whole)
    return None


# --- tied together ----------------------------------------------------------------------------------------------------


def tie(dice: Dice, parent: Tree, child: Tree, secret: bool, called: Called = CON) -> Tree:
    """The child's form is asked by the parent under other names, its end comes back; the line that opens it."""
    child |= {"procedure": called.slug, "channels": ["parent", "house"]}
    renamed(child, called.names)
    for step in child["steps"].values():
        step |= (
            {"role": ["opener", "office"]} if step.get("role") == "opener" else {}
        )  # the house is nobody
    each = (
        next((name for name, field in parent["form"].items() if field.get("type") == "list"), "")
        if dice.chance(0.5)
        else ""
    )
    each = (
        "" if any(field.get("type", "list") == "list" for field in child["form"].values()) else each
    )  # no list in a list
    give: Tree = {}
    target = parent["form"][each]["of"] if each else parent["form"]
    for number, (name, field) in enumerate(child["form"].items()):
        own = {
            key: value for key, value in deepcopy(field).items() if key not in ("shown", "required")
        } | ({} if "part" in field else {"required": "yes"})
        if "'class'" in str(field):
            parent.setdefault("classes", deepcopy(child["classes"]))
        target[f"g{number}"] = own
        give[name] = f"row.g{number}" if each else f"g{number}"
    if secret:
        for tree in (parent, child):
            tree["classes"] = {"kin": {"roles": ["counter", *ROLES], "label": label("kín")}}
            tree["form"][SECRET] = {
                "label": label("mật"),
                "type": "text",
                "required": "yes",
                "class": "kin",
            }
        give[SECRET] = SECRET
    ends = {**{name: label(name) for name in child["ends"]}, "withdrawn": label("rút")}
    finding: Tree = {"label": label("về"), "type": "choice", "of": ends}
    if each:
        parent["form"][each]["of"]["ve"] = finding
    else:
        parent["findings"]["ve"] = finding
    line: Tree = {
        "procedure": called.slug,
        "give": give,
        "takes": {"row.ve" if each else "ve": "end"},
        **({"each": each} if each else {}),
    }
    first = next(name for name, step in parent["steps"].items() if step.get("do"))
    action = next(action for action in parent["steps"][first]["do"].values() if "to" in action)
    after, action["to"] = action["to"], "cho"
    wait: Tree = {
        "role": "office",
        "waits": dice.pick(("all", "any", "1")),
        "then": {"to": after},
        "do": {},
    }
    if dice.chance(0.6):
        wait["do"]["thoi_cho"] = {"to": next(iter(parent["ends"])), "closes_children": "yes"}
    if dice.chance(0.3):
        action["opens"] = [line]
    else:
        wait["opens"] = [line] * (1 if each else dice.number(1, 2))
        if len(wait["opens"]) > 1:
            wait["opens"] = [line, {key: value for key, value in line.items() if key != "takes"}]
    if not wait["do"]:
        wait["do"]["nhac"] = {}
    parent["steps"]["cho"] = wait
    return line


def renamed(tree: Any, names: dict[str, str]) -> None:
    """A case of its own kind is of the child, and its register is its own."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if isinstance(value, dict | list):
            renamed(value, names)
        elif value in names:
            tree[key] = names[value]


def abroad(dice: Dice, parent: Tree) -> None:
    """One of the steps outside every block is the province's."""
    inside = {
        branch["to"] for step in parent["steps"].values() for branch in step.get("together", ())
    }
    able = [
        name for name, step in parent["steps"].items()
        if name.startswith("b") and name not in inside and step.get("do") and isinstance(step["role"], str) and step["role"] not in ("applicant", "opener", "counter") and "of" not in step
    ]  # fmt: skip
    if able:
        parent["steps"][dice.pick(able)]["at"] = "province"


def by_itself(dice: Dice, child: Source, parent: Source) -> None:
    """The house opens the child once a year for each row of a register that has what its form asks."""
    columns: Tree = {"ma": {"label": label("mã"), "type": "text", "required": "yes"}}
    for name, field in child.procedure["form"].items():
        columns[name] = {
            key: value
            for key, value in deepcopy(field).items()
            if key not in ("shown", "required", "class")
        } | {"required": "yes"}
    if any(field.get("class") for field in child.procedure["form"].values()):
        return  # a register has no class here
    parent.files[f"registers/{REGISTER}.yaml"] = {
        "register": REGISTER,
        "name": label("nguồn"),
        "key": "ma",
        "columns": columns,
    }
    give = {name: f"found.{name}" for name in child.procedure["form"]}
    child.procedure["starts"] = [
        {"every": "year", "on": "03-01", "each": {"record": REGISTER}, "give": give}
    ]


# --- lived ------------------------------------------------------------------------------------------------------------


class Parents(Life):
    """A life with children, in whichever house has the case."""

    def __init__(
        self, procedure: Procedure, child: Procedure, dice: Dice, watch: Any = None
    ) -> None:
        super().__init__(procedure, dice, watch)
        self.child = child
        self.children: dict[str, Life] = {}
        self.told: list[tuple[Born, Back | None]] = []

    def context(self, by: str) -> Context:
        return replace(
            super().context(by), house=self.case.now or "24730", province=lambda: PROVINCE, exists=lambda field, value: True,
            code_of=lambda house, before: f"{CODE}-{len(self.case.children) + before + 1}",
        )  # fmt: skip

    def take(self, found: Decided, said: str) -> None:
        super().take(found, said)
        self.case = replace(self.case, house=self.case.now)
        for born in found.born:
            self.children[born.child.code] = self.bear(born)
        for code in found.closed:
            self.close(code)

    def bear(self, born: Born) -> Life:
        life = Life(self.child, Dice(f"{self.dice.random.random()}"), self.watch)
        life.at, life.facts = self.at, self.facts
        opened = decide(
            self.child,
            Case(),
            Open(
                code=born.child.code,
                channel="parent",
                data=born.data,
                actor=HOUSE,
                parent=Parent("24730", CODE),
            ),
            life.context("house"),
        )
        if not isinstance(opened, Decided):
            raise Wrong(
                "child refused",
                f"{opened.code} {[(one.field, one.code) for one in opened.at]} of {born.data}",
            )
        life.take(opened, f"opened by its parent {born.data}")
        self.told.append((born, None))
        return life

    def close(self, code: str) -> None:
        life = self.children[code]
        closed = decide(
            self.child, life.case, Close(by_case=CODE, actor=HOUSE), life.context("house")
        )
        if not isinstance(closed, Decided):
            raise Wrong("child stays", f"{closed.code} at {[one.name for one in life.case.steps]}")
        life.take(closed, "withdrawn with its parent")

    def come_back(self, code: str) -> None:
        """The child is lived to its end, and its parent is told."""
        life = self.children[code]
        if life.case.open:
            life.at = max(life.at, self.at)
            life.wander(life.dice.number(0, 8))
            if life.case.open and not self.ended(life):
                raise Wrong(
                    "no end", f"no end of the child from {[one.name for one in life.case.steps]}"
                )
        self.at = max(self.at, life.at)
        child = next(one for one in self.case.children if one.code == code)
        if not child.end:
            self.back(code, child, life)

    def back(self, code: str, child: Any, life: Life) -> None:
        one = opens_of(self.procedure, child)
        assert one is not None
        values = brought(
            scope_of(self.child, life.case, life.context("house")), life.case, one.takes
        )
        command = Back(
            child=code,
            end=life.case.end,
            outcome=life.case.outcome,
            label=life.case.end_label,
            values=values,
        )
        found = self.decided(self.case, command, "house")
        if not isinstance(found, Decided):
            raise Wrong("parent refused", f"{found.code} {found.facts} when {code} came back")
        self.take(found, f"child {code} back: {life.case.end} {values}")

    def ended(self, life: Life) -> bool:
        """Somebody brings the child to its end: of a few that try, the one that does is what happened."""
        for attempt in range(24):
            one = life.fork(Dice(f"{life.dice.random.random()} {attempt}"))
            one.strive(distances(life.procedure), 60, bold=attempt % 3 == 2)
            if not one.case.open:
                life.__dict__ |= one.__dict__
                return True
        return False

    def open_children(self) -> list[str]:
        return [one.code for one in self.case.children if not one.end]


def live(life: Parents, turns: int = 6) -> None:
    """People do anything; children come back, some late, some after their parent has ended."""
    for _ in range(turns):
        if life.case.open:
            wander(life, life.dice.number(1, 6))
        waiting = life.open_children()
        if waiting and life.dice.chance(0.7):
            life.come_back(life.dice.pick(waiting))
    for code in life.open_children():
        life.come_back(code)
    if life.case.open and not comes_to_an_end(life):
        raise Wrong("no end", f"no end of the parent from {[one.name for one in life.case.steps]}")


def wander(life: Parents, acts: int) -> None:
    for _ in range(acts):
        life.time_acts()
        may = life.offered() if life.case.open else []
        if not may:
            return
        life.act(life.dice.pick(may))


def comes_to_an_end(life: Parents) -> bool:
    """As a life does, and whoever is waited for comes back."""
    near = distances(life.procedure)
    for attempt in range(16):
        for _ in range(60):
            for code in life.open_children():
                life.come_back(code)
            life.time_acts()
            if not life.case.open:
                return True
            may = life.offered()
            life.dice.random.shuffle(may)
            if attempt % 3 != 2:
                may.sort(key=lambda can: life.leads(can, near) + life.dice.number(0, 2))
            if (
                not any(life.act(can, 12) for can in may[:5])
                and not life.open_children()
                and not life.wait()
            ):
                break
    return not life.case.open


def begin_by_itself(child: Procedure, dice: Dice, watch: Any = None) -> Life:
    """As the house begins it: with what a row of the register gives."""
    (start,) = child.starts
    life = Life(child, dice, watch)
    columns = child.registers[start.register].columns
    writer = Writer(child, dice, life.at.date())
    row = {name: writer.value(field) for name, field in columns.items()}
    outer = Scope(
        child, {}, {"acted": life.at, "opened": life.at, "home": "24730"}, calendar=CALENDAR
    )
    data = form(start.give, FoundScope(outer, {"found": ("1", row)}))
    found = decide(
        child,
        Case(),
        Open(
            code=CODE,
            channel="house",
            data=data,
            actor=HOUSE,
            cause=Cause(start.name, "1"),
            start=start.at,
        ),
        life.context("house"),
    )
    if not isinstance(found, Decided):
        raise Wrong(
            "start refused", f"{found.code} {[(one.field, one.code) for one in found.at]} of {data}"
        )
    life.take(found, f"by itself {data}")
    return life
