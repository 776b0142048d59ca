"""What is handed to a child, and brought back: it is there where the child requires it (D2), and reaches only who may read it (P3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from dinh.checker.empties import Read, may_be_empty
from dinh.checker.family import Names, names_of, rows_of_start
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import RESERVED, Scope
from dinh.checker.leaks import OPEN, Flow
from dinh.checker.unborn import begun, opening, refuses, row_with
from dinh.engine.analysis.child_links import openings, taken_by
from dinh.engine.definition.condition import ALWAYS, NEVER, Condition, Empty
from dinh.engine.definition.links import Opens
from dinh.engine.definition.procedure import Field, Procedure, Register, Step


def handed_filled(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """D2: nothing that may be empty is given where the child requires it."""
    yield from may_be_empty(procedure, _reads(procedure, surroundings))
    for of in openings(procedure):
        path, step, _, one = of
        child = (
            surroundings.procedures(one.procedure)
            if surroundings.procedures and one.register
            else None
        )
        if child is not None:
            for field, column, finding in _of_rows(
                path, one.give, names_of(procedure, step, one), child, one.where
            ):
                goal = opening(procedure, of, child, refuses(field.name))
                rows = [
                    row_with(procedure.registers[one.register], {column: None}, row)
                    for row in goal.given["rows"][one.register]
                ]
                yield replace(finding, goal=replace(goal, given={"rows": {one.register: rows}}))
    for place, start in enumerate(procedure.starts):
        names = Names(procedure, "", rows_of_start(procedure, start), alone=True)
        for field, column, finding in _of_rows(
            ("starts", place), start.give, names, procedure, start.where
        ):
            cells = {head: {column: None} for head in names.rows}
            yield replace(
                finding, counterexample=begun(procedure, start, refuses(field.name), cells)
            )


def _of_rows(
    path: Path, give: Mapping[str, Any], names: Names, child: Procedure, where: Condition
) -> Iterator[tuple[Field, str, Finding]]:
    """Columns of registers that a row need not have, where it is required there."""
    for written, value in give.items():
        for field, name in names.each(written, str(value)):
            head, _, column = name.partition(".")
            register, asked = names.rows.get(head), child.form.get(field)
            if (
                register is None
                or asked is None
                or asked.required == NEVER
                or column not in register.columns
                or _stands(register, column, where if head == "found" else ALWAYS)
            ):
                continue
            what = (
                f'Hồ sơ "{child.slug}", trường "{field}"',
                f'The case "{child.slug}", field "{field}"',
            )
            case = (f'sổ "{register.slug}"', f'register "{register.slug}"')
            yield (
                asked,
                column,
                found(
                    "D2",
                    (*path, "give", written),
                    "d2_column",
                    what=what,
                    name=(name, name),
                    case=case,
                ),
            )


def _stands(register: Register, column: str, where: Condition) -> bool:
    """Has every row it, of those that are meant?"""
    one = register.columns[column]
    tested = bool(where) and all(
        any(
            clause.name == column and not any(isinstance(test, Empty) for test in clause.tests)
            for clause in part
        )
        for part in where
    )
    return (
        (one.required, one.shown) == (ALWAYS, ALWAYS)
        or column in register.key
        or one.start is not None
        or tested
    )


def _reads(procedure: Procedure, surroundings: Surroundings) -> Iterator[Read]:
    scope = Scope(procedure)
    for path, step, action, one in openings(procedure):
        child = surroundings.procedures(one.procedure) if surroundings.procedures else None
        names = names_of(procedure, step, one)
        for written, value in one.give.items() if child else ():
            for field, name in names.each(written, str(value)):
                asked = child.form.get(field)  # type: ignore[union-attr]  # there is one
                needed = asked is not None and asked.required != NEVER
                if (
                    needed
                    and (scope.of(name, names.row) is not None)
                    and name.partition(".")[0] not in names.rows
                ):
                    what = (
                        f'Hồ sơ con "{one.procedure}", trường "{field}"',
                        f'The child "{one.procedure}", field "{field}"',
                    )
                    yield Read(
                        (*path, "give", written), name, what, step.name, action, row=names.row
                    )


def handed_kept(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """P3: a class flows into children by `give`, and out of them by `takes`."""
    for path, step, _, one in openings(procedure):
        child = surroundings.procedures(one.procedure) if surroundings.procedures else None
        if child is not None:
            yield from _into(path, procedure, step, one, child)
            yield from _out_of(path, procedure, one, child)


def _into(
    path: Path, procedure: Procedure, step: Step, one: Opens, child: Procedure
) -> Iterator[Finding]:
    names, flow = names_of(procedure, step, one), Flow(procedure)
    for written, value in one.give.items():
        for field, name in names.each(written, str(value)):
            asked = child.form.get(field)
            head, _, column = name.partition(".")
            if asked is None or name in RESERVED or names.kind(name) is None:
                continue
            if head in names.rows:
                class_, roles = _of_register(names.rows[head], column)
            else:
                class_ = flow.class_of(name, names.row) or (
                    "" if procedure.class_ in OPEN else procedure.class_
                )
                roles = _roles(procedure, class_)
            if class_ and not _kept(roles, child, asked):
                yield found(
                    "P3",
                    (*path, "give", written),
                    "p3_child",
                    procedure=child.slug,
                    field=field,
                    name=name,
                    of=class_,
                )


def _out_of(path: Path, procedure: Procedure, one: Opens, child: Procedure) -> Iterator[Finding]:
    flow = Flow(child)
    known = {**procedure.form, **procedure.findings}
    for target, name in one.takes.items():
        class_ = ("" if name == "end" else flow.class_of(name)) or (
            "" if child.class_ in OPEN else child.class_
        )
        full = taken_by(one, target)
        rows, _, column = full.rpartition(".")
        field = known.get(full) or (known[rows].columns.get(column) if rows in known else None)
        if class_ and field is not None and not _kept(_roles(child, class_), procedure, field):
            yield found(
                "P3",
                (*path, "takes", target),
                "p3_parent",
                procedure=child.slug,
                field=target,
                name=name,
                of=class_,
            )


def _of_register(register: Register | None, column: str) -> tuple[str, frozenset[str]]:
    """The class of a column (of the row's name: of the register) and who may read it."""
    if register is None:
        return "", frozenset()
    field = register.columns.get(column)
    class_ = field.class_ if field is not None and field.class_ not in OPEN else register.class_
    if class_ in OPEN:
        return "", frozenset()
    one = register.classes.get(class_)
    return class_, frozenset(one.roles) if one else frozenset()


def _roles(procedure: Procedure, class_: str) -> frozenset[str]:
    one = procedure.classes.get(class_)
    return frozenset(one.roles) if one else frozenset()


def _kept(roles: frozenset[str], other: Procedure, field: Field) -> bool:
    """Is the field shown there to readers of the class only?"""
    own = field.class_ if field.class_ not in OPEN else other.class_
    return own not in OPEN and _roles(other, own) <= roles
