"""Each published file, harmed in every place by every operator: the checker finds the harm. Harmless changes pass.

An operator makes what is wrong by its nature, so that a mutant that passes is a hole in the checker and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from dinh.checker import Rule, check
from dinh.checker.finding import Surroundings
from dinh.checker.flow import blocks_closed, ends_possible, outsiders_bounded, reachable
from dinh.checker.four_eyes import somebody_left
from dinh.checker.going import always_onward
from dinh.checker.hours import times_fit
from dinh.checker.leaks import secrets_kept
from dinh.checker.names import names_exist
from dinh.checker.records import records_fit
from dinh.checker.roles import roles_known
from dinh.checker.tables import tables_proven
from dinh.engine.analysis.blocks import ways
from dinh.engine.definition.condition import Clause, Compare, Condition
from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.schedule.duration import Duration
from tests.engine.test_act import published

Mutant = tuple[str, Procedure]
MORE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@cache
def surroundings() -> Surroundings:
    names = {
        role
        for procedure in published().values()
        for step in procedure.steps.values()
        for role in step.roles
        if ":" not in role and role not in ("applicant", "opener")
    }
    of_classes = {
        role
        for procedure in published().values()
        for one in procedure.classes.values()
        for role in one.roles
    }
    return Surroundings(roles=frozenset(names | of_classes))


@cache
def before(slug: str) -> frozenset[tuple[str, tuple[Any, ...]]]:
    """What is said of the file as it is: mere warnings, and none of the rules asked for here."""
    return frozenset((one.rule, one.path) for one in check(published()[slug], surroundings()))


def caught(slug: str, mutant: Procedure) -> set[str]:
    """Rules that say of the mutant what they did not say of the file."""
    return {
        one.rule
        for one in check(mutant, surroundings())
        if one.severity == "problem" and (one.rule, one.path) not in before(slug)
    }


def told(mutant: Procedure, rules: tuple[Rule, ...]) -> bool:
    """Do these rules, which are silent about every published file, speak of the mutant?"""
    return any(one.severity == "problem" for rule in rules for one in rule(mutant, surroundings()))


# --- operators ----------------------------------------------------------------------------------------------------------


def steps_with(procedure: Procedure, name: str, **changes: Any) -> Procedure:
    return replace(
        procedure, steps={**procedure.steps, name: replace(procedure.steps[name], **changes)}
    )


def action_with(procedure: Procedure, step: str, action: str, **changes: Any) -> Procedure:
    do = procedure.steps[step].do
    return steps_with(procedure, step, do={**do, action: replace(do[action], **changes)})


def a_bound_that_moved(procedure: Procedure) -> Iterator[Mutant]:
    """`<= 60` for `< 60` in a table: the day between is told twice, or never."""
    for name, line in procedure.fee.items():
        for place, rule in enumerate(line.rules):
            for moved in _moved(_unbound(procedure, rule.when)):
                rules = (*line.rules[:place], replace(rule, when=moved), *line.rules[place + 1 :])
                yield (
                    f"fee.{name}.{place}",
                    replace(procedure, fee={**procedure.fee, name: replace(line, rules=rules)}),
                )
    for name, step in procedure.steps.items():
        for place, choice in enumerate(step.choose):
            for moved in _moved(_unbound(procedure, choice.when)):
                yield (
                    f"{name}.choose.{place}",
                    steps_with(
                        procedure,
                        name,
                        choose=(
                            *step.choose[:place],
                            replace(choice, when=moved),
                            *step.choose[place + 1 :],
                        ),
                    ),
                )


def _unbound(procedure: Procedure, said: Condition) -> Condition:
    """Nothing where it also asks something which is shown by that same bound: the day between is nobody's there, and moving it harms nothing."""
    fields = {**procedure.form, **procedure.findings}
    shown = {
        clause
        for part in said
        for one in part
        if one.name in fields
        for alternative in fields[one.name].shown
        for clause in alternative
    }
    return () if any(clause in shown for part in said for clause in part) else said


def _moved(said: Condition) -> Iterator[Condition]:
    for row, alternative in enumerate(said):
        for place, clause in enumerate(alternative):
            for number, test in enumerate(clause.tests):
                if isinstance(test, Compare) and test.op in MORE:
                    tests = (
                        *clause.tests[:number],
                        replace(test, op=MORE[test.op]),
                        *clause.tests[number + 1 :],
                    )
                    yield (
                        *said[:row],
                        (
                            *alternative[:place],
                            Clause(clause.name, tests),
                            *alternative[place + 1 :],
                        ),
                        *said[row + 1 :],
                    )


def a_way_that_leads_nowhere(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for action in step.do.values():
            if action.to:
                yield (
                    f"{step.name}.{action.name}",
                    action_with(procedure, step.name, action.name, to="khong_co"),
                )


def a_step_without_its_ways(procedure: Procedure) -> Iterator[Mutant]:
    """All that leads out is gone: what stands there stands for ever."""
    for step in procedure.steps.values():
        if step.do and not step.then:
            yield (
                step.name,
                steps_with(
                    procedure,
                    step.name,
                    do={name: replace(action, to="") for name, action in step.do.items()},
                ),
            )


def an_answer_that_is_bounded(procedure: Procedure) -> Iterator[Mutant]:
    """The applicant may answer once, yet may be asked again."""
    for step in procedure.steps.values():
        if (
            step.roles == ("applicant",)
            and step.then
            and step.name in _following(procedure, {action.to for action in step.do.values()})
        ):
            yield (
                step.name,
                steps_with(
                    procedure,
                    step.name,
                    do={name: replace(action, at_most=1) for name, action in step.do.items()},
                ),
            )


def _following(procedure: Procedure, first: set[str]) -> set[str]:
    """Steps to which a case can come from there again and again."""
    seen: set[str] = set()
    waiting = list(first)
    while waiting:
        step = procedure.steps.get(waiting.pop())
        if step is not None and step.name not in seen:
            seen.add(step.name)
            waiting += [
                way.to
                for way in ways(step)
                if way.act not in step.do or step.do[way.act].at_most is None
            ]
    return seen


def silence_that_lasts(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        if step.then and step.roles == ("applicant",):
            yield step.name, steps_with(procedure, step.name, then=None)


def a_role_misspelt(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        if step.roles and step.roles[0] not in ("applicant", "opener") and ":" not in step.roles[0]:
            yield (
                step.name,
                steps_with(procedure, step.name, roles=(step.roles[0] + "x", *step.roles[1:])),
            )


def steps_longer_than_the_promise(procedure: Procedure) -> Iterator[Mutant]:
    counted = procedure.deadline and any(
        row.time for row in procedure.deadline.rows
    )  # until a fixed day there is no length to exceed
    for start in procedure.deadline.starts if procedure.deadline and counted else ():
        name, _, action = start.partition(".")
        for one in _following(
            procedure, {procedure.steps[name].do[action].to if action else procedure.start}
        ):
            if procedure.steps[one].time and not procedure.steps[one].pauses:
                yield one, steps_with(procedure, one, time=Duration(90, "working_days"))


def the_same_eyes_twice(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for other in step.not_by:
            if other in procedure.steps and len(step.roles) == 1:
                yield f"{step.name} {other}", steps_with(procedure, other, roles=step.roles)


def a_column_that_is_left_out(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for action in step.do.values():
            for place, op in enumerate(action.records):
                register = procedure.registers.get(op.register)
                for column in op.values if register and op.op == "add" else ():
                    if register.columns[column].required == ((),):
                        fewer = replace(
                            op,
                            values={
                                name: value for name, value in op.values.items() if name != column
                            },
                        )
                        yield (
                            f"{step.name}.{action.name}.{column}",
                            action_with(
                                procedure,
                                step.name,
                                action.name,
                                records=(
                                    *action.records[:place],
                                    fewer,
                                    *action.records[place + 1 :],
                                ),
                            ),
                        )


def a_field_that_is_gone(procedure: Procedure) -> Iterator[Mutant]:
    """It is read by a letter."""
    read = {
        str(value.value)
        for letter in procedure.letters.values()
        for value in letter.values.values()
    }
    for section in ("form", "findings"):
        fields = getattr(procedure, section)
        for name in fields:
            if name in read:
                yield (
                    name,
                    replace(
                        procedure,
                        **{section: {one: field for one, field in fields.items() if one != name}},
                    ),
                )


def a_value_made_secret(procedure: Procedure) -> Iterator[Mutant]:
    """A class that only the leader reads, of what a letter or a register tells."""
    from dinh.engine.definition.procedure import Secrecy

    classes = {**procedure.classes, "hush": Secrecy("hush", ("leader",), Text("Kín"))}
    read = {
        str(value.value)
        for letter in procedure.letters.values()
        for value in letter.values.values()
    }
    for name, field in procedure.form.items():
        if name in read and field.type != "list":
            yield (
                name,
                replace(
                    procedure,
                    classes=classes,
                    form={**procedure.form, name: replace(field, class_="hush")},
                ),
            )


OPERATORS: dict[str, tuple[Callable[[Procedure], Iterator[Mutant]], tuple[Rule, ...]]] = {
    "a bound that moved": (a_bound_that_moved, (tables_proven,)),
    "a way that leads nowhere": (a_way_that_leads_nowhere, (names_exist,)),
    "a step without its ways": (a_step_without_its_ways, (reachable, ends_possible, blocks_closed)),
    "an answer that is bounded": (an_answer_that_is_bounded, (always_onward,)),
    "silence that lasts": (silence_that_lasts, (outsiders_bounded,)),
    "a role misspelt": (a_role_misspelt, (roles_known,)),
    "steps longer than the promise": (steps_longer_than_the_promise, (times_fit,)),
    "the same eyes twice": (the_same_eyes_twice, (somebody_left,)),
    "a column left out": (a_column_that_is_left_out, (records_fit,)),
    "a field that is gone": (a_field_that_is_gone, (names_exist,)),
    "a value made secret": (a_value_made_secret, (secrets_kept,)),
}


LIVED = sorted(slug for slug, procedure in published().items() if procedure.steps)
"""Those that lead somewhere: of a procedure that is only told there is little to harm."""


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("slug", LIVED)
def test_a_harmful_change_is_found_wherever_it_is_made(slug: str, operator: str):
    make, rules = OPERATORS[operator]
    assert not told(published()[slug], rules)
    assert not [place for place, mutant in make(published()[slug]) if not told(mutant, rules)]


def test_every_operator_finds_something_to_harm():
    for name, (make, _) in OPERATORS.items():
        assert any(True for procedure in published().values() for _ in make(procedure)), name


# --- what harms nothing -------------------------------------------------------------------------------------------------


def harmless(procedure: Procedure) -> Iterator[Mutant]:
    """Other words, a longer promise, shorter steps, lines of a table in another order."""
    yield "words", replace(procedure, name=Text("Tên khác", "Another name"))
    quick = {
        name: replace(step, time=Duration(1, "working_hours") if step.time else None)
        for name, step in procedure.steps.items()
    }
    yield "quicker steps", replace(procedure, steps=quick)
    for name, line in procedure.fee.items():
        yield (
            f"fee.{name} turned round",
            replace(procedure, fee={**procedure.fee, name: replace(line, rules=line.rules[::-1])}),
        )
    for step in procedure.steps.values():
        if step.choose:
            yield (
                f"{step.name} turned round",
                steps_with(procedure, step.name, choose=step.choose[::-1]),
            )


@pytest.mark.parametrize("slug", LIVED)
def test_a_harmless_change_passes(slug: str):
    assert not [
        (place, found)
        for place, mutant in harmless(published()[slug])
        if (found := caught(slug, mutant))
    ]
