"""Random procedures that pass, harmed: each harm is told, or lives show that it is none. What harms nothing passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from msgspec.structs import replace

from dinh.checker import check
from dinh.engine.definition.procedure import Field, Procedure, Text
from tests.engine.test_act import published
from tests.engine.test_mutants import OPERATORS, Mutant, harmless
from tests.generated.harm import HARM
from tests.generated.mend import AROUND, mended
from tests.generated.mutants import BEGIN, END, EVERY, PAGE, counted, judged
from tests.generated.mutants import lived as lived_slugs
from tests.generated.proof import Tally, lived
from tests.generated.source import source

SEEDS, EACH, LIVES = range(10), 2, 4


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> list[Procedure]:
    folder = tmp_path_factory.mktemp("generated")
    return [
        procedure for seed in SEEDS if (procedure := mended(source(seed), folder)[1]) is not None
    ]


MORE = {
    name: HARM[name] for name in ("a line lost", "nothing to say instead", "no longer required")
}


def problems(procedure: Procedure) -> list[str]:
    return [
        f"{one.rule} {one.message.en}"
        for one in check(procedure, AROUND)
        if one.severity == "problem"
    ]


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
    yield (
        "other words",
        replace(
            procedure,
            form={
                name: replace(field, label=Text("Lời khác"))
                for name, field in procedure.form.items()
            },
        ),
    )


def test_what_harms_nothing_passes(passing: list[Procedure]):
    assert len(passing) > len(SEEDS) // 2
    for procedure in passing:
        assert not [
            (place, found)
            for make in (harmless, more_that_harms_nothing)
            for place, mutant in make(procedure)
            if (found := problems(mutant))
        ]


@pytest.mark.parametrize("operator", HARM)
def test_a_sample_of_more_harm_done_to_published_files_is_caught(operator: str):
    """`./dev mutants` does all of it in every place, and writes the table of docs/checker.md."""
    able = [
        slug for slug in lived_slugs() if next(HARM[operator](published()[slug]), None) is not None
    ]
    rows = counted([operator], able[:: max(len(able) // 3, 1)], 2)
    assert rows[operator].made
    assert not judged(rows)[1], "what is not told harms nothing, by a reason of its own"


def test_the_table_of_what_is_caught_has_every_operator():
    text = PAGE.read_text("utf-8")
    table = text[text.index(BEGIN) : text.index(END)]
    assert [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][
        1:-1
    ] == list(EVERY)
