"""Which names a formula, a condition or a field reads."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.engine.condition import names_in
from dinh.engine.procedure import (
    Add, Between, Derived, Field, Fold, Formula, FromNorm, IdAgrees, Minus, Quotient, Same, Table, Tiers, Times)


def reads(formula: Formula) -> frozenset[str]:
    """The names among its operands and conditions (numbers are none). Conditions of a `where` read `row` names too."""
    return frozenset(name for name in _operands(formula) if isinstance(name, str)) | _conditions(formula)


def _operands(formula: Formula) -> Iterator[Any]:
    match formula:
        case Between():
            yield from (formula.start, formula.end)
        case Add():
            yield formula.to
        case Fold():
            yield from formula.over
        case Minus() | Quotient() | Same():
            yield from (formula.left, formula.right)
        case Times():
            yield from formula.factors
        case Tiers():
            yield formula.of
        case FromNorm():
            yield formula.at
            yield from formula.keys.values()
        case IdAgrees():
            yield from (formula.id, formula.birth_date, formula.sex)


def _conditions(formula: Formula) -> frozenset[str]:
    match formula:
        case Fold():
            return names_in(formula.where)
        case Table():
            return frozenset().union(*(names_in(row.when) for row in formula.rows))
    return frozenset()


def asked_by(field: Field) -> frozenset[str]:
    """What decides whether the field is asked."""
    return names_in(field.required) | names_in(field.shown)


def flows(derived: Derived) -> frozenset[str]:
    """What a derived value follows from, columns told by their list too: `heirs.minor` is of `heirs`."""
    read = reads(derived.formula)
    return read | {name.split(".")[0] for name in read if "." in name}
