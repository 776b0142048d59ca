"""What the pages and the command tell of a period, and from which cases each figure was counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from statistics import mean, median
from typing import Any

from msgspec import Struct

from dinh.engine.record.case import is_late
from dinh.engine.schedule.calendar import to_local
from dinh.insight.house import Period, Read
from dinh.insight.lateness import Risk
from dinh.insight.times import Cause, Split, StepTimes, causes, splits, step_times
from dinh.mining.learning import Learnt

SHOWN, MORE = 8, 24
ROUNDED = 1


class PostTimes(Struct, frozen=True):
    """All visits of the steps that wait for a role. median_h: office hours a visit."""

    role: str
    visits: int
    open: int
    median_h: float
    total_h: float
    over: int


class Figures(Struct, frozen=True):
    """late: codes of cases that ended late or are over their time, now or at the end of a period that is over. splits: of the cases that ended in the period.

    ways  procedure -> way of its picture -> how many cases went it
    """

    period: Period
    at: datetime
    cases: int
    settled: tuple[str, ...]
    open: tuple[str, ...]
    late: tuple[str, ...]
    steps: tuple[StepTimes, ...]
    posts: tuple[PostTimes, ...]
    splits: tuple[Split, ...]
    causes: tuple[Cause, ...]
    cut: bool
    ways: dict[str, dict[str, int]] = {}

    def share(self, part: str) -> float | None:
        """Of the time of all settled cases together, the part `office`, `closed` or `outside`."""
        whole = sum(one.whole_h for one in self.splits)
        return sum(getattr(one, f"{part}_h") for one in self.splits) / whole if whole else None

    def days(self, part: str) -> float | None:
        return mean(getattr(one, f"{part}_h") for one in self.splits) / 24 if self.splits else None


def figures(found: Read, period: Period, now: datetime) -> Figures:
    until = min(now, period.end)
    settled = [
        one
        for one in found.cases
        if one.case.settled and period.begin <= one.case.settled < period.end
    ]
    late = [
        one for one in found.cases if is_late(one.case, until) and (one.case.open or one in settled)
    ]
    steps = step_times(found.cases, found.calendar, until)
    return Figures(
        period, now, len(found.cases), tuple(one.case.code for one in settled), tuple(one.case.code for one in found.cases if one.case.open), tuple(one.case.code for one in late),
        tuple(steps), tuple(posts(steps)), tuple(splits(settled, found.calendar, until)), tuple(causes(late, found.calendar, until)), found.cut, _ways(found),
    )  # fmt: skip


def _ways(found: Read) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found.cases:
        for way in one.ways:
            counts[one.case.procedure][way] += 1
    return {procedure: dict(known) for procedure, known in counts.items()}


def posts(steps: Sequence[StepTimes]) -> list[PostTimes]:
    by_role: dict[str, list[StepTimes]] = defaultdict(list)
    for one in steps:
        for role in {role.partition(":")[0] if ":" in role else role for role in one.roles}:
            if not one.outside:
                by_role[role].append(one)
    found = []
    for role, some in by_role.items():
        visits = [visit for one in some for visit in one.visits]
        found.append(
            PostTimes(
                role,
                len(visits),
                sum(visit.open for visit in visits),
                median(visit.office_h for visit in visits),
                sum(visit.office_h for visit in visits),
                sum(len(one.over) for one in some),
            )
        )
    return sorted(found, key=lambda one: -one.total_h)


def as_json(found: Figures, learnt: Learnt, risks: Sequence[Risk]) -> dict[str, Any]:
    return {
        "from": found.period.first.isoformat(), "to": found.period.last.isoformat(), "at": to_local(found.at).isoformat(timespec="seconds"), "cases": found.cases, "settled": len(found.settled),
        "open": len(found.open), "late": list(found.late), "cut": found.cut,
        "time": {part: {"share": _rounded(found.share(part), 4), "days": _rounded(found.days(part), 2)} for part in ("office", "closed", "outside")},
        "steps": [_step(one) for one in found.steps], "posts": [{"role": one.role, "visits": one.visits, "open": one.open, "median_h": _rounded(one.median_h), "total_h": _rounded(one.total_h), "over": one.over} for one in found.posts],
        "causes": [{"procedure": one.procedure, "step": one.step, "label": one.label, "cases": list(one.codes), "lost_h": _rounded(one.lost_h)} for one in found.causes],
        "ways": found.ways, "forecast": forecast_json(learnt, risks),
    }  # fmt: skip


def _step(one: StepTimes) -> dict[str, Any]:
    return {
        "procedure": one.procedure, "step": one.step, "label": one.label, "roles": list(one.roles), "outside": one.outside, "visits": len(one.visits), "open": sum(visit.open for visit in one.visits),
        "median_h": _rounded(one.median_h), "nine_of_ten_h": _rounded(one.tenth_h), "total_h": _rounded(one.total_h), "over_norm": len(one.over) if one.norm else None,
        "cases": sorted({visit.code for visit in one.visits}),
    }  # fmt: skip


def forecast_json(learnt: Learnt, risks: Sequence[Risk]) -> dict[str, Any]:
    tried = learnt.tried
    return {
        "available": learnt.forecaster is not None, "missing": "scikit-learn" if learnt.missing else None,
        "backtest": backtest_json(tried) if tried else None,
        "cases": [{"code": one.code, "likely": _rounded(one.likely, 3), "due": to_local(one.due).isoformat(timespec="seconds"), "like": {"forecasts": _rounded(one.like.weight), "late": _rounded(one.like.late, 3), "bounds": [_rounded(bound, 3) for bound in one.like.bounds]} if one.like else None} for one in risks],
    }  # fmt: skip


def backtest_json(tried: Any) -> dict[str, Any]:
    return {
        "split": to_local(tried.split).isoformat(timespec="seconds"), "learnt": tried.learnt, "tried": tried.tried, "late": tried.tried_late, "base_rate": _rounded(tried.base, 4), "brier": _rounded(tried.brier, 4),
        "base_brier": _rounded(tried.base_brier, 4), "skill": _rounded(tried.skill, 4),
        "reliability": [{"from": one.low, "to": one.high, "cases": _rounded(one.weight), "said": _rounded(one.said, 3), "late": _rounded(one.late, 3), "bounds": [_rounded(bound, 3) for bound in one.bounds]} for one in tried.bins],
    }  # fmt: skip


def _rounded(value: float | None, places: int = ROUNDED) -> float | None:
    return None if value is None else round(value, places)
