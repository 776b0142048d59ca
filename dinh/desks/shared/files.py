"""Files that come with a form: kept at once by their digest, so that a fault elsewhere never asks for them again."""

from __future__ import annotations

import re
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dinh.store import documents

SALT = "dinh.file"
KEPT_SECONDS_MAX = 24 * 3600
NAME_MAX = 200
# What a file is, is read from its first bytes; what a browser claims is not asked.
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"PK\x03\x04", "application/zip"),
)
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


def kept_files(request: HttpRequest, fresh: set[str] | None = None) -> dict[str, tuple[dict[str, Any], ...]]:
    """Place -> files: those sent now and those kept before (`PLACE.kept`). `fresh`: collects the places sent now.

    Raises documents.TooLarge.
    """
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for name in request.POST:
        if name.endswith(".kept"):
            found[name.removesuffix(".kept")] = tuple(one for word in request.POST.getlist(name) if (one := opened(word)))
    for place in request.FILES:
        sent = [file for file in request.FILES.getlist(place) if file.size]
        if sent:
            found[place] = (*found.get(place, ()), *(_keep(file) for file in sent))
            if fresh is not None:
                fresh.add(place)
    return found


def _keep(file: Any) -> dict[str, Any]:
    content = file.read()
    return with_word({"digest": documents.keep(content), "name": clean_name(file.name), "type": kind_of(content), "size": len(content)})


def clean_name(name: str) -> str:
    """A file's name as a person gave it, without folders and control characters."""
    words = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rpartition("/")[2]).strip()
    return words[-NAME_MAX:] or "tep"


def kind_of(content: bytes) -> str:
    return next((kind for start, kind in KINDS if content.startswith(start)), "application/octet-stream")


def with_word(file: dict[str, Any]) -> dict[str, Any]:
    """The file with the signed word by which a form carries it."""
    bare = {key: file[key] for key in ("digest", "name", "type", "size")}
    return {**bare, "kept": signing.dumps(bare, salt=SALT)}


def opened(word: str) -> dict[str, Any] | None:
    try:
        return {**signing.loads(word, salt=SALT, max_age=KEPT_SECONDS_MAX), "kept": word}
    except signing.BadSignature:
        return None


def bare(file: dict[str, Any]) -> dict[str, Any]:
    """As the door takes it."""
    return {key: file[key] for key in ("digest", "name", "type", "size")}


def served(content: bytes, name: str, kind: str) -> HttpResponse:
    """Shown where a browser shows it safely, else handed over to be saved."""
    answer = HttpResponse(content, content_type=kind if kind in SHOWN else "application/octet-stream")
    from django.utils.http import content_disposition_header

    answer["Content-Disposition"] = content_disposition_header(kind not in SHOWN, name)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; sandbox"
    return answer
