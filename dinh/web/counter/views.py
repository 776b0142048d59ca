"""The one-stop counter: find a procedure, receive a case on one page, give the receipt, take the fee, deliver the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.general_actions import MINUS
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.payments import owed, taken
from dinh.engine.refusal import Fault, Refusal
from dinh.messages import fault_told, told
from dinh.messages.words import not_recorded
from dinh.web.counter import queries, reception
from dinh.web.counter import reception_view as parts
from dinh.web.counter.card import TEXT_MAX
from dinh.web.counter.preview import tried, tried_opening
from dinh.web.counter.reception_input import (
    COUNTER_CHANNELS,
    HOUSE_CHANNELS,
    Sent,
    answers_of,
    asked_fields,
    data_of,
    in_order,
    sent_of,
)
from dinh.web.shared import deadline_view, refusals
from dinh.web.shared.files import received
from dinh.web.shared.form import Line
from dinh.web.shared.form_data import with_row, with_starts, without_row
from dinh.web.shared.labels import action_label, refusal_labelled
from dinh.web.shared.pages import show
from dinh.web.shared.procedure_lookup import found
from dinh.web.shared.refusals import SENT_ALREADY
from dinh.web.shared.requested import request_shown
from dinh.web.shared.search_terms import names_a_person, words_sought
from dinh.web.shared.session import officers
from dinh.workflow import cases

KEY_MAX = 64


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def home(request: HttpRequest) -> HttpResponse:
    if names_a_person(request):
        return redirect("counter")
    asker, text = request.asker, words_sought(request)
    received = queries.received_here(finders.procedures(asker.house))
    everything = request.GET.get("all", "")
    return show(
        request,
        "counter/home.html",
        {
            "q": text,
            "found": found(received, text)
            if text or everything == "procedures"
            else queries.most_used(asker.house, received),
            "of": len(received),
            "cases": finders.search(asker.house, asker.person, text, limit=queries.SHOWN_MAX)
            if text
            else [],
            "waiting": queries.waiting(asker.house, asker.person),
            "deliver": queries.to_deliver(asker.house, asker.who),
            "shown": queries.DELIVER_MAX if everything == "results" else queries.SHOWN_MAX,
            "recent": queries.recent(asker.house, asker.who),
            "takings": queries.takings(asker.house, asker.who, asker.now),
        },
        form="search" if request.method == "POST" else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def open_case(request: HttpRequest, slug: str) -> HttpResponse:
    procedure = finders.procedure(request.asker.house, slug)
    if not queries.received_here([procedure]):
        raise finders.NotFound(slug)
    return _form(request, procedure)


@require_safe
@officers()
def within(request: HttpRequest) -> HttpResponse:
    """What the house opens itself: not a citizen's at the window, but an officer's or a village head's."""
    asker = request.asker
    return show(
        request,
        "counter/within.html",
        {"found": queries.opened_within(finders.procedures(asker.house), asker.who)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def open_within(request: HttpRequest, slug: str) -> HttpResponse:
    procedure = finders.procedure(request.asker.house, slug)
    if not queries.opened_within([procedure], request.asker.who):
        raise finders.NotFound(slug)
    return _form(request, procedure, own=True)


def _form(request: HttpRequest, procedure: Procedure, own: bool = False) -> HttpResponse:
    """`own`: opened by the house itself, which does nothing else here."""
    files = received(request)
    sent = sent_of(
        procedure, dict(request.POST.lists()), files, HOUSE_CHANNELS if own else COUNTER_CHANNELS
    )
    if request.method != "POST":
        return _page(
            request,
            procedure,
            replace(sent, typed=with_starts(sent.typed, procedure.form.values())),
            own=own,
        )
    if _is_live(request):
        return _look(request, procedure, sent, files.fresh, own)
    if "words" in request.POST:
        return _page(request, procedure, in_order(sent, procedure), own=own)
    do = request.POST.get("do", "")
    if own and do == parts.OPEN:
        return _opened(request, procedure, in_order(sent, procedure))
    if not own and do in procedure.steps[procedure.start].do:
        return _take_in(request, procedure, in_order(sent, procedure), do)
    if do == "scan":
        sent, scan = parts.scanned(
            procedure,
            sent,
            request.POST.get("scan", ""),
            request.POST.get("scan_for", "applicant"),
            request.lang,
        )
        return _page(request, procedure, sent, scan=scan, own=own)
    added = ""
    if (same := request.POST.get("same")) in dict(parts.person_groups(procedure, request.lang)):
        return _page(
            request,
            procedure,
            in_order(parts.same_person(procedure, sent, same), procedure),
            added=same,
            own=own,
        )
    if request.POST.get("add") in procedure.form:
        sent = replace(sent, typed=with_row(sent.typed, procedure.form[request.POST["add"]]))
        added = request.POST["add"]
    if request.POST.get("remove", "").rpartition(".")[0] in procedure.form:
        name, _, row = request.POST["remove"].rpartition(".")
        sent = replace(sent, typed=without_row(sent.typed, procedure.form[name], row))
    sent = in_order(sent, procedure)
    return _page(
        request,
        procedure,
        sent,
        added=f"{added}.{sent.typed.rows[added][-1]}"
        if added and sent.typed.rows.get(added)
        else "",
        own=own,
    )


def _is_live(request: HttpRequest) -> bool:
    """A change in the form, not a press of a button: htmx sends the button that merely has the focus along with it."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Trigger") != "scan-do"
    )


def _context(request: HttpRequest, procedure: Procedure) -> Any:
    asker = request.asker
    return finders.context(asker.house, asker.person, asker.now, slug=procedure.slug, code="DRAFT")


def _take_in(request: HttpRequest, procedure: Procedure, sent: Sent, action: str) -> HttpResponse:
    """Tried first, so that what cannot be accepted leaves nothing behind; then opened and acted under the form's key."""
    asks = asked_fields(procedure, action)
    if asks and request.POST.get("asked") != action:
        return _page(request, procedure, sent, chosen=action, opened=True)
    data, answers, context = (
        data_of(procedure, sent),
        answers_of(procedure, action, sent),
        _context(request, procedure),
    )
    _, refusal = tried(procedure, data, sent.channel, action, answers, context)
    if (
        sent.refused
    ):  # a file that could not be taken says so itself: its paper is not said to lack as well
        untaken = {fault.field for fault in sent.refused}
        refusal = Refusal(
            "form.faults",
            {},
            tuple(fault for fault in refusal.at if fault.field not in untaken) if refusal else (),
        )
    if refusal:
        return _refused(request, procedure, sent, action, refusal)
    asker, key = request.asker, request.POST.get("key", "")[:KEY_MAX] or uuid4().hex
    try:
        case = cases.open_case(
            asker.house, asker.person, procedure.slug, data, channel=sent.channel, key=f"{key}.open"
        )
        cases.act(asker.house, asker.person, case.code, action, data=answers, key=f"{key}.{action}")
    except Exception as problem:
        refusal, status = refusals.met(problem)
        return _refused(request, procedure, sent, action, refusal, status)
    return redirect("counter-case", case.code)


def _opened(request: HttpRequest, procedure: Procedure, sent: Sent) -> HttpResponse:
    """Tried first, as at the window; whoever opened it goes on at the case itself."""
    data = data_of(procedure, sent)
    _, refusal = tried_opening(procedure, data, sent.channel, _context(request, procedure))
    if refusal or sent.refused:
        return _refused(request, procedure, sent, "", refusal or Refusal("form.faults", {}))
    asker, key = request.asker, request.POST.get("key", "")[:KEY_MAX] or uuid4().hex
    try:
        case = cases.open_case(
            asker.house, asker.person, procedure.slug, data, channel=sent.channel, key=f"{key}.open"
        )
    except Exception as problem:
        refusal, status = refusals.met(problem)
        return _refused(request, procedure, sent, "", refusal, status)
    return redirect("case", case.code)


def _refused(
    request: HttpRequest,
    procedure: Procedure,
    sent: Sent,
    action: str,
    refusal: Refusal,
    status: int = 422,
) -> HttpResponse:
    """The same page with every fault at its place; a refusal of another kind is the one line of the list. `action` "": it was to be opened only."""
    refusal = refusal_labelled(refusal, procedure, request.lang)
    at_fields = bool(refusal.at or sent.refused)
    faults = refusal.at if at_fields else (Fault("", refusal.code, refusal.facts),)
    count = len(faults) + len(sent.refused)
    places = not_recorded(count, request.lang)
    title = places if at_fields else told(refusal.code, refusal.facts, request.lang).message
    chosen = action if action and asked_fields(procedure, action) else ""
    return _page(
        request,
        procedure,
        sent,
        faults=faults,
        title=title,
        chosen=chosen,
        status=status,
        new=refusal.code == SENT_ALREADY,
        own=not action,
    )


def _page(
    request: HttpRequest,
    procedure: Procedure,
    sent: Sent,
    *,
    status: int = 200,
    new: bool = False,
    **more: Any,
) -> HttpResponse:
    """`new`: under a new key, so that sending it again is another case."""
    more.setdefault(
        "chosen", "" if request.POST.get("do") == "leave" else request.POST.get("asked", "")
    )
    more.setdefault(
        "scan",
        parts.Scan(request.POST.get("scan", "")[:TEXT_MAX], group=request.POST.get("scan_for", "")),
    )
    page = _reception(request, procedure, sent, **more)
    key = "" if new else request.POST.get("key", "")[:KEY_MAX]
    return show(
        request,
        "counter/open.html",
        {"reception": page, "key": key or uuid4().hex},
        status=status,
        form="reception-form",
        enter="look",
    )


def _reception(
    request: HttpRequest, procedure: Procedure, sent: Sent, *, own: bool = False, **more: Any
) -> reception.Page:
    asker, context = request.asker, _context(request, procedure)
    one, data = reception.drafted(procedure, sent, context), data_of(procedure, sent)
    done, _ = (
        tried_opening(procedure, data, sent.channel, context)
        if own
        else tried(
            procedure,
            data,
            sent.channel,
            parts.asks_of(procedure, request.lang)[0].name,
            {},
            context,
        )
    )
    return reception.page_of(
        asker.house,
        one,
        sent,
        request.lang,
        following=done.case.steps if done else (),
        at=asker.now,
        own=own,
        **more,
    )


def _look(
    request: HttpRequest, procedure: Procedure, sent: Sent, fresh: frozenset[str], own: bool
) -> HttpResponse:
    """What an answer changed: fee and due, the runs that appear or vanish, the papers asked for, doubts and faults at their fields."""
    page = _reception(request, procedure, sent, chosen=request.POST.get("asked", ""), own=own)
    before, papers_before = (
        set(request.POST.getlist("shown-runs")),
        request.POST.getlist("shown-papers"),
    )
    runs = list(_runs(page.applicant.runs)) + list(_runs(page.form.runs))
    changed = [run for run in runs if not run.always and run.shown != (run.id in before)]
    papers = bool(fresh) or papers_before != [paper.id for paper in page.papers]
    slots = [
        field
        for run in runs
        if run.shown and run not in changed
        for group in run.groups
        for field in group.inputs
        if field.value or field.kind in ("radios", "boxes")
    ]
    return show(
        request,
        "counter/look.html",
        {
            "reception": page,
            "changed": changed,
            "papers_changed": papers,
            "slots": slots,
            "oob": True,
        },
    )


def _runs(runs: Any) -> Any:
    for run in runs:
        yield run
        for group in run.groups:
            for row in group.rows:
                yield from _runs(row.runs)


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def case(request: HttpRequest, code: str) -> HttpResponse:
    """What is sent here does nothing: it shows what was typed again, in the language asked for."""
    return case_page(request, code)


INPUTS = {
    "amount": ("Số tiền thu", "Amount"),
    "receipt": ("Số biên lai", "Receipt number"),
    "to": ("Người nhận", "Received by"),
    "back": ("Số tiền trả lại", "Amount given back"),
    "voucher": ("Số phiếu chi", "Voucher number"),
    "reason": ("Lý do", "Reason"),
}
NO_INPUTS: Mapping[str, str] = {}


def _input(place: str, lang: str) -> str:
    """`Số biên lai: `, before what is wrong with it."""
    label = INPUTS.get(place)
    return f"{label[lang == 'en']}: " if label else ""


def case_page(
    request: HttpRequest,
    code: str,
    refusal: Refusal | None = None,
    status: int = 200,
    inputs: Mapping[str, str] = NO_INPUTS,
) -> HttpResponse:
    """`refusal`: what stood against what was sent; where the case has moved on, the page is of the case as it is now. `inputs`: as of `_done`."""
    asker = request.asker
    seen = finders.case_seen_by(asker.house, asker.person, code)
    may = {one.action: one for one in finders.explain(asker.house, asker.person, code)}
    doings = [
        one
        for one in may.values()
        if one.may and one.declared and one.step.partition("/")[0] != seen.procedure.start
    ]
    at_reception = {
        name
        for action in seen.procedure.steps[seen.procedure.start].do.values()
        for name in action.letters
    }
    receipts = [
        letter
        for letter in seen.case.letters
        if letter.form in ("01", "02", "03") or (letter.name in at_reception and not letter.result)
    ]
    results = [letter for letter in seen.case.letters if letter.result and not letter.withdrawn]
    said = (
        {
            inputs.get(fault.field, fault.field): fault_told(fault, request.lang)
            for fault in reversed(refusal.at)
        }
        if refusal
        else {}
    )
    title = not_recorded(len(said), request.lang)
    words = told(refusal.code, refusal.facts, request.lang) if refusal and not said else None
    anew = status == 409
    return show(
        request,
        "counter/case.html",
        {
            "case": seen.case,
            "procedure": seen.procedure,
            "title": words.message if words else title,
            "applicant": finders.title_of(seen.case),
            "may": may,
            "doings": [
                (
                    action_label(seen.procedure, one.action, request.lang, one.step),
                    f"{reverse('case-act', args=[code, one.action])}?{urlencode({'step': one.step, 'next': request.path})}",
                )
                for one in doings
            ],
            "asked": request_shown(seen.case, seen.procedure, request.lang),
            "receipts": receipts,
            "results": results,
            "handed_over": queries.handed_over(asker.house, seen, request.lang),
            "owed": owed(seen.case),
            "taken": taken(seen.case),
            "faults": said,
            "lines": (Line("window", words.do),)
            if words
            else tuple(
                Line(place, f"{_input(place, request.lang)}{line}")
                for place, line in reversed(said.items())
            ),
            "code": refusal.code if words and refusal else "",
            "key": (not anew and request.POST.get("key", "")[:KEY_MAX]) or uuid4().hex,
            "seen_number": (not anew and request.POST.get("seen")) or seen.case.number,
            "fees": queries.fees_shown(seen.case, seen.procedure, request.lang),
            "state": deadline_view.state(
                seen.case,
                seen.at,
                finders.calendar_of(finders.state(asker.house).profile),
                request.lang,
            ),
            "typed": request.POST,
        },
        status=status,
        form="window",
        enter="look",
        other_lang_url=f"{reverse('counter-case', args=[code])}?lang={'vi' if request.lang == 'en' else 'en'}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def payment(request: HttpRequest, code: str) -> HttpResponse:
    return _done(
        request,
        code,
        "pay",
        {
            "line": "line",
            "amount": "amount",
            "how": "how",
            "receipt": "receipt",
            "reason": "reason",
        },
    )


BACK = {"amount": "back", "how": "back-how", "receipt": "voucher", "reason": "reason"}


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def given_back(request: HttpRequest, code: str) -> HttpResponse:
    """Money that was taken, given back: a payment below zero."""
    typed = request.POST.get("back", "").strip()
    return _done(request, code, "pay", BACK, amount=typed if typed[:1] in MINUS else f"-{typed}")


@require_http_methods(["GET", "HEAD", "POST"])
@officers("counter")
def delivery(request: HttpRequest, code: str) -> HttpResponse:
    return _done(request, code, "deliver", {"how": "handed", "to": "to"})


def _done(
    request: HttpRequest, code: str, action: str, inputs: dict[str, str], **said: str
) -> HttpResponse:
    """Do it and go on; faults of the input are shown at their fields, any other refusal by the page for refusals.

    `inputs`: what the action takes -> the name of its input on the page. `said`: what it takes otherwise than it was typed.
    """
    if request.method != "POST":  # the address of a page that showed faults, come back to by a link
        return redirect("counter-case", code)
    given = {
        name: text
        for name, place in inputs.items()
        if (text := request.POST.get(place, "").strip())
    } | said
    seen, key = request.POST.get("seen", ""), request.POST.get("key", "")[:KEY_MAX]
    number = int(seen) if (seen.isascii() and seen.isdigit() and len(seen) < 16) else None
    try:
        cases.act(
            request.asker.house,
            request.asker.person,
            code,
            action,
            data=given,
            key=f"{key}.{action}" if key else None,
            seen=number,
        )
    except Exception as problem:
        refusal, status = refusals.met(problem)
        if refusal.at or status in (409, 503):
            return case_page(request, code, refusal, status, inputs)
        raise
    return redirect("counter-case", code)


@require_safe
@officers("counter")
def takings(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "counter/takings.html",
        {"takings": queries.takings(request.asker.house, request.asker.who, request.asker.now)},
    )
