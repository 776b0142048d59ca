"""What every request leaves behind: a count and a time for the metrics, and a line in the journal when it changed or missed something.

An address is told as its pattern (`cases/<str:code>/`), never as it was asked: a one-time link or a search would stand in it.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

from dinh import trace

log = logging.getLogger("dinh.request")
SLOW_SECONDS = 1.0
HEALTH = "/health"  # asked every few seconds; it keeps what it met itself
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds, of the histogram
ROUTES_MAX = 500  # patterns are as many as the program has; what is above is a bug, not a person

type Answer = Callable[[HttpRequest], HttpResponse]


class Tally:
    """Requests by method, pattern and status, and how long each pattern took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.times: dict[
            str, list[float]
        ] = {}  # pattern -> counts by bound, one more above all, and the sum

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            if route not in self.times and len(self.times) >= ROUTES_MAX:
                return
            self.requests[method, route, status] += 1
            counts = self.times.setdefault(route, [0.0] * (len(BOUNDS) + 2))
            counts[bisect_left(BOUNDS, seconds)] += 1
            counts[-1] += seconds

    def lines(self) -> Iterator[str]:
        with self._lock:
            requests, times = (
                sorted(self.requests.items()),
                sorted((route, tuple(counts)) for route, counts in self.times.items()),
            )
        yield "# TYPE dinh_requests_total counter"
        for (method, route, status), count in requests:
            yield f'dinh_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# TYPE dinh_request_seconds histogram"
        for route, (*counts, total) in times:
            below = 0.0
            for bound, seen in zip((*BOUNDS, "+Inf"), counts, strict=True):
                below += seen
                yield f'dinh_request_seconds_bucket{{route="{route}",le="{bound}"}} {below:.0f}'
            yield f'dinh_request_seconds_sum{{route="{route}"}} {total:.6f}'
            yield f'dinh_request_seconds_count{{route="{route}"}} {below:.0f}'


TALLY = Tally()


def told(answer: Answer) -> Answer:
    """Counts the request; tells it where it is worth a line: what changed something, failed, was slow."""

    def told_answer(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = answer(request)
        seconds = time.perf_counter() - begun
        route = f"/{request.resolver_match.route}" if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        TALLY.add(method, route, response.status_code, seconds)
        if response.status_code >= 400 or seconds >= SLOW_SECONDS or method not in ("GET", "HEAD"):
            facts = {
                "method": method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            if code := trace.said():
                facts["code"] = code
            level = (
                logging.INFO
                if response.status_code < 500
                else logging.WARNING
                if route == HEALTH
                else logging.ERROR
            )
            log.log(level, "%s %s: %s", method, route, response.status_code, extra={"facts": facts})
        return response

    return told_answer


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
