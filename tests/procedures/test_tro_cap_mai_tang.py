"""Funeral support through the door, and one person's story over three procedures: allowance, death, funeral."""

import pytest

from dinh import printing
from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import ledger
from tests.letters.papers import text_of
from tests.world import FATHER, FORMS, UNIT

SLUG = "tro-cap-mai-tang"
REFUSAL = {
    "refusal_reason": "Đã nhận mai táng phí của bảo hiểm xã hội",
    "refusal_basis": "Nghị định 20/2021/NĐ-CP, Điều 11",
}
MISSING = {
    "items": ["payee.way"],
    "missing": "Số tài khoản",
    "missing_reason": "Muốn chuyển khoản",
    "guidance": "Ghi thêm vào tờ khai",
}
NOVEMBER = {"from_day": "2026-11-01"}


def printed(case, name):
    letter = next(one for one in reversed(case.letters) if one.name == name)
    return text_of(printing.pdf(UNIT, case.code, letter))


def rows(register, on=""):
    return ledger.records(UNIT, register, on)


def test_a_life_in_three_cases_the_allowance_ends_with_the_death_and_no_paper_is_asked_twice(world):
    person = FORMS["tro-cap-xa-hoi-hang-thang"]["applicant"]
    allowance = (
        world.case("tro-cap-xa-hoi-hang-thang")
        .accepted("2026-11-02")
        .acted("social.1", "consult", **NOVEMBER)
        .acted("leader", "send")
    )
    allowance.acted("village.1", "agree", village_note="").time_acts("2026-11-04T17:01").acted(
        "social.1", "propose", **NOVEMBER
    ).signed().sealed()
    dead = {
        "name": person["name"],
        "id": person["id"],
        "birth_date": person["birth_date"],
        "sex": "female",
    }
    world.case("khai-tu", deceased=dead, died_on="2026-11-18").settled("2026-11-20")
    here = {
        "deceased": {**dead, "address": person["address"]},
        "died_on": "2026-11-18",
        "group": "beneficiary",
        "registered_here": True,
        "documents": {"identity": "seen"},
    }
    case = (
        world.case(SLUG, **here)
        .accepted("2026-11-20T16:30")
        .checked(death="2026-0001", entry="2026-0001")
        .signed()
        .sealed()
        .delivered()
    )
    assert (case.outcome, case.due) == (
        "granted",
        local("2026-11-30T17:00"),
    )  # 23, 25, 26, 27, 30; the 24th is a holiday
    support = rows("funeral_supports")[0].values
    assert (support["name"], support["amount"], support["paid_to"]) == (
        person["name"],
        10_800_000,
        FATHER["name"],
    )
    assert rows("beneficiaries") == []
    assert [row.record for row in rows("beneficiaries", "2026-11-18")] == ["2026-0001"]
    words = printed(case, "decision")
    for said in (
        "hỗ trợ chi phí mai táng",
        "10.800.000 đồng (20 lần mức chuẩn 540.000 đồng)",
        "chết ngày 18/11/2026",
        "ông (bà) Điểu Xuân (con của người chết)",
    ):
        assert said in words


def test_the_standard_is_that_of_the_day_of_death(world):
    early = world.case(SLUG, died_on="2026-06-30").settled("2026-07-03")
    world.case(SLUG, died_on="2026-07-01").settled("2026-07-03")
    assert [row.values["amount"] for row in rows("funeral_supports")] == [10_000_000, 10_800_000]
    assert "Căn cứ Nghị định số 20/2021/NĐ-CP" in printed(
        early, "decision"
    )  # that of 2026 was not yet in force


def test_an_organisation_is_named_with_who_came_for_it(world):
    papers = {"identity": "seen", "death_extract": "seen", "organisation_paper": "seen"}
    case = world.case(
        SLUG,
        by_organisation=True,
        organisation="Hội Người cao tuổi xã",
        relation=None,
        documents=papers,
    ).settled("2026-11-25")
    assert "Hội Người cao tuổi xã, đại diện là ông (bà) Điểu Xuân" in printed(case, "decision")


def test_the_village_is_asked_once_and_its_silence_goes_on(world):
    case = (
        world.case(SLUG)
        .accepted("2026-11-25")
        .acted("social.1", "ask_village", ask_reason="Hai người cùng nhận")
    )
    with pytest.raises(finders.NotFound):  # a stranger to it
        case.acted("village.2", "confirm", village_words="Không rõ")
    case.acted("village.1", "confirm", village_words="Người con trai lo")
    assert case.standing() == ["check"]
    with pytest.raises(Refused):
        case.acted("social.1", "ask_village", ask_reason="Hỏi nữa")
    silent = (
        world.case(SLUG)
        .accepted("2026-11-25")
        .acted("social.1", "ask_village", ask_reason="Chưa rõ")
        .time_acts("2026-11-26T17:01")
    )
    assert silent.standing() == ["check"]


def test_a_higher_support_elsewhere_is_refused_by_the_leader_in_writing(world):
    case = (
        world.case(SLUG, other_support=True)
        .accepted("2026-11-25")
        .acted("social.1", "refuse", **REFUSAL)
    )
    with pytest.raises(Refused):
        case.signed(by="social.1")
    case.signed()
    assert (case.outcome, rows("funeral_supports")) == ("rejected", [])
    assert "Đã nhận mai táng phí" in printed(case, "refusal")


def test_a_supplement_changes_how_it_is_paid(world):
    case = world.case(SLUG).accepted("2026-11-25").acted("social.1", "supplement", **MISSING)
    account = {
        "way": "bank",
        "holder": "Điểu Xuân",
        "account": "0000000001",
        "bank": "Ngân hàng mẫu",
    }
    case.acted("counter.1", "complete", "2026-11-27T10:00", payee=account)
    assert case.due == local("2026-12-03T17:00")  # 27, 30/11, 1, 2, 3/12: the 26th does not count
    case.checked().signed()
    assert "qua tài khoản của Điểu Xuân tại Ngân hàng mẫu" in printed(case, "decision")
    assert "0000000001" not in printed(case, "decision")


def test_a_reversed_decision_takes_the_support_back_and_the_allowance_goes_on(world):
    allowance = (
        world.case("tro-cap-xa-hoi-hang-thang")
        .accepted("2026-11-02")
        .acted("social.1", "consult", **NOVEMBER)
        .acted("leader", "send")
    )
    allowance.acted("village.1", "agree", village_note="").time_acts("2026-11-04T17:01").acted(
        "social.1", "propose", **NOVEMBER
    ).signed().sealed()
    case = (
        world.case(SLUG, group="beneficiary", died_on="2026-11-18")
        .accepted("2026-11-25")
        .checked(entry="2026-0001")
        .signed()
    )
    assert (rows("beneficiaries"), len(rows("funeral_supports"))) == ([], 1)
    case.acted("leader", "reverse", reason="Nhầm dòng trong sổ")
    assert ([row.record for row in rows("beneficiaries")], rows("funeral_supports")) == (
        ["2026-0001"],
        [],
    )
    assert case.acted("leader", "back", reason="Xem lại").checked(
        entry=None
    ).signed().standing() == ["sealing"]
    assert [row.record for row in rows("beneficiaries")] == ["2026-0001"]


def test_an_entry_that_is_none_is_refused_and_only_those_who_settle_and_pay_read_the_case(world):
    case = world.case(SLUG, group="beneficiary").accepted("2026-11-25")
    with pytest.raises(Refused) as refused:
        case.checked(entry="2026-0099")
    assert [fault.field for fault in refused.value.refusal.at] == ["entry"]
    for person in ("civil.1", "land.1", "village.1"):
        with pytest.raises(finders.NotFound):
            finders.case_seen_by(UNIT, person, case.code, local("2026-11-25T10:00"))
