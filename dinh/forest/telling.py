"""Which alerts are told, where a house has set thresholds: a patch is told from the day on which it is sure and large enough.

Rule to keep: nothing is told before it could be. What was held back comes as one feature on the day that decided, with all the ground until
then; what is never enough is counted and left out.
"""

from __future__ import annotations

from dinh.forest.alerts import Alert, by_patch, joined
from dinh.forest.verdicts import Thresholds, told_from


def told(found: list[Alert], least: Thresholds) -> tuple[list[Alert], int]:
    """The alerts that are told, in the order in which they came, and how many patches are not."""
    if not least:
        return found, 0
    kept, held = [], 0
    for days in by_patch(found).values():
        at = told_from([(one.kind, one.confidence, one.area_m2) for one in days], least)
        if at is None:
            held += 1
        else:
            kept += [joined(days[: at + 1]), *days[at + 1 :]]
    return sorted(kept, key=lambda one: (one.date, one.alert_id)), held
