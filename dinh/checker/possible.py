"""T2, F1 and F2 by data: a condition that no form can meet, a line of a table that never holds, a step to which no form leads, answers that are always refused."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.journeys import Journey, journeys
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form
from dinh.checker.proof.formula import YES, both, filled
from dinh.checker.proof.solve import Answer, Nothing, answer
from dinh.checker.tables import tables
from dinh.engine.analysis.asked_before import CLOCK, Names, all_loose, asked_by
from dinh.engine.analysis.reads import followed
from dinh.engine.definition.condition import ALWAYS, Condition, holds
from dinh.engine.definition.procedure import Action, Field, Procedure, Step


def can_open(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """There is a form of which no line of `valid` finds something wrong; what is not read by one can be filled in."""
    cone = Cone(procedure, Moment(unasked=frozenset(procedure.findings)))
    for line in procedure.valid:
        for name in followed(procedure, line.when) if not line.warn and not line.on else ():
            if name in procedure.form or name in procedure.derive:
                cone.include(cone.name(name))
    if cone.kinds and isinstance(answer(cone, YES, lambda form: True), Nothing):
        yield found("F1", ("valid",), "f1_form")


def can_happen(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    ways = _Ways(procedure)
    for name, step in procedure.steps.items():
        if ways.known.get(name) and not ways.some(name, ALWAYS):
            yield found("F1", ("steps", name), "f1_data", name=name)
            continue
        for action in step.do.values():
            if (
                action.when != ALWAYS
                and ways.known.get(name)
                and not ways.some(name, action.when, step.each)
            ):
                yield found(
                    "T2", ("steps", name, "do", action.name, "when"), "t2_action", name=action.name
                )
            elif action.asks and ways.known.get(name) and not ways.answered(step, action):
                yield found(
                    "F2", ("steps", name, "do", action.name, "asks"), "f2_refused", name=action.name
                )
    yield from _lines(procedure)


def _lines(procedure: Procedure) -> Iterator[Finding]:
    for table in tables(procedure):
        for place, row in enumerate(table.rows):
            if row == ALWAYS:
                continue
            cone = Cone(procedure, table.at)
            question = cone.asked(row, bare=table.bare)

            def met(form: Form, row: Condition = row, bare: bool = table.bare) -> bool:
                return holds(row, form.bare() if bare else form.scope())

            if isinstance(answer(cone, question, met), Nothing):
                path: Path = table.line(place)
                yield found("T2", path, "t2_line", number=place + 1)


class _Ways:
    """Every way to a step; of findings only that they were asked or not."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.findings: Names = frozenset(procedure.findings)
        self.known = journeys(procedure, frozenset())

    def some(self, step: str, said: Condition, row: str = "") -> bool:
        """Can it hold on some way? What was not refuted may."""
        return any(
            not isinstance(self.on(journey, said, row), Nothing) for journey in self.known[step]
        )

    def answered(self, step: Step, action: Action) -> bool:
        """Is there on some way an answer to what it asks that no fault of `valid` refuses?"""
        return any(
            not isinstance(
                self.on(journey, ALWAYS, step.each, asked_by(step, action, self.procedure)), Nothing
            )
            for journey in self.known[step.name]
        )

    def on(self, journey: Journey, said: Condition, row: str, asked: Names = frozenset()) -> Answer:
        cone = Cone(
            self.procedure,
            Moment(
                asked=asked | all_loose(self.procedure),
                filled=frozenset({"opened", "acted", "entered"}),
                row=row,
            ),
        )
        answers = [
            filled(cone.name(name))
            for name in sorted(asked - {CLOCK})
            if (field := self.field(name))
            and field.required == field.shown == ALWAYS
            and field.type != "list"
        ]

        def met(form: Form) -> bool:
            scope = form.scope()
            return holds(said, scope) and journey.fits(scope)

        return answer(
            cone,
            both((*journey.guarded(cone), cone.asked(said), *(cone.take(one) for one in answers))),
            met,
        )

    def field(self, name: str) -> Field | None:
        """A finding, or a column by its list."""
        everything = {**self.procedure.form, **self.procedure.findings}
        list_, _, column = name.partition(".")
        return everything.get(name) or (
            everything[list_].columns.get(column) if list_ in everything else None
        )
