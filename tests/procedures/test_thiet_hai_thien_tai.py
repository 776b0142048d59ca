"""Disaster damage through the door: the head's report, daily updates, the team on the spot, help by norms, posting, decision, payment."""

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.web.cases.queries import scope_for
from dinh.web.shared import action_form
from tests.procedures.matters import letters, printed, rows
from tests.world import UNIT, Told

SLUG = "thiet-hai-thien-tai"
REPORT = {
    "event": "Mưa đá chiều 12/11 ở bon Bu Bơ",
    "village": "B01",
    "kind": "hail",
    "happened_on": "2026-11-12",
    "homes": 3,
    "crops": "2.5",
    "works": "Tốc mái nhà sinh hoạt cộng đồng",
}
COFFEE = {
    "name": "Điểu Xuân",
    "address": "Bon Bu Bơ",
    "kind": "crops",
    "declared": "0,8 ha cà phê chết",
    "before": True,
}
CATTLE = {
    "name": "H'Lan",
    "address": "Bon Bu Bơ",
    "kind": "animals",
    "declared": "Hai con bò chết",
    "before": True,
}
HOME = {"name": "Thị Mai", "address": "Bon Bu Bơ", "kind": "home", "declared": "Sập tường, bay mái"}
VISIT = {
    "visit": {
        "day": "2026-11-19",
        "attended": "Tổ kiểm tra",
        "found": "Đúng như kê khai",
        "concluded": "Đủ điều kiện",
    }
}
FOUND = {
    1: {"supported": True, "crop": "perennial_dead", "level": "most", "area": "0.8"},
    2: {"supported": True, "animal": "cattle", "heads": 2},
    3: {"supported": True, "house_state": "damaged"},
}


def reported(world, by="village.1", **form) -> Told:
    return Told(world, SLUG, REPORT | form, "house", by).acted(by, "send", "2026-11-12T16:10")


def closed(world, *households) -> Told:
    case = reported(world)
    for one in households or (COFFEE, CATTLE, HOME):
        case.acted("village.1", "declare", row=one)
    return case.acted("village.1", "over", "2026-11-16T09:00")


def checked(world, found=FOUND, *households) -> Told:
    case = closed(world, *households).acted(
        "leader.2", "name", team="K' Tín, Phòng Kinh tế; Điểu Krang, trưởng bon"
    )
    return case.acted(
        "economy.2",
        "checked",
        "2026-11-19T16:00",
        **VISIT,
        rows={str(row): cells for row, cells in found.items()},
    )


def posted(world, *more) -> Told:
    return checked(world, *more).acted("leader.2", "sign", "2026-11-20T09:00")


def test_the_head_reports_at_once_for_their_own_village_only(world):
    case = reported(world)
    words = printed(case, "quick_report")
    assert "Mưa đá chiều 12/11" in words and "2,5 ha" in words and "Điểu Krang" in words
    assert finders.worklist(UNIT, "village.1")[0].code == case.code
    assert all(row.code != case.code for row in finders.worklist(UNIT, "village.2"))
    with pytest.raises(Refused):
        case.acted(
            "village.2",
            "update",
            row={
                "day": "2026-11-13",
                "dead": 0,
                "injured": 0,
                "homes": 0,
                "crops": 0,
                "animals": 0,
            },
        )


def test_it_is_called_by_its_event_and_found_by_it(world):
    case = reported(world)
    assert finders.title_of(case.case) == REPORT["event"]
    assert [row.code for row in finders.search(UNIT, "economy.2", "mua da bu bo")] == [case.code]


def test_updates_come_day_by_day_and_people_are_reminded(world):
    case = reported(world)
    for day, homes in ((13, 4), (14, 5)):
        case.acted(
            "village.1",
            "update",
            f"2026-11-{day}T08:00",
            row={
                "day": f"2026-11-{day}",
                "dead": 0,
                "injured": 1,
                "homes": homes,
                "crops": "3.25",
                "animals": 2,
                "note": "Đã tạnh",
            },
        )
    assert [row["homes"] for row in case.data["updates"].values()] == [4, 5]
    case.acted("village.1", "over")
    words = printed(case, "final_report")
    assert "13/11/2026" in words and "3,25" in words
    assert case.end == "reported"


def test_help_is_reckoned_by_the_norms_of_the_day_and_posted_and_paid(world):
    case = posted(world)
    # 0,8 × 30.000.000; 2 × 7.000.000; a home 20.000.000.
    for name in ("public_list", "site_minutes"):
        assert "Điểu Xuân" in printed(case, name)
    assert all(
        sum_ in printed(case, "public_list")
        for sum_ in ("24.000.000", "14.000.000", "20.000.000", "58.000.000 đồng")
    )
    # Fri 20/11 is day 0: 23, 25 (24/11 is a holiday), Thu 26/11.
    assert case.case.steps[0].limit == local("2026-11-26T17:00")
    case.time_acts("2026-11-26T17:00").acted("leader", "decide", "2026-11-27T09:00")
    assert sorted((row["household"], row["amount"]) for row in rows("disaster_damages")) == [
        ("H'Lan", 14_000_000),
        ("Thị Mai", 20_000_000),
        ("Điểu Xuân", 24_000_000),
    ]
    assert "58.000.000 đồng" in printed(case, "decision")
    case.acted(
        "finance.1",
        "pay",
        "2026-11-30",
        rows={
            "1": {"paid_on": "2026-11-30"},
            "2": {"paid_on": "2026-11-30"},
            "3": {"unpaid": "Đi làm xa"},
        },
    )
    assert case.standing() == ["paying"]
    case.acted("finance.1", "paid", "2026-12-04", rows={"3": {"paid_on": "2026-12-04"}})
    assert (case.outcome, case.data["households"]["3"].get("paid_on")) == ("done", "2026-12-04")
    words = printed(case, "payment_report")
    assert "03 trong 03 lượt hộ" in words and "04/12/2026" in words


def test_what_was_not_declared_before_is_not_helped_with(world):
    household = COFFEE | {"before": False}
    with pytest.raises(Refused) as refused:
        checked(world, {1: FOUND[1]}, household)
    assert any("kê khai ban đầu" in str(fault.facts) for fault in refused.value.refusal.at)
    case = (
        checked(world, {1: {"supported": False, "why_not": "Chưa kê khai ban đầu"}}, household)
        .acted("leader.2", "sign", "2026-11-20T09:00")
        .time_acts("2026-11-26T17:00")
    )
    with pytest.raises(Refused):
        case.acted("leader", "decide")
    case.acted("leader", "none_helped", "2026-11-27")
    assert (case.end, rows("disaster_damages")) == ("nobody", [])
    assert "Chưa kê khai ban đầu" in printed(case, "none_notice")


def test_a_death_is_helped_by_the_standard_of_the_day(world):
    case = posted(
        world,
        {1: {"supported": True, "harm": "dead"}},
        {"name": "Y Ba", "address": "Bon Bu Bơ", "kind": "person", "declared": "Bị lũ cuốn"},
    )
    assert "27.000.000" in printed(case, "public_list")  # 50 × 540.000


def test_an_objection_sends_the_team_again_and_the_list_is_posted_anew(world):
    case = posted(world).acted(
        "village.1", "objected", objector="Lê Văn Tư", objection="Bò chết vì bệnh"
    )
    assert case.standing() == ["verifying"]
    case.acted(
        "economy.2",
        "checked",
        **VISIT,
        rows={"2": {"supported": False, "why_not": "Bò chết vì bệnh"}},
    ).acted("leader.2", "sign")
    assert letters(case).count("public_list") == 2
    assert "44.000.000 đồng" in printed(case, "public_list")


def test_beyond_the_commune_the_province_is_asked_once_and_the_clock_stands(world):
    case = (
        posted(world)
        .time_acts("2026-11-26T17:00")
        .acted("leader", "ask_province", "2026-11-27T09:00", beyond="Dự phòng ngân sách xã đã hết")
    )
    assert case.case.clock.paused is not None
    assert "58.000.000 đồng" in printed(
        case, "province_letter"
    ) and "Ủy ban nhân dân tỉnh Lâm Đồng" in printed(case, "province_letter")
    case.acted("economy.2", "answered", "2026-12-07", province_paper="123/UBND-NN, ngày 05/12/2026")
    with pytest.raises(Refused):
        case.acted("leader", "ask_province", beyond="Nữa")
    case.acted("leader", "decide")
    assert "05/12/2026" in printed(case, "decision")


def test_who_looked_does_not_decide(world):
    case = closed(world).acted("leader.2", "name", team="Phó Chủ tịch")
    with pytest.raises(Refused):
        case.acted(
            "leader.2", "checked", **VISIT, rows={str(row): cells for row, cells in FOUND.items()}
        )


def test_a_late_report_is_warned_of_and_taken(world):
    case = Told(world, SLUG, REPORT | {"happened_on": "2026-11-09"}, "house", "village.1").acted(
        "village.1", "send", "2026-11-12T16:10"
    )
    assert case.standing() == ["reporting"]
    with pytest.raises(Refused):
        Told(world, SLUG, REPORT | {"happened_on": "2026-11-20"}, "house", "village.1").opened(
            "2026-11-12T16:00"
        )


def test_a_household_is_declared_on_the_page_without_what_the_team_finds_later(world):
    case = reported(world)
    seen = finders.case_seen_by(UNIT, "village.1", case.code)
    asked = {
        field.name
        for field in action_form.asked(
            seen, "declare", "reporting", scope_for(UNIT, seen), "vi", every=True
        ).fields
    }
    assert asked == {"row.name", "row.address", "row.kind", "row.declared", "row.before"}
