"""A case played without any house, on a virtual clock: its opening and its lines so far, told again from the start each time.

The lines are those of an example (grammar §10), so what was played can be kept as one. Pure: the same lines give the same case.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.decisions.case_clock import warnings
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Decided, Entry, scope_of
from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered, to_local
from dinh.engine.simulate import Story, Surroundings, instant

LINES_MAX = 200


class Script(Struct, frozen=True):
    """given: as of an example; does: the lines so far."""

    given: dict[str, Any]
    does: tuple[dict[str, Any], ...] = ()


class Played(Struct, frozen=True):
    """The case as it stands now. happened: by line (0: the opening) what it led to; refusal: why the last line could not be."""

    procedure: Procedure
    case: Case
    at: datetime
    happened: tuple[tuple[int, tuple[Entry, ...]], ...]
    refusal: Refusal | None
    place: int
    story: Any

    def context(self, by: str) -> Context:
        return self.story.context(by)

    def next_instant(self) -> datetime | None:
        """When something is next over, due or to be told."""
        case = self.case
        if not case.open:
            return None
        found = [at for step in case.steps for at in (step.limit, step.time_due) if at]
        if case.due and not (case.clock and case.clock.paused):
            found.append(case.due)
        told = self.context("clock")
        with suppress(NotCovered):  # nothing is told of a day that no calendar reaches
            found += [
                one.at
                for one in warnings(
                    self.procedure, case, scope_of(self.procedure, case, told), told.calendar
                )
            ]
        return min((at for at in found if at > self.at), default=None)

    def gives(self) -> dict[str, Any]:
        """How it came out so far, as an example says it."""
        case = self.case
        found: dict[str, Any] = (
            {"end": case.end} if case.end else {"state": [step.name for step in case.steps]}
        )
        if case.due:
            found["due"] = to_local(case.due).isoformat(timespec="minutes")[:16]
        amounts = [fee.amount for fee in case.fees]
        if amounts:
            found["fee"] = (
                "unpublished" if None in amounts else sum(one for one in amounts if one is not None)
            )
        if letters := [letter.name for letter in case.letters if not letter.withdrawn]:
            found["letters"] = letters
        if records := [{"in": record.register} for record in case.records]:
            found["records"] = records
        return found


class _Telling(Story):
    """A story that remembers which line led to what."""

    def __init__(self, procedure: Procedure, example: Example, around: Surroundings) -> None:
        super().__init__(procedure, example, around)
        self.line = 0
        self.happened: list[tuple[int, tuple[Entry, ...]]] = []

    def take(self, found: Decided | Refusal) -> Refusal | None:
        if isinstance(found, Decided):
            self.happened.append((self.line, found.entries))
        return super().take(found)


def play(procedure: Procedure, script: Script, around: Surroundings) -> Played:
    """The whole story told again; where a line cannot be, those before it stand."""
    told = _Telling(procedure, Example(name=Text(""), given=script.given, does=script.does), around)
    refusal, place = told.begin(), 0
    for number, line in enumerate(script.does[:LINES_MAX] if refusal is None else (), 1):
        told.line, place = number, number
        if refusal := told.go_on(line):
            break
    return Played(procedure, told.case, told.at, tuple(told.happened), refusal, place, told)


def example_of(script: Script, played: Played, name: str) -> Mapping[str, Any]:
    """What was played, as an entry of `examples:`."""
    return {"name": name, "given": script.given, "does": list(script.does), "gives": played.gives()}


def at_of(words: str) -> datetime:
    return instant(words)
