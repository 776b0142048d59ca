"""Where everything of a diagram stands: shapes in a grid of columns and rows, lines only in the channels between them.

A line leaves its cell to the right, goes up or down in the channel beside the column, along the channel above the row it leads
to, and down to where it arrives: so no line crosses a shape. Lines to one place share their last part; no others overlap.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.procedure import Procedure
from dinh.export.cells import Cell, Cells, Line, Point, Shape
from dinh.export.graph import Edge, Graph, Node
from dinh.export.places import Places, places, straight

TRACK, MARGIN, HEAD, PAD = 9, 12, 48, 16


class Lane(Struct, frozen=True):
    roles: tuple[str, ...]
    y: int
    height: int


class Layout(Struct, frozen=True):
    """`shapes` in the order in which they are drawn: a box before what lies in it."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    lanes: tuple[Lane, ...]
    width: int
    height: int


def layout(graph: Graph, procedure: Procedure, lang: str) -> Layout:
    """The whole diagram, a lane for each role."""
    return _Drawing(graph, procedure, lang, HEAD).drawn()


def _inner(
    node: Node, procedure: Procedure, lang: str
) -> tuple[tuple[Shape, ...], tuple[Line, ...], int, int]:
    assert node.inner is not None
    together = Graph(tuple(replace(one, lane=()) for one in node.inner.nodes), node.inner.edges)
    made = _Drawing(together, procedure, lang, PAD).drawn()
    return made.shapes, made.lines, made.width + PAD, made.height


class _Drawing:
    def __init__(self, graph: Graph, procedure: Procedure, lang: str, left: int) -> None:
        self.graph, self.left, self.places = graph, left, places(graph)
        maker = Cells(procedure, lang, lambda node: _inner(node, procedure, lang))
        out: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        for edge in graph.edges:
            out[edge.source].append(edge)
        self.cells: dict[str, Cell] = {
            node.id: maker.cell(node, out[node.id], straight(graph, self.places, node))
            for node in graph.nodes
        }
        self.roads = _Roads(self.places, self.cells)
        self.x, self.y = self.columns(), self.rows()

    def drawn(self) -> Layout:
        shapes: list[Shape] = []
        lines: list[Line] = []
        for name, cell in self.cells.items():
            x, y = self.at(name)
            shapes += [one.moved(x, y) for one in cell.shapes]
            lines += [one.moved(x, y) for one in cell.lines]
            lines += [self.led(name, port, port.moved(x, y)) for port in cell.ports]
        return Layout(
            tuple(shapes), tuple(lines), self.lanes(), self.x[-1][0] + MARGIN, self.y[-1][0]
        )

    def at(self, name: str) -> Point:
        place = self.places.of[name]
        return self.x[place.column][1] + self.cells[name].start, self.y[place.row][1]

    # --- the grid ---

    def columns(self) -> list[tuple[int, int]]:
        """For each column, where its channel begins and where its cells do; then where the last one ends."""
        found, x = [], self.left
        for column in range(self.places.columns):
            begins = (
                x + MARGIN + TRACK * (self.roads.outs[column] + self.roads.ins[column]) + MARGIN
            )
            found.append((x, begins))
            x = begins + max(
                self.cells[name].start + self.cells[name].width
                for name, place in self.places.of.items()
                if place.column == column
            )
        last = x + TRACK * self.roads.outs[self.places.columns]
        return [*found, (last, last)]

    def rows(self) -> list[tuple[int, int]]:
        """For each row, where its channel begins and the height at which ways go in; then where the last one ends."""
        found, y = [], 0
        for row in range(self.places.rows):
            cells = [self.cells[name] for name, place in self.places.of.items() if place.row == row]
            begins = y + MARGIN + TRACK * self.roads.along[row]
            middle = begins + max(cell.above for cell in cells)
            found.append((y, middle))
            y = middle + max(cell.below for cell in cells) + MARGIN
        return [*found, (y, y)]

    def lanes(self) -> tuple[Lane, ...]:
        return tuple(
            Lane(roles, self.y[first][0], self.y[last + 1][0] - self.y[first][0])
            for roles, first, last in self.places.lanes
        )

    # --- the lines ---

    def led(self, name: str, port: Line, line: Line) -> Line:
        """The line from the cell's edge to where it leads."""
        here, there = self.places.of[name], self.places.of[port.target]
        x_end, y_end = self.at(port.target)
        line = replace(line, target=self.cells[port.target].into)
        start = line.points[-1]
        if (
            there.column == here.column + 1
            and start[1] == y_end
            and port.id not in self.roads.turning
        ):
            return replace(line, points=_joined((*line.points[:-1], (x_end, y_end))))
        down = self.down(port.target)
        if port.id in self.roads.beside:
            return replace(
                line,
                points=_joined((*line.points, (down, start[1]), (down, y_end), (x_end, y_end))),
            )
        out = self.x[here.column + 1][0] + MARGIN // 2 + TRACK * self.roads.out[port.id]
        along = self.y[there.row][0] + MARGIN // 2 + TRACK * self.roads.to[port.target]
        return replace(
            line,
            points=_joined(
                (
                    *line.points,
                    (out, start[1]),
                    (out, along),
                    (down, along),
                    (down, y_end),
                    (x_end, y_end),
                )
            ),
        )

    def down(self, target: str) -> int:
        place = self.places.of[target]
        return (
            self.x[place.column][0]
            + MARGIN
            + TRACK * (self.roads.outs[place.column] + self.roads.into[target])
        )


class _Roads:
    """Which track each line takes in each channel: two lines in one track never meet.

    beside  lines to the next column; they need only the way down to their target
    turning lines that go by the channel of the target's row
    """

    def __init__(self, found: Places, cells: dict[str, Cell]) -> None:
        self.places = found
        ports = [(name, port) for name, cell in cells.items() for port in cell.ports]
        near = [
            (name, port)
            for name, port in ports
            if found.of[port.target].column == found.of[name].column + 1
        ]
        far = [
            (name, port)
            for name, port in ports
            if found.of[port.target].column != found.of[name].column + 1
        ]
        self.beside = {port.id for name, port in near if not self.is_straight(name, port)}
        self.turning = {port.id for _, port in far}
        self.out, self.outs = self.tracks_out(far)
        self.into, self.ins = self.tracks_into(
            [*far, *((name, port) for name, port in near if port.id in self.beside)]
        )
        self.to, self.along = self.tracks_along(far)

    def is_straight(self, name: str, port: Line) -> bool:
        return (
            self.places.of[name].row == self.places.of[port.target].row and port.points[-1][1] == 0
        )

    def tracks_out(self, far: list[tuple[str, Line]]) -> tuple[dict[str, int], list[int]]:
        spans: dict[int, list[tuple[str, int, int]]] = {}
        for name, port in far:
            here, there = self.places.of[name], self.places.of[port.target]
            spans.setdefault(here.column + 1, []).append(
                (port.id, *_span((2 * here.row + 1, 2 * there.row)))
            )
        return _tracks(spans, self.places.columns + 1)

    def tracks_into(self, lines: list[tuple[str, Line]]) -> tuple[dict[str, int], list[int]]:
        reach: dict[str, set[int]] = {}
        for name, port in lines:
            row, there = self.places.of[name].row, self.places.of[port.target].row
            reach.setdefault(port.target, {2 * there + 1}).add(
                2 * row + 1 if port.id in self.beside else 2 * there
            )
        spans: dict[int, list[tuple[str, int, int]]] = {}
        for target, rows in reach.items():
            spans.setdefault(self.places.of[target].column, []).append((target, *_span(rows)))
        return _tracks(spans, self.places.columns + 1)

    def tracks_along(self, far: list[tuple[str, Line]]) -> tuple[dict[str, int], list[int]]:
        reach: dict[str, set[int]] = {}
        for name, port in far:
            reach.setdefault(port.target, {self.places.of[port.target].column}).add(
                self.places.of[name].column + 1
            )
        spans: dict[int, list[tuple[str, int, int]]] = {}
        for target, columns in reach.items():
            spans.setdefault(self.places.of[target].row, []).append((target, *_span(columns)))
        return _tracks(spans, self.places.rows + 1)


def _span(places: Iterable[int]) -> tuple[int, int]:
    found = tuple(places)
    return min(found), max(found)


def _tracks(
    spans: dict[int, list[tuple[str, int, int]]], channels: int
) -> tuple[dict[str, int], list[int]]:
    """The track of each line, and how many each channel needs: the first that is free over the whole span."""
    found: dict[str, int] = {}
    counts = [0] * channels
    for channel, lines in spans.items():
        taken: list[list[tuple[int, int]]] = []
        for name, low, high in sorted(lines, key=lambda one: (one[1] - one[2], one[1])):
            track = next(
                (
                    place
                    for place, spans in enumerate(taken)
                    if all(high < a or low > b for a, b in spans)
                ),
                len(taken),
            )
            if track == len(taken):
                taken.append([])
            taken[track].append((low, high))
            found[name] = track
        counts[channel] = len(taken)
    return found, counts


def _joined(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without points that change nothing."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)
