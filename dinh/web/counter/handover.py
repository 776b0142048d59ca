"""Hand-over at the end of a shift: what one clerk hands to the next, money, cases, results, papers, on one page to sign.

Rule to keep: all of it is a view of the log. No event of the house's log is for this, so the note, the receiver's name
and the signatures stand on the printed page alone and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Event
from dinh.engine.record.house import House
from dinh.engine.record.seal import unseal
from dinh.engine.schedule.calendar import local
from dinh.messages.words import day_of, words_of
from dinh.store import ledger
from dinh.store import queries as finding
from dinh.web.counter import queries
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers

EVENTS_MAX = 5000  # of a kind in a day; a commune has fewer
RESULTS_MAX = 200
WAITING_MAX = 500
NEAR_DAYS = 5  # calendar days: a working week
NOTE_MAX = 2000
TO_MAX = 200
CHOOSERS = frozenset({"leader", "office"})


class Sum(Struct, frozen=True):
    """What was taken for one line of fees. `label`: {} where a payment named none."""

    label: dict[str, str]
    times: int
    cash: int
    transfer: int
    online: int

    @property
    def total(self) -> int:
        return self.cash + self.transfer + self.online


class Received(Struct, frozen=True):
    """A case taken in today. `at`: when; `papers`: the originals that were handed in on paper, as the log has them."""

    case: Case
    title: str
    at: datetime
    papers: tuple[str, ...]


class Result(Struct, frozen=True):
    case: Case
    title: str
    since: datetime
    days: int


class Supplement(Struct, frozen=True):
    case: Case
    title: str
    limit: datetime
    over: bool


class Handover(Struct, frozen=True):
    """`of_all`: what everybody took today, as the page of takings has it; `results`, `supplements`: this clerk's;
    `results_of_all`, `supplements_of_all`: how many the whole counter has."""

    sums: tuple[Sum, ...]
    total: Sum
    of_all: int
    received: tuple[Received, ...]
    results: tuple[Result, ...]
    results_of_all: int
    supplements: tuple[Supplement, ...]
    supplements_of_all: int


def handover(house: str, who: finders.Who, clerk: str, now: datetime, lang: str) -> Handover:
    """What this clerk hands over now, of the cases that `who` may read."""
    taken = queries.takings(house, who, now)
    sums = _sums([one for one in taken.rows if one.by == clerk])
    results, supplements = _results(house, who, now), _supplements(house, who, now)
    return Handover(
        tuple(sums),
        Sum(
            {},
            *(
                sum(getattr(one, part) for one in sums)
                for part in ("times", "cash", "transfer", "online")
            ),
        ),
        taken.total,
        tuple(_received(house, who, clerk, now, lang)),
        tuple(one for one in results if _took(one.case, clerk)),
        len(results),
        tuple(one for one in supplements if _took(one.case, clerk)),
        len(supplements),
    )


def _sums(rows: list[queries.Taking]) -> list[Sum]:
    by_line: dict[tuple[str, str], list[queries.Taking]] = {}
    for one in rows:
        by_line.setdefault((one.line.get("vi", ""), one.line.get("en", "")), []).append(one)
    return [
        Sum(
            some[0].line,
            len(some),
            *(
                sum(one.amount for one in some if one.how == how)
                for how in ("cash", "transfer", "online")
            ),
        )
        for some in by_line.values()
    ]


def _received(
    house: str, who: finders.Who, clerk: str, now: datetime, lang: str
) -> Iterator[Received]:
    """The cases that this clerk opened or accepted today, in the order of the log, each once."""
    at_by_code: dict[str, datetime] = {}
    for event in sorted(_of_today(house, now, "opened", "acted"), key=lambda event: event.number):
        if event.actor.person == clerk and (
            not isinstance(event.body, Acted) or event.body.accepted
        ):
            at_by_code.setdefault(event.case, event.at)
    for code, at in at_by_code.items():
        case = ledger.case_state(house, code)
        if case is not None and finders.may_read(case, who):
            yield Received(case, finders.title_of(case), at, _papers(house, case, lang))


def _of_today(house: str, now: datetime, *kinds: str) -> Iterator[Event]:
    start, end = local(day_of(now)), local(day_of(now) + timedelta(days=1))
    for kind in kinds:
        yield from map(
            unseal, finding.events_between(house, start, end, kind=kind, limit=EVENTS_MAX)
        )


def _papers(house: str, case: Case, lang: str) -> tuple[str, ...]:
    """Originals that were handed in on paper; what is only shown (`present`) went home again. Where each lies now the log does not know: that is counted when it is handed over."""
    spec = finders.followed(house, case)
    return tuple(
        words_of(spec.documents[name].label, lang)
        for name, brought in case.documents.items()
        if name in spec.documents and spec.documents[name].kind == "original" and _on_paper(brought)
    )


def _on_paper(brought: object) -> bool:
    """Of the case or of any of its rows."""
    return brought == "seen" or (
        isinstance(brought, dict) and any(one == "seen" for one in brought.values())
    )


def _took(case: Case, clerk: str) -> bool:
    return case.opened_by(clerk, case.house) or case.known_as(
        clerk, case.house
    ) in case.acted_by.get(queries.RECEPTION, ())


def _results(house: str, who: finders.Who, now: datetime) -> list[Result]:
    """Ready and not yet given out, the longest first."""
    found = queries.undelivered(house, who, RESULTS_MAX)
    return [
        Result(
            case, finders.title_of(case), case.settled, (day_of(now) - day_of(case.settled)).days
        )
        for case in found
        if case.settled
    ]


def _supplements(house: str, who: finders.Who, now: datetime) -> list[Supplement]:
    """Cases that stand still until their applicant brings something, whose limit is over or within NEAR_DAYS; the nearest first."""
    last = day_of(now) + timedelta(days=NEAR_DAYS)
    codes = dict.fromkeys(
        code for _, code, _ in finding.work(house, ["applicant"], limit=WAITING_MAX)
    )
    cases = (
        case
        for code in codes
        if (case := ledger.case_state(house, code)) is not None and finders.may_read(case, who)
    )
    found = [
        Supplement(case, finders.title_of(case), limit, limit < now)
        for case in cases
        if (limit := _limit(case, last))
    ]
    return sorted(found, key=lambda one: (one.limit, one.case.code))


def _limit(case: Case, last: date) -> datetime | None:
    return min(
        (
            step.limit
            for step in case.steps
            if "applicant" in step.roles
            and step.pauses
            and step.limit
            and day_of(step.limit) <= last
        ),
        default=None,
    )


def clerks(found: House, day: date) -> list[tuple[str, str]]:
    """(person, name) of those who have the counter that day, by name."""
    people = {holding.person for holding in found.holders_of("counter", str(day))}
    return sorted(
        ((person, found.names.get(person, person)) for person in people), key=lambda one: one[1]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter", "leader", "office")
def page(request: HttpRequest) -> HttpResponse:
    """What is sent here is written nowhere: it is shown again, in the language asked for."""
    asker = request.asker
    found = finders.state(asker.house)
    known = clerks(found, day_of(asker.now))
    choice = known if asker.roles & CHOOSERS else []
    clerk = _chosen(request, choice)
    return show(
        request,
        "counter/handover.html",
        {
            "clerk": clerk,
            "clerk_name": found.names.get(clerk, clerk),
            "clerks": choice,
            "case_url": "counter-case" if "counter" in asker.roles else "case",
            "receivers": [name for person, name in known if person != clerk],
            "shown": handover(asker.house, asker.who, clerk, asker.now, request.lang)
            if clerk
            else None,
            "near_days": NEAR_DAYS,
            "to": request.POST.get("to", "")[:TO_MAX],
            "note": request.POST.get("note", "")[:NOTE_MAX],
        },
        form="handover" if clerk else "",
        enter="look",
    )


def _chosen(request: HttpRequest, choice: list[tuple[str, str]]) -> str:
    """Whose shift: one's own at the counter; a leader or the office may choose. "" where nobody has the counter."""
    asker, wanted = request.asker, request.GET.get("person", "")
    own = asker.person if "counter" in asker.roles else ""
    people = [person for person, _ in choice]
    if wanted and wanted not in people and wanted != own:
        raise finders.NotFound(wanted)
    return wanted or own or next(iter(people), "")
