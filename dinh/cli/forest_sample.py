"""`dinh forest accuracy --draw N | --judged FILE`: a sample of the watch's map into a case, and what was judged elsewhere into it."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh.access import finders
from dinh.cli.given import day, house, write_file
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.forest.trouble import need_packages, refuse
from dinh.forest_cases.alert_cases import must_be_ours, watched
from dinh.forest_cases.sampling import FOUND, Sample, judge, open_sample, sample_of, samples
from dinh.messages.system import reason

COLUMNS = ("no", "found", "lost_on", "note")
PLACES_MAX = 1000
LINES_MAX = 4000
YEAR = timedelta(days=364)
BYTES_MAX = 2_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--draw", type=int, metavar="N")
    parser.add_argument("--store", metavar="DIR")
    parser.add_argument("--from", dest="first", metavar="DATE")
    parser.add_argument("--to", dest="last", metavar="DATE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by", metavar="PERSON")
    parser.add_argument("--out", metavar="FILE.csv")
    parser.add_argument("--judged", metavar="FILE.csv")
    parser.add_argument("--sample", metavar="CODE")


def draw(words: argparse.Namespace) -> dict[str, Any]:
    """Draws, opens the case, and writes the places without what the map says of them."""
    need_packages()
    from dinh.forest.drawing import draw as drawn_of
    from dinh.forest.store import open_store

    if not 4 <= words.draw <= PLACES_MAX:
        raise refuse("forest.sample_places", given=words.draw, most=PLACES_MAX)
    if not words.store or not Path(words.store).is_dir():
        raise refuse("forest.no_folder", folder=words.store or "--store")
    name = house()
    finders.who(name, words.by or "")
    must_be_ours(name, settings.HOUSE, Path(words.store), open_store(Path(words.store)))
    store, fold = watched(Path(words.store))
    last = day(words.last) if words.last else date.fromisoformat(store.rows[-1]["date"])
    first = day(words.first) if words.first else last - YEAR
    drawn = drawn_of(store, fold, first, last, words.draw, words.seed)
    case = open_sample(name, words.by, drawn, first, last, words.seed)
    if words.out:
        write_file(words.out, _sheet(sample_of(case)))
    return {
        "code": case.code,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "strata": [
            {"name": one, "area_m2": pixels * drawn.pixel_m2, "points": n}
            for one, pixels, n in drawn.strata
        ],
        "points": len(drawn.places),
        "out": words.out,
    }


def _sheet(sample: Sample) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("no", "latitude", "longitude", "found", "lost_on", "note"))
    for one in sample.spots:
        rows.writerow((one.no, *(word.strip() for word in one.place.split(",")[:2]), "", "", ""))
    return out.getvalue().encode("utf-8-sig")


def judged(words: argparse.Namespace) -> dict[str, Any]:
    return taken(house(), words)


def taken(name: str, words: argparse.Namespace) -> dict[str, Any]:
    """Every line that says what was found; all of them are looked at before the first is written. The same file twice is once."""
    who = finders.who(name, words.by or "")
    sample = next((one for one in samples(name, who) if one.case.code == words.sample), None)
    if sample is None:
        raise refuse("forest.sample_unknown", sample=words.sample or "--sample")
    content = _read(Path(words.judged))
    rows, faults = _rows(content.decode("utf-8-sig"), len(sample.spots))
    if faults:
        raise Refused(Refusal("forest.sample_faults", {"count": len(faults)}, tuple(faults)))
    mark = hashlib.sha256(content).hexdigest()[:16]
    for line, row in rows:
        judge(name, words.by, sample.case.code, row, key=f"forest:{sample.case.code}:{mark}:{line}")
    after = next(one for one in samples(name, who) if one.case.code == words.sample)
    return {
        "code": after.case.code,
        "lines": len(rows),
        "judged": after.judged,
        "points": len(after.spots),
        "unsure": after.unsure,
    }


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise refuse("data.unreadable", file=str(path), why=reason(fault)) from None
    if len(content) > BYTES_MAX:
        raise refuse("data.unreadable", file=str(path), why=f"> {BYTES_MAX} bytes")
    return content


def _rows(text: str, places: int) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """(line, row) of what is filled in, and every fault at its line and column."""
    table = csv.DictReader(
        io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","
    )
    found: list[tuple[int, dict[str, str]]] = []
    faults = [
        Fault(f"1.{name}", "forest.sample_column", {"column": name})
        for name in ("no", "found")
        if name not in (table.fieldnames or ())
    ]
    for line, cells in enumerate([] if faults else list(table)[:LINES_MAX], 2):
        row = {name: str(cells.get(name) or "").strip() for name in COLUMNS}
        if not row["found"]:
            continue
        if not row["no"].isdigit() or not 1 <= int(row["no"]) <= places:
            faults.append(
                Fault(f"{line}.no", "forest.sample_no", {"given": row["no"], "most": places})
            )
        if row["found"] not in FOUND:
            faults.append(
                Fault(
                    f"{line}.found",
                    "forest.sample_found",
                    {"given": row["found"], "wanted": list(FOUND)},
                )
            )
        try:
            row["lost_on"] = read_date(row["lost_on"]) if row["lost_on"] else ""
        except Bad as bad:
            faults.append(Fault(f"{line}.lost_on", bad.code, bad.facts))
        found.append((line, row))
    return found, faults
