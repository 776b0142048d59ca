"""Samples of the watch's map that people judged: how good the map is, and how much ground was really lost, by class and month, with intervals.

A sample is a case of `forest-sample`. Rule to keep: what was judged last of a place counts; what could not be told is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Text
from dinh.engine.record.case import Case
from dinh.forest.accuracy import Accuracy, Estimate, areas, assess
from dinh.forest_cases.site import kept_png
from dinh.store import ledger, queries
from dinh.workflow import cases

SLUG = "forest-sample"
SAMPLES_MAX = 60
CLASSES = {
    "stable": Text("Không mất", "Not lost"),
    "fast": Text("Mất nhanh", "Lost fast"),
    "slow": Text("Chết dần", "Dying slowly"),
}
UNSURE = "unsure"
FOUND = (*CLASSES, UNSURE)


class Spot(Struct, frozen=True):
    """A place of a sample. found: as it was judged last, empty while it was not."""

    no: int
    place: str
    stratum: str
    mapped_on: date | None
    picture: str
    found: str = ""
    lost_on: date | None = None
    note: str = ""

    @property
    def month(self) -> str:
        """When it was lost, by whoever judged or by the map; empty where neither says."""
        day = self.lost_on or self.mapped_on
        return f"{day:%Y-%m}" if day else ""


class Sample(Struct, frozen=True):
    """strata: class and its area on the map."""

    case: Case
    first: date
    last: date
    strata: tuple[tuple[str, float], ...]
    spots: tuple[Spot, ...]

    @property
    def judged(self) -> int:
        return sum(bool(one.found) for one in self.spots)

    @property
    def unsure(self) -> int:
        return sum(one.found == UNSURE for one in self.spots)

    @property
    def agreed(self) -> bool:
        return self.case.end == "agreed"

    @property
    def told(self) -> bool:
        """Figures are told when all is judged: before that they would lead whoever judges on."""
        return self.judged == len(self.spots)


class Estimated(Struct, frozen=True):
    """classes: those of the map, then what else was found; counts: a row for each of the map; mapped: m² by class; lost: all that was lost, m²."""

    classes: tuple[str, ...]
    mapped: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    accuracy: Accuracy
    lost: Estimate
    months: tuple[tuple[str, Estimate], ...]


def samples(house: str, who: finders.Who) -> tuple[Sample, ...]:
    """Those that this person may read."""
    return tuple(one for one in kept_samples(house) if finders.may_read(one.case, who))


def kept_samples(house: str) -> tuple[Sample, ...]:
    """The newest first."""
    found = (
        ledger.case_state(house, code)
        for code in queries.cases(house, procedure=SLUG, limit=SAMPLES_MAX)
    )
    return tuple(sample_of(case) for case in found if case is not None)


def sample_of(case: Case) -> Sample:
    data = case.data
    judged: dict[int, Mapping[str, Any]] = {
        int(row["no"]): row for _, row in _rows(data.get("judged"))
    }
    strata = tuple((str(row["name"]), float(row["area_m2"])) for _, row in _rows(data["strata"]))
    return Sample(
        case,
        _day(data["first"]),
        _day(data["last"]),
        strata,
        tuple(_spot(no, row, judged.get(no, {})) for no, row in _rows(data["points"])),
    )


def _rows(given: Mapping[str, Any] | None) -> list[tuple[int, Mapping[str, Any]]]:
    """By their ids, which count as they were made: kept rows stand in the order of letters, 10 before 2."""
    return sorted((int(row_id), row) for row_id, row in (given or {}).items())


def _spot(no: int, row: Mapping[str, Any], judged: Mapping[str, Any]) -> Spot:
    on, lost = (_day(one) if one else None for one in (row.get("mapped_on"), judged.get("lost_on")))
    return Spot(
        no,
        str(row["point"]),
        str(row["stratum"]),
        on,
        (row.get("picture") or {}).get("digest", ""),
        str(judged.get("found") or ""),
        lost,
        str(judged.get("note") or ""),
    )


def _day(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])


def estimated(sample: Sample) -> Estimated | None:
    """None where a class of the map has fewer than two places that could be judged."""
    sure = [one for one in sample.spots if one.found in CLASSES]
    names = [name for name, _ in sample.strata]
    mapped = tuple(area for _, area in sample.strata)
    if any(sum(one.stratum == name for one in sure) < 2 for name in names):
        return None
    classes = (
        *names,
        *(name for name in CLASSES if name not in names and any(one.found == name for one in sure)),
    )
    counts = _counted(sure, names, classes, lambda one: one.found)
    lost = areas(
        _counted(
            sure,
            names,
            ("stable", "lost"),
            lambda one: "stable" if one.found == "stable" else "lost",
        ),
        mapped,
    )[1]
    months = tuple(sorted({one.month for one in sure if one.found != "stable"}))
    by_month = areas(
        _counted(
            sure,
            names,
            (*months, "stable"),
            lambda one: "stable" if one.found == "stable" else one.month,
        ),
        mapped,
    )
    return Estimated(
        classes,
        mapped,
        counts,
        assess(counts, mapped),
        lost,
        tuple(zip(months, by_month, strict=False)),
    )


def _counted(
    spots: Iterable[Spot], rows: Iterable[str], columns: Iterable[str], of: Any
) -> tuple[tuple[int, ...], ...]:
    held = list(spots)
    wanted = list(columns)
    return tuple(
        tuple(sum(one.stratum == row and of(one) == column for one in held) for column in wanted)
        for row in rows
    )


def open_sample(house: str, person: str, drawn: Any, first: date, last: date, seed: int) -> Case:
    """A case for a sample that `dinh.forest.drawing` drew. Raises Refused."""
    points = []
    for n, one in enumerate(drawn.places, 1):
        kept = kept_png(one.picture, f"diem-{n:03d}.png")
        points.append(
            {
                "point": f"{one.latitude:.6f}, {one.longitude:.6f}",
                "stratum": one.stratum,
                "picture": kept,
                **({"mapped_on": one.on.isoformat()} if one.on else {}),
            }
        )
    strata = [
        {"name": name, "area_m2": f"{pixels * drawn.pixel_m2:.1f}", "points": count}
        for name, pixels, count in drawn.strata
    ]
    return cases.open_case(
        house,
        person,
        SLUG,
        {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "seed": seed,
            "strata": strata,
            "points": points,
        },
        channel="house",
    )


def judge(
    house: str, person: str, code: str, row: Mapping[str, Any], *, key: str | None = None
) -> Case:
    return cases.act(
        house,
        person,
        code,
        "judge",
        data={"row": {name: value for name, value in row.items() if value not in ("", None)}},
        key=key,
    )


def corrected(found: Iterable[Sample], first: date, last: date) -> list[dict[str, Any]]:
    """Of the agreed samples that tell of the period, the loss by month and in all, m² with its 95 % interval: as a report takes it. Of two of
    the same days the newer counts."""
    told, newest = [], {(one.first, one.last): one for one in reversed(list(found)) if one.agreed}
    for sample in sorted(newest.values(), key=lambda one: one.first, reverse=True):
        one = estimated(sample) if sample.first <= last and first <= sample.last else None
        if one is not None:
            figures = [*((month, estimate) for month, estimate in one.months), ("all", one.lost)]
            told.append({
                "code": sample.case.code, "from": sample.first.isoformat(), "to": sample.last.isoformat(), "places": sample.judged, "unsure": sample.unsure, "overall": round(one.accuracy.overall.value, 4),
                "lost": [{"month": month, "area_m2": round(estimate.value, 1), "interval": [round(end, 1) for end in estimate.interval]} for month, estimate in figures],
            })  # fmt: skip
    return told
