"""The door to the house's own books: what it is set to, what is in force, who holds which post, registers taken in.

Together with `cases` this is all that writes. What a page may ask of it is judged here; whoever holds the folder may do it
from the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from dinh.access import finders, vacancies
from dinh.checker.facts import facts_read
from dinh.checker.published_together import apart
from dinh.engine.decisions.authority import ChangeBody, approvers, folded, judge
from dinh.engine.decisions.effects import Numbers, named_by_key
from dinh.engine.decisions.registers import imported, named, standing_repeat
from dinh.engine.definition.house_facts import Misfit, misfit, misfits, settled
from dinh.engine.definition.procedure import Procedure, Register
from dinh.engine.record.events import (
    HOUSE,
    AccountChanged,
    Actor,
    Appointed,
    Approved,
    Body,
    Configured,
    Declined,
    Delegated,
    Proposed,
    Published,
    RecordChange,
    Witnessed,
)
from dinh.engine.record.hash_tree import is_consistent
from dinh.engine.record.house import Proposal
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.procedures.published import Kept, pack
from dinh.store import keys, outgoing, queries
from dinh.store.writer import Batch, write
from dinh.workflow import proposals
from dinh.workflow.delegations import check_delegation, end_of, holds_post

OPERATOR = Actor("operator")


class Acting(Struct, frozen=True):
    """When a command happens: `said` by the caller (a rehearsal only), else the house's own time."""

    at: datetime
    said: bool


def acting(batch: Batch, at: datetime | None) -> Acting:
    """Raises Refused: a live house takes the time from its clock, and a clock that fell behind the log would date papers wrongly."""
    profile = batch.state().profile
    if at is None:
        now = finders.time_in(batch.house, profile)
        last = None if profile.get("rehearsal") else batch.last_at()
        if last and finders.is_behind(now, last):
            raise Refused(Refusal("clock.behind", {"now": now, "last": last}))
        return Acting(now, False)
    if not profile.get("rehearsal"):
        raise Refused(Refusal("at.live", {}))
    return Acting(at, True)


def _own(house: str, at: datetime | None, actor: Actor, make: Callable[[Batch], list[Body]]) -> int:
    """Write what `make` gives. Gives the number of the proposal, when that is all there is to write; else 0."""

    def work(batch: Batch) -> int:
        when = acting(batch, at)
        bodies = make(batch)
        if bodies:
            batch.append("", [(when.at, actor, body) for body in bodies])
        return batch.head.number if bodies and isinstance(bodies[-1], Proposed) else 0

    return write(house, work)


def hand_out(
    house: str,
    head: Mapping[str, Any],
    witnesses: Iterable[str],
    unstamped: Mapping[str, Any] | None = None,
) -> None:
    """A signed head for each of these witnesses, as work for after the commit. unstamped: why it has no time stamp that it should have."""
    facts: dict[str, Any] = {"head": dict(head)}
    if unstamped:
        facts["unstamped"] = dict(unstamped)

    def work(batch: Batch) -> None:
        for name in witnesses:
            batch.job(outgoing.KIND, outgoing.key_of(head["number"], name), witness=name, **facts)

    write(house, work)


def witness(house: str, head: Mapping[str, Any], path: Iterable[str]) -> int:
    """Write another house's head into this one's log, once; gives the number of the event, 0 where it was there already.

    path  proves that it and the head of that house which was witnessed last are of one history (RFC 9162, 2.1.4)
    Raises Refused: `witness.unsigned`, `witness.forked`.
    """
    numbers = [0]

    def work(batch: Batch) -> None:
        last = batch.state().witnessed.get(head["house"])
        if not keys.is_signed(dict(head)):
            raise Refused(Refusal("witness.unsigned", {"house": head["house"]}))
        if last and not _continues(last, head, path):
            facts = {"number": last["number"], "to": house}
            raise Refused(Refusal("witness.forked", facts))
        if not last or last["number"] < head["number"]:
            batch.append("", [(acting(batch, None).at, HOUSE, Witnessed(head=dict(head)))])
            numbers[0] = batch.head.number

    write(house, work)
    return numbers[0]


def _continues(last: Mapping[str, Any], head: Mapping[str, Any], path: Iterable[str]) -> bool:
    """Are both of one history? A head that was tried again may come after a longer one."""
    first, second = sorted((last, head), key=lambda one: one["number"])
    if first["number"] == second["number"]:
        return (first["seal"], first["root"]) == (second["seal"], second["root"])
    return first["number"] == 0 or is_consistent(
        first["number"],
        second["number"],
        bytes.fromhex(first["root"]),
        bytes.fromhex(second["root"]),
        [bytes.fromhex(one) for one in path],
    )


def clock_is_right(house: str) -> None:
    """An event by the clock as it is, which nothing else is asked of: the log's last one came from a clock that ran ahead."""
    write(
        house,
        lambda batch: batch.append(
            "", [(finders.time_in(house, batch.state().profile), OPERATOR, Configured(values={}))]
        ),
    )


def note_account(house: str, person: str, change: str) -> None:
    """Note what the operator did to a person's account. change: as of `AccountChanged`."""
    _own(house, None, OPERATOR, lambda batch: [AccountChanged(person=person, change=change)])


def configure(
    house: str, values: Mapping[str, Any], *, person: str = "", at: datetime | None = None
) -> None:
    def make(batch: Batch) -> list[Body]:
        _may_run(batch, person, at, "profile")
        return [Configured(values=_with_facts(batch, values))]

    _own(house, at, Actor(person) if person else OPERATOR, make)


def _with_facts(batch: Batch, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every fact of the type it is read as. Raises Refused with each that is of another."""
    if not isinstance(values.get("house"), Mapping):
        return dict(values)
    read = finders.facts_read(batch.house, batch.state())
    types = {name: one.types for name, one in read.items()}
    if wrong := misfits(values["house"], types):
        faults = tuple(
            _fact_fault(one.fact, "profile.fact", one, read[one.fact].readers) for one in wrong
        )
        raise Refused(Refusal("profile.refused", {"count": len(faults)}, faults))
    facts = {
        name: settled(fact, types[f"house.{name}"])
        if f"house.{name}" in types and fact is not None
        else fact
        for name, fact in values["house"].items()
    }
    return {**values, "house": facts}


def _fact_fault(field: str, code: str, one: Misfit, readers: Iterable[str]) -> Fault:
    names = ", ".join(sorted(readers))
    by = (
        {"vi": f"thủ tục {names}", "en": f"the procedures {names}"}
        if names
        else {"vi": "chương trình", "en": "the program"}
    )
    return Fault(
        field,
        code,
        {
            "fact": one.fact,
            "given": one.given,
            "wanted": one.wanted,
            "example": one.example,
            "by": by,
        },
    )


class Publication(Struct, frozen=True):
    """What is to be published: the kind, its slug, the day it is in force from, and what is kept of it."""

    what: str
    slug: str
    version: str
    kept: Kept
    until: str = ""


def publish(
    house: str,
    publications: Iterable[Publication],
    *,
    person: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """Publish versions. The same bytes again do nothing; other bytes for the same day only while no case follows them.

    A person only proposes it; each line then tells the number of the `proposal`. Whoever holds the folder publishes at once.
    """
    wanted, found = list(publications), list[dict[str, Any]]()

    def make(batch: Batch) -> list[Body]:
        _may_run(batch, person, at, "publish")
        bodies: list[ChangeBody] = []
        faults: list[Fault] = []
        kept: dict[str, Kept] = {}
        for one in wanted:
            content = pack(one.kept)
            digest = sha256(content).hexdigest()
            before = next(
                (
                    v
                    for v in getattr(batch.state(), f"{one.what}s").get(one.slug, ())
                    if v.version == one.version
                ),
                None,
            )
            kept[digest] = one.kept
            found.append({"slug": one.slug, "version": one.version, "digest": digest})
            if before is None or before.digest != digest:
                faults += _hindrances(batch, one, before is not None)
                batch.content(content)
                bodies.append(
                    Published(
                        what=one.what,
                        slug=one.slug,
                        version=one.version,
                        digest=digest,
                        until=one.until,
                        delegable=one.kept.procedure is None or one.kept.procedure.delegable,
                    )
                )
        if bodies and not faults:
            faults += _families(
                batch,
                [one.kept.procedure for one in wanted if one.kept.procedure],
                to_local(acting(batch, at).at).date().isoformat(),
            )
        if faults:
            raise Refused(Refusal("publish.refused", {"count": len(faults)}, tuple(faults)))
        return _by_two(batch, person, at, bodies, reason, kept)

    proposal = _own(house, at, Actor(person) if person else OPERATOR, make)
    return [{**line, "proposal": proposal} for line in found] if proposal else found


def _hindrances(batch: Batch, one: Publication, known: bool) -> Iterator[Fault]:
    """What of the house stands against putting this in force. known: other bytes are in force under this version."""
    if known and one.what == "procedure" and queries.follows(batch.house, one.slug, one.version):
        yield Fault(one.slug, "publish.followed", {"slug": one.slug, "version": one.version})
    for other in batch.state().procedures.get(one.slug, ()) if one.what == "procedure" else ():
        (day, until), (later, _) = sorted([(other.version, other.until), (one.version, one.until)])
        if day < later <= until:
            yield Fault(
                one.slug,
                "publish.overlaps",
                {"slug": one.slug, "version": later, "other": day, "until": until},
            )
    if one.kept.procedure is not None:
        yield from _fact_hindrances(batch, one.slug, facts_read(one.kept.procedure))
    if (
        one.kept.register is not None
        and one.kept.register.unique
        and (repeat := standing_repeat(one.kept.register, batch.standing(one.slug)))
    ):
        yield Fault(
            one.slug,
            "publish.repeats",
            {
                **named(one.kept.register, repeat.columns),
                "record": repeat.record,
                "other": repeat.other,
            },
        )


def _families(batch: Batch, published: Iterable[Procedure], today: str) -> Iterator[Fault]:
    """Procedures of the house that would no longer fit those they open, or that open them, on any day to come."""
    new = {(one.slug, one.in_force): one for one in published}
    known = batch.state().procedures
    versions = {
        slug: [
            kept
            for one in known.get(slug, ())
            if (slug, one.version) not in new
            and (kept := finders.content(batch.house, one.digest).procedure)
        ]
        for slug in known
    }
    for one in new.values():
        versions.setdefault(one.slug, []).append(one)
    for found in apart(
        versions,
        {slug for slug, _ in new},
        today,
        lambda slug, version: version in queries.running_counts(batch.house, slug),
    ):
        said, mend = (
            {"vi": words.vi, "en": words.en or words.vi}
            for words in (found.finding.message, found.finding.do)
        )
        names = {
            "parent": found.parent.slug,
            "version": found.parent.in_force,
            "child": found.slug,
            "day": found.day,
            "rule": found.finding.rule,
        }
        yield Fault(
            found.slug if (found.slug, found.child) in new else found.parent.slug,
            "publish.family",
            {**names, "why": said, "mend": mend},
        )


def _fact_hindrances(
    batch: Batch, slug: str, types: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    """Facts that the house has set to something else than the procedure reads, or that others read otherwise."""
    for one in misfits(batch.state().profile.get("house", {}), types, kept=True):
        yield _fact_fault(slug, "publish.fact", one, [slug])
    others = finders.facts_read(batch.house, batch.state(), but_for=slug) if types else {}
    for name, wanted in types.items():
        if name in others and not others[name].types & wanted:
            yield _fact_fault(
                slug,
                "publish.fact_otherwise",
                misfit(name, None, others[name].types),
                others[name].readers,
            )


def _posts_end_accounts[T](house: str, persons: Collection[str], change: Callable[[], T]) -> T:
    """Make a change of posts, and end the sessions and tokens of those who hold no post after it.

    Also of those who held none before it: what was open when the last post ended must not revive.
    """
    before = {person for person in persons if not finders.holds_a_post(house, person)}
    result = change()
    for person in persons:
        if person in before or not finders.holds_a_post(house, person):
            from dinh.accounts import (
                epochs,  # accounts ask for models, which a program may not have yet
            )

            epochs.end_everything(person)
    return result


def appoint(
    house: str,
    appointments: Iterable[Appointed],
    *,
    person: str = "",
    reason: str = "",
    strands: bool = False,
    at: datetime | None = None,
) -> int:
    """Record persons in posts. By a person (leader, office) what widens anything only becomes a proposal, whose number this gives; else 0.

    Whoever holds the folder appoints at once from the command line: the first chair of a new house, and where nobody may approve.
    strands  it was asked, and shall be recorded although cases are left that nobody can move; else that is refused
    """
    bodies = [msgspec.structs.replace(one, by=person or OPERATOR.person) for one in appointments]

    def make(batch: Batch) -> list[Body]:
        _may_run(batch, person, at, "appoint")
        recorded = _by_two(batch, person, at, bodies, reason)
        if not strands and recorded and not isinstance(recorded[-1], Proposed):
            _strands_nothing(batch, bodies, acting(batch, at).at, person)
        return recorded

    return _posts_end_accounts(
        house,
        {body.person for body in bodies},
        lambda: _own(house, at, Actor(person) if person else OPERATOR, make),
    )


def _strands_nothing(batch: Batch, bodies: Iterable[Appointed], at: datetime, person: str) -> None:
    """Raises Refused where a term ends and cases are left that nobody can move on the day after."""
    ends = [date.fromisoformat(one.end) for one in bodies if one.end]
    if not ends:
        return
    day = max(to_local(at).date(), max(ends) + timedelta(days=1)).isoformat()
    found = batch.state()
    lost = vacancies.stranded(batch.house, found, folded(found, bodies, at), day, person)
    if lost:
        codes = sorted({code for one in lost for code in one.codes})
        roles = sorted({role for one in lost for role in one.roles})
        facts = {"by": roles, "count": len(codes), "codes": codes}
        raise Refused(Refusal("appoint.strands", facts))


def _by_two(
    batch: Batch,
    person: str,
    at: datetime | None,
    bodies: Iterable[ChangeBody],
    reason: str,
    more: Mapping[str, Kept] = {},
) -> list[Body]:
    """The changes themselves when one press does it, else the proposal of them. Raises Refused.

    more  published files that the books do not have yet, by digest
    """
    changes = list(bodies)
    if not person or not changes:
        return list(changes)
    when, found = acting(batch, at).at, batch.state()
    change = proposals.change(batch.house, found, changes, when, more)
    judged = judge(change, person)
    if judged.refusal:
        raise Refused(judged.refusal)
    if not judged.widens:
        return list(changes)
    if not approvers(judged, person, found, change.rights, change.day):
        raise Refused(
            Refusal(
                "authority.nobody_approves",
                {"widens": proposals.told(batch.house, found, judged.widens)},
            )
        )
    if not reason.strip():
        fault = Fault(
            "reason",
            "authority.reason",
            {"widens": proposals.told(batch.house, found, judged.widens)},
        )
        raise Refused(Refusal("form.faults", {"count": 1}, (fault,)))
    appoints = [one for one in changes if isinstance(one, Appointed)]
    return [
        Proposed(
            by=person,
            appoints=tuple(msgspec.structs.replace(one, personal={}) for one in appoints),
            delegates=tuple(one for one in changes if isinstance(one, Delegated)),
            publishes=tuple(one for one in changes if isinstance(one, Published)),
            widens=judged.widens,
            personal={
                "reason": reason.strip(),
                **{
                    f"name.{place}": one.personal["name"]
                    for place, one in enumerate(appoints)
                    if one.personal.get("name")
                },
            },
        )
    ]


def approve(
    house: str, number: int, *, person: str, seen: str = "", at: datetime | None = None
) -> None:
    """Agree to a proposal of somebody else: its changes are recorded now. Raises Refused.

    seen  the `seen_digest` of the proposal as it was looked at; files are put in force by nobody who has not looked
    """

    def make(batch: Batch) -> list[Body]:
        when = acting(batch, at).at
        proposal = _waiting(batch, number, person, when)
        if refusal := proposals.hinders(batch.house, batch.state(), proposal, person, when):
            raise Refused(refusal)
        if (seen or proposal.publishes) and seen != proposals.seen_digest(batch.state(), proposal):
            raise Refused(Refusal("proposal.unseen", {"proposal": number}))
        for one in proposal.delegates:
            check_delegation(batch, one, to_local(when).date().isoformat())
        if faults := _publication_faults(batch, proposal.publishes, when):
            raise Refused(Refusal("publish.refused", {"count": len(faults)}, tuple(faults)))
        return [
            Approved(proposal=number, by=person),
            *(msgspec.structs.replace(one, proposal=number) for one in proposal.changes),
        ]

    proposal = next((one for one in finders.state(house).proposals if one.number == number), None)
    _posts_end_accounts(
        house,
        {*proposals.receivers(proposal)} if proposal else set(),
        lambda: _own(house, at, Actor(person), make),
    )


def decline(
    house: str, number: int, *, person: str, reason: str, at: datetime | None = None
) -> None:
    """Refuse a proposal that one might approve, or take one's own back. Raises Refused."""

    def make(batch: Batch) -> list[Body]:
        when = acting(batch, at).at
        proposal = _waiting(batch, number, person, when)
        found = batch.state()
        refusal = proposals.hinders(batch.house, found, proposal, person, when)
        if refusal and person != proposal.by and refusal.code not in proposals.ONLY_DECLINED:
            raise Refused(refusal)
        if not reason.strip():
            fault = Fault("reason", "field.required")
            raise Refused(Refusal("form.faults", {"count": 1}, (fault,)))
        return [Declined(proposal=number, by=person, personal={"reason": reason.strip()})]

    _own(house, at, Actor(person), make)


def _waiting(batch: Batch, number: int, person: str, at: datetime) -> Proposal:
    """The proposal, where it waits and concerns this person. Raises Refused."""
    proposal = next(
        (one for one in batch.state().proposals if one.number == number and not one.state), None
    )
    if proposal is None or not proposals.is_told(batch.house, batch.state(), proposal, person, at):
        raise Refused(Refusal("proposal.unknown", {"proposal": number}))
    return proposal


def _publication_faults(batch: Batch, published: Iterable[Published], at: datetime) -> list[Fault]:
    """What stands now against files that were proposed earlier."""
    wanted = [
        Publication(
            one.what, one.slug, one.version, finders.content(batch.house, one.digest), one.until
        )
        for one in published
    ]
    known = batch.state()
    faults = [
        fault
        for one in wanted
        for fault in _hindrances(
            batch,
            one,
            any(v.version == one.version for v in getattr(known, f"{one.what}s").get(one.slug, ())),
        )
    ]
    return faults or [
        *_families(
            batch,
            [one.kept.procedure for one in wanted if one.kept.procedure],
            to_local(at).date().isoformat(),
        )
    ]


def _may_run(batch: Batch, person: str, at: datetime | None, what: str) -> None:
    if not person:
        return
    one = finders.who_of(batch.state(), person, acting(batch, at).at)
    if not one.own_roles & {"leader", "office"}:
        raise Refused(Refusal("house.not_yours", {"what": what, "by": ["leader", "office"]}))


def delegate(house: str, one: Delegated, *, person: str = "", at: datetime | None = None) -> int:
    """Give a post's authority to a person, or end that. Never passed on; only whoever holds the post gives it.

    An end holds at once, or from `ended_from`; until that day another end takes its place. What widens who may sign or
    read a class only becomes a proposal, whose number this gives; else 0.
    """

    def make(batch: Batch) -> list[Body]:
        when = acting(batch, at)
        day = to_local(when.at).date().isoformat()
        if one.ended:
            return [end_of(batch, one, person, day)]
        if person and not holds_post(batch, person, one.giver, max(day, one.start)):
            raise Refused(Refusal("authority.not_holder", {"post": one.giver}))
        check_delegation(batch, one, day)
        return _by_two(batch, person, at, [one], one.reason)

    known = finders.state(house).delegations
    return _posts_end_accounts(
        house,
        {one.to} if one.to else {d.to for d in known if d.delegation == one.delegation},
        lambda: _own(house, at, Actor(person) if person else OPERATOR, make),
    )


def import_records(
    house: str,
    slug: str,
    rows: Iterable[Mapping[str, Any]],
    source: str,
    *,
    at: datetime | None = None,
    renews: bool = False,
    whole: bool = False,
    only_told: bool = False,
    person: str = "",
    kept: dict[int, str] | None = None,
) -> tuple[RecordChange, ...]:
    """Rows of a register from elsewhere, all or none; by whoever holds the folder, or `person`. Gives what it writes.

    renews     the rows bring those that stand up to date (`engine.imports`), and `whole` ends what they do not name
    only_told  nothing is written: what would be
    kept       is told of each row that stands already, counted from 1, which record it is; such a row is not written again
    """
    told: list[RecordChange] = []

    def make(batch: Batch) -> list[Body]:
        found, numbers = batch.state(), Numbers(batch.counter)
        register = finders.register(house, slug)
        _may_import(batch, person, at, register)
        body = imported(
            register,
            rows,
            source,
            acting(batch, at).at,
            numbers,
            lambda field, name: finders.exists(house, found, field, name),
            record=batch.record,
            same=batch.same,
            standing=batch.standing(slug) if renews or not named_by_key(register) else None,
            renews=renews,
            whole=whole,
            kept=kept,
        )
        if isinstance(body, Refusal):
            raise Refused(body)
        told[:] = body.records
        if only_told or not body.records:
            return []
        for series, number in numbers.taken.items():
            batch.take(series, number)
        return [body]

    _own(house, at, Actor(person) if person else OPERATOR, make)
    return tuple(told)


def _may_import(batch: Batch, person: str, at: datetime | None, register: Register) -> None:
    """Raise Refused for who is neither leader nor office, or may not read all that the register holds."""
    _may_run(batch, person, at, "import")
    if not person:
        return
    own = finders.who_of(batch.state(), person, acting(batch, at).at).own_roles
    classes = {register.class_, *(column.class_ for column in register.columns.values())}
    for name in classes - {"", "open"}:
        secrecy = register.classes.get(name)
        if secrecy is None or not own & set(secrecy.roles):
            by = sorted(secrecy.roles) if secrecy else []
            raise Refused(Refusal("house.not_yours", {"what": "import", "by": by}))


def begin(house: str, values: Mapping[str, Any], at: datetime) -> None:
    """The first event of a new house: what it is set to."""
    write(house, lambda batch: batch.append("", [(at, OPERATOR, Configured(values=dict(values)))]))
