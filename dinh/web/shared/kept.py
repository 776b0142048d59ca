"""Pages kept in memory for as long as nothing that they were made from changes: a page is a fold of the log, so the log says whether it holds.

A page is kept for one person, session, address and language, with what its view read of the books (`store.looked`); it is shown
again while no event behind that changed any of it (`store.since`). `kept` keeps it for the minute in which it was made at most
(where a house's own time stands still also the machine's, for what is told and is no event), `kept_on` for as long as the clock
would answer alike what the view asked it (`clock.Present`), and never over the end of the day. The head of the books stands at the
foot of every page and moves with every event: it is written in anew each time. A page is kept compressed, and carries an ETag: on
a slow line an unchanged page costs a stranger a few bytes (what whoever signed in is shown is kept by no browser). Who asks for a page that is being made waits for it. Rule to keep: only a view
that shows what the log and the minute tell may be kept, only one that shows what they tell and nothing else beyond the minute, and
what guards it comes first.
"""

from __future__ import annotations

import secrets
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from msgspec import Struct

from dinh import clock
from dinh.access import finders
from dinh.messages.words import day_of
from dinh.store import ledger
from dinh.store.looked import Look, look
from dinh.store.since import Basis, basis_of, since
from dinh.web.shared.pages import head_words

BYTES_MAX = 32 * 2**20
PADDING_BYTES = 100  # random, as Django's own layer adds: the length of what is compressed tells nothing of a token in it
LEVEL = 6
SMALL_WBITS = 9  # for the few bytes at the foot: to lay out the usual work space takes longer than to pack them
WAIT_S = 2.0  # for another who makes the same page; then it is made here too
THING_BYTES = 300  # what it takes to keep that one thing was read


class Page(Struct, frozen=True):
    """before, after: what stands before and behind the head of the books; zipped: `before` as the beginning of a gzip file, crc: its sum."""

    before: bytes
    after: bytes
    zipped: bytes
    crc: int
    type: str
    tag: str
    basis: Basis

    @property
    def size_bytes(self) -> int:
        return (
            len(self.before)
            + len(self.after)
            + len(self.zipped)
            + THING_BYTES * len(self.basis.things or ())
        )


class Shelf:
    """The pages asked for last, at most so many bytes of them."""

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self.bytes_max, self.bytes = bytes_max, 0
        self._pages: OrderedDict[Any, Page] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Any) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Any, page: Page) -> None:
        with self._lock:
            if (old := self._pages.pop(key, None)) is not None:
                self.bytes -= old.size_bytes
            self._pages[key] = page
            self.bytes += page.size_bytes
            while self.bytes > self.bytes_max:
                self.bytes -= self._pages.popitem(last=False)[1].size_bytes


class _Turn:
    """Whose turn it is to make a page; people: how many make it or wait."""

    def __init__(self) -> None:
        self.lock, self.people = threading.Lock(), 0


_shelf = Shelf()
_making: dict[Any, _Turn] = {}
_making_lock = threading.Lock()

type View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """The view's page, from the shelf where it still holds, for a minute. Comes after `officers`, which says who may see it at all."""
    return _kept(view, _for_a_minute)


def kept_on(view: View) -> View:
    """As `kept`, and beyond the minute: whatever the view tells of the time it asks `asker.now` or `access`."""
    return _kept(view, _for_the_day)


def _kept(view: View, at_most: Callable[[datetime], None]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        if (page := _found(key)) is not None:
            return _shown(request, page)
        with _alone(key):
            if (page := _found(key)) is not None:  # made by another meanwhile
                return _shown(request, page)
            asker: Any = request.asker  # type: ignore[attr-defined]
            since(asker.house, ledger.glanced_head(asker.house))
            with look(asker.house, asker.shown.number) as found:
                asker.now = finders.watched(asker.house, asker.now)
                at_most(asker.now)
                made = view(request, *args, **kwargs)
            if made.status_code != 200 or made.streaming or made.cookies or _key(request) != key:
                return made
            page = _page(request, made, found)
            _shelf.keep(key, page)
        return _shown(request, page)

    return answer


def _for_a_minute(now: datetime) -> None:
    now.replace()
    clock.for_a_minute()


def _for_the_day(now: datetime) -> None:
    """Who asks, and in which posts, was found out for the day."""
    day_of(now)


def _found(key: Any) -> Page | None:
    page = _shelf.find(key)
    return page if page is not None and page.basis.holds() else None


@contextmanager
def _alone(key: Any) -> Iterator[None]:
    """One at a time makes a page: eight who ask for it at once would each be made to wait for eight."""
    with _making_lock:
        turn = _making.setdefault(key, _Turn())
        turn.people += 1
    entered = turn.lock.acquire(timeout=WAIT_S)
    try:
        yield
    finally:
        if entered:
            turn.lock.release()
        with _making_lock:
            turn.people -= 1
            if not turn.people:
                del _making[key]


def _key(request: HttpRequest) -> Any:
    """None where a page cannot be kept: a part of one, or before there is a house or a token against forgery."""
    asker: Any = request.asker  # type: ignore[attr-defined]
    if (
        request.method not in ("GET", "HEAD")
        or "HTTP_HX_REQUEST" in request.META
        or not asker.house
        or asker.shown is None
    ):
        return None
    token = request.META.get("CSRF_COOKIE", "")
    if (asker.person and not token) or "lang" in request.GET:
        return None
    return asker.house, asker.houses, asker.person, token, request.lang, request.get_full_path()  # type: ignore[attr-defined]


def _page(request: HttpRequest, made: HttpResponse, found: Look) -> Page:
    before, said, after = made.content.rpartition(_head(request))
    if not said:
        before, after = after, before
    zipping = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    padding = b"a" * secrets.randbelow(PADDING_BYTES)
    zipped = (
        b"\x1f\x8b\x08\x08\0\0\0\0\0\x03"
        + padding
        + b"\0"
        + zipping.compress(before)
        + zipping.flush(zlib.Z_FULL_FLUSH)
    )
    tag = sha256(before + after).hexdigest()[:32]
    return Page(
        before, after, zipped, zlib.crc32(before), made["Content-Type"], tag, basis_of(found)
    )


def _head(request: HttpRequest) -> bytes:
    """The head of the books as the page says it."""
    return head_words(request.asker.shown, request.lang).encode()  # type: ignore[attr-defined]


def _shown(request: HttpRequest, page: Page) -> HttpResponse:
    behind = _head(request) + page.after if page.after else b""
    tag = f'"{page.tag}{zlib.crc32(behind):08x}"'
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        found: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        found = HttpResponse(
            _zipped(page, behind), content_type=page.type, headers={"Content-Encoding": "gzip"}
        )
    else:
        found = HttpResponse(page.before + behind, content_type=page.type)
    found["ETag"] = tag
    found["Vary"] = "Cookie, Accept-Encoding"
    return found


def _zipped(page: Page, behind: bytes) -> bytes:
    """The rest put behind what is compressed already: what follows a full flush needs nothing that came before it."""
    zipping = zlib.compressobj(1, zlib.DEFLATED, -SMALL_WBITS, 1)
    end = zlib.crc32(behind, page.crc).to_bytes(4, "little") + (
        len(page.before) + len(behind)
    ).to_bytes(4, "little")
    return page.zipped + zipping.compress(behind) + zipping.flush() + end
