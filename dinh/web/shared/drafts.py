"""The letters an action would issue, before it is done: decided as the door would, written nowhere.

A draft has no number, no digest and no QR yet: whoever prints it holds no letter.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dinh import printing
from dinh.access import finders
from dinh.engine.decisions.decide import Act, decide
from dinh.engine.record.events import Issued
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered
from dinh.letters import Page
from dinh.store import ledger, queries

CUT = {"number": None, "book": None, "digest": None, "qr": None, "tracking_code": None}


class Drafted(Struct, frozen=True):
    """`name`: as the procedure calls it."""

    name: str
    label: dict[str, str]
    page: Page


def drafts(
    seen: finders.Seen, action: str, step: str, data: dict[str, Any] | None = None
) -> tuple[Drafted, ...] | Refusal:
    """The letters that this person may read, in their order; or why the action cannot be done as it stands."""
    case = ledger.case_state(seen.case.house, seen.case.code)
    assert case is not None
    told = finders.context(
        case.house,
        seen.who.person,
        max(seen.at, case.last_at or seen.at),
        slug=case.procedure,
        code=case.code,
        record=lambda register, name: queries.record(case.house, register, name),
    )
    try:
        found = decide(
            seen.procedure, case, Act(action=action, step=step, data=dict(data or {})), told
        )
    except NotCovered as out:
        return Refusal(
            "calendar.not_covered",
            {"day": str(out.day), "first": str(out.first), "last": str(out.last)},
        )
    if isinstance(found, Refusal):
        return found
    sources = finders.sources(case.house, case)
    bodies = [
        body
        for _, _, body in found.entries
        if isinstance(body, Issued) and finders.reads(seen, case, body.class_)
    ]
    return tuple(
        Drafted(
            body.letter,
            body.label,
            printing.page_of(body.template, {**body.personal["values"], **CUT}, sources),
        )
        for body in bodies
    )
