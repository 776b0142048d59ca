"""The drawing of a procedure: nothing lies on anything else, every way leads from a border to a border, no way crosses a step."""

from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from dinh.engine.definition.procedure import Action, End, Procedure, Step, Text
from dinh.export.cells import Line, Shape
from dinh.export.graph import Graph, graph
from dinh.export.layout import Layout, layout
from dinh.procedures import check_paths
from tests.export.files import SLUGS, hall, published

BLOCKS = Path(__file__).parents[1] / "procedures_for_tests"


@cache
def drawn(slug: str, lang: str) -> Layout:
    return laid_out(published()[slug], lang)


def laid_out(procedure: Procedure, lang: str = "vi") -> Layout:
    return layout(graph(procedure), procedure, lang)


def others() -> list[Procedure]:
    return [one.procedure for one in check_paths([BLOCKS]).packages if one.procedure.steps]


def looked_at(made: Layout) -> None:
    boxes = {shape.id: shape for shape in made.shapes}
    assert len(boxes) == len(made.shapes)
    no_two_meet(made.shapes, boxes)
    borders(made.lines, boxes)
    no_way_crosses(made, boxes)
    no_ways_share(made.lines)
    assert all(
        shape.x >= 0
        and shape.y >= 0
        and shape.x + shape.width <= made.width
        and shape.y + shape.height <= made.height
        for shape in made.shapes
    )


def around(shape: Shape, boxes: dict[str, Shape]) -> set[str]:
    """The boxes that it lies in, and what it sits on."""
    found = {shape.on} if shape.on else set()
    while shape.within:
        found.add(shape.within)
        shape = boxes[shape.within]
    return found


def no_two_meet(shapes: tuple[Shape, ...], boxes: dict[str, Shape]) -> None:
    for one, other in combinations(shapes, 2):
        if one.id in around(other, boxes) or other.id in around(one, boxes):
            continue
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart, (one.id, other.id)


def borders(lines: tuple[Line, ...], boxes: dict[str, Shape]) -> None:
    for line in lines:
        assert on_border(line.points[0], boxes[line.source]), line.id
        assert on_border(line.points[-1], boxes[line.target]), line.id
        assert len(line.points) > 1 and all(
            a != b and (a[0] == b[0] or a[1] == b[1]) for a, b in pairwise(line.points)
        ), line.id


def on_border(point: tuple[int, int], shape: Shape) -> bool:
    """In the middle of a side; of a box, anywhere on it."""
    x, y = point[0] - shape.x, point[1] - shape.y
    on_side = (x in (0, shape.width) and 0 <= y <= shape.height) or (
        y in (0, shape.height) and 0 <= x <= shape.width
    )
    in_middle = (x in (0, shape.width) and abs(2 * y - shape.height) <= 1) or (
        y in (0, shape.height) and abs(2 * x - shape.width) <= 1
    )
    return on_side if shape.kind in ("task", "sub") else in_middle


def no_way_crosses(made: Layout, boxes: dict[str, Shape]) -> None:
    for line in made.lines:
        ends = {line.source, line.target, boxes[line.source].on}
        for shape in made.shapes:
            if (
                shape.id in ends
                or shape.id == line.within
                or shape.on in ends
                or shape.id in around(boxes[line.source], boxes)
            ):
                continue
            for (ax, ay), (bx, by) in pairwise(line.points):
                outside = (
                    max(ax, bx) <= shape.x
                    or min(ax, bx) >= shape.x + shape.width
                    or max(ay, by) <= shape.y
                    or min(ay, by) >= shape.y + shape.height
                )
                assert outside, (line.id, shape.id)


def no_ways_share(lines: tuple[Line, ...]) -> None:
    """Two ways lie on one another only where they come from one place or go to one place."""
    for one, other in combinations(lines, 2):
        if one.target == other.target or one.source == other.source:
            continue
        for (ax, ay), (bx, by) in pairwise(one.points):
            for (cx, cy), (dx, dy) in pairwise(other.points):
                upright = ax == bx == cx == dx and min(max(ay, by), max(cy, dy)) > max(
                    min(ay, by), min(cy, dy)
                )
                level = ay == by == cy == dy and min(max(ax, bx), max(cx, dx)) > max(
                    min(ax, bx), min(cx, dx)
                )
                assert not (upright or level), (one.id, other.id)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_published_procedure_is_drawn_without_anything_on_anything(slug, lang):
    looked_at(drawn(slug, lang))


def test_blocks_in_blocks_and_a_block_that_is_left_are_drawn_without_anything_on_anything(tmp_path):
    for procedure in (*others(), hall(tmp_path)):
        looked_at(laid_out(procedure))


@pytest.mark.parametrize("slug", SLUGS)
def test_everything_of_the_procedure_is_in_its_drawing(slug):
    procedure, made = published()[slug], drawn(slug, "vi")
    steps = {
        shape.node.step.name
        for shape in made.shapes
        if shape.kind in ("task", "exclusive", "parallel", "inclusive") and shape.node.step
    }
    assert steps == set(procedure.steps)
    ends = {shape.node.end.name for shape in made.shapes if shape.node.end}
    assert ends == set(procedure.ends)
    acts = {
        (shape.node.step.name, line.edge.action)
        for line in made.lines
        for shape in made.shapes
        if line.edge and line.edge.action and shape.id == line.source and shape.node.step
    }
    assert acts == {
        (step.name, action.name)
        for step in procedure.steps.values()
        for action in step.do.values()
        if action.to
    }
    over = {line.edge.source for line in made.lines if line.edge and line.edge.by == "clock"}
    assert over == {
        f"step_{step.name}" for step in procedure.steps.values() if step.then and step.limit
    }


def test_who_leaves_a_block_ends_all_its_branches(tmp_path):
    whole = graph(hall(tmp_path))
    box = next(node for node in whole.nodes if node.id == "whole_asking")
    left = {
        edge.target for edge in whole.edges if edge.source == "whole_asking" and edge.by == "break"
    }
    assert left == {"step_refuse", "end_taken"}
    assert box.inner is not None
    rooms = next(node for node in box.inner.nodes if node.id == "each_room")
    assert (
        rooms.each == "rooms"
        and rooms.inner is not None
        and ends_of(rooms.inner) == {"met", "broken"}
    )
    assert ends_of(box.inner) == {"met", "broken"}


def test_five_hundred_steps_that_lead_back_and_forth_are_drawn_too():
    """Nothing in the drawing goes as deep as the way is long."""
    last = 500
    steps = {f"s{n}": step(n, last) for n in range(last)}
    end = End(name="done", outcome="done", label=Text("Xong"))
    made = laid_out(
        Procedure(
            slug="dai",
            code="none",
            name=Text("Dài"),
            field="x",
            level="internal",
            in_force="2026-07-01",
            steps=steps,
            ends={"done": end},
            start="s0",
        )
    )
    assert len([shape for shape in made.shapes if shape.kind == "task"]) == last
    no_two_meet(made.shapes, {shape.id: shape for shape in made.shapes})


def step(n: int, last: int) -> Step:
    onward, back = (
        Action(name="on", to=f"s{n + 1}" if n + 1 < last else "done"),
        Action(name="back", to=f"s{max(0, n - 7)}"),
    )
    return Step(name=f"s{n}", roles=(f"r{n % 6}",), do={"on": onward, "back": back})


def ends_of(whole: Graph) -> set[str]:
    return {node.kind for node in whole.nodes if node.kind in ("met", "broken")}
