"""How numbers and days that are computed hang on what they are computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from msgspec.structs import replace

from dinh.checker.proof.bounds import Difference, Image, Link, Span, counted, meet, minus, plus
from dinh.engine.analysis.child_links import rows_brought
from dinh.engine.analysis.reads import operands as operands_of
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Field,
    Fold,
    FromNorm,
    Minus,
    Procedure,
    Quotient,
    Table,
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
        case Fold(function="greatest" | "least" | "first" as function, over=over) if all(
            not isinstance(one, str) or one in operands for one in over
        ):
            yield _extreme(result, function, over, operands)
        case Fold(function="greatest" | "least" | "first", over=(over,)):
            span = span_of_column(str(over), procedure)
            yield Image(result, (), lambda: span)
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


def _extreme(
    result: str, function: str, over: tuple[Any, ...], operands: Mapping[str, str]
) -> Image:
    """The greatest, least or first of these; a constant is always there, and nothing that stands behind one is the first."""
    place = next((place for place, one in enumerate(over) if not isinstance(one, str)), len(over))
    if function == "first":
        over = over[: place + 1]
    fixed = _spans(over)
    named = tuple(operands[one] for one in over if isinstance(one, str))
    return Image(result, named, lambda *spans: EXTREME[function](*spans, *fixed), skips=True)


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
    list_ = over.partition(".")[0]
    field = procedure.form.get(list_) or procedure.findings.get(list_)
    if field is None or field.rows is None or list_ in rows_brought(procedure):
        return
    rows, of = Fraction(field.rows.high), span_of_column(over, procedure)
    yield Image(
        result,
        (),
        lambda: Span(
            None if of.low is None else min(of.low * rows, Fraction(0)),
            None if of.high is None else max(of.high * rows, Fraction(0)),
        ),
    )


COLUMNS_MAX = 50
"""How deep derived columns are followed into each other; they go round no circle where anything is proven (D1)."""


def span_of_column(over: str, procedure: Procedure, depth: int = 0) -> Span:
    """Where every filled value of `list.column` lies, of a derived one too."""
    list_, _, column = over.partition(".")
    field = procedure.form.get(list_) or procedure.findings.get(list_)
    if field is None or list_ in rows_brought(procedure) or depth > COLUMNS_MAX:
        return ANYTHING
    if column in field.columns:
        return _span_of_field(field.columns[column])
    if column not in field.derive:
        return ANYTHING
    return _span_of_formula(
        field.derive[column].formula,
        procedure,
        lambda name: (
            span_of_column(f"{list_}.{own}", procedure, depth + 1)
            if (own := name.removeprefix("row.")) in field.columns or own in field.derive
            else span_of_value(name, procedure, depth + 1)
        ),
    )


def span_of_value(name: str, procedure: Procedure, depth: int = 0) -> Span:
    """Where every filled value of this field or derived value lies."""
    field = procedure.form.get(name) or procedure.findings.get(name)
    if field is not None:
        return _span_of_field(field)
    if name not in procedure.derive or depth > COLUMNS_MAX:
        return ANYTHING
    formula = procedure.derive[name].formula
    return _span_of_formula(
        formula, procedure, lambda one: span_of_value(one, procedure, depth + 1)
    )


def _span_of_field(field: Field) -> Span:
    if field.bounds is not None and not isinstance(field.bounds.low, str):
        return Span(Fraction(field.bounds.low), Fraction(field.bounds.high))
    return Span(Fraction(0)) if field.type == "money" else ANYTHING


def _span_of_formula(formula: Any, procedure: Procedure, span_of: Callable[[str], Span]) -> Span:
    if isinstance(formula, Table):
        gives = [row.gives for row in formula.rows]
        if not gives or any(isinstance(one, str | bool) for one in gives):
            return ANYTHING
        return Span(Fraction(min(gives)), Fraction(max(gives)))
    names = {one: one for one in operands_of(formula) if isinstance(one, str)}
    if isinstance(formula, Fold) and formula.function in EXTREME:
        spans = [span_of(one) if isinstance(one, str) else _fixed(one) for one in formula.over]
        if any(isinstance(one, str) and "." in one for one in formula.over):
            return ANYTHING
        lows, highs = [one.low for one in spans], [one.high for one in spans]
        return Span(None if None in lows else min(lows), None if None in highs else max(highs))  # type: ignore[type-var]
    found = ANYTHING
    for link in _links("", formula, names, procedure):
        if isinstance(link, Image):
            found = meet(found, link.of(*(span_of(one) for one in link.operands)))
        elif isinstance(link, Difference):
            found = meet(found, counted(minus(span_of(link.end), span_of(link.start)), link.unit))
    return found
