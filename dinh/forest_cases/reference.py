"""Reference sites: forests elsewhere of which it is known what was lost. The watch went over their scenes as over the commune's, so that anybody can
see how far it is right; nothing of them is a case, a plot or a figure of the commune.

Each is a folder of the house's `forest/reference`, written by `dinh.forest_cases.reference_watch`. Rule to keep: `site.json` is written last, so a site is
there whole or not at all; nothing here needs the watch's packages.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.definition.procedure import Text
from dinh.forest.accuracy import Pixels

FOLDER = "forest/reference"
SITE, PROGRESS, PICTURES = "site.json", "progress.json", "pictures"
SITES_MAX = 20
STALE = {"prepare": timedelta(minutes=30)}
STALE_OTHERWISE = timedelta(minutes=3)
"""Of a run that has told nothing for so long it is taken that it was stopped; to bring the packages may take longer."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class About(Struct, frozen=True):
    """What people must know of a site before they look at it. source: whence its scenes are, on which terms; known: how it is known what was lost."""

    title: Text
    place: Text
    source: Text
    known: Text


class Alert(Struct, frozen=True):
    """A patch as the watch told it, with all its growth. told: day and m² of each; plots: name and m²; place: longitude, latitude; losses: numbers of
    those that it lies on; right: None where nothing of it is judged."""

    alert_id: str
    onset: date
    kind: str
    confidence: float
    told: tuple[tuple[date, float], ...]
    plots: tuple[tuple[str, float], ...]
    place: tuple[float, float]
    ground: dict[str, Any]
    before_on: date | None
    after_on: date | None
    right: bool | None
    losses: tuple[int, ...]

    @property
    def found(self) -> date:
        return self.told[0][0]

    @property
    def area_m2(self) -> float:
        return sum(one[1] for one in self.told)

    @property
    def where(self) -> str:
        return ", ".join(name for name, _ in self.plots) or self.alert_id


class Loss(Struct, frozen=True):
    """A real loss, after `last` and by `first`. share: of it that was found; told: by when half of that was."""

    number: int
    last: date
    first: date
    area_m2: float
    share: float
    found: bool
    told: date | None
    ground: dict[str, Any]

    @property
    def lag_days(self) -> int | None:
        """After the first clear scene that shows it; negative where it was told before."""
        return (self.told - self.first).days if self.told else None


class Site(Pixels, frozen=True):
    """begin: first day that was watched; until: the last scene."""

    name: str
    index: str
    scenes: int
    first_scene: date
    begin: date
    until: date
    ground_m2: float
    pixel_m2: float
    alerts: tuple[Alert, ...]
    losses: tuple[Loss, ...]
    plots: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def about(self) -> About:
        return ABOUT.get(self.name) or About(Text(self.name, self.name), *UNSAID)


class Going(Struct, frozen=True):
    """A site whose scenes are being watched now. what: as `dinh.forest.watch.Progress` says it; `prepare`: it waits for its turn, or for the packages."""

    name: str
    what: str
    done: int
    of: int
    at: datetime

    def stopped(self, now: datetime) -> bool:
        return now - self.at > STALE.get(self.what, STALE_OTHERWISE)

    @property
    def title(self) -> Text:
        return ABOUT[self.name].title if self.name in ABOUT else Text(self.name, self.name)


def names(house: Path) -> tuple[str, ...]:
    """Sites that are there or being made, by name."""
    found = (
        one.name
        for one in (house / FOLDER).glob("*")
        if NAME.fullmatch(one.name) and ((one / SITE).exists() or (one / PROGRESS).exists())
    )
    return tuple(sorted(found))[:SITES_MAX]


def site(house: Path, name: str) -> Site | None:
    return _read(house, name, SITE, Site)


def going(house: Path, name: str) -> Going | None:
    return _read(house, name, PROGRESS, Going)


def picture(house: Path, name: str, alert_id: str, which: str) -> bytes | None:
    """One of before, after, series."""
    if (
        not NAME.fullmatch(name)
        or not re.fullmatch(r"[\d-]{1,40}", alert_id)
        or which not in ("before", "after", "series")
    ):
        return None
    path = house / FOLDER / name / PICTURES / f"{alert_id}-{which}.png"
    return path.read_bytes() if path.is_file() else None


def _read[T](house: Path, name: str, file: str, kind: type[T]) -> T | None:
    """What cannot be read is not there: a run in progress, or a file of another version, which the next run writes anew."""
    if not NAME.fullmatch(name):
        return None
    try:
        return msgspec.json.decode((house / FOLDER / name / file).read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


UNSAID = (
    Text("nơi khác, không thuộc xã", "elsewhere, not in the commune"),
    Text("Nguồn ảnh: do người đưa thư mục ảnh vào biết; chương trình chưa được cho biết.", "Where its scenes are from is known to whoever brought the folder; the program was not told."),
    Text("Đáp án: tệp labels nằm cạnh ảnh.", "What was lost is in the file labels beside the scenes."),
)  # fmt: skip

ABOUT = {
    "romania_east": About(
        Text("Rừng dẻ gai có khai thác ở Romania", "A managed beech forest in Romania"), Text("Romania, châu Âu; không thuộc xã", "Romania, Europe; not in the commune"),
        Text(
            "Ảnh thật Sentinel-2 L2A (chương trình Copernicus, 2015–2021, đã cắt nhỏ), từ bộ dữ liệu mẫu kèm gói nrt của Trung tâm Nghiên cứu chung châu Âu (JRC), giấy phép EUPL-1.2. Không nằm trong mã nguồn của chương trình này.",
            "Real Sentinel-2 L2A scenes (Copernicus, 2015–2021, a part, modified), from the demo data shipped with the package nrt of the European Joint Research Centre (JRC), EUPL-1.2. They are no part of this program's source.",
        ),
        Text(
            "Đáp án do người làm bộ dữ liệu nhìn lại toàn bộ ảnh mà có, không phải đo tại rừng: mỗi chỗ chặt có hai ngày, cây bị chặt vào lúc nào đó giữa hai ngày ấy, thường trong mùa đông.",
            "What was lost was found by looking back over all scenes, not measured in the forest: each felling has two days, and was made at some time between them, often in winter.",
        ),
    ),
    "sim_dev": About(
        Text("Rừng thông mô phỏng để thử máy", "A simulated pine forest for trying the watch"), Text("không có thật", "it never was"),
        Text("Ảnh mô phỏng theo khí hậu Lâm Đồng, 2020–2024; không có gì thật.", "Scenes simulated in the climate of Lâm Đồng, 2020–2024; nothing of it is real."),
        Text("Đáp án do chính máy mô phỏng đặt ra.", "What was lost was put there by the simulator."),
    ),
}  # fmt: skip
"""Sites that the program knows by the name of their folder."""
