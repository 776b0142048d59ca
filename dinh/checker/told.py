"""L2: letters have templates that read what they are given. G1: the level fits what is asked. D4: findings are asked. E1: examples hold."""

from __future__ import annotations

from collections.abc import Iterator

from dinh.checker.finding import Finding, Surroundings, found
from dinh.checker.graph import stories
from dinh.checker.life import calendar
from dinh.engine.analysis.child_links import brought_back
from dinh.engine.decisions.draft import Decided, scope_of
from dinh.engine.decisions.letters import unasked
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Example, Procedure
from dinh.engine.refusal import Refusal
from dinh.engine.simulate import Story
from dinh.engine.simulate import Surroundings as Around


def templates_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    for letter in procedure.letters.values():
        at = ("letters", letter.name)
        if letter.template and letter.template not in surroundings.templates:
            yield found("L2", (*at, "template"), "l2_missing", name=letter.template)
        elif surroundings.letter_faults and (letter.template or letter.form):
            for message, do in surroundings.letter_faults(procedure, letter):
                yield Finding("L2", (*at, "template" if letter.template else "form"), message, do)
    if (
        faults := surroundings.letter_faults
    ):  # no file writes these, yet a folder may have a form-04.typ of its own
        yield from (
            Finding("L2", ("letters",), *fault)
            for letter in unasked(procedure)
            for fault in faults(procedure, letter)
        )


def level_fits(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    if procedure.level == "info":
        for key in ("steps", "ends", "examples"):
            if getattr(procedure, key):
                yield found("G1", (key,), "g1_info", name=key)
    if procedure.level != "full":
        return
    for step in procedure.steps.values():
        for action in step.do.values():
            if action.present:
                yield found(
                    "G1",
                    ("steps", step.name, "do", action.name, "present"),
                    "g1_present",
                    name=action.name,
                )
    for document in procedure.documents.values():
        if document.kind == "original" and not (document.reuse or document.electronic):
            yield found(
                "G1", ("documents", document.name, "kind"), "g1_original", name=document.name
            )


def findings_asked(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    asked = {
        name
        for step in procedure.steps.values()
        for action in step.do.values()
        for name in (*action.asks, action.adds)
    } | brought_back(procedure)
    for name, field in procedure.findings.items():
        columns = {f"{name}.{column}" for column in field.columns} | {
            f"row.{column}" for column in field.columns
        }
        if name not in asked and not columns & asked:
            yield found("D4", ("findings", name), "d4", name=name)


def examples_hold(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """E1. Without somebody to run them only the coverage of ends is looked at; of fees whose lines share out the cases each line wants one too."""
    for number, example in enumerate(procedure.examples):
        for path, fault in (
            surroundings.run_example(procedure, example) if surroundings.run_example else ()
        ):
            yield found(
                "E1",
                ("examples", number, *path),
                "e1",
                number=number + 1,
                fault=(fault.vi, fault.of("en")),
            )
    if procedure.level == "info":
        return
    told = {
        str(example.gives.get("end", example.gives.get("state"))) for example in procedure.examples
    }
    for name in stories(procedure):
        if name in procedure.ends and name not in told:
            yield found("E1", ("examples", name), "e1_end", severity="warning", name=name)
    if surroundings.run_example and any(len(line.rules) > 1 for line in procedure.fee.values()):
        met = frozenset().union(
            *(_Charged(procedure, example).lines() for example in procedure.examples)
        )
        for line in procedure.fee.values():
            for number in range(len(line.rules)) if len(line.rules) > 1 else ():
                if (line.name, number) not in met:
                    yield found(
                        "E1",
                        ("fee", line.name, "rules", number),
                        "e1_fee",
                        severity="warning",
                        number=number + 1,
                        of=line.name,
                    )


class _Charged(Story):
    """An example told for the lines of fees that it comes by."""

    def __init__(self, procedure: Procedure, example: Example) -> None:
        super().__init__(procedure, example, Around(calendar()))
        self.met: set[tuple[str, int]] = set()

    def lines(self) -> frozenset[tuple[str, int]]:
        self.tell()
        return frozenset(self.met)

    def take(self, found: Decided | Refusal) -> Refusal | None:
        before = len(self.case.fees)
        refusal = super().take(found)
        if added := self.case.fees[before:]:
            scope = scope_of(self.procedure, self.case, self.context("clock"))
            self.met |= {
                (fee.name, number)
                for fee in added
                for number, rule in enumerate(self.procedure.fee[fee.name].rules)
                if holds(rule.when, scope)
            }
        return refusal
