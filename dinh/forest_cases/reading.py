"""Alerts as their cases tell them: what the watch saw, where, how urgent, and what was found on the ground.

Kept in memory for as long as nothing happens in the house. Rule to keep: `_patch` is the only place that knows what the procedure calls its fields.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.draft import scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Text
from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import to_local
from dinh.store import ledger
from dinh.store import queries as finding

SLUG = "forest-alert"
CASES_MAX = 5_000
STATES = {
    "new": Text("Chưa kiểm tra", "Not checked yet"), "going": Text("Đang đi", "On the way"), "unreachable": Text("Không tới được, đi lại", "Not reached, go again"),
    "violation": Text("Vi phạm", "Violation"), "legal": Text("Hợp pháp", "Legal"), "natural": Text("Tự nhiên", "Natural"), "not_found": Text("Không thấy gì", "Nothing found"),
    "watched": Text("Chưa tới được, theo dõi bằng ảnh", "Not reached, watched on by satellite"),
}  # fmt: skip
KINDS = {
    "clearfell": Text("cây đổ hết", "clear-felled"), "thinning": Text("tỉa thưa", "thinned"), "dieback": Text("cây chết dần", "dying slowly"), "other": Text("khác", "other"),
}  # fmt: skip
CATEGORIES = {
    "special_use": Text("đặc dụng", "special-use"), "protection": Text("phòng hộ", "protection"), "production": Text("sản xuất", "production"), "": Text("chưa rõ", "not known"),
}  # fmt: skip
WORTH = {"special_use": 3.0, "protection": 2.0, "production": 1.0, "": 1.0}
"""How much a hectare weighs: in the order in which the law protects the categories."""
ABOVE = 2.0
AGE_DAYS = 14
EARTH_M = 6_371_000


class Part(Struct, frozen=True):
    """The share of a patch that lies in one plot. name: sub-compartment, compartment and lot as people say them."""

    plot: str
    name: str
    category: str
    owner: str
    area_m2: float


class Patch(Struct, frozen=True):
    """One alert and its case. `place`: longitude, latitude; `ground`: its outline as GeoJSON, where it was kept."""

    code: str
    alert: str
    found: date
    onset: date
    kind: str
    confidence: float
    area_m2: float
    place: tuple[float, float] | None
    ground: dict[str, Any] | None
    parts: tuple[Part, ...]
    village: str
    above: bool
    state: str
    finding: str
    checked: date | None
    checked_m2: float | None
    due: datetime | None
    case: Case

    @property
    def category(self) -> str:
        """That of most of its ground."""
        return max(self.parts, key=lambda part: part.area_m2).category if self.parts else ""

    @property
    def where(self) -> str:
        return ", ".join(part.name for part in self.parts) or self.alert

    @property
    def owner(self) -> str:
        return max(self.parts, key=lambda part: part.area_m2).owner if self.parts else ""

    @property
    def open(self) -> bool:
        return not self.case.end


def urgency(patch: Patch, today: date) -> float:
    """Worth (hectares, weighed by category) × confidence × age (doubled by two weeks, and no more) × 2 above the criminal threshold."""
    age = 1 + min(max((today - patch.found).days, 0), AGE_DAYS) / AGE_DAYS
    hectares = (
        sum(part.area_m2 * WORTH.get(part.category, 1.0) for part in patch.parts) or patch.area_m2
    )
    return hectares / 10_000 * patch.confidence * age * (ABOVE if patch.above else 1.0)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, between two places (longitude, latitude)."""
    (a, b), (c, d) = (tuple(map(radians, place)) for place in (one, other))
    return 2 * EARTH_M * asin(sqrt(sin((d - b) / 2) ** 2 + cos(b) * cos(d) * sin((c - a) / 2) ** 2))


_kept: dict[str, tuple[tuple[int, str], tuple[Patch, ...]]] = {}
_lock = threading.Lock()


def read(house: str) -> tuple[Patch, ...]:
    """Every alert's case, the newest first, at most CASES_MAX."""
    head = ledger.head(house)
    key = (head.number, head.seal) if head else (0, "")
    with _lock:
        if house in _kept and _kept[house][0] == key:
            return _kept[house][1]
    plots, told = (
        _Plots(house),
        finders.context(house, "applicant", finders.time_of(house), slug=SLUG),
    )
    found = tuple(
        _patch(case, plots, scope_of(finders.followed(house, case), case, told))
        for code in finding.cases(house, procedure=SLUG, limit=CASES_MAX)
        if (case := ledger.case_state(house, code))
    )
    with _lock:
        _kept[house] = key, found
    return found


def seen_by(house: str, one: finders.Who) -> tuple[Patch, ...]:
    """Of those, what this person may read."""
    return tuple(patch for patch in read(house) if finders.may_read(patch.case, one))


class _Plots:
    """Rows of the register of forest plots, each read once."""

    def __init__(self, house: str) -> None:
        self._house, self._rows = house, {}

    def __call__(self, plot: str) -> Mapping[str, Any]:
        if plot not in self._rows:
            self._rows[plot] = finding.record(self._house, "forest_plots", plot) or {}
        return self._rows[plot]


def _patch(case: Case, plots: _Plots, scope: Scope) -> Patch:
    data = case.data
    parts = tuple(_parts(data, plots))
    return Patch(
        case.code, str(data.get("alert_id") or case.code), _day(data.get("detected_on"), case), _day(data.get("onset") or data.get("detected_on"), case), str(data.get("kind") or "other"),
        float(data.get("confidence") or 0), float(data.get("area_m2") or 0) + sum(float(row.get("area_m2") or 0) for row in (data.get("growth") or {}).values()), _position(data.get("centre")),
        _ground([data.get("outline"), *(row.get("outline") for row in (data.get("growth") or {}).values())]), parts, _village(data, plots), state_of(case) not in UNPUNISHED and _above(scope, parts), state_of(case), case.end or "", _day(data["report.started"], case) if data.get("report.started") else None, _measured(data), case.due, case,
    )  # fmt: skip


UNPUNISHED = ("legal", "natural", "not_found")
"""What is no offence is above no threshold."""
ENDS = {
    "handed_police": "violation",
    "handed_ranger": "violation",
    "legal": "legal",
    "natural": "natural",
    "not_found": "not_found",
    "unreached": "watched",
}
STEPS = {
    "planning": "new",
    "visiting": "going",
    "again": "unreachable",
    "leaving": "unreachable",
    "handing": "violation",
}


def state_of(case: Case) -> str:
    """By its end, or by the step it stands at."""
    return (
        ENDS.get(case.end, "not_found")
        if case.end
        else next(
            (STEPS[name] for step in case.steps if (name := step.name.partition("/")[0]) in STEPS),
            "new",
        )
    )


SHORT = {"special_use": "special", "protection": "protection", "production": "production"}


def _above(scope: Scope, parts: Iterable[Part]) -> bool:
    """Checked: as the report has it. Not yet: what the watch saw in each category, beside that category's limit."""
    if (over := scope("most_over")) is not None:
        return over >= 0
    seen: dict[str, float] = {}
    for part in parts:
        seen[part.category] = seen.get(part.category, 0) + part.area_m2
    return any(
        limit is not None and seen.get(category, 0) >= float(limit)
        for category, short in SHORT.items()
        for limit in [scope(f"limit_{short}")]
    )


def _measured(data: Mapping[str, Any]) -> float | None:
    found = [
        data[name]
        for name in (*(f"report.area_{short}" for short in SHORT.values()), "report.area_young")
        if data.get(name) is not None
    ]
    return float(sum(found)) if found else None


def _parts(data: Mapping[str, Any], plots: _Plots) -> Iterable[Part]:
    """By plot and category, with what was added since: that counts whole for the plot in which most of it lies."""
    found: dict[tuple[str, str], Part] = {}
    grown = [row for row in (data.get("growth") or {}).values() if row.get("plot")]
    for row in (*(data.get("plots") or {}).values(), *grown):
        code = str(row.get("plot") or "")
        one = _part(code, row, plots(code), float(row.get("area_m2") or 0))
        before = found.get((code, one.category))
        found[code, one.category] = (
            replace(before, area_m2=before.area_m2 + one.area_m2) if before else one
        )
    return found.values()


def _part(code: str, row: Mapping[str, Any], known: Mapping[str, Any], area: float) -> Part:
    name = "/".join(
        str(known.get(column) or "") for column in ("subcompartment", "compartment", "lot")
    ).strip("/")
    return Part(
        code,
        name or code,
        str(row.get("category") or known.get("category") or ""),
        str(row.get("owner") or known.get("owner") or ""),
        area,
    )


def _village(data: Mapping[str, Any], plots: _Plots) -> str:
    code = str(data.get("village") or "")
    return (
        str((finding.record(plots._house, "villages", code) or {}).get("name") or code)
        if code
        else ""
    )


def _day(value: Any, case: Case) -> date:
    if not value:
        return to_local(case.opened).date()
    return (
        to_local(datetime.fromisoformat(value)).date()
        if "T" in str(value)
        else date.fromisoformat(str(value)[:10])
    )


def _position(value: Any) -> tuple[float, float] | None:
    """`latitude, longitude`, as the form has it."""
    try:
        north, east = (float(word) for word in str(value).split(",")[:2])
    except ValueError:
        return None
    return east, north


def _ground(outlines: Iterable[Any]) -> dict[str, Any] | None:
    """What was seen first and what was added since, as one MultiPolygon."""
    found = [polygon for one in outlines for polygon in _polygons(one)]
    return {"type": "MultiPolygon", "coordinates": found} if found else None


def _polygons(value: Any) -> list[Any]:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    if not isinstance(found, dict) or found.get("type") not in ("Polygon", "MultiPolygon"):
        return []
    return [found["coordinates"]] if found["type"] == "Polygon" else list(found["coordinates"])
