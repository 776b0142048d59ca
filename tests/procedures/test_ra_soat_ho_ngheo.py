"""The yearly poverty review through the door: it starts itself, each village is a case, a register with history is what is left."""

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import ledger, queries
from dinh.workflow import cases
from tests.letters.papers import text_of
from tests.procedures.matters import rows
from tests.world import UNIT, instant

PARENT, VILLAGE = "ra-soat-ho-ngheo", "ra-soat-ho-ngheo-thon"
BU_BO = {
    "name": "Điểu Xuân",
    "id": "067091999512",
    "address": "Bon Bu Bơ",
    "members": 5,
    "why": "asked",
}
MEETING = {
    "meeting_at": "2026-10-12",
    "attended": 61,
    "chaired": "Điểu Krang; Thị Ngơn",
    "opinions": "Thống nhất",
}


def of(slug: str) -> list:
    return [ledger.case_state(UNIT, code) for code in reversed(queries.cases(UNIT, procedure=slug))]


def started(world, year: int = 2026):
    """The clock passes 1 September."""
    cases.let_time_act(UNIT, instant(f"{year}-09-01T08:00"))
    return of(PARENT)[-1]


def act(case, person: str, action: str, at: str, **data):
    return cases.act(UNIT, person, case.code, action, data=data, at=instant(at))


def in_villages(world) -> list:
    case = started(world)
    act(case, "social.1", "propose", "2026-09-04", plan="Ba tổ rà soát, từ 15/9 đến 30/11")
    act(case, "leader", "sign", "2026-09-07")
    return of(VILLAGE)


def of_village(world, code: str = "B01"):
    return next(one for one in in_villages(world) if one.data["village"] == code)


def posted(case, *households, found, day: int = 10):
    for one in households:
        act(case, "village.1", "add", f"2026-09-{day}T09:00", row=one)
    act(case, "village.1", "listed", "2026-09-15T09:00")
    act(case, "social.2", "scored", "2026-10-05T15:00", rows=found)
    act(case, "village.1", "agreed", "2026-10-12T20:00", **MEETING)
    return act(case, "leader.2", "sign", "2026-10-13T09:00")


def printed(code: str, name: str) -> list[str]:
    from dinh import printing

    case = ledger.case_state(UNIT, code)
    return [
        text_of(printing.pdf(UNIT, code, letter)) for letter in case.letters if letter.name == name
    ]


def test_it_starts_itself_on_the_first_of_september_once_a_year(world):
    assert of(PARENT) == []
    case = started(world)
    assert (case.steps[0].name, case.due, case.opener) == (
        "planning",
        local("2026-12-14T17:00"),
        "house",
    )
    cases.let_time_act(UNIT, instant("2026-09-01T09:00"))
    cases.let_time_act(UNIT, instant("2026-11-01T09:00"))
    assert len(of(PARENT)) == 1
    assert [row.code for row in finders.worklist(UNIT, "social.1", slug=PARENT)] == [case.code]


def test_every_village_becomes_a_case_and_its_head_finds_their_own(world):
    found = in_villages(world)
    assert len(found) == len(ledger.records(UNIT, "villages", "")) == 15
    assert [row.title for row in finders.worklist(UNIT, "village.1", slug=VILLAGE)] == ["Bon Bu Bơ"]
    mine = next(one for one in found if one.data["village"] == "B01")
    assert finders.case_seen_by(UNIT, "village.1", mine.code)
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "village.2", mine.code)
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(UNIT, "land.1", mine.code)


def test_poor_near_poor_and_neither_by_the_line_of_the_day(world):
    case = of_village(world)
    others = [
        BU_BO | {"name": "Thị Mai", "members": 2, "id": None},
        BU_BO | {"name": "Y Ba", "members": 3, "id": None},
    ]
    after = posted(
        case,
        BU_BO,
        *others,
        found={
            "1": {"income": 900_000, "lacking": 4, "cause": "Thiếu đất"},
            "2": {"income": 1_500_000, "lacking": 2},
            "3": {"income": 1_500_001, "lacking": 9},
        },
    )
    (words,) = printed(case.code, "public_list")
    assert all(
        said in words for said in ("Điểu Xuân", "Hộ nghèo", "Hộ cận nghèo", "Không thuộc diện")
    )
    assert "900.000" not in words and "067091999512" not in words
    # Tue 13/10 is day 0: 14, 15, Fri 16/10.
    assert after.steps[0].limit == local("2026-10-16T17:00")
    cases.let_time_act(UNIT, instant("2026-10-16T17:00"), case.code)
    act(case, "leader", "recognise", "2026-10-19")
    assert sorted((row["household"], row["status"]) for row in rows("poor_households")) == [
        ("Thị Mai", "near_poor"),
        ("Điểu Xuân", "poor"),
    ]
    certificates = printed(case.code, "certificate")
    assert len(certificates) == 2
    assert any("Điểu Xuân" in one and "hộ nghèo" in one for one in certificates)
    (decision,) = printed(case.code, "decision")
    assert "01 hộ nghèo, 01 hộ cận nghèo" in decision and "900.000" in decision


def test_who_is_no_longer_poor_leaves_the_book_and_the_book_remembers(world):
    case = of_village(world)
    posted(case, BU_BO, found={"1": {"income": 900_000, "lacking": 4}})
    cases.let_time_act(UNIT, instant("2026-10-16T17:00"), case.code)
    act(case, "leader", "recognise", "2026-10-19")
    (kept,) = ledger.records(UNIT, "poor_households", "")
    next_year = started(world, 2027)
    act(next_year, "social.1", "propose", "2027-09-06", plan="Kế hoạch")
    act(next_year, "leader", "sign", "2027-09-07")
    again = next(one for one in of(VILLAGE) if one.data["village"] == "B01" and one.open)
    act(
        again,
        "village.1",
        "add",
        "2027-09-10",
        row=BU_BO | {"why": "last_year", "earlier": kept.record},
    )
    act(again, "village.1", "listed", "2027-09-13")
    act(again, "social.2", "scored", "2027-10-05", rows={"1": {"income": 2_200_001, "lacking": 4}})
    act(again, "village.1", "agreed", "2027-10-12T20:00", **MEETING | {"meeting_at": "2027-10-12"})
    act(again, "leader.2", "sign", "2027-10-13")
    cases.let_time_act(UNIT, instant("2027-10-18T17:00"), again.code)
    act(again, "leader", "recognise", "2027-10-19")
    assert rows("poor_households") == []
    assert [
        row.values["status"] for row in ledger.records(UNIT, "poor_households", "2027-03-01")
    ] == ["poor"]
    assert "Thoát nghèo" in printed(again.code, "decision")[0]


def test_an_objection_and_a_meeting_that_does_not_agree_send_it_back_to_be_scored(world):
    case = of_village(world)
    for one in (BU_BO,):
        act(case, "village.1", "add", "2026-09-10", row=one)
    act(case, "village.1", "listed", "2026-09-15")
    act(case, "social.2", "scored", "2026-10-05", rows={"1": {"income": 900_000, "lacking": 4}})
    after = act(
        case,
        "village.1",
        "not_agreed",
        "2026-10-06",
        meeting_at="2026-10-06",
        disagreed="Có xe tải",
    )
    assert after.steps[0].name == "scoring"
    act(case, "social.2", "scored", "2026-10-07", rows={"1": {"income": 1_900_000, "lacking": 4}})
    act(case, "village.1", "agreed", "2026-10-12T20:00", **MEETING)
    act(case, "leader", "sign", "2026-10-13")
    after = act(
        case,
        "village.1",
        "objected",
        "2026-10-14",
        objector="Lê Văn Tư",
        objection="Xe của người khác",
    )
    assert after.steps[0].name == "scoring"


def test_who_scored_does_not_recognise(world):
    case = of_village(world)
    act(case, "village.1", "add", "2026-09-10", row=BU_BO)
    with pytest.raises(Refused):
        act(case, "village.1", "none", "2026-09-11")
    act(case, "village.1", "listed", "2026-09-15")
    with pytest.raises(Refused):
        act(case, "leader", "scored", "2026-09-20", rows={"1": {"income": 1, "lacking": 1}})


def test_when_every_village_is_done_the_commune_sums_up_and_reports(world):
    found = in_villages(world)
    for one in found[1:]:
        act(one, "social.1", "none", "2026-09-20")
    parent = of(PARENT)[0]
    assert parent.steps[0].name == "villages"
    case = found[0]
    act(case, "social.1", "add", "2026-09-21", row=BU_BO)
    act(case, "social.1", "listed", "2026-09-22")
    act(case, "social.2", "scored", "2026-10-05", rows={"1": {"income": 900_000, "lacking": 4}})
    head = next(
        row.code and person
        for person in (f"village.{n}" for n in range(1, 16))
        for row in finders.worklist(UNIT, person, slug=VILLAGE)
        if row.code == case.code
    )
    act(case, head, "agreed", "2026-10-12T20:00", **MEETING)
    act(case, "leader.2", "sign", "2026-10-13")
    cases.let_time_act(UNIT, instant("2026-10-16T17:00"), case.code)
    act(case, "leader", "recognise", "2026-10-19")
    parent = of(PARENT)[0]
    assert parent.steps[0].name == "summing"
    act(parent, "social.1", "propose", "2026-10-20", remarks="Giảm so với năm trước")
    with pytest.raises(Refused):
        act(parent, "social.1", "sign", "2026-10-20")
    done = act(parent, "leader", "sign", "2026-10-21")
    assert done.end == "reviewed"
    (words,) = printed(parent.code, "report_letter")
    assert "15 thôn" in words and "01 hộ nghèo" in words


def test_a_village_that_never_ends_can_be_closed_with_what_is_there(world):
    found = in_villages(world)
    act(found[0], "social.1", "none", "2026-09-20")
    after = act(
        of(PARENT)[0],
        "social.1",
        "close_early",
        "2026-12-08",
        remarks="Một số thôn bị chia cắt do lũ",
    )
    assert after.steps[0].name == "summing"
    assert {one.end for one in of(VILLAGE)} == {"nobody", "withdrawn"}
