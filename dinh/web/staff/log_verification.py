"""Is the log whole? Every event is read and its seal reckoned anew; against a printed sheet, whether the log still passes through its head.

What is found is told in words; the code and the number are for whoever looks after the machine (`dinh verify`).
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from dinh.engine.definition.procedure import Text
from dinh.messages.words import words_of
from dinh.store import books, ledger
from dinh.web.shared.form import Line
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers

SEAL_MIN = 8  # signs of a seal that are enough to compare: a log changed by chance or by hand differs in the first
TYPED_MAX = 200
WRONG = {
    "seal": Text(
        "Việc này không còn như khi được ghi.", "This event is no longer as it was recorded."
    ),
    "value": Text(
        "Một giá trị của việc này không còn như khi được ghi.",
        "A value of this event is no longer as it was recorded.",
    ),
    "missing": Text(
        "Một giá trị hoặc giấy tờ của việc này đã mất.", "A value or a paper of this event is gone."
    ),
    "document": Text(
        "Một giấy tờ của việc này đã mất hoặc đã đổi.",
        "A paper of this event is gone or was changed.",
    ),
    "content": Text(
        "Một bản đã công bố đã mất hoặc đã đổi.", "Something published is gone or was changed."
    ),
    "case": Text(
        "Bảng hồ sơ không khớp với nhật ký.", "The table of cases does not agree with the log."
    ),
    "tree": Text(
        "Cây băm giữ sẵn không khớp với nhật ký.",
        "The hash tree that is kept does not agree with the log.",
    ),
}
BROKEN = Text(
    "Cơ sở dữ liệu có chỗ hỏng trên đĩa.",
    "The database is damaged on the disk.",
)
HURT = Text(
    "Các việc đều còn như khi được ghi; chỉ hỏng danh sách lập lại được từ nhật ký.",
    "Every event is as it was recorded; only lists that can be made anew from the log are hurt.",
)
OF_DATABASE = frozenset({"table", "index", "pages", "index_pages", "file", "unreadable", "utf8"})
GONE = Text(
    "Sổ thiếu việc: bị bỏ hoặc bị cắt từ đây.", "Events are missing: dropped, or cut off from here."
)
ASKED = {
    "number": Text(
        "Ghi số của việc ở đầu sổ trên tờ đã in, như 10.388.",
        "Type the number of the head on the printed sheet, such as 10,388.",
    ),
    "seal": Text(
        "Ghi ít nhất 8 ký tự đầu của niêm trên tờ đã in, như f2d8 cab2.",
        "Type at least the first 8 signs of the seal on the printed sheet, such as f2d8 cab2.",
    ),
}


class Paper(Struct, frozen=True):
    """A head on a printed sheet, held against the log. now: the seal that its event has, "" where the log does not reach it."""

    number: int
    seal: str
    now: str

    @property
    def agrees(self) -> bool:
        return self.now.startswith(self.seal)


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def page(request: HttpRequest) -> HttpResponse:
    """Reading every event takes a while in large books, so it is done when it is asked for."""
    typed = {name: request.POST.get(name, "").strip()[:TYPED_MAX] for name in ASKED}
    number, seal = re.sub(r"[.,\s]", "", typed["number"]), re.sub(r"\s", "", typed["seal"]).lower()
    bad = {"number"} if not re.fullmatch(r"[0-9]{1,15}", number) else set()
    bad |= {"seal"} if not re.fullmatch(rf"[0-9a-f]{{{SEAL_MIN},64}}", seal) else set()
    faults = (
        {name: words_of(ASKED[name], request.lang) for name in sorted(bad)}
        if request.method == "POST" and any(typed.values())
        else {}
    )
    asked = request.method == "POST" and not faults and request.POST.get("do") == "verify"
    paper = _paper(request.asker.house, int(number), seal) if asked and not bad else None
    found = books.verify(request.asker.house) if asked else None
    lines = tuple(Line(f"v-{name}", said) for name, said in faults.items())
    told = {
        "typed": typed,
        "faults": faults,
        "lines": lines,
        "found": found,
        "wrong": _wrong(found, request.lang) if found else "",
        "paper": paper,
    }
    return show(
        request,
        "staff/proving.html",
        told,
        status=422 if faults else 200,
        form="verification",
        enter="look",
    )


def _paper(house: str, number: int, seal: str) -> Paper:
    event = next(ledger.log(house, after=number - 1, limit=1), None) if number else None
    return Paper(number, seal, event.seal if event and event.number == number else "")


def _wrong(found: dict[str, Any], lang: str) -> str:
    """A sentence for people; of the database, whether events may be lost."""
    if found["ok"]:
        return ""
    kind = found["reason"].partition(":")[0]
    if kind in OF_DATABASE:
        is_hurt = found.get("hurt") == "anew" and found["first_bad"] is None
        return words_of(HURT if is_hurt else BROKEN, lang)
    return words_of(WRONG.get(kind, GONE), lang)
