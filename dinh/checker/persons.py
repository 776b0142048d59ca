"""T1 of those who act: `{person: F}` and `{post: F}` name fields of that type, `of` a place, `at` a house, `not_by` and a class's `except` somebody."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker import words
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import Kind, Scope
from dinh.engine.definition.procedure import Procedure, Step

PLACES = frozenset({"village", "house", "record"})


def persons_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    for one in procedure.classes.values():
        for place, name in enumerate(one.shut):
            yield from _fits(
                ("classes", one.name, "except", place),
                name,
                scope.of(name) or scope.column(name),
                "except",
                frozenset({"person"}),
            )
    for step in procedure.steps.values():
        at = ("steps", step.name)
        for place, role in enumerate(step.roles):
            held, _, name = role.partition(":")
            if name:
                yield from _fits(
                    (*at, "role", place, held),
                    name,
                    scope.of(name, step.each),
                    held,
                    frozenset({held}),
                )
        for place, name in enumerate(step.of):
            yield from _fits(
                (*at, "of", place),
                name,
                scope.of(name, step.each) or scope.column(name),
                "of",
                PLACES,
            )
        if step.at not in ("home", "province"):
            yield from _fits((*at, "at"), step.at, scope.of(step.at), "at", frozenset({"house"}))
        yield from _not_by((*at, "not_by"), procedure, step, scope)


def _fits(
    path: Path, name: str, kind: Kind | None, key: str, wanted: frozenset[str]
) -> Iterator[Finding]:
    if kind is not None and kind.type and kind.type not in wanted:
        types = [words.TYPES[one] for one in sorted(wanted)]
        fit = (
            f"Dùng trường kiểu: {', '.join(vi for vi, _ in types)}.",
            f"Use a field that is {' or '.join(en for _, en in types)}.",
        )
        yield found(
            "T1", path, "t1_operand", name=name, what=words.TYPES[kind.type], function=key, fit=fit
        )


def _not_by(at: Path, procedure: Procedure, step: Step, scope: Scope) -> Iterator[Finding]:
    """A citizen has no account by which to be known: what is asked for nothing is told."""
    for place, name in enumerate(step.not_by):
        kind = scope.of(name, step.each) or scope.column(name)
        if name in procedure.steps:
            continue
        if name in scope.groups or (kind is not None and kind.type == "person_name"):
            yield found("T1", (*at, place), "t1_not_by", severity="warning", name=name)
        else:
            yield from _fits((*at, place), name, kind, "not_by", frozenset({"person"}))
