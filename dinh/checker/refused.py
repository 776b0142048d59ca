"""When an action is refused whatever is answered: by a line of `valid` of its own, or because no answer to what it asks satisfies all lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from dinh.checker.kinds import kind_of
from dinh.checker.proof.cells import Cell, cells_of
from dinh.engine.definition.condition import ALWAYS, Clause, Condition
from dinh.engine.definition.procedure import Action, Field, Procedure, Step, Valid

ANSWERS_MAX = 256
ALTERNATIVES_MAX = 64


def refusing(procedure: Procedure, step: Step, action: Action) -> tuple[Condition, ...]:
    """Conditions on which this very action is refused: lines with `on`, and what leaves no answer to what it asks."""
    own = [
        line.when
        for line in procedure.valid
        if line.on in (action.name, f"{step.name}.{action.name}") and not line.warn
    ]
    left = unanswerable(procedure, action)
    return (*own, left) if left else tuple(own)


def unanswerable(procedure: Procedure, action: Action) -> Condition:
    """What must hold of the rest for every answer to be found wrong; (): that cannot be, or it hangs on more than single answers.

    Answers fall into cells; a line of `valid` becomes what is left of it once they are put in, and all answers must be refused.
    """
    asked = {
        name: field
        for name in action.asks
        if (field := procedure.findings.get(name)) is not None and field.type != "list"
    }
    lines = [
        line
        for line in procedure.valid
        if not (line.warn or line.on)
        and any(clause.name in asked for part in line.when for clause in part)
    ]
    asked = {
        name: field
        for name, field in asked.items()
        if any(clause.name == name for line in lines for part in line.when for clause in part)
    }
    if not asked:
        return ()
    cells = {name: _cells(field, lines) for name, field in asked.items()}
    refused: Condition = ALWAYS
    for number, answers in enumerate(product(*cells.values())):
        refused = _both(refused, _left(lines, dict(zip(cells, answers, strict=True))))
        if not refused or len(refused) > ALTERNATIVES_MAX or number >= ANSWERS_MAX:
            return ()
    return refused


def _cells(field: Field, lines: Iterable[Valid]) -> tuple[Cell, ...]:
    """Its answers, none among them where it may stay empty."""
    tests = [
        test
        for line in lines
        for part in line.when
        for clause in part
        if clause.name == field.name
        for test in clause.tests
    ]
    found = cells_of(kind_of(field), tests, Fraction(1, 10**field.places))
    must = field.required == ALWAYS and field.shown == ALWAYS
    return tuple(cell for cell in found if not (must and cell.empty))


def _left(lines: Iterable[Valid], answers: Mapping[str, Cell]) -> Condition:
    """What else must hold for one of the lines to find these answers wrong."""
    return tuple(dict.fromkeys(part for line in lines for part in _parts(line.when, answers)))


def _parts(said: Condition, answers: Mapping[str, Cell]) -> Iterator[tuple[Clause, ...]]:
    for part in said:
        if all(
            answers[clause.name].passes(clause.tests) for clause in part if clause.name in answers
        ):
            yield tuple(clause for clause in part if clause.name not in answers)


def _both(one: Condition, other: Condition) -> Condition:
    """Both hold: as alternatives, those that ask more than another left out."""
    found = list(
        dict.fromkeys(tuple(dict.fromkeys((*first, *second))) for first in one for second in other)
    )
    return tuple(part for part in found if not any(set(less) < set(part) for less in found))
