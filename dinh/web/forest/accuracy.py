"""How far alerts can be trusted: precision by kind and season, thresholds with their effect before anyone decides, and what was learnt."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from dinh.engine.definition.condition import Within
from dinh.engine.definition.procedure import Field, Text
from dinh.engine.field_types.reading import Bad, fault_of, read_value
from dinh.engine.refusal import Refusal, Refused
from dinh.forest.verdicts import LEAST, REAL, SETTINGS, effect, precision, suggestions
from dinh.forest_cases import learning, verification
from dinh.forest_cases.reading import KINDS
from dinh.forest_cases.sampling import CLASSES, estimated, samples
from dinh.messages import fault_told
from dinh.web.forest.reference import told_of
from dinh.web.forest.views import KEY_MAX, ROLES, TEXT_MAX, on_desk, patches_of
from dinh.web.shared.session import officers

SEASONS = {
    "all": Text("cả năm", "all year"),
    "dry": Text("mùa khô (tháng 11–4)", "dry season (Nov–Apr)"),
    "wet": Text("mùa mưa (tháng 5–10)", "rainy season (May–Oct)"),
}
WHAT = {
    "confidence": Text("độ tin cậy", "confidence"),
    "area_m2": Text("diện tích, m²", "area, m²"),
}
DECIDERS = ("forest", "leader")
SEEN_MAX = 1000
HEEDED_SHOWN = 8


class Asked(Struct, frozen=True):
    """A threshold that somebody wants to see the effect of. `fault`: the least that was typed is none."""

    kind: str = ""
    setting: str = "confidence"
    typed: str = ""
    least: float | None = None
    fault: str = ""


class Offer(Struct, frozen=True):
    """A suggestion with its effect on each kind."""

    kind: str
    setting: str
    least: float
    spared: int
    missed: int
    effects: tuple[dict[str, Any], ...]


@require_safe
@officers(*ROLES)
def page(request: HttpRequest) -> HttpResponse:
    house = request.asker.house
    rows = learning.checked(one.case for one in patches_of(request))
    stands = learning.standing(house)
    least = learning.least_of(stands)
    asked = _asked(request.GET, request.lang)
    tried = (
        tuple(learning.effects(rows, least, asked.kind, asked.setting, asked.least))
        if asked.least is not None
        else ()
    )
    offers = tuple(
        Offer(one["kind"], one["setting"], one["least"], one["spared"], one["missed"], tuple(learning.effects(rows, least, one["kind"], one["setting"], one["least"])))
        for one in suggestions(rows, least)
    )  # fmt: skip
    return on_desk(request, "forest/accuracy.html", {
        "checked": sum(row["end"] in REAL for row in rows), "shares": _by_kind(precision(rows)), "stands": stands, "now_told": effect(rows, least) if stands else (), "offers": offers, "asked": asked, "tried": tried,
        "heeded": learning.heeded(house, (*verification.decided(house), *(one.case for one in patches_of(request)[:SEEN_MAX]))), "kinds": KINDS, "seasons": SEASONS, "what": WHAT, "few": LEAST, "shown": HEEDED_SHOWN, "key": get_random_string(24),
        "samples": [(one, estimated(one) if one.told else None) for one in samples(house, request.asker.who)], "classes": CLASSES, "known": told_of(), "may": bool(set(DECIDERS) & set(request.asker.roles)), "anew": verification.SLUG if verification.is_in_force(house) else "", "waiting": [one for one in verification.asked(house) if one.open],
    })  # fmt: skip


def _by_kind(shares: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Kind -> season -> share, all of them first."""
    return {
        kind: {one["season"]: one for one in shares if one["kind"] == kind}
        for kind in ("all", *KINDS)
        if any(one["kind"] == kind for one in shares)
    }


@require_POST
@officers(*DECIDERS)
def propose(request: HttpRequest) -> HttpResponse:
    """A case for the leader, with the effect counted anew."""
    asked = _asked(request.POST, request.lang)
    if asked.least is None:
        raise Refused(Refusal("forest.threshold_number", {"given": asked.typed}))
    rows = learning.checked(one.case for one in patches_of(request))
    case = learning.propose(
        request.asker.house,
        request.asker.person,
        rows,
        asked.kind,
        asked.setting,
        asked.least,
        request.POST.get("why", "").strip()[:TEXT_MAX],
        key=request.POST.get("key", "")[:KEY_MAX] or None,
    )
    return redirect("case", case.code)


def _asked(given: Any, lang: str) -> Asked:
    kind, setting = given.get("kind", ""), given.get("setting", "confidence")
    typed = given.get("least", "").strip()[:20]
    if kind not in KINDS or setting not in SETTINGS or not typed:
        return Asked(
            kind if kind in KINDS else "", setting if setting in SETTINGS else "confidence", typed
        )
    try:
        return Asked(kind, setting, typed, float(read_value(_field(setting), typed)))
    except Bad as bad:
        return Asked(kind, setting, typed, None, fault_told(fault_of("least", bad), lang))


def _field(setting: str) -> Field:
    return Field(
        name="least",
        label=Text("Báo từ", "Told from"),
        type="number",
        places=3,
        bounds=Within(0, 1 if setting == "confidence" else 10**8),
    )
