"""The reception of one case on one page: what was typed, what it comes to, and what the page shows of both."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh import access
from dinh.desks.counter.card import Card, Unread, read_card
from dinh.desks.counter.draft import Draft, FeeShown, Paper, draft
from dinh.desks.shared import typed as typing_
from dinh.desks.shared.form import Form, Line, form_of, id_of, place_label
from dinh.desks.shared.options import options_of
from dinh.desks.shared.proof import ProofShown, shown
from dinh.desks.shared.reasons import law_said, said, small, why
from dinh.desks.shared.typed import Typed
from dinh.desks.shared.words import full_day, words_of
from dinh.engine.context import Context
from dinh.engine.deadline import show_duration
from dinh.engine.event import OpenStep
from dinh.engine.procedure import Action, Field, Procedure
from dinh.engine.refusal import Fault
from dinh.texts import fault_told, told

SCANNED = ("name", "id", "birth_date", "sex", "address")
COUNTER_CHANNELS = ("counter", "post")


class PaperShown(Struct, frozen=True):
    """how: "" not brought, `seen`, `file`, `reused`; `files`: stored ones; `which`: of `one_of`."""

    paper: Paper
    id: str
    label: str
    hint: str
    law: str
    how: str
    reused: str
    which: str
    files: tuple[dict[str, Any], ...]
    options: tuple[tuple[str, str], ...]
    error: str


class FeeRow(Struct, frozen=True):
    when: str
    amount: int | None
    why: str
    law: str
    confirmed: bool
    held: bool


class FeeLineShown(Struct, frozen=True):
    """known: a row holds; amount None then: not published. why: the row's own words, else the answer that made it hold.

    by_rule: the amount is computed, and `why` says how.
    """

    label: str
    at: str
    known: bool
    amount: int | None
    why: str
    rows: tuple[FeeRow, ...]
    by_rule: bool = False


class Ask(Struct, frozen=True):
    """An action of reception as a button; `form`: what it asks, when it has been chosen."""

    name: str
    label: str
    key: str
    kind: str
    asks: bool
    form: Form | None = None
    present: tuple[str, ...] = ()


class Next(Struct, frozen=True):
    label: str
    people: tuple[str, ...]
    time: str


class Scan(Struct, frozen=True):
    """What the last scan gave: a card, the words of its doubts, or why it could not be read."""

    text: str = ""
    card: Card | None = None
    notes: tuple[str, ...] = ()
    error: str = ""
    group: str = ""


class Sent(Struct, frozen=True):
    """What the browser sent, read."""

    typed: Typed
    channel: str
    ticked: dict[str, str]
    which: dict[str, str]
    reused: dict[str, str]
    present: tuple[str, ...]


def sent_of(procedure: Procedure, post: Mapping[str, list[str]], files: Mapping[str, tuple[dict[str, Any], ...]]) -> Sent:
    typed = typing_.from_post([*procedure.form.values(), *procedure.findings.values()], post, files)
    channels = [one for one in COUNTER_CHANNELS if one in procedure.channels]
    channel = (post.get("channel") or [""])[-1]
    ticked = {name: chosen for name, values in post.items() if name.startswith("documents.") and (chosen := _last(values)) in ("seen", "reused")}
    which = _beside(post, ".which")
    reused = _beside(post, ".reused")
    return Sent(typed, channel if channel in channels else channels[0], ticked, which, reused, tuple(post.get("present", ())))


def _last(values: list[str]) -> str:
    """An empty file input sends an empty value beside the box that was ticked."""
    return next((value for value in reversed(values) if value), "")


def _beside(post: Mapping[str, list[str]], end: str) -> dict[str, str]:
    return {name.removesuffix(end): said for name, values in post.items() if name.startswith("documents.") and name.endswith(end) and (said := _last(values))}


def in_order(sent: Sent, procedure: Procedure) -> Sent:
    """Rows numbered as the door will number them."""
    typed = sent.typed
    for field in procedure.form.values():
        if field.type == "list":
            typed = typing_.renumbered(typed, field)
    return Sent(typed, sent.channel, sent.ticked, sent.which, sent.reused, sent.present)


def data_of(procedure: Procedure, sent: Sent) -> dict[str, Any]:
    """The form and the documents as the door takes them."""
    data = typing_.as_data(procedure.form.values(), sent.typed)
    documents = documents_of(procedure, sent)
    return {**data, "documents": documents} if documents else data


def documents_of(procedure: Procedure, sent: Sent) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, document in procedure.documents.items():
        if document.each:
            rows = {row: one for row in sent.typed.rows.get(document.each, ()) if (one := _brought(f"documents.{name}.{row}", sent)) is not None}
            if rows:
                found[name] = rows
        elif (one := _brought(f"documents.{name}", sent)) is not None:
            found[name] = one
    return found


def _brought(place: str, sent: Sent) -> Any:
    if files := sent.typed.files.get(place):
        file = {key: value for key, value in files[-1].items() if key != "kept"}
        return {sent.which[place]: file} if sent.which.get(place) else file
    if sent.ticked.get(place) == "reused":
        return {"reused": sent.reused.get(place) or "data base"}
    if sent.ticked.get(place) == "seen":
        return sent.which.get(place) or "seen"
    return None


def brought_places(sent: Sent) -> frozenset[str]:
    return frozenset({*sent.ticked, *(place for place in sent.typed.files if place.startswith("documents."))})


def drafted(procedure: Procedure, sent: Sent, context: Context) -> Draft:
    return draft(procedure, typing_.as_data(procedure.form.values(), sent.typed), sent.channel, context, brought_places(sent))


# --- what the page shows ----------------------------------------------------------------------------------------------


class Page(Struct, frozen=True):
    """All that `counter/open.html` shows."""

    procedure: Procedure
    name: str
    channel: str
    channels: tuple[str, ...]
    scan: Scan
    groups: tuple[tuple[str, str], ...]
    applicant: Form
    form: Form
    papers: tuple[PaperShown, ...]
    papers_brought: int
    fees: tuple[FeeLineShown, ...]
    due: datetime | None
    rule: str
    cutoff: str
    proof: ProofShown | None
    uncovered: str
    asks: tuple[Ask, ...]
    chosen: Ask | None
    next: tuple[Next, ...]
    lines: tuple[Line, ...]
    title: str
    warnings: tuple[str, ...]


def page_of(house: str, one: Draft, sent: Sent, lang: str, *, scan: Scan = Scan(), chosen: str = "", faults: tuple[Fault, ...] | None = None, title: str = "",  # noqa: B008  # an empty scan never changes
            following: tuple[OpenStep, ...] = (), at: datetime | None = None) -> Page:
    procedure = one.procedure
    shown_faults = one.faults if faults is None else faults
    fields = [*procedure.form.values()]
    first = [field for field in fields if field.name.startswith("applicant.")]
    rest = [field for field in fields if not field.name.startswith("applicant.")]
    making = {"options_of": lambda field: options_of(house, field, lang), "warned": one.warned}
    papers = tuple(_paper(paper, procedure, sent, shown_faults, lang) for paper in one.papers)
    clock = one.clock
    asks = asks_of(procedure, lang)
    lines = tuple(_line(fault, procedure, lang) for fault in shown_faults) if faults is not None else ()
    return Page(
        procedure=procedure, name=words_of(procedure.name, lang), channel=sent.channel,
        channels=tuple(channel for channel in COUNTER_CHANNELS if channel in procedure.channels), scan=scan, groups=person_groups(procedure, lang),
        applicant=form_of(first, procedure, sent.typed, one.scope, lang, faults=shown_faults, **making),
        form=form_of(rest, procedure, sent.typed, one.scope, lang, faults=shown_faults, **making),
        papers=papers, papers_brought=sum(bool(paper.how or paper.files) for paper in papers if paper.paper.required),
        fees=tuple(_fee(fee, one, lang) for fee in one.fees), due=clock.due if clock else None,
        rule=show_duration(clock.rule, lang) if clock and clock.rule else "", cutoff=clock.cutoff if clock else "",
        proof=shown(clock.proof, lang) if clock and clock.proof else None, uncovered=full_day(one.uncovered), asks=asks,
        chosen=next((_chosen(ask, one, sent, lang, shown_faults) for ask in asks if ask.name == chosen), None),
        next=tuple(_next(house, step, procedure, lang, at) for step in following), lines=lines, title=title,
        warnings=tuple(fault_told(fault, lang) for fault in one.warned),
    )


def _line(fault: Fault, procedure: Procedure, lang: str) -> Line:
    if fault.field.startswith("documents."):
        return Line(id_of(fault.field.replace("/", ".")), fault_told(fault, lang))
    return Line(id_of(fault.field), f"{place_label(fault.field, procedure, lang)}: {fault_told(fault, lang)}")


def person_groups(procedure: Procedure, lang: str) -> tuple[tuple[str, str], ...]:
    """Whom a card can be read for: every part that has a name and a number."""
    names = (name.removesuffix(".id") for name in procedure.form if name.endswith(".id") and name.removesuffix("id") + "name" in procedure.form)
    return tuple((name, words_of(procedure.groups.get(name), lang) or name) for name in names)


def scanned(procedure: Procedure, sent: Sent, text: str, group: str, lang: str) -> tuple[Sent, Scan]:
    """The typed values with the card's in their places, and what is to be said of the scan."""
    found = read_card(text)
    if isinstance(found, Unread):
        words = told(found.code, {}, lang)
        return sent, Scan(text, None, (), f"{words.message} {words.do}".strip(), group)
    values = {"name": found.name, "id": found.id, "birth_date": full_day(found.birth_date), "sex": found.sex, "address": found.address}
    texts = {**sent.typed.texts, **{f"{group}.{name}": values[name] for name in SCANNED if values[name] and f"{group}.{name}" in procedure.form}}
    notes = tuple(f"{words.message} {words.do}".strip() for words in (told(code, {}, lang) for code in found.notes))
    sent = Sent(Typed(texts, sent.typed.rows, sent.typed.files), sent.channel, sent.ticked, sent.which, sent.reused, sent.present)
    return sent, Scan("", found, notes, "", group)


def _paper(paper: Paper, procedure: Procedure, sent: Sent, faults: tuple[Fault, ...], lang: str) -> PaperShown:
    document, place = paper.document, paper.place
    label = f"{words_of(document.label, lang)} {paper.row}".strip()
    wrong = " ".join(fault_told(fault, lang) for fault in faults if fault.field.replace("/", ".") == place)
    files = sent.typed.files.get(place, ())
    return PaperShown(paper, id_of(place), label, words_of(document.help, lang), law_said(document.law, procedure, lang),
                      sent.ticked.get(place, ""), sent.reused.get(place, ""), sent.which.get(place, ""), files,
                      tuple((name, words_of(one, lang)) for name, one in document.one_of.items()), wrong)


def _fee(one: FeeShown, draft: Draft, lang: str) -> FeeLineShown:
    procedure = draft.procedure
    rows = tuple(_fee_row(rule, rule is one.rule, procedure, lang) for rule in one.line.rules)
    reason = (small(words_of(one.rule.why, lang)) or why(one.rule.when, draft.scope, lang)) if one.rule else ""
    return FeeLineShown(words_of(one.line.label, lang), one.line.at, one.fee is not None, one.fee.amount if one.fee else None, reason, rows,
                         bool(one.rule and isinstance(one.rule.amount, str) and one.rule.amount != "unpublished"))


def _fee_row(rule: Any, held: bool, procedure: Procedure, lang: str) -> FeeRow:
    law = procedure.law.get(rule.law.key) if rule.law else None
    return FeeRow(said(rule.when, procedure, lang), rule.amount if isinstance(rule.amount, int) else None, words_of(rule.why, lang), law_said(rule.law, procedure, lang),
                  rule.confirmed and (law is None or law.confirmed), held)


def asks_of(procedure: Procedure, lang: str) -> tuple[Ask, ...]:
    """The actions of the first step: the one that starts the clock first (F9), the next (F8), the rest."""
    step = procedure.steps[procedure.start]
    starts = procedure.deadline.starts if procedure.deadline else ()
    actions = sorted(step.do.values(), key=lambda action: f"{step.name}.{action.name}" not in starts)
    return tuple(_ask(action, n, procedure, lang) for n, action in enumerate(actions))


def _ask(action: Action, n: int, procedure: Procedure, lang: str) -> Ask:
    end = procedure.ends.get(action.to)
    kind = "" if n == 0 else "risk" if end and end.outcome == "rejected" else "plain"
    return Ask(action.name, words_of(action.label, lang) or action.name, ("F9", "F8")[n] if n < 2 else "", kind, bool(action.asks), None, action.present)


def asked_fields(procedure: Procedure, action: str) -> list[Field]:
    """What the action asks of the officer: whole findings (columns of rows are asked later, at their rows)."""
    return [procedure.findings[name] for name in procedure.steps[procedure.start].do[action].asks if name in procedure.findings]


def _chosen(ask: Ask, one: Draft, sent: Sent, lang: str, faults: tuple[Fault, ...]) -> Ask:
    fields = asked_fields(one.procedure, ask.name)
    typed = sent.typed
    missing = "\n".join(words_of(paper.document.label, lang) for paper in one.papers if paper.required and paper.place not in brought_places(sent))
    if missing and "missing" in {field.name for field in fields} and "missing" not in typed.texts:
        typed = Typed({**typed.texts, "missing": missing}, typed.rows, typed.files)
    return Ask(ask.name, ask.label, ask.key, ask.kind, ask.asks, form_of(fields, one.procedure, typed, one.scope, lang, faults=faults), ask.present)


def answers_of(procedure: Procedure, action: str, sent: Sent) -> dict[str, Any]:
    data = typing_.as_data(asked_fields(procedure, action), sent.typed)
    return {**data, "present": list(sent.present)} if sent.present else data


def _next(house: str, step: OpenStep, procedure: Procedure, lang: str, at: datetime | None) -> Next:
    day = str((at or access.time_of(house)).date())
    state = access.state(house)
    people = [state.names.get(holding.person, "") for role in step.roles for holding in state.holders_of(role, day)]
    time = procedure.steps[step.step].time
    return Next(words_of(step.label, lang) or step.step, tuple(dict.fromkeys(people))[:4], show_duration(time, lang) if time else "")
