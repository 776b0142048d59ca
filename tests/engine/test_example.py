"""Examples are stories told with the real rules; what comes out otherwise is told at its key."""

from __future__ import annotations

import pytest

from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.simulate import Surroundings, run
from dinh.messages import told
from tests.procedures_for_tests import CALENDAR, procedure

GIVEN = {
    "opened": "2026-07-01T08:00",
    "channel": "counter",
    "applicant": {"name": "Y Bách", "address": "Bon A"},
    "way": "days",
    "event_on": "2026-12-01",
    "code_of": "T1",
}
ACCEPT = {"by": "counter", "act": "accept", "at": "2026-07-01T15:00"}
PASS, SIGN = (
    {"by": "land", "act": "pass", "at": "2026-07-02T09:00"},
    {"by": "leader", "act": "sign", "at": "2026-07-02T10:00"},
)


def wrong(*does, given=GIVEN, slug: str | Procedure = "thoi-han", **more) -> list:
    one = procedure(slug) if isinstance(slug, str) else slug
    around = Surroundings(
        CALENDAR,
        lambda refusal: Text(
            *(told(refusal.code, refusal.facts, lang).message for lang in ("vi", "en"))
        ),
    )
    return run(one, Example(name=Text("x"), given=given, does=does, **more), around)


@pytest.mark.parametrize(
    "gives",
    [
        {"end": "granted"},
        {"state": "granted", "due": "2026-07-08", "fee": "0"},
        {"due": "2026-07-08T17:00", "letters": ["paper", "receipt"]},
        {"outcome": "granted", "minors": "0"},
        {"letters": {"paper": 1, "receipt": "1"}, "records": 0},
    ],
)
def test_what_a_story_gives_is_compared_as_the_file_writes_it(gives):
    assert wrong(ACCEPT, PASS, SIGN, gives=gives) == []


def test_what_came_out_otherwise_is_told_at_its_key_in_both_languages():
    found = wrong(ACCEPT, PASS, SIGN, gives={"end": "returned", "fee": 5, "due": "2026-07-09"})
    assert [path for path, _ in found] == [("gives", "end"), ("gives", "fee"), ("gives", "due")]
    assert found[1][1].en == "fee: must be 5, comes out as 0" and "2026-07-08" in found[2][1].vi


def test_states_are_the_open_steps_or_merely_open():
    for gives in (
        {"state": ["check"]},
        {"state": "open"},
        {"step": "check"},
        {"state": "open", "step": "check"},
    ):
        assert wrong(ACCEPT, gives=gives) == []
    assert wrong(ACCEPT, gives={"step": "sign"})


def test_the_clock_is_moved_and_each_role_is_another_person():
    assert (
        wrong(
            ACCEPT,
            {"by": "land", "act": "wait", "at": "2026-07-02T09:00"},
            {"clock": "2026-08-01T08:00"},
            gives={"end": "returned", "letters": ["back_notice"]},
        )
        == []
    )
    two = wrong(
        ACCEPT,
        PASS,
        {"by": "leader", "act": "back"},
        {"by": "land.2", "act": "pass"},
        {**SIGN, "by": "leader.2"},
        gives={"end": "granted"},
    )
    assert two == []


def test_a_refusal_that_is_meant_names_its_place_and_why():
    assert (
        wrong(given={**GIVEN, "way": ""}, refuses={"at": "way", "because": "field.required"}) == []
    )
    assert (
        wrong(
            ACCEPT,
            {"by": "counter", "act": "pass"},
            refuses={"at": "pass", "because": "step.not_yours"},
        )
        == []
    )
    assert wrong(ACCEPT, refuses={"at": "way"})[0][0] == ("refuses",)
    assert [
        path
        for path, _ in wrong(
            given={**GIVEN, "way": ""}, refuses={"at": "code_of", "because": "quá hạn"}
        )
    ] == [("refuses", "because"), ("refuses", "at")]


def test_a_line_that_cannot_be_done_is_told_where_it_stands():
    found = wrong(ACCEPT, {"by": "leader", "act": "sign"}, gives={"end": "granted"})
    assert [path for path, _ in found] == [("does", 1)]
    assert found[0][1].vi.startswith("không làm được: ") and found[0][1].en.startswith(
        "was refused: "
    )
    assert not {"was", "step"} & set(found[0][1].vi.split()), (
        "no word of the other language, no code"
    )


def test_all_that_is_required_is_brought_unless_the_story_says_otherwise():
    form = {
        "opened": "2026-07-01T08:00",
        "channel": "counter",
        "holder": {"name": "Y", "address": "A"},
        "kind": "cloth",
        "area": 200,
        "from": "2026-08-01",
        "to": "2026-08-31",
    }
    line = {"by": "counter", "act": "accept"}
    assert wrong(line, given=form, slug="quay-hang", gives={"step": "weigh"}) == []
    assert (
        wrong(
            line,
            given={**form, "documents": "none"},
            slug="quay-hang",
            refuses={"at": "plan", "because": "documents.missing"},
        )
        == []
    )


def test_facts_of_the_house_and_rows_are_given_as_the_file_writes_them():
    given = {
        "opened": "2026-07-01T08:00",
        "channel": "house",
        "house.remote": "yes",
        "helper": "police",
        "desk": "land",
        "village": "A",
        "until": "2026-12-31",
    }
    assert wrong(given=given, slug="nguoi", gives={"fee": 0, "due": "2026-07-15"}) == []
    rows = {
        "opened": "2026-07-01T08:00",
        "channel": "house",
        "big": "no",
        "road": "no",
        "kind": "odd",
        "bodies": [{"name": "A"}, {"name": "B"}],
    }
    does = [
        {"by": "office", "act": "direct"},
        {
            "by": "police",
            "act": "answer",
            "step": "opinion/1",
            "fills": {"rows": {"1": {"view": "for"}}},
        },
        {"by": "police", "act": "answer", "fills": {"view": "against", "why": "xa"}},
    ]
    assert (
        wrong(
            *does, given=rows, slug="khoi", gives={"step": "settle", "against_n": 1, "silent_n": 0}
        )
        == []
    )
