"""As many callers at once as an office has, in one process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

CALLERS = 64


def together(work: Callable[[range], int], numbers: range) -> int:
    """The work's numbers dealt out to all callers; gives what they come to. Each caller's connection is closed at its end."""
    from django.db import connections

    def one(some: range) -> int:
        try:
            return work(some)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLERS) as pool:
        return sum(pool.map(one, [numbers[start::CALLERS] for start in range(CALLERS)]))
