"""What the desk's map shows of a watch: the clearest scene of each month as tiles, and the commune's outline. Written into the house's folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from dinh.forest_cases.tiles import FOLDER, write_layer

OUTLINE = "forest/commune.geojson"
SIMPLIFIED_DEGREES = 0.0003
OUTLINE_SIGNS_MAX = 20_000
CLEAR_MIN = 0.6
MONTHS_MAX = 24


def show_scenes(store: Any, folder: Path) -> int:
    """The clearest scene of each of the last months, unless it lies there already. Scenes of this watch that another month's clearer one
    took the place of go, and so do those that are older; what else lies there stays. Gives how many are new."""
    from dinh.forest.tiled import bounds, tiles

    wanted = {f"scene-{row['date']}": row for row in monthly(store.rows)}
    shelf, new = folder / FOLDER, 0
    for path in shelf.glob("scene-*.mbtiles"):
        if path.stem not in wanted:
            path.unlink()
    for name, row in wanted.items():
        path, day = shelf / f"{name}.mbtiles", date.fromisoformat(row["date"])
        if not path.exists():
            told = {
                "name": f"{day:%d/%m/%Y}",
                "date": day.isoformat(),
                "bounds": ",".join(map(str, bounds(store.grid))),
            }
            write_layer(path, tiles(store.values(row), store.grid), told)
            new += 1
    return new


def monthly(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each of the MONTHS_MAX months that end with the last scene's the clearest row, where one is clear enough."""
    if not rows:
        return []
    last = date.fromisoformat(rows[-1]["date"])
    first = date(
        last.year + (last.month - MONTHS_MAX) // 12, (last.month - MONTHS_MAX) % 12 + 1, 1
    ).isoformat()
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        if (
            row["date"] >= first
            and row["clear"] >= CLEAR_MIN
            and row["clear"] > best.get(row["date"][:7], {"clear": 0})["clear"]
        ):
            best[row["date"][:7]] = row
    return [best[month] for month in sorted(best)]


def commune_outline(folder: Path) -> str:
    """The commune's outline, simplified for a case to carry: to some 30 m, a quarter of the distance at which a corner is told to lie outside. "" where none was given."""
    import shapely

    from dinh.forest.plotfile import text_of

    try:
        whole = shapely.from_geojson((folder / OUTLINE).read_text("utf-8"))
    except (OSError, shapely.GEOSException, ValueError):
        return ""
    parts = [
        part
        for part in getattr(whole, "geoms", [whole])
        if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not parts:
        return ""
    said = text_of(shapely.union_all(parts).simplify(SIMPLIFIED_DEGREES), 5)
    return said if len(said) <= OUTLINE_SIGNS_MAX else ""


def show_outline(path: Path, crs: str, folder: Path) -> None:
    """The commune's outline from a map file, in WGS 84. Raises Refused where it cannot be read or has none."""
    from dinh.forest.plotfile import read_outline
    from dinh.forest.state import replace

    target = folder / OUTLINE
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, read_outline(path, crs).encode())
