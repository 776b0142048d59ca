"""One of many acts that are sent at once: each has its own outcome, and one that is refused holds up none of the others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.messages import told
from dinh.web.shared.labels import refusal_labelled
from dinh.workflow import cases


def done(
    request: HttpRequest, code: str, action: str, **more: Any
) -> tuple[finders.Seen | None, str]:
    """The case as it was before (None: there is none for this person), and why nothing was done, "" where it was. more: as of `cases.act`."""
    asker, lang = request.asker, request.lang
    try:
        seen = finders.case_seen_by(asker.house, asker.person, code)
    except finders.NotFound:
        return None, told("page.not_found", {}, lang).message
    try:
        cases.act(asker.house, asker.person, code, action, **more)
    except Refused as refused:
        why = refusal_labelled(refused.refusal, seen.procedure, lang)
        words = told(why.code, why.facts, lang)
        return seen, f"{words.message} {words.do}".strip()
    except finders.NotFound:
        return None, told("page.not_found", {}, lang).message
    return seen, ""
