"""Reads the plots of a forest map: GeoPackage, Shapefile or GeoJSON, with the column names that foresters use.

Everything that is wrong is told at once. What may safely be set right (a ring that crosses itself, a doubled point) is, and is told.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dinh.engine.refusal import Fault
from dinh.forest.systems import VIETNAM, moved, system
from dinh.forest.trouble import refuse

KNOWN: dict[str, tuple[str, ...]] = {
    "old_province": ("old_province", "tinhcu", "tinh_cu", "tinh", "province"),
    "subcompartment": ("subcompartment", "tk", "tieukhu", "tieu_khu", "matieukhu"),
    "compartment": ("compartment", "khoanh", "kh"),
    "lot": ("lot", "lo", "ttlo", "malo"),
    "category": (
        "category",
        "malr3",
        "maldlr3",
        "mdsd",
        "ldlr3",
        "loairung",
        "churung_lr",
        "3loairung",
    ),
    "origin": ("origin", "nggocr", "nguongoc", "nggoc"),
    "owner_kind": ("owner_kind", "maldtg", "dtuong", "doituong"),
    "owner": ("owner", "churung", "chu_rung", "tenchurung", "chuquanly"),
    "planned_use": ("planned_use", "quyhoach", "qhoach", "mamdsd"),
    "species": ("species", "sldlr", "ldlr", "loaicay", "maldlr"),
    "planted_year": ("planted_year", "namtr", "namtrong"),
    "area_ha": ("area_ha", "dtich", "dientich", "dt"),
    "village": ("village", "thon"),
}
"""Column of the register -> names of the file's column, the first found counts; FRMS's names are from practice (not confirmed)."""

CATEGORIES = {
    "1": "protection",
    "2": "special_use",
    "3": "production",
    "ph": "protection",
    "dd": "special_use",
    "sx": "production",
    "phongho": "protection",
    "dacdung": "special_use",
    "sanxuat": "production",
}
"""FRMS: 1 protection, 2 special use, 3 production (not confirmed)."""
ORIGINS = {
    "1": "natural",
    "2": "planted",
    "tn": "natural",
    "tr": "planted",
    "tunhien": "natural",
    "rungtunhien": "natural",
    "rungtrong": "planted",
    "trong": "planted",
    "rt": "planted",
}
PROVINCES = {
    "daknong": "dak_nong",
    "lamdong": "lam_dong",
    "binhthuan": "binh_thuan",
    "67": "dak_nong",
    "68": "lam_dong",
    "60": "binh_thuan",
}
OWNERS = {
    "bql": "board",
    "banquanly": "board",
    "congty": "company",
    "hogiadinh": "household",
    "hgd": "household",
    "congdong": "community",
    "ubndxa": "commune",
    "ubnd": "commune",
}
LENGTH_MAX = 20_000


@dataclass
class Read:
    """What a file holds. `rows` are the register's, in the file's order; `grounds` their geometries in WGS 84."""

    crs: Any
    rows: list[dict[str, Any]] = field(default_factory=list)
    grounds: list[Any] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)


def plain(words: Any) -> str:
    marks = unicodedata.normalize("NFD", str(words).lower().replace("đ", "d"))
    return re.sub(
        r"[^a-z0-9]", "", "".join(sign for sign in marks if not unicodedata.combining(sign))
    )


def read_plots(
    path: Path,
    crs: str = "",
    columns: Mapping[str, str] | None = None,
    province: str = "",
    villages: Mapping[str, str] | None = None,
) -> Read:
    """Raises Refused where the file cannot be read at all, or lies outside Vietnam. columns: the file's column -> the register's."""
    import shapely

    names, outlines, cells, told = _opened(path)
    found = Read(_system(path, crs or told))
    chosen = _chosen(names, columns or {})
    for place, (outline, row) in enumerate(zip(shapely.from_wkb(outlines), cells, strict=True), 1):
        values = {name: row[at] for name, at in chosen.items()}
        _add(found, place, outline, values, province, villages or {})
    _in_vietnam(found.grounds, found.crs, path)
    return found


def _opened(path: Path) -> tuple[list[str], Any, list[tuple], str]:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    if not path.is_file():
        raise refuse("forest.plots_unreadable", file=str(path), why="no such file")
    try:
        about, _, outlines, fields = pyogrio.raw.read(path)
    except (DataSourceError, DataLayerError, RuntimeError, ValueError) as fault:
        raise refuse("forest.plots_unreadable", file=path.name, why=str(fault)[:200]) from None
    if outlines is None or not len(outlines):
        raise refuse("forest.plots_none", file=path.name)
    return (
        list(about["fields"]),
        outlines,
        list(zip(*fields, strict=True)) if len(fields) else [()] * len(outlines),
        about["crs"] or "",
    )


def _system(path: Path, told: str) -> Any:
    if not told:
        raise refuse("forest.no_crs", file=path.name)
    return system(told)


def _chosen(names: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    plainly = {plain(name): at for at, name in enumerate(names)}
    wrong = [
        f"{old}={new}"
        for old, new in columns.items()
        if plain(old) not in plainly or new not in KNOWN
    ]
    if wrong:
        raise refuse(
            "forest.plots_columns",
            wrong=", ".join(wrong),
            file=", ".join(names),
            register=", ".join(KNOWN),
        )
    found = {new: plainly[plain(old)] for old, new in columns.items()}
    for new, known in KNOWN.items():
        at = next((plainly[plain(name)] for name in known if plain(name) in plainly), None)
        if new not in found and at is not None:
            found[new] = at
    missing = [
        name for name in ("subcompartment", "compartment", "lot", "category") if name not in found
    ]
    if missing:
        raise refuse("forest.plots_missing", missing=", ".join(missing), file=", ".join(names))
    return found


def _add(
    found: Read,
    place: int,
    outline: Any,
    values: Mapping[str, Any],
    province: str,
    villages: Mapping[str, str],
) -> None:
    row = _row(values, province, villages)
    named = row.get("code") or f"{place}"
    fixed, why = _sound(outline)
    if fixed is None:
        found.faults.append(
            Fault(f"{place}.outline", "forest.plot_outline", {"plot": named, "why": why})
        )
        return
    if why:
        found.repaired.append({"row": place, "plot": named, "why": why})
    for name in ("old_province", "category", "subcompartment", "compartment", "lot"):
        if not row.get(name):
            found.faults.append(
                Fault(
                    f"{place}.{name}",
                    "forest.plot_column",
                    {"plot": named, "column": name, "given": str(values.get(name) or "")[:40]},
                )
            )
    own, short = shortened(fixed)
    if short:
        found.repaired.append({"row": place, "plot": named, "why": f"simplified by {short:g}"})
    ground = moved(own, found.crs.to_wkt())
    row |= {
        "outline": text_of(ground, 7),
        "outline_source": text_of(own, 7 if found.crs.is_geographic else 2),
        "source_crs": _named(found.crs),
    }
    row.setdefault("area_ha", f"{square_metres(ground) / 10_000:.4f}")
    found.rows.append({name: value for name, value in row.items() if value not in (None, "")})
    found.grounds.append(ground)


def _named(crs: Any) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code} {crs.name}" if code else f"{crs.name} {crs.to_proj4()}"[:200]


def _sound(outline: Any) -> tuple[Any, str]:
    """A polygon that stands, and what was set right; (None, why) where guessing would be needed."""
    import shapely

    if outline is None or outline.is_empty:
        return None, "empty"
    outline = shapely.force_2d(outline)
    if outline.geom_type not in ("Polygon", "MultiPolygon"):
        return None, outline.geom_type
    if outline.is_valid:
        return (outline, "") if outline.area > 0 else (None, "no area")
    why = shapely.is_valid_reason(outline)
    made = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    if (
        made.is_empty
        or made.geom_type not in ("Polygon", "MultiPolygon")
        or abs(made.area - abs(outline.area)) > 0.01 * made.area
    ):
        return None, why
    return made, why


def shortened(own: Any) -> tuple[Any, float]:
    step = 0.0
    unit = 1e-6 if abs(own.bounds[0]) <= 180 and abs(own.bounds[3]) <= 90 else 0.1
    made = own
    while len(text_of(made, 7 if unit < 0.01 else 2)) > LENGTH_MAX - 500:
        step = unit if not step else step * 2
        made = own.simplify(step)
    return made, step


def text_of(outline: Any, places: int) -> str:
    from shapely.geometry import mapping

    def rounded(one: Any) -> Any:
        return (
            [rounded(part) for part in one]
            if isinstance(one[0], list | tuple)
            else [round(number, places) for number in one]
        )

    told = mapping(outline)
    return json.dumps(
        {"type": told["type"], "coordinates": rounded(told["coordinates"])}, separators=(",", ":")
    )


def _row(values: Mapping[str, Any], province: str, villages: Mapping[str, str]) -> dict[str, Any]:
    words = {name: _word(value) for name, value in values.items()}
    row: dict[str, Any] = {
        name: words[name]
        for name in ("subcompartment", "compartment", "lot", "owner", "planned_use", "species")
        if words.get(name)
    }
    row["old_province"] = (
        PROVINCES.get(plain(words.get("old_province", "")), "")
        or (words.get("old_province") if words.get("old_province") in PROVINCES.values() else "")
        or province
    )
    row["category"] = _choice(words.get("category", ""), CATEGORIES)
    row["origin"] = _choice(words.get("origin", ""), ORIGINS)
    kind = plain(words.get("owner_kind", "") or words.get("owner", ""))
    row["owner_kind"] = (
        words.get("owner_kind")
        if words.get("owner_kind") in OWNERS.values()
        else next((new for old, new in OWNERS.items() if kind.startswith(old)), "")
    )
    year = re.fullmatch(r"(?:19|20)\d\d", words.get("planted_year", ""))
    row["planted_year"] = year[0] if year else ""
    area = words.get("area_ha", "").replace(",", ".")
    if re.fullmatch(r"\d+(\.\d+)?", area) and float(area) > 0:
        row["area_ha"] = f"{float(area):.4f}"
    row["village"] = villages.get(plain(words.get("village", "")), "")
    row["code"] = "-".join(
        str(row.get(name) or "?")
        for name in ("old_province", "subcompartment", "compartment", "lot")
    )
    return row


def _choice(given: str, known: Mapping[str, str]) -> str:
    word = plain(given)
    return (
        given
        if given in known.values()
        else known.get(word, "")
        or next((new for old, new in known.items() if len(old) > 2 and old in word), "")
    )


def _word(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    )


def square_metres(ground: Any) -> float:
    """Of a geometry in degrees, on the ellipsoid."""
    from pyproj import Geod

    return (
        abs(Geod(ellps="WGS84").geometry_area_perimeter(ground)[0]) if not ground.is_empty else 0.0
    )


def _in_vietnam(grounds: Sequence[Any], crs: Any, path: Path) -> None:
    from shapely.geometry import box

    inside = box(*VIETNAM)
    out = [ground for ground in grounds if not inside.covers(ground)]
    if out:
        west, south, _, _ = out[0].bounds
        raise refuse(
            "forest.plots_abroad",
            file=path.name,
            count=len(out),
            crs=crs.name,
            x=round(west, 3),
            y=round(south, 3),
        )


def read_outline(path: Path, crs: str = "") -> str:
    """All polygons of a map file as one outline in WGS 84: GeoJSON. Raises Refused where there is none, or it lies outside Vietnam."""
    import shapely

    _, outlines, _, told = _opened(path)
    source = _system(path, crs or told)
    sound = [made for one in shapely.from_wkb(outlines) if (made := _sound(one)[0]) is not None]
    if not sound:
        raise refuse("forest.outline_none", file=path.name)
    ground = moved(shapely.unary_union(sound), source.to_wkt())
    _in_vietnam([ground], source, path)
    return text_of(shortened(ground)[0], 6)


def near(found: Read, places: Iterable[tuple[float, float]], most_km: float) -> None:
    """Refuses a map that lies far from every village known (lon, lat): its system is another one's."""
    from shapely.geometry import MultiPoint

    known = list(places)
    if not known or not found.grounds:
        return
    town = MultiPoint(known)
    least = min(ground.distance(town) for ground in found.grounds) * 111
    if least > most_km:
        raise refuse("forest.plots_far", km=round(least), crs=found.crs.name)
