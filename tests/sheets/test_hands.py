"""Who handed over to whom, when, and whether in time: read from the events alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.record.events import (
    Acted,
    Actor,
    Assigned,
    Delivered,
    Event,
    Extended,
    Opened,
    OpenStep,
    Reversed,
    Transferred,
)
from dinh.engine.schedule.calendar import local
from dinh.reports.handovers import hands, mark

AT = local("2026-11-25T08:00")
HOUR = timedelta(hours=1)


def step(name: str, **more) -> OpenStep:
    return OpenStep(
        name=name, since=AT, roles=("civil_status",), label={"vi": name.title()}, **more
    )


def told(*bodies) -> list[Event]:
    """An event an hour, each with who did it."""
    return [
        Event(
            "24730",
            n + 1,
            "C-1",
            n + 1,
            AT + n * HOUR,
            who if isinstance(who, Actor) else Actor(who),
            body,
        )
        for n, (who, body) in enumerate(bodies)
    ]


def opened(*entered: OpenStep, channel: str = "counter") -> Opened:
    return Opened(
        procedure="p",
        version="2026-01-01",
        digest="",
        name={"vi": "P"},
        field="f",
        code="1",
        channel=channel,
        opener="hoa",
        entered=entered,
    )


def test_a_case_goes_from_hand_to_hand_until_its_result_is_given():
    rows = hands(told(
        ("hoa", opened(step("reception"))),
        ("hoa", Acted(step="reception", action="accept", left=("reception",), entered=(step("check"),))),
        ("ha", Acted(step="check", action="propose", left=("check",), end="granted")),
        ("hoa", Delivered(how="counter", personal={"to": "Thị Mai"})),
    ))  # fmt: skip
    assert [(row.giver, row.receiver, row.step) for row in rows] == [
        ("applicant", "hoa", "reception"),
        ("hoa", "ha", "check"),
        ("hoa", "Thị Mai", ""),
    ]
    assert [(row.handed, row.done) for row in rows] == [
        (AT, AT + HOUR),
        (AT + HOUR, AT + 2 * HOUR),
        (AT + 3 * HOUR, AT + 3 * HOUR),
    ]


def test_what_is_still_on_a_desk_is_not_done_and_waits_for_a_role():
    (row,) = hands(told(("hoa", opened(step("reception")))))
    assert (row.receiver, row.taken, row.done, row.roles) == ("", None, None, ("civil_status",))


def test_a_step_given_to_a_person_by_name_is_taken_by_them_then():
    (row,) = hands(
        told(("hoa", opened(step("check"))), ("duc", Assigned(step="check", person="ha")))
    )
    assert (row.receiver, row.taken, row.done) == ("ha", AT + HOUR, None)


def test_parallel_steps_are_handed_over_each_by_itself():
    rows = hands(told(
        ("hoa", opened(step("reception"))),
        ("hoa", Acted(step="reception", action="accept", left=("reception",), entered=(step("opinion/1"), step("opinion/2")))),
        ("ha", Acted(step="opinion/2", action="answer", left=("opinion/2",))),
    ))  # fmt: skip
    assert [(row.step, bool(row.done)) for row in rows] == [
        ("reception", True),
        ("opinion/1", False),
        ("opinion/2", True),
    ]


def test_a_limit_that_is_over_is_nobodys_deed():
    (row,) = hands(
        told(
            ("hoa", opened(step("waiting"))),
            ("clock", Acted(step="waiting", action="", left=("waiting",), end="returned")),
        )
    )
    assert (row.receiver, row.notes) == ("", (("limit", ""),))


def test_an_act_on_anothers_authority_names_the_decision():
    who = Actor("ha", "civil.1", "12/QĐ-UBND")
    (row,) = hands(
        told(
            ("hoa", opened(step("sign"))),
            (who, Acted(step="sign", action="sign", left=("sign",), end="granted")),
        )
    )
    assert row.notes == (("delegated", "12/QĐ-UBND"),)


def test_a_withdrawal_takes_the_case_from_every_desk():
    rows = hands(
        told(
            ("hoa", opened(step("a"), step("b"))),
            ("hoa", Acted(step="", action="withdraw", left=("a", "b"), end="withdrawn")),
        )
    )
    assert [(row.done is not None, row.notes) for row in rows] == [(True, (("withdrawn", ""),))] * 2


def test_a_result_that_was_reversed_is_handed_over_anew_by_who_reversed_it():
    rows = hands(told(
        ("hoa", opened(step("check"))),
        ("ha", Acted(step="check", action="propose", left=("check",), end="granted")),
        ("duc", Reversed(event=2, steps=(step("check"),))),
    ))  # fmt: skip
    assert [(row.giver, row.step, row.done is not None) for row in rows] == [
        ("applicant", "check", True),
        ("duc", "check", False),
    ]
    assert rows[1].notes == (("reversed", "2"),)


def test_an_extension_is_noted_at_every_desk_where_the_case_lies_and_moves_a_steps_own_limit():
    later = AT + timedelta(days=9)
    rows = hands(
        told(
            ("hoa", opened(step("a", limit=AT + HOUR), step("b"))),
            ("duc", Extended(old=AT, new=later)),
            ("duc", Extended(old=AT, new=later, step="a")),
        )
    )
    assert [row.bound for row in rows] == [later, None]
    assert rows[1].notes == (("extended", "2026-12-04"),)


def test_of_a_limit_by_law_and_a_norm_of_the_house_the_earlier_counts():
    (row,) = hands(told(("hoa", opened(step("a", limit=AT + 2 * HOUR, time_due=AT + HOUR)))))
    assert row.bound == AT + HOUR


@pytest.mark.parametrize(
    ("done", "now", "said"),
    [
        ("2026-11-24T16:00", "2026-12-01T08:00", "early"), ("2026-11-25T08:00", "2026-12-01T08:00", "on_time"), ("2026-11-25T17:00", "2026-12-01T08:00", "on_time"),
        ("2026-11-25T17:01", "2026-12-01T08:00", "late"), (None, "2026-11-25T17:00", "open"), (None, "2026-11-25T17:01", "late"),
    ],
)  # fmt: skip
def test_early_is_a_day_before_on_time_is_that_day_late_is_after(
    done: str | None, now: str, said: str
):
    assert mark(local(done) if done else None, local("2026-11-25T17:00"), local(now)) == said


def test_what_has_no_end_is_neither_early_nor_late():
    assert (mark(AT, None, AT), mark(None, None, AT)) == ("", "open")


STEPS = ("a", "b", "c")


@given(st.lists(st.tuples(st.sets(st.sampled_from(STEPS)), st.sets(st.sampled_from(STEPS)))))
def test_no_hand_over_is_lost_and_each_is_done_once_after_it_was_handed(moves):
    bodies = [
        (
            "ha",
            Acted(
                step="a",
                action="x",
                left=tuple(sorted(left)),
                entered=tuple(step(one) for one in sorted(entered - left)),
            ),
        )
        for left, entered in moves
    ]
    here: set[str] = set()
    sound = []
    for (
        who,
        body,
    ) in bodies:  # only what can happen: a step is left that is open, and entered that is not
        left = tuple(one for one in body.left if one in here)
        entered = tuple(one for one in body.entered if one.name not in here)
        here = (here - set(left)) | {one.name for one in entered}
        sound.append((who, Acted(step="a", action="x", left=left, entered=entered)))
    rows = hands(told(("hoa", opened()), *sound))
    assert len(rows) == sum(len(body.entered) for _, body in sound)
    assert {row.step for row in rows if row.done is None} == here
    assert all(row.done >= row.handed for row in rows if row.done)
    assert [row.number for row in rows] == sorted(row.number for row in rows)


def test_a_step_of_another_house_is_handed_over_with_the_case_and_done_there():
    rows = hands(told(
        ("hoa", opened(step("check"))),
        ("hoa", Acted(step="check", action="ask", left=("check",), entered=(step("above"),))),
        ("hoa", Transferred(house="68", out_of="24730", why="at")),
        (Actor("quan", house="68"), Acted(step="above", action="answer", left=("above",), entered=(step("sign"),))),
    ))  # fmt: skip
    assert [(row.step, row.receiver, row.notes) for row in rows] == [
        ("check", "hoa", ()),
        ("above", "quan", (("transferred", "68"),)),
        ("sign", "", ()),
    ]


def test_a_case_handed_over_by_hand_goes_on_from_the_same_step_there():
    rows = hands(
        told(
            ("hoa", opened(step("check"))),
            ("hoa", Transferred(house="68", out_of="24730", why="transfer")),
        )
    )
    assert [(row.step, row.giver, row.done is not None) for row in rows] == [
        ("check", "applicant", True),
        ("check", "hoa", False),
    ]
