"""The cone of a question: every value on which its answer hangs, and what always holds between them.

A field that is not shown is empty; one that was asked and is required is filled; a derived value is empty when an operand is;
a line of `valid` that stops never holds of what was accepted. What is not said here may be: an answer of "none" stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

from msgspec import Struct

from dinh.checker.kinds import INSTANTS, Kind, Scope
from dinh.checker.proof.bounds import Later, Link
from dinh.checker.proof.formula import (
    NO,
    YES,
    Formula,
    Lit,
    both,
    condition,
    either,
    empty,
    filled,
    implies,
    literals,
    no,
)
from dinh.checker.proof.links import link_of
from dinh.engine.analysis.asked_before import all_asked, all_edited
from dinh.engine.analysis.child_links import brought, brought_back
from dinh.engine.analysis.reads import asked_by, followed, operands
from dinh.engine.analysis.unsettled import loose
from dinh.engine.definition.condition import (
    ALWAYS,
    NEVER,
    Clause,
    Compare,
    Condition,
    Empty,
    Is,
    Test,
    Within,
    names_in,
    test_holds,
)
from dinh.engine.definition.procedure import (
    Between,
    Derived,
    Field,
    Fold,
    FromNorm,
    MetresOutside,
    Minus,
    PolygonArea,
    Procedure,
    Quotient,
    Table,
    Tiers,
    Times,
    Valid,
)

AT_OPENING = "@opened"
"""A derived value as it was when the form was filled: what it reads as `acted` was then `opened`."""


LATER = frozenset({"accepted", "due", "limit", "entered"})
"""Instants that are not there yet when a form is filled."""

ORDER = (
    ("opened", "accepted"),
    ("opened", "entered"),
    ("opened", "acted"),
    ("accepted", "acted"),
    ("entered", "acted"),
)
"""Of two instants the earlier one."""


class Moment(Struct, frozen=True):
    """When the question is asked. asked: findings that were asked on every way here, and `~name` of what may be loose; unasked: on none.
    filled: reserved instants that are there by then. row: the list whose row is at hand. wide: lines of `valid` are taken in that hang on the rest
    only by what decides whether something is asked."""

    asked: frozenset[str] = frozenset()
    unasked: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset({"opened", "acted"})
    row: str = ""
    wide: bool = False


class Cone:
    """names: of which kind each value is; always: what holds between them; links: how numbers and days hang together."""

    def __init__(self, procedure: Procedure, moment: Moment) -> None:
        self.procedure, self.moment, self.scope = procedure, moment, Scope(procedure)
        self.kinds: dict[str, Kind] = {}
        self.tests: dict[str, list[Test]] = {}
        self.grid: dict[str, Fraction | None] = {}
        self.always: list[Formula] = []
        self.links: list[Link] = []
        self.columns: set[str] = set()
        """Columns of whose rows something is computed here."""
        self.lines: set[int] = set()
        self.later = all_asked(procedure)
        """Columns that later actions ask (with findings): not asked when the row is made."""
        self.brought = brought_back(procedure)
        """What a child fills, whatever is said to be wrong."""
        if moment.row in self.scope.lists:
            self.hold(filled(moment.row))

    # --- what is asked --------------------------------------------------------------------------------------------

    def asked(self, said: Condition, *, bare: bool = False, suffix: str = "") -> Formula:
        """The condition as a formula over this cone's names, each of which is taken in."""
        names = {name: self.name(name, bare=bare, suffix=suffix) for name in names_in(said)}
        return self.take(condition(said, names))

    def take(self, formula: Formula) -> Formula:
        for literal in literals(formula):
            self.include(literal.name)
            self.tests[literal.name] += literal.tests
        return formula

    def name(self, name: str, *, bare: bool = False, suffix: str = "") -> str:
        """One name for each value, however it was said; with the suffix as it was at the opening."""
        if suffix:
            return (
                "opened"
                if name == "acted"
                else self.name(name, bare=bare) + (suffix if self.shifts(name) else "")
            )
        if name.startswith("case."):
            return name[5:]
        if self.moment.row:
            columns = self.scope.rows.get(self.moment.row, {})
            own = name.removeprefix(f"{self.moment.row}.")
            if not name.startswith("row.") and own in columns and (bare or own != name):
                return f"row.{own}"
        return name

    def handed_down(self) -> None:
        """Where the value is one of its operands, they fall into cells by its tests too."""
        for name in reversed(list(self.kinds)):
            value = self.procedure.derive.get(name)
            if (
                value is not None
                and isinstance(value.formula, Fold)
                and value.formula.function in ("greatest", "least", "first")
            ):
                for operand in self._operands(value.formula):
                    self.tests[self.name(operand)] += self.tests[name]

    def hold(self, formula: Formula) -> None:
        """What always holds between values of the cone."""
        self.always.append(self.take(formula))

    # --- what it hangs on -----------------------------------------------------------------------------------------

    def include(self, name: str) -> None:
        if name in self.kinds:
            return
        plain = name.removesuffix(AT_OPENING)
        kind = self.scope.of(plain, self.moment.row) or self.scope.column(plain) or Kind()
        self.kinds[name], self.tests[name], self.grid[name] = kind, [], None
        if plain.startswith("row."):
            self._column(name, plain[4:])
        elif plain in self.procedure.derive:
            self._derived(name, self.procedure.derive[plain], bare=False)
        elif plain in self.procedure.form or plain in self.procedure.findings:
            self._field(name, self.procedure.form.get(plain) or self.procedure.findings[plain])
        else:
            self._reserved(name)

    def _field(self, name: str, field: Field) -> None:
        self.grid[name] = Fraction(1, 10**field.places)
        if name in self.moment.unasked:
            self.hold(empty(name))
            return
        shown = self.asked(field.shown)
        if field.shown != ALWAYS:
            self.hold(implies(filled(name), shown))
        required = _required(field)
        if (
            required != NEVER
            and (name in self.procedure.form or name in self.moment.asked)
            and loose(name) not in self.moment.asked
        ):
            self.hold(implies(both((shown, self.asked(required))), filled(name)))
        if brought(name) in self.moment.asked:
            self.hold(implies(shown, filled(name)))

    def _column(self, name: str, column: str) -> None:
        list_ = self.procedure.form.get(self.moment.row) or self.procedure.findings.get(
            self.moment.row
        )
        if list_ is None:
            return
        if column in list_.derive:
            self._derived(name, list_.derive[column], bare=True)
        elif (field := list_.columns.get(column)) is not None:
            self.grid[name] = Fraction(1, 10**field.places)
            shown = self.asked(field.shown, bare=True)
            if field.shown != ALWAYS:
                self.hold(implies(filled(name), shown))
            full = f"{list_.name}.{column}"
            if (
                field.required != NEVER
                and loose(full) not in self.moment.asked
                and (
                    full not in self.later
                    or (full in self.moment.asked and not self._rewritten(list_.name))
                )
            ):
                self.hold(
                    implies(both((shown, self.asked(field.required, bare=True))), filled(name))
                )
            if brought(f"{list_.name}.{column}") in self.moment.asked:
                self.hold(implies(shown, filled(name)))

    def _rewritten(self, list_: str) -> bool:
        """May its rows be written anew, without what was asked of them since?"""
        return list_ in all_edited(self.procedure)

    def _reserved(self, name: str) -> None:
        if name == "channel":
            by_itself = ("house",) if self.procedure.starts or not self.procedure.channels else ()
            self.hold(
                Lit(
                    name,
                    tuple(Is(one) for one in dict.fromkeys((*self.procedure.channels, *by_itself))),
                )
            )
        elif name in INSTANTS:
            self.grid[name] = Fraction(1)
            self.kinds[name] = Kind("datetime", bounds=_in_force(self.procedure, name))
            self.links += [
                Later(first, second)
                for first, second in ORDER
                if name in (first, second) and {first, second} <= self.kinds.keys()
            ]
            if name in self.moment.filled:
                self.hold(filled(name))
        elif name in ("case", "home", "opener") or name.startswith("house."):
            self.hold(filled(name))  # a house that has not said it is told so when it publishes

    def _derived(self, name: str, value: Derived, *, bare: bool) -> None:
        suffix = AT_OPENING if name.endswith(AT_OPENING) else ""
        operands = {one: self._operand(one, suffix, bare) for one in self._operands(value.formula)}
        if isinstance(value.formula, Table):
            self._table(name, value.formula, bare, suffix)
        elif isinstance(value.formula, Fold):
            self._fold(name, value.formula, suffix)
        elif isinstance(value.formula, FromNorm):
            self._norm(name, value.formula, operands)
        elif isinstance(value.formula, PolygonArea | MetresOutside):
            pass  # any number, or none: too few corners, an outline that cannot be read
        else:
            for one in operands.values():
                self.hold(implies(filled(name), filled(one)))
            self.hold(
                implies(
                    both(
                        (
                            *(filled(one) for one in operands.values()),
                            *self._divides(value.formula, operands),
                        )
                    ),
                    filled(name),
                )
            )
        self.grid[name] = self._grid(value.formula, operands)
        self.links += link_of(name, value.formula, operands, self.procedure, self.grid)
        self._alike(name, value, suffix)

    def _alike(self, name: str, value: Derived, suffix: str) -> None:
        """What is computed in the same way is the same, by whatever name."""
        for other, one in self.procedure.derive.items():
            if (
                (same := other + suffix) in self.kinds
                and same != name
                and one.formula == value.formula
                and value.type in ("number", "money", "date")
            ):
                self.hold(
                    both((implies(filled(name), filled(same)), implies(filled(same), filled(name))))
                )
                self.links.append(Later(same, name, Fraction(0), Fraction(0)))

    def _divides(self, formula: Any, operands: Mapping[str, str]) -> list[Formula]:
        """Of a quotient: what it is divided by is not nothing."""
        if not isinstance(formula, Quotient):
            return []
        if not isinstance(formula.right, str):
            return [] if formula.right else [NO]
        return (
            [no(Lit(operands[formula.right], (Compare("=", 0),)))]
            if formula.right in operands
            else [NO]
        )

    def _operand(self, operand: str, suffix: str, bare: bool) -> str:
        name = self.name(operand, bare=bare, suffix=suffix)
        self.include(name)
        return name

    def _operands(self, formula: Any) -> list[str]:
        """The names it is computed from, lists and columns aside."""
        return [
            one
            for one in operands(formula)
            if isinstance(one, str)
            and self._known(one)
            and not (isinstance(formula, Fold | PolygonArea) and self._of_list(one))
        ]

    def _known(self, name: str) -> bool:
        """A norm's key may be given by one of its own names, which is no value here."""
        return (
            self.scope.of(name, self.moment.row, bare=True) is not None
            or self.scope.column(name) is not None
        )

    def shifts(self, name: str) -> bool:
        """Does it hang on the moment of the action?"""
        return name in self.procedure.derive and "acted" in followed(self.procedure, _of(name))

    def _table(self, name: str, table: Table, bare: bool, suffix: str) -> None:
        """The first row that holds gives the value; when none does, it is empty."""
        earlier: list[Formula] = []
        for row in table.rows:
            when = self.asked(row.when, bare=bare, suffix=suffix)
            self.hold(either((no(when), *earlier, _is(name, row.gives))))
            earlier.append(when)
        self.hold(either((*earlier, empty(name))))

    def _norm(self, name: str, formula: FromNorm, operands: Mapping[str, str]) -> None:
        """There where a row of the norm holds on the day, for these keys; the value is that row's."""
        norm = self.procedure.norms.get(formula.norm)
        if norm is None or str(formula.at) not in operands:
            return
        held: list[Formula] = []
        for row in norm.rows:
            days: Test = Within(row.start, row.end) if row.end else Compare(">=", row.start)
            keys = [
                _among(operands.get(said, ""), said, row.keys[key])
                for key, said in formula.keys.items()
                if key in row.keys
            ]
            here = both(
                (
                    Lit(operands[str(formula.at)], (days,)),
                    *keys,
                    *(filled(operands[said]) for said in formula.keys.values() if said in operands),
                )
            )
            self.hold(implies(here, _is(name, row.value)))
            held.append(here)
        self.hold(implies(filled(name), either(held)))

    def _fold(self, name: str, fold: Fold, suffix: str) -> None:
        over_rows = any(self._of_list(one) for one in fold.over)
        self.columns |= {one for one in fold.over if self._of_list(one)}
        if fold.function == "count" or (fold.function == "sum" and over_rows):
            self.hold(filled(name))
            self._by_rows(name, fold)
            return
        operands = [
            self._operand(one, suffix, False)
            for one in fold.over
            if isinstance(one, str) and not self._of_list(one)
        ]
        if over_rows:
            self._of_rows(name, fold)
            return
        if fold.function == "sum":
            self.hold(implies(filled(name), both(filled(one) for one in operands)))
            self.hold(implies(both(filled(one) for one in operands), filled(name)))
        elif any(not isinstance(one, str) for one in fold.over):
            self.hold(filled(name))
        else:
            self.hold(implies(filled(name), either(filled(one) for one in operands)))
            self.hold(implies(either(filled(one) for one in operands), filled(name)))

    def _by_rows(self, name: str, fold: Fold) -> None:
        """No rows count and add up to nothing; all rows are at least as many as there must be."""
        list_, _, column = str(fold.over[0]).partition(".")
        field = self.scope.lists.get(list_)
        if field is None:
            return
        self.hold(implies(empty(list_), Lit(name, (Compare("=", 0),))))
        if fold.function == "count" and not column and fold.where == ALWAYS:
            least = field.rows.low + (not field.rows.low_in) if field.rows else 1
            self.hold(implies(filled(list_), Lit(name, (Compare(">=", max(least, 1)),))))

    def _of_rows(self, name: str, fold: Fold) -> None:
        """Greatest, least, first of a column: there when a row is, where every row has it; never there without a row."""
        list_, _, column = str(fold.over[0]).partition(".")
        field = self.scope.lists[list_]
        self.hold(implies(filled(name), filled(list_)))
        if list_ == self.moment.row and fold.where == ALWAYS and column in field.columns:
            self.hold(
                implies(self.take(filled(f"row.{column}")), filled(name))
            )  # of the row at hand there is one
        for other, value in self.procedure.derive.items():  # the least is not above the greatest
            same = (
                isinstance(value.formula, Fold)
                and value.formula.over == fold.over
                and value.formula.where == fold.where
            )
            if (
                same
                and other in self.kinds
                and {fold.function, value.formula.function} == {"least", "greatest"}  # type: ignore[union-attr]
            ):
                first, second = (name, other) if fold.function == "least" else (other, name)
                self.links.append(Later(first, second))
        if not self._in_every_row(field, column):
            return
        if fold.where == ALWAYS:
            self.hold(implies(filled(list_), filled(name)))
        for (
            other,
            value,
        ) in self.procedure.derive.items():  # where such rows are counted, one of them is enough
            if (
                isinstance(value.formula, Fold)
                and value.formula.function == "count"
                and value.formula.over == (list_,)
                and value.formula.where == fold.where
            ):
                self.hold(implies(Lit(other, (Compare(">=", 1),)), filled(name)))
                self.hold(implies(Lit(other, (Compare("=", 0),)), empty(name)))

    def _in_every_row(self, list_: Field, column: str) -> bool:
        """Is it there in every row: required of each, or derived of such columns alone?"""
        one = list_.columns.get(column)
        if one is not None:
            always = one.required == ALWAYS and one.shown == ALWAYS
            return always and f"{list_.name}.{column}" not in self.later
        formula = list_.derive[column].formula if column in list_.derive else None
        if isinstance(formula, Table):  # where what it tests is there a line holds (T3)
            read = frozenset().union(*(names_in(row.when) for row in formula.rows))
        elif isinstance(formula, Between | Minus | Tiers | Times | Fold):
            read = frozenset(one for one in operands(formula) if isinstance(one, str))
        else:
            return False
        there = [self._in_every_row(list_, one.removeprefix("row.")) for one in read]
        if isinstance(formula, Fold) and formula.function in ("greatest", "least", "first"):
            return any(there)
        return bool(there) and all(there)

    def _of_list(self, operand: Any) -> bool:
        if not isinstance(operand, str):
            return False
        list_ = operand.partition(".")[0]
        return (
            list_ in self.scope.lists
            and operand not in self.procedure.form
            and operand not in self.procedure.findings
        ) or operand in self.scope.lists

    def _grid(self, formula: Any, operands: Mapping[str, str]) -> Fraction | None:
        match formula:
            case Between() | Fold(function="count") | Tiers() | PolygonArea() | MetresOutside():
                return Fraction(1)
            case Minus(left=left, right=right):
                return self._finest((left, right), operands)
            case Fold(over=over) if not any(self._of_list(one) for one in over):
                return self._finest(over, operands)
            case Fold(over=(str() as over,)):
                return self._grid_of_column(over)
        return None

    def _grid_of_column(self, over: str) -> Fraction | None:
        """Of a derived column too, as far as it is made of columns by adding, taking away and multiplying."""
        list_, _, column = over.partition(".")
        field = self.scope.lists.get(list_)
        if field is None:
            return None
        if column in field.columns:
            one = field.columns[column]
            return Fraction(1) if one.type == "money" else Fraction(1, 10**one.places)
        if column not in field.derive:
            return None
        formula = field.derive[column].formula
        if isinstance(formula, Table):
            gives = [row.gives for row in formula.rows]
            return (
                None
                if any(isinstance(one, str | bool) for one in gives)
                else min(map(_step, gives))
            )
        parts = [
            _step(one)
            if not isinstance(one, str)
            else self._grid_of_column(f"{list_}.{one.removeprefix('row.')}")
            for one in operands(formula)
        ]
        steps = [one for one in parts if one is not None]
        if not steps or len(steps) < len(parts):
            return None
        match formula:
            case Between() | Tiers():
                return Fraction(1)
            case Minus() | Fold(function="sum" | "greatest" | "least" | "first"):
                return min(steps)
            case Times(round=None):
                return prod(steps, start=Fraction(1))
        return None

    def _finest(self, parts: Iterable[Any], operands: Mapping[str, str]) -> Fraction | None:
        steps = [
            (Fraction(1) if self.kinds[operands[one]].type == "money" else self.grid[operands[one]])
            if one in operands
            else _step(one)
            for one in parts
        ]
        return None if None in steps else min(step for step in steps if step is not None)

    # --- what was refused -------------------------------------------------------------------------------------------

    def refuse_faults(self) -> None:
        """Lines of `valid` that share a value with the cone: what they find wrong was never taken in."""
        grown = True
        while grown:
            grown = False
            for place, line in enumerate(self.procedure.valid):
                if (
                    place not in self.lines
                    and self._binds(line)
                    and any(
                        self.name(name) in self.kinds or name in self.columns
                        for name in self._hung_on(line)
                    )
                ):
                    self.lines.add(place)
                    self.hold(no(self.asked(line.when, suffix=AT_OPENING)))
                    grown = True

    def _hung_on(self, line: Valid) -> set[str]:
        """What the line reads; where that is wanted, with what decides whether it is asked."""
        found = followed(self.procedure, line.when)
        fields = [
            field
            for name in found
            if self.moment.wide
            and (field := self.procedure.form.get(name) or self.procedure.findings.get(name))
            is not None
        ]
        return found.union(*(asked_by(field) for field in fields))

    def _binds(self, line: Valid) -> bool:
        """It stops, and was looked at by now: a test of a finding that is not there yet must be false."""
        read = followed(self.procedure, line.when)
        if (
            line.warn
            or line.on
            or read & LATER
            or any(name in self.brought or name.partition(".")[0] in self.brought for name in read)
        ):
            return False
        for alternative in line.when:
            for clause in alternative:
                if clause.name in self.procedure.findings and any(
                    isinstance(test, Empty) for test in clause.tests
                ):
                    return False
        of_findings = (
            name
            for name in names_in(line.when)
            if any(
                one.partition(".")[0] in self.procedure.findings
                for one in followed(self.procedure, _of(name))
            )
        )
        return not any(self.shifts(name) for name in of_findings)


def _in_force(procedure: Procedure, instant: str) -> Within:
    """A case lives under the version that was in force when it was opened and accepted."""
    return Within(
        procedure.in_force or "1990-01-01",
        procedure.until if procedure.until and instant in ("opened", "accepted") else "2199-12-31",
    )


def _required(field: Field) -> Condition:
    """A list that may not be without rows is required wherever it is shown and nothing else is said."""
    bounded = (
        field.type == "list"
        and field.required == NEVER
        and field.rows is not None
        and not test_holds(field.rows, 0)
    )
    return ALWAYS if bounded else field.required


def _among(operand: str, said: str, names: tuple[str, ...]) -> Formula:
    """A norm's key is one of these: the value's name, or the name that the file gives outright."""
    if operand:
        return Lit(operand, tuple(Is(one) for one in names))
    return YES if said in names else NO


def _is(name: str, gives: Any) -> Formula:
    if isinstance(gives, bool):
        return Lit(name, (Is("yes" if gives else "no"),))
    return Lit(name, (Is(gives),)) if isinstance(gives, str) else Lit(name, (Compare("=", gives),))


def _step(number: Any) -> Fraction:
    return Fraction(1, Fraction(number).denominator)


def _of(name: str) -> Condition:
    """A condition that reads just this."""
    return ((Clause(name, ()),),)
