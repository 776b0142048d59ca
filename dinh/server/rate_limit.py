"""So many requests that others would wait: whoever sends them waits instead.

A whole office, or all who wait in the hall, may stand behind one address. So people who have signed in are counted each by
themselves, signing in is counted apart from all else, and only strangers share their address's allowance, which fills again
every second. A program on this very machine is not counted: it could do worse, and a proxy's guests have addresses of their own.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from dinh.engine.refusal import Refusal
from dinh.server.guards import unsent
from dinh.server.slow_senders import BUSY
from dinh.web.api.problems import problem
from dinh.web.shared.locks import address, network

BUSY_SECONDS = 10  # too many send at once, or this one hardly sent
KEYS_MAX = 20_000  # who has been away longest is forgotten first; a flood of addresses takes no more memory than this

type Answer = Callable[[HttpRequest], HttpResponse]


class Allowance(Struct, frozen=True):
    """requests: at once, from a full allowance; per_second: how fast it fills again."""

    requests: float
    per_second: float


STRANGERS = Allowance(600, 20)  # of one address
PERSON = Allowance(300, 10)
SIGNING_IN = Allowance(200, 2)  # of one address: half past seven in an office of a hundred


class Crowd:
    """What is left to each. May be used by many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait(self, key: tuple[str, str], allowed: Allowance, now: float) -> int:
        """0 when the request may pass, else after how many seconds, at least 1. now: seconds of a clock that never goes back."""
        with self._lock:
            left, at = self._left.pop(key, (allowed.requests, now))
            left = min(allowed.requests, left + (now - at) * allowed.per_second)
            passes = left >= 1
            self._left[key] = (left - 1 if passes else left, now)
            while len(self._left) > KEYS_MAX:
                self._left.popitem(last=False)
        return 0 if passes else max(1, round((1 - left) / allowed.per_second))


CROWD = Crowd()


def orderly(answer: Answer) -> Answer:
    def orderly_answer(request: HttpRequest) -> HttpResponse:
        if request.META.get(BUSY):
            return _wait(request, BUSY_SECONDS)
        found = _counted(request)
        seconds = CROWD.wait(*found, time.monotonic()) if found else 0
        return _wait(request, seconds) if seconds else answer(request)

    return orderly_answer


def _counted(request: HttpRequest) -> tuple[tuple[str, str], Allowance] | None:
    """As whom this request is counted."""
    from_ = network(address(request))
    if from_ == "":
        return None
    if request.path.startswith("/sign-in"):
        return ("sign-in", from_), SIGNING_IN
    if settings.SESSION_COOKIE_NAME in request.COOKIES and (
        person := request.session.get(SESSION_KEY)
    ):
        return ("person", str(person)), PERSON
    return ("address", from_), STRANGERS


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        response = problem(
            Refusal("page.too_many", {"seconds": seconds}),
            "en" if request.GET.get("lang") == "en" else "vi",
        )
    else:
        response = unsent("page.too_many", 429, seconds=seconds)
    response["Retry-After"] = str(seconds)
    return response
