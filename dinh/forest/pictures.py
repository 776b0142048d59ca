"""Pictures for who goes there: the ground before and after, and what the middle of the patch did over the years. PNG, by zlib and Typst."""
from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from dinh.forest.explain import Explained
from dinh.forest.settings import MISSING

ACROSS = 96
ENLARGED = 4
_BARE, _FOREST, _CLOUD, _EDGE = (196, 140, 84), (16, 82, 40), (225, 229, 235), (214, 32, 32)


def png(colours: np.ndarray) -> bytes:
    """(rows, columns, 3) bytes as a PNG."""
    rows, columns, _ = colours.shape
    raw = b"".join(b"\0" + colours[row].astype(np.uint8).tobytes() for row in range(rows))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b"")


def window(shape: tuple[int, int], rows: np.ndarray, columns: np.ndarray) -> tuple[int, int, int, int]:
    """A square round the patch that has room round it, inside the grid."""
    side = max(ACROSS, 2 * int(max(np.ptp(rows), np.ptp(columns)) + 1))
    found = []
    for middle, size in ((int(np.mean(rows)), shape[0]), (int(np.mean(columns)), shape[1])):
        low = max(0, min(middle - side // 2, size - side))
        found += [low, min(size, low + side)]
    return tuple(found)  # type: ignore[return-value]


def ground(values: np.ndarray, rows: np.ndarray, columns: np.ndarray, low: float, high: float) -> bytes:
    """One scene round a patch: brown is bare, green is forest, grey is cloud; the patch's edge is red."""
    top, bottom, left, right = window(values.shape, rows, columns)
    part = values[top:bottom, left:right]
    share = np.clip((part.astype(np.float32) - low) / max(high - low, 1), 0, 1)[..., None]
    colours = np.array(_BARE) * (1 - share) + np.array(_FOREST) * share
    colours[part == MISSING] = _CLOUD
    inside = np.zeros(part.shape, bool)
    inside[rows - top, columns - left] = True
    big = np.kron(colours.astype(np.uint8), np.ones((ENLARGED, ENLARGED, 1), np.uint8))
    within = np.kron(inside, np.ones((ENLARGED, ENLARGED), bool))
    padded = np.pad(within, 1)
    core = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    big[within & ~core] = _EDGE
    return png(big)


def before_and_after(store: Any, alert: Any) -> list[tuple[date, bytes]]:
    """The clearest scene of the last ones before the loss began, and that of the deciding day or of the clearest after it."""
    top, bottom, left, right = window((store.grid.rows, store.grid.columns), alert.rows, alert.columns)
    days = [date.fromisoformat(row["date"]) for row in store.rows]
    earlier = [row for row, day in zip(store.rows, days, strict=True) if day < alert.onset][-8:]
    later = [row for row, day in zip(store.rows, days, strict=True) if day >= alert.date][:1] or store.rows[-1:]
    planes = []
    for some in (earlier, later):
        seen = [(row, store.values(row)) for row in some if row.get("sensor", "optical") is not None]
        if seen:
            row, plane = max(seen, key=lambda one: int((one[1][top:bottom, left:right] != MISSING).sum()))
            planes.append((date.fromisoformat(row["date"]), plane))
    if not planes:
        return []
    known = planes[0][1][planes[0][1] != MISSING]
    high = float(np.percentile(known, 90)) if len(known) else 8000.0
    low = high - 6000.0 if high > 0 else high - 800.0
    return [(day, ground(plane, alert.rows, alert.columns, low, high)) for day, plane in planes]


def series(told: Explained, title: str, alert: date | None = None) -> bytes:
    """Points are scenes, the line is what the model expected, the upright line is the alert's day."""
    import typst

    drawn = _svg(told, title, alert)
    source = f'#set page(width: 480pt, height: 240pt, margin: 0pt)\n#image(bytes({_quoted(drawn)}), format: "svg", width: 480pt)'
    made = typst.compile(source.encode(), format="png", ppi=110)
    return made if isinstance(made, bytes) else made[0]


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _svg(told: Explained, title: str, alert: date | None) -> str:
    from html import escape

    points = told.points
    days = [one.date.toordinal() for one in points] or [0, 1]
    every = [one.value for one in points] + [one.model for one in points] or [0.0, 1.0]
    low, high = min(every), max(every)

    def at(day: int, value: float) -> tuple[float, float]:
        return 45 + 420 * (day - days[0]) / max(1, days[-1] - days[0]), 205 - 165 * (value - low) / max(1e-6, high - low)

    words = '<text x="{:.0f}" y="{:.0f}" font-size="{}" font-family="Libertinus Serif" fill="#333">{}</text>'
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240"><rect width="480" height="240" fill="#fff"/>', words.format(45, 20, 13, escape(title))]
    for value in (low, (low + high) / 2, high):
        y = at(days[0], value)[1]
        parts.append(f'<line x1="45" x2="465" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>' + words.format(8, y + 4, 11, f"{value:.2f}".replace(".", ",")))
    for year in sorted({one.date.year for one in points}):
        x = at(max(days[0], date(year, 1, 1).toordinal()), low)[0]
        parts.append(words.format(x, 224, 11, year))
    parts.append('<polyline fill="none" stroke="#2b6cb0" stroke-width="1.2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(d, one.model) for d, one in zip(days, points, strict=False))) + '"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="#1d5c36"/>' for x, y in (at(d, one.value) for d, one in zip(days, points, strict=False))]
    if alert:
        x = at(alert.toordinal(), low)[0]
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="35" y2="208" stroke="#d62020" stroke-width="1.2"/>')
    return "".join(parts) + "</svg>"


def middle(rows: Sequence[int], columns: Sequence[int]) -> tuple[int, int]:
    """The patch's pixel that is nearest to its middle."""
    r, c = np.asarray(rows, float), np.asarray(columns, float)
    at = int(np.argmin((r - r.mean()) ** 2 + (c - c.mean()) ** 2))
    return int(rows[at]), int(columns[at])
