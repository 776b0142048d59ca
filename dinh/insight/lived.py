"""A case as it went, from its events alone: in which step it stood from when to when, who moved it on, which ways it took.

Rule to keep: nothing here asks the procedure's file or the time. A replayed log of others is read by the same function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Actor, Assigned, Opened, OpenStep, Reversed

OUTSIDE = frozenset({"applicant"})


class Span(Struct, frozen=True):
    """A visit of a step. end: None while it is open; by: post of who moved it on ("clock": a limit); norm: due by the house's own norm.

    outside  it waited for the applicant, or the promised time stood still
    """

    step: str
    row: str
    roles: tuple[str, ...]
    begin: datetime
    end: datetime | None
    by: str = ""
    action: str = ""
    outside: bool = False
    norm: datetime | None = None
    label: dict[str, str] = {}


class Lived(Struct, frozen=True):
    """ways: edges of the procedure's graph (`export.graph`) with how often they were gone; acts: (when, step.action)."""

    case: Case
    spans: tuple[Span, ...]
    ways: dict[str, int]
    acts: tuple[tuple[datetime, str], ...]


type Told = tuple[datetime, Actor, Any]


def lived(case: Case, events: Iterable[Told]) -> Lived:
    reading = _Reading()
    for at, actor, body in events:
        reading.take(at, actor, body)
    return Lived(
        case,
        tuple(
            sorted(
                [*reading.over, *map(_standing, reading.open.values())], key=lambda one: one.begin
            )
        ),
        dict(reading.ways),
        tuple(reading.acts),
    )


def _span(one: OpenStep, end: datetime | None = None, by: str = "", action: str = "") -> Span:
    outside = one.pauses or (bool(one.roles) and set(one.roles) <= OUTSIDE)
    return Span(
        one.step, one.row, one.roles, one.since, end, by, action, outside, one.time_due, one.label
    )


def _standing(one: OpenStep) -> Span:
    return _span(one)


class _Reading:
    def __init__(self) -> None:
        self.open: dict[str, OpenStep] = {}
        self.over: list[Span] = []
        self.ways: Counter[str] = Counter()
        self.acts: list[tuple[datetime, str]] = []

    def take(self, at: datetime, actor: Actor, body: Any) -> None:
        match body:
            case Opened():
                self.ways["flow_start"] += 1
                self.enter(body.entered)
                self.passed(body)
            case Acted():
                self.acted(at, actor, body)
            case Reversed():
                self.leave(at, tuple(self.open), actor, "reverse")
                self.enter(body.steps)
            case Assigned(steps=steps) if steps is not None:
                self.open = {one.name: one for one in steps}

    def acted(self, at: datetime, actor: Actor, body: Acted) -> None:
        step = body.step.partition("/")[0]
        self.acts.append((at, f"{step}.{body.action}"))
        if body.left or body.entered or body.end:
            self.ways[
                f"over_{step}" if body.action == "then" else f"flow_{step}.{body.action}"
            ] += 1
        self.leave(at, body.left or (tuple(self.open) if body.end else ()), actor, body.action)
        self.enter(body.entered)
        self.passed(body)

    def passed(self, body: Opened | Acted) -> None:
        for one in body.passed:
            self.ways[f"choice_{one.step}.{one.line}"] += 1

    def enter(self, steps: Iterable[OpenStep]) -> None:
        self.open |= {one.name: one for one in steps}

    def leave(self, at: datetime, names: Iterable[str], actor: Actor, action: str) -> None:
        for name in names:
            if (one := self.open.pop(name, None)) is not None:
                self.over.append(_span(one, at, actor.post or actor.person, action))
