"""What the watch is told: one set of numbers for each kind of sensor, the same on every site.

They were chosen on the project's own simulator and hold elsewhere; `docs/forest.md` tells each one's worth. Rule to keep: nothing
here is named after a place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CELL = 512
"""Pixels on a side of a cell: the chunk of the store, the tile of the state and the block whose median is taken."""
MISSING = -32768
"""No value, in a stored scene."""


@dataclass(frozen=True)
class Settings:
    scale: float = 1e-4
    """What one unit of a stored value is worth, in the index (or in dB)."""
    by_median: bool = True
    """Take out what the whole forest does on a day."""
    ridge: tuple[float, ...] = (0.05, 2.0, 2.0, 4.0, 4.0)
    floor: float = 0.015
    """Least deviation of a pixel."""
    floor_slow: float = 0.010
    """Least deviation of a pixel's neighbourhood."""
    prior: float = 10.0
    """How many scenes the site's own deviation counts for."""
    passes: int = 4
    clear_min: float = 0.25
    """A scene counts when this share of the forest is clear."""
    sigmas: float = 3.5
    drop: float = 0.05
    """Least loss of the index that a felling shows."""
    run: int = 3
    """Scenes in a row."""
    haze_from: float = 0.04
    haze_weight: float = 0.6
    """How much more a pixel must lose in a scene in which the whole forest has lost more than `haze_from`."""
    drift: float = 0.6
    limit: float = 8.0
    clip: float = 5.0
    clip_sum: float = 2.0
    """What one scene may add to the sum of a slow loss, in deviations: no two clouds can fill it."""
    slow_drop: float = 0.043
    slow_crowd: float = 2.6
    """A slow loss must exceed so many deviations of what the standing forest does at that time."""
    slow_own: float = 6.0
    """… and so many of what this pixel did before."""
    memory: float = 120.0
    """Days over which a slow loss is averaged."""
    gain: tuple[float, float] = (0.08, 0.3)
    calm: float = 1.5
    """A pixel speaks for its forest while its averaged residual is within so many deviations, to either side."""
    trap: float = 0.2
    """Share of a cell beyond 3 deviations from which the cell's own median is doubted."""
    short: int = 36
    """A history of fewer usable scenes is short …"""
    calmest: float = 0.4
    """… and then what a pixel deviates is taken as this share of what its history says, at the least, in a scene in which the forest is so much calmer."""
    patch_pixels: int = 10
    join_days: int = 60
    join_days_slow: int = 240
    fill: float = 0.5
    """What stands among flagged pixels is flagged at this share of the limits."""
    fill_neighbours: int = 4
    trim: float = 0.4
    """A pixel that lost less than this share of its patch's loss is a mixed pixel at the edge."""
    clearfell_drop: float = 0.18
    slow_channel: bool = True

    def pixels_min(self, metres: float) -> int:
        """A patch is at least 0.1 ha, but no fewer than three pixels where they are large."""
        return (
            max(3, round(self.patch_pixels * 100 / metres**2)) if metres > 10 else self.patch_pixels
        )


OPTICAL = Settings()
RADAR = replace(
    OPTICAL, scale=1e-2, by_median=False, floor=0.3, floor_slow=0.25, drop=1.5, haze_from=1.0, slow_drop=1.0, clearfell_drop=2.5, sigmas=2.5,
)  # fmt: skip
