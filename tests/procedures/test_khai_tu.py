"""Death registration through the door: in time and late, online, verified, refused, supplemented, reversed."""

import pytest

from dinh import printing
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import ledger
from tests.letters.papers import text_of
from tests.world import UNIT

MISSING = {
    "items": ["deceased.birth_date"],
    "missing": "Giấy báo tử",
    "missing_reason": "Thủ tục quy định",
    "guidance": "Xin tại bệnh viện",
}
REFUSAL = {
    "refusal_reason": "Chứng cứ không bảo đảm giá trị chứng minh",
    "refusal_basis": "Thông tư 04/2020/TT-BTP",
}
VERIFY = {"verify_reason": "Chỉ có ảnh bia mộ", "asked_agency": "Công an xã Trường Xuân"}


def letters(case):
    return [(one.name, one.row) for one in case.letters if not one.withdrawn]


def printed(case, name, row=""):
    letter = next(one for one in case.letters if (one.name, one.row) == (name, row))
    return text_of(printing.pdf(UNIT, case.code, letter))


def deaths(on=""):
    return ledger.records(UNIT, "deaths", on)


def test_a_family_declares_in_time_and_takes_an_extract_and_a_copy_home_the_same_day(world):
    case = world.case("khai-tu", died_on="2026-11-12").settled("2026-11-25").delivered()
    assert (case.outcome, case.due, len(deaths())) == ("granted", local("2026-11-25T17:00"), 1)
    assert [(fee.name, fee.amount) for fee in case.fees] == [("registration", 0), ("copies", 8000)]
    row = deaths()[0].values
    assert (row["name"], row["situation"], row["relation"], row["died_on"]) == (
        "Điểu Krơi",
        "home_here",
        "child",
        "2026-11-12",
    )
    words = printed(case, "extract")
    for said in (
        "TRÍCH LỤC KHAI TỬ",
        "ĐIỂU KRƠI",
        "ngày 12/11/2026",
        "ngày mười hai tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "Số: 01/2026, ngày 25 tháng 11 năm 2026",
    ):
        assert said in words
    copy = printed(case, "extract_copy", "1")
    assert "(BẢN SAO)" in copy
    assert "Ngân hàng" in copy


def test_the_cause_of_death_is_in_the_book_and_on_no_paper(world):
    case = world.case("khai-tu", cause="Bệnh hiểm nghèo").settled("2026-11-25")
    assert deaths()[0].values["cause"] == "Bệnh hiểm nghèo"
    assert not any("hiểm nghèo" in printed(case, name, row) for name, row in letters(case))


def test_what_is_not_known_of_the_date_is_not_printed(world):
    long_ago = {
        "situation": "long_ago",
        "died_on": "1998-01-01",
        "documents": {"evidence": "seen", "identity": "seen"},
        "copies": [],
    }
    by_year = (
        world.case("khai-tu", **long_ago, date_known="year")
        .accepted("2026-11-25")
        .checked(home_check=None)
        .signed()
    )
    words = printed(by_year, "extract")
    assert "Đã chết vào lúc: năm 1998" in words
    assert "Ghi bằng chữ: năm một nghìn chín trăm chín mươi tám" in words
    by_month = (
        world.case("khai-tu", **long_ago, date_known="month")
        .accepted("2026-11-25")
        .checked(home_check=None)
        .signed()
    )
    assert "tháng 01 năm 1998" in printed(by_month, "extract")
    assert "tháng một năm một nghìn" in printed(by_month, "extract")


def test_who_received_does_not_check_and_the_leader_alone_signs(world):
    case = world.case("khai-tu").accepted("2026-11-25")
    for person in ("counter.1", "leader", "social.1"):
        with pytest.raises(Refused):
            case.checked(by=person)
    case.checked()
    with pytest.raises(Refused):
        case.signed(by="civil.1")


def test_a_death_at_home_needs_a_word_on_who_confirmed_it(world):
    case = world.case("khai-tu").accepted("2026-11-25")
    with pytest.raises(Refused) as refused:
        case.checked(home_check="")
    assert [(fault.field, fault.code) for fault in refused.value.refusal.at] == [
        ("home_check", "field.required")
    ]


def test_online_the_draft_goes_out_and_silence_is_agreement(world):
    case = (
        world.case("khai-tu", channel="online")
        .accepted("2026-11-25T08:30")
        .acted("civil.1", "send_draft", home_check="Trưởng bon xác nhận")
    )
    assert case.standing() == ["confirming"]
    assert "chưa có giá trị pháp lý" in printed(case, "draft")
    case.time_acts("2026-11-26T17:01")
    assert case.standing() == ["signing"]
    # Paused at the close of Wed 25/11 and Thu 26/11; Fri 27/11 is the first day that counts.
    assert case.due == local("2026-11-27T17:00")


def test_a_doubtful_death_is_verified_and_refused_in_writing(world):
    long_ago = {
        "situation": "long_ago",
        "died_on": "1998-01-01",
        "documents": {"evidence": "seen", "identity": "seen"},
    }
    case = (
        world.case("khai-tu", **long_ago)
        .accepted("2026-11-25")
        .acted("civil.1", "verify", **VERIFY)
        .acted("leader", "send")
    )
    # Wed 25/11, and 3 working days: Thu 26, Fri 27, Mon 30/11.
    assert case.due == local("2026-11-30T17:00")
    assert "Kính gửi: Công an xã Trường Xuân" in printed(case, "query")
    case.acted("civil.1", "answered", verify_answer="Không rõ").acted(
        "civil.1", "refuse", **REFUSAL
    ).acted("leader.2", "sign")
    assert (case.outcome, deaths()) == ("rejected", [])
    assert "Chứng cứ không bảo đảm giá trị chứng minh" in printed(case, "refusal")
    assert case.delivered().case.delivered is not None


def test_a_supplement_stops_the_clock_and_is_asked_for_once(world):
    case = world.case("khai-tu").accepted("2026-11-25").acted("civil.1", "supplement", **MISSING)
    case.acted("counter.1", "complete", "2026-11-27T08:00", deceased={"birth_date": "1951-01-01"})
    # Paused at the close of Wed 25/11 and Thu 26/11; it runs at the close of Fri 27/11.
    assert (case.due, case.data["deceased.birth_date"]) == (local("2026-11-27T17:00"), "1951-01-01")
    with pytest.raises(Refused):
        case.acted("civil.1", "supplement", **MISSING)


def test_a_reversed_signature_takes_the_entry_and_the_extract_back(world):
    case = world.case("khai-tu").accepted("2026-11-25").checked().signed()
    assert [row.record for row in deaths()] == ["2026-0001"]
    case.acted("leader", "reverse", reason="Sai năm sinh")
    assert (case.standing(), deaths()) == (["signing"], [])
    assert [one.name for one in case.letters if one.withdrawn] == ["extract", "extract_copy"]
    case.acted("leader", "back", reason="Xem lại").acted("civil.1", "supplement", **MISSING).acted(
        "counter.1", "complete", deceased={"birth_date": "1951-01-01"}
    ).checked().signed()
    assert [(row.record, row.values["born_on"]) for row in deaths()] == [
        ("2026-0002", "1951-01-01")
    ]


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"situation": "hospital", "proof": "Số 1"}, "notice"),
        ({"situation": "accident", "proof": "Số 1"}, "police"),
        ({"situation": "long_ago"}, "evidence"),
        ({"competence": "found"}, "place_proof"),
        ({"relation": "proxy"}, "authority"),
        ({"fee_ground": "poor"}, "exemption"),
    ],
)
def test_the_counter_cannot_accept_without_the_paper_that_the_situation_asks_for(
    world, changed, asked
):
    with pytest.raises(Refused) as refused:
        world.case("khai-tu", **changed).accepted("2026-11-25")
    assert refused.value.refusal.code == "documents.missing"
    assert asked in str(refused.value.refusal)


def test_within_fifteen_days_nobody_proves_an_exemption(world):
    assert (
        world.case("khai-tu", died_on="2026-11-10", fee_ground="poor")
        .accepted("2026-11-25")
        .fees[0]
        .amount
        == 0
    )
