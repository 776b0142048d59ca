"""What surrounds every view of a desk: the language, who asks and for how long, and how a refusal is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from dinh import clock
from dinh.access.finders import NotFound
from dinh.engine.refusal import Refusal, Refused
from dinh.letters import PrinterBusy, PrinterLate
from dinh.store import trouble
from dinh.store.documents import TooLarge
from dinh.store.glance import glance
from dinh.web.shared import idle, refusals, sessions
from dinh.web.shared.session import Asker

log = logging.getLogger(__name__)
LAYERS = [
    "dinh.web.shared.middleware.worded",
    "dinh.web.shared.middleware.asked",
    "dinh.web.shared.middleware.trailed",
    "dinh.web.shared.middleware.Told",
]
LANGS = ("vi", "en")
LANG_COOKIE = "lang"
YEAR_SECONDS = 365 * 24 * 3600

type Answer = Callable[[HttpRequest], HttpResponse]


def worded(answer: Answer) -> Answer:
    """`?lang=en` picks the words, and is remembered."""

    def worded_answer(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(LANG_COOKIE, "")
        request.lang = asked if asked in LANGS else kept if kept in LANGS else "vi"
        response = answer(request)
        if asked in LANGS and asked != kept:
            response.set_cookie(
                LANG_COOKIE, asked, max_age=YEAR_SECONDS, samesite="Lax", httponly=True
            )
        return response

    return worded_answer


def asked(answer: Answer) -> Answer:
    """Ends a session that was left alone, signed out of or is a day old, then says who asks."""

    def asked_answer(request: HttpRequest) -> HttpResponse:
        _watch(request)
        request.asker = Asker(request)
        if request.method not in ("GET", "HEAD"):
            return _unstored(request, answer(request))
        with glance():
            return _unstored(request, answer(request))

    return asked_answer


def _unstored(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What whoever signed in was shown stays on no disk: a browser of the counter's PC keeps pages longer than a session lasts.

    A stranger's pages may be kept by their browser, which asks each time whether they still hold. A view that says otherwise is right.
    """
    signed_in = "begun" in request.session  # asks no books, which may be what failed
    response.headers.setdefault(
        "Cache-Control", "private, no-store" if signed_in else "private, no-cache"
    )
    return response


def _watch(request: HttpRequest) -> None:
    session, now = request.session, int(clock.now().timestamp())
    if "begun" not in session:
        return
    if sessions.holds(session, now):
        sessions.look(session, now)
        idle.look(session, now)
        _note_use(request, session["id"], now)
    else:
        request.signed_out_by_clock = sessions.is_ahead(session, now)
        logout(request)


def _note_use(request: HttpRequest, session: str, now: int) -> None:
    from dinh.accounts.open_sessions import last_used
    from dinh.web.shared.origins import use_of

    last_used.note(session, use_of(request, now))


def trailed(answer: Answer) -> Answer:
    """What was denied, handed out or read in bulk leaves a line in the trail."""
    from dinh.web.shared import trail  # the settings read the layers before there are models

    def trailed_answer(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        try:
            trail.note_request(request, response)
        except DatabaseError:  # the answer says what is wrong with the books
            log.exception("the trail could not be written")
        return response

    return trailed_answer


CODES = {
    TooLarge: ("page.too_large", 413),
    PrinterBusy: ("printer.busy", 503),
    PrinterLate: ("printer.busy", 503),
}


class Told:
    """Shows a refusal and what is not there as a page; whatever else goes wrong is a fault of the program (500)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Refused):
            return refusals.refused(request, problem.refusal)
        if isinstance(problem, NotFound):
            return refusals.not_found(request)
        if type(problem) in CODES:
            code, status = CODES[type(problem)]
            return _told(request, Refusal(code, {}), status, problem)
        if trouble.is_unreadable(problem):
            return _told(request, Refusal("page.unreadable", {}), 400, problem)
        refusal = trouble.refusal_of(problem)
        return _told(request, refusal, 503, problem) if refusal else None


def _told(request: HttpRequest, refusal: Refusal, status: int, problem: Exception) -> HttpResponse:
    if status >= 500:
        log.error("%s", refusal.code, exc_info=problem)
    return refusals.in_words(request, refusal, status)
