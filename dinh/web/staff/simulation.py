"""Drive a procedure on a virtual clock: open a case, act as anybody, let time pass, and see all that comes of it. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from dinh.access import finders
from dinh.checker.facts import facts_read
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Field, Procedure, Text
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.record.case import Case
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.rehearsal import Played, Script, play
from dinh.engine.schedule.calendar import to_local
from dinh.engine.simulate import Surroundings
from dinh.export.names import CHANNELS
from dinh.messages import told
from dinh.messages.words import full_day, hour, words_of
from dinh.web.shared import action_form
from dinh.web.shared.form import Line, form_of, line_of, place_label
from dinh.web.shared.form_data import Typed, name_of, with_row, with_starts, without_row
from dinh.web.shared.labels import action_label, refusal_labelled
from dinh.web.shared.options import options_of
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import met
from dinh.web.shared.session import officers
from dinh.web.staff import simulation_page as shown_as
from dinh.web.staff.simulation_script import (
    Rehearsal,
    as_file,
    carried,
    of_example,
    plain,
    taken_up,
    typed_of,
)

WHEN = Field(name="opened", label=Text("Nộp lúc", "Opened at"), type="datetime")
PICKED = frozenset({"village", "person", "post"})
"""Kinds of which the house's own are offered: rows of a register hold what is somebody's, and are typed."""


class Asking(Struct, frozen=True):
    """The action that is being asked about: who does it, and where."""

    step: str
    action: str
    by: str


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    procedure = finders.procedure(request.asker.house, slug, request.GET.get("version") or None)
    if not procedure.steps:
        raise finders.NotFound(slug)
    if request.method != "POST":
        return _start(request, procedure)
    do, _, of = request.POST.get("do", "").partition(":")
    try:
        if do in ("form", "start") or (not do and "state" not in request.POST):
            return (
                _begun(request, procedure)
                if do == "start"
                else _start(
                    request,
                    procedure,
                    typed_of(procedure.form.values(), dict(request.POST.lists())),
                )
            )
        if do == "example":
            return _example(request, procedure, request.POST.get("example", ""))
        one = taken_up(request.POST.get("state", ""), procedure, request.asker.person)
        if not do and request.POST.get("asking"):  # the other language is wanted, or a row more
            return _act(request, procedure, one, request.POST["asking"])
        return DO.get(do, _shown)(request, procedure, one, of)
    except Refused as refused:
        refusal, status = met(refused)
        return _start(request, procedure, refusal=refusal, status=status)


def around(request: HttpRequest) -> Surroundings:
    return Surroundings(finders.calendar_of(finders.state(request.asker.house).profile))


# --- the opening ----------------------------------------------------------------------------------------------------


def _start(
    request: HttpRequest,
    procedure: Procedure,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    asker, lang, post = request.asker, request.lang, request.POST
    fields = {field.name: field for field in procedure.form.values()}
    if typed and post.get("add") in fields:
        typed = with_row(typed, fields[post["add"]])
    if typed and (name := post.get("remove", "").rpartition(".")[0]) in fields:
        typed = without_row(typed, fields[name], post["remove"].rpartition(".")[2])
    typed = typed or with_starts(typed_of(procedure.form.values(), {}), procedure.form.values())
    channel = post.get("channel") or next(iter(procedure.channels), "counter")
    data = {name: value for name, value in as_file(procedure.form.values(), typed).items()}
    probe = scope_of(
        procedure,
        Case(channel=channel),
        finders.context(asker.house, asker.person, asker.now, slug=procedure.slug),
        data=_read(procedure, data),
    )
    form = form_of(
        procedure.form.values(),
        procedure,
        typed,
        probe,
        lang,
        faults=refusal.at if refusal else (),
        options_of=_options(request),
    )
    words = told(refusal.code, refusal.facts, lang) if refusal else None
    lines = form.lines or ((Line("rehearse", words.do),) if words and words.do else ())
    profile = finders.state(asker.house).profile.get("house", {})
    return show(request, "staff/rehearse-start.html", {
        "procedure": procedure, "form": form, "lines": lines, "title": words.message if words else "", "channels": [(name, words_of(CHANNELS.get(name), lang) or name) for name in procedure.channels], "channel": channel,
        "opened": post.get("opened") or f"{full_day(to_local(asker.now))} {hour(asker.now)}", "files": [(name_of(place), files[-1]["name"]) for place, files in typed.files.items() if files],
        "facts": [(name, post.get(name) if name in post else _fact(profile.get(name[6:]))) for name in sorted(facts_read(procedure))],
        "documents": [(name, words_of(document.label, lang), name in post.getlist("documents")) for name, document in procedure.documents.items()], "all_documents": post.get("all", "yes") == "yes" if "opened" in post else True,
        "examples": [(number, words_of(one.name, lang)) for number, one in enumerate(procedure.examples)],
    }, status=status, form="rehearse", enter="start")  # fmt: skip


def _read(procedure: Procedure, data: dict[str, Any]) -> dict[str, Any]:
    from dinh.engine.decisions.form_input import read

    return {
        name: value
        for name, value in read(data, procedure.form, {}, lambda field, name: True).values.items()
        if value is not None
    }


def _fact(value: Any) -> str:
    return (
        ""
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


def _options(request: HttpRequest) -> Callable[[Field], list[tuple[str, str]]]:
    return lambda field: (
        options_of(request.asker.house, field, request.lang) if field.type in PICKED else []
    )


def _begun(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    post = request.POST
    typed = typed_of(procedure.form.values(), dict(post.lists()))
    given: dict[str, Any] = {
        "opened": _instant(post.get("opened", "")),
        "channel": post.get("channel", ""),
    }
    given |= {name: post[name] for name in facts_read(procedure) if post.get(name)}
    given |= as_file(procedure.form.values(), typed)
    if post.get("all") != "yes":
        given["documents"] = [
            name for name in post.getlist("documents") if name in procedure.documents
        ]
    one = Rehearsal(Script(given))
    found = play(procedure, one.script, around(request))
    if found.refusal:
        return _start(
            request, procedure, typed, refusal_labelled(found.refusal, procedure, request.lang), 422
        )
    return _page(request, procedure, one, found)


def _instant(words: str) -> str:
    """Raises Refused where that is no instant."""
    try:
        at = read_value(WHEN, words)
    except Bad as bad:
        at, why = None, bad.code
    else:
        why = "field.required"
    if at is None or not "1900" <= at[:4] <= "2200":
        raise Refused(Refusal("form.faults", {"count": 1}, (Fault("opened", why),)))
    return at[:16]


def _example(request: HttpRequest, procedure: Procedure, of: str) -> HttpResponse:
    if not of.isdigit() or int(of) >= len(procedure.examples):
        raise finders.NotFound(of)
    example = procedure.examples[int(of)]
    one = of_example(example, words_of(example.name, "vi"))
    return _page(request, procedure, one, play(procedure, one.script, around(request)))


# --- what is done ---------------------------------------------------------------------------------------------------


def _shown(
    request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str = ""
) -> HttpResponse:
    return _page(request, procedure, one, play(procedure, one.script, around(request)))


def _back(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    return _shown(request, procedure, one.back() if one.script.does else one)


def _next(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    """The next line of the example."""
    if not one.ahead:
        return _shown(request, procedure, one)
    line, *rest = one.ahead
    return _tried(request, procedure, one, line, tuple(rest))


def _clock(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    """Time passes: to what is next, or to when it is said."""
    now = play(procedure, one.script, around(request))
    if of == "next":
        ahead = now.next_instant()
        if ahead is None:
            return _page(request, procedure, one, now, note=Refusal("rehearsal.nothing_ahead"))
        until = to_local(ahead).isoformat(timespec="seconds")[:19]
    else:
        try:
            until = _instant(request.POST.get("until", ""))
        except Refused:
            return _page(request, procedure, one, now, note=Refusal("rehearsal.when"))
        if until < to_local(now.at).isoformat()[:16]:
            return _page(
                request,
                procedure,
                one,
                now,
                note=Refusal("time.backwards", {"at": until, "last": to_local(now.at).isoformat()}),
            )
    return _tried(request, procedure, one, {"clock": until})


def _child(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    """A child case comes to its end."""
    now = play(procedure, one.script, around(request))
    return _tried(
        request,
        procedure,
        one,
        {
            "child": of[:4] if of.isdigit() else "0",
            "end": request.POST.get(f"child.{of}", "")[:60],
            "at": _now(now),
        },
    )


def _ask(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    """An action was chosen: what it asks, or at once what comes of it."""
    now = play(procedure, one.script, around(request))
    step, _, action = of.partition(":")
    asking = Asking(
        step, action, request.POST.get(f"by.{step}", "")[:60] or shown_as.actor(now, step, action)
    )
    what = action_form.asked(
        shown_as.seen(now),
        action,
        step,
        scope_of(procedure, now.case, now.context(asking.by)),
        request.lang,
    )
    if what.nothing:
        return _tried(request, procedure, one, _line(asking, now, {}))
    return _form(request, procedure, one, now, asking)


def _act(request: HttpRequest, procedure: Procedure, one: Rehearsal, of: str) -> HttpResponse:
    """The form of an action was filled."""
    now = play(procedure, one.script, around(request))
    step, _, action = of.partition(":")
    asking, post = Asking(step, action, request.POST.get("by", "")[:60]), dict(request.POST.lists())
    seen = shown_as.seen(now)
    what, typed, _ = action_form.asked_as_typed(
        seen,
        action,
        step,
        lambda case: scope_of(procedure, case, now.context(asking.by)),
        request.lang,
        lambda every: typed_of(every.fields, post),
    )
    whole = {field.name: field for field in what.fields}
    if post.get("add", [""])[-1] in whole:
        return _form(request, procedure, one, now, asking, with_row(typed, whole[post["add"][-1]]))
    if (name := post.get("remove", [""])[-1].rpartition(".")[0]) in whole:
        return _form(
            request,
            procedure,
            one,
            now,
            asking,
            without_row(typed, whole[name], post["remove"][-1].rpartition(".")[2]),
        )
    if not request.POST.get("do"):
        return _form(request, procedure, one, now, asking, typed)
    data = plain(what.fields, action_form.data_of(what, seen, typed, post))
    tried = one.then(_line(asking, now, data))
    found = play(procedure, tried.script, around(request))
    if found.refusal and found.refusal.at:
        return _form(request, procedure, one, now, asking, typed, found.refusal)
    return _page(
        request,
        procedure,
        one if found.refusal else tried,
        now if found.refusal else found,
        note=found.refusal,
    )


def _line(asking: Asking, now: Played, data: dict[str, Any]) -> dict[str, Any]:
    """As a line of an example."""
    fills = {name: value for name, value in data.items() if name not in ("present", "documents")}
    more = {name: data[name] for name in ("present", "documents") if data.get(name)}
    where = {"step": asking.step} if asking.step and len(now.case.steps) > 1 else {}
    return {
        "by": asking.by,
        "act": asking.action,
        **where,
        **({"fills": fills} if fills else {}),
        **more,
        "at": _now(now),
    }


def _now(now: Played) -> str:
    return to_local(now.at).isoformat(timespec="seconds")[:19].removesuffix(":00")


def _tried(
    request: HttpRequest,
    procedure: Procedure,
    one: Rehearsal,
    line: dict[str, Any],
    ahead: tuple[dict[str, Any], ...] = (),
) -> HttpResponse:
    """The line is kept where it could be; else why not is told and the story stands as it was."""
    tried = one.then(line)
    found = play(procedure, tried.script, around(request))
    if found.refusal:
        before = play(procedure, one.script, around(request))
        return _page(request, procedure, one, before, note=found.refusal)
    name = one.name if ahead or (one.ahead and one.ahead[0] == line) else ""
    return _page(request, procedure, Rehearsal(tried.script, ahead, name), found)


DO: dict[str, Callable[[HttpRequest, Procedure, Rehearsal, str], HttpResponse]] = {
    "back": _back,
    "next": _next,
    "clock": _clock,
    "child": _child,
    "ask": _ask,
    "act": _act,
}


# --- the pages ------------------------------------------------------------------------------------------------------


def _form(
    request: HttpRequest,
    procedure: Procedure,
    one: Rehearsal,
    now: Played,
    asking: Asking,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang, seen = request.lang, shown_as.seen(now)

    def scoped(case: Case) -> Scope:
        return scope_of(procedure, case, now.context(asking.by))

    what, shown, scope = action_form.asked_as_typed(
        seen,
        asking.action,
        asking.step,
        scoped,
        lang,
        lambda every: typed or action_form.standing(every, seen),
    )
    knowing = action_form.with_fields(procedure, what)
    labelled = refusal_labelled(refusal, procedure, lang) if refusal else None
    faults = action_form.at_inputs(labelled.at, what, seen) if labelled else ()
    form = form_of(
        what.fields, knowing, shown, scope, lang, faults=faults, options_of=_options(request)
    )
    return show(request, "staff/rehearse-act.html", {
        "procedure": procedure, "state": carried(one, procedure, request.asker.person), "asking": asking, "label": action_label(procedure, asking.action, lang, asking.step), "who": shown_as.who_said(asking.by, lang),
        "at": shown_as.step_said(now, asking.step, lang), "form": form, "lines": tuple(line_of(fault, knowing, lang) for fault in faults), "title": told(labelled.code, labelled.facts, lang).message if labelled else "",
        "papers": action_form.brought(what, typed or Typed(), dict(request.POST.lists()), faults, lang), "files": [(name_of(place), files[-1]["name"]) for place, files in (typed or Typed()).files.items() if files],
        "present": [(name, words_of(procedure.groups.get(name), lang) or place_label(name, procedure, lang), name in request.POST.getlist("present")) for name in what.present],
    }, status=422 if refusal else 200, form="rehearse", enter=f"act:{asking.step}:{asking.action}")  # fmt: skip


def _page(
    request: HttpRequest,
    procedure: Procedure,
    one: Rehearsal,
    found: Played,
    note: Refusal | None = None,
) -> HttpResponse:
    note = note or found.refusal
    labelled = refusal_labelled(note, procedure, request.lang) if note else None
    return show(request, "staff/rehearse.html", {
        "procedure": procedure, "state": carried(one, procedure, request.asker.person), "note": told(labelled.code, labelled.facts, request.lang) if labelled else None,
        "faults": [line_of(fault, procedure, request.lang).text for fault in labelled.at] if labelled else [], "ahead": shown_as.ahead(one.ahead, procedure, request.lang), "name": one.name, "steps_done": len(one.script.does),
        **shown_as.everything(one, found, request.lang),
    }, status=422 if note and note.code != "rehearsal.nothing_ahead" else 200, form="rehearse", enter="show")  # fmt: skip
