"""A counter-example is lived: the engine itself takes a case along a real way to where the fault shows, or no way is told.

A search through what can be done, the nearest to the place first: a form that fits, every action that somebody may do, answers of every
cell that some test tells apart, waiting until time acts, children that come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count, islice, product
from typing import Any

from dinh.checker.goal import OPENED, Goal
from dinh.checker.graph import onward
from dinh.checker.kinds import kind_of
from dinh.checker.life import Life, Line
from dinh.checker.proof.cells import cells_of
from dinh.checker.proof.rows import room
from dinh.checker.sample import first_day, plain
from dinh.checker.uses import conditions
from dinh.engine.analysis.asked_before import all_asked, all_edited, edited_by
from dinh.engine.analysis.reads import followed
from dinh.engine.decisions.time_limits import next_limit
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Action, Field, Procedure
from dinh.engine.record.events import OpenStep
from dinh.engine.record.requested_items import still_open
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import LOCAL, NotCovered

TRIED_MAX, TRIED_EACH = 1_500, 300
"""Commands that one search may try: in all, and after one opening."""
MENDED_MAX, ANSWERS_MAX, OPENINGS_MAX, ROWS_MAX = 6, 12, 24, 8
BROKEN = ("procedure.stuck", "record.lacks")
"""Refusals that only an unsound file meets."""
FAR = 99


def lived(procedure: Procedure, goal: Goal) -> dict[str, Any] | None:
    """`{"given", "does"}` that leads a case to the goal, done by the engine; None: none was found."""
    return _Search(procedure, goal).found()


class _Search:
    def __init__(self, procedure: Procedure, goal: Goal) -> None:
        self.procedure, self.goal = procedure, goal
        self.everything: dict[str, Field] = {**procedure.form, **procedure.findings}
        self.far = _distances(procedure, {one.partition(".")[0] for one in goal.at} - {OPENED})
        self.later = all_asked(procedure)
        self.turns = _turns(procedure)
        self.answers: dict[str, list[Any]] = {}
        self.left = TRIED_MAX
        self.seen: set[Any] = set()

    def found(self) -> dict[str, Any] | None:
        number = count()
        openings = self.openings()
        while self.left > 0 and (begun := next(openings, None)) is not None:
            if self.reached(begun):
                return begun.told()
            if begun.refusal is None and (way := self.from_(begun, number)) is not None:
                return way
        return None

    def from_(self, begun: Life, number: Iterator[int]) -> dict[str, Any] | None:
        waiting = [(self.distance(begun), next(number), begun)]
        least = self.left - TRIED_EACH
        while waiting and self.left > max(least, 0):
            _, _, life = heappop(waiting)
            key = life.key(self.goal, self.turns)
            if key in self.seen or not life.case.open:
                continue
            self.seen.add(key)
            for other in self.onward(life):
                if self.reached(other):
                    return other.told()
                if other.refusal is None:
                    heappush(waiting, (self.distance(other), next(number), other))
        return None

    def distance(self, life: Life) -> int:
        near = (
            sum(self.far.get(step.step, 0) for step in life.case.steps)
            if any(step.step in self.far for step in life.case.steps)
            else FAR
        )
        undone = sum(
            max(times - life.case.counts.get(name, 0), 0) for name, times in self.goal.done.items()
        )
        return 2 * near + len(life.lines) + 2 * undone

    def reached(self, life: Life) -> bool:
        """Does this act show it?"""
        if self.goal.blank in life.blanks:
            return True
        if self.goal.at and not self.goal.at & life.moments:
            return False
        if any(life.case.counts.get(name, 0) < times for name, times in self.goal.done.items()):
            return False
        if life.refusal is not None:
            return life.refusal.code in BROKEN and self.goal.shown is None
        if self.goal.shown is not None:
            return life.shows(self.goal)
        try:
            return not self.goal.blank and any(
                self.goal.seen(scope) for scope in life.scopes(self.goal)
            )
        except NotCovered:
            return False  # a day that no calendar knows shows nothing

    # --- opening ------------------------------------------------------------------------------------------------------

    def openings(self) -> Iterator[Life]:
        """As the goal wants it; then with other answers where it says nothing, and where an action may change them later."""
        starts: list[Line] = [{}, *({"entered": one.at} for one in self.procedure.starts if one.at)]
        edited = [
            name
            for name in self.edited()
            if name in self.goal.values and self.procedure.form[name].type != "list"
        ]
        for number, start in product(range(OPENINGS_MAX), starts):
            given = self.form()
            if number:
                given |= {
                    name: _some(self.answers_of(name, field), number, place)
                    for place, (name, field) in enumerate(self.procedure.form.items())
                    if name not in self.goal.values
                }
                given |= {
                    name: _some(
                        [self.goal.values[name], *self.answers_of(name, self.procedure.form[name])],
                        number,
                        place,
                    )
                    for place, name in enumerate(edited)
                }
                given |= {
                    name: [
                        self.any_row(self.procedure.form[name], row, number + place)
                        for place, row in enumerate(rows)
                    ]
                    for name, rows in given.items()
                    if rows
                    and name in self.procedure.form
                    and self.procedure.form[name].type == "list"
                }
                given["channel"] = self.goal.given.get("channel") or _some(
                    self.procedure.channels or ("house",), number, 0
                )
            life = self.opened(
                {name: value for name, value in given.items() if value is not None} | start
            )
            if life.refusal is None or life.refusal.code in BROKEN:
                yield life

    def any_row(self, list_: Field, row: Line, number: int) -> Line:
        """A row with other answers where the goal says nothing of a column."""
        free = [
            one
            for one in list_.columns.values()
            if one.name not in row
            and (
                f"row.{one.name}" not in self.goal.said or f"{list_.name}.{one.name}" in self.later
            )
        ]
        return row | {
            column.name: value
            for place, column in enumerate(free)
            if (
                value := _some(
                    self.answers_of(f"{list_.name}.{column.name}", column), number, place
                )
            )
            is not None
        }

    def form(self) -> dict[str, Any]:
        goal = self.goal
        given: dict[str, Any] = {
            "opened": goal.opened or f"{_day(self.procedure)}T09:00",
            **goal.given,
        }
        given.setdefault(
            "channel", self.procedure.channels[0] if self.procedure.channels else "house"
        )
        for name in self.procedure.form:
            if goal.values.get(name) is not None:
                given[name] = self.written(self.procedure.form[name], goal.values[name])
        return given

    def edited(self) -> list[str]:
        names = all_edited(self.procedure)
        return [name for name in self.procedure.form if name in names]

    def written(self, field: Field, value: Any) -> Any:
        return (
            list(value.values()) if field.type == "list" and isinstance(value, Mapping) else value
        )

    def opened(self, given: Line) -> Life:
        for _ in range(MENDED_MAX):
            self.left -= 1
            life = Life(self.procedure, given)
            life.refusal = life.story.begin()
            life.opens()
            if life.refusal is None or not (
                self.mended(given, life.refusal, self.procedure.form)
                or self.said(given, life.refusal)
            ):
                break
        return life

    def said(self, given: Line, refusal: Refusal) -> bool:
        """What `valid` finds lacking is said, where the goal does not want it empty."""
        lacking = {
            one.field: self.procedure.form[one.field]
            for one in refusal.at
            if one.code == "valid" and one.field in self.procedure.form and one.field not in given
        }
        more = {
            name: plain(field, self.day(given))
            for name, field in lacking.items()
            if self.goal.values.get(name, UNSAID) is not None
        }
        given |= more
        return bool(more)

    def mended(self, filled: Line, refusal: Refusal, fields: Mapping[str, Field]) -> bool:
        """Put in what is still asked: something plain, of a list as many rows as there must be."""
        again = False
        for fault in refusal.at:
            name, _, rest = fault.field.partition(".")
            field = fields.get(fault.field) or fields.get(name)
            if field is None or fault.code not in ("field.required", "field.rows"):
                continue
            if field.type == "list" and rest.count(".") == 1:
                row, _, column = rest.partition(".")
                rows = filled.get(name)
                if (
                    isinstance(rows, list)
                    and row.isdigit()
                    and 0 < int(row) <= len(rows)
                    and column in field.columns
                ):
                    rows[int(row) - 1] = {
                        **rows[int(row) - 1],
                        column: plain(field.columns[column], self.day(filled)),
                    }
                    again = True
            elif (
                field.name in self.procedure.findings
                or self.goal.values.get(field.name, "") is not None
            ):
                filled[field.name] = plain(field, self.day(filled))
                again = True
        return again or self.unsaid(filled, refusal)

    def unsaid(self, filled: Line, refusal: Refusal) -> bool:
        """What `valid` finds wrong is not said, where the goal asks nothing of it."""
        wrong = {
            one.field
            for one in refusal.at
            if one.code == "valid" and one.field in filled and one.field not in self.goal.values
        }
        for name in wrong:
            del filled[name]
        return bool(wrong)

    def day(self, filled: Line) -> str:
        return str(filled.get("opened") or self.goal.opened or _day(self.procedure))

    # --- going on -----------------------------------------------------------------------------------------------------

    def onward(self, life: Life) -> Iterator[Life]:
        for open_step in life.case.steps:
            step = self.procedure.steps[open_step.step]
            for action in step.do.values():
                if f"{step.name}.{action.name}" not in self.goal.avoids:
                    yield from self.acts(life, open_step, action)
        acting = [one for one in life.case.steps if one.acts and one.limit]
        if (
            (limit := next_limit(life.case)) is not None
            and limit.year < LAST
            and not any(f"{one.step}.clock" in self.goal.avoids for one in acting)
        ):
            self.left -= 1
            yield life.after(
                {
                    "clock": (limit.astimezone(LOCAL) + timedelta(minutes=1)).isoformat(
                        timespec="minutes"
                    )[:16]
                }
            )
        yield from self.children(life)

    def acts(self, life: Life, at: OpenStep, action: Action) -> Iterator[Life]:
        offered = life.people(at)
        for fills in islice(self.fills(life, at, action), ANSWERS_MAX):
            for by in offered:
                other = self.done(life, at, action, by, fills)
                if other.refusal is None or other.refusal.code in BROKEN:
                    yield other
                    break
                if other.refusal.at:
                    break  # not the person, the answers

    def done(self, life: Life, at: OpenStep, action: Action, by: str, fills: Line) -> Life:
        fills = dict(fills)
        for _ in range(MENDED_MAX):
            self.left -= 1
            line: Line = {
                "by": by,
                "act": action.name,
                "step": at.name,
                "at": life.next_at(),
                "fills": fills,
            }
            if action.present:
                line["present"] = list(action.present)
            other = life.after(
                line if fills else {key: value for key, value in line.items() if key != "fills"}
            )
            if (
                other.refusal is None
                or self.left < 0
                or not (
                    self.mended(fills, other.refusal, self.everything)
                    or self.rows_mended(fills, other.refusal, at, action)
                )
            ):
                break
        return other

    def rows_mended(self, fills: Line, refusal: Refusal, at: OpenStep, action: Action) -> bool:
        """Columns of this branch's row, of a row that is added, of rows there are."""
        again = False
        for fault in refusal.at:
            list_, _, rest = fault.field.partition(".")
            row, _, column = rest.partition(".")
            field = self.everything.get(list_)
            if fault.code != "field.required" or field is None or column not in field.columns:
                continue
            value = plain(field.columns[column], self.day(fills))
            if action.adds == list_ or at.row:
                fills["row"] = {**fills.get("row", {}), column: value}
            else:
                rows = dict(fills.get("rows", {}))
                fills["rows"] = {**rows, row: {**rows.get(row, {}), column: value}}
            again = True
        return again

    def fills(self, life: Life, at: OpenStep, action: Action) -> Iterator[Line]:
        """Answers to what the action asks, of every cell; first those that the goal wants."""
        each = self.procedure.steps[at.step].each
        choices: list[list[tuple[str, Any]]] = []
        for name in action.asks:
            full = f"{each}.{name[4:]}" if name.startswith("row.") else name
            field = self.everything.get(full)
            list_, _, column = full.rpartition(".")
            if field is not None:
                choices.append([(name, value) for value in self.wanted(full, field)])
            elif list_ in self.everything and column in self.everything[list_].columns and at.row:
                choices.append(
                    [
                        (f"row.{column}", value)
                        for value in self.wanted(
                            full, self.everything[list_].columns[column], self.of_row(list_, column)
                        )
                    ]
                )
        if action.adds:
            choices.append([("row", self.row_of(action.adds, life))])
        edits = [
            name
            for name in self.procedure.form
            if name in self.goal.values and name in edited_by(action, self.procedure)
        ]
        for some in product(*choices):
            fills = self.put(some, life) | self.beside(life, action, edits)
            if edits:
                yield fills | {
                    name: self.written(self.procedure.form[name], self.goal.values[name])
                    for name in edits
                }
            yield fills

    def beside(self, life: Life, action: Action, edits: list[str]) -> Line:
        """What an act needs besides its answers: items to ask for, a paper that was asked for, a reason."""
        fills: Line = {}
        if action.requests:
            papers = [f"documents.{name}" for name in list(self.procedure.documents)[:1]]
            names = [name for name in self.goal.values if name in self.procedure.form]
            wanted = [
                name
                for name in names
                if life.case.data.get(name) != self.goal.values[name]
                and self.procedure.form[name].shown == ALWAYS
            ]
            fills["items"] = [*papers, *wanted] or list(self.procedure.form)[:1]
        if action.supplies:
            asked = still_open(life.case.requested)
            papers = [item.of.split(".")[1] for item in asked if item.of.startswith("documents.")]
            fills |= {"documents": {name: "seen" for name in papers}} if papers else {}
            fills |= {
                item.of: plain(self.procedure.form[item.of], _day(self.procedure))
                for item in asked
                if item.of in self.procedure.form and item.of not in edits
            }
        if action.returns:
            fills["reason"] = "…"
        return fills

    def put(self, some: Iterable[tuple[str, Any]], life: Life) -> Line:
        """As an act takes them; what is to be empty is said so where something stood."""
        fills: Line = {}
        for name, value in some:
            if name.startswith("row."):
                fills["row"] = {**fills.get("row", {}), name[4:]: value}
            elif value is not None or name in life.case.data:
                fills[name] = value
        return fills

    def of_row(self, list_: str, column: str) -> Any:
        """What the goal's one row has; UNSAID: it names none."""
        rows = self.goal.values.get(list_)
        row: Line | None = next(iter(rows.values()), {}) if isinstance(rows, Mapping) else None
        return UNSAID if row is None or self.goal.row != list_ else row.get(column)

    def wanted(self, name: str, field: Field, said: Any = ...) -> list[Any]:
        """First what the goal says, then all else: what is asked again may have been another answer before."""
        said = self.goal.values.get(name, UNSAID) if said is ... else said
        others = self.answers_of(name, field)
        if said is UNSAID:
            return others
        value = self.written(field, said) if said is not None else None
        return [value, *(one for one in others if one != value)]

    def answers_of(self, name: str, field: Field) -> list[Any]:
        """One of each of its cells; a value that nobody tests is left out, or plain where it must be there."""
        if field.type == "list":
            return self.rows_of(field)
        if name not in self.answers:
            column = name.rpartition(".")[2]
            tests = [
                test for tested in conditions(self.procedure) for part in tested.condition for clause in part if clause.name in (name, f"row.{column}") for test in clause.tests
            ]  # fmt: skip
            found = (
                [
                    None
                    if cell.empty
                    else plain(field, "")
                    if cell.value in ("…", ["…"])
                    else cell.value
                    for cell in cells_of(kind_of(field), tests)
                ]
                if tests
                else [None]
            )
            self.answers[name] = found[:ANSWERS_MAX]
        return self.answers[name]

    def rows_of(self, list_: Field) -> list[Any]:
        """No rows, as few as there may be, and as many."""
        row: Line = {
            column.name: plain(column, _day(self.procedure))
            for column in list_.columns.values()
            if column.required == ALWAYS and f"{list_.name}.{column.name}" not in self.later
        }
        least, most = room(list_)
        return [
            None,
            *([row] * number for number in sorted({max(least, 1), min(most, ROWS_MAX)}) if number),
        ]

    def row_of(self, list_: str, life: Life) -> Line:
        rows = self.goal.values.get(list_)
        known = list(rows.values()) if isinstance(rows, Mapping) else []
        have = len(life.case.data.get(list_) or ())
        return dict(known[have]) if have < len(known) else {}

    def children(self, life: Life) -> Iterator[Life]:
        """A child comes back by the end that every child has."""
        for number, child in enumerate(life.case.children, 1):
            if not child.end:
                self.left -= 1
                yield life.after(
                    {"child": number, "end": "withdrawn", **self.goal.back, "at": life.next_at()}
                )
                return


UNSAID = object()
LAST = 2035


def _some[T](of: Sequence[T], number: int, place: int) -> T:
    """Another one each time, and not of all places the same one together: multiples of the golden ratio lie evenly."""
    return of[number * (place + 1) * 40_503 % 65_536 * len(of) // 65_536]


def _turns(procedure: Procedure) -> frozenset[str]:
    """Answers of the form on which it hangs where a case can go: what is offered, chosen, opened for each row, found wrong by an act."""
    said = [line.when for line in procedure.valid if line.on]
    lists: set[str] = set()
    for step in procedure.steps.values():
        said += [
            *(one.when for one in step.do.values()),
            *(one.when for one in step.choose),
            *(one.when for one in step.together),
        ]
        lists |= (
            {one.each for one in step.together}
            | {one.each for one in step.opens}
            | {one.each for action in step.do.values() for one in action.opens}
        )
    names = (lists - {""}).union(*(followed(procedure, one) for one in said))
    return frozenset(
        name
        for name in procedure.form
        if name in names or any(one.startswith(f"{name}.") for one in names)
    )


def _distances(procedure: Procedure, goals: set[str]) -> dict[str, int]:
    """How many steps each is away from the goal, conditions aside."""
    far = dict.fromkeys(goals, 0)
    grown = True
    while grown:
        grown = False
        for step in procedure.steps.values():
            near = min(
                (far[way.to] + 1 for way in onward(procedure, step) if way.to in far), default=None
            )
            if near is not None and near < far.get(step.name, FAR):
                far[step.name], grown = near, True
    return far


def _day(procedure: Procedure) -> str:
    return first_day(procedure).isoformat()
