"""Cases that nobody may move: a step is open, and nobody holds a post with any of its roles.

Whom it is told may read the cases: of one that is kept from a person neither the case nor its number is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.vacancy import OUTSIDE, is_vacant
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.record.house import House
from dinh.store import ledger, queries

CASES_MAX = 500
"""Cases of a role that are looked at."""


class Vacancy(Struct, frozen=True):
    """A step's roles that nobody has, and the cases that stand there."""

    roles: tuple[str, ...]
    codes: tuple[str, ...]


def vacancies(house: str, found: House, day: str, person: str = "") -> list[Vacancy]:
    """The steps that nobody covers on the day, with their cases. person: who is told; "": whoever holds the folder."""
    codes: dict[tuple[str, ...], list[str]] = {}
    for case, step in _waiting(house, found, day):
        if is_vacant(found, step, day) and _told(house, case, person):
            cases = codes.setdefault(step.roles, [])
            if case.code not in cases:
                cases.append(case.code)
    return [Vacancy(roles, tuple(sorted(cases))) for roles, cases in sorted(codes.items())]


def stranded(house: str, before: House, after: House, day: str, person: str = "") -> list[Vacancy]:
    """What nobody covers on the day by a change of posts that somebody covers without it."""
    already = {
        (one.roles, code) for one in vacancies(house, before, day, person) for code in one.codes
    }
    found = [
        replace(one, codes=tuple(code for code in one.codes if (one.roles, code) not in already))
        for one in vacancies(house, after, day, person)
    ]
    return [one for one in found if one.codes]


def _waiting(house: str, found: House, day: str) -> Iterator[tuple[Case, OpenStep]]:
    """The open steps of roles that nobody has, or that everybody has only for some villages."""
    for role, *_ in queries.loads(house):
        holders = [h for h in found.holdings if h.on(day) and role in (*h.roles, f"post:{h.post}")]
        if role.startswith(OUTSIDE) or any(not holding.of for holding in holders):
            continue
        for code in queries.codes_at(house, role, CASES_MAX):
            if case := ledger.case_state(house, code):
                yield from ((case, step) for step in case.steps if role in step.roles)


def _told(house: str, case: Case, person: str) -> bool:
    return not person or finders.may_read(case, finders.who(house, person))
