"""A question asked of every way on which a case can come to a moment, with what that way says of its form."""

from __future__ import annotations

from collections.abc import Callable

from dinh.checker.goal import OPENED
from dinh.checker.journeys import Journey, hung_on, journeys
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form
from dinh.checker.proof.formula import Formula, both
from dinh.checker.proof.solve import Answer, Found, Nothing, Open, answer
from dinh.engine.analysis.asked_before import (
    CLOCK,
    Names,
    all_asked,
    all_loose,
    answered_by,
    asked_by,
)
from dinh.engine.definition.procedure import Procedure

type Asking = Callable[[Cone], Formula]


class Along:
    """Answers that hold on some way to a moment: a step, an end, or `step.action`."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.asked: Names = (
            frozenset(procedure.findings) | all_asked(procedure) | all_loose(procedure)
        )
        self.ways: dict[tuple[Names, bool], dict[str, tuple[Journey, ...]]] = {}

    def answer(self, at: Names, ask: Asking, met: Callable[[Form], bool], row: str = "") -> Answer:
        """Found on the first way that shows it; Nothing where no way does; Open where one could not be decided."""
        result: Answer = Nothing()
        for fresh in (False, True):  # mostly what never changes suffices, which is quicker
            result = self.along(at, ask, met, row, fresh)
            if isinstance(result, Nothing):
                break
        return result

    def along(
        self, at: Names, ask: Asking, met: Callable[[Form], bool], row: str, fresh: bool
    ) -> Answer:
        opened: Open | None = None
        for moment in sorted(at):
            name, _, action = moment.partition(".")
            for journey in self.to(name, ask, row, fresh):
                found = self.on(self.also(journey, name, action), ask, met, row)
                if isinstance(found, Found):
                    return found
                opened = opened or (found if isinstance(found, Open) else None)
        return opened or Nothing()

    def to(self, name: str, ask: Asking, row: str, fresh: bool) -> tuple[Journey, ...]:
        """The ways there, told apart by what the question hangs on. fresh: as for `journeys`."""
        if name == OPENED:
            return (Journey(),)
        cone = Cone(self.procedure, Moment(row=row))
        ask(cone)
        relevant = hung_on(self.asked, cone)
        if (relevant, fresh) not in self.ways:
            self.ways[relevant, fresh] = journeys(self.procedure, relevant, fresh=fresh)
        return self.ways[relevant, fresh].get(name, ())

    def also(self, journey: Journey, name: str, action: str) -> Journey:
        step = self.procedure.steps.get(name)
        if step is None or action not in step.do:
            return journey
        return journey.also(asked_by(step, step.do[action], self.procedure)).answered(
            self.procedure, answered_by(step, step.do[action], self.procedure), self.asked
        )

    def on(self, journey: Journey, ask: Asking, met: Callable[[Form], bool], row: str) -> Answer:
        asked = journey.asked
        instants = frozenset(
            {"opened", "acted", "entered"} | ({"accepted"} if CLOCK in asked else set())
        )
        cone = Cone(
            self.procedure,
            Moment(asked=asked, unasked=self.asked - asked, filled=instants, row=row),
        )
        return answer(
            cone,
            both((*journey.guarded(cone), ask(cone))),
            lambda form: met(form) and journey.fits(form.whole()),
        )
