"""What the forest desk shows: finished rows of what this person may see, bounded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from dinh.engine.record.case import is_late
from dinh.engine.schedule.calendar import local
from dinh.forest_cases import tiles
from dinh.forest_cases.change import area
from dinh.forest_cases.map_layers import OUTLINE
from dinh.forest_cases.reading import CATEGORIES, KINDS, STATES, Patch, urgency
from dinh.store import ledger
from dinh.store.plain import plain

PAGE = 40
MONTHS = 24
MAP_MAX = 3_000
PLOTS_MAX = 20_000
VILLAGES_MAX = 500
TAGS = {
    "new": "late",
    "going": "today",
    "unreachable": "today",
    "violation": "late",
    "legal": "done",
    "natural": "done",
    "not_found": "done",
    "watched": "today",
}


class Row(Struct, frozen=True):
    """An alert in the list. tag: the class of its state; late: since yesterday at least; paused: its time limit is paused."""

    patch: Patch
    urgency: float
    tag: str
    state: Any
    kind: Any
    category: Any
    measured: float
    late: bool
    paused: bool

    @property
    def key(self) -> str:
        return f"{self.urgency:.6f}~{self.patch.code}"


class Wanted(Struct, frozen=True):
    """What the list was asked for. state: one state, `all`, or "" for what is open."""

    state: str = ""
    kind: str = ""
    text: str = ""
    after: str = ""


def rows(patches: Sequence[Patch], wanted: Wanted, today: date) -> list[Row]:
    """The most urgent first."""
    words = plain(wanted.text).split()
    found = [
        row(one, today)
        for one in patches
        if _is_wanted(one, wanted) and (not words or _has(one, words))
    ]
    found.sort(key=lambda one: (-one.urgency, one.patch.code))
    return found


def page(found: Sequence[Row], after: str) -> tuple[list[Row], str]:
    """The rows behind the one that was shown last, and where the next page begins."""
    most, _, code = after.partition("~")
    try:
        behind = (
            [
                one
                for one in found
                if (-round(one.urgency, 6), one.patch.code) > (-float(most), code)
            ]
            if code
            else list(found)
        )
    except ValueError:
        behind = list(found)
    return behind[:PAGE], behind[PAGE - 1].key if len(behind) > PAGE else ""


def row(patch: Patch, today: date) -> Row:
    return Row(
        patch,
        urgency(patch, today),
        TAGS[patch.state],
        STATES[patch.state],
        KINDS.get(patch.kind, KINDS["other"]),
        CATEGORIES.get(patch.category, CATEGORIES[""]),
        area(patch),
        is_late(patch.case, local(today)),
        bool(patch.case.clock and patch.case.clock.paused),
    )


def _is_wanted(patch: Patch, wanted: Wanted) -> bool:
    state = patch.open if not wanted.state else wanted.state in ("all", patch.state)
    return state and wanted.kind in ("", patch.kind)


def _has(patch: Patch, words: list[str]) -> bool:
    told = plain(
        " ".join(
            (
                patch.code,
                patch.alert,
                patch.village,
                *(f"{part.plot} {part.name} {part.owner}" for part in patch.parts),
            )
        )
    )
    return all(word in told for word in words)


def months(today: date) -> list[str]:
    """The last two years' months, the newest first."""
    first = today.replace(day=1)
    found = []
    for _ in range(MONTHS):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found


# --- the map ----------------------------------------------------------------------------------------------------------


def ground(house: str, folder: Path, patches: Sequence[Patch], today: date) -> dict[str, Any]:
    """Everything the map draws, as GeoJSON in WGS 84: the commune's outline, the plots, the alerts; and the layers of tiles that lie on disk."""
    return {
        "type": "FeatureCollection", "features": [*_outline(_read(folder / OUTLINE)), *_plots(house), *(_alert(row(one, today)) for one in patches[:MAP_MAX] if one.ground or one.place)],
        "layers": layers(folder),
    }  # fmt: skip


def layers(folder: Path) -> list[dict[str, Any]]:
    """The layers of tiles that lie in a folder, as the map asks for them."""
    return [_layer(one) for one in tiles.layers(folder)]


def _layer(one: tiles.Layer) -> dict[str, Any]:
    west, south, east, north = one.bounds
    return {
        "name": one.name,
        "title": one.title,
        "on": one.on.isoformat() if one.on else "",
        "bounds": [[south, west], [north, east]],
        "least": one.least,
        "most": one.most,
    }


def _outline(commune: Any) -> list[dict[str, Any]]:
    shapes = (commune.get("features") or [commune]) if isinstance(commune, dict) else []
    return [
        {"type": "Feature", "geometry": one.get("geometry", one), "properties": {"is": "commune"}}
        for one in shapes
    ]


def _plots(house: str) -> list[dict[str, Any]]:
    return [
        {"type": "Feature", "geometry": json.loads(outline), "properties": {"is": "plot", "name": one.record, "category": one.values.get("category", "")}}
        for one in islice(ledger.all_records(house, "forest_plots"), PLOTS_MAX) if (outline := one.values.get("outline"))
    ]  # fmt: skip


def _alert(one: Row) -> dict[str, Any]:
    patch = one.patch
    shape = patch.ground or {"type": "Point", "coordinates": list(patch.place or (0, 0))}
    return {"type": "Feature", "geometry": shape, "properties": {
        "is": "alert", "code": patch.code, "at": list(patch.place) if patch.place else None, "where": patch.where, "found": patch.found.isoformat(), "area": round(one.measured),
        "tag": one.tag, "state": one.state.vi, "state_en": one.state.of("en"), "open": patch.open,
    }}  # fmt: skip


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


class Start(Struct, frozen=True):
    """Whence a patrol may set out: a village whose place is known; without a name the middle of the alerts."""

    code: str
    name: str
    place: tuple[float, float]


def starts(house: str, patches: Sequence[Patch]) -> list[Start]:
    """The village of most of these alerts first; none where nothing has a position."""
    near = [str(one.case.data.get("village") or "") for one in patches]
    known = [
        row
        for row in ledger.records(house, "villages", limit=VILLAGES_MAX)
        if row.values.get("lat") is not None and row.values.get("lon") is not None
    ]
    found = [
        Start(
            row.record,
            str(row.values.get("name") or row.record),
            (float(row.values["lon"]), float(row.values["lat"])),
        )
        for row in known
    ]
    places = [one.place for one in patches if one.place]
    if not found and places:
        return [
            Start(
                "",
                "",
                (
                    sum(one[0] for one in places) / len(places),
                    sum(one[1] for one in places) / len(places),
                ),
            )
        ]
    return sorted(found, key=lambda one: (-near.count(one.code), one.name)) if places else []


def is_to_be_gone_to(patch: Patch, today: date) -> bool:
    """Not where a leader is asked to let it be, nor before the day on which it is to be tried again."""
    steps = {step.step for step in patch.case.steps}
    again = str(patch.case.data.get("again_by") or "") if "again" in steps else ""
    return "leaving" not in steps and (not again or again <= today.isoformat())
