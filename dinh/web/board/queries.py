"""What the board shows: finished rows of the house's results, with the bars that say the same as their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import to_local
from dinh.insight.house import Period
from dinh.insight.public import PublicIndex, public_index
from dinh.messages.words import words_of
from dinh.results import ByField, Figures, Month, Results, Standing, field_label, offered, results

YEAR = "all"
CHART = (100, 40)  # a chart's width and height, in its own units
GAP = 0.2


class Row[T](Struct, frozen=True):
    """field: what it is called; "" for the small ones together."""

    field: str
    one: T


class Column(Struct, frozen=True):
    """A month in the chart: from the ground up those on time, those without a due, those late; in the chart's units."""

    x: float
    width: float
    bars: tuple[tuple[str, float, float], ...]


class Shown(Struct, frozen=True):
    """month: `YYYY-MM`, or YEAR; `period`, `whole`: what it brought; carried: open when it began."""

    at: datetime
    month: str
    months: tuple[Month, ...]
    whole: Figures
    carried: int
    left: int
    period: tuple[Row[Figures], ...]
    now: tuple[Row[Standing], ...]
    open: Standing
    columns: tuple[Column, ...]
    offered: tuple[tuple[str, tuple[Procedure, ...]], ...]
    any: bool
    index: PublicIndex

    @property
    def begun(self) -> tuple[Month, ...]:
        """The months since the house has cases."""
        empty = next(
            (n for n, one in enumerate(reversed(self.months)) if one.carried or one.whole.size),
            len(self.months),
        )
        return self.months[: len(self.months) - empty]

    @property
    def procedures(self) -> int:
        return sum(len(found) for _, found in self.offered)


def shown(house: str, month: str, now: datetime, lang: str) -> Shown:
    """Raises NotFound for what is none of the last twelve months."""
    found = results(house, now)
    month = month or found.months[0].month
    chosen = next((one for one in found.months if one.month == month), None)
    if chosen is None and month != YEAR:
        raise finders.NotFound(month)
    by_field = chosen.by_field if chosen else found.year
    return Shown(
        to_local(now),
        month,
        found.months,
        by_field.whole,
        (chosen or found.months[-1]).carried,
        (chosen or found.months[0]).left,
        rows(by_field, lang),
        rows(found.now, lang),
        found.now.whole,
        columns(found),
        tuple((words_of(field_label(field), lang), tuple(some)) for field, some in offered(house)),
        bool(found.now.whole.open or found.year.whole.size),
        public_index(house, period_of(found.months if chosen is None else (chosen,), now), now),
    )


def period_of(months: Sequence[Month], now: datetime) -> Period:
    """From the first day of the oldest of these months to the last of the newest, or today."""
    first = date.fromisoformat(f"{months[-1].month}-01")
    newest = date.fromisoformat(f"{months[0].month}-01")
    last = (newest + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(first, min(last, to_local(now).date()))


def rows[T](by_field: ByField[T], lang: str) -> tuple[Row[T], ...]:
    found = [Row(words_of(field_label(field), lang), one) for field, one in by_field.fields]
    return (*found, Row("", by_field.rest)) if by_field.rest is not None else tuple(found)


def columns(found: Results) -> tuple[Column, ...]:
    """A column for each month, the oldest first; the tallest is as high as the chart."""
    most = max(one.whole.settled for one in found.months)
    width = CHART[0] / len(found.months)
    return tuple(
        _column(n * width, width * (1 - GAP), one.whole, most)
        for n, one in enumerate(reversed(found.months))
    )


def _column(x: float, width: float, one: Figures, most: int) -> Column:
    bars, top = [], float(CHART[1])
    for kind, count in (("done", one.on_time), ("wait", one.no_due), ("late", one.late)):
        height = CHART[1] * count / most if most else 0
        top -= height
        if count:
            bars.append((kind, round(top, 2), round(height, 2)))
    return Column(round(x, 2), round(width, 2), tuple(bars))


# --- as a table for other programs -----------------------------------------------------------------------------------

HEADS = {
    "vi": (
        "Kỳ",
        "Lĩnh vực",
        "Nhận",
        "Xong",
        "Đúng hạn",
        "Trong đó xong sớm",
        "Trễ",
        "Không có hạn",
        "Tỷ lệ đúng hạn (%)",
        "Số ngày làm, bình quân",
        "Số ngày hẹn, bình quân",
        "Đang làm",
        "Trong hạn",
        "Quá hạn",
        "Chưa hẹn ngày",
    ),
    "en": (
        "Period",
        "Field",
        "Received",
        "Settled",
        "On time",
        "Of these early",
        "Late",
        "Without a due",
        "On time (%)",
        "Days taken, average",
        "Days promised, average",
        "Open",
        "Within time",
        "Overdue",
        "No day promised",
    ),
}
FEW = {"vi": "Các lĩnh vực ít hồ sơ", "en": "Fields with few cases"}
WHOLE = {"vi": "Toàn đơn vị", "en": "The whole house"}


def table(house: str, now: datetime, lang: str) -> Iterable[tuple[str, ...]]:
    """Every month by field, then what is open now; a cell to which nothing applies is empty."""
    found = results(house, now)
    yield HEADS[lang]
    for month in found.months:
        for row in rows(month.by_field, lang):
            yield (month.month, row.field or FEW[lang], *_cells(row.one), "", "", "", "")
        yield (month.month, WHOLE[lang], *_cells(month.whole), str(month.left), "", "", "")
    at = f"{now:%Y-%m-%d %H:%M}"
    for row in (*rows(found.now, lang), Row(WHOLE[lang], found.now.whole)):
        one = row.one
        yield (
            at,
            row.field or FEW[lang],
            *[""] * 9,
            *map(str, (one.open, one.within, one.overdue, one.waiting)),
        )


def _cells(one: Figures) -> tuple[str, ...]:
    cells = (
        one.received,
        one.settled,
        one.on_time,
        one.early,
        one.late,
        one.no_due,
        one.share,
        one.days_taken,
        one.days_promised,
    )
    return tuple("" if cell is None else str(cell) for cell in cells)
