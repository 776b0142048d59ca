"""The diagram as a picture for a page: inline SVG that takes its colours from the page, with a title and a description.

Rule to keep: no style of its own (the pages allow none inline); what a colour says, a word or a stroke says too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from dinh.engine.definition.condition import Condition
from dinh.engine.definition.procedure import Procedure, Text
from dinh.export.cells import FOOT, LINE, Line, Point, Shape, Words, wrapped
from dinh.export.graph import graph, numbered, worded
from dinh.export.layout import HEAD, Lane, Layout, layout
from dinh.export.names import roles

ROUND, ARROW, WORDS_HEIGHT = 5, 7, 11
LANE_SIGN, LANE_LINES, LANE_PAD = 8, 3, 12
MARK, MARK_WORD = 4, 16
OUTCOMES = {
    "granted": "done",
    "done": "done",
    "forwarded": "today",
    "returned": "today",
    "rejected": "late",
    "stopped": "late",
}
TITLE = Text("Sơ đồ đường đi: {name}", "The way of a case: {name}")
DESC = Text(
    "{steps} bước, {ends} cách kết thúc. Ô là bước, hình thoi là chỗ rẽ, vòng tròn là kết thúc, nét đứt là hết hạn. Danh sách bên dưới nói cùng nội dung bằng chữ.",
    "{steps} steps, {ends} ends. Boxes are steps, diamonds are forks, circles are ends, dashed lines are time-outs. The list below says the same in words.",
)


def picture(
    procedure: Procedure,
    lang: str,
    said: Callable[[Condition], str] | None = None,
    marked: Mapping[str, tuple[str, str]] | None = None,
    name: str = "picture",
    gone: Mapping[str, int] | None = None,
) -> str:
    """said: a condition in words, for the ways out of a choice, which have no name of their own.

    marked  step or end -> a class and a word that stands at it; name: of this picture among others of the page
    gone    way -> how many cases went it: the more, the broader, with the number at its words; a way nobody went is faint
    """
    whole = worded(graph(procedure), said) if said else graph(procedure)
    drawn = layout(whole if gone is None else numbered(whole, gone), procedure, lang)
    above = MARK_WORD if marked else 0
    svg = Element(
        "svg",
        {
            "class": "picture",
            "viewBox": f"0 {-above} {drawn.width} {drawn.height + above}",
            "width": str(drawn.width),
            "height": str(drawn.height + above),
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
        },
    )
    SubElement(svg, "title", {"id": f"{name}-title"}).text = TITLE.of(lang).format(
        name=procedure.name.of(lang)
    )
    SubElement(svg, "desc", {"id": f"{name}-desc"}).text = DESC.of(lang).format(
        steps=len(procedure.steps), ends=len(procedure.ends)
    )
    for place, lane in enumerate(drawn.lanes):
        _lane(svg, lane, drawn, place, procedure, lang)
    for shape in drawn.shapes:
        if shape.kind == "sub":
            _shape(svg, shape)
    for line in drawn.lines:
        _line(svg, line, "" if gone is None else _breadth(line, gone))
    for shape in drawn.shapes:
        if shape.kind != "sub":
            _shape(svg, shape)
    for shape in drawn.shapes:
        _mark(svg, shape, marked or {})
    return tostring(svg, encoding="unicode")


def _lane(
    svg: Element, lane: Lane, drawn: Layout, place: int, procedure: Procedure, lang: str
) -> None:
    SubElement(
        svg,
        "path",
        {
            "class": "lane odd" if place % 2 else "lane",
            "d": f"M0 {lane.y}H{drawn.width}V{lane.y + lane.height}H0Z",
        },
    )
    signs = max(6, (lane.height - LANE_PAD) // LANE_SIGN)
    lines = wrapped(roles(lane.roles, procedure).of(lang), signs)[:LANE_LINES]
    for row, words in enumerate(lines):
        at = (HEAD - LINE * len(lines)) // 2 + LINE * row + WORDS_HEIGHT
        SubElement(
            svg,
            "text",
            {
                "class": "who",
                "transform": f"translate({at} {lane.y + lane.height // 2}) rotate(-90)",
                "text-anchor": "middle",
            },
        ).text = words


def _breadth(line: Line, gone: Mapping[str, int]) -> str:
    """way0: nobody went it; way1 to way5: by its share of the way that most went."""
    if line.edge is None or not (
        line.edge.action or line.edge.by == "clock" or line.edge.id in gone
    ):
        return ""
    count, most = gone.get(line.edge.id, 0), max(gone.values(), default=1)
    return f" way{1 + 4 * count // most}" if count else " way0"


def _line(svg: Element, line: Line, breadth: str = "") -> None:
    kind = "way over" if line.edge and line.edge.by in ("clock", "break") else "way"
    SubElement(svg, "path", {"class": kind + breadth, "d": _rounded(line.points)})
    x, y = line.points[-1]
    SubElement(svg, "path", {"class": "tip", "d": f"M{x} {y}l-{ARROW} -4v8Z"})
    if line.words:
        _words(svg, line.words, "said")


def _rounded(points: tuple[Point, ...]) -> str:
    said = [f"M{points[0][0]} {points[0][1]}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _toward(here, before), _toward(here, after)
        said.append(f"L{near[0]} {near[1]}Q{here[0]} {here[1]} {far[0]} {far[1]}")
    return "".join([*said, f"L{points[-1][0]} {points[-1][1]}"])


def _toward(here: Point, there: Point) -> Point:
    """A little way from here to there, along one axis."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    step = min(ROUND, (abs(dx) + abs(dy)) // 2)
    return (
        here[0] + (step if dx > 0 else -step if dx < 0 else 0),
        here[1] + (step if dy > 0 else -step if dy < 0 else 0),
    )


def _shape(svg: Element, shape: Shape) -> None:
    x, y, width, height = shape.x, shape.y, shape.width, shape.height
    middle, half = (x + width / 2, y + height / 2), width / 2
    match shape.kind:
        case "task" | "sub":
            kind = (
                "box pauses"
                if shape.node.step and shape.node.step.pauses and shape.kind == "task"
                else "box inner"
                if shape.kind == "sub"
                else "box"
            )
            SubElement(svg, "path", {"class": kind, "d": _box(x, y, width, height)})
            _inside(svg, shape)
        case "exclusive" | "parallel" | "inclusive":
            SubElement(
                svg,
                "path",
                {
                    "class": "box",
                    "d": f"M{x} {middle[1]:g}L{middle[0]:g} {y}L{x + width} {middle[1]:g}L{middle[0]:g} {y + height}Z",
                },
            )
            _sign(svg, shape.kind, *middle)
        case _:
            outcome = (
                OUTCOMES[shape.node.end.outcome] if shape.node.end and shape.kind == "end" else ""
            )
            SubElement(
                svg,
                "circle",
                {
                    "class": f"round {shape.kind} {outcome}".strip(),
                    "cx": f"{middle[0]:g}",
                    "cy": f"{middle[1]:g}",
                    "r": f"{half:g}",
                },
            )
            if shape.kind == "timer":
                SubElement(
                    svg,
                    "path",
                    {"class": "mark-line", "d": f"M{middle[0]:g} {middle[1] - 7:g}v7h5"},
                )
    if shape.beside:
        _words(svg, shape.beside, "beside")


def _mark(svg: Element, shape: Shape, marked: Mapping[str, tuple[str, str]]) -> None:
    """A frame around what differs, and the word for how."""
    its_own = shape.kind in ("task", "sub") or shape.node.kind in (
        "choice",
        "split",
    )  # not the fork behind a step of work
    one = shape.node.end if shape.kind == "end" else shape.node.step if its_own else None
    if one is None or one.name not in marked:
        return
    kind, word = marked[one.name]
    SubElement(
        svg,
        "path",
        {
            "class": f"mark-{kind}",
            "d": _box(
                shape.x - MARK, shape.y - MARK, shape.width + 2 * MARK, shape.height + 2 * MARK
            ),
        },
    )
    SubElement(
        svg, "text", {"class": f"word-{kind}", "x": str(shape.x), "y": str(shape.y - MARK - 3)}
    ).text = word


def _box(x: int, y: int, width: int, height: int) -> str:
    r = 6
    return f"M{x + r} {y}H{x + width - r}a{r} {r} 0 0 1 {r} {r}V{y + height - r}a{r} {r} 0 0 1 -{r} {r}H{x + r}a{r} {r} 0 0 1 -{r} -{r}V{y + r}a{r} {r} 0 0 1 {r} -{r}Z"


SIGNS = {
    "exclusive": "m-6 -6l12 12m0 -12l-12 12",
    "parallel": "m-8 0h16m-8 -8v16",
    "inclusive": "m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0",
}


def _sign(svg: Element, kind: str, x: float, y: float) -> None:
    SubElement(svg, "path", {"class": "mark-line", "d": f"M{x:g} {y:g}{SIGNS[kind]}"})


def _inside(svg: Element, shape: Shape) -> None:
    tall = LINE * (len(shape.lines) + len(shape.role))
    top = (
        shape.y + 6
        if shape.kind == "sub"
        else shape.y
        + (
            shape.height
            - tall
            - (FOOT if shape.node.step and shape.node.step.then and shape.node.step.limit else 0)
        )
        // 2
    )
    x = shape.x + 12 if shape.kind == "sub" else shape.x + 10
    _words(svg, Words(shape.lines, x, top, shape.width), "name")
    _words(svg, Words(shape.role, x, top + LINE * len(shape.lines), shape.width), "role")


def _words(svg: Element, words: Words, kind: str) -> None:
    if not words.lines:
        return
    text = SubElement(svg, "text", {"class": kind})
    for place, line in enumerate(words.lines):
        SubElement(
            text, "tspan", {"x": str(words.x), "y": str(words.y + WORDS_HEIGHT + LINE * place)}
        ).text = line
