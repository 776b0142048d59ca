"""The day's way over open alerts: where to go first, worth against way, with OR-tools.

The router is an extra (`dinh[forest]`). Ways are as the crow flies, times WINDING for paths in hills, at WALK_KMH: a plan to argue with on
paper, no promise. Rule to keep: the same alerts on the same day give the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from math import atan2, cos, degrees, radians, sin

from msgspec import Struct

from dinh.engine.refusal import Refusal, Refused
from dinh.forest_cases.reading import Patch, metres, urgency

STOPS_MAX = 40
SEARCH_SECONDS_MAX = 2
WINDING = 1.4
WALK_KMH = 12  # a motorbike on forest tracks and the last part on foot
CHECK_MINUTES = 45
SCALE = 100_000


class Stop(Struct, frozen=True):
    """metres: from the stop before, as the crow flies; bearing: degrees from north; at: minutes after setting out."""

    patch: Patch
    metres: float
    bearing: float
    at: int


class Route(Struct, frozen=True):
    start: tuple[float, float]
    stops: tuple[Stop, ...]
    left: tuple[Patch, ...]
    metres: float
    minutes: int
    back: tuple[float, float]
    """Metres and bearing home from the last stop."""


def need_router() -> None:
    if find_spec("ortools") is None:
        raise Refused(Refusal("forest.router", {}))


def route(
    start: tuple[float, float], patches: Sequence[Patch], today: date, hours: float = 8
) -> Route:
    """From `start` and back within so many hours; what does not fit, or is not worth the way, is `left`. Raises Refused without OR-tools."""
    need_router()
    placed = sorted(
        (one for one in patches if one.place), key=lambda one: (-urgency(one, today), one.code)
    )
    chosen, rest = placed[:STOPS_MAX], placed[STOPS_MAX:]
    order = (
        _order(
            [start, *(one.place for one in chosen if one.place)],
            [urgency(one, today) for one in chosen],
            int(hours * 60),
        )
        if chosen
        else []
    )
    stops: list[Stop] = []
    here, minutes = start, 0.0
    for index in order:
        there = chosen[index].place or start
        way = metres(here, there)
        minutes += _minutes(way)
        stops.append(Stop(chosen[index], way, bearing(here, there), round(minutes)))
        here, minutes = there, minutes + CHECK_MINUTES
    home = metres(here, start)
    gone = {one.patch.code for one in stops}
    left = (
        *(one for one in chosen if one.code not in gone),
        *rest,
        *(one for one in patches if not one.place),
    )
    return Route(
        start,
        tuple(stops),
        left,
        sum(one.metres for one in stops) + home,
        round(minutes + _minutes(home)),
        (home, bearing(here, start)),
    )


def bearing(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = (tuple(map(radians, place)) for place in (one, other))
    return degrees(atan2(sin(c - a) * cos(d), cos(b) * sin(d) - sin(b) * cos(d) * cos(c - a))) % 360


def _minutes(way_m: float) -> float:
    return way_m * WINDING / 1000 / WALK_KMH * 60


def _order(places: list[tuple[float, float]], worth: list[float], minutes_max: int) -> list[int]:
    """Which stops in which order; dropping one costs its worth in the way."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(places), 1, 0)
    model = pywrapcp.RoutingModel(manager)
    ways = [[round(_minutes(metres(one, other))) for other in places] for one in places]

    def took(a: int, b: int) -> int:
        here, there = manager.IndexToNode(a), manager.IndexToNode(b)
        return ways[here][there] + (CHECK_MINUTES if there else 0)

    passing = model.RegisterTransitCallback(took)
    model.SetArcCostEvaluatorOfAllVehicles(passing)
    model.AddDimension(passing, 0, minutes_max, True, "time")
    most = max(worth) or 1.0
    for node in range(
        1, len(places)
    ):  # even the least is worth a day's minutes: the day's end decides, not the way
        model.AddDisjunction(
            [manager.NodeToIndex(node)], minutes_max + round(worth[node - 1] / most * SCALE)
        )
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    asked.time_limit.FromSeconds(SEARCH_SECONDS_MAX)
    found = model.SolveWithParameters(asked)
    if not found:
        return []
    order, index = [], found.Value(model.NextVar(model.Start(0)))
    while not model.IsEnd(index):
        order.append(manager.IndexToNode(index) - 1)
        index = found.Value(model.NextVar(index))
    return order
