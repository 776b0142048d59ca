"""What the page that takes a table into a register shows: who may, what was read, and every fault at its cell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Register
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.register_table import Taken, take_in
from dinh.messages import fault_told
from dinh.messages.words import words_of
from dinh.store import documents
from dinh.web.shared.files import Received, received

PLACE = "table"
SOURCE_MAX, SHEET_MAX = 200, 60
MAY = frozenset({"leader", "office"})


class Asked(Struct, frozen=True):
    """The form as it was sent."""

    files: Received = Received({})
    source: str = ""
    sheet: str = ""
    renews: bool = False
    whole: bool = False

    @property
    def file(self) -> dict[str, Any] | None:
        return next(iter(self.files.kept.get(PLACE, ())), None)


def asked(request: HttpRequest) -> Asked:
    post = request.POST
    return Asked(
        received(request),
        post.get("source", "").strip()[:SOURCE_MAX],
        post.get("sheet", "").strip()[:SHEET_MAX],
        post.get("renews") == "yes" or post.get("whole") == "yes",
        post.get("whole") == "yes",
    )


def may_import(request: HttpRequest, register: Register) -> bool:
    return bool(request.asker.who.own_roles & MAY) and "import" in register.written_by


def taken(request: HttpRequest, slug: str, one: Asked, *, dry_run: bool) -> Taken:
    """Take the table in, or try it. Raises Refused."""
    if one.files.refused:
        raise Refused(Refusal("form.faults", {"count": 1}, one.files.refused))
    if one.file is None:
        raise Refused(Refusal("form.faults", {"count": 1}, (Fault(PLACE, "field.required"),)))
    content = documents.path(one.file["digest"]).read_bytes()
    source = ", ".join(part for part in (one.file["name"], one.source) if part)
    return take_in(
        request.asker.house,
        slug,
        content,
        source,
        sheet=one.sheet,
        renews=one.renews,
        whole=one.whole,
        dry_run=dry_run,
        person=request.asker.person,
    )


def fault_lines(refusal: Refusal, lang: str) -> list[tuple[str, str]]:
    """(cell, what is wrong with it and what to do) of each fault."""
    return [(fault.field, fault_told(fault, lang)) for fault in refusal.at]


def shown_rows(one: Taken, register: Register, lang: str) -> tuple[list[str], list[list[str]]]:
    """The headings and the first rows as they were read."""
    names = [name for name in register.columns if any(name in row for row in one.first)]
    heads = [words_of(register.columns[name].label, lang) for name in names]
    return heads, [
        [_text(register, name, row.get(name), lang) for name in names] for row in one.first
    ]


def _text(register: Register, name: str, value: Any, lang: str) -> str:
    labels = register.columns[name].of
    if isinstance(value, bool):
        return ("Có" if value else "Không") if lang == "vi" else ("Yes" if value else "No")
    if isinstance(value, list):
        return ", ".join(words_of(labels.get(one), lang) or str(one) for one in value)
    return words_of(labels.get(str(value)), lang) or ("" if value is None else str(value))


def importable(request: HttpRequest) -> list[tuple[str, str]]:
    """(slug, name) of the registers into which this person may take a table."""
    house = request.asker.house
    found = ((slug, finders.register(house, slug)) for slug in finders.registers(house))
    return sorted(
        (
            (slug, words_of(one.name, request.lang) or slug)
            for slug, one in found
            if may_import(request, one)
        ),
        key=lambda one: one[1],
    )
