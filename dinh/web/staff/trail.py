"""The trail of who tried what, for the house's inspector. Reading it leaves a line in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dinh.engine.definition.procedure import Text
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.schedule.calendar import local
from dinh.input.profile import trail_months
from dinh.messages.trail import WHAT
from dinh.messages.words import say, words_of
from dinh.store import trail
from dinh.web.shared import locks
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import forbidden
from dinh.web.shared.session import officers
from dinh.web.shared.trail import READ_CASES_MAX

ROLE = "inspector"
TEXT_MAX = 60
GROUPS = (
    ("", Text("Tất cả", "All")),
    ("sign_in", Text("Đăng nhập", "Sign-ins")),
    ("factor", Text("Xác thực hai lớp", "Second factor")),
    ("track", Text("Tra hồ sơ từ ngoài", "Cases followed from outside")),
    ("case", Text("Hồ sơ bị từ chối xem, đọc nhiều", "Cases denied, mass reading")),
    ("page", Text("Trang bị từ chối", "Pages denied")),
    ("export", Text("Lấy dữ liệu ra", "Exports")),
    ("token", Text("Mã của chương trình", "Tokens of programs")),
    ("account", Text("Tài khoản", "Accounts")),
    ("trail", Text("Xem sổ vết", "Trail read")),
)


@require_safe
@officers(ROLE)
def home(request: HttpRequest) -> HttpResponse:
    asker = request.asker
    if ROLE not in asker.who.own_roles:  # not by somebody else's authority
        return forbidden(request)
    asked = {
        name: request.GET.get(name, "").strip()[:TEXT_MAX] for name in ("person", "from", "to")
    }
    what = request.GET.get("what", "")
    what = what if what in dict(GROUPS) else ""
    before = request.GET.get("before", "")
    first, last, faults = _days(asked, request.lang)
    found = trail.rows(
        asker.house,
        first=first,
        last=last,
        person=asked["person"],
        what=what,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
    )
    trail.note(asker.house, "trail.read", person=asker.person, address=locks.address(request))
    further = {**asked, "what": what, "before": found[-1].number} if found else {}
    return show(
        request,
        "staff/trail.html",
        {
            "rows": [_shown(one, request.lang) for one in found],
            "asked": asked,
            "what": what,
            "groups": [(name, words_of(text, request.lang)) for name, text in GROUPS],
            "faults": faults,
            "further": urlencode({name: one for name, one in further.items() if one})
            if len(found) == trail.ROWS_MAX
            else "",
            "begun": bool(before),
            "months": trail_months(asker.house),
            "read_cases": READ_CASES_MAX,
        },
        status=422 if faults else 200,
    )


def _days(
    asked: dict[str, str], lang: str
) -> tuple[datetime | None, datetime | None, tuple[tuple[str, str], ...]]:
    """From the first moment of one day to the last of the other; what is no day is told at its field."""
    found: dict[str, datetime] = {}
    faults = []
    for name in ("from", "to"):
        try:
            if asked[name]:
                found[name] = local(f"{read_date(asked[name])}T00:00")
        except Bad:
            words = say("Ghi ngày như 01/12/2026.", "Give a day such as 01/12/2026.", lang)
            faults.append((name, words))
    last = found["to"] + timedelta(days=1) if "to" in found else None
    return found.get("from"), last, tuple(faults)


def _shown(row: trail.Row, lang: str) -> dict[str, Any]:
    return {
        "row": row,
        "what": words_of(WHAT[row.what], lang) if row.what in WHAT else row.what,
    }
