"""The demo's pine forest: its plots, what the watch saw there, and what became of it. All of it is invented."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from dinh import access, cases
from dinh.scenes.furnishing import SOURCE
from dinh.scenes.hours import Hours
from dinh.scenes.woods.prepared import PREPARED, moved_by, plots
from dinh.scenes.woods.stories import matters
from dinh.woodland.showing import OUTLINE
from dinh.woodland.tiles import FOLDER, dated

__all__ = ["furnish", "matters"]


def furnish(house: str, folder: Path, begin: datetime, until: datetime) -> None:
    """Plots into their register at `begin`; into the house's folder the commune's outline and the scenes for the map, as if watched up to the day before `until`."""
    cases.import_records(house, "forest_plots", plots(), SOURCE, at=begin)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PREPARED / "commune.geojson", folder / OUTLINE)
    by = moved_by(Hours(access.calendar_of(access.state(house).profile), until).today)
    for path in sorted((PREPARED / FOLDER).glob("*.mbtiles")):
        day = date.fromisoformat(path.stem.removeprefix("scene-")) + by
        target = folder / FOLDER / f"scene-{day}.mbtiles"
        shutil.copyfile(path, target)
        dated(target, day)
