"""People, posts and their terms; who acts on whose authority; appointing and delegating, with every refusal explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.authority import RUNNERS, may_end, post_rank, rank_of
from dinh.engine.definition.procedure import Field, Text
from dinh.engine.field_types.reading import Bad, read_date, text
from dinh.engine.record.events import Appointed, Delegated
from dinh.engine.record.house import Delegation, Holding, House
from dinh.engine.refusal import Fault, Refused
from dinh.input.posts import NAME, PERSON
from dinh.messages import fault_told
from dinh.messages.words import day_of, say, words_of
from dinh.web.shared.labels import role_label, roles
from dinh.web.shared.options import options_of
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.web.staff import proposals
from dinh.workflow import cases
from dinh.workflow.house_service import OPERATOR

TEXT_MAX, REASON_MAX = 200, 500
SIGNS = ("", "TM.", "KT.", "TL.")
INPUTS = {
    "person": Text("Tên đăng nhập", "Sign-in name"),
    "name": Text("Họ và tên", "Full name"),
    "post": Text("Mã vị trí", "Post"),
    "title": Text("Chức danh", "Title"),
    "start": Text("Từ ngày", "From"),
    "end": Text("Đến ngày", "To"),
    "to": Text("Đến ngày", "To"),
    "ended_from": Text("Hết hiệu lực từ ngày", "No longer in force from"),
    "village": Text("Thôn, bon", "Village"),
    "decision": Text("Quyết định số", "Decision"),
    "giver": Text("Quyền của vị trí", "Authority of"),
    "receiver": Text("Giao cho", "Given to"),
    "reason": Text("Lý do", "Reason"),
    "basis": Text("Quyết định số", "Decision"),
    "procedures": Text("Chỉ cho thủ tục", "Only for procedures"),
    "roles": Text("Vai trò", "Roles"),
}

ORDER = {
    place: n
    for n, place in enumerate(
        (
            "person",
            "name",
            "post",
            "title",
            "decision",
            "giver",
            "receiver",
            "start",
            "end",
            "to",
            "basis",
            "village",
            "reason",
        )
    )
}
"""As the inputs stand on the page."""


class Held(Struct, frozen=True):
    """A post as somebody holds it. now: today; past: no longer; may_end: by who looks at it; source: how it came about, where that is worth saying."""

    holding: Holding
    title: str
    roles: str
    now: bool
    past: bool
    may_end: bool = False
    source: str = ""


class PersonShown(Struct, frozen=True):
    person: str
    name: str
    held: tuple[Held, ...]
    here: bool


class Lent(Struct, frozen=True):
    """A delegation. now: in force today; may_end: by who looks at it."""

    one: Delegation
    giver: str
    to: str
    now: bool
    over: bool
    procedures: tuple[str, ...] = ()
    may_end: bool = False


def is_new(house: str) -> bool:
    """Nobody has ever held a post here."""
    return not finders.state(house).holdings


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.asker.house and is_new(request.asker.house):
        return show(request, "staff/first.html")
    return _home(request)


@officers()
def _home(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    form: str = "",
    faults: tuple[Fault, ...] = (),
    stranded: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """stranded: what the end of a term would leave that nobody can move, as of `appoint.strands`; it is asked once."""
    asker, lang = request.asker, request.lang
    found, day = finders.state(asker.house), str(day_of(asker.now))
    mine, own = {post.post for post in asker.who.posts}, asker.who.own_roles
    people = [
        _person(found, person, day, lang, own)
        for person in sorted(found.names, key=lambda one: found.names[one].split()[-1])
    ]
    posts = {
        holding.post: words_of(holding.title, lang) or holding.post
        for holding in found.holdings
        if holding.on(day)
    }
    done = request.GET.get("done", "")
    in_force = finders.procedures(asker.house)
    called = {one.slug: words_of(one.name, lang) for one in in_force}
    lent = [
        _lent(found, one, day, lang, called, may_end(found, one, asker.person, day))
        for one in reversed(found.delegations)
    ]
    faults = tuple(sorted(faults, key=lambda fault: ORDER.get(fault.field, len(ORDER))))
    return show(
        request,
        "staff/people.html",
        {
            "people": [one for one in people if one.here],
            "others": [one for one in people if not one.here],
            "lent": [one for one in lent if not one.over],
            "ended": [one for one in lent if one.over],
            "may_appoint": bool(own & set(RUNNERS)),
            "may_delegate": bool(mine),
            "posts": [(post, f"{title} ({post})") for post, title in posts.items() if post in mine],
            **proposals.as_context(request),
            "receivers": [(one.person, one.name) for one in people if one.here],
            "done": next((one for one in people if one.person == done), None),
            "done_post": request.GET.get("post", "")[:TEXT_MAX],
            "is_new": "new" in request.GET,
            "lent_now": request.GET.get("lent", "")[:TEXT_MAX],
            "roles": [(name, words_of(label, lang)) for name, label in roles().items()],
            "signs": [(sign, sign or "–") for sign in SIGNS],
            "villages": [("", "–"), *_villages(asker.house)],
            "procedures": [(one.slug, called[one.slug]) for one in in_force if one.delegable],
            "not_delegable": [called[one.slug] for one in in_force if not one.delegable],
            "form": form,
            "stranded": stranded,
            "stranded_roles": [role_label(role, lang) for role in stranded["by"]]
            if stranded
            else [],
            "sent": [(name, one) for name, values in request.POST.lists() for one in values]
            if stranded
            else [],
            "lines": [(f"{form}-{fault.field}", _line(fault, lang)) for fault in faults],
            "errors": {fault.field: fault_told(fault, lang) for fault in reversed(faults)},
            "typed": request.POST,
            "chosen": request.POST.getlist("roles"),
            "only": request.POST.getlist("procedures"),
            "today": day,
        },
        status=status,
    )


def _line(fault: Fault, lang: str) -> str:
    """`Quyết định số: Chưa điền.`"""
    label = words_of(INPUTS.get(fault.field), lang)
    return f"{label}: {fault_told(fault, lang)}" if label else fault_told(fault, lang)


def _person(
    found: Any, person: str, day: str, lang: str, own: frozenset[str] = frozenset()
) -> PersonShown:
    held = tuple(
        _held(found, one, day, lang, own) for one in found.holdings if one.person == person
    )
    return PersonShown(person, found.names[person], held, any(one.now for one in held))


def _held(found: Any, one: Holding, day: str, lang: str, own: frozenset[str]) -> Held:
    return Held(
        one,
        words_of(one.title, lang) or one.post,
        ", ".join(role_label(role, lang) for role in one.roles),
        one.on(day),
        bool(one.end and one.end < day),
        bool(own & set(RUNNERS)) and rank_of(own) >= post_rank(one.roles, one.signs),
        _source(found, one, lang),
    )


def _source(found: House, one: Holding, lang: str) -> str:
    """`do người giữ máy chủ ghi`; `K' Brèo đề nghị, Đỗ Văn Thắng duyệt`."""
    if one.by == OPERATOR.person:
        return say("ghi từ máy chủ", "recorded from the machine", lang)
    proposal = next((p for p in found.proposals if one.proposal and p.number == one.proposal), None)
    if proposal is None:
        return ""
    return say(
        "{by} đề nghị, {second} duyệt",
        "proposed by {by}, approved by {second}",
        lang,
        by=found.names.get(proposal.by, proposal.by),
        second=found.names.get(proposal.decided_by, proposal.decided_by),
    )


def _lent(
    found: Any, one: Delegation, day: str, lang: str, called: dict[str, str], yours_to_end: bool
) -> Lent:
    title = next(
        (words_of(h.title, lang) for h in found.holdings if h.post == one.giver), one.giver
    )
    over = not one.has_days_left(day)
    return Lent(
        one,
        title or one.giver,
        found.names.get(one.to, one.to),
        one in found.delegations_to(one.to, day),
        over,
        tuple(called.get(slug, slug) for slug in one.procedures),
        yours_to_end and not over,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def appointment(request: HttpRequest) -> HttpResponse:
    """A person into a post; the same person, post and first day again with a last day ends the term."""
    if request.method != "POST":
        return redirect("staff-people")
    asker = request.asker
    faults: list[Fault] = []
    given = {
        name: request.POST.get(name, "").strip()
        for name in ("person", "name", "post", "title", "start", "end", "basis", "signs")
    }
    name = (
        _text(given["name"], "name", faults)
        if given["name"] or given["person"] not in finders.state(asker.house).names
        else finders.state(asker.house).names[given["person"]]
    )
    start, end = (_day(given[key], key, faults) for key in ("start", "end"))
    known = {role for role, _ in roles().items()}
    if given["person"] not in finders.state(asker.house).names and not PERSON.fullmatch(
        given["person"]
    ):
        faults.append(Fault("person", "appoint.person", {"given": given["person"]}))
    if not NAME.fullmatch(given["post"].replace("_", ".")):
        faults.append(
            Fault(
                "post",
                "field.required" if not given["post"] else "appoint.person",
                {"given": given["post"]},
            )
        )
    if start and end and end < start:
        faults.append(Fault("end", "appoint.dates"))
    title = _text(given["title"] or given["post"], "title", faults)
    basis = _text(given["basis"], "basis", faults, required=False)
    village = (
        request.POST.get("village", "")
        if request.POST.get("village") in dict(_villages(asker.house))
        else ""
    )
    if (
        "village_head" in request.POST.getlist("roles")
        and not village
        and not end
        and _villages(asker.house)
    ):
        faults.append(Fault("village", "appoint.village"))
    if faults:
        return _page(request, form="a", faults=tuple(faults), status=422)
    body = Appointed(
        person=given["person"],
        post=given["post"],
        roles=tuple(role for role in request.POST.getlist("roles") if role in known),
        title={"vi": title},
        start=start or str(day_of(asker.now)),
        end=end,
        basis=basis,
        signs=given["signs"] if given["signs"] in SIGNS else "",
        personal={"name": name},
        of=(village,) if village else (),
    )
    told = {
        "done": body.person,
        "post": body.post,
        **({} if body.person in finders.state(asker.house).names else {"new": "1"}),
    }
    reason = request.POST.get("reason", "").strip()[:REASON_MAX]
    try:
        number = cases.appoint(
            asker.house,
            [_as_held(asker.house, body)],
            person=asker.person,
            reason=reason,
            strands="strands" in request.POST,
        )
    except Refused as refused:
        if refused.refusal.code == "appoint.strands":
            return _page(request, stranded=refused.refusal.facts, status=409)
        if not refused.refusal.at:
            raise
        return _page(request, form="a", faults=refused.refusal.at, status=422)
    return redirect(_proposed(number) if number else f"/staff/people/?{urlencode(told)}")


def _proposed(number: int) -> str:
    return f"/staff/people/?{urlencode({'proposal': number})}#p-proposals"


def _villages(house: str) -> list[tuple[str, str]]:
    """(record, name); a role for one village alone sees and does what that village is asked."""
    return options_of(
        house, Field(name="village", label=Text("Thôn, bon", "Village"), type="village"), "vi"
    )


def _as_held(house: str, body: Appointed) -> Appointed:
    """What ends a term says the rest of it again as it was: what it covers, its basis, its title in both languages."""
    held = next(
        (
            one
            for one in finders.state(house).holdings
            if (one.person, one.post, one.start) == (body.person, body.post, body.start)
        ),
        None,
    )
    return (
        body
        if held is None
        else replace(
            body,
            of=body.of or held.of,
            basis=body.basis or held.basis,
            title=held.title if body.title.get("vi") == held.title.get("vi") else body.title,
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def delegation(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("staff-people")
    asker = request.asker
    faults: list[Fault] = []
    given = {
        name: request.POST.get(name, "").strip()
        for name in ("decision", "giver", "receiver", "start", "to", "reason")
    }
    decision = _text(given["decision"], "decision", faults)
    reason = _text(given["reason"], "reason", faults, REASON_MAX, required=False)
    start, end = _day(given["start"], "start", faults), _day(given["to"], "to", faults)
    faults += [
        Fault(place, "field.required") for place in ("giver", "receiver") if not given[place]
    ]
    faults += [Fault("to", "delegation.dates")] if not given["to"] else []
    holders = {
        one.person for one in finders.state(asker.house).holdings if one.post == given["giver"]
    }
    faults += (
        [Fault("receiver", "delegation.self")]
        if given["receiver"] and holders == {given["receiver"]}
        else []
    )
    if faults:
        return _page(request, form="d", faults=tuple(faults), status=422)
    one = Delegated(
        delegation=decision,
        giver=given["giver"],
        to=given["receiver"],
        roles=tuple(request.POST.getlist("roles")),
        procedures=tuple(request.POST.getlist("procedures")),
        start=start or str(day_of(asker.now)),
        end=end,
        reason=reason,
    )
    try:
        number = cases.delegate(asker.house, one, person=asker.person)
    except Refused as refused:
        if not refused.refusal.at:
            raise
        return _page(request, form="d", faults=refused.refusal.at, status=422)
    if number:
        return redirect(_proposed(number))
    return redirect(f"/staff/people/?{urlencode({'lent': decision})}#p-lent")


@require_POST
@officers()
def delegation_end(request: HttpRequest) -> HttpResponse:
    faults: list[Fault] = []
    one = Delegated(
        delegation=request.POST.get("decision", "")[:TEXT_MAX],
        ended=True,
        ended_from=_day(request.POST.get("ended_from", "").strip(), "ended_from", faults),
        reason=_text(request.POST.get("reason", ""), "reason", faults, REASON_MAX, required=False),
    )
    if faults:
        return _page(request, form="e", faults=tuple(faults), status=422)
    try:
        cases.delegate(request.asker.house, one, person=request.asker.person)
    except Refused as refused:
        if not refused.refusal.at:
            raise
        return _page(request, form="e", faults=refused.refusal.at, status=422)
    return redirect(f"/staff/people/?{urlencode({'lent': one.delegation})}#p-lent")


def _text(
    given: str, place: str, faults: list[Fault], most: int = TEXT_MAX, *, required: bool = True
) -> str:
    try:
        words = text(given, most, lines=False)
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""
    if required and not words:
        faults.append(Fault(place, "field.required"))
    return words


def _day(given: str, place: str, faults: list[Fault]) -> str:
    if not given:
        return ""
    try:
        return str(read_date(given))
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""
