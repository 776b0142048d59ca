"""`python -m dinh.scenes.woods.prepare`: the demo's forest, watched once, so that a demo house needs none of the watch's packages.

A forest is simulated from a fixed seed, its plots are drawn, written to a map in VN-2000 and read back, its scenes are watched as any folder of
scenes is, and what a case is told is kept. Nothing of it is real. With `--keep FOLDER` scenes, plots and store are left there, to be watched by
hand. Rule to keep: the same seed gives the same forest; tests/forest/test_demo_woods.py holds what lies in `prepared` against it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from dinh.forest import simulate, work
from dinh.forest.alerts import Alert, alerts, by_patch
from dinh.forest.plotfile import plain, read_plots
from dinh.forest.plots import Plots
from dinh.forest.store import Store
from dinh.forest.systems import mover
from dinh.forest_cases import alert_cases
from dinh.forest_cases.map_layers import show_scenes
from dinh.forest_cases.site import Site
from dinh.forest_cases.tiles import FOLDER
from dinh.scenes.furnishing import told_by
from dinh.scenes.woods.prepared import PREPARED

PLAN = simulate.Plan(
    seed=24730, size=120, start=date(2022, 1, 1), monitor=date(2024, 1, 1), end=date(2026, 3, 31), events=6, wide=0.0, crs="EPSG:32648", corner=(782_000.0, 1_346_400.0)
)  # fmt: skip
UNTIL = date(2025, 12, 23)
"""Fellings begin up to ninety days before the plan's end: the watch stops there, so that some are fresh."""
VN2000 = "EPSG:9218"
CELLS = 4
"""Plots in a row."""
BEND_M = 60
OWNERS = (
    ("1702", "protection", "natural", "board", "Ban quản lý rừng phòng hộ (đặt ra)", "B03"), ("1702", "production", "planted", "household", "Hộ Điểu Lôi (đặt ra)", "T08"),
    ("1703", "production", "planted", "company", "Công ty lâm nghiệp Thông Xanh (đặt ra)", "B02"), ("1703", "special_use", "natural", "commune", "Ủy ban nhân dân xã", "B03"),
)  # fmt: skip
"""Of each row of plots from the north."""


@dataclass
class Watched:
    """A folder with `scenes`, `plots.geojson` and the `store` of their watch."""

    folder: Path
    store: Store
    site: Site
    rows: list[dict[str, Any]]
    truth: simulate.Truth

    def patches(self) -> list[list[Alert]]:
        """The alerts of each patch, by their first day."""
        return list(by_patch(alerts(self.site.fold)).values())

    def real(self, days: Sequence[Alert]) -> str:
        """What most of the ground really was: a kind of the simulator, or `none`."""
        struck = np.concatenate(
            [
                np.where(
                    self.truth.label[one.rows, one.columns] == simulate.STABLE,
                    0,
                    self.truth.kind[one.rows, one.columns],
                )
                for one in days
            ]
        )
        return simulate.KINDS[int(np.bincount(struck, minlength=len(simulate.KINDS)).argmax())]


def watched(folder: Path) -> Watched:
    made = simulate.simulate(PLAN)
    simulate.write(made, folder / "scenes")
    draw_plots(folder / "plots.geojson")
    words = argparse.Namespace(
        scenes=str(folder / "scenes"),
        store=str(folder / "store"),
        out=str(folder / "alerts.geojson"),
        since=PLAN.monitor,
        mask=None,
        workers=1,
        index=None,
        crs=None,
        skip_bad=False,
        plots=None,
    )
    work.watch(words, UNTIL, lambda *told: None)
    assert made.truth is not None
    store, fold = alert_cases.watched(folder / "store")
    villages = [{"record": one["code"], **one} for one in told_by("villages.yaml")]
    rows = read_plots(
        folder / "plots.geojson", villages={plain(one["record"]): one["record"] for one in villages}
    ).rows
    return Watched(folder, store, Site(store, fold, Plots(rows), villages), rows, made.truth)


def draw_plots(path: Path) -> None:
    """A map of plots in VN-2000 with the column names of foresters: crooked quadrangles that leave no gap."""
    chance, side = np.random.default_rng(PLAN.seed), PLAN.size * PLAN.metres / CELLS
    to_vn = mover(PLAN.crs, VN2000)
    steps = np.arange(CELLS + 1)
    bent = chance.uniform(-BEND_M, BEND_M, (2, CELLS + 1, CELLS + 1))
    inner = ((steps > 0) & (steps < CELLS)).astype(float)
    east = PLAN.corner[0] + side * steps[None, :] + bent[0] * inner[None, :]
    north = PLAN.corner[1] - side * steps[:, None] + bent[1] * inner[:, None]
    features = []
    for row, column in np.ndindex(CELLS, CELLS):
        ring = [
            (row, column),
            (row, column + 1),
            (row + 1, column + 1),
            (row + 1, column),
            (row, column),
        ]
        points = [[round(float(one), 2) for one in to_vn(east[at], north[at])] for at in ring]
        number, category, origin, kind, owner, village = OWNERS[row]
        cells = {
            "tinhcu": "Đắk Nông",
            "tieukhu": number,
            "khoanh": str(1 + row % 2 * 2 + column // 2),
            "lo": "abcd"[column],
            "loairung": category,
            "nguongoc": origin,
            "owner_kind": kind,
            "churung": owner,
            "loaicay": "Thông ba lá",
            "thon": village,
        }
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [points]},
                "properties": cells,
            }
        )
    named = {
        "type": "name",
        "properties": {"name": f"urn:ogc:def:crs:EPSG::{VN2000.removeprefix('EPSG:')}"},
    }
    path.write_text(
        json.dumps(
            {"type": "FeatureCollection", "crs": named, "features": features}, ensure_ascii=False
        ),
        "utf-8",
    )


def prepare(one: Watched, out: Path) -> None:
    """Writes what a demo house is furnished with: `woods.json`, pictures, tiles."""
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    told = []
    for number, days in enumerate(one.patches()):
        shown = one.site.shown(days[0])
        for name, picture in (("before", shown.before), ("after", shown.after)):
            if picture:
                (out / "pictures" / f"{number:02d}-{name}.png").write_bytes(picture[1])
        told.append({
            "form": one.site.form(days[0]), "growth": [one.site.row(day) for day in days[1:]], "real": one.real(days), "index": shown.index,
            "before_on": shown.before and shown.before[0], "after_on": shown.after and shown.after[0], "points": shown.points,
        })  # fmt: skip
    show_scenes(one.store, out)
    (out / "woods.json").write_text(
        _by_lines({"until": UNTIL, "plots": one.rows, "patches": told}), "utf-8"
    )


def _by_lines(told: dict[str, Any]) -> str:
    """JSON with a line for each plot and each patch, so that a change of one shows as one."""

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))

    parts = (
        f'"{name}":[\n' + ",\n".join(map(text, value)) + "\n]"
        if isinstance(value, list)
        else f'"{name}":{text(value)}'
        for name, value in told.items()
    )
    return "{" + ",\n".join(parts) + "}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev woods")
    parser.add_argument("--keep", metavar="FOLDER", type=Path)
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as away:
        folder = keep or Path(away)
        folder.mkdir(parents=True, exist_ok=True)
        one = watched(folder)
        for stale in (PREPARED / "pictures", PREPARED / FOLDER):
            shutil.rmtree(stale, ignore_errors=True)
        prepare(one, PREPARED)
    size = sum(path.stat().st_size for path in PREPARED.rglob("*") if path.is_file())
    print(
        f"{PREPARED}: {size / 1024:.0f} KB"
        + (f"; scenes, plots and store in {keep}" if keep else "")
    )


if __name__ == "__main__":
    main()
