"""A result that was taken back makes nobody late for the time in which it stood; the row that it had made says that it is withdrawn."""

import json

import pytest

from dinh.cli import main
from dinh.engine.record.case import is_late
from dinh.engine.schedule.calendar import local
from tests.desks.test_authority import browser, staffed  # noqa: F401

BACK = "2026-12-21T09:00"


@pytest.fixture
def back(staffed):
    """A birth, registered on its day, whose result was taken back four weeks later."""
    case = staffed.case("khai-sinh").accepted("2026-11-25").checked().signed().sealed()
    assert not case.case.late
    case.acted("leader", "reverse", BACK, reason="Ghi nhầm họ của mẹ")
    return case


def test_the_clock_starts_a_new_stretch_and_the_first_stays_as_it_was_settled(back):
    case = back.case
    assert case.clock.started == local(BACK)
    assert not is_late(case, local("2026-12-21T10:00"))
    (first,) = case.stretches
    assert not first.late and first.settled < first.due < local(BACK)
    assert {step.since for step in case.steps} == {local(BACK)}
    assert case.accepted == local("2026-11-25T09:00")


def test_going_further_back_keeps_the_new_stretch(back):
    due = back.case.due
    back.acted("leader", "reverse", "2026-12-21T10:00", reason="Xem lại từ đầu")
    assert back.case.due == due and len(back.case.stretches) == 1


def test_what_is_late_the_second_time_is_late_and_what_was_late_first_stays_so(back):
    assert is_late(back.case, local("2027-02-01T09:00"))


def test_the_officer_reads_since_when_it_counts_again_and_how_it_stood_before(back, browser):
    page = browser("leader").get(f"/cases/{back.code}/").content.decode()
    assert "thời hạn tính lại từ" in page and "bằng thời hạn của thủ tục" in page
    assert "Xong đúng hẹn" in page and "Trễ" not in page
    told = browser("leader").get(f"/api/cases/{back.code}").json()
    assert [one["late"] for one in told["stretches"]] == [False] and told["late"] is False


def test_the_row_of_a_withdrawn_result_says_so_on_the_page_in_the_api_and_on_the_line(
    back, browser, capsys
):
    back.acted("leader", "reverse", "2026-12-21T10:00", reason="Người ký cũng ký nhầm")
    page = browser("leader").get(f"/cases/{back.code}/").content.decode()
    assert "hủy dòng, không còn giá trị" in page
    rows = browser("civil.1").get("/api/records/births?on=2026-12-01").json()
    assert [row["withdrawn"] for row in rows if row["case"] == back.code] == [True]
    assert main(["--json", "records", "births", "--on", "2026-12-01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["withdrawn"] for row in told if row["case"] == back.code] == [True]
