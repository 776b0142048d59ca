"""What the page of a case shows, as finished values: only of what this person may see, everything bounded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.access.finders import Explained, Seen
from dinh.engine.decisions.decide import scope_of
from dinh.engine.decisions.evaluate import Scope, as_made
from dinh.engine.decisions.transfer import bound_for
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Document, Field, Procedure, Source, Text
from dinh.engine.record.case import Case
from dinh.engine.record.payments import owed
from dinh.engine.record.seal import unseal
from dinh.engine.schedule.deadline import show_duration
from dinh.insight import lateness
from dinh.messages import told as refusal_told
from dinh.messages.words import day_of, full_day, say, words_of
from dinh.proofs import is_public
from dinh.store import ledger, queries
from dinh.web.cases import contents, earlier
from dinh.web.cases.corrected import Corrected, corrections
from dinh.web.shared import action_form
from dinh.web.shared.case_path import Stop, way
from dinh.web.shared.deadline_view import ProofShown, Restarted, StateShown, restarted, shown, state
from dinh.web.shared.event_text import Teller, told
from dinh.web.shared.general_forms import DANGEROUS
from dinh.web.shared.labels import action_label, branch_label, refusal_labelled
from dinh.web.shared.lateness import told as late_told
from dinh.web.shared.likely_action import ends_badly, rank
from dinh.web.shared.options import options_of
from dinh.web.shared.requested import RequestShown, request_shown
from dinh.web.shared.session import HouseShown, house_shown
from dinh.workflow.related_cases import Family, family, unseen

LOG_SHOWN = 12
LOG_MAX = 500


class Doing(Struct, frozen=True):
    """Something this person may do. `asks`: a form comes first; kind: "" the likely next one, `plain`, `risk`; `drafted`: what it issues can be read first."""

    action: str
    step: str
    label: str
    at: str
    asks: bool
    kind: str
    help: str = ""
    drafted: bool = False


class Hindered(Struct, frozen=True):
    """Something this person may not do, and every reason, then what to do about it."""

    label: str
    why: tuple[str, ...]


class Told(Struct, frozen=True):
    """An event as a line of the log. `pdf`: of the letter it issued."""

    words: str
    at: datetime
    place: int
    number: int
    seal: str
    kind: str
    pdf: str = ""


class Brought(Struct, frozen=True):
    """A document of the case. files: with their names; how: `seen`, `reused`, `file`."""

    label: str
    how: str
    note: str = ""
    files: tuple[dict[str, Any], ...] = ()


class FeeShown(Struct, frozen=True):
    """A line of the fee; amount None: not published."""

    label: dict[str, str]
    amount: int | None
    why: dict[str, str]
    law: str
    confirmed: bool


class Went(Struct, frozen=True):
    """A house that the case came to, since when, and how; `own`: it is the reader's."""

    name: str
    since: datetime
    how: Text
    own: bool


HOW = {
    "": Text("mở hồ sơ", "opened there"),
    "at": Text("bước của đơn vị ấy", "its step"),
    "transfer": Text("được chuyển để giải quyết", "handed over to settle it"),
    "route": Text("chuyển đúng thẩm quyền", "routed to it as the competent one"),
    "back": Text("chuyển lại", "handed back"),
    "end": Text("về để trả kết quả", "back, for the result to be delivered"),
}


class CaseShown(Struct, frozen=True):
    seen: Seen
    title: str
    state: StateShown
    way: tuple[Stop, ...]
    doings: tuple[Doing, ...]
    others: tuple[Doing, ...]
    hindered: tuple[Hindered, ...]
    proof: ProofShown
    rule: str
    parts: tuple[contents.Part, ...]
    documents: tuple[Brought, ...]
    log: tuple[Told, ...]
    log_left: int
    fees: tuple[FeeShown, ...]
    owed: int | None
    registers: dict[tuple[str, str], str] = {}
    went: tuple[Went, ...] = ()
    elsewhere: str = ""
    family: Family = Family()
    risk: str = ""
    request: RequestShown | None = None
    corrected: tuple[Corrected, ...] = ()
    again: Restarted | None = None


def scope_for(house: str, seen: Seen, case: Case | None = None) -> Scope:
    """case: as it would be with other answers."""
    told_context = finders.context(house, seen.who.person, seen.at, slug=seen.case.procedure)
    return scope_of(seen.procedure, case or seen.case, told_context)


def page(
    house: str, seen: Seen, lang: str, *, shown_names: Collection[str] = (), whole_log: bool = False
) -> CaseShown:
    case, procedure, found = seen.case, seen.procedure, finders.state(house)
    explained = finders.explain(house, seen.who.person, case.code)
    sealed = list(finders.log_seen_by(house, seen.who.person, case.code))[-LOG_MAX:]
    events = [unseal(one) for one in sealed]
    scope = scope_for(house, seen)
    names = finders.names_in(house, case)
    kin = family(seen)
    teller = Teller(lang, names, procedure, finders.called, kept=unseen(seen, kin))
    readable = {
        letter.digest for letter in case.letters
    }  # no link to a letter of a class that is not this person's
    log = [
        Told(
            told(event, teller),
            event.at,
            event.place,
            event.number,
            one.seal,
            event.kind,
            event.body.digest if event.kind == "issued" and event.body.digest in readable else "",
        )  # type: ignore[union-attr]  # issued has a digest
        for one, event in zip(sealed, events, strict=True)
    ][::-1]
    clock = case.clock
    doings = _doings(seen, explained, scope, lang)
    return CaseShown(
        seen,
        finders.title_of(case),
        state(case, seen.at, finders.calendar_of(found.profile), lang),
        way(case, procedure, events, scope, names, lang),
        tuple(one for one in doings if one.step),
        tuple(one for one in doings if not one.step),
        () if case.away else _hindered(seen, explained, lang, names),
        shown(clock.proof, lang) if clock else ProofShown(),
        show_duration(clock.rule, lang) if clock and clock.rule else "",
        contents.parts(seen, shown_names, named(house, lang), lang, scope),
        brought(seen, lang),
        tuple(log if whole_log else log[:LOG_SHOWN]),
        0 if whole_log else max(0, len(log) - LOG_SHOWN),
        fees(seen, lang),
        owed(case),
        {
            key: _register(*key, case.first, lang)
            for key in dict.fromkeys((one.house, one.register) for one in case.records)
        },
        tuple(
            Went(
                finders.called(one.house), one.since, HOW.get(one.why, HOW[""]), one.house == house
            )
            for one in case.went
        ),
        finders.called(case.now) if case.away else "",
        kin,
        _risk(house, seen, lang),
        request_shown(case, procedure, lang),
        corrections(seen, events, named(house, lang), names, lang),
        restarted(case, procedure, finders.calendar_of(found.profile), lang),
    )


def _risk(house: str, seen: Seen, lang: str) -> str:
    """How likely it is to end late; "" where nothing tells."""
    found = lateness.of_case(house, seen.case, seen.at)
    return late_told(found, lang) if found else ""


def _register(house: str, slug: str, first: str, lang: str) -> str:
    """What a register is called, and of another house whose it is."""
    try:
        name = words_of(finders.register(house or first, slug).name, lang)
    except finders.NotFound:
        name = ""
    return f"{name or slug} ({finders.called(house)})" if house else name or slug


def _asks(seen: Seen, one: Explained, scope: Scope, lang: str) -> bool:
    """True if the action opens a form: it asks something, in the version by which it is done."""
    for_action = finders.seen_for_action(seen, one.step, one.action) if one.declared else seen
    if for_action is not seen:
        scope = scope_for(seen.case.house, for_action)
    return action_form.asks_now(
        action_form.asked(for_action, one.action, one.step, scope, lang), scope
    )


def _doings(seen: Seen, explained: list[Explained], scope: Scope, lang: str) -> list[Doing]:
    found: list[Doing] = []
    for one in sorted(
        (one for one in explained if one.may),
        key=lambda one: rank(seen.procedure, one.step, one.action),
    ):
        asks = _asks(seen, one, scope, lang)
        risk = is_risk(seen.procedure, one.action, one.step)
        first = one.declared and not risk and not any(doing.kind == "" for doing in found)
        action = action_form.action_of(seen.procedure, one.action, one.step)
        several = len(seen.case.steps) > 1
        found.append(
            Doing(
                one.action,
                one.step,
                action_label(seen.procedure, one.action, lang, one.step),
                branch_label(seen.procedure, one.step, lang, seen.case.data)
                if several and one.step
                else "",
                asks or risk or not one.declared,
                "risk" if risk else "" if first else "plain",
                words_of(action.help, lang) if action and action.help else "",
                bool(action and action.letters and not asks),
            )
        )
    return found


def is_risk(procedure: Procedure, action: str, step: str) -> bool:
    """Does it end the matter badly for the applicant, or lead to a step from which only such an end is near?"""
    declared = action_form.action_of(procedure, action, step)
    return ends_badly(procedure, declared) if declared else action in DANGEROUS


def _hindered(
    seen: Seen, explained: list[Explained], lang: str, names: Mapping[str, str]
) -> tuple[Hindered, ...]:
    found = []
    for one in explained:
        if one.may or any(
            refusal.code in ("action.not_offered", "unwritten.off", "waive.nothing")
            for refusal in one.why
        ):
            continue
        words = [
            refusal_told(
                refusal.code, refusal_labelled(refusal, seen.procedure, lang, names).facts, lang
            )
            for refusal in one.why
        ]
        found.append(
            Hindered(
                action_label(seen.procedure, one.action, lang, one.step),
                tuple(f"{told_.message} {told_.do}".strip() for told_ in words),
            )
        )
    return tuple(found)


def to_be_undone(house: str, seen: Seen, lang: str) -> str:
    """What reversing would take back: the last act that stands, as the log tells it."""
    events = (unseal(one) for one in finders.log_seen_by(house, seen.who.person, seen.case.code))
    last = next(
        (event for event in events if event.place == seen.case.standing and event.kind == "acted"),
        None,
    )
    return (
        told(last, Teller(lang, finders.names_in(house, seen.case), seen.procedure, finders.called))
        if last
        else ""
    )


def choices(seen: Seen, action: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of what a field of its kind offers, what this action may take: no house hands a case to itself, and one that is not its own to settle only where it may go."""
    if action in ("transfer", "route"):
        context = finders.context(
            seen.case.house, seen.who.person, seen.at, slug=seen.case.procedure
        )
        only = bound_for(
            seen.procedure, seen.case, scope_of(seen.procedure, seen.case, context), context
        )
        return [
            (house, name)
            for house, name in options
            if house != seen.case.house and (not only or house in only)
        ]
    return who_may_have(seen, options) if action == "reassign" else options


def who_may_have(seen: Seen, people: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of these people those for whom an open step of the case is; all of them where nobody is."""
    found = finders.state(seen.case.house)
    holders = {
        one.person
        for step in seen.case.steps
        for role in step.roles
        for one in found.holders_of(role, str(day_of(seen.at)))
    }
    return [(person, name) for person, name in people if person in holders] or people


def named(house: str, lang: str) -> contents.Named:
    def name_of(field: Field, name: str) -> str:
        if field.type == "village":
            row = queries.record(house, "villages", name)
            return str(row.get("name") or name) if row else name
        return next(
            (label for value, label in options_of(house, field, lang) if value == name), name
        )

    return name_of


def brought(seen: Seen, lang: str) -> tuple[Brought, ...]:
    found: list[Brought] = []
    for name, document in (seen.procedure.documents | earlier.documents(seen)).items():
        given = seen.case.documents.get(name)
        label = words_of(document.label, lang)
        if document.each and isinstance(given, dict):
            places = _places(seen.case.data.get(document.each) or given, given)
            found += [
                _brought(_of_row(label, place, len(given), lang), one, document, lang)
                for place, one in places
            ]
        elif given:
            found.append(_brought(label, given, document, lang))
    return tuple(found)


def _places(rows: Mapping[str, Any], given: Mapping[str, Any]) -> list[tuple[int, Any]]:
    """What was brought for each row, by the place at which the row stands now; 0: of a row that was taken out since."""
    place = {row: n for n, (row, _) in enumerate(as_made(rows), 1)}
    return sorted(
        ((place.get(row, 0), one) for row, one in given.items()),
        key=lambda one: (not one[0], one[0]),
    )


def _of_row(label: str, place: int, count: int, lang: str) -> str:
    if not place:
        return f"{label} ({say('dòng đã bỏ', 'row taken out', lang)})"
    return f"{label} {place}" if count > 1 else label


def _brought(label: str, given: Any, document: Document, lang: str) -> Brought:
    which = (
        document.one_of.get(given.get("which") or given.get("seen") or "")
        if isinstance(given, dict)
        else None
    )
    if which is not None:
        label = f"{label}: {words_of(which, lang)}"
    if isinstance(given, dict) and given.get("date"):
        label = (
            f"{label} ({say('ngày cấp {day}', 'dated {day}', lang, day=full_day(given['date']))})"
        )
    if isinstance(given, dict) and "digest" in given:
        return Brought(label, "file", files=(given,))
    if isinstance(given, dict) and "reused" in given:
        return Brought(label, "reused", str(given["reused"]))
    return Brought(label, "seen")


def fees(seen: Seen, lang: str) -> tuple[FeeShown, ...]:
    """With the source said in full: an event keeps it as the file has it, `LHT 11.1`."""
    sources = [Source(*fee.law.split(" ", 1)) if fee.law else None for fee in seen.case.fees]
    return tuple(
        FeeShown(
            fee.label,
            fee.amount,
            fee.why,
            law_said(source, seen.procedure, lang) or fee.law,
            fee.confirmed and _sure(seen.procedure, source),
        )
        for fee, source in zip(seen.case.fees, sources, strict=True)
    )


def _sure(procedure: Procedure, source: Source | None) -> bool:
    law = procedure.law.get(source.key) if source else None
    return law is None or law.confirmed


class LetterFacts(Struct, frozen=True):
    """What anybody may know of a letter who holds its digest: nothing personal. house: who issued it."""

    house: HouseShown | None
    label: dict[str, str]
    number: str
    issued: datetime
    withdrawn: bool
    valid_until: str
    code: str
    public: bool


def letter_facts(houses: Iterable[str], digest: str) -> LetterFacts:
    """Of the first of these houses that knows it, by the books of the one that is told all. Raises NotFound."""
    house, found = next(
        ((one, place) for one in houses if (place := ledger.letter(one, digest))), ("", None)
    )
    case = ledger.case_state(house, found[0]) if found else None
    case = (
        ledger.case_state(case.first, case.code) if case and case.first != house else case
    ) or case
    letter = next((one for one in case.letters if one.digest == digest), None) if case else None
    if case is None or letter is None:
        raise finders.NotFound(digest)
    issuer = (
        next(
            (
                event.actor.house
                for event in ledger.events(case.house, case.code)
                if event.place == letter.place
            ),
            "",
        )
        if case.went
        else ""
    )
    open_to_all = is_public(case, letter)
    return LetterFacts(
        house_shown(issuer or case.house),
        letter.label if open_to_all else {},
        letter.number,
        letter.issued,
        letter.withdrawn,
        letter.valid_until,
        case.code,
        open_to_all,
    )
