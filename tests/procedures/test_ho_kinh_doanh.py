"""A business household through the door: granted by the head, supplemented, refused, repeated, reversed, late, withdrawn."""

import pytest

from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from tests.procedures.matters import NEIGHBOUR, REFUSAL, asking, filed, letters, printed, rows

SLUG = "dang-ky-ho-kinh-doanh"
CODE = {"household_code": "067091999512"}


def coded(case):
    return case.acted("economy.2", "ask_code").acted("economy.2", "coded", **CODE)


def test_the_head_of_the_economy_office_signs_and_the_book_knows_the_business(world):
    case = (
        coded(filed(world, SLUG).accepted("2026-11-23"))
        .acted("economy.1", "sign")
        .sealed()
        .delivered()
    )
    # Mon 23/11, Tue 24/11 a holiday, so Wed 25, Thu 26, Fri 27/11.
    assert (case.outcome, case.due) == ("granted", local("2026-11-27T17:00"))
    assert letters(case) == ["receipt", "certificate"]
    row = rows("business_households")[0]
    assert (row["code"], row["name"], row["main_business"], row["capital"]) == (
        "067091999512",
        "Hộ kinh doanh Điểu Xuân",
        "Bán lẻ tạp hóa",
        50_000_000,
    )
    words = printed(case, "certificate")
    for said in (
        "UBND XÃ TRƯỜNG XUÂN PHÒNG KINH TẾ",
        "Mã số hộ kinh doanh: 067091999512",
        "HỘ KINH DOANH ĐIỂU XUÂN",
        "50.000.000 đồng",
        "TRƯỞNG PHÒNG KINH TẾ",
        "Trần Hữu Phước",
    ):
        assert said in words


def test_who_received_does_not_check_who_checked_does_not_sign_and_nobody_else_may(world):
    case = filed(world, SLUG).accepted("2026-11-25")
    with pytest.raises(Refused):
        case.acted("counter.1", "ask_code")
    case.acted("economy.1", "ask_code").acted("economy.2", "coded", **CODE)
    for person in ("economy.1", "economy.2", "leader"):
        with pytest.raises(Refused):
            case.acted(person, "sign")
    assert case.standing() == ["signing"]


def test_a_mismatch_at_the_tax_authority_leads_to_one_supplement_while_the_clock_stands(world):
    case = (
        filed(world, SLUG, channel="online")
        .accepted("2026-11-02T08:00")
        .acted("economy.2", "ask_code")
    )
    case.acted("economy.2", "mismatched", mismatch="Ngày sinh khác").acted(
        "economy.2", "supplement", "2026-11-03T10:00", **asking("applicant.birth_date")
    )
    assert case.standing() == ["completing"]
    case.acted("applicant", "complete", "2026-11-05T09:00", applicant={"birth_date": "1991-03-15"})
    # Mon 2/11; Tue 3 and Wed 4 it stands at closing time; Thu 5, Fri 6, Mon 9/11.
    assert (case.due, case.data["applicant.birth_date"]) == (
        local("2026-11-09T17:00"),
        "1991-03-15",
    )
    with pytest.raises(Refused):
        case.acted("economy.2", "supplement", **asking("applicant.birth_date"))


def test_a_refusal_is_the_heads_too_and_says_why(world):
    case = (
        filed(world, SLUG)
        .accepted("2026-11-25")
        .acted("economy.2", "refuse", **REFUSAL)
        .acted("economy.1", "sign")
    )
    assert (case.outcome, rows("business_households")) == ("rejected", [])
    assert "Không đủ điều kiện" in printed(case, "refusal")


@pytest.mark.parametrize(
    "changed",
    [
        {"trade_name": "HỘ KINH DOANH điểu xuân", "applicant": NEIGHBOUR},
        {"trade_name": "Hộ kinh doanh khác"},
    ],
)
def test_a_name_that_is_taken_and_a_second_business_of_one_owner_are_not_entered(world, changed):
    coded(filed(world, SLUG).accepted("2026-11-23")).acted("economy.1", "sign")
    second = (
        filed(world, SLUG, **changed)
        .accepted("2026-11-25")
        .acted("economy.2", "ask_code")
        .acted("economy.2", "coded", household_code="1")
    )
    with pytest.raises(Refused, match=r"record\.repeats"):
        second.acted("economy.1", "sign")
    second.acted("economy.1", "back", reason="Trùng mã").acted(
        "economy.2", "refuse", **REFUSAL
    ).acted("economy.1", "sign")
    assert (second.outcome, len(rows("business_households"))) == ("rejected", 1)


def test_a_reversed_certificate_leaves_the_book_and_can_be_signed_anew(world):
    case = coded(filed(world, SLUG).accepted("2026-11-23")).acted("economy.1", "sign")
    case.acted("leader", "reverse", reason="Sai mã số")
    assert (case.standing(), rows("business_households"), letters(case)) == (
        ["signing"],
        [],
        ["receipt", "revocation_notice"],
    )
    case.acted("economy.1", "sign").sealed()
    assert (case.outcome, len(rows("business_households"))) == ("granted", 1)


def test_what_will_be_late_is_apologised_for_with_a_new_day_once(world):
    case = (
        filed(world, SLUG)
        .accepted("2026-11-23")
        .acted(
            "leader", "extend", "2026-11-27T08:00", reason="Hệ thống thuế lỗi", by="2 working days"
        )
    )
    # Fri 27/11, two working days more: Mon 30/11, Tue 1/12.
    assert case.due == local("2026-12-01T17:00")
    assert "Hệ thống thuế lỗi" in printed(case, "apology")
    with pytest.raises(Refused):
        case.acted("leader", "extend", reason="Nữa", by="1 day")


def test_an_applicant_may_withdraw_until_the_certificate_is_signed(world):
    case = (
        filed(world, SLUG, channel="online")
        .accepted("2026-11-25")
        .acted("applicant", "withdraw", reason="Chưa mở nữa")
    )
    assert (case.outcome, letters(case)) == ("stopped", ["receipt", "stopping_notice"])
    signed = coded(filed(world, SLUG, channel="online").accepted("2026-11-25")).acted(
        "economy.1", "sign"
    )
    with pytest.raises(Refused):
        signed.acted("applicant", "withdraw", reason="Thôi")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (
            {
                "applicant": {
                    "name": "Điểu Xuân",
                    "address": "Bon Bu Bơ",
                    "birth_date": "1991-03-14",
                }
            },
            "applicant.id",
        ),
        ({"founded_by": "family"}, "members"),
        ({"businesses": [{"what": "Bán lẻ", "main": False}]}, "businesses"),
        (
            {"businesses": [{"what": "Bán lẻ", "main": True}, {"what": "Sửa xe", "main": True}]},
            "businesses",
        ),
    ],
)
def test_what_the_certificate_cannot_do_without_is_asked_at_once(world, changed, field):
    with pytest.raises(Refused) as refused:
        filed(world, SLUG, **changed).opened()
    assert field in {fault.field for fault in refused.value.refusal.at}
