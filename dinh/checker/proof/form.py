"""A real form from a box of cells: values that keep every bound, rows that give the counts, and the engine to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dinh.checker.goal import Goal, Values
from dinh.checker.kinds import INSTANTS, Kind
from dinh.checker.proof.bounds import Difference, Link, Span, empty_of, meet, settled, spans_of
from dinh.checker.proof.cells import DAYS, ORDERED, Cell, value_at
from dinh.checker.proof.formula import Box
from dinh.checker.proof.rows import WITHOUT, rows_for
from dinh.checker.sample import FILE, TEXTS, plain
from dinh.engine.decisions.evaluate import RowScope, Scope, add
from dinh.engine.definition.condition import ALWAYS, holds
from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import to_local

if TYPE_CHECKING:
    from dinh.checker.proof.dependencies import Cone

LATELY, BEFORE = 4 * 366, 120 * 366
"""Days before the file comes into force that a calendar knows, and within which people are born; counter-examples stay there when they can."""


class Form(Struct, frozen=True):
    """values: of fields and findings as the case has them; instants: opened, acted …; facts: of the house; row: of the list at hand; names: all that was looked at,
    filled or empty."""

    procedure: Procedure
    values: dict[str, Any]
    instants: dict[str, datetime]
    facts: dict[str, Any]
    row: str = ""
    channel: str = ""
    names: frozenset[str] = frozenset()

    def scope(self, **instants: datetime) -> Scope:
        whole = self.whole(**instants)
        return whole.row(self.row, "1") if self.row else whole

    def whole(self, **instants: datetime) -> Scope:
        """As the case sees it, whichever row is at hand."""
        return Scope(
            self.procedure,
            self.values,
            {"channel": self.channel or None, **self.instants, **instants},
            facts=self.facts,
        )

    def bare(self) -> Scope:
        """As the rules of the list's own row see it."""
        outer = self.whole()
        field = outer.field_of(self.row)
        return (
            RowScope(outer, field, "1", (outer(self.row) or {}).get("1", {}))
            if field is not None
            else outer
        )


def made(
    cone: Cone, box: Box, values: dict[str, Fraction], looked_at: Callable[[Form], bool]
) -> Form | None:
    """A form that was looked at and found right. None: none was made, which does not say that there is none."""
    lists = _lists(cone, box)
    for chosen in _choices(cone, box, values):
        for attempt in range(len(WITHOUT) if lists else 1):
            form = _form(cone, box, chosen, attempt)
            if form is not None and not _refused(cone, form) and looked_at(form):
                return form
    return None


def _choices(cone: Cone, box: Box, values: dict[str, Fraction]) -> Iterator[dict[str, Fraction]]:
    """Values that keep the differences: of our days when they can be, else any; what counts months is then set right by the calendar."""
    spans, links = spans_of(box), [*cone.links]
    now = Fraction(_day(cone.procedure).toordinal())
    days = [name for name in spans if cone.kinds[name].type in DAYS]
    near, far = (
        {
            name: meet(
                spans[name], Span(now, now) if name in INSTANTS else Span(now - before, now + 366)
            )
            for name in days
        }
        for before in (LATELY, BEFORE)
    )
    for wanted in (
        {**spans, **near},
        {**spans, **far},
        {**spans, **{name: span for name, span in far.items() if name not in INSTANTS}},
    ):
        if (
            not any(span.none for span in wanted.values())
            and (found := settled(wanted, links, empty_of(box))) is not None
        ):
            yield _by_the_calendar(found, wanted, links)
    yield _by_the_calendar(values, spans, links)


def _by_the_calendar(
    values: dict[str, Fraction], spans: Mapping[str, Span], links: list[Link]
) -> dict[str, Fraction]:
    """Months and years have no fixed length: move one of the two days so that they are counted as wanted."""
    values = dict(values)
    for link in links:
        if (
            isinstance(link, Difference)
            and link.unit in ("months", "years")
            and {link.result, link.start, link.end} <= values.keys()
        ):
            wanted = spans[link.result]
            count = int(
                wanted.low
                if wanted.low is not None
                else wanted.high
                if wanted.high is not None
                else 0
            )
            for name, other, sign in ((link.start, link.end, -1), (link.end, link.start, 1)):
                moved = _moved(values[other], sign * count, link.unit)
                span = spans[name]
                if (
                    moved is not None
                    and (span.low is None or moved >= span.low)
                    and (span.high is None or moved <= span.high)
                ):
                    values[name] = moved
                    break
    return values


def _moved(day: Fraction, count: int, unit: str) -> Fraction | None:
    try:
        return Fraction(add(date.fromordinal(int(day)), count, unit).toordinal())
    except (ValueError, OverflowError):
        return None


def _day(procedure: Procedure) -> date:
    first = date.fromisoformat(procedure.in_force or "2026-07-01")
    return first + timedelta(days=(7 - first.weekday()) % 7)


def _form(cone: Cone, box: Box, values: Mapping[str, Fraction], attempt: int) -> Form | None:
    data: dict[str, Any] = {}
    row: dict[str, Any] = {}
    instants: dict[str, datetime] = {
        name: datetime.combine(_day(cone.procedure), time(2), UTC) for name in ("opened", "acted")
    }
    facts: dict[str, Any] = {}
    channel = ""
    for name, cells in box.items():
        value = _value(cone.kinds[name], cells, values.get(name))
        if name.startswith("row."):
            row[name[4:]] = value
        elif name == "channel":
            channel = str(value)
        elif name in INSTANTS:
            if value is not None:
                instants[name] = datetime.combine(date.fromisoformat(value[:10]), time(2), UTC)
        elif name.startswith("house."):
            facts[name[6:]] = value
        elif (
            (field := cone.scope.lists.get(name)) is None
            and name not in cone.procedure.derive
            and "@" not in name
            and value is not None
        ):
            data[name] = value
        elif field is not None and value is not None:
            data[name] = {}
    for list_ in _lists(cone, box):
        found = rows_for(cone, box, cone.scope.lists[list_], values, attempt)
        if found is None:
            return None
        data.pop(list_, None)
        if found:
            data[list_] = {str(place): one for place, one in enumerate(found, 1)}
    if cone.moment.row:
        own = cone.scope.lists[cone.moment.row]
        data[own.name] = {
            "1": {
                name: value
                for name, value in row.items()
                if name in own.columns and value is not None
            }
        }
    return Form(cone.procedure, data, instants, facts, cone.moment.row, channel, frozenset(box))


def _lists(cone: Cone, box: Box) -> list[str]:
    """Lists of which rows are counted or added up, or which must be filled."""
    named = {
        name
        for name, cells in box.items()
        if name in cone.scope.lists and all(not cell.empty for cell in cells)
    }
    for name in box:
        value = cone.procedure.derive.get(name.partition("@")[0])
        named |= (
            {str(one).partition(".")[0] for one in getattr(value.formula, "over", ())}
            if value
            else set()
        )
    return [name for name in cone.scope.lists if name in named and name != cone.moment.row]


def _value(kind: Kind, cells: tuple[Cell, ...], at: Fraction | None) -> Any:
    filled = [cell for cell in cells if not cell.empty]
    if not filled:
        return None
    if at is None or kind.type not in ORDERED:
        return sampled(kind, filled[0].value)
    cell = next(
        (
            cell
            for cell in filled
            if (cell.low is None or cell.low <= at) and (cell.high is None or at <= cell.high)
        ),
        filled[0],
    )
    return value_at(
        kind,
        at if cell.low is None or cell.high is None or cell.low <= at <= cell.high else cell.low,
    )


def sampled(kind: Kind, value: Any) -> Any:
    """Something a person could have typed, where any filled value does."""
    if value == ["…"]:
        return ["leader"]
    if value != "…":
        return value
    if kind.type in ("file", "files"):
        return FILE if kind.type == "file" else [FILE]
    return TEXTS.get(kind.type, "…")


def _refused(cone: Cone, form: Form) -> bool:
    """Would what was taken for granted have been found wrong when the form was filled?"""
    scope = form.whole(acted=form.instants["opened"])
    return any(holds(cone.procedure.valid[place].when, scope) for place in cone.lines)


def goal(form: Form, at: frozenset[str], seen: Callable[[Values], bool], **more: Any) -> Goal:
    """That a case has these values at one of these moments, and what is then seen."""
    fields = {**form.procedure.form, **form.procedure.findings}
    values = {
        name: form.values.get(name) for name in fields if name in form.names or name in form.values
    }
    given: dict[str, Any] = {f"house.{name}": value for name, value in form.facts.items()} | (
        {"channel": form.channel} if form.channel else {}
    )
    return Goal(
        at=at,
        values=values,
        seen=seen,
        given=given,
        row=form.row,
        opened=to_local(form.instants["opened"]).strftime("%Y-%m-%dT%H:%M"),
        said=form.names,
        **more,
    )


def told(form: Form) -> dict[str, Any]:
    """`{"given", "does"}` as in an example: what the question needs, and what must be filled beside it."""
    scope = form.whole()
    given: dict[str, Any] = {"opened": to_local(form.instants["opened"]).strftime("%Y-%m-%dT%H:%M")}
    if form.channel:
        given["channel"] = form.channel
    for name, field in {**form.procedure.form, **form.procedure.findings}.items():
        value = form.values.get(name)
        if value is not None:
            given[name] = list(value.values()) if field.type == "list" else value
        elif (
            name in form.procedure.form
            and field.type != "list"
            and holds(field.shown, scope)
            and field.required == ALWAYS
        ):
            given[name] = plain(field, given["opened"])
    return {
        "given": {**given, **{f"house.{name}": value for name, value in form.facts.items()}},
        "does": [],
    }
