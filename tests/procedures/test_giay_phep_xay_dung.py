"""A house's building permit through the door: field check beside opinions, two supplements and no third, more time, refused, reversed."""

import pytest

from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from tests.procedures.matters import REFUSAL, VISIT, asking, filed, letters, printed, rows

SLUG = "giay-phep-xay-dung"
BODIES = {
    "bodies": [
        {"body": "Điện lực khu vực", "question": "Khoảng cách tới đường dây"},
        {"body": "Ban quản lý thủy lợi", "question": "Hành lang kênh"},
    ]
}
LEVELS = {"base_level": "Cao hơn tim đường 0,3 m", "building_line": "Lùi 3 m"}


def asked(world):
    return (
        filed(world, SLUG)
        .accepted("2026-11-02")
        .acted("construction.1", "ask", **BODIES)
        .acted("leader", "send", "2026-11-03T10:00")
    )


def surveyed(world, at="2026-11-23"):
    return (
        filed(world, SLUG, channel="online")
        .accepted(at)
        .acted("construction.1", "survey")
        .acted("construction.1", "visited", **VISIT)
    )


def test_field_check_and_opinions_run_side_by_side_and_meet_in_the_appraisal(world):
    case = asked(world)
    assert sorted(case.standing()) == ["opinion/1", "opinion/2", "site"]
    assert letters(case).count("opinion_request") == 2
    case.acted(
        "construction.1",
        "answered",
        step="opinion/2",
        rows={"2": {"view": "Không ảnh hưởng", "view_ref": "15/TL"}},
    )
    case.acted("construction.1", "visited", "2026-11-05T15:00", **VISIT)
    assert case.standing() == ["opinion/1"]
    # Tue 3/11 is day 0; day 12 is Sun 15/11, so Mon 16/11 at closing: silence is agreement.
    case.time_acts("2026-11-16T16:59")
    assert case.standing() == ["opinion/1"]
    case.time_acts("2026-11-16T17:00")
    assert case.standing() == ["check"]
    case.acted("construction.1", "propose", "2026-11-17T08:00", **LEVELS).signed().sealed()
    assert (case.outcome, case.due) == ("granted", local("2026-11-17T17:00"))
    row = rows("building_permits")[0]
    assert (row["storeys"], row["parcel"], row["owner"]) == (2, "207", "Điểu Xuân")
    words = printed(case, "permit")
    for said in (
        "GIẤY PHÉP XÂY DỰNG",
        "/GPXD-UBND",
        "Cao hơn tim đường 0,3 m",
        "96,5 m²",
        "trong thời hạn 12 tháng",
        "Thửa đất số: 207",
    ):
        assert said in words
    assert "Kính gửi: Ban quản lý thủy lợi" in printed(case, "opinion_request")
    assert "Đúng như khai" in printed(case, "site_minutes")


def test_who_appraised_does_not_sign_and_who_received_does_not_appraise(world):
    case = surveyed(world)
    for person in ("counter.1", "leader", "land.1"):
        with pytest.raises(Refused):
            case.acted(person, "propose", **LEVELS)
    case.acted("construction.1", "propose", **LEVELS)
    with pytest.raises(Refused):
        case.signed(by="construction.1")


def test_twice_the_owner_may_be_asked_and_then_only_permit_or_refusal_is_left(world):
    case = surveyed(world, "2026-11-04T08:00").acted(
        "construction.1", "supplement", "2026-11-06T15:00", **asking("documents.drawings", "height")
    )
    case.acted(
        "applicant", "complete", "2026-11-10T09:00", height=8.2, documents={"drawings": "seen"}
    )
    # Entered Tue 10/11: 5 working days are Wed 11, Thu 12, Fri 13, Mon 16, Tue 17/11.
    assert (case.standing(), case.case.steps[0].limit) == (["recheck"], local("2026-11-17T17:00"))
    case.acted(
        "construction.1", "supplement_again", "2026-11-11T16:00", **asking("documents.drawings")
    ).acted("applicant", "complete", "2026-11-13T08:00", documents={"drawings": "seen"})
    # Entered Fri 13/11: 3 working days are Mon 16, Tue 17, Wed 18/11.
    assert (case.standing(), case.case.steps[0].limit) == (
        ["recheck_last"],
        local("2026-11-18T17:00"),
    )
    for more in ("supplement", "supplement_again"):
        with pytest.raises(Refused):
            case.acted("construction.1", more, **asking("documents.drawings"))
    # Thu 5 (1); Fri 6 to Mon 9 it stands; Tue 10 (2); Wed 11 and Thu 12 it stands; Fri 13 (3); twelve more: Wed 25/11.
    assert case.due == local("2026-11-25T17:00")


def test_more_time_is_ten_days_at_most_and_once(world):
    case = surveyed(world, "2026-11-02")
    with pytest.raises(Refused):
        case.acted("leader", "extend", "2026-11-16T09:00", reason="Chờ đo lại", by="11 days")
    case.acted("leader", "extend", "2026-11-16T09:00", reason="Chờ đo lại", by="10 days")
    # Tue 17/11 and 10 days: Fri 27/11.
    assert case.due == local("2026-11-27T17:00")
    assert "Chờ đo lại" in printed(case, "apology")


def test_a_house_against_the_plan_is_refused_in_writing(world):
    case = surveyed(world).acted("construction.1", "refuse", **REFUSAL).acted("leader.2", "sign")
    assert (case.outcome, rows("building_permits"), letters(case)[-1]) == (
        "rejected",
        [],
        "refusal",
    )


def test_a_reversed_permit_leaves_the_book_and_goes_back_to_the_desk(world):
    case = surveyed(world).acted("construction.1", "propose", **LEVELS).signed()
    assert len(rows("building_permits")) == 1
    case.acted("leader", "reverse", reason="Sai chỉ giới").acted("leader", "back", reason="Xem lại")
    assert (case.standing(), rows("building_permits"), "permit" in letters(case)) == (
        ["check"],
        [],
        False,
    )


def test_silence_after_the_second_notice_returns_the_dossier(world):
    case = surveyed(world, "2026-09-03T08:00").acted(
        "construction.1", "supplement", "2026-09-04T11:00", **asking("documents.drawings")
    )
    case.acted("applicant", "complete", "2026-09-07T08:00", documents={"drawings": "seen"}).acted(
        "construction.1", "supplement_again", "2026-09-08T09:00", **asking("documents.drawings")
    )
    case.time_acts("2026-10-08T17:00")
    assert (case.outcome, letters(case)[-1]) == ("returned", "returned_unsupplied")


def test_a_country_house_is_warned_of_and_never_turned_away_by_a_machine(world):
    case = filed(world, SLUG, zone="rural").accepted("2026-11-25")
    assert case.standing() == ["arranging"]
