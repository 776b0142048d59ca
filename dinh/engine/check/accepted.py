"""C1: what is given to a child is taken there: within its bounds, and no line of its `valid` finds it wrong.

The child's lines are asked over the names here that fill its fields, together with what it derives from them. Else the act that opens
it is refused, of a form that this procedure let pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.check.along import Along
from dinh.engine.check.family import names_of
from dinh.engine.check.finding import Finding, Surroundings, found
from dinh.engine.check.goal import Shown, Values, moment
from dinh.engine.check.kinds import bounds_of
from dinh.engine.check.openings import openings
from dinh.engine.check.proof.form import goal, told
from dinh.engine.check.proof.solve import Found, Open
from dinh.engine.check.reads import followed
from dinh.engine.check.unborn import opening, refuses
from dinh.engine.condition import Clause, Condition, Not, holds, test_holds
from dinh.engine.opens import Opens
from dinh.engine.procedure import Procedure, Step

INSIDE = "con_"
"""Before the names of what the child derives."""
WORDS = frozenset({"function", "unit", "mode", "norm", "name", "type"})
"""What a formula says that names no value."""


def handed_taken(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for of in openings(procedure):
        path, step, action, one = of
        child = surroundings.procedures(one.procedure) if surroundings.procedures and not one.register else None
        if child is not None:
            shown = opening(procedure, of, child, refuses()).shown
            for wrong, said in _lines(procedure, step, one, child):
                yield from _asked(wrong, said, moment(procedure, step.name, action), (*path, "give"), one, step, shown)


def _lines(procedure: Procedure, step: Step, one: Opens, child: Procedure) -> Iterator[tuple[Procedure | None, Condition]]:
    """What the child finds wrong, in names of the first: this procedure with what the child derives. None: that could not be said here."""
    names = names_of(procedure, step, one)
    given = {field: name for written, value in one.give.items() for field, name in names.each(written, str(value))}
    known = {field: name for field, name in given.items() if names.kind(name) is not None}
    fixed: dict[str, Any] = {field: {"yes": True, "no": False}.get(name, name) for field, name in given.items() if field not in known} | {"channel": "parent"}
    for field, name in known.items():
        asked, kind = child.form.get(field), names.kind(name)
        bounds = bounds_of(asked) if asked is not None else None
        if bounds is not None and kind is not None and kind.bounds != bounds:
            yield procedure, ((Clause(name, (Not((bounds,)),)),),)
    merged = _merged(procedure, child, known)
    for line in child.valid:
        if line.warn or line.on:
            continue
        read = {name for name in followed(child, line.when) if name not in child.derive}
        if any("." in name for name in read if name not in child.form) or not read & known.keys():
            continue
        said = _said(line.when, known, fixed, child)
        of_rows = any(name.startswith("row.") for name in known.values()) and any(name in child.derive for name in followed(child, line.when))
        if said:
            yield None if of_rows else merged, said


def _said(when: Condition, known: Mapping[str, str], fixed: Mapping[str, Any], child: Procedure) -> Condition:
    """The condition in names of this procedure; what nobody gives is empty there."""
    parts = []
    for part in when:
        clauses: list[Clause] | None = []
        for clause in part:
            if clause.name in known:
                clauses.append(Clause(known[clause.name], clause.tests))  # type: ignore[union-attr]
            elif clause.name in child.derive:
                clauses.append(Clause(INSIDE + clause.name, clause.tests))  # type: ignore[union-attr]
            elif not any(test_holds(test, fixed.get(clause.name)) for test in clause.tests):
                clauses = None
                break
        if clauses is not None:
            parts.append(tuple(clauses))
    return tuple(parts)


def _merged(procedure: Procedure, child: Procedure, known: Mapping[str, str]) -> Procedure:
    names = {**known, **{name: INSIDE + name for name in child.derive}, "opened": "acted"}
    inner = {INSIDE + name: replace(value, name=INSIDE + name, formula=_renamed(value.formula, names)) for name, value in child.derive.items()}
    return replace(procedure, derive={**procedure.derive, **inner}, norms={**child.norms, **procedure.norms})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Every name in it by the other one."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(one, names) for one in value)
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, Clause):
        return Clause(names.get(value.name, value.name), value.tests)
    if isinstance(value, Struct):
        fields = {one.name: getattr(value, one.name) for one in msgspec.structs.fields(type(value))}
        return replace(value, **{name: _renamed(one, names) for name, one in fields.items() if name not in WORDS and name != "gives"})
    return value


def _asked(merged: Procedure | None, said: Condition, at: frozenset[str], path: tuple[str | int, ...], one: Opens, step: Step, shown: Shown | None) -> Iterator[Finding]:
    if merged is None:
        yield found("C1", path, "c1_open", procedure=one.procedure)
        return
    row = one.each or step.each

    def refused(scope: Values) -> bool:
        return holds(said, scope)

    result = Along(merged).answer(at, lambda cone: cone.asked(said), lambda form: refused(form.scope()), row)
    if isinstance(result, Found):
        case = ", ".join(f"{name} = {value}" for name in dict.fromkeys(clause.name for part in said for clause in part) if (value := result.form.scope()(name)) is not None and not name.startswith(INSIDE))
        yield found("C1", path, "c1_refused", procedure=one.procedure, case=case, counterexample=told(result.form), goal=goal(result.form, at, refused, shown=shown))
    elif isinstance(result, Open):
        yield found("C1", path, "c1_open", procedure=one.procedure)
