"""What waits for a post, given to somebody else, many at once: an officer is ill, and their work must not wait for them.

Many at once are so many commands (`each`).
"""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from dinh.access import finders
from dinh.messages import told
from dinh.messages.words import words_of
from dinh.web.shared.labels import OTHERS
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.web.staff import batch_actions, queries

AT_ONCE_MAX = 100
KEY_MAX = 64


class Outcome(Struct, frozen=True):
    """code: "" where there is no such case for this person; why: "" where it was done."""

    code: str
    name: str
    title: str
    why: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@officers("leader")
def reassignments(request: HttpRequest, role: str) -> HttpResponse:
    """What was chosen of the post's work, or all that the page showed, for one person; each outcome is shown."""
    if request.method != "POST":
        return redirect("staff-load", role)
    asker, sent = request.asker, request.POST
    holders = queries.holders(asker.house, role, asker.now)
    person, key = sent.get("person", ""), sent.get("key", "")[:KEY_MAX] or uuid4().hex
    chosen = list(dict.fromkeys(sent.getlist("shown" if "all" in sent else "item")))[:AT_ONCE_MAX]
    if person not in dict(holders) or not chosen:
        said = "load.nobody" if chosen else "load.nothing"
        words = told(said, {}, request.lang)
        return page(
            request,
            role,
            person,
            frozenset(chosen),
            f"{words.message} {words.do}".strip(),
            "person" if chosen else "item",
            422,
        )
    outcomes = [_given(request, one, person, f"{key}.{person}") for one in chosen]
    done = sum(not one.why for one in outcomes)
    return show(
        request,
        "staff/reassigned.html",
        {
            "outcomes": outcomes,
            "done": done,
            "person": dict(holders)[person],
            "role": role,
            "called": queries.called(asker.house, role, request.lang),
        },
        status=200 if done == len(outcomes) else 422,
    )


def page(
    request: HttpRequest,
    role: str,
    person: str = "",
    chosen: frozenset[str] = frozenset(),
    fault: str = "",
    at: str = "",
    status: int = 200,
) -> HttpResponse:
    """The post's work. fault: what is wrong with what was sent, at which input; person, chosen: what was sent, for it stays."""
    asker = request.asker
    after, of = (request.GET.get(name, "")[: queries.TEXT_MAX] for name in ("after", "of"))
    queue = queries.waiting_for(asker.house, asker.who, role, after, asker.now, request.lang, of)
    return show(
        request,
        "staff/load.html",
        {
            "role": queries.called(asker.house, role, request.lang),
            "name": role,
            "queue": queue,
            "begun": bool(after),
            "back": reverse("staff-load", args=[role]),
            "leads": "leader" in asker.roles,
            "gives": "leader" in asker.roles and ":" not in role and role not in OTHERS,
            "of": of,
            "holders": queries.holders(asker.house, role, asker.now),
            "carriers": queries.carriers(asker.house, role),
            "key": uuid4().hex,
            "person": person,
            "chosen": chosen,
            "fault": fault,
            "fault_at": at,
        },
        status=status,
    )


def _given(request: HttpRequest, item: str, person: str, key: str) -> Outcome:
    code, _, step = item.partition("~")
    seen, why = batch_actions.done(
        request,
        code,
        "reassign",
        step=step or None,
        data={"person": person},
        key=f"{key}.{code}.{step}",
    )
    return (
        Outcome(code, words_of(seen.case.name, request.lang), finders.title_of(seen.case), why)
        if seen
        else Outcome("", "", "", why)
    )
