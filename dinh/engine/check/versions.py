"""V1: versions of one procedure do not overlap; a gap between two is told as a warning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from dinh.engine.check.finding import Finding, found
from dinh.engine.procedure import Procedure


def versions_apart(versions: Iterable[Procedure]) -> Iterator[tuple[Procedure, Finding]]:
    """What is wrong among versions of one slug, each with the later version, where it is told."""
    ordered = sorted(versions, key=lambda one: one.in_force)
    for earlier, later in pairwise(ordered):
        if earlier.in_force == later.in_force or (earlier.until and earlier.until >= later.in_force):
            yield later, found("V1", ("in_force", "from"), "v1", slug=later.slug, day=later.in_force)
        elif earlier.until and _next(earlier.until) < later.in_force:
            yield (
                later,
                found(
                    "V1",
                    ("in_force", "from"),
                    "v1_gap",
                    severity="warning",
                    slug=later.slug,
                    day=_next(earlier.until),
                    until=_before(later.in_force),
                ),
            )


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
