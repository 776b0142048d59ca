"""The sums of the public board are those that counting every case one by one gives, whatever happened to the cases."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.engine.record.case import is_late
from dinh.engine.record.events import Acted, Clock, OpenStep, Reversed
from dinh.store import ledger, rebuild, tallies
from dinh.store.link import linked
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, LOCAL, a_house, opening

EVER = ("0000-00", "9999-99")
NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # midnight here
STEP = OpenStep("check", datetime(2026, 7, 1, tzinfo=LOCAL), ("officer",))


def happened(code, at, body):
    write(HOUSE, lambda batch: batch.append(code, [(at, CLERK, body)]))


def received(code, at):
    write(HOUSE, lambda batch: batch.append(code, opening(at)))


def accepted(code, at, due, paused=None):
    happened(
        code,
        at,
        Acted(
            step="reception",
            action="accept",
            accepted=True,
            clock=Clock(at, due=due, paused=paused),
        ),
    )


def settled(code, at):
    happened(
        code,
        at,
        Acted(step="check", action="sign", left=("reception",), end="granted", outcome="granted"),
    )


def taken_back(code, at, clock):
    happened(
        code,
        at,
        Reversed(event=1, steps=(STEP,), clock=clock, accepted=clock.started if clock else None),
    )


def told(code):
    return ledger.case_state(HOUSE, code)


def counted(cases, now):
    """Every case looked at by itself: what the tables must say."""
    sums, still = Counter(), Counter()
    for case in cases:
        sums[f"{case.opened.astimezone(LOCAL):%Y-%m}", "received"] += 1
        if not case.end:
            running = case.due is not None and case.clock.paused is None
            still["open"] += 1
            still["overdue"] += is_late(case, now)
            still["within"] += running and not is_late(case, now)
            continue
        month = f"{case.settled.astimezone(LOCAL):%Y-%m}"
        sums[month, "settled"] += 1
        if case.due:
            sums[month, "late" if case.settled > case.due else "on_time"] += 1
            sums[month, "early"] += (
                case.settled.astimezone(LOCAL).date() < case.due.astimezone(LOCAL).date()
            )
            sums[month, "taken_s"] += int((case.settled - case.accepted).total_seconds())
            sums[month, "promised_s"] += int((case.due - case.accepted).total_seconds())
    return +sums, +still


def in_the_tables(now):
    sums, still = Counter(), Counter()
    for one in tallies.tallies(HOUSE, *EVER):
        sums.update({(one.month, name): getattr(one, name) for name in tallies.SUMS})
    for one in tallies.still_open(HOUSE, now):
        still.update({name: getattr(one, name) for name in ("open", "within", "overdue")})
    return +sums, +still


HOURS = st.integers(0, 24 * 70)
LIVES = st.lists(
    st.tuples(
        st.lists(HOURS, min_size=5, max_size=5),
        st.sampled_from(["open", "accept", "pause", "settle", "again", "nothing promised"]),
        st.integers(-200, 200),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LIVES, now=HOURS)
def test_the_sums_are_those_of_the_cases_counted_one_by_one_and_of_the_log_folded_anew(
    house, lives, now
):
    start = NEW_YEAR - timedelta(days=35)
    for table in ("events", "personal", "cases", "work", "words", "tallies", "houses"):
        linked().run(f"DELETE FROM {table}")
    a_house()
    for n, (hours, kind, promised) in enumerate(lives):
        lived(
            f"c-{n}",
            [start + timedelta(hours=one) for one in sorted(hours)],
            kind,
            timedelta(hours=promised),
        )
    at = start + timedelta(hours=now)
    assert in_the_tables(at) == counted([told(f"c-{n}") for n in range(len(lives))], at)
    assert rebuild.rebuild(HOUSE, check=True)["differences"] == []


def lived(code, times, kind, promised):
    received(code, times[0])
    if kind == "open":
        return
    if kind != "nothing promised":
        accepted(
            code,
            times[1],
            times[1] + max(promised, timedelta(hours=1)),
            times[1] if kind == "pause" else None,
        )
    if kind in ("settle", "again", "nothing promised"):
        settled(code, times[2])
    if kind == "again":
        taken_back(code, times[3], told(code).clock)
        if promised > timedelta():
            settled(code, times[4])


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-12-31T23:59:59+07:00", "2026-12"),
        ("2026-12-31T17:00:00+00:00", "2027-01"),
        ("2027-01-01T00:00:00+07:00", "2027-01"),
    ],
)
def test_a_month_begins_at_midnight_here_and_not_in_greenwich(house, at, month):
    a_house()
    received("c-1", datetime.fromisoformat(at))
    assert [one.month for one in tallies.tallies(HOUSE, *EVER)] == [month]


def test_at_the_due_itself_a_case_is_on_time_and_a_second_later_it_is_late(house):
    a_house()
    at, due = NEW_YEAR, NEW_YEAR + timedelta(days=2)
    for code, when in (("c-1", due), ("c-2", due + timedelta(seconds=1))):
        received(code, at)
        accepted(code, at, due)
        settled(code, when)
    [one] = tallies.tallies(HOUSE, *EVER)
    assert (one.settled, one.on_time, one.late, one.early) == (2, 1, 1, 0)


def test_a_month_in_which_all_was_taken_back_has_no_row(house):
    a_house()
    received("c-1", NEW_YEAR - timedelta(days=1))
    settled("c-1", NEW_YEAR)
    assert [one.month for one in tallies.tallies(HOUSE, *EVER)] == ["2026-12", "2027-01"]
    taken_back("c-1", NEW_YEAR + timedelta(days=1), None)
    assert [one.month for one in tallies.tallies(HOUSE, *EVER)] == ["2026-12"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_what_was_before_a_month_is_added_up(house):
    a_house()
    received("c-1", NEW_YEAR - timedelta(days=40))
    received("c-2", NEW_YEAR - timedelta(days=1))
    received("c-3", NEW_YEAR)
    settled("c-2", NEW_YEAR)
    [one] = tallies.before(HOUSE, "2027-01")
    assert (one.field, one.received, one.settled) == ("ho-tich", 2, 0)
    assert tallies.before(HOUSE, "2026-01") == []


def test_the_tables_made_anew_replace_false_sums(house):
    a_house()
    received("c-1", NEW_YEAR)
    linked().run("UPDATE tallies SET received=9")
    assert rebuild.rebuild(HOUSE, check=True)["differences"] == [
        {"table": "tallies", "key": "2027-01"}
    ]
    rebuild.rebuild(HOUSE)
    assert tallies.tallies(HOUSE, *EVER)[0].received == 1
