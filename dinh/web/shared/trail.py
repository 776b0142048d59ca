"""What of a request goes into the trail of who tried what (`store.trail`).

No password, no tracking code and no personal number: of a case only what has the form of a case code, of a name that
nobody has only what cannot be a password or a number (`name_tried`).
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict

from django.http import HttpRequest, HttpResponse

from dinh import clock
from dinh.access import finders
from dinh.store.trail import note
from dinh.web.shared import locks, passwords

READ_CASES_MAX = 60  # different cases that one person opens within an hour; then it is told
READ_SECONDS = 3600
READERS_MAX = 1000
NAME_TRIED_MAX = 40
CASE_CODE = re.compile(r"[A-Z]\d{2}(?:\.\d{1,3}){0,4}-\d{6}-\d{4,}|\d{5}-\d{6}-\d{4,}", re.ASCII)
NAME = re.compile(r"[a-z][a-z0-9]*(?:[._][a-z0-9]+)*", re.ASCII)
DIGITS = re.compile(r"\d{6}")
EXPORTS = {
    "books/cases.pdf": "export.book",
    "books/registers/<str:slug>.pdf": "export.book",
    "staff/day/<str:on>.pdf": "export.log",
    "staff/insight/cases": "export.data",
    "staff/insight/logs/<str:name>/files/<str:wanted>": "export.data",
    "api/log": "export.log",
    "api/cases/<str:code>/log": "export.log",
    "api/records/<str:register>": "export.records",
}
"""Addresses that hand out what concerns many persons, or a whole log -> what stands in the trail."""


def note_sign_in(request: HttpRequest, what: str, name: str, *, about: str = "") -> None:
    """In every house that knows the name; a name that none knows in the installation's first house."""
    first = request.asker.house
    if not first:
        return
    knowing = [one for one in finders.beside(first) if name in finders.state(one).names]
    right = what == "sign_in.right"
    for house in knowing or [first]:
        note(
            house,
            what,
            person=name if right else "",
            tried="" if right else name if knowing else name_tried(name),
            address=locks.address(request),
            about=about,
        )


def note_track(request: HttpRequest, what: str) -> None:
    """Without the code: who holds it may follow the case."""
    if request.asker.house:
        note(request.asker.house, what, address=locks.address(request))


def name_tried(name: str) -> str:
    """A name that nobody has, as it may be kept: what may be a password or a number that was typed in the wrong place is not told."""
    harmless = NAME.fullmatch(name) and not DIGITS.search(name)
    if harmless and len(name) < passwords.LENGTH_MIN:
        return name
    return f"{name[:1] if harmless else ''}… ({len(name[:NAME_TRIED_MAX])})"


def case_code(text: str) -> str:
    """What has the form of a case code, else "": anything may be typed into an address."""
    return text if CASE_CODE.fullmatch(text) else ""


# --- what a request was ------------------------------------------------------------------------------------------------


def note_request(request: HttpRequest, response: HttpResponse) -> None:
    """After the answer: was a case denied, was something handed out, are many cases being read?

    Withheld and missing cases are noted alike, so that neither the trail nor the time it takes tells one from the other.
    """
    match = request.resolver_match
    if match is None:
        return
    of_case = "code" in match.kwargs
    export = EXPORTS.get(match.route)
    if not (of_case or export or response.status_code == 403):
        return
    asker = request.asker
    if not asker.person or not asker.house:
        return
    who = {"person": asker.person, "address": locks.address(request)}
    code = case_code(str(match.kwargs.get("code", "")))
    if response.status_code == 404 and of_case:
        note(asker.house, "case.denied", about=code, **who)
    elif response.status_code == 403:
        note(asker.house, "page.denied", about=match.route, **who)
    elif response.status_code == 200:
        if export:
            names = [str(one) for name, one in match.kwargs.items() if name != "code"]
            note(asker.house, export, about=" ".join([*names, code]).strip() or match.route, **who)
        if of_case and (many := READING.count(asker.house, asker.person, code)):
            note(asker.house, "cases.many", about=str(many), **who)


class Reading:
    """Which cases each person opened within the last hour. In memory: one process answers for a house."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_person: OrderedDict[tuple[str, str], OrderedDict[str, int]] = OrderedDict()

    def count(self, house: str, person: str, code: str) -> int:
        """The number of different cases, when this one makes it READ_CASES_MAX or twice, four times … as many; else 0."""
        now = int(clock.now().timestamp())
        with self._lock:
            codes = self._by_person.pop((house, person), OrderedDict())
            self._by_person[house, person] = codes
            while len(self._by_person) > READERS_MAX:
                self._by_person.popitem(last=False)
            while codes and not 0 <= now - next(iter(codes.values())) < READ_SECONDS:
                codes.popitem(last=False)
            if not code or code in codes:
                return 0
            codes[code] = now
            parts, rest = divmod(len(codes), READ_CASES_MAX)
            return len(codes) if parts and not rest and parts & (parts - 1) == 0 else 0


READING = Reading()
