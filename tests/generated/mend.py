"""Follow what the checker says until it has nothing more to say: so that what then passes passes by a hair."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from dinh.checker import check
from dinh.checker.finding import Finding, Surroundings
from dinh.engine.definition.procedure import Procedure
from tests.generated.fields import Tree
from tests.generated.letters import REGISTER
from tests.generated.source import Source, checked, procedure_of
from tests.generated.ways import ROLES

AROUND = Surroundings(roles=frozenset({*ROLES, "counter"}), templates=frozenset({"thu.typ"}))
ROUNDS = 5


def mended(whole: Source, folder: Path) -> tuple[Source, Procedure | None]:
    """As it came, then put right by what is found; None: it does not come right so."""
    whole = Source(deepcopy(whole.procedure), deepcopy(whole.files))
    for _ in range(ROUNDS):
        read = checked(whole, folder)
        procedure = procedure_of(read)
        if procedure is None:
            return whole, None
        found = [one for one in check(procedure, AROUND) if one.severity == "problem"]
        if not found:
            return whole, None if any(
                one.severity == "problem" for one in read.problems
            ) else procedure
        for one in sorted(found, key=lambda finding: str(finding.path), reverse=True):
            mend(whole, one)
    return whole, None


def mend(whole: Source, found: Finding) -> None:
    tree = whole.procedure
    match found.rule, found.path:
        case "D2" | "P3", ("letters", name, "with", key):
            _letter(tree["letters"][name]["with"], str(key), found.rule)
        case "D2", ("steps", *_, "add", column):
            whole.files[f"registers/{REGISTER}.yaml"]["columns"][column].pop("required", None)
        case "D2", ("fee", line, "rules", place, "amount"):
            tree["fee"][line]["rules"][place]["amount"] = "unpublished"
        case "D2", ("steps", step, "role"):
            tree["steps"][step]["role"] = "office"
        case "D2", ("steps", step, "limit"):
            tree["steps"][step]["limit"] = "3 days"
        case "D2" | "M2", (("deadline" | "ends"), *_):
            tree["deadline"] = {"starts": "opened", "time": "60 working days"}
        case "T2" | "T4", (*outer, int(place)):
            _without_line(tree, outer, place)
        case "T2", ("steps", step, "do", action, "when"):
            tree["steps"][step]["do"][action].pop("when", None)
        case "F2", ("steps", step) if "do" in tree["steps"][step]:
            tree["steps"][step]["do"]["cuoi"] = (
                {"to": "meet"}
                if tree["steps"][step]["do"].get("do", {}).get("to") == "meet"
                else {"to": next(iter(tree["ends"]))}
            )
        case "L1", ("ends", name):
            tree["ends"][name] |= {"letter": "none", "why_quiet": {"vi": "Việc nội bộ"}}


def _letter(values: Tree, key: str, rule: str) -> None:
    one = values.get(key)
    if rule == "P3":
        values.pop(key, None)
    elif isinstance(one, str):
        values[key] = {"value": one, "else": "–"}


def _without_line(tree: Any, outer: list[Any], place: int) -> None:
    """A line of a table that never holds goes, where it is not the only one."""
    keys = [*outer]
    for key in keys:
        if not isinstance(tree, dict) or key not in tree:
            return
        tree = tree[key]
    if isinstance(tree, list) and len(tree) > 1:
        del tree[place]
