"""Forests elsewhere of which it is known what was lost: what the watch saw there beside what really happened. Nothing here is the commune's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from msgspec import Struct

from dinh import clock
from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.forest.verdicts import wilson
from dinh.forest_cases import reference, tiles
from dinh.forest_cases.reading import KINDS
from dinh.forest_cases.reference import Alert, Loss, Site
from dinh.web.forest.queries import layers
from dinh.web.forest.views import ROLES, on_desk
from dinh.web.shared.pictures import pictured
from dinh.web.shared.session import officers

ROWS_MAX = 500
VERDICTS = {
    True: Text("Đúng", "Right"),
    False: Text("Nhầm", "False"),
    None: Text("Không có đáp án", "Not known"),
}
TAGS = {True: "done", False: "late", None: "today"}


class Row(Struct, frozen=True):
    """An alert of the list. losses: the real ones that it lies on; late: days from the first clear scene that shows the loss to the alert, None where nothing is known, negative where it came before."""

    alert: Alert
    losses: tuple[Loss, ...]
    tag: str
    verdict: Text
    kind: Text

    @property
    def late(self) -> int | None:
        return (
            (self.alert.found - max(one.first for one in self.losses)).days if self.losses else None
        )


def rows(site: Site, month: str = "") -> list[Row]:
    """Of one month (YYYY-MM), or all; the oldest first."""
    by_number = {one.number: one for one in site.losses}
    found = [one for one in site.alerts if not month or f"{one.found:%Y-%m}" == month]
    return [
        Row(
            one,
            tuple(by_number[n] for n in one.losses),
            TAGS[one.right],
            VERDICTS[one.right],
            KINDS.get(one.kind, KINDS["other"]),
        )
        for one in found
    ]


def months(site: Site) -> list[str]:
    """From the first that was watched, the newest first."""
    spans = range(
        site.until.year * 12 + site.until.month - 1, site.begin.year * 12 + site.begin.month - 2, -1
    )
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in spans]


def sums(site: Site) -> dict[str, Any]:
    """The figures of the page, each with what it was counted from."""
    judged = [one.right for one in site.alerts if one.right is not None]
    found = sum(one.found for one in site.losses)
    return {
        "found": found, "losses": len(site.losses), "found_interval": wilson(found, len(site.losses)) if site.losses else None, "right": sum(judged), "judged": len(judged),
        "right_interval": wilson(sum(judged), len(judged)) if judged else None, "lost_m2": sum(one.area_m2 for one in site.losses), "told_m2": sum(one.area_m2 for one in site.alerts), "by_plot": _by_plot(site),
    }  # fmt: skip


def _by_plot(site: Site) -> list[tuple[str, float]]:
    areas: dict[str, float] = {name: 0.0 for name, _ in site.plots}
    for name, area in (part for one in site.alerts for part in one.plots):
        areas[name] = areas.get(name, 0.0) + area
    return list(areas.items())


def told_of() -> list[tuple[Site, dict[str, Any]]]:
    """Every site with its figures."""
    return [
        (one, sums(one))
        for name in reference.names(settings.HOUSE)
        if (one := reference.site(settings.HOUSE, name))
    ]


def _site(name: str) -> Site:
    found = reference.site(settings.HOUSE, name)
    if found is None:
        raise finders.NotFound(name)
    return found


@require_safe
@officers(*ROLES)
def home(request: HttpRequest) -> HttpResponse:
    """Every site, and how far each is that is being watched now; where there is but one, its page."""
    sites = told_of()
    going = [
        one
        for name in reference.names(settings.HOUSE)
        if (one := reference.going(settings.HOUSE, name))
    ]
    if len(sites) == 1 and not going:
        return redirect("forest-reference-site", sites[0][0].name)
    return on_desk(
        request,
        "forest/references.html",
        {"sites": sites, "going": [(one, one.stopped(clock.now())) for one in going]},
    )


@require_safe
@officers(*ROLES)
def page(request: HttpRequest, name: str) -> HttpResponse:
    site = _site(name)
    known = months(site)
    month = request.GET.get("month", "") if request.GET.get("month", "") in known else ""
    found = rows(site, month)
    return on_desk(
        request,
        "forest/reference.html",
        {
            "site": site,
            "sums": sums(site),
            "rows": found[:ROWS_MAX],
            "total": len(found),
            "months": known,
            "month": month,
            "losses": site.losses[:ROWS_MAX],
        },
    )


@require_safe
@officers(*ROLES)
def alert(request: HttpRequest, name: str, alert_id: str) -> HttpResponse:
    site = _site(name)
    row = next((one for one in rows(site) if one.alert.alert_id == alert_id), None)
    if row is None:
        raise finders.NotFound(alert_id)
    return on_desk(
        request, "forest/reference-alert.html", {"site": site, "row": row, "one": row.alert}
    )


@require_safe
@officers(*ROLES)
def picture(request: HttpRequest, name: str, alert_id: str, which: str) -> HttpResponse:
    content = reference.picture(settings.HOUSE, name, alert_id, which)
    if content is None:
        raise finders.NotFound(alert_id)
    return pictured(content)


@require_safe
@officers(*ROLES)
def ground(request: HttpRequest, name: str) -> HttpResponse:
    """What the site's map draws: plots, what was really lost, what the watch told, and its scenes."""
    site = _site(name)
    features = [
        *(_feature(outline, {"is": "plot", "name": plot}) for plot, outline in site.plots), *(_feature(one.ground, {"is": "loss"}) for one in site.losses), *(_feature(row.alert.ground, _told(row)) for row in rows(site)[:ROWS_MAX]),
    ]  # fmt: skip
    answer = JsonResponse(
        {
            "type": "FeatureCollection",
            "features": features,
            "layers": layers(settings.HOUSE / reference.FOLDER / site.name),
        }
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _feature(shape: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": shape, "properties": told}


def _told(row: Row) -> dict[str, Any]:
    one = row.alert
    return {
        "is": "alert", "code": one.alert_id, "at": list(one.place), "where": one.where, "found": one.found.isoformat(), "area": round(one.area_m2), "tag": row.tag, "state": row.verdict.vi, "state_en": row.verdict.of("en"),
        "open": True,
    }  # fmt: skip


@require_safe
@officers(*ROLES)
def tile(
    request: HttpRequest, name: str, layer: str, zoom: int, column: int, row: int
) -> HttpResponse:
    found = (
        tiles.tile(settings.HOUSE / reference.FOLDER / name, layer, zoom, column, row)
        if reference.NAME.fullmatch(name)
        else None
    )
    if found is None:
        raise finders.NotFound(layer)
    return pictured(*found)
