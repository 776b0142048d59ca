"""A page around what a view has to show: the house, who asks, the desks of this post, the language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup
from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.messages.facts import fact, number
from dinh.messages.words import say, seal
from dinh.store import documents
from dinh.web.shared import desks


class PersonShown(Struct, frozen=True):
    name: str
    post: Any = None


class Page(Struct, frozen=True):
    """What the base page needs. `band`: said on every page of a rehearsal or a demo; `beside`: the person's other houses (code, name).

    `form`: the id of the form in which a person types here. The language is then switched by sending it (a button named
    `words`), so that nothing typed is lost; its view shows the page again and does nothing. `enter`: what Enter in one of
    its fields does, as the value of `do`.
    """

    lang: str
    other_lang_url: str
    home: str = "/"
    house: Any = None
    person: PersonShown | None = None
    beside: tuple[tuple[str, str], ...] = ()
    nav: tuple[desks.Link, ...] = ()
    band: Text | None = None
    head: Markup = Markup()
    signing_in: bool = False
    form: str = ""
    enter: str = ""
    file_bytes_max: int = documents.SIZE_BYTES_MAX
    send_bytes_max: int = 0

    @property
    def file_mb(self) -> int:
        return self.file_bytes_max // 2**20

    @property
    def send_mb(self) -> int:
        return self.send_bytes_max // 2**20


REHEARSAL = Text(
    "Diễn tập: tên người và số liệu là đặt ra, không có giá trị thật.",
    "Rehearsal: people and figures are invented and have no real effect.",
)
DEMO = Text(
    "Bản trình diễn: tên người và số liệu là đặt ra.",
    "Demonstration: people and figures are invented.",
)


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    **page: Any,
) -> HttpResponse:
    """The page, or with `template#part` one part of it. `page`: of `Page`, where a view knows better."""
    asker = request.asker
    house = asker.shown
    around = Page(
        lang=request.lang,
        other_lang_url=page.pop("other_lang_url", "") or other_lang_url(request),
        home=desks.home(asker.roles),
        house=house,
        person=_person(asker),
        beside=tuple((one, finders.called(one)) for one in asker.houses if one != asker.house),
        nav=desks.links(asker.roles, request.path),
        band=_band(asker),
        head=head_words(house, request.lang),
        send_bytes_max=settings.FORM_BYTES_MAX,
        **page,
    )
    said = {"lang": request.lang, "now": asker.now, "page": around, **(context or {})}
    return render(request, template, said, status=status)


@lru_cache(maxsize=16)
def head_words(house: Any, lang: str) -> Markup:
    """The head of the books, as the foot of a page says it."""
    if house is None or not house.number:
        return Markup()
    said = say(
        "Đầu sổ: số {n}, dấu",
        "Head of the books: number {n}, seal",
        lang,
        n=number(house.number, lang),
    )
    return Markup(' · {} <span class="seal">{}</span>').format(said, seal(house.seal))


def _person(asker: Any) -> PersonShown | None:
    if not asker.who:
        return None
    return PersonShown(asker.who.name, asker.who.title or None)


def _band(asker: Any) -> Text | None:
    house = asker.shown
    if house is None:
        return None
    if asker.person and (last := finders.log_ahead_of_clock(asker.house)):
        return _clock_band(last)
    return REHEARSAL if house.rehearsal else DEMO if house.demo else None


def _clock_band(last: datetime) -> Text:
    """To whoever works here, before they type: nothing can be recorded, and why."""
    at = {lang: fact(last, lang) for lang in ("vi", "en")}
    return Text(
        f"Đồng hồ máy chủ đã bị lùi giờ: việc cuối trong sổ là lúc {at['vi']}, sau giờ mà máy đang chỉ. "
        "Vẫn xem được, chưa ghi được. Báo người phụ trách máy đặt lại ngày giờ; không ai phải đăng nhập lại, những gì đang nhập không mất.",
        f"The server's clock was set back: the last event in the books was at {at['en']}, later than the clock shows now. "
        "Everything can be read, nothing can be recorded. Ask whoever looks after the machine to set its date and time; nobody has to sign in again, and nothing that is being typed is lost.",
    )


def other_lang_url(request: HttpRequest) -> str:
    """This page in the other language; of a page that was sent, the page it came from (a GET of the same address)."""
    query = request.GET.copy()
    query["lang"] = "vi" if request.lang == "en" else "en"
    return f"{request.path}?{query.urlencode()}"
