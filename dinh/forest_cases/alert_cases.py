"""Alerts of the watch become cases through the door. Nothing is written twice: what a case already tells is found in it, and every command has a key.

A patch that grows is told to its open case; where that case is closed, or waits for a leader, a new one is opened or the next run tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dinh.engine.record.case import Case
from dinh.engine.refusal import Refused
from dinh.forest.verdicts import REAL
from dinh.forest_cases import harvests, learning, reference, verification
from dinh.forest_cases.map_layers import commune_outline
from dinh.forest_cases.reading import SLUG, metres
from dinh.forest_cases.roads import read_roads
from dinh.forest_cases.site import Site
from dinh.store import ledger, queries
from dinh.workflow import cases

GROWS = ("planning", "visiting", "again")
DECLARED_MAX = 1000
FAR_KM = 60.0
"""What lies further from every village is not the commune's: its system is another one's, or it is elsewhere."""


@dataclass
class Told:
    opened: list[str] = field(default_factory=list)
    grown: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    """Patches that are not told, by the house's own thresholds."""
    left: int = 0
    """Patches that the next run opens: so many at once are enough."""
    refused: list[dict[str, str]] = field(default_factory=list)
    """A patch the door refused, with the refusal's code; the others went on."""


def kept_cases(house: str) -> Iterator[Case]:
    """The newest first."""
    behind = ""
    while codes := queries.cases(house, procedure=SLUG, behind=behind):
        for code in codes:
            if (case := ledger.case_state(house, code)) is not None:
                yield case
        behind = codes[-1]


def rows_of(house: str, register: str) -> list[dict[str, Any]]:
    return [{"record": one.record, **one.values} for one in ledger.all_records(house, register)]


def watched(folder: Path) -> tuple[Any, Any]:
    """The store of a folder and what was folded of it. Raises Refused where nothing was watched yet."""
    store, fold, _ = watched_since(folder)
    return store, fold


def watched_since(folder: Path) -> tuple[Any, Any, date]:
    """The same, and the day from which it is watched."""
    from dinh.forest.grid import date_of
    from dinh.forest.store import open_store
    from dinh.forest.trouble import refuse
    from dinh.forest.watch import Kept

    store = open_store(folder)
    kept = Kept(folder).open(store)
    if kept is None:
        raise refuse("forest.plots_store", store=str(folder))
    return store, kept[0], date_of(kept[1]["since"])


def village_places(house: str) -> list[tuple[float, float]]:
    """Longitude and latitude of the villages of which they are known."""
    return [
        (float(row["lon"]), float(row["lat"]))
        for row in rows_of(house, "villages")
        if row.get("lat") is not None and row.get("lon") is not None
    ]


def must_be_ours(house: str, home: Path, folder: Path, store: Any) -> None:
    """Of forest elsewhere there is no case: Refused where the store is a reference site's, or lies far from every village of the house. home: its folder."""
    from dinh.forest.tiled import bounds
    from dinh.forest.trouble import refuse

    if folder.resolve().is_relative_to((home / reference.FOLDER).resolve()):
        raise refuse("forest.store_reference", store=str(folder))
    west, south, east, north = bounds(store.grid)
    far = (
        min(
            (
                metres(((west + east) / 2, (south + north) / 2), place)
                for place in village_places(house)
            ),
            default=0.0,
        )
        / 1000
    )
    if far > FAR_KM:
        raise refuse("forest.store_far", store=str(folder), km=round(far))


def told_until(case: Case) -> str:
    """The last scene of which a case tells."""
    return max(
        [
            str(case.data.get("detected_on") or ""),
            *(str(row.get("found_on") or "") for row in (case.data.get("growth") or {}).values()),
        ]
    )


def open_cases(
    house: str,
    person: str,
    folder: Path,
    *,
    since: date | None = None,
    most: int = 500,
    roads: Path | None = None,
    at: datetime | None = None,
) -> Told:
    """Raises Refused where the store has nothing watched. most: cases opened in one run; roads: the folder in which roads and the commune's outline may lie."""
    from dinh.forest.alerts import alerts, by_patch
    from dinh.forest.plots import Plots

    store, fold = watched(folder)
    before: dict[str, list[Case]] = {}
    for case in kept_cases(house):
        before.setdefault(str(case.data.get("alert_id")), []).append(case)
    plots = Plots(rows_of(house, "forest_plots"))
    site = Site(
        store,
        fold,
        plots,
        rows_of(house, "villages"),
        read_roads(roads) if roads else [],
        (commune_outline(roads) if roads else "") or plots.around(),
    )
    told, least = Told(), learning.least_of(learning.standing(house))
    for alert_id, days in by_patch(alerts(fold, since)).items():
        mine = before.get(alert_id, [])
        if not mine and len(told.opened) >= most:
            told.left += 1
            continue
        try:
            if days := _enough(days, mine, least, told):
                _patch(house, person, site, days, mine, told, at)
        except Refused as no:
            told.refused.append(
                {
                    "alert_id": alert_id,
                    "code": no.refusal.code,
                    "at": ", ".join(fault.field for fault in no.refusal.at)[:200],
                }
            )
    return told


def _enough(
    days: list[Any], before: list[Case], least: dict[str, dict[str, float]], told: Told
) -> list[Any]:
    """What is told of a patch by the house's thresholds; all of one whose case is open."""
    from dinh.forest.telling import told as told_of

    if any(case.open for case in before):
        return days
    kept, held = told_of(days, least)
    told.held += [days[0].alert_id] * held
    return kept


def _patch(
    house: str,
    person: str,
    site: Site,
    days: list[Any],
    before: list[Case],
    told: Told,
    at: datetime | None,
) -> None:
    until = max((told_until(case) for case in before), default="")
    new = [one for one in days if one.date.isoformat() > until]
    if not new:
        return
    case = next((one for one in before if one.open), None)
    if case is None:
        first, *new = new
        form = site.form(first) | site.shown(first).kept(first.alert_id, first.date)
        form |= _declared(house, form)
        case = cases.open_case(
            house,
            person,
            SLUG,
            form,
            channel="house",
            at=at,
            key=f"forest:{first.alert_id}:{first.date}",
        )
        told.opened.append(case.code)
    for one in new:
        if not any(step.step in GROWS for step in case.steps):
            told.waiting.append(case.code)
            return
        case = cases.act(
            house,
            person,
            case.code,
            "grew",
            data={"row": site.row(one)},
            at=at,
            key=f"forest:{one.alert_id}:{one.date}:grew",
        )
        told.grown.append(case.code)


def _declared(house: str, form: dict[str, Any]) -> dict[str, str]:
    """What the case is told of harvests that were declared where the patch lies."""
    onset, found = (date.fromisoformat(form[name]) for name in ("onset", "detected_on"))
    hits = harvests.declared(house, (one["plot"] for one in form.get("plots", ())), onset, found)
    if not hits:
        return {}
    words = {"declared": "; ".join(one.words for one in hits)[:DECLARED_MAX]}
    return words | ({"declared_case": hits[0].case} if hits[0].case else {})


def checked(house: str) -> list[dict[str, Any]]:
    """Every alert's case as `dinh.forest.verdicts` reads it."""
    return learning.checked(kept_cases(house))


def learn(house: str, folder: Path, person: str = "", at: datetime | None = None) -> dict[str, int]:
    """What field checks found goes to the watch: real loss is frozen until replanting, where nothing was found the ground is learnt anew, and what a leader agreed to
    watch again is. Twice is once.

    person  who runs the watch: the case is told what was done, where it is not told yet
    """
    from dinh.forest.alerts import alerts, by_patch, joined
    from dinh.forest.feedback import check, found_by_cases, noted
    from dinh.forest.grid import day_of
    from dinh.forest.store import open_store
    from dinh.forest.watch import Kept

    kept = Kept(folder).open(open_store(folder))
    seen = by_patch(alerts(kept[0])) if kept else {}
    before = {(one["by"], one["what"], one["day"]): one for one in noted(folder) if one.get("by")}
    settled = [case for case in kept_cases(house) if case.end in REAL]
    checks: dict[str, dict[str, Any]] = {}
    for case, of, day in (
        *((case, case, learning.settled_on(case)) for case in settled),
        *_anew(house, settled),
    ):
        if day is None:
            continue
        what = learning.heeds(case)
        found = before.get(
            (case.code, what, day_of(day))
        )  # ground that was learnt anew is no alert any more
        if found is None and of is not case and of.code in checks:
            found = check(
                what, day_of(day), checks[of.code]["rows"], checks[of.code]["columns"], by=case.code
            )
        if found is None and (
            some := [one for one in seen.get(str(of.data.get("alert_id")), []) if one.date <= day]
        ):
            whole = joined(some)
            found = check(what, day_of(day), whole.rows, whole.columns, by=case.code)
        if found is not None:
            checks[case.code] = found
            if person:
                learning.tell(
                    house,
                    person,
                    case,
                    len(found["rows"]),
                    kept[0].grid.metres ** 2 if kept else 0,
                    day,
                    at,
                )
    return {"checks": len(checks), "new": found_by_cases(folder, list(checks.values()))}


def _anew(house: str, settled: list[Case]) -> Iterator[tuple[Case, Case, date | None]]:
    """Of the decisions to watch checked ground anew: the case, that of the alert, the day from which it goes. After those of the alerts, whose ground it is."""
    by_code = {case.code: case for case in settled}
    for one in verification.standing(house):
        case = ledger.case_state(house, one.case)
        if case is not None and one.alert in by_code:
            yield case, by_code[one.alert], verification.heeded_from(one, by_code[one.alert])
