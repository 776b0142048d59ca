"""What random procedures and random lives brought to light, each in its smallest form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dinh.procedures.checking import Checked
from tests.generated.fields import label
from tests.generated.source import Source, checked, procedure_of, written
from tests.procedures_for_tests import Story

QUIET = {
    "outcome": "done",
    "label": {"vi": "Xong"},
    "letter": "none",
    "why_quiet": {"vi": "Việc nội bộ"},
}
ENDS = {"over": QUIET, "other": QUIET}
TOLD = {"outcome": "done", "label": {"vi": "Xong"}, "letter": "paper"}


def field(type_: str, **more: Any) -> dict[str, Any]:
    return {"label": label("x"), "type": type_, **more}


def work(role: str = "office", **do: Any) -> dict[str, Any]:
    return {"role": role, "do": do}


def small(
    folder: Path, steps: dict[str, Any], *, ends: dict[str, Any] | None = None, **keys: Any
) -> Checked:
    """A procedure of these steps; `reads=…`: what its one letter `paper` reads without an `else`; `files=…`: what it uses, by path."""
    reads, files = keys.pop("reads", None), keys.pop("files", {})
    letters = {
        "paper": {"template": "thu.typ", "type": "TB", **({"with": {"x": reads}} if reads else {})}
    }
    tree = {
        "procedure": "thu-sinh", "name": {"vi": "Thử"}, "field": "van-hoa", "code": "none", "in_force": {"from": "2026-01-01"}, "level": "internal", "channels": ["house"],
        "deadline": "none", **keys, "steps": steps, "ends": ends or {"over": QUIET}, "letters": letters,
    }  # fmt: skip
    return checked(Source(tree, files), folder)


def told(found: Checked) -> set[str]:
    return {one.rule for one in found.problems if one.severity == "problem"}


def story(found: Checked) -> Story:
    assert not told(found), [(one.rule, one.message.en) for one in found.problems]
    procedure = procedure_of(found)
    assert procedure is not None
    return Story(procedure)


# --- letters ----------------------------------------------------------------------------------------------------------


def test_a_letter_tells_what_its_action_was_answered_though_a_block_that_is_entered_asks_it_anew(
    tmp_path: Path,
):
    steps = {
        "first": work(go={"to": "both", "asks": ["view"], "letter": "paper"}), "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"},
        "a": work(done={"to": "meet", "asks": ["view"]}), "b": work(done={"to": "meet"}),
    }  # fmt: skip
    one = story(
        small(tmp_path, steps, findings={"view": field("text", required="yes")}, reads="view")
    )
    one.open(by="office")
    one.act("go", by="office", view="tốt")
    (issued,) = [event.body for event in one.events if event.kind == "issued"]
    assert issued.personal["values"]["x"] == "tốt"
    assert "view" not in one.case.data


def test_what_an_action_was_offered_for_may_be_gone_by_the_answers_it_takes(tmp_path: Path):
    steps = {
        "first": work(
            go={"to": "over", "when": {"note": "filled"}, "letter": "paper"}, no={"to": "other"}
        )
    }
    assert not told(small(tmp_path, steps, ends=ENDS, form=NOTE, reads="note"))
    steps["first"]["do"]["go"]["edits"] = ["note"]
    assert told(small(tmp_path, steps, ends=ENDS, form=NOTE, reads="note")) == {"D2"}
    steps["first"]["do"]["go"]["when"] = {"written": "yes"}
    derive = {
        "written": {
            "table": [
                {"when": {"note": "filled"}, "gives": "yes"},
                {"when": {"note": "empty"}, "gives": "no"},
            ]
        }
    }
    assert told(small(tmp_path, steps, ends=ENDS, form=NOTE, derive=derive, reads="note")) == {"D2"}


def test_a_letter_of_a_branch_reads_the_row_of_that_branch(tmp_path: Path):
    steps = {
        "first": work(go={"to": "each"}),
        "each": {"together": [{"to": "ask", "each": "bodies"}], "meet": "over"},
        "ask": work(go={"to": "meet", "letter": "paper"}),
    }
    form = {
        "bodies": field(
            "list", rows="[1..2]", of={"name": field("text", required="yes"), "note": field("text")}
        )
    }
    one = story(small(tmp_path, steps, form=form, reads="row.name"))
    one.open({"bodies": [{"name": "Công an"}, {"name": "Trường học"}]}, by="office")
    one.act("go", by="office")
    one.act("go", by="office", step="ask/2")
    assert [
        event.body.personal["values"]["x"] for event in one.events if event.kind == "issued"
    ] == ["Trường học"]
    assert told(small(tmp_path, steps, form=form, reads="row.note")) == {"D2"}
    assert told(small(tmp_path, steps, form=form, ends={"over": TOLD}, reads="row.name")) == {"N1"}


def test_a_table_over_a_field_of_roles_needs_a_line_for_a_filled_one(tmp_path: Path):
    steps = {"first": work(go={"to": "over"})}
    fee = {
        "f": {
            "name": {"vi": "Phí"},
            "at": "accept",
            "rules": [{"when": {"who": "empty"}, "amount": "0"}],
        }
    }
    found = small(tmp_path, steps, form={"who": field("roles")}, fee=fee)
    assert told(found) == {"T3"}
    fee["f"]["rules"].append({"when": {"who": "filled"}, "amount": "8000"})
    assert not told(small(tmp_path, steps, form={"who": field("roles")}, fee=fee))


# --- D2 ----------------------------------------------------------------------------------------------------------------

NOTE = {"note": field("text")}


def test_what_an_end_tells_is_read_where_a_choice_leads_to_it(tmp_path: Path):
    kind = field("yes_no", required="yes")
    steps = {
        "first": work(go={"to": "sort"}),
        "sort": {
            "choose": [
                {"when": {"kind": "yes"}, "to": "over"},
                {"when": {"kind": "no"}, "to": "other"},
            ]
        },
    }
    ends = {"over": TOLD, "other": QUIET}
    assert told(small(tmp_path, steps, ends=ends, form={**NOTE, "kind": kind}, reads="note")) == {
        "D2"
    }
    shown = {"note": field("text", required="yes", shown={"kind": "yes"}), "kind": kind}
    assert not told(small(tmp_path, steps, ends=ends, form=shown, reads="note"))


def test_what_an_end_tells_is_read_where_a_block_meets_in_it(tmp_path: Path):
    steps = {
        "first": work(go={"to": "both"}),
        "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"},
        "a": work(done={"to": "meet"}),
        "b": work(done={"to": "meet", "asks": ["view"]}),
    }
    found = small(
        tmp_path,
        steps,
        ends={"over": TOLD},
        form=NOTE,
        findings={"view": field("text", required="yes")},
        reads="note",
    )
    assert told(found) == {"D2"}
    assert not told(
        small(
            tmp_path,
            steps,
            ends={"over": TOLD},
            findings={"view": field("text", required="yes")},
            reads="view",
        )
    )


def test_a_fee_and_a_due_that_begin_with_the_case_are_read_there(tmp_path: Path):
    steps = {"first": work(go={"to": "over"})}
    form = {"price": field("money"), "day": field("date")}
    fee = {"f": {"name": {"vi": "Phí"}, "at": "accept", "rules": [{"amount": "price"}]}}
    assert told(small(tmp_path, steps, form=form, fee=fee)) == {"D2"}
    assert told(small(tmp_path, steps, form=form, fee={"f": {**fee["f"], "at": "deliver"}})) == {
        "D2"
    }
    assert told(
        small(tmp_path, steps, form=form, deadline={"starts": "opened", "until": "day"})
    ) == {"D2"}
    sure = {"price": field("money", required="yes"), "day": field("date", required="yes")}
    assert not told(
        small(tmp_path, steps, form=sure, fee=fee, deadline={"starts": "opened", "until": "day"})
    )


def test_what_decides_whether_the_action_is_offered_counts_as_asked_when_its_letter_is_read(
    tmp_path: Path,
):
    steps = {
        "first": work(go={"to": "second", "asks": ["fine"]}),
        "second": work(
            tell={"to": "over", "letter": "paper", "when": {"fine": "yes"}}, no={"to": "over"}
        ),
    }
    assert told(
        small(tmp_path, steps, form=NOTE, findings={"fine": field("yes_no")}, reads="note")
    ) == {"D2"}


def test_a_list_that_may_be_written_anew_loses_what_was_asked_of_its_rows(tmp_path: Path):
    steps = {
        "first": work(go={"to": "second", "asks": ["bodies.view"]}), "second": work(edit={"edits": ["bodies"]}, on={"to": "all"}),
        "all": {"together": [{"to": "a", "each": "bodies"}, {"to": "b"}], "meet": "over"}, "a": work(tell={"to": "meet", "letter": "paper"}), "b": work(done={"to": "meet"}),
    }  # fmt: skip
    form = {"bodies": field("list", rows="[1..2]", of={"view": field("text", required="yes")})}
    assert told(small(tmp_path, steps, form=form, reads="row.view")) == {"D2"}
    del steps["second"]["do"]["edit"]
    assert not told(small(tmp_path, steps, form=form, reads="row.view"))


def test_without_a_deadline_there_is_no_due_to_tell(tmp_path: Path):
    steps = {"first": work(go={"to": "over", "letter": "paper"})}
    assert told(small(tmp_path, steps, reads="due")) == {"D2"}
    assert not told(
        small(tmp_path, steps, reads="due", deadline={"starts": "opened", "time": "3 days"})
    )


def test_the_limit_a_letter_tells_is_that_of_the_step_that_is_entered_with_it(tmp_path: Path):
    """Where branches meet, where time leads, and where the first branch need not open: it may be a step without a limit."""
    bound = {"limit": "3 days", "then": {"to": "over"}}
    tells = {"to": "meet", "letter": "paper"}
    met = {
        "first": work(go={"to": "both"}),
        "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "last"},
        "a": {**work(done=tells), "limit": "3 days"},
        "b": work(done={"to": "meet"}),
        "last": work(go={"to": "over"}),
    }
    assert told(small(tmp_path, met, reads="limit")) == {"D2"}
    assert not told(small(tmp_path, {**met, "last": {**met["last"], **bound}}, reads="limit"))
    timed = {
        "first": {
            **work(go={"to": "second"}),
            "limit": "3 days",
            "then": {"to": "second", "letter": "paper"},
        },
        "second": work(go={"to": "over"}),
    }
    assert told(small(tmp_path, timed, reads="limit")) == {"D2"}
    assert not told(
        small(tmp_path, {**timed, "second": {**timed["second"], **bound}}, reads="limit")
    )
    split = {
        "first": work(go={"to": "both", "letter": "paper"}), "both": {"together": [{"to": "a", "when": {"wide": "yes"}}, {"to": "b"}], "meet": "over"},
        "a": {**work(done={"to": "meet"}), "limit": "3 days"}, "b": work(done={"to": "meet"}),
    }  # fmt: skip
    wide = {"wide": field("yes_no", required="yes")}
    assert told(small(tmp_path, split, form=wide, reads="limit")) == {"D2"}
    assert not told(
        small(tmp_path, {**split, "b": {**split["b"], "limit": "3 days"}}, form=wide, reads="limit")
    )
    around = {
        "first": work(go={"to": "x", "letter": "paper"}),
        "x": {"choose": [{"to": "y"}]},
        "y": {"choose": [{"to": "x"}]},
    }
    assert "F4" in told(small(tmp_path, around, reads="limit"))


def test_what_becomes_shown_by_another_answer_alone_may_be_empty(tmp_path: Path):
    """Who edits or answers `kind` is not asked for what hangs on it: neither of the form nor of what was asked earlier."""
    kind, more = (
        field("yes_no", required="yes"),
        field("text", required="yes", shown={"kind": "yes"}),
    )
    go = {"to": "over", "when": {"kind": "yes"}, "letter": "paper"}
    edit = {"first": work(mend={"edits": ["kind"]}, go=go, no={"to": "other"})}
    assert told(
        small(tmp_path, edit, ends=ENDS, form={"kind": kind, "more": more}, reads="more")
    ) == {"D2"}
    edit["first"]["do"]["mend"]["edits"] = ["kind", "more"]
    assert not told(
        small(tmp_path, edit, ends=ENDS, form={"kind": kind, "more": more}, reads="more")
    )
    asked = {
        "first": work(ask={"to": "second", "asks": ["kind", "more"]}),
        "second": work(again={"asks": ["kind"]}, go=go, no={"to": "other"}),
    }
    assert told(
        small(tmp_path, asked, ends=ENDS, findings={"kind": kind, "more": more}, reads="more")
    ) == {"D2"}
    asked["second"]["do"]["again"]["asks"] = ["kind", "more"]
    assert not told(
        small(tmp_path, asked, ends=ENDS, findings={"kind": kind, "more": more}, reads="more")
    )
    beside = {
        "first": work(go={"to": "both"}), "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"}, "a": work(ask={"to": "c", "asks": ["kind", "more"]}),
        "b": work(again={"to": "meet", "asks": ["kind"]}), "c": work(tell={"to": "meet", "when": {"kind": "yes"}, "letter": "paper"}, no={"to": "meet"}),
    }  # fmt: skip
    assert told(small(tmp_path, beside, findings={"kind": kind, "more": more}, reads="more")) == {
        "D2"
    }
    beside["b"]["do"]["again"]["asks"] = ["kind", "more"]
    assert not told(small(tmp_path, beside, findings={"kind": kind, "more": more}, reads="more"))


def test_what_an_action_was_offered_for_may_be_hidden_by_its_own_edit(tmp_path: Path):
    form = {"kind": field("yes_no", required="yes"), "note": field("text", shown={"kind": "yes"})}
    steps = {
        "first": work(
            go={"to": "over", "when": {"note": "filled"}, "edits": ["kind"], "letter": "paper"},
            no={"to": "other"},
        )
    }
    assert told(small(tmp_path, steps, ends=ENDS, form=form, reads="note")) == {"D2"}
    form["note"] = field("text")
    assert not told(small(tmp_path, steps, ends=ENDS, form=form, reads="note"))


# --- F2 ----------------------------------------------------------------------------------------------------------------


def refused(**when: Any) -> list[dict[str, Any]]:
    return [{"when": when, "say": {"vi": "Không được"}, "on": "go"}]


def test_a_step_whose_only_way_is_refused_for_some_forms_is_told(tmp_path: Path):
    steps = {"first": work(go={"to": "over"})}
    form = {"kind": field("yes_no", required="yes")}
    found = small(tmp_path, steps, form=form, valid=refused(kind="yes"))
    assert told(found) == {"F2"}
    assert [
        one.counterexample["given"]["kind"] for one in found.problems if one.counterexample
    ] == [True]
    assert told(small(tmp_path, steps, form=form, valid=refused())) == {"F2"}


def test_a_form_is_made_whatever_a_constant_is_taken_from_or_put_to(tmp_path: Path):
    steps = {"first": work(go={"to": "over"})}
    form = {"seats": field("number", required="yes", **{"in": "[1..300]"})}
    for formula, least in (
        ({"minus": ["seats", "100"]}, 251),
        ({"times": ["seats", "2"]}, 76),
        ({"quotient": ["seats", "2"]}, 300),
        ({"sum": ["seats", "20"]}, 131),
    ):
        derive = {"v": formula}
        found = small(
            tmp_path,
            steps,
            form=form,
            derive=derive,
            valid=refused(v="> 150" if "quotient" not in formula else "> 149.5"),
        )
        assert [
            one.counterexample["given"]["seats"] >= least
            for one in found.problems
            if one.rule == "F2" and one.counterexample
        ] == [True], formula
    assert told(
        small(
            tmp_path,
            steps,
            form=form,
            derive={"v": {"times": ["seats", "2"]}},
            valid=refused(v="15"),
        )
    ) <= {"T1", "T2"}


def test_a_refusal_that_another_answer_or_another_way_avoids_is_none(tmp_path: Path):
    finding = {"kind": field("yes_no", required="yes")}
    assert not told(
        small(
            tmp_path,
            {"first": work(go={"to": "over", "asks": ["kind"]})},
            findings=finding,
            valid=refused(kind="yes"),
        )
    )
    assert not told(
        small(
            tmp_path,
            {"first": work(go={"to": "over"}, other={"to": "over"})},
            form=finding,
            valid=refused(kind="yes"),
        )
    )


def test_who_was_refused_on_the_way_is_not_looked_for_further_on(tmp_path: Path):
    steps = {
        "first": work(go={"to": "second"}, other={"to": "over"}),
        "second": work(end={"to": "over", "when": {"kind": "no"}}),
    }
    assert not told(
        small(
            tmp_path,
            steps,
            form={"kind": field("yes_no", required="yes")},
            valid=refused(kind="yes"),
        )
    )


def rows(most: int) -> dict[str, Any]:
    return {"visits": field("list", rows=f"[0..{most}]", of={"day": field("date", required="yes")})}


def test_a_row_that_is_added_leads_to_no_fewer_rows_and_to_no_greater_least(tmp_path: Path):
    visits = {
        "visits": field(
            "list", rows="[0..5]", of={"size": field("number", required="yes", **{"in": "[0..9]"})}
        )
    }
    derive = {
        "count": {"count": "visits"},
        "big": {"count": "visits", "where": {"size": "> 5"}},
        "least": {"least": "visits.size"},
    }

    def rules(**when: str) -> set[str]:
        return told(
            small(
                tmp_path,
                {"first": work(add={"adds": "visits"}, go={"to": "over", "when": when})},
                findings=visits,
                derive={name: derive[name] for name in when},
            )
        )

    assert rules(count="<= 1") == rules(big="< 1") == rules(least="> 5") == {"F2"}
    assert not rules(count=">= 1") | rules(big="> 2") | rules(least="<= 5")


def test_a_list_that_is_full_leaves_no_way_where_adding_to_it_is_the_only_one(tmp_path: Path):
    steps = {
        "first": work(go={"to": "second", "adds": "visits"}),
        "second": work(back={"to": "first"}, end={"to": "over"}),
    }
    found = small(tmp_path, steps, findings=rows(2))
    assert told(found) == {"F2"}
    assert any("visits × 2" in one.message.en for one in found.problems)
    steps["first"]["do"]["enough"] = {"to": "second"}
    assert not told(small(tmp_path, steps, findings=rows(2)))


def test_a_list_that_bounded_actions_cannot_fill_is_no_hindrance(tmp_path: Path):
    steps = {
        "first": work(go={"to": "second", "adds": "visits", "at_most": "2"}, on={"to": "second"}),
        "second": work(back={"to": "first"}, end={"to": "over"}),
    }
    assert not told(small(tmp_path, steps, findings=rows(3)))


def test_a_list_that_another_branch_or_an_act_that_stays_may_fill_leaves_no_way(tmp_path: Path):
    fill = work(fill={"to": "meet", "asks": ["visits"]})
    steps = {
        "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"},
        "a": fill,
        "b": work(go={"to": "meet", "adds": "visits"}),
    }
    first = {"first": work(go={"to": "both"})}
    assert told(small(tmp_path, first | steps, findings=rows(2))) == {"F2"}
    assert told(
        small(
            tmp_path,
            {"first": work(go={"to": "over", "adds": "visits"}, more={"adds": "visits"})},
            findings=rows(2),
        )
    ) == {"F2"}


def test_what_is_asked_without_leaving_the_step_may_open_the_way(tmp_path: Path):
    steps = {"first": work(ask={"asks": ["fine"]}, go={"to": "over", "when": {"fine": "yes"}})}
    assert not told(small(tmp_path, steps, findings={"fine": field("yes_no", required="yes")}))


def test_a_branch_of_a_row_that_some_rows_cannot_leave_is_told(tmp_path: Path):
    columns = {"big": field("yes_no", required="yes")}
    steps = {
        "first": work(go={"to": "each"}),
        "each": {"together": [{"to": "a", "each": "bodies"}], "meet": "over"},
        "a": work(go={"to": "meet", "when": {"row.big": "yes"}}),
    }
    found = small(tmp_path, steps, form={"bodies": field("list", rows="[1..2]", of=columns)})
    assert told(found) == {"F2"}
    assert [
        one.counterexample["given"]["bodies"] for one in found.problems if one.counterexample
    ] == [[{"big": False}]]
    steps["a"] = work(
        go={"to": "meet", "when": {"row.big": "yes"}},
        small={"to": "meet", "when": {"row.big": "no"}},
    )
    assert not told(
        small(tmp_path, steps, form={"bodies": field("list", rows="[1..2]", of=columns)})
    )
    steps["a"] = work(go={"to": "meet", "when": {"row.big": "yes"}}, ask={"asks": ["row.big"]})
    assert not told(
        small(tmp_path, steps, form={"bodies": field("list", rows="[1..2]", of=columns)})
    )


def test_an_action_whose_answers_are_always_refused_is_no_way(tmp_path: Path):
    steps = {"first": work(go={"to": "over", "asks": ["fine"]})}
    said = {"say": {"vi": "Không hợp lệ"}}
    findings = {"fine": field("yes_no", required="yes")}
    assert told(
        small(tmp_path, steps, findings=findings, valid=[{"when": {"fine": "filled"}, **said}])
    ) == {"F2"}
    kind = {"kind": field("yes_no", required="yes")}
    found = small(
        tmp_path,
        steps,
        form=kind,
        findings=findings,
        valid=[{"when": {"fine": "yes"}, **said}, {"when": {"fine": "no", "kind": "yes"}, **said}],
    )
    assert told(found) == {"F2"}
    assert [
        one.counterexample["given"]["kind"] for one in found.problems if one.counterexample
    ] == [True]
    assert not told(
        small(
            tmp_path,
            steps,
            form=kind,
            findings=findings,
            valid=[{"when": {"fine": "no", "kind": "yes"}, **said}],
        )
    )
    assert not told(
        small(
            tmp_path,
            steps,
            form=kind,
            findings={"fine": field("yes_no")},
            valid=[{"when": {"fine": "filled", "kind": "yes"}, **said}],
        )
    )


def test_what_is_edited_of_a_part_leaves_its_other_fields_as_they_are(tmp_path: Path):
    form = {"holder": {"part": "person", "label": {"vi": "Người"}}}
    steps = {
        "first": work(
            go={"to": "over", "when": {"holder.birth_date": "filled"}},
            mend={"edits": ["holder.name"]},
        )
    }
    assert told(small(tmp_path, steps, form=form)) == {"F2"}
    steps["first"]["do"]["mend"]["edits"] = ["holder.birth_date"]
    assert not told(small(tmp_path, steps, form=form))


def test_two_conditions_that_no_answer_meets_together_are_no_way(tmp_path: Path):
    """Seed 640150: each alone could be met on a form that is edited; so too of what is asked, and of two steps one after the other."""
    kind, seats = {"kind": field("yes_no", required="yes")}, field("number", **{"in": "[1..20]"})
    steps = {"first": work(mend={"edits": ["form"]}, go={"to": "over", "when": {"seats": "<= 8"}})}
    assert told(small(tmp_path, steps, form={"seats": seats}, valid=refused(seats="filled"))) == {
        "F2"
    }
    assert not told(
        small(
            tmp_path,
            steps,
            form={**kind, "seats": seats},
            valid=refused(seats="filled", kind="yes"),
        )
    )
    more = {"more": field("text", required="yes", shown={"kind": "no"})}
    faults = [
        *refused(seats="filled", kind="yes"),
        {"when": {"more": "filled"}, "say": {"vi": "Không được"}},
    ]
    assert told(small(tmp_path, steps, form={**kind, "seats": seats, **more}, valid=faults)) >= {
        "F2"
    }
    asked = {
        "first": work(
            ask={"asks": ["seats"]}, go={"to": "over", "when": {"kind": "yes", "seats": "<= 8"}}
        )
    }
    assert told(small(tmp_path, asked, form=kind, findings={"seats": seats})) == {"F2"}
    steps = {
        "first": work(mend={"edits": ["seats"]}, go={"to": "second", "when": {"seats": "< 3"}}),
        "second": work(back={"to": "first"}, go={"to": "over", "when": {"seats": "> 5"}}),
    }
    assert told(small(tmp_path, steps, form={"seats": seats})) == {"F2"}
    steps["second"]["do"]["back"]["edits"] = ["seats"]
    steps["first"]["do"]["go"]["when"] = {"seats": "< 9"}
    assert not told(
        small(tmp_path, {**steps, "first": work(go={"to": "second"})}, form={"seats": seats})
    )


def test_columns_that_are_asked_answer_nothing_where_there_is_no_row(tmp_path: Path):
    """Seed 630801."""
    steps = {
        "first": work(ask={"asks": ["bodies.size"]}, go={"to": "over", "when": {"most": "> 3"}})
    }
    columns, most = (
        {"size": field("number", required="yes", **{"in": "[0..9]"})},
        {"most": {"greatest": "bodies.size"}},
    )
    assert told(
        small(
            tmp_path, steps, form={"bodies": field("list", rows="[0..2]", of=columns)}, derive=most
        )
    ) == {"F2"}
    assert not told(
        small(
            tmp_path, steps, form={"bodies": field("list", rows="[1..2]", of=columns)}, derive=most
        )
    )


def test_what_a_branch_asks_is_asked_only_where_the_branch_opens(tmp_path: Path):
    steps = {
        "first": work(go={"to": "both"}), "both": {"together": [{"to": "a", "when": {"kind": "yes"}}, {"to": "b"}], "meet": "last"}, "a": work(done={"to": "meet", "asks": ["fine"]}),
        "b": work(done={"to": "meet"}), "last": work(back={"to": "first"}, go={"to": "over", "when": {"fine": "filled"}}),
    }  # fmt: skip
    form, findings = (
        {"kind": field("yes_no", required="yes")},
        {"fine": field("yes_no", required="yes")},
    )
    assert told(small(tmp_path, steps, form=form, findings=findings)) == {"F2"}
    del steps["both"]["together"][0]["when"]
    assert not told(small(tmp_path, steps, form=form, findings=findings))


def test_a_column_that_is_refused_however_it_is_answered_holds_its_branch(tmp_path: Path):
    steps = {
        "first": work(go={"to": "each"}),
        "each": {"together": [{"to": "a", "each": "bodies"}], "meet": "over"},
        "a": work(go={"to": "meet", "asks": ["row.size"]}),
    }
    form = {
        "bodies": field(
            "list", rows="[1..2]", of={"size": field("number", required="yes", **{"in": "[0..9]"})}
        )
    }
    faults = [{"when": {"most": "filled"}, "say": {"vi": "Không hợp lệ"}}]
    assert told(
        small(
            tmp_path, steps, form=form, derive={"most": {"greatest": "bodies.size"}}, valid=faults
        )
    ) == {"F2"}
    faults[0]["when"] = {"most": "> 5"}
    assert not told(
        small(
            tmp_path, steps, form=form, derive={"most": {"greatest": "bodies.size"}}, valid=faults
        )
    )


def test_a_list_is_not_written_anew_while_a_branch_of_each_of_its_rows_is_open(tmp_path: Path):
    steps = {
        "first": work(go={"to": "each"}), "each": {"together": [{"to": "a", "each": "bodies"}, {"to": "b"}], "meet": "over"}, "a": work(done={"to": "meet", "letter": "paper"}),
        "b": work(done={"to": "meet", "edits": ["bodies"]}),
    }  # fmt: skip
    form = {"bodies": field("list", rows="[1..2]", of={"name": field("text", required="yes")})}
    assert told(small(tmp_path, steps, form=form, reads="row.name")) == {"F3"}
    steps["b"] = work(done={"to": "meet", "edits": ["form"]})
    assert told(small(tmp_path, steps, form=form, reads="row.name")) == {"F3"}
    steps["b"], steps["first"] = (
        work(done={"to": "meet"}),
        work(go={"to": "each", "edits": ["bodies"]}),
    )
    assert not told(small(tmp_path, steps, form=form, reads="row.name"))


def test_a_fault_that_reads_the_acceptance_was_not_there_when_the_form_was_filled(tmp_path: Path):
    derive = {"late": {"days": {"from": "day", "to": "accepted"}}}
    steps = {
        "first": work(go={"to": "sort"}),
        "sort": {"choose": [{"when": {"late": "<= 3"}, "to": "over"}]},
    }
    more = {
        "form": {"day": field("date", required="yes")},
        "derive": derive,
        "valid": [{"when": {"late": "> 3"}, "say": {"vi": "Muộn"}}],
    }
    assert told(
        small(tmp_path, steps, **more, deadline={"starts": "first.go", "time": "3 working days"})
    ) == {"T3"}


LATE = {
    "form": {"day": field("date", required="yes")},
    "derive": {"late": {"days": {"from": "day", "to": "accepted"}}},
    "deadline": {"starts": "first.go", "time": "3 working days"},
}


def test_what_refuses_the_act_that_starts_the_clock_is_asked_as_it_then_is(tmp_path: Path):
    steps = {"first": work(go={"to": "second"}), "second": work(end={"to": "over"})}
    found = small(tmp_path, steps, **LATE, valid=refused(late="> 3"))
    assert told(found) == {"F2"}
    (shown,) = [one.counterexample for one in found.problems if one.rule == "F2"]
    assert shown
    assert "lived" not in shown
    assert not told(small(tmp_path, steps, **LATE, valid=refused(late="empty")))


def test_a_norm_as_of_the_acceptance_is_that_of_the_day_on_which_the_clock_starts(tmp_path: Path):
    """Seed 601075: it rises in September, and `valid` then refuses the act that starts the clock."""
    rows = [
        {"from": "2000-01-01", "to": "2026-08-31", "k": "a", "value": "1", "law": "QC"},
        {"from": "2026-09-01", "k": "a", "value": "5", "law": "QC"},
    ]
    norm = {
        "norm": "muc",
        "unit": "đồng",
        "keys": {"k": ["a"]},
        "law": {"QC": {"title": "Quy chế", "number": "1"}},
        "rows": rows,
    }
    rate = {"rate": {"norm": "muc", "at": "accepted", "k": "a"}}
    more: dict[str, Any] = {
        "derive": rate,
        "files": {"norms/muc.yaml": norm},
        "deadline": {"starts": "first.go", "time": "3 working days"},
    }
    steps = {"first": work(go={"to": "over"})}
    assert told(small(tmp_path, steps, **more, valid=refused(rate="> 3"))) == {"F2"}
    assert not told(small(tmp_path, steps, **more, valid=refused(rate="> 5"))) - {"T2"}
    assert told(small(tmp_path, steps, **more, valid=refused(rate="< 3"))) == {"F2"}
    steps["first"]["do"]["other"] = {"to": "over"}
    assert not told(small(tmp_path, steps, **more, valid=refused(rate="> 3"))) - {"M2"}


def test_the_acceptance_is_not_there_before_the_clock_starts_and_is_there_after(tmp_path: Path):
    before = {"first": work(go={"to": "over", "when": {"late": "empty"}})}
    assert not told(small(tmp_path, before, **LATE))
    after = {
        "first": work(go={"to": "second"}),
        "second": work(end={"to": "over", "when": {"late": "filled"}}),
    }
    assert not told(small(tmp_path, after, **LATE))
    after["second"]["do"]["end"]["when"] = {"late": "empty"}
    assert told(small(tmp_path, after, **LATE)) == {"F2"}


def test_what_is_asked_again_by_an_act_that_ends_a_case_may_be_answered_otherwise(tmp_path: Path):
    steps = {
        "first": work(ask={"to": "second", "asks": ["fine"]}),
        "second": work(go={"to": "over", "asks": ["fine"]}),
    }
    findings = {"fine": field("yes_no", required="yes")}
    assert not told(small(tmp_path, steps, findings=findings, valid=refused(fine="yes")))
    del steps["second"]["do"]["go"]["asks"]
    assert told(small(tmp_path, steps, findings=findings, valid=refused(fine="yes"))) == {"F2"}


def two(folder: Path, mine: dict[str, Any], theirs: dict[str, Any]) -> set[str]:
    """What is told of a procedure that gives its `n` to another one, and waits for it."""
    wait = {
        "role": "office",
        "opens": [{"procedure": "con-sinh", "give": {"n": "n"}}],
        "waits": "all",
        "then": {"to": "over"},
        "do": {"drop": {"to": "over", "closes_children": "yes"}},
    }
    child = {"procedure": "con-sinh", "name": {"vi": "Con"}, "field": "van-hoa", "code": "none", "in_force": {"from": "2026-01-01"}, "level": "internal", "channels": ["parent"],
             "deadline": "none", "steps": {"first": work(go={"to": "over"})}, "ends": {"over": QUIET}, "letters": {}, **theirs}  # fmt: skip
    (folder / "con-sinh.yaml").write_text(written(child))
    return told(small(folder, {"first": work(go={"to": "wait"}), "wait": wait}, **mine))


def test_what_a_child_would_find_wrong_is_told_where_it_is_given(tmp_path: Path):
    nine = {"form": {"n": field("number", required="yes", **{"in": "[0..9]"})}}
    wrong = {"valid": [{"when": {"n": "> 5"}, "say": {"vi": "Nhiều quá"}}]}
    assert not two(tmp_path, nine, nine)
    assert two(tmp_path, nine, nine | wrong) == {"C1"}
    assert not two(tmp_path, nine | wrong, nine | wrong)
    assert two(
        tmp_path, nine, {"form": {"n": field("number", required="yes", **{"in": "[0..5]"})}}
    ) == {"C1"}
    double = {
        "derive": {"twice": {"times": ["n", "2"]}},
        "valid": [{"when": {"twice": "> 10"}, "say": {"vi": "Nhiều quá"}}],
    }
    assert two(tmp_path, nine, nine | double) == {"C1"}
    assert not two(tmp_path, nine | wrong, nine | double)


def test_a_person_who_is_handed_to_a_child_was_born_before_it_is_opened_too(tmp_path: Path):
    """What is opened later is not opened earlier: the part's own line, "born in the future", refuses nothing there."""
    person = {"form": {"n": {"part": "person", "label": label("người")}}}
    assert not two(tmp_path, person, person)
    late = {
        "derive": {"age": {"days": {"from": "n.birth_date", "to": "opened"}}},
        "valid": [{"when": {"age": "> 1000"}, "say": {"vi": "Quá tuổi"}}],
    }
    assert two(tmp_path, person, person | late) == {"C1"}
    assert two(tmp_path, person | late, person | late) == {"C1"}, (
        "there the person may have grown older meanwhile"
    )


# --- what a block empties, what a step asks ------------------------------------------------------------------------------


def test_a_choice_at_the_head_of_a_branch_sees_what_entering_the_block_has_emptied(tmp_path: Path):
    sort = {
        "choose": [
            {"when": {"view": "empty"}, "to": "a"},
            {"when": {"view": "filled"}, "to": "meet"},
        ]
    }
    steps = {
        "first": work(go={"to": "both", "asks": ["view"]}), "both": {"together": [{"to": "sort"}, {"to": "b"}], "meet": "over"}, "sort": sort,
        "a": work(done={"to": "meet", "asks": ["view"]}), "b": work(done={"to": "meet"}),
    }  # fmt: skip
    findings = {"view": field("text")}
    assert told(small(tmp_path, steps, findings=findings)) == {"T2"}
    sort["choose"] = [{"to": "a"}]
    one = story(
        small(
            tmp_path,
            {
                **steps,
                "both": {
                    "together": [{"to": "sort", "when": {"view": "empty"}}, {"to": "b"}],
                    "meet": "over",
                },
            },
            findings=findings,
        )
    )
    one.open(by="office")
    one.act("go", by="office", view="tốt")
    assert one.steps == ["a", "b"]


def test_what_was_asked_without_leaving_the_step_may_be_there_further_on(tmp_path: Path):
    steps = {
        "first": work(ask={"asks": ["view"]}, go={"to": "sort"}),
        "sort": {
            "choose": [
                {"when": {"view": "yes"}, "to": "over"},
                {"when": {"view": "empty"}, "to": "over"},
            ]
        },
    }
    assert told(small(tmp_path, steps, findings={"view": field("yes_no")})) == {"T3"}


def test_what_one_branch_asks_may_be_there_when_the_branch_beside_it_goes_on(tmp_path: Path):
    steps = {
        "first": work(go={"to": "both"}), "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"}, "a": work(done={"to": "meet", "asks": ["view"]}),
        "b": work(go={"to": "sort"}), "sort": {"choose": [{"when": {"view": "empty"}, "to": "meet"}]},
    }  # fmt: skip
    assert told(small(tmp_path, steps, findings={"view": field("yes_no")})) == {"T3"}
    steps["sort"]["choose"].append({"when": {"view": "filled"}, "to": "meet"})
    assert not told(small(tmp_path, steps, findings={"view": field("yes_no")}))


def test_what_a_branch_asked_is_gone_where_a_block_in_the_branch_beside_it_asks_the_same(
    tmp_path: Path,
):
    steps = {
        "first": work(go={"to": "both"}), "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "sort"}, "a": work(done={"to": "meet", "asks": ["view"]}),
        "b": work(go={"to": "inner"}), "inner": {"together": [{"to": "c"}, {"to": "d"}], "meet": "meet"}, "c": work(ask={"asks": ["view"]}, done={"to": "meet"}), "d": work(done={"to": "meet"}),
        "sort": {"choose": [{"when": {"view": "filled"}, "to": "over"}]},
    }  # fmt: skip
    findings = {"view": field("text", required="yes")}
    assert told(small(tmp_path, steps, findings=findings)) == {"T3"}
    steps["sort"] = work(end={"to": "over", "letter": "paper"})
    assert told(small(tmp_path, steps, findings=findings, reads="view")) == {"D2"}
    steps["c"] = work(done={"to": "meet", "asks": ["view"]})
    assert not told(small(tmp_path, steps, findings=findings, reads="view"))


# --- taking back -------------------------------------------------------------------------------------------------------


def test_a_row_that_an_act_made_is_gone_once_the_act_is_taken_back(tmp_path: Path):
    one = story(
        small(
            tmp_path,
            {
                "first": work(go={"to": "second", "adds": "visits"}, other={"to": "second"}),
                "second": work(end={"to": "over"}),
            },
            findings=rows(1),
        )
    )
    one.open(by="office")
    for _ in range(2):
        one.act("go", by="office", row={"day": "2026-07-01"})
        one.act("reverse", by="leader", reason="nhầm")
    assert "visits" not in one.case.data
    assert one.act("go", by="office", row={"day": "2026-07-02"}).data["visits"] == {
        "3": {"day": "2026-07-02"}
    }


def test_what_a_block_emptied_stands_again_once_its_entering_is_taken_back(tmp_path: Path):
    steps = {
        "first": work(go={"to": "second", "asks": ["view"]}), "second": work(ask={"to": "both"}, end={"to": "over", "letter": "paper"}),
        "both": {"together": [{"to": "a"}, {"to": "b"}], "meet": "over"}, "a": work(done={"to": "meet", "asks": ["view"]}), "b": work(done={"to": "meet"}),
    }  # fmt: skip
    one = story(
        small(tmp_path, steps, findings={"view": field("text", required="yes")}, reads="view")
    )
    one.open(by="office")
    one.act("go", by="office", view="tốt")
    one.act("ask", by="office")
    assert one.act("reverse", by="leader", reason="nhầm").data["view"] == "tốt"


def test_a_step_that_only_its_fixed_day_leads_on_is_left_again_once_its_time_out_is_taken_back(
    tmp_path: Path,
):
    """As often as it is taken back, each time with the days that it had."""
    steps = {
        "first": {**work(go={"to": "over"}), "limit": {"until": "day"}, "then": {"to": "other"}}
    }
    form = {"day": field("date", required="yes"), "kind": field("yes_no", required="yes")}
    one = story(small(tmp_path, steps, ends=ENDS, form=form, valid=refused(kind="yes")))
    one.open({"day": "2026-07-03", "kind": True}, by="office", at="2026-07-01T08:00")
    assert one.refused("go", by="office").code
    assert one.time_acts("2026-07-20T08:00").end == "other"
    for at, limit in (
        ("2026-07-20T09:00", "2026-07-22T17:00"),
        ("2026-07-27T09:00", "2026-07-29T17:00"),
    ):
        one.act("reverse", by="leader", reason="Còn đợi", at=at)
        one.time_acts(at)
        assert one.steps == ["first"] and one.limit("first") == limit
        assert one.time_acts(f"{limit[:10]}T18:00").end == "other"


def test_a_fixed_day_that_was_over_when_its_step_was_entered_gives_a_day_once_its_time_out_is_taken_back(
    tmp_path: Path,
):
    steps = {
        "first": {**work(go={"to": "over"}), "limit": {"until": "day"}, "then": {"to": "other"}}
    }
    one = story(small(tmp_path, steps, ends=ENDS, form={"day": field("date", required="yes")}))
    one.open({"day": "2026-06-01"}, by="office", at="2026-07-02T08:00")
    assert one.time_acts("2026-07-02T08:01").end == "other"
    one.act("reverse", by="leader", reason="Còn đợi", at="2026-07-02T09:00")
    assert one.time_acts("2026-07-02T10:00").open and one.limit("first") == "2026-07-03T17:00"
    assert one.act("go", by="office").end == "over"
