"""Judging a sample of the watch's map, one place at a time, without what the map says of it; and the figures when all is judged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.forest_cases.sampling import (
    CLASSES,
    FOUND,
    SLUG,
    UNSURE,
    Sample,
    Spot,
    estimated,
    judge,
    sample_of,
)
from dinh.messages import fault_told, told
from dinh.store import documents
from dinh.web.forest.views import KEY_MAX, ROLES, TEXT_MAX, on_desk
from dinh.web.shared import refusals
from dinh.web.shared.pictures import pictured
from dinh.web.shared.session import officers

JUDGES = ("forest", "land")
ASKED = {
    "stable": Text("Rừng còn, không mất trong kỳ", "Forest stands, nothing was lost in the period"), "fast": Text("Mất nhanh: chặt, ủi, cháy", "Lost fast: felled, cleared, burnt"),
    "slow": Text("Chết dần: đầu độc, ken, sâu bệnh", "Dying slowly: poisoned, girdled, pests"), UNSURE: Text("Không xác định được", "It cannot be told"),
}  # fmt: skip


def _sample(request: HttpRequest, code: str) -> Sample:
    asker = request.asker
    case = finders.case_seen_by(asker.house, asker.person, code).case
    if case.procedure != SLUG:
        raise finders.NotFound(code)
    return sample_of(case)


@require_http_methods(["GET", "HEAD", "POST"])
@officers(*ROLES)
def page(request: HttpRequest, code: str) -> HttpResponse:
    sample = _sample(request, code)
    if request.method == "POST":
        return _judged(request, sample)
    return _shown(request, sample, _asked_for(sample, request.GET.get("no", "")))


def _asked_for(sample: Sample, no: str) -> Spot | None:
    """The place that was asked for, else the first that is not judged yet."""
    wanted = next((one for one in sample.spots if no == str(one.no)), None)
    return wanted or next((one for one in sample.spots if not one.found), None)


def _shown(
    request: HttpRequest,
    sample: Sample,
    spot: Spot | None,
    *,
    faults: tuple[str, ...] = (),
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    may = (
        sample.case.open
        and any(step.name.partition("/")[0] == "judging" for step in sample.case.steps)
        and bool(set(JUDGES) & set(request.asker.roles))
    )
    before = typed or (
        {
            "found": spot.found,
            "lost_on": spot.lost_on.strftime("%d/%m/%Y") if spot.lost_on else "",
            "note": spot.note,
        }
        if spot
        else {}
    )
    return on_desk(request, "forest/sample.html", {
        "sample": sample, "spot": spot if may else None, "asked": ASKED, "faults": faults, "typed": before, "may": may, "key": get_random_string(24), "classes": CLASSES,
        "told": sample.told, "found": estimated(sample) if sample.told else None,
    }, status=status)  # fmt: skip


def _judged(request: HttpRequest, sample: Sample) -> HttpResponse:
    typed = {
        name: request.POST.get(name, "").strip()[:TEXT_MAX]
        for name in ("no", "found", "lost_on", "note")
    }
    spot = _asked_for(sample, typed["no"])
    if typed["found"] not in FOUND:
        return _shown(
            request,
            sample,
            spot,
            faults=(told("forest.sample_choose", {}, request.lang).message,),
            typed=typed,
            status=422,
        )
    try:
        judge(
            request.asker.house,
            request.asker.person,
            sample.case.code,
            typed,
            key=request.POST.get("key", "")[:KEY_MAX] or None,
        )
    except Exception as problem:
        refusal, status = refusals.met(problem)
        words = told(refusal.code, refusal.facts, request.lang)
        lines = tuple(fault_told(fault, request.lang) for fault in refusal.at) or (
            f"{words.message} {words.do}",
        )
        return _shown(request, sample, spot, faults=lines, typed=typed, status=status)
    return redirect(reverse("forest-sample", args=[sample.case.code]))


@require_safe
@officers(*ROLES)
def picture(request: HttpRequest, code: str, no: int) -> HttpResponse:
    spot = next((one for one in _sample(request, code).spots if one.no == no and one.picture), None)
    if spot is None:
        raise finders.NotFound(str(no))
    return pictured(documents.read(spot.picture))
