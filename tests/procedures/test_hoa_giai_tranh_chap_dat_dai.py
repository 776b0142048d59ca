"""A land dispute through the door: agreed, not agreed, absent twice, a change of mind, declined, reversed, withdrawn, late."""

import pytest

from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from tests.procedures.matters import REFUSAL, VISIT, filed, letters, printed, rows

SLUG = "hoa-giai-tranh-chap-dat-dai"
COUNCIL = [
    {"name": "Nguyễn Đình Lâm", "post": "Chủ tịch UBND xã", "seat": "chair"},
    {"name": "Y Thuyên", "post": "Chủ tịch UBMTTQ xã", "seat": "front"},
    {"name": "Đặng Văn Trường", "post": "Công chức địa chính", "seat": "land"},
    {"name": "Điểu Krang", "post": "Trưởng bon Bu Bơ", "seat": "elder"},
]
BOTH = ["applicant", "respondent"]
HELD = {"day": "2026-10-20", "summary": "Cùng xem hàng rào cũ"}


def taken_up(world, at="2026-10-05T08:10", **form):
    return filed(world, SLUG, **form).accepted(at).acted("land.1", "take_up").signed()


def called(world, **form):
    """Verified, with a council, invited for Tue 20/10."""
    case = taken_up(world, **form).acted(
        "land.1", "verified", "2026-10-12T16:00", origin="Khai phá năm 1994", **VISIT
    )
    return invited(
        case.acted("land.1", "propose_council", "2026-10-13T09:00", members=COUNCIL).signed()
    )


def invited(case, at="", day="2026-10-20T08:00"):
    return case.acted(
        "land.1", "invite", at, session_at=day, session_place="Trụ sở UBND xã"
    ).signed()


def agreed(case, at="2026-10-20T10:30", changes_land=False):
    return case.acted(
        "land.1",
        "agreed",
        at,
        row=HELD,
        agreement="Giữ hàng rào cũ",
        changes_land=changes_land,
        present=BOTH,
    ).signed()


def test_an_agreement_that_nobody_takes_back_in_ten_days_stands(world):
    case = agreed(called(world))
    # Tue 20/10 is day 0; day 10 is Fri 30/10.
    assert (case.standing(), case.case.steps[0].limit) == (["cooling"], local("2026-10-30T17:00"))
    words = printed(case, "agreed_record")
    for said in (
        "HÒA GIẢI THÀNH",
        "BÊN YÊU CẦU",
        "Điểu Krang",
        "Cùng xem hàng rào cũ",
        "Giữ hàng rào cũ",
        "thứ Sáu, ngày 30 tháng 10 năm 2026",
    ):
        assert said.lower() in words.lower()
    case.time_acts("2026-10-30T16:59")
    assert rows("land_mediations") == []
    case.time_acts("2026-10-30T17:00")
    # 6/10 to 19/10 are 14 days; from 31/10 (15) on the clock would run to 15/11 (30), a Sunday.
    assert (case.outcome, case.due) == ("granted", local("2026-11-16T17:00"))
    assert [
        (row["outcome"], row["sessions"], row["parcel"]) for row in rows("land_mediations")
    ] == [("agreed", 1, "207")]
    assert letters(case) == [
        "receipt",
        "admission_notice",
        "site_minutes",
        "council_decision",
        "invitation",
        "agreed_record",
    ]


def test_a_new_boundary_is_told_to_the_land_registry(world):
    case = agreed(called(world), changes_land=True).time_acts("2026-10-30T17:00")
    assert case.standing() == ["forwarding"]
    case.acted("leader", "send", "2026-11-02")
    assert (case.outcome, letters(case)[-1]) == ("granted", "registry_letter")
    assert "Giữ hàng rào cũ" in printed(case, "registry_letter")


def test_a_change_of_mind_brings_the_council_together_again_and_the_clock_runs_on(world):
    case = agreed(called(world)).acted(
        "land.1",
        "objected",
        "2026-10-23T09:00",
        objector="Trần Quốc Bảo",
        objection="Chỉ dời một phần",
    )
    assert case.standing() == ["calling"]
    # To Mon 19/10 14 days; Tue 20 to Thu 22 it stands at closing time; Fri 23/10 is day 15, 7/11 day 30, a Saturday.
    assert case.due == local("2026-11-09T17:00")
    invited(case, day="2026-10-28T08:00").acted(
        "land.1",
        "not_agreed",
        "2026-10-28T10:00",
        row=HELD,
        failure="Không ai nhượng",
        present=BOTH,
    ).signed()
    assert (case.outcome, [row["outcome"] for row in rows("land_mediations")]) == (
        "done",
        ["failed"],
    )
    words = printed(case, "failed_record")
    assert "Không ai nhượng" in words
    assert "khởi kiện tại Tòa án" in words


def test_the_applicant_may_object_online(world):
    case = agreed(called(world, channel="online"))
    case.acted(
        "applicant", "objected", "2026-10-21", objector="Điểu Xuân", objection="Nghĩ lại rồi"
    )
    assert case.standing() == ["calling"]


def test_only_the_second_absence_of_the_same_party_makes_it_fail(world):
    case = called(world).acted(
        "land.1", "absent", "2026-10-20", row={"day": "2026-10-20", "who": "requester"}
    )
    assert case.standing() == ["calling"]
    invited(case, day="2026-10-22T08:00").acted(
        "land.1", "absent", "2026-10-22", row={"day": "2026-10-22", "who": "respondent"}
    )
    assert case.standing() == ["calling"]
    invited(case, day="2026-10-26T08:00").acted(
        "land.1", "absent", "2026-10-26", row={"day": "2026-10-26", "who": "both"}
    )
    assert case.standing() == ["failed_minutes"]
    case.signed()
    assert (case.outcome, rows("land_mediations")[0]["sessions"]) == ("done", 0)
    assert "vắng mặt đến lần thứ hai" in printed(case, "failed_record")


def test_a_session_goes_on_another_day_three_times_and_needs_both_parties(world):
    case = called(world)
    with pytest.raises(Refused):
        case.acted(
            "land.1", "agreed", row=HELD, agreement="x", changes_land=False, present=["applicant"]
        )
    for _ in range(3):
        invited(case.acted("land.1", "adjourned", row=HELD, present=BOTH))
    with pytest.raises(Refused):
        case.acted("land.1", "adjourned", row=HELD, present=BOTH)
    assert len(case.data["sessions"]) == 3


@pytest.mark.parametrize("seat", ["chair", "front", "land"])
def test_a_council_lacks_nobody_whom_the_law_demands(world, seat):
    case = taken_up(world).acted("land.1", "verified", origin="Không rõ", **VISIT)
    with pytest.raises(Refused) as refused:
        case.acted(
            "land.1", "propose_council", members=[one for one in COUNCIL if one["seat"] != seat]
        )
    assert [fault.field for fault in refused.value.refusal.at] == ["members"]


def test_what_is_not_taken_up_is_told_with_its_reason_within_three_working_days(world):
    case = filed(world, SLUG).accepted("2026-11-23T08:10")
    # Mon 23/11, Tue 24/11 a holiday, so Wed 25, Thu 26, Fri 27/11.
    assert case.case.steps[0].limit == local("2026-11-27T17:00")
    case.acted("land.1", "decline", **REFUSAL).signed()
    assert (case.outcome, letters(case)) == ("rejected", ["receipt", "refusal"])


def test_both_parties_and_all_concerned_are_named_in_the_notice(world):
    words = printed(taken_up(world), "admission_notice")
    for said in (
        "Điểu Xuân",
        "Trần Quốc Bảo",
        "Thị Ngơn",
        "Thửa đất số: 207",
        "thứ Tư, ngày 04 tháng 11 năm 2026",
    ):
        assert said in words


def test_who_received_does_not_read_the_request_and_the_leader_signs(world):
    case = filed(world, SLUG).accepted("2026-11-25")
    for person in ("counter.1", "leader"):
        with pytest.raises(Refused):
            case.acted(person, "take_up")
    case.acted("land.1", "take_up")
    with pytest.raises(Refused):
        case.signed(by="land.2")


def test_minutes_that_were_signed_by_mistake_are_taken_back(world):
    case = (
        called(world)
        .acted(
            "land.1", "not_agreed", "2026-10-20", row=HELD, failure="Không ai nhượng", present=BOTH
        )
        .signed()
    )
    case.acted("leader", "reverse", reason="Nhầm hồ sơ")
    assert (case.standing(), rows("land_mediations"), "failed_record" in letters(case)) == (
        ["failed_minutes"],
        [],
        False,
    )
    agreed(
        invited(case.acted("leader", "back"), day="2026-10-22T08:00"), "2026-10-22T10:00"
    ).time_acts("2026-11-02T17:00")  # day 10 after Thu 22/10 is Sun 1/11
    assert [row["outcome"] for row in rows("land_mediations")] == ["agreed"]


def test_the_one_who_asked_may_withdraw_while_the_ten_days_run(world):
    case = agreed(called(world, channel="online")).acted(
        "applicant", "withdraw", reason="Tự thỏa thuận được"
    )
    assert (case.outcome, rows("land_mediations")) == ("stopped", [])
