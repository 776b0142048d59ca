"""My work by due, a search without diacritics, and how laden each post is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from dinh.engine.decisions.authority import RUNNERS
from dinh.insight import lateness
from dinh.web.shared.pages import show
from dinh.web.shared.search_terms import names_a_person, words_sought
from dinh.web.shared.session import officers
from dinh.web.staff import proposals, queries, reassigning
from dinh.web.staff.signing import waiting


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def home(request: HttpRequest) -> HttpResponse:
    if names_a_person(request):
        return redirect("staff")
    asker, text = request.asker, words_sought(request)
    if text:
        found, more = queries.search(asker.house, asker.person, text, request.lang)
        return show(
            request,
            "staff/found.html",
            {"q": text, "found": found, "more": more},
            form="search" if request.method == "POST" else "",
        )
    asked = {
        name: request.GET.get(name, "")[: queries.TEXT_MAX]
        for name in ("procedure", "step", "after")
    }
    wanted = queries.Wanted(
        **asked, late="late" in request.GET, mine="mine" in request.GET, risk="risk" in request.GET
    )
    shown = queries.work(asker.house, asker.person, wanted, asker.now, request.lang)
    leads = "leader" in asker.roles
    filters = request.GET.copy()
    filters.pop("after", None)
    first = not any(
        (wanted.procedure, wanted.step, wanted.late, wanted.mine, wanted.risk, wanted.after)
    )
    to_approve, about_me = (
        proposals.notices(asker.house, asker.person, asker.now, request.lang) if first else ([], [])
    )
    return show(
        request,
        "staff/home.html",
        {
            "vacant": queries.vacant(asker.house, asker.person, asker.now, request.lang)
            if first and asker.who.own_roles & set(RUNNERS)
            else None,
            "to_approve": to_approve,
            "about_me": about_me,
            "shown": shown,
            "reminders": queries.reminders(asker.house, asker.person, asker.now, request.lang)
            if first
            else [],
            "wanted": wanted,
            "filtered": any((wanted.procedure, wanted.step, wanted.late, wanted.mine, wanted.risk)),
            "leads": leads,
            "kept": filters.urlencode(),
            "learning": wanted.risk and not lateness.ready(asker.house, asker.now),
            "signing": sum(not one.why for one in waiting(request)) if leads else None,
            "loads": queries.loads(asker.house, asker.now, request.lang)[:8] if leads else [],
        },
    )


@require_safe
@officers("leader", "office")
def loads(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "staff/loads.html",
        {"loads": queries.loads(request.asker.house, request.asker.now, request.lang)},
    )


@require_safe
@officers("leader", "office")
def load(request: HttpRequest, role: str) -> HttpResponse:
    return reassigning.page(request, role)
