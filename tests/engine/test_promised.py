"""What the grammar promises key by key, told by the smallest procedure that shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dinh.engine.decisions.case_clock import warnings
from dinh.engine.refusal import Refusal
from tests.procedures_for_tests import CALENDAR, Story
from tests.procedures_for_tests import fields as places

HEAD = """procedure: thu
name: {vi: Thử}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
"""
TAIL = """
ends: {done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}}
"""
PLOTS = """register: plots
key: code
number: yearly
columns: {code: {label: {vi: Mã}, type: text, required: yes}, kind: {label: {vi: Loại}, type: text}, holder: {label: {vi: Chủ}, type: text}}
written_by: [procedures, import]
"""
BODIES = """
form:
  bodies:
    label: {vi: Nơi}
    type: list
    rows: "[1..4]"
    required: yes
    of:
      name: {label: {vi: Tên}, type: text, required: yes}
      by: {label: {vi: Trước ngày}, type: date}
      view: {label: {vi: Ý kiến}, type: text}
"""
NESTED = """
steps:
  start: {role: office, do: {go: {to: asking}}}
  asking: {together: [{to: head, each: bodies}], meet: settle}
  head: {role: police, do: {on: {to: inner}}}
  inner: {together: [{to: one}, {to: two}], meet: last}
  one: {role: police, do: {answer: {to: meet, asks: [row.view]}, more: {at_most: 1}, out: {to: last, breaks: yes}}}
  two: {role: land, do: {fine: {to: meet}}}
  last: {role: office, do: {fine: {to: meet}}}
  settle: {role: office, do: {sign: {to: done}}}
"""
KIND = "kind: {label: {vi: Loại}, type: choice, of: {a: {vi: A}, b: {vi: B}}, required: yes}"

Lived = Callable[..., Story]


@pytest.fixture
def lived(tmp_path: Path) -> Lived:
    """A case of a procedure of these keys, opened by the office."""
    from dinh.procedures import check_paths

    def made(
        text: str,
        *,
        facts: dict[str, object] | None = None,
        rows: dict[str, dict[str, str]] | None = None,
        **form: object,
    ) -> Story:
        (tmp_path / "letters").mkdir(exist_ok=True)
        (tmp_path / "letters" / "plain.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
        rest = "".join(
            line
            for key, line in (("letters:", "letters: {}\n"), ("deadline:", "deadline: none\n"))
            if key not in text
        )
        (tmp_path / "thu.yaml").write_text(HEAD + text + TAIL + rest + "examples: []\n")
        (tmp_path / "plots.yaml").write_text(PLOTS)
        found = check_paths([tmp_path / "thu.yaml", tmp_path / "plots.yaml"])
        assert not [one for one in found.problems if one.severity == "problem"], [
            one.message.en for one in found.problems
        ]
        story = Story(found.packages[0].procedure, facts=facts)
        story.rows |= {
            ("plots", name): [(0, dict(values))] for name, values in (rows or {}).items()
        }
        story.open(form, by="office")
        return story

    return made


def letters(story: Story) -> list[dict[str, object]]:
    return [one.body.personal["values"] for one in story.events if one.kind == "issued"]


# --- a block in the branch of a row ---------------------------------------------------------------------------------


def nested(lived: Lived) -> Story:
    story = lived(BODIES + NESTED, bodies=[{"name": "A"}, {"name": "B"}])
    story.act("go", by="office")
    story.act("on", by="police", step="head/1")
    return story


def test_entering_a_block_in_the_branch_of_a_row_empties_that_row_alone(lived: Lived):
    story = nested(lived)
    story.act("answer", by="police", step="one/1", row={"view": "Đồng ý"})
    story.act("on", by="police", step="head/2")
    assert story.case.data["bodies"]["1"]["view"] == "Đồng ý"


def test_at_most_is_counted_for_each_row_of_its_own(lived: Lived):
    story = nested(lived)
    story.act("more", by="police", step="one/1")
    story.act("on", by="police", step="head/2")
    assert story.refused("more", by="police", step="one/1").code == "action.used_up"


def test_breaking_out_of_a_block_in_the_branch_of_a_row_drops_nothing_of_another_row(lived: Lived):
    story = nested(lived)
    story.act("on", by="police", step="head/2")
    story.act("out", by="police", step="one/2")
    assert sorted(story.steps) == ["last/2", "one/1", "two/1"]


# --- time -----------------------------------------------------------------------------------------------------------

ROW_TIMES = """
steps:
  start: {role: office, do: {go: {to: asking}}}
  asking: {together: [{to: opinion, each: bodies}], meet: settle}
  opinion: {role: police, limit: 3 days, then: {to: meet}, warn: [{at: row.by, tell: [leader]}], do: {answer: {to: meet}, longer: {at_most: 1, extends: {until: row.by, of: limit}}}}
  settle: {role: office, do: {sign: {to: done}}}
"""


def test_a_limit_is_extended_until_the_day_of_its_row(lived: Lived):
    story = lived(
        BODIES.replace("type: date}", "type: date, required: yes}") + ROW_TIMES,
        bodies=[{"name": "A", "by": "2026-08-20"}],
    )
    story.act("go", by="office")
    story.act("longer", by="police", step="opinion/1")
    assert story.limit("opinion/1") == "2026-08-20T17:00"


def test_people_are_told_by_the_day_of_the_row(lived: Lived):
    story = lived(
        BODIES.replace("type: date}", "type: date, required: yes}") + ROW_TIMES,
        bodies=[{"name": "A", "by": "2026-08-20"}],
    )
    story.act("go", by="office")
    assert [one.step for one in warnings(story.procedure, story.case, story.scope(), CALENDAR)] == [
        "opinion/1"
    ]


def test_a_letter_that_extends_a_limit_tells_the_new_one(lived: Lived):
    story = lived("""
form: {kind: {label: {vi: Loại}, type: text}}
steps: {start: {role: office, limit: 3 days, then: {to: done}, do: {longer: {at_most: 1, extends: {by: 5 days, of: limit}, letter: told}, go: {to: done}}}}
letters: {told: {template: plain.typ, type: TB, with: {until: limit}}}
""")
    story.act("longer", by="office")
    assert str(letters(story)[0]["until"])[:16] == story.limit("start")


# --- what is looked at ----------------------------------------------------------------------------------------------


def test_a_line_of_a_row_is_looked_at_when_what_it_reads_of_the_case_is_edited(lived: Lived):
    story = lived(
        f"""
form:
  {KIND}
  talks: {{label: {{vi: Bài}}, type: list, rows: "[1..4]", required: yes, of: {{minutes: {{label: {{vi: Phút}}, type: number, in: "[1..60]", required: yes}}}}, valid: [{{when: {{minutes: "> 30", case.kind: b}}, say: {{vi: Dài quá}}, at: minutes}}]}}
steps: {{start: {{role: office, do: {{fix: {{edits: [kind]}}, go: {{to: done}}}}}}}}
""",
        kind="a",
        talks=[{"minutes": 40}],
    )
    assert isinstance(found := story.acting("fix", by="office", kind="b"), Refusal)
    assert places(found) == ["talks.1.minutes"]


def test_a_line_on_an_action_called_open_says_nothing_at_the_opening(lived: Lived):
    text = f"""
form: {{{KIND}}}
valid: [{{when: {{kind: b}}, say: {{vi: Không mở}}, at: kind, on: open}}]
steps: {{start: {{role: office, do: {{open: {{edits: [kind]}}, go: {{to: done}}}}}}}}
"""
    assert lived(text, kind="b").steps == ["start"]


def test_a_row_is_added_whatever_earlier_rows_have_come_to_lack(lived: Lived):
    story = lived(
        f"""
form: {{{KIND}}}
findings:
  visits: {{label: {{vi: Lần}}, type: list, rows: "[0..4]", of: {{what: {{label: {{vi: Gì}}, type: text, required: yes}}, why: {{label: {{vi: Vì sao}}, type: text, required: {{case.kind: b}}}}}}}}
steps: {{start: {{role: office, do: {{fix: {{edits: [kind]}}, visit: {{adds: visits}}, go: {{to: done}}}}}}}}
""",
        kind="a",
    )
    story.act("visit", by="office", row={"what": "x"})
    story.act("fix", by="office", kind="b")
    story.act("visit", by="office", row={"what": "y", "why": "z"})
    assert len(story.case.data["visits"]) == 2


def test_a_fact_of_the_house_that_a_field_hangs_on_is_read_once(lived: Lived):
    story = lived(
        """
form: {way: {label: {vi: Đường}, type: text, shown: {house.remote: yes}}}
steps: {start: {role: office, do: {go: {to: done}}}}
""",
        facts={"remote": True},
        way="Bằng thuyền",
    )
    story.facts = {"remote": False}
    assert story.value("way") == "Bằng thuyền"


# --- records, letters, delegations ----------------------------------------------------------------------------------

CHANGES = """
form: {plot: {label: {vi: Thửa}, type: record, in: plots, required: yes}, kind: {label: {vi: Loại}, type: text, required: yes}}
steps:
  start: {role: office, do: {go: {to: settle, records: [{in: plots, change: plot, set: {kind: kind}}]}}}
  settle: {role: office, do: {sign: {to: done}}}
"""


def test_what_an_act_changed_in_a_row_is_as_before_and_what_others_wrote_since_stays(lived: Lived):
    story = lived(
        CHANGES, rows={"P1": {"code": "P1", "holder": "Điểu Xuân"}}, plot="P1", kind="rừng"
    )
    story.act("go", by="office")
    story.rows["plots", "P1"].append(
        (story.case.place + 1, {"code": "P1", "kind": "rừng", "holder": "Thị Mai"})
    )
    story.act("reverse", by="leader", reason="Nhầm")
    assert story.rows["plots", "P1"][-1][1] == {"code": "P1", "holder": "Thị Mai"}


def test_a_row_that_has_ended_is_not_changed(lived: Lived):
    story = lived(CHANGES, rows={"P1": {"code": "P1"}}, plot="P1", kind="rừng")
    story.rows["plots", "P1"].append((1, None))
    assert isinstance(story.acting("go", by="office"), Refusal)


def test_a_letter_of_a_row_has_the_number_of_the_record_of_that_row(lived: Lived):
    story = lived(
        """
form:
  papers: {label: {vi: Giấy}, type: list, rows: "[1..4]", required: yes, of: {what: {label: {vi: Gì}, type: text, required: yes}, kept: {label: {vi: Vào sổ}, type: yes_no, required: yes}}}
steps: {start: {role: office, do: {go: {to: done, letter: told, records: [{in: plots, add: {kind: row.what}, each: papers, where: {row.kept: yes}}]}}}}
letters: {told: {template: plain.typ, type: TB, each: papers, number: plots, with: {what: row.what}}}
""",
        papers=[{"what": "A", "kept": False}, {"what": "B", "kept": True}],
    )
    story.act("go", by="office")
    assert [(one["what"], one["book"]) for one in letters(story)] == [
        ("A", "02/2026"),
        ("B", "01/2026"),
    ]


def test_a_case_gives_two_delegations_of_which_each_stands(lived: Lived):
    story = lived(
        """
form:
  whose: {label: {vi: Vị trí}, type: post, required: yes}
  first: {label: {vi: Người}, type: person, required: yes}
  second: {label: {vi: Người}, type: person, required: yes}
  until: {label: {vi: Đến}, type: date, required: yes}
steps:
  start: {role: office, do: {one: {to: further, delegates: {who: first, post: whose, from: acted, until: until, letter: given}}}}
  further: {role: office, do: {two: {to: done, delegates: {who: second, post: whose, from: acted, until: until, letter: given}}}}
letters: {given: {template: plain.typ, type: QĐ, with: {until: until}}}
""",
        whose="leader",
        first="land",
        second="police",
        until="2026-09-01",
    )
    story.act("one", by="office")
    story.act("two", by="office")
    assert len({one.body.delegation for one in story.events if one.kind == "delegated"}) == 2


def test_whom_the_case_names_after_an_edit_acts_in_the_step_that_is_open(lived: Lived):
    story = lived(
        """
form: {keeper: {label: {vi: Người giữ}, type: person, required: yes}}
steps: {start: {role: [{person: keeper}, office], do: {fix: {edits: [keeper]}, go: {to: done}}}}
""",
        keeper="land",
    )
    story.act("fix", by="office", keeper="police")
    assert story.offered("police") and not story.offered("land")


# --- papers ---------------------------------------------------------------------------------------------------------

HEALTH = """
form: {what: {label: {vi: Gì}, type: text}}
documents: {health: {label: {vi: Giấy khám sức khỏe}, kind: original, valid: 6 months}}
deadline: {starts: start.go, time: 5 working days, law: LX 1, confirmed: no}
law: {LX: {title: Luật thử, number: 1/2026, confirmed: no}}
steps: {start: {role: office, do: {go: {to: settle}}}, settle: {role: office, do: {sign: {to: done}}}}
"""


@pytest.mark.parametrize(
    ("day", "warned"),
    [("2025-12-31", ["Giấy khám sức khỏe: chỉ có giá trị đến 30/06/2026"]), ("2026-01-01", [])],
)
def test_a_paper_whose_time_is_over_warns_at_acceptance_and_stops_nobody(
    lived: Lived, day: str, warned: list[str]
):
    story = lived(
        HEALTH, documents={"health": {"brought": "seen", "date": f"{day[8:]}/{day[5:7]}/{day[:4]}"}}
    )
    assert story.case.documents == {"health": {"seen": "", "date": day}}
    story.act("go", by="office")
    assert [
        said for one in story.events if one.kind == "filled" for said in one.body.warned
    ] == warned


def test_a_day_on_a_paper_that_is_none_is_told_at_the_paper(lived: Lived):
    with pytest.raises(AssertionError, match=r"documents\.health"):
        lived(HEALTH, documents={"health": {"brought": "seen", "date": "31/02/2026"}})
