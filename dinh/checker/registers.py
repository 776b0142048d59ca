"""What a register says of itself: its key and what is unique are columns, its classes have roles, its acts of law are told."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Path, found, near
from dinh.checker.roles import roles_of
from dinh.engine.definition.procedure import Register

COLUMN = ("Cột", "column")
CLASS = ("Lớp bí mật", "class")


def register_fits(register: Register, roles: frozenset[str]) -> Iterator[Finding]:
    """roles: those that `roles.yaml` knows; none: there is no such file."""
    for place, name in enumerate(register.key):
        yield from _there(("key", place), name, register)
    yield from _unique(register)
    yield from _classes(register)
    yield from roles_of(register.classes, roles)
    for path, thing in (
        *((("columns", name), column) for name, column in register.columns.items()),
    ):
        if thing.law is not None and thing.law.key not in register.law:
            yield found("N3", (*path, "law"), "n3_missing", name=thing.law.key)
    for name in register.counted:
        if name in register.columns:
            yield found(
                "N1", ("counted", name), "n1_twice", name=name, first="columns", second="counted"
            )
        yield found("R1", ("counted", name), "r1_not_counted", severity="warning", name=name)


def _there(path: Path, name: str, register: Register) -> Iterator[Finding]:
    if name in register.columns:
        return
    if name in register.counted:
        yield found("R1", path, "r1_unique_counted", name=name)
        return
    meant = near(name, register.columns)
    yield found("N1", path, "n1_near" if meant else "n1", what=COLUMN, name=name, near=meant)


def _unique(register: Register) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for place, columns in enumerate(register.unique):
        at = ("unique", place)
        for number, name in enumerate(columns):
            yield from _there((*at, number), name, register)
            if name in columns[:number]:
                yield found("R1", (*at, number), "r1_unique_twice", name=name)
        if not columns or frozenset(columns) in seen:
            yield found("R1", at, "r1_unique_again", names=", ".join(columns))
        seen.add(frozenset(columns))


def _classes(register: Register) -> Iterator[Finding]:
    known = {*register.classes, "open", ""}
    for path, name in (
        (("class",), register.class_),
        *((("columns", one.name, "class"), one.class_) for one in register.columns.values()),
    ):
        if name not in known:
            meant = near(name, known - {""})
            yield found("N1", path, "n1_near" if meant else "n1", what=CLASS, name=name, near=meant)
