"""A log's traces as a forecast may know them: promised by the trace's `deadline`, over at its `enddate`, which alone says whether it was late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dinh.mining.forecast import Story
from dinh.mining.run import OPENED, acts_of
from dinh.mining.xes import Trace, instant

TRAITS = ("channel", "department")
DUE, END = "deadline", "enddate"


def stories(traces: Iterable[Trace]) -> Iterator[Story]:
    """Traces that tell when they were promised; of those without an end nothing can be learnt."""
    for trace in traces:
        if (found := story(trace)) is not None:
            yield found


def story(trace: Trace) -> Story | None:
    acts = tuple((one.at, one.name) for one in acts_of(trace) if one.at is not None)
    due, end = instant(trace.values.get(DUE, "")), instant(trace.values.get(END, ""))
    started = next(
        (at for key in OPENED if (at := instant(trace.values.get(key, "")))),
        acts[0][0] if acts else None,
    )
    if due is None or started is None or started >= due:
        return None
    return Story(
        trace.name,
        started,
        due,
        end,
        tuple(sorted(acts)),
        {name: trace.values.get(name, "–") for name in TRAITS},
    )
