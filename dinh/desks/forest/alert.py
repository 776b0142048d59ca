"""What is known of one alert: its pictures, where it lies beside the legal thresholds, harvests declared there. Part of the field page, too.

The pictures are the watch's own and show nobody: looking at them is not noted in the log, as reading a person's papers is.
"""
from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dinh import access
from dinh.desks.forest import queries
from dinh.desks.forest.views import ROLES, patches_of, pictured
from dinh.desks.shared.asking import officers
from dinh.desks.shared.pages import show
from dinh.engine.procedure import Text
from dinh.store import documents
from dinh.texts.words import day_of
from dinh.woodland.harvests import chosen, declared
from dinh.woodland.limits import limits
from dinh.woodland.reading import CATEGORIES, Patch

PICTURES = ("before", "after", "series")
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
    return {"patch": patch, "limits": limits(house, patch), "declared": hits, "chosen": chosen(house, patch.case.data), "categories": CATEGORIES, "young": YOUNG}


@require_safe
@officers(*ROLES)
def page(request: HttpRequest, code: str) -> HttpResponse:
    patch = patch_of(request, code)
    return show(request, "forest/alert.html", {"row": queries.row(patch, day_of(request.asker.now)), **facts(request.asker.house, patch)})


@require_safe
@officers(*ROLES)
def picture(request: HttpRequest, code: str, name: str) -> HttpResponse:
    file = patch_of(request, code).case.data.get(name) if name in PICTURES else None
    if not file or file.get("type") != "image/png":
        raise access.NotFound(name)
    return pictured(documents.read(file["digest"]))
