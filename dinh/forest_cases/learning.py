"""What field checks teach: how often each kind of alert is right, which thresholds stand, and what the watch did with each finding.

Thresholds are decided in cases of `forest-threshold` and read from their book; what was learnt is noted in the alert's own case.
Rule to keep: a threshold is proposed with the effect it would have had, counted here and never taken from a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.engine.record.events import Noted
from dinh.engine.schedule.calendar import to_local
from dinh.forest.verdicts import REAL, beside, effect
from dinh.forest_cases import verification
from dinh.messages import notes
from dinh.store import ledger
from dinh.workflow import cases

SLUG = "forest-threshold"
BOOK = "forest_thresholds"
HEEDED_MAX = 40
CODES_SHOWN = 40


class Threshold(Struct, frozen=True):
    """The newest that was decided of a kind and setting. case: where it was decided, and can be reversed."""

    kind: str
    setting: str
    least: float
    since: date | None
    case: str


class Heeded(Struct, frozen=True):
    """What a finding led to. what: freeze, refit or thaw; done: as the watch noted it, empty where it has not run since."""

    case: Case
    what: str
    done: str

    def words(self, lang: str) -> str:
        return notes.told(self.done, lang)


def checked(found: Iterable[Case]) -> list[dict[str, Any]]:
    """Alerts' cases as `dinh.forest.verdicts` reads them; an open one has no end."""
    return [
        {"code": case.code, "alert_id": case.data.get("alert_id"), "kind": str(case.data.get("kind") or "other"), "date": str(case.data.get("detected_on")), "end": case.end or "", "seen": (seen := said(case)), "area_m2": sum(one[2] for one in seen)}
        for case in found
    ]  # fmt: skip


def said(case: Case) -> list[tuple[str, float, float]]:
    """Kind, confidence and m² of each day on which the watch told of the patch. What it did not say of a growth is as the alert was."""
    kind, sure = str(case.data.get("kind") or "other"), float(case.data.get("confidence") or 0)
    rows = sorted(
        (case.data.get("growth") or {}).values(), key=lambda row: str(row.get("found_on"))
    )
    grown = [
        (
            str(row.get("kind") or kind),
            float(sure if row.get("confidence") is None else row["confidence"]),
            float(row.get("area_m2") or 0),
        )
        for row in rows
    ]
    return [(kind, sure, float(case.data.get("area_m2") or 0)), *grown]


def standing(house: str) -> tuple[Threshold, ...]:
    newest: dict[tuple[str, str], Threshold] = {}
    for row in ledger.all_records(house, BOOK):
        kind, setting = str(row.values["kind"]), str(row.values["setting"])
        since = date.fromisoformat(row.start) if row.start else None
        newest[kind, setting] = Threshold(
            kind, setting, float(row.values["least"]), since, row.case or ""
        )
    return tuple(newest[key] for key in sorted(newest))


def least_of(thresholds: Iterable[Threshold]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for one in thresholds:
        found.setdefault(one.kind, {})[one.setting] = one.least
    return found


def effects(
    rows: list[dict[str, Any]],
    least: dict[str, dict[str, float]],
    kind: str,
    setting: str,
    value: float,
) -> list[dict[str, Any]]:
    """What would have been told of the past alerts, had this threshold stood beside those that do."""
    return effect(rows, beside(least, kind, setting, value))


def propose(
    house: str,
    person: str,
    rows: list[dict[str, Any]],
    kind: str,
    setting: str,
    value: float,
    why: str,
    *,
    key: str | None = None,
) -> Case:
    """A case for a leader to decide, with what the threshold would have kept and lost. Raises Refused."""
    told = [
        one
        for one in effects(rows, least_of(standing(house)), kind, setting, value)
        if one["kind"] == kind
    ]
    one = (
        told[0]
        if told
        else {"real": 0, "real_kept": 0, "false": 0, "false_kept": 0, "lost_m2": 0.0, "lost": []}
    )
    form = {
        "kind": kind, "setting": setting, "least": f"{value:.3f}".rstrip("0").rstrip("."), "why": why, "real": one["real"], "real_kept": one["real_kept"], "lost_m2": f"{one['lost_m2']:.1f}",
        "lost": ", ".join(one["lost"][:CODES_SHOWN]), "empty": one["false"], "empty_kept": one["false_kept"],
    }  # fmt: skip
    return cases.open_case(
        house,
        person,
        SLUG,
        {name: value for name, value in form.items() if value != ""},
        channel="house",
        key=key,
    )


def heeded(house: str, found: Iterable[Case]) -> list[Heeded]:
    """Of these cases, in their order, those that the watch learns from, with what it did."""
    settled = [(case, what) for case in found if (what := heeds(case))][:HEEDED_MAX]
    return [Heeded(case, what, _noted(house, case)) for case, what in settled]


def heeds(case: Case) -> str:
    """What the watch does with this case's outcome: freeze, refit, thaw; "" nothing."""
    if case.procedure == verification.SLUG:
        return str(case.data.get("what")) if case.end == verification.AGREED else ""
    if case.end not in REAL:
        return ""
    return "freeze" if REAL[case.end] else "refit"


def _noted(house: str, case: Case) -> str:
    """The watch's last note since the case was settled."""
    events = ledger.events(house, case.code)
    ended = max((event.place for event in events if not isinstance(event.body, Noted)), default=0)
    words = ""
    for event in events:
        text = (
            str(event.body.personal.get("text") or "")
            if isinstance(event.body, Noted) and event.place > ended
            else ""
        )
        words = text if notes.name_of(text) else words
    return words


def tell(
    house: str,
    person: str,
    case: Case,
    pixels: int,
    pixel_m2: float,
    day: date,
    at: datetime | None = None,
) -> None:
    """Notes in the case what the watch does with its outcome, once for each time that it was settled."""
    words = notes.written(f"forest.{heeds(case)}", pixels, pixels * pixel_m2, f"{day:%d/%m/%Y}")
    cases.act(
        house,
        person,
        case.code,
        "note",
        data={"text": words},
        at=at,
        key=f"forest:{case.code}:{case.end}:{day}:learnt",
    )


def settled_on(case: Case) -> date | None:
    return to_local(case.settled).date() if case.settled else None
