"""T3: a table has a line for every input. T4: never two. T5: what could not be proven is said.

The proof is of every form there can be, by cells and boxes (`proof`); a counter-example is a form the engine itself looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from dinh.checker.along import Along, Asking
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.goal import OPENED, Values
from dinh.checker.kinds import fields_of
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form, goal, told
from dinh.checker.proof.formula import Formula, both, either, filled, no
from dinh.checker.proof.solve import Answer, Found, Nothing, Open, answer
from dinh.engine.analysis.asked_before import (
    CLOCK,
    Asked,
    accepted_at,
    all_asked,
    all_loose,
    answered_by,
    asked_by,
    askings,
)
from dinh.engine.definition.condition import ALWAYS, Condition, holds, names_in
from dinh.engine.definition.procedure import Derived, Procedure, Step, Table

ROWS_MAX = 400
LONG = 60


class Lines(Struct, frozen=True):
    """A table: its lines' conditions, each with where it stands. at: the moment at which it is read; inputs: a missing one
    makes its value empty, so only filled ones need a line; bare: a row's own names are read without `row.`; read: moments of a case (`goal`)."""

    path: Path
    rows: tuple[Condition, ...]
    at: Moment
    inputs: bool = False
    bare: bool = False
    key: str = ""
    read: frozenset[str] = frozenset()

    def scope(self, form: Form) -> Values:
        return form.bare() if self.bare else form.scope()

    def line(self, place: int) -> Path:
        return (*self.path, self.key, place) if self.key else (*self.path, place)


def tables_proven(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    along = Along(procedure)
    for table in tables(procedure):
        if table.rows != (ALWAYS,):
            yield from proven(procedure, table, along)


def proven(procedure: Procedure, table: Lines, along: Along | None = None) -> Iterator[Finding]:
    """What is wrong with one table. along: what seems wrong is asked again of every way that leads to it."""
    yield from _complete(procedure, table, along)
    yield from _single(procedure, table, along)


def tables(procedure: Procedure) -> Iterator[Lines]:
    """Every table of which exactly one line must hold."""
    at = _Moments(procedure)
    for line in procedure.fee.values():
        moment = at.of_event(line.at)
        if moment is not None:
            yield Lines(
                ("fee", line.name),
                tuple(rule.when for rule in line.rules),
                moment,
                key="rules",
                read=at.read(line.at),
            )
    if procedure.deadline and (moment := at.of_starts(accepted_at(procedure))) is not None:
        yield Lines(
            ("deadline",),
            tuple(row.when for row in procedure.deadline.rows),
            moment,
            key="by",
            read=at.read("accept"),
        )
    for step in procedure.steps.values():
        moment = at.entering(step)
        if moment is not None and step.choose:
            yield Lines(
                ("steps", step.name),
                tuple(one.when for one in step.choose),
                moment,
                key="choose",
                read=frozenset({step.name}),
            )
        if moment is not None and step.limit:
            yield Lines(
                ("steps", step.name, "limit"),
                tuple(row.when for row in step.limit.rows),
                moment,
                key="by",
                read=frozenset({step.name}),
            )
    yield from _derived(("derive",), procedure.derive, at.ever())
    for field in fields_of(procedure):
        section = "form" if field.name in procedure.form else "findings"
        yield from _derived(
            (section, field.name, "derive"), field.derive, at.ever(field.name), bare=True
        )


def _derived(
    path: Path, values: dict[str, Derived], moment: Moment, *, bare: bool = False
) -> Iterator[Lines]:
    for name, value in values.items():
        if isinstance(value.formula, Table):
            yield Lines(
                (*path, name),
                tuple(row.when for row in value.formula.rows),
                moment,
                inputs=True,
                bare=bare,
                key="table",
            )


class _Moments:
    """What is known of a case when a table is read."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure, self.entry = procedure, askings(procedure)
        self.all = frozenset(procedure.findings) | all_asked(procedure)

    def read(self, at: str) -> frozenset[str]:
        """The moments of a case at which a fee or the deadline is read."""
        if at == "accept":
            return frozenset(accepted_at(self.procedure))
        return frozenset(self.procedure.ends) if at == "deliver" else frozenset({at})

    def of_event(self, at: str) -> Moment | None:
        """`accept`, `deliver`, or `step.action`."""
        if at == "accept":
            return self.of_starts(accepted_at(self.procedure))
        step, _, action = at.partition(".")
        if step in self.procedure.steps and action in self.procedure.steps[step].do:
            return self.of_starts((at,))
        ends = [found for name, found in self.entry.items() if name in self.procedure.ends]
        return self._moment(_joined(ends)) if ends else None

    def of_starts(self, starts: tuple[str, ...]) -> Moment | None:
        known: list[Asked] = []
        for start in starts:
            name, _, action = start.partition(".")
            step = self.procedure.steps.get(name)
            if start == "opened":
                known.append(Asked(frozenset({CLOCK}), frozenset({CLOCK})))
            elif step is not None and action in step.do and name in self.entry:
                known.append(
                    self.entry[name]
                    .also(asked_by(step, step.do[action], self.procedure))
                    .marked(self.procedure, answered_by(step, step.do[action], self.procedure))
                )
        return self._moment(_joined(known)) if known else None

    def entering(self, step: Step) -> Moment | None:
        known = self.entry.get(step.name)
        return None if known is None else self._moment(known, step.each, frozenset({"entered"}))

    def ever(self, row: str = "") -> Moment:
        """Whenever: nothing is sure."""
        return Moment(asked=all_loose(self.procedure), row=row)

    def _moment(self, known: Asked, row: str = "", more: frozenset[str] = frozenset()) -> Moment:
        instants = (
            frozenset({"opened", "acted"})
            | more
            | (frozenset({"accepted"}) if CLOCK in known.surely else frozenset())
        )
        return Moment(
            asked=known.surely | (known.maybe & all_loose(self.procedure)),
            unasked=self.all - known.maybe,
            filled=instants,
            row=row,
        )


def _joined(known: list[Asked]) -> Asked:
    found = known[0]
    for one in known[1:]:
        found = found.join(one)
    return found


# --- complete, and never two -----------------------------------------------------------------------------------------


def _complete(procedure: Procedure, table: Lines, along: Along | None) -> Iterator[Finding]:
    def ask(cone: Cone) -> Formula:
        rows = _asked(cone, table)
        inputs = (
            [cone.take(filled(cone.name(name, bare=table.bare))) for name in _inputs(table)]
            if table.inputs
            else []
        )
        return both((*(no(row) for row in rows), *inputs))

    def lacks(scope: Values) -> bool:
        return not any(holds(row, scope) for row in table.rows) and (
            not table.inputs or all(scope(name) is not None for name in _inputs(table))
        )

    yield from _told(
        table, table.path, "t3", _answer(procedure, table, along, ask, lacks), lacks, {}
    )


def _single(procedure: Procedure, table: Lines, along: Along | None) -> Iterator[Finding]:
    """Each line against those before it."""
    for later in range(1, min(len(table.rows), ROWS_MAX)):

        def ask(cone: Cone, later: int = later) -> Formula:
            rows = _asked(cone, table)
            return both((rows[later], either(rows[:later])))

        def twice(scope: Values, later: int = later) -> bool:
            return holds(table.rows[later], scope) and any(
                holds(row, scope) for row in table.rows[:later]
            )

        result = _answer(procedure, table, along, ask, twice)
        first = _first(table, result, later)
        yield from _told(
            table, table.line(later), "t4", result, twice, {"first": first + 1, "second": later + 1}
        )


def _answer(
    procedure: Procedure,
    table: Lines,
    along: Along | None,
    ask: Asking,
    seen: Callable[[Values], bool],
) -> Answer:
    """Of all forms at once, which mostly settles it; else of those that come there on some way."""
    cone = Cone(procedure, table.at)
    result = answer(cone, ask(cone), lambda form: seen(table.scope(form)))
    if isinstance(result, Nothing) or along is None or table.read <= {OPENED}:
        return result
    return along.answer(table.read, ask, lambda form: seen(table.scope(form)), table.at.row)


def _first(table: Lines, result: Answer, later: int) -> int:
    if not isinstance(result, Found):
        return 0
    scope = table.scope(result.form)
    return next(place for place in range(later) if holds(table.rows[place], scope))


def _asked(cone: Cone, table: Lines) -> list[Formula]:
    return [cone.asked(row, bare=table.bare) for row in table.rows]


def _inputs(table: Lines) -> list[str]:
    return sorted(frozenset().union(*(names_in(row) for row in table.rows)))


def _told(
    table: Lines,
    path: Path,
    code: str,
    result: Answer,
    seen: Callable[[Values], bool],
    facts: dict[str, Any],
) -> Iterator[Finding]:
    if isinstance(result, Found):
        shown = goal(result.form, table.read, seen, bare=table.bare)
        yield found(
            code.upper(),
            path,
            code,
            counterexample=told(result.form),
            goal=shown,
            case=case_of(table, result.form),
            **facts,
        )
    elif isinstance(result, Open):
        names = ", ".join(f'"{name}"' for name in result.about[:4]) or ", ".join(
            f'"{name}"' for name in _inputs(table)[:4]
        )
        yield found("T5", path, "t5", names=names)


def case_of(table: Lines, form: Form) -> tuple[str, str]:
    """The values that the table reads, in words: `fee_ground = poor, days_old = 61`."""
    scope = table.scope(form)
    values = [(name, scope(name)) for name in _inputs(table)]
    return (
        ", ".join(f"{name} = {_word(value)[0]}" for name, value in values),
        ", ".join(f"{name} = {_word(value)[1]}" for name, value in values),
    )


def _word(value: Any) -> tuple[str, str]:
    if value is None or value == [] or value == {}:
        return ("trống", "empty")
    if isinstance(value, bool):
        return ("có", "yes") if value else ("không", "no")
    word = ", ".join(map(str, value)) if isinstance(value, list) else str(value)[:LONG]
    return (word, word)
