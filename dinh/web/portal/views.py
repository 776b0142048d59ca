"""The portal: find a procedure, read it for one's own situation, ask where one's case stands."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dinh import clock, printing, results
from dinh.access import finders
from dinh.coverage import REACHES, FieldCovered
from dinh.coverage import coverage as covered
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refused
from dinh.messages.words import case_code, wait, words_of
from dinh.web.portal import guide, tracking
from dinh.web.shared import devices, locks, procedure_guess, procedure_search, trail
from dinh.web.shared.files import served
from dinh.web.shared.letters import READ_AGAIN, printer
from dinh.web.shared.pages import show
from dinh.web.shared.search_terms import names_a_person, words_sought
from dinh.web.shared.secret import secret
from dinh.workflow import cases

TEXT_MAX = 200
RATINGS = ("1", "2", "3", "4", "5")
WEEKDAYS = {
    "mon-fri": ("thứ Hai đến thứ Sáu", "Monday to Friday"),
    "mon-sat": ("thứ Hai đến thứ Bảy", "Monday to Saturday"),
    "sat": ("thứ Bảy", "Saturday"),
    "sun": ("Chủ nhật", "Sunday"),
}


def _place(request: HttpRequest) -> dict[str, object]:
    """Where the counter is and when it is open."""
    profile = finders.state(request.asker.house).profile if request.asker.house else {}
    hours = []
    for line in profile.get("hours") or ():
        days, _, spans = str(line).partition(" ")
        said = WEEKDAYS.get(days)
        hours.append(
            f"{said[request.lang == 'en'] if said else days}: {spans.replace(' ', ', ').replace('-', '–')}"
        )
    return {
        "hours": hours,
        "address": profile.get("address") or "",
        "phone": profile.get("phone") or "",
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if names_a_person(request):  # who looks for a case of their own, and not for a procedure
        return redirect("track")
    asker, text = request.asker, words_sought(request)
    if not asker.house:
        return show(request, "portal/none.html")
    offered = [one for one in finders.procedures(asker.house) if one.level != "internal"]
    found = procedure_search.found(offered, text) if text else []
    return show(
        request,
        "portal/home.html",
        {
            "q": text,
            "found": found,
            "near": procedure_guess.nearest(offered, text, found) if text else [],
            "fields": () if text else _by_field(offered),
            "any": bool(offered),
            **_place(request),
        },
    )


def _by_field(offered: list[Procedure]) -> tuple[FieldCovered, ...]:
    return covered(offered, results.field_labels())


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """What is offered, field by field: whole or only told, how far over the net, and why not further."""
    if not request.asker.house:
        return show(request, "portal/none.html")
    return show(
        request,
        "portal/coverage.html",
        {
            "fields": _by_field(finders.procedures(request.asker.house)),
            "reaches": REACHES,
            **_place(request),
        },
    )


@require_safe
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    asker = request.asker
    if not asker.house:
        raise finders.NotFound(slug)
    one = finders.procedure(asker.house, slug)
    if one.level == "internal":
        raise finders.NotFound(slug)
    if one.level == "info":
        told = guide.only_told(one, request.lang)
        return show(
            request,
            "portal/told.html",
            {
                "guide": told,
                "procedure": one,
                "told": one.told,
                "title": words_of(one.name, request.lang),
                **_place(request),
            },
        )
    told = guide.guide(asker.house, one, dict(request.GET.lists()), asker.now, request.lang)
    return show(
        request,
        "portal/procedure.html",
        {
            "guide": told,
            "procedure": one,
            "title": words_of(one.name, request.lang),
            **_place(request),
        },
    )


@secret("digits", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    code, digits = case_code(request.POST.get("code", "")), request.POST.get("digits", "")
    tracking_code = request.POST.get("secret", "")[:TEXT_MAX]
    if request.method != "POST":
        return _track(request, case_code(request.GET.get("code", "")))
    if not code or not (digits.strip() or tracking_code.strip()):
        return _track(request, code, blank=True, status=422)
    now, attempt = int(clock.now().timestamp()), locks.case_attempt(request, code)
    if seconds := locks.wait_seconds(attempt, now):
        trail.note_track(request, "track.waits")
        return _track(request, code, locked=wait(seconds, request.lang), status=429)
    found = (
        tracking.mine(
            finders.beside(request.asker.house),
            code,
            digits,
            tracking_code,
            request.asker.now,
            request.lang,
        )
        if request.asker.house
        else None
    )
    if found is None:
        locks.failed(attempt, now)
        trail.note_track(request, "track.wrong")
        return _track(request, code, wrong=True, status=422)
    locks.succeeded(attempt)
    return devices.remember(request, _mine(request, found), attempt.subject)


def _mine(request: HttpRequest, found: tracking.Mine, **more: object) -> HttpResponse:
    answer = show(
        request, "portal/mine.html", {"mine": found, "key": uuid4().hex, **more, **_place(request)}
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@secret("proof")
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """The draft that waits for the applicant's answer, as PDF, for whoever has shown the tracking code; noted in the case's log."""
    house, code = tracking.proven(request.POST.get("proof", ""))
    place = request.POST.get("place", "")
    if not code:
        return _track(request, "", unproven=True, status=422)
    letter = (
        tracking.draft(house, code, int(place))
        if place.isascii() and place.isdigit() and len(place) < 10
        else None
    )
    if letter is None:
        raise finders.NotFound(code)
    content = printer().print(printing.page(house, code, letter))
    cases.read_personal(house, "applicant", code, [f"letter:{letter.name}"], again=READ_AGAIN)
    return served(content, f"{code} {letter.name}.pdf", "application/pdf")


@secret("proof")
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The applicant answers what silence would answer for them, from the page that the tracking code opened. Raises Refused."""
    house, code = tracking.proven(request.POST.get("proof", ""))
    if not code:
        return _track(request, "", unproven=True, status=422)
    sent, seen = request.POST, request.POST.get("seen", "")
    found = tracking.mine_proven(house, code, request.asker.now, request.lang)
    offered = (
        {(one.step, answer.action): answer for one in found.asked for answer in one.answers}
        if found
        else {}
    )
    chosen = offered.get((sent.get("step", ""), sent.get("action", "")))
    if chosen is None:  # answered already, or its time is over: where the case stands now says so
        return (
            _mine(request, found, late=True)
            if found
            else _track(request, "", unproven=True, status=422)
        )
    cases.act(
        house,
        "applicant",
        code,
        chosen.action,
        step=sent["step"],
        data={name: sent.get(name, "").strip() for name, _ in chosen.asks},
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None,
        key=f"{sent['key'][:64]}.{code}" if sent.get("key") else None,
    )
    found = tracking.mine_proven(house, code, request.asker.now, request.lang)
    assert found is not None
    return _mine(request, found, answered=chosen.label)


@require_POST
def rating(request: HttpRequest) -> HttpResponse:
    """How content the applicant was, from the page that their digits opened."""
    house, code = tracking.rated(request.POST.get("word", ""))
    given = request.POST.get("rating", "")
    if not code:
        return _track(request, "", unrated=True, status=422)
    try:
        case = cases.rate(house, code, int(given) if given in RATINGS else 0)
    except Refused as refused:
        if refused.refusal.code != "rating.done":  # sent twice is said once
            raise
        return show(request, "portal/rated.html", {"code": code, "rating": 0, **_place(request)})
    return show(
        request, "portal/rated.html", {"code": code, "rating": case.rating, **_place(request)}
    )


def _track(
    request: HttpRequest,
    code: str,
    *,
    wrong: bool = False,
    blank: bool = False,
    locked: str = "",
    unrated: bool = False,
    unproven: bool = False,
    status: int = 200,
) -> HttpResponse:
    """locked: how long to wait, in words; unrated: a rating, unproven: an answer to a draft, came with a word that is not ours or too old."""
    return show(
        request,
        "portal/track.html",
        {
            "code": code,
            "wrong": wrong,
            "blank": blank,
            "locked": locked,
            "unrated": unrated,
            "unproven": unproven,
            **_place(request),
        },
        status=status,
    )


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """A letter found by what is printed at its foot, for whoever cannot scan its QR."""
    code, seal = (
        case_code(request.GET.get("code", "")),
        request.GET.get("seal", "").strip()[:TEXT_MAX],
    )
    if not code and not seal:
        return show(
            request,
            "portal/paper.html",
            {"code": "", "seal": "", "wrong": False, **_place(request)},
        )
    digest = (
        tracking.printed(finders.beside(request.asker.house), code, seal)
        if request.asker.house
        else ""
    )
    return (
        redirect("letter", digest)
        if digest
        else show(
            request,
            "portal/paper.html",
            {"code": code, "seal": seal, "wrong": True, **_place(request)},
            status=422,
        )
    )
