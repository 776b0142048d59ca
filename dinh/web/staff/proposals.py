"""Changes of authority that wait for a second person: who proposed what, what it widens, who may approve; approve, decline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.engine.record.house import House, Proposal
from dinh.export.compare import Section, foremost, published_compared
from dinh.messages import told
from dinh.messages.words import full_day, say, words_of
from dinh.web.shared.labels import role_label
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.workflow import cases, proposals

REASON_MAX = 500
SEEN_MAX = 64


class ProposalShown(Struct, frozen=True):
    """A proposal as one person sees it.

    what      the changes, a line each
    may       this person may approve it; why: why not, as a sentence; mine: may take it back or decline it
    approvers names of those who may
    """

    number: int
    at: datetime
    by: str
    reason: str
    widens: str
    what: tuple[str, ...]
    state: str
    decided: datetime | None
    decided_by: str
    answer: str
    approvers: tuple[str, ...] = ()
    may: bool = False
    may_decline: bool = False
    mine: bool = False
    why: str = ""


def shown(house: str, person: str, now: datetime, lang: str) -> list[ProposalShown]:
    """The proposals that concern this person, the latest first."""
    found = finders.state(house)
    return [
        _shown(house, found, one, person, now, lang)
        for one in proposals.shown_to(house, person, now)
    ]


def notices(
    house: str, person: str, now: datetime, lang: str
) -> tuple[list[ProposalShown], list[ProposalShown]]:
    """For the start page: what this person may approve, and what was decided lately about him or by his proposal."""
    all_shown = shown(house, person, now, lang)
    mine = {
        one.number for one in finders.state(house).proposals if person in proposals.concerned(one)
    }
    return (
        [one for one in all_shown if one.may],
        [one for one in all_shown if one.state and one.number in mine],
    )


def _shown(
    house: str, found: House, one: Proposal, person: str, now: datetime, lang: str
) -> ProposalShown:
    names = found.names
    refusal = None if one.state else proposals.hinders(house, found, one, person, now)
    able = () if one.state else proposals.may_approve(house, found, one, now)
    waits = not one.state
    return ProposalShown(
        one.number,
        one.at,
        names.get(one.by, one.by),
        one.reason,
        proposals.told(house, found, one.widens)[lang],
        tuple(_lines(found, one, lang)),
        one.state,
        one.decided,
        names.get(one.decided_by, one.decided_by),
        one.answer,
        tuple(names.get(name, name) for name in able if name != person),
        waits and refusal is None,
        waits and (refusal is None or person == one.by or refusal.code in proposals.ONLY_DECLINED),
        person == one.by,
        told(refusal.code, refusal.facts, lang).message if refusal else "",
    )


def _lines(found: House, one: Proposal, lang: str) -> list[str]:
    """What would be recorded, a sentence for each change."""
    lines = [
        say(
            "Ghi {name} vào vị trí {post} ({roles}), từ {start}{end}",
            "Appoint {name} to {post} ({roles}), from {start}{end}",
            lang,
            name=body.personal.get("name") or found.names.get(body.person, body.person),
            post=words_of(body.title, lang) or body.post,
            roles=", ".join(role_label(role, lang) for role in body.roles) or "–",
            start=full_day(body.start),
            end=say(" đến {day}", " to {day}", lang, day=full_day(body.end)) if body.end else "",
        )
        for body in one.appoints
    ]
    lines += [
        say(
            "Ủy quyền vị trí {giver} cho {to}, quyết định {decision}, {start} – {end}",
            "Delegate the post {giver} to {to}, decision {decision}, {start} – {end}",
            lang,
            giver=_title(found, body.giver, lang),
            to=found.names.get(body.to, body.to),
            decision=body.delegation,
            start=full_day(body.start),
            end=full_day(body.end),
        )
        for body in one.delegates
    ]
    return lines + [
        say(
            "Công bố {slug}, hiệu lực từ {day}",
            "Publish {slug}, in force from {day}",
            lang,
            slug=body.slug,
            day=full_day(body.version),
        )
        for body in one.publishes
    ]


def _title(found: House, post: str, lang: str) -> str:
    return next(
        (words_of(one.title, lang) for one in found.holdings if one.post == post and one.title),
        post,
    )


class FileShown(Struct, frozen=True):
    """A file that is to be published. base: the version it is compared with, "": none; known: a procedure that has a page."""

    name: str
    slug: str
    version: str
    digest: str
    base: str
    known: bool
    first: tuple[Section, ...]
    sections: tuple[Section, ...]


@require_safe
@officers()
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal whole: what its files change against what is in force, and the only place where it is approved."""
    asker, lang = request.asker, request.lang
    one, found = _one(request, number), finders.state(asker.house)
    return show(
        request,
        "staff/proposal.html",
        {
            "one": _shown(asker.house, found, one, asker.person, asker.now, lang),
            "files": [_file(file, lang) for file in proposals.comparisons(asker.house, found, one)],
            "seen": proposals.seen_digest(found, one),
        },
    )


def _one(request: HttpRequest, number: int) -> Proposal:
    """Raises NotFound, the same for what is none and for what is not the asker's."""
    asker = request.asker
    for one in proposals.shown_to(asker.house, asker.person, asker.now):
        if one.number == number:
            return one
    raise finders.NotFound(str(number))


def _file(one: proposals.Compared, lang: str) -> FileShown:
    sections, spec = (
        published_compared(one.before, one.after, lang),
        one.after.procedure or one.after.register,
    )
    return FileShown(
        words_of(spec.name if spec else None, lang) or one.body.slug,
        one.body.slug,
        one.body.version,
        one.body.digest,
        one.base or "",
        one.body.what == "procedure" and one.base is not None,
        foremost(sections, lang),
        sections,
    )


@require_safe
@officers()
def file(request: HttpRequest, number: int, digest: str) -> HttpResponse:
    """A file that is to be published, as it would be in force."""
    proposal, house = _one(request, number), request.asker.house
    for one in proposals.comparisons(house, finders.state(house), proposal):
        if one.body.digest == digest:
            return HttpResponse(one.text(), content_type="text/plain; charset=utf-8")
    raise finders.NotFound(digest)


@require_POST
@officers()
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to what somebody else proposed, having looked at it."""
    seen = request.POST.get("seen", "")[:SEEN_MAX]
    cases.approve(request.asker.house, number, person=request.asker.person, seen=seen)
    return _back(number)


@require_POST
@officers()
def refusal(request: HttpRequest, number: int) -> HttpResponse:
    """Decline it, or take one's own back, with a reason."""
    reason = request.POST.get("reason", "")[:REASON_MAX]
    cases.decline(request.asker.house, number, person=request.asker.person, reason=reason)
    return _back(number)


def _back(number: int) -> HttpResponse:
    return redirect(f"/staff/people/?{urlencode({'proposal': number})}#p-proposals")


def as_context(request: HttpRequest) -> dict[str, Any]:
    """What the page of people and posts shows of them."""
    asker = request.asker
    found = shown(asker.house, asker.person, asker.now, request.lang)
    asked = request.GET.get("proposal", "")
    return {
        "waiting": [one for one in found if not one.state],
        "decided": [one for one in found if one.state],
        "proposal": next((one for one in found if str(one.number) == asked), None),
    }
