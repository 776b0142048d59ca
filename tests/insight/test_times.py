"""Where time went, from events alone: hours worked out by hand."""

from datetime import date

import pytest

from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Actor, Clock, Opened, OpenStep, Reversed
from dinh.engine.schedule.calendar import local
from dinh.insight.figures import figures
from dinh.insight.house import Period, Read
from dinh.insight.lived import lived
from dinh.insight.report import people
from dinh.insight.times import causes, merged, splits, step_times, ways
from tests.mining.logs import USUAL, calendar, log, receipt_phase, trace, written

HOURS = {"vi": "Kiểm tra"}


def step(name, since, *, roles=("office",), pauses=False, norm=None):
    return OpenStep(
        name,
        local(since),
        roles,
        label=HOURS,
        pauses=pauses,
        time_due=local(norm) if norm else None,
    )


def went(code, *acts, opened="2026-11-23T08:00", due="2026-11-25T17:00", first=None):
    """Opened on Monday 23 November 2026; acts: (when, by, action, left, entered, end)."""
    first = first or step("reception", opened, roles=("counter",))
    events = [
        (
            local(opened),
            Actor("counter.1", "counter.1"),
            Opened(
                procedure="p",
                version="1",
                digest="",
                name={"vi": "P"},
                field="f",
                code="",
                channel="counter",
                opener="counter.1",
                entered=(first,),
            ),
        )
    ]
    end, at = "", None
    for when, by, action, left, entered, end in acts:
        at = local(when)
        events.append(
            (
                at,
                Actor(by, by),
                Acted(step=left, action=action, left=(left,), entered=tuple(entered), end=end),
            )
        )
    case = Case(
        code=code,
        procedure="p",
        name={"vi": "P"},
        opened=local(opened),
        accepted=local(opened),
        settled=at if end else None,
        end=end,
        clock=Clock(local(opened), due=local(due)),
    )
    return lived(case, events)


@pytest.fixture
def one():
    """Reception for an hour; checking until Tuesday 10:00; the applicant from then to Wednesday 10:00; signed on Thursday 08:30: late."""
    return went(
        "A",
        (
            "2026-11-23T09:00",
            "counter.1",
            "accept",
            "reception",
            [step("check", "2026-11-23T09:00", norm="2026-11-23T17:00")],
            "",
        ),
        (
            "2026-11-24T10:00",
            "civil.1",
            "ask",
            "check",
            [step("waiting", "2026-11-24T10:00", roles=("applicant",), pauses=True)],
            "",
        ),
        (
            "2026-11-25T10:00",
            "applicant",
            "supply",
            "waiting",
            [step("signing", "2026-11-25T10:00", roles=("leader",))],
            "",
        ),
        ("2026-11-26T08:30", "leader", "sign", "signing", [], "granted"),
    )


def test_each_visit_counts_the_hours_in_which_the_office_was_open(one):
    found = {
        times.step: times for times in step_times([one], calendar(), local("2026-11-27T08:00"))
    }
    assert found["reception"].median_h == 1.0
    # Monday 09:00 to 17:00 are 6 h (a break of two), Tuesday 24 November is a public holiday.
    assert found["check"].median_h == 6.0 and found["check"].visits[0].calendar_h == 25.0
    assert found["check"].visits[0].over_h == 0.0 and found["check"].norm
    assert found["waiting"].outside and found["waiting"].median_h == 24.0
    assert found["signing"].median_h == 6.0 and not found["signing"].norm
    assert [one.step for one in step_times([one], calendar(), local("2026-11-27T08:00"))][
        -1
    ] == "waiting"


def test_a_cases_time_is_parted_without_a_rest(one):
    [found] = splits([one], calendar(), local("2026-11-27T08:00"))
    assert (found.office_h, found.outside_h, found.whole_h) == (13.0, 24.0, 72.5)
    assert found.closed_h == pytest.approx(72.5 - 24 - 13)


def test_what_ran_at_the_same_time_is_counted_once(one):
    spans = [span for span in one.spans for _ in range(2)]
    assert merged(spans) == [(local("2026-11-23T08:00"), local("2026-11-26T08:30"))]


def test_a_late_case_is_laid_to_the_step_that_lost_most_beyond_its_norm(one):
    slow = went(
        "B",
        ("2026-11-26T16:00", "counter.1", "accept", "reception", [], "granted"),
        first=step("reception", "2026-11-23T08:00", roles=("counter",), norm="2026-11-23T09:00"),
    )
    quick = went("C", ("2026-11-23T09:00", "counter.1", "accept", "reception", [], "granted"))
    found = causes([one, slow, quick], calendar(), local("2026-11-27T08:00"))
    assert [(cause.step, cause.codes) for cause in found] == [
        ("reception", ("B",)),
        ("check", ("A",)),
    ]
    assert found[0].lost_h == 6 + 7.5 + 6.5  # Monday from 09:00, Wednesday, Thursday until 16:00


def test_an_open_case_that_is_over_its_time_is_late_and_one_whose_clock_stands_is_not():
    open_one = went("A")
    assert causes([open_one], calendar(), local("2026-11-25T16:00")) == []
    assert causes([open_one], calendar(), local("2026-11-26T16:00"))[0].codes == ("A",)


def test_what_was_taken_back_was_gone_all_the_same(one):
    events = [
        (
            local("2026-11-23T09:00"),
            Actor("leader", "leader"),
            Reversed(event=2, steps=(step("reception", "2026-11-23T09:00"),)),
        )
    ]
    found = lived(
        Case(code="A"),
        [
            (
                local("2026-11-23T08:00"),
                Actor("c"),
                Acted(step="", action="", entered=(step("check", "2026-11-23T08:00"),)),
            ),
            *events,
        ],
    )
    assert [(span.step, span.action, span.end) for span in found.spans] == [
        ("check", "reverse", local("2026-11-23T09:00")),
        ("reception", "", None),
    ]


def test_the_ways_are_those_of_the_procedures_picture(tmp_path):
    from dinh.export.graph import graph
    from dinh.insight.foreign import foreign

    found = foreign(
        written(tmp_path, log(trace(USUAL, "a"), trace("CR", "b"), trace("CR T02 T05", "c"))),
        receipt_phase(),
        calendar(),
        lambda reading: None,
    )
    known = {edge.id for edge in graph(receipt_phase()).edges}
    gone = ways(found.cases, "receipt-phase")
    assert set(gone) <= known
    assert gone["flow_confirmation.confirm"] == ["a"] and gone[
        "flow_confirmation.confirm_only"
    ] == ["b"]
    assert [one.case for one in found.stories] == ["a", "b", "c"]


def test_figures_are_of_the_period(one):
    period = Period(date(2026, 11, 1), date(2026, 11, 25))
    found = figures(Read((one, went("B")), calendar(), False), period, local("2026-11-27T08:00"))
    assert found.settled == () and found.open == ("B",) and found.late == ("B",)
    found = figures(
        Read((one, went("B")), calendar(), False),
        Period(date(2026, 11, 1), date(2026, 11, 30)),
        local("2026-11-27T08:00"),
    )
    assert found.settled == ("A",) and found.late == ("A", "B")
    assert found.share("office") + found.share("closed") + found.share("outside") == pytest.approx(
        1
    )


def test_the_median_of_a_post_named_by_a_log_is_that_of_its_steps():
    once = went("A", ("2026-11-23T09:00", "b", "accept", "reception", [], "granted"))
    twice = went("B", ("2026-11-23T11:00", "b", "accept", "reception", [], "granted"))
    [post], [step] = (
        people([once, twice], calendar()),
        step_times([once, twice], calendar(), local("2026-11-27T08:00")),
    )
    assert (post.visits, post.median_h) == (2, 2.0) == (len(step.visits), step.median_h)
