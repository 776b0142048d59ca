"""What field checks say of the alerts: how many were real, by kind and season, and what another threshold would have spared or missed. Pure.

A row is one patch that became a case: `{code, kind, date (ISO), end, seen, area_m2}`. `seen` is what the watch said of it, day by day, as
(kind, confidence, m² added). Rule to keep: a threshold is judged by `told_from` alone, here and by the watch, so that the effect that was
shown is the effect that it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

REAL = {
    "handed_police": True,
    "handed_ranger": True,
    "legal": True,
    "natural": True,
    "not_found": False,
}
"""End of a case -> was forest lost there? An end that is not here says nothing."""
LEAST = 10
"""Of fewer checks no share is told, and nothing is suggested."""
SETTINGS = ("confidence", "area_m2")
CANDIDATES_MAX = 40

type Seen = Sequence[tuple[str, float, float]]
type Thresholds = Mapping[str, Mapping[str, float]]
"""Kind -> setting -> the least that is told."""


def season(month: int) -> str:
    return "dry" if month in (11, 12, 1, 2, 3, 4) else "wet"


def precision(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts and precision with its 95 % interval (Wilson 1927) by kind and season, and over all; None of fewer than LEAST checks."""
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
        {"kind": kind, "season": when, "checked": n, "real": real, "violations": bad, "precision": round(real / n, 3) if n >= LEAST else None, "interval": wilson(real, n) if n >= LEAST else None}
        for (kind, when), (n, real, bad) in sorted(sums.items())
    ]  # fmt: skip


def wilson(hits: int, n: int, z: float = 1.96) -> list[float]:
    share, spread = hits / n, z * z / n
    middle, half = share + spread / 2, z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return [
        round(max(0.0, (middle - half) / (1 + spread)), 3),
        round(min(1.0, (middle + half) / (1 + spread)), 3),
    ]


def told_from(seen: Seen, least: Thresholds) -> int | None:
    """The first day on which a patch is told: what it was said to be then is as sure and, with all before, as large as is wanted of its kind."""
    area = 0.0
    for at, (kind, confidence, added) in enumerate(seen):
        area += added
        limits = least.get(kind, {})
        if confidence >= limits.get("confidence", 0) and area >= limits.get("area_m2", 0):
            return at
    return None


def effect(rows: Iterable[Mapping[str, Any]], least: Thresholds) -> list[dict[str, Any]]:
    """What would have been told of what became a case, by kind and over all: of the real, the false and those of which nothing is known yet.

    lost, lost_m2  the real ones that nobody would have been told of
    """
    sums: dict[str, dict[str, Any]] = {}
    for row in rows:
        what = {True: "real", False: "false", None: "unknown"}[REAL.get(row["end"])]
        kept = told_from(row["seen"], least) is not None
        for kind in (row["kind"], "all"):
            one = sums.setdefault(
                kind,
                {
                    "kind": kind,
                    **dict.fromkeys(
                        ("real", "real_kept", "false", "false_kept", "unknown", "unknown_kept"), 0
                    ),
                    "lost_m2": 0.0,
                    "lost": [],
                },
            )
            one[what] += 1
            one[f"{what}_kept"] += kept
            if what == "real" and not kept:
                one["lost_m2"] += float(row["area_m2"])
                one["lost"].append(row["code"])
    return [sums[kind] for kind in sorted(sums, key=lambda kind: (kind == "all", kind))]


def suggestions(
    rows: Iterable[Mapping[str, Any]], standing: Thresholds | None = None
) -> list[dict[str, Any]]:
    """For each kind the least confidence (or area) that spares most empty walks while no real loss is missed, and that which misses at most one
    in twenty; each with its effect on what was checked, beside what stands. Nothing is changed: a person accepts it or not."""
    checked = [row for row in rows if row["end"] in REAL]
    found: list[dict[str, Any]] = []
    for kind in sorted({row["kind"] for row in checked}):
        of = [row for row in checked if row["kind"] == kind]
        if len(of) < LEAST or all(REAL[row["end"]] for row in of):
            continue
        for setting in SETTINGS:
            for share in (0.0, 0.05):
                if (one := _best(of, kind, setting, share, standing or {})) and one not in found:
                    found.append(one)
    return found


def beside(
    standing: Thresholds, kind: str, setting: str, least: float
) -> dict[str, dict[str, float]]:
    """What stands, with one threshold set."""
    return {
        **{name: dict(one) for name, one in standing.items()},
        kind: {**standing.get(kind, {}), setting: least},
    }


def _best(
    of: list[Mapping[str, Any]], kind: str, setting: str, share: float, standing: Thresholds
) -> dict[str, Any] | None:
    before, best = effect(of, standing)[-1], None
    for least in _candidates(of, setting):
        one = effect(of, beside(standing, kind, setting, least))[-1]
        spared, missed = (
            before["false_kept"] - one["false_kept"],
            before["real_kept"] - one["real_kept"],
        )
        if missed <= share * one["real"] and spared > (best["spared"] if best else 0):
            best = {
                "kind": kind,
                "setting": setting,
                "least": least,
                "spared": spared,
                "missed": missed,
                "of": len(of),
            }
    return best


def _candidates(of: list[Mapping[str, Any]], setting: str) -> list[float]:
    """What the watch said, thinned out evenly where it is much."""
    values = set()
    for row in of:
        area = 0.0
        for _, confidence, added in row["seen"]:
            area += added
            values.add(confidence if setting == "confidence" else area)
    known = sorted(values)
    step = max(1, math.ceil(len(known) / CANDIDATES_MAX))
    return known[::step]
