"""A house as it is now: its time, what is in force, who holds which post and what authority that gives.

Read only; everything is found by the house's name, and what is asked for and not there raises `NotFound`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from msgspec import Struct

from dinh import clock, folder
from dinh.calendar import house_calendar
from dinh.checker.facts import facts_read as facts_of
from dinh.engine.decisions.context import Context, Signature, Standing
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.permissions import Offer, offer, offers
from dinh.engine.definition.house_facts import ANY, KNOWN
from dinh.engine.definition.procedure import Field, Procedure, Register
from dinh.engine.record.case import Case
from dinh.engine.record.house import Delegation, Holding, House
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import Calendar, to_local
from dinh.procedures.published import Kept, templates, unpack
from dinh.store import documents, ledger, queries
from dinh.store.glance import seen as glanced
from dinh.store.records import RecordRow
from dinh.units import unit


class NotFound(LookupError):
    """There is no such thing for this person. Says no more than that."""


class FactRead(Struct, frozen=True):
    """A fact of the house that is read: the types it may have for all who read it, and the procedures that do."""

    types: frozenset[str]
    readers: frozenset[str] = frozenset()


class Who(Struct, frozen=True):
    """A person on a day: name, posts held, roles (by posts and delegations), and the authorities in the order they are tried."""

    person: str
    name: str
    posts: tuple[Holding, ...]
    roles: frozenset[str]
    standings: tuple[Standing, ...]

    procedures: dict[str, tuple[str, ...]] = {}
    """delegation -> the procedures for which alone it was given"""

    barred: frozenset[str] = frozenset()
    """procedures in whose cases no delegation counts"""

    @property
    def title(self) -> dict[str, str]:
        return self.posts[0].title if self.posts else {}

    @property
    def own_roles(self) -> frozenset[str]:
        """By the posts held, not by another's authority: that is never passed on and does not reach the house's own books."""
        return frozenset(role for post in self.posts for role in post.roles)

    def roles_in(self, slug: str) -> frozenset[str]:
        """The roles in cases of a procedure: a delegation for others alone gives none there."""
        if not self.procedures and slug not in self.barred:
            return self.roles
        return frozenset(role for one in self.standings_in(slug) for role in one.roles)

    def standings_in(self, slug: str) -> list[Standing]:
        """The authorities that count in cases of a procedure."""
        return [
            one
            for one in self.standings
            if not one.delegation
            or (slug not in self.barred and slug in self.procedures.get(one.delegation, (slug,)))
        ]


def state(house: str) -> House:
    return ledger.house_state(house)


def time_of(house: str) -> datetime:
    """Now: the clock's of a live house, the latest instant of the log in a rehearsal (design §11)."""
    return time_in(house, state(house).profile)


CLOCK_BEHIND_MAX = timedelta(minutes=5)  # a clock is set right by less now and then


def is_behind(now: datetime, last: datetime) -> bool:
    """Does the clock show a time before the log's last event, so that it would date papers wrongly?"""
    return now < last - CLOCK_BEHIND_MAX


def log_ahead_of_clock(house: str) -> datetime | None:
    """When the log's last event happened, where the clock of a live house shows an earlier time: nothing is recorded until one of them is right."""
    head = ledger.glanced_head(house)
    if head is None or not head.number or state(house).profile.get("rehearsal"):
        return None
    last = _last_at(house, head.number, head.seal)
    return last if is_behind(clock.now(), last) else None


@lru_cache(maxsize=64)
def _last_at(house: str, number: int, seal: str) -> datetime:
    return datetime.fromisoformat(ledger.event_at(house, number))


def time_in(house: str, profile: Mapping[str, Any]) -> datetime:
    if not profile.get("rehearsal"):
        return clock.now()
    latest = _latest(house)
    begins = profile.get("from")
    start = datetime.fromisoformat(begins) if begins else clock.now()
    return max(latest, start) if latest else start


def _latest(house: str) -> datetime | None:
    """Where the house is only looked at, looked up once for each end of the log."""
    head = ledger.glanced_head(house) if glanced.get() is not None else None
    if head is None or not head.seal:
        return queries.latest(house)
    known = _latest_known.get(house)
    if known is None or known[0] != head.seal:
        known = _latest_known[house] = head.seal, queries.latest(house)
    return known[1]


_latest_known: dict[str, tuple[str, datetime | None]] = {}
"""house -> seal of its last event, and the latest instant until then."""


def calendar_of(profile: Mapping[str, Any]) -> Calendar:
    found = _calendars.get(id(profile))
    if found is None or found[0] is not profile:
        if len(_calendars) >= KNOWN_MAX:
            _calendars.clear()
        calendar = house_calendar(
            {key: profile[key] for key in ("hours", "swapped", "days_off") if key in profile}
        )
        found = _calendars[id(profile)] = (profile, calendar)
    return found[1]


_calendars: dict[int, tuple[Mapping[str, Any], Calendar]] = {}


def kept(
    house: str,
    slug: str,
    version: str | None = None,
    *,
    kind: str = "procedures",
    on: str | None = None,
    found: House | None = None,
) -> Kept:
    """A published version: the one named, else the one in force on a day (today). Raises NotFound."""
    found = found or state(house)
    slug = slug_of(house, found, slug) if kind == "procedures" else slug
    versions = getattr(found, kind).get(slug, ())
    if version is not None:
        one = next((v for v in versions if v.version == version), None)
    else:
        day = on or to_local(time_of(house)).date().isoformat()
        one = found.version_on(slug, day, kind) or (
            versions[0] if versions and kind == "registers" else None
        )
    if one is None:
        raise NotFound(slug)
    return content(house, one.digest)


@lru_cache(maxsize=1024)
def content(house: str, digest: str) -> Kept:
    """What was published, by its digest: bytes that never change, so they are read once."""
    found = ledger.content(house, digest)
    if found is None:
        raise NotFound(digest)
    return unpack(bytes(found))


def slug_of(house: str, found: House, name: str) -> str:
    """The slug itself, or the one procedure that has this national code."""
    if name in found.procedures:
        return name
    of_code = [
        slug
        for slug, versions in found.procedures.items()
        if versions and _code(house, versions[-1].digest) == name
    ]
    return of_code[0] if len(of_code) == 1 else name


def _code(house: str, digest: str) -> str:
    one = content(house, digest).procedure
    return one.code if one else ""


def procedure(
    house: str,
    slug: str,
    version: str | None = None,
    on: str | None = None,
    found: House | None = None,
) -> Procedure:
    one = kept(house, slug, version, on=on, found=found).procedure
    assert one is not None
    return one


def followed(house: str, case: Case, found: House | None = None) -> Procedure:
    """The version that a case follows; one that came from another house brought it along."""
    one = _followed(house, case, found).procedure
    assert one is not None
    return one


def _followed(house: str, case: Case, found: House | None = None) -> Kept:
    return (
        content(house, case.content)
        if case.content
        else kept(house, case.procedure, case.version, found=found)
    )


def accepting(
    house: str, case: Case, step: str, action: str, at: datetime, found: House | None = None
) -> Procedure:
    """The version an action is done by: the one the case was accepted under. One not accepted yet is accepted under the version in force
    on that day, where that version knows the steps in which it stands (grammar §8)."""
    found = found or state(house)
    spec = followed(house, case, found)
    waits = (
        case.open and case.accepted is None and not case.content
    )  # what came from another house keeps the version it brought along
    later = found.version_on(case.procedure, to_local(at).date().isoformat()) if waits else None
    if later is None or later.version == case.version:
        return spec
    newer = procedure(house, case.procedure, later.version, found=found)
    here = [one.step for one in case.steps]
    starts = newer.deadline.starts if newer.deadline else ()
    takes = any(f"{one}.{action}" in starts for one in here if step.partition("/")[0] in ("", one))
    return newer if takes and all(one in newer.steps for one in here) else spec


def offered(house: str, case: Case, spec: Procedure, scope: Scope, told: Context) -> list[Offer]:
    """Every declared action of every open step, each by the version that it is done by."""
    found = offers(spec, case, scope, told)
    return (
        [_by_its_version(house, case, one, spec, told) for one in found]
        if case.open and case.accepted is None
        else found
    )


def _by_its_version(house: str, case: Case, one: Offer, spec: Procedure, told: Context) -> Offer:
    newer, here = accepting(house, case, one.step, one.action, told.at), case.step(one.step)
    if newer.in_force == spec.in_force or here is None:
        return one
    return offer(
        newer, case, here, newer.steps[here.step].do[one.action], scope_of(newer, case, told), told
    )


def procedures(house: str, on: str | None = None) -> list[Procedure]:
    """Every procedure with a version in force on a day (today)."""
    found, day = state(house), on or to_local(time_of(house)).date().isoformat()
    versions = [found.version_on(slug, day) for slug in sorted(found.procedures)]
    kept_ones = [content(house, one.digest).procedure for one in versions if one]
    return [one for one in kept_ones if one is not None]


def register(house: str, slug: str) -> Register:
    found = kept(house, slug, kind="registers").register
    assert found is not None
    return found


def register_now(house: str, found: House, slug: str) -> Register | None:
    """A register as the house has it by this state; None: it has none of this name."""
    versions = found.registers.get(slug)
    return content(house, versions[-1].digest).register if versions else None


def facts_read(house: str, found: House, *, but_for: str = "") -> dict[str, FactRead]:
    """`house.FACT` -> what the program and the published procedures (but for one) read it as; of a later version that reads it
    otherwise than an earlier one, the later holds."""
    read = {name: FactRead(types) for name, types in KNOWN.items()}
    for slug, versions in found.procedures.items():
        own: dict[str, frozenset[str]] = {}
        for version in versions if slug != but_for else ():
            one = content(house, version.digest).procedure
            for name, types in facts_of(one).items() if one else ():
                own[name] = own.get(name, ANY) & types or types
        for name, types in own.items():
            before = read.get(name, FactRead(ANY))
            read[name] = FactRead(before.types & types or before.types, before.readers | {slug})
    return read


def registers(house: str) -> list[str]:
    return sorted(state(house).registers)


def sources(house: str, case: Case) -> dict[str, str]:
    """The templates of the version the case follows."""
    return templates(_followed(house, case))


def who(house: str, person: str, at: datetime | None = None) -> Who:
    """The person on that day. `applicant` is nobody in particular. Raises Refused for an unknown name."""
    found = state(house)
    return who_of(found, person, at or time_of(house))


def who_of(found: House, person: str, at: datetime, slug: str = "") -> Who:
    """The person by this state of the house; worked out once for a state and a day."""
    key = (id(found), person, to_local(at).date(), slug)
    known = _known.get(key)
    if known is None or known[0] is not found:
        if len(_known) >= KNOWN_MAX:
            _known.clear()
        known = _known[key] = (found, _who_of(found, person, at, slug))
    return known[1]


KNOWN_MAX = 2000
_known: dict[tuple[int, str, date, str], tuple[House, Who]] = {}


def _who_of(found: House, person: str, at: datetime, slug: str) -> Who:
    if person == "applicant":
        return Who(person, "", (), frozenset(), ())
    if person not in found.names:
        raise Refused(Refusal("person.unknown", {"person": person}))
    day = to_local(at).date().isoformat()
    posts = tuple(found.holdings_of(person, day))
    standings = [
        Standing(post.post, frozenset(post.roles), "", post.of, signature_of(post))
        for post in posts
    ]
    barred = found.not_delegable(day)
    for one in found.delegations_to(person, day):
        if slug and (slug in barred or (one.procedures and slug not in one.procedures)):
            continue
        giver = next((h for h in found.holdings if h.post == one.giver and h.on(day)), None)
        held = frozenset(giver.roles) if giver else frozenset()
        roles = held & frozenset(one.roles) if one.roles else held
        title = posts[0].title.get("vi", "") if posts else ""
        standings.append(
            Standing(
                one.giver,
                roles,
                one.delegation,
                giver.of if giver else (),
                Signature("TUQ.", ("TUQ. CHỦ TỊCH", title.upper()), one.delegation),
            )
        )
    roles_all = frozenset(role for standing in standings for role in standing.roles)
    narrowed = {
        one.delegation: one.procedures
        for one in found.delegations_to(person, day)
        if one.procedures
    }
    return Who(person, found.names[person], posts, roles_all, tuple(standings), narrowed, barred)


def withdrawn(house: str, row: RecordRow) -> bool:
    """Did the row end because the act was taken back that had made it?"""
    case = ledger.case_state(house, row.case) if row.case and row.end else None
    return case is not None and any(
        one.withdrawn and (one.register, one.record) == (row.register, row.record)
        for one in case.records
    )


def delegation(house: str, decision: str) -> Delegation:
    """The delegation of this decision, as it stands. Raises NotFound."""
    for one in state(house).delegations:
        if one.delegation == decision:
            return one
    raise NotFound(decision)


def holds_a_post(house: str, person: str) -> bool:
    """Does the person hold a post, or act for one, today in any house of the installation of this one?"""
    return any(
        person in state(one).names and bool(who(one, person).standings) for one in beside(house)
    )


def signing_roles(one: Who) -> frozenset[str]:
    """The roles in which the person signs letters: of a leader, of a post that signs TM., KT. or TL., or for one of these."""
    return frozenset(
        role
        for standing in one.standings
        for role in standing.roles
        if standing.signature.basis != "none" or "leader" in standing.roles
    )


def wants_second_factor(house: str, person: str) -> bool:
    """Must the person have a second factor, by what any house of the installation of this one is set to?

    `second_factor` of the profile: `signers` (those who sign letters), `optional`. Where nothing is set, `signers`,
    but in a rehearsal or a demo, whose people are invented.
    """
    return any(
        person in state(one).names
        and _second_factor(state(one).profile) == "signers"
        and bool(signing_roles(who(one, person)))
        for one in beside(house)
    )


def _second_factor(profile: Mapping[str, Any]) -> str:
    invented = profile.get("demo") or profile.get("rehearsal")
    return str(profile.get("second_factor") or ("optional" if invented else "signers"))


def signature_of(post: Holding) -> Signature:
    """TM. for the chair, KT. for a deputy of the chair, TL. for a head who signs by order (Decree 30/2020, appendix I)."""
    title = post.title.get("vi", "").upper()
    match post.signs:
        case "TM.":
            return Signature("TM.", ("TM. ỦY BAN NHÂN DÂN", title))
        case "KT.":
            return Signature("KT.", ("KT. CHỦ TỊCH", title))
        case "TL.":
            return Signature("TL.", ("TL. CHỦ TỊCH", title))
    return Signature("none", (title,) if title else ())


def people(house: str, on: str | None = None) -> list[Who]:
    """Everybody who holds a post on a day (today), by name of the person's account."""
    found = state(house)
    at = time_of(house)
    return [
        one
        for one in (who_of(found, person, at) for person in sorted(found.names))
        if one.posts or on is None
    ]


def beside(house: str) -> tuple[str, ...]:
    """The houses of this installation, this one included: among them cases go from one to the other."""
    return tuple(dict.fromkeys((*folder.houses_of(settings.HOUSE), house)))


def called(house: str) -> str:
    """What a house of this installation is called; of any other its code."""
    return str(state(house).profile.get("name") or house)


def names_in(house: str, case: Case) -> Mapping[str, str]:
    """person -> name, of this house; and, with their house, of those where the case has been: they acted in it too."""
    own = state(house).names
    others = [stay.house for stay in case.went if stay.house != house]
    return (
        {
            **{
                person: f"{name} ({called(one)})"
                for one in others
                for person, name in state(one).names.items()
            },
            **own,
        }
        if others
        else own
    )


def province(house: str, profile: Mapping[str, Any]) -> str:
    """The house of the province in which this one lies, "" when this installation has none. A province's is its own."""
    found = unit(str(profile.get("unit") or house))
    return found.above if found and found.above in beside(house) else ""


def letterhead(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": profile.get("name", ""),
        "place": profile.get("place", ""),
        "authority": "Ủy ban nhân dân",
        "short": "UBND",
        "centre": "Trung tâm Phục vụ hành chính công",
        "province": profile.get("province", ""),
        "address": profile.get("address") or None,
        "phone": profile.get("phone") or None,
        "lookup": profile.get("lookup") or None,
        "demo": bool(profile.get("demo") or profile.get("rehearsal")),
    }


def exists(house: str, found: House, field: Field, name: str) -> bool:
    """Is this one of the house's own?"""
    match field.type:
        case "person":
            return name in found.names
        case "post":
            return any(holding.post == name for holding in found.holdings)
        case "record":
            return queries.record(house, field.register, name) is not None
        case "village":
            return (
                queries.record(house, "villages", name) is not None
                or queries.find_record(house, "villages", "name", name) is not None
            )
        case "case":
            case = ledger.case_state(house, name)
            return case is not None and field.of_procedure in ("", case.procedure)
        case "house":
            return name in beside(house)
        case "file" | "files":
            return documents.path(name).exists()
    return True
