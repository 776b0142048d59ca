"""The plots of a register as ground: which of them a patch touches and with what area, where they overlap, where they leave gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dinh.forest.plotfile import square_metres
from dinh.forest.systems import moved

LEAST_M2 = 1.0
SLIVER_M2 = 10.0
"""Smaller overlaps and gaps are the rounding of coordinates."""
GAP_MAX_M2 = 100_000.0
"""What is larger and lies between plots is land of others, not a gap."""


@dataclass(frozen=True)
class Piece:
    """Ground that two plots claim (`plots` has both), or that none does."""

    plots: tuple[str, ...]
    area_m2: float


class Plots:
    """Rows of the register `forest_plots`, found by place. Geometries are in WGS 84."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]):
        import shapely

        self.rows = [dict(row) for row in rows if row.get("outline")]
        self.grounds = [shapely.geometry.shape(json.loads(row["outline"])) for row in self.rows]
        self.tree = shapely.STRtree(self.grounds)

    def touched(self, ground: Any) -> list[dict[str, Any]]:
        """The plots that a patch lies in, the largest part first."""
        found = []
        for at in self.tree.query(ground, predicate="intersects"):
            area = square_metres(self.grounds[at].intersection(ground))
            if area >= LEAST_M2:
                row = self.rows[at]
                found.append(
                    {
                        "plot": row["code"],
                        "category": row.get("category"),
                        "origin": row.get("origin"),
                        "owner": row.get("owner"),
                        "village": row.get("village"),
                        "area_m2": round(area, 1),
                    }
                )
        return sorted(found, key=lambda one: (-one["area_m2"], one["plot"]))

    def around(self) -> str:
        """The ground that all plots span, as GeoJSON, for where a commune's own outline is not known; "" without plots."""
        import shapely

        from dinh.forest.plotfile import text_of

        whole = shapely.union_all(self.grounds).convex_hull
        return text_of(whole, 5) if whole.geom_type == "Polygon" and not whole.is_empty else ""

    def on(self, crs: str) -> Any:
        """The same for a geometry of a site's own system, as `alerts.geojson(plots=…)` asks it; owners are not told there."""
        return lambda ground: [
            {name: value for name, value in one.items() if name != "owner" and value}
            for one in self.touched(moved(ground, crs))
        ]

    def overlaps(self) -> list[Piece]:
        first, second = self.tree.query(self.grounds, predicate="intersects")
        found = []
        for a, b in sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b):
            area = square_metres(_ground_of(self.grounds[a].intersection(self.grounds[b])))
            if area >= SLIVER_M2:
                found.append(Piece((self.rows[a]["code"], self.rows[b]["code"]), round(area, 1)))
        return sorted(found, key=lambda one: -one.area_m2)

    def gaps(self) -> list[Piece]:
        """Holes that plots enclose, with the plots round each."""
        from shapely import Polygon, unary_union

        whole = unary_union(self.grounds)
        holes = [
            Polygon(ring)
            for one in getattr(whole, "geoms", [whole])
            if one.geom_type == "Polygon"
            for ring in one.interiors
        ]
        found = [(hole, square_metres(hole)) for hole in holes]
        return sorted(
            (
                Piece(
                    tuple(
                        sorted(
                            self.rows[at]["code"]
                            for at in self.tree.query(hole, predicate="intersects")
                        )
                    ),
                    round(area, 1),
                )
                for hole, area in found
                if SLIVER_M2 <= area <= GAP_MAX_M2
            ),
            key=lambda one: -one.area_m2,
        )


def _ground_of(one: Any) -> Any:
    from shapely import MultiPolygon

    return MultiPolygon(
        [
            part
            for part in getattr(one, "geoms", [one])
            if part.geom_type == "Polygon" and not part.is_empty
        ]
    )
