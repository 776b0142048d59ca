"""The board in public: a page of a month, and all months as a table to take along."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dinh.access import finders
from dinh.engine.schedule.calendar import to_local
from dinh.results import FEW
from dinh.web.board import queries
from dinh.web.shared.pages import show

BOM = "\ufeff"  # by which spreadsheet programs know UTF-8
MONTH_MAX = 7


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    asker = request.asker
    if not asker.house:
        return show(request, "portal/none.html")
    board = queries.shown(
        asker.house, request.GET.get("month", "")[: MONTH_MAX + 1], asker.now, request.lang
    )
    return show(
        request,
        "board/home.html",
        {"board": board, "few": FEW, "year": queries.YEAR, "chart": queries.CHART},
    )


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    asker = request.asker
    if not asker.house:
        raise finders.NotFound("board")
    text = StringIO()
    csv.writer(text).writerows(queries.table(asker.house, to_local(asker.now), request.lang))
    headers = {
        "Content-Disposition": f'attachment; filename="{asker.house}-{to_local(asker.now):%Y-%m-%d}.csv"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(
        BOM + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers
    )
