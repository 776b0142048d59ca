"""C1: what a child brings back lies within the bounds of what it fills. Nobody looks at it there: no `valid`, no form that refuses it."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.engine.check.family import target_of
from dinh.engine.check.finding import Finding, Surroundings, found
from dinh.engine.check.kinds import Scope, bounds_of
from dinh.engine.check.openings import openings
from dinh.engine.check.proof.cone import Cone, Moment
from dinh.engine.check.proof.solve import Nothing, answer
from dinh.engine.condition import Clause, Condition, Not, Within, holds
from dinh.engine.procedure import Procedure


def brought_within(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for path, _, _, one in openings(procedure):
        child = surroundings.procedures(one.procedure) if surroundings.procedures else None
        for target, name in one.takes.items() if child is not None else ():
            field = target_of(procedure, one, target)
            bounds = bounds_of(field) if field is not None else None
            if bounds is not None and _outside(child, name, bounds):  # type: ignore[arg-type]  # there is one
                yield found("C1", (*path, "takes", target), "c1_wider", procedure=one.procedure, name=target, value=name)


def _outside(child: Procedure, name: str, bounds: Within) -> bool:
    """Can the child's value lie without them, or is it not known that it cannot?"""
    kind = Scope(child).of(name)
    if kind is None or kind.bounds == bounds:
        return False
    said: Condition = ((Clause(name, (Not((bounds,)),)),),)
    cone = Cone(child, Moment())
    return not isinstance(answer(cone, cone.asked(said), lambda form: holds(said, form.scope())), Nothing)
