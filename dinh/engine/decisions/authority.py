"""Judge a change of posts, delegations or published files: what it widens, who may make it, who may approve it.

Pure: the house before and after the change, and what its procedures let each role read and sign. Rule to keep:
nobody gains by a change that he proposes or approves, and what widens anything takes two persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct

from dinh.engine.decisions.letters import is_result, outcomes
from dinh.engine.definition.procedure import Action, Procedure, Register, Secrecy, Step
from dinh.engine.record.events import Appointed, Delegated, Published, Widened
from dinh.engine.record.house import Delegation, House, evolve_house
from dinh.engine.refusal import Refusal

RUNNERS = ("leader", "office")
"""Roles that change the house's own books on a page."""
TRAIL = "trail/who-tried-what"
"""What the inspector reads; no procedure's."""
SETTLING = frozenset({"granted", "rejected", "done"})
"""Outcomes by which the authority answers; what is only given back or handed on is no result that anybody signs."""
RANKS = {"chair": 2, "leader": 1}
SIGN_RANKS = {"TM.": 1, "KT.": 1}
"""How high a role stands; whoever stands lower neither gives it nor ends it."""

ChangeBody = Appointed | Delegated | Published


class Rights(Struct, frozen=True):
    """What roles give.

    reads  SLUG/CLASS -> roles that read everything of the class
    asked  SLUG/CLASS -> roles that read a case of the class while it stands in a step of theirs
    signs  slug -> roles that issue its results
    kept_by  `register:SLUG` -> the procedures that use it: where none of them can be delegated, its rows are not read on another's authority
    """

    reads: Mapping[str, frozenset[str]] = {}
    asked: Mapping[str, frozenset[str]] = {}
    signs: Mapping[str, frozenset[str]] = {}
    kept_by: Mapping[str, frozenset[str]] = {}


def rights_of(procedures: Iterable[Procedure], registers: Iterable[Register] = ()) -> Rights:
    """Collect what the roles give by these versions; of several versions of one procedure, all together."""
    reads: dict[str, frozenset[str]] = {}
    asked: dict[str, frozenset[str]] = {}
    signs: dict[str, frozenset[str]] = {}
    kept_by: dict[str, frozenset[str]] = {}
    for procedure in procedures:
        for name in procedure.registers:
            _add(kept_by, f"register:{name}", frozenset((procedure.slug,)))
        _class_readers(procedure.slug, procedure.classes, reads)
        steps = procedure.steps.values()
        if procedure.class_ != "open":
            _add(asked, f"{procedure.slug}/{procedure.class_}", _named(steps))
        _add(signs, procedure.slug, _named(signing_steps(procedure)))
    _add(asked, TRAIL, frozenset({"inspector"}))
    for register in registers:
        _class_readers(f"register:{register.slug}", register.classes, reads)
    return Rights(reads, asked, signs, kept_by)


def signing_steps(procedure: Procedure) -> list[Step]:
    """The steps in which somebody issues the letter of a result."""
    return [
        step
        for step in procedure.steps.values()
        if any(
            _own_letters(procedure, action)
            and is_result(procedure, step, action.to)
            and outcomes(procedure, action.to) <= SETTLING
            for action in step.do.values()
        )
    ]


def _class_readers(
    slug: str, classes: Mapping[str, Secrecy], reads: dict[str, frozenset[str]]
) -> None:
    for name, secrecy in classes.items():
        _add(reads, f"{slug}/{name}", frozenset(secrecy.roles))


def _add(into: dict[str, frozenset[str]], key: str, roles: frozenset[str]) -> None:
    into[key] = into.get(key, frozenset()) | roles


def _named(steps: Iterable[Step]) -> frozenset[str]:
    """The roles of these steps that a post can have."""
    return frozenset(
        role
        for step in steps
        for role in step.roles
        if ":" not in role and role not in ("applicant", "opener")
    )


def _own_letters(procedure: Procedure, action: Action) -> list[str]:
    """The letters of an action and its end, without the forms of the one-stop mechanism, which decide nothing."""
    end = procedure.ends.get(action.to)
    names = (*action.letters, *(end.letters if end else ()))
    return [name for name in names if (letter := procedure.letters.get(name)) and not letter.form]


# --- what a person can do ---------------------------------------------------------------------------------------------


class Grant(Struct, frozen=True):
    """A role of a person on a day. place: the village to which it is narrowed; slug: the one procedure; "": not narrowed.
    A post counts as a role `post:NAME`, the way it signs as `signs:TM.`."""

    role: str
    place: str = ""
    slug: str = ""
    barred: frozenset[str] = frozenset()

    def covers(self, other: Grant) -> bool:
        return (
            self.role == other.role
            and self.place in ("", other.place)
            and self.slug in ("", other.slug)
            and self.barred <= other.barred
        )


def grants(
    house: House, person: str, day: str, barred: frozenset[str] | None = None
) -> frozenset[Grant]:
    """All roles of the person on the day, by posts and by delegations. barred: `house.not_delegable(day)`, where it is known."""
    held = [
        Grant(role, place)
        for holding in house.holdings_of(person, day)
        for role in (
            *holding.roles,
            f"post:{holding.post}",
            *((f"signs:{holding.signs}",) if holding.signs else ()),
        )
        for place in holding.of or ("",)
    ]
    if barred is None:
        barred = house.not_delegable(day)
    lent = [
        Grant(role, place, slug, barred)
        for one in house.delegations_to(person, day)
        for holding in house.holdings
        if holding.post == one.giver and holding.on(day)
        for role in (
            *(r for r in holding.roles if not one.roles or r in one.roles),
            f"post:{one.giver}",
        )
        for place in holding.of or ("",)
        for slug in one.procedures or ("",)
        if slug not in barred
    ]
    return frozenset((*held, *lent))


def own_roles(house: House, person: str, day: str) -> frozenset[str]:
    """By posts held in person: another's authority does not reach the house's own books."""
    return frozenset(role for holding in house.holdings_of(person, day) for role in holding.roles)


def powers(owned: Iterable[Grant], rights: Rights) -> frozenset[tuple[str, str, str]]:
    """What these grants let their holder read and sign: (`reads` or `signs`, what, place)."""
    found = set()
    for grant in owned:
        for kind, table in (
            ("reads", rights.reads),
            ("reads", rights.asked),
            ("signs", rights.signs),
        ):
            for what, roles in table.items():
                slug = what.partition("/")[0]
                barred = (rights.kept_by.get(slug) or {slug}) <= grant.barred
                if grant.role in roles and grant.slug in ("", slug) and not barred:
                    found.add((kind, what, grant.place))
    return frozenset(found)


# --- a change -----------------------------------------------------------------------------------------------------------


class Change(Struct, frozen=True):
    """The house and the rights before and after what is to be recorded on `day`."""

    bodies: tuple[ChangeBody, ...]
    before: House
    after: House
    rights: Rights
    rights_after: Rights
    day: str


class Gain(Struct, frozen=True):
    """What a person gains on some day from now on: roles, and powers by them or by what was published."""

    grants: frozenset[Grant]
    powers: frozenset[tuple[str, str, str]]


def folded(house: House, bodies: Iterable[ChangeBody], at: object) -> House:
    """The house as it would be."""
    for body in bodies:
        house = evolve_house(house, body, at, 0)  # type: ignore[arg-type]
    return house


def gains(change: Change) -> dict[str, Gain]:
    """Compare each person's roles and powers before and after, on every day on which something begins or ends."""
    found: dict[str, Gain] = {}
    days = {
        day: (change.before.not_delegable(day), change.after.not_delegable(day))
        for day in _days(change)
    }
    for person in change.after.names.keys() | {one.to for one in change.after.delegations}:
        new_grants: set[Grant] = set()
        new_powers: set[tuple[str, str, str]] = set()
        for day, (barred, barred_after) in days.items():
            had = grants(change.before, person, day, barred)
            has = grants(change.after, person, day, barred_after)
            if had == has and change.rights is change.rights_after:
                continue
            new_grants |= {one for one in has if not any(old.covers(one) for old in had)}
            could, can = powers(had, change.rights), powers(has, change.rights_after)
            new_powers |= {
                one for one in can if one not in could and (one[0], one[1], "") not in could
            }
        if new_grants or new_powers:
            found[person] = Gain(frozenset(new_grants), frozenset(new_powers))
    return found


def _days(change: Change) -> list[str]:
    days = {change.day}
    for house in (change.before, change.after):
        spans = [(one.start, one.end) for one in house.holdings]
        spans += [(one.start, one.end) for one in house.delegations]
        for start, end in spans:
            days.add(start)
            if end:
                days.add((date.fromisoformat(end) + timedelta(days=1)).isoformat())
    return sorted(day for day in days if day >= change.day)


class Judged(Struct, frozen=True):
    """What is said of a change: why it may not be proposed, or what it widens (nothing: one press does it) and who gains.

    gainers  persons who gain anything by it
    rank     how high whoever approves must stand
    classes  SLUG/CLASS that whoever approves must read
    leads    whoever approves must be a leader, for who proposes is none: of what is signed or in force a leader answers
    """

    refusal: Refusal | None = None
    widens: tuple[Widened, ...] = ()
    gainers: frozenset[str] = frozenset()
    rank: int = 0
    classes: frozenset[str] = frozenset()
    leads: bool = False


def judge(change: Change, person: str) -> Judged:
    """May the person make or propose this change, and does it take a second person?"""
    own = own_roles(change.before, person, change.day)
    rank = max((_rank(change.before, body) for body in change.bodies), default=0)
    if refusal := _may_propose(change, person, own, rank):
        return Judged(refusal)
    found = gains(change)
    published = [body for body in change.bodies if isinstance(body, Published)]
    known = {
        what
        for table in (change.rights.reads, change.rights.asked, change.rights.signs)
        for what in table
    }
    own_gain = found.get(person)
    if own_gain and (own_gain.grants or any(what in known for _, what, _ in own_gain.powers)):
        return Judged(Refusal("authority.own_gain", {}))
    widens = [Widened("in_force", body.slug, (), ()) for body in published] + _widened(
        found, change
    )
    subjects = {
        f"register:{body.slug}" if body.what == "register" else body.slug for body in published
    }
    kept = _classes(change.rights, subjects) or _classes(change.rights_after, subjects)
    classes = kept | {
        one.what
        for one in widens
        if one.kind == "reads" and not published and one.what in change.rights_after.reads
    }
    return Judged(
        None,
        tuple(widens),
        frozenset(
            name
            for name, gain in found.items()
            if gain.grants or any(what in known for _, what, _ in gain.powers)
        ),
        rank,
        frozenset(classes),
        (bool(published) or any(one.kind == "signs" for one in widens)) and "leader" not in own,
    )


def _classes(rights: Rights, subjects: set[str]) -> set[str]:
    return {what for what in rights.reads if what.partition("/")[0] in subjects}


def _rank(house: House, body: ChangeBody) -> int:
    """How high the post stands that is given or ended, as it was and as it would be. A delegation is its holder's own."""
    if not isinstance(body, Appointed):
        return 0
    roles = {*body.roles}
    signs = {body.signs}
    for one in house.holdings:
        if (one.person, one.post, one.start) == (body.person, body.post, body.start):
            roles |= {*one.roles}
            signs |= {one.signs}
    return max(post_rank(roles, one) for one in signs)


def post_rank(roles: Iterable[str], signs: str) -> int:
    """How high a post stands by its roles and the way it signs."""
    return max(rank_of(roles), SIGN_RANKS.get(signs, 0))


def rank_of(roles: Iterable[str]) -> int:
    return max((RANKS.get(role, 0) for role in roles), default=0)


def _may_propose(change: Change, person: str, own: frozenset[str], rank: int) -> Refusal | None:
    delegated = [body for body in change.bodies if isinstance(body, Delegated)]
    if len(delegated) < len(change.bodies) and not own & set(RUNNERS):
        what = "publish" if isinstance(change.bodies[0], Published) else "appoint"
        return Refusal("house.not_yours", {"what": what, "by": list(RUNNERS)})
    if rank > rank_of(own):
        above = [role for role, at in RANKS.items() if rank_of(own) < at <= rank]
        return Refusal("authority.above", {"roles": above})
    for body in delegated:
        day = max(change.day, body.start)
        if not any(
            holding.post == body.giver and holding.on(day)
            for holding in change.before.holdings
            if holding.person == person
        ):
            return Refusal("authority.not_holder", {"post": body.giver})
    return None


def ending_hindrance(house: House, one: Delegation, person: str, day: str) -> Refusal | None:
    """Why the person may not end this delegation: he neither holds the post that gave it nor stands above that post."""
    if may_end(house, one, person, day):
        return None
    title = next((h.title for h in house.holdings if h.post == one.giver), {})
    who = [house.names[other] for other in house.names if may_end(house, one, other, day)]
    return Refusal(
        "delegation.not_yours_to_end", {"post": title or {"vi": one.giver}, "who": sorted(who)}
    )


def may_end(house: House, one: Delegation, person: str, day: str) -> bool:
    """Does the person hold the post that gave the delegation, or stand above that post?"""
    if any(holding.post == one.giver for holding in house.holdings_of(person, day)):
        return True
    given = (post_rank(h.roles, h.signs) for h in house.holdings if h.post == one.giver)
    return rank_of(own_roles(house, person, day)) > max(given, default=0)


def _widened(found: Mapping[str, Gain], change: Change) -> list[Widened]:
    by_power: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for person, gain in found.items():
        for kind, what, _ in gain.powers:
            roles, persons = by_power.setdefault((kind, what), (set(), set()))
            persons.add(person)
            table = change.rights_after
            giving = (
                table.signs.get(what, frozenset())
                if kind == "signs"
                else table.reads.get(what, frozenset()) | table.asked.get(what, frozenset())
            )
            roles |= {one.role for one in gain.grants if one.role in giving}
    return [
        Widened(kind, what, tuple(sorted(roles)), tuple(sorted(persons)))
        for (kind, what), (roles, persons) in sorted(by_power.items())
    ]


# --- the second person --------------------------------------------------------------------------------------------------


def approval_hindrance(
    judged: Judged, proposer: str, person: str, house: House, rights: Rights, day: str
) -> str:
    """Why this person may not approve, by posts and gain alone, as a code; "": may. Whom a running case shuts out is for the door to say."""
    own = own_roles(house, person, day)
    if person == proposer:
        return "authority.same_person"
    if person in judged.gainers:
        return "authority.gains"
    if any(not own & rights.reads.get(what, frozenset()) for what in judged.classes):
        return "authority.not_reader"
    if (
        not own & set(RUNNERS)
        or rank_of(own) < judged.rank
        or (judged.leads and "leader" not in own)
    ):
        return "authority.not_approver"
    return ""


def approvers(
    judged: Judged, proposer: str, house: House, rights: Rights, day: str
) -> tuple[str, ...]:
    """Who may approve, by posts and gain alone."""
    return tuple(
        person
        for person in sorted(house.names)
        if not approval_hindrance(judged, proposer, person, house, rights, day)
    )
