"""A plan for running cases, from a file: YAML by the strict rules of procedure files, or JSON, which is YAML too."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dinh.engine.decisions.migration_plan import Plan
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.reading import unknown
from dinh.input.values import refuse
from dinh.procedures import strict_yaml
from dinh.procedures.nodes import as_builtins
from dinh.procedures.problem import Problems

KEYS = ("moves", "gives", "cases", "recount", "reason")
MAPS = ("moves", "gives", "cases")


class Given(Struct, frozen=True):
    """own: code -> what is given for that case alone."""

    plan: Plan = Plan()
    own: dict[str, dict[str, Any]] = {}
    reason: str = ""


def plan_of_file(content: bytes, name: str) -> Given:
    """The plan, or every fault of it. Raises Refused."""
    problems = Problems()
    top = strict_yaml.read(content, name, problems) if content.strip() else None
    if found := problems.all():
        raise refuse(
            "plan.unreadable",
            file=name,
            line=found[0].line,
            why={"vi": found[0].message.vi, "en": found[0].message.of("en")},
        )
    return plan(as_builtins(top) if top else {})


def plan(given: Any) -> Given:
    """moves, gives, cases: maps; recount: yes or no; reason: text. Raises Refused with every fault at once."""
    if not isinstance(given, dict):
        raise Refused(Refusal("data.not_object", {"file": "plan"}))
    faults = unknown(given, KEYS)
    faults += [
        Fault(key, "move.not_map") for key in MAPS if not isinstance(given.get(key, {}), dict)
    ]
    moves, own = (
        given.get(key) if isinstance(given.get(key), dict) else {} for key in ("moves", "cases")
    )
    faults += [
        Fault(f"moves.{step}", "field.not_text")
        for step, to in moves.items()
        if not isinstance(to, str)
    ]
    faults += [
        Fault(f"cases.{code}", "move.not_map")
        for code, gives in own.items()
        if not isinstance(gives, dict)
    ]
    if given.get("recount", "no") not in ("yes", "no", True, False):
        faults.append(Fault("recount", "field.yes_no"))
    if not isinstance(given.get("reason", ""), str):
        faults.append(Fault("reason", "field.not_text"))
    if faults:
        raise Refused(Refusal("move.plan", {"count": len(faults)}, tuple(faults)))
    return Given(
        Plan(dict(moves), dict(given.get("gives", {})), given.get("recount") in ("yes", True)),
        {code: dict(one) for code, one in own.items()},
        given.get("reason", ""),
    )
