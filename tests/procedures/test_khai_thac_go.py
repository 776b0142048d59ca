"""A timber harvest through the door: entered, confirmed by the rangers, looked at, not confirmed, refused, reversed, returned."""

from decimal import Decimal

import pytest

from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from tests.procedures.matters import REFUSAL, VISIT, asking, filed, letters, printed, rows

SLUG = "khai-thac-go"
CONFIRMED = {"confirmed_no": "35/XN-KL, ngày 26/11/2026", "confirmed_by": "Nguyễn Văn Mẫu"}


def forwarded(world, **form):
    return (
        filed(world, SLUG, origin="state", **form)
        .accepted("2026-11-25")
        .acted("forest", "propose")
        .signed()
        .sealed()
    )


def test_ones_own_plantation_is_entered_and_its_owner_told(world):
    case = filed(world, SLUG).accepted("2026-11-25").acted("forest", "enter").signed()
    # Wed 25/11; Thu 26, Fri 27, Mon 30/11.
    assert (case.end, case.outcome, case.due) == ("noted", "granted", local("2026-11-30T17:00"))
    row = rows("timber_harvests")[0]
    assert (
        row["volume"],
        row["trees"],
        row["subcompartment"],
        row["old_province"],
        row.get("confirmed_no"),
    ) == (Decimal("126.75"), 1540, "1695", "dak_nong", None)
    words = printed(case, "noted_notice")
    for said in (
        "Keo lai 1.500 120,5",
        "Tổng cộng 1.540 126,75",
        "từ ngày 05/12/2026 đến ngày 31/12/2026",
    ):
        assert said in words


def test_planted_with_state_money_it_waits_for_the_rangers_and_the_list_bears_their_number(world):
    case = forwarded(world)
    assert case.standing() == ["confirming"]
    assert "Kính gửi: Hạt Kiểm lâm" in printed(case, "forward_letter")
    with pytest.raises(Refused):
        filed(world, SLUG, origin="state").accepted("2026-11-25").acted("forest", "enter")
    case.acted("forest", "confirmed", **CONFIRMED)
    assert (case.outcome, rows("timber_harvests")[0]["confirmed_no"]) == (
        "granted",
        "35/XN-KL, ngày 26/11/2026",
    )
    words = printed(case, "timber_list")
    for said in (
        "BẢNG KÊ LÂM SẢN",
        "Tiểu khu: 1695",
        "số 35/XN-KL, ngày 26/11/2026",
        "Nguyễn Văn Mẫu",
    ):
        assert said in words


def test_a_doubt_is_looked_at_in_the_forest_with_five_working_days_more_and_once(world):
    case = (
        filed(world, SLUG)
        .accepted("2026-11-02")
        .acted("forest", "inspect", verify_reason="Giáp rừng tự nhiên")
        .acted("leader", "send")
    )
    # Mon 2/11, three working days to Thu 5/11, five more: Fri 6, Mon 9, Tue 10, Wed 11, Thu 12/11.
    assert case.due == local("2026-11-12T17:00")
    assert "Giáp rừng tự nhiên" in printed(case, "new_due")
    case.acted("forest", "visited", "2026-11-05", **VISIT)
    with pytest.raises(Refused):
        case.acted("forest", "inspect", verify_reason="Nữa")
    case.acted("forest", "enter").signed()
    assert letters(case) == ["receipt", "new_due", "site_minutes", "noted_notice"]


def test_scattered_trees_have_no_plot_whatever_was_typed(world):
    case = (
        filed(world, SLUG, origin="scattered")
        .accepted("2026-11-25")
        .acted("forest", "enter")
        .signed()
    )
    row = rows("timber_harvests")[0]
    assert (case.outcome, row.get("subcompartment"), row.get("area")) == ("granted", None, None)


def test_natural_forest_is_warned_of_and_refused_in_writing(world):
    case = (
        filed(world, SLUG, origin="natural", channel="online")
        .accepted("2026-11-23")
        .acted("forest", "refuse", **REFUSAL)
        .signed()
    )
    assert (case.outcome, rows("timber_harvests"), letters(case)) == (
        "rejected",
        [],
        ["receipt", "refusal"],
    )


def test_what_the_rangers_do_not_confirm_is_refused_by_the_leader(world):
    case = forwarded(world).acted("forest", "not_confirmed", **REFUSAL)
    with pytest.raises(Refused):
        case.acted("forest", "sign")
    assert case.signed().outcome == "rejected"


def test_who_looked_does_not_sign_and_only_the_ranger_looks(world):
    case = filed(world, SLUG).accepted("2026-11-25")
    for person in ("counter.1", "economy.2", "leader"):
        with pytest.raises(Refused):
            case.acted(person, "enter")
    case.acted("forest", "enter")
    with pytest.raises(Refused):
        case.acted("forest", "sign")


def test_a_supplement_stands_the_clock_still_and_its_silence_returns_it(world):
    case = (
        filed(world, SLUG)
        .accepted("2026-11-02T08:10")
        .acted("forest", "supplement", "2026-11-03T09:00", **asking("documents.list"))
        .acted("counter.1", "complete", "2026-11-05T09:00", documents={"list": "seen"})
    )
    # Tue 3 and Wed 4 it stands at closing time; Thu 5, Fri 6, Mon 9/11.
    assert case.due == local("2026-11-09T17:00")
    silent = (
        filed(world, SLUG, channel="online")
        .accepted("2026-11-09")
        .acted("forest", "supplement", **asking("documents.list"))
        .time_acts("2026-12-09T17:00")
    )
    assert silent.outcome == "returned"


def test_an_entry_made_by_mistake_leaves_the_book(world):
    case = filed(world, SLUG).accepted("2026-11-25").acted("forest", "enter").signed()
    case.acted("leader", "reverse", reason="Nhầm tiểu khu")
    assert (case.standing(), rows("timber_harvests"), letters(case)) == (
        ["note_signing"],
        [],
        ["receipt", "revocation_notice"],
    )
    case.acted("leader", "back", reason="Xem lại").acted(
        "forest", "supplement", **asking("plot.subcompartment")
    ).acted("counter.1", "complete", plot={"subcompartment": "1702"})
    case.acted("forest", "enter").signed()
    assert [row["subcompartment"] for row in rows("timber_harvests")] == ["1702"]


def test_an_end_before_the_beginning_is_told_at_once(world):
    with pytest.raises(Refused) as refused:
        filed(world, SLUG, to_day="2026-12-01").opened()
    assert [fault.field for fault in refused.value.refusal.at] == ["to_day"]
