"""The public board as data: what the commune achieved, for everybody and for the province's own tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from msgspec import Struct

from dinh import serialize
from dinh.engine.schedule.calendar import to_local
from dinh.results import FEW, ByField, Figures, Standing, field_label, offered, results
from dinh.web.api import shapes
from dinh.web.api.route import verb

FIGURES = (*Figures.__struct_fields__[:5], "no_due", "share", "days_taken", "days_promised")
STANDING = (*Standing.__struct_fields__, "waiting")


class BoardFigures(shapes.Out):
    """share: percent of `on_time` + `late`, cut off; days: averages from acceptance, by the calendar; null of fewer than
    `few_below` cases with a due, as `share` is of none."""

    received: int
    settled: int
    on_time: int
    early: int
    late: int
    no_due: int
    share: Decimal | None
    days_taken: Decimal | None
    days_promised: Decimal | None


class BoardOpen(shapes.Out):
    open: int
    within: int
    overdue: int
    waiting: int


class BoardField[T](shapes.Out):
    field: str
    name: shapes.Words
    figures: T


class BoardPart[T](shapes.Out):
    """few: fields with fewer than `few_below` cases, and the next smallest where those are still few, together; null: there are none."""

    fields: list[BoardField[T]]
    few: T | None
    whole: T


class BoardMonth(shapes.Out):
    """carried: cases open when the month began; left: when it ended, or now."""

    month: str
    carried: int
    left: int
    figures: BoardPart[BoardFigures]


class BoardOffered(shapes.Out):
    field: str
    name: shapes.Words
    procedures: list[shapes.Procedure]


class Board(shapes.Out):
    """months: the last twelve, the newest first; year: all of them together; now: what is open."""

    house: str
    at: str
    few_below: int
    months: list[BoardMonth]
    year: BoardPart[BoardFigures]
    now: BoardPart[BoardOpen]
    procedures: list[BoardOffered]


@verb("GET", "board", gives=Board, open=True)
def board(request: HttpRequest) -> dict[str, Any]:
    """The public board: results by field and month, and the published procedures. Nothing personal is in it."""
    house, now = request.asker.house, request.asker.now
    found = results(house, now)
    return {
        "house": house, "at": to_local(now).isoformat(timespec="seconds"), "few_below": FEW,
        "months": [{"month": one.month, "carried": one.carried, "left": one.left, "figures": _part(one.by_field, FIGURES)} for one in found.months],
        "year": _part(found.year, FIGURES), "now": _part(found.now, STANDING),
        "procedures": [{"field": field, "name": serialize.text(field_label(field)), "procedures": [serialize.procedure_row(one) for one in some]} for field, some in offered(house)],
    }  # fmt: skip


def _part(part: ByField[Any], names: tuple[str, ...]) -> dict[str, Any]:
    fields = [
        {"field": field, "name": serialize.text(field_label(field)), "figures": _named(one, names)}
        for field, one in part.fields
    ]
    return {
        "fields": fields,
        "few": None if part.rest is None else _named(part.rest, names),
        "whole": _named(part.whole, names),
    }


def _named(one: Struct, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}
