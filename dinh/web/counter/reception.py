"""The reception of one case on one page: what was typed, what it comes to, and what the page shows of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from dinh.engine.decisions.context import Context
from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.record.events import OpenStep
from dinh.engine.refusal import Fault
from dinh.engine.schedule.deadline import show_duration
from dinh.messages import fault_told, told
from dinh.messages.words import full_day, words_of
from dinh.web.counter import reception_view as parts
from dinh.web.counter.preview import Draft, at_reception, draft
from dinh.web.counter.reception_input import COUNTER_CHANNELS, Sent, brought_places
from dinh.web.counter.reception_view import Ask, FeeLineShown, Next, PaperShown, Scan
from dinh.web.shared import form_data as typing_
from dinh.web.shared.case_path import promises_at_once
from dinh.web.shared.deadline_view import ProofShown, shown
from dinh.web.shared.form import Form, Input, Line, Run, form_of, id_of, place_label
from dinh.web.shared.options import options_of

NO_SCAN = Scan()
UNTAKEN = Text("Có tệp chưa nhận được", "A file was not taken")


class Page(Struct, frozen=True):
    """All that `counter/open.html` shows. `others`: persons who may be the applicant too; `later`: the clock starts with a later step, so that no due can be told here;
    `own`: a matter of the house itself, opened by whoever has it and acted in later."""

    procedure: Procedure
    name: str
    channel: str
    channels: tuple[str, ...]
    scan: Scan
    focus: str
    groups: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    applicant: Form
    form: Form
    papers: tuple[PaperShown, ...]
    papers_brought: int
    fees: tuple[FeeLineShown, ...]
    due: datetime | None
    later: bool
    rule: str
    cutoff: str
    proof: ProofShown | None
    uncovered: str
    asks: tuple[Ask, ...]
    chosen: Ask | None
    present: tuple[str, ...]
    next: tuple[Next, ...]
    lines: tuple[Line, ...]
    title: str
    warnings: tuple[str, ...]
    own: bool = False


def page_of(
    house: str,
    one: Draft,
    sent: Sent,
    lang: str,
    *,
    scan: Scan = NO_SCAN,
    chosen: str = "",
    opened: bool = False,
    added: str = "",
    faults: tuple[Fault, ...] | None = None,
    title: str = "",
    following: tuple[OpenStep, ...] = (),
    at: datetime | None = None,
    own: bool = False,
) -> Page:
    """`chosen`: the action whose questions are open; `opened`: just now, so that they take the focus; `added`: the row, as `list.ROW`, that takes it."""
    procedure = one.procedure
    told_faults = (*sent.refused, *(faults or ()))
    shown_faults = (
        told_faults
        if faults is not None
        else (*sent.refused, *(fault for fault in one.faults if _is_typed(fault, sent)))
    )
    warned = tuple(fault for fault in one.warned if _is_typed(fault, sent))
    fields = at_reception(procedure)
    first = [field for field in fields if field.name.startswith("applicant.")]
    rest = [field for field in fields if not field.name.startswith("applicant.")]
    making = {"options_of": lambda field: options_of(house, field, lang), "warned": warned}
    applicant = form_of(
        first, procedure, sent.typed, one.scope, lang, faults=shown_faults, **making
    )
    form = form_of(rest, procedure, sent.typed, one.scope, lang, faults=shown_faults, **making)
    papers = tuple(
        parts.paper_shown(paper, procedure, sent, shown_faults, lang) for paper in one.papers
    )
    clock = one.clock
    asks = (parts.opens(lang),) if own else parts.asks_of(procedure, lang)
    asked = next(
        (parts.chosen(ask, one, sent, lang, shown_faults) for ask in asks if ask.name == chosen),
        None,
    )
    groups = parts.person_groups(procedure, lang)
    start = scan.group if scan.card else added
    focus = (
        _first_empty((asked.form,), "")
        if opened and asked and asked.form
        else _first_empty((applicant, form), start)
        if start
        else ""
    )
    lines = tuple(_line(fault, procedure, lang) for fault in told_faults)
    return Page(
        procedure=procedure,
        name=words_of(procedure.name, lang),
        channel=sent.channel,
        channels=tuple(channel for channel in COUNTER_CHANNELS if channel in procedure.channels),
        scan=scan,
        focus=focus,
        groups=groups,
        others=tuple(name for name, _ in groups if applicant.runs and name != parts.APPLICANT),
        applicant=applicant,
        form=form,
        papers=papers,
        papers_brought=sum(
            bool(paper.how or paper.files) for paper in papers if paper.paper.required
        ),
        fees=tuple(parts.fee_shown(fee, one, lang) for fee in one.fees),
        due=clock.due if clock else None,
        later=not promises_at_once(procedure),
        rule=show_duration(clock.rule, lang) if clock and clock.rule else "",
        cutoff=clock.cutoff if clock else "",
        proof=shown(clock.proof, lang) if clock and clock.proof else None,
        uncovered=full_day(one.uncovered),
        asks=asks,
        chosen=asked,
        present=sent.present,
        next=tuple(parts.next_step(house, step, procedure, lang, at) for step in following),
        lines=lines,
        title=title or (words_of(UNTAKEN, lang) if sent.refused else ""),
        warnings=(
            *(fault_told(fault, lang) for fault in warned),
            *(said for paper in one.papers if (said := parts.over(paper, sent, one.scope, lang))),
        ),
        own=own,
    )


def _first_empty(forms: Iterable[Form], group: str) -> str:
    """The place of the first input still empty, from the person on whose card was read; from the top when none is."""
    inputs = [one for form in forms for run in form.runs for one in _inputs(run)]
    start = next((n for n, one in enumerate(inputs) if one.place.startswith(f"{group}.")), 0)
    return next(
        (one.place for one in (*inputs[start:], *inputs[:start]) if not _is_filled(one)), ""
    )


def _inputs(run: Run) -> Iterator[Input]:
    for group in run.groups:
        yield from group.inputs
        for row in group.rows:
            for inner in row.runs:
                yield from _inputs(inner)


def _is_filled(one: Input) -> bool:
    return bool(one.value or one.files or any(option.chosen for option in one.options))


def drafted(procedure: Procedure, sent: Sent, context: Context) -> Draft:
    return draft(
        procedure,
        typing_.as_data(procedure.form.values(), sent.typed),
        sent.channel,
        context,
        brought_places(sent),
    )


def _is_typed(fault: Fault, sent: Sent) -> bool:
    """Nobody is told of a field that they have not come to yet."""
    return (
        fault.field in sent.typed.texts
        or fault.field in sent.typed.files
        or any(place.startswith(fault.field + ".") for place in sent.typed.texts)
    )


def _line(fault: Fault, procedure: Procedure, lang: str) -> Line:
    """A refusal that is at no field says in its line what to do; the title has said what it is."""
    if not fault.field:
        words = told(fault.code, fault.facts, lang)
        return Line("reception-form", f"{words.do or words.message} ({fault.code})")
    if fault.field.startswith("documents."):
        return Line(id_of(fault.field.replace("/", ".")), fault_told(fault, lang))
    return Line(
        id_of(fault.field),
        f"{place_label(fault.field, procedure, lang)}: {fault_told(fault, lang)}",
    )
