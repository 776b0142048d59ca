"""What every request passes before any desk sees it."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string

from dinh import trace
from dinh.engine.refusal import Refusal
from dinh.messages import told
from dinh.web.api.problems import problem

type Answer = Callable[[HttpRequest], HttpResponse]


def traced(answer: Answer) -> Answer:
    """Gives the request its trace id, and the answer the same one."""

    def traced_answer(request: HttpRequest) -> HttpResponse:
        request.trace = trace.begin()
        response = answer(request)
        response["X-Trace-Id"] = request.trace
        return response

    return traced_answer


def known_host(answer: Answer) -> Answer:
    """Turns away names that are not ours, so that no foreign page can reach a commune's server under a name of its own.

    A bare IP address is let in: no such trick can be played with it, and the commune's other PCs use it.
    """

    def known_host_answer(request: HttpRequest) -> HttpResponse:
        name, _ = split_domain_port(request.get_host())
        if name in settings.HOSTS or is_address(name):
            return answer(request)
        return HttpResponse(
            "Không có trang ở tên này. / No page under this name.",
            status=421,
            content_type="text/plain; charset=utf-8",
        )

    return known_host_answer


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def bounded(answer: Answer) -> Answer:
    """Turns away a request larger than anything a desk takes, or one that does not say how large it is, before it is read."""

    def bounded_answer(request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers and request.method not in ("GET", "HEAD"):
            return _turned_away(request, Refusal("page.no_length", {}), 411)
        is_form = request.content_type == "multipart/form-data" and not request.path.startswith(
            "/api/"
        )
        most = settings.FORM_BYTES_MAX if is_form else settings.REQUEST_BYTES_MAX
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= most:
            return answer(request)
        if request.path.startswith("/api/"):
            return _turned_away(request, Refusal("api.too_large", {"bytes": most}), 413)
        return _turned_away(request, Refusal("page.too_much", {"most": most // 2**20}), 413)

    return bounded_answer


def _turned_away(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(refusal, "en" if request.GET.get("lang") == "en" else "vi")
    return unsent(refusal.code, status, **refusal.facts)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More fields, files or text than any form has, or no form at all."""
    return unsent("page.unreadable", 400)


def unsent(code: str, status: int, **facts: int) -> HttpResponse:
    """Says in both languages how to come back to what was typed: nobody knows yet who reads it, and the browser still has the page."""
    trace.say(code)
    said = {
        "code": code,
        "vi": told(code, facts, "vi"),
        "en": told(code, facts, "en"),
        "trace": trace.current(),
    }
    return HttpResponse(render_to_string("shared/unsent.html", said), status=status)
