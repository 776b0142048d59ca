"""What is known of one alert: its pictures, where it lies beside the legal thresholds, harvests declared there. Part of the field page, too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.forest.verdicts import REAL
from dinh.forest_cases import learning, verification
from dinh.forest_cases.harvests import chosen, declared
from dinh.forest_cases.limits import limits
from dinh.forest_cases.reading import CATEGORIES, Patch
from dinh.messages.words import day_of
from dinh.web.forest import queries
from dinh.web.forest.views import ROLES, on_desk, patches_of
from dinh.web.shared.session import officers

YOUNG = Text("rừng trồng chưa thành rừng", "young plantation")


def patch_of(request: HttpRequest, code: str) -> Patch:
    """Raises NotFound for what this person may not see."""
    found = next((one for one in patches_of(request) if one.code == code), None)
    if found is None:
        raise finders.NotFound(code)
    return found


def facts(house: str, patch: Patch) -> dict[str, Any]:
    """What `forest/facts.html` shows."""
    hits = declared(house, (part.plot for part in patch.parts), patch.onset, patch.found)
    return {
        "patch": patch,
        "limits": limits(house, patch),
        "declared": hits,
        "chosen": chosen(house, patch.case.data),
        "categories": CATEGORIES,
        "young": YOUNG,
    }


@require_safe
@officers(*ROLES)
def page(request: HttpRequest, code: str) -> HttpResponse:
    patch = patch_of(request, code)
    house = request.asker.house
    anew = patch.case.end in REAL and verification.is_in_force(house)
    asked = verification.asked(house, patch.code)
    return on_desk(request, "forest/alert.html", {
        "row": queries.row(patch, day_of(request.asker.now)), "anew": verification.SLUG if anew else "", "asked": asked, "heeded": {one.case.code: one.words(request.lang) for one in learning.heeded(house, asked)}, **facts(house, patch),
    })  # fmt: skip
