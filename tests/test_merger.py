"""Hamlets are merged from a day: old and new have that one day, and no row is ended twice by one act."""

from pathlib import Path
from typing import Any

import pytest

from dinh.engine.record.case import Case
from dinh.engine.refusal import Refused
from dinh.store import ledger
from dinh.workflow import cases, publishing
from tests.families import FOLDER
from tests.families.line import HOUSE, Families, at

FILE = """
procedure: nhap-thon
name: {vi: Nhập thôn}
field: dieu-hanh
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
form:
  merged_on: {label: {vi: Từ ngày}, type: date, required: yes}
  name: {label: {vi: Tên mới}, type: text, required: yes}
  code: {label: {vi: Mã mới}, type: text, required: yes}
  olds: {label: {vi: Thôn cũ}, type: list, rows: "[2..9]", required: yes, of: {hamlet: {label: {vi: Thôn}, type: record, in: hamlets, required: yes}}}
deadline: none
steps:
  ask:
    role: leader
    do:
      merge:
        to: done
        records:
          - {in: hamlets, end: row.hamlet, from: merged_on, each: olds}
          - {in: hamlets, add: {code: code, name: name, active: yes}, from: merged_on}
ends: {done: {outcome: done, label: {vi: Đã nhập}, letter: none, why_quiet: {vi: Việc nội bộ}}}
letters: {}
examples:
  - name: nhập
    given: {opened: 2026-07-06T08:00, channel: house, merged_on: 2026-08-01, code: Z, name: Bon Z, olds: [{hamlet: A}, {hamlet: B}]}
    does: [{by: leader, act: merge, at: 2026-07-06T09:00}]
    gives: {end: done, records: [hamlets]}
"""


def checked(tmp_path: Path, text: str) -> Any:
    (tmp_path / "nhap-thon.yaml").write_text(text, "utf-8")
    for name in ("fields.yaml", "roles.yaml", "registers/hamlets.yaml"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((Path(FOLDER) / name).read_bytes())
    return publishing.check([tmp_path], HOUSE)


@pytest.fixture
def commune(families: Families, tmp_path: Path) -> Families:
    families.hamlets("A", "B", "C")
    found = checked(tmp_path, FILE)
    assert found.sound, [one.message.en for one in found.problems]
    publishing.publish(HOUSE, found, at=at("2026-07-02"))
    return families


def opened(*hamlets: str) -> str:
    given = {
        "merged_on": "2026-08-01",
        "code": "Z",
        "name": "Bon Z",
        "olds": [{"hamlet": one} for one in hamlets],
    }
    return cases.open_case(HOUSE, "leader", "nhap-thon", given, at=at("2026-07-06")).code


def merged(code: str) -> Case:
    return cases.act(HOUSE, "leader", code, "merge", at=at("2026-07-07"))


def standing(day: str) -> set[str]:
    return {row.record for row in ledger.all_records(HOUSE, "hamlets", day)}


def test_a_merger_has_one_day_for_old_and_new(commune: Families) -> None:
    merged(opened("A", "B"))
    assert standing("2026-07-31") == {"A", "B", "C"} and standing("2026-08-01") == {"C", "Z"}
    assert commune.whole()


def test_the_same_hamlet_is_not_ended_twice_by_one_act(commune: Families) -> None:
    code, before = opened("A", "A"), commune.events() + 1
    with pytest.raises(Refused) as found:
        merged(code)
    assert found.value.refusal.code == "record.ended_twice"
    assert found.value.refusal.facts["record"] == "A"
    assert commune.events() == before - 1 and standing("2026-08-01") == {"A", "B", "C"}


def test_a_first_day_that_may_be_empty_or_is_no_day_is_told_by_the_checker(
    families: Families, tmp_path: Path
) -> None:
    empty = FILE.replace("type: date, required: yes", "type: date").replace(
        "merged_on: 2026-08-01, ", ""
    )
    assert "D2" in {one.rule for one in checked(tmp_path, empty).problems}
    wrong = FILE.replace("name: Bon Z, olds", "name: Bon Z, olds").replace(
        "end: row.hamlet, from: merged_on", "end: row.hamlet, from: soon"
    )
    assert "R1" in {one.rule for one in checked(tmp_path, wrong).problems}
    both = FILE.replace(
        "end: row.hamlet, from: merged_on", "end: row.hamlet, from: merged_on, on: acted"
    )
    assert "Y2" in {one.rule for one in checked(tmp_path, both).problems}
