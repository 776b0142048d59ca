"""The signing queue: what waits for this person's signature, the letter beside it, one signature or many at once.

Many at once are so many commands (`each`).
"""

from __future__ import annotations

import logging
import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import Struct

from dinh.access import finders
from dinh.access.finders import Explained, Seen
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refusal
from dinh.letters import PrinterBusy, PrinterDied, PrinterLate, Unprintable
from dinh.messages import told
from dinh.messages.facts import number
from dinh.messages.words import ID_NUMBER, full_day, id_masked, money, words_of
from dinh.store import queries
from dinh.web.shared import second_factor
from dinh.web.shared.deadline_view import StateShown
from dinh.web.shared.drafts import Drafted, drafts
from dinh.web.shared.labels import action_label, refusal_labelled
from dinh.web.shared.letters import draft_images
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers
from dinh.web.staff import batch_actions
from dinh.web.staff.queries import standing

log = logging.getLogger(__name__)
FRACTION = re.compile(r"-?\d+\.\d+", re.ASCII)
QUEUE_MAX = 100
AT_ONCE_MAX = 50
VALUES_MAX = 60
AROUND = frozenset(
    {
        "procedure",
        "to",
        "house",
        "number",
        "symbol",
        "date",
        "issued",
        "signed",
        "code",
        "book",
        "case",
        "digest",
        "qr",
        "tracking_code",
    }
)
"""What every letter has and a reader of the draft knows already."""


class Item(Struct, frozen=True):
    """A letter that waits. `back`: the action that sends it back; `why`: why this person may not sign it ("" where they may)."""

    code: str
    step: str
    action: str
    label: str
    title: str
    letter: str
    name: dict[str, str]
    state: StateShown
    number: int
    asks: bool
    back: str
    back_label: str
    why: str

    @property
    def id(self) -> str:
        return f"{self.code}~{self.step}~{self.action}~{self.number}"


class Preview(Struct, frozen=True):
    """A draft: its pages as the printer will set them, and its values in words, as they stand there, for whoever cannot see pictures.

    pages: how many; 0: the printer did not set them just now.
    """

    label: dict[str, str]
    values: tuple[tuple[str, str], ...]
    pages: int


class Outcome(Struct, frozen=True):
    """code: "" where there is no such case for this person."""

    code: str
    letter: str
    title: str
    done: bool
    why: str = ""


def waiting(request: HttpRequest) -> list[Item]:
    """The queue, the earliest due first: the leaders' steps in which an action issues a letter, however much else waits for them."""
    found: list[Item] = []
    behind = None
    while len(found) < QUEUE_MAX:
        keys = queries.work(request.asker.house, ["leader"], behind=behind, limit=QUEUE_MAX)
        found += [
            item for _, code, step in keys if (item := _item(request, code, step)) is not None
        ]
        if len(keys) < QUEUE_MAX:
            break
        behind = keys[-1]
    return found[:QUEUE_MAX]


def _item(request: HttpRequest, code: str, step: str) -> Item | None:
    asker, lang = request.asker, request.lang
    now = asker.now
    try:
        seen = finders.case_seen_by(asker.house, asker.person, code)
    except finders.NotFound:
        return None
    open_step, spec = seen.case.step(step), seen.procedure.steps.get(step.partition("/")[0])
    if open_step is None or spec is None or "leader" not in spec.roles:
        return None
    explained = [
        one for one in finders.explain(asker.house, asker.person, code) if one.step == step
    ]
    signs = next(
        (
            one
            for one in explained
            if _letters(seen.procedure, one)
            and not any(why.code == "action.not_offered" for why in one.why)
        ),
        None,
    )
    if signs is None:
        return None
    action = spec.do[signs.action]
    back = next(
        (
            one
            for one in explained
            if one.may
            and not _letters(seen.procedure, one)
            and spec.do[one.action].to in seen.procedure.steps
        ),
        None,
    )
    why = refusal_labelled(signs.why[0], seen.procedure, lang) if signs.why else None
    letter = seen.procedure.letters[_letters(seen.procedure, signs)[0]]
    return Item(
        code,
        step,
        signs.action,
        action_label(seen.procedure, signs.action, lang, step),
        finders.title_of(seen.case),
        words_of(letter.label, lang) or letter.name,
        seen.case.name,
        standing(
            seen.case,
            open_step.limit,
            now,
            finders.calendar_of(finders.state(asker.house).profile),
            lang,
        ),
        seen.case.number,
        bool(action.asks),
        back.action if back else "",
        action_label(seen.procedure, back.action, lang, step) if back else "",
        told(why.code, why.facts, lang).message if why else "",
    )


def _letters(procedure: Procedure, one: Explained) -> tuple[str, ...]:
    """The letters that the action issues, also by the end it leads to."""
    action = procedure.steps[one.step.partition("/")[0]].do[one.action]
    end = procedure.ends.get(action.to)
    posts = procedure.steps[action.to].posts if action.to in procedure.steps else ""
    return tuple(
        name
        for name in (*action.letters, *(end.letters if end else ()), posts)
        if name in procedure.letters
    )


@require_safe
@officers("leader")
def queue(request: HttpRequest) -> HttpResponse:
    items = waiting(request)
    wanted = request.GET.get("item", "")
    chosen = (
        next((one for one in items if one.id.startswith(wanted + "~") or one.id == wanted), None)
        if wanted
        else None
    )
    chosen = chosen or next((one for one in items if not one.why), items[0] if items else None)
    previews, fault = (
        _previews(request, chosen) if chosen and not chosen.why and not chosen.asks else ((), "")
    )
    mine = [one for one in items if not one.why]
    return show(
        request,
        "staff/signing.html",
        {
            "items": items,
            "mine": len(mine),
            "chosen": chosen,
            "previews": previews,
            "fault": fault,
            "key": uuid4().hex,
            "done": _done(request),
        },
    )


def _done(request: HttpRequest) -> str:
    """The case that was signed just before, where it is one that this person may see."""
    try:
        return finders.case_seen_by(
            request.asker.house, request.asker.person, request.GET.get("done", "")
        ).case.code
    except finders.NotFound:
        return ""


def _previews(request: HttpRequest, item: Item) -> tuple[tuple[Preview, ...], str]:
    seen = finders.case_seen_by(request.asker.house, request.asker.person, item.code)
    found = drafts(seen, item.action, item.step)
    if isinstance(found, Refusal):
        labelled = refusal_labelled(found, seen.procedure, request.lang)
        return (), told(labelled.code, labelled.facts, request.lang).message
    return tuple(_preview(one, seen) for one in found), ""


def _preview(one: Drafted, seen: Seen) -> Preview:
    values = [
        (value_named(name, one.name, seen.procedure), value_said(value))
        for name, value in one.page.values.items()
        if name not in AROUND
    ]
    return Preview(
        one.label,
        tuple((name, said) for name, said in values if said)[:VALUES_MAX],
        _pages(one),
    )


def _pages(one: Drafted) -> int:
    """The queue is shown though the printer is busy or a template is broken: the PDF's own page says why."""
    try:
        return len(draft_images(one.page))
    except (PrinterBusy, PrinterLate, PrinterDied, Unprintable) as problem:
        log.warning("the draft of %s was not set: %s", one.name, problem)
        return 0


def value_named(name: str, letter: str, procedure: Procedure) -> str:
    """What a value of the letter is called: as the field that the letter reads it from."""
    found = procedure.letters.get(letter)
    if found is None or name not in found.values:
        return _spelled(name)
    source = str(found.values[name].value)
    field = procedure.form.get(source) or procedure.findings.get(source)
    if field is None and found.each:
        rows = procedure.form.get(found.each) or procedure.findings.get(found.each)
        field = rows.columns.get(source.removeprefix("row.")) if rows else None
    if field:
        group = procedure.groups.get(source.rpartition(".")[0])
        return (
            f"{words_of(group, 'vi')}: {words_of(field.label, 'vi')}"
            if group
            else words_of(field.label, "vi")
        )
    derived = procedure.derive.get(source)
    return words_of(derived.label, "vi") if derived and derived.label else _spelled(name)


def _spelled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def value_said(value: Any) -> str:
    """As the letter says it: letters are in Vietnamese."""
    if isinstance(value, dict):
        return str(
            value.get("label")
            or ", ".join(value_said(one) for one in value.values() if one not in (None, ""))
        )
    if isinstance(value, list):
        return "; ".join(value_said(one) for one in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return money(value, "vi").removesuffix(" đồng")
    text = "" if value is None else str(value)
    if FRACTION.fullmatch(text):
        return number(Decimal(text), "vi")
    if ID_NUMBER.fullmatch(text):
        return id_masked(text)  # in the queue; the draft on paper has it whole
    return full_day(text) if len(text) == 10 and text[4:5] == text[7:8] == "-" else text


@require_http_methods(["GET", "HEAD", "POST"])
@officers("leader")
def signatures(request: HttpRequest) -> HttpResponse:
    """Sign what was chosen. One that was signed goes on to the next in the queue; of several each outcome is shown."""
    if request.method != "POST":
        return redirect("staff-signing")
    if demanded := second_factor.before_signature(request):
        return demanded
    ids, key = (
        list(dict.fromkeys(request.POST.getlist("item")))[:AT_ONCE_MAX],
        request.POST.get("key", "")[:64] or uuid4().hex,
    )
    outcomes = [_sign(request, one, key) for one in ids]
    if len(outcomes) == 1 and outcomes[0].done:
        return redirect(f"/staff/signing/?{urlencode({'done': outcomes[0].code})}#l-h")
    return show(
        request,
        "staff/signed.html",
        {"outcomes": outcomes, "signed": sum(one.done for one in outcomes)},
        status=200 if all(one.done for one in outcomes) else 422,
    )


def _signed(procedure: Procedure, step: str, action: str, lang: str) -> str:
    """What the letter is called that the action issues; the action itself, where it issues none."""
    known = procedure.steps.get(step.partition("/")[0])
    names = (
        _letters(procedure, Explained(action, step, {}, True))
        if known and action in known.do
        else ()
    )
    return (
        words_of(procedure.letters[names[0]].label, lang)
        if names
        else action_label(procedure, action, lang, step)
    )


def _sign(request: HttpRequest, item: str, key: str) -> Outcome:
    code, _, rest = item.partition("~")
    step, action, number = (*rest.split("~"), "", "", "")[:3]
    number_seen = (
        int(number) if (number.isascii() and number.isdigit() and len(number) < 16) else None
    )
    seen, why = batch_actions.done(
        request, code, action, step=step or None, key=f"{key}.{code}.{step}", seen=number_seen
    )
    if seen is None:
        return Outcome("", "", "", False, why)
    return Outcome(
        code,
        _signed(seen.procedure, step, action, request.lang),
        finders.title_of(seen.case),
        not why,
        why,
    )
