"""`unique` of a register, in the books: who comes second is refused, whichever way the row would come in."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connections

from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import local
from dinh.messages import refusal_json
from dinh.store import ledger, rebuild
from dinh.workflow import cases, publishing
from tests.test_commands import HOUSE, Line, dinh  # noqa: F401  # the fixture

AT = local("2026-07-01T08:00")
REGISTER = """\
register: places
name: {vi: Sổ chỗ ngồi, en: Book of places}
number: yearly
written_by: [procedures, import]
columns:
  who: {label: {vi: Người ngồi, en: Who sits}, type: person_name, required: yes}
  place: {label: {vi: Chỗ, en: Place}, type: text, required: yes}
  day: {label: {vi: Ngày, en: Day}, type: date, required: yes}
  tent: {label: {vi: Số bạt, en: Tent}, type: text}
"""
UNIQUE = "unique: [[place, day], [who, day], [tent]]\n"
PROCEDURE = """\
procedure: xin-cho
name: {vi: Xin chỗ ngồi}
field: ho-kinh-doanh
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
class: kept
classes: {kept: {roles: [office, leader], label: {vi: Mật}}}
form:
  who: {label: {vi: Người ngồi}, type: person_name, required: yes}
  place: {label: {vi: Chỗ}, type: text, required: yes}
  day: {label: {vi: Ngày}, type: date, required: yes}
  tent: {label: {vi: Số bạt}, type: text}
  old: {label: {vi: Chỗ đang có}, type: record, in: places}
deadline: none
steps:
  work:
    role: office
    limit: 10 days
    then: {to: done, records: [{in: places, add: {who: who, place: place, day: day}}]}
    do:
      give: {to: done, records: [{in: places, add: {who: who, place: place, day: day, tent: tent}}]}
      amend: {edits: [place, day], when: {old: filled}, records: [{in: places, change: old, set: {place: place, day: day}}]}
      free: {to: done, when: {old: filled}, records: [{in: places, end: old, on: day}]}
      stop: {to: stopped, letter: receipt}
ends:
  done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}
  stopped: {outcome: stopped, label: {vi: Thôi}, letter: none, why_quiet: {vi: Việc nội bộ}}
letters: {receipt: {form: "01"}}
"""
ONE = {"who": "Điểu Xuân", "place": "A1", "day": "2026-07-05"}


@pytest.fixture
def books(dinh: Line, tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    publish(tmp_path / "own", REGISTER + UNIQUE)
    return tmp_path / "own"


def publish(folder: Path, register: str) -> None:
    (folder / "places.yaml").write_text(register)
    (folder / "xin-cho.yaml").write_text(PROCEDURE)
    checked = publishing.check([folder])
    assert checked.sound, [one.message.en for one in checked.problems]
    publishing.publish(HOUSE, checked, at=AT)


def opened(**data: str) -> str:
    return cases.open_case(HOUSE, "office", "xin-cho", {**ONE, **data}, at=AT).code


def act(code: str, action: str, person: str = "office", **data: str) -> str:
    cases.act(HOUSE, person, code, action, data=data, at=AT)
    return code


def given(**data: str) -> str:
    return act(opened(**data), "give")


def refused(code: str, action: str, person: str = "office", **data: str) -> Refusal:
    head, before = ledger.head(HOUSE), [row.values for row in ledger.records(HOUSE, "places")]
    with pytest.raises(Refused) as found:
        act(code, action, person, **data)
    assert ledger.head(HOUSE) == head
    assert [row.values for row in ledger.records(HOUSE, "places")] == before
    assert found.value.refusal.code == "record.repeats"
    return found.value.refusal


def test_the_second_row_is_refused_by_the_action_that_would_write_it_and_says_where_the_first_one_is(
    books,
):
    first = given()
    found = refused(opened(who="Thị Mai", place="a1"), "give")
    assert (found.facts["record"], found.facts["case"]) == ("2026-0001", first)
    said = refusal_json(found, "vi")["message"]
    assert said == f"Sổ “Sổ chỗ ngồi” đã có dòng “2026-0001” (hồ sơ {first}) với cùng: Chỗ, Ngày."
    assert f"(case {first}) with the same: Place, Day." in refusal_json(found, "en")["message"]
    given(who="Thị Mai", place="A2")


def test_personal_columns_stand_beside_the_log_and_are_compared_all_the_same(books):
    given()
    assert refused(opened(who="ĐIỂU XUÂN", place="A2"), "give").facts["columns"] == [
        {"vi": "Người ngồi", "en": "Who sits"},
        {"vi": "Ngày", "en": "Day"},
    ]


def test_an_empty_column_repeats_nothing(books):
    given()
    given(who="Thị Mai", place="A2")  # both without a tent
    given(who="Y Ba", place="A3", tent="B7")
    refused(opened(who="Y Tư", place="A4", tent="b7"), "give")


def test_a_case_that_may_not_be_read_is_not_named(books):
    first = given()
    land = [
        Appointed(
            person="land",
            post="desk",
            roles=("land",),
            start="2025-07-01",
            personal={"name": "Y Ba"},
        )
    ]
    cases.appoint(HOUSE, land, at=AT)
    found = finders.context(HOUSE, "land", AT).same(
        "places", {"place": "A1", "day": "2026-07-05"}, frozenset()
    )
    assert found == ("2026-0001", "")
    assert finders.context(HOUSE, "office", AT).same(
        "places", {"place": "A1", "day": "2026-07-05"}, frozenset()
    ) == ("2026-0001", first)


def test_a_change_that_would_repeat_another_row_is_refused_and_one_of_the_row_itself_is_not(books):
    given()
    given(who="Thị Mai", place="A2")
    code = opened(who="Thị Mai", place="A2", old="2026-0002")
    assert refused(code, "amend", place="A1").facts["record"] == "2026-0001"
    act(code, "amend", place="A2")
    act(code, "amend", place="A3")
    assert [row.values["place"] for row in ledger.records(HOUSE, "places")] == ["A1", "A3"]


def test_a_row_that_was_ended_or_reversed_makes_room_and_reversing_cannot_take_it_back(books):
    first = given()
    act(first, "reverse", "leader", reason="Nhầm")
    second = given(who="Thị Mai")
    assert refused(first, "give").facts["case"] == second
    third = act(opened(old="2026-0002"), "free")
    given(who="Y Ba")
    assert refused(third, "reverse", "leader", reason="Nhầm").facts["columns"] == [
        {"vi": "Chỗ", "en": "Place"},
        {"vi": "Ngày", "en": "Day"},
    ]


def test_a_value_that_was_struck_is_known_to_nobody(books):
    code = given()
    refused(opened(place="A2"), "give")
    cases.strike(HOUSE, "leader", code, ["who"], "QĐ 1", at=AT)
    given(place="A2")
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_time_writes_no_second_row_either_and_the_case_waits_for_somebody(books):
    given()
    code = opened(who="Thị Mai")
    assert cases.let_time_act(HOUSE, local("2026-08-01T08:00")) == []
    assert cases.let_time_act(HOUSE, local("2026-08-01T08:30")) == []
    assert [step.name for step in finders.case_as_kept(HOUSE, code).case.steps] == ["work"]
    (noted,) = [event for event in ledger.log(HOUSE, code) if event.kind == "noted"]
    assert "Sổ “Sổ chỗ ngồi” đã có dòng “2026-0001”" in noted.personal["text"].value
    assert [
        one.case.code for one in finders.reminded(HOUSE, "office", at=local("2026-08-01T08:30"))
    ] == [code]
    cases.act(HOUSE, "office", code, "stop", at=local("2026-08-01T09:00"))
    assert finders.case_as_kept(HOUSE, code).case.end == "stopped"


def test_of_two_who_come_together_one_is_refused(books):
    codes = [opened(who=f"Y {n}") for n in range(6)]
    outcomes: list[str] = []
    start = threading.Barrier(len(codes))

    def come(code: str) -> None:
        start.wait()
        try:
            act(code, "give")
            outcomes.append("given")
        except Refused as found:
            outcomes.append(found.refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", *["record.repeats"] * 5]
    assert len(ledger.records(HOUSE, "places")) == 1


def faults(rows: list[dict[str, str]], slug: str = "places") -> list[tuple[str, str, str]]:
    head = ledger.head(HOUSE)
    with pytest.raises(Refused) as found:
        cases.import_records(HOUSE, slug, rows, "thử", at=AT)
    assert ledger.head(HOUSE) == head
    return [(fault.field, fault.code, fault.facts["record"]) for fault in found.value.refusal.at]


def test_rows_from_elsewhere_may_repeat_neither_what_stands_nor_one_another(books):
    given()
    rows = [
        {**ONE, "who": "Thị Mai"},
        {**ONE, "who": "Y Ba", "place": "A2"},
        {**ONE, "who": "Y Tư", "place": "a2"},
        {**ONE, "who": "y ba", "place": "A4"},
    ]
    assert faults(rows) == [
        ("1.place", "record.repeats", "2026-0001"),
        ("3.place", "record.repeats", "2026-0003"),
        ("4.who", "record.repeats", "2026-0003"),
    ]
    cases.import_records(
        HOUSE, "places", [rows[1], {**ONE, "who": "Y Tư", "place": "A5"}], "thử", at=AT
    )
    found = refused(opened(who="Y Năm", place="A5"), "give")
    assert "có từ trước" in refusal_json(found, "vi")["message"]


def test_rows_from_elsewhere_do_not_take_the_place_of_a_row_with_their_key(dinh):
    village = {"code": "A", "name": "Bon A", "kind": "bon"}
    assert faults([village, {**village, "name": "Bon B"}], "villages") == [
        ("2.code", "record.twice_here", "A")
    ]
    cases.import_records(HOUSE, "villages", [village], "thử", at=AT)
    assert faults([{**village, "name": "Bon B"}], "villages") == [("1.code", "record.exists", "A")]


def test_a_register_becomes_unique_for_every_procedure_once_its_rows_are(books):
    publish(books, REGISTER)
    first, second = given(), given(who="Thị Mai")
    (books / "places.yaml").write_text(REGISTER + UNIQUE)
    alone = publishing.check(
        [books / "places.yaml"]
    )  # the version that cases follow stays, and carries the register of before
    with pytest.raises(Refused) as found:
        publishing.publish(HOUSE, alone, at=AT)
    (fault,) = found.value.refusal.at
    assert fault.code == "publish.repeats" and {fault.facts["record"], fault.facts["other"]} == {
        "2026-0001",
        "2026-0002",
    }
    act(second, "reverse", "leader", reason="Nhầm")
    publishing.publish(HOUSE, alone, at=AT)
    assert refused(second, "give").facts["case"] == first
