"""The states that a procedure's cases can stand in, as the engine itself goes from one to the next; each way is decided once.

A state is where a case stands and what it holds, without times: the clock stands still here, so whatever hangs on time alone is seen
only when a run is told again with the log's own times (`mining.run`). What limits do by themselves are silent ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.context import Context, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.time_limits import next_limit, tick
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import Calendar
from dinh.mining.naming import acts_by_name, fillings

STATES_MAX = 200_000
OPENINGS_MAX = 20_000
CODE = "H36.99-260101-0001"
NOON = datetime.fromisoformat("2020-07-01T12:00+07:00")
CLOCK = "clock"


class Move(Struct, frozen=True):
    """An action at a step (with its row), and what it fills; `action` CLOCK: a limit that is over."""

    step: str
    action: str
    fills: dict[str, Any] = {}

    @property
    def name(self) -> str:
        return f"{self.step}.{self.action}"


class TooLarge(Exception):
    """The procedure has more states than are looked at."""


type Ways = tuple[tuple[Move, int], ...]


class Space:
    """States by number. `names`: name in the log -> what it may mean; `followed`: what was found of these names from this state (`mining.run`)."""

    def __init__(self, procedure: Procedure, calendar: Calendar) -> None:
        self.procedure, self.calendar = procedure, calendar
        self.names = acts_by_name(procedure)
        self.cases: list[Case] = []
        self._numbers: dict[bytes, int] = {}
        self._openings: dict[bytes, int | Refusal] = {}
        self.followed: dict[tuple[int, tuple[str, ...]], Any] = {}
        self._ways: dict[tuple[int, str, str], Ways] = {}
        self._silent: dict[int, Ways] = {}
        self._telling = _telling(procedure)
        self._bounded = {
            f"{step.name}.{action.name}"
            for step in procedure.steps.values()
            for action in step.do.values()
            if action.at_most is not None
        }

    def opened(self, data: Mapping[str, Any]) -> int | Refusal:
        """Where a case begins that is opened with this form; what was opened before is not opened again."""
        key = msgspec.msgpack.encode(sorted(data.items()))
        if key not in self._openings:
            found = opening(self.procedure, data, NOON, self.calendar)
            if len(self._openings) >= OPENINGS_MAX:
                self._openings.clear()
            self._openings[key] = found if isinstance(found, Refusal) else self.number(found.case)
        return self._openings[key]

    def ended(self, state: int) -> bool:
        return bool(self.cases[state].end)

    def by_name(self, state: int, name: str) -> Ways:
        """Every way on from here that an activity of this name may mean."""
        return tuple(way for pair in self.names.get(name, ()) for way in self.by_act(state, *pair))

    def by_act(self, state: int, step: str, action: str) -> Ways:
        key = (state, step, action)
        if key not in self._ways:
            self._ways[key] = tuple(self._went(state, step, action))
        return self._ways[key]

    def onward(self, state: int) -> Ways:
        """Every way on by an action."""
        standing = dict.fromkeys(one.step for one in self.cases[state].steps)
        return tuple(
            way
            for step in standing
            for action in self.procedure.steps[step].do
            for way in self.by_act(state, step, action)
        )

    def silent(self, state: int) -> Ways:
        """What a limit does by itself once it is over."""
        if state not in self._silent:
            case = self.cases[state]
            limit = next_limit(case)
            found = (
                tick(self.procedure, case, context_of(limit, CLOCK, self.calendar))
                if limit
                else None
            )
            ended = replace(found.case, last_at=case.last_at) if found else None
            self._silent[state] = ((Move("", CLOCK), self.number(ended)),) if ended else ()
        return self._silent[state]

    def _went(self, state: int, step: str, action: str) -> Iterable[tuple[Move, int]]:
        case = self.cases[state]
        for one in case.steps:
            if one.step == step:
                for fills in fillings(self.procedure, self.procedure.steps[step].do[action].asks):
                    found = acted(
                        self.procedure,
                        case,
                        Move(one.name, action, fills),
                        case.last_at or NOON,
                        self.calendar,
                        "",
                    )
                    if isinstance(found, Decided):
                        yield Move(one.name, action, fills), self.number(found.case)

    def number(self, case: Case) -> int:
        key = self._key(case)
        if key not in self._numbers:
            if len(self.cases) >= STATES_MAX:
                raise TooLarge(self.procedure.slug)
            self._numbers[key] = len(self.cases)
            self.cases.append(case)
        return self._numbers[key]

    def _key(self, case: Case) -> bytes:
        counts = sorted(
            (name, n)
            for name, n in case.counts.items()
            if name.partition("/")[0] in self._bounded or name in self._bounded
        )
        return msgspec.msgpack.encode(
            (
                sorted(one.name for one in case.steps),
                case.end,
                sorted((name, value) for name, value in case.data.items() if name in self._telling),
                counts,
                sorted(case.documents),
            )
        )


def _telling(procedure: Procedure) -> frozenset[str]:
    """The fields by which cases may go different ways: those that steps, rules and other fields name. Times alone are told by none."""
    said: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, str):
            said.update((value, value.partition(".")[0]))
        elif isinstance(value, dict):
            for key, one in value.items():
                walk(key), walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)

    for step in procedure.steps.values():
        walk(
            msgspec.to_builtins(
                (step.do, step.choose, step.together, step.roles, step.of, step.not_by),
                builtin_types=(bytes,),
            )
        )
    fields = [*procedure.form.values(), *procedure.findings.values()]
    walk(
        msgspec.to_builtins(
            (procedure.derive, procedure.valid, [(one.required, one.shown) for one in fields]),
            builtin_types=(bytes,),
        )
    )
    return frozenset(one.name for one in fields if one.name in said)


# --- one decision -----------------------------------------------------------------------------------------------------


def context_of(
    at: datetime,
    person: str,
    calendar: Calendar,
    roles: Iterable[str] = (),
    before: Callable[[int], Case] | None = None,
) -> Context:
    return Context(
        at=at,
        person=person,
        name=person,
        calendar=calendar,
        house="24730",
        code=CODE,
        standings=(Standing(post=person, roles=frozenset(roles)),),
        before=before,
    )


def opening(
    procedure: Procedure, data: Mapping[str, Any], at: datetime, calendar: Calendar
) -> Decided | Refusal:
    """A case opened by whoever may, with every paper that is required."""
    channel = next(
        (
            one
            for one in ("counter", "house", "online", "post", "parent")
            if one in procedure.channels
        ),
        "house",
    )
    roles = {role for step in procedure.steps.values() for role in step.roles} | {"counter"}
    context = context_of(at, "opener", calendar, roles)
    probe = scope_of(procedure, Case(channel=channel), context, data=dict(data))
    papers = {
        name: "seen"
        for name, paper in procedure.documents.items()
        if not paper.each and holds(paper.required, probe)
    }
    return decide(
        procedure,
        Case(),
        Open(
            code=CODE, channel=channel, data={**data, **({"documents": papers} if papers else {})}
        ),
        context,
    )


def acted(
    procedure: Procedure, case: Case, move: Move, at: datetime, calendar: Calendar, person: str
) -> Decided | Refusal:
    """The move done by a person who has whatever role the step wants: a log tells who acted, never in which role.

    person  "": somebody else than everybody before
    """
    step = case.step(move.step)
    roles = (
        {role for role in step.roles if ":" not in role and role not in ("applicant", "opener")}
        if step
        else set()
    )
    named = (
        next((role.partition(":")[2] for role in step.roles if role.startswith("person:")), "")
        if step
        else ""
    )
    stands_in = (
        "applicant"
        if step and step.roles == ("applicant",)
        else case.opener
        if step and step.roles == ("opener",)
        else named
    )
    who = stands_in or person or f"p{case.place}"
    return decide(
        procedure,
        case,
        Act(action=move.action, step=move.step, data=dict(move.fills)),
        context_of(at, who, calendar, roles),
    )
