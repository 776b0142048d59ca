"""A procedure as a graph: what stands in it, what leads where, and what lies in a box of its own.

A block is a gateway that splits and one that joins. A branch that is run for each row is a box of its own (`each_HEAD`); a
block that an action breaks out of is one too (`whole_BLOCK`), so that leaving it ends the other branches, as in a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.condition import ALWAYS, Condition
from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.definition.steps import Branch, End, Step
from dinh.export.names import times

MEET = "meet"
type Kind = Literal[
    "start", "work", "choice", "split", "merge", "join", "end", "met", "broken", "sub"
]


class Node(Struct, frozen=True, kw_only=True):
    """
    merge   where several ways run together before a gateway that would wait for each of them
    met     the end of a branch in its box; broken: the end of a block that is left
    lane    the roles that work there
    """

    id: str
    kind: Kind
    label: Text = Text("")
    lane: tuple[str, ...] = ()
    step: Step | None = None
    end: End | None = None
    inclusive: bool = False
    each: str = ""
    inner: Graph | None = None


class Edge(Struct, frozen=True, kw_only=True):
    """by: an action, the clock (a limit that is over), children that are back, a choice or a branch, a block that is left, or nothing but the order."""

    id: str
    source: str
    target: str
    label: Text = Text("")
    when: Condition = ALWAYS
    by: Literal["act", "clock", "back", "choice", "break", ""] = ""
    action: str = ""


class Graph(Struct, frozen=True):
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(procedure: Procedure) -> Graph:
    """Raises ValueError for a procedure that is only told (`level: info`): it has no steps."""
    if procedure.start not in procedure.steps:
        raise ValueError(procedure.slug)
    return _Builder(procedure).scope("")


def worded(whole: Graph, said: Callable[[Condition], str]) -> Graph:
    """The ways out of a choice named by their conditions."""
    nodes = tuple(
        replace(node, inner=worded(node.inner, said)) if node.inner else node
        for node in whole.nodes
    )
    edges = tuple(
        replace(edge, label=Text(said(edge.when)))
        if edge.by == "choice" and edge.when != ALWAYS
        else edge
        for edge in whole.edges
    )
    return Graph(nodes, edges)


def numbered(whole: Graph, gone: Mapping[str, int]) -> Graph:
    """Each way with how many went it behind its words: those by an action, a condition or a time-out, which the log tells."""
    nodes = tuple(
        replace(node, inner=numbered(node.inner, gone)) if node.inner else node
        for node in whole.nodes
    )
    return Graph(nodes, tuple(_counted(edge, gone) for edge in whole.edges))


def _counted(edge: Edge, gone: Mapping[str, int]) -> Edge:
    if edge.by not in ("act", "clock", "back") and edge.id not in gone:
        return edge
    said = f"({gone.get(edge.id, 0)})"
    return replace(
        edge,
        label=Text(
            f"{edge.label.vi} {said}".strip(), f"{edge.label.en or edge.label.vi} {said}".strip()
        ),
    )


class _Builder:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure, self.steps = procedure, procedure.steps
        self.left = {
            self.block_left(step, action.to)
            for step in self.steps.values()
            for action in step.do.values()
            if action.breaks
        }
        self.nodes: dict[str, dict[str, Node]] = {}
        self.edges: dict[str, list[Edge]] = {}
        self.put("", Node(id="start", kind="start", label=Text("Nộp hồ sơ", "Case opened")))
        self.link("", Edge(id="flow_start", source="start", target=self.entry(procedure.start)))
        for step in self.steps.values():
            self.block(step) if step.together else self.plain(step)

    def scope(self, name: str) -> Graph:
        nodes, edges = _merged_before(
            tuple(self.filled(one) for one in self.nodes.get(name, {}).values()),
            tuple(self.edges.get(name, ())),
        )
        return Graph(_laned(nodes, edges), edges)

    def filled(self, node: Node) -> Node:
        if node.kind != "sub":
            return node
        inner = self.scope(node.id)
        lane = next((one.lane for one in inner.nodes if one.lane), ())
        return replace(node, inner=inner, lane=lane)

    def put(self, scope: str, node: Node) -> str:
        self.nodes.setdefault(scope, {}).setdefault(node.id, node)
        return node.id

    def link(self, scope: str, edge: Edge) -> None:
        self.edges.setdefault(scope, []).append(edge)

    # --- where things lie ---

    def branch(self, step: Step) -> Branch | None:
        return (
            next((one for one in self.steps[step.block].together if one.to == step.branch), None)
            if step.block
            else None
        )

    def scope_of(self, step: Step) -> str:
        branch = self.branch(step)
        if branch is None:
            return ""
        return f"each_{branch.to}" if branch.each else self.scope_inside(self.steps[step.block])

    def scope_inside(self, block: Step) -> str:
        return f"whole_{block.name}" if block.name in self.left else self.scope_of(block)

    def block_left(self, step: Step, to: str) -> str:
        """The block that is left by breaking out of this step to there."""
        level = self.steps[to].block if to in self.steps else ""
        found = step.block
        while found and self.steps[found].block and self.steps[found].block != level:
            found = self.steps[found].block
        return found

    def entry(self, name: str) -> str:
        step = self.steps.get(name)
        if step is None:
            return f"end_{name}"
        return (
            f"step_{name}"
            if not step.together
            else f"whole_{name}"
            if name in self.left
            else f"split_{name}"
        )

    def target(self, step: Step, to: str) -> str:
        """The node that a way out of this step leads to; ends and the ends of boxes are made when something leads there."""
        scope = self.scope_of(step)
        if to == MEET:
            branch = self.branch(step)
            if branch and branch.each:
                return self.put(
                    scope,
                    Node(
                        id=f"met_{branch.to}", kind="met", label=Text("Xong nhánh", "Branch done")
                    ),
                )
            return (
                self.merged(scope, step, branch)
                if branch and self.ways_out(branch) > 1
                else f"join_{step.block}"
            )
        if to in self.procedure.ends:
            end = self.procedure.ends[to]
            return self.put(scope, Node(id=self.entry(to), kind="end", label=end.label, end=end))
        return self.entry(to)

    def ways_out(self, branch: Branch) -> int:
        """How many ways lead from a branch to where it meets the others."""
        within = [step for step in self.steps.values() if step.branch == branch.to]
        ways = [action.to for step in within for action in step.do.values() if not action.breaks]
        ways += (
            [choice.to for step in within for choice in step.choose]
            + [step.meet for step in within]
            + [step.then.to for step in within if step.then]
        )
        return ways.count(MEET)

    def merged(self, scope: str, step: Step, branch: Branch) -> str:
        name = f"merge_{branch.to}"
        if name not in self.nodes.get(scope, {}):
            self.put(scope, Node(id=name, kind="merge"))
            self.link(scope, Edge(id=f"flow_{name}", source=name, target=f"join_{step.block}"))
        return name

    # --- steps ---

    def plain(self, step: Step) -> None:
        scope, label = self.scope_of(step), step.label or Text(step.name)
        self.put(
            scope,
            Node(
                id=f"step_{step.name}",
                kind="choice" if step.choose else "work",
                label=label,
                lane=step.roles,
                step=step,
            ),
        )
        for edge in (*self.acts(step), *self.choices(step), *self.over(step)):
            self.link(scope, edge)

    def acts(self, step: Step) -> Iterator[Edge]:
        for action in step.do.values():
            if action.to:
                target = (
                    self.broken(step, action.to) if action.breaks else self.target(step, action.to)
                )
                label = action.label or Text(action.name)
                yield Edge(
                    id=f"flow_{step.name}.{action.name}",
                    source=f"step_{step.name}",
                    target=target,
                    label=label,
                    when=action.when,
                    by="act",
                    action=action.name,
                )

    def choices(self, step: Step) -> Iterator[Edge]:
        for place, choice in enumerate(step.choose, 1):
            yield Edge(
                id=f"choice_{step.name}.{place}",
                source=f"step_{step.name}",
                target=self.target(step, choice.to),
                when=choice.when,
                by="choice",
            )

    def over(self, step: Step) -> Iterator[Edge]:
        if step.then and step.limit:
            said = times(step.limit.rows, self.procedure)
            label = Text(f"Hết {said.vi}", f"After {said.en}")
            yield Edge(
                id=f"over_{step.name}",
                source=f"step_{step.name}",
                target=self.target(step, step.then.to),
                label=label,
                by="clock",
            )
        if step.then and step.waits:
            yield Edge(
                id=f"back_{step.name}",
                source=f"step_{step.name}",
                target=self.target(step, step.then.to),
                label=back(step.waits),
                by="back",
            )

    def broken(self, step: Step, to: str) -> str:
        block, scope = self.block_left(step, to), self.scope_of(step)
        outer = self.steps[block]
        edge = Edge(
            id=f"break_{block}.{to}",
            source=f"whole_{block}",
            target=self.target(outer, to),
            label=Text("Dừng các nhánh", "Branches dropped"),
            by="break",
        )
        if edge.id not in {one.id for one in self.edges.get(self.scope_of(outer), ())}:
            self.link(self.scope_of(outer), edge)
        return self.put(
            scope,
            Node(
                id=f"broken_{scope}.{block}.{to}",
                kind="broken",
                label=Text("Dừng các nhánh", "Branches dropped"),
            ),
        )

    def block(self, step: Step) -> None:
        outer, scope, label = (
            self.scope_of(step),
            self.scope_inside(step),
            step.label or Text(step.name),
        )
        split, join = f"split_{step.name}", f"join_{step.name}"
        inclusive = any(branch.when != ALWAYS for branch in step.together)
        out = self.target(step, step.meet)
        if step.name in self.left:
            self.put(outer, Node(id=f"whole_{step.name}", kind="sub", label=label, step=step))
            self.link(
                outer, Edge(id=f"met_of.{step.name}", source=f"whole_{step.name}", target=out)
            )
            self.link(
                scope,
                Edge(
                    id=f"begin_{step.name}", source=self.put(scope, _begin(step.name)), target=split
                ),
            )
            out = self.put(
                scope,
                Node(
                    id=f"all_met_{step.name}",
                    kind="met",
                    label=Text("Đủ các nhánh", "All branches done"),
                ),
            )
        self.put(scope, Node(id=split, kind="split", label=label, step=step, inclusive=inclusive))
        self.put(scope, Node(id=join, kind="join", step=step, inclusive=inclusive))
        for branch in step.together:
            self.link(
                scope,
                Edge(
                    id=f"branch_{step.name}.{branch.to}",
                    source=split,
                    target=self.head(scope, step, branch),
                    when=branch.when,
                    by="choice",
                ),
            )
        self.link(scope, Edge(id=f"flow_{join}", source=join, target=out))

    def head(self, scope: str, step: Step, branch: Branch) -> str:
        if not branch.each:
            return self.entry(branch.to)
        box, listed = (
            f"each_{branch.to}",
            self.procedure.form.get(branch.each) or self.procedure.findings.get(branch.each),
        )
        told = listed.label if listed else Text(branch.each)
        label = Text(f"Mỗi dòng của: {told.vi}", f"For each of: {told.of('en')}")
        self.put(
            scope,
            Node(id=box, kind="sub", label=label, step=self.steps[branch.to], each=branch.each),
        )
        self.link(scope, Edge(id=f"done_{box}", source=box, target=f"join_{step.name}"))
        self.link(
            box,
            Edge(
                id=f"begin_{branch.to}",
                source=self.put(box, _begin(branch.to)),
                target=self.entry(branch.to),
            ),
        )
        return box


def _begin(name: str) -> Node:
    return Node(id=f"start_{name}", kind="start", label=Text("Mở nhánh", "Branch opened"))


def _merged_before(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...]
) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Several ways into a block run together first: a gateway that splits would wait for all of them."""
    targets = [edge.target for edge in edges]
    several = {node.id for node in nodes if node.kind == "split" and targets.count(node.id) > 1}
    led = tuple(
        replace(edge, target=f"before_{edge.target}") if edge.target in several else edge
        for edge in edges
    )
    into = tuple(
        Edge(id=f"flow_before_{name}", source=f"before_{name}", target=name)
        for name in sorted(several)
    )
    return (*nodes, *(Node(id=f"before_{name}", kind="merge") for name in sorted(several))), (
        *led,
        *into,
    )


def _laned(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> tuple[Node, ...]:
    """Gateways and ends stand in the lane of what leads to them, the start in the lane of the first step."""
    lanes = {node.id: node.lane for node in nodes if node.lane}
    for _ in nodes:
        for edge in edges:
            if edge.source in lanes:
                lanes.setdefault(edge.target, lanes[edge.source])
    for edge in reversed(edges):
        if edge.target in lanes:
            lanes.setdefault(edge.source, lanes[edge.target])
    return tuple(replace(node, lane=lanes.get(node.id, ())) for node in nodes)


def back(waits: str) -> Text:
    """How many children must be back."""
    said = {
        "all": ("Các hồ sơ con xong hết", "All children settled"),
        "any": ("Một hồ sơ con xong", "One child settled"),
    }
    return Text(*said.get(waits, (f"{waits} hồ sơ con xong", f"{waits} children settled")))
