"""Some hundreds of everyday lives over the open days of three months: evenly by procedure, by chance within a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dinh.scenes.commune import Commune
from dinh.scenes.lives import (
    allowances,
    births,
    businesses,
    complaints,
    copies,
    deaths,
    denunciations,
    disasters,
    funerals,
    marriages,
    mediations,
    permits,
    singles,
    timber,
)
from dinh.scenes.lives.ways import life
from dinh.scenes.matter import Matter

KINDS = tuple(
    one.KIND
    for one in (
        copies,
        births,
        singles,
        allowances,
        deaths,
        businesses,
        marriages,
        permits,
        timber,
        funerals,
        mediations,
        complaints,
        denunciations,
        disasters,
    )
)
ALL = sum(kind.count for kind in KINDS)
OPEN_DAYS = 65
LUNCH = 0.53  # the part of a day's office time that lies before noon
MORNINGS = 0.65


def spread(commune: Commune, lives: int = ALL) -> Iterator[Matter]:
    """So many lives, each procedure's share of them. What begins later than now is never opened."""
    for kind in KINDS:
        count = max(1, round(kind.count * lives / ALL))
        for number in range(count):
            way = kind.rare[number] if number < len(kind.rare) else ""
            yield life(
                kind,
                commune,
                begins(
                    commune, (count - number - commune.chance.random()) * (OPEN_DAYS + 1) / count
                ),
                way,
            )


def begins(commune: Commune, back: float) -> datetime:
    """A moment on the open day that lies so many back; two of three come in the morning."""
    chance = commune.chance
    share = chance.uniform(0, LUNCH) if chance.random() < MORNINGS else chance.uniform(LUNCH, 0.97)
    return commune.hours.moment(int(back), share)
