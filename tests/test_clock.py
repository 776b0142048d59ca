"""The present notes until when it would have answered alike, so that what was made of it may be kept so long and no longer."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh import clock
from dinh.engine.schedule.calendar import LOCAL, to_local

SAYS_NOTHING_OF_WHEN = {
    "__class__", "__delattr__", "__dir__", "__getattribute__", "__getstate__", "__init__", "__init_subclass__", "__new__", "__setattr__", "__sizeof__", "__subclasshook__",
    "combine", "dst", "fold", "fromisocalendar", "fromisoformat", "fromordinal", "fromtimestamp", "max", "min", "now", "resolution", "strptime", "today",
    "tzinfo", "tzname", "utcfromtimestamp", "utcnow", "utcoffset",
}  # fmt: skip
"""Of all that an instant can be asked: what makes another one, and its zone, which stays."""
SINCE = datetime(2026, 11, 25, tzinfo=UTC)
INSTANTS = st.integers(0, 3 * 24 * 3600 * 1000).map(lambda n: SINCE + timedelta(milliseconds=n))


def asked(question, at: datetime, zone) -> tuple[object, datetime]:
    """The answer, and until when the clock says that it holds."""
    watch = clock.Watch()
    token = clock.watching.set(watch)
    try:
        answer = question(clock.watched(at.astimezone(zone), clock.machine))
    finally:
        clock.watching.reset(token)
    return answer, watch.until.get(clock.machine, (at, datetime.max.replace(tzinfo=UTC)))[1]


def questions(other: datetime):
    return st.sampled_from([
        lambda at: at < other, lambda at: at > other, lambda at: at <= other, lambda at: at >= other,
        lambda at: other < at, lambda at: other > at, lambda at: other <= at, lambda at: other >= at,
        lambda at: max(at, other) is other, lambda at: sorted([at, other])[0] is other,
        lambda at: at.date(), lambda at: (at.year, at.month, at.day, at.weekday()), lambda at: at.hour, lambda at: to_local(at).date(), lambda at: to_local(at).hour,
        lambda at: at.replace(second=0, microsecond=0), lambda at: f"{at:%d/%m/%Y %H:%M}", lambda at: at.minute, lambda at: (at - at.replace(hour=0, minute=0, second=0, microsecond=0)) // clock.MINUTE,
        lambda at: at.astimezone(UTC).date(), lambda at: (at - other) // clock.MINUTE, lambda at: (other - at) // clock.MINUTE,
    ])  # fmt: skip


@given(st.data(), INSTANTS, INSTANTS, st.sampled_from((UTC, LOCAL)))
def test_until_it_says_the_same_question_has_the_same_answer(data, at, other, zone):
    question = data.draw(questions(other))
    answer, end = asked(question, at, zone)
    assert answer == question(at.astimezone(zone))
    later = data.draw(
        st.datetimes(
            at.replace(tzinfo=None),
            min(end.astimezone(UTC), at + timedelta(days=4)).replace(tzinfo=None),
        ).map(lambda one: one.replace(tzinfo=UTC))
    )
    if later < end:
        assert question(later.astimezone(zone)) == answer


def test_what_is_asked_of_the_past_alone_holds_for_good_and_the_day_until_it_ends():
    at = datetime(2026, 11, 26, 10, 0, 30, tzinfo=LOCAL)
    assert asked(lambda now: now > at - timedelta(1), at, LOCAL) == (
        True,
        datetime.max.replace(tzinfo=UTC),
    )
    assert asked(lambda now: now.date(), at, LOCAL) == (
        date(2026, 11, 26),
        datetime(2026, 11, 27, tzinfo=LOCAL),
    )
    assert asked(lambda now: now < at + timedelta(hours=7), at, LOCAL) == (
        True,
        at + timedelta(hours=7),
    )
    due = at + timedelta(hours=7, seconds=20)
    assert asked(lambda now: due - now, at, LOCAL) == (
        timedelta(hours=7, seconds=20),
        datetime(2026, 11, 26, 10, 0, 50, tzinfo=LOCAL),
    )


@pytest.mark.parametrize("name", sorted({*dir(datetime)} - SAYS_NOTHING_OF_WHEN))
def test_there_is_no_way_to_ask_the_present_that_it_does_not_note(name):
    assert name in vars(clock.Present)


@pytest.mark.parametrize(
    "taken",
    [
        copy.copy,
        copy.deepcopy,
        lambda at: pickle.loads(pickle.dumps(at)),
        lambda at: at + timedelta(0),
        lambda at: at.astimezone(UTC),
        lambda at: at.replace(second=30),
    ],
)
def test_what_is_taken_from_it_is_an_instant_as_any_and_noted_for_the_minute(taken):
    at = datetime(2026, 11, 26, 10, 0, 30, tzinfo=LOCAL)
    found, end = asked(taken, at, LOCAL)
    assert (
        type(found) is datetime
        and found == at
        and end == datetime(2026, 11, 26, 10, 1, tzinfo=LOCAL)
    )


def test_what_would_read_it_without_asking_takes_none():
    with pytest.raises(TypeError):
        msgspec.json.encode(clock.watched(SINCE, clock.machine))


def test_only_who_watches_is_given_one():
    assert type(clock.now()) is datetime
    token = clock.watching.set(clock.Watch())
    try:
        assert type(clock.now()) is clock.Present
        with clock.unwatched():
            assert type(clock.now()) is datetime
    finally:
        clock.watching.reset(token)
