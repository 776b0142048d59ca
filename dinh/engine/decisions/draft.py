"""Commands, what is decided of them, and the events being gathered meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dinh.engine.decisions.context import Context
from dinh.engine.decisions.effects import Numbers
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Cause, Parent
from dinh.engine.record.events import Actor, CaseBody, Delegated
from dinh.engine.record.evolve import evolve

if TYPE_CHECKING:
    from dinh.engine.decisions.child_openings import Born


class Open(Struct, frozen=True, kw_only=True):
    """Open a case. `data`: one JSON object as of `--data`.

    start  the step to begin in, "": the first
    actor  who opens it, when it is not a person at a desk: because of its `parent`, or of its `cause`
    """

    code: str
    channel: str
    data: dict[str, Any] = {}
    applicant: str = ""
    start: str = ""
    actor: Actor | None = None
    parent: Parent | None = None
    cause: Cause | None = None


class Act(Struct, frozen=True, kw_only=True):
    """Do an action, declared or unwritten. `seen`: number of the last event the page showed, None: not said."""

    action: str
    step: str = ""
    data: dict[str, Any] = {}
    seen: int | None = None


Entry = tuple[datetime, Actor, CaseBody]


class Decided(Struct, frozen=True):
    """Events in order, the case after them (`case.numbered` once they have their numbers), and the numbers they took from the house's series.

    born, closed  children that the door is to open, and to withdraw, in the same transaction
    """

    entries: tuple[Entry, ...]
    case: Case
    numbers: dict[str, int] = {}
    born: tuple[Born, ...] = ()
    closed: tuple[str, ...] = ()


class Draft:
    """Events being gathered: each is folded at once, so that what follows is decided on the case as it then stands."""

    born: tuple[Born, ...] = ()
    closed: tuple[str, ...] = ()
    facts: Mapping[str, Any] = {}  # of the house, that what was filled hangs on
    told: Mapping[str, Any] = {}  # what the act says besides: fields of `acted`
    waits = False  # for more of what was asked: the step is not left yet

    def __init__(self, procedure: Procedure, case: Case, context: Context, actor: Actor) -> None:
        self.procedure, self.case, self.context, self.actor = procedure, case, context, actor
        self.at = (
            context.at if context.at.tzinfo is UTC else context.at.astimezone(UTC)
        )  # as it will be read from the log
        self.entries: list[Entry] = []
        self.numbers = Numbers(context.last)

    def add(self, body: CaseBody) -> None:
        at, actor = self.at, self.actor
        self.entries.append((at, actor, body))
        if (
            type(body) is not Delegated
        ):  # that lies in the house's own log, and has no place among the case's events
            self.case = evolve(self.case, body, at=at, actor=actor)

    def close(self, children: Iterable[str]) -> None:
        """These children are withdrawn with what is being decided."""
        self.closed += tuple(children)

    def decided(self) -> Decided:
        return Decided(tuple(self.entries), self.case, self.numbers.taken, self.born, self.closed)

    def scope(self, **more: Any) -> Scope:
        return scope_of(self.procedure, self.case, self.context, **more)


def scope_of(
    procedure: Procedure,
    case: Case,
    context: Context,
    data: dict[str, Any] | None = None,
    **more: Any,
) -> Scope:
    """The values of a case at the moment of an action."""
    facts = {**context.facts, **case.facts} if case.facts else context.facts
    return Scope(
        procedure,
        case.data if data is None else data,
        AtMoment(case, context, more),
        calendar=context.calendar,
        facts=facts,
    )


class AtMoment(Struct, frozen=True):
    """The reserved names of a case at the moment of an action, each found when it is read: most actions read none. `more`: what else, or instead."""

    case: Case
    context: Context
    more: dict[str, Any]

    def get(self, name: str) -> Any:
        if name in self.more:
            return self.more[name]
        return RESERVED[name](self.case, self.context) if name in RESERVED else None

    def __contains__(self, name: object) -> bool:
        return name in RESERVED or name in self.more

    def __or__(self, more: dict[str, Any]) -> AtMoment:
        return AtMoment(self.case, self.context, self.more | more)


RESERVED: dict[str, Callable[[Case, Context], Any]] = {
    "opened": lambda case, context: case.opened or context.at,
    "accepted": lambda case, context: case.accepted,
    "acted": lambda case, context: context.at,
    "due": lambda case, context: case.due,
    "channel": lambda case, context: case.channel,
    "opener": lambda case, context: case.opener or None,
    "case": lambda case, context: case.code or context.code or None,
    "home": lambda case, context: case.settles or context.house,
    "limit": lambda case, context: None,
    "entered": lambda case, context: None,
    "end": lambda case, context: case.end or None,
}
