"""What was answered anew on the way (F2): can all that was counted on since hold together, with the rest as it stands?

A clause is counted on from where a way was taken because of it until something that it reads is answered once more. Whether such clauses hold
together is asked of every form there can be, within the cells in which what nobody answered anew stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from dinh.checker.goal import Values
from dinh.checker.growth import Limit, direction, limit_of
from dinh.checker.journeys import Journey
from dinh.checker.proof.cells import Cell, cells_of
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form
from dinh.checker.proof.formula import Box, Formula, Lit, both, literals, no, undecided, verdict
from dinh.checker.proof.solve import Answer, Found, Nothing, answer
from dinh.engine.analysis.asked_before import CLOCK, Names
from dinh.engine.analysis.reads import hangs, roots
from dinh.engine.analysis.unsettled import MARK, grown, more, named, touched
from dinh.engine.definition.condition import Clause, Test, holds, names_in, test_holds
from dinh.engine.definition.procedure import Field, Procedure

type Held = frozenset[tuple[Clause, bool]]
"""Clauses counted on, and whether as holding."""

type Stands = frozenset[tuple[bool, ...]]
"""Of a value: what its tests may say of it."""

QUESTIONS_MAX = 400
"""Of one file: what is asked beyond them is taken to fit."""

NOTHING: tuple[Any, ...] = (None, "", [], {})


class Answers(Struct, frozen=True):
    """What may be other than when the question was put. freed: answered since; asked: surely, so that what is required is there, and what is loose; emptied: surely
    nothing is there."""

    freed: Names = frozenset()
    asked: Names = frozenset()
    emptied: Names = frozenset()

    def also(self, names: Names, surely: Names = frozenset()) -> Answers:
        marks = frozenset(
            one
            for one in self.asked
            if one.startswith(MARK) and touched(frozenset({named(one)}), names)
        )
        return Answers(
            self.freed | names, (self.asked - names - marks) | surely, self.emptied - names
        )

    def without(self, names: Names) -> Answers:
        return Answers(self.freed | names, self.asked - names, self.emptied | names)


AS_IT_STANDS = Answers()


def woven(procedure: Procedure, names: Iterable[str]) -> Names:
    """These fields and columns, and all on which it hangs whether they are shown, required, or found wrong together with others."""
    everything = {**procedure.form, **procedure.findings}
    lines = [
        frozenset(root for name in names_in(line.when) for root in roots(procedure, name))
        for line in procedure.valid
        if not (line.warn or line.on)
    ]
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().replace("/", ".")
        if name not in found:
            found.add(name)
            waiting += [
                root
                for one, list_ in asks_of(everything, name)
                for root in roots(procedure, one, inside=list_)
            ]
            waiting += [root for line in lines if name in line for root in line]
    return frozenset(found)


def asks_of(everything: dict[str, Field], name: str) -> Iterable[tuple[str, str]]:
    """What decides whether the field or the column is asked, each with the list within which it is read."""
    list_, _, column = name.partition(".")
    one, inside = (
        (everything[name], "")
        if name in everything
        else (everything[list_].columns.get(column), list_)
        if list_ in everything
        else (None, "")
    )
    return (
        [(read, inside) for read in sorted(names_in(one.shown) | names_in(one.required))]
        if one is not None
        else []
    )


class Here:
    """How all that nobody answered anew stands: in a box, or in one form."""

    def __init__(
        self, says: Callable[[Clause], bool | None], cells: Callable[[str], list[Cell] | None]
    ) -> None:
        self.says, self.cells = says, cells
        self.open: list[Lit] = []
        """On what it hangs where that is not decided."""

    def stands(self, name: str, tests: Iterable[Test]) -> Stands | None:
        cells = self.cells(name)
        return None if cells is None else frozenset(_said(cell.value, tests) for cell in cells)


def in_box(cone: Cone, box: Box) -> Here:
    return Here(
        lambda clause: verdict(Lit(cone.name(clause.name), clause.tests), box),
        lambda name: [*box[name]] if name in box else None,
    )


def in_form(scope: Values) -> Here:
    return Here(
        lambda clause: holds(((clause,),), scope),
        lambda name: None if "@" in name else [cell_at(scope(name))],
    )


def cell_at(value: Any) -> Cell:
    """A value by itself."""
    at = (
        None
        if value in NOTHING
        or isinstance(value, bool)
        or not isinstance(value, int | Decimal | Fraction)
        else Fraction(value)
    )
    return Cell(None if value in NOTHING else value, at, at)


def _said(value: Any, tests: Iterable[Test]) -> tuple[bool, ...]:
    return (value not in NOTHING, *(test_holds(test, value) for test in tests))


class _Question(Struct):
    """One put to the forms: its cone, what is asked, which of its names are answered anew, which others may be hidden by that, and the tests by which the rest is
    told apart; growing: what is reckoned of a list to which rows were added, and which way it goes."""

    cone: Cone
    asked: Formula
    free: Names
    hidden: Names
    growing: dict[str, str]
    tests: dict[str, tuple[Test, ...]]
    cells: dict[str, tuple[Cell, ...]]


class Anew:
    """Answers on the ways of one journey. outer: the cone of the question whether a case is stuck, in whose cells the rest stands; left: how many more are asked."""

    def __init__(
        self, outer: Cone, journey: Journey, relevant: Names, filled: Names, left: list[int]
    ) -> None:
        self.outer, self.journey, self.relevant, self.filled, self.left = (
            outer,
            journey,
            relevant,
            filled,
            left,
        )
        self.questions: dict[tuple[Held, Answers, Names, Names], _Question] = {}
        self.answers: dict[Any, Answer] = {}

    def fits(
        self, held: Held, answers: Answers, freed: Names, here: Here, given: Names = frozenset()
    ) -> tuple[bool, bool]:
        """May all of it hold, with some answer to what is given just now; does it of some answers whatever is still open here?"""
        if any((clause, not wanted) in held for clause, wanted in held):
            return False, False
        key = (held, answers, freed, given)
        if key not in self.questions:
            self.questions[key] = self.question(held, answers, freed, given)
        one = self.questions[key]
        stands = {name: here.stands(name, tests) for name, tests in one.tests.items()}
        limits = {name: limit_of(way, here.cells(name)) for name, way in one.growing.items()}
        whole = (*key, *stands.values(), *limits.values())
        if whole not in self.answers and not self.left[0]:
            return True, True
        if whole not in self.answers:
            self.left[0] -= 1
            self.answers[whole] = self.answer(one, held, stands, limits)
        found = self.answers[whole]
        if isinstance(found, Nothing):
            return False, False
        return True, not isinstance(found, Found) or self.surely(one, found, stands, limits, here)

    def question(self, held: Held, answers: Answers, freed: Names, given: Names) -> _Question:
        asked = (
            frozenset(
                one
                for one in self.journey.asked
                if not touched(frozenset({named(one)}), answers.freed)
            )
            | answers.asked
        )
        unasked = (
            frozenset(
                one
                for one in self.relevant - self.journey.asked - answers.freed
                if more(one) not in answers.freed
            )
            | answers.emptied
        )
        filled = (
            self.filled | {CLOCK} if CLOCK in answers.freed else self.filled - freed
        )  # before it starts: whatever is wanted
        cone = Cone(
            self.outer.procedure,
            Moment(
                asked=asked, unasked=unasked, filled=filled, row=self.outer.moment.row, wide=True
            ),
        )
        said = both(
            [
                cone.asked(((clause,),)) if wanted else no(cone.asked(((clause,),)))
                for clause, wanted in sorted(held, key=repr)
            ]
        )
        for name in sorted(given):
            cone.include(cone.name(name))
        cone.refuse_faults()
        cone.handed_down()
        row = cone.moment.row
        free = frozenset(
            name
            for name in cone.kinds
            if touched(roots(cone.procedure, name.partition("@")[0], row), freed)
        )
        growing = {
            name: direction(cone.procedure, name)
            for name in sorted(cone.kinds.keys() - free)
            if grown(roots(cone.procedure, name.partition("@")[0], row), freed)
        }
        hidden = frozenset(
            name
            for name in cone.kinds.keys() - free - growing.keys()
            if touched(hangs(cone.procedure, (name.partition("@")[0],), row), freed)
        )
        tests = {
            name: tuple(dict.fromkeys(self.outer.tests[name]))
            for name in cone.kinds
            if name not in free
            and name not in growing
            and name in self.outer.kinds
            and not (name in hidden and cone.kinds[name].derived)
        }
        for name, some in tests.items():
            cone.tests[name] += some
        return _Question(
            cone,
            said,
            free,
            hidden,
            growing,
            tests,
            {
                name: cells_of(kind, cone.tests[name], cone.grid[name])
                for name, kind in cone.kinds.items()
            },
        )

    def answer(
        self,
        one: _Question,
        held: Held,
        stands: dict[str, Stands | None],
        limits: dict[str, Limit | None],
    ) -> Answer:
        def met(form: Form) -> bool:
            scope = form.scope()
            return all(holds(((clause,),), scope) is wanted for clause, wanted in held)

        return answer(
            one.cone,
            one.asked,
            met,
            lambda name, cell: self.within(one, stands, limits, name, cell),
        )

    def within(
        self,
        one: _Question,
        stands: dict[str, Stands | None],
        limits: dict[str, Limit | None],
        name: str,
        cell: Cell,
    ) -> bool:
        if (limit := limits.get(name)) is not None:
            return limit.lets(cell)
        known = stands.get(name)
        return (
            known is None
            or (cell.empty and name in one.hidden)
            or _said(cell.value, one.tests[name]) in known
        )

    def surely(
        self,
        one: _Question,
        found: Found,
        stands: dict[str, Stands | None],
        limits: dict[str, Limit | None],
        here: Here,
    ) -> bool:
        """With the answers that were found, whatever the rest is; else what it hangs on is noted."""
        picked = one.free | one.growing.keys()
        box = {
            name: found.box[name][:1]
            if name in picked
            else tuple(cell for cell in cells if self.within(one, stands, limits, name, cell))
            for name, cells in one.cells.items()
        }
        short = [
            name
            for name, limit in limits.items()
            if limit is not None and not limit.surely_lets(box[name][0])
        ]
        here.open += [Lit(name, (test,)) for name in short for test in self.outer.tests[name]]
        sure = not short
        moving = picked | one.hidden
        for formula in (
            one.asked,
            *(
                rule
                for rule in one.cone.always
                if not moving.isdisjoint(literal.name for literal in literals(rule))
            ),
        ):
            if verdict(formula, box) is not None:
                continue
            literal = undecided(formula, box)
            if literal is not None and literal.name in one.tests:
                here.open.append(literal)
                sure = False
        return sure
