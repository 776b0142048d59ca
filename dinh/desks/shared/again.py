"""What was sent and could not be done for a reason of time: shown, ready to be sent once more, in either language."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dinh.desks.shared.pages import show
from dinh.desks.shared.refusals import KEPT_SALT
from dinh.texts import told


def to_send_again(
    request: HttpRequest,
    path: str,
    pairs: list[tuple[str, str]],
    *,
    code: str,
    files: bool = False,
    status: int = 200,
) -> HttpResponse:
    """What was sent, ready to be sent once more. `files`: some came with it and have to be chosen again."""
    kept = signing.dumps({"path": path, "pairs": pairs}, salt=KEPT_SALT, compress=True)
    said = {
        "path": path,
        "pairs": pairs,
        "kept": kept,
        "code": code,
        "files": files,
        "words": told("page.stale", {}, request.lang),
    }
    other = f"{reverse('again')}?lang={'vi' if request.lang == 'en' else 'en'}"
    return show(
        request, "shared/again.html", said, status=status, form="again", other_lang_url=other
    )
