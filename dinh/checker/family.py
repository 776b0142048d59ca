"""C1: opening goes round no circle; what is given fits the child and fills what it requires; what is taken fits here. So too what starts by itself.

The child is read from its own file, so that two files are proven together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from msgspec import Struct

from dinh.checker import words
from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.checker.goal import Goal, moment
from dinh.checker.kinds import Kind, Scope, kind_of
from dinh.checker.records import constant_fits, kind_fits, value_kind
from dinh.checker.tests import clause_fits
from dinh.checker.unborn import (
    Wrong,
    back,
    begun,
    brings_nothing,
    does_not_fit,
    goes_round,
    is_in_the_open,
    keeps_in_the_open,
    opening,
    refuses,
    refuses_or_takes_word_for_word,
    writes_over,
)
from dinh.engine.analysis.asked_before import accepted_at_once
from dinh.engine.analysis.child_links import Opening, openings
from dinh.engine.definition.condition import NEVER, Condition, Within, test_holds
from dinh.engine.definition.links import Opens, Start
from dinh.engine.definition.procedure import Field, Procedure, Register, Step

WITHDRAWN = "withdrawn"
OPEN = ("", "open")
FILES = ("file", "files", "list")
"""What is kept as personal whatever the file says, or says it for each column."""
WORDS = frozenset({"text", "person_name", "address"})
"""What takes words as they are written, where they cannot be a name."""
WRITTEN = frozenset({"phone", "email", "personal_id"})
"""What is written in a way of its own, which not every text is."""


def families_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for of in openings(procedure):
        path, step, _, one = of
        yield from rows_meant((*path, "each"), one.register, one.where, procedure, surroundings)
        if surroundings.procedures is None:
            continue
        child = surroundings.procedures(one.procedure)
        shows = _opened(procedure, of, child)
        if child is None:
            yield found(
                "C1", (*path, "procedure"), "c1_unknown", name=one.procedure, **shows(refuses())
            )
            continue
        yield from _openable(path, child, "parent", shows)
        yield from _round(of, procedure, child, surroundings)
        names = names_of(procedure, step, one)
        yield from _given((*path, "give"), one.give, names, child, "parent", shows)
        yield from _taken(path, procedure, one, child)
    yield from _waiting(procedure)
    yield from _starts(procedure, surroundings)


# --- the child --------------------------------------------------------------------------------------------------------


type Shows = Callable[[Wrong], dict[str, Any]]
"""What is told of the case in which the child is wrong so."""


def _opened(procedure: Procedure, of: Opening, child: Procedure | None) -> Shows:
    return lambda wrong: {"goal": opening(procedure, of, child, wrong)}


def _openable(path: Path, child: Procedure, channel: str, shows: Shows) -> Iterator[Finding]:
    if child.level == "info" or channel not in child.channels:
        yield found(
            "C1",
            (*path, "procedure"),
            "c1_channel",
            name=child.slug,
            channel=channel,
            **shows(refuses()),
        )


def _round(
    of: Opening, procedure: Procedure, child: Procedure, surroundings: Surroundings
) -> Iterator[Finding]:
    """A way from the child back to what opens it, the shortest."""
    assert surroundings.procedures is not None
    path = of[0]
    before: dict[str, str] = {child.slug: ""}
    waiting = deque([child])
    while waiting:
        one = waiting.popleft()
        if one.slug == procedure.slug:
            told = [one.slug]
            while before[told[-1]]:
                told.append(before[told[-1]])
            told.reverse()
            names = " → ".join(f'"{name}"' for name in (procedure.slug, *told))
            yield found(
                "C1",
                (*path, "procedure"),
                "c1_circle",
                names=names,
                **_opened(procedure, of, child)(_wrong(told, child, surroundings)),
            )
            return
        for _, _, _, line in openings(one):
            if (
                line.procedure not in before
                and (other := surroundings.procedures(line.procedure)) is not None
            ):
                before[line.procedure] = one.slug
                waiting.append(other)


def _wrong(slugs: list[str], child: Procedure, surroundings: Surroundings) -> Wrong:
    """Each of the circle opens the next."""
    assert surroundings.procedures is not None
    round_ = [
        child,
        *(one for slug in slugs[1:] if (one := surroundings.procedures(slug)) is not None),
    ]
    lines = [
        next(of for of in openings(one) if of[3].procedure == other.slug)
        for one, other in pairwise(round_)
    ]
    return goes_round(round_, lines)


# --- what it is given -------------------------------------------------------------------------------------------------


class Names(Struct):
    """What a value of `give` may name: of the case, of the row at hand, of the rows of registers."""

    procedure: Procedure
    row: str = ""
    rows: Mapping[str, Register | None] = {}
    alone: bool = False
    """There is no case yet: only the rows, `acted` and `home`."""

    def kind(self, name: str) -> Kind | None:
        head, _, column = name.partition(".")
        if head in self.rows:
            register = self.rows[head]
            if not column or register is None:
                return Kind("record", register=register.slug if register else "")
            field = register.columns.get(column)
            return kind_of(field) if field is not None else None
        if self.alone:
            return {
                "acted": Kind("datetime"),
                "opened": Kind("datetime"),
                "home": Kind("house"),
            }.get(name)
        return value_kind(name, Scope(self.procedure), self.row)

    def field(self, name: str) -> Field | None:
        """What was asked for it; None: it is no field."""
        head, _, column = name.partition(".")
        if head in self.rows:
            register = self.rows[head]
            return register.columns.get(column) if register is not None else None
        known = {} if self.alone else {**self.procedure.form, **self.procedure.findings}
        rows = known.get(self.row) if head == "row" else None
        return rows.columns.get(column) if rows is not None else known.get(name)

    def each(self, field: str, name: str) -> Iterator[tuple[str, str]]:
        """A group stands for its fields."""
        own = (
            []
            if self.alone
            else [
                one
                for one in (*self.procedure.form, *self.procedure.findings)
                if one.startswith(f"{name}.")
            ]
        )
        if name in self.procedure.groups and own:
            yield from ((f"{field}.{one[len(name) + 1 :]}", one) for one in own)
        else:
            yield field, name


def names_of(procedure: Procedure, step: Step, one: Opens) -> Names:
    """What `give` of this line may name."""
    return Names(
        procedure,
        one.each or step.each,
        {"found": procedure.registers.get(one.register)} if one.register else {},
    )


def _given(
    path: Path, give: Mapping[str, Any], names: Names, child: Procedure, channel: str, shows: Shows
) -> Iterator[Finding]:
    told = {
        field: (written, name)
        for written, value in give.items()
        for field, name in names.each(written, str(value))
    }
    for field, (written, name) in told.items():
        asked = child.form.get(field)
        if asked is None:
            meant = near(field, child.form)
            yield found(
                "C1",
                (*path, written),
                "c1_field",
                procedure=child.slug,
                name=field,
                known=meant or ", ".join(child.form),
                **shows(refuses(field)),
            )
            continue
        kind = names.kind(name)
        if kind is None:
            if not constant_fits(name, asked) and not (asked.type in WORDS and " " in name):
                yield found(
                    "C1",
                    (*path, written),
                    "c1_value",
                    value=name,
                    name=field,
                    fit=_fit(asked),
                    **shows(refuses_or_takes_word_for_word(field, name)),
                )
        elif kind.type and not _fits(kind, name, names, asked):
            yield found(
                "C1",
                (*path, written),
                "c1_type",
                name=field,
                procedure=child.slug,
                want=words.TYPES[asked.type],
                value=name,
                what=words.TYPES[kind.type],
                **shows(refuses(field)),
            )
        elif _narrower(asked, kind, names.field(name), name, names.procedure.slug):
            yield found(
                "C1", (*path, written), "c1_narrower", name=field, procedure=child.slug, value=name
            )
        elif _personal(kind, name, names.procedure) and not _kept(asked, child):
            yield found(
                "C1",
                (*path, written),
                "c1_personal",
                name=field,
                procedure=child.slug,
                value=name,
                **shows(keeps_in_the_open(field)),
            )
    literal = {field: name for field, (_, name) in told.items() if names.kind(name) is None}
    yield from _lacking(path, child, literal, frozenset(told), channel, shows)


def _fit(field: Field) -> tuple[str, str]:
    if field.of:
        return (
            f"Dùng tên một trường, hoặc một trong: {', '.join(field.of)}.",
            f"Name a field, or use one of: {', '.join(field.of)}.",
        )
    return (
        "Ghi tên một trường hoặc giá trị có ở đây.",
        "Write the name of a field or value that is here.",
    )


def _narrower(asked: Field, kind: Kind, own: Field | None, name: str, slug: str) -> bool:
    """Is a value that may stand here refused there, though of its type? (Bounds are asked by `accepted`, together with what else is so.)"""
    if asked.type in WRITTEN and kind.type == "text":
        return True
    if asked.type == "case" and asked.of_procedure:
        return asked.of_procedure != (slug if name == "case" else own.of_procedure if own else "")
    if own is None:
        return False
    if asked.type == "list" and own.type == "list":
        return any(
            _narrower(column, Kind(here.type), here, "", slug)
            for column in asked.columns.values()
            if (here := own.columns.get(column.name)) is not None
        )
    if asked.type == "files":
        many = Within(1, 1) if own.type == "file" else own.count
        return asked.count is not None and (many is None or not _within(many, asked.count))
    return (
        asked.type in ("text", "address")
        and own.type in ("text", "address")
        and own.max > asked.max
    )


def _within(one: Within, other: Within) -> bool:
    return all(test_holds(other, end) for end in (one.low, one.high))


def _fits(kind: Kind, name: str, names: Names, asked: Field) -> bool:
    if kind.type == "record" and asked.type == "village":
        return kind.register == "villages"  # a village is a row of that register
    if kind.type != "list" or asked.type != "list":
        return kind_fits(kind, asked)
    rows = Scope(names.procedure).rows.get(name, {})
    return all(
        column.name in rows and kind_fits(rows[column.name], column)
        for column in asked.columns.values()
        if column.required != NEVER
    )


def _lacking(
    path: Path,
    child: Procedure,
    literal: Mapping[str, str],
    given: frozenset[str],
    channel: str,
    shows: Shows,
) -> Iterator[Finding]:
    """What the child asks at its opening and nobody gives; papers that nobody brings."""

    def may(said: Condition) -> bool:
        return any(
            all(_may(clause.name, clause.tests) for clause in alternative) for alternative in said
        )

    def _may(name: str, tests: Any) -> bool:
        if name == "channel":
            value: Any = channel
        elif name in literal:
            value = {"yes": True, "no": False}.get(literal[name], literal[name])
        elif name in given or name not in child.form:
            return True  # whatever it may be
        else:
            value = None
        return any(test_holds(test, value) for test in tests)

    for field in child.form.values():
        least = field.type == "list" and field.rows is not None and field.rows.low >= 1
        if (
            field.name not in given
            and field.start is None
            and (may(field.required) or least)
            and may(field.shown)
        ):
            yield found(
                "C1",
                path,
                "c1_lacks",
                procedure=child.slug,
                name=field.name,
                **shows(refuses(field.name)),
            )
    if accepted_at_once(child, channel):
        for document in child.documents.values():
            rows = child.form.get(document.each)
            if document.each and not (document.each in given and rows and may(rows.shown)):
                continue  # without rows nobody asks for it
            if may(document.required):
                yield found(
                    "C1",
                    path,
                    "c1_document",
                    procedure=child.slug,
                    name=document.name,
                    **shows(refuses(document.name)),
                )


# --- what it brings ---------------------------------------------------------------------------------------------------


def _taken(path: Path, procedure: Procedure, one: Opens, child: Procedure) -> Iterator[Finding]:
    own, theirs = Scope(procedure), Scope(child)
    for target, name in one.takes.items():
        at = (*path, "takes", target)
        field = target_of(procedure, one, target)
        if field is None:
            yield found(
                "C1",
                at,
                "c1_target",
                name=target,
                goal=back(procedure, one, target, brings_nothing(one, target)),
            )
            continue
        brings = {**child.form, **child.findings}.get(name)
        if (one.each or one.register) and not target.startswith("row.") and target in own.names:
            yield found(
                "C1",
                at,
                "c1_overwritten",
                name=target,
                goal=back(procedure, one, target, writes_over(one, target), brings),
            )
        kind = Kind("choice", (*child.ends, WITHDRAWN)) if name == "end" else theirs.of(name)
        if kind is None:
            meant = near(name, theirs.names)
            yield found(
                "C1",
                at,
                "c1_brings",
                procedure=child.slug,
                name=name,
                known=meant
                or f"end, {', '.join([*child.form, *child.findings, *child.derive][:12])}",
                goal=back(procedure, one, target, brings_nothing(one, target)),
            )
        elif kind.type and not kind_fits(kind, field):
            lacks = (
                [one for one in kind.names if one not in field.of]
                if field.type == "choice" and kind.type == "choice"
                else []
            )
            shown = back(
                procedure,
                one,
                target,
                does_not_fit(one, target, field),
                brings,
                lacks[0] if lacks else WITHDRAWN,
            )
            code = "c1_ends" if lacks else "c1_takes"
            yield found(
                "C1",
                at,
                code,
                name=target,
                want=words.TYPES[field.type],
                value=name,
                what=words.TYPES[kind.type],
                lacks=", ".join(lacks),
                goal=shown,
            )
        elif _personal(kind, name, child) and not _kept(field, procedure):
            yield found(
                "C1",
                at,
                "c1_personal",
                name=target,
                procedure=procedure.slug,
                value=name,
                goal=back(procedure, one, target, is_in_the_open(one, target), brings),
            )


def _personal(kind: Kind, name: str, procedure: Procedure) -> bool:
    """Is it of a person, so that it must be possible to strike it? A list is when a column is."""
    return kind.personal or (
        kind.type == "list"
        and any(column.personal for column in Scope(procedure).rows.get(name, {}).values())
    )


def _kept(field: Field, procedure: Procedure) -> bool:
    """Is it written where it can be struck? What only some roles may read is."""
    return (
        field.personal or field.type in FILES or bool(field.class_) or procedure.class_ not in OPEN
    )


def target_of(procedure: Procedure, one: Opens, target: str) -> Field | None:
    """The finding, or the column of this child's row, or of a row that is made for it."""
    known = {**procedure.form, **procedure.findings}
    if target in known and known[target].type != "list":
        return known[target]
    head, _, column = target.partition(".")
    rows = known.get(one.each if head == "row" else head)
    return rows.columns.get(column) if rows is not None and rows.type == "list" else None


def _waiting(procedure: Procedure) -> Iterator[Finding]:
    """A step that waits has somebody to wait for."""
    if any(True for _ in openings(procedure)):
        return
    for step in procedure.steps.values():
        if step.waits:
            yield found(
                "C1",
                ("steps", step.name, "waits"),
                "c1_waits",
                name=step.name,
                goal=Goal(at=moment(procedure, step.name)),
            )


def rows_meant(
    path: Path, slug: str, where: Condition, procedure: Procedure, surroundings: Surroundings
) -> Iterator[Finding]:
    """The condition on a register's rows reads its columns, as they are."""
    register = procedure.registers.get(slug)
    for place, alternative in enumerate(where if register else ()):
        for clause in alternative:
            column = register.columns.get(clause.name) if register else None
            at = (*path, "where", place, clause.name)
            if column is None:
                yield found(
                    "N1",
                    at,
                    "n1_near" if near(clause.name, register.columns) else "n1",  # type: ignore[union-attr]
                    what=("Cột", "column"),
                    name=clause.name,
                    near=near(clause.name, register.columns),  # type: ignore[union-attr]
                )
            else:
                yield from clause_fits(at, clause, kind_of(column), surroundings)


# --- what starts by itself --------------------------------------------------------------------------------------------


def _starts(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, start in enumerate(procedure.starts):
        path: Path = ("starts", place)
        if start.name in seen:
            yield found("C1", path, "c1_twice")
        seen.add(start.name)
        if start.at and start.at in procedure.steps and procedure.steps[start.at].block:
            yield found(
                "C1",
                (*path, "at"),
                "c1_inside",
                name=start.at,
                goal=Goal(
                    at=frozenset({start.at}), given={"channel": "house", "entered": start.at}
                ),
            )
        yield from rows_meant((*path, "each"), start.register, start.where, procedure, surroundings)
        for slug in (start.added, start.also_in) if start.by else ():
            register = procedure.registers.get(slug)
            if register is not None and start.by not in register.columns:
                yield found("C1", (*path, "on", "by"), "c1_column", register=slug, name=start.by)
        names = Names(procedure, "", rows_of_start(procedure, start), alone=True)
        yield from _given(
            (*path, "give"), start.give, names, procedure, "house", _begun(procedure, start)
        )


def _begun(procedure: Procedure, start: Start) -> Shows:
    return lambda wrong: {"counterexample": begun(procedure, start, wrong)}


def rows_of_start(procedure: Procedure, start: Start) -> dict[str, Register | None]:
    if start.added:
        return {
            "added": procedure.registers.get(start.added),
            "found": procedure.registers.get(start.also_in or start.added),
        }
    return {"found": procedure.registers.get(start.register)} if start.register else {}
