"""A whole log held against a procedure: which traces fit, where the others part from it, how well they agree, how much more it allows.

A trace fits when the engine can say it event by event, in order and at its times, and the case then ends. Traces are read and let go one
by one; what stays is the cases that do not fit (named up to NAMED_MAX) and how often each row of names came (up to ROWS_MAX, and STEPS_MAX names in all).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import Calendar
from dinh.mining.alignment import EVENTS_MAX, Alignment, aligned
from dinh.mining.naming import form_of, plain, unused
from dinh.mining.precision import Escaping, escaping
from dinh.mining.run import Misfit, Run, acts_of, reach, replayed
from dinh.mining.space import Space
from dinh.mining.xes import Reading, Trace, traces

NAMED_MAX = 10_000
ROWS_MAX, STEPS_MAX = 20_000, 2_000_000
UNUSED_MAX = 50


class Parted(Struct, frozen=True):
    """A trace that does not fit. alignment: None where none was looked for or found."""

    case: str
    misfit: Misfit
    alignment: Alignment | None = None


class Conformance(Struct):
    """
    said      traces that the procedure can say from the first event to the last; `fitting` of these then ended
    fitness   mean of 1 - cost / (events + least moves of a case), over the traces that have an alignment
    unaligned traces without one: their file, form or names cannot be read, or it was not found within bounds
    """

    cases: int = 0
    events: int = 0
    fitting: int = 0
    said: int = 0
    parted: list[Parted] = []
    unnamed: int = 0
    fitness: float | None = None
    unaligned: int = 0
    escaping: Escaping | None = None
    unused: tuple[str, ...] = ()
    unknown: dict[str, int] = {}
    states: int = 0


def held(
    path: str | Path,
    procedure: Procedure,
    calendar: Calendar,
    *,
    told: Callable[[Reading], None] = lambda reading: None,
    each: Callable[[Trace, Run | Parted], None] = lambda trace, found: None,
) -> Conformance:
    """each: hears of every trace, with its run where it fits."""
    holding = _Holding(Space(procedure, reach(calendar)), each)
    reading = Reading()
    for trace in traces(path, reading, told):
        holding.take(trace)
    return holding.done(reading)


class _Holding:
    def __init__(self, space: Space, each: Callable[[Trace, Run | Parted], None]) -> None:
        self.space, self.each, self.found = space, each, Conformance(parted=[])
        self.rows: Counter[tuple[int, tuple[str, ...]]] = Counter()
        self.aligned: dict[tuple[int, tuple[str, ...]], Alignment | None] = {}
        self.unused: Counter[str] = Counter()
        self.fit_sum, self.fit_of = 0.0, 0
        self.room = STEPS_MAX
        self.least: dict[int, int] = defaultdict(int)

    def take(self, trace: Trace) -> None:
        found = replayed(trace, self.space)
        self.found.cases += 1
        for name in unused(self.space.procedure, trace.values):
            if name in self.unused or len(self.unused) < UNUSED_MAX:
                self.unused[name] += 1
        if isinstance(found, Run):
            self.found.fitting += 1
            self.found.said += 1
            self._agrees(1.0)
            self._row(
                trace,
                tuple(
                    move.step.partition("/")[0] for move, place in found.moves if place is not None
                ),
            )
            self.each(trace, found)
        else:
            self._part(trace, found)

    def _part(self, trace: Trace, misfit: Misfit) -> None:
        self.found.said += misfit.code == "open"
        alignment = self._align(trace) if misfit.code in ("not_now", "open", "name") else None
        if alignment is None:
            self.found.unaligned += 1
        else:
            names = len(acts_of(trace))
            self._agrees(1 - alignment.cost / (names + self._least(trace)))
            self._row(
                trace,
                tuple(
                    move.step.partition("/")[0] for move in alignment.moves if move.side != "log"
                ),
            )
        parted = Parted(trace.name, misfit, alignment)
        self.each(trace, parted)
        if len(self.found.parted) < NAMED_MAX:
            self.found.parted.append(parted)
        else:
            self.found.unnamed += 1

    def _agrees(self, share: float) -> None:
        self.fit_sum += share
        self.fit_of += 1

    def _start(self, trace: Trace) -> int | None:
        start = self.space.opened(form_of(self.space.procedure, trace.values))
        return None if isinstance(start, Refusal) else start

    def _align(self, trace: Trace) -> Alignment | None:
        start = self._start(trace)
        if start is None:
            return None
        acts = acts_of(trace)
        if len(acts) > EVENTS_MAX:
            return None
        key = start, tuple(plain(one.name) for one in acts)
        if key not in self.aligned:
            if len(self.aligned) >= ROWS_MAX:
                return None
            self.aligned[key] = _as_written(aligned(start, list(key[1]), self.space), trace)
        return self.aligned[key]

    def _least(self, trace: Trace) -> int:
        """The fewest moves of a case that ends: what an empty trace would cost."""
        start = self._start(trace)
        if start is None:
            return 0
        if start not in self.least:
            found = aligned(start, [], self.space)
            self.least[start] = found.cost if found else 0
        return self.least[start]

    def _row(self, trace: Trace, steps: tuple[str, ...]) -> None:
        start = self._start(trace)
        if start is None:
            return
        if (start, steps) not in self.rows:
            if len(self.rows) >= ROWS_MAX or len(steps) > self.room:
                return
            self.room -= len(steps)
        self.rows[start, steps] += 1

    def done(self, reading: Reading) -> Conformance:
        found = self.found
        found.events = reading.events
        found.fitness = self.fit_sum / self.fit_of if self.fit_of else None
        found.escaping = (
            escaping([(start, steps, n) for (start, steps), n in self.rows.items()], self.space)
            if self.rows
            else None
        )
        found.unused, found.unknown, found.states = (
            tuple(sorted(self.unused)),
            dict(reading.unknown),
            len(self.space.cases),
        )
        return found


def _as_written(found: Alignment | None, trace: Trace) -> Alignment | None:
    """With the names as the log writes them."""
    names = iter([one.name for one in acts_of(trace)])
    return found and replace(
        found,
        moves=tuple(
            move if move.side == "model" else replace(move, name=next(names))
            for move in found.moves
        ),
    )
