"""Letters: what they tell, to whom, with which number, and a digest that is of their content."""

from __future__ import annotations

from tests.engine.test_effects import PARTIES, put
from tests.engine.test_timing import accepted
from tests.procedures_for_tests import Story


def signed(at: str = "2026-12-15T10:00") -> Story:
    story = put()
    story.act("sign", by="leader", at=at)
    return story


def letters(story: Story) -> list:
    return [event.body for event in story.events if event.kind == "issued"]


def test_letters_are_numbered_by_type_and_year_from_01_and_one_without_type_has_none():
    assert [(x.letter, x.row, x.number) for x in letters(signed())] == [
        ("decision", "", "01/QĐ-UBND"),
        ("notices", "1", "01/TB-UBND"),
        ("notices", "2", "02/TB-UBND"),
        ("notices", "3", "03/TB-UBND"),
        ("receipt_note", "", ""),
    ]
    story = put()
    story.numbers = {"letter:QĐ:2026": 99, "letter:QĐ:2027": 8}
    story.act("sign", by="leader", at="2027-01-04T08:00")
    assert letters(story)[0].number == "09/QĐ-UBND"


def test_a_letter_of_each_row_tells_the_row_and_bare_names_are_the_cases():
    told = [x.personal["values"] for x in letters(signed())[1:4]]
    assert [(one["name"], one["matter"]) for one in told] == [
        (party["name"], "Tách thửa") for party in PARTIES
    ]
    assert [one["to"][0]["name"] for one in told] == [party["name"] for party in PARTIES]


def test_a_template_is_given_what_with_says_and_what_stands_for_the_empty():
    first, *_, last = [x.personal["values"] for x in letters(signed())]
    assert (first["owner"], str(first["share"])) == ("Y Ba", "3.3333333333") and last[
        "gone"
    ] == "không"
    assert (
        first["number"] == "01/QĐ-UBND"
        and first["date"] == "2026-12-15"
        and first["code"] == "H36.99-260701-0001"
        and first["signed"]["basis"] == "TM."
    )
    assert letters(signed())[0].valid_until == "2027-06-15"


def test_a_digest_tells_nothing_of_the_values_and_differs_for_every_letter():
    story = signed()
    assert len({x.digest for x in letters(story)}) == 5
    assert not any("Y Ba" in one.body for one in story.sealed)


def test_a_letter_posted_in_public_hangs_while_the_case_is_in_the_step():
    story = accepted()
    story.act("show", by="land", at="2026-07-02T09:00")
    posted = [x for x in story.case.letters if x.posted]
    assert [(x.name, x.posted) for x in posted] == [("notice", "posting")]
    story.act("object", by="land", at="2026-07-03T09:00")
    assert not any(x.posted for x in story.case.letters) and story.events[-1].body.taken_down == (
        posted[0].digest,
    )


def test_what_a_limit_says_by_itself_is_told_and_recorded_at_its_instant():
    story = accepted()
    story.act("show", by="land", at="2026-07-02T09:00")
    story.time_acts("2026-07-20T08:00")
    assert story.steps == ["sign"]
    acted = next(
        event for event in story.events if event.kind == "acted" and event.actor.person == "clock"
    )
    assert [r.record for r in acted.body.records] == ["T1"] and acted.body.records[0].values[
        "since"
    ] == "2026-07-13"
    assert story.case.letters[-1].name == "shown"


def test_a_letter_is_valid_for_working_days_by_the_houses_calendar_too():
    from msgspec.structs import replace

    from dinh.engine.schedule.duration import parse_duration
    from tests.engine.test_effects import GIVEN
    from tests.procedures_for_tests import procedure

    books = procedure("so-sach")
    for words, until in (
        ("5 working days", "2026-12-22"),
        ("48 hours", "2026-12-17"),
        ("10 days", "2026-12-25"),
        ("same working day", "2026-12-15"),
    ):
        decision = replace(books.letters["decision"], valid=parse_duration(words))
        story = Story(replace(books, letters={**books.letters, "decision": decision}))
        story.open({**GIVEN, "parties": []}, by="land")
        story.act("put", by="land")
        story.act("sign", by="leader", at="2026-12-15T10:00")
        assert letters(story)[0].valid_until == until, words
