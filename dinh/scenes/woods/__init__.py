"""The demo's pine forest: its plots, what the watch saw there, and what became of it. All of it is invented."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from dinh.access import finders
from dinh.forest_cases.map_layers import OUTLINE
from dinh.forest_cases.tiles import FOLDER, dated
from dinh.scenes.furnishing import SOURCE
from dinh.scenes.hours import Hours
from dinh.scenes.woods.prepared import PREPARED, moved_by, plots
from dinh.scenes.woods.stories import matters
from dinh.workflow import cases

__all__ = ["furnish", "matters"]


def furnish(house: str, folder: Path, begin: datetime, until: datetime) -> None:
    """Plots into their register at `begin`; into the house's folder the commune's outline and the scenes for the map, as if watched up to the day before `until`."""
    cases.import_records(house, "forest_plots", plots(), SOURCE, at=begin)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PREPARED / "commune.geojson", folder / OUTLINE)
    by = moved_by(Hours(finders.calendar_of(finders.state(house).profile), until).today)
    for path in sorted((PREPARED / FOLDER).glob("*.mbtiles")):
        day = date.fromisoformat(path.stem.removeprefix("scene-")) + by
        target = folder / FOLDER / f"scene-{day}.mbtiles"
        shutil.copyfile(path, target)
        dated(target, day)
