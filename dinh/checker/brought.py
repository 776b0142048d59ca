"""What is filled without a form that could refuse it lies within the bounds of where it stands: by a child that is back (C1), in a register (R1)."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.along import Along
from dinh.checker.family import target_of
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.goal import Values, moment
from dinh.checker.kinds import Scope, bounds_of, outside
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import goal, told
from dinh.checker.proof.formula import both
from dinh.checker.proof.solve import Found, Nothing, answer
from dinh.checker.records import constant_fits, ops_of, value_kind
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.condition import Within, holds
from dinh.engine.definition.procedure import Procedure, RecordOp


def brought_within(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for path, _, _, one in openings(procedure):
        child = surroundings.procedures(one.procedure) if surroundings.procedures else None
        for target, name in one.takes.items() if child is not None else ():
            field = target_of(procedure, one, target)
            bounds = bounds_of(field) if field is not None else None
            if bounds is not None and _may_lie_outside(child, name, bounds):  # type: ignore[arg-type]  # there is one
                yield found(
                    "C1",
                    (*path, "takes", target),
                    "c1_wider",
                    procedure=one.procedure,
                    name=target,
                    value=name,
                )


def written_within(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope, along = Scope(procedure), Along(procedure)
    for path, op in ops_of(procedure):
        register = procedure.registers.get(op.register)
        for name, value in op.values.items() if register is not None else ():
            column, kind = register.columns.get(name), value_kind(value, scope, op.each)  # type: ignore[union-attr]  # there is one
            if (
                column is not None
                and column.bounds is not None
                and kind is not None
                and kind.bounds != column.bounds
                and not constant_fits(value, column)
            ):
                yield from _wider(procedure, along, path, op, str(value), name, column.bounds)


def _wider(
    procedure: Procedure,
    along: Along,
    path: Path,
    op: RecordOp,
    value: str,
    name: str,
    bounds: Within,
) -> Iterator[Finding]:
    said = outside(value, bounds)

    def met(scope: Values) -> bool:
        return holds(said, scope) and holds(op.where, scope)

    at = moment(procedure, str(path[1]), str(path[3]) if path[2] == "do" else "")
    result = along.answer(
        at,
        lambda cone: both((cone.asked(said), cone.asked(op.where))),
        lambda form: met(form.scope()),
        op.each,
    )
    if isinstance(result, Found):
        path = (*path, "add" if op.op == "add" else "set", name)
        yield found(
            "R1",
            path,
            "r1_wider",
            register=op.register,
            name=name,
            value=value,
            counterexample=told(result.form),
            goal=goal(result.form, at, met),
        )


def _may_lie_outside(child: Procedure, name: str, bounds: Within) -> bool:
    """Can the child's value lie without them, or is it not known that it cannot? Found once for each child and bounds: many parents and days ask it."""
    known: dict[tuple[str, Within], bool] = child.__dict__.setdefault("_outside", {})
    if (name, bounds) not in known:
        known[name, bounds] = _find_outside(child, name, bounds)
    return known[name, bounds]


def _find_outside(child: Procedure, name: str, bounds: Within) -> bool:
    kind = Scope(child).of(name)
    if kind is None or kind.bounds == bounds:
        return False
    said = outside(name, bounds)
    cone = Cone(child, Moment())
    return not isinstance(
        answer(cone, cone.asked(said), lambda form: holds(said, form.scope())), Nothing
    )
