"""What is known of one alert: its pictures, where it lies beside the legal thresholds, harvests declared there. Part of the field page, too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dinh import access
from dinh.desks.forest import queries
from dinh.desks.forest.views import ROLES, on_desk, patches_of
from dinh.desks.shared.asking import officers
from dinh.engine.definition.procedure import Text
from dinh.forest.verdicts import REAL
from dinh.texts.words import day_of
from dinh.woodland import grounds, learning
from dinh.woodland.harvests import chosen, declared
from dinh.woodland.limits import limits
from dinh.woodland.reading import CATEGORIES, Patch

YOUNG = Text("rừng trồng chưa thành rừng", "young plantation")


def patch_of(request: HttpRequest, code: str) -> Patch:
    """Raises NotFound for what this person may not see."""
    found = next((one for one in patches_of(request) if one.code == code), None)
    if found is None:
        raise access.NotFound(code)
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
    anew = patch.case.end in REAL and grounds.is_in_force(house)
    asked = grounds.asked(house, patch.code)
    return on_desk(request, "forest/alert.html", {
        "row": queries.row(patch, day_of(request.asker.now)), "anew": grounds.SLUG if anew else "", "asked": asked, "heeded": {one.case.code: one.words(request.lang) for one in learning.heeded(house, asked)}, **facts(house, patch),
    })  # fmt: skip
