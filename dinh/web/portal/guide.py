"""What a citizen is told of a procedure: what to bring for their own situation, how long, what it costs, who signs.

The few questions are the fields on which papers, fees and times hang; answers are asked of the engine's own scope, so
that the page and the counter never differ. What a file marks as not confirmed is shown so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions import case_clock
from dinh.engine.decisions.decide import scope_of
from dinh.engine.decisions.effects import fee_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import ALWAYS, NEVER, Condition, holds, names_in
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Add, Between, Derived, Document, Field, Fold, Procedure
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import NotCovered
from dinh.engine.schedule.deadline import show_duration
from dinh.export.names import CHANNELS, cut_off, step_label
from dinh.export.reasons import said, why
from dinh.messages.words import say, words_of
from dinh.web.shared.case_path import promises_at_once, to_good_end
from dinh.web.shared.deadline_view import ProofShown, shown
from dinh.web.shared.form import Form, form_of
from dinh.web.shared.form_data import Typed, from_post
from dinh.web.shared.labels import paper_help, role_label

ASKED = frozenset({"choice", "yes_no", "date"})
QUESTIONS_MAX = 8
ROW = "1"


class PaperTold(Struct, frozen=True):
    """when: the situation in which it is needed, "" always; needed: by the answers given, None: not known yet."""

    label: str
    how: str
    when: str
    because: str
    help: str
    law: str
    confirmed: bool
    reuse: bool
    needed: bool | None


class FeeTold(Struct, frozen=True):
    when: str
    amount: int | None
    why: str
    law: str
    confirmed: bool
    mine: bool
    computed: str = ""


class FeeLineTold(Struct, frozen=True):
    label: str
    at: str
    rows: tuple[FeeTold, ...]


class TimeTold(Struct, frozen=True):
    when: str
    words: str
    mine: bool


class StopTold(Struct, frozen=True):
    who: str
    label: str
    time: str


class Guide(Struct, frozen=True):
    procedure: Procedure
    questions: Form
    answered: bool
    papers: tuple[PaperTold, ...]
    fees: tuple[FeeLineTold, ...]
    times: tuple[TimeTold, ...]
    cutoff: str
    time_law: str
    time_confirmed: bool
    due: datetime | None
    proof: ProofShown
    channels: tuple[str, ...]
    stops: tuple[StopTold, ...]
    standing: tuple[str, ...]
    signers: tuple[str, ...]
    unconfirmed: bool


def guide(
    house: str, procedure: Procedure, given: Mapping[str, list[str]], now: datetime, lang: str
) -> Guide:
    fields = questions(procedure)
    typed = from_post(fields, given)
    context = finders.context(house, "applicant", now, slug=procedure.slug)
    answers = _answers(procedure, fields, typed)
    scope = scope_of(
        procedure, Case(house=house, channel="counter", opened=now), context, data=answers
    )
    known = set(typed.texts)
    telling = _Telling(procedure, scope, frozenset(known), lang)
    clock = _clock(procedure, scope, now, context)
    way = (
        [procedure.start, *to_good_end(procedure, procedure.start, scope, may_hold)]
        if procedure.start
        else []
    )
    laws = [procedure.law[key] for key in procedure.law]
    return Guide(
        procedure,
        form_of(
            [field for field in fields if holds(field.shown, scope)], procedure, typed, scope, lang
        ),
        bool(known),
        telling.papers(),
        telling.fees(),
        telling.times(),
        procedure.deadline.cutoff if procedure.deadline else "",
        law_said(procedure.deadline.law, procedure, lang) if procedure.deadline else "",
        _sure(procedure, procedure.deadline.law, procedure.deadline.confirmed)
        if procedure.deadline
        else True,
        clock.due if clock else None,
        shown(clock.proof, lang) if clock else ProofShown(),
        tuple(
            words_of(CHANNELS.get(one), lang) or one
            for one in procedure.channels
            if one in ("counter", "online", "post")
        ),
        tuple(telling.stop(name) for name in way if procedure.steps[name].do),
        telling.standing(way),
        telling.signers(),
        any(not law.confirmed for law in laws),
    )


def may_hold(condition: Condition, scope: Scope) -> bool:
    """Can it hold, whatever is answered to what is not known yet?"""
    return any(
        all(
            scope(clause.name) in (None, "") or holds(((clause,),), scope) for clause in alternative
        )
        for alternative in condition
    )


def until_said(until: str, procedure: Procedure, lang: str) -> str:
    """A day of the year, `12-14`; else the field that says the day, by its label."""
    if until[:1].isdigit():
        month, _, day = until.partition("-")
        return say("đến hết ngày {day}/{month}", "until {day}/{month}", lang, day=day, month=month)
    field = procedure.form.get(until) or procedure.findings.get(until)
    return words_of(field.label, lang) if field else until


def _sure(procedure: Procedure, law: Any, confirmed: bool) -> bool:
    found = procedure.law.get(law.key) if law else None
    return confirmed and (found is None or found.confirmed)


def _clock(procedure: Procedure, scope: Scope, now: datetime, context: Any) -> Any:
    if not promises_at_once(procedure):
        return None
    try:
        return case_clock.started(procedure.deadline, scope, now, context.calendar)
    except NotCovered:
        return None


class OnlyTold(Struct, frozen=True):
    """A procedure that is not received here: the same answers, in its file's own words."""

    papers: tuple[PaperTold, ...]
    fees: tuple[FeeTold, ...]
    times: tuple[TimeTold, ...]
    cutoff: str
    time_confirmed: bool
    disagree: dict[str, tuple[tuple[str, ...], ...]]


def only_told(procedure: Procedure, lang: str) -> OnlyTold:
    """disagree: the fact -> what each source says of it."""
    scope = Scope(procedure, {}, {})
    telling = _Telling(procedure, scope, frozenset(), lang)
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for one in procedure.told.conflicts if procedure.told else ():
        found[one.about] = (
            *found.get(one.about, ()),
            tuple(words_of(said, lang) for said in one.says),
        )
    deadline = procedure.deadline
    fees = tuple(row for line in telling.fees() for row in line.rows)
    return OnlyTold(
        telling.papers(),
        fees,
        telling.times(),
        deadline.cutoff if deadline else "",
        deadline is None or deadline.confirmed,
        found,
    )


# --- the questions --------------------------------------------------------------------------------------------------


def questions(procedure: Procedure) -> list[Field]:
    """The fields on which a paper, a fee or a time hangs, in the order of the form; a column of a list as one question."""
    conditions: list[Condition] = [document.required for document in procedure.documents.values()]
    conditions += [rule.when for line in procedure.fee.values() for rule in line.rules]
    conditions += [row.when for row in procedure.deadline.rows] if procedure.deadline else []
    names = {
        base
        for condition in conditions
        for name in names_in(condition)
        for base in _bases(name, procedure)
    }
    names |= {
        base
        for name in names
        if name in procedure.form
        for one in names_in(procedure.form[name].shown)
        for base in _bases(one, procedure)
    }
    found = []
    for field in procedure.form.values():
        if field.name in names and field.type in ASKED:
            found.append(replace(field, required=ALWAYS))
        for column in field.columns.values() if field.type == "list" else ():
            if f"{field.name}.{column.name}" in names and column.type in ASKED:
                found.append(
                    replace(
                        column,
                        name=f"{field.name}.{column.name}",
                        shown=field.shown,
                        required=ALWAYS,
                    )
                )
    return found[:QUESTIONS_MAX]


def _bases(name: str, procedure: Procedure, depth: int = 0) -> set[str]:
    """The fields from which a name follows."""
    derived = procedure.derive.get(name.removeprefix("case."))
    if derived is None or depth > 5:
        return {name.removeprefix("case.").removeprefix("row.")}
    return {base for one in _operands(derived) for base in _bases(one, procedure, depth + 1)}


def _operands(derived: Derived) -> Iterable[str]:
    formula = derived.formula
    match formula:
        case Between():
            found: tuple[Any, ...] = (formula.start, formula.end)
        case Add():
            found = (formula.to,)
        case Fold():
            found = (*formula.over, *names_in(formula.where))
        case _:
            found = tuple(getattr(formula, name, None) for name in ("left", "right", "of", "at"))
    return (one for one in found if isinstance(one, str))


def _answers(procedure: Procedure, fields: Iterable[Field], typed: Typed) -> dict[str, Any]:
    """What was answered, as values of a case; what cannot be read is left unanswered."""
    data: dict[str, Any] = {}
    for field in fields:
        try:
            value = read_value(field, typed.texts.get(field.name))
        except Bad:
            continue
        if value is None:
            continue
        if field.name in procedure.form:
            data[field.name] = value
        else:
            name, _, column = field.name.rpartition(".")
            data.setdefault(name, {ROW: {}})[ROW][column] = value
    return data


# --- the answers ----------------------------------------------------------------------------------------------------


class _Telling(Struct, frozen=True):
    procedure: Procedure
    scope: Scope
    known: frozenset[str]
    lang: str

    def papers(self) -> tuple[PaperTold, ...]:
        found = [self._paper(one) for one in self.procedure.documents.values()]
        return tuple(sorted(found, key=lambda one: {True: 0, None: 1, False: 2}[one.needed]))

    def _paper(self, one: Document) -> PaperTold:
        always, never = one.required == ALWAYS, one.required == NEVER
        needed = True if always else self._needed(one)
        because = (
            why(one.required, self.scope, self.lang)
            if needed and not always and holds(one.required, self.scope)
            else ""
        )
        return PaperTold(
            words_of(one.label, self.lang),
            one.kind,
            "" if always or never else said(one.required, self.procedure, self.lang),
            because,
            paper_help(one, self.lang),
            law_said(one.law, self.procedure, self.lang),
            _sure(self.procedure, one.law, True),
            one.reuse,
            None if never else needed,
        )

    def _needed(self, one: Document) -> bool | None:
        if holds(one.required, self.scope):
            return True
        fails = (
            any(
                self._settled(clause.name) and not holds(((clause,),), self.scope)
                for clause in alternative
            )
            for alternative in one.required
        )
        return False if all(fails) else None

    def _settled(self, name: str) -> bool:
        """Is its value known: was all of it answered, or is it not asked in this situation?"""
        return all(
            base in self.known or base in ("opened", "channel") or self._not_asked(base)
            for base in _bases(name, self.procedure)
        )

    def _not_asked(self, base: str) -> bool:
        shown = field.shown if (field := self.procedure.form.get(base)) else ALWAYS
        return (
            shown != ALWAYS
            and not holds(shown, self.scope)
            and all(self._settled(name) for name in names_in(shown))
        )

    def fees(self) -> tuple[FeeLineTold, ...]:
        return tuple(
            FeeLineTold(
                words_of(line.label, self.lang) or say("Phí, lệ phí", "Fee", self.lang),
                line.at,
                tuple(self._fee(line, rule) for rule in line.rules),
            )
            for line in self.procedure.fee.values()
        )

    def _fee(self, line: Any, rule: Any) -> FeeTold:
        mine = bool(self.known) and rule.when != ALWAYS and holds(rule.when, self.scope)
        fixed = fee_of(line, self.scope) if mine else None
        derived = self.procedure.derive.get(rule.amount) if isinstance(rule.amount, str) else None
        amount = rule.amount if isinstance(rule.amount, int) else fixed.amount if fixed else None
        computed = "" if derived is None else words_of(derived.label, self.lang) or rule.amount
        return FeeTold(
            "" if rule.when == ALWAYS else said(rule.when, self.procedure, self.lang),
            amount,
            words_of(rule.why, self.lang),
            law_said(rule.law, self.procedure, self.lang),
            _sure(self.procedure, rule.law, rule.confirmed),
            mine,
            computed,
        )

    def times(self) -> tuple[TimeTold, ...]:
        rows = self.procedure.deadline.rows if self.procedure.deadline else ()
        return tuple(
            TimeTold(
                "" if row.when == ALWAYS else said(row.when, self.procedure, self.lang),
                f"{show_duration(row.time, self.lang)}{cut_off(row, self.lang)}"
                if row.time
                else until_said(row.until, self.procedure, self.lang),
                bool(self.known) and row.when != ALWAYS and holds(row.when, self.scope),
            )
            for row in rows
        )

    def stop(self, name: str) -> StopTold:
        step = self.procedure.steps[name]
        return StopTold(
            ", ".join(role_label(role, self.lang) for role in step.roles),
            step_label(self.procedure, name, self.lang),
            show_duration(step.time, self.lang) if step.time else "",
        )

    def standing(self, way: Iterable[str]) -> tuple[str, ...]:
        """The steps on the way in which the clock stands: what is promised as the day does not count them."""
        return tuple(
            step_label(self.procedure, name, self.lang)
            for name in way
            if self.procedure.steps[name].pauses
        )

    def signers(self) -> tuple[str, ...]:
        roles = [
            role
            for step in self.procedure.steps.values()
            for role in step.roles
            if role == "leader"
        ]
        return tuple(dict.fromkeys(role_label(role, self.lang) for role in roles))
