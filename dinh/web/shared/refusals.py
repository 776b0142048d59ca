"""How what could not be done is shown: what did not happen, why, what stays safe, what to do now, and the code last."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, is_valid_path
from django.utils.http import escape_leading_slashes
from msgspec import Struct

from dinh import trace
from dinh.engine.refusal import Refusal, Refused
from dinh.messages import fault_told, told
from dinh.store import trouble
from dinh.web.shared.pages import show
from dinh.web.shared.secret import secrets_of
from dinh.web.shared.session import OF

log = logging.getLogger(__name__)
KEPT_SALT = "dinh.kept"
KEPT_PAIRS_MAX = 2000
SHOWN_TYPED_MAX = 60
FACTOR = "factor-"  # what names of inputs for the second factor begin with
OURS = frozenset(
    {
        "csrfmiddlewaretoken",
        OF,
        "key",
        "seen",
        "do",
        "kept",
        "words",
        "step",
        "next",
        "asked",
        "shown-papers",
        "shown-runs",
    }
)


class Shown(Struct, frozen=True):
    """A refusal on its page. `typed`: what was sent, so that nothing has to be written twice; `case`: of which case."""

    title: str
    why: str
    do: str
    code: str
    trace: str
    lines: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    case: str = ""
    again: bool = False


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    words = told(refusal.code, refusal.facts, request.lang)
    lines = tuple(fault_told(fault, request.lang) for fault in refusal.at)
    case = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    return _page(
        request,
        Shown(
            words.message, "", words.do, refusal.code, trace.current(), lines, _typed(request), case
        ),
        status_of(refusal),
    )


def status_of(refusal: Refusal) -> int:
    """409 where the case has moved on or the key was used, 403 where another must act, else 422."""
    if refusal.code in ("case.moved", "key.reused"):
        return 409
    return 403 if refusal.code in FORBIDDING else 422


def met(problem: Exception) -> tuple[Refusal, int]:
    """Why something was not done and the status to say it with, for a view that shows the page again with what was typed.

    Raises `problem` where it is neither a refusal nor a fault of the machine.
    """
    if isinstance(problem, Refused):
        code = SENT_ALREADY if problem.refusal.code == "key.reused" else problem.refusal.code
        trace.say(code)
        return Refusal(code, problem.refusal.facts, problem.refusal.at), status_of(problem.refusal)
    refusal = None if trouble.is_unreadable(problem) else trouble.refusal_of(problem)
    if refusal is None:
        raise problem
    trace.say(refusal.code)
    log.error("%s", refusal.code, exc_info=problem)
    return refusal, 503


SENT_ALREADY = "page.sent_already"
FORBIDDING = frozenset(
    {"step.not_yours", "page.forbidden", "access.denied", "factor.none", "factor.needed"}
)


def in_words(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """What is nobody's fault but must be waited for or done in another way."""
    return _told(request, refusal.code, status, refusal.facts)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that is ours but for the stroke at its end leads on to it, with what was asked."""
    bare = request.path_info.rstrip("/")
    if (
        request.method in ("GET", "HEAD")
        and isinstance(exception, Resolver404)
        and bare != request.path_info
        and is_valid_path(bare)
    ):
        return redirect(
            escape_leading_slashes(
                f"{bare}?{query}" if (query := request.META.get("QUERY_STRING")) else bare
            ),
            permanent=True,
        )
    return _told(request, "page.not_found", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _told(request, "page.forbidden", 403)


def no_letter(request: HttpRequest) -> HttpResponse:
    """Whoever holds a paper that is not in the books must be told just that."""
    return _told(request, "letter.unknown", 404)


def no_post(request: HttpRequest) -> HttpResponse:
    """Signed in, and in no post today: not begun, ended, or taken away a moment ago."""
    return _told(request, "page.no_post", 403)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is of another time. Where the browser says that the form was ours, it may be sent again as it is."""
    if _is_ours(request):
        from dinh.web.shared.resubmit import to_send_again

        return to_send_again(
            request,
            request.get_full_path(),
            pairs_of(request),
            secrets=secrets_of(request),
            code="page.stale",
            files=bool(request.FILES),
            status=403,
        )
    return _told(request, "page.stale", 403)


def _is_ours(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def session_ended(request: HttpRequest) -> HttpResponse:
    """What was sent is carried through signing in, so that it can be sent then."""
    from dinh.web.shared.views import sign_in_page

    kept = carried(request.get_full_path(), pairs_of(request), secrets_of(request))
    code = "session.clock" if by_clock(request) else "session.ended"
    return sign_in_page(request, code=code, kept=kept, status=401)


def by_clock(request: HttpRequest) -> bool:
    """Did the session end because the machine's clock was set back (`middleware`)?"""
    return getattr(request, "signed_out_by_clock", False)


def carried(path: str, pairs: list[tuple[str, str]], secrets: Sequence[str]) -> str:
    """A signed word for a hidden field: what was sent and where to, and by their names the passwords that it leaves out."""
    said = {"path": path, "pairs": pairs, "secrets": secrets}
    return signing.dumps(said, salt=KEPT_SALT, compress=True)


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, without the token against forgery, without secrets and without an answer to the second factor."""
    secrets = secrets_of(request)
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and name not in secrets and not name.startswith(FACTOR)
    ]
    return pairs[:KEPT_PAIRS_MAX]


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of the program, or of the machine where no view was reached yet."""
    fault = sys.exception()
    refusal = trouble.refusal_of(fault) if fault else None
    return (
        bare(request, refusal.code, 503, refusal.facts)
        if refusal
        else bare(request, "page.failed", 500)
    )


def bare(
    request: HttpRequest, code: str, status: int, facts: dict[str, Any] | None = None
) -> HttpResponse:
    """A page that asks for nothing that may be what failed: no books, no person. What was typed stands on it."""
    trace.say(code)
    lang = getattr(request, "lang", "vi")
    typed: tuple[tuple[str, str], ...] = ()
    with suppress(Exception):  # what was sent may itself be what failed
        typed = _typed(request)
    said = {
        "lang": lang,
        "words": told(code, facts or {}, lang),
        "trace": trace.current(),
        "code": code,
        "typed": typed,
    }
    return HttpResponse(render_to_string("shared/failed.html", said), status=status)


def _told(
    request: HttpRequest, code: str, status: int, facts: dict[str, Any] | None = None
) -> HttpResponse:
    """A page for what is not there must come even when the books do not answer."""
    words = told(code, facts or {}, request.lang)
    try:
        return _page(
            request,
            Shown(words.message, "", words.do, code, trace.current(), (), _typed(request)),
            status,
        )
    except (
        MultiPartParserError,
        SuspiciousOperation,
    ):  # what was sent is no form: there is nothing of it to show
        return bare(request, code, status, facts)
    except Exception:
        log.exception("the page around %s could not be made", code)
        return bare(request, code, status, facts)


def _page(request: HttpRequest, refusal: Shown, status: int) -> HttpResponse:
    trace.say(refusal.code)
    return show(
        request, "shared/refused.html", {"refusal": refusal, "back": _back(request)}, status=status
    )


def _back(request: HttpRequest) -> str:
    """The page this came from, when it was one of ours: `//elsewhere/` asked of us is an address of ours, and as a link it is none."""
    came = urlsplit(request.headers.get("Referer", ""))
    path = escape_leading_slashes(came.path)
    return (
        path + (f"?{came.query}" if came.query else "")
        if came.netloc == request.get_host() and came.path != request.path
        else ""
    )


def _typed(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    if request.method != "POST":
        return ()
    said: list[tuple[str, Any]] = [
        (name, value) for name, value in pairs_of(request) if value.strip() and name not in OURS
    ]
    return tuple(said[:SHOWN_TYPED_MAX])
