"""Changes of authority that take two persons: judged with what the house's procedures say, and shown to whom they concern.

Whom a case of a class shut out when a change was proposed is never told of that proposal: for him it is not there. A case
that begins or ends later changes nothing of who is told: a proposal that came or went would tell him of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from dinh.access import finders
from dinh.engine.decisions.authority import (
    RUNNERS,
    TRAIL,
    Change,
    ChangeBody,
    Judged,
    Rights,
    approval_hindrance,
    approvers,
    folded,
    judge,
    own_roles,
    rights_of,
)
from dinh.engine.definition.fields import Text
from dinh.engine.record.case import Case
from dinh.engine.record.events import Published, Widened
from dinh.engine.record.evolve import replay
from dinh.engine.record.house import House, Proposal, Version
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import to_local
from dinh.procedures.published import Kept
from dinh.store import ledger, queries

CASES_PAGE = 200
ONLY_DECLINED = frozenset({"authority.proposer_shut_out", "authority.proposer_gone"})
"""What nobody may approve any more is declined by whoever might have approved it."""
TOLD_DAYS = timedelta(days=30)


def rights(house: str, found: House, day: str, more: Mapping[str, Kept] = {}) -> Rights:
    """What roles give by every version that is or will be in force. more: files that are not published yet, by digest."""
    digests = tuple(
        version.digest
        for versions in (*found.procedures.values(), *found.registers.values())
        for version in versions
        if not version.until or version.until >= day
    )
    if not more:
        return _rights(house, digests)
    return _rights_of(more.get(digest) or finders.content(house, digest) for digest in digests)


@lru_cache(maxsize=8)
def _rights(house: str, digests: tuple[str, ...]) -> Rights:
    return _rights_of(finders.content(house, digest) for digest in digests)


def _rights_of(contents: Iterable[Kept]) -> Rights:
    kept = list(contents)
    return rights_of(
        (one.procedure for one in kept if one.procedure),
        (one.register for one in kept if one.register),
    )


def change(
    house: str,
    found: House,
    bodies: Iterable[ChangeBody],
    at: datetime,
    more: Mapping[str, Kept] = {},
) -> Change:
    """What the house is before and after these changes."""
    wanted = tuple(bodies)
    day = to_local(at).date().isoformat()
    after = folded(found, wanted, at)
    before = rights(house, found, day)
    publishes = any(isinstance(one, Published) for one in wanted)
    return Change(
        wanted,
        found,
        after,
        before,
        rights(house, after, day, more) if publishes else before,
        day,
    )


def shut_out(house: str, proposal: Proposal) -> frozenset[str]:
    """The persons whom a case of what is widened, or of what is published, shut out when it was proposed."""
    slugs = {one.what.partition("/")[0] for one in proposal.widens if one.kind == "reads"}
    slugs |= {one.slug for one in proposal.publishes}
    found = finders.state(house)
    return frozenset(
        person
        for slug in slugs
        if _shuts_out(house, found, slug)
        for case in cases_at(house, slug, proposal)
        for person in case.named(_exceptions(house, case))
    )


def _shuts_out(house: str, found: House, slug: str) -> bool:
    """Does any class of any version of the procedure shut somebody out? Else no case needs to be looked at."""
    return any(
        secrecy.shut
        for version in found.procedures.get(slug, ())
        if (spec := finders.content(house, version.digest).procedure)
        for secrecy in spec.classes.values()
    )


def cases_at(house: str, slug: str, proposal: Proposal) -> Iterator[Case]:
    """The cases of a procedure that ran when something was proposed, as they were then."""
    behind = ""
    while codes := queries.running_at(house, slug, proposal.at, behind=behind, limit=CASES_PAGE):
        for code in codes:
            case = replay(one for one in ledger.events(house, code) if one.number < proposal.number)
            if case.code and not case.settled:
                yield case
        behind = codes[-1]


def _exceptions(house: str, case: Case) -> set[str]:
    """Fields that name whom a class of the case shuts out."""
    classes = finders.followed(house, case).classes.values()
    return {*case.shut, *(name for secrecy in classes for name in secrecy.shut)}


# --- what a person may do about it --------------------------------------------------------------------------------------


def judged_now(house: str, found: House, proposal: Proposal, at: datetime) -> tuple[Change, Judged]:
    """The proposal by the house as it is now."""
    found_change = change(house, found, proposal.changes, at)
    return found_change, judge(found_change, proposal.by)


def hinders(
    house: str, found: House, proposal: Proposal, person: str, at: datetime
) -> Refusal | None:
    """Why this person may not approve the proposal."""
    now, judged = judged_now(house, found, proposal, at)
    if judged.refusal:
        runs = own_roles(found, person, now.day) & set(RUNNERS)
        return Refusal("authority.proposer_gone" if runs else "authority.not_approver", {"who": []})
    code = approval_hindrance(judged, proposal.by, person, found, now.rights, now.day)
    if code:
        able = approvers(judged, proposal.by, found, now.rights, now.day)
        return Refusal(code, {"who": [found.names[one] for one in able]})
    barred = shut_out(house, proposal)
    if person in barred:
        return Refusal("proposal.unknown", {"proposal": proposal.number})
    if proposal.by in barred:
        return Refusal("authority.proposer_shut_out", {})
    return None


def may_approve(house: str, found: House, proposal: Proposal, at: datetime) -> tuple[str, ...]:
    """Who may approve it by posts and gain; whom a case shuts out is not told apart here, for that would tell of the case."""
    now, judged = judged_now(house, found, proposal, at)
    return approvers(judged, proposal.by, found, now.rights, now.day)


def shown_to(house: str, person: str, at: datetime) -> list[Proposal]:
    """Proposals that wait, and those decided in the last month, that concern this person: who runs the house's books, proposes or gains. The latest first."""
    found = finders.state(house)
    return [
        proposal
        for proposal in reversed(found.proposals)
        if (not proposal.state or (proposal.decided and at - proposal.decided < TOLD_DAYS))
        and is_told(house, found, proposal, person, at)
    ]


def is_told(house: str, found: House, proposal: Proposal, person: str, at: datetime) -> bool:
    """Does the proposal concern this person, and does no case shut him out of it?"""
    if person in concerned(proposal):
        return True
    one = finders.who_of(found, person, at)
    if not one.own_roles & set(RUNNERS):
        return False
    return person not in shut_out(house, proposal)


def receivers(proposal: Proposal) -> list[str]:
    """Who is appointed or gets authority."""
    return [
        *(body.person for body in proposal.appoints),
        *(body.to for body in proposal.delegates),
    ]


def concerned(proposal: Proposal) -> frozenset[str]:
    """Who proposes, who is appointed, who gives or gets authority."""
    return frozenset(
        (
            proposal.by,
            *(body.person for body in proposal.appoints),
            *(body.to for body in proposal.delegates),
            *(person for one in proposal.widens for person in one.persons),
        )
    )


# --- what is approved ---------------------------------------------------------------------------------------------------


_encoder = msgspec.json.Encoder(decimal_format="number")


class Compared(Struct, frozen=True):
    """A file that is to be published, and what is in force on its first day without it. before: None: nothing is; base: its version."""

    body: Published
    before: Kept | None
    after: Kept
    base: str | None

    def whole(self) -> dict[str, Any]:
        """The file as it would be in force, with what it includes written out."""
        spec = self.after.procedure or self.after.register
        found: dict[str, Any] = self.after.expanded or msgspec.to_builtins(spec)
        return found

    def text(self) -> str:
        """The same as a file that can be read."""
        plain = msgspec.json.decode(_encoder.encode(self.whole()))
        return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)


def comparisons(house: str, found: House, proposal: Proposal) -> tuple[Compared, ...]:
    """Each file of a proposal beside what is in force where it would begin."""
    bases = [_base(found, one) for one in proposal.publishes]
    return tuple(
        Compared(
            one,
            finders.content(house, base.digest) if base else None,
            finders.content(house, one.digest),
            base.version if base else None,
        )
        for one, base in zip(proposal.publishes, bases, strict=True)
    )


def _base(found: House, one: Published) -> Version | None:
    """The version that holds on the first day of the one that is proposed; of a decided proposal, the one that held before it."""
    known = (found.registers if one.what == "register" else found.procedures).get(one.slug, ())
    before = [
        other for other in known if other.version <= one.version and other.digest != one.digest
    ]
    return max(before, key=lambda other: other.version, default=None)


def seen_digest(found: House, proposal: Proposal) -> str:
    """Name what whoever approves has looked at: the changes, and the versions with which they are compared."""
    bases = [base.digest if (base := _base(found, one)) else "" for one in proposal.publishes]
    return sha256(msgspec.json.encode((proposal.number, proposal.changes, bases))).hexdigest()


# --- in words -----------------------------------------------------------------------------------------------------------

NAMED_MAX = 3


def told(house: str, found: House, widens: Iterable[Widened]) -> dict[str, str]:
    """What a change widens, in both languages: classes by their labels, procedures by their names."""
    by_kind: dict[str, dict[str, Text]] = {}
    for one in widens:
        label = _label(house, found, one)
        by_kind.setdefault(one.kind, {})[label.vi] = label
    return {
        lang: "; ".join(
            f"{WORDS[kind].of(lang)} {_listed([*labels.values()], lang)}"
            for kind, labels in by_kind.items()
        )
        for lang in ("vi", "en")
    }


WORDS = {
    "reads": Text("ai đọc được hồ sơ mật", "who may read cases of"),
    "signs": Text("ai ký được kết quả", "who may sign results of"),
    "in_force": Text("điều đang có hiệu lực ở", "what is in force of"),
}


def _listed(labels: list[Text], lang: str) -> str:
    shown = ", ".join(f"“{label.of(lang)}”" for label in labels[:NAMED_MAX])
    if len(labels) <= NAMED_MAX:
        return shown
    left = len(labels) - NAMED_MAX
    return f"{shown} " + (f"và {left} thủ tục nữa" if lang == "vi" else f"and {left} more")


def _label(house: str, found: House, one: Widened) -> Text:
    if one.what == TRAIL:
        return Text("nhật ký truy cập", "the trail of who tried what")
    subject, _, class_ = one.what.partition("/")
    kind, _, slug = subject.rpartition(":")
    versions = (found.registers if kind else found.procedures).get(slug, ())
    if not versions:
        return Text(one.what, one.what)
    kept = finders.content(house, versions[-1].digest)
    spec = kept.procedure or kept.register
    assert spec is not None
    if class_ and class_ in spec.classes:
        return spec.classes[class_].label
    return spec.name or Text(slug, slug)
