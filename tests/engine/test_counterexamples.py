"""Every counter-example is a real form and a real way: the engine is opened with that form, goes that way, and the fault is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from dinh.checker import check
from dinh.checker.finding import Finding
from dinh.engine.definition.procedure import Procedure
from dinh.procedures.checking import Checked
from tests.engine.test_act import published
from tests.engine.test_by_chance import NOTE, QUIET, TOLD, field, small, work
from tests.engine.test_mutants import LIVED, OPERATORS, surroundings
from tests.generated.mend import AROUND
from tests.generated.shown import Told, shown
from tests.generated.source import checked, procedure_of, source

SEEDS = range(20)
LED = 0.8
"""Where a file has several faults a place may be out of reach of every form that passes the others; the form alone is then told, and so marked."""


def told(procedure: Procedure) -> list[Finding]:
    return [one for one in check(procedure, AROUND) if one.counterexample is not None]


def ways(found: list[Finding]) -> list[Finding]:
    return [
        one for one in found if one.counterexample and one.counterexample.get("lived") is not False
    ]


def test_the_counter_examples_of_random_procedures_show_their_faults(tmp_path: Path):
    procedures = [
        one for seed in SEEDS if (one := procedure_of(checked(source(seed), tmp_path))) is not None
    ]
    found = [(procedure, one) for procedure in procedures for one in told(procedure)]
    lived = [(procedure, one) for procedure in procedures for one in ways(told(procedure))]
    assert len(lived) > LED * len(found)
    assert {one.rule for _, one in lived} >= {"D2", "T3", "F2"}
    assert not [(one.rule, one.message.en) for procedure, one in lived if not shown(procedure, one)]


SAY = """
import sys
from pathlib import Path
from tests.generated.source import checked, source
for seed in (3006, 4058):
    print([(one.rule, one.message.en, one.counterexample) for one in checked(source(seed), Path(sys.argv[1])).problems])
"""


def test_what_is_told_of_a_file_is_the_same_every_time(tmp_path: Path):
    """Whatever order a machine keeps sets in."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SAY, tmp_path],
            env={"PYTHONHASHSEED": order},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for order in ("0", "1", "5")
    }
    assert len(said) == 1
    assert "F2" in said.pop()


def only(found: Checked) -> tuple[Procedure, Finding]:
    """The one fault of a small procedure."""
    procedure = procedure_of(found)
    assert procedure is not None
    (one,) = told(procedure)
    return procedure, one


def faults(folder: Path) -> Iterator[tuple[str, Checked]]:
    """One of each rule that tells a counter-example."""
    said = field("yes_no", required="yes")
    fee = {
        "f": {
            "name": {"vi": "Phí"},
            "at": "accept",
            "rules": [{"when": {"kind": "yes"}, "amount": "0"}],
        }
    }
    yield "T3", small(folder, {"first": work(go={"to": "over"})}, form={"kind": said}, fee=fee)
    more = [*fee["f"]["rules"], {"amount": "8000"}]
    yield (
        "T4",
        small(
            folder,
            {"first": work(go={"to": "over"})},
            form={"kind": said},
            fee={"f": {**fee["f"], "rules": more}},
        ),
    )
    sort = {
        "choose": [
            {"when": {"kind": "yes", "view": "yes"}, "to": "over"},
            {"when": {"kind": "no"}, "to": "over"},
        ]
    }
    yield (
        "T3",
        small(
            folder,
            {"first": work(go={"to": "sort", "asks": ["view"]}), "sort": sort},
            form={"kind": said},
            findings={"view": said},
        ),
    )
    yield (
        "D2",
        small(
            folder,
            {"first": work(go={"to": "second"}), "second": work(end={"to": "over"})},
            ends={"over": TOLD},
            form=NOTE,
            reads="note",
        ),
    )
    yield (
        "F2",
        small(
            folder, {"first": work(go={"to": "over", "when": {"kind": "yes"}})}, form={"kind": said}
        ),
    )
    yield (
        "F2",
        small(
            folder,
            {
                "first": work(go={"to": "second"}, end={"to": "over"}),
                "second": work(note={"asks": ["view"]}),
            },
            findings={"view": said},
        ),
    )
    back = {"role": "office", "do": {"ask": {"to": "second"}, "end": {"to": "over"}}}
    outside = {"role": "applicant", "do": {"bring": {"to": "first"}}}
    yield "F5", small(folder, {"first": back, "second": outside})
    bounded = {
        "role": "applicant",
        "do": {"bring": {"to": "first", "at_most": "1"}},
        "limit": "3 days",
        "then": {"to": "over"},
    }
    yield "F6", small(folder, {"first": back, "second": bounded})
    late = {"deadline": {"starts": "first.take", "time": "3 working days"}}
    yield (
        "M2",
        small(
            folder,
            {
                "first": work(take={"to": "second"}, skip={"to": "second"}),
                "second": work(end={"to": "over"}),
            },
            **late,
        ),
    )
    yield (
        "L1",
        small(
            folder,
            {"first": work(go={"to": "over"})},
            ends={"over": {key: QUIET[key] for key in ("outcome", "label")}},
        ),
    )
    both = {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"}
    yield (
        "F3",
        small(
            folder,
            {
                "first": work(go={"to": "both"}),
                "both": both,
                "a": work(done={"to": "meet"}, out={"to": "over"}),
                "b": work(done={"to": "meet"}),
            },
        ),
    )


def test_of_every_rule_that_tells_one_the_way_is_led_by_the_engine(tmp_path: Path):
    rules = []
    for rule, found in faults(tmp_path):
        procedure, one = only(found)
        assert one.rule == rule
        assert one.counterexample
        assert "lived" not in one.counterexample
        assert shown(procedure, one), (rule, one.message.en)
        rules.append(rule)
    assert set(rules) >= {"T3", "T4", "D2", "F2", "F3", "F5", "F6", "M2", "L1"}


def test_a_column_that_only_some_forms_leave_out_shows_in_a_row(tmp_path: Path):
    steps = {
        "first": work(go={"to": "each"}),
        "each": {"together": [{"to": "a", "each": "bodies"}], "meet": "over"},
        "a": work(go={"to": "meet", "letter": "paper"}),
    }
    form = {
        "bodies": field(
            "list",
            rows="[1..2]",
            of={
                "kind": field("yes_no", required="yes"),
                "why": field("text", required={"kind": "yes"}),
            },
        )
    }
    procedure, one = only(small(tmp_path, steps, form=form, reads="row.why"))
    assert one.counterexample
    assert one.counterexample["given"]["bodies"] == [{"kind": False}]
    assert shown(procedure, one)


@pytest.mark.parametrize(
    "operator",
    [
        "a step without its ways",
        "silence that lasts",
        "an answer that is bounded",
        "a bound that moved",
    ],
)
def test_the_counter_examples_of_harmed_files_show_the_harm(operator: str):
    make, _ = OPERATORS[operator]
    mutants = [one for slug in LIVED for one in islice(make(published()[slug]), 1)]
    seen = [
        (mutant, one)
        for _, mutant in mutants[:: max(len(mutants) // 6, 1)]
        for one in ways(list(problems(mutant)))
    ]
    assert seen
    assert not [
        (mutant.slug, one.rule, one.message.en) for mutant, one in seen if not shown(mutant, one)
    ]


def problems(mutant: Procedure) -> Iterator[Finding]:
    yield from (
        one
        for one in check(mutant, surroundings())
        if one.severity == "problem" and one.counterexample
    )


def test_a_day_that_no_calendar_knows_is_refused_and_no_fault_of_the_program(tmp_path: Path):
    steps = {"first": work(go={"to": "over"})}
    papers = {"paper": {"label": {"vi": "Giấy"}, "kind": "copy", "required": {"span": "> 3"}}}
    procedure = procedure_of(
        small(
            tmp_path,
            steps,
            form={"since": field("date", required="yes")},
            derive={"span": {"working_days": {"from": "since", "to": "opened"}}},
            documents=papers,
        )
    )
    assert procedure is not None
    refusal = Told(
        procedure, {"given": {"opened": "2026-07-01T09:00", "since": "1950-01-02"}, "does": []}
    ).met()
    assert refusal is not None
    assert refusal.code == "calendar.not_covered"
