"""Running cases and another version of their procedure: how each would move, what it needs, why it stays; done, and taken back.

Rule to keep: nothing is moved by a plan whose outcome was not on the page before (`looked`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from dinh.access import finders
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.migration_plan import Cannot, Movable, Needs, Plan, field_at, plan_of
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.refusal import Fault, Refusal
from dinh.export.names import step_label
from dinh.messages import fault_told, told
from dinh.messages.words import words_of
from dinh.web.shared.form import Input, input_of, place_label
from dinh.web.shared.form_data import Typed
from dinh.web.shared.options import options_of
from dinh.web.shared.pages import show
from dinh.web.shared.refusals import forbidden, met
from dinh.web.shared.session import officers
from dinh.workflow import version_changes

SHOWN_MAX = 100
NEEDS_MAX = 40
TEXT_MAX = 2000


class Given(Struct, frozen=True):
    """The plan as it was typed. looked: the digest of the one whose outcome stood on the page."""

    plan: Plan
    own: dict[str, dict[str, Any]]
    reason: str = ""
    looked: str = ""

    @property
    def digest(self) -> str:
        return sha256(msgspec.json.encode((self.plan, self.own), order="sorted")).hexdigest()[:16]


class Step(Struct, frozen=True):
    """A step in which cases stand, and where the plan sends it."""

    name: str
    label: str
    cases: int
    to: str


class Row(Struct, frozen=True):
    code: str
    title: str
    at: str
    due: datetime | None
    said: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@officers("leader", "office")
def page(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    asker = request.asker
    if not version_changes.may_move(asker.house, asker.person):
        return forbidden(request)
    new = finders.procedure(asker.house, slug, version)
    given = _given(request, new)
    if request.method == "POST" and request.POST.get("do") == "back":
        return _back(request, new, given)
    if request.method == "POST" and request.POST.get("do") == "move":
        return _move(request, new, given)
    return _page(request, new, given)


def _given(request: HttpRequest, new: Procedure) -> Given:
    """The file's own plan, until something else is sent."""
    post = request.POST
    if request.method != "POST" or post.get("do") == "back":
        return Given(plan_of(new), {})
    moves = {name[6:]: post[name] for name in post if name.startswith("moves.") and post[name]}
    gives = {
        name[6:]: _value(new, name[6:], post.getlist(name))
        for name in post
        if name.startswith("gives.") and any(post.getlist(name))
    }
    own: dict[str, dict[str, Any]] = {}
    for name in post:
        if name.startswith("case:") and any(post.getlist(name)):
            code, _, place = name[5:].partition(":")
            own.setdefault(code, {})[place] = _value(new, place, post.getlist(name))
    return Given(
        Plan(
            {step: to for step, to in moves.items() if step != to},
            gives,
            post.get("recount") == "yes",
        ),
        own,
        post.get("reason", "")[:TEXT_MAX],
        post.get("looked", ""),
    )


def _value(new: Procedure, place: str, sent: list[str]) -> Any:
    field, column = field_at(new, place)
    several = field is not None and (
        field.columns.get(column, field) if column else field
    ).type in ("choices", "roles")
    return [one for one in sent if one] if several else sent[-1][:TEXT_MAX]


def _move(request: HttpRequest, new: Procedure, given: Given) -> HttpResponse:
    if given.looked != given.digest:
        return _page(request, new, given, changed=True)
    if not given.reason.strip():
        return _page(
            request,
            new,
            given,
            refusal=Refusal("form.faults", {"count": 1}, (Fault("reason", "field.required"),)),
            status=422,
        )
    asker = request.asker
    try:
        went = version_changes.move(
            asker.house,
            asker.person,
            new.slug,
            new.in_force,
            given.plan,
            given.own,
            reason=given.reason,
        )
    except Exception as problem:
        refusal, status = met(problem)
        return _page(request, new, given, refusal=refusal, status=status)
    return _page(request, new, given, done={"moved": sum(why is None for why in went.values())})


def _back(request: HttpRequest, new: Procedure, given: Given) -> HttpResponse:
    asker, reason = request.asker, request.POST.get("reason", "")[:TEXT_MAX]
    if not reason.strip():
        return _page(
            request,
            new,
            given,
            refusal=Refusal("form.faults", {"count": 1}, (Fault("reason-back", "field.required"),)),
            status=422,
        )
    try:
        went = version_changes.move_back(
            asker.house,
            asker.person,
            new.slug,
            new.in_force,
            reason=reason,
            codes=request.POST.getlist("code"),
        )
    except Exception as problem:
        refusal, status = met(problem)
        return _page(request, new, given, refusal=refusal, status=status)
    stayed = [
        f"{code}: {told(why.code, why.facts, request.lang).message}"
        for code, why in went.items()
        if why
    ]
    return _page(
        request,
        new,
        given,
        done={"back": sum(why is None for why in went.values()), "stayed": stayed[:SHOWN_MAX]},
        status=422 if stayed and len(stayed) == len(went) else 200,
    )


def _page(
    request: HttpRequest,
    new: Procedure,
    given: Given,
    *,
    refusal: Refusal | None = None,
    done: dict[str, Any] | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    asker, lang = request.asker, request.lang
    try:
        seen = version_changes.outlook(
            asker.house, asker.person, new.slug, new.in_force, given.plan, given.own, filed=False
        )
    except Exception as problem:  # a plan of names that are not there, as no page of ours sends it
        refusal, status = met(problem)
        given = Given(plan_of(new), {})
        seen = version_changes.outlook(
            asker.house, asker.person, new.slug, new.in_force, given.plan, filed=False
        )
    movable, needing, staying = (seen.of(kind) for kind in (Movable, Needs, Cannot))
    olds = {
        row.case.version: finders.procedure(asker.house, new.slug, row.case.version)
        for row in seen.rows
        if not row.case.content
    }
    now = finders.state(asker.house).version_on(new.slug, asker.now.date().isoformat())
    lines = (
        [
            (fault.field, f"{place_label(fault.field, new, lang)}: {fault_told(fault, lang)}")
            for fault in refusal.at
        ]
        if refusal
        else []
    )
    return show(request, "staff/moving.html", {
        "procedure": new, "given": given, "looked": given.digest, "changed": changed, "refused": told(refusal.code, refusal.facts, lang) if refusal else None, "lines": lines, "done": done,
        "steps": _steps(seen.rows, olds, given.plan, lang), "targets": [(step.name, step_label(new, step.name, lang)) for step in new.steps.values() if step.roles],
        "movable": [_row(row.case, lang) for row in movable[:SHOWN_MAX]], "movable_n": len(movable), "needing": [_needing(request, new, row, given) for row in needing[:NEEDS_MAX]], "needing_n": len(needing),
        "staying": [_row(row.case, lang, _why(row.outcome, lang)) for row in staying[:SHOWN_MAX]], "staying_n": len(staying), "hidden": seen.hidden, "more": seen.more,
        "kept": _kept(given, {(row.case.code, fault.field) for row in needing[:NEEDS_MAX] for fault in row.outcome.faults}),  # type: ignore[union-attr]  # of Needs
        "lost": _lost(seen.rows, lang), "for_all": _for_all(request, new, needing, given), "in_force": bool(now and now.version == new.in_force), "coming": not now or new.in_force > now.version,
        "moved": [_row(case, lang) for case in version_changes.moved(asker.house, asker.person, new.slug, new.in_force)][:SHOWN_MAX],
    }, status=status)  # fmt: skip


def _lost(rows: Iterable[version_changes.Looked], lang: str) -> list[tuple[str, int, bool]]:
    """(label, in how many cases, replaced) of each answer that this version drops or the plan replaces."""
    counts = Counter(
        (one.replaced, words_of(one.label, lang) or one.place) for row in rows for one in row.lost
    )
    return [(label, n, replaced) for (replaced, label), n in sorted(counts.items())]


def _steps(
    rows: Iterable[version_changes.Looked], olds: dict[str, Procedure], plan: Plan, lang: str
) -> list[Step]:
    """Where cases stand under their versions; a step once, whatever the version."""
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for row in rows:
        for one in row.case.steps:
            counts[one.step] = counts.get(one.step, 0) + 1
            labels.setdefault(
                one.step,
                words_of(one.label, lang)
                or (
                    step_label(olds[row.case.version], one.step, lang)
                    if row.case.version in olds
                    else one.step
                ),
            )
    return [
        Step(name, labels[name], n, plan.moves.get(name, name))
        for name, n in sorted(counts.items())
    ]


def _row(case: Case, lang: str, said: tuple[str, ...] = (), inputs: tuple[Input, ...] = ()) -> Row:
    return Row(
        case.code,
        finders.title_of(case),
        ", ".join(words_of(one.label, lang) or one.name for one in case.steps),
        case.due,
        said,
        inputs,
    )


def _why(outcome: Any, lang: str) -> tuple[str, ...]:
    words = told(outcome.why.code, outcome.why.facts, lang)
    return (f"{words.message} {words.do}".strip(),)


def _needing(
    request: HttpRequest, new: Procedure, row: version_changes.Looked, given: Given
) -> Row:
    """A case that needs values, with an input for each."""
    said, inputs = [], []
    for fault in row.outcome.faults:  # type: ignore[union-attr]  # of Needs
        field = _asked(new, fault.field)
        if field is None:
            said.append(
                f"{place_label(fault.field, new, request.lang)}: {fault_told(fault, request.lang)}"
            )
        else:
            sent = given.own.get(row.case.code, {}).get(fault.field, "")
            inputs.append(
                _input(
                    request,
                    new,
                    field,
                    f"case:{row.case.code}:{fault.field}",
                    fault.field,
                    sent,
                    fault if sent else None,
                )
            )
    return _row(row.case, request.lang, tuple(said), tuple(inputs))


def _kept(given: Given, shown: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was given for single cases and has no input on the page any more."""
    found = [
        (code, place, value)
        for code, gives in given.own.items()
        for place, value in gives.items()
        if (code, place) not in shown
    ]
    return [
        (f"case:{code}:{place}", one)
        for code, place, value in found
        for one in (value if isinstance(value, list) else [value])
    ]


def _for_all(
    request: HttpRequest, new: Procedure, needing: Iterable[version_changes.Looked], given: Given
) -> list[Input]:
    """One input for each field or column that some case lacks: a value for all of them; what the plan gives stays on the page."""
    places = [_unrowed(fault.field) for row in needing for fault in row.outcome.faults]  # type: ignore[union-attr]  # of Needs
    found = []
    for place in dict.fromkeys((*given.plan.gives, *places)):
        if field := _asked(new, place):
            found.append(
                _input(
                    request,
                    new,
                    field,
                    f"gives.{place}",
                    place,
                    given.plan.gives.get(place, ""),
                    None,
                )
            )
    return found[:NEEDS_MAX]


def _input(
    request: HttpRequest,
    new: Procedure,
    field: Field,
    name: str,
    place: str,
    sent: Any,
    fault: Fault | None,
) -> Input:
    asker, lang = request.asker, request.lang
    scope = scope_of(
        new, Case(), finders.context(asker.house, asker.person, asker.now, slug=new.slug)
    )
    faults = (Fault(name, fault.code, fault.facts),) if fault else ()
    labelled = msgspec.structs.replace(
        field,
        label=msgspec.structs.replace(
            field.label, vi=place_label(place, new, "vi"), en=place_label(place, new, "en")
        ),
    )
    return input_of(
        labelled,
        name,
        new,
        Typed({name: sent}),
        scope,
        lang,
        lambda one: options_of(asker.house, one, lang),
        faults,
    )


def _asked(new: Procedure, place: str) -> Field | None:
    """The field or the column at a place; None for a whole list, which is not filled here."""
    field, column = field_at(new, place)
    if field is None:
        return None
    return (
        field.columns.get(column)
        if field.type == "list"
        else field
        if field.type not in ("file", "files")
        else None
    )


def _unrowed(place: str) -> str:
    return ".".join(part for part in place.split(".") if not part.isdigit())
