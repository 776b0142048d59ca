"""The list of alerts, the map and what it draws, the month's change, the day's patrol."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dinh.access import finders
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.refusal import Refusal, Refused
from dinh.forest_cases import reference, tiles
from dinh.forest_cases.change import area, change
from dinh.forest_cases.patrol import route
from dinh.forest_cases.reading import CATEGORIES, KINDS, STATES, Patch, seen_by
from dinh.forest_cases.sampling import corrected, samples
from dinh.messages.words import day_of
from dinh.web.forest import queries
from dinh.web.shared.pages import show
from dinh.web.shared.pictures import pictured
from dinh.web.shared.search_terms import names_a_person
from dinh.web.shared.session import officers

ROLES = ("forest", "leader", "police", "land")
TEXT_MAX, KEY_MAX, HOURS = 200, 64, (4, 8, 10)
DAYS_MAX = 1100


def on_desk(
    request: HttpRequest, template: str, told: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this desk: beside what it shows its navigation asks whether there is a reference site."""
    return show(
        request, template, {"references": reference.names(settings.HOUSE), **told}, status=status
    )


def patches_of(request: HttpRequest) -> tuple[Patch, ...]:
    return seen_by(request.asker.house, request.asker.who)


@require_safe
@officers(*ROLES)
def home(request: HttpRequest) -> HttpResponse:
    if names_a_person(request):
        return redirect("forest")
    patches, today = patches_of(request), day_of(request.asker.now)
    wanted = queries.Wanted(
        *(request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("state", "kind", "q", "after"))
    )
    found = queries.rows(patches, wanted, today)
    rows, after = queries.page(found, wanted.after)
    keeps = request.GET.copy()
    keeps.pop("after", None)
    opened = [one for one in patches if one.open]
    return on_desk(request, "forest/home.html", {
        "rows": rows, "total": len(found), "after": after, "wanted": wanted, "filtered": any((wanted.state, wanted.kind, wanted.text)), "open": len(opened), "above": sum(one.above for one in opened),
        "known": len(patches), "states": STATES, "kinds": KINDS, "kept": keeps.urlencode(), "ranger": "forest" in request.asker.roles,
    })  # fmt: skip


@require_safe
@officers(*ROLES)
def on_map(request: HttpRequest) -> HttpResponse:
    """One month's alerts, the open ones, or `at`: that case's alone."""
    patches, today = patches_of(request), day_of(request.asker.now)
    months = queries.months(today)
    month = request.GET.get("month", "") if request.GET.get("month", "") in months else ""
    one = next((patch for patch in patches if patch.code == request.GET.get("at", "")), None)
    shown = (
        [one]
        if one
        else [
            patch for patch in patches if (f"{patch.found:%Y-%m}" == month if month else patch.open)
        ]
    )
    rows = sorted((queries.row(patch, today) for patch in shown), key=lambda row: -row.urgency)
    return on_desk(
        request,
        "forest/map.html",
        {
            "rows": rows[: queries.MAP_MAX],
            "months": months,
            "month": "" if one else month,
            "at": one,
        },
    )


@require_safe
@officers(*ROLES)
def ground(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(
        queries.ground(
            request.asker.house, settings.HOUSE, patches_of(request), day_of(request.asker.now)
        )
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
@officers(*ROLES)
def tile(request: HttpRequest, name: str, zoom: int, column: int, row: int) -> HttpResponse:
    """A tile as it lies on disk."""
    found = tiles.tile(settings.HOUSE, name, zoom, column, row)
    if found is None:
        raise finders.NotFound(name)
    return pictured(*found)


@require_safe
@officers(*ROLES)
def changed(request: HttpRequest) -> HttpResponse:
    """The table of a period: by default this month and the one before."""
    today = day_of(request.asker.now)
    first, last, fault = _period(request, today)
    told = change(patches_of(request), first, last)
    return on_desk(
        request,
        "forest/change.html",
        {
            "told": told,
            "corrected": corrected(samples(request.asker.house, request.asker.who), first, last),
            "first": first,
            "last": last,
            "fault": fault,
            "states": STATES,
            "kinds": KINDS,
            "categories": CATEGORIES,
        },
    )


def _period(request: HttpRequest, today: date) -> tuple[date, date, bool]:
    usual = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    given = [request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("from", "to")]
    try:
        first, last = (
            date.fromisoformat(read_date(word)) if word else other
            for word, other in zip(given, (usual, today), strict=True)
        )
    except Bad:
        return usual, today, True
    fault = not timedelta(0) <= last - first <= timedelta(days=DAYS_MAX)
    return (usual, today, True) if fault else (first, last, False)


@require_safe
@officers(*ROLES)
def patrolled(request: HttpRequest) -> HttpResponse:
    """The day's way. Where the router is not installed, or nothing has a position, the page says so and what to do."""
    asker, today = request.asker, day_of(request.asker.now)
    patches = [
        one
        for one in patches_of(request)
        if one.open
        and one.state in ("new", "unreachable", "going")
        and queries.is_to_be_gone_to(one, today)
    ]
    hours = (
        int(request.GET.get("hours", "8"))
        if request.GET.get("hours", "8") in map(str, HOURS)
        else 8
    )
    starts = queries.starts(asker.house, patches)
    if not starts:
        raise Refused(Refusal("forest.no_start", {}))
    begin = next((one for one in starts if one.code == request.GET.get("start", "")), starts[0])
    way = route(begin.place, patches, today, hours)
    return on_desk(
        request,
        "forest/patrol.html",
        {
            "begin": begin,
            "starts": starts,
            "way": way,
            "rows": [queries.row(one.patch, today) for one in way.stops],
            "hours": hours,
            "choices": HOURS,
            "area": area,
            "today": today,
        },
    )
