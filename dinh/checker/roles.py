"""P1: every role that is named is one. (Who holds it today is asked in a house, elsewhere.)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.engine.definition.procedure import Procedure, Secrecy

NOT_ROLES = frozenset({"applicant", "opener"})


def roles_known(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    if not surroundings.roles:
        return
    for path, role in _named(procedure):
        if role not in NOT_ROLES and ":" not in role:
            yield from _known(path, role, surroundings.roles, NOT_ROLES)
    yield from roles_of(procedure.classes, surroundings.roles, NOT_ROLES)


def roles_of(
    classes: Mapping[str, Secrecy], roles: frozenset[str], also: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Who may read what has a class: roles. also: who may stand among them besides."""
    for name, one in classes.items() if roles else ():
        for place, role in enumerate(one.roles):
            yield from _known(("classes", name, "roles", place), role, roles, also)


def _known(path: Path, role: str, roles: frozenset[str], also: frozenset[str]) -> Iterator[Finding]:
    if role not in roles | also:
        meant = near(role, roles | also)
        yield found("P1", path, "p1_near" if meant else "p1", name=role, near=meant)


def _named(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    for step in procedure.steps.values():
        at = ("steps", step.name)
        yield from (((*at, "role", place), role) for place, role in enumerate(step.roles))
        for number, warn in enumerate(step.warn):
            yield from (
                ((*at, "warn", number, "tell", place), role) for place, role in enumerate(warn.tell)
            )
    for number, example in enumerate(procedure.examples):
        for place, line in enumerate(example.does):
            if isinstance(line.get("by"), str):
                yield ("examples", number, "does", place, "by"), line["by"].split(".")[0]
