"""Where a case stands, for whoever has its code and four digits that only its applicant knows. Nothing personal is said.

The digits are the last of the personal number or the telephone in the case. A wrong code and wrong digits get the same
answer, and tries are counted for the code and for the address they come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest
from unicodedata import normalize

from django.core import signing
from msgspec import Struct

from dinh import access
from dinh.desks.shared.proof import StateShown, state
from dinh.engine.case import Case
from dinh.engine.event import OpenStep
from dinh.engine.owing import owed
from dinh.engine.procedure import Procedure
from dinh.store import ledger
from dinh.texts.words import case_code, words_of

DIGITS = re.compile(r"\d{4,15}", re.ASCII)
SEAL = re.compile(r"[0-9a-f]{16,64}")
SALT, RATE_SECONDS_MAX = "dinh.rating", 3600
ASKED_OF_ME = ("missing", "missing_reason", "guidance")


class Asked(Struct, frozen=True):
    """What waits for the applicant: the step, until when, and what the officer wrote (only what is no personal field).

    brings: papers are to be brought; `help`: the step's own words, `choices`: what may be answered, where it is something else.
    """

    label: str
    until: datetime | None
    words: tuple[tuple[str, str], ...]
    brings: bool = True
    pauses: bool = True
    help: str = ""
    choices: tuple[str, ...] = ()


class Mine(Struct, frozen=True):
    """`house`: another house that has it now. rating: what its applicant said, 0: nothing yet; word: by which a rating may be sent, "" where none may."""

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


def mine(house: str, code: str, digits: str, now: datetime, lang: str) -> Mine | None:
    """None where there is no such case, or the digits are not its applicant's."""
    case = ledger.case_state(house, case_code(code))
    digits = re.sub(r"[\s.]", "", normalize("NFKC", digits))
    if case is None or case.class_ != "open" or not DIGITS.fullmatch(digits):
        return None
    digits = digits[-4:]  # who types the whole number has typed its last four
    spec = access.followed(house, case)
    if not any([compare_digest(digits, known) for known in _known(case, spec)]):
        return None
    return Mine(
        case.code,
        case.name,
        _where(case, lang),
        _asked(case, spec, lang),
        words_of(case.end_label, lang),
        case.outcome,
        case.settled,
        case.delivered,
        case.accepted,
        case.due,
        state(case, now, access.calendar_of(access.state(house).profile), lang),
        owed(case),
        access.called(case.now) if case.away else "",
        case.rating,
        signing.dumps(case.code, salt=SALT) if may_rate(case) else "",
    )


def may_rate(case: Case) -> bool:
    """Once it is over, unless it was withdrawn; once."""
    return bool(case.end) and case.end != "withdrawn" and not case.rating and not case.away


def rated(word: str) -> str:
    """The code of the case for which whoever sends this word has shown the digits; "" for a word that is not ours or too old."""
    try:
        return str(signing.loads(word, salt=SALT, max_age=RATE_SECONDS_MAX))
    except signing.BadSignature:
        return ""


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
    """The last four of the applicant's numbers: of the part that heads the case."""
    part = case.title.rpartition(".")[0]
    found = (
        case.data.get(name)
        for name, field in spec.form.items()
        if field.type in ("personal_id", "phone") and name.rpartition(".")[0] == part
    )
    return {str(value)[-4:] for value in found if value}


def _asked(case: Case, spec: Procedure, lang: str) -> tuple[Asked, ...]:
    waits = [step for step in case.steps if "applicant" in step.roles]
    words = tuple(
        (words_of(spec.findings[name].label, lang), str(case.data[name]))
        for name in ASKED_OF_ME
        if name in spec.findings
        and case.data.get(name)
        and not spec.findings[name].personal
        and not spec.findings[name].class_
    )
    return tuple(_waiting(step, spec, words, lang) for step in waits)


def _waiting(
    step: OpenStep, spec: Procedure, words: tuple[tuple[str, str], ...], lang: str
) -> Asked:
    label, declared = words_of(step.label, lang) or step.name, spec.steps.get(step.step)
    if declared is None or any(action.edits for action in declared.do.values()):
        return Asked(label, step.limit, words, pauses=step.pauses)
    choices = tuple(words_of(action.label, lang) or action.name for action in declared.do.values())
    return Asked(label, step.limit, (), False, step.pauses, words_of(declared.help, lang), choices)
