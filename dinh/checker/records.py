"""R1: what is written into a register fits its columns. R2: norms are read by the keys and names they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from dinh.checker import words
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import Kind, Scope
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import (
    Derived,
    Field,
    FromNorm,
    Norm,
    Procedure,
    RecordOp,
    Register,
)

FITS: dict[str, frozenset[str]] = {
    # column: what may be written into it, besides its own type
    "text": frozenset({"person_name", "phone", "email", "address", "personal_id", "choice"}),
    "person_name": frozenset({"text"}),
    "address": frozenset({"text"}),
    "phone": frozenset({"text"}),
    "email": frozenset({"text"}),
    "personal_id": frozenset({"text"}),
    "money": frozenset({"number"}),
    "number": frozenset({"money"}),
    "date": frozenset({"datetime"}),
    "datetime": frozenset({"date"}),
    "files": frozenset({"file"}),
}


def ops_of(procedure: Procedure) -> Iterator[tuple[Path, RecordOp]]:
    """What is written, each with the row at hand: its own `each`, or that of the branch."""
    for step in procedure.steps.values():
        for action in step.do.values():
            yield from (
                (
                    ("steps", step.name, "do", action.name, "records", place),
                    replace(op, each=op.each or step.each),
                )
                for place, op in enumerate(action.records)
            )
        for place, op in enumerate(step.then.records if step.then else ()):
            yield (
                ("steps", step.name, "then", "records", place),
                replace(op, each=op.each or step.each),
            )


def records_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    for path, op in ops_of(procedure):
        register = procedure.registers.get(op.register)
        if register is not None:
            yield from _op(path, op, register, scope)


def _op(path: Path, op: RecordOp, register: Register, scope: Scope) -> Iterator[Finding]:
    at = (*path, "add" if op.op == "add" else "set")
    if "procedures" not in register.written_by:
        yield found("R1", (*path, "in"), "r1_written_by", register=register.slug)
    for name, value in op.values.items():
        column = register.columns.get(name)
        if name in register.counted:
            yield found("R1", (*at, name), "r1_counted", register=register.slug, name=name)
        elif column is None:
            yield found(
                "R1",
                (*at, name),
                "r1_column",
                register=register.slug,
                name=name,
                known=", ".join(register.columns),
            )
        else:
            yield from _value((*at, name), value, column, register, op, scope)
    if op.op == "add":
        for column in register.columns.values():
            if (
                column.required == ALWAYS
                and column.start is None
                and column.name not in op.values
                and not (register.number and column.name in register.key)
            ):
                yield found("R1", at, "r1_missing", register=register.slug, name=column.name)
    else:
        kind = scope.of(op.row, op.each)
        if kind is not None and (kind.type != "record" or kind.register not in ("", register.slug)):
            yield found("R1", (*path, op.op), "r1_row", name=op.row, register=register.slug)
    for key, day in (("on", op.on), ("from", op.begins)):
        if day and value_kind(day, scope, op.each) is None:
            yield found("R1", (*path, key), "r1_value", value=day, name=key, fit=words.FIT["date"])


def _value(
    path: Path, value: Any, column: Field, register: Register, op: RecordOp, scope: Scope
) -> Iterator[Finding]:
    if constant_fits(value, column):
        return
    kind = value_kind(value, scope, op.each)
    if kind is None:
        fit = (
            (f"Dùng một trong: {', '.join(column.of)}.", f"Use one of: {', '.join(column.of)}.")
            if column.of
            else words.FIT.get(column.type, ("Ghi tên một trường.", "Write the name of a field."))
        )
        yield found("R1", path, "r1_value", value=value, name=column.name, fit=fit)
    elif kind.type and not kind_fits(kind, column):
        yield found(
            "R1",
            path,
            "r1_type",
            name=column.name,
            register=register.slug,
            want=words.TYPES[column.type],
            value=value,
            what=words.TYPES[kind.type],
        )


def value_kind(value: Any, scope: Scope, row: str) -> Kind | None:
    """What a value of `records` holds: a name, `acted`, `case`, `home`, `next_month(acted)`."""
    text = str(value)
    if text.startswith("next_month("):
        return Kind("date") if scope.of(text[11:-1], row) else None
    return scope.of(text, row) or scope.column(text)


def constant_fits(value: Any, column: Field) -> bool:
    """A choice's name, yes or no, a number, a day: written as itself."""
    match column.type:
        case "choice" | "choices":
            return value in column.of
        case "yes_no":
            return value in ("yes", "no", True, False)
        case "number" | "money":
            return not isinstance(value, str) or value[:1].isdigit()
        case "date":
            return isinstance(value, str) and value[:1].isdigit()
    return False


def kind_fits(kind: Kind, column: Field) -> bool:
    if kind.type == column.type:
        if column.type in ("choice", "choices"):
            return set(kind.names) <= set(column.of)
        return (
            column.type != "record" or not column.register or kind.register in ("", column.register)
        )
    return kind.type in FITS.get(column.type, ())


def norms_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    for value in procedure.derive.values():
        if isinstance(value.formula, FromNorm) and value.formula.norm in procedure.norms:
            yield from _norm(
                ("derive", value.name),
                value,
                value.formula,
                procedure.norms[value.formula.norm],
                scope,
            )


def _norm(
    path: Path, value: Derived, formula: FromNorm, norm: Norm, scope: Scope
) -> Iterator[Finding]:
    for key, name in formula.keys.items():
        if key not in norm.keys:
            yield found(
                "R2", (*path, key), "r2", norm=norm.slug, name=key, known=", ".join(norm.keys)
            )
            continue
        kind = scope.of(name)
        names = (name,) if kind is None else kind.names
        for one in names:
            if one not in norm.keys[key]:
                yield found("R2", (*path, key), "r2_value", key=key, norm=norm.slug, name=one)
    for key in norm.keys:
        if key not in formula.keys:
            yield found("R2", path, "r2_lacks", norm=norm.slug, name=key)
