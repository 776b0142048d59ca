"""A first complaint through the door: its own clock, dialogue, 30, 45 and 60 days, not taken up, sent, posted, reversed, withdrawn."""

import pytest

from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.workflow import cases
from tests.procedures.matters import MISSING, REFUSAL, filed, letters, printed, rows
from tests.world import UNIT

SLUG = "khieu-nai-lan-dau"
VERIFIER = {"verifier": "justice.1", "verifier_title": "Vũ Quang Huy, công chức tư pháp"}
DIALOGUE = {"dialogue_at": "2026-11-19T08:00", "dialogue_place": "Trụ sở UBND xã"}


def sorted_out(world, at="2026-11-02T08:10", **form):
    return (
        filed(world, SLUG, **form)
        .acted("counter.1", "register", at)
        .acted("office.2", "propose", complained_of="land.1")
    )


def taken_up(world, at="2026-11-05T09:00", **form):
    return sorted_out(world, **form).acted("leader", "take_up", at, **VERIFIER)


def decided(world, verdict="right", **form):
    case = taken_up(world, **form).acted(
        "justice.1", "agrees", "2026-11-20T16:00", report="Biên bản ghi nhầm số thửa"
    )
    return case.acted(
        "leader",
        "decide",
        "2026-11-25T09:00",
        verdict=verdict,
        ruling="Hủy quyết định số 12/QĐ-XPHC",
    )


def remote(yes: bool) -> None:
    cases.configure(UNIT, {"house": {"remote": yes}}, at=local("2026-07-01T08:00"))


def test_nothing_is_promised_before_it_is_taken_up_but_that_within_ten_days(world):
    case = filed(world, SLUG).acted("counter.1", "register", "2026-11-02T08:10")
    # Mon 2/11 is day 0; day 10 is Thu 12/11.
    assert (case.due, case.case.steps[0].limit) == (None, local("2026-11-12T17:00"))
    assert "thứ Năm, ngày 12 tháng 11 năm 2026" in printed(case, "slip")


@pytest.mark.parametrize(
    ("far", "days", "longer"),
    [
        (None, "2026-12-07", "2026-12-21"),
        (False, "2026-12-07", "2026-12-21"),
        (True, "2026-12-21", "2027-01-04"),
    ],
)
def test_the_clock_starts_at_the_taking_up_and_is_longer_where_the_way_is_hard(
    world, far, days, longer
):
    """Thu 5/11 is day 0. Day 30: Sat 5/12, so Mon 7/12. Day 45: Sun 20/12, so Mon 21/12. Day 60: Mon 4/1/2027."""
    if far is not None:
        remote(far)
    case = taken_up(world)
    assert (case.due, [fee.amount for fee in case.fees]) == (local(f"{days}T17:00"), [0])
    case.acted("justice.1", "longer", longer_reason="Tám thửa phải đo lại")
    wrong, right = ("grant", "grant_remote") if far else ("grant_remote", "grant")
    with pytest.raises(Refused):
        case.acted("leader", wrong)
    case.acted("leader", right)
    assert (case.due, case.standing()) == (local(f"{longer}T17:00"), ["verifying"])
    assert "Tám thửa phải đo lại" in printed(case, "longer_notice")
    with pytest.raises(Refused):
        case.acted("justice.1", "longer", longer_reason="Nữa")


def test_the_apology_of_the_one_stop_rules_does_not_lengthen_it(world):
    with pytest.raises(Refused, match=r"extend\.not_allowed"):
        taken_up(world).acted("leader", "extend", reason="Bận", by="5 days")


def test_only_the_named_person_verifies_and_never_the_one_who_is_complained_of(world):
    case = taken_up(world)
    for person in ("land.1", "justice.2", "leader"):
        with pytest.raises(Refused):
            case.acted(person, "agrees", report="x")
    own = sorted_out(world).acted(
        "leader", "take_up", "2026-11-05", verifier="land.1", verifier_title="Công chức địa chính"
    )
    with pytest.raises(Refused, match=r"step\.named"):
        own.acted("land.1", "agrees", report="Tôi làm đúng")


def test_where_views_differ_the_chair_holds_a_dialogue_before_deciding(world):
    case = (
        taken_up(world)
        .acted("justice.1", "differs", report="Phạt đúng thửa")
        .acted("leader", "call", **DIALOGUE)
    )
    with pytest.raises(Refused):
        case.acted("leader", "held", dialogue_result="x")
    case.acted("leader", "held", dialogue_result="Vẫn giữ yêu cầu", present=["applicant"])
    assert case.standing() == ["deciding"]
    assert "Vẫn giữ yêu cầu" in printed(case, "dialogue_minutes")
    assert "08 giờ 00 phút, thứ Năm, ngày 19 tháng 11 năm 2026" in printed(case, "dialogue_call")


def test_who_does_not_come_is_called_once_more_and_then_it_is_decided_without(world):
    case = (
        taken_up(world)
        .acted("justice.1", "differs", report="Phạt đúng thửa")
        .acted("leader", "call", **DIALOGUE)
    )
    case.acted("leader", "postponed", absence_note="Ốm").acted("leader", "call", **DIALOGUE)
    with pytest.raises(Refused):
        case.acted("leader", "postponed", absence_note="Ốm")
    case.acted("leader", "absent", absence_note="Vắng lần thứ hai, giấy mời đã nhận").acted(
        "leader", "decide", verdict="wrong", ruling="Giữ nguyên quyết định"
    )
    assert "Vắng lần thứ hai" in printed(case, "decision")
    assert [row["verdict"] for row in rows("complaints")] == ["wrong"]


def test_a_decision_is_sent_and_posted_without_the_complainants_name_while_the_clock_stands(world):
    case = decided(world)
    assert case.standing() == ["sending"]
    words = printed(case, "decision")
    for said in (
        "/QĐ-UBND",
        "giải quyết khiếu nại của Điểu Xuân (lần đầu)",
        "Khiếu nại đúng",
        "Hủy quyết định số 12/QĐ-XPHC",
        "khiếu nại lần hai",
        "CHỦ TỊCH Nguyễn Đình Lâm",
    ):
        assert said in words
    assert "TM. ỦY BAN" not in words
    # Wed 25/11 is day 0: 3 working days are Thu 26, Fri 27, Mon 30/11.
    assert case.case.steps[0].limit == local("2026-11-30T17:00")
    case.acted("clerk.1", "sent", "2026-11-25T15:00").acted("leader", "sign", "2026-11-25T15:30")
    notice = printed(case, "public_notice")
    assert "Khiếu nại đúng" in notice
    assert "Điểu Xuân" not in notice
    # Day 15 after Wed 25/11 is Thu 10/12. 19 days ran; 11/12 would be day 20, Mon 21/12 day 30.
    case.time_acts("2026-12-10T17:00")
    assert (case.outcome, case.due) == ("done", local("2026-12-21T17:00"))
    assert [(row["verdict"], row["against"]) for row in rows("complaints")] == [
        ("right", "Công chức địa chính xã")
    ]


def test_it_may_be_made_public_at_a_meeting_instead(world):
    case = (
        decided(world)
        .acted("clerk.1", "sent")
        .acted("leader", "announced_already", announced="Họp bon, ngày 26/11/2026")
    )
    assert (case.outcome, "public_notice" in letters(case)) == ("done", False)


def test_who_verified_does_not_decide(world):
    case = (
        sorted_out(world)
        .acted(
            "leader", "take_up", "2026-11-05", verifier="leader.2", verifier_title="Phó Chủ tịch"
        )
        .acted("leader.2", "agrees", report="Nhầm")
    )
    with pytest.raises(Refused, match=r"step\.not_by"):
        case.acted("leader.2", "decide", verdict="right", ruling="Hủy")
    case.acted("leader", "decide", verdict="right", ruling="Hủy")
    assert case.standing() == ["sending"]


def test_a_late_complaint_is_received_and_answered_in_writing(world):
    with pytest.raises(Refused) as refused:
        filed(world, SLUG, known_on="2026-08-03").opened("2026-11-02")
    assert [fault.field for fault in refused.value.refusal.at] == ["hindered"]
    case = filed(world, SLUG, known_on="2026-08-03", hindered=False).acted(
        "counter.1", "register", "2026-11-02"
    )
    case.acted("office.2", "refuse", **REFUSAL).acted("leader", "sign")
    assert (case.outcome, letters(case)) == ("rejected", ["slip", "refusal"])
    assert "Không đủ điều kiện" in printed(case, "refusal")


def test_what_is_another_authoritys_is_guided_there(world):
    case = (
        filed(world, SLUG)
        .acted("counter.1", "register", "2026-11-02")
        .acted("office.2", "guide", guide_reason="Thuộc cơ quan thuế", guide_to="Trưởng Thuế cơ sở")
        .acted("leader", "sign")
    )
    assert case.outcome == "forwarded"
    assert "Trưởng Thuế cơ sở" in printed(case, "guidance_letter")


def test_a_supplement_is_asked_once_and_silence_returns_the_complaint(world):
    case = (
        filed(world, SLUG, channel="online")
        .acted("counter.1", "register", "2026-11-02")
        .acted("office.2", "supplement", **MISSING)
        .acted("leader", "sign")
    )
    case.acted("applicant", "supply", "2026-11-10T08:00", content="Phạt nhầm thửa 207")
    # Tue 10/11 is day 0 again; day 10 is Fri 20/11.
    assert (case.standing(), case.case.steps[0].limit, case.data["content"]) == (
        ["sorting"],
        local("2026-11-20T17:00"),
        "Phạt nhầm thửa 207",
    )
    with pytest.raises(Refused):
        case.acted("office.2", "supplement", **MISSING)
    silent = (
        filed(world, SLUG, channel="online")
        .acted("counter.1", "register", "2026-11-11")
        .acted("office.2", "supplement", **MISSING)
        .acted("leader", "sign")
    )
    silent.time_acts("2026-12-11T17:00")
    assert (silent.outcome, letters(silent)[-1]) == ("returned", "lapsed_notice")


def test_several_complainants_name_a_representative_before_it_is_taken_up(world):
    case = sorted_out(world, people=4)
    with pytest.raises(Refused, match=r"documents\.missing"):
        case.acted("leader", "take_up", **VERIFIER)
    case.acted("office.2", "attach", documents={"representation": "seen"}).acted(
        "leader", "take_up", **VERIFIER
    )
    assert case.standing() == ["verifying"]


def test_a_reversed_decision_leaves_the_book_and_is_taken_anew(world):
    case = decided(world).acted("leader", "reverse", reason="Nhầm số quyết định")
    assert (case.standing(), rows("complaints"), "decision" in letters(case)) == (
        ["deciding"],
        [],
        False,
    )
    case.acted("leader", "decide", verdict="partly", ruling="Sửa số thửa trong quyết định")
    assert [row["verdict"] for row in rows("complaints")] == ["partly"]


def test_a_complaint_that_has_lost_its_object_is_discontinued_by_the_chair(world):
    case = taken_up(world).acted(
        "justice.1", "propose_stop", stop_reason="Quyết định đã được hủy bỏ"
    )
    assert case.acted("leader", "back").standing() == ["verifying"]
    case.acted("justice.1", "propose_stop", stop_reason="Quyết định đã được hủy bỏ").acted(
        "leader", "sign"
    )
    assert (case.outcome, rows("complaints")) == ("stopped", [])
    assert "Đình chỉ giải quyết khiếu nại" in printed(case, "stop_decision")


def test_a_complaint_may_be_withdrawn_until_it_is_decided(world):
    case = taken_up(world, channel="online").acted(
        "applicant", "withdraw", reason="Đã được giải thích"
    )
    assert case.outcome == "stopped"
    with pytest.raises(Refused):
        decided(world, channel="online").acted("applicant", "withdraw", reason="Thôi")
