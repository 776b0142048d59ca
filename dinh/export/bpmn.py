"""A procedure as BPMN 2.0 with its diagram, valid by the schema of the OMG, ready for any modeller.

What BPMN has no word for (promise, four eyes, papers asked, working days) stands in the documentation of what it belongs to.
Rule to keep: every element is written in the order in which the schema wants it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Procedure
from dinh.engine.definition.steps import Limit, TimeRow
from dinh.export import feel
from dinh.export.cells import Line, Shape, Words
from dinh.export.graph import graph
from dinh.export.layout import Layout, layout
from dinh.export.names import roles
from dinh.export.telling import of_node, of_procedure

MODEL, DI, DC, OMGDI = (
    "http://www.omg.org/spec/BPMN/20100524/MODEL", "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI",
)  # fmt: skip
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"bpmn": MODEL, "bpmndi": DI, "dc": DC, "di": OMGDI, "xsi": XSI}
OURS = "urn:dinh:procedure:"
TAGS = {
    "task": "userTask", "exclusive": "exclusiveGateway", "parallel": "parallelGateway", "inclusive": "inclusiveGateway", "start": "startEvent",
    "end": "endEvent", "broken": "endEvent", "timer": "boundaryEvent", "break": "boundaryEvent", "sub": "subProcess",
}  # fmt: skip
POOL = 30
ISO = {"days": "P{}D", "months": "P{}M", "hours": "PT{}H"}


def bpmn(procedure: Procedure) -> bytes:
    """The file. Raises ValueError for a procedure without steps."""
    for prefix, address in PREFIXES.items():
        register_namespace(prefix, address)
    drawn = layout(graph(procedure), procedure, "vi")
    top = Element(
        _m("definitions"),
        {
            "id": "definitions",
            "name": procedure.name.vi,
            "targetNamespace": OURS + procedure.slug,
            "exporter": "dinh",
            "expressionLanguage": feel.LANGUAGE,
        },
    )
    for shape in drawn.shapes:
        if shape.kind == "break":
            SubElement(
                top,
                _m("error"),
                {
                    "id": f"error_{_left(shape)}",
                    "name": "Dừng các nhánh",
                    "errorCode": _left(shape),
                },
            )
    whole = SubElement(top, _m("collaboration"), {"id": "collaboration"})
    SubElement(
        whole,
        _m("participant"),
        {"id": "pool", "name": procedure.name.vi, "processRef": _process(procedure)},
    )
    _Process(procedure, drawn).write(
        SubElement(top, _m("process"), {"id": _process(procedure), "name": procedure.name.vi})
    )
    _diagram(top, drawn)
    indent(top)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="utf-8")


def _process(procedure: Procedure) -> str:
    return f"process_{procedure.slug}"


class _Process:
    def __init__(self, procedure: Procedure, drawn: Layout) -> None:
        self.procedure, self.drawn = procedure, drawn

    def write(self, process: Element) -> None:
        _told(process, of_procedure(self.procedure, "vi"), of_procedure(self.procedure, "en"))
        lanes = SubElement(process, _m("laneSet"), {"id": "lanes"})
        for place, lane in enumerate(self.drawn.lanes):
            one = SubElement(
                lanes,
                _m("lane"),
                {"id": f"lane_{place}", "name": roles(lane.roles, self.procedure).vi},
            )
            for shape in self.drawn.shapes:
                if not shape.within and shape.node.lane == lane.roles:
                    SubElement(one, _m("flowNodeRef")).text = shape.id
        self.level(process, "")

    def level(self, parent: Element, within: str) -> None:
        """What lies in one box, or at the top."""
        for shape in self.drawn.shapes:
            if shape.within == within:
                self.shape(parent, shape)
        for line in self.drawn.lines:
            if line.within == within:
                self.flow(parent, line)

    def shape(self, parent: Element, shape: Shape) -> None:
        one = SubElement(parent, _m(TAGS[shape.kind]), {"id": shape.id} | self.named(shape))
        if shape.on:
            one.set("attachedToRef", shape.on)
            one.set("cancelActivity", "true")
        elif not shape.id.startswith("gate_"):
            _told(
                one,
                of_node(shape.node, self.procedure, "vi"),
                of_node(shape.node, self.procedure, "en"),
            )
        for line in self.drawn.lines:
            if line.target == shape.id:
                SubElement(one, _m("incoming")).text = line.id
        for line in self.drawn.lines:
            if line.source == shape.id:
                SubElement(one, _m("outgoing")).text = line.id
        self.inside(one, shape)

    def named(self, shape: Shape) -> dict[str, str]:
        label = shape.node.label.vi
        if shape.kind == "timer":
            label = next(
                line.edge.label.vi
                for line in self.drawn.lines
                if line.source == shape.id and line.edge
            )
        return {} if not label or shape.id.startswith("gate_") else {"name": label}

    def inside(self, one: Element, shape: Shape) -> None:
        match shape.kind:
            case "timer":
                limit = shape.node.step.limit if shape.node.step else None
                timer = SubElement(one, _m("timerEventDefinition"), {"id": f"{shape.id}_time"})
                _limited(timer, limit, self.procedure)
            case "break" | "broken":
                SubElement(
                    one,
                    _m("errorEventDefinition"),
                    {"id": f"{shape.id}_error", "errorRef": f"error_{_left(shape)}"},
                )
            case "sub":
                if shape.node.each:
                    many = SubElement(
                        one, _m("multiInstanceLoopCharacteristics"), {"isSequential": "false"}
                    )
                    _expression(many, "loopCardinality", f"count({shape.node.each})")
                self.level(one, shape.id)

    def flow(self, parent: Element, line: Line) -> None:
        said = (
            {"name": line.edge.label.vi}
            if line.edge and line.edge.label.vi and line.edge.by != "clock"
            else {}
        )
        one = SubElement(
            parent,
            _m("sequenceFlow"),
            {"id": line.id, "sourceRef": line.source, "targetRef": line.target} | said,
        )
        edge = line.edge
        if edge is None:
            return
        if edge.label.en and said:
            SubElement(one, _m("documentation"), {"id": f"{line.id}_en"}).text = edge.label.en
        words = self.conditions(line)
        if words:
            _expression(one, "conditionExpression", words, language=feel.LANGUAGE)

    def conditions(self, line: Line) -> str:
        """What is done, and when it may be: only where the way parts."""
        edge = line.edge
        if (
            edge is None
            or edge.by not in ("act", "back", "choice")
            or self.shape_of(line.source).kind not in ("exclusive", "inclusive")
        ):
            return ""
        when = "" if edge.when == ALWAYS else feel.expression(edge.when, self.procedure)
        if edge.by == "choice":
            return when or "true"
        done = f'action = "{edge.action}"' if edge.by == "act" else 'children = "back"'
        return (
            done if not when else f"{done} and ({when})" if " or " in when else f"{done} and {when}"
        )

    def shape_of(self, name: str) -> Shape:
        return next(shape for shape in self.drawn.shapes if shape.id == name)


def _told(one: Element, vi: str, en: str) -> None:
    name = one.get("id", "")
    for lang, words in (("vi", vi), ("en", en)):
        if words:
            SubElement(one, _m("documentation"), {"id": f"{name}_{lang}"}).text = words


def _limited(timer: Element, limit: Limit | None, procedure: Procedure) -> None:
    rows = limit.rows if limit else ()
    only = rows[0] if len(rows) == 1 else None
    if only and only.until:
        _expression(timer, "timeDate", only.until)
    else:
        _expression(timer, "timeDuration", _time(only) if only else _table(rows, procedure))


def _time(row: TimeRow) -> str:
    """As the standard writes it; of working time, for which it has no word, a call that says so."""
    if row.time is None:
        return row.until
    return (
        ISO[row.time.unit].format(row.time.number)
        if row.time.unit in ISO
        else f"{row.time.unit}({row.time.number})"
    )


def _table(rows: tuple[TimeRow, ...], procedure: Procedure) -> str:
    said = [f"if {feel.expression(row.when, procedure)} then {_time(row)}" for row in rows]
    return " else ".join([*said, "null"])


def _expression(parent: Element, tag: str, words: str, **more: str) -> None:
    SubElement(parent, _m(tag), {f"{{{XSI}}}type": "bpmn:tFormalExpression"} | more).text = words


# --- the diagram ------------------------------------------------------------------------------------------------------


def _diagram(top: Element, drawn: Layout) -> None:
    diagram = SubElement(top, f"{{{DI}}}BPMNDiagram", {"id": "diagram"})
    plane = SubElement(
        diagram, f"{{{DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"}
    )
    pool = SubElement(
        plane,
        f"{{{DI}}}BPMNShape",
        {"id": "pool_di", "bpmnElement": "pool", "isHorizontal": "true"},
    )
    _bounds(pool, -POOL, 0, drawn.width + POOL, drawn.height)
    for place, lane in enumerate(drawn.lanes):
        one = SubElement(
            plane,
            f"{{{DI}}}BPMNShape",
            {"id": f"lane_{place}_di", "bpmnElement": f"lane_{place}", "isHorizontal": "true"},
        )
        _bounds(one, 0, lane.y, drawn.width, lane.height)
    for shape in drawn.shapes:
        more = (
            {"isMarkerVisible": "true"}
            if shape.kind == "exclusive"
            else {"isExpanded": "true"}
            if shape.kind == "sub"
            else {}
        )
        one = SubElement(
            plane, f"{{{DI}}}BPMNShape", {"id": f"{shape.id}_di", "bpmnElement": shape.id} | more
        )
        _bounds(one, shape.x, shape.y, shape.width, shape.height)
        _label(one, shape.beside)
    for line in drawn.lines:
        edge = SubElement(
            plane, f"{{{DI}}}BPMNEdge", {"id": f"{line.id}_di", "bpmnElement": line.id}
        )
        for x, y in line.points:
            SubElement(edge, f"{{{OMGDI}}}waypoint", {"x": str(x), "y": str(y)})
        _label(edge, line.words)


def _label(one: Element, words: Words | None) -> None:
    if words:
        _bounds(SubElement(one, f"{{{DI}}}BPMNLabel"), words.x, words.y, words.width, words.height)


def _bounds(one: Element, x: int, y: int, width: int, height: int) -> None:
    SubElement(
        one,
        f"{{{DC}}}Bounds",
        {"x": str(x), "y": str(y), "width": str(width), "height": str(height)},
    )


def _left(shape: Shape) -> str:
    """`block.to`: which block is left, and where to; the same where it is thrown and where it is caught."""
    return (
        shape.id.removeprefix("break_break_")
        if shape.kind == "break"
        else shape.id.partition(".")[2]
    )


def _m(tag: str) -> str:
    return f"{{{MODEL}}}{tag}"
