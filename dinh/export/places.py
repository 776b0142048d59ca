"""Which column, row and lane each node of a graph stands in: columns by the longest way there, rows within the role's lane.

Ways back (to a step that leads here) are left out of the count, so every graph has columns. Two nodes never share a place.
"""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from dinh.export.graph import Edge, Graph, Node


class Place(Struct, frozen=True):
    column: int
    row: int


class Places(Struct, frozen=True):
    """lanes: the roles of each lane with its first and last row."""

    of: dict[str, Place]
    lanes: tuple[tuple[tuple[str, ...], int, int], ...]
    columns: int
    rows: int


def places(graph: Graph) -> Places:
    columns = _columns(graph)
    lanes: dict[tuple[str, ...], dict[str, int]] = {}
    came = {
        node.id: [edge.source for edge in graph.edges if edge.target == node.id]
        for node in graph.nodes
    }
    for node in graph.nodes:
        lanes.setdefault(node.lane, {})
    for node in sorted(graph.nodes, key=lambda one: columns[one.id]):
        rows = lanes[node.lane]
        wanted = next((rows[source] for source in came[node.id] if source in rows), 0)
        taken = {row for other, row in rows.items() if columns[other] == columns[node.id]}
        rows[node.id] = min(
            (row for row in range(len(graph.nodes) + 1) if row not in taken),
            key=lambda row: abs(row - wanted),
        )
    return _stacked(columns, lanes)


def _stacked(columns: dict[str, int], lanes: dict[tuple[str, ...], dict[str, int]]) -> Places:
    found: dict[str, Place] = {}
    bands: list[tuple[tuple[str, ...], int, int]] = []
    first = 0
    for lane, rows in lanes.items():
        used = {row: first + place for place, row in enumerate(sorted(set(rows.values())))}
        found |= {name: Place(columns[name], used[row]) for name, row in rows.items()}
        bands.append((lane, first, first + len(used) - 1))
        first += len(used)
    return Places(found, tuple(bands), max(columns.values()) + 1, first)


def _columns(graph: Graph) -> dict[str, int]:
    onward = _onward(graph)
    into = {node.id: 0 for node in graph.nodes}
    for edge in onward:
        into[edge.target] += 1
    columns, ready = (
        dict.fromkeys(into, 0),
        deque(name for name, count in into.items() if not count),
    )
    while ready:
        name = ready.popleft()
        for edge in onward:
            if edge.source == name:
                columns[edge.target] = max(columns[edge.target], columns[name] + 1)
                into[edge.target] -= 1
                if not into[edge.target]:
                    ready.append(edge.target)
    return columns


def _onward(graph: Graph) -> list[Edge]:
    """The edges without those that lead back to where the walk came from."""
    out: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
    for edge in graph.edges:
        out[edge.source].append(edge)
    kept, done, here = [], set[str](), set[str]()
    for first in graph.nodes:
        walk: list[tuple[str, int]] = [(first.id, 0)] if first.id not in done else []
        while walk:
            name, at = walk.pop()
            done.add(name)
            here.add(name)
            if at == len(out[name]):
                here.discard(name)
                continue
            walk.append((name, at + 1))
            edge = out[name][at]
            if edge.target not in here:
                kept.append(edge)
                if edge.target not in done:
                    walk.append((edge.target, 0))
    return kept


def straight(graph: Graph, found: Places, node: Node) -> bool:
    """Is the only way on the next place in the same row?"""
    out = [
        edge for edge in graph.edges if edge.source == node.id and edge.by not in ("clock", "break")
    ]
    if len(out) != 1 or out[0].target == node.id:
        return False
    here, there = found.of[node.id], found.of[out[0].target]
    return there == Place(here.column + 1, here.row)
