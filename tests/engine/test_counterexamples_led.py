"""F3 and C1 are led too: the case goes on until its block no longer holds together, the child is opened with what it is given and refuses."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dinh.checker import check
from dinh.checker.finding import Finding, Surroundings
from dinh.engine.analysis.blocks import DEPTH_MAX
from dinh.engine.definition.links import Start
from dinh.engine.definition.procedure import Procedure
from dinh.procedures import check_paths
from tests.engine.test_act import published
from tests.engine.test_by_chance import field, small, two, work
from tests.engine.test_check import blocked
from tests.families import FOLDER
from tests.generated.harm import a_branch_that_leaves
from tests.generated.mend import AROUND
from tests.generated.mutants import around, lived
from tests.generated.shown import Told, brought, refused, shown
from tests.generated.source import procedure_of
from tests.procedures.files import checked

VIEW, ASK, ALLOW = (
    "view: {role: office, do: {seen: {to: meet}}}",
    "asked: {to: meet}",
    "      allow: {to: allowed",
)
BLOCKS = {
    "leaves for an end": (VIEW, "view: {role: office, do: {seen: {to: meet}, no: {to: rejected, letter: refusal}}}"),
    "leaves for a step": (ASK, "asked: {to: meet}, skip: {to: settle}"),
    "leaves when time acts": (VIEW, "view: {role: office, limit: 3 days, then: {to: settle}, do: {seen: {to: meet}}}"),
    "leaves by a choice": ("view: {role: office, do: {seen: {to: meet}}}", "view: {role: office, do: {seen: {to: meet}, sort: {to: which}}}\n  which: {choose: [{when: {kind: wedding}, to: settle}, {when: {kind: meeting}, to: meet}]}"),
    "leads into another branch": (ASK, "asked: {to: meet}, over: {to: view}"),
    "is the head of two branches": ("{to: ask, when: {kind: wedding}}", "{to: view, when: {kind: wedding}}"),
    "never meets": (VIEW, "view: {role: office, do: {seen: {to: view2}}}\n  view2: {role: office, do: {back: {to: view}}}"),
    "is jumped into": (ALLOW, f"      again: {{to: ask}}\n{ALLOW}"),
    "meets where no block is": (ALLOW, f"      again: {{to: meet}}\n{ALLOW}"),
    "breaks where no block is": (ALLOW, f"      again: {{to: rejected, letter: refusal, breaks: yes}}\n{ALLOW}"),
    "breaks and stays": ("seen: {to: meet}", "seen: {to: meet}, look: {to: view, breaks: yes}"),
}  # fmt: skip


@pytest.mark.parametrize("change", BLOCKS.values(), ids=BLOCKS)
def test_the_engine_is_led_to_where_a_block_does_not_hold_together(
    tmp_path: Path, change: tuple[str, str]
):
    procedure = checked(tmp_path, blocked(change)).packages[0].procedure
    found = [one for one in check(procedure, AROUND) if one.rule == "F3"]
    assert found
    for one in found:
        assert one.counterexample
        assert "lived" not in one.counterexample
        assert shown(procedure, one), one.message.en


def test_a_branch_is_led_to_where_its_row_is_gone(tmp_path: Path):
    steps = {
        "first": work(go={"to": "each"}), "each": {"together": [{"to": "a", "each": "bodies"}, {"to": "b"}], "meet": "over"},
        "a": work(done={"to": "meet"}), "b": work(done={"to": "meet", "edits": ["bodies"]}),
    }  # fmt: skip
    procedure = procedure_of(
        small(
            tmp_path,
            steps,
            form={
                "bodies": field("list", rows="[1..2]", of={"name": field("text", required="yes")})
            },
        )
    )
    assert procedure is not None
    (one,) = [one for one in check(procedure, AROUND) if one.rule == "F3"]
    assert one.counterexample
    assert one.counterexample["does"][-1]["act"] == "done"
    assert shown(procedure, one)


def in_one_another(blocks: int) -> dict[str, Any]:
    """So many blocks, the head of each the next one, and a step beside each."""
    steps = {"first": work(go={"to": "b1"}), "last": work(done={"to": "meet"})}
    for number in range(1, blocks + 1):
        inner, meet = (
            f"b{number + 1}" if number < blocks else "last",
            "meet" if number > 1 else "over",
        )
        steps |= {
            f"b{number}": {"together": [{"to": inner}, {"to": f"w{number}"}], "meet": meet},
            f"w{number}": work(done={"to": "meet"}),
        }
    return steps


@pytest.mark.parametrize("blocks", [DEPTH_MAX + 1, 400])
def test_blocks_that_lie_too_deep_are_told_once_and_the_engine_is_led_into_them(
    tmp_path: Path, blocks: int
):
    """Also of hundreds nothing follows but that: no step beyond is called unreachable, and the program does not fall over them."""
    found = small(tmp_path, in_one_another(blocks))
    (one,) = [problem for problem in found.problems if problem.severity == "problem"]
    assert (one.rule, one.message.en) == (
        "F3",
        'The block "b21" is nested too deeply: at most 20 blocks in one another',
    )
    procedure = procedure_of(found)
    assert procedure is not None
    (fault,) = [finding for finding in check(procedure, AROUND) if finding.rule == "F3"]
    assert fault.counterexample
    assert [line["act"] for line in fault.counterexample["does"]] == ["go"]
    story = Told(procedure, fault.counterexample)
    assert (story.met() is None) == (blocks == DEPTH_MAX + 1)
    assert len(story.case.steps) == (blocks + 1 if blocks == DEPTH_MAX + 1 else 1)
    assert shown(procedure, fault)


def test_as_many_blocks_in_one_another_as_there_may_be_are_sound_and_run_to_their_end(
    tmp_path: Path,
):
    procedure = procedure_of(small(tmp_path, in_one_another(DEPTH_MAX)))
    assert procedure is not None
    assert not [one for one in check(procedure, AROUND) if one.severity == "problem"]
    begun = {"by": "office", "act": "go", "at": "2026-01-05T09:00"}
    steps = ["last", *(f"w{number}" for number in range(DEPTH_MAX, 0, -1))]
    story = Told(
        procedure,
        {
            "given": {"opened": "2026-01-05T08:00", "channel": "house"},
            "does": [
                begun,
                *(
                    {"by": "office", "act": "done", "step": one, "at": "2026-01-05T09:10"}
                    for one in steps
                ),
            ],
        },
    )
    assert story.met() is None
    assert story.case.end == "over"


ROUND = {
    "a block is its own branch": {"first": work(go={"to": "b"}), "b": {"together": [{"to": "b"}, {"to": "x"}], "meet": "over"}},
    "two are each other's": {"first": work(go={"to": "b"}), "b": {"together": [{"to": "c"}, {"to": "x"}], "meet": "over"}, "c": {"together": [{"to": "b"}, {"to": "y"}], "meet": "meet"}, "y": work(d={"to": "meet"})},
    "a case begins in it": {"b": {"together": [{"to": "b"}, {"to": "x"}], "meet": "over"}},
}  # fmt: skip


@pytest.mark.parametrize("steps", ROUND.values(), ids=ROUND)
def test_a_block_that_opens_itself_is_told_so_and_the_engine_is_led_to_it(
    tmp_path: Path, steps: dict[str, Any]
):
    found = small(tmp_path, steps | {"x": work(d={"to": "meet"})})
    told = [problem for problem in found.problems if problem.severity == "problem"]
    assert {problem.rule for problem in told} == {"F3"}
    assert all("opens itself again" in problem.message.en for problem in told)
    procedure = procedure_of(found)
    assert procedure is not None
    for one in check(procedure, AROUND):
        if one.rule == "F3":
            assert one.counterexample
            refusal = Told(procedure, one.counterexample).met()
            assert refusal is not None
            assert refusal.code == "procedure.stuck"


def test_branches_of_published_files_that_leave_are_led_to_where_they_leave_others_open():
    """Nine of ten, in every place, have a way that the engine itself has gone."""
    found = [
        (mutant, one)
        for slug in lived()
        for _, mutant in islice(a_branch_that_leaves(published()[slug]), 4)
        for one in check(mutant, around())
        if one.rule == "F3"
    ]
    assert len({mutant.slug for mutant, _ in found}) >= 7
    without = [
        (mutant.slug, one.message.en)
        for mutant, one in found
        if not one.counterexample or "lived" in one.counterexample or not shown(mutant, one)
    ]
    assert 10 * len(without) <= len(found), without


def test_what_the_engine_may_not_run_is_told_by_its_form_and_marked_so(tmp_path: Path):
    """A row's column asked where no row is: nothing may be led there, and what the graph says is no way that was gone."""
    steps = {
        "first": work(go={"to": "second", "asks": ["row.name"]}, skip={"to": "meet"}),
        "second": work(end={"to": "over"}),
    }
    procedure = procedure_of(small(tmp_path, steps))
    assert procedure is not None
    found = check(procedure, AROUND)
    assert "N1" in {one.rule for one in found}
    assert [
        one.counterexample["lived"] for one in found if one.rule == "F3" and one.counterexample
    ] == [False]


# --- children -----------------------------------------------------------------------------------------------------------


def family(
    folder: Path, name: str, *changes: tuple[str, str]
) -> tuple[dict[str, Procedure], Procedure, list[Finding]]:
    """The families of the tests with one of them changed, and what C1 finds in it."""
    shutil.copytree(
        FOLDER, folder / "families", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    path = folder / "families" / f"{name}.yaml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    known = {
        one.procedure.slug: one.procedure for one in check_paths([folder / "families"]).packages
    }
    around = Surroundings(procedures=known.get)
    return (
        known,
        known[name],
        [
            one
            for one in check(known[name], around)
            if one.rule == "C1" and one.severity == "problem"
        ],
    )


def led(found: list[Finding], says: str) -> Mapping[str, Any]:
    (told,) = [one.counterexample for one in found if says in one.message.en]
    assert told, says
    assert "lived" not in told, says
    return told


PERSONAL = "subject: {label: {vi: Việc gì}, type: text, required: yes"
REFUSED = {
    "there is no such procedure": ("chi-dao", ("procedure: nhiem-vu", "procedure: nhiem-vuu"), "There is no procedure", "child.unknown"),
    "it is not opened so": ("hoi-kin", ("procedure: nhiem-vu", "procedure: chi-dao"), "cannot be opened", "channel.closed"),
    "something is lacking": ("chi-dao", ("due_on: row.due_on, whose", "whose"), 'requires "due_on"', "field.required"),
    "it asks no such thing": ("chi-dao", ("whose: subject", "whom: subject"), 'asks no "whom"', "field.unknown"),
    "it is of another type": ("chi-dao", ("due_on: row.due_on", "due_on: row.what"), "is a date", "field.date"),
    "it is of another type in a register": ("ra-soat", ("give: {hamlet: found, called: found.name}", "give: {hamlet: found, called: found.active}"), "is a yes or no", "field.not_text"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "says", "because"), REFUSED.values(), ids=REFUSED)
def test_the_engine_is_led_to_the_act_whose_child_refuses(
    tmp_path: Path, name: str, change: tuple[str, str], says: str, because: str
):
    known, procedure, found = family(tmp_path, name, change)
    told = led(found, says)
    story = Told(procedure, told)
    assert story.met() is None
    assert told["child"]["refuses"]["because"] == because
    assert refused(story, told["child"], known.get(told["child"]["procedure"]))


def test_what_is_kept_where_it_cannot_be_struck_is_seen_there(tmp_path: Path):
    known, procedure, found = family(tmp_path, "chi-dao", (PERSONAL, f"{PERSONAL}, personal: yes"))
    told = led(found, "keeps it in the open")
    story = Told(procedure, told)
    assert story.met() is None
    assert refused(story, told["child"], known["nhiem-vu"])
    child = Told(known["nhiem-vu"], {"given": told["child"]["given"], "does": ()})
    assert child.met() is None
    assert any("whose" in getattr(body, "values", {}) for body in child.entries)
    assert 'of "hoi-kin"' not in str([one.message.en for one in found]), (
        "a case that is kept to some roles keeps all its values so"
    )


def test_a_word_that_is_no_name_is_taken_for_itself(tmp_path: Path):
    known, procedure, found = family(tmp_path, "chi-dao", ("what: row.what", "what: found.what"))
    told = led(found, '"found.what" is no value here')
    assert told["child"]["given"]["what"] == "found.what"
    story = Told(procedure, told)
    assert story.met() is None
    assert refused(story, told["child"], known["nhiem-vu"])


def test_a_form_that_passes_here_and_is_found_wrong_there_is_found_and_led(tmp_path: Path):
    nine = {"form": {"n": field("number", required="yes", **{"in": "[0..9]"})}}
    two(tmp_path, nine, nine | {"valid": [{"when": {"n": "> 5"}, "say": {"vi": "Nhiều quá"}}]})
    known = {
        one.procedure.slug: one.procedure
        for one in check_paths([tmp_path / "thu-sinh.yaml", tmp_path / "con-sinh.yaml"]).packages
    }
    told = led(
        [
            one
            for one in check(known["thu-sinh"], replace(AROUND, procedures=known.get))
            if one.rule == "C1"
        ],
        "does not take what is given",
    )
    story = Told(known["thu-sinh"], told)
    assert story.met() is None
    assert told["child"]["refuses"] == {"because": "valid"}
    assert told["child"]["given"]["n"] > 5
    assert refused(story, told["child"], known["con-sinh"])


def test_a_circle_is_gone_round_by_the_engine_case_after_case(tmp_path: Path):
    known, procedure, found = family(
        tmp_path,
        "nhiem-vu",
        (
            "finish: {to: done, asks: [report]}",
            "finish: {to: done, asks: [report], opens: {procedure: hoi-kin, give: {about: what}}}",
        ),
    )
    told, slugs = led(found, '"nhiem-vu" → "hoi-kin" → "nhiem-vu"'), []
    assert Told(procedure, told).met() is None
    while "child" in told:
        story = Told(
            known[told.get("procedure", "nhiem-vu")], {"given": told["given"], "does": told["does"]}
        )
        assert story.met() is None
        assert refused(story, told["child"], known[told["child"]["procedure"]])
        told = told["child"]
        slugs.append(told["procedure"])
    assert slugs == ["hoi-kin", "nhiem-vu"]


BACK = {
    "no such target": (("takes: {row.result: end", "takes: {row.reslt: end"), '"row.reslt" is no finding', "reslt"),
    "no such value": (("row.said: report}", "row.said: rapport}"), 'has no "rapport"', "said"),
    "another type": (("row.said: report}", "row.due_on: report}"), '"row.due_on" is a date', "due_on"),
    "over another": (("row.said: report}", "row.said: report, subject: report}"), 'writes over "subject"', "subject"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says", "name"), BACK.values(), ids=BACK)
def test_the_engine_is_led_to_where_what_a_child_brings_does_not_fit(
    tmp_path: Path, change: tuple[str, str], says: str, name: str
):
    _, procedure, found = family(tmp_path, "chi-dao", change)
    told = led(found, says)
    story = Told(procedure, told)
    assert story.met() is None
    filled = {
        key.rpartition("/")[2]: value
        for body in brought(story)
        for key, value in {**body.values, **body.rows, **body.personal}.items()
    }
    assert "child" in told["does"][-1]
    assert filled.get(name) == {"reslt": None, "said": None, "due_on": "…", "subject": "…"}[name]


def test_what_a_child_of_a_person_brings_is_seen_in_the_open(tmp_path: Path):
    _, procedure, _ = family(tmp_path, "chi-dao")
    known = {
        "nhiem-vu": family(
            tmp_path / "b",
            "nhiem-vu",
            (
                "report: {label: {vi: Báo cáo}, type: text, required: yes}",
                "report: {label: {vi: Báo cáo}, type: text, required: yes, personal: yes}",
            ),
        )[1]
    }
    told = led(
        [one for one in check(procedure, Surroundings(procedures=known.get)) if one.rule == "C1"],
        '"row.said" of "chi-dao"',
    )
    story = Told(procedure, told)
    assert story.met() is None
    assert any(key.endswith("/said") for body in brought(story) for key in body.rows)


def test_what_the_house_begins_by_itself_is_refused_by_its_own_form(tmp_path: Path):
    _, procedure, found = family(
        tmp_path,
        "tham-nom",
        ("give: {hamlet: found, why: monthly}", "give: {hamlet: found, why: weekly}"),
    )
    told = led(found, '"weekly" is no value here')
    said = Told(procedure, told).begin()
    assert said is not None
    assert [(fault.field, fault.code) for fault in said.at] == [("why", "field.choice")]
    assert told["refuses"] == {"at": "why", "because": "field.choice"}


def test_who_waits_for_nobody_is_passed_over(tmp_path: Path):
    _, procedure, found = family(tmp_path, "dem-ho", ("limit: 10 days, then", "waits: any, then"))
    story = Told(procedure, led(found, 'Step "count" waits'))
    assert story.met() is None
    assert "count" not in [step.step for step in story.case.steps]


NEVER = {
    "a register that lacks the column finds no row": ("{on: {added: hamlets}", "{on: {added: hamlets, also_in: hamlets, by: nick}", 'has no column "nick"'),
    "of two that are the same one case is begun": ("{on: {added: hamlets}, give: {hamlet: added, why: new}, at: visit}", '{every: month, on: "05", each: {record: hamlets}, give: {hamlet: found, why: new}}', "Two lines of starts"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), NEVER.values(), ids=NEVER)
def test_a_case_that_is_never_begun_shows_nothing(tmp_path: Path, old: str, new: str, says: str):
    """What is wrong is that no case is there: nothing can be led to it, and no form is told as if it could."""
    _, procedure, found = family(tmp_path, "tham-nom", (old, new))
    assert {one.counterexample for one in found if says in one.message.en} == {None}
    names = [start.name for start in procedure.starts if isinstance(start, Start)]
    register = procedure.registers["hamlets"]
    assert len(names) > len(set(names)) or any(
        start.by and start.by not in register.columns for start in procedure.starts
    )
