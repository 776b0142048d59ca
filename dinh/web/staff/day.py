"""The day's sheet: every event of a day with its number and seal, and under it the signed head, to be printed and kept.

Whoever keeps a printed head can later prove that nothing was changed, dropped or cut off the log. What an event says of
a case that this person may not read is left out of the words; its number and seal stand, so that the sheet has no gap. Of a
case of which something is kept from them no remark, reason or name is told, for it may repeat that; as on the case's own page.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.access.redaction import open_event
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.record.seal import Sealed, unseal
from dinh.engine.schedule.calendar import local, to_local
from dinh.letters import Page
from dinh.messages.words import day_of, say
from dinh.procedures import own
from dinh.reports.layout import YEARS
from dinh.store import books, ledger, queries
from dinh.web.shared.event_text import Teller, told
from dinh.web.shared.files import served
from dinh.web.shared.letters import printer
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.witnesses import sending
from dinh.workflow.related_cases import kept_codes

SHOWN_MAX = 200
PRINTED_MAX = 2000


class Line(Struct, frozen=True):
    number: int
    at: datetime
    case: str
    what: str
    who: str
    seal: str


def lines(
    house: str, who: finders.Who, day: date, lang: str, *, behind: int = 0, limit: int = PRINTED_MAX
) -> list[Line]:
    """The day's events behind a number, in the order of the log."""
    names = finders.state(house).names
    found = queries.events_between(house, *_bounds(day), behind=behind, limit=limit)
    cases = {code: _As(house, who, code) for code in {one.case for one in found} if code}
    return [_line(one, cases.get(one.case), names, lang) for one in found]


def _bounds(day: date) -> tuple[datetime, datetime]:
    return local(day), local(day + timedelta(days=1))


class _As:
    """A case as the sheet's reader sees it. seen: None where they may not read it; kept: other cases of which only that there are such is told."""

    def __init__(self, house: str, who: finders.Who, code: str) -> None:
        case = ledger.case_state(house, code)
        self.seen = finders.seen_by(house, who, case, finders.time_of(house)) if case else None
        self.kept = kept_codes(self.seen) if self.seen else frozenset()

    def told(self, sealed: Sealed) -> Sealed:
        """The event without what may repeat a value that is hidden; of what was filled only the names of the rest."""
        return open_event(sealed, self.seen.hidden) if self.seen and self.seen.hidden else sealed


def _line(sealed: Sealed, one: _As | None, names: dict[str, str], lang: str) -> Line:
    event = unseal(one.told(sealed) if one else sealed)
    if one and one.seen is None:
        return Line(
            sealed.number,
            event.at,
            "",
            say(
                "Việc của hồ sơ hạn chế người xem.", "An event of a case kept to some roles.", lang
            ),
            "",
            sealed.seal,
        )
    teller = Teller(
        lang,
        names,
        one.seen.procedure if one and one.seen else None,
        kept=one.kept if one else frozenset(),
    )
    return Line(
        sealed.number,
        event.at,
        sealed.case,
        told(event, teller),
        teller.who(event.actor.person),
        sealed.seal,
    )


@require_safe
@officers()
def sheet(request: HttpRequest) -> HttpResponse:
    asker = request.asker
    on, today = _day(request.GET.get("on", ""), asker.now), day_of(asker.now)
    behind, count = _behind(request), queries.count_between(asker.house, *_bounds(on))
    rows = lines(asker.house, asker.who, on, request.lang, behind=behind, limit=SHOWN_MAX + 1)
    head = books.signed_head(asker.house, asker.now)
    return show(
        request,
        "staff/day.html",
        {
            "on": on,
            "rows": rows[:SHOWN_MAX],
            "count": count,
            "head": head,
            "troubled": sending.troubled(asker.house) if asker.roles & {"leader", "office"} else (),
            "before": on - timedelta(days=1),
            "after": on + timedelta(days=1) if on < today else None,
            "begun": behind,
            "next": rows[SHOWN_MAX - 1].number if len(rows) > SHOWN_MAX else None,
            "parts": _parts(asker.house, on) if count > PRINTED_MAX else (),
        },
    )


def _parts(house: str, on: date) -> list[int]:
    """Behind which number each sheet begins, where a day does not fit on one."""
    begins, behind = [0], 0
    while (
        len(found := queries.events_between(house, *_bounds(on), behind=behind, limit=PRINTED_MAX))
        == PRINTED_MAX
    ):
        behind = found[-1].number
        begins.append(behind)
    return begins


@require_safe
@officers()
def pdf(request: HttpRequest, on: str) -> HttpResponse:
    asker = request.asker
    day = _day(on, asker.now)
    rows = lines(asker.house, asker.who, day, "vi", behind=_behind(request))
    return served(
        printer().print(_page(request, day, rows)), f"to so ngay {day}.pdf", "application/pdf"
    )


def _behind(request: HttpRequest) -> int:
    given = request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0


def _page(request: HttpRequest, day: date, rows: list[Line]) -> Page:
    asker = request.asker
    profile = finders.state(asker.house).profile
    at = asker.now
    post = asker.who.posts[0] if asker.who.posts else None
    signature = finders.signature_of(post) if post else None
    values: dict[str, Any] = {
        "day": str(day),
        "head": books.signed_head(asker.house, at),
        "first": rows[0].number if rows else None,
        "house": finders.letterhead(profile),
        "number": None,
        "symbol": None,
        "date": str(day_of(at)),
        "issued": to_local(at).isoformat(timespec="minutes"),
        "code": None,
        "book": None,
        "to": [],
        "procedure": None,
        "digest": None,
        "qr": None,
        "signed": {
            "basis": "none",
            "lines": list(signature.lines) if signature else [],
            "name": asker.who.name,
            "decision": None,
        },
        "rows": [
            {
                "number": one.number,
                "at": to_local(one.at).isoformat(timespec="minutes"),
                "case": one.case,
                "what": one.what,
                "who": one.who,
                "seal": one.seal,
            }
            for one in rows
        ],
    }
    return Page("ngay.typ", values, _sources())


@cache
def _sources() -> dict[str, str]:
    """The sheet is the program's own, of no procedure."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((own() / "letters").glob("*.typ"))
        if path.name in ("ngay.typ", "decree30.typ", "forms.typ")
    }


def _day(text: str, now: datetime) -> date:
    """The day asked for, today when none is, never after today. A day that does not exist is no page: this sheet is signed."""
    if not text:
        return day_of(now)
    try:
        asked = date.fromisoformat(read_date(text))
    except Bad:
        raise finders.NotFound(text) from None
    if asked.year < min(YEARS):
        raise finders.NotFound(text)
    return min(asked, day_of(now))
