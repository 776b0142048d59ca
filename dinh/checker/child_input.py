"""C1: what is given to a case is taken there: within its bounds, and no line of its `valid` finds it wrong.

The lines of what is opened are asked over the names here that fill its fields, together with what it derives from them. Else the act that
opens it is refused, of a form that this procedure let pass; of a row of a register, nothing is opened by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.checker.along import Along
from dinh.checker.family import Names, names_of, rows_of_start
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.goal import OPENED, Goal, Shown, Values, moment
from dinh.checker.kinds import bounds_of, outside
from dinh.checker.proof.form import Form, goal, told
from dinh.checker.proof.formula import both
from dinh.checker.proof.solve import Found, Open
from dinh.checker.unborn import begun, opening, refuses, row_with
from dinh.engine.analysis.asked_before import accepted_at_once
from dinh.engine.analysis.child_links import openings
from dinh.engine.analysis.reads import followed
from dinh.engine.definition.condition import (
    ALWAYS,
    NEVER,
    Clause,
    Condition,
    Empty,
    holds,
    test_holds,
)
from dinh.engine.definition.links import Start
from dinh.engine.definition.procedure import Derived, Field, Fold, Procedure, Table, TableRow

INSIDE = "con_"
"""Before the names of what the child derives, and of what nobody gives it."""
ROWS = f"{INSIDE}rows_"
NOW = {"opened": "acted", "acted": "acted"}
"""The child is opened by what is done here now."""
WORDS = frozenset({"function", "unit", "mode", "norm", "name", "type"})
"""What a formula says that names no value."""


class Line(Struct, frozen=True):
    """What is found wrong, in names of `merged`: of the case, or of a row of the list at hand. merged None: that could not be said here;
    plain: it speaks of what is given itself, so that who gives can leave it out."""

    merged: Procedure | None
    said: Condition
    row: str = ""
    plain: bool = True


class Handed(Struct, frozen=True):
    """What is given to a case that is opened: names here by the fields there. base: this procedure, with the columns of registers as if they were
    asked of it; where: which rows of them."""

    base: Procedure
    names: Names
    child: Procedure
    channel: str
    known: Mapping[str, str]
    fixed: Mapping[str, Any]
    where: Condition = ALWAYS


def handed_taken(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for of in openings(procedure):
        path, step, action, one = of
        child = surroundings.procedures(one.procedure) if surroundings.procedures else None
        if child is not None:
            handed = _handed(
                procedure,
                names_of(procedure, step, one),
                one.give,
                child,
                "parent",
                _found(one.where),
            )
            asked = _Asked(
                handed,
                moment(procedure, step.name, action),
                (*path, "give"),
                opening(procedure, of, child, refuses()).shown,
            )
            for line in _lines(handed):
                yield from asked.of(line, one.each or step.each)
    for place, start in enumerate(procedure.starts):
        yield from _started(procedure, ("starts", place, "give"), start)


def _started(procedure: Procedure, path: Path, start: Start) -> Iterator[Finding]:
    """Here there is nothing yet but the rows."""
    rows = rows_of_start(procedure, start)
    alone = replace(procedure, form={}, findings={}, derive={}, valid=(), documents={}, groups={})
    same = (
        {}
        if start.register
        else {"found": "added"}
        if not start.also_in
        else {f"found.{start.by}": f"added.{start.by}"}
    )
    give = {field: _same(str(name), same) for field, name in start.give.items()}
    handed = _handed(
        alone, Names(alone, "", rows, alone=True), give, procedure, "house", _found(start.where)
    )
    asked = _Asked(handed, frozenset({OPENED}), path, None, start)
    for line in _lines(handed):
        yield from asked.of(line, "")


def _same(name: str, same: Mapping[str, str]) -> str:
    head, dot, column = name.partition(".")
    return same.get(name) or same.get(head, head) + dot + column


def _found(where: Condition) -> Condition:
    return tuple(
        tuple(Clause(f"found.{clause.name}", clause.tests) for clause in part) for part in where
    )


def _handed(
    procedure: Procedure,
    names: Names,
    give: Mapping[str, Any],
    child: Procedure,
    channel: str,
    where: Condition,
) -> Handed:
    given = {
        field: name
        for written, value in give.items()
        for field, name in names.each(written, str(value))
    }
    known = {field: name for field, name in given.items() if names.kind(name) is not None}
    begins = {field.name: field.start for field in child.form.values() if field.start is not None}
    fixed = (
        begins
        | {
            field: {"yes": True, "no": False}.get(name, name)
            for field, name in given.items()
            if field not in known
        }
        | {"channel": channel}
    )
    columns = {
        f"{head}.{column.name}": replace(column, name=f"{head}.{column.name}", required=column.required if column.required in (ALWAYS, NEVER) else NEVER, shown=ALWAYS)
        for head, register in names.rows.items() if register is not None for column in register.columns.values()
    }  # fmt: skip
    base = replace(procedure, form={**procedure.form, **columns}) if columns else procedure
    return Handed(base, names, child, channel, known, fixed, where if columns else ALWAYS)


# --- what is found wrong ------------------------------------------------------------------------------------------------


def _lines(handed: Handed) -> Iterator[Line]:
    child, known = handed.child, handed.known
    for field, name in known.items():
        asked, kind = child.form.get(field), handed.names.kind(name)
        if asked is not None and kind is not None and (asked.type, kind.type) == ("list", "list"):
            yield from _of_list(handed, asked, name)
        elif (
            (bounds := bounds_of(asked) if asked is not None else None) is not None
            and kind is not None
            and kind.bounds != bounds
        ):
            yield Line(handed.base, outside(name, bounds))
    read_as = {
        **known,
        **NOW,
        **({"accepted": "acted"} if accepted_at_once(child, handed.channel) else {}),
    }
    merged = _merged(handed, read_as)
    for line in child.valid:
        if line.warn or line.on:
            continue
        read = {name for name in followed(child, line.when) if name not in child.derive}
        if not any(
            name in read_as or name.startswith("house.") or name.partition(".")[0] in known
            for name in read
        ):
            continue
        said = _said(line.when, read_as, handed)
        derived = any(name in child.derive for name in followed(child, line.when))
        of_rows = derived and any(known.get(name, "").startswith("row.") for name in read)
        hidden = any(
            clause.name in known
            and child.form[clause.name].shown != ALWAYS
            and Empty() in clause.tests
            for part in line.when
            for clause in part
            if clause.name in child.form
        )
        if said:  # what is not shown there is empty, whatever is given
            yield Line(
                None if of_rows or hidden else merged,
                said,
                plain=not derived
                and not any(name in NOW or name.startswith("house.") for name in read),
            )


def _of_list(handed: Handed, asked: Field, name: str) -> Iterator[Line]:
    """Rows as they are here: as many as may be there, each with what is asked of it there."""
    own = handed.base.form.get(name) or handed.base.findings.get(name)
    if own is None:
        return
    if asked.rows is not None and asked.rows != own.rows:
        count = Derived(name=ROWS + name, formula=Fold("count", (name,)))
        yield Line(
            replace(handed.base, derive={**handed.base.derive, count.name: count}),
            outside(count.name, asked.rows),
        )
    for column in asked.columns.values():
        here = own.columns.get(column.name)
        if here is None:
            continue
        if (bounds := bounds_of(column)) is not None and bounds_of(here) != bounds:
            yield Line(handed.base, outside(f"row.{column.name}", bounds), name)
        if (
            column.required != NEVER
            and (here.required, here.shown) != (column.required, column.shown)
            and (here.required, here.shown) != (ALWAYS, ALWAYS)
        ):
            yield Line(handed.base, ((Clause(f"row.{column.name}", (Empty(),)),),), name)
    for line in asked.valid:
        reads = {one for one in asked.derive if one in str(line.when)}
        known = any(other.when == line.when and not other.warn for other in own.valid) and all(
            own.derive.get(one) == asked.derive[one] for one in reads
        )
        if not line.warn and not known:
            of_columns = all(clause.name in own.columns for part in line.when for clause in part)
            yield Line(
                handed.base if of_columns else None,
                tuple(
                    tuple(Clause(f"row.{clause.name}", clause.tests) for clause in part)
                    for part in line.when
                ),
                name,
            )


def _said(when: Condition, read_as: Mapping[str, str], handed: Handed) -> Condition:
    """The condition in names of the first; what nobody gives is empty there."""
    parts = []
    for part in when:
        clauses: list[Clause] | None = []
        for clause in part:
            if clause.name in read_as or clause.name.startswith("house."):
                clauses.append(Clause(read_as.get(clause.name, clause.name), clause.tests))  # type: ignore[union-attr]
            elif clause.name in handed.child.derive:
                clauses.append(Clause(INSIDE + clause.name, clause.tests))  # type: ignore[union-attr]
            elif not any(test_holds(test, handed.fixed.get(clause.name)) for test in clause.tests):
                clauses = None
                break
        if clauses is not None:
            parts.append(tuple(clauses))
    return tuple(parts)


def _merged(handed: Handed, read_as: Mapping[str, str]) -> Procedure:
    """With what the child derives, with what is given outright, and with what nobody gives, which is empty there."""
    child, base = handed.child, handed.base
    names = {**{name: INSIDE + name for name in (*child.form, *child.derive)}, **read_as}
    inner = {
        INSIDE + name: replace(value, name=INSIDE + name, formula=_renamed(value.formula, names))
        for name, value in child.derive.items()
    }
    outright = {
        INSIDE + name: Derived(name=INSIDE + name, type=field.type, names=tuple(field.of), formula=Table((TableRow(handed.fixed[name]),)))
        for name, field in child.form.items() if name in handed.fixed and name not in handed.known and field.type in ("choice", "yes_no")
    }  # fmt: skip
    nothing = {
        INSIDE + name: replace(field, name=INSIDE + name, required=NEVER, shown=NEVER)
        for name, field in child.form.items()
        if name not in handed.known and name not in handed.fixed
    }
    return replace(
        base,
        form={**base.form, **nothing},
        derive={**base.derive, **outright, **inner},
        norms={**child.norms, **base.norms},
    )


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Every name in it by the other one; a column by its list's, which has the same columns here."""
    if isinstance(value, str):
        list_, dot, column = value.partition(".")
        return names.get(value) or names.get(list_, list_) + dot + column
    if isinstance(value, Fold):
        return replace(value, over=_renamed(value.over, names), where=_of_row(value.where, names))
    if isinstance(value, tuple):
        return tuple(_renamed(one, names) for one in value)
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, Clause):
        return Clause(_renamed(value.name, names), value.tests)
    if isinstance(value, Struct):
        fields = {one.name: getattr(value, one.name) for one in msgspec.structs.fields(type(value))}
        return replace(
            value,
            **{
                name: _renamed(one, names)
                for name, one in fields.items()
                if name not in WORDS and name != "gives"
            },
        )
    return value


def _of_row(where: Condition, names: Mapping[str, str]) -> Condition:
    """Columns of the row at hand keep their names, what is read of the case has the other one."""
    return tuple(
        tuple(
            Clause(f"case.{_renamed(clause.name[5:], names)}", clause.tests)
            if clause.name.startswith("case.")
            else clause
            for clause in part
        )
        for part in where
    )


# --- may it be given? ----------------------------------------------------------------------------------------------------


class _Asked:
    """shown: the act that opens the child, and is refused; start: or the line by which the house opens it."""

    def __init__(
        self,
        handed: Handed,
        at: frozenset[str],
        path: Path,
        shown: Shown | None,
        start: Start | None = None,
    ) -> None:
        self.handed, self.at, self.path, self.shown, self.start = handed, at, path, shown, start

    def of(self, line: Line, row: str) -> Iterator[Finding]:
        slug = self.handed.child.slug
        if line.merged is None:
            yield found("C1", self.path, "c1_open", procedure=slug)
            return

        def refused(scope: Values) -> bool:
            return holds(line.said, scope)

        def met(form: Form) -> bool:
            return refused(form.scope()) and holds(self.handed.where, form.whole())

        result = Along(line.merged).answer(
            self.at,
            lambda cone: both((cone.asked(line.said), cone.asked(self.handed.where))),
            met,
            line.row or row,
        )
        if isinstance(result, Found):
            case = ", ".join(
                f"{name} = {value}"
                for name in dict.fromkeys(clause.name for part in line.said for clause in part)
                if (value := result.form.scope()(name)) is not None and not name.startswith(INSIDE)
            )
            severity: Literal["problem", "warning"] = (
                "problem" if line.plain or not self.handed.names.rows else "warning"
            )
            yield found(
                "C1",
                self.path,
                "c1_refused" if case else "c1_refused_now",
                severity=severity,
                procedure=slug,
                case=case,
                **self.led(line, result.form, refused),
            )
        elif isinstance(result, Open):
            yield found("C1", self.path, "c1_open", procedure=slug)

    def led(self, line: Line, form: Form, refused: Any) -> dict[str, Any]:
        """The case that shows it; the rows of registers stand among what is given."""
        heads = self.handed.names.rows
        if not heads:
            return {
                "counterexample": told(form),
                "goal": goal(form, self.at, refused, shown=self.shown),
            }
        rows = {
            head: {
                name.partition(".")[2]: form.values.get(name)
                for name in form.names
                if name.partition(".")[0] == head
            }
            for head in heads
        }
        if self.start is not None:
            if self.start.added:
                beside = rows["found"] if self.start.also_in else rows["added"]
                rows["found"] = {
                    **beside,
                    **(
                        {self.start.by: rows["added"][self.start.by]}
                        if self.start.by in rows["added"]
                        else {}
                    ),
                }
            return {
                "counterexample": begun(
                    self.handed.child,
                    self.start,
                    refuses(),
                    rows,
                    str(form.instants["opened"].date()),
                )
            }
        plain = replace(
            form,
            procedure=self.handed.base,
            values={
                name: value
                for name, value in form.values.items()
                if name.partition(".")[0] not in heads
            },
        )
        led = goal(plain, self.at, lambda scope: True, shown=self.shown)
        values = {
            name: value for name, value in led.values.items() if name.partition(".")[0] not in heads
        }
        given = {
            **led.given,
            "rows": {
                register.slug: [row_with(register, rows[head])]
                for head, register in heads.items()
                if register is not None
            },
        }
        return {
            "goal": Goal(at=led.at, values=values, given=given, shown=self.shown, opened=led.opened)
        }
