"""A trace held against a procedure: a run of the procedure that says just this, found among its states and told again with real times.

Every run that an activity's name allows is followed at once (who acted chose among actions of one step, and the log does not say
which); of those that come to the end, the first that ended is taken.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.draft import Entry
from dinh.engine.decisions.time_limits import tick
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import Calendar
from dinh.mining.naming import form_of, plain
from dinh.mining.space import CLOCK, Move, Space, acted, context_of, opening
from dinh.mining.xes import Happened, Trace, instant

OPENED = ("startdate", "start_date", "opened")
STATES_AT_ONCE = 5_000
KEPT_MAX, KEPT_NAMES_MAX = 20_000, 100
FIRST, LAST = date(1970, 1, 1), date(2200, 1, 1)


class Misfit(Struct, frozen=True):
    """Where a trace and the procedure part. place: of the event, from 1; 0: the opening; the last + 1: it breaks off while the case is open.

    code   `name`, `time`, `cut`, `not_now`, `open`, or a refusal's code; `facts` go with it
    """

    place: int
    code: str
    event: str = ""
    facts: dict[str, Any] = {}


class Run(Struct, frozen=True):
    """A trace as the procedure has it: the moves with the place of their event (None: by the clock), the case after them, its events."""

    moves: tuple[tuple[Move, int | None], ...]
    case: Case
    entries: tuple[Entry, ...]


def acts_of(trace: Trace) -> tuple[Happened, ...]:
    """The events that say that something was done; starts, assignments and the like say nothing of where a case goes."""
    return tuple(one for one in trace.events if one.lifecycle in ("complete", ""))


def unreadable(trace: Trace, acts: tuple[Happened, ...], space: Space) -> Misfit | None:
    for place, one in enumerate(acts, 1):
        if one.at is None:
            return Misfit(place, "time", one.name)
        if plain(one.name) not in space.names:
            return Misfit(place, "name", one.name)
    return Misfit(len(acts), "cut") if trace.cut else None


def replayed(trace: Trace, space: Space) -> Run | Misfit:
    """The run that says this trace and ends, or where they part."""
    acts = acts_of(trace)
    if not acts:
        return Misfit(0, "empty")
    if misfit := unreadable(trace, acts, space):
        return misfit
    start = space.opened(form := form_of(space.procedure, trace.values))
    if isinstance(start, Refusal):
        return Misfit(
            0, start.code, facts=dict(start.facts) | {"fields": [fault.field for fault in start.at]}
        )
    found = _followed_once(start, tuple(plain(one.name) for one in acts), space)
    if isinstance(found, Misfit):
        return replace(found, event=acts[found.place - 1].name if found.place <= len(acts) else "")
    return told(trace, acts, form, found, space)


type Moves = list[tuple[Move, int | None]]


def _followed_once(start: int, names: tuple[str, ...], space: Space) -> Misfit | Moves:
    """Cases that go the same way are followed once: of a town's log most do."""
    key = start, names
    if key in space.followed:
        return space.followed[key]
    found = followed(start, list(names), space)
    if len(names) <= KEPT_NAMES_MAX:
        if len(space.followed) >= KEPT_MAX:
            space.followed.clear()
        space.followed[key] = found
    return found


type Steps = list[dict[int, tuple[int, tuple[Move, ...]]]]


def followed(start: int, names: list[str], space: Space) -> Misfit | Moves:
    """Moves that say these names in order, from a state to an end."""
    reached: Steps = [_with_silence({start: (-1, ())}, space)]
    for place, name in enumerate(names, 1):
        onward: dict[int, tuple[int, tuple[Move, ...]]] = {}
        for state in reached[-1]:
            for move, after in space.by_name(state, name):
                onward.setdefault(after, (state, (move,)))
            if len(onward) > STATES_AT_ONCE:
                break
        if not onward:
            return Misfit(place, "not_now", facts={"steps": standing(reached[-1], space)})
        reached.append(_with_silence(onward, space))
    ended = next((state for state in reached[-1] if space.ended(state)), None)
    if ended is None:
        return Misfit(len(names) + 1, "open", facts={"steps": standing(reached[-1], space)})
    return _back(ended, reached)


def standing(states: Any, space: Space) -> list[str]:
    """The steps in which a case may stand in any of these states."""
    return sorted({one.step for state in states for one in space.cases[state].steps})


def _with_silence(
    states: dict[int, tuple[int, tuple[Move, ...]]], space: Space
) -> dict[int, tuple[int, tuple[Move, ...]]]:
    left = list(states)
    for state in left:
        for move, after in space.silent(state):
            if after not in states:
                states[after] = (states[state][0], (*states[state][1], move))
                left.append(after)
    return states


def _back(state: int, reached: Steps) -> Moves:
    moves: Moves = []
    for place in range(len(reached) - 1, -1, -1):
        state_before, ways = reached[place][state]
        moves += [(way, None if way.action == CLOCK else place) for way in reversed(ways)]
        state = state_before
    return moves[::-1]


def told(
    trace: Trace, acts: tuple[Happened, ...], form: dict[str, Any], moves: Moves, space: Space
) -> Run | Misfit:
    """The run told again by the engine at the times of the log."""
    opened = opening(space.procedure, form, _opened_at(trace, acts), calendar := space.calendar)
    if isinstance(opened, Refusal):
        return Misfit(0, opened.code, facts=dict(opened.facts))
    case, entries = opened.case, list(opened.entries)
    for move, place in moves:
        if place is None:
            continue
        one = acts[place - 1]
        at = one.at
        assert at is not None
        case, entries = _until(case, entries, at, space)
        found = acted(space.procedure, case, move, at, calendar, one.resource or "unknown")
        if isinstance(found, Refusal):
            return Misfit(place, found.code, one.name, dict(found.facts))
        case = found.case
        entries += found.entries
    return Run(tuple(moves), case, tuple(entries))


def _until(
    case: Case, entries: list[Entry], at: datetime, space: Space
) -> tuple[Case, list[Entry]]:
    while case.open and (
        found := tick(space.procedure, case, context_of(at, CLOCK, space.calendar))
    ):
        case, entries = found.case, [*entries, *found.entries]
    return case, entries


def _opened_at(trace: Trace, acts: tuple[Happened, ...]) -> datetime:
    """By the trace's own word where it is not behind its first event."""
    first = acts[0].at
    assert first is not None
    told_at = next((at for key in OPENED if (at := instant(trace.values.get(key, "")))), first)
    return min(told_at, first)


def reach(calendar: Calendar) -> Calendar:
    """The house's calendar for logs of whatever time: where its holidays are not known, every weekday counts."""
    return replace(calendar, first=min(FIRST, calendar.first), last=max(LAST, calendar.last))
