"""The page a ranger takes into the forest: it works without a line, and what it sends goes through the door as the case page's own actions.

Rule to keep: each thing sent carries a key made on the phone, so that sending it twice is doing it once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from dinh.access import finders
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Fault, Refusal
from dinh.forest_cases.reading import SLUG
from dinh.messages import fault_told, told
from dinh.messages.words import words_of
from dinh.web.forest.alert import facts, patch_of
from dinh.web.forest.views import KEY_MAX, ROLES
from dinh.web.shared import action_form, refusals
from dinh.web.shared import form_data as typing_
from dinh.web.shared.files import received
from dinh.web.shared.form import form_of, place_label
from dinh.web.shared.labels import action_label, refusal_labelled
from dinh.web.shared.options import options_of
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.workflow import cases

STEP = "visiting"
ADDED = ("corner", "shot", "stump")
FOUND = ("violation", "legal", "natural", "not_found")
PHOTOS = ("image/jpeg", "image/png")
WHYS = ("why_category", "why_area", "why_corners", "why_volume")
"""Asked only where a finding contradicts what is known; on the phone the script finds out when."""
KNOWN = (
    "plots_known",
    "plots_special",
    "plots_protection",
    "plots_production",
    "plots_unmeasured",
    "plots_m2",
    "total_m2",
    "stumps_blank",
)
SENT = (*ADDED, *FOUND, "unreachable")
WORKER = Path(__file__).parent / "static/forest/worker.js"


def _seen(request: HttpRequest, code: str) -> tuple[finders.Seen, Scope]:
    """Only of an alert: a phone keeps this page."""
    asker = request.asker
    seen = finders.case_seen_by(asker.house, asker.person, code)
    if seen.case.procedure != SLUG:
        raise finders.NotFound(code)
    return seen, scope_of(
        seen.procedure, seen.case, finders.context(asker.house, asker.person, seen.at, slug=SLUG)
    )


@require_safe
@officers(*ROLES)
def page(request: HttpRequest, code: str) -> HttpResponse:
    seen, scope = _seen(request, code)
    lang, house = request.lang, request.asker.house
    forms = {}
    for name in ("stump", "unreachable"):
        one = action_form.asked(seen, name, STEP, scope, lang, every=True)
        forms[name] = form_of(
            one.fields,
            action_form.with_fields(seen.procedure, one),
            typing_.Typed(),
            scope,
            lang,
            options_of=lambda field: options_of(house, field, lang),
        )
    asked = {name: action_form.asked(seen, name, STEP, scope, lang, every=True) for name in FOUND}
    fields = {
        field.name: field
        for one in asked.values()
        for field in one.fields
        if field.name not in WHYS
    }
    forms["found"] = form_of(
        tuple(fields.values()),
        seen.procedure,
        typing_.Typed(),
        scope,
        lang,
        options_of=lambda field: options_of(house, field, lang),
    )
    may = any(step.name.partition("/")[0] == STEP for step in seen.case.steps)
    return show(request, "forest/field.html", {
        **facts(house, patch_of(request, code)), "case": seen.case, "data": seen.case.data, "forms": forms, "found": [(name, action_label(seen.procedure, name, lang, STEP)) for name in FOUND], "may": may,
        "whys": [(name, words_of(seen.procedure.findings[name].label, lang)) for name in WHYS if name in seen.procedure.findings], "checks": checks(seen, scope, lang),
        "said_labels": json.dumps({name: action_label(seen.procedure, name, lang, STEP) for name in SENT}, ensure_ascii=False),
    })  # fmt: skip


def checks(seen: finders.Seen, scope: Scope, lang: str) -> str:
    """What the phone holds a finding against where there is no line, as JSON: the procedure's own conditions, and what the case knows already.

    when: why_… -> the condition under which it is asked; asks: action -> those that it may ask; corner: when a corner is
    told to lie outside, and in which words. The door asks the same again when it comes.
    """
    findings, data = seen.procedure.findings, seen.case.data
    steps = seen.procedure.steps.get(STEP)
    whys = [name for name in WHYS if name in findings]
    outside = findings["corners"].valid if "corners" in findings else ()
    return msgspec.json.encode(
        {
            "when": {name: findings[name].shown for name in whys},
            "asks": {
                name: [one for one in action.asks if one in whys]
                for name, action in (steps.do.items() if steps else ())
                if name in FOUND
            },
            "corner": [{"when": line.when, "say": words_of(line.say, lang)} for line in outside],
            "known": {name: scope(name) for name in KNOWN if scope.knows(name)},
            "commune": data.get("commune"),
            "corners": [row["point"] for row in (data.get("corners") or {}).values()],
        },
        enc_hook=float,
    ).decode()


@require_POST
@officers(*ROLES)
def act(request: HttpRequest, code: str) -> JsonResponse:
    """One action from the phone: `done`, or every fault in words. What is wrong is kept there until it is mended."""
    seen, scope = _seen(request, code)
    action, lang = request.POST.get("action", ""), request.lang
    if action not in SENT:
        return JsonResponse(
            {
                "faults": [
                    told(
                        "action.unknown", {"action": action, "can": list(SENT), "steps": []}, lang
                    ).message
                ]
            },
            status=422,
        )
    one, files = action_form.asked(seen, action, STEP, scope, lang, every=True), received(request)
    typed = typing_.from_post(one.fields, dict(request.POST.lists()), files.kept)
    refused = (
        *files.refused,
        *(
            Fault("row.photo", "file.photo", {"name": file["name"]})
            for place, some in files.kept.items()
            for file in some
            if file["type"] not in PHOTOS
        ),
    )
    if refused:
        return JsonResponse(
            {"faults": _lines(refused, action_form.with_fields(seen.procedure, one), lang)},
            status=422,
        )
    try:
        cases.act(
            request.asker.house,
            request.asker.person,
            code,
            action,
            step=STEP,
            data=action_form.data_of(one, seen, typed, dict(request.POST.lists())),
            key=request.POST.get("key", "")[:KEY_MAX] or None,
        )
    except Exception as problem:
        refusal, status = refusals.met(problem)
        fields = action_form.with_fields(seen.procedure, one)
        refusal = refusal_labelled(
            Refusal(refusal.code, refusal.facts, action_form.at_inputs(refusal.at, one, seen)),
            fields,
            lang,
        )
        words = told(refusal.code, refusal.facts, lang)
        return JsonResponse(
            {"faults": _lines(refusal.at, fields, lang) or [f"{words.message} {words.do}"]},
            status=status,
        )
    return JsonResponse({"done": True})


def _lines(faults: Iterable[Fault], fields: Procedure, lang: str) -> list[str]:
    """Each with the field that it is of: the form is not beside it."""
    return [
        f"{place_label(fault.field, fields, lang)}: {fault_told(fault, lang)}" for fault in faults
    ]


@require_safe
@officers(*ROLES)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: from here, so that it reaches the field pages."""
    return HttpResponse(
        WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
