"""What cannot be together: bounds of numbers and days pushed along what is computed from them, and differences added up in a ring.

Only ever too wide, never too narrow: what is refuted here cannot be. Differences are Bellman-Ford over `b - a <= c`, which
also gives values that keep all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from msgspec import Struct

from dinh.checker.proof.cells import Cell

ROUNDS_MAX = 20
ZERO = ""
MONTH = Fraction(146097, 4800)
"""Days in a month of the Gregorian calendar, on average over 400 years."""
SLACK = 4
"""By how many days any run of months may differ from its average."""


class Span(Struct, frozen=True):
    """From low to high, both within; None: without end."""

    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def none(self) -> bool:
        return self.low is not None and self.high is not None and self.low > self.high


class Difference(Struct, frozen=True):
    """`result` = end - start, in days or in what the numbers count; unit: how days are counted."""

    result: str
    start: str
    end: str
    unit: str = "days"


class Image(Struct, frozen=True):
    """`result` lies in what `of` makes of the spans of its operands. skips: operands that are empty are passed over;
    back: where its one operand must lie, by the result's span."""

    result: str
    operands: tuple[str, ...]
    of: Callable[..., Span]
    skips: bool = False
    back: Callable[[Span], Span] | None = None


class Later(Struct, frozen=True):
    """second - first lies within; it holds when both are filled."""

    first: str
    second: str
    least: Fraction | None = Fraction(0)
    most: Fraction | None = None


Link = Difference | Image | Later


def hull(cells: Iterable[Cell]) -> Span | None:
    """The span that holds all filled cells; None: a value without order, or only empty."""
    spans = [cell for cell in cells if not cell.empty]
    if (
        not spans
        or any(isinstance(cell.value, bool) for cell in spans)
        or all(cell.low is None and cell.high is None and not _number(cell) for cell in spans)
    ):
        return None
    lows, highs = [cell.low for cell in spans], [cell.high for cell in spans]
    return Span(None if None in lows else min(lows), None if None in highs else max(highs))  # type: ignore[type-var]


def _number(cell: Cell) -> bool:
    return not isinstance(cell.value, str | list | bool)


def spans_of(box: Mapping[str, tuple[Cell, ...]]) -> dict[str, Span]:
    """The spans of the values that are surely filled."""
    found = {}
    for name, cells in box.items():
        if not any(cell.empty for cell in cells) and (span := hull(cells)) is not None:
            found[name] = span
    return found


def empty_of(box: Mapping[str, tuple[Cell, ...]]) -> frozenset[str]:
    """The names of values that are surely empty."""
    return frozenset(name for name, cells in box.items() if all(cell.empty for cell in cells))


def settled(
    spans: Mapping[str, Span], links: Iterable[Link], empties: frozenset[str] = frozenset()
) -> dict[str, Fraction] | None:
    """Values that keep every bound and every difference, or None when no values can."""
    spans = dict(spans)
    told = (
        _without(link, empties) if isinstance(link, Image) and link.skips else link
        for link in links
    )
    live = [link for link in told if all(name in spans for name in _names(link))]
    for _ in range(ROUNDS_MAX):
        before = dict(spans)
        for link in live:
            _push(link, spans)
            if any(spans[name].none for name in _names(link)):
                return None
        if spans == before:
            break
    return _ring([*_edges(spans), *_differences(live, spans)], list(spans))


def _without(link: Image, empties: frozenset[str]) -> Image:
    return Image(link.result, tuple(name for name in link.operands if name not in empties), link.of)


def _names(link: Link) -> tuple[str, ...]:
    match link:
        case Difference(result=result, start=start, end=end):
            return (result, start, end)
        case Image(result=result, operands=operands):
            return (result, *operands)
        case Later(first=first, second=second):
            return (first, second)


def _push(link: Link, spans: dict[str, Span]) -> None:
    match link:
        case Image(result=result, operands=operands, of=of, back=back):
            spans[result] = meet(spans[result], of(*(spans[name] for name in operands)))
            if back is not None and len(operands) == 1:
                spans[operands[0]] = meet(spans[operands[0]], back(spans[result]))
        case Difference(result=result, start=start, end=end, unit=unit):
            apart = minus(spans[end], spans[start])
            spans[result] = meet(spans[result], counted(apart, unit))
            days = in_days(spans[result], unit)
            spans[end] = meet(spans[end], plus(spans[start], days))
            spans[start] = meet(spans[start], minus(spans[end], days))
        case Later(first=first, second=second, least=least, most=most):
            spans[second] = meet(spans[second], plus(spans[first], Span(least, most)))
            spans[first] = meet(spans[first], minus(spans[second], Span(least, most)))


def meet(one: Span, other: Span) -> Span:
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    return Span(max(lows, default=None), min(highs, default=None))


def plus(one: Span, other: Span) -> Span:
    return Span(
        None if one.low is None or other.low is None else one.low + other.low,
        None if one.high is None or other.high is None else one.high + other.high,
    )


def minus(one: Span, other: Span) -> Span:
    return plus(
        one,
        Span(
            None if other.high is None else -other.high, None if other.low is None else -other.low
        ),
    )


def in_days(span: Span, unit: str) -> Span:
    """How many days so many completed units can be."""
    if unit in ("days", "", "exact"):
        return span
    return Span(
        None if span.low is None else _fewest(span.low, unit),
        None if span.high is None else _most(span.high, unit),
    )


def _fewest(count: Fraction, unit: str) -> Fraction:
    if unit == "working_days":
        return count if count >= 0 else count * 3 - 30
    each = MONTH * (12 if unit == "years" else 1)
    return (
        Fraction(int(count * each) - SLACK)
        if count > 0
        else Fraction(int((count - 1) * each) - SLACK)
    )


def _most(count: Fraction, unit: str) -> Fraction:
    return -_fewest(-count, unit)


def counted(days: Span, unit: str) -> Span:
    """How many completed units so many days can be."""
    if unit in ("days", "", "exact"):
        return days
    each = Fraction(1) if unit == "working_days" else MONTH * (12 if unit == "years" else 1)
    low = (
        None
        if days.low is None
        else -Fraction(int(-days.low / each) + 1)
        if days.low < 0
        else Fraction(0)
    )
    if days.low is not None and days.low > 0 and unit != "working_days":
        low = Fraction(max(int((days.low - SLACK) / each) - 1, 0))
    high = (
        None
        if days.high is None
        else Fraction(int(days.high / each) + 1)
        if days.high > 0
        else Fraction(0)
    )
    return Span(low, high)


type Edge = tuple[str, str, Fraction]
"""`b - a <= c` as (a, b, c)."""


def _edges(spans: Mapping[str, Span]) -> list[Edge]:
    edges: list[Edge] = []
    for name, span in spans.items():
        if span.high is not None:
            edges.append((ZERO, name, span.high))
        if span.low is not None:
            edges.append((name, ZERO, -span.low))
    return edges


def _differences(links: Iterable[Link], spans: Mapping[str, Span]) -> list[Edge]:
    edges: list[Edge] = []
    for link in links:
        match link:
            case Difference(result=result, start=start, end=end, unit=unit):
                days, first, second = in_days(spans[result], unit), start, end
            case Later(first=first, second=second, least=least, most=most):
                days = Span(least, most)
            case _:
                continue
        if days.high is not None:
            edges.append((first, second, days.high))
        if days.low is not None:
            edges.append((second, first, -days.low))
    return edges


def _ring(edges: list[Edge], names: list[str]) -> dict[str, Fraction] | None:
    """Bellman-Ford: values for all names, or None when the differences of a ring add up to less than nothing."""
    far = {ZERO: Fraction(0), **dict.fromkeys(names, Fraction(0))}
    for _ in range(len(far) + 1):
        changed = False
        for start, end, most in edges:
            if far[start] + most < far[end]:
                far[end] = far[start] + most
                changed = True
        if not changed:
            return {name: value - far[ZERO] for name, value in far.items() if name}
    return None
