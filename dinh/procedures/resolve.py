"""What follows from a procedure as read: the order and types of derived values, where each step lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from dinh.checker.kinds import RESERVED, Kind, kind_of
from dinh.engine.analysis.blocks import lay_out
from dinh.engine.analysis.reads import flows
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Derived,
    Field,
    Fold,
    FromNorm,
    IdAgrees,
    Minus,
    Norm,
    Procedure,
    Quotient,
    Same,
    Secrecy,
    Step,
    Table,
    Tiers,
    Times,
)


def settle(procedure: Procedure) -> Procedure:
    kinds = dict(RESERVED)
    for field in (*procedure.form.values(), *procedure.findings.values()):
        kinds[field.name] = kind_of(field)
        for column in field.columns.values():
            kinds[f"{field.name}.{column.name}"] = kinds.get(
                f"{field.name}.{column.name}", kind_of(column)
            )
    form = {name: with_rows(field, kinds, procedure) for name, field in procedure.form.items()}
    findings = {
        name: with_rows(field, kinds, procedure) for name, field in procedure.findings.items()
    }
    for field in (*form.values(), *findings.values()):
        for value in field.derive.values():
            kinds[f"{field.name}.{value.name}"] = Kind(
                value.type, value.names, value.personal, value.class_
            )
    derive = ordered(procedure.derive, kinds, procedure)
    groups = {
        group: [name for name in (*form, *findings) if name.startswith(f"{group}.")]
        for group in procedure.groups
    }
    steps = {
        name: _asking(step, groups)
        for name, step in laid_out(
            procedure.steps, procedure.start, [one.at for one in procedure.starts]
        ).items()
    }
    return replace(procedure, form=form, findings=findings, derive=derive, steps=steps)


def _asking(step: Step, groups: Mapping[str, list[str]]) -> Step:
    """A part's name in `asks` and `edits` stands for its fields."""

    def flat(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for name in names for one in groups.get(name, [name]))

    return replace(
        step,
        do={
            name: replace(action, asks=flat(action.asks), edits=flat(action.edits))
            for name, action in step.do.items()
        },
    )


def laid_out(steps: dict[str, Step], start: str, also: Iterable[str] = ()) -> dict[str, Step]:
    lies, _ = lay_out(steps, start, also)
    return {
        name: replace(step, block=lies[name].block, branch=lies[name].branch, each=lies[name].each)
        for name, step in steps.items()
    }


def with_rows(field: Field, kinds: Mapping[str, Kind], procedure: Procedure) -> Field:
    """A list's own derived values: they read the row's columns bare or as `row.x`, the case's as `case.x`."""
    if not field.derive:
        return field
    inside = {f"case.{name}": kind for name, kind in kinds.items()} | dict(kinds)
    for column in field.columns.values():
        inside[column.name] = inside[f"row.{column.name}"] = kind_of(column)
    return replace(field, derive=ordered(field.derive, inside, procedure))


def ordered(
    derive: dict[str, Derived], kinds: dict[str, Kind], procedure: Procedure
) -> dict[str, Derived]:
    """Each after what it reads, with its type; what goes round (D1) comes in the file's order."""
    settled: dict[str, Derived] = {}
    for name in _in_order(
        {
            name: [read.removeprefix("row.") for read in sorted(flows(value))]
            for name, value in derive.items()
        }
    ):
        one = settled[name] = typed(derive[name], kinds, procedure)
        kinds[name] = kinds[f"row.{name}"] = Kind(one.type, one.names, one.personal, one.class_)
    return settled


def _in_order(before: dict[str, list[str]]) -> list[str]:
    """The names, each after those it names; without recursion, for a file may chain thousands."""
    done: dict[str, bool] = {}
    for first in before:
        stack = [first]
        while stack:
            name = stack[-1]
            waiting = (
                []
                if name in done
                else [one for one in before[name] if one in before and one not in done]
            )
            done.setdefault(name, False)
            if waiting:
                stack.extend(reversed(waiting))
            else:
                stack.pop()
                if not done[name]:
                    del done[name]  # again at the end: the order is that of being done
                    done[name] = True
    return list(done)


def typed(derived: Derived, kinds: Mapping[str, Kind], procedure: Procedure) -> Derived:
    read = [kinds[name] for name in flows(derived) if name in kinds]
    kind, names = _type(derived.formula, kinds, procedure.norms)
    return replace(
        derived,
        type=kind,
        names=names,
        personal=derived.personal or any(one.personal for one in read),
        class_=derived.class_ or strictest((one.class_ for one in read), procedure.classes),
    )


def strictest(classes: Any, known: Mapping[str, Secrecy]) -> str:
    """The class that the fewest roles may read; "" when none of them is one."""
    real = sorted({name for name in classes if name and name != "open"})
    return min(real, key=lambda name: len(known[name].roles) if name in known else 0, default="")


def _type(
    formula: Any, kinds: Mapping[str, Kind], norms: Mapping[str, Norm]
) -> tuple[str, tuple[str, ...]]:
    def of(*operands: Any) -> Kind:
        """The common kind: money if one is money, the first known otherwise."""
        found = [kinds[name] for name in operands if isinstance(name, str) and name in kinds]
        money = next((kind for kind in found if kind.type == "money"), None)
        return money or (found[0] if found else Kind("number"))

    match formula:
        case Between():
            return "number", ()
        case Add():
            return "date", ()
        case Fold(function="count"):
            return "number", ()
        case Fold():
            return of(*formula.over).type, of(*formula.over).names
        case Minus():
            return of(formula.left, formula.right).type, ()
        case Times():
            return ("money" if of(*formula.factors).type == "money" else "number"), ()
        case Quotient():
            return "number", ()
        case Tiers():
            return "money", ()
        case FromNorm():
            return (
                "money"
                if formula.norm in norms and norms[formula.norm].unit.startswith(("đồng", "VND"))
                else "number"
            ), ()
        case Same() | IdAgrees():
            return "yes_no", ()
        case Table():
            return table_type([row.gives for row in formula.rows])
    return "number", ()


def table_type(gives: list[Any]) -> tuple[str, tuple[str, ...]]:
    """yes_no, number, date, or a choice of the names given."""
    if all(isinstance(one, bool) for one in gives):
        return "yes_no", ()
    if all(not isinstance(one, (bool, str)) for one in gives):
        return "number", ()
    if all(isinstance(one, str) and one[:1].isdigit() for one in gives):
        return "date", ()
    return "choice", tuple(dict.fromkeys(str(one) for one in gives))
