"""What was asked for item by item, as pages show it: what it is, why, by which article, and whether it is there."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dinh.engine.decisions.supplement import label_of
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.requested_items import latest


class ItemShown(Struct, frozen=True):
    """state: "" (waited for), `brought` or `waived`."""

    label: str
    reason: str
    law: str
    state: str


class RequestShown(Struct, frozen=True):
    """The last request. there: how many items are brought or waived; waits: some are still open, and a step waits for them.

    corrects: an officer was asked to correct, not the applicant to supply; it stays so when all is corrected.
    """

    items: tuple[ItemShown, ...]
    there: int
    waits: bool
    corrects: bool = False
    until: datetime | None = None


def request_shown(case: Case, procedure: Procedure, lang: str) -> RequestShown | None:
    """None: nothing was ever asked for item by item."""
    if not case.requested:
        return None
    items = tuple(
        ItemShown(label_of(procedure, item.of, lang, case), item.reason, item.law, item.settled)
        for item in latest(case.requested)
    )
    waiting = next((one for one in case.steps if _brings(procedure, one.step)), None)
    asked_of = waiting.roles if waiting else latest(case.requested)[-1].asked_of
    return RequestShown(
        items,
        sum(bool(item.state) for item in items),
        waiting is not None and not all(item.state for item in items),
        bool(asked_of) and "applicant" not in asked_of,
        waiting.limit if waiting else None,
    )


def _brings(procedure: Procedure, name: str) -> bool:
    step = procedure.steps.get(name)
    return step is not None and any(action.supplies for action in step.do.values())
