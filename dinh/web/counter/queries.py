"""What the counter's pages show: finished rows, only of what this person may see, bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Procedure, Source
from dinh.engine.record.case import Case
from dinh.engine.record.events import Event, Fee, Paid
from dinh.engine.record.payments import owed
from dinh.engine.record.seal import unseal
from dinh.engine.schedule.calendar import local, to_local
from dinh.store import ledger, queries
from dinh.web.shared.event_text import Teller, told

ROWS_MAX = 30
DELIVER_MAX = 100
SETTLED_MAX = 2000  # read until DELIVER_MAX of them are for somebody
PAID_MAX = 5000  # a commune takes fewer in a day
RECEPTION = "reception"
FROM_OUTSIDE = frozenset({"counter", "online", "post"})
SHOWN_MAX = 8
RECENT_MAX = 5
USED_OF = 100
USED_MAX = 12


class CaseLine(Struct, frozen=True):
    """A case in a list of the counter. `at`: when it came to where it is."""

    code: str
    title: str
    name: dict[str, str]
    at: datetime | None
    label: dict[str, str] = {}
    owed: int | None = 0


class Taking(Struct, frozen=True):
    """A payment. `person`: the name of who took it, `by`: who that is in the books; `line`: the fee's label, {} where none was named."""

    code: str
    title: str
    name: dict[str, str]
    at: datetime
    amount: int
    how: str
    receipt: str
    person: str
    by: str = ""
    line: dict[str, str] = {}


class Takings(Struct, frozen=True):
    """The payments of a day. `by_how`: cash, transfer, online -> sum; `by_person`: who took it -> how -> sum, to be handed over."""

    rows: tuple[Taking, ...]
    total: int
    by_how: dict[str, int]
    by_person: dict[str, dict[str, int]]


def received_here(procedures: list[Procedure]) -> list[Procedure]:
    """Those a counter takes in: at the window or by post."""
    return [
        one for one in procedures if one.level != "info" and {"counter", "post"} & set(one.channels)
    ]


def opened_within(procedures: list[Procedure], who: finders.Who) -> list[Procedure]:
    """Those that the house opens itself, and that this person may open: one kept to some roles is opened by these."""
    return sorted(
        (
            one
            for one in procedures
            if one.level != "info" and "house" in one.channels and _within(one, who)
        ),
        key=lambda one: one.name.vi,
    )


def _within(one: Procedure, who: finders.Who) -> bool:
    secrecy = one.classes.get(one.class_)
    return secrecy is None or bool(who.roles_in(one.slug) & set(secrecy.roles))


def waiting(house: str, person: str) -> list[CaseLine]:
    """Cases at reception: sent over the net or by post, or supplied again."""
    rows = finders.worklist(house, person, step=RECEPTION, limit=ROWS_MAX)
    return [CaseLine(row.code, row.title, row.name, row.since, row.label) for row in rows]


def to_deliver(house: str, who: finders.Who) -> list[CaseLine]:
    """Settled with a result that somebody waits for, and not yet delivered; the earliest first."""
    return [
        _line(case, case.settled, case.end_label) for case in undelivered(house, who, DELIVER_MAX)
    ]


def undelivered(house: str, who: finders.Who, limit: int) -> list[Case]:
    """Whatever else is settled and given to nobody must not push out of the list what somebody waits for."""
    found = _cases(house, queries.to_deliver(house, SETTLED_MAX), who)
    return list(
        islice((case for case in found if _has_result(case) and _was_handed_in(house, case)), limit)
    )


def _has_result(case: Case) -> bool:
    """What was withdrawn or turned away at the window has been told there already."""
    return case.outcome == "granted" or any(
        letter.result and not letter.withdrawn for letter in case.letters
    )


def _was_handed_in(house: str, case: Case) -> bool:
    """A matter that only the house opens has nobody who waits for it at the window: a forest alert, a review of poverty."""
    return bool(FROM_OUTSIDE & set(finders.followed(house, case).channels))


def recent(house: str, who: finders.Who) -> list[CaseLine]:
    """What this person took in last."""
    mine = (
        case
        for case in _cases(house, queries.cases(house, limit=ROWS_MAX * 2), who)
        if case.opened_by(who.person, house)
    )
    return [
        _line(case, case.opened, case.end_label or (case.steps[0].label if case.steps else {}))
        for case in islice(mine, RECENT_MAX)
    ]


def most_used(house: str, procedures: list[Procedure]) -> list[Procedure]:
    """The procedures of the last cases first, the rest by name; what a counter shows before anything is typed."""
    last = [case.procedure for case in _every(queries.cases(house, limit=USED_OF), house)]
    return sorted(procedures, key=lambda one: (-last.count(one.slug), one.name.vi))[:USED_MAX]


def _every(codes: list[str], house: str) -> list[Case]:
    return [case for code in codes if (case := ledger.case_state(house, code)) is not None]


def _cases(house: str, codes: list[str], who: finders.Who) -> Iterator[Case]:
    """Those that this person may read; none is looked up before it is asked for."""
    found = (ledger.case_state(house, code) for code in codes)
    return (case for case in found if case is not None and finders.may_read(case, who))


def _line(case: Case, at: datetime | None, label: dict[str, str]) -> CaseLine:
    return CaseLine(case.code, finders.title_of(case), case.name, at, label, owed(case))


def handed_over(house: str, seen: finders.Seen, lang: str) -> str:
    """Who gave the result out, how and to whom, as the log tells it; "" before that."""
    if not seen.case.delivered:
        return ""
    events = (unseal(one) for one in finders.log_seen_by(house, seen.who.person, seen.case.code))
    last = next((event for event in reversed(list(events)) if event.kind == "delivered"), None)
    return told(last, Teller(lang, finders.state(house).names, seen.procedure)) if last else ""


def fees_shown(case: Case, procedure: Procedure, lang: str) -> list[tuple[Fee, str, bool]]:
    """Each fee with its law in words, and whether that has been confirmed."""
    shown = []
    for fee in case.fees:
        key, _, article = fee.law.partition(" ")
        law = procedure.law.get(key)
        shown.append(
            (
                fee,
                law_said(Source(key, article), procedure, lang),
                fee.confirmed and (law is None or law.confirmed),
            )
        )
    return shown


def takings(house: str, who: finders.Who, now: datetime) -> Takings:
    """What was paid today at this house, of cases this person may read, in the order of the log."""
    day = to_local(now).date()
    paid = queries.events_between(
        house, local(day), local(day + timedelta(days=1)), kind="paid", limit=PAID_MAX
    )
    shown = tuple(one for event in paid if (one := _taking(house, who, unseal(event))))
    by_how: dict[str, int] = {}
    for one in shown:
        by_how[one.how] = by_how.get(one.how, 0) + one.amount
    by_person: dict[str, dict[str, int]] = {}
    for one in shown:
        sums = by_person.setdefault(one.person, {})
        sums[one.how] = sums.get(one.how, 0) + one.amount
    return Takings(shown, sum(by_how.values()), by_how, by_person)


def _taking(house: str, who: finders.Who, event: Event) -> Taking | None:
    case = ledger.case_state(house, event.case)
    if case is None or not finders.may_read(case, who):
        return None
    body = event.body
    assert isinstance(body, Paid)
    by = event.actor.person
    line = next((fee.label for fee in case.fees if fee.name == body.line), {})
    return Taking(
        event.case,
        finders.title_of(case),
        case.name,
        to_local(event.at),
        body.amount,
        body.how,
        body.receipt,
        finders.state(house).names.get(by, by),
        by,
        line,
    )
