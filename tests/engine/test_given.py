"""What is given to a case that another opens, or the house by itself, is taken there: found by random lineages, each in its smallest form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dinh.procedures.problem import Problem
from tests.engine.test_by_chance import QUIET, field, work
from tests.generated.fields import label
from tests.generated.source import Source, checked, written

YES = field("text", required="yes")
NINE = field("number", required="yes", **{"in": "[0..9]"})


def file(slug: str, **keys: Any) -> dict[str, Any]:
    return {
        "procedure": slug, "name": {"vi": "Thử"}, "field": "van-hoa", "code": "none", "in_force": {"from": "2026-01-01"}, "level": "internal", "channels": ["house", "parent"],
        "deadline": "none", "steps": {"first": work(go={"to": "over"})}, "ends": {"over": QUIET}, "letters": {}, **keys,
    }  # fmt: skip


def found(
    folder: Path,
    mine: dict[str, Any],
    theirs: dict[str, Any],
    give: dict[str, str],
    each: Any = None,
    columns: dict[str, Any] | None = None,
) -> list[Problem]:
    """What is told of a procedure that opens another."""
    (folder / "con-sinh.yaml").write_text(written(file("con-sinh", **theirs)))
    line = {"procedure": "con-sinh", "give": give, **({"each": each} if each else {})}
    wait = {
        "role": "office",
        "opens": [line],
        "waits": "all",
        "then": {"to": "over"},
        "do": {"drop": {"to": "over", "closes_children": "yes"}},
    }
    top = file("thu-sinh", **{"steps": {"first": work(go={"to": "wait"}), "wait": wait}, **mine})
    return checked(Source(top, register(columns)), folder).problems


def register(columns: dict[str, Any] | None) -> dict[str, Any]:
    key = {"ma": YES}
    return (
        {
            "registers/so.yaml": {
                "register": "so",
                "name": label("sổ"),
                "key": "ma",
                "number": "yearly",
                "columns": {**key, **columns},
            }
        }
        if columns
        else {}
    )


def told(problems: list[Problem]) -> list[str]:
    return [
        f"{one.rule}{' (w)' if one.severity == 'warning' else ''}"
        for one in problems
        if one.rule in ("C1", "D2")
    ]


def rows(
    rows: str = "[1..3]", more: dict[str, Any] | None = None, **columns: Any
) -> dict[str, Any]:
    return {"form": {"n": field("list", rows=rows, required="yes", of=columns, **(more or {}))}}


# --- a list, whole -----------------------------------------------------------------------------------------------------


def test_a_line_over_what_rows_add_up_to_is_asked_of_the_list_that_is_given(tmp_path: Path):
    many = {
        "derive": {"all": {"sum": "n.x"}},
        "valid": [{"when": {"all": "> 5"}, "say": {"vi": "Nhiều quá"}}],
    }
    assert not told(found(tmp_path, rows(x=NINE), rows(x=NINE), {"n": "n"}))
    assert told(found(tmp_path, rows(x=NINE), rows(x=NINE) | many, {"n": "n"})) == ["C1"]
    assert not told(found(tmp_path, rows(x=NINE) | many, rows(x=NINE) | many, {"n": "n"}))


def test_a_list_has_there_no_more_rows_and_no_less_in_them_than_it_may(tmp_path: Path):
    assert told(found(tmp_path, rows("[1..3]", x=NINE), rows("[1..2]", x=NINE), {"n": "n"})) == [
        "C1"
    ]
    assert not told(found(tmp_path, rows("[1..2]", x=NINE), rows("[1..3]", x=NINE), {"n": "n"}))
    assert told(found(tmp_path, rows(x=field("text")), rows(x=YES), {"n": "n"})) == ["C1"]
    assert told(found(tmp_path, rows(x=NINE), rows(x=NINE | {"in": "[0..5]"}), {"n": "n"})) == [
        "C1"
    ]
    five = {"valid": [{"when": {"x": "> 5"}, "say": {"vi": "Nhiều quá"}}]}
    assert told(found(tmp_path, rows(x=NINE), rows(more=five, x=NINE), {"n": "n"})) == ["C1"]
    assert not told(found(tmp_path, rows(more=five, x=NINE), rows(more=five, x=NINE), {"n": "n"}))


def test_a_list_may_have_columns_here_that_are_not_asked_there(tmp_path: Path):
    problems = found(tmp_path, rows(x=NINE, note=field("text")), rows(x=NINE), {"n": "n"})
    assert not told(problems)


# --- what is so at the time ----------------------------------------------------------------------------------------------


def test_a_line_that_hangs_on_the_day_alone_is_asked_of_the_day_on_which_the_child_is_opened(
    tmp_path: Path,
):
    late = {
        "derive": {"last": {"add": {"to": "opened", "months": "2"}}},
        "valid": [{"when": {"last": "> 2027-01-31"}, "say": {"vi": "Hết hạn"}}],
    }
    mine = {"form": {"n": YES}}
    (one,) = [one for one in found(tmp_path, mine, mine | late, {"n": "n"}) if one.rule == "C1"]
    assert "At times" in one.message.en
    assert told(found(tmp_path, mine | late, mine | late, {"n": "n"})) == ["C1"], (
        "it may be opened later than its parent"
    )


def test_what_nobody_gives_is_empty_there_though_something_here_has_its_name(tmp_path: Path):
    theirs = {
        "form": {"n": NINE, "m": field("number", **{"in": "[0..9]"})},
        "derive": {"all": {"sum": ["n", "m"]}},
        "valid": [{"when": {"all": "> 5"}, "say": {"vi": "Nhiều quá"}}],
    }
    assert not told(found(tmp_path, {"form": {"n": NINE, "m": NINE}}, theirs, {"n": "n"}))
    assert told(
        found(tmp_path, {"form": {"n": NINE, "m": NINE}}, theirs, {"n": "n", "m": "m"})
    ) == ["C1"]


# --- the rows of a register ----------------------------------------------------------------------------------------------

EACH = {"record": "so"}


def test_a_row_need_not_have_what_the_child_requires(tmp_path: Path):
    theirs = {"form": {"n": YES}}
    (one,) = [
        one
        for one in found(tmp_path, {}, theirs, {"n": "found.x"}, EACH, {"x": field("text")})
        if one.rule == "D2"
    ]
    assert one.counterexample is not None and "lived" not in one.counterexample
    sort = field("choice", required="yes", of={"a": label("a"), "b": label("b")})
    (one,) = [
        one
        for one in found(
            tmp_path,
            {},
            theirs,
            {"n": "found.x"},
            EACH | {"where": {"k": "b"}},
            {"x": field("text"), "k": sort},
        )
        if one.rule == "D2"
    ]
    assert (
        one.counterexample is not None and one.counterexample["given"]["rows"]["so"][0]["k"] == "b"
    )
    assert not told(found(tmp_path, {}, theirs, {"n": "found.x"}, EACH, {"x": YES}))
    assert not told(
        found(
            tmp_path,
            {},
            theirs,
            {"n": "found.x"},
            EACH | {"where": {"x": "filled"}},
            {"x": field("text")},
        )
    )


def test_a_row_may_have_what_the_child_does_not_take(tmp_path: Path):
    theirs = {"form": {"n": NINE}, "valid": [{"when": {"n": "> 5"}, "say": {"vi": "Nhiều quá"}}]}
    problems = found(tmp_path, {}, theirs, {"n": "found.x"}, EACH, {"x": NINE})
    assert told(problems) == ["C1"]
    assert not told(
        found(tmp_path, {}, theirs, {"n": "found.x"}, EACH | {"where": {"x": "<= 5"}}, {"x": NINE})
    )
    assert told(
        found(
            tmp_path,
            {},
            {"form": {"n": NINE}},
            {"n": "found.x"},
            EACH,
            {"x": NINE | {"in": "[0..20]"}},
        )
    ) == ["C1"]
    double = {
        "form": {"n": NINE},
        "derive": {"twice": {"times": ["n", "2"]}},
        "valid": [{"when": {"twice": "> 10"}, "say": {"vi": "Nhiều quá"}}],
    }
    assert told(found(tmp_path, {}, double, {"n": "found.x"}, EACH, {"x": NINE})) == ["C1 (w)"], (
        "no condition on a row could leave it out"
    )


def begins(
    folder: Path, on: dict[str, Any], give: dict[str, str], columns: dict[str, Any], **keys: Any
) -> list[Problem]:
    """What is told of a procedure that the house begins by itself."""
    return checked(
        Source(file("thu-sinh", starts=[{**on, "give": give}], **keys), register(columns)), folder
    ).problems


def test_what_the_house_begins_by_itself_is_taken_too(tmp_path: Path):
    added, yearly = {"on": {"added": "so"}}, {"every": "year", "each": EACH}
    for on, name in ((added, "added.x"), (added, "found.x"), (yearly, "found.x")):
        (one,) = [
            one
            for one in begins(tmp_path, on, {"n": name}, {"x": field("text")}, form={"n": YES})
            if one.rule == "D2"
        ]
        assert one.counterexample is not None and one.counterexample["refuses"]["at"] == "n"
        assert not told(begins(tmp_path, on, {"n": name}, {"x": YES}, form={"n": YES}))
        few = {"form": {"n": NINE}, "valid": [{"when": {"n": "> 5"}, "say": {"vi": "Nhiều quá"}}]}
        (one,) = [
            one for one in begins(tmp_path, on, {"n": name}, {"x": NINE}, **few) if one.rule == "C1"
        ]
        assert (
            one.severity == "problem"
            and one.counterexample is not None
            and one.counterexample["refuses"] == {"because": "valid"}
        )


# --- the clock of what begins by itself --------------------------------------------------------------------------------


def test_what_the_house_begins_is_accepted_at_once_so_what_is_fixed_then_is_read_at_its_opening(
    tmp_path: Path,
):
    """Though the clock of others begins with an act, which asks what is charged for."""
    steps = {"first": work(go={"to": "over", "asks": ["price"]})}
    keys = {
        "steps": steps, "findings": {"price": field("money", required="yes")}, "deadline": {"starts": "first.go", "time": "3 days"},
        "fee": {"f": {"name": label("phí"), "at": "accept", "rules": [{"amount": "price"}]}},
    }  # fmt: skip
    assert not told(checked(Source(file("thu-sinh", **keys), {}), tmp_path).problems)
    assert told(begins(tmp_path, {"every": "year"}, {}, {"x": YES}, **keys)) == ["D2"]


def test_what_the_house_begins_has_its_acceptance_from_the_first_step_on(tmp_path: Path):
    late = {
        "derive": {"late": {"days": {"from": "opened", "to": "accepted"}}},
        "deadline": {"starts": "first.go", "time": "3 days"},
    }
    steps = {"first": work(go={"to": "over", "when": {"late": "empty"}})}
    assert not [
        one
        for one in checked(Source(file("thu-sinh", steps=steps, **late), {}), tmp_path).problems
        if one.rule == "F2"
    ]
    assert [
        one.rule
        for one in begins(tmp_path, {"every": "year"}, {}, {"x": YES}, steps=steps, **late)
        if one.severity == "problem"
    ] == ["F2"]


def test_what_the_house_begins_comes_through_no_counter(tmp_path: Path):
    sort = {"choose": [{"when": {"channel": "counter"}, "to": "over"}]}
    keys: dict[str, Any] = {
        "channels": ["counter"],
        "steps": {"first": work(go={"to": "sort"}), "sort": sort},
    }
    assert not [
        one
        for one in checked(Source(file("thu-sinh", **keys), {}), tmp_path).problems
        if one.rule == "T3"
    ]
    assert [
        one.rule
        for one in begins(tmp_path, {"every": "year"}, {}, {"x": YES}, **keys)
        if one.rule == "T3"
    ] == ["T3"]


def test_nobody_is_the_opener_of_what_the_house_opens(tmp_path: Path):
    keys: dict[str, Any] = {
        "channels": ["house"],
        "steps": {"first": work("opener", go={"to": "over"})},
    }
    assert not [
        one
        for one in checked(Source(file("thu-sinh", **keys), {}), tmp_path).problems
        if one.severity == "problem"
    ]
    assert [
        one.rule
        for one in begins(tmp_path, {"every": "year"}, {}, {"x": YES}, **keys)
        if one.severity == "problem"
    ] == ["F5"]
    assert [
        one.rule
        for one in checked(
            Source(file("thu-sinh", **{**keys, "channels": ["parent"]}), {}), tmp_path
        ).problems
        if one.severity == "problem"
    ] == ["F5"]
    keys["steps"]["first"]["role"] = ["opener", "office"]
    assert not [
        one
        for one in begins(tmp_path, {"every": "year"}, {}, {"x": YES}, **keys)
        if one.severity == "problem"
    ]


# --- what comes back ------------------------------------------------------------------------------------------------------


def takes(
    folder: Path,
    mine: dict[str, Any],
    theirs: dict[str, Any],
    takes: dict[str, str],
    each: Any = None,
    columns: dict[str, Any] | None = None,
) -> list[Problem]:
    """What is told of a procedure that takes something from its child."""
    (folder / "con-sinh.yaml").write_text(written(file("con-sinh", form={}, **theirs)))
    line = {"procedure": "con-sinh", "give": {}, "takes": takes, **({"each": each} if each else {})}
    wait = {"role": "office", "opens": [line], "waits": "all", "then": {"to": "sort"}, "do": {}}
    sort = {"choose": mine.pop("choose", [{"to": "over"}])}
    top = file(
        "thu-sinh",
        **{"steps": {"first": work(go={"to": "wait"}), "wait": wait, "sort": sort}, **mine},
    )
    return [
        one
        for one in checked(Source(top, register(columns)), folder).problems
        if one.severity == "problem"
    ]


ASKS = {"findings": {"n": NINE}, "steps": {"first": work(go={"to": "over", "asks": ["n"]})}}


def test_what_a_child_brings_lies_within_the_bounds_of_what_it_fills(tmp_path: Path):
    assert not takes(tmp_path, {"findings": {"m": NINE}}, ASKS, {"m": "n"})
    assert [
        one.rule
        for one in takes(tmp_path, {"findings": {"m": NINE | {"in": "[0..5]"}}}, ASKS, {"m": "n"})
    ] == ["C1"]
    double = {**ASKS, "derive": {"twice": {"times": ["n", "2"]}}}
    assert [
        one.rule for one in takes(tmp_path, {"findings": {"m": NINE}}, double, {"m": "twice"})
    ] == ["C1"]
    assert not takes(
        tmp_path, {"findings": {"m": NINE | {"in": "[0..18]"}}}, double, {"m": "twice"}
    )


def test_what_a_child_brings_is_not_refused_so_no_line_says_that_it_cannot_be(tmp_path: Path):
    low = {"when": {"m": "<= 5"}, "to": "over"}
    none = {"when": {"m": "empty"}, "to": "over"}
    mine = {"findings": {"m": NINE}, "valid": [{"when": {"m": "> 5"}, "say": {"vi": "Nhiều quá"}}]}
    assert [
        one.rule for one in takes(tmp_path, mine | {"choose": [low, none]}, ASKS, {"m": "n"})
    ] == ["T3"]
    high = {"when": {"m": "> 5"}, "to": "over"}
    assert not takes(tmp_path, mine | {"choose": [low, high, none]}, ASKS, {"m": "n"})


def test_as_many_rows_are_made_as_there_are_children(tmp_path: Path):
    rows = {
        "findings": {"m": field("list", rows="[0..2]", of={"n": NINE})},
        "derive": {"all": {"count": "m"}},
    }
    few = {"when": {"all": "<= 2"}, "to": "over"}
    assert [
        one.rule
        for one in takes(tmp_path, rows | {"choose": [few]}, ASKS, {"m.n": "n"}, EACH, {"x": YES})
    ] == ["T3"]
    many = {"when": {"all": "> 2"}, "to": "over"}
    assert not takes(tmp_path, rows | {"choose": [few, many]}, ASKS, {"m.n": "n"}, EACH, {"x": YES})


def test_a_field_there_takes_every_value_of_the_one_that_is_given(tmp_path: Path):
    def given(here: dict[str, Any], there: dict[str, Any], name: str = "n") -> list[str]:
        return told(found(tmp_path, {"form": {"n": here}}, {"form": {"n": there}}, {"n": name}))

    phone, mail, number = (
        field(type_, required="yes") for type_ in ("phone", "email", "personal_id")
    )
    assert [given(YES, one) for one in (phone, mail, number)] == [["C1"]] * 3
    assert [given(one, YES | {"personal": "yes"}) for one in (phone, mail, number)] == [[]] * 3
    assert (
        given(YES, YES | {"max": "10"}),
        given(YES | {"max": "10"}, YES | {"max": "10"}),
        given(YES | {"max": "10"}, YES),
    ) == (["C1"], [], [])
    two_, three, one = (field("files", required="yes", count=f"[1..{most}]") for most in (2, 3, 1))
    assert (given(three, two_), given(two_, three), given(field("file", required="yes"), one)) == (
        ["C1"],
        [],
        [],
    )
    mine, theirs, any_ = (
        field("case", required="yes", **of) for of in ({"of": "thu-sinh"}, {"of": "con-sinh"}, {})
    )
    assert (
        given(mine, theirs),
        given(mine, mine),
        given(any_, any_),
        given(mine, mine, "case"),
        given(mine, theirs, "case"),
    ) == (["C1"], [], [], [], ["C1"])
    assert told(found(tmp_path, rows(x=YES), rows(x=phone), {"n": "n"})) == ["C1"]


def test_what_is_written_into_a_register_lies_within_the_bounds_of_its_column(tmp_path: Path):
    """Else its rows are not what is proven of them where they are given on."""

    def wrong(said: dict[str, Any] | None = None, **column: Any) -> list[str]:
        go = {
            "to": "over",
            "records": [{"in": "so", "add": {"x": "n"}, **({"where": said} if said else {})}],
        }
        top = file("thu-sinh", form={"n": NINE}, steps={"first": work(go=go)})
        return [
            one.rule
            for one in checked(Source(top, register({"x": NINE | column})), tmp_path).problems
            if one.severity == "problem"
        ]

    assert not wrong()
    assert not wrong(**{"in": "[0..20]"})
    assert wrong(**{"in": "[0..5]"}) == ["R1"]
    assert not wrong({"n": "<= 5"}, **{"in": "[0..5]"})


def test_what_is_not_shown_there_is_empty_whatever_is_given(tmp_path: Path):
    kind = field("yes_no", required="yes")
    theirs = {
        "form": {"k": kind, "n": NINE | {"shown": {"k": "yes"}}},
        "valid": [{"when": {"k": "no", "n": "empty"}, "say": {"vi": "Thiếu"}}],
    }
    (one,) = [
        one
        for one in found(tmp_path, {"form": {"k": kind, "n": NINE}}, theirs, {"k": "k", "n": "n"})
        if one.rule == "C1"
    ]
    assert "not proven" in one.message.en
