"""What a house is: the fold of its own events. Who holds which post, what was delegated, which versions are in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.record.events import (
    AccountChanged,
    Appointed,
    Approved,
    Configured,
    Declined,
    Delegated,
    HouseBody,
    Imported,
    Looked,
    Proposed,
    Published,
    Widened,
    Witnessed,
)
from dinh.engine.schedule.calendar import to_local

DECIDED_PROPOSALS_MAX = 100


class Holding(Struct, frozen=True, omit_defaults=True):
    """A person in a post, from–to (days, both included; "" at the end: still). `of`: the village or the like it covers; `signs`: TM., KT. or TL.

    by, proposal  as in the event `appointed`
    """

    person: str
    post: str
    roles: tuple[str, ...] = ()
    title: dict[str, str] = {}
    start: str = ""
    end: str = ""
    basis: str = ""
    of: tuple[str, ...] = ()
    signs: str = ""
    by: str = ""
    proposal: int = 0

    def on(self, day: str) -> bool:
        return self.start <= day and (not self.end or day <= self.end)


class Delegation(Struct, frozen=True, omit_defaults=True):
    """The authority of the post `giver` given to the person `to`: for `roles` (all the post's when empty) and
    `procedures` (all when empty), from–to. Never passed on.

    ended     the first day on which it no longer holds, where it was ended before its last day
    said_end  a later day that the event of an end named before ends held from a day of their own; it was not followed
    """

    delegation: str
    giver: str
    to: str
    roles: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    ended: str = ""
    reason: str = ""
    proposal: int = 0
    said_end: str = ""

    def on(self, day: str) -> bool:
        return (
            self.start <= day
            and (not self.end or day <= self.end)
            and (not self.ended or day < self.ended)
        )

    def has_days_left(self, day: str) -> bool:
        """Does it hold on this day or a later one?"""
        return (not self.end or day <= self.end) and (not self.ended or day < self.ended)


class Version(Struct, frozen=True, omit_defaults=True):
    """A version of a procedure or register: in force from `version` to `until` (days, both included)."""

    version: str
    digest: str
    until: str = ""
    number: int = 0
    delegable: bool = True


class Proposal(Struct, frozen=True, omit_defaults=True):
    """A change of authority that waits for a second person, or was decided (`approved`, `declined`). The changes are as in the event `proposed`.

    number  of the event `proposed` in the house's log
    answer  why it was declined
    """

    number: int
    at: datetime
    by: str
    appoints: tuple[Appointed, ...] = ()
    delegates: tuple[Delegated, ...] = ()
    publishes: tuple[Published, ...] = ()
    reason: str = ""
    widens: tuple[Widened, ...] = ()
    state: str = ""
    decided: datetime | None = None
    decided_by: str = ""
    answer: str = ""

    @property
    def changes(self) -> tuple[Appointed | Delegated | Published, ...]:
        return (*self.appoints, *self.delegates, *self.publishes)


class House(Struct, frozen=True, omit_defaults=True):
    """names: person -> name as appointed last; procedures, registers: slug -> versions by day; profile: KEY -> value.
    witnessed: house -> its last head that this house has witnessed.
    proposals  those that wait, and the last DECIDED_PROPOSALS_MAX that were decided
    """

    names: dict[str, str] = {}
    holdings: tuple[Holding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    procedures: dict[str, tuple[Version, ...]] = {}
    registers: dict[str, tuple[Version, ...]] = {}
    profile: dict[str, Any] = {}
    witnessed: dict[str, dict[str, Any]] = {}
    proposals: tuple[Proposal, ...] = ()

    def holdings_of(self, person: str, day: str) -> list[Holding]:
        return [
            holding for holding in self.holdings if holding.person == person and holding.on(day)
        ]

    def holders_of(self, role: str, day: str) -> list[Holding]:
        return [holding for holding in self.holdings if role in holding.roles and holding.on(day)]

    def delegations_to(self, person: str, day: str) -> list[Delegation]:
        return [
            one
            for one in self.delegations
            if one.to == person and one.on(day) and self._still_held(one, day)
        ]

    def _still_held(self, one: Delegation, day: str) -> bool:
        """A delegation ends when the holder of the giving post changes (Luật 72/2025/QH15)."""
        givers = {
            holding.person
            for holding in self.holdings
            if holding.post == one.giver and holding.on(day)
        }
        return bool(
            givers & {h.person for h in self.holdings if h.post == one.giver and h.on(one.start)}
        )

    def version_on(self, slug: str, day: str, kind: str = "procedures") -> Version | None:
        """The version in force on a day: of those published for a day up to it, the latest, unless it has ended."""
        versions = [one for one in getattr(self, kind).get(slug, ()) if one.version <= day]
        last = max(versions, key=lambda one: one.version, default=None)
        return last if last and (not last.until or day <= last.until) else None

    def not_delegable(self, day: str) -> frozenset[str]:
        """The procedures in whose cases nobody acts or reads on another's authority."""
        return frozenset(
            slug
            for slug in self.procedures
            if (version := self.version_on(slug, day)) and not version.delegable
        )


def evolve_house(house: House, body: HouseBody, at: datetime, number: int = 0) -> House:
    return EVOLVE_HOUSE[type(body)](house, body, at, number)


def _published(house: House, body: Published, at: datetime, number: int) -> House:
    kind = "registers" if body.what == "register" else "procedures"
    by_slug = getattr(house, kind)
    others = tuple(one for one in by_slug.get(body.slug, ()) if one.version != body.version)
    versions = sorted(
        (*others, Version(body.version, body.digest, body.until, number, body.delegable)),
        key=lambda one: one.version,
    )
    return replace(house, **{kind: {**by_slug, body.slug: tuple(versions)}})


def _appointed(house: House, body: Appointed, at: datetime, number: int) -> House:
    holding = Holding(
        body.person,
        body.post,
        body.roles,
        body.title,
        body.start,
        body.end,
        body.basis,
        body.of,
        body.signs,
        body.by,
        body.proposal,
    )
    others = tuple(
        h
        for h in house.holdings
        if (h.person, h.post, h.start) != (body.person, body.post, body.start)
    )
    names = house.names
    if name := body.personal.get("name"):
        names = {**names, body.person: name}
    return replace(house, names=names, holdings=(*others, holding))


def _delegated(house: House, body: Delegated, at: datetime, number: int) -> House:
    if body.ended:
        return replace(
            house, delegations=tuple(_with_end(one, body, at) for one in house.delegations)
        )
    one = Delegation(
        body.delegation,
        body.giver,
        body.to,
        body.roles,
        body.procedures,
        body.start,
        body.end,
        "",
        body.reason,
        body.proposal,
    )
    return replace(
        house, delegations=(*(d for d in house.delegations if d.delegation != body.delegation), one)
    )


def _with_end(one: Delegation, body: Delegated, at: datetime) -> Delegation:
    """The delegation with its end, where the event is of it and it has not ended by that day."""
    day = to_local(at).date().isoformat()
    if one.delegation != body.delegation or not one.has_days_left(day):
        return one
    if body.ended_from:
        return replace(one, ended=body.ended_from)
    return replace(one, ended=day, said_end=body.end if body.end > day else "")


def _configured(house: House, body: Configured, at: datetime, number: int) -> House:
    return replace(house, profile={**house.profile, **body.values})


def _witnessed(house: House, body: Witnessed, at: datetime, number: int) -> House:
    head = {name: value for name, value in body.head.items() if name != "timestamp"}
    return replace(house, witnessed={**house.witnessed, head["house"]: head})


def _proposed(house: House, body: Proposed, at: datetime, number: int) -> House:
    names = body.personal
    appoints = tuple(
        replace(one, personal={"name": names[f"name.{place}"]}) if f"name.{place}" in names else one
        for place, one in enumerate(body.appoints)
    )
    proposal = Proposal(
        number,
        at,
        body.by,
        appoints,
        body.delegates,
        body.publishes,
        body.personal.get("reason", ""),
        body.widens,
    )
    decided = [one for one in house.proposals if one.state][-DECIDED_PROPOSALS_MAX:]
    waiting = [one for one in house.proposals if not one.state]
    return replace(house, proposals=(*decided, *waiting, proposal))


def _approved(house: House, body: Approved, at: datetime, number: int) -> House:
    return _decided(house, body.proposal, state="approved", decided=at, decided_by=body.by)


def _declined(house: House, body: Declined, at: datetime, number: int) -> House:
    answer = body.personal.get("reason", "")
    return _decided(
        house, body.proposal, state="declined", decided=at, decided_by=body.by, answer=answer
    )


def _decided(house: House, number: int, **changes: Any) -> House:
    return replace(
        house,
        proposals=tuple(
            replace(one, **changes) if one.number == number else one for one in house.proposals
        ),
    )


def _unchanged(house: House, body: Any, at: datetime, number: int) -> House:
    return house


EVOLVE_HOUSE: dict[type, Callable[[House, Any, datetime, int], House]] = {
    Published: _published,
    Appointed: _appointed,
    Delegated: _delegated,
    Proposed: _proposed,
    Approved: _approved,
    Declined: _declined,
    Configured: _configured,
    Imported: _unchanged,
    Looked: _unchanged,
    AccountChanged: _unchanged,
    Witnessed: _witnessed,
}
