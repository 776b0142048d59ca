"""decide may refuse and changes nothing; it never raises, whatever it is given."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.engine.decisions.draft import Decided
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered
from dinh.messages import fault_told, refusal_json
from tests.engine.test_fill import CLOTH, FOOD, GROWN, YOUNG
from tests.procedures_for_tests import Story, procedure

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-5, 600),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            " ",
            "yes",
            "no",
            "seen",
            "cloth",
            "food",
            "2026-02-31",
            "9999-12-31",
            "0001-01-01",
            "2026-07-01T08:00",
            "１２",
            "012345678901",
            "a,b",
            "sat,sun",
            "\u0000",
            "H'Lan",
            "1.50",
            "-1",
            "1e9",
        ]
    ),
)
names = st.sampled_from(
    [
        "name",
        "address",
        "born",
        "row",
        "1",
        "2",
        "file",
        "digest",
        "size",
        "reused",
        "seen",
        "helpers",
        "holder",
        "school",
        "x",
        "",
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
KEYS = [
    "holder",
    "holder.name",
    "kind",
    "kitchen",
    "gas",
    "days",
    "area",
    "from",
    "to",
    "poor",
    "helpers",
    "documents",
    "present",
    "row",
    "rows",
    "remark",
    "reason",
    "grade",
    "missing",
    "missing_reason",
    "guidance",
    "text",
    "amount",
    "how",
    "person",
    "case",
    "event",
    "until",
    "by",
    "line",
    "receipt",
    "house",
    "nonsense",
    "",
]
inputs = st.dictionaries(st.sampled_from(KEYS), anything, max_size=8)
ACTIONS = [
    "accept",
    "supplement",
    "reject",
    "supply",
    "meet",
    "allow",
    "sign",
    "back",
    "note",
    "attach",
    "pay",
    "reassign",
    "relate",
    "withdraw",
    "transfer",
    "extend",
    "reverse",
    "deliver",
    "route",
    "nothing",
    "",
]
PEOPLE = ["counter", "economy", "leader", "applicant", "leader.2", "nobody"]


def settled(found) -> None:
    """Either happened, or a refusal whose sentences can be told in both languages."""
    if isinstance(found, Refusal):
        for lang in ("vi", "en"):
            told = refusal_json(found, lang)
            assert told["message"] and "{" not in told["message"], told
    else:
        assert isinstance(found, Decided) and found.entries


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    inputs,
    st.sampled_from(["counter", "online", "post", "house", "parent", "x"]),
    st.sampled_from(PEOPLE),
)
def test_opening_with_any_json_never_raises(data, channel, by):
    settled(Story("quay-hang").opening({**CLOTH, **data}, channel=channel, by=by))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.sampled_from(PEOPLE), inputs, st.integers(0, 400)),
        max_size=12,
    ),
    st.booleans(),
)
def test_acting_with_any_json_at_any_time_never_raises_and_replays_to_the_same_case(acts, food):
    story = Story("quay-hang")
    story.open({**(FOOD if food else CLOTH), "helpers": [GROWN, YOUNG]})
    from datetime import timedelta

    for action, by, data, hours in acts:
        story.at += timedelta(hours=hours)
        story.time_acts(story.at.isoformat())
        found = story.acting(action, by=by, data=data)
        settled(found)
        if isinstance(found, Decided):
            story._take(found)


@pytest.mark.parametrize("slug", ["tinh-toan", "khoi", "so-sach", "nguoi", "to-cao", "thoi-han"])
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(data=st.data())
def test_any_json_at_any_field_of_any_procedure_never_raises(slug, data):
    """Now and then a value that fits, so that what reads it is reached too; what was opened is looked at whole."""
    story = Story(
        slug, facts=data.draw(st.dictionaries(st.sampled_from(["remote", "zone"]), scalars))
    )
    given_form = {
        name: data.draw(st.one_of(anything, fitting(field)))
        for name, field in story.procedure.form.items()
        if data.draw(st.booleans()) or field.required
    }
    found = story.opening(given_form, by="office")
    settled(found)
    if isinstance(found, Decided):
        story._take(found)
        for name in story.procedure.derive:
            with suppress(
                NotCovered
            ):  # working days beyond the holidays known: `show` leaves them out
                story.value(name)
        for by in ("office", "land", "leader"):
            story.offered(by)


def fitting(field):
    match field.type:
        case "yes_no":
            return st.sampled_from(["yes", False])
        case "choice":
            return st.sampled_from(sorted(field.of))
        case "choices":
            return st.lists(st.sampled_from(sorted(field.of)), max_size=3)
        case "number" | "money":
            return st.integers(0, 100)
        case "date":
            return st.dates().map(str)
        case "datetime":
            return st.datetimes().map(lambda at: at.isoformat(timespec="minutes"))
        case "personal_id":
            return st.from_regex(r"[0-9]{12}", fullmatch=True)
        case "list":
            return st.lists(
                st.fixed_dictionaries(
                    {name: fitting(column) for name, column in field.columns.items()}
                ),
                max_size=3,
            )
    return st.sampled_from(["Y Bách", "A", "land"])


PATH = {
    "accept": ("counter", {"documents": {"plan": "seen", "clean": "local"}}),
    "allow": ("economy", {"grade": "a"}),
    "sign": ("leader", {}),
}


def lived(until: str, **data) -> Story:
    """The case just before the action `until`."""
    story = Story("quay-hang")
    story.open({**CLOTH, **data, "documents": {"id_copy": "seen"} if "helpers" in data else {}})
    for action, (by, answers) in PATH.items():
        if action == until:
            return story
        story.act(action, by=by, **answers)
    return story


def test_a_stale_page_is_refused():
    story = lived("accept")
    assert story.refused("accept", seen=1).code == "case.moved"
    assert isinstance(story.acting("accept", seen=story.case.number), Decided)


def test_nothing_happens_before_what_happened_last():
    story = lived("allow")
    found = story.refused("allow", by="economy", at="2026-06-30T08:00", grade="a")
    assert found.code == "time.backwards"


def test_an_unknown_action_says_what_can_be_done_and_one_of_another_step_says_where():
    story = lived("accept")
    assert (
        story.refused("acept").code == "action.unknown"
        and "accept" in story.refused("acept").facts["can"]
    )
    assert story.refused("sign", by="leader").code == "action.not_here"
    assert story.refused("accept", step="sign").code == "step.not_open"


def test_a_settled_case_takes_no_more_actions():
    story = lived("")
    assert story.case.end == "allowed" and story.refused("sign", by="leader").code == "case.settled"


def test_asked_findings_are_required_when_they_are_and_unknown_ones_refused():
    story = lived("allow")
    found = story.refused("allow", by="economy", rmark="x")
    assert {f.field: f.code for f in found.at} == {
        "grade": "field.required",
        "rmark": "field.unknown",
    }


def test_an_action_may_not_fill_what_it_does_not_ask():
    story = lived("allow")
    assert {f.field for f in story.refused("allow", by="economy", grade="a", kind="food").at} == {
        "kind"
    }
    assert {f.field for f in story.refused("allow", by="economy", grade="a", reason="x").at} == {
        "reason"
    }


def test_columns_asked_later_are_filled_by_row_and_their_rules_speak():
    story = lived("allow", helpers=[GROWN, YOUNG])
    assert [f.field for f in story.refused("meet", by="economy").at] == [
        "helpers.1.seen",
        "helpers.2.seen",
    ]
    assert [
        (f.field, f.code)
        for f in story.refused(
            "meet", by="economy", rows={"1": {"seen": "yes"}, "2": {"seen": "no"}}
        ).at
    ] == [("helpers.2.seen", "valid")]
    assert [
        f.field
        for f in story.refused(
            "meet", by="economy", rows={"1": {"seen": "yes", "name": "Khác"}, "2": {"seen": "yes"}}
        ).at
    ] == ["helpers.1.name"]
    assert [
        f.code
        for f in story.refused("meet", by="economy", rows={"9": {"seen": "yes"}}).at
        if f.field == "rows"
    ] == ["field.row_unknown"]
    story.act("meet", by="economy", rows={"1": {"seen": "yes"}, "2": {"seen": True}})
    assert [row["seen"] for row in story.case.data["helpers"].values()] == [True, True]
    assert story.steps == ["weigh"]


def test_columns_asked_later_may_be_given_in_the_list_with_the_row_named():
    story = lived("allow", helpers=[GROWN])
    for unnamed in ({"seen": True}, {"row": None, "seen": True}, {"row": " ", "seen": True}):
        (fault,) = [
            f
            for f in story.refused("meet", by="economy", helpers=[unnamed]).at
            if f.field == "rows"
        ]
        assert fault.code == "field.row_unnamed" and fault.facts["rows"] == ["1"]
        assert fault_told(fault, "vi").startswith("Một dòng của “") and "“”" not in fault_told(
            fault, "en"
        )
    story.act("meet", by="economy", helpers=[{"row": "1", "seen": True}])
    assert story.case.data["helpers"]["1"]["seen"] is True


@pytest.mark.parametrize("wrong", [[], "1", {"1": "yes"}, {"1": []}, 3])
def test_rows_that_are_no_rows_are_a_fault(wrong):
    story = lived("allow", helpers=[GROWN])
    assert "rows" in {f.field for f in story.refused("meet", by="economy", rows=wrong).at}


def test_rows_where_none_are_asked_are_refused():
    story = lived("allow")
    assert {
        f.field
        for f in story.refused("allow", by="economy", grade="a", rows={"1": {"seen": "yes"}}).at
    } == {"rows"}
    assert {
        f.field for f in story.refused("allow", by="economy", grade="a", row={"seen": "yes"}).at
    } == {"row"}


def test_who_acted_before_may_not_act_where_not_by_says_so_on_any_visit():
    story = lived("allow")
    assert story.refused("allow", by="counter", grade="a").code == "step.not_yours"
    story.act("allow", by="economy", grade="a")
    story.act("back", by="leader")
    story.act("allow", by="economy", grade="b")
    assert {f.code for f in [story.refused("sign", by="economy")]} == {"step.not_yours"}


def test_opening_is_for_the_counter_or_the_applicant_by_their_own_channel():
    assert Story("quay-hang").opening(CLOTH, by="leader").code == "open.not_yours"
    assert (
        Story("quay-hang").opening(CLOTH, by="applicant", channel="counter").code
        == "open.not_yours"
    )
    assert Story("quay-hang").opening(CLOTH, channel="house").code == "channel.closed"
    assert isinstance(Story("quay-hang").opening(CLOTH, channel="online"), Decided)
    assert isinstance(Story("quay-hang").opening(CLOTH, channel="post"), Decided)


def test_numbers_stay_exact_through_the_log():
    story = lived("allow", area=Decimal("123.45"))
    assert story.value("rent") == 124_000
    assert story.case.fees[0].amount == 124_000
    assert procedure("quay-hang").derive["rent"].type == "number"
