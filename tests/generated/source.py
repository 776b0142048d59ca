"""A random procedure as files: the same seed gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from dinh.engine.definition.procedure import Procedure
from dinh.procedures import check_paths
from dinh.procedures.checking import Checked
from tests.generated.dice import Dice
from tests.generated.fields import Fields, Known, Tree, label
from tests.generated.letters import REGISTER, Letters
from tests.generated.values import Values
from tests.generated.ways import Ways

FILE = "thu-sinh.yaml"


class Source(Struct):
    """The procedure's tree of keys, and of the files it uses: path -> tree."""

    procedure: Tree
    files: dict[str, Tree]

    def text(self) -> str:
        return written(self.procedure)


def written(tree: Any) -> str:
    return yaml.dump(
        tree, Dumper=_Quiet, allow_unicode=True, sort_keys=False, default_flow_style=None, width=160
    )


class _Quiet(yaml.SafeDumper):
    """Without anchors: the file's language has none."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def source(seed: int | str) -> Source:
    dice = Dice(seed)
    secret = dice.chance(0.15)
    fields = Fields(dice, 0.25 if secret else 0)
    form: list[Known] = []
    tree_form = fields.fields(6, form, "f")
    if dice.chance(0.25):
        tree_form["nguoi"] = {
            "part": "person",
            "label": label("người"),
            "without": dice.few(["ethnicity", "email", "phone"], 2),
        }
        form += [
            Known("nguoi.name", "person_name"),
            Known("nguoi.address", "address"),
            Known("nguoi.birth_date", "date", sure=False),
        ]
        form += [
            Known("nguoi.id", "personal_id", sure=False),
            Known("nguoi.sex", "choice", ("male", "female"), sure=False),
        ]
    if dice.chance(0.12):
        for name, type_ in (
            ("ai", "person"),
            ("ghe", "post"),
            ("den", "date"),
            ("thon", "village"),
        ):
            tree_form[name] = {"label": label(name), "type": type_, "required": "yes"}
            form.append(Known(name, type_))
    records = []
    if dice.chance(0.3):
        tree_form["dong"] = {"label": label("dòng"), "type": "record", "in": REGISTER}
        records = ["dong"]
    lists: dict[str, list[Known]] = {}
    if dice.chance(0.5):
        name, tree, columns = fields.list_(form)
        tree_form[name], lists[name] = tree, columns
    fields.secret /= 8
    readable = list(form)
    tree_findings = fields.fields(4, readable, "k")
    findings = [one for one in readable if one not in form]
    adding = []
    if dice.chance(0.25):
        name, tree, columns = fields.list_(form)
        tree_findings[name] = tree
        findings.append(Known(name, "list", sure=False))
        adding = [name]
    values = Values(dice, fields, form, lists)
    derive = values.derived(5)
    letters = Letters(dice, secret, records)
    ways = Ways(dice, fields, form, findings, lists, adding, letters)
    ways.whole()
    return Source(
        _whole(dice, secret, tree_form, tree_findings, derive, values, ways, letters),
        _files(values, letters),
    )


def _whole(
    dice: Dice,
    secret: bool,
    form: Tree,
    findings: Tree,
    derive: Tree,
    values: Values,
    ways: Ways,
    letters: Letters,
) -> Tree:
    first = next(iter(ways.steps))
    actions = [
        f"{name}.{action}" for name, step in ways.steps.items() for action in step.get("do", ())
    ]
    tree: Tree = {
        "procedure": "thu-sinh", "name": {"vi": "Thủ tục thử"}, "field": "van-hoa", "code": "none", "in_force": {"from": "2026-01-01"}, "level": "internal",
        "law": {"QC": {"title": "Quy chế", "number": "1"}}, "channels": dice.few(["counter", "online", "post", "house"], 3, 1),
    }  # fmt: skip
    if secret:
        tree["classes"] = {"kin": {"roles": ["leader", "counter"], "label": label("kín")}}
    if dice.chance(0.1):
        tree["unwritten"] = {"withdraw": "no", "law": "QC 4"}
    tree["form"] = form
    tree["findings"] = findings
    if derive:
        tree["derive"] = derive
    if valid := values.valid([one.partition(".")[2] for one in actions]):
        tree["valid"] = valid
    if documents := values.documents():
        tree["documents"] = documents
    tree["deadline"] = _deadline(dice, first, ways, values)
    if tree["deadline"] != "none" and dice.chance(0.4):
        tree["extension"] = {"times": "1", "by": "3 working days"} if dice.chance(0.7) else "none"
    if fees := values.fees(dice.few(actions, 2)):
        tree["fee"] = fees
    tree |= {"steps": ways.steps, "ends": ways.ends, "letters": letters.letters}
    return tree


def _deadline(dice: Dice, first: str, ways: Ways, values: Values) -> Any:
    if dice.chance(0.15):
        return "none"
    starts: Any = "opened"
    if dice.chance(0.55):
        starts = f"{first}.do"
        if len(ways.steps[first]["do"]) > 1 and dice.chance(0.9):
            starts = [
                f"{first}.{name}"
                for name, action in ways.steps[first]["do"].items()
                if "to" in action
            ]
    if dice.chance(0.25):
        rows = [
            {"when": when, "time": f"{dice.number(40, 90)} working days"}
            for when in ways.fields.whens(ways.form)
        ]
        return {
            "starts": starts,
            "by": [row if row["when"] else {"time": row["time"]} for row in rows],
        }
    dates = [one.name for one in ways.form if one.type == "date" and one.sure and not one.derived]
    if dates and dice.chance(0.15):
        return {"starts": starts, "until": dice.pick(dates)}
    return {
        "starts": starts,
        "time": f"{dice.number(40, 90)} working days",
        **({"cutoff": "15:00"} if dice.chance(0.2) else {}),
    }


def _files(values: Values, letters: Letters) -> dict[str, Tree]:
    return {
        f"registers/{REGISTER}.yaml": letters.register(),
        **{f"norms/{slug}.yaml": tree for slug, tree in values.norms.items()},
    }


def put(whole: Source, folder: Path) -> Path:
    """Written where the reader finds what belongs to it."""
    for name in ("registers", "norms", "letters"):
        (folder / name).mkdir(exist_ok=True, parents=True)
    for old in (*(folder / "norms").iterdir(), *(folder / "registers").iterdir()):
        old.unlink()
    (folder / "letters" / "thu.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    for path, tree in whole.files.items():
        (folder / path).write_text(written(tree))
    (folder / FILE).write_text(whole.text())
    return folder / FILE


def checked(whole: Source, folder: Path) -> Checked:
    return check_paths([put(whole, folder)])


def procedure_of(found: Checked) -> Procedure | None:
    return found.packages[0].procedure if found.packages else None
