"""What every paper of the books has around its rows: the house, the day, who made it, the signed head of the log; and who may read what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from dinh.access import finders
from dinh.access.finders import Who
from dinh.engine.definition.procedure import Text
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import local, to_local
from dinh.letters import Page
from dinh.letters.press import VALUES_BYTES_MAX
from dinh.procedures import own
from dinh.procedures.lookup import Library
from dinh.store import books

YEARS = range(
    1900, 2101
)  # of a day that the books of a house are asked about; beyond, there are no instants to compare it with
ROWS_MAX = 2000  # of one book: 150 pages and some 500 MB while it is printed
OPERATOR = "operator"
FIXED = {
    "clock": "Đồng hồ",
    "house": "Hệ thống",
    OPERATOR: "Người vận hành máy",
    "applicant": "Người nộp hồ sơ",
    "opener": "Người mở hồ sơ",
    "reader": "Người xem được hồ sơ",
}


class Period(Struct, frozen=True):
    """Days, both included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return local(self.first)

    @property
    def end(self) -> datetime:
        """The first instant behind it."""
        return local(date.fromordinal(self.last.toordinal() + 1))

    @property
    def name(self) -> str:
        return f"{self.first}..{self.last}"


def period(first: str, last: str) -> Period:
    """Raises Refused for a day that is none or of no year of ours, and for an end before the beginning."""
    try:
        found = Period(date.fromisoformat(read_date(first)), date.fromisoformat(read_date(last)))
    except Bad as bad:
        raise Refused(Refusal(bad.code, bad.facts)) from None
    if strange := next(
        (
            typed
            for typed, day in ((first, found.first), (last, found.last))
            if day.year not in YEARS
        ),
        "",
    ):
        raise Refused(Refusal("field.no_such_day", {"given": strange}))
    if found.last < found.first:
        raise Refused(Refusal("book.period", {"from": str(found.first), "to": str(found.last)}))
    return found


class Asking(Struct, frozen=True):
    """Who wants a paper, of which house, at what time. `who` None: whoever holds the house's folder, who reads everything."""

    house: str
    who: Who | None
    at: datetime

    @property
    def person(self) -> str:
        return self.who.person if self.who else OPERATOR

    @property
    def roles(self) -> frozenset[str]:
        """Those had whole: a role for one village, or by a delegation for some procedures alone, makes no book of all."""
        if self.who is None:
            return frozenset()
        whole = (
            one
            for one in self.who.standings
            if not one.of and one.delegation not in self.who.procedures
        )
        return frozenset(role for one in whole for role in one.roles)

    def seen(self, case: Case) -> finders.Seen | None:
        """The case as this person may see it; None: not theirs to see."""
        if self.who is None:
            return finders.Seen(
                case,
                finders.followed(self.house, case),
                frozenset(),
                Who(OPERATOR, "", (), frozenset(), ()),
                self.at,
            )
        return finders.seen_by(self.house, self.who, case, self.at)


def asking(house: str, person: str) -> Asking:
    """`person` "": the one who holds the house's folder. Raises Refused for an unknown name."""
    at = finders.time_of(house)
    return Asking(house, finders.who(house, person, at) if person else None, at)


def values(one: Asking, **more: Any) -> dict[str, Any]:
    """Of a paper that is no letter: no number, no digest, signed by whoever had it made."""
    found = finders.state(one.house)
    post = one.who.posts[0] if one.who and one.who.posts else None
    signature = finders.signature_of(post) if post else None
    signed = (
        {
            "basis": "none",
            "lines": list(signature.lines) if signature else [],
            "name": one.who.name,
            "decision": None,
        }
        if one.who
        else None
    )
    return {
        "house": finders.letterhead(found.profile),
        "number": None,
        "symbol": None,
        "date": str(to_local(one.at).date()),
        "issued": minutes(one.at),
        "code": None,
        "book": None,
        "to": [],
        "procedure": None,
        "digest": None,
        "qr": None,
        "signed": signed,
        "head": books.signed_head(one.house, one.at),
        **more,
    }


def minutes(at: datetime | None) -> str | None:
    return to_local(at).isoformat(timespec="minutes") if at else None


def page(template: str, filled: dict[str, Any]) -> Page:
    """Raises Refused where people typed so much that it cannot be one paper."""
    if len(msgspec.json.encode(filled)) > VALUES_BYTES_MAX:
        raise Refused(Refusal("book.too_long", {"most": ROWS_MAX}))
    return Page(template, filled, sources(template))


@cache
def sources(template: str) -> dict[str, str]:
    """The program's own templates, of no procedure: the paper's and the layouts it stands on."""
    wanted = (template, "decree30.typ", "forms.typ")
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((own() / "letters").glob("*.typ"))
        if path.name in wanted
    }


class Namer:
    """People and roles by what they are called, on paper and so in Vietnamese."""

    def __init__(self, house: str, case: Case | None = None) -> None:
        self._house = finders.state(house)
        self._names = finders.names_in(house, case) if case else self._house.names

    def person(self, person: str) -> str:
        return FIXED.get(person) or self._names.get(person, person)

    def roles(self, roles: Iterator[str] | tuple[str, ...]) -> str:
        return ", ".join(self._role(role) for role in roles)

    def _role(self, role: str) -> str:
        kind, colon, name = role.partition(":")
        if colon:
            return (
                self.person(name)
                if kind == "person"
                else next(
                    (
                        h.title.get("vi", name)
                        for h in reversed(self._house.holdings)
                        if h.post == name
                    ),
                    name,
                )
            )
        label = _labels().get(role)
        return FIXED.get(role) or (label.vi if label else role)


@cache
def _labels() -> dict[str, Text]:
    return Library([]).labels(own() / "roles.yaml", "roles")
