"""Files: documents sent ahead of the case that names them, letters fetched as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dinh import proofs
from dinh.access import finders
from dinh.input.values import refuse
from dinh.store import documents, uploads
from dinh.web.api import shapes
from dinh.web.api.route import Bare, verb
from dinh.web.shared.files import clean_name
from dinh.web.shared.letters import printed, reads

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


@verb(
    "POST",
    "documents",
    takes=bytes,
    gives=shapes.File,
    status=201,
    query={"name": "the file's name"},
)
def kept(request: HttpRequest) -> dict[str, Any]:
    """The bytes of one file, as the body; what it is, is read from its first bytes. The answer stands in `data` for the file."""
    if request.content_type in FORMS:
        raise refuse(
            "api.content_type",
            given=request.content_type,
            wanted="application/pdf, image/jpeg, image/png, application/octet-stream",
        )
    content = _content(request)
    if not content:
        raise refuse("field.file")
    kept = uploads.keep(request.asker.house, request.asker.person, content)
    return {"carries": [], **kept.named(clean_name(request.GET.get("name", "")))}


def _content(request: HttpRequest) -> bytes:
    """Read by itself: a file may be larger than a form."""
    content = request.read(documents.SIZE_BYTES_MAX + 1)
    if len(content) > documents.SIZE_BYTES_MAX:
        raise refuse("api.too_large", bytes=documents.SIZE_BYTES_MAX)
    return content


@verb("GET", "letters/<str:digest>.pdf", gives=bytes)
def letter(request: HttpRequest, digest: str) -> Bare:
    """A letter that was issued, for who may read its case; the reading is noted in the case's log."""
    return Bare(response=printed(request.asker.house, request.asker.person, digest))


@verb("GET", "letters/<str:digest>/proof", gives=shapes.LetterProof, open=True)
def letter_proof(request: HttpRequest, digest: str) -> dict[str, Any]:
    """The event that issued a letter, with the proof that it is in the log (RFC 9162). Withheld from who may not read its case, where that is kept to some."""
    asker = request.asker
    house, case, letter = proofs.letter_in_log((asker.house,), digest)
    whole = reads(asker, case.code, digest)
    return proofs.of_letter(house, case.code, letter, finders.time_of(house), whole=whole)
