"""Who asks: the person signed in, the house that is asked, and what the asker is called. Read once a request, when needed.

Rule to keep: the desks learn of people and the house from here and from `access`, never from a table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from msgspec import Struct

from dinh import clock, folder
from dinh.access import finders
from dinh.store import ledger

OF = "of-house"
"""Stands in each form of a person who works in several houses (`templating.of_house`): of which of them the page was."""


class HouseShown(Struct, frozen=True):
    """What every page says of the house: its name, province, the head of its books, and whether it is real."""

    house: str
    name: str
    province: str
    number: int
    seal: str
    rehearsal: bool
    demo: bool


def the_house() -> str:
    """The house of the installation's folder; without one the first of the books, "" on a machine that has none yet."""
    if named := folder.house_of(settings.HOUSE):
        return named
    houses = ledger.houses()
    return houses[0][0] if houses else ""


def house_shown(house: str) -> HouseShown | None:
    head = ledger.glanced_head(house)
    if head is None:
        return None
    profile = finders.state(house).profile
    name = str(profile.get("name") or house)
    return HouseShown(
        house,
        name,
        str(profile.get("province") or "")
        if name.lower() != str(profile.get("province") or "").lower()
        else "",
        head.number,
        head.seal,
        bool(profile.get("rehearsal")),
        bool(profile.get("demo")),
    )


def in_a_post(person: str) -> bool:
    """Does the person hold a post, or act for one, today in any house? Where there is no house yet nobody is kept out."""
    first = the_house()
    return not first or finders.holds_a_post(first, person)


class Asker:
    """`person` is "" for a stranger, `house` "" on a machine that has none yet."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def person(self) -> str:
        """Who has signed in. A session of an earlier epoch of the account is ended here, and all that is open of
        who holds no post any more: that person is still told why, with what was typed, and gets nothing else."""
        user = self._request.user
        if not user.is_authenticated:
            return ""
        person, current = user.get_username(), True
        if "begun" in self._request.session:
            current = self._request.session.get("epoch", 0) == user.epoch
        if in_a_post(person):
            if not current:
                logout(self._request)
            return person if current else ""
        if current:
            from dinh.accounts import epochs  # the settings read this before there are models

            epochs.end_everything(person)
        logout(self._request)
        return person

    @cached_property
    def house(self) -> str:
        """Of the installation's houses the one that knows the person; of several the one that the form which was sent is of, else the one
        last chosen (`?of=68`), else the first."""
        if not self.houses:
            return the_house()
        session, asked = self._request.session, self._request.GET.get("of", "")
        if (
            len(self.houses) > 1
            and self._request.method == "POST"
            and not self._request.path.startswith("/api/")
        ):
            asked = self._request.POST.get(OF, asked)
        if asked in self.houses and asked != session.get("of"):
            session["of"] = asked
        return session["of"] if session.get("of") in self.houses else self.houses[0]

    @cached_property
    def houses(self) -> tuple[str, ...]:
        """Those that know the person; none for a stranger."""
        first = the_house()
        return (
            tuple(one for one in finders.beside(first) if self.person in finders.state(one).names)
            if self.person and first
            else ()
        )

    @cached_property
    def who(self) -> Any:
        """None for a stranger, and for one whom the house has never known."""
        known = self.person and self.house and self.person in finders.state(self.house).names
        return finders.who(self.house, self.person) if known else None

    @cached_property
    def shown(self) -> HouseShown | None:
        return house_shown(self.house) if self.house else None

    @cached_property
    def now(self) -> datetime:
        return finders.time_of(self.house) if self.house else clock.now()

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.who.roles) if self.who else frozenset()

    @cached_property
    def holds_a_post(self) -> bool:
        """In any of the houses, not only in the one that is asked."""
        return bool(self.person) and in_a_post(self.person)

    @property
    def is_signed_in(self) -> bool:
        return bool(self.person)


type View = Callable[..., HttpResponse]


def officers(*roles: str) -> Callable[[View], View]:
    """Only for people signed in who hold one of these roles (any post, when none is named)."""

    def guarded(view: View) -> View:
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from dinh.web.shared.refusals import by_clock, forbidden, no_post, session_ended

            if not request.asker.is_signed_in:
                asked = {"next": request.get_full_path()} | (
                    {"why": "clock"} if by_clock(request) else {}
                )
                return (
                    redirect(f"/sign-in?{urlencode(asked)}")
                    if request.method in ("GET", "HEAD")
                    else session_ended(request)
                )
            held = request.asker.roles
            if not held:
                return no_post(request)
            return (
                view(request, *args, **kwargs)
                if not roles or held & set(roles)
                else forbidden(request)
            )

        answer.__name__, answer.__doc__ = view.__name__, view.__doc__
        return answer

    return guarded
