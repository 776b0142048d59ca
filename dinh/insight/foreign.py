"""A log of others, read once: how it holds against a procedure, and the cases that fit as they went through it, for the same figures as a house's own.

A line for each case may be written while it is read (`heard`), so that a log of whatever length can be told case by case; what stays in memory is bounded.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import Calendar
from dinh.insight.lived import Lived, lived
from dinh.mining.conformance import Conformance, Parted, held
from dinh.mining.forecast import Story
from dinh.mining.run import Run, reach
from dinh.mining.stories import story
from dinh.mining.xes import Reading, Trace

CASES_MAX = 20_000
HOUR = timedelta(hours=1)


class Worked(Struct):
    """Work that the log tells both ends of: pairs of `start` and `complete` of one name; of so many events that were completed. office_h: of all pairs."""

    pairs: int = 0
    of: int = 0
    office_h: float = 0.0


class Foreign(Struct):
    """cases: the traces that fit, named by the log; stories: every trace that says what was promised. Of each at most CASES_MAX, the first."""

    conformance: Conformance
    cases: list[Lived] = []
    stories: list[Story] = []
    worked: Worked = field(default_factory=Worked)
    cut: bool = False


type Heard = Callable[[Trace, Run | Parted], None]


def foreign(
    path: str | Path,
    procedure: Procedure,
    calendar: Calendar,
    told: Callable[[Reading], None],
    heard: Heard = lambda trace, found: None,
) -> Foreign:
    """Raises BadLog, and OSError where there is no such file."""
    taking = _Taking(reach(calendar), heard)
    taking.found.conformance = held(path, procedure, calendar, told=told, each=taking.take)
    return taking.found


class _Taking:
    def __init__(self, calendar: Calendar, heard: Heard) -> None:
        self.calendar, self.heard = calendar, heard
        self.found = Foreign(Conformance(), [], [])
        self.traces = 0

    def take(self, trace: Trace, found: Run | Parted) -> None:
        self.heard(trace, found)
        self.traces += 1
        if isinstance(found, Run):
            if len(self.found.cases) < CASES_MAX:
                self.found.cases.append(lived(replace(found.case, code=trace.name), found.entries))
            else:
                self.found.cut = True
        if self.traces <= CASES_MAX:
            self.work(trace)
            if (told := story(trace)) is not None:
                self.found.stories.append(told)

    def work(self, trace: Trace) -> None:
        """From each start to the first completion of the same name after it."""
        begun: dict[str, deque[datetime]] = defaultdict(deque)
        for one in trace.events:
            if one.at is not None and one.lifecycle == "start":
                begun[one.name].append(one.at)
            elif one.lifecycle == "complete":
                self.found.worked.of += 1
                if one.at is not None and begun[one.name] and begun[one.name][0] <= one.at:
                    self.found.worked.pairs += 1
                    self.found.worked.office_h += (
                        self.calendar.office_time_between(begun[one.name].popleft(), one.at) / HOUR
                    )
