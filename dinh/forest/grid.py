"""Where pixels lie: a grid of square pixels in a projected system, and its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dinh.forest.settings import CELL

Box = tuple[int, int, int, int]
"""First row, end row, first column, end column."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Grid:
    """`crs` as EPSG:n or WKT; (left, top) is the outer corner of the first pixel; rows run south."""

    crs: str
    left: float
    top: float
    metres: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def transform(self) -> tuple[float, float, float, float, float, float]:
        """As rasterio's Affine takes it."""
        return self.metres, 0.0, self.left, 0.0, -self.metres, self.top

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point of this system; None outside."""
        row, column = int((self.top - y) // self.metres), int((x - self.left) // self.metres)
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None

    def boxes(self, size: int = CELL) -> Iterator[Box]:
        for top in range(0, self.rows, size):
            for left in range(0, self.columns, size):
                yield top, min(top + size, self.rows), left, min(left + size, self.columns)


def day_of(when: date) -> int:
    """Days since 1970-01-01."""
    return (when - _EPOCH).days


def date_of(day: int) -> date:
    return _EPOCH + timedelta(int(day))
