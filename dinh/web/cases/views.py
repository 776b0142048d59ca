"""The page of a case: see it, act on it, ask for a hidden number, print the proof of its due; and what the QR of a letter opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from dinh import proofs
from dinh.access import finders
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.record.payments import unpaid
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.messages import told
from dinh.messages.words import day_of, not_recorded, words_of
from dinh.serialize import encode, fee_total
from dinh.web.cases import contents, queries
from dinh.web.shared import action_form, refusals, second_factor
from dinh.web.shared import form_data as typing_
from dinh.web.shared.desks import asides
from dinh.web.shared.drafts import Drafted, drafts
from dinh.web.shared.files import received, served
from dinh.web.shared.form import Line, form_of, place_label
from dinh.web.shared.form_data import Typed
from dinh.web.shared.labels import action_label, branch_label, refusal_labelled
from dinh.web.shared.letters import draft_images, printer, reads
from dinh.web.shared.options import options_of
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.workflow import cases

KEY_MAX = 64
NAMES_MAX = 50
DIGEST = re.compile(r"[0-9a-f]{64}")


@require_safe
@officers()
def case(request: HttpRequest, code: str) -> HttpResponse:
    return _case_page(request, code)


def _seen(request: HttpRequest, code: str) -> finders.Seen:
    asker = request.asker
    finders.case_seen_by(asker.house, asker.person, code)
    cases.let_time_act(asker.house, code=code)
    return finders.case_seen_by(asker.house, asker.person, code)


def _case_page(request: HttpRequest, code: str, names: Collection[str] = ()) -> HttpResponse:
    seen = _seen(request, code)
    page = queries.page(
        request.asker.house, seen, request.lang, shown_names=names, whole_log="log" in request.GET
    )
    beside = asides(
        seen.case.procedure, code, [step.step for step in seen.case.steps], request.asker.roles
    )
    return show(
        request,
        "cases/case.html",
        {
            "case": seen.case,
            "procedure": seen.procedure,
            "shown": page,
            "key": uuid4().hex,
            "read": bool(names),
            "total": fee_total(seen.case.fees),
            "beside": beside,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def reading(request: HttpRequest, code: str) -> HttpResponse:
    """Half-hidden values, whole: noted in the log first, then shown on this answer only. Coming back to it hides them again."""
    if request.method != "POST":
        return redirect("case", code)
    seen = _seen(request, code)
    names = set(request.POST.getlist("names")[:NAMES_MAX]) & contents.masked_names(seen)
    if not names:
        return redirect("case", code)
    cases.read_personal(request.asker.house, request.asker.person, code, names)
    answer = _case_page(request, code, names)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@officers()
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Every day from the acceptance to the due, counted or not and why: one page to print."""
    seen = _seen(request, code)
    return show(
        request,
        "cases/proof.html",
        {
            "case": seen.case,
            "procedure": seen.procedure,
            "shown": queries.page(request.asker.house, seen, request.lang),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    seen = _seen(request, code)
    step = (request.POST.get("step") or request.GET.get("step", ""))[:100] or _only_step(
        seen, action
    )
    seen = finders.seen_for_action(seen, step, action)
    if request.method != "POST":
        return _act_form(request, seen, action, step)
    one, typed, untaken = _typed(request, seen, action, step)
    confirming = second_factor.ASKED in request.POST
    if confirming and (demanded := _demanded(request, seen, action, step, typed)):
        return demanded
    if untaken or {"add", "remove", "words"} & set(request.POST):
        return _act_form(
            request,
            seen,
            action,
            step,
            typed=_with_rows(request, one, typed),
            faults=untaken,
            status=422 if untaken else 200,
        )
    if demanded := _demanded(request, seen, action, step, typed):
        return demanded
    number = request.POST.get("seen", "")
    try:
        cases.act(
            request.asker.house,
            request.asker.person,
            code,
            action,
            step=step or None,
            data=action_form.data_of(one, seen, typed, dict(request.POST.lists())),
            key=request.POST.get("key", "")[:KEY_MAX] or None,
            seen=int(number)
            if (number.isascii() and number.isdigit() and len(number) < 16)
            else None,
        )
    except Exception as problem:
        refusal, status = refusals.met(problem)
        return _refused(request, seen, action, step, one, typed, refusal, status, problem)
    return redirect(_next(request, code))


def _demanded(
    request: HttpRequest, seen: finders.Seen, action: str, step: str, typed: Typed
) -> HttpResponse | None:
    """The page that asks for the second factor, where the act is a signature."""
    if not second_factor.is_signature(seen, action, step):
        return None
    return second_factor.before_signature(request, files=typed.files)


def _only_step(seen: finders.Seen, action: str) -> str:
    """The open step that has the action, where an address names none and there is one."""
    found = [
        one.name
        for one in seen.case.steps
        if one.step in seen.procedure.steps and action in seen.procedure.steps[one.step].do
    ]
    return found[0] if len(found) == 1 else ""


def _typed(
    request: HttpRequest, seen: finders.Seen, action: str, step: str
) -> tuple[action_form.Asked, Typed, tuple[Fault, ...]]:
    """What the action asks, what was typed, and the files that could not be taken."""
    files = received(request)
    one, typed, _ = _asked(
        request,
        seen,
        action,
        step,
        lambda every: typing_.from_post(every.fields, dict(request.POST.lists()), files.kept),
    )
    return one, typed, files.refused


def _asked(
    request: HttpRequest,
    seen: finders.Seen,
    action: str,
    step: str,
    typed: Callable[[action_form.Asked], Typed],
) -> tuple[action_form.Asked, Typed, Scope]:
    return action_form.asked_as_typed(
        seen,
        action,
        step,
        lambda case: queries.scope_for(request.asker.house, seen, case),
        request.lang,
        typed,
    )


def _with_rows(request: HttpRequest, one: action_form.Asked, typed: Typed) -> Typed:
    fields = {field.name: field for field in one.fields}
    if request.POST.get("add") in fields:
        return typing_.with_row(typed, fields[request.POST["add"]])
    name, _, row = request.POST.get("remove", "").rpartition(".")
    return typing_.without_row(typed, fields[name], row) if name in fields else typed


def _refused(
    request: HttpRequest,
    seen: finders.Seen,
    action: str,
    step: str,
    one: action_form.Asked,
    typed: Typed,
    refusal: Refusal,
    status: int,
    problem: Exception,
) -> HttpResponse:
    """Faults of the input stand at their inputs; a case that has moved on or books that do not answer leave the form as it was typed.

    Any other refusal is the page for refusals.
    """
    labelled = refusal_labelled(
        refusal, seen.procedure, request.lang, finders.names_in(request.asker.house, seen.case)
    )
    if status in (409, 503) and not one.nothing:
        return _act_form(request, seen, action, step, typed=typed, note=labelled, status=status)
    if not labelled.at or (one.nothing and refusal.code != "documents.missing"):
        raise Refused(labelled) if isinstance(problem, Refused) else problem
    for name in [field.name for field in one.fields if field.type == "list"]:
        typed = typing_.renumbered(
            typed,
            next(field for field in one.fields if field.name == name),
            seen.case.data.get(name) or (),
        )
    return _act_form(
        request,
        seen,
        action,
        step,
        typed=typed,
        faults=action_form.at_inputs(labelled.at, one, seen),
        status=422,
    )


def _act_form(
    request: HttpRequest,
    seen: finders.Seen,
    action: str,
    step: str,
    *,
    typed: Typed | None = None,
    faults: tuple[Fault, ...] = (),
    note: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of an action that may be done; why not, when it may not. `note`: why it was not done, of the case as it is now."""
    asker, lang = request.asker, request.lang
    why = _why_not(request, seen, action, step)
    if why:
        raise Refused(
            refusal_labelled(why, seen.procedure, lang, finders.names_in(asker.house, seen.case))
        )
    one, typed, scope = _asked(
        request, seen, action, step, lambda every: typed or _opened(request, every, seen, action)
    )
    procedure = action_form.with_fields(seen.procedure, one)
    form = form_of(
        one.fields,
        procedure,
        typed,
        scope,
        lang,
        faults=faults,
        options_of=lambda field: queries.choices(
            seen, action, options_of(asker.house, field, lang)
        ),
    )
    declared = action_form.action_of(seen.procedure, action, step)
    words, anew = told(note.code, note.facts, lang) if note else None, status == 409
    count = len(form.lines)
    places = not_recorded(count, lang)
    return show(
        request,
        "cases/act.html",
        {
            "case": seen.case,
            "title": finders.title_of(seen.case),
            "action": action,
            "step": step,
            "label": action_label(seen.procedure, action, lang, step),
            "at": branch_label(seen.procedure, step, lang, seen.case.data) if step else "",
            "form": form,
            "live": action_form.depends(seen, action, step),
            "items": action_form.items_typed(one, dict(request.POST.lists()), faults, lang),
            "item_reasons": one.reasons,
            "papers": action_form.brought(one, typed, dict(request.POST.lists()), faults, lang),
            "present": [
                (
                    name,
                    words_of(seen.procedure.groups.get(name), lang)
                    or place_label(name, seen.procedure, lang),
                    name in request.POST.getlist("present"),
                )
                for name in one.present
            ],
            "help": declared.help if declared else None,
            "risk": queries.is_risk(seen.procedure, action, step),
            "back": _next(request, seen.case.code),
            "key": (not anew and request.POST.get("key", "")[:KEY_MAX]) or uuid4().hex,
            "seen_number": (not anew and request.POST.get("seen")) or seen.case.number,
            "errors_title": words.message if words else places,
            "undone": queries.to_be_undone(asker.house, seen, lang) if action == "reverse" else "",
            "lines": (Line("act", words.do),) if words else form.lines,
            "code": note.code if note else "",
        },
        status=status,
        form="act",
    )


def _opened(request: HttpRequest, one: action_form.Asked, seen: finders.Seen, action: str) -> Typed:
    """What stands in the form at first; of a payment, what is still owed."""
    typed = action_form.standing(one, seen)
    if action == "pay" and (left := unpaid(seen.case)):
        return Typed({"amount": typing_.as_typed(one.fields[0], left), "how": "cash"}, {}, {})
    return (
        Typed({**typed.texts, "how": "counter"}, typed.rows, typed.files)
        if action == "deliver"
        else typed
    )


def _why_not(request: HttpRequest, seen: finders.Seen, action: str, step: str) -> Refusal | None:
    explained = finders.explain(request.asker.house, request.asker.person, seen.case.code, action)
    found = [one for one in explained if step in ("", one.step) or not one.step]
    if any(one.may for one in found):
        return None
    if found and found[0].why:
        return found[0].why[0]
    return Refusal(
        "step.not_open",
        {
            "step": step,
            "steps": [one.name for one in seen.case.steps],
            "can": [one.action for one in explained if one.may],
        },
    )


def _next(request: HttpRequest, code: str) -> str:
    """Where to go on: the page that asked for it, else the case."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return (
        asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else f"/cases/{code}/"
    )


@require_safe
@officers()
def draft(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """The letter that an action would issue, as PDF, without a number: to be read before it is signed."""
    one = _drafted(request, code, action)
    return served(printer().print(one.page), f"{code} du thao.pdf", "application/pdf")


@require_safe
@officers()
def draft_page(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """One page of the same as a picture: a browser shows no PDF within a page, on a phone none at all."""
    pages = draft_images(_drafted(request, code, action).page)
    place = request.GET.get("page", "1")
    if not (
        place.isascii() and place.isdigit() and len(place) < 5 and 0 < int(place) <= len(pages)
    ):
        raise finders.NotFound(code)
    return served(pages[int(place) - 1], f"{code} du thao {place}.png", "image/png")


def _drafted(request: HttpRequest, code: str, action: str) -> Drafted:
    """Raises Refused where the action cannot be done, NotFound where it issues no such letter."""
    seen = _seen(request, code)
    if why := _why_not(request, seen, action, request.GET.get("step", "")):
        raise Refused(refusal_labelled(why, seen.procedure, request.lang))
    found = drafts(seen, action, request.GET.get("step", ""))
    if isinstance(found, Refusal):
        raise Refused(refusal_labelled(found, seen.procedure, request.lang))
    nth = request.GET.get("n", "0")
    if not (nth.isascii() and nth.isdigit() and len(nth) < 16) or int(nth) >= len(found):
        raise finders.NotFound(code)
    return found[int(nth)]


@require_safe
def letter(request: HttpRequest, digest: str) -> HttpResponse:
    """Whoever holds a letter may ask whether it stands. Says nothing of whom it is about."""
    asker = request.asker
    try:
        facts = queries.letter_facts(
            finders.beside(asker.house) if asker.house and DIGEST.fullmatch(digest) else (), digest
        )
    except finders.NotFound:
        return refusals.no_letter(request)
    expired = bool(facts.valid_until) and facts.valid_until < str(day_of(asker.now))
    return show(
        request,
        "cases/letter.html",
        {
            "facts": facts,
            "digest": digest,
            "expired": expired,
            "reader": (reader := reads(asker, facts.code, digest)),
            "public": facts.public or reader,
        },
    )


@require_safe
def letter_proof(request: HttpRequest, digest: str) -> HttpResponse:
    """A file by which whoever holds the letter checks without the log that it stands there. Names nobody; of what is kept to some
    roles, only number and seal to those who may not read it."""
    asker = request.asker
    houses = finders.beside(asker.house) if asker.house and DIGEST.fullmatch(digest) else ()
    try:
        house, case, letter = proofs.letter_in_log(houses, digest)
    except finders.NotFound:
        return refusals.no_letter(request)
    whole = reads(asker, case.code, digest)
    proof = proofs.of_letter(house, case.code, letter, finders.time_of(house), whole=whole)
    return served(encode(proof) + b"\n", f"bang-chung-{digest[:16]}.json", "application/json")
