"""`dinh forest change --from DATE --to DATE`: the commune's table of forest change, each figure with the cases it was counted from.

Read from the house's books; it needs none of the watch's packages.
"""

from __future__ import annotations

import argparse
from typing import Any

from dinh.access import finders
from dinh.cli.given import house
from dinh.cli.insight import period_of
from dinh.forest_cases.change import Change, as_json, change
from dinh.forest_cases.reading import CATEGORIES, KINDS, STATES, read
from dinh.forest_cases.sampling import corrected, kept_samples


def told(words: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """By default the last ninety days. Raises Refused where the days are none."""
    name = house()
    period = period_of(words, finders.time_of(name))
    found = change(read(name), period.first, period.last)
    mended = corrected(kept_samples(name), period.first, period.last)
    return {**as_json(found), "corrected": mended}, in_words(found, words.lang)


def in_words(found: Change, lang: str) -> str:
    lines = [
        f"{found.first:%d/%m/%Y} – {found.last:%d/%m/%Y}: {found.total.count}, {found.total.area_m2 / 10_000:.2f} ha"
    ]
    for one in found.lines:
        said = (
            CATEGORIES.get(one.category, CATEGORIES[""]),
            KINDS.get(one.kind, KINDS["other"]),
            STATES[one.state],
        )
        lines.append(
            f"{one.month}  {', '.join(text.of(lang) for text in said)}: {one.sum.count}, {one.sum.area_m2 / 10_000:.2f} ha"
        )
    return "\n".join(lines)
