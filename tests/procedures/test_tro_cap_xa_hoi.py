"""The monthly allowance through the door: posting and the village at once, factor and standard, objections, changes, secrets."""

import pytest

from dinh import printing
from dinh.access import finders
from dinh.engine.decisions.draft import scope_of
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import ledger
from tests.letters.papers import text_of
from tests.world import FORMS, UNIT

SLUG = "tro-cap-xa-hoi-hang-thang"
NOVEMBER = {"from_day": "2026-11-01"}
REFUSAL = {
    "refusal_reason": "Không còn là người đơn thân",
    "refusal_basis": "Nghị định 20/2021/NĐ-CP, Điều 5",
}
MISSING = {
    "items": ["grounds"],
    "missing": "Giấy xác nhận khuyết tật",
    "missing_reason": "Diện này phải có",
    "guidance": "Xin tại xã",
}


def printed(case, name):
    letter = next(one for one in reversed(case.letters) if one.name == name)
    return text_of(printing.pdf(UNIT, case.code, letter))


def paid(on=""):
    return [
        (row.record, row.values["name"], row.values["factor"], row.values["amount"])
        for row in ledger.records(UNIT, "beneficiaries", on)
    ]


def posted(world, at="2026-11-02", **form):
    """Accepted, found to fit, and posted while the village is asked."""
    return (
        world.case(SLUG, **form)
        .accepted(at)
        .acted("social.1", "consult", **NOVEMBER)
        .acted("leader", "send")
    )


def granted(world, at="2026-11-02", **form):
    case = posted(world, at, **form).acted("village.1", "agree", village_note="Đúng")
    case.time_acts(case.last_at.replace(day=case.last_at.day + 6))
    return case.acted("social.1", "propose", **NOVEMBER).signed().sealed()


def derived(case, *names):
    seen = finders.case_as_kept(UNIT, case.code)
    scope = scope_of(
        seen.procedure, seen.case, finders.context(UNIT, "social.1", seen.case.last_at)
    )
    return tuple(scope(name) for name in names)


def test_the_village_is_asked_while_the_result_is_posted_and_the_decision_names_the_sum(world):
    case = posted(world)
    assert case.standing() == ["opinion", "posting"]
    notice = printed(case, "posting_notice")
    for said in (
        "Điểu Bích",
        "Năm sinh: 1986",
        "Người khuyết tật nặng",
        "Hệ số: 1,5",
        "810.000 đồng",
        "đến hết ngày 04 tháng 11 năm 2026",
    ):
        assert said in notice
    for kept in ("067186999417", "17/04/1986", "12/2026"):
        assert kept not in notice
    case.acted("village.1", "agree", village_note="Đúng").time_acts("2026-11-04T17:01")
    assert case.standing() == ["weigh"]
    case.acted("social.1", "propose", **NOVEMBER).signed().sealed().delivered()
    assert (case.outcome, case.due, paid()) == (
        "granted",
        local("2026-12-03T17:00"),
        [("2026-0001", "Điểu Bích", 1.5, 810000)],
    )
    words = printed(case, "decision")
    for said in (
        "QUYẾT ĐỊNH",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TRƯỜNG XUÂN",
        "810.000 đồng",
        "mức chuẩn 540.000 đồng, hệ số 1,5",
        "kể từ tháng 11 năm 2026",
        "Căn cứ Nghị định số 335/2026/NĐ-CP",
    ):
        assert said in words
    assert "TM. ỦY BAN" not in words


def test_only_the_head_of_the_persons_own_village_is_asked_and_silence_goes_on(world):
    case = posted(world)
    with pytest.raises(finders.NotFound):  # a stranger to it
        case.acted("village.2", "agree", village_note="")
    case.time_acts("2026-11-05T17:01")
    assert case.standing() == ["weigh"]
    assert "village_note" not in case.data


def test_nothing_of_hiv_is_posted_asked_or_shown_to_a_village_or_another_desk(world):
    sick = {"grounds": [{"ground": "hiv_adult"}], "documents": {"identity": "seen", "hiv": "seen"}}
    case = posted(world, **sick)
    assert case.standing() == ["weigh"]
    assert not any(letter.name == "posting_notice" for letter in case.letters)
    for person in ("village.1", "land.1", "civil.1", "police", "it"):
        with pytest.raises(finders.NotFound):
            finders.case_seen_by(UNIT, person, case.code, local("2026-11-25T09:00"))
    for person in ("counter.1", "social.2", "leader.3", "clerk.1", "finance.1"):
        assert (
            finders.case_seen_by(UNIT, person, case.code, local("2026-11-25T09:00")).case.code
            == case.code
        )


@pytest.mark.parametrize(
    ("born", "grounds", "factor", "amount"),
    [
        ("1986-04-17", [("severe", None)], 1.5, 810000),
        ("2012-04-17", [("severe", None)], 2, 1080000),
        ("1966-11-02", [("severe", None)], 2, 1080000),
        ("1966-11-03", [("severe", None)], 1.5, 810000),
        ("1986-04-17", [("extreme", None)], 2, 1080000),
        ("2012-04-17", [("extreme", None)], 2.5, 1350000),
        ("2022-11-03", [("orphan", None)], 2.5, 1350000),
        ("2022-11-02", [("orphan", None)], 1.5, 810000),
        ("1986-04-17", [("single_parent", 3)], 3, 1620000),
        ("1986-04-17", [("single_parent", 2), ("severe", None)], 3.5, 1890000),
        ("1986-04-17", [("severe", None), ("hiv_adult", None)], 1.5, 810000),
        ("1946-01-01", [("elderly_alone", None), ("severe", None)], 2, 1080000),
        ("1950-01-01", [("elderly_care", None), ("elderly_alone", None)], 3, 1620000),
    ],
)
def test_the_highest_ground_counts_and_only_bringing_up_children_adds_to_it(
    world, born, grounds, factor, amount
):
    person = {**FORMS[SLUG]["applicant"], "birth_date": born, "id": None}
    rows = [
        {
            "ground": ground,
            **({"children": n} if n else {}),
            **({"paper": "1"} if ground in ("severe", "extreme") else {}),
        }
        for ground, n in grounds
    ]
    case = (
        world.case(
            SLUG,
            applicant=person,
            grounds=rows,
            documents={"identity": "seen", "disability": "seen", "hiv": "seen"},
        )
        .opened("2026-11-02")
        .accepted()
    )
    case.acted("social.1", "consult", **NOVEMBER)
    assert derived(case, "factor", "amount") == (factor, amount)


@pytest.mark.parametrize(
    ("month", "standard"),
    [
        ("2024-06-01", 360000),
        ("2024-07-01", 500000),
        ("2026-06-30", 500000),
        ("2026-07-01", 540000),
    ],
)
def test_the_standard_is_that_of_the_month_that_is_paid(world, month, standard):
    case = world.case(SLUG).accepted("2026-11-02").acted("social.1", "consult", from_day=month)
    assert derived(case, "standard", "amount") == (standard, standard * 3 // 2)


def test_an_objection_is_looked_into_within_ten_days_and_the_refusal_is_the_leaders(world):
    case = posted(world).acted(
        "social.2", "note_objection", row={"what": "Đang sống với chồng", "came_on": "2026-11-03"}
    )
    assert case.standing() == ["opinion", "posting"]
    case.acted("village.1", "object", village_objection="Đã tái hôn").time_acts("2026-11-04T17:01")
    with pytest.raises(Refused):
        case.acted("social.1", "propose", **NOVEMBER)
    case.acted("social.1", "look_into", "2026-11-05T09:00", longer_reason="Có ý kiến phải xác minh")
    assert case.due == local("2026-12-14T17:00")  # Thu 3/12 and 10 days: Sun 13/12, so Mon 14/12
    case.acted("social.1", "conclude", conclusion="Đã đăng ký kết hôn").acted(
        "social.1", "deny", **REFUSAL
    )
    with pytest.raises(Refused):
        case.signed(by="social.1")
    case.signed()
    assert (case.outcome, paid()) == ("rejected", [])
    assert "Không còn là người đơn thân" in printed(case, "refusal")


def test_after_a_wrong_objection_it_is_granted_and_may_go_back_and_forth(world):
    case = (
        posted(world)
        .acted("village.1", "object", village_objection="Đã tái hôn")
        .time_acts("2026-11-04T17:01")
    )
    case.acted("social.1", "look_into", "2026-11-05T09:00", longer_reason="Thôn có ý kiến").acted(
        "social.1", "conclude", conclusion="Chưa kết hôn"
    )
    case.acted("social.1", "propose", **NOVEMBER).acted("leader", "back", reason="Xem lại").acted(
        "social.1", "propose", **NOVEMBER
    ).signed().sealed()
    assert case.outcome == "granted"


def test_a_change_writes_the_same_entry_and_a_stop_ends_it_the_day_before(world):
    granted(world)
    change = {
        "request": "adjust",
        "why": "Khuyết tật nặng thêm",
        "grounds": [{"ground": "extreme", "paper": "40/2026"}],
    }
    case = (
        world.case(SLUG, **change)
        .accepted("2026-11-16")
        .acted("social.1", "consult", from_day="2026-12-01", entry="2026-0001")
        .acted("leader", "send")
    )
    case.acted("village.1", "agree", village_note="Đúng").time_acts("2026-11-18T17:01").acted(
        "social.1", "propose", from_day="2026-12-01"
    ).signed().sealed()
    assert paid() == [("2026-0001", "Điểu Bích", 2, 1080000)]
    words = printed(case, "decision")
    assert "Điều chỉnh trợ cấp xã hội hằng tháng" in words
    assert "Mức mới: 1.080.000 đồng" in words
    stop = {
        "request": "stop",
        "why": "Chuyển nơi cư trú",
        "grounds": [],
        "payee": {},
        "documents": {"identity": "seen"},
    }
    case = (
        world.case(SLUG, **stop)
        .accepted("2026-11-25")
        .acted("social.1", "propose_stop", from_day="2026-12-01", entry="2026-0001")
        .signed()
        .sealed()
    )
    assert "Thôi hưởng trợ cấp xã hội hằng tháng" in printed(case, "decision")
    assert paid() == []
    assert [record for record, *_ in paid("2026-11-30")] == ["2026-0001"]
    assert paid("2026-12-01") == []


def test_a_reversed_stop_gives_the_entry_back(world):
    granted(world)
    stop = {
        "request": "stop",
        "why": "Nhầm người",
        "grounds": [],
        "payee": {},
        "documents": {"identity": "seen"},
    }
    case = (
        world.case(SLUG, **stop)
        .accepted("2026-11-25")
        .acted("social.1", "propose_stop", from_day="2026-12-01", entry="2026-0001")
        .signed()
    )
    case.acted("leader", "reverse", reason="Nhầm người").acted(
        "leader", "back_stop", reason="Xem lại"
    ).acted("social.1", "refuse", **REFUSAL).signed()
    assert case.outcome == "rejected"
    assert [record for record, *_ in paid("2027-01-01")] == ["2026-0001"]


def test_a_reversed_grant_takes_the_entry_back_and_posting_is_not_done_again(world):
    case = (
        posted(world)
        .acted("village.1", "agree", village_note="")
        .time_acts("2026-11-04T17:01")
        .acted("social.1", "propose", **NOVEMBER)
        .signed()
    )
    case.acted("leader", "reverse", reason="Sai tháng").acted("leader", "back", reason="Xem lại")
    assert (case.standing(), paid()) == (["weigh"], [])
    case.acted("social.1", "propose", from_day="2026-12-01").signed().sealed()
    assert paid() == [("2026-0002", "Điểu Bích", 1.5, 810000)]


def test_a_supplement_stops_the_clock_and_nobody_acts_alone(world):
    case = (
        world.case(SLUG)
        .accepted("2026-11-02")
        .acted("social.1", "supplement", "2026-11-02T10:00", **MISSING)
    )
    case.acted(
        "counter.1",
        "complete",
        "2026-11-04T10:00",
        grounds=[{"ground": "extreme", "paper": "41/2026"}],
    )
    # Paused at the close of Mon 2/11 (day 0) and Tue 3/11: one working day later, Fri 4/12.
    assert case.due == local("2026-12-04T17:00")
    for person, refused in {
        "counter.1": Refused,
        "leader": Refused,
        "village.1": finders.NotFound,
        "civil.1": finders.NotFound,
    }.items():
        with pytest.raises(refused):
            case.acted(person, "consult", **NOVEMBER)
    assert case.acted("social.2", "consult", **NOVEMBER).standing() == ["approving"]
