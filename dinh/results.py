"""What the house achieved, for everybody to see: cases received, settled, in time and late, by field and by month.

Counted from `store.tallies`; nothing of a person is in it. A procedure of the level `internal` is no service to citizens and
is left out. Cases of every class are counted and none is told apart.

Few cases may point at somebody: who knows that a neighbour complained would read here how it ended. So no field with
fewer than FEW cases in what is told is named with figures: such fields are told together, with the smallest of the
others where they are still few. The house as a whole is always told: that says nothing of what a case was about.
Rule to keep: a table by field that is told for several months is the sum of those months' tables, and never more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.schedule.calendar import to_local
from dinh.procedures.lookup import Library, own
from dinh.store import tallies
from dinh.store.plain import plain

FEW = 3
MONTHS = 12
DAY_S = 86_400


class Figures(Struct, frozen=True):
    """Sums, as `store.tallies` names them. Of `settled`, some had no due: they are neither on time nor late."""

    received: int = 0
    settled: int = 0
    on_time: int = 0
    early: int = 0
    late: int = 0
    taken_s: int = 0
    promised_s: int = 0

    @property
    def size(self) -> int:
        """At least so many cases are told of."""
        return max(self.received, self.settled)

    @property
    def with_due(self) -> int:
        return self.on_time + self.late

    @property
    def no_due(self) -> int:
        return self.settled - self.with_due

    @property
    def share(self) -> Decimal | None:
        """Percent on time, cut off: 100 only where none was late. None where nothing had a due."""
        return (
            (Decimal(100 * self.on_time) / self.with_due).quantize(Decimal("0.1"), ROUND_FLOOR)
            if self.with_due
            else None
        )

    @property
    def days_taken(self) -> Decimal | None:
        """The average of one or two cases would tell those cases: None, as where nothing had a due."""
        return _days(self.taken_s, self.with_due)

    @property
    def days_promised(self) -> Decimal | None:
        return _days(self.promised_s, self.with_due)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            *(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__)
        )


class Standing(Struct, frozen=True):
    """What is open now."""

    open: int = 0
    within: int = 0
    overdue: int = 0

    @property
    def size(self) -> int:
        return self.open

    @property
    def waiting(self) -> int:
        """No day is promised now: not accepted yet, waiting for the applicant, or the law sets none."""
        return self.open - self.within - self.overdue

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            self.open + other.open, self.within + other.within, self.overdue + other.overdue
        )


class ByField[T](Struct, frozen=True):
    """Rows of fields, the largest first; `rest`: of those that are too small to be told one by one, together."""

    fields: tuple[tuple[str, T], ...]
    rest: T | None
    whole: T


class Month(Struct, frozen=True):
    """month: `YYYY-MM`; carried: open when it began."""

    month: str
    by_field: ByField[Figures]
    carried: int

    @property
    def whole(self) -> Figures:
        return self.by_field.whole

    @property
    def left(self) -> int:
        """Open when it ended, or now."""
        return self.carried + self.whole.received - self.whole.settled


class Results(Struct, frozen=True):
    """months: the last twelve, the newest first; year: all of them together; now: what is open."""

    at: datetime
    months: tuple[Month, ...]
    year: ByField[Figures]
    now: ByField[Standing]


def results(house: str, now: datetime) -> Results:
    inside = internal(house)
    standing: dict[str, Standing] = defaultdict(Standing)
    for one in tallies.still_open(house, now):
        if one.procedure not in inside:
            standing[one.field] += Standing(one.open, one.within, one.overdue)
    by_month = _by_month(house, last_months(to_local(now).date()), inside)
    return Results(
        now,
        _months(house, by_month, inside),
        over_the_year(by_month.values()),
        told(standing, Standing()),
    )


def last_months(today: date) -> list[str]:
    """The month of this day and the eleven before it."""
    first = today.year * 12 + today.month - 1
    return [f"{(first - n) // 12:04d}-{(first - n) % 12 + 1:02d}" for n in range(MONTHS)]


def internal(house: str) -> frozenset[str]:
    """Procedures that are no service to citizens, by their latest version."""
    versions = (
        (slug, found[-1]) for slug, found in finders.state(house).procedures.items() if found
    )
    return frozenset(
        slug
        for slug, one in versions
        if (spec := finders.content(house, one.digest).procedure) and spec.level == "internal"
    )


def _by_month(
    house: str, months: list[str], inside: frozenset[str]
) -> dict[str, dict[str, Figures]]:
    """Month -> field -> figures, the newest month first."""
    found: dict[str, dict[str, Figures]] = {month: defaultdict(Figures) for month in months}
    for one in tallies.tallies(house, months[-1], months[0]):
        if one.procedure not in inside:
            found[one.month][one.field] += _figures(one)
    return found


def _figures(one: tallies.Tally) -> Figures:
    return Figures(*(getattr(one, name) for name in Figures.__struct_fields__))


def _months(
    house: str, by_month: Mapping[str, Mapping[str, Figures]], inside: frozenset[str]
) -> tuple[Month, ...]:
    carried = sum(
        one.received - one.settled
        for one in tallies.before(house, min(by_month))
        if one.procedure not in inside
    )
    found: list[Month] = []
    for month in reversed(list(by_month)):
        found.append(Month(month, told(by_month[month], Figures()), carried))
        carried = found[-1].left
    return tuple(reversed(found))


def _days(seconds: int, cases: int) -> Decimal | None:
    return round(Decimal(seconds) / cases / DAY_S, 1) if cases >= FEW else None


# --- few cases --------------------------------------------------------------------------------------------------------


def told[T: (Figures, Standing)](rows: Mapping[str, T], none: T) -> ByField[T]:
    """Each field by itself but for small ones."""
    alone = _by_size((field, one) for field, one in rows.items() if one.size)
    small: list[T] = []
    while alone and (alone[-1][1].size < FEW or _is_few(sum(small, none))):
        small.append(alone.pop()[1])
    return ByField(tuple(alone), sum(small, none) if small else None, sum(rows.values(), none))


def _by_size[T: (Figures, Standing)](rows: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    return sorted(rows, key=lambda row: (-row[1].size, row[0]))


def _is_few(one: Figures | Standing) -> bool:
    return 0 < one.size < FEW


def over_the_year(months: Iterable[Mapping[str, Figures]]) -> ByField[Figures]:
    """What the months told, added up, so that taking months off the year tells nothing new. A field that no month named has its year alone."""
    named: dict[str, Figures] = defaultdict(Figures)
    withheld: dict[str, Figures] = defaultdict(Figures)
    for month in months:
        alone = dict(told(month, Figures()).fields)
        for field, one in month.items():
            (named if field in alone else withheld)[field] += one
    never = told({field: one for field, one in withheld.items() if field not in named}, Figures())
    rest = sum((one for field, one in withheld.items() if field in named), never.rest or Figures())
    apart = list(never.fields)
    while apart and _is_few(rest):
        rest += apart.pop()[1]
    fields = _by_size([*named.items(), *apart])
    return ByField(
        tuple(fields), rest if rest.size else None, sum((one for _, one in fields), rest)
    )


# --- what is offered --------------------------------------------------------------------------------------------------


def offered(house: str) -> list[tuple[str, list[Procedure]]]:
    """Field -> the procedures in force for citizens, both in the order of their names."""
    found: dict[str, list[Procedure]] = defaultdict(list)
    for one in finders.procedures(house):
        if one.level != "internal":
            found[one.field].append(one)
    return [
        (field, sorted(found[field], key=lambda one: plain(one.name.vi)))
        for field in sorted(found, key=lambda one: plain(field_label(one).vi))
    ]


def field_label(field: str) -> Text:
    return _labels().get(field) or Text(field, field)


def field_labels() -> dict[str, Text]:
    """All fields of work by their slugs."""
    return _labels()


@lru_cache(maxsize=1)
def _labels() -> dict[str, Text]:
    return Library([]).labels(own() / "fields.yaml", "fields")
