"""What was sent and could not be done for a reason of time: shown, ready to be sent once more, in either language."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dinh.messages import told
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import carried


def to_send_again(
    request: HttpRequest,
    path: str,
    pairs: list[tuple[str, str]],
    *,
    code: str,
    secrets: Sequence[str],
    files: bool = False,
    status: int = 200,
) -> HttpResponse:
    """What was sent, ready to be sent once more. `secrets`: names of passwords, which are typed again; `files`: some came with it and
    have to be chosen again."""
    said = {
        "path": path,
        "pairs": pairs,
        "secrets": secrets,
        "kept": carried(path, pairs, secrets),
        "code": code,
        "files": files,
        "words": told("page.stale", {}, request.lang),
    }
    other = f"{reverse('again')}?lang={'vi' if request.lang == 'en' else 'en'}"
    return show(
        request, "shared/again.html", said, status=status, form="again", other_lang_url=other
    )
