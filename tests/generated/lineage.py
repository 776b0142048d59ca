"""Random lineages: a procedure opens a second one and that a third; for each row of a register, for a record that another one adds.

All three pass alone before they are tied together, and again together; `generations` lives what then passes, the whole tree of its cases.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dinh.checker import check
from dinh.checker.finding import Finding
from dinh.checker.finding import Path as At
from dinh.engine.definition.procedure import Procedure
from dinh.procedures import check_paths
from tests.generated.dice import Dice
from tests.generated.fields import Tree, label
from tests.generated.kin import CON, DEEP, Called, alone, by_itself, tie
from tests.generated.mend import AROUND, mend
from tests.generated.source import Source, put

TOP = "thu-sinh"
CHAU = Called("chau-sinh", "so_chau", "chau")
ADDED, BESIDE, ROWS = "so_moi", "so_kem", "so_dong"
ROUNDS, MANY = 4, 1500
INSIDE = "n"
"""Begins the names of steps within a block."""


class Lineage(Struct):
    """The three by their slugs, where they passed together; what was found where not; which powers were made."""

    procedures: dict[str, Procedure]
    rules: tuple[str, ...] = ()
    powers: frozenset[str] = frozenset()


class Tied(Struct):
    """Trees of the three that are being tied together. gives: (who opens, whom) → child's field → name there; each: in the rows of a list."""

    dice: Dice
    sources: dict[str, Source]
    gives: dict[tuple[str, str], Tree] = {}
    lists: dict[tuple[str, str], str] = {}
    lines: dict[tuple[str, str], Tree] = {}
    powers: set[str] = set()

    def tree(self, slug: str) -> Tree:
        return self.sources[slug].procedure


def lineage(seed: int, folder: Path) -> Lineage:
    dice = Dice(f"lineage {seed}")
    deep = () if dice.chance(0.4) else DEEP
    top, child, last = (
        deepcopy(passing(dice.number(0, MANY), given, deep, folder))
        for given in (False, True, True)
    )
    return sound(tied(dice, top, child, last), folder)


@cache
def passing(seed: int, given: bool, deep: tuple[str, ...], folder: Path) -> Source:
    """The first from this seed on that passes alone; such that a parent may give what it asks. (Each is put into many lineages.)"""
    return alone(range(seed, seed + 60), folder, plain=given, deep=deep) or passing(
        seed + 60, given, deep, folder
    )


def tied(dice: Dice, top: Source, child: Source, last: Source) -> Tied:
    made = Tied(dice, {TOP: top, CON.slug: child, CHAU.slug: last})
    for slug, called, under in (
        (CON.slug, CHAU, last),
        (TOP, CON, child),
    ):  # the child has what its own child asks before its parent asks it
        opener = made.tree(slug)
        line = tie(dice, opener, under.procedure, False, called)
        made.lines[slug, called.slug], made.gives[slug, called.slug] = line, dict(line["give"])
        made.lists[slug, called.slug] = line.get("each", "")
        if dice.chance(0.4):
            elsewhere(made, opener)
        if dice.chance(0.3):
            loosened(made, slug, called.slug)
        asks_the_same(made, slug, called.slug)
        brings(made, opener, under.procedure, line)
        if dice.chance(0.25):
            of_rows(made, opener, under.procedure, line)
    if dice.chance(0.25):
        of_both(made)
    if dice.chance(0.7):
        by_record(made)
    elif dice.chance(0.6):
        yearly(made)
    return made


# --- tied together ----------------------------------------------------------------------------------------------------


def elsewhere(made: Tied, opener: Tree) -> None:
    """The step that waits is come to from somewhere else: from a branch of a block too, which meets when all are back."""
    steps = opener["steps"]
    wait, first = (
        steps["cho"],
        next(
            action
            for name, step in steps.items()
            if name != "cho"
            for action in step.get("do", {}).values()
            if action.get("to") == "cho"
        ),
    )
    rows = {
        branch["to"]
        for step in steps.values()
        for branch in step.get("together", ())
        if "each" in branch
    }
    able = [
        (name, action)
        for name, step in steps.items()
        if name not in ("cho", *rows)
        for action in step.get("do", {}).values()
        if "to" in action and action is not first and "breaks" not in action
    ]
    if not able:
        return
    inside = [one for one in able if one[0].startswith(INSIDE)]
    name, action = made.dice.pick(inside if inside and made.dice.chance(0.6) else able)
    if "opens" in first:
        action["opens"] = first.pop("opens")
    first["to"], wait["then"]["to"], action["to"] = wait["then"]["to"], action["to"], "cho"
    if name.startswith(INSIDE):
        made.powers.add("waits in a block")
        if "thoi_cho" in wait["do"]:
            wait["do"]["thoi_cho"]["breaks"] = "yes"


def loosened(made: Tied, slug: str, other: str) -> None:
    """Something that is given need not be there, or may be more than what is asked there."""
    dice, rows = made.dice, made.lists[slug, other]
    asked = made.tree(slug)["form"][rows]["of"] if rows else made.tree(slug)["form"]
    own = asked[dice.pick([name.removeprefix("row.") for name in made.gives[slug, other].values()])]
    if own.get("type") == "list":
        column = dice.pick(list(own["of"].values()))
        dice.pick(
            (
                lambda: column.pop("required", None),
                lambda: own.pop("valid", None),
                lambda: own.update(rows="[0..4]"),
            )
        )()
    elif own.get("type") in ("number", "money") and dice.chance(0.6):
        own["in"] = "[0..60]"
    elif "part" not in own:
        own.pop("required", None)
    made.powers.add("loosened")


def asks_the_same(made: Tied, slug: str, other: str) -> None:
    """What the child would find wrong is found wrong here already, now and then."""
    given, opener = made.gives[slug, other], made.tree(slug)
    for line in made.tree(other).get("valid", ()) if not made.lists[slug, other] else ():
        if (
            "only" not in line
            and "on" not in line
            and line["when"].keys() <= given.keys()
            and made.dice.chance(0.7)
        ):
            opener.setdefault("valid", []).append(
                {**line, "when": {given[name]: test for name, test in line["when"].items()}}
            )


def brings(made: Tied, opener: Tree, child: Tree, line: Tree) -> None:
    """What comes back is told, and decides where the case goes; besides its end a child may bring one of its values."""
    dice, row = made.dice, "row.ve" in line["takes"]
    able = [
        (name, one)
        for name, one in {**child["form"], **child["findings"]}.items()
        if one.get("type", "list") not in ("list", "files") and "class" not in one
    ]
    if able and dice.chance(0.5):
        name, one = dice.pick(able)
        own = {
            key: value for key, value in deepcopy(one).items() if key not in ("shown", "required")
        }
        (opener["form"][line["each"]]["of"] if row else opener["findings"])["mang"] = own
        line["takes"]["row.mang" if row else "mang"] = name
        made.powers.add("brings a value")
    wait = opener["steps"]["cho"]
    if row:
        if dice.chance(0.6):
            one = "row.ve" if dice.chance(0.6) else {"value": "row.ve", "else": "–"}
            opener["letters"]["to_ve"] = {
                "template": "thu.typ",
                "type": "TB",
                "each": line["each"],
                "with": {"ve": one},
            }
            wait["then"]["letter"] = "to_ve"
            made.powers.add("tells what came back for each row")
        return
    read = [
        name
        for name in ("ve", "mang")
        if name in line["takes"] and opener["findings"][name]["type"] not in ("file", "files")
    ]
    if dice.chance(0.6):
        opener["letters"]["to_ve"] = {
            "template": "thu.typ",
            "type": "TB",
            "with": {
                name: name if dice.chance(0.5) else {"value": name, "else": "–"} for name in read
            },
        }
        wait["then"]["letter"] = "to_ve"
        made.powers.add("tells what came back")
    if dice.chance(0.4):
        ends = list(opener["findings"]["ve"]["of"])
        some = ends[: dice.number(1, len(ends) - 1)]
        inside = wait["then"]["to"] == "meet" or wait["then"]["to"].startswith(INSIDE)
        other = wait["then"]["to"] if inside else dice.pick([*opener["ends"], wait["then"]["to"]])
        lines = [
            {"when": {"ve": some}, "to": wait["then"]["to"]},
            {"when": {"ve": f"not({', '.join(some)})"}, "to": other},
        ]
        opener["steps"]["chon"] = {
            "choose": [
                *lines,
                *(
                    [{"when": {"ve": "empty"}, "to": wait["then"]["to"]}]
                    if dice.chance(0.5)
                    else []
                ),
            ]
        }
        wait["then"]["to"] = "chon"
        made.powers.add("chooses by what came back")


def of_rows(made: Tied, opener: Tree, child: Tree, line: Tree) -> None:
    """One child for each row of a register."""
    form = child["form"]
    if "each" in line or not fits_a_register(form) or "chon" in opener["steps"]:
        return
    slug = f"{ROWS}_{child['procedure'].partition('-')[0]}"
    made.sources[TOP].files[f"registers/{slug}.yaml"] = register(made.dice, slug, form)
    ends = opener["findings"].pop("ve")
    opener["findings"].pop("mang", None)
    opener["findings"]["cac_ve"] = {
        "label": label("các về"),
        "type": "list",
        "rows": "[0..40]",
        "of": {"ve": ends},
    }
    line |= {
        "each": {"record": slug},
        "give": {name: f"found.{name}" for name in form},
        "takes": {"cac_ve.ve": "end"},
    }
    opener["steps"]["cho"]["then"].pop("letter", None)
    opener["letters"].pop("to_ve", None)
    made.powers.add("child for each row of a register")


def register(dice: Dice, slug: str, form: Tree, share: float = 0.85) -> Tree:
    """A register whose rows have what the form asks; now and then a column may be empty."""
    columns: Tree = {"ma": {"label": label("mã"), "type": "text", "required": "yes"}}
    for name, one in form.items():
        columns[name] = {
            key: value for key, value in deepcopy(one).items() if key not in ("shown", "required")
        } | ({"required": "yes"} if dice.chance(share) else {})
    return {
        "register": slug,
        "name": label("sổ"),
        "key": "ma",
        "number": "yearly",
        "columns": columns,
    }


def of_both(made: Tied) -> None:
    """The first opens the third itself too: it knows what the second is given for it."""
    given = through(made, TOP, CHAU.slug)
    action = made.dice.pick(
        [
            action
            for name, step in made.tree(TOP)["steps"].items()
            if "do" in step and name != "cho"
            for action in step["do"].values()
        ]
        or [None]
    )
    if given and action is not None and "opens" not in action:
        action |= {"opens": [{"procedure": CHAU.slug, "give": given}], "at_most": "2"}
        made.powers.add("grandchild opened directly")


def through(made: Tied, slug: str, other: str) -> Tree:
    """Names here that fill the form of another, {}: they are columns of rows."""
    if (slug, other) in made.gives:
        return {} if made.lists[slug, other] else made.gives[slug, other]
    first, second = through(made, slug, CON.slug), through(made, CON.slug, other)
    return {field: first[name] for field, name in second.items()} if first and second else {}


def by_record(made: Tied) -> None:
    """One adds a record, and by it the house opens another: in its first step, or further on."""
    dice = made.dice
    able = [
        (one, other)
        for one, other in ((TOP, CON.slug), (TOP, CHAU.slug), (CON.slug, CHAU.slug))
        if through(made, one, other) and fits_a_register(made.tree(other)["form"])
    ]
    if not able:
        return
    adder, started = dice.pick(able)
    given, form = through(made, adder, started), made.tree(started)["form"]
    action = dice.pick(
        [
            action
            for name, step in made.tree(adder)["steps"].items()
            if not name.startswith(INSIDE)
            for action in step.get("do", {}).values()
        ]
        or [{}]
    )
    action["records"] = [*action.get("records", ()), {"in": ADDED, "add": dict(given)}]
    made.sources[adder].files[f"registers/{ADDED}.yaml"] = register(dice, ADDED, form)
    on: Tree = {"added": ADDED}
    give = {name: f"{dice.pick(('added', 'found'))}.{name}" for name in form}
    if dice.chance(0.35):
        by = dice.pick(list(form))
        on |= {"also_in": BESIDE, "by": by}
        made.sources[adder].files[f"registers/{BESIDE}.yaml"] = register(dice, BESIDE, form)
        made.powers.add("also in")
    starts: Tree = {"on": on, "give": give}
    if dice.chance(0.35):
        starts["at"] = dice.pick(
            [name for name in made.tree(started)["steps"] if not name.startswith(INSIDE)]
        )
        made.powers.add("starts at a step")
    made.tree(started)["starts"] = [starts]
    made.powers.add("starts by a record")


def fits_a_register(form: Tree) -> bool:
    return not any(
        one.get("type", "list") in ("list", "file", "files") or "class" in one
        for one in form.values()
    )


def yearly(made: Tied) -> None:
    child = made.sources[made.dice.pick((CON.slug, CHAU.slug))]
    if not any(one.get("type", "list") == "list" for one in child.procedure["form"].values()):
        by_itself(made.dice, child, made.sources[TOP])
        for start in child.procedure.get("starts", ()):
            if made.dice.chance(0.4):
                start["at"] = made.dice.pick(
                    [name for name in child.procedure["steps"] if not name.startswith(INSIDE)]
                )
            made.powers.add("starts each year")


# --- together ---------------------------------------------------------------------------------------------------------


def sound(made: Tied, folder: Path) -> Lineage:
    """As they came together, then put right by what is found."""
    rules: tuple[str, ...] = ()
    for _ in range(ROUNDS):
        found = check_paths(
            [
                put(made.sources[TOP], folder),
                CON.put(made.sources[CON.slug], folder),
                CHAU.put(made.sources[CHAU.slug], folder),
            ]
        )
        whole = {one.procedure.slug: one.procedure for one in found.packages}
        rules = tuple(
            sorted(
                {
                    one.rule
                    for one in found.problems
                    if one.severity == "problem" or one.rule == "C1"
                }
            )
        )
        if not rules:
            return Lineage(whole, (), frozenset(made.powers))
        around = replace(AROUND, procedures=whole.get)
        for slug, one in whole.items():
            for finding in sorted(
                (
                    one
                    for one in check(one, around)
                    if one.severity == "problem" or one.rule == "C1"
                ),
                key=lambda finding: str(finding.path),
                reverse=True,
            ):
                put_right(made, slug, finding)
    return Lineage({}, rules)


def put_right(made: Tied, slug: str, finding: Finding) -> None:
    tree = made.tree(slug)
    match finding.rule, finding.path:
        case "C1", ("starts", int(_), "give"):
            for line in tree["valid"]:
                line["only"] = "warn"
        case "D2", ("starts", int(place), "give", field):
            head, _, column = tree["starts"][place]["give"][field].partition(".")
            line = tree["starts"][place]
            require(
                made,
                line["each"]["record"]
                if "each" in line
                else line["on"].get("also_in" if head == "found" else "added", line["on"]["added"]),
                column,
            )
        case _, ("starts", *_):
            tree.pop("starts", None)
        case "D2", ("steps", *_, "opens", int(place), "give", field) if "record" in str(
            opened(tree, finding.path, place).get("each")
        ):
            line = opened(tree, finding.path, place)
            require(made, line["each"]["record"], line["give"][field].partition(".")[2])
        case "D2", ("steps", *_, "opens", int(place), "give", field):
            line = opened(tree, finding.path, place)
            asked = tree["form"][line["each"]]["of"] if "each" in line else tree["form"]
            if (name := line["give"][field].removeprefix("row.")) in asked:
                asked[name]["required"] = "yes"
        case "D2", ("steps", _, "do", action, "records", int(place), "add", column):
            ops = [
                one["records"][place]
                for step in tree["steps"].values()
                for name, one in step.get("do", {}).items()
                if name == action and len(one.get("records", ())) > place
            ]
            for one in made.sources[slug].files.values():
                if one.get("register") in {op["in"] for op in ops} and column in one["columns"]:
                    one["columns"][column].pop("required", None)
        case "T3", ("steps", "chon", *_):
            tree["steps"]["chon"]["choose"].append(
                {"when": {"ve": "empty"}, "to": tree["steps"]["chon"]["choose"][0]["to"]}
            )
        case "C1", ("steps", *_, "opens", int(place), "give"):
            for line in made.tree(opened(tree, finding.path, place)["procedure"]).get("valid", ()):
                line["only"] = "warn"
        case _:
            mend(made.sources[slug], finding)


def opened(tree: Tree, path: At, place: int) -> Tree:
    step = tree["steps"][path[1]]
    line: Tree = (step["do"][path[3]] if path[2] == "do" else step)["opens"][place]
    return line


def require(made: Tied, slug: str, column: str) -> None:
    for whole in made.sources.values():
        for one in whole.files.values():
            if one.get("register") == slug:
                one["columns"][column]["required"] = "yes"
