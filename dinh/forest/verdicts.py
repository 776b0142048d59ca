"""What field checks say of the alerts: how many were real, by kind and season, and what another threshold would have spared or missed. Pure."""
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

REAL = {"handed_police": True, "handed_ranger": True, "legal": True, "natural": True, "not_found": False}
"""End of a case -> was forest lost there? An end that is not here says nothing."""
LEAST = 10


def season(month: int) -> str:
    return "dry" if month in (11, 12, 1, 2, 3, 4) else "wet"


def precision(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """rows: {kind, date (ISO), end}. Counts and precision with its 95 % interval (Wilson) by kind and season, and over all."""
    sums: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row["end"] in REAL:
            when = season(int(str(row["date"])[5:7]))
            for key in ((row["kind"], when), (row["kind"], "all"), ("all", when), ("all", "all")):
                one = sums.setdefault(key, [0, 0, 0])
                one[0] += 1
                one[1] += REAL[row["end"]]
                one[2] += row["end"].startswith("handed")
    return [
        {"kind": kind, "season": when, "checked": n, "real": real, "violations": bad, "precision": round(real / n, 3), "interval": wilson(real, n)}
        for (kind, when), (n, real, bad) in sorted(sums.items())
    ]  # fmt: skip


def wilson(hits: int, n: int, z: float = 1.96) -> list[float]:
    share, spread = hits / n, z * z / n
    middle, half = share + spread / 2, z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return [round(max(0.0, (middle - half) / (1 + spread)), 3), round(min(1.0, (middle + half) / (1 + spread)), 3)]


def suggestions(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """rows: {kind, confidence, area_m2, end}. For each kind the least confidence (or area) that spares most empty walks while it misses no real
    loss and that which misses at most one in twenty; each with its effect on what was checked. Nothing is changed: a person accepts it or not."""
    checked = [row for row in rows if row["end"] in REAL]
    found = []
    for kind in sorted({row["kind"] for row in checked}):
        of = [row for row in checked if row["kind"] == kind]
        if len(of) < LEAST or all(REAL[row["end"]] for row in of):
            continue
        for name in ("confidence", "area_m2"):
            for share in (0.0, 0.05):
                if (one := _least(of, name, share)) and one not in found:
                    found.append({"kind": kind, **one})
    return found


def _least(of: list[Mapping[str, Any]], name: str, share: float) -> dict[str, Any] | None:
    known = [(float(row[name]), REAL[row["end"]]) for row in of if row.get(name) is not None]
    real = sum(good for _, good in known)
    best = None
    for least in sorted({value for value, _ in known}):
        missed = sum(good for value, good in known if value < least)
        spared = sum(not good for value, good in known if value < least)
        if missed <= share * real and spared > (best["spared"] if best else 0):
            best = {"setting": name, "least": least, "spared": spared, "missed": missed, "of": len(known)}
    return best
