"""To whom the log's signed heads were sent, when, and with what answer; and where they go, as the profile says."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.store import outgoing
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.witnesses import sending

SHOWN_MAX = 60


class Row(Struct, frozen=True):
    """A head and a witness. said: the witness's answer, or why it does not have the head and what to do; stamp: the authority's time."""

    number: int
    witness: str
    state: str
    tries: int
    at: datetime | None
    said: str
    next: datetime | None
    stamp: datetime | None
    unstamped: str


@require_safe
@officers("leader", "office")
def page(request: HttpRequest) -> HttpResponse:
    house, lang = request.asker.house, request.lang
    profile = finders.state(house).profile
    sent = outgoing.newest(house, SHOWN_MAX)
    return show(
        request,
        "staff/witnesses.html",
        {
            "witnesses": list(profile.get("witnesses", ())),
            "every": profile.get("heads_every") or sending.EVENTS_BETWEEN,
            "authority": profile.get("timestamps") or "",
            "troubled": sending.troubled(house),
            "rows": [_row(one, lang) for one in sent],
        },
    )


def _row(one: outgoing.Sending, lang: str) -> Row:
    return Row(
        one.number,
        one.witness,
        one.state,
        one.tries,
        datetime.fromisoformat(one.at) if one.at else None,
        sending.fault_words(one.fault, lang) or one.answer,
        sending.next_try(one),
        sending.stamp_time(one),
        sending.fault_words(one.unstamped, lang),
    )
