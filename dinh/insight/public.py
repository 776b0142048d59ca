"""The quality index as everybody may see it: shares and points, never a case, and nothing counted over fewer than FEW.

Reckoned once a day for a period, for the board is asked by anybody at any time.
"""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.fields import Text
from dinh.engine.schedule.calendar import to_local
from dinh.insight.house import Period, heads
from dinh.insight.quality import GROUPS, NONE_SUCH, Measure, Quality, quality
from dinh.results import FEW

A_DAY = 24 * 60 * 60
"""seconds"""


class PublicMeasure(Struct, frozen=True):
    """done, of, score: None where it does not apply, or too few were counted (`why`)."""

    label: Text
    most: int
    done: int | None
    of: int | None
    score: float | None
    why: Text | None


class PublicGroup(Struct, frozen=True):
    label: Text
    most: int
    measures: tuple[PublicMeasure, ...]

    @property
    def score(self) -> float | None:
        known = [one.score for one in self.measures if one.score is not None]
        return sum(known) if known else None


class PublicIndex(Struct, frozen=True):
    """score, applies: of the measures that are told."""

    at: datetime
    period: Period
    groups: tuple[PublicGroup, ...]
    cut: bool

    @property
    def score(self) -> float:
        return sum(
            one.score for group in self.groups for one in group.measures if one.score is not None
        )

    @property
    def applies(self) -> int:
        return sum(
            one.most for group in self.groups for one in group.measures if one.score is not None
        )


TOO_FEW = Text(
    f"Dưới {FEW} hồ sơ nên không nêu, để không ai bị nhận ra",
    f"Fewer than {FEW} cases, so that nobody is recognised",
)


def public_index(house: str, period: Period, now: datetime) -> PublicIndex:
    key = f"public-index:{house}:{period.first}:{period.last}:{to_local(now).date()}"

    def reckoned() -> PublicIndex:
        return told(quality(heads(house, period), finders.procedures(house), period), now)

    return cache.get_or_set(key, reckoned, A_DAY)


def told(found: Quality, now: datetime) -> PublicIndex:
    groups = (
        PublicGroup(
            label, sum(one.most for one in found.of(group)), tuple(map(_public, found.of(group)))
        )
        for group, label in GROUPS.items()
    )
    return PublicIndex(to_local(now), found.period, tuple(groups), found.cut)


def _public(one: Measure) -> PublicMeasure:
    if one.score is None:
        return PublicMeasure(one.label, one.most, None, None, None, one.why or NONE_SUCH)
    if one.of == "cases" and len(one.parts) < FEW:
        return PublicMeasure(one.label, one.most, None, None, None, TOO_FEW)
    return PublicMeasure(one.label, one.most, one.done, len(one.parts), one.score, None)
