"""Letters and files handed to a browser: only to whoever may read the case they belong to, and noted as a reading of personal data."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, lru_cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dinh import printing
from dinh.access import finders
from dinh.letters import Page, Printer
from dinh.store import documents, ledger
from dinh.web.shared.files import opened, served
from dinh.web.shared.session import Asker, officers
from dinh.workflow import cases

READ_AGAIN = timedelta(hours=1)
"""Who opens the same file again within this time is noted once: a viewer asks more than once for what is looked at once."""


@cache
def printer() -> Printer:
    """One for the process: letters are set outside it, so a page that takes long never holds the desk up."""
    return Printer(workers=1)


PPI = 110
"""910 by 1,287 pixels: what stands in 9 pt is read without effort; some 60 KB a page of words."""


@lru_cache(maxsize=16)
def _images(encoded: bytes) -> tuple[bytes, ...]:
    return tuple(printer().images(msgspec.msgpack.decode(encoded, type=Page), PPI))


def draft_images(page: Page) -> tuple[bytes, ...]:
    """The pages of a draft as PNG, from the printer that will print the letter; kept while somebody reads them, page by page.
    Raises what printing raises."""
    return _images(msgspec.msgpack.encode(page, order="sorted"))


@require_safe
@officers()
def pdf(request: HttpRequest, digest: str) -> HttpResponse:
    return printed(request.asker.house, request.asker.person, digest)


def printed(house: str, person: str, digest: str) -> HttpResponse:
    """A letter that was issued, for who may read its case: noted in the case's log, then handed over. Raises NotFound, PrinterBusy."""
    found = ledger.letter(house, digest)
    if found is None:
        raise finders.NotFound(digest)
    code, place = found
    try:
        case = finders.case_seen_by(house, person, code).case
    except finders.NotFound:
        raise finders.NotFound(digest) from None  # a stranger learns no code
    letter = next((one for one in case.letters if one.place == place), None)
    if letter is None:  # of a class that this person may not see
        raise finders.NotFound(digest)
    content = printer().print(printing.page(house, code, letter))
    cases.read_personal(house, person, code, [f"letter:{letter.name}"], again=READ_AGAIN)
    return served(content, f"{code} {letter.name}.pdf", "application/pdf")


def reads(asker: Asker, code: str, digest: str) -> bool:
    """May whoever asks open the letter and its case? Of a case that is kept to some not even its code is told to others."""
    if not asker.who or not asker.roles:
        return False
    try:
        seen = finders.case_seen_by(asker.house, asker.person, code)
    except finders.NotFound:
        return False
    return any(one.digest == digest for one in seen.case.letters)


@require_safe
@officers()
def kept(request: HttpRequest, word: str) -> HttpResponse:
    """A file that was sent with a form that is still being filled: the form's own signed word is the key to it."""
    file = opened(word, request.asker.person)
    if file is None:
        raise finders.NotFound(word)
    return served(documents.read(file["digest"]), file["name"], file["type"])


@require_safe
@officers()
def document(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """A file of a case: noted in its log, then handed over."""
    house, person = request.asker.house, request.asker.person
    case = finders.case_seen_by(house, person, code).case
    brought = (
        (name, file)
        for name, value in (*case.data.items(), *case.documents.items())
        for file in files_of(value)
        if file["digest"] == digest
    )
    name, file = next(brought, ("", None))
    if file is None:
        raise finders.NotFound(digest)
    content = documents.read(digest)
    cases.read_personal(house, person, code, [name], again=READ_AGAIN)
    return served(content, file.get("name") or digest[:8], file.get("type", ""))


def files_of(value: object) -> list[dict]:
    if isinstance(value, dict):
        return (
            [value]
            if isinstance(value.get("digest"), str)
            else [file for one in value.values() for file in files_of(one)]
        )
    return [file for one in value for file in files_of(one)] if isinstance(value, list) else []
