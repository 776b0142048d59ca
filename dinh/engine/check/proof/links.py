"""How numbers and days that are computed hang on what they are computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from msgspec.structs import replace

from dinh.engine.check.openings import rows_brought
from dinh.engine.check.proof.bounds import Difference, Image, Link, Span, minus, plus
from dinh.engine.procedure import (
    Add,
    Between,
    Fold,
    FromNorm,
    Minus,
    Procedure,
    Quotient,
    Tiers,
    Times,
)

ANYTHING = Span()


def link_of(
    result: str,
    formula: Any,
    operands: Mapping[str, str],
    procedure: Procedure,
    grid: Mapping[str, Fraction | None],
) -> list[Link]:
    """result: the value's name in the cone; operands: as the file names them -> as the cone does; grid: on which their values lie."""
    return [
        _on_grid(one, grid) if isinstance(one, Image) and one.back else one
        for one in _links(result, formula, operands, procedure)
    ]


def _on_grid(link: Image, grid: Mapping[str, Fraction | None]) -> Image:
    """What the result says of its operand, narrowed to values that can be."""
    step, back = grid.get(link.operands[0]) if link.operands else None, link.back
    if step is None or back is None:
        return replace(link, back=None)

    def narrowed(span: Span) -> Span:
        found = back(span)
        return Span(
            None if found.low is None else ceil(found.low / step) * step,
            None if found.high is None else floor(found.high / step) * step,
        )

    return replace(link, back=narrowed)


def _links(
    result: str, formula: Any, operands: Mapping[str, str], procedure: Procedure
) -> Iterator[Link]:
    match formula:
        case Between(unit=unit, start=start, end=end):
            if start in operands and end in operands:
                yield Difference(result, operands[start], operands[end], unit)
        case Minus(left=left, right=right):
            if left in operands and right in operands:
                yield Difference(result, operands[right], operands[left])
            else:
                yield _image(
                    result,
                    (left, right),
                    operands,
                    minus,
                    lambda span: (
                        plus(span, _fixed(right))
                        if isinstance(left, str)
                        else minus(_fixed(left), span)
                    ),
                )
        case Add(to=to, number=number, unit=unit):
            if to in operands:
                yield _image(
                    result,
                    (to,),
                    operands,
                    lambda span: plus(span, _moved(number, unit)),
                    lambda span: minus(span, _moved(number, unit)),
                )
        case Times(factors=factors, round=rounding):
            by = Fraction(rounding.to) if rounding else Fraction(0)
            yield _image(
                result,
                factors,
                operands,
                lambda *spans: _widened(_product(spans), by),
                lambda span: _ratio(_widened(span, by), _product(_spans(factors))),
            )
        case Quotient(left=left, right=right):
            yield _image(
                result,
                (left, right),
                operands,
                _ratio,
                (lambda span: _product((span, _fixed(right)))) if isinstance(left, str) else None,
            )
        case Tiers(of=of):
            if of in operands:
                yield _image(result, (of,), operands, lambda span: _sliced(formula, span))
        case FromNorm(norm=name):
            values = (
                [Fraction(row.value) for row in procedure.norms[name].rows]
                if name in procedure.norms
                else []
            )
            if values:
                yield Image(result, (), lambda: Span(min(values), max(values)))
        case Fold(function="count", over=(over,)):
            yield from _counted(result, str(over), procedure)
        case Fold(function="greatest" | "least" | "first" as function, over=over) if (
            operands and len(operands) == len(over)
        ):
            yield Image(result, tuple(operands[one] for one in over), EXTREME[function], skips=True)
        case Fold(function="sum", over=over) if all(
            not isinstance(one, str) or one in operands for one in over
        ):
            yield _image(
                result, over, operands, _total, lambda span: minus(span, _total(*_spans(over)))
            )
        case Fold(function="sum", over=(over,)):
            yield from _summed(result, str(over), procedure)


def _greatest(*spans: Span) -> Span:
    lows = [span.low for span in spans if span.low is not None]
    highs = [span.high for span in spans]
    return Span(max(lows, default=None), None if None in highs or not highs else max(highs))  # type: ignore[type-var]


def _least(*spans: Span) -> Span:
    lows = [span.low for span in spans]
    highs = [span.high for span in spans if span.high is not None]
    return Span(None if None in lows or not lows else min(lows), min(highs, default=None))  # type: ignore[type-var]


EXTREME: dict[str, Callable[..., Span]] = {
    "greatest": _greatest,
    "least": _least,
    "first": lambda *spans: spans[0] if spans else ANYTHING,
}


def _fixed(number: Any) -> Span:
    return Span(Fraction(number), Fraction(number))


def _spans(parts: tuple[Any, ...]) -> tuple[Span, ...]:
    """Of those that are constants."""
    return tuple(_fixed(one) for one in parts if not isinstance(one, str))


def _image(
    result: str,
    parts: tuple[Any, ...],
    operands: Mapping[str, str],
    of: Callable[..., Span],
    back: Callable[[Span], Span] | None = None,
) -> Image:
    """Constants are spans of one value; what is computed of one value alone says of it where it lies."""
    fixed = [None if isinstance(one, str) else _fixed(one) for one in parts]
    named = tuple(operands[one] for one in parts if isinstance(one, str))

    def made(*spans: Span) -> Span:
        waiting = iter(spans)
        return of(*(next(waiting) if one is None else one for one in fixed))

    return Image(result, named, made, back=back)


def _moved(number: int, unit: str) -> Span:
    if unit == "days":
        return Span(Fraction(number), Fraction(number))
    months = number * (12 if unit == "years" else 1)
    days = [Fraction(months * 28), Fraction(months * 31 + 3)]
    return (
        Span(min(days), max(days))
        if months >= 0
        else Span(Fraction(months * 31 - 3), Fraction(months * 28))
    )


def _product(spans: tuple[Span, ...]) -> Span:
    found = Span(Fraction(1), Fraction(1))
    for span in spans:
        if None in (found.low, found.high, span.low, span.high):
            both_positive = (
                found.low is not None and span.low is not None and found.low >= 0 and span.low >= 0
            )
            found = Span(found.low * span.low, None) if both_positive else ANYTHING  # type: ignore[operator]
        else:
            ends = [
                one * other  # type: ignore[operator]
                for one in (found.low, found.high)
                for other in (span.low, span.high)
            ]
            found = Span(min(ends), max(ends))
    return found


def _widened(span: Span, by: Fraction) -> Span:
    return plus(span, Span(-by, by))


def _ratio(left: Span, right: Span) -> Span:
    if None in (left.low, left.high, right.low, right.high) or right.low <= 0 <= right.high:  # type: ignore[operator]
        return ANYTHING
    ends = [one / other for one in (left.low, left.high) for other in (right.low, right.high)]  # type: ignore[operator]
    return Span(min(ends), max(ends))


def _sliced(formula: Tiers, span: Span) -> Span:
    """Money by slices never falls as the amount grows, when no slice costs less than nothing."""
    if any(tier.each < 0 for tier in formula.steps):
        return ANYTHING

    def at(amount: Fraction) -> Fraction:
        total, below = Fraction(0), Fraction(0)
        for tier in formula.steps:
            top = amount if tier.upto is None else min(amount, Fraction(tier.upto))
            total += max(top - below, Fraction(0)) * Fraction(tier.each)
            below = max(below, top)
        return total if formula.at_most is None else min(total, Fraction(formula.at_most))

    most = None if span.high is None else at(span.high) + 1
    return Span(
        Fraction(0) if span.low is None else at(span.low) - 1,
        most if most is not None or formula.at_most is None else Fraction(formula.at_most),
    )


def _total(*spans: Span) -> Span:
    found = Span(Fraction(0), Fraction(0))
    for span in spans:
        found = plus(found, span)
    return found


def _counted(result: str, over: str, procedure: Procedure) -> Iterator[Link]:
    field = (
        procedure.form.get(over)
        or procedure.findings.get(over)
        or procedure.form.get(over.partition(".")[0])
        or procedure.findings.get(over.partition(".")[0])
    )
    most = len(field.of) if field is not None and field.of else None
    bounds = field.rows or field.count if field is not None else None
    if over in rows_brought(procedure):
        most = None
    elif bounds is not None and isinstance(bounds.high, int | Decimal):
        most = int(bounds.high)
    yield Image(result, (), lambda: Span(Fraction(0), None if most is None else Fraction(most)))


def _summed(result: str, over: str, procedure: Procedure) -> Iterator[Link]:
    """A sum over rows lies within what all rows together can have, and at nothing when there are none."""
    list_, _, column = over.partition(".")
    field = procedure.form.get(list_) or procedure.findings.get(list_)
    one = field.columns.get(column) if field is not None else None
    if field is None or one is None or field.rows is None:
        return
    if list_ in rows_brought(procedure):
        return
    rows = Fraction(field.rows.high)
    low = (
        Fraction(one.bounds.low)
        if one.bounds is not None
        else Fraction(0)
        if one.type == "money"
        else None
    )
    high = Fraction(one.bounds.high) if one.bounds is not None else None
    yield Image(
        result,
        (),
        lambda: Span(
            None if low is None else min(low * rows, Fraction(0)),
            None if high is None else max(high * rows, Fraction(0)),
        ),
    )
