"""Opening a case: by whom, on which channel, what it asks, and where the case then stands."""

from __future__ import annotations

from msgspec.structs import replace

from dinh.engine.decisions.draft import Decided
from dinh.engine.definition.fields import Field, Text
from dinh.engine.definition.procedure import Procedure, Step
from dinh.engine.definition.steps import Choice
from tests.engine.test_fill import CLOTH
from tests.engine.test_move import BODIES
from tests.engine.test_timing import PLAIN
from tests.procedures_for_tests import Story, codes, instant, procedure


def test_opened_and_accepted_are_kept_apart_unless_the_opening_starts_the_clock() -> None:
    case = Story("quay-hang")
    case.open(CLOTH)
    assert (
        case.case.opened == instant("2026-07-01T08:00")
        and case.case.accepted is None
        and case.case.fees == ()
        and case.due == ""
    )
    books = Story("so-sach")
    books.open(
        {
            "owner": "Y Ba",
            "name": "x",
            "plot_code": "T",
            "until": "2026-12-31",
            "area": 3,
            "poor": "no",
        },
        by="land",
    )
    assert (
        books.case.accepted == books.case.opened
        and books.due == "2026-07-08T17:00"
        and books.case.fees[0].amount == 1001
    )


def test_an_officer_in_any_post_opens_for_the_house_and_a_stranger_does_not() -> None:
    assert isinstance(
        Story("khoi").opening(
            {"big": "no", "road": "no", "kind": "odd", "bodies": BODIES}, by="police"
        ),
        Decided,
    )
    assert (
        Story("khoi").opening({"big": "no", "road": "no", "kind": "odd"}, by="applicant").code
        == "open.not_yours"
    )
    assert Story("khoi").opening({}, by="office", channel="parent").code == "channel.closed"


def test_a_case_says_who_opened_it_on_which_channel_and_whose_it_is() -> None:
    case = Story("quay-hang")
    case.open(CLOTH, channel="online")
    assert (case.case.opener, case.case.applicant, case.case.channel) == (
        "applicant",
        "applicant",
        "online",
    )
    case = Story("quay-hang")
    case.open(CLOTH)
    assert (case.case.opener, case.case.applicant, case.case.channel, case.case.title) == (
        "counter",
        "",
        "counter",
        "holder.name",
    )


def test_a_case_headed_by_what_only_some_may_read_is_headed_by_nothing() -> None:
    case = Story("to-cao")
    case.open({"accuser": "Thị Mai", "about": "x", "accused": "Y Ba"}, by="office")
    assert case.case.title == "" and case.case.classed == ("accuser",)


def test_a_value_that_stands_from_the_start_is_there_unless_another_is_given() -> None:
    one = procedure("khoi")
    field = Field(name="many", label=Text("Số"), type="number", start=3)
    case = Story(replace(one, form={**one.form, "many": field}))
    case.open({"big": "no", "road": "no", "kind": "odd"}, by="office")
    assert case.case.data["many"] == 3


def test_a_choice_at_the_start_may_settle_a_case_at_once() -> None:
    one: Procedure = procedure("khoi")
    case = Story(
        replace(
            one,
            start="sort",
            steps={"sort": Step(name="sort", choose=(Choice("done"),)), **one.steps},
        )
    )
    case.open({"big": "no", "road": "no", "kind": "odd"}, by="office")
    assert (
        (case.case.end, case.case.outcome, case.steps) == ("done", "done", [])
        and case.case.settled
        and case.case.clock.stopped
    )


def test_what_is_only_told_is_not_opened() -> None:
    assert (
        Story(replace(procedure("khoi"), level="info")).opening({}, by="office").code
        == "procedure.info"
    )


def test_what_the_house_does_not_have_is_a_fault_at_its_field() -> None:
    case = Story("thoi-han")
    case.known = {"P1"}
    assert codes(case.opening({**PLAIN, "plot": "P9"})) == {"plot": "field.not_found"}
    case.open({**PLAIN, "plot": "P1"})
