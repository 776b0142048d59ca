"""R2: a norm's rows have the keys and names it declares, one row holds for them on a day, and for whoever reads it there is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.checker.goal import Values
from dinh.checker.kinds import INSTANTS, sections
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import goal, told
from dinh.checker.proof.formula import Lit, both, empty, filled
from dinh.checker.proof.solve import Found, answer
from dinh.checker.words import day_said
from dinh.engine.definition.condition import Compare
from dinh.engine.definition.procedure import FromNorm, Norm, NormRow, Procedure

PAIRS_MAX = 200_000


def norm_fits(norm: Norm) -> Iterator[Finding]:
    for place, row in enumerate(norm.rows):
        at: Path = ("rows", place)
        for key, names in row.keys.items():
            for number, name in enumerate(names):
                if name not in norm.keys[key]:
                    meant = near(name, norm.keys[key])
                    yield found(
                        "N1",
                        (*at, key, number),
                        "n1_near" if meant else "n1",
                        what=("Tên", "name"),
                        name=name,
                        near=meant,
                    )
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
        if (
            day <= (one.end or "9999")
            and day <= (other.end or "9999")
            and all(_meet_at(one, other, key, norm) for key in norm.keys)
        ):
            names = ", ".join(_meet_at(one, other, key, norm)[0] for key in norm.keys)
            yield found(
                "R2",
                ("rows", second),
                "r2_twice",
                first=first + 1,
                second=second + 1,
                names=names,
                day=day_said(day),
            )


def _meet_at(one: NormRow, other: NormRow, key: str, norm: Norm) -> list[str]:
    """Names of the key for which both rows hold; a row that does not name the key holds for all of them."""
    return [
        name
        for name in one.keys.get(key, norm.keys[key])
        if name in other.keys.get(key, norm.keys[key])
    ]


def norms_total(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """A norm has a row for every key that a form may give, on every day on which it is read: of an instant as long as the version is in
    force, of another day from the norm's first row on."""
    for value in procedure.derive.values():
        if isinstance(value.formula, FromNorm):
            yield from _total(procedure, ("derive", value.name), value.name, value.formula, "")
    for section, fields in sections(procedure):
        for field in fields.values():
            for value in field.derive.values():
                if isinstance(value.formula, FromNorm):
                    yield from _total(
                        procedure,
                        (section, field.name, "derive", value.name),
                        value.name,
                        value.formula,
                        field.name,
                    )


def _total(
    procedure: Procedure, path: Path, name: str, formula: FromNorm, row: str
) -> Iterator[Finding]:
    """row: the list in whose rows the norm is read."""
    norm = procedure.norms.get(formula.norm)
    if norm is None or not norm.rows:
        return
    cone, bare = Cone(procedure, Moment(filled=frozenset(INSTANTS), row=row)), bool(row)
    value, at = cone.name(name, bare=bare), cone.name(str(formula.at), bare=bare)
    cone.include(value)
    keys = {
        said: cone.name(said, bare=bare)
        for said in formula.keys.values()
        if cone.name(said, bare=bare) in cone.kinds
    }

    def lacks(scope: Values) -> bool:
        return (
            scope(name) is None
            and scope(str(formula.at)) is not None
            and all(scope(key) is not None for key in keys)
        )

    first = Lit(at, (Compare(">=", min(one.start for one in norm.rows)),))
    asked = both(
        (
            filled(at),
            *(() if at in INSTANTS else (first,)),
            *(filled(key) for key in keys.values()),
            empty(value),
        )
    )
    result = answer(
        cone, cone.take(asked), lambda form: lacks(form.bare() if bare else form.scope())
    )
    if isinstance(result, Found):
        scope = result.form.bare() if bare else result.form.scope()
        day = str(scope(str(formula.at)))[:10]
        given = ", ".join(f"{key} = {scope(key)}" for key in keys) or "…"
        shown = goal(result.form, frozenset(), lacks, bare=bare)
        yield found(
            "R2",
            path,
            "r2_gap",
            norm=formula.norm,
            given=given,
            day=day_said(day),
            counterexample=told(result.form),
            goal=shown,
        )
