"""Logs of others, as `dinh import xes --keep` told of them: the figures, the cases behind each, and the files to be kept.

Nothing of them is in the house's log; a reading that goes on is shown with how far it is.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dinh.access import finders
from dinh.insight import paper, shelf
from dinh.insight.report import Report
from dinh.messages.words import capital, say
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers

PAGE, TEXT_MAX = 50, 200


def _shelf() -> Path:
    return Path(settings.HOUSE) / shelf.FOLDER


def _report(name: str) -> Report:
    found = shelf.report(_shelf(), name)
    if found is None:
        raise finders.NotFound(name)
    return found


@require_safe
@officers("leader", "office")
def home(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "staff/logs.html",
        {"reports": shelf.reports(_shelf()), "reading": shelf.being_read(_shelf())},
    )


@require_safe
@officers("leader", "office")
def one(request: HttpRequest, name: str) -> HttpResponse:
    told = _report(name)
    links = {
        kind: f"/staff/insight/logs/{name}/cases?{kind}=" for kind in ("group", "cause", "step")
    }
    files = [(page, f"report.{lang}") for lang, page in shelf.PAGES.items()]
    return show(
        request,
        "staff/log.html",
        {
            "told": told,
            "figures": paper.part(told, request.lang, links),
            "made": paper.made(told, request.lang),
            "files": files,
        },
    )


@require_safe
@officers("leader", "office")
def cases(request: HttpRequest, name: str) -> HttpResponse:
    """The cases behind a figure: those of a reason, those late at a step, the longest at a step."""
    told, lang = _report(name), request.lang
    kind, key = next(
        (
            (kind, request.GET[kind][:TEXT_MAX])
            for kind in ("group", "cause", "step")
            if kind in request.GET
        ),
        ("", ""),
    )
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
    if kind == "group":
        if not (key.isascii() and key.isdigit() and int(key) < len(told.groups)):
            raise finders.NotFound(key)
        group = told.groups[int(key)]
        rows = [one for one in told.misfits if one.group == int(key)]
        body, head, total = (
            paper.misfits(rows[start : start + PAGE], lang),
            capital(group.why.of(lang)),
            group.cases,
        )
    elif kind == "cause":
        cause = next((one for one in told.causes if one.step == key), None)
        if cause is None:
            raise finders.NotFound(key)
        rows = [(code, None) for code in cause.codes]
        body, head, total = (
            None,
            say("Trễ ở bước: {step}", "Late at the step: {step}", lang, step=cause.label.of(lang)),
            cause.cases,
        )
    else:
        step = next((one for one in told.steps if one.step == key), None)
        if step is None:
            raise finders.NotFound(key)
        rows = [(one.case, one.hours) for one in step.longest]
        body, head, total = (
            None,
            say(
                "Lâu nhất ở bước: {step}",
                "Longest at the step: {step}",
                lang,
                step=step.label.of(lang),
            ),
            step.visits,
        )
    return show(request, "staff/log-cases.html", {
        "told": told, "head": head, "body": body, "rows": rows[start : start + PAGE], "total": total, "listed": len(rows), "next": start + PAGE if start + PAGE < len(rows) else 0, "kind": kind, "key": key,
    })  # fmt: skip


@require_safe
@officers("leader", "office")
def file(request: HttpRequest, name: str, wanted: str) -> HttpResponse:
    """To be saved: never shown as a page of this address."""
    path = shelf.file(_shelf(), name, wanted)
    if path is None:
        raise finders.NotFound(wanted)
    answer = FileResponse(path.open("rb"), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}-{wanted}")
    answer["Cache-Control"] = "private, no-store"
    return answer
