"""Who may do what, and why not the rest: roles, persons, posts, villages, two pairs of eyes."""

from __future__ import annotations

from tests.engine.test_timing import PLAIN
from tests.procedures_for_tests import Story

GIVEN = {
    "helper": "police",
    "desk": "land",
    "village": "A",
    "until": "2026-12-31",
    "places": [{"village": "B"}, {"village": "C"}],
}


def story(facts=None, **data) -> Story:
    found = Story("nguoi", facts=facts)
    found.open({**GIVEN, **data}, by="office")
    return found


def test_a_step_of_the_opener_of_a_named_person_and_of_a_named_post():
    case = story()
    assert case.refused("ask", by="office.2").code == "step.not_yours"
    case.act("ask", by="office")
    assert case.offered("police") == {("help", "done")} and case.offered("police.2") == set()
    case.act("done", by="police")
    assert (
        case.case.steps[0].roles == ("post:land",)
        and case.offered("land") == {("at_desk", "done")}
        and case.offered("land.2") == set()
    )


def test_a_role_is_narrowed_to_the_village_of_the_case_and_one_who_covers_all_is_not():
    case = story()
    case.narrowed = {"village_head": ("A",), "village_head.2": ("B",)}
    for by in ("office", "police", "land"):
        case.act("ask" if by == "office" else "done", by=by)
    assert (
        case.offered("village_head") == {("in_village", "done")}
        and case.offered("village_head.2") == set()
        and case.offered("land.2") == {("in_village", "done")}
    )
    case.act("done", by="village_head")
    assert (
        case.case.steps[0].of == ("B", "C")
        and case.offered("village_head") == set()
        and case.offered("village_head.2") == {("in_any", "done")}
    )


def test_who_acted_or_is_named_where_not_by_says_so_may_not_act():
    case = story(helper="office")
    case.act("ask", by="office")
    assert case.refused("done", by="office").code == "step.not_by"
    case = story(helper="police", desk="police")
    case.act("ask", by="office")
    case.act("done", by="police")
    assert (
        case.refused("done", by="police").code == "step.named"
        or case.refused("done", by="police").code == "step.not_by"
    )


def test_persons_who_must_be_there_are_ticked_and_no_others():
    case = story()
    for by, action in (
        ("office", "ask"),
        ("police", "done"),
        ("land", "done"),
        ("village_head", "done"),
    ):
        case.act(action, by=by)
    assert case.refused("done", by="village_head").code == "present.missing"
    assert [
        f.code for f in case.refused("done", by="village_head", present=["helper", "nobody"]).at
    ] == ["field.unknown"]
    case.act("done", by="village_head", present=["helper"])
    assert case.events[-1].body.present == ("helper",)


def test_facts_of_the_house_choose_the_due_the_fee_and_the_way_and_stay_as_they_were():
    far = story({"remote": True, "zone": "k1"})
    assert (far.due, far.case.fees[0].amount, far.case.facts) == (
        "2026-07-15T17:00",
        0,
        {"remote": True},
    )
    far.facts = {"remote": False, "zone": "k1"}
    far.act("mixed", by="office")
    assert (
        far.steps == ["help"]
        and far.value("house.remote") is True
        and far.case.facts == {"remote": True, "zone": "k1"}
    )
    near = story({"zone": "k9"})
    assert (near.due, near.case.fees[0].amount) == ("2026-07-06T17:00", 7000)
    near.act("mixed", by="office")
    assert near.steps == ["last"]


def test_an_applicant_acts_for_themselves_and_the_counter_for_one_who_filed_there():
    for channel, counter in (("counter", True), ("online", False)):
        case = Story("thoi-han")
        case.open(PLAIN, channel=channel)
        case.act("accept")
        case.act("wait", by="land")
        assert (("waiting", "supply") in case.offered("counter")) is counter and (
            "waiting",
            "supply",
        ) in case.offered("applicant")


def test_a_delegation_is_given_with_its_letter_and_ends_with_the_case() -> None:
    case = story()
    case.act("give", by="office")
    given = next(event.body for event in case.events if event.kind == "delegated")
    assert (given.giver, given.to, given.start, given.end) == (
        "land",
        "police",
        "2026-07-01",
        "2026-12-31",
    )
    assert [letter.name for letter in case.case.letters] == ["paper"]
    case.act("back", by="office")
    assert case.events[-1].body.ended and case.case.end == "over"
