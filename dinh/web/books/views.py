"""Choose a period and a book, and have it as one PDF; have the control slip of a case.

Making a book is a reading of many people's data: it is noted in the log, so it is asked for by a form and never by a link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.condition import NEVER
from dinh.engine.refusal import Refusal, Refused
from dinh.input.register_table import NOT_IN_A_TABLE, Taken
from dinh.messages import told
from dinh.messages.words import day_of, full_day, number, words_of
from dinh.reports import case_register, control_slip, register_book
from dinh.reports.layout import ROWS_MAX, Asking, Period, period
from dinh.web.books import importing
from dinh.web.books.printing import book_printer
from dinh.web.shared.files import served
from dinh.web.shared.labels import refusal_labelled, role_label
from dinh.web.shared.letters import printer
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import forbidden
from dinh.web.shared.session import officers
from dinh.workflow import cases

TEXT_MAX = 20


class BookShown(Struct, frozen=True):
    """A register's book: its name, who keeps it, whether the one who asks does."""

    slug: str
    name: str
    keepers: str
    mine: bool


class Chosen(Struct, frozen=True):
    """Days of a usual period, as the form takes them."""

    label: tuple[str, str]
    first: str
    last: str


@require_safe
@officers()
def home(request: HttpRequest) -> HttpResponse:
    return _home(request)


def _home(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    asker, lang = request.asker, request.lang
    held = Asking(asker.house, asker.who, asker.now).roles
    today = day_of(asker.now)
    asked = request.POST if refusal else request.GET
    words = told(refusal.code, refusal.facts, lang) if refusal else None
    return show(
        request,
        "books/home.html",
        {
            "first": asked.get("from", "")[:TEXT_MAX] or full_day(today.replace(day=1)),
            "last": asked.get("to", "")[:TEXT_MAX] or full_day(today),
            "usual": _usual(today),
            "fault": words,
            "may_follow": bool(held & set(case_register.KEEPERS)),
            "follow_by": _roles(case_register.KEEPERS, lang),
            "registers": _registers(request, held),
            "most": number(ROWS_MAX, lang),
            "importable": importing.importable(request),
        },
        status=422 if refusal else 200,
    )


def _registers(request: HttpRequest, held: frozenset[str]) -> list[BookShown]:
    asker, lang = request.asker, request.lang
    found = []
    for slug in finders.registers(asker.house):
        keepers = register_book.keepers(asker.house, slug)
        found.append(
            BookShown(
                slug,
                words_of(finders.register(asker.house, slug).name, lang) or slug,
                _roles(keepers, lang),
                bool(held & set(keepers)),
            )
        )
    return sorted(found, key=lambda one: (not one.mine, one.name))


def _roles(roles: tuple[str, ...], lang: str) -> str:
    return ", ".join(role_label(role, lang) for role in roles)


def _usual(today: date) -> list[Chosen]:
    """This month and the one before, this quarter, this year: each up to today where it is not over."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    before = month - timedelta(days=1)
    periods = [
        (("Tháng này", "This month"), month, today),
        (("Tháng trước", "Last month"), before.replace(day=1), before),
        (("Quý này", "This quarter"), quarter, today),
        (("Năm nay", "This year"), year, today),
    ]
    return [Chosen(label, full_day(first), full_day(last)) for label, first, last in periods]


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def followed(request: HttpRequest) -> HttpResponse:
    """Form 07 of a period."""
    return _made(request, case_register.book, "so theo doi ho so")


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """A register's book of a period."""
    finders.register(request.asker.house, slug)  # NotFound before anything is asked of it
    return _made(request, lambda one, of: register_book.book(one, slug, of), f"so {slug}")


@require_http_methods(["GET", "HEAD", "POST"])
@officers("leader", "office")
def import_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a table into a register: tried first, with every fault at its cell; then written, by the same function."""
    register_ = finders.register(request.asker.house, slug)
    if not importing.may_import(request, register_):
        return forbidden(request)
    if request.method != "POST":
        return _import_page(request, slug, importing.Asked())
    asked, writes = importing.asked(request), request.POST.get("do") == "write"
    try:
        taken = importing.taken(request, slug, asked, dry_run=not writes)
    except Refused as refused:
        return _import_page(request, slug, asked, refusal=refused.refusal)
    if writes:
        return _import_page(request, slug, importing.Asked(), done=taken)
    return _import_page(request, slug, asked, tried=taken)


FAULTS_SHOWN = 200


def _import_page(
    request: HttpRequest,
    slug: str,
    asked: importing.Asked,
    *,
    refusal: Refusal | None = None,
    tried: Taken | None = None,
    done: Taken | None = None,
) -> HttpResponse:
    lang, register_ = request.lang, finders.register(request.asker.house, slug)
    heads, rows = importing.shown_rows(tried, register_, lang) if tried else ([], [])
    lines = importing.fault_lines(refusal, lang) if refusal else []
    return show(
        request,
        "books/import.html",
        {
            "name": words_of(register_.name, lang) or slug,
            "asked": asked,
            "file": asked.file,
            "fault": told(refusal.code, refusal.facts, lang) if refusal else None,
            "lines": lines[:FAULTS_SHOWN],
            "faults_n": len(lines),
            "tried": tried,
            "done": done,
            "heads": heads,
            "rows": rows,
            "columns": [
                (words_of(column.label, lang), column.required != NEVER)
                for column in register_.columns.values()
                if column.type not in NOT_IN_A_TABLE
            ],
        },
        status=422 if refusal else 200,
    )


def _made(
    request: HttpRequest, make: Callable[[Asking, Period], case_register.Book], name: str
) -> HttpResponse:
    if request.method != "POST":
        return redirect("books")
    asker = request.asker
    try:
        of = period(request.POST.get("from", "")[:TEXT_MAX], request.POST.get("to", "")[:TEXT_MAX])
        with book_printer() as paper:
            pdf = paper.print(make(Asking(asker.house, asker.who, asker.now), of).page)
    except Refused as refused:
        return _home(request, refusal_labelled(refused.refusal, None, request.lang))
    return served(pdf, f"{name} {of.first} {of.last}.pdf", "application/pdf")


@require_safe
@officers()
def control(request: HttpRequest, code: str) -> HttpResponse:
    """Form 06 of a case: what its log says now."""
    asker = request.asker
    finders.case_seen_by(asker.house, asker.person, code)
    cases.let_time_act(asker.house, code=code)
    page = control_slip.slip(Asking(asker.house, asker.who, asker.now), code)
    return served(printer().print(page), f"{code} phieu kiem soat.pdf", "application/pdf")
