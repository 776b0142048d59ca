"""Nothing that may be empty is read where something must stand, on every way and for every form; no more is asked than that."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.checker.empties import may_be_empty, must_stand, values_filled
from dinh.checker.finding import Surroundings
from dinh.engine.decisions.draft import Decided
from dinh.engine.definition.condition import ALWAYS, NEVER
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.events import Issued
from tests.engine.test_act import PEOPLE, answers, published
from tests.procedures.files import changed, problems
from tests.procedures_for_tests import Story
from tests.world import FORMS

READS = "with: {name: holder.name, day: held_on}"
REFUSAL = "with: {reason: reason}"
FIELD = "  food: {label"
NOTE = "  note: {label: {vi: Ghi chú}, type: text%s}\n  food: {label"
TWO_WAYS = (
    "      reject: {to: rejected, asks: [reason], letter: refusal}\n",
    "      reject: {to: rejected, asks: [reason], letter: refusal}\n      again: {to: second%s}\n  second: {role: leader, do: {no: {to: rejected, letter: refusal}, yes: {to: allowed, letter: permit}}}\n",
)

SOUND = {
    "a required field": [(FIELD, NOTE % ", required: yes"), (READS, "with: {name: holder.name, day: held_on, note: note}")],
    "an optional field with something else to say": [(FIELD, NOTE % ""), (READS, 'with: {name: holder.name, day: held_on, note: {value: note, else: ""}}')],
    "a finding asked on both ways": [(TWO_WAYS[0], TWO_WAYS[1] % ", asks: [reason]")],
    "shown for some, read only of those": [
        (FIELD, NOTE % ", required: yes, shown: {kind: wedding}"), ("allow: {to: allowed, letter: permit}", "allow: {when: {kind: wedding}, to: allowed, letter: permit}\n      plain: {when: {kind: not(wedding)}, to: rejected, asks: [reason], letter: refusal}"),
        (READS, "with: {name: holder.name, day: held_on, note: note}"),
    ],
    "a way through a choice": [
        (FIELD, NOTE % ", required: yes, shown: {kind: wedding}"), ("accept: {to: weigh, letter: receipt}", "accept: {to: sort, letter: receipt}"),
        ("  weigh:\n", "  sort: {choose: [{when: {kind: wedding}, to: weigh}, {when: {kind: meeting}, to: plain}]}\n  plain: {role: office, do: {no: {to: rejected, asks: [reason], letter: refusal}}}\n  weigh:\n"),
        (READS, "with: {name: holder.name, day: held_on, note: note}"),
    ],
    "what is computed from required ones": [(READS, "with: {name: holder.name, day: held_on, ahead: ahead}")],
}  # fmt: skip
FAULTS = {
    "an optional field": ([(FIELD, NOTE % ""), (READS, "with: {name: holder.name, day: held_on, note: note}")], 'Tờ "permit" đọc "note", có khi trống'),
    "a part's optional field": ([(READS, "with: {name: holder.name, day: held_on, sex: holder.sex}")], 'đọc "holder.sex"'),
    "shown for some, read of all": ([(FIELD, NOTE % ", required: yes, shown: {kind: wedding}"), (READS, "with: {name: holder.name, day: held_on, note: note}")], "kind = meeting"),
    "a finding that one way does not ask": ([(TWO_WAYS[0], TWO_WAYS[1] % "")], 'Tờ "refusal" đọc "reason", có khi trống (second.no'),
    "computed from an optional one": ([(FIELD, "  back_on: {label: {vi: Ngày trả}, type: date}\n  food: {label"), ("  hire: {times", "  days_out: {days: {from: held_on, to: back_on}}\n  hire: {times"), (READS, "with: {name: holder.name, day: held_on, out: days_out}")], 'đọc "days_out"'),
    "a delegation to whom nobody need name": ([(FIELD, f"  whose: {{label: {{vi: Vị trí}}, type: post, required: yes}}\n  who: {{label: {{vi: Ai}}, type: person}}\n{FIELD}"), ("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit, delegates: {who: who, post: whose, from: acted, until: held_on}}")], 'Ủy quyền đọc "who"'),
    "a fee from an optional number": ([('type: number, in: "[1..300]", required: yes', 'type: number, in: "[1..300]"')], 'Lệ phí đọc "hire"'),
}  # fmt: skip


def read_empty(folder: Path, changes: list[tuple[str, str]]) -> list[Any]:
    return [one for one in problems(folder, changed(*changes)) if one.rule == "D2"]


@pytest.mark.parametrize("changes", SOUND.values(), ids=list(SOUND))
def test_what_is_always_there_passes(tmp_path: Path, changes: list[tuple[str, str]]):
    assert not read_empty(tmp_path, changes)


@pytest.mark.parametrize(("changes", "words"), FAULTS.values(), ids=list(FAULTS))
def test_what_may_be_empty_is_told_with_a_form_in_which_it_is(
    tmp_path: Path, changes: list[tuple[str, str]], words: str
):
    (found,) = read_empty(tmp_path, changes)
    assert words in found.message.vi
    assert found.counterexample


def test_a_row_ends_on_a_day_that_is_there(tmp_path: Path):
    hires = "register: hires\nkey: code\ncolumns: {code: {label: {vi: Mã}, type: text, required: yes}}\nwritten_by: [procedures]\n"
    ends = (
        "allow: {to: allowed, letter: permit}",
        "allow: {to: allowed, letter: permit, records: [{in: hires, end: entry, on: back_on}]}",
    )
    fields = f"  entry: {{label: {{vi: Dòng}}, type: record, in: hires}}\n  back_on: {{label: {{vi: Ngày trả}}, type: date, shown: {{entry: filled}}%s}}\n{FIELD}"
    for needed, faults in (("", ["back_on"]), (", required: yes", [])):
        found = problems(tmp_path, changed((FIELD, fields % needed), ends), hires=hires)
        assert [one.message.en.split('"')[3] for one in found if one.rule == "D2"] == faults


# --- behind what the way itself has found out -------------------------------------------------------------------------


def sorted_by(first: str, second: str, *, note: str = "", more: str = "") -> list[tuple[str, str]]:
    """The office notes something and is led by it: where the permit is written, `note` is read.

    first, second  the conditions of the choice; the second leads to the refusal
    note           what the finding says beside its label
    more           what the step that writes the permit also does
    """
    return [
        ("  reason: {label: {vi: Lý do}, type: text, required: yes}\n", f"  reason: {{label: {{vi: Lý do}}, type: text, required: yes}}\n  known: {{label: {{vi: Đã rõ}}, type: yes_no, required: yes}}\n  note: {{label: {{vi: Ghi chú}}, type: text{note}}}\n"),
        ("      allow: {to: allowed, letter: permit}\n", "      look: {to: sort, asks: [known, note, reason]}\n"),
        ("ends:\n", f"  sort: {{choose: [{{when: {first}, to: write}}, {{when: {second}, to: refuse}}]}}\n  write: {{role: office, do: {{allow: {{to: allowed, letter: permit}}{more}}}}}\n  refuse: {{role: office, do: {{no: {{to: rejected, letter: refusal}}}}}}\nends:\n"),
        (READS, "with: {name: holder.name, day: held_on, note: note}"),
    ]  # fmt: skip


NEEDED = ", shown: {known: yes}, required: yes"
PASSED = {
    "the field itself decides": sorted_by("{note: filled}", "{note: empty}"),
    "what decides whether it is asked decides": sorted_by("{known: yes}", "{known: no}", note=NEEDED),
    "another finding is answered since": sorted_by("{note: filled}", "{note: empty}", more=", again: {asks: [reason]}"),
}  # fmt: skip
MISSED = {
    "the other way is taken": sorted_by("{note: empty}", "{note: filled}"),
    "it is answered anew since": sorted_by("{note: filled}", "{note: empty}", more=", again: {asks: [note]}"),
    "what decides is answered anew since": sorted_by("{known: yes}", "{known: no}", note=NEEDED, more=", again: {asks: [known]}"),
    "one line of the choice says nothing of it": sorted_by("{known: yes}", "{known: no}"),
}  # fmt: skip


@pytest.mark.parametrize("changes", PASSED.values(), ids=list(PASSED))
def test_a_letter_behind_a_choice_that_decides_whether_its_field_is_filled_passes(
    tmp_path: Path, changes: list[tuple[str, str]]
):
    assert not read_empty(tmp_path, changes)


@pytest.mark.parametrize("changes", MISSED.values(), ids=list(MISSED))
def test_a_choice_that_no_longer_says_that_the_field_is_filled_hides_no_blank(
    tmp_path: Path, changes: list[tuple[str, str]]
):
    (found,) = read_empty(tmp_path, changes)
    assert 'Tờ "permit" đọc "note"' in found.message.vi


def beside(asks: str) -> list[tuple[str, str]]:
    """The note is found and sorted by in one branch of a block while another branch asks something."""
    changes = sorted_by("{note: filled}", "{note: empty}")
    return [
        changes[0],
        ("      allow: {to: allowed, letter: permit}\n", "      on: {to: both}\n"),
        ("ends:\n", f"  both: {{together: [{{to: look}}, {{to: other}}], meet: after}}\n  look: {{role: office, do: {{see: {{to: sort, asks: [known, note, reason]}}}}}}\n  other: {{role: office, do: {{ask: {{to: meet, asks: [{asks}]}}}}}}\n  sort: {{choose: [{{when: {{note: filled}}, to: write}}, {{when: {{note: empty}}, to: meet}}]}}\n  write: {{role: office, do: {{print: {{to: meet, letter: permit}}}}}}\n  after: {{role: office, do: {{allow: {{to: allowed, letter: refusal}}}}}}\nends:\n"),
        changes[3],
    ]  # fmt: skip


@pytest.mark.parametrize(("asks", "count"), [("reason", 0), ("note", 1)])
def test_what_another_branch_may_change_is_not_counted_on(tmp_path: Path, asks: str, count: int):
    assert len(read_empty(tmp_path, beside(asks))) == count


# --- of every published file ------------------------------------------------------------------------------------------

ALL = published()
DROPPED = [
    (slug, section, name)
    for slug, procedure in ALL.items() for section in ("form", "findings") for name, field in getattr(procedure, section).items()
    if field.required == ALWAYS and field.type != "list" and any(read.name == name for read in must_stand(procedure))
]  # fmt: skip


def flagged(procedure: Procedure, field: str = "", letter: str = "", key: str = "") -> bool:
    """Is it found that this field, or this value of a letter, may be empty?"""
    mine = [
        read
        for read in must_stand(procedure)
        if (read.name == field if field else read.path == ("letters", letter, "with", key))
    ]
    return any(True for _ in may_be_empty(procedure, mine))


def test_every_published_file_reads_only_what_is_there():
    assert not [
        finding
        for procedure in ALL.values()
        for finding in values_filled(procedure, Surroundings())
    ]


@pytest.mark.parametrize("slug", sorted({slug for slug, _, _ in DROPPED}))
def test_a_field_that_is_read_and_no_longer_required_is_found(slug: str):
    mine = [(section, name) for one, section, name in DROPPED if one == slug]
    procedure = ALL[slug]
    missed = []
    for section, name in mine:
        fields = getattr(procedure, section)
        if not flagged(
            replace(
                procedure, **{section: {**fields, name: replace(fields[name], required=NEVER)}}
            ),
            name,
        ):
            missed.append(name)
    assert not missed


@cache
def stripped(slug: str) -> Procedure:
    """The file without any `else` that the proof calls needless."""
    procedure = ALL[slug]
    for name, letter in procedure.letters.items():
        for key, value in letter.values.items():
            if value.otherwise is not None:
                values = {**procedure.letters[name].values, key: replace(value, otherwise=None)}
                bare = replace(
                    procedure,
                    letters={
                        **procedure.letters,
                        name: replace(procedure.letters[name], values=values),
                    },
                )
                if not flagged(bare, letter=name, key=key):
                    procedure = bare
    return procedure


@pytest.mark.parametrize("slug", sorted(FORMS.keys() & ALL.keys()))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(data=st.data())
def test_no_letter_of_any_life_lacks_what_was_proven_to_be_there(slug: str, data: Any):
    draw = data.draw
    story = Story(stripped(slug))
    story.open(
        FORMS[slug],
        channel=draw(
            st.sampled_from(
                [one for one in story.procedure.channels if one in ("counter", "online", "post")]
            )
        ),
    )
    for _ in range(20):
        story.at += timedelta(hours=draw(st.integers(0, 60)))
        story.time_acts(story.at.isoformat())
        may = sorted((by, step, action) for by in PEOPLE for step, action in story.offered(by))
        if not story.case.open or not may:
            break
        by, step, action = draw(st.sampled_from(may))
        found = story.acting(action, by=by, step=step, data=answers(story, step, action, draw))
        if isinstance(found, Decided):
            story._take(found)
    for event in story.events:
        if isinstance(event.body, Issued) and event.body.letter in story.procedure.letters:
            printed = event.body.personal["values"]
            for key, value in story.procedure.letters[event.body.letter].values.items():
                assert value.otherwise is not None or printed[key] not in (None, "", [], {}), (
                    f"{event.body.letter}: {key}"
                )
