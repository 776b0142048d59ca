"""Pages kept in memory for as long as nothing happens in the house: a page is a fold of the log, so the log's head says whether it holds.

A page is kept for one person, session, address and language, under the head of the house's books, and for the minute in which
it was made (lateness is told to the minute). It is kept compressed, and carries an ETag: on a slow line an unchanged page
costs a few bytes. Rule to keep: only a view that shows what the log and the minute tell may be kept, and what guards it comes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string
from msgspec import Struct

from dinh.store import ledger

BYTES_MAX = 32 * 2**20
PADDING_BYTES = 100  # random, as Django's own layer adds: the length of what is compressed tells nothing of a token in it


class Page(Struct, frozen=True):
    content: bytes
    zipped: bytes
    type: str
    tag: str

    @property
    def size_bytes(self) -> int:
        return len(self.content) + len(self.zipped)


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


_shelf = Shelf()

type View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """The view's page, from the shelf where it still holds. Comes after `officers`, which says who may see it at all."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        page = _shelf.find(key)
        if page is None:
            made = view(request, *args, **kwargs)
            if made.status_code != 200 or made.streaming or made.cookies or _key(request) != key:
                return made
            page = _page(made)
            _shelf.keep(key, page)
        return _shown(request, page)

    return answer


def _key(request: HttpRequest) -> Any:
    """None where a page cannot be kept: a part of one, or before there is a house or a token against forgery."""
    asker: Any = request.asker  # type: ignore[attr-defined]
    if request.method not in ("GET", "HEAD") or "HX-Request" in request.headers or not asker.house:
        return None
    head = ledger.head(asker.house)
    token = request.META.get("CSRF_COOKIE", "")
    if head is None or (asker.person and not token) or "lang" in request.GET:
        return None
    minute = asker.now.replace(second=0, microsecond=0)
    return asker.house, head.number, head.seal, minute, asker.person, token, request.lang, request.get_full_path()  # type: ignore[attr-defined]


def _page(made: HttpResponse) -> Page:
    content = made.content
    return Page(content, compress_string(content, max_random_bytes=PADDING_BYTES), made["Content-Type"], f'"{sha256(content).hexdigest()[:32]}"')


def _shown(request: HttpRequest, page: Page) -> HttpResponse:
    if request.headers.get("If-None-Match") == page.tag:
        found: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        found = HttpResponse(page.zipped, content_type=page.type, headers={"Content-Encoding": "gzip"})
    else:
        found = HttpResponse(page.content, content_type=page.type)
    found["ETag"] = page.tag
    found["Cache-Control"] = "private, no-cache"
    patch_vary_headers(found, ("Cookie", "Accept-Encoding"))
    return found
