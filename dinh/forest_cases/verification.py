"""Ground that is to be watched anew: replanted ground that was frozen, or what is other than it was without having been lost.

A person says so in a case of `forest-ground`, a leader agrees, and it stands in their book; the next run tells it to the watch. Where no case was
about the ground, it is said to the store itself. Rule to keep: a finding passes the door; a store without a house is its keeper's own.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.forest.verdicts import REAL
from dinh.forest_cases.reading import SLUG as ALERT
from dinh.store import ledger, queries
from dinh.workflow import cases

SLUG = "forest-ground"
BOOK = "forest_grounds"
AGREED = "agreed"
WHAT = ("thaw", "refit")
ASKED_MAX = 200


class Ground(Struct, frozen=True):
    """A decision that stands. alert: the case on whose ground it is; case: where it was decided, and can be reversed."""

    alert: str
    what: str
    day: date
    case: str


def is_in_force(house: str) -> bool:
    """Whether the house can decide such a thing at all."""
    return SLUG in finders.state(house).procedures


def standing(house: str) -> tuple[Ground, ...]:
    """In the order in which they were decided."""
    return tuple(
        Ground(
            str(row.values["alert"]),
            str(row.values["what"]),
            date.fromisoformat(str(row.values["from_day"])),
            row.case or "",
        )
        for row in ledger.all_records(house, BOOK)
    )


def decided(house: str) -> tuple[Case, ...]:
    """Their cases, the newest first."""
    return tuple(
        case
        for one in reversed(standing(house))
        if (case := ledger.case_state(house, one.case)) is not None
    )


def asked(house: str, alert: str = "") -> tuple[Case, ...]:
    """The newest of all cases that ask for it, of one alert's ground where it is named; the newest first."""
    found = (
        ledger.case_state(house, code)
        for code in queries.cases(house, procedure=SLUG, limit=ASKED_MAX)
    )
    return tuple(
        case for case in found if case is not None and alert in ("", str(case.data.get("alert")))
    )


def propose(
    house: str, person: str, alert: str, what: str, day: date, why: str, *, key: str | None = None
) -> Case:
    """A case for a leader to decide. Raises Refused where that alert's case is none that this person may read, or is not settled by a check."""
    no_alert = Refused(Refusal("forest.ground_case", {"case": alert}))
    try:
        case = finders.case_seen_by(house, person, alert).case
    except finders.NotFound:
        raise no_alert from None
    if case.procedure != ALERT:
        raise no_alert
    if case.end not in REAL:
        raise Refused(Refusal("forest.ground_open", {"case": alert}))
    form = {"alert": alert, "what": what, "from_day": day.isoformat(), "why": why}
    return cases.open_case(
        house,
        person,
        SLUG,
        {name: value for name, value in form.items() if value},
        channel="house",
        key=key,
    )


def heeded_from(ground: Ground, alert: Case) -> date | None:
    """The day from which the watch goes by it: after the check, which has frozen or refitted the ground. None where that was taken back."""
    if alert.end not in REAL or alert.settled is None:
        return None
    return max(ground.day, to_local(alert.settled).date() + timedelta(days=1))


def note_on(
    folder: Path,
    what: str,
    day: date,
    *,
    alert: str = "",
    outline: Path | None = None,
    crs: str = "",
) -> dict[str, Any]:
    """Says it to a store: of one patch by its `alert_id`, or of the forest within an outline. Raises Refused; the next fold heeds it."""
    from dinh.forest.alone import alone
    from dinh.forest.feedback import note
    from dinh.forest.grid import day_of
    from dinh.forest.trouble import refuse
    from dinh.forest_cases.alert_cases import watched_since

    _, fold, since = watched_since(folder)
    if day < since:
        raise refuse("forest.ground_early", day=f"{day:%d/%m/%Y}", since=f"{since:%d/%m/%Y}")
    rows, columns = _of_alert(fold, alert) if alert else _within(fold, outline, crs)
    with alone(folder, "ground"):
        note(folder, what, day_of(day), rows.tolist(), columns.tolist())
    return {
        "what": what,
        "from": day,
        "pixels": len(rows),
        "area_m2": float(len(rows) * fold.grid.metres**2),
        "store": str(folder),
    }


def _of_alert(fold: Any, alert: str) -> tuple[Any, Any]:
    from dinh.forest.alerts import alerts, by_patch, joined
    from dinh.forest.trouble import refuse

    days = by_patch(alerts(fold)).get(alert)
    if not days:
        raise refuse("forest.ground_alert", alert=alert)
    whole = joined(days)
    return whole.rows, whole.columns


def _within(fold: Any, outline: Path | None, crs: str) -> tuple[Any, Any]:
    """The forest's pixels whose middle lies within the outline of a map file."""
    import json

    import numpy as np
    from rasterio.features import rasterize
    from rasterio.transform import Affine
    from shapely.geometry import shape

    from dinh.forest.plotfile import read_outline
    from dinh.forest.systems import moved
    from dinh.forest.trouble import refuse

    assert outline is not None
    ground = moved(shape(json.loads(read_outline(outline, crs))), "EPSG:4326", fold.grid.crs)
    inside = rasterize(
        [(ground, 1)], fold.grid.shape, transform=Affine(*fold.grid.transform()), dtype="uint8"
    ).astype(bool)
    rows, columns = np.nonzero(inside & fold.forest)
    if not len(rows):
        raise refuse("forest.ground_none", file=outline.name)
    return rows, columns
