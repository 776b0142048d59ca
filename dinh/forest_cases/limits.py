"""Legal thresholds beside an alert: for each category how much was lost, from which area it is a crime, where that stands, and whether it is confirmed.

Read from the norms of the version that the case follows. Rule to keep: no number of law stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.procedure import Norm, NormRow
from dinh.forest_cases.reading import SHORT, Patch

CRIMINAL = "forest_criminal"


class Limit(Struct, frozen=True):
    """Of one category. plots: code, name, m² of each; source: the act and its article; measured: by the report, else as the watch saw it."""

    category: str
    plots: tuple[tuple[str, str, float], ...]
    lost_m2: float
    limit_m2: float
    source: str
    confirmed: bool
    measured: bool

    @property
    def above(self) -> bool:
        return self.lost_m2 >= self.limit_m2


def limits(house: str, patch: Patch) -> tuple[Limit, ...]:
    """Of the categories in which something was lost, the nearest to its threshold, or furthest beyond, first."""
    norm = finders.followed(house, patch.case).norms.get(CRIMINAL)
    found = tuple(_limits(norm, patch)) if norm else ()
    return tuple(sorted(found, key=lambda one: -one.lost_m2 / one.limit_m2))


def _limits(norm: Norm, patch: Patch) -> Iterator[Limit]:
    areas = {row: {} for row in norm.keys.get("category", ())}
    for part in patch.parts:
        areas.setdefault(part.category, {})[part.plot] = (part.plot, part.name, part.area_m2)
    for category, plots in areas.items():
        row = _row(norm, category, patch.found)
        reported = patch.case.data.get(f"report.area_{SHORT.get(category, category)}")
        lost = float(reported) if reported is not None else sum(one[2] for one in plots.values())
        if row is not None and lost > 0:
            yield Limit(
                category,
                tuple(plots.values()),
                lost,
                float(row.value),
                _source(norm, row),
                row.confirmed,
                reported is not None,
            )


def _row(norm: Norm, category: str, day: date) -> NormRow | None:
    return next(
        (
            one
            for one in norm.rows
            if category in one.keys.get("category", ())
            and one.start <= day.isoformat()
            and (not one.end or day.isoformat() <= one.end)
        ),
        None,
    )


def _source(norm: Norm, row: NormRow) -> str:
    if row.law is None:
        return ""
    act = norm.law.get(row.law.key)
    return " ".join(
        filter(
            None,
            (
                act.title if act else row.law.key,
                f"Điều {row.law.article}" if row.law.article else "",
            ),
        )
    )
