"""What is drawn in one place of the layout: a step with its gateway and its time-out, a gateway, an end, a box with more inside.

Measured from the point where ways come in (0, 0), y downward, in points. Every way out leaves the cell at its right edge, at a
height of its own; the layout only joins these ends to where they lead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.procedure import Procedure
from dinh.export.graph import Edge, Node
from dinh.export.names import roles

TASK, TASK_HEIGHT, GATE, EVENT, TIMER = 156, 56, 40, 32, 24
LINE, LABEL, ASIDE, ENDING, GAP, FOOT = 14, 150, 92, 120, 22, 10
LABEL_SIGNS, TASK_SIGNS, ASIDE_SIGNS, ENDING_SIGNS = 24, 20, 14, 19
type Point = tuple[int, int]


class Words(Struct, frozen=True):
    """Lines of text beside a shape or above a line, from the top left."""

    lines: tuple[str, ...]
    x: int
    y: int
    width: int

    @property
    def height(self) -> int:
        return LINE * len(self.lines)

    def moved(self, x: int, y: int) -> Words:
        return replace(self, x=self.x + x, y=self.y + y)


class Shape(Struct, frozen=True, kw_only=True):
    """lines: what stands inside; beside: what stands next to it; on: the shape on whose border it sits; within: the box it lies in."""

    id: str
    kind: Literal[
        "task",
        "exclusive",
        "parallel",
        "inclusive",
        "start",
        "end",
        "broken",
        "timer",
        "break",
        "sub",
    ]
    x: int
    y: int
    width: int
    height: int
    node: Node
    lines: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    beside: Words | None = None
    on: str = ""
    within: str = ""

    def moved(self, x: int, y: int) -> Shape:
        return replace(
            self,
            x=self.x + x,
            y=self.y + y,
            beside=self.beside.moved(x, y) if self.beside else None,
        )


class Line(Struct, frozen=True, kw_only=True):
    """edge: None from a step to its own gateway."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    edge: Edge | None = None
    words: Words | None = None
    within: str = ""

    def moved(self, x: int, y: int) -> Line:
        return replace(
            self,
            points=tuple((px + x, py + y) for px, py in self.points),
            words=self.words.moved(x, y) if self.words else None,
        )


class Cell(Struct, frozen=True, kw_only=True):
    """ports: each way out with the shape it leaves and its line up to the right edge; into: the shape that ways come to."""

    shapes: tuple[Shape, ...]
    into: str
    ports: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    start: int = 0
    width: int
    above: int
    below: int


type Inner = Callable[[Node], tuple[tuple[Shape, ...], tuple[Line, ...], int, int]]


class Cells(Struct, frozen=True):
    """Makes cells. inner: lays out what lies in a box, with its width and height."""

    procedure: Procedure
    lang: str
    inner: Inner

    def cell(self, node: Node, out: list[Edge], straight: bool) -> Cell:
        onward = [edge for edge in out if edge.by not in ("clock", "break")]
        aside = [edge for edge in out if edge.by in ("clock", "break")]
        match node.kind:
            case "work":
                made = self.task(node, onward, straight)
            case "sub":
                made = self.box(node, onward, straight)
            case "choice" | "split" | "merge" | "join":
                made = self.gateway(node, onward, straight)
            case _:
                made = self.event(node, onward, straight)
        return self.timed(made, node, aside) if aside else made

    def task(self, node: Node, out: list[Edge], straight: bool) -> Cell:
        said = wrapped(node.label.of(self.lang), TASK_SIGNS)
        who = (
            wrapped(roles(node.step.roles, self.procedure).of(self.lang), TASK_SIGNS + 2)
            if node.step
            else ()
        )
        height = max(TASK_HEIGHT, 16 + LINE * (len(said) + len(who))) + (
            FOOT if node.step and node.step.then and node.step.limit else 0
        )
        shape = Shape(
            id=node.id,
            kind="task",
            x=0,
            y=-height // 2,
            width=TASK,
            height=height,
            node=node,
            lines=said,
            role=who,
        )
        if len(out) < 2:
            return self.fanned((shape,), (), TASK, out, straight, -shape.y, height + shape.y)
        gate = Shape(
            id=f"gate_{node.step.name if node.step else node.id}",
            kind="exclusive",
            x=TASK + GAP,
            y=-GATE // 2,
            width=GATE,
            height=GATE,
            node=node,
        )
        line = Line(
            id=f"to_{gate.id}", source=shape.id, target=gate.id, points=((TASK, 0), (gate.x, 0))
        )
        return self.fanned(
            (shape, gate), (line,), gate.x + GATE, out, straight, -shape.y, height + shape.y
        )

    def gateway(self, node: Node, out: list[Edge], straight: bool) -> Cell:
        kind: Literal["exclusive", "parallel", "inclusive"] = (
            "exclusive"
            if node.kind in ("choice", "merge")
            else "inclusive"
            if node.inclusive
            else "parallel"
        )
        said = wrapped(node.label.of(self.lang), ASIDE_SIGNS)
        words = Words(said, -ASIDE, -4 - LINE * len(said), ASIDE) if said else None
        shape = Shape(
            id=node.id,
            kind=kind,
            x=0,
            y=-GATE // 2,
            width=GATE,
            height=GATE,
            node=node,
            beside=words,
        )
        made = self.fanned((shape,), (), GATE, out, straight, GATE // 2, GATE // 2)
        return (
            replace(made, start=ASIDE + 4, above=max(made.above, words.height + 6))
            if words
            else made
        )

    def event(self, node: Node, out: list[Edge], straight: bool) -> Cell:
        kind: Literal["start", "end", "broken"] = (
            "start" if node.kind == "start" else "broken" if node.kind == "broken" else "end"
        )
        said = wrapped(node.label.of(self.lang), ENDING_SIGNS if not out else ASIDE_SIGNS)
        tall = LINE * len(said)
        words = (
            Words(said, EVENT + 8, -tall // 2, ENDING)
            if not out
            else Words(said, -GAP, EVENT // 2 + 2, ASIDE)
        )
        shape = Shape(
            id=node.id,
            kind=kind,
            x=0,
            y=-EVENT // 2,
            width=EVENT,
            height=EVENT,
            node=node,
            beside=words,
        )
        if not out:
            return Cell(
                shapes=(shape,),
                into=node.id,
                width=EVENT + 8 + ENDING,
                above=max(EVENT, tall) // 2,
                below=max(EVENT, tall) // 2,
            )
        made = self.fanned((shape,), (), EVENT, out, straight, EVENT // 2, EVENT // 2 + 2 + tall)
        return replace(made, start=GAP, width=max(made.width, ASIDE))

    def box(self, node: Node, out: list[Edge], straight: bool) -> Cell:
        shapes, lines, width, height = self.inner(node)
        said = wrapped(node.label.of(self.lang), max(20, (width - 20) // 7))
        head = LINE * len(said) + 12
        tall = height + head
        shape = Shape(
            id=node.id,
            kind="sub",
            x=0,
            y=-tall // 2,
            width=width,
            height=tall,
            node=node,
            lines=said,
        )
        inside = tuple(
            replace(one.moved(0, shape.y + head), within=one.within or node.id) for one in shapes
        )
        ways = tuple(
            replace(one.moved(0, shape.y + head), within=one.within or node.id) for one in lines
        )
        return self.fanned(
            (shape, *inside), ways, width, out, straight, -shape.y, tall + shape.y, leaving=node.id
        )

    def fanned(
        self,
        shapes: tuple[Shape, ...],
        lines: tuple[Line, ...],
        x: int,
        out: list[Edge],
        straight: bool,
        above: int,
        below: int,
        leaving: str = "",
    ) -> Cell:
        """The ways out, each on a line of its own with its words above it."""
        source = leaving or shapes[-1].id
        words = [wrapped(edge.label.of(self.lang), LABEL_SIGNS) for edge in out]
        slots = [max(20, LINE * len(one) + 7) for one in words]
        width = x + (12 + LABEL if any(words) else 12 if out else 0)
        ports: list[Line] = []
        bottoms = [sum(slots[: place + 1]) - sum(slots) // 2 for place in range(len(slots))]
        aside = (
            6 if any(abs(one) < 5 for one in bottoms) else 0
        )  # the height of the way in is for what comes in
        for edge, said, slot, bottom in zip(out, words, slots, bottoms, strict=True):
            y = 0 if straight else bottom + aside
            label = Words(said, x + 14, y - LINE * len(said) - 2, LABEL) if said else None
            points = (
                ((x, 0), (width, 0)) if straight else ((x, 0), (x + 8, 0), (x + 8, y), (width, y))
            )
            ports.append(
                Line(
                    id=edge.id,
                    source=source,
                    target=edge.target,
                    points=points,
                    edge=edge,
                    words=label,
                )
            )
            above, below = max(above, slot - y), max(below, y + 4)
        return Cell(
            shapes=shapes,
            into=shapes[0].id,
            ports=tuple(ports),
            lines=lines,
            width=width,
            above=above,
            below=below,
        )

    def timed(self, cell: Cell, node: Node, out: list[Edge]) -> Cell:
        """Time-outs and broken blocks: small events on the lower border, their ways below all others."""
        host = cell.shapes[0]
        foot, below, width = (
            host.y + host.height,
            max(cell.below, host.y + host.height + TIMER // 2),
            cell.width,
        )
        shapes, ports = list(cell.shapes), list(cell.ports)
        for place, edge in enumerate(out):
            said, x = (
                wrapped(edge.label.of(self.lang), LABEL_SIGNS),
                host.x + 12 + (len(out) - 1 - place) * (TIMER + 10),
            )
            kind: Literal["timer", "break"] = "timer" if edge.by == "clock" else "break"
            shapes.append(
                Shape(
                    id=f"{kind}_{edge.id}",
                    kind=kind,
                    x=x,
                    y=foot - TIMER // 2,
                    width=TIMER,
                    height=TIMER,
                    node=node,
                    on=host.id,
                )
            )
            y, middle = below + 4 + LINE * len(said), x + TIMER // 2
            width = max(width, middle + 12 + LABEL)
            ports.append(
                Line(
                    id=edge.id,
                    source=shapes[-1].id,
                    target=edge.target,
                    edge=edge,
                    words=Words(said, middle + 6, y - LINE * len(said) - 2, LABEL),
                    points=((middle, foot + TIMER // 2), (middle, y), (width, y)),
                )
            )
            below = y + 6
        return replace(
            cell,
            shapes=tuple(shapes),
            ports=tuple(_reaching(one, width) for one in ports),
            width=width,
            below=below,
        )


def _reaching(port: Line, width: int) -> Line:
    return replace(port, points=(*port.points[:-1], (width, port.points[-1][1])))


def wrapped(words: str, signs: int) -> tuple[str, ...]:
    """Lines of at most so many signs, broken between words (a longer word stands alone, broken hard past twice that)."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= signs:
            lines[-1] += f" {word}"
        else:
            lines += [word[at : at + signs] for at in range(0, len(word), signs)]
    return tuple(lines)
