"""The figures of a period that is over do not change with the day on which they are asked, nor with what happens later."""

from datetime import date

from dinh.access import finders
from dinh.insight.figures import Figures, figures
from dinh.insight.house import Period, read
from tests.test_commands import HOUSE, Line, dinh
from tests.test_versions import accepted, lent

__all__ = ["dinh", "lent"]

FIRST_WEEK = Period(date(2026, 10, 1), date(2026, 10, 7))
TEN_DAYS = Period(date(2026, 10, 1), date(2026, 10, 10))


def told(period: Period) -> Figures:
    return figures(read(HOUSE, period), period, finders.time_of(HOUSE))


def test_a_case_that_became_late_after_the_period_is_not_late_in_it(lent: Line) -> None:
    code = accepted(lent, "2026-10-01T08:00")  # due on the 8th
    lent("act", code, "note", "--by", "land", "--at", "2026-10-20T08:00", data={"text": "x"})
    assert told(FIRST_WEEK).late == () and told(FIRST_WEEK).open == (code,)
    assert told(TEN_DAYS).late == (code,)


def test_a_case_that_was_late_at_the_end_stays_so_when_it_is_settled_or_extended_later(
    lent: Line,
) -> None:
    settled, extended = accepted(lent, "2026-10-01T08:00"), accepted(lent, "2026-10-01T08:00")
    at = {"2026-10-12T08:00": "propose", "2026-10-12T09:00": "sign"}
    before = None
    for moment, action in at.items():
        by, data = ("land", {"room": "east"}) if action == "propose" else ("leader", {})
        lent("act", settled, action, "--by", by, "--at", moment, data=data)
        before = before or told(TEN_DAYS)
    lent(
        "act",
        extended,
        "extend",
        "--by",
        "leader",
        "--at",
        "2026-10-12T10:00",
        data={"by": "5 working days", "reason": "Chờ kho"},
    )
    after = told(TEN_DAYS)
    assert before is not None and set(before.late) == set(after.late) == {settled, extended}
    assert set(after.open) == {settled, extended} and after.settled == ()
    assert [(one.step, len(one.visits)) for one in after.steps] == [
        (one.step, len(one.visits)) for one in before.steps
    ]


def test_a_case_settled_in_the_period_and_reversed_after_it_stays_settled_there(lent: Line) -> None:
    code = accepted(lent, "2026-10-01T08:00")
    lent("act", code, "propose", "--by", "land", "--at", "2026-10-02T08:00", data={"room": "east"})
    lent("act", code, "sign", "--by", "leader", "--at", "2026-10-02T09:00")
    lent(
        "act",
        code,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-10-13T09:00",
        data={"reason": "Nhầm phòng"},
    )
    assert told(FIRST_WEEK).settled == (code,) and told(FIRST_WEEK).open == ()
