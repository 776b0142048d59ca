"""Random procedures that pass, harmed: each harm is told, or lives show that it is none. What harms nothing passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from msgspec.structs import replace

from dinh.engine.check import check
from dinh.engine.condition import NEVER
from dinh.engine.procedure import Field, Letter, LetterValue, Procedure, Text
from tests.engine.test_mutants import OPERATORS, Mutant, harmless, steps_with
from tests.generated.mend import AROUND, mended
from tests.generated.proof import Tally, lived
from tests.generated.source import source

SEEDS, EACH, LIVES = range(10), 2, 4


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> list[Procedure]:
    folder = tmp_path_factory.mktemp("generated")
    return [procedure for seed in SEEDS if (procedure := mended(source(seed), folder)[1]) is not None]


def a_line_lost(procedure: Procedure) -> Iterator[Mutant]:
    for name, line in procedure.fee.items():
        for place in range(len(line.rules) if len(line.rules) > 1 else 0):
            yield f"fee.{name}.{place}", replace(procedure, fee={**procedure.fee, name: replace(line, rules=(*line.rules[:place], *line.rules[place + 1 :]))})
    for name, step in procedure.steps.items():
        for place in range(len(step.choose) if len(step.choose) > 1 else 0):
            yield f"{name}.{place}", steps_with(procedure, name, choose=(*step.choose[:place], *step.choose[place + 1 :]))


def nothing_to_say_instead(procedure: Procedure) -> Iterator[Mutant]:
    """A letter's `else` is gone."""
    for name, letter in procedure.letters.items():
        for key, one in letter.values.items():
            if one.otherwise is not None:
                bare: Letter = replace(letter, values={**letter.values, key: LetterValue(one.value)})
                yield f"{name}.{key}", replace(procedure, letters={**procedure.letters, name: bare})


def no_longer_required(procedure: Procedure) -> Iterator[Mutant]:
    for section in ("form", "findings"):
        fields: dict[str, Field] = getattr(procedure, section)
        for name, field in fields.items():
            if field.required != NEVER and field.type != "list":
                yield name, replace(procedure, **{section: {**fields, name: replace(field, required=NEVER)}})


MORE = {"a line lost": a_line_lost, "nothing to say instead": nothing_to_say_instead, "no longer required": no_longer_required}


def problems(procedure: Procedure) -> list[str]:
    return [f"{one.rule} {one.message.en}" for one in check(procedure, AROUND) if one.severity == "problem"]


@pytest.mark.parametrize("operator", [*OPERATORS, *MORE])
def test_a_harm_is_told_or_lives_show_that_it_is_none(passing: list[Procedure], operator: str):
    make = MORE.get(operator) or OPERATORS[operator][0]
    for procedure in passing:
        for place, mutant in islice(make(procedure), EACH):
            if not problems(mutant):
                tally = Tally()
                lived(mutant, 1, LIVES, tally)
                assert not tally.wrong, (operator, place, tally.wrong)


def more_that_harms_nothing(procedure: Procedure) -> Iterator[Mutant]:
    """A field that nobody reads, other words for all that is asked."""
    unread = Field(name="them", label=Text("Thêm"), type="text")
    yield "one more field", replace(procedure, form={**procedure.form, "them": unread})
    yield "other words", replace(procedure, form={name: replace(field, label=Text("Lời khác")) for name, field in procedure.form.items()})


def test_what_harms_nothing_passes(passing: list[Procedure]):
    assert len(passing) > len(SEEDS) // 2
    for procedure in passing:
        assert not [(place, found) for make in (harmless, more_that_harms_nothing) for place, mutant in make(procedure) if (found := problems(mutant))]
