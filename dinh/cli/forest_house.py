"""`dinh forest plots|cases|accuracy|reference`: the watch and the house's books together."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh import folder
from dinh.access import finders
from dinh.cli import forest_ground, forest_sample
from dinh.cli.given import house
from dinh.clock import now
from dinh.engine.refusal import Refusal, Refused
from dinh.forest.alone import alone
from dinh.forest.trouble import need_packages, refuse
from dinh.forest_cases import alert_cases, learning, map_layers
from dinh.workflow.house_service import import_records

SHOWN = 20


def arguments(made: dict[str, argparse.ArgumentParser]) -> None:
    plots = made["plots"]
    plots.add_argument("file", metavar="FILE")
    plots.add_argument("--crs", default="", metavar="EPSG:n|108-30")
    plots.add_argument("--columns", action="append", default=[], metavar="FILE=BOOK")
    plots.add_argument("--province", default="", choices=("", "dak_nong", "lam_dong", "binh_thuan"))
    plots.add_argument(
        "--whole",
        action="store_true",
        help="tệp là toàn bộ sổ: lô không có trong tệp thì kết thúc / the file is the whole book: a plot that it does not name ends",
    )
    plots.add_argument(
        "--dry-run", action="store_true", help="chỉ nói sẽ làm gì / only say what would be done"
    )
    made["cases"].add_argument("--store", required=True, metavar="DIR")
    made["cases"].add_argument("--by", required=True, metavar="PERSON")
    made["cases"].add_argument("--most", type=int, default=500)
    forest_sample.arguments(made["accuracy"])
    forest_ground.arguments(made["ground"])
    made["cases"].add_argument(
        "--commune",
        metavar="FILE",
        help="ranh giới xã cho bản đồ / the commune's outline for the map",
    )
    made["cases"].add_argument(
        "--crs",
        default="",
        metavar="EPSG:n|108-30",
        help="hệ tọa độ của tệp ấy / that file's system",
    )


def plots(words: argparse.Namespace) -> dict[str, Any]:
    need_packages()
    from dinh.forest.plotfile import near, plain, read_plots
    from dinh.forest.plots import Plots

    name = house()
    villages = alert_cases.rows_of(name, "villages")
    pairs = [one.partition("=") for word in words.columns for one in word.split(",")]
    found = read_plots(
        Path(words.file),
        words.crs,
        {old: new for old, _, new in pairs},
        words.province,
        {plain(row["name"]): row["record"] for row in villages},
    )
    near(found, alert_cases.village_places(name), alert_cases.FAR_KM)
    if found.faults:
        raise _faults(found)
    before = {row["record"]: row for row in alert_cases.rows_of(name, "forest_plots")}
    changes = import_records(
        name,
        "forest_plots",
        found.rows,
        Path(words.file).name,
        renews=True,
        whole=words.whole,
        only_told=words.dry_run,
    )
    done = {
        kind: [one for one in changes if one.change == kind] for kind in ("add", "change", "end")
    }
    left = (
        {}
        if words.whole
        else {
            code: row
            for code, row in before.items()
            if code not in {row["code"] for row in found.rows}
        }
    )
    ground = Plots([*found.rows, *left.values()])
    area = sum(float(row["area_ha"]) for row in found.rows)
    return {
        "file": words.file, "crs": found.rows[0]["source_crs"], "plots": len(found.rows), "area_ha": round(area, 4), "imported": not words.dry_run, "repaired": found.repaired,
        "added": [one.record for one in done["add"]], "changed": [{"plot": one.record, "columns": _columns(one, before, found.rows)} for one in done["change"]],
        "ended": [one.record for one in done["end"]], "same": len(found.rows) - len(done["add"]) - len(done["change"]), "not_named": sorted(left),
        "overlaps": [{"plots": one.plots, "area_m2": one.area_m2} for one in ground.overlaps()], "gaps": [{"between": one.plots, "area_m2": one.area_m2} for one in ground.gaps()],
    }  # fmt: skip


def _columns(one: Any, before: dict[str, dict[str, Any]], rows: list[dict[str, Any]]) -> list[str]:
    """What of a plot is other than it was, personal columns by their name alone."""
    given = next(row for row in rows if row["code"] == one.record)
    personal = [
        name for name in ("owner",) if name in given and given[name] != before[one.record].get(name)
    ]
    return sorted({*one.values, *personal})


def plots_named(said: str) -> Any:
    """The plots of the house's book (`house`) or of a map that is in no book; None for none."""
    from dinh.forest.plotfile import read_plots
    from dinh.forest.plots import Plots

    if not said:
        return None
    if said == "house":
        return Plots(alert_cases.rows_of(house(), "forest_plots"))
    found = read_plots(Path(said))
    if found.faults:
        raise _faults(found)
    return Plots(found.rows)


def thresholds_named(said: str) -> dict[str, dict[str, float]]:
    """Those that the house has set; without a house, or for `none`, none."""
    if said == "none" or (not said and folder.house_of(settings.HOUSE) is None):
        return {}
    return learning.least_of(learning.standing(house()))


def _faults(found: Any) -> Refused:
    return Refused(
        Refusal("forest.plots_faults", {"count": len(found.faults)}, tuple(found.faults))
    )


def cases(words: argparse.Namespace) -> dict[str, Any]:
    """Cases for what is new, and what the desk's map shows of it."""
    need_packages()
    if not Path(words.store).is_dir():
        raise refuse("forest.no_folder", folder=words.store)
    name = house()
    finders.who(name, words.by)  # a name that nobody has is refused once, not for each alert
    with alone(Path(words.store), "cases"):
        return _cases(words, name)


def _cases(words: argparse.Namespace, name: str) -> dict[str, Any]:
    from dinh.forest.store import open_store

    store = open_store(Path(words.store))
    alert_cases.must_be_ours(name, settings.HOUSE, Path(words.store), store)
    if words.commune:
        map_layers.show_outline(Path(words.commune), words.crs, settings.HOUSE)
    told = alert_cases.open_cases(
        name, words.by, Path(words.store), most=words.most, roads=settings.HOUSE
    )
    pictures = map_layers.show_scenes(store, settings.HOUSE)
    return {
        "opened": told.opened,
        "grown": told.grown,
        "waiting": told.waiting,
        "held": told.held,
        "left": told.left,
        "refused": told.refused,
        "pictures": pictures,
        "learnt": alert_cases.learn(name, Path(words.store), words.by),
    }


def reference(words: argparse.Namespace, tell: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Into the house's folder; its books are not asked, but that there is a house."""
    from dinh.forest_cases.reference_watch import compare

    house()
    if not Path(words.folder).is_dir():
        raise refuse("forest.no_folder", folder=words.folder)
    return compare(settings.HOUSE, Path(words.folder), tell)


def accuracy(words: argparse.Namespace) -> dict[str, Any]:
    if words.draw is not None:
        return forest_sample.draw(words)
    if words.judged:
        return forest_sample.judged(words)
    from dinh.forest.verdicts import REAL, precision, suggestions

    name = house()
    rows, stands = alert_cases.checked(name), learning.standing(name)
    return {
        "as_of": now().date().isoformat(), "checked": sum(row["end"] in REAL for row in rows), "precision": precision(rows), "suggestions": suggestions(rows, learning.least_of(stands)),
        "thresholds": [{"kind": one.kind, "setting": one.setting, "least": one.least, "from": one.since.isoformat() if one.since else None, "case": one.case} for one in stands],
    }  # fmt: skip


def told(words: argparse.Namespace) -> tuple[dict[str, Any], str]:
    value = {"plots": plots, "cases": cases, "accuracy": accuracy, "ground": forest_ground.ground}[
        words.part
    ](words)
    return value, "\n".join(_lines(value))


def _lines(value: dict[str, Any]) -> list[str]:
    lines = []
    for name, one in value.items():
        if isinstance(one, list):
            lines += [
                f"{name}: {len(one)}",
                *(f"  {_line(each)}" for each in one[:SHOWN]),
                *(["  …"] if len(one) > SHOWN else []),
            ]
        else:
            lines.append(f"{name}: {_line(one)}")
    return lines


def _line(one: Any) -> str:
    return (
        "  ".join(
            f"{name} {', '.join(map(str, each)) if isinstance(each, list | tuple) else each}"
            for name, each in one.items()
        )
        if isinstance(one, dict)
        else str(one)
    )
