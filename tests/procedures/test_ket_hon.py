"""Marriage registration through the door: both present, nobody settles what they received, verified, stopped, reversed."""

import pytest

from dinh import printing
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import ledger
from tests.letters.papers import text_of
from tests.world import UNIT

BOTH = ["groom", "bride"]
MISSING = {
    "items": ["bride.ethnicity"],
    "missing": "Giấy xác nhận",
    "missing_reason": "Không tra cứu được",
    "guidance": "Xin tại UBND xã Đức An",
}
VERIFY = {
    "verify_reason": "Dữ liệu trước năm 2020 chưa đủ",
    "asked_agency": "UBND xã Đức An",
    "asked_of": "bride",
}


def printed(case, name):
    letter = next(one for one in case.letters if one.name == name)
    return text_of(printing.pdf(UNIT, case.code, letter))


def marriages():
    return ledger.records(UNIT, "marriages")


def ready(world, at="2026-11-25"):
    """Accepted, checked, and both have signed."""
    return (
        world.case("ket-hon").accepted(at).checked().acted("civil.1", "both_signed", present=BOTH)
    )


def test_both_sign_and_take_their_certificates_home_the_same_day(world):
    case = (
        ready(world)
        .signed()
        .sealed()
        .acted("civil.2", "hand_over", present=BOTH)
        .delivered(to="Hai vợ chồng")
    )
    assert (case.outcome, case.due, case.fees[0].amount) == (
        "granted",
        local("2026-11-25T17:00"),
        0,
    )
    row = marriages()[0].values
    assert (row["wife"], row["husband"], row["husband_times"]) == ("Thị Mai", "Điểu Xuân", 1)
    words = printed(case, "certificate")
    for said in (
        "GIẤY CHỨNG NHẬN KẾT HÔN",
        "Số: 01/2026",
        "ĐIỂU XUÂN",
        "THỊ MAI",
        "14/03/1991",
        "20/05/1994",
        "ngày 25 tháng 11 năm 2026",
    ):
        assert said in words


@pytest.mark.parametrize("present", [[], ["groom"], ["bride"]])
def test_with_one_of_them_absent_nothing_is_signed_and_nothing_handed_over(world, present):
    case = world.case("ket-hon").accepted("2026-11-25").checked()
    with pytest.raises(Refused):
        case.acted("civil.1", "both_signed", present=present)
    case.acted("civil.1", "both_signed", present=BOTH).signed().sealed()
    with pytest.raises(Refused):
        case.acted("civil.1", "hand_over", present=present)
    assert case.standing() == ["handing"]


def test_nobody_settles_what_they_received_nor_signs_what_they_checked(world):
    from dinh.engine.record.events import Appointed
    from dinh.workflow import cases

    small = Appointed(
        person="counter.1",
        post="civil.9",
        roles=("civil_status", "leader"),
        start="2026-07-01",
        personal={"name": "Kiêm nhiệm"},
    )
    cases.appoint(UNIT, [small], at=local("2026-07-01T08:00"))
    case = world.case("ket-hon").accepted("2026-11-25")
    for act in ("propose", "refuse"):
        with pytest.raises(Refused) as refused:
            case.acted("counter.1", act)
        assert refused.value.refusal.code == "step.not_by"
    case.checked()
    with pytest.raises(Refused):
        case.acted("counter.1", "both_signed", present=BOTH)
    case.acted("civil.1", "both_signed", present=BOTH)
    double = Appointed(
        person="civil.1",
        post="leader.9",
        roles=("leader",),
        start="2026-07-01",
        personal={"name": "Lê Thị Thu Hà"},
    )
    cases.appoint(UNIT, [double], at=local("2026-11-25T09:00"))
    with pytest.raises(Refused) as refused:
        case.signed(by="civil.1")
    assert refused.value.refusal.code == "step.not_by"


def test_online_both_are_invited_and_the_clock_stands_until_they_come(world):
    case = world.case("ket-hon", channel="online").accepted("2026-11-25").acted("civil.1", "invite")
    words = printed(case, "invitation")
    assert "ông Điểu Xuân và bà Thị Mai" in words
    assert "không ai được ký thay" in words
    case.acted("civil.1", "both_signed", "2026-11-27T09:00", present=BOTH).signed()
    # The clock stands at the close of Wed 25/11 and Thu 26/11; Fri 27/11 counts.
    assert case.due == local("2026-11-27T17:00")


def test_online_nobody_proposes_without_having_invited(world):
    with pytest.raises(Refused):
        world.case("ket-hon", channel="online").accepted("2026-11-25").checked()


def test_who_never_comes_gets_the_dossier_back_after_sixty_days(world):
    case = (
        world.case("ket-hon")
        .accepted("2026-09-25")
        .acted("civil.1", "invite")
        .time_acts("2026-11-25T17:01")
    )
    assert (case.outcome, case.case.end) == ("returned", "not_come")
    assert "chưa cùng đến ký" in printed(case, "absent")
    assert not marriages()


def test_what_an_unwilling_one_said_is_told_to_nobody(world):
    case = (
        world.case("ket-hon")
        .accepted("2026-11-25")
        .checked()
        .acted("civil.1", "unwilling", refusal_wish="Gia đình ép buộc")
        .acted("leader", "stop")
    )
    assert case.outcome == "stopped"
    words = printed(case, "unwilling_notice")
    assert "không cùng tự nguyện" in words
    assert "ép buộc" not in words


def test_the_conditions_are_verified_within_five_working_days_and_silence_goes_on(world):
    case = (
        world.case("ket-hon")
        .accepted("2026-11-20")
        .acted("civil.1", "verify", **VERIFY)
        .acted("leader", "send")
    )
    assert case.due == local("2026-11-30T17:00")  # 23, 25, 26, 27, 30; the 24th is a holiday
    words = printed(case, "query")
    assert "Bà: Thị Mai" in words
    assert "Ông: Điểu Xuân" not in words
    case.time_acts("2026-11-26T17:01")
    assert case.standing() == ["check"]
    case.acted(
        "civil.1",
        "refuse",
        refusal_reason="Đang có chồng",
        refusal_basis="Luật Hôn nhân và gia đình 2014, Điều 5",
    ).signed()
    assert (case.outcome, marriages()) == ("rejected", [])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (
            {"groom": {"name": "Y Nam", "birth_date": "2006-11-26", "address": "Bon A"}},
            "groom.birth_date",
        ),
        (
            {"bride": {"name": "H'Nữ", "birth_date": "2008-11-26", "address": "Bon A"}},
            "bride.birth_date",
        ),
        ({"kin": "close"}, "kin"),
        ({"willing": False}, "willing"),
    ],
)
def test_who_may_not_marry_is_not_accepted_but_can_be_rejected_in_writing(world, changed, field):
    case = world.case("ket-hon", **changed).opened("2026-11-25")
    with pytest.raises(Refused) as refused:
        case.accepted()
    assert [fault.field for fault in refused.value.refusal.at] == [field]
    case.acted(
        "counter.1",
        "reject",
        rejection_reason="Không đủ điều kiện",
        rejection_basis="Luật Hôn nhân và gia đình 2014, Điều 8",
        go_instead="",
    )
    assert case.case.end == "not_accepted"


def test_on_the_birthday_itself_both_are_of_age(world):
    of_age = {
        "groom": {"name": "Y Nam", "birth_date": "2006-11-25", "address": "Bon A"},
        "bride": {"name": "H'Nữ", "birth_date": "2008-11-25", "address": "Bon A"},
    }
    assert world.case("ket-hon", **of_age).accepted("2026-11-25").standing() == ["check"]


def test_a_supplement_may_change_the_form_and_is_asked_for_once(world):
    case = world.case("ket-hon").accepted("2026-11-25").acted("civil.1", "supplement", **MISSING)
    case.acted("counter.1", "complete", bride={"ethnicity": "Mạ"}).checked()
    assert (case.standing(), case.data["bride.ethnicity"]) == (["couple"], "Mạ")


def test_a_reversed_signature_takes_the_entry_back_and_both_sign_again(world):
    case = ready(world).signed()
    assert len(marriages()) == 1
    case.acted("leader", "reverse", reason="Sai nơi cư trú").acted(
        "leader.2", "back", reason="Xem lại"
    )
    assert (case.standing(), marriages()) == (["check"], [])
    assert [one.name for one in case.letters if one.withdrawn] == ["certificate"]
    case.checked().acted("civil.1", "both_signed", present=BOTH).signed().sealed()
    assert [row.record for row in marriages()] == ["2026-0002"]
