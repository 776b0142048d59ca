"""R2: a norm's rows have the keys and names it declares, one row holds for them on a day, and for whoever reads it there is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dinh.engine.check.finding import Finding, Path, Surroundings, found, near
from dinh.engine.check.goal import Values
from dinh.engine.check.kinds import INSTANTS
from dinh.engine.check.proof.cone import Cone, Moment
from dinh.engine.check.proof.form import goal, told
from dinh.engine.check.proof.formula import both, empty, filled
from dinh.engine.check.proof.solve import Found, answer
from dinh.engine.procedure import FromNorm, Norm, NormRow, Procedure

PAIRS_MAX = 200_000


def norm_fits(norm: Norm) -> Iterator[Finding]:
    for place, row in enumerate(norm.rows):
        at: Path = ("rows", place)
        for key, names in row.keys.items():
            for number, name in enumerate(names):
                if name not in norm.keys[key]:
                    meant = near(name, norm.keys[key])
                    yield found("N1", (*at, key, number), "n1_near" if meant else "n1", what=("Tên", "name"), name=name, near=meant)
        if row.end and row.end < row.start:
            yield found("R2", (*at, "to"), "r2_backwards")
        if row.law is not None and row.law.key not in norm.law:
            yield found("N3", (*at, "law"), "n3_missing", name=row.law.key)
    yield from _twice(norm)


def _twice(norm: Norm) -> Iterator[Finding]:
    """Two rows that hold for the same names on the same day: which one is meant nobody can say."""
    for number, ((first, one), (second, other)) in enumerate(combinations(enumerate(norm.rows), 2)):
        if number >= PAIRS_MAX:
            return
        day = max(one.start, other.start)
        if day <= (one.end or "9999") and day <= (other.end or "9999") and all(_meet_at(one, other, key, norm) for key in norm.keys):
            names = ", ".join(_meet_at(one, other, key, norm)[0] for key in norm.keys)
            yield found("R2", ("rows", second), "r2_twice", first=first + 1, second=second + 1, names=names, day=f"{day[8:]}/{day[5:7]}/{day[:4]}")


def _meet_at(one: NormRow, other: NormRow, key: str, norm: Norm) -> list[str]:
    """Names of the key for which both rows hold; a row that does not name the key holds for all of them."""
    return [name for name in one.keys.get(key, norm.keys[key]) if name in other.keys.get(key, norm.keys[key])]


def norms_total(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """A norm that is read as of an instant has a row for every key that a form may give, as long as the version is in force."""
    for value in procedure.derive.values():
        formula = value.formula
        if not isinstance(formula, FromNorm) or formula.at not in INSTANTS:
            continue
        cone = Cone(procedure, Moment(filled=frozenset(INSTANTS)))
        cone.include(value.name)
        keys = [name for name in formula.keys.values() if name in cone.kinds]

        def lacks(scope: Values, name: str = value.name, keys: list[str] = keys) -> bool:
            return scope(name) is None and all(scope(key) is not None for key in keys)

        result = answer(cone, both((filled(formula.at), *(filled(key) for key in keys), empty(value.name))), lambda form: lacks(form.scope()))
        if isinstance(result, Found):
            scope = result.form.scope()
            day = str(scope(str(formula.at)))[:10]
            given = ", ".join(f"{key} = {scope(key)}" for key in keys) or "…"
            yield found("R2", ("derive", value.name), "r2_gap", norm=formula.norm, given=given, day=f"{day[8:]}/{day[5:7]}/{day[:4]}", counterexample=told(result.form), goal=goal(result.form, frozenset(), lacks))
