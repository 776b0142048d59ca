"""`told`: what is said in words of a procedure is read whole, and its faults are told at their lines."""

import pytest

from dinh.engine.definition.procedure import Conflict, Text, Told
from tests.procedures.files import GOOD, checked, problems

SAID = """\
told:
  sure: low
  agrees: [code, name]
  online: counter
  why: {vi: Phải xem hội trường}
  result: {vi: Giấy cho mượn}
  conflicts: [{about: time, says: [{vi: 3 ngày}, {vi: 5 ngày}]}]
"""
ONLY_TOLD = (
    GOOD[: GOOD.index("form:")].replace("level: internal", "level: info")
    + SAID
    + "deadline: {starts: opened, time: 3 working days}\n"
)


def test_what_is_told_is_read_as_it_stands(tmp_path):
    found = checked(tmp_path, GOOD + SAID).packages[0].procedure.told
    assert found == Told(
        sure="low",
        agrees=("code", "name"),
        online="counter",
        why=Text("Phải xem hội trường"),
        result=Text("Giấy cho mượn"),
        conflicts=(Conflict("time", (Text("3 ngày"), Text("5 ngày"))),),
    )
    assert found.confirmed("code")
    assert not found.confirmed("time")


def test_a_procedure_that_is_only_told_is_sound_without_steps_and_its_acts_need_no_article(
    tmp_path,
):
    found = checked(tmp_path, ONLY_TOLD)
    assert [one.rule for one in found.problems if one.severity == "problem"] == []
    assert "N2" not in {one.rule for one in found.problems}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sure: low", "sure: maybe", '"maybe" cannot stand in "sure"'),
        ("  sure: low\n", "", 'Key "sure" is missing'),
        ("agrees: [code, name]", "agrees: [code, colour]", '"colour" cannot stand in "agrees"'),
        ("says: [{vi: 3 ngày}, {vi: 5 ngày}]", "says: [{vi: 3 ngày}]", '"says" needs at least 2'),
        ("about: time", "about: weather", '"weather" cannot stand in "about"'),
        ("online: counter", "onlien: counter", 'did you mean "online"?'),
    ],
)
def test_a_fault_in_it_is_told(tmp_path, old, new, says):
    assert old in SAID
    found = [one.message.en for one in problems(tmp_path, GOOD + SAID.replace(old, new))]
    assert any(says in one for one in found), found
