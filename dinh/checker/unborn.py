"""What a child that does not fit comes to (C1), so that a case can be led there: it is opened as the door would open it, and refuses; or what it
brings back does not fit, or goes where it should not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice, product
from typing import Any

from msgspec.structs import replace

from dinh.checker.goal import Done, Goal, Shown, moment
from dinh.checker.kinds import kind_of
from dinh.checker.life import Life
from dinh.checker.living import lived
from dinh.checker.proof.cells import cells_of
from dinh.checker.sample import plain
from dinh.engine.analysis.child_links import Opening, taken_by
from dinh.engine.decisions.child_openings import Born, FoundScope, form, suited
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Decided, Open, scope_of
from dinh.engine.definition.condition import ALWAYS, Condition, holds
from dinh.engine.definition.links import Opens, Start
from dinh.engine.definition.procedure import Field, Procedure, Register
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause, ChildOpened, Parent
from dinh.engine.record.events import HOUSE, Acted, Filled
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import to_local

ROWS_MAX = 64
"""Rows that are tried for one that stands under a condition."""

type Told = dict[str, Any]
type Wrong = Callable[[Born, Decided | Refusal], Told | None]
"""What the child says to its form, told as `refuses` of an example, {} where it takes it; None: there is nothing wrong."""


def opening(procedure: Procedure, of: Opening, child: Procedure | None, wrong: Wrong) -> Goal:
    """The act that opens it by this line, and what is wrong with the child then."""
    path, step, action, one = of
    by = f"{step.name}.{action}" if action else step.name
    rows = (
        {one.register: [_row(procedure, one.register, one.where)]}
        if one.register in procedure.registers
        else {}
    )

    def shown(done: Done) -> Told | None:
        for born in done.born:
            if (born.child.by, born.child.line) == (by, path[-1]):
                said = wrong(born, _opened(child, born, done))
                if said is not None:
                    at = to_local(done.context.at).strftime("%Y-%m-%dT%H:%M")
                    given = {
                        "opened": at,
                        "channel": "parent",
                        **(suited(child, born.data) if child else born.data),
                    }
                    return {"child": {"procedure": one.procedure, "given": given, **said}}
        return None

    return Goal(
        at=moment(procedure, step.name, action),
        shown=shown,
        values=_rows(procedure, one),
        given={"rows": rows} if rows else {},
    )


def _rows(procedure: Procedure, one: Opens) -> Told:
    """Of the list whose every row has a child, as few as there may be."""
    field = {**procedure.form, **procedure.findings}.get(one.each)
    return (
        {}
        if field is None
        else {one.each: {str(row): cells for row, cells in enumerate(plain(field, ""), 1)}}
    )


def _row(procedure: Procedure, register: str, where: Condition = ALWAYS) -> Told:
    """A row for which a case is opened: something plain in each column, but what the condition asks."""
    if register not in procedure.registers:
        return {}
    columns = procedure.registers[register].columns
    wanted = {name for part in where for clause in part if (name := clause.name) in columns}
    cells = {
        name: [
            cell.value
            for cell in cells_of(
                kind_of(columns[name]),
                [
                    test
                    for part in where
                    for clause in part
                    if clause.name == name
                    for test in clause.tests
                ],
            )
        ]
        for name in wanted
    }
    row = {column.name: plain(column, "") for column in columns.values()}
    return next(
        (
            found
            for some in islice(product(*cells.values()), ROWS_MAX)
            if holds(where, (found := row | dict(zip(cells, some, strict=True))).get)
        ),
        row,
    )


def _opened(child: Procedure | None, born: Born, done: Done) -> Decided | Refusal:
    if child is None:
        return Refusal("child.unknown", {"procedure": born.child.procedure})
    command = Open(
        code=born.child.code,
        channel="parent",
        data=suited(child, born.data),
        actor=HOUSE,
        parent=Parent(done.context.house, done.after.code),
    )
    return decide(child, Case(), command, done.context)


def row_with(register: Register, cells: Mapping[str, Any], row: Told | None = None) -> Told:
    """A row with these cells, None: empty; and something plain in every other column."""
    plainly = row or {column.name: plain(column, "") for column in register.columns.values()}
    return {name: value for name, value in {**plainly, **cells}.items() if value is not None}


def begun(
    procedure: Procedure,
    start: Start,
    wrong: Wrong,
    cells: Mapping[str, Mapping[str, Any]] | None = None,
    day: str = "",
) -> Told | None:
    """As the house begins it by itself, for a row with something plain in every column, but for these cells; None: it is not wrong then. day: "", any."""
    day = day or max(procedure.in_force, "2026-07-01")
    given: Told = {
        "opened": f"{day}T09:00",
        "channel": "house",
        **({"entered": start.at} if start.at else {}),
    }
    context = Life(procedure, given).story.context("house")
    slugs = {"found": start.also_in or start.register or start.added, "added": start.added}
    rows = {
        name: (
            "1",
            row_with(
                procedure.registers[slug],
                (cells or {}).get(name, {}),
                _row(procedure, slug, start.where if name == "found" else ALWAYS),
            ),
        )
        for name, slug in slugs.items()
        if slug in procedure.registers
    }
    data = suited(
        procedure, form(start.give, FoundScope(scope_of(procedure, Case(), context), rows))
    )
    found = decide(
        procedure,
        Case(),
        Open(
            code=context.code,
            channel="house",
            data=data,
            actor=HOUSE,
            cause=Cause(start.name, day),
            start=start.at,
        ),
        context,
    )
    said = wrong(Born(ChildOpened("", procedure.slug), data), found)
    return None if said is None else {"given": given | data, "does": [], **said}


# --- what is wrong with it ----------------------------------------------------------------------------------------------


def refuses(field: str = "") -> Wrong:
    """Because of this field or document; "": whatever it is that it does not take."""

    def wrong(born: Born, said: Decided | Refusal) -> Told | None:
        if isinstance(said, Decided):
            return None
        faults = [
            fault
            for fault in said.at
            if f"{fault.field.removeprefix('documents.')}.".startswith(f"{field}." if field else "")
        ]
        if faults:
            at = {"at": faults[0].field} if faults[0].field else {}
            return {"refuses": {**at, "because": faults[0].code}}
        return None if field else {"refuses": {"because": said.code}}

    return wrong


def refuses_or_takes_word_for_word(field: str, words: str) -> Wrong:
    """What was meant for a name is no name: it is refused, or stands in the form as it was written."""
    return lambda born, said: (
        {}
        if isinstance(said, Decided) and born.data.get(field) == words
        else refuses(field)(born, said)
    )


def keeps_in_the_open(field: str) -> Wrong:
    return lambda born, said: (
        {}
        if isinstance(said, Decided) and field in _open(body for _, _, body in said.entries)
        else None
    )


def _open(bodies: Iterable[Any]) -> set[str]:
    """What was written where it cannot be struck."""
    return {
        name for body in bodies if isinstance(body, Filled) for name in (*body.values, *body.rows)
    }


def goes_round(procedures: list[Procedure], openings: list[Opening]) -> Wrong:
    """Each of them, opened with what it was given, can be led to where it opens the next. openings: of the first to the second, and so on."""

    def wrong(born: Born, said: Decided | Refusal) -> Told | None:
        if isinstance(said, Refusal) or not openings:
            return (
                None if openings else refuses()(born, said) or {}
            )  # whatever else hinders the last of them: the circle is closed
        child, data = procedures[0], suited(procedures[0], born.data)
        goal = opening(child, openings[0], procedures[1], goes_round(procedures[1:], openings[1:]))
        values = {**{name: None for name in child.form}, **goal.values, **data}
        opened = to_local(said.entries[0][0]).strftime("%Y-%m-%dT%H:%M")
        way = lived(
            child,
            replace(goal, values=values, opened=opened, given={**goal.given, "channel": "parent"}),
        )
        return (
            way
            if way is None or any(way["given"].get(name) != value for name, value in data.items())
            else {"does": way["does"], "child": way["child"]}
        )

    return wrong


# --- what it brings back --------------------------------------------------------------------------------------------------


def back(
    procedure: Procedure,
    one: Opens,
    target: str,
    shown: Shown,
    brings: Field | None = None,
    end: str = "withdrawn",
) -> Goal:
    """A child of the line is back, by that end, with that value."""
    gives = {one.takes[target]: plain(brings, "")} if brings is not None else {}
    return Goal(
        shown=lambda done: shown(done) if _back(done) else None,
        values=_rows(procedure, one),
        back={"end": end, **({"gives": gives} if gives else {})},
    )


def _back(done: Done) -> bool:
    return any(isinstance(body, Acted) and body.returned for body in done.bodies)


def brought_to(one: Opens, target: str, done: Done) -> list[Any]:
    """The values that the child filled there."""
    name = taken_by(one, target)
    rows, _, column = name.rpartition(".")
    filled = [
        (key, value)
        for body in done.bodies
        if isinstance(body, Filled)
        for key, value in (*body.values.items(), *body.rows.items(), *body.personal.items())
    ]
    return [
        value
        for key, value in filled
        if key == name or (rows and key.startswith(f"{rows}/") and key.endswith(f"/{column}"))
    ]


def brings_nothing(one: Opens, target: str) -> Shown:
    return lambda done: None if brought_to(one, target, done) else {}


def does_not_fit(one: Opens, target: str, field: Field) -> Shown:
    return lambda done: (
        {} if any(not _reads(field, value) for value in brought_to(one, target, done)) else None
    )


def writes_over(one: Opens, target: str) -> Shown:
    """A child before it had brought something there."""
    return lambda done: (
        {}
        if target in done.before.data
        and brought_to(one, target, done)
        and any(child.end for child in done.before.children)
        else None
    )


def is_in_the_open(one: Opens, target: str) -> Shown:
    column = taken_by(one, target).rpartition(".")[2]
    return lambda done: (
        {}
        if any(name.rpartition("/")[2] in (target, column) for name in _open(done.bodies))
        else None
    )


def _reads(field: Field, value: Any) -> bool:
    try:
        read_value(field, value)
    except Bad:
        return False
    return True
