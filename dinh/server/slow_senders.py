"""What is sent is taken in whole before a desk works on it, so that whoever sends slowly holds up nobody.

A scan over a commune's line takes minutes. Without this it would hold one of the few threads that make pages for as long,
and four such senders would stop the house. So there are more threads than may make pages at once; the others take in what
is sent, some of them at most, and no address has them all. A sender that hardly sends is dropped.
"""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from dinh.limits import SENDING, VIEWS, WRITING
from dinh.server.request_body import Intake, Unreadable
from dinh.store.writer import letting_go

SENDING_OF_ONE_MAX = 10  # an office behind one address may well send some scans at once
TURN_SECONDS_MAX = 1.0
SLOWEST_BYTES_PER_SECOND = 500
SLOW_AFTER_SECONDS = 20.0
PIECE_BYTES = 64 * 1024
READ_BYTES_MAX = (
    2**30
)  # more than any form, but read to its end and dropped: a browser that is still sending hears no answer
BUSY = "dinh.busy"
"""Set in the environment of a request that was not taken in; `crowd` tells it."""

type Environ = dict[str, Any]
type Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Patient:
    """A WSGI application around another."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._views = threading.BoundedSemaphore(VIEWS)
        self._sending = threading.BoundedSemaphore(SENDING)
        self._writing = threading.BoundedSemaphore(WRITING)
        self._lock = threading.Lock()
        self._by_address: Counter[str] = Counter()

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if (
            length.isascii() and length.isdigit() and 0 < int(length) <= READ_BYTES_MAX
        ):  # more is turned away unread
            self._take_in(environ, int(length))
        before = letting_go.set(self._lent)
        try:
            with self._views:
                return self._application(environ, start)
        finally:
            letting_go.reset(before)

    @contextmanager
    def _lent(self) -> Iterator[None]:
        """The place among those who make pages, while this thread writes. Where too many do, it stays occupied."""
        if not self._writing.acquire(blocking=False):
            yield
            return
        self._views.release()
        try:
            yield
        finally:
            self._writing.release()
            self._views.acquire()

    def _take_in(self, environ: Environ, length: int) -> None:
        address = address_of(environ)
        if not self._let_in(address):
            return _turned_away(environ)
        try:
            content = _taken(environ, length)
        finally:
            self._let_out(address)
        if content is None:
            return _turned_away(environ)
        environ["wsgi.input"] = content
        return None

    def _let_in(self, address: str) -> bool:
        with self._lock:
            if self._by_address[address] >= SENDING_OF_ONE_MAX:
                return False
            self._by_address[address] += 1
        if self._sending.acquire(timeout=TURN_SECONDS_MAX):
            return True
        self._forget(address)
        return False

    def _let_out(self, address: str) -> None:
        self._sending.release()
        self._forget(address)

    def _forget(self, address: str) -> None:
        with self._lock:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]


def address_of(environ: Environ) -> str:
    """Behind the proxy that DINH_ORIGIN names, the last address it wrote down (as `locks.address` of a request)."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "") if settings.ORIGIN else ""
    return told.rpartition(",")[2].strip() or environ.get("REMOTE_ADDR", "")


def _taken(environ: Environ, length: int) -> Any:
    """All that is sent, to be read; None when it comes too slowly or not whole."""
    sent, intake = environ["wsgi.input"], Intake(environ, length)
    begun, left = time.monotonic(), length
    try:
        while left:
            piece = sent.read(min(left, PIECE_BYTES))
            if not piece or _is_slow(length - left, time.monotonic() - begun):
                return None
            left -= len(piece)
            intake.take(piece, last=not left)
    except OSError as fault:
        return Unreadable(fault)
    return intake.done()


def _is_slow(count: int, seconds: float) -> bool:
    return seconds > SLOW_AFTER_SECONDS and count < seconds * SLOWEST_BYTES_PER_SECOND


def _turned_away(environ: Environ) -> None:
    environ[BUSY], environ["CONTENT_LENGTH"], environ["wsgi.input"] = True, "0", io.BytesIO()
