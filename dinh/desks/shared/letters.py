"""Letters and files handed to a browser: only to whoever may read the case they belong to."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dinh import access, printing
from dinh.desks.shared.asking import officers
from dinh.desks.shared.files import opened, served
from dinh.letters import Printer
from dinh.store import documents, ledger


@cache
def printer() -> Printer:
    """One for the process: letters are set outside it, so a page that takes long never holds the desk up."""
    return Printer(workers=1)


@require_GET
@officers()
def pdf(request: HttpRequest, digest: str) -> HttpResponse:
    asker = request.asker
    found = ledger.letter(asker.house, digest)
    if found is None:
        raise access.NotFound(digest)
    code, place = found
    case = access.case_seen_by(asker.house, asker.person, code).case
    letter = next(one for one in case.letters if one.place == place)
    content = printer().print(printing.page(asker.house, code, letter))
    return served(content, f"{code} {letter.name}.pdf", "application/pdf")


@require_GET
@officers()
def kept(request: HttpRequest, word: str) -> HttpResponse:
    """A file that was sent with a form that is still being filled: the form's own signed word is the key to it."""
    file = opened(word)
    if file is None:
        raise access.NotFound(word)
    return served(documents.read(file["digest"]), file["name"], file["type"])


@require_GET
@officers()
def document(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """A file of a case."""
    case = access.case_seen_by(request.asker.house, request.asker.person, code).case
    file = next((one for one in files_of([case.documents, case.data]) if one["digest"] == digest), None)
    if file is None:
        raise access.NotFound(digest)
    return served(documents.read(digest), file.get("name") or digest[:8], file.get("type", ""))


def files_of(value: object) -> list[dict]:
    if isinstance(value, dict):
        return [value] if isinstance(value.get("digest"), str) else [file for one in value.values() for file in files_of(one)]
    return [file for one in value for file in files_of(one)] if isinstance(value, list) else []
