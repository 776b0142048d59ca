"""A counter-example driven through the engine: open with that form, follow that way, and see the fault that the rule speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dinh.checker.finding import Finding
from dinh.checker.tables import tables
from dinh.engine.analysis.blocks import ways
from dinh.engine.decisions.child_openings import Born, suited
from dinh.engine.decisions.draft import Decided, scope_of
from dinh.engine.decisions.evaluate import RowScope, Scope
from dinh.engine.decisions.time_limits import hindered
from dinh.engine.definition.condition import Condition, holds
from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Filled, Issued, Opened, OpenStep
from dinh.engine.refusal import Refusal
from dinh.engine.simulate import Story, Surroundings
from tests.generated.dice import Dice
from tests.generated.lives import CALENDAR, Can, Life

NOTHING: tuple[Any, ...] = (None, "", [], {})
BROKEN = ("procedure.stuck", "record.lacks")


class Told(Story):
    """The house's own calendar, and everything that was written down on the way."""

    def __init__(self, procedure: Procedure, told: Mapping[str, Any]) -> None:
        super().__init__(
            procedure,
            Example(name=Text("…"), given=dict(told["given"]), does=tuple(told["does"])),
            Surroundings(CALENDAR),
        )
        self.entries: list[Any] = []
        self.born: tuple[Born, ...] = ()
        self.answered: list[Scope] = []

    def take(self, found: Decided | Refusal) -> Refusal | None:
        if isinstance(found, Decided):
            self.entries += [body for _, _, body in found.entries]
            self.born = found.born
        refused = super().take(found)
        data = {
            **self.before.get(self.case.standing, Case()).data,
            **self.case.data,
        }  # with what a block has emptied since
        self.answered = [
            scope_of(self.procedure, self.case, self.context("clock"), data=one, entered=self.at)
            for one in (self.case.data, data)
        ]
        return refused

    def met(self) -> Refusal | None:
        """What the last line met; every line before it was done."""
        refusal, place = self.tell()
        assert refusal is None or place in (("given",), ("does", len(self.example.does) - 1)), (
            refusal,
            place,
        )
        return refusal or hindered(self.procedure, self.case, self.context("clock"))


def shown(procedure: Procedure, finding: Finding) -> bool:
    """Is the fault there, at the end of the way?"""
    assert finding.counterexample is not None
    story = Told(procedure, finding.counterexample)
    refusal = story.met()
    if refusal is not None:
        return refusal.code in BROKEN and finding.rule in ("T3", "D2", "R2", "F2", "F3")
    return SEEN[finding.rule](story, finding)


def _blank(story: Told, finding: Finding) -> bool:
    if finding.path[0] == "letters":
        _, name, _, key = finding.path
        return any(
            isinstance(one, Issued)
            and one.letter == name
            and one.personal["values"].get(key) in NOTHING
            for one in story.entries
        )
    name = finding.message.en.split('reads "')[1].split('"')[0]
    return any(
        scope(name) in NOTHING for whole in story.answered for scope in _rows(story, whole, name)
    )


def _rows(story: Told, whole: Scope, name: str) -> list[Any]:
    """Of a row's value, each row of each list."""
    if not name.startswith("row."):
        return [whole]
    return [
        whole.row(field.name, row)
        for field in (*story.procedure.form.values(), *story.procedure.findings.values())
        if field.type == "list"
        for row in whole(field.name) or ()
    ]


def _not_one(story: Told, finding: Finding) -> bool:
    """None of the table's lines holds, or more than one."""
    table = next(
        one
        for one in tables(story.procedure)
        if one.path == finding.path or one.path == finding.path[: len(one.path)]
    )
    rows = table.at.row
    for whole in story.answered:
        scopes: list[Any] = [whole]
        if rows:
            field = whole.field_of(rows)
            assert field is not None
            scopes = [
                RowScope(whole, field, row, cells) if table.bare else whole.row(rows, row)
                for row, cells in (whole(rows) or {}).items()
            ]
        if any(_holding(table.rows, scope) != 1 for scope in scopes):
            return True
    return False


def _holding(rows: tuple[Condition, ...], scope: Any) -> int:
    return sum(holds(row, scope) for row in rows)


class Meeting(Life):
    """Nobody beside breaks out of the block or edits the form: it may have met already, and then does neither."""

    def offered(self) -> list[Can]:
        actions = [
            (can, self.procedure.steps[can.step.step].do[can.action]) for can in super().offered()
        ]
        return [
            can
            for can, action in actions
            if not (action.breaks or action.edits) or can.step.step == self.stands
        ]

    def fork(self, dice: Dice) -> Life:
        other = Meeting(self.procedure, dice)
        other.__dict__ |= super().fork(dice).__dict__ | {"stands": self.stands}
        return other


def _stays(story: Told, finding: Finding) -> bool:
    """However people try, nobody comes to an end from here."""
    life = Meeting(story.procedure, Dice("stays"))
    life.stands = finding.path[1]
    life.at, life.case, life.before, life.numbers, life.facts = (
        story.at,
        story.case,
        dict(story.before),
        dict(story.last),
        story.facts,
    )
    return not life.comes_to_an_end(8, 30)


def _unmoved(story: Told, finding: Finding) -> bool:
    """It stands with somebody outside, and time does not move it."""
    return any(one.step == finding.path[1] and not one.acts for one in story.case.steps)


def _only_time(story: Told, finding: Finding) -> bool:
    return any(
        one.step == finding.path[1]
        and all(
            story.case.counts.get(f"{one.step}.{action.name}", 0) >= (action.at_most or 99)
            for action in story.procedure.steps[one.step].do.values()
        )
        for one in story.case.steps
    )


def _no_clock(story: Told, finding: Finding) -> bool:
    return story.case.end == finding.path[1] and story.case.accepted is None


def _untold(story: Told, finding: Finding) -> bool:
    to_applicant = [
        one
        for one in story.entries
        if isinstance(one, Issued) and story.procedure.letters[one.letter].form not in ("01", "02")
    ]
    return story.case.end == finding.path[1] and not to_applicant


def _nobody(story: Told, finding: Finding) -> bool:
    """It stands there, and whoever is the one person of its roles is kept out by what they did."""
    step = story.procedure.steps[str(finding.path[1])]
    acted = {person for name in step.not_by for person in story.case.acted_by.get(name, ())}
    return any(one.step == step.name for one in story.case.steps) and set(step.roles) <= acted


def _no_row(story: Told, finding: Finding) -> bool:
    return any(scope(str(finding.path[1])) in NOTHING for scope in story.answered)


# --- blocks -------------------------------------------------------------------------------------------------------------


def _loose(story: Told, finding: Finding) -> bool:
    """No longer one open step for each branch: too many, too few, one without its block or its row; or no way to where the branches meet."""
    steps, (did,) = (
        story.procedure.steps,
        [body for body in story.entries if isinstance(body, Acted | Opened)][-1:],
    )
    names = [one.name for one in story.case.steps]
    came = _blocks(steps, did.step.partition("/")[0]) if isinstance(did, Acted) else []
    if (
        isinstance(did, Acted)
        and (action := steps[did.step.partition("/")[0]].do.get(did.action)) is not None
        and action.breaks
        and set(did.left) <= {did.step}
    ):
        return True
    if story.case.end:
        return isinstance(did, Acted) and bool(set(did.left) - {did.step})
    return (
        len(names) > len(set(names))
        or any(
            _beside(steps, one) & _beside(steps, other)
            or not set(_blocks(steps, one.step)) & set(_blocks(steps, other.step))
            for one in story.case.steps
            for other in story.case.steps
            if one != other
        )
        or any(
            one.row
            and not any(
                one.row in rows for rows in story.case.data.values() if isinstance(rows, dict)
            )
            for one in story.case.steps
        )
        or any(
            steps[one.step].block not in ("", *came)
            and isinstance(did, Acted)
            and one.step not in did.blocks
            for one in did.entered
        )
        or (
            finding.path[2:3] == ("together",)
            and not _may_meet(steps, str(finding.message.en.split('"')[1]))
        )
    )


def _blocks(steps: Mapping[str, Any], name: str) -> list[str]:
    return (
        [steps[name].block, *_blocks(steps, steps[name].block)]
        if name in steps and steps[name].block
        else []
    )


def _beside(steps: Mapping[str, Any], one: OpenStep) -> set[tuple[str, str, str]]:
    """The branches, with their rows, in which it stands: two open steps share none but what holds both."""
    step = steps[one.step]
    return {(step.block, step.branch, one.row)} if step.block else set()


def _may_meet(steps: Mapping[str, Any], head: str) -> bool:
    """Does any step of this head's branch lead to where its block meets?"""
    return any(
        way.to == "meet" for step in steps.values() if step.branch == head for way in ways(step)
    )


# --- children -----------------------------------------------------------------------------------------------------------


def refused(story: Told, told: Mapping[str, Any], child: Procedure | None) -> bool:
    """The last act opens a child with just this form, and the child says to it what is told."""
    given = {
        name: value for name, value in told["given"].items() if name not in ("opened", "channel")
    }
    assert any(
        born.child.procedure == told["procedure"]
        and (suited(child, born.data) if child else born.data) == given
        for born in story.born
    ), (given, story.born)
    if child is None:
        return told["refuses"]["because"] == "child.unknown"
    said = Told(child, {"given": told["given"], "does": ()}).begin()
    codes = {said.code, *(fault.code for fault in said.at)} if said is not None else set()
    return told["refuses"]["because"] in codes if "refuses" in told else said is None


def brought(story: Told) -> list[Filled]:
    """What a child that is back filled, by the last line."""
    assert any(isinstance(body, Acted) and body.returned for body in story.entries[-3:])
    return [body for body in story.entries[-3:] if isinstance(body, Filled)]


SEEN: dict[str, Callable[[Told, Finding], bool]] = {
    "D2": _blank, "T3": _not_one, "T4": _not_one, "F2": _stays, "F5": _unmoved, "F6": _only_time, "M2": _no_clock, "L1": _untold, "R2": _no_row, "F3": _loose, "P2": _nobody,
}  # fmt: skip
