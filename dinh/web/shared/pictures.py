"""Pictures that are shown where a case is shown, and not only named among its papers: those that machines made and that show nobody.

To look at them is no reading of papers, so it is not noted in the log; whoever may read the case may see them. Rule to keep: a field of which a
person fills in the file is never here.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.engine.record.case import Case
from dinh.store import documents
from dinh.web.shared.session import officers

KEPT_SECONDS = 86_400
TYPE = "image/png"


class Named(Struct, frozen=True):
    """A field of a procedure that holds a picture. on: the field of its day."""

    name: str
    words: Text
    on: str = ""


class Picture(Struct, frozen=True):
    name: str
    words: Text
    day: date | None


SHOWN = {
    "forest-alert": (
        Named("before", Text("Trước", "Before"), "before_on"), Named("after", Text("Sau, viền đỏ là chỗ cảnh báo", "After; the alert has a red edge"), "after_on"),
        Named("series", Text("Chỉ số qua từng ảnh (điểm), mô hình (đường), ngày cảnh báo (vạch đứng)", "The index in each scene (points), the model (line), the day of the alert (upright line)")),
    ),
}  # fmt: skip
"""By procedure."""


def pictures(case: Case) -> tuple[Picture, ...]:
    """Those that a case has, of what its reader was given of it."""
    found = (
        one
        for one in SHOWN.get(case.procedure, ())
        if (case.data.get(one.name) or {}).get("type") == TYPE
    )
    return tuple(
        Picture(
            one.name,
            one.words,
            date.fromisoformat(str(day)) if one.on and (day := case.data.get(one.on)) else None,
        )
        for one in found
    )


def pictured(content: bytes, kind: str = TYPE) -> HttpResponse:
    """Kept by the browser for a day: what lies behind such an address hardly ever changes."""
    return HttpResponse(
        content, content_type=kind, headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"}
    )


@require_safe
@officers()
def picture(request: HttpRequest, code: str, name: str) -> HttpResponse:
    case = finders.case_seen_by(request.asker.house, request.asker.person, code).case
    if name not in {one.name for one in pictures(case)}:
        raise finders.NotFound(name)
    answer = pictured(documents.read(case.data[name]["digest"]))
    answer["Cache-Control"] = "private, no-store"  # of a case
    return answer
