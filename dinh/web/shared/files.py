"""Files that come with a form: kept at once by their digest, so that a fault elsewhere never asks for them again."""

from __future__ import annotations

import re
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from dinh.engine.field_types.file_facts import PAPERS
from dinh.engine.refusal import Fault, Refused
from dinh.limits import FULL
from dinh.store import documents, uploads
from dinh.store.file_kinds import kind_of
from dinh.web.shared.form_data import place_of

SALT = "dinh.file"
KEPT_SECONDS_MAX = 24 * 3600
NAME_MAX = 200
FACTS = ("digest", "name", "type", "size")


class Received(Struct, frozen=True):
    """The files of a form. `kept`: place -> files, those sent now and those kept before (`PLACE.kept`);
    a paper has one, the newest; `fresh`: the places sent now; `refused`: why a file was not taken, at its place."""

    kept: dict[str, tuple[dict[str, Any], ...]]
    fresh: frozenset[str] = frozenset()
    refused: tuple[Fault, ...] = ()


def received(request: HttpRequest) -> Received:
    """What can be taken is kept at once; what cannot is told at its place and costs nothing else.

    Raises OSError where the disk was full already when they came.
    """
    if full := request.META.get(FULL):
        raise full
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    faults: list[Fault] = []
    for name in request.POST:
        if name.endswith(".kept"):
            place = place_of(name.removesuffix(".kept"))
            known = [opened(word, request.asker.person) for word in request.POST.getlist(name)]
            found[place] = tuple(one for one in known if one)
            faults += [Fault(place, "file.gone")] if None in known else []
    for name in request.FILES:
        place = place_of(name)
        for file in request.FILES.getlist(name):
            one = _taken(request, place, file)
            if isinstance(one, Fault):
                faults.append(one)
            else:
                found[place] = (
                    (one,) if place.startswith("documents.") else (*found.get(place, ()), one)
                )
    return Received(found, frozenset(place_of(name) for name in request.FILES), tuple(faults))


def _taken(request: HttpRequest, place: str, file: Any) -> dict[str, Any] | Fault:
    name, size = clean_name(file.name), file.size
    if size > documents.SIZE_BYTES_MAX:
        return Fault(
            place,
            "file.too_large",
            {"name": name, "size": -(-size // 2**20), "most": documents.SIZE_BYTES_MAX // 2**20},
        )
    content = file.read()
    if not content:
        return Fault(place, "file.empty", {"name": name})
    if place.startswith("documents.") and kind_of(content) not in PAPERS:
        return Fault(place, "file.kind", {"name": name})
    asker = request.asker
    try:
        kept = uploads.keep(asker.house, asker.person, content)
    except Refused as refused:
        return Fault(place, refused.refusal.code, refused.refusal.facts)
    return with_word(kept.named(name), asker.person)


def clean_name(name: str) -> str:
    """A file's name as a person gave it, without folders and control characters."""
    words = re.sub(
        r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rpartition("/")[2]
    ).strip()
    return words[-NAME_MAX:] or "tep"


def with_word(file: dict[str, Any], person: str) -> dict[str, Any]:
    """The file with the signed word by which this person's form carries it."""
    facts = bare(file)
    return {**facts, "kept": signing.dumps({**facts, "for": person}, salt=SALT)}


def opened(word: str, person: str) -> dict[str, Any] | None:
    """The file of a word that was made for this person; None for any other word."""
    try:
        found = signing.loads(word, salt=SALT, max_age=KEPT_SECONDS_MAX)
    except signing.BadSignature:
        return None
    return {**bare(found), "kept": word} if found.get("for") == person else None


def bare(file: dict[str, Any]) -> dict[str, Any]:
    """As the door takes it."""
    return {key: file[key] for key in (*FACTS, "carries") if key in file}


def served(content: bytes, name: str, kind: str) -> HttpResponse:
    """Shown where a browser shows it safely, else handed over to be saved."""
    answer = HttpResponse(
        content, content_type=kind if kind in PAPERS else "application/octet-stream"
    )
    from django.utils.http import content_disposition_header

    answer["Content-Disposition"] = content_disposition_header(kind not in PAPERS, name)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; sandbox"
    )
    return answer
