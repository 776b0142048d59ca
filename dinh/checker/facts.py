"""T1 of facts of the house: all that is asked of one says the same type. (Of those that the program knows the type is given.)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import fields_of
from dinh.checker.operands import DAYS, NUMBERS, wants
from dinh.checker.records import ops_of
from dinh.checker.uses import conditions, operands, uses
from dinh.engine.definition.condition import Compare, Empty, Filled, Is, Not, Test, Within
from dinh.engine.definition.house_facts import ANY, KNOWN, WORDS, settled
from dinh.engine.definition.procedure import Derived, FromNorm, Procedure

COLUMNS: dict[str, frozenset[str]] = {
    # what a column of a register takes of a fact
    "yes_no": frozenset({"yes_no"}), "number": frozenset({"number"}), "money": frozenset({"number"}), "date": frozenset({"date"}), "choice": frozenset({"choice"}),
}  # fmt: skip
type Asked = tuple[Path, str, frozenset[str]]
"""Where a fact is read, its name, and the types that this reading takes."""


def facts_read(procedure: Procedure) -> dict[str, frozenset[str]]:
    """`house.FACT` -> the types it may have for every place that reads it; none where they do not agree."""
    types: dict[str, frozenset[str]] = {}
    for _, name, wanted in _asked(procedure):
        types[name] = types.get(name, KNOWN.get(name, ANY)) & wanted
    return types


def facts_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    types: dict[str, frozenset[str]] = {}
    for path, name, wanted in _asked(procedure):
        before = types.get(name, KNOWN.get(name, ANY))
        if name not in KNOWN and not before & wanted:
            yield found(
                "T1",
                path,
                "t1_fact" if wanted else "t1_fact_never",
                name=name,
                what=_words(wanted),
                other=_words(before),
            )
        else:
            types[name] = before & wanted
    for number, example in enumerate(procedure.examples):
        for name, value in example.given.items():
            if name in types and settled(value, types[name]) is None:
                yield found(
                    "T1",
                    ("examples", number, "given", name),
                    "t1_fact_given",
                    name=name,
                    what=_words(types[name]),
                    value=str(value),
                )


def _words(types: frozenset[str]) -> tuple[str, str]:
    told = [WORDS[kind] for kind in WORDS if kind in types]
    return " hoặc ".join(vi for vi, _, _ in told), " or ".join(en for _, en, _ in told)


def _asked(procedure: Procedure) -> Iterator[Asked]:
    """Every reading of a fact."""
    told: set[Path] = set()
    for path, name, types in (*_tested(procedure), *_computed(procedure), *_written(procedure)):
        if name.startswith("house."):
            told.add(path)
            yield path, name, types
    yield from (
        (use.path, use.name, ANY)
        for use in uses(procedure)
        if use.name.startswith("house.") and use.path not in told
    )


def _tested(procedure: Procedure) -> Iterator[Asked]:
    for tested in conditions(procedure):
        for place, alternative in enumerate(tested.condition):
            for clause in alternative:
                for test in clause.tests:
                    for one in test.tests if isinstance(test, Not) else (test,):
                        yield (*tested.path, place, clause.name), clause.name, _taken(one)


def _taken(test: Test) -> frozenset[str]:
    match test:
        case Filled() | Empty():
            return ANY
        case Is(name=name):
            return frozenset({"yes_no" if name in ("yes", "no") else "choice"})
        case Compare() | Within():
            constant: Any = test.value if isinstance(test, Compare) else test.low
            return frozenset({"date" if isinstance(constant, str) else "number"})
    return frozenset()  # `has` asks for a set, and a fact is one value


def _computed(procedure: Procedure) -> Iterator[Asked]:
    values: list[tuple[Path, Derived]] = [
        (("derive", one.name), one) for one in procedure.derive.values()
    ]
    for field in fields_of(procedure):
        section = "form" if field.name in procedure.form else "findings"
        values += [
            ((section, field.name, "derive", one.name), one) for one in field.derive.values()
        ]
    for at, value in values:
        wanted = wants(value.formula)[1]
        for path, operand in operands(value.formula):
            if isinstance(operand, str):
                yield (*at, *path), operand, _of(wanted)
        if isinstance(value.formula, FromNorm):
            yield from (
                ((*at, key), name, frozenset({"choice"}))
                for key, name in value.formula.keys.items()
            )
    for line in procedure.fee.values():
        for place, rule in enumerate(line.rules):
            yield (
                ("fee", line.name, "rules", place, "amount"),
                str(rule.amount),
                frozenset({"number"}),
            )
    for use in uses(procedure):
        if use.path[-1] == "until":
            yield use.path, use.name, frozenset({"date"})


def _of(wanted: frozenset[str]) -> frozenset[str]:
    numbers = frozenset({"number"}) if wanted & NUMBERS else frozenset()
    days = frozenset({"date"}) if wanted & DAYS else frozenset()
    return numbers | days if wanted else ANY


def _written(procedure: Procedure) -> Iterator[Asked]:
    for path, op in ops_of(procedure):
        register = procedure.registers.get(op.register)
        for column, name in op.values.items():
            kind = register.columns[column].type if register and column in register.columns else ""
            yield (
                (*path, "add" if op.op == "add" else "set", column),
                str(name),
                COLUMNS.get(kind, ANY),
            )
