"""Where a case stands, for its applicant, who signs in nowhere. Nothing personal is said.

An open case is shown for its code with the last four digits of the personal number or telephone in it, or with the
tracking code of its receipt (`printing.tracking_code`). A case of a class needs the tracking code, and the digits too
where it holds a number. The tracking code alone opens a draft and lets its applicant answer it.

Rule to keep: whatever does not fit gets one and the same answer, which says what each kind of case needs. An answer of
its own for a case of a class would tell who knows four digits of a neighbour that there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from hmac import compare_digest
from unicodedata import normalize

from django.core import signing
from msgspec import Struct

from dinh import printing
from dinh.access import finders
from dinh.engine.decisions.letters import REVOCATION, heading
from dinh.engine.definition.procedure import Action, Field, Procedure, Step
from dinh.engine.record.case import Case, IssuedLetter
from dinh.engine.record.events import Issued, OpenStep
from dinh.engine.record.payments import owed
from dinh.engine.record.requested_items import still_open
from dinh.messages.words import case_code, words_of
from dinh.store import ledger
from dinh.web.shared.deadline_view import Restarted, StateShown, restarted, state
from dinh.web.shared.requested import RequestShown, request_shown

DIGITS = re.compile(r"\d{4,15}", re.ASCII)
SEAL = re.compile(r"[0-9a-f]{16,64}")
SALT, RATE_SECONDS_MAX = "dinh.rating", 3600
PROVEN_SALT, PROVEN_SECONDS_MAX = "dinh.tracking", 3600
ASKED_OF_ME = ("missing", "missing_reason", "guidance")


class Answer(Struct, frozen=True):
    """An action by which the applicant answers. asks: name and label of each text that goes with it."""

    action: str
    label: str
    asks: tuple[tuple[str, str], ...]


class Draft(Struct, frozen=True):
    """`place`: of the letter's event in the case."""

    label: str
    place: int


class Asked(Struct, frozen=True):
    """What waits for the applicant: the step, until when, and what the officer wrote (only what is no personal field).

    brings: papers are to be brought; `help`: the step's own words, `choices`: what may be answered, where it is something else.
    silence: not to answer until then is to agree; `step`, `drafts` and `answers` are then what may be read and answered on the page.
    """

    label: str
    until: datetime | None
    words: tuple[tuple[str, str], ...]
    brings: bool = True
    pauses: bool = True
    help: str = ""
    choices: tuple[str, ...] = ()
    request: RequestShown | None = None
    silence: bool = False
    step: str = ""
    drafts: tuple[Draft, ...] = ()
    answers: tuple[Answer, ...] = ()


class Revoked(Struct, frozen=True):
    """A notice that a result was taken back. results: which letters; reason: what the leader wrote, only for who has shown the
    tracking code, for it may name somebody."""

    number: str
    on: datetime
    results: str
    reason: str = ""


class Mine(Struct, frozen=True):
    """`house`: another house that has it now. rating: what its applicant said, 0: nothing yet; word: by which a rating may be sent, "" where none may.
    proof: by which a draft is opened and answered, "" where no tracking code was given; number: the last event that the page tells of.
    """

    code: str
    name: dict[str, str]
    where: tuple[tuple[str, datetime], ...]
    asked: tuple[Asked, ...]
    end: str
    outcome: str
    settled: datetime | None
    delivered: datetime | None
    accepted: datetime | None
    due: datetime | None
    state: StateShown
    owed: int | None
    house: str = ""
    rating: int = 0
    word: str = ""
    proof: str = ""
    number: int = 0
    first_due: datetime | None = None
    paused: bool = False
    awaits_applicant: bool = False
    again: Restarted | None = None
    revoked: tuple[Revoked, ...] = ()


def mine(
    houses: Iterable[str], code: str, digits: str, secret: str, now: datetime, lang: str
) -> Mine | None:
    """None where none of these houses has such a case, or what was given does not open it: after the same work. secret: the
    tracking code."""
    found: Mine | None = None
    for house in houses:
        case, near = ledger.case_or_neighbour(house, case_code(code))
        if near is None:
            continue
        spec = finders.followed(house, near)
        proven = _is_tracking_code(house, near, secret)
        if _opens(near, spec, digits, proven) and case is not None:
            found = found or _shown(house, case, spec, proven, now, lang)
    return found


def mine_proven(house: str, code: str, now: datetime, lang: str) -> Mine | None:
    """The same for whoever has shown the tracking code already (`proven`)."""
    case = ledger.case_state(house, code)
    return _shown(house, case, finders.followed(house, case), True, now, lang) if case else None


def _opens(case: Case, spec: Procedure, digits: str, proven: bool) -> bool:
    known = _known(case, spec)
    fits = _is_one_of(digits, known)
    return fits or proven if case.class_ == "open" else proven and (fits or not known)


def _is_one_of(digits: str, known: set[str]) -> bool:
    digits = re.sub(r"[\s.]", "", normalize("NFKC", digits))
    if not DIGITS.fullmatch(digits):
        return False
    digits = digits[-4:]  # who types the whole number has typed its last four
    return any([compare_digest(digits, one) for one in known])


def _is_tracking_code(house: str, case: Case, secret: str) -> bool:
    typed = printing.tracking_code_typed(secret)
    return bool(typed) and any(
        [compare_digest(typed, one) for one in printing.tracking_codes(house, case)]
    )


def _shown(house: str, case: Case, spec: Procedure, proven: bool, now: datetime, lang: str) -> Mine:
    return Mine(
        case.code,
        case.name,
        _where(case, lang),
        _asked(case, spec, proven, lang),
        words_of(case.end_label, lang),
        case.outcome,
        case.settled,
        case.delivered,
        case.accepted,
        case.due,
        state(case, now, finders.calendar_of(finders.state(house).profile), lang),
        owed(case),
        finders.called(case.now) if case.away else "",
        case.rating,
        signing.dumps([house, case.code], salt=SALT) if may_rate(case) else "",
        signing.dumps([house, case.code], salt=PROVEN_SALT) if proven else "",
        case.number,
        case.first_due,
        case.paused,
        case.awaits_applicant,
        restarted(case, spec, finders.calendar_of(finders.state(house).profile), lang),
        _revoked(house, case, proven),
    )


def _revoked(house: str, case: Case, proven: bool) -> tuple[Revoked, ...]:
    """The notices of revocation, the latest first."""
    notices = {
        one.place
        for one in case.letters
        if one.name == REVOCATION.name and (proven or one.class_ in ("", "open"))
    }
    if not notices:
        return ()
    found = []
    for event in ledger.events(house, case.code):
        if event.place in notices and isinstance(event.body, Issued):
            values = event.body.personal.get("values") or {}
            reason = str(values.get("reason") or "") if proven else ""
            found.append(
                Revoked(event.body.number, event.at, str(values.get("results") or ""), reason)
            )
    return tuple(reversed(found))


def may_rate(case: Case) -> bool:
    """Once it is over, unless it was withdrawn; once."""
    return bool(case.end) and case.end != "withdrawn" and not case.rating and not case.away


def rated(word: str) -> tuple[str, str]:
    """House and code of the case for which whoever sends this word has shown the digits; "" for a word that is not ours or too old."""
    return _signed(word, SALT, RATE_SECONDS_MAX)


def proven(word: str) -> tuple[str, str]:
    """House and code of the case whose tracking code whoever sends this word has shown; "" for a word that is not ours or too old."""
    return _signed(word, PROVEN_SALT, PROVEN_SECONDS_MAX)


def _signed(word: str, salt: str, age_seconds_max: int) -> tuple[str, str]:
    try:
        house, code = signing.loads(word, salt=salt, max_age=age_seconds_max)
    except signing.BadSignature:
        return "", ""
    return house, code


def draft(house: str, code: str, place: int) -> IssuedLetter | None:
    """The draft at this place of the case's log, while the applicant may answer it."""
    case = ledger.case_state(house, code)
    spec = finders.followed(house, case) if case else None
    waiting = (
        [step for step in case.steps if spec and silence_agrees(spec.steps.get(step.step))]
        if case
        else []
    )
    return next(
        (
            letter
            for step in waiting
            for letter in _drafts(case, spec, step)
            if letter.place == place
        ),
        None,
    )


def silence_agrees(step: Step | None) -> bool:
    """Does time lead where an answer of the applicant's leads? Then whoever is silent has agreed to what was sent."""
    return (
        step is not None
        and step.roles == ("applicant",)
        and step.then is not None
        and any(action.to == step.then.to for action in step.do.values())
    )


def _drafts(case: Case, spec: Procedure, step: OpenStep) -> tuple[IssuedLetter, ...]:
    """What was issued by the act that led to the step."""
    names = {
        name
        for declared in spec.steps.values()
        for action in declared.do.values()
        if action.to == step.step
        for name in action.letters
    }
    return tuple(
        letter
        for letter in case.letters
        if letter.name in names and letter.issued == step.since and not letter.withdrawn
    )


def printed(houses: Iterable[str], code: str, seal: str) -> str:
    """The digest of the letter of that case whose digest begins with the seal printed on the paper (16 signs at least); "" where there is none."""
    signs = re.sub(r"[^0-9a-z]", "", seal.lower())
    if not SEAL.fullmatch(signs):
        return ""
    found = (ledger.case_state(house, code) for house in houses)
    return next(
        (
            one.digest
            for case in found
            if case
            for one in case.letters
            if one.digest.startswith(signs)
        ),
        "",
    )


def _where(case: Case, lang: str) -> tuple[tuple[str, datetime], ...]:
    """Each step once, with how many answers it still waits for."""
    found: dict[str, list[datetime]] = {}
    for step in case.steps:
        if "applicant" not in step.roles:
            found.setdefault(words_of(step.label, lang) or step.name, []).append(step.since)
    return tuple(
        (label if len(since) == 1 else f"{label} ({len(since)})", min(since))
        for label, since in found.items()
    )


def _known(case: Case, spec: Procedure) -> set[str]:
    """The last four of the applicant's numbers: of the part that heads the case, which of a case of a class may be secret."""
    part = heading(spec).rpartition(".")[0]
    found = (
        case.data.get(name)
        for name, field in spec.form.items()
        if field.type in ("personal_id", "phone") and name.rpartition(".")[0] == part
    )
    return {str(value)[-4:] for value in found if value}


def _asked(case: Case, spec: Procedure, proven: bool, lang: str) -> tuple[Asked, ...]:
    waits = [step for step in case.steps if "applicant" in step.roles]
    words = tuple(
        (words_of(spec.findings[name].label, lang), str(case.data[name]))
        for name in ASKED_OF_ME
        if name in spec.findings
        and case.data.get(name)
        and not spec.findings[name].personal
        and not spec.findings[name].class_
    )
    return tuple(_waiting(case, step, spec, words, proven, lang) for step in waits)


def _waiting(
    case: Case,
    step: OpenStep,
    spec: Procedure,
    words: tuple[tuple[str, str], ...],
    proven: bool,
    lang: str,
) -> Asked:
    label, declared = words_of(step.label, lang) or step.name, spec.steps.get(step.step)
    if declared is None or any(action.edits for action in declared.do.values()):
        return Asked(
            label,
            step.limit,
            words,
            pauses=step.pauses,
            request=request_shown(case, spec, lang) if still_open(case.requested) else None,
        )
    choices = tuple(words_of(action.label, lang) or action.name for action in declared.do.values())
    silence = silence_agrees(declared)
    return Asked(
        label,
        step.limit,
        (),
        brings=False,
        pauses=step.pauses,
        help=words_of(declared.help, lang),
        choices=choices,
        silence=silence,
        step=step.name,
        drafts=tuple(
            Draft(words_of(one.label, lang), one.place) for one in _drafts(case, spec, step)
        )
        if silence and proven
        else (),
        answers=_answers(declared, spec, lang) if silence and proven and not case.away else (),
    )


def _answers(step: Step, spec: Procedure, lang: str) -> tuple[Answer, ...]:
    """What can be answered from afar: by a press, or with words."""
    return tuple(
        Answer(
            action.name,
            words_of(action.label, lang) or action.name,
            tuple((name, words_of(spec.findings[name].label, lang)) for name in action.asks),
        )
        for action in step.do.values()
        if answered_from_afar(action, spec.findings)
    )


def answered_from_afar(action: Action, findings: Mapping[str, Field]) -> bool:
    return not (action.present or action.edits or action.adds) and all(
        name in findings and findings[name].type == "text" for name in action.asks
    )
