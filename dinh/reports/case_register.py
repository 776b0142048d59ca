"""Form 07, the register of a period's cases: one row for each case received in it, from its receipt to the handing over of its result.

It shows names, addresses and telephones of many people at once: only the posts that keep it make it, and that it was
made is noted in the log first. A case whose class is kept from who asks is not in it.
Source: Circular 03/2025/TT-VPCP, appendix I (number and name; fields of the 2018 set, not confirmed in detail).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.letters import applicant
from dinh.engine.record.events import Delivered, Event
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.letters import Page
from dinh.reports.control_slip import WAYS
from dinh.reports.handovers import mark
from dinh.reports.layout import ROWS_MAX, Asking, Namer, Period, minutes, page, values
from dinh.store import periods
from dinh.workflow import cases

KEEPERS = ("counter", "clerk", "office", "leader")
AT_THE_COUNTER = frozenset({"counter", "applicant", "opener"})
READ = ("opened", "acted", "delivered")
SHOWN = ("name", "address", "phone")
MARKS = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Trễ hẹn"}


class Book(Struct, frozen=True):
    """A paper of many rows. count: how many."""

    page: Page
    count: int


def kept_by(one: Asking, roles: tuple[str, ...]) -> None:
    """Raises Refused for a post that does not keep this book; who holds the house's folder may always."""
    if one.who is not None and not one.roles & set(roles):
        raise Refused(Refusal("book.not_yours", {"by": list(roles)}))


def book(one: Asking, of: Period) -> Book:
    """Raises Refused: not the asker's to make, or too many rows for one book."""
    kept_by(one, KEEPERS)
    found = list(periods.cases(one.house, of.start, of.end, ROWS_MAX + 1))
    if len(found) > ROWS_MAX:
        raise Refused(Refusal("book.too_long", {"most": ROWS_MAX}))
    seen = [read for case in found if (read := one.seen(case)) is not None]
    cases.looked(one.house, one.person, f"book:cases:{of.name}", SHOWN)
    told = periods.events(one.house, [read.case.code for read in seen], READ)
    namer = Namer(one.house)
    rows = [
        _row(n, read, told.get(read.case.code, []), one, namer) for n, read in enumerate(seen, 1)
    ]
    return Book(
        page(
            "form-07.typ",
            values(one, first=str(of.first), last=str(of.last), rows=rows, counts=_counts(rows)),
        ),
        len(rows),
    )


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {
        name: sum(row["mark"] == name for row in rows)
        for name in ("early", "on_time", "late", "open", "")
    }


def _row(
    number: int, seen: finders.Seen, events: list[Event], one: Asking, namer: Namer
) -> dict[str, Any]:
    case = seen.case
    context = finders.context(
        one.house, one.who.person if one.who else "applicant", one.at, slug=case.procedure
    )
    who = applicant(seen.procedure, scope_of(seen.procedure, case, context))
    transferred, settler = _settler(events, namer)
    given = (
        next((event.body for event in reversed(events) if isinstance(event.body, Delivered)), None)
        if case.delivered
        else None
    )
    standing = bool(case.clock and case.clock.paused) and not case.settled
    found = "open" if standing else mark(case.settled, case.due, one.at)
    return {
        "no": number,
        "code": case.code,
        "procedure": case.name.get("vi", case.procedure),
        "sets": 1,
        "owner": who["name"],
        "address": who["address"],
        "phone": who["phone"],
        "settler": settler,
        "received": minutes(case.accepted or case.opened),
        "due": minutes(case.due),
        "transferred": minutes(transferred),
        "settled": minutes(case.settled),
        "delivered": minutes(case.delivered),
        "how": WAYS.get(given.how, given.how) if given else None,
        "to": given.personal.get("to") if given and not seen.hidden else None,
        "mark": found,
        "notes": _notes(seen, found, standing),
    }


def _settler(events: list[Event], namer: Namer) -> tuple[Any, str]:
    """When the case first left the counter, and to whom; never, where the counter settles it itself."""
    for event in events:
        for step in getattr(event.body, "entered", ()):
            if others := tuple(role for role in step.roles if role not in AT_THE_COUNTER):
                return event.at, namer.roles(others)
    return None, ""


def _notes(seen: finders.Seen, found: str, standing: bool) -> list[str]:
    case = seen.case
    ended = case.end_label.get("vi", case.end) if case.end and case.outcome != "granted" else ""
    first = to_local(case.first_due) if case.first_due else None
    extended = f"Gia hạn {case.extensions} lần" if case.extensions else "Gia hạn" if first else ""
    extended += f", hẹn đầu {first:%d/%m/%Y}" if first else ""
    waits = (
        "Đang chờ bổ sung"
        if standing
        else ""
        if case.settled or found == "late"
        else "Đang giải quyết"
    )
    return [
        words
        for words in (
            MARKS.get(found, "") if case.settled else "Quá hẹn" if found == "late" else "",
            ended,
            extended,
            waits,
        )
        if words
    ]
