"""M1: the house's own times along the longest way fit what is promised to the applicant.

Counted in office hours, eight a working day and five days a week, from the start of the clock to an end. A step in which the clock
stands takes none of it, branches of a block run side by side, and a way back (a supplement, a correction) is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dinh.checker.finding import Finding, Surroundings, found
from dinh.engine.analysis.blocks import MEET, ways
from dinh.engine.definition.procedure import Procedure, Step
from dinh.engine.schedule.duration import Duration, show_duration

DAY = 8
IN_HOURS: dict[str, Fraction] = {
    "working_hours": Fraction(1), "working_days": Fraction(DAY), "hours": Fraction(5 * DAY, 7 * 24), "days": Fraction(5 * DAY, 7), "months": Fraction(30 * 5 * DAY, 7),
}  # fmt: skip


def times_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    deadline = procedure.deadline
    if deadline is None or not procedure.steps:  # what is only told has no way to be measured
        return
    promised = [hours(row.time) for row in deadline.rows if row.time]
    if not promised:
        return
    walk = _Longest(procedure)
    for start in deadline.starts:
        steps = walk.from_start(start)
        needed = sum((_own(procedure.steps[name]) for name in steps), Fraction(0))
        if needed > max(promised):
            longest = max((row.time for row in deadline.rows if row.time), key=hours)
            told = " → ".join(steps)
            yield found(
                "M1",
                ("deadline",),
                "m1",
                needed=(_said(needed, "vi"), _said(needed, "en")),
                steps=told,
                promised=(show_duration(longest, "vi"), show_duration(longest, "en")),
            )


def hours(time: Duration) -> Fraction:
    """In office hours; a promise of the same working day is a day."""
    return Fraction(DAY) if time.unit == "same_working_day" else time.number * IN_HOURS[time.unit]


def _own(step: Step) -> Fraction:
    return Fraction(0) if step.pauses or step.time is None else hours(step.time)


def _said(needed: Fraction, lang: str) -> str:
    days, rest = divmod(needed, DAY)
    whole = (
        [
            f"{int(days)} {'ngày làm việc' if lang == 'vi' else 'working days' if days != 1 else 'working day'}"
        ]
        if days
        else []
    )
    part = -(-rest // 1)
    more = (
        [
            f"{part} {'giờ làm việc' if lang == 'vi' else 'working hours' if part != 1 else 'working hour'}"
        ]
        if part
        else []
    )
    return " ".join(whole + more)


class _Longest:
    """The way with the most hours from each step on; ways back to where a case has been are left out."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.onward = {
            name: list(dict.fromkeys(self._next(step))) for name, step in procedure.steps.items()
        }
        self.back = _back(self.onward, procedure.start)
        self.known: dict[str, tuple[str, ...]] = {}
        self.needed: dict[str, Fraction] = {}

    def _next(self, step: Step) -> Iterator[str]:
        """Where a case goes from a step; from a branch to where its block meets."""
        for way in ways(step):
            to, block, depth = (
                way.to,
                self.procedure.steps.get(step.block),
                len(self.procedure.steps),
            )
            while to == MEET and block is not None and depth:
                to, block, depth = block.meet, self.procedure.steps.get(block.block), depth - 1
            if to in self.procedure.steps:
                yield to

    def from_start(self, start: str) -> tuple[str, ...]:
        """The steps that begin once the clock runs."""
        if start == "opened":
            return self.longest(self.procedure.start)
        name, _, action = start.partition(".")
        step = self.procedure.steps.get(name)
        to = step.do[action].to if step is not None and action in step.do else ""
        return self.longest(to) if to in self.procedure.steps else ()

    def longest(self, name: str) -> tuple[str, ...]:
        """By filling in what follows first: a file may chain hundreds of steps."""
        waiting = [name]
        while waiting:
            one = waiting[-1]
            following = [other for other in self.onward[one] if (one, other) not in self.back]
            missing = [other for other in following if other not in self.known]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            best = max(following, key=self.needed.__getitem__, default="")
            self.known[one] = (one, *self.known.get(best, ()))
            self.needed[one] = _own(self.procedure.steps[one]) + self.needed.get(best, 0)
        return self.known[name]


def _back(onward: dict[str, list[str]], start: str) -> set[tuple[str, str]]:
    """Ways that lead back to a step on the way here, as a walk in depth finds them."""
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for first in (start, *onward):
        if first not in onward or first in done:
            continue
        here: dict[str, Iterator[str]] = {first: iter(onward[first])}
        while here:
            name = next(reversed(here))
            other = next(here[name], None)
            if other is None:
                done.add(name)
                del here[name]
            elif other in here:
                back.add((name, other))
            elif other not in done:
                here[other] = iter(onward[other])
    return back
