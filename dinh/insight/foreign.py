"""The cases of a log of others, as they went through a procedure, for the same figures as a house's own. Nothing is kept of them."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from dinh.engine.calendar import Calendar
from dinh.engine.procedure import Procedure
from dinh.insight.lived import Lived, lived
from dinh.mining.conformance import held
from dinh.mining.forecast import Story
from dinh.mining.run import Run
from dinh.mining.stories import stories
from dinh.mining.xes import Reading, Trace, traces

CASES_MAX = 20_000


def foreign(path: str | Path, procedure: Procedure, calendar: Calendar, told: Callable[[Reading], None]) -> tuple[list[Lived], list[Story]]:
    """The traces that fit, as cases named by the log; and every trace that says what was promised. Of each at most CASES_MAX, the first."""
    cases: list[Lived] = []

    def take(trace: Trace, run: Run) -> None:
        if len(cases) < CASES_MAX:
            cases.append(lived(replace(run.case, code=trace.name), run.entries))

    held(path, procedure, calendar, told=told, each=take)
    return cases, [one for one, _ in zip(stories(traces(path)), range(CASES_MAX), strict=False)]
