"""The parts of the reception's page: papers, fee, actions, who comes next, the card that was scanned. Finished values, no rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.documents import good_until
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Action, FeeRule, Procedure, Text
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.record.events import OpenStep
from dinh.engine.refusal import Fault
from dinh.engine.schedule.calendar import to_local
from dinh.engine.schedule.deadline import show_duration
from dinh.export.reasons import said, small, why
from dinh.messages import fault_told, told
from dinh.messages.words import full_day, say, words_of
from dinh.web.counter.card import Card, Unread, read_card
from dinh.web.counter.preview import Draft, FeeShown, Paper
from dinh.web.counter.reception_input import Sent, asked_fields, brought_places
from dinh.web.shared import items
from dinh.web.shared.form import Form, form_of, id_of, place_label
from dinh.web.shared.form_data import Typed
from dinh.web.shared.labels import paper_help

OPEN = "open"
OPENS = Text("Mở hồ sơ", "Open the case")
APPLICANT = "applicant"
SCANNED = ("name", "id", "birth_date", "sex", "address")


class PaperShown(Struct, frozen=True):
    """how: "" not brought, `seen`, `file`, `reused`; `files`: stored ones; `which`: of `one_of`; `dated`: the day on it as typed, asked where it is good for some time only."""

    paper: Paper
    id: str
    label: str
    hint: str
    law: str
    how: str
    reused: str
    which: str
    dated: str
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
    present: tuple[tuple[str, str], ...] = ()
    items: items.Choices = ()


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


def person_groups(procedure: Procedure, lang: str) -> tuple[tuple[str, str], ...]:
    """Whom a card can be read for: every part that has a name and a number."""
    names = (
        name.removesuffix(".id")
        for name in procedure.form
        if name.endswith(".id") and name.removesuffix("id") + "name" in procedure.form
    )
    return tuple((name, words_of(procedure.groups.get(name), lang) or name) for name in names)


def scanned(
    procedure: Procedure, sent: Sent, text: str, group: str, lang: str
) -> tuple[Sent, Scan]:
    """The typed values with the card's in their places, and what is to be said of the scan."""
    found = read_card(text)
    if isinstance(found, Unread):
        words = told(found.code, {}, lang)
        return sent, Scan(text, None, (), f"{words.message} {words.do}".strip(), group)
    values = {
        "name": found.name,
        "id": found.id,
        "birth_date": full_day(found.birth_date),
        "sex": found.sex,
        "address": found.address,
    }
    texts = {
        **_kept(sent.typed, group, found.id),
        **{
            f"{group}.{name}": values[name]
            for name in SCANNED
            if values[name] and f"{group}.{name}" in procedure.form
        },
    }
    notes = tuple(
        f"{words.message} {words.do}".strip()
        for words in (told(code, {}, lang) for code in found.notes)
    )
    sent = replace(sent, typed=Typed(texts, sent.typed.rows, sent.typed.files))
    return sent, Scan("", found, notes, "", group)


def same_person(procedure: Procedure, sent: Sent, group: str) -> Sent:
    """The applicant once more, as the child's father or the one who died: what the applicant left empty stays as it was typed there."""
    said = {
        name: text
        for place, text in sent.typed.texts.items()
        if text and (name := place.removeprefix(f"{APPLICANT}.")) != place
    }
    texts = _kept(sent.typed, group, sent.typed.text(f"{APPLICANT}.id")) | {
        f"{group}.{name}": text
        for name, text in said.items()
        if f"{group}.{name}" in procedure.form
    }
    return replace(sent, typed=replace(sent.typed, texts=texts))


def _kept(typed: Typed, group: str, number: str) -> dict[str, Any]:
    """What was typed stays, but for what another person's card left there: two persons are never mixed into one."""
    before = typed.text(f"{group}.id")
    theirs = (
        {f"{group}.{name}" for name in SCANNED}
        if before and normalize("NFKC", before).strip() != number
        else set()
    )
    return {place: text for place, text in typed.texts.items() if place not in theirs}


def paper_shown(
    paper: Paper, procedure: Procedure, sent: Sent, faults: tuple[Fault, ...], lang: str
) -> PaperShown:
    document, place = paper.document, paper.place
    label = f"{words_of(document.label, lang)} {paper.row}".strip()
    wrong = " ".join(
        fault_told(fault, lang) for fault in faults if fault.field.replace("/", ".") == place
    )
    files = sent.typed.files.get(place, ())
    return PaperShown(
        paper,
        id_of(place),
        label,
        paper_help(document, lang),
        law_said(document.law, procedure, lang),
        sent.ticked.get(place, ""),
        sent.reused.get(place, ""),
        sent.which.get(place, ""),
        sent.dated.get(place, ""),
        files,
        tuple((name, words_of(one, lang)) for name, one in document.one_of.items()),
        wrong,
    )


def over(paper: Paper, sent: Sent, scope: Scope, lang: str) -> str:
    """What is told of a paper that was good only until before today, by the day that was typed; "": nothing."""
    try:
        day = read_date(sent.dated.get(paper.place, ""))
    except Bad:
        return ""
    until = good_until(paper.document, {"date": day}, scope.calendar) if scope.calendar else None
    if until is None or until.isoformat() >= str(scope("opened"))[:10]:
        return ""
    return say(
        "{paper} chỉ có giá trị đến {day}.",
        "{paper} was good until {day} only.",
        lang,
        paper=words_of(paper.document.label, lang),
        day=full_day(until.isoformat()),
    )


def fee_shown(one: FeeShown, draft: Draft, lang: str) -> FeeLineShown:
    procedure = draft.procedure
    rows = tuple(_fee_row(rule, rule is one.rule, procedure, lang) for rule in one.line.rules)
    reason = (
        (small(words_of(one.rule.why, lang)) or why(one.rule.when, draft.scope, lang))
        if one.rule
        else ""
    )
    return FeeLineShown(
        words_of(one.line.label, lang),
        one.line.at,
        one.fee is not None,
        one.fee.amount if one.fee else None,
        reason,
        rows,
        bool(one.rule and isinstance(one.rule.amount, str) and one.rule.amount != "unpublished"),
    )


def _fee_row(rule: FeeRule, held: bool, procedure: Procedure, lang: str) -> FeeRow:
    law = procedure.law.get(rule.law.key) if rule.law else None
    return FeeRow(
        said(rule.when, procedure, lang),
        rule.amount if isinstance(rule.amount, int) else None,
        words_of(rule.why, lang),
        law_said(rule.law, procedure, lang),
        rule.confirmed and (law is None or law.confirmed),
        held,
    )


def asks_of(procedure: Procedure, lang: str) -> tuple[Ask, ...]:
    """The actions of the first step: the one that starts the clock first (F9), the next (F8), the rest."""
    step = procedure.steps[procedure.start]
    starts = procedure.deadline.starts if procedure.deadline else ()
    actions = sorted(
        step.do.values(), key=lambda action: f"{step.name}.{action.name}" not in starts
    )
    return tuple(_ask(action, n, procedure, lang) for n, action in enumerate(actions))


def opens(lang: str) -> Ask:
    """What is done with a matter of the house itself: it is opened, and acted in on its own page."""
    return Ask(OPEN, words_of(OPENS, lang), "F9", "", False)


def _ask(action: Action, n: int, procedure: Procedure, lang: str) -> Ask:
    end = procedure.ends.get(action.to)
    kind = "" if n == 0 else "risk" if end and end.outcome == "rejected" else "plain"
    return Ask(
        action.name,
        words_of(action.label, lang) or action.name,
        ("F9", "F8")[n] if n < 2 else "",
        kind,
        bool(action.asks),
        None,
        tuple(
            (name, words_of(procedure.groups.get(name), lang) or place_label(name, procedure, lang))
            for name in action.present
        ),
    )


def chosen(ask: Ask, one: Draft, sent: Sent, lang: str, faults: tuple[Fault, ...]) -> Ask:
    """With its questions; of a supplement also what may be asked for, the papers that lack already chosen."""
    action = one.procedure.steps[one.procedure.start].do[ask.name]
    choices: items.Choices = ()
    if action.requests:
        choices = items.requestable(one.procedure, one.scope, _lacking(one, sent), lang)
        if sent.asked == ask.name:
            choices = items.as_typed(choices, sent.items, faults, lang)
    fields = asked_fields(one.procedure, ask.name)
    return replace(
        ask,
        form=form_of(fields, one.procedure, sent.typed, one.scope, lang, faults=faults),
        items=choices,
    )


def _lacking(one: Draft, sent: Sent) -> set[str]:
    """The papers still to be brought."""
    brought = brought_places(sent)
    return {paper.place for paper in one.papers if paper.required and paper.place not in brought}


def next_step(
    house: str, step: OpenStep, procedure: Procedure, lang: str, at: datetime | None
) -> Next:
    day = str(to_local(at or finders.time_of(house)).date())
    state = finders.state(house)
    people = [
        state.names.get(holding.person, "")
        for role in step.roles
        for holding in state.holders_of(role, day)
    ]
    time = procedure.steps[step.step].time
    return Next(
        words_of(step.label, lang) or step.step,
        tuple(dict.fromkeys(people))[:4],
        show_duration(time, lang) if time else "",
    )
