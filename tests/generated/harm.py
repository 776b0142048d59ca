"""More harm that can be done to a procedure, each by its nature: what passes all the same is examined, and must be harmless.

(Those of `tests/engine/test_mutants.py` are told by one rule each; these by any.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from dinh.checker.empties import must_stand
from dinh.checker.kinds import INSTANTS
from dinh.engine.definition.condition import ALWAYS, NEVER, Clause, Compare, Condition, Is
from dinh.engine.definition.procedure import Field, FromNorm, LetterValue, Procedure
from tests.engine.test_mutants import Mutant, action_with, steps_with

NOWHERE = "khong_co"


def letter_with(procedure: Procedure, name: str, **changes: Any) -> Procedure:
    return replace(
        procedure, letters={**procedure.letters, name: replace(procedure.letters[name], **changes)}
    )


def fields_with(procedure: Procedure, section: str, name: str, **changes: Any) -> Procedure:
    fields: dict[str, Field] = getattr(procedure, section)
    return replace(procedure, **{section: {**fields, name: replace(fields[name], **changes)}})


def tables_with(
    procedure: Procedure,
) -> Iterator[tuple[str, tuple[Any, ...], Callable[[tuple[Any, ...]], Procedure]]]:
    """Every fee, choice and deadline: its place, its lines, and the procedure with other lines."""
    for name, line in procedure.fee.items():
        yield (
            f"fee.{name}",
            line.rules,
            lambda rules, name=name, line=line: replace(
                procedure, fee={**procedure.fee, name: replace(line, rules=rules)}
            ),
        )
    for name, step in procedure.steps.items():
        yield (
            f"{name}.choose",
            step.choose,
            lambda rules, name=name: steps_with(procedure, name, choose=rules),
        )
        if step.limit is not None:
            yield (
                f"{name}.limit",
                step.limit.rows,
                lambda rules, name=name, step=step: steps_with(
                    procedure, name, limit=replace(step.limit, rows=rules)
                ),
            )
    if procedure.deadline is not None:
        yield (
            "deadline",
            procedure.deadline.rows,
            lambda rules: replace(procedure, deadline=replace(procedure.deadline, rows=rules)),
        )


def a_line_lost(procedure: Procedure) -> Iterator[Mutant]:
    for at, lines, put in tables_with(procedure):
        if len(lines) > 1:
            yield from (
                (f"{at}.{place}", put((*lines[:place], *lines[place + 1 :])))
                for place in range(len(lines))
            )


def a_line_twice(procedure: Procedure) -> Iterator[Mutant]:
    for at, lines, put in tables_with(procedure):
        yield from ((f"{at}.{place}", put((*lines, line))) for place, line in enumerate(lines))


def a_line_that_always_holds(procedure: Procedure) -> Iterator[Mutant]:
    for at, lines, put in tables_with(procedure):
        if len(lines) > 1:
            yield from (
                (
                    f"{at}.{place}",
                    put((*lines[:place], replace(line, when=ALWAYS), *lines[place + 1 :])),
                )
                for place, line in enumerate(lines)
            )


def a_test_of_nothing(procedure: Procedure) -> Iterator[Mutant]:
    """A condition reads a name that is not there."""
    for at, lines, put in tables_with(procedure):
        for place, line in enumerate(lines):
            if line.when != ALWAYS:
                yield (
                    f"{at}.{place}",
                    put(
                        (
                            *lines[:place],
                            replace(line, when=_unknown(line.when)),
                            *lines[place + 1 :],
                        )
                    ),
                )
    for step in procedure.steps.values():
        for action in step.do.values():
            if action.when != ALWAYS:
                yield (
                    f"{step.name}.{action.name}",
                    action_with(procedure, step.name, action.name, when=_unknown(action.when)),
                )


def _unknown(said: Condition) -> Condition:
    (first, *rest), *others = said
    return ((Clause(NOWHERE, first.tests), *rest), *others)


def a_value_that_is_none(procedure: Procedure) -> Iterator[Mutant]:
    """A choice is tested for a name it does not have."""
    kinds = {name: field.type for name, field in {**procedure.form, **procedure.findings}.items()}
    for at, lines, put in tables_with(procedure):
        for place, line in enumerate(lines):
            for row, part in enumerate(line.when):
                for number, clause in enumerate(part):
                    if kinds.get(clause.name) == "choice":
                        moved = (
                            *part[:number],
                            Clause(clause.name, (Is(NOWHERE),)),
                            *part[number + 1 :],
                        )
                        when = (*line.when[:row], moved, *line.when[row + 1 :])
                        yield (
                            f"{at}.{place}.{clause.name}",
                            put((*lines[:place], replace(line, when=when), *lines[place + 1 :])),
                        )


def a_condition_that_never_holds(procedure: Procedure) -> Iterator[Mutant]:
    """An action is offered only to a number below what the number may be."""
    numbers = {
        name: field
        for name, field in procedure.form.items()
        if field.type in ("number", "money") and field.bounds
    }
    for name, field in list(numbers.items())[:1]:
        never = ((Clause(name, (Compare("<", field.bounds.low),)),),)  # type: ignore[union-attr]
        for step in procedure.steps.values():
            for action in step.do.values():
                yield (
                    f"{step.name}.{action.name}",
                    action_with(procedure, step.name, action.name, when=never),
                )


def nothing_to_say_instead(procedure: Procedure) -> Iterator[Mutant]:
    """A letter's `else` is gone."""
    for name, letter in procedure.letters.items():
        for key, one in letter.values.items():
            if one.otherwise is not None:
                yield (
                    f"{name}.{key}",
                    letter_with(
                        procedure, name, values={**letter.values, key: LetterValue(one.value)}
                    ),
                )


def no_longer_required(procedure: Procedure) -> Iterator[Mutant]:
    """What a letter, a record, a fee or a limit must find."""
    read = {one.name for one in must_stand(procedure)}
    for section in ("form", "findings"):
        for name, field in getattr(procedure, section).items():
            if field.required == ALWAYS and field.type != "list" and name in read:
                yield name, fields_with(procedure, section, name, required=NEVER)


def no_longer_asked(procedure: Procedure) -> Iterator[Mutant]:
    """The one action that asked it does so no more."""
    asking = Counter(
        name
        for step in procedure.steps.values()
        for action in step.do.values()
        for name in action.asks
    )
    for step in procedure.steps.values():
        for action in step.do.values():
            for name in action.asks:
                if asking[name] == 1:
                    yield (
                        f"{step.name}.{action.name}.{name}",
                        action_with(
                            procedure,
                            step.name,
                            action.name,
                            asks=tuple(one for one in action.asks if one != name),
                        ),
                    )


def a_question_misspelt(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for action in step.do.values():
            for name in action.asks:
                yield (
                    f"{step.name}.{action.name}.{name}",
                    action_with(
                        procedure,
                        step.name,
                        action.name,
                        asks=tuple(f"{one}x" if one == name else one for one in action.asks),
                    ),
                )


def a_letter_that_is_gone(procedure: Procedure) -> Iterator[Mutant]:
    for name in procedure.letters:
        yield (
            name,
            replace(
                procedure,
                letters={
                    other: letter for other, letter in procedure.letters.items() if other != name
                },
            ),
        )


def a_template_that_is_gone(procedure: Procedure) -> Iterator[Mutant]:
    for name, letter in procedure.letters.items():
        if letter.template:
            yield name, letter_with(procedure, name, template=f"x{letter.template}")


def a_value_misspelt(procedure: Procedure) -> Iterator[Mutant]:
    for name, letter in procedure.letters.items():
        for key, one in letter.values.items():
            yield (
                f"{name}.{key}",
                letter_with(
                    procedure,
                    name,
                    values={**letter.values, key: replace(one, value=f"{one.value}x")},
                ),
            )


def an_end_that_tells_nobody(procedure: Procedure) -> Iterator[Mutant]:
    """No letter goes out on any way to it, and nothing says why."""
    silent = procedure
    for step in procedure.steps.values():
        for action in step.do.values():
            silent = action_with(silent, step.name, action.name, letters=())
        if step.then:
            silent = steps_with(silent, step.name, then=replace(step.then, letters=()))
    for name, end in procedure.ends.items():
        yield (
            name,
            replace(
                silent,
                ends={
                    **procedure.ends,
                    name: replace(end, letters=(), quiet=False, why_quiet=None),
                },
            ),
        )


def an_end_nobody_comes_to(procedure: Procedure) -> Iterator[Mutant]:
    for name, end in procedure.ends.items():
        yield (
            name,
            replace(
                procedure, ends={**procedure.ends, f"{name}_x": replace(end, name=f"{name}_x")}
            ),
        )


def a_step_nobody_comes_to(procedure: Procedure) -> Iterator[Mutant]:
    name, step = next((name, step) for name, step in procedure.steps.items() if step.do)
    yield (
        name,
        replace(
            procedure,
            steps={
                **procedure.steps,
                "them_x": replace(step, name="them_x", block="", branch="", each=""),
            },
        ),
    )


def a_branch_that_leaves(procedure: Procedure) -> Iterator[Mutant]:
    """Out of a block without `breaks`."""
    for step in procedure.steps.values():
        for action in step.do.values():
            if step.block and (action.to == "meet" or action.breaks):
                to = next(iter(procedure.ends)) if action.to == "meet" else action.to
                yield (
                    f"{step.name}.{action.name}",
                    action_with(procedure, step.name, action.name, to=to, breaks=False),
                )


def choices_in_a_circle(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        if step.choose:
            yield (
                step.name,
                steps_with(
                    procedure,
                    step.name,
                    choose=tuple(replace(line, to=step.name) for line in step.choose),
                ),
            )


def a_start_misspelt(procedure: Procedure) -> Iterator[Mutant]:
    starts = procedure.deadline.starts if procedure.deadline else ()
    for start in starts:
        if start != "opened":
            yield (
                start,
                replace(
                    procedure,
                    deadline=replace(
                        procedure.deadline,
                        starts=tuple(f"{one}x" if one == start else one for one in starts),
                    ),
                ),
            )


def a_column_of_another_kind(procedure: Procedure) -> Iterator[Mutant]:
    """A required column is filled with the day of the act, which it does not hold; a day with a name."""
    for step in procedure.steps.values():
        for action in step.do.values():
            for place, op in enumerate(action.records):
                register = procedure.registers.get(op.register)
                for column in op.values if register else ():
                    kind = register.columns[column].type if column in register.columns else ""  # type: ignore[union-attr]
                    if kind in ("number", "money", "choice", "yes_no", "village", "person_name"):
                        wrong = replace(op, values={**op.values, column: "acted"})
                        yield (
                            f"{step.name}.{action.name}.{column}",
                            action_with(
                                procedure,
                                step.name,
                                action.name,
                                records=(
                                    *action.records[:place],
                                    wrong,
                                    *action.records[place + 1 :],
                                ),
                            ),
                        )


def a_norm_with_a_gap(procedure: Procedure) -> Iterator[Mutant]:
    """A row that is in force is gone, where others are left before it, or it is read as of an instant."""
    read = {
        value.formula.norm: value.formula.at
        for value in procedure.derive.values()
        if isinstance(value.formula, FromNorm)
    }
    for slug, norm in procedure.norms.items():
        first = min((row.start for row in norm.rows), default="")
        for place, row in enumerate(norm.rows):
            if (
                slug in read
                and (not row.end or row.end >= procedure.in_force)
                and (row.start > first or read[slug] in INSTANTS)
            ):
                yield (
                    f"{slug}.{place}",
                    replace(
                        procedure,
                        norms={
                            **procedure.norms,
                            slug: replace(norm, rows=(*norm.rows[:place], *norm.rows[place + 1 :])),
                        },
                    ),
                )


def shown_by_itself(procedure: Procedure) -> Iterator[Mutant]:
    for section in ("form", "findings"):
        for name, field in getattr(procedure, section).items():
            if field.type == "yes_no":
                yield (
                    name,
                    fields_with(procedure, section, name, shown=((Clause(name, (Is("yes"),)),),)),
                )


def wholly_online_with_persons_present(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for action in step.do.values():
            if action.present:
                yield f"{step.name}.{action.name}", replace(procedure, level="full")


def an_eye_that_is_no_step(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for other in step.not_by:
            yield (
                f"{step.name}.{other}",
                steps_with(
                    procedure,
                    step.name,
                    not_by=tuple(f"{one}x" if one == other else one for one in step.not_by),
                ),
            )


def a_child_without_what_it_needs(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for place, line in enumerate(step.opens):
            for name in line.give:
                fewer = replace(
                    line, give={one: value for one, value in line.give.items() if one != name}
                )
                yield (
                    f"{step.name}.{place}.{name}",
                    steps_with(
                        procedure,
                        step.name,
                        opens=(*step.opens[:place], fewer, *step.opens[place + 1 :]),
                    ),
                )


def a_child_that_opens_its_parent(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for place, line in enumerate(step.opens):
            yield (
                f"{step.name}.{place}",
                steps_with(
                    procedure,
                    step.name,
                    opens=(
                        *step.opens[:place],
                        replace(line, procedure=procedure.slug),
                        *step.opens[place + 1 :],
                    ),
                ),
            )


def what_a_child_never_brings(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps.values():
        for place, line in enumerate(step.opens):
            for target, name in line.takes.items():
                wrong = replace(line, takes={**line.takes, target: f"{name}x"})
                yield (
                    f"{step.name}.{place}.{target}",
                    steps_with(
                        procedure,
                        step.name,
                        opens=(*step.opens[:place], wrong, *step.opens[place + 1 :]),
                    ),
                )


def a_house_that_stays(procedure: Procedure) -> Iterator[Mutant]:
    """A step of a block is done in another house."""
    for step in procedure.steps.values():
        if step.block and step.do:
            yield step.name, steps_with(procedure, step.name, at="province")


def a_secret_everybody_reads(procedure: Procedure) -> Iterator[Mutant]:
    """A letter that reads what has a class no longer has it."""
    for name, letter in procedure.letters.items():
        if letter.class_ and letter.class_ != "open":
            yield name, letter_with(procedure, name, class_="open")


def an_example_that_says_otherwise(procedure: Procedure) -> Iterator[Mutant]:
    """Another end than it comes to."""
    for place, example in enumerate(procedure.examples):
        if example.gives.get("end") in procedure.ends:
            other = next((name for name in procedure.ends if name != example.gives["end"]), None)
            if other:
                wrong = replace(example, gives={**example.gives, "end": other})
                yield (
                    str(place),
                    replace(
                        procedure,
                        examples=(
                            *procedure.examples[:place],
                            wrong,
                            *procedure.examples[place + 1 :],
                        ),
                    ),
                )


HARM: dict[str, Callable[[Procedure], Iterator[Mutant]]] = {
    one.__name__.replace("_", " "): one
    for one in (
        a_line_lost, a_line_twice, a_line_that_always_holds, a_test_of_nothing, a_value_that_is_none, a_condition_that_never_holds, nothing_to_say_instead, no_longer_required, no_longer_asked,
        a_question_misspelt, a_letter_that_is_gone, a_template_that_is_gone, a_value_misspelt, an_end_that_tells_nobody, an_end_nobody_comes_to, a_step_nobody_comes_to, a_branch_that_leaves,
        choices_in_a_circle, a_start_misspelt, a_column_of_another_kind, a_norm_with_a_gap, shown_by_itself, wholly_online_with_persons_present, an_eye_that_is_no_step,
        a_child_without_what_it_needs, a_child_that_opens_its_parent, what_a_child_never_brings, a_house_that_stays, a_secret_everybody_reads, an_example_that_says_otherwise,
    )
}  # fmt: skip
