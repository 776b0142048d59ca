"""Tiles of the map that lie on disk: every `.mbtiles` in the house's folder `forest/tiles` is a layer.

MBTiles is one SQLite file of tiles (https://github.com/mapbox/mbtiles-spec), which QGIS writes too, so that a base map needs no internet. A
scene of the watch is a layer that has a `date` besides. Rule to keep: what is not sound is left out and never breaks the map.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from msgspec import Struct

FOLDER = "forest/tiles"
LAYERS_MAX = 200
ZOOM_MAX = 22
TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}

type Tile = tuple[int, int, int, bytes]
"""Zoom, column, row from the north, and the picture."""


class Layer(Struct, frozen=True):
    """name: of its file, without the ending; on: the scene's day, None of a base map; bounds: west, south, east, north in degrees."""

    name: str
    title: str
    on: date | None
    bounds: tuple[float, float, float, float]
    least: int
    most: int


def layers(folder: Path) -> list[Layer]:
    """Base maps first, then scenes, the oldest first; the latest LAYERS_MAX."""
    found = [
        one for path in (folder / FOLDER).glob("*.mbtiles") if (one := _layer(path)) is not None
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.name))[-LAYERS_MAX:]


def _layer(path: Path) -> Layer | None:
    try:
        with closing(_opened(path)) as books:
            told = dict(books.execute("SELECT name, value FROM metadata"))
            least, most = books.execute(
                "SELECT min(zoom_level), max(zoom_level) FROM tiles"
            ).fetchone()
        west, south, east, north = (float(one) for one in told["bounds"].split(","))
        day = date.fromisoformat(told["date"]) if told.get("date") else None
        return Layer(
            path.stem,
            told.get("name") or path.stem,
            day,
            (west, south, east, north),
            int(least),
            int(most),
        )
    except (sqlite3.Error, KeyError, ValueError, TypeError):
        return None


def tile(folder: Path, name: str, zoom: int, column: int, row: int) -> tuple[bytes, str] | None:
    """A picture and its type. None where there is none, or no such layer."""
    path = folder / FOLDER / f"{name}.mbtiles"
    if not re.fullmatch(r"[\w. -]+", name) or not 0 <= zoom <= ZOOM_MAX or not path.is_file():
        return None
    try:
        with closing(_opened(path)) as books:
            found = books.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?",
                (zoom, column, _flipped(zoom, row)),
            ).fetchone()
    except sqlite3.Error:
        return None
    content = bytes(found[0]) if found else b""
    return next(((content, kind) for mark, kind in TYPES.items() if content.startswith(mark)), None)


def write_layer(path: Path, tiles: Iterable[Tile], told: Mapping[str, str]) -> None:
    """A whole file under its name, or none: a stop leaves the one before. told: `name`, `bounds` and what else is known."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as books:
        books.executescript(
            "PRAGMA page_size=1024; CREATE TABLE metadata (name TEXT, value TEXT); CREATE UNIQUE INDEX name ON metadata (name);"
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"
            "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);"
        )
        books.executemany(
            "INSERT INTO metadata VALUES (?, ?)",
            sorted({"format": "png", "type": "overlay", "version": "1.0", **told}.items()),
        )
        books.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            ((zoom, column, _flipped(zoom, row), content) for zoom, column, row, content in tiles),
        )
        books.commit()
    half.replace(path)


def dated(path: Path, day: date) -> None:
    """Says another day of a layer."""
    with closing(sqlite3.connect(path)) as books:
        books.executemany(
            "UPDATE metadata SET value=? WHERE name=?",
            [(day.isoformat(), "date"), (f"{day:%d/%m/%Y}", "name")],
        )
        books.commit()


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _flipped(zoom: int, row: int) -> int:
    """MBTiles counts rows from the south."""
    return (1 << zoom) - 1 - row
