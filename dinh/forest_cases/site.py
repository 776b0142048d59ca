"""The watched ground with what the house knows of it: what the case of an alert is told, and shown."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from msgspec import Struct

from dinh.forest.curve import Scene, series
from dinh.forest_cases.roads import nearest
from dinh.store.uploads import keep_made

WINDS = ("Bắc", "Đông Bắc", "Đông", "Đông Nam", "Nam", "Tây Nam", "Tây", "Tây Bắc")


RADAR, RADAR_SAID = ("vh", "vv"), " · radar, mới thử trên ảnh mô phỏng"
"""No real felling has been watched by radar yet, so whoever goes by such an alert is told."""


class Shown(Struct, frozen=True):
    """What a case shows of its alert. before, after: day and PNG, where scenes are; points: of the patch's middle pixel."""

    index: str
    before: tuple[date, bytes] | None
    after: tuple[date, bytes] | None
    points: tuple[Scene, ...]

    def kept(self, alert_id: str, day: date) -> dict[str, Any]:
        """The files of the form, their content put among the house's documents."""
        found: dict[str, Any] = {}
        for name, one in (("before", self.before), ("after", self.after)):
            if one is not None:
                found |= {
                    name: kept_png(one[1], f"{alert_id}-{name}.png"),
                    f"{name}_on": one[0].isoformat(),
                }
        drawn = series(
            self.points,
            f"{self.index.upper()} · {alert_id}{RADAR_SAID if self.index in RADAR else ''}",
            day,
        )
        return {**found, "series": kept_png(drawn, f"{alert_id}-series.png")}


def kept_png(content: bytes, name: str) -> dict[str, Any]:
    """A picture among the house's documents, as a case names it."""
    return {"digest": keep_made(content), "name": name, "type": "image/png", "size": len(content)}


class Site:
    """The watched ground with what the house knows of it."""

    def __init__(
        self,
        store: Any,
        fold: Any,
        plots: Any,
        villages: list[dict[str, Any]],
        roads: list[tuple[str, Any]] | None = None,
        commune: str = "",
    ):
        """commune: its outline as GeoJSON, "" where it is not known."""
        self.commune = commune
        self.store, self.fold, self.plots, self.roads = store, fold, plots, roads or []
        self.villages = [
            row for row in villages if row.get("lat") is not None and row.get("lon") is not None
        ]

    def ground(self, alert: Any) -> Any:
        from dinh.forest.alerts import shapes
        from dinh.forest.systems import moved

        return moved(shapes(self.fold, alert), self.fold.grid.crs)

    def outline(self, alert: Any) -> str:
        from dinh.forest.plotfile import shortened, text_of

        return text_of(shortened(self.ground(alert))[0], 6)

    def form(self, alert: Any) -> dict[str, Any]:
        """What the case is told; its pictures are `shown`."""
        from dinh.forest.systems import said, zone_of

        ground = self.ground(alert)
        point = ground.representative_point()
        touched = self.plots.touched(ground)
        village, way = self.way(point.x, point.y)
        known = next((one["village"] for one in touched if one.get("village")), village)
        form = {
            "alert_id": alert.alert_id, "detected_on": alert.date.isoformat(), "onset": alert.onset.isoformat(), "kind": alert.kind, "confidence": f"{alert.confidence:.3f}",
            "area_m2": f"{alert.area_m2:.1f}", "centre": f"{point.y:.6f}, {point.x:.6f}", "vn2000": said(point.x, point.y, zone_of(point.x)), "outline": self.outline(alert),
            "plots": [{name: str(value) for name, value in {**one, "plot_m2": self._whole_m2(one["plot"])}.items() if name != "village" and value is not None} for one in touched[:60]],
            "commune": self.commune, "village": known, "way": way,
        }  # fmt: skip
        return {name: value for name, value in form.items() if value not in (None, "", [])}

    def _whole_m2(self, code: str) -> float | None:
        """The area of a whole plot, as the book has it."""
        hectares = next(
            (row.get("area_ha") for row in self.plots.rows if row["code"] == code), None
        )
        return None if hectares is None else round(float(hectares) * 10_000, 1)

    def row(self, alert: Any) -> dict[str, Any]:
        """What the case of a patch is told where it grew."""
        return {
            "found_on": alert.date.isoformat(),
            "area_m2": f"{alert.area_m2:.1f}",
            "kind": alert.kind,
            "confidence": f"{alert.confidence:.3f}",
            "outline": self.outline(alert),
            **self.most(alert),
        }

    def most(self, alert: Any) -> dict[str, str]:
        """The plot in which most of the ground lies, and its category."""
        touched = self.plots.touched(self.ground(alert))
        return (
            {name: str(touched[0][name]) for name in ("plot", "category") if touched[0].get(name)}
            if touched
            else {}
        )

    def shown(self, alert: Any) -> Shown:
        from dinh.forest import pictures
        from dinh.forest.explain import explain

        two = pictures.before_and_after(self.store, alert)
        before, after = two if len(two) == 2 else (None, None)
        told = explain(self.store, self.fold, *pictures.middle(alert.rows, alert.columns))
        return Shown(
            told.index,
            before,
            after,
            tuple((one.date, one.value, one.model) for one in told.points),
        )

    def way(self, longitude: float, latitude: float) -> tuple[str, str]:
        """The nearest village whose place is known; how far and which way from it, and from the nearest road."""
        said, village = [], ""
        if self.villages:
            row = min(
                self.villages,
                key=lambda one: apart(float(one["lon"]), float(one["lat"]), longitude, latitude)[0],
            )
            village = row["record"]
            said.append(
                _from(row["name"], (float(row["lon"]), float(row["lat"])), longitude, latitude)
            )
        if road := nearest(self.roads, longitude, latitude):
            said.append(
                _from(f"đường {road[0]}".strip(), road[1:], longitude, latitude)
                + f", rời đường ở {road[2]:.5f}, {road[1]:.5f}"
            )
        return village, "; ".join(said)


def _from(name: str, place: tuple[float, float], longitude: float, latitude: float) -> str:
    metres, bearing = apart(*place, longitude, latitude)
    far = f"{metres / 1000:.1f}".replace(".", ",")
    return f"Từ {name}: {far} km đường chim bay về hướng {WINDS[round(bearing / 45) % 8]} ({bearing:.0f}°)"


def apart(from_lon: float, from_lat: float, lon: float, lat: float) -> tuple[float, float]:
    """Metres and bearing in degrees between two near places."""
    east, north = (
        (lon - from_lon) * math.cos(math.radians((lat + from_lat) / 2)) * 111_320,
        (lat - from_lat) * 110_574,
    )
    return math.hypot(east, north), math.degrees(math.atan2(east, north)) % 360
