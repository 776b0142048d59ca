"""Each rule has a file that it refuses, at the line, and a neighbour that it lets pass."""

from pathlib import Path

import pytest

from dinh import checker
from dinh.calendar import default_profile, house_calendar
from dinh.checker.sentences import SENTENCES
from dinh.engine.definition.procedure import Example, Text
from dinh.engine.simulate import Surroundings, run
from dinh.letters import compile_check
from dinh.letters.samples import sample_of
from dinh.procedures import check_paths
from dinh.procedures.templates import tried_with
from tests.procedures.files import GOOD, changed, checked, line_of, problems, told_truly

REGISTER = """\
register: hires
key: code
number: yearly
columns:
  code: {label: {vi: Mã}, type: text, required: yes}
  who: {label: {vi: Ai}, type: person_name, required: yes, personal: yes}
  day: {label: {vi: Ngày}, type: date, required: yes}
  kind: {label: {vi: Việc}, type: choice, of: {wedding: {vi: Cưới}, meeting: {vi: Họp}, other: {vi: Khác}}}
  paid: {label: {vi: Đã trả}, type: money}
counted: {faults: {count: cases}}
"""
NORM = """\
norm: halls
unit: đồng
keys: {kind: [wedding, meeting]}
rows: [{from: 2026-07-01, kind: wedding, value: 500000}, {from: 2026-07-01, kind: meeting, value: 0}]
"""
SIGN = "to: allowed, letter: permit"
WEIGH = "  weigh:\n    role: office\n    not_by: [reception]\n    do:\n      allow: {to: allowed, letter: permit}\n      reject: {to: rejected, asks: [reason], letter: refusal}\n"
RECORD = f"{SIGN}, records: [{{in: hires, add: {{who: holder.name, day: held_on, kind: kind}}}}]"
BLOCK = """\
  weigh: {together: [{to: view}, {to: ask, when: {kind: wedding}}], meet: settle}
  view: {role: office, do: {seen: {to: meet}}}
  ask: {role: police, do: {asked: {to: meet}}}
  settle:
    role: office
    do:
      allow: {to: allowed, letter: permit}
      reject: {to: rejected, asks: [reason], letter: refusal}
"""


def stopping(found: list) -> list:
    return [one for one in found if one.severity == "problem"]


def blocked(*changes: tuple[str, str]) -> str:
    """The procedure with two branches before it is settled."""
    text = changed(
        (WEIGH, BLOCK),
        (
            "      - {by: office, act: allow",
            "      - {by: office, act: seen, at: 2026-11-26T08:00}\n      - {by: office, act: allow",
        ),
    )
    return changed(*changes, text=text)


CASES = [
    # rule, what is changed, words of the line where it is told, words of the message, a neighbour that passes
    ("N1", [("to: weigh, letter", "to: weihg, letter")], "weihg", 'no step or end "weihg"; did you mean "weigh"?', []),
    ("N1", [("when: {ahead:", "when: {aheed:")], "aheed", 'did you mean "ahead"?', []),
    ("N1", [("to: held_on}}", "to: held_in}}")], "held_in", 'did you mean "held_on"?', []),
    ("N1", [("name: holder.name,", "name: holder.nane,")], "holder.nane", 'did you mean "holder.name"?', []),
    ("N1", [("letter: permit}", "letter: permitt}")], "permitt", 'no letter "permitt"', []),
    ("N1", [("asks: [reason]", "asks: [raeson]")], "raeson", 'did you mean "reason"?', []),
    ("N1", [("not_by: [reception]", "not_by: [recepton]")], "recepton", 'did you mean "reception"?', [("not_by: [reception]", "not_by: [opener]")]),
    ("N1", [("starts: reception.accept", "starts: reception.acept")], "acept", 'did you mean "reception.accept"?', [("starts: reception.accept", "starts: [opened, reception.accept]")]),
    ("N1", [("field: van-hoa", "field: van-hoaa")], "van-hoaa", 'did you mean "van-hoa"?', [("field: van-hoa", "field: the-thao")]),
    ("N1", [("  seats:", "  due: {label: {vi: Hạn}, type: date}\n  seats:")], "  due:", "reserved", [("  seats:", "  due_on: {label: {vi: Hạn}, type: date}\n  seats:")]),
    ("N1", [("  hire: {times", "  seats: {times"), ("amount: hire", "amount: seats")], "  seats: {times", "used twice", []),
    ("N1", [("amount: hire", "amount: hyre")], "hyre", 'did you mean "hire"?', []),
    ("N1", [("act: allow, at", "act: alow, at")], "alow", 'no action "alow"; did you mean "allow"?', []),
    ("N1", [("gives: {end: rejected}", "gives: {end: rejcted}")], "rejcted", 'did you mean "rejected"?', [("gives: {end: rejected}", "gives: {state: rejected}")]),
    ("N1", [("gives: {end: allowed, fee: 0}", "gives: {end: allowed, fee: 0, hyre: 5}")], "hyre", 'did you mean "hire"?', [("gives: {end: allowed, fee: 0}", "gives: {end: allowed, fee: 0, hire: 40000}")]),
    ("N1", [("kind: meeting, seats: 20,", "kind: meeting, seets: 20,")], "seets", 'did you mean "seats"?', []),
    ("N2", [("  receipt: {form", "  spare: {template: permit.typ}\n  receipt: {form")], "spare", "never used", []),
    ("N2", [("  hire: {times", "  extra: {times: [seats, 3]}\n  hire: {times")], "extra", "never used", []),
    ("N3", [("law: QC 4", "law: QD 4")], "QD 4", "not in law", [("law: QC 4", "law: QC 99")]),
    ("N3", [("number: 01/QC}", "number: 01/QC, confirmed: no}")], "01/QC", "is not confirmed", []),
    ("T1", [('required: {seats: "> 100"}', 'required: {kind: "> 100"}')], "kind: copy", "does not fit a choice", []),
    ("T1", [('required: {seats: "> 100"}', "required: {seats: wedding}")], "kind: copy", "does not fit a number", []),
    ("T1", [('required: {seats: "> 100"}', "required: {kind: weding}")], "weding", "not a value", [('required: {seats: "> 100"}', "required: {kind: wedding}")]),
    ("T1", [('required: {seats: "> 100"}', "required: {food: has x}")], "has x", "does not fit a yes or no", [('required: {seats: "> 100"}', "required: {food: yes}")]),
    ("T1", [('required: {seats: "> 100"}', 'required: {held_on: "> 5"}')], "> 5", "does not fit a date", [('required: {seats: "> 100"}', 'required: {held_on: "> 2026-12-01"}')]),
    ("T1", [('required: {seats: "> 100"}', "required: {holder.name: x}")], "holder.name: x", "does not fit a name", [('required: {seats: "> 100"}', "required: {holder.name: filled}")]),
    ("T1", [('type: number, in: "[1..300]"', "type: number")], "> 100", "has no bounds", []),
    ("T1", [("{days: {from: opened, to: held_on}}", "{days: {from: opened, to: seats}}")], "to: seats", '"seats" is a number, which does not fit days', []),
    ("T1", [("[seats, 2000]", "[kind, 2000]")], "[kind, 2000]", '"kind" is a choice, which does not fit times', [("[seats, 2000]", "[seats, 0.5]")]),
    ("T1", [("  hire: {times: [seats, 2000]}", "  hire: {count: seats}")], "count: seats", "does not fit count", []),
    ("T1", [("amount: hire", "amount: held_on"), ("  hire: {times: [seats, 2000]}\n", "")], "amount: held_on", "does not fit amount", [("amount: hire", "amount: seats"), ("  hire: {times: [seats, 2000]}\n", "")]),
    ("T1", [("time: 3 working days", "until: kind")], "until: kind", "does not fit until", [("time: 3 working days", "until: held_on")]),
    ("N1", [("name: holder.name,", "name: holder,")], "name: holder,", 'no field or value "holder"', [("name: holder.name,", "name: holder.address,")]),
    ("N1", [('required: {seats: "> 100"}', "required: {house.remot: yes}")], "house.remot", 'did you mean "house.remote"?', [('required: {seats: "> 100"}', "required: {house.remote: yes}")]),
    ("T2", [('"> 100"', '"> 300"')], "> 300", "never hold", [('"> 100"', '">= 300"')]),
    ("T2", [('"> 100"', '">= 1"')], ">= 1", "always holds", [('"> 100"', '"> 1"')]),
    ("T3", [("when: {kind: meeting}", 'when: {kind: meeting, seats: "< 300"}')], "fee:", "No line for: kind = meeting, seats = 300", [("when: {kind: meeting}", "when: {kind: not(wedding)}")]),
    ("T4", [("when: {kind: meeting}", "when: {}")], "kind: wedding}, amount", "Lines 1 and 2 both hold when kind = wedding", [("when: {kind: meeting}", "when: {kind: not(wedding)}")]),
    ("P2", [("    role: office\n    not_by: [reception]", "    role: office\n    not_by: [first]"), ("accept: {to: weigh, letter: receipt}}}", "accept: {to: first, letter: receipt}}}\n  first: {role: office, do: {on: {to: weigh}}}"), ("      - {by: office, act: allow, at", "      - {by: office.2, act: on, at: 2026-11-25T09:00}\n      - {by: office, act: allow, at"), ("      - {by: office, act: reject", "      - {by: office.2, act: on, at: 2026-11-25T09:00}\n      - {by: office, act: reject")], "not_by: [first]", 'nobody is left for step "weigh"', []),
    ("M1", [("    role: office\n", "    role: office\n    time: 4 working days\n")], "deadline:", "The steps take 4 working days, the deadline is 3 working days: weigh", [("    role: office\n", "    role: office\n    time: 3 working days\n")]),
    ("T2", [("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit}\n      twice: {when: {kind: meeting, food: yes}, to: allowed, letter: permit}")], "twice:", 'No form can ever "twice" here', [("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit}\n      twice: {when: {kind: wedding, food: yes}, to: allowed, letter: permit}")]),
    ("T2", [("- {when: {kind: wedding}, amount: hire, law: QC 5}", '- {when: {kind: wedding}, amount: hire, law: QC 5}\n  - {when: {kind: meeting, food: no}, amount: 0, law: QC 5}')], "food: no}, amount", "Line 3 can never hold", []),
    ("F1", [("ends:\n", "  odd: {role: office, do: {on: {to: weigh}}}\n  sort: {choose: [{when: {kind: wedding}, to: odd}, {when: {kind: meeting}, to: weigh}]}\nends:\n"), ("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit}\n      more: {when: {kind: meeting}, to: sort}")], "  odd:", 'No form can ever come to the step "odd"', [("ends:\n", "  odd: {role: office, do: {on: {to: weigh}}}\n  sort: {choose: [{when: {kind: wedding}, to: odd}, {when: {kind: meeting}, to: weigh}]}\nends:\n"), ("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit}\n      more: {to: sort}")]),
    ("D1", [("type: choice, of: {wedding", "type: choice, shown: {food: yes}, of: {wedding")], "type: choice, shown", "go round", [("type: choice, of: {wedding", "type: choice, shown: {channel: counter}, of: {wedding"), ("- {when: {kind: meeting}", "- {when: {kind: [meeting, empty]}")]),
    ("D1", [("  hire: {times: [seats, 2000]}", "  hire: {times: [twice, 2000]}\n  twice: {times: [hire, 2]}")], "twice: {times", "go round", [("  hire: {times: [seats, 2000]}", "  hire: {times: [twice, 2000]}\n  twice: {times: [seats, 2]}")]),
    ("D3", [("  hire: {times: [seats, 2000]}", "  hire: {times: [seats, ahead]}"), ('required: {seats: "> 100"}', 'required: {hire: "> 100"}')], "kind: copy", "cannot be tested", [("  hire: {times: [seats, 2000]}", "  hire: {times: [seats, ahead]}")]),
    ("D4", [("  reason: {label", "  view: {label: {vi: Ý kiến}, type: text}\n  reason: {label")], "  view:", "No action asks", [("  reason: {label", "  view: {label: {vi: Ý kiến}, type: text}\n  reason: {label"), ("asks: [reason]", "asks: [reason, view]")]),
    ("D5", [("  reason: {label", '  talks: {label: {vi: Lần bàn}, type: list, rows: "[0..2]", of: {on: {label: {vi: Ngày}, type: date}}}\n  reason: {label'), ("allow: {to: allowed, letter: permit}", "allow: {to: allowed, letter: permit}\n      talk: {adds: talks, at_most: 3}")], "  talks:", "holds at most 2 rows, but actions may add 3", []),
    ("F1", [("ends:\n", "  idle: {role: office, do: {go: {to: rejected, letter: refusal}}}\nends:\n")], "  idle:", 'step "idle" is unreachable', []),
    ("F1", [("ends:\n", "ends:\n  never: {outcome: stopped, label: {vi: Không}, letter: none, why_quiet: {vi: Không ai}}\n")], "  never:", 'end "never" is unreachable', []),
    ("F2", [("ends:\n", "  trap: {role: office, do: {on: {to: trap2}}}\n  trap2: {role: office, do: {on: {to: trap}}}\nends:\n"), (SIGN, f"{SIGN}}}\n      fall: {{to: trap")], "  trap:", "no way leads to an end", []),
    ("F4", [("ends:\n", "  a: {choose: [{when: {kind: wedding}, to: b}, {when: {kind: meeting}, to: weigh}]}\n  b: {choose: [{to: a}]}\nends:\n"), (SIGN, f"{SIGN}}}\n      fall: {{to: a")], "  a:", "No one acts between", [("ends:\n", "  a: {choose: [{to: b}]}\n  b: {choose: [{to: weigh}]}\nends:\n"), (SIGN, f"{SIGN}}}\n      fall: {{to: a")]),
    ("F5", [("ends:\n", "  wait: {role: applicant, do: {supply: {to: weigh}}}\nends:\n"), (SIGN, f"{SIGN}}}\n      more: {{to: wait")], "  wait:", "for ever", [("ends:\n", "  wait: {role: applicant, limit: 9 days, then: {to: rejected, letter: refusal}, do: {supply: {to: weigh}}}\nends:\n"), (SIGN, f"{SIGN}}}\n      more: {{to: wait"), ("with: {reason: reason}", 'with: {reason: {value: reason, else: "–"}}')]),
    ("F7", [("ends:\n", "  wait: {role: applicant, limit: 9 days, then: {to: rejected, letter: refusal}, do: {supply: {to: weigh, edits: form, supplies: yes}}}\nends:\n"), (SIGN, f"{SIGN}}}\n      more: {{to: wait"), ("with: {reason: reason}", 'with: {reason: {value: reason, else: "–"}}')], "  wait:", "without asking for anything", [("ends:\n", "  wait: {role: applicant, limit: 9 days, then: {to: rejected, letter: refusal}, do: {supply: {to: weigh, edits: form, supplies: yes}}}\nends:\n"), (SIGN, f"{SIGN}}}\n      more: {{to: wait, asks: [reason], requests: reason"), ("with: {reason: reason}", 'with: {reason: {value: reason, else: "–"}}')]),
    ("P1", [("    role: office\n", "    role: offise\n")], "offise", 'did you mean "office"?', []),
    ("M2", [("starts: reception.accept", "starts: weigh.reject")], "  allowed:", "the clock never starts", [("starts: reception.accept", "starts: [weigh.reject, weigh.allow]")]),
    ("L1", [(SIGN, "to: allowed"), ("  permit: {template: permit.typ, type: GP, with: {name: holder.name, day: held_on}}\n", "")], "  allowed:", "tells the applicant nothing", [(SIGN, "to: allowed"), ("label: {vi: Được mượn}", "label: {vi: Được mượn}, letter: none, why_quiet: {vi: Đã gọi điện}"), ("  permit: {template: permit.typ, type: GP, with: {name: holder.name, day: held_on}}\n", "")]),
    ("L2", [("template: permit.typ", "template: permitt.typ")], "permitt.typ", "no template", [("template: permit.typ", "template: refusal.typ")]),
    ("E1", [("gives: {end: rejected}", "gives: {end: allowed}")], "examples:", 'end "rejected" has no example', []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "changes", "where", "says", "neighbour"),
    CASES,
    ids=[f"{case[0]} {case[3]}" for case in CASES],
)
def test_a_rule_refuses_at_the_line_and_lets_the_neighbour_pass(
    tmp_path, rule, changes, where, says, neighbour
):
    text = changed(*changes)
    found = problems(tmp_path, text)
    assert {one.rule for one in found} == {rule}, [
        (one.line, one.rule, one.message.en) for one in found
    ]
    assert says in found[0].message.en
    assert line_of(text, where) in [one.line for one in found]
    assert all(one.message.vi != one.message.en and one.do.vi and one.do.en for one in found)
    assert not problems(tmp_path, changed(*neighbour)), neighbour


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ([("view: {role: office, do: {seen: {to: meet}}}", "view: {role: office, do: {seen: {to: meet}, no: {to: rejected, letter: refusal}}}")], "view:", 'Branch "view" leaves the block for "rejected"'),
        ([("asked: {to: meet}", "asked: {to: meet}, skip: {to: settle}")], "ask:", 'Branch "ask" leaves the block for "settle"'),
        ([("asked: {to: meet}", "asked: {to: meet}, over: {to: view}")], "ask:", 'The step "view" lies in more than one branch'),
        ([("seen: {to: meet}", "seen: {to: view2}")], "  weigh:", 'never comes to meet'),
        ([("      allow: {to: allowed", "      again: {to: ask}\n      allow: {to: allowed")], "again:", "jumps into a branch"),
        ([("      allow: {to: allowed", "      again: {to: meet}\n      allow: {to: allowed")], "again:", "there is no meet"),
        ([("      allow: {to: allowed", "      again: {to: rejected, letter: refusal, breaks: yes}\n      allow: {to: allowed")], "again:", "lies in no block"),
        ([("seen: {to: meet}", "seen: {to: meet}, look: {to: view, breaks: yes}")], "  view:", "inside the branch"),
    ],
)  # fmt: skip
def test_blocks_are_closed(tmp_path, changes, where, says):
    assert not problems(tmp_path, blocked())
    text = blocked(*changes)
    if "view2" in text:
        text = changed(
            ("  ask: {role", "  view2: {role: office, do: {back: {to: view}}}\n  ask: {role"),
            text=text,
        )
    found = [one for one in problems(tmp_path, text) if one.rule == "F3"]
    assert [(one.line, says in one.message.en) for one in found] == [(line_of(text, where), True)]


def test_an_action_that_breaks_leaves_the_block(tmp_path):
    text = blocked(
        (
            "seen: {to: meet}",
            "seen: {to: meet}, no: {to: rejected, asks: [reason], letter: refusal, breaks: yes}, back: {to: reception, breaks: yes}",
        )
    )
    assert not problems(tmp_path, text)
    steps = checked(tmp_path, text).packages[0].procedure.steps
    assert {name: (step.block, step.branch) for name, step in steps.items()} == {
        "reception": ("", ""), "weigh": ("", ""), "view": ("weigh", "view"), "ask": ("weigh", "ask"), "settle": ("", ""),
    }  # fmt: skip


def test_blocks_nest_and_steps_know_their_branch_and_its_rows(tmp_path):
    text = blocked(
        ("  view: {role: office, do: {seen: {to: meet}}}", "  view: {together: [{to: north}, {to: south, each: bodies}], meet: joined}\n  north: {role: office, do: {seen: {to: meet}}}\n  south: {role: office, do: {heard: {to: meet, asks: [row.said]}}}\n  joined: {role: office, do: {done: {to: meet}}}"),
        ("findings:\n", 'findings:\n  bodies: {label: {vi: Nơi}, type: list, rows: "[0..5]", of: {body: {label: {vi: Tên}, type: text}, said: {label: {vi: Ý}, type: text}}}\n'),
        ("do: {accept: {to: weigh, letter: receipt}}", "do: {accept: {to: weigh, letter: receipt, asks: [bodies]}}"),
    )  # fmt: skip
    found = checked(tmp_path, text)
    assert not [one for one in found.problems if one.severity == "problem"]
    steps = found.packages[0].procedure.steps
    assert {name: (step.block, step.branch, step.each) for name, step in steps.items() if step.block} == {
        "view": ("weigh", "view", ""), "joined": ("weigh", "view", ""), "north": ("view", "north", ""),
        "south": ("view", "south", "bodies"), "ask": ("weigh", "ask", ""),
    }  # fmt: skip


def test_a_branch_of_a_row_opens_none_for_each_row(tmp_path):
    """A step knows one row: with two at hand it would stand for the wrong one."""
    text = blocked(
        ("{to: view}", "{to: view, each: bodies}"),
        ("  view: {role: office, do: {seen: {to: meet}}}", "  view: {together: [{to: south, each: others}], meet: joined}\n  south: {role: office, do: {heard: {to: meet}}}\n  joined: {role: office, do: {done: {to: meet}}}"),
        ("findings:\n", "findings:\n  bodies: {label: {vi: Nơi}, type: list, rows: \"[0..5]\", of: {body: {label: {vi: Tên}, type: text}}}\n  others: {label: {vi: Nơi}, type: list, rows: \"[0..5]\", of: {body: {label: {vi: Tên}, type: text}}}\n"),
        ("do: {accept: {to: weigh, letter: receipt}}", "do: {accept: {to: weigh, letter: receipt, asks: [bodies, others]}}"),
    )  # fmt: skip
    assert [(one.rule, one.line) for one in problems(tmp_path, text) if one.rule == "F3"] == [
        ("F3", line_of(text, "each: others"))
    ]


def test_a_counter_example_is_a_form_and_a_way_that_shows_it(tmp_path):
    text = blocked(("asked: {to: meet}", "asked: {to: meet}, skip: {to: settle}"))
    found = next(one for one in problems(tmp_path, text) if one.rule == "F3")
    shown = found.counterexample
    assert shown["given"]["kind"] == "wedding", "the branch opens for weddings only"
    assert {"holder.name", "seats", "held_on"} <= set(shown["given"])
    assert [(line["by"], line["act"], line["step"]) for line in shown["does"]] == [
        ("counter", "accept", "reception"),
        ("police", "skip", "ask"),
    ]


STORIES = [
    [("ends:\n", "  wait: {role: applicant, do: {supply: {to: settle}}}\nends:\n"), ("      allow: {to: allowed", "      more: {to: wait}\n      allow: {to: allowed")],
    [("to: allowed, letter: permit", "to: allowed")],
    [("starts: reception.accept", "starts: settle.reject")],
    [("asked: {to: meet}", "asked: {to: meet}, skip: {to: settle}")],
    [("ends:\n", "  trap: {role: office, do: {on: {to: trap2}}}\n  trap2: {role: office, do: {on: {to: trap}}}\nends:\n"), ("      allow: {to: allowed", "      fall: {to: trap, asks: [reason], when: {kind: wedding}}\n      allow: {to: allowed")],
]  # fmt: skip


@pytest.mark.parametrize("changes", STORIES)
def test_the_engine_itself_goes_the_way_of_a_counter_example(tmp_path, changes):
    found = checked(tmp_path, blocked(*changes))
    shown = [one.counterexample for one in found.problems if one.counterexample]
    assert shown
    for one in shown:
        example = Example(
            name=Text("ví dụ ngược"), given=one["given"], does=tuple(one["does"]), gives={}
        )
        assert not run(
            found.packages[0].procedure, example, Surroundings(house_calendar(default_profile()))
        )


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("{in: hires, add: {who: holder.name}}", 'Register "hires" requires "day"'),
        ("{in: hires, add: {who: holder.name, day: held_on, hall: kind}}", 'no column "hall"'),
        (
            "{in: hires, add: {who: holder.name, day: held_on, faults: seats}}",
            "counted, never typed",
        ),
        ("{in: hires, add: {who: holder.name, day: seats}}", 'is a date, "seats" is a number'),
        (
            "{in: hires, add: {who: holder.name, day: held_on, kind: weddin}}",
            'nor a value of column "kind"',
        ),
        ("{in: hires, add: {who: kind, day: held_on}}", 'is a name, "kind" is a choice'),
        ("{in: hires, change: holder.name, set: {day: held_on}}", "names no row of register"),
    ],
)
def test_records_fit_their_register(tmp_path, record, says):
    assert not stopping(problems(tmp_path, changed((SIGN, RECORD)), hires=REGISTER))
    text = changed((SIGN, f"{SIGN}, records: [{record}]"))
    found = stopping(problems(tmp_path, text, hires=REGISTER))
    assert [(one.rule, one.line) for one in found] == [("R1", line_of(text, "records:"))]
    assert says in found[0].message.en


@pytest.mark.parametrize("value", ["acted", "next_month(acted)", "held_on", "2026-12-01"])
def test_a_day_of_a_record_may_be_a_field_an_instant_or_a_day(tmp_path, value):
    text = changed(
        (
            SIGN,
            f"{SIGN}, records: [{{in: hires, add: {{who: holder.name, day: {value}, kind: other, paid: 2000}}}}]",
        )
    )
    assert not stopping(problems(tmp_path, text, hires=REGISTER))


def test_a_norm_read_as_of_an_instant_has_a_row_as_long_as_the_version_is_in_force(tmp_path):
    text = changed(
        ("  hire: {times: [seats, 2000]}", "  hire: {norm: halls, at: opened, kind: kind}")
    )
    assert not problems(tmp_path, text, halls=NORM)
    found = [
        one
        for one in problems(
            tmp_path,
            text,
            halls=NORM.replace(
                "{from: 2026-07-01, kind: wedding",
                "{from: 2026-07-01, to: 2026-12-31, kind: wedding",
            ),
        )
        if one.rule == "R2"
    ]
    assert [(one.message.en[:60], bool(one.counterexample)) for one in found] == [
        ('Norm "halls" lacks a row for kind = wedding on 01/01/2027', True)
    ]


def test_a_norm_has_no_hole_either_where_a_row_reads_it_or_as_of_another_day(tmp_path):
    of_rows = '  parties: {label: {vi: Bên}, type: list, rows: "[1..3]", of: {sort: {label: {vi: Loại}, type: choice, of: {wedding: {vi: Cưới}, meeting: {vi: Họp}}, required: yes}}, derive: {each: {norm: halls, at: opened, kind: sort}}}\n'
    rows = changed(
        ("  food: {label", of_rows + "  food: {label"),
        ("  ahead:", "  most: {greatest: parties.each}\n  ahead:"),
        ('required: {seats: "> 100"}', "required: {most: filled}"),
    )
    rows = rows.replace("seats: 20,", "seats: 20, parties: [{sort: meeting}],").replace(
        "seats: 300,", "seats: 300, parties: [{sort: meeting}],"
    )
    assert not stopping(problems(tmp_path, rows, halls=NORM))
    lacking = NORM.replace(", {from: 2026-07-01, kind: meeting, value: 0}", "")
    assert [
        (one.rule, one.message.en) for one in stopping(problems(tmp_path, rows, halls=lacking))
    ] == [("R2", 'Norm "halls" lacks a row for sort = meeting on 06/07/2026')]
    text = changed(
        ("  hire: {times: [seats, 2000]}", "  hire: {norm: halls, at: held_on, kind: kind}"),
        ("amount: hire, law", "amount: unpublished, law"),
        ("with: {name: holder.name,", 'with: {hire: {value: hire, else: "–"}, name: holder.name,'),
    )
    assert not stopping(problems(tmp_path, text, halls=NORM)), (
        "before its first row nothing is asked of it"
    )
    ended = NORM.replace(
        "{from: 2026-07-01, kind: wedding", "{from: 2026-07-01, to: 2026-12-31, kind: wedding"
    )
    assert {one.rule for one in stopping(problems(tmp_path, text, halls=ended))} == {"R2"}


@pytest.mark.parametrize("read", ["case.sort", "own"])
def test_what_a_norm_is_read_by_is_used_also_where_a_row_reads_it(tmp_path, read):
    sort = "  sort: {table: [{when: {kind: wedding}, gives: wedding}, {when: {kind: meeting}, gives: meeting}]}\n"
    of_rows = f'  parties: {{label: {{vi: Bên}}, type: list, rows: "[0..3]", of: {{own: {{label: {{vi: Loại}}, type: choice, of: {{wedding: {{vi: Cưới}}, meeting: {{vi: Họp}}}}, required: yes}}}}, derive: {{each: {{norm: halls, at: case.opened, kind: {read}}}}}}}\n'
    text = changed(
        ("  food: {label", of_rows + "  food: {label"),
        ("  ahead:", sort + "  most: {greatest: parties.each}\n  ahead:"),
        ('required: {seats: "> 100"}', "required: {most: filled}"),
    )
    assert [one.message.en for one in problems(tmp_path, text, halls=NORM) if one.rule == "N2"] == (
        ['Derived value "sort" is never used'] if read == "own" else []
    )


def test_norms_are_read_by_their_keys_and_know_every_choice(tmp_path):
    text = changed(
        ("  hire: {times: [seats, 2000]}", "  hire: {norm: halls, at: held_on, kind: kind}")
    )
    assert not problems(tmp_path, text, halls=NORM)
    assert checked(tmp_path, text, halls=NORM).packages[0].procedure.derive["hire"].type == "money"
    less = NORM.replace("[wedding, meeting]", "[wedding]").replace(
        ", {from: 2026-07-01, kind: meeting, value: 0}", ""
    )
    assert [(one.rule, one.message.en) for one in problems(tmp_path, text, halls=less)] == [
        ("R2", 'Key "kind" of norm "halls" has no "meeting"')
    ]
    other = changed(("kind: kind}", "sort: kind}"), text=text)
    assert {one.rule for one in problems(tmp_path, other, halls=NORM)} == {"R2"}


def test_a_full_procedure_asks_nobody_to_be_present_and_no_paper_original(tmp_path):
    third = GOOD[GOOD.index("  - name: không đủ chỗ") :]
    full = changed(("level: internal", "level: full")) + third
    assert not problems(tmp_path, full)
    present = changed((SIGN, f"{SIGN}, present: [holder]"), text=full)
    assert [(one.rule, one.line) for one in problems(tmp_path, present)] == [
        ("G1", line_of(present, "present:"))
    ]
    original = changed(("kind: copy", "kind: original"), text=full)
    assert [(one.rule, one.line) for one in problems(tmp_path, original)] == [
        ("G1", line_of(original, "kind: original"))
    ]
    assert not problems(
        tmp_path, changed(("kind: original", "kind: original, reuse: yes"), text=original)
    )


def test_versions_of_a_procedure_do_not_overlap(tmp_path):
    later = changed(("from: 2026-07-01", "from: 2027-03-01"))
    assert not problems(
        tmp_path, changed(("from: 2026-07-01", "from: 2026-07-01, to: 2027-02-28")), later=later
    )
    assert not problems(tmp_path, GOOD, later=later), (
        "without `to` it ends the day before the next begins"
    )
    same = problems(tmp_path, GOOD, later=GOOD)
    assert [(one.rule, one.severity) for one in same] == [("V1", "problem")]
    over = problems(
        tmp_path, changed(("from: 2026-07-01", "from: 2026-07-01, to: 2027-03-01")), later=later
    )
    assert [(one.file, one.rule) for one in over] == [(str(tmp_path / "later.yaml"), "V1")]
    assert over[0].message.vi.endswith(f"({tmp_path / 'file.yaml'}:{line_of(GOOD, 'in_force')})")
    gap = problems(
        tmp_path, changed(("from: 2026-07-01", "from: 2026-07-01, to: 2027-01-31")), later=later
    )
    assert [(one.rule, one.severity) for one in gap] == [("V1", "warning")]
    assert "From 01/02/2027 to 28/02/2027" in gap[0].message.en


def test_a_line_of_the_fee_by_which_no_example_is_charged_is_told(tmp_path):
    free = changed(("kind: wedding, seats: 300", "kind: meeting, seats: 300"))
    checked(tmp_path, free)
    found = told_truly([tmp_path / "file.yaml"]).problems
    assert [(one.rule, one.severity, one.line) for one in found] == [
        ("E1", "warning", line_of(free, "amount: hire, law"))
    ]
    assert found[0].message.en == 'Line 2 of the fee "fee" has no example'
    assert not [one for one in problems(tmp_path, free) if one.rule == "E1"], "nobody ran them"


def test_examples_are_run_and_must_give_what_they_say(tmp_path):
    checked(tmp_path)
    assert not told_truly([tmp_path / "file.yaml"]).problems
    wrong = changed(("gives: {end: allowed, fee: 0}", "gives: {end: allowed, fee: 5000}"))
    checked(tmp_path, wrong)
    found = told_truly([tmp_path / "file.yaml"]).problems
    assert [(one.rule, one.line) for one in found] == [("E1", line_of(wrong, "fee: 5000"))]
    assert found[0].message.en.startswith("Example 1: ")


def test_examples_wait_until_the_rest_of_the_file_is_sound(tmp_path):
    for slip, rule in (
        (("role: counter", "roel: counter"), "Y2"),
        (("starts: reception.accept", "starts: reception.acept"), "N1"),
    ):
        checked(
            tmp_path,
            changed(slip, ("gives: {end: allowed, fee: 0}", "gives: {end: allowed, fee: 5000}")),
        )
        assert {one.rule for one in told_truly([tmp_path / "file.yaml"]).problems} == {rule}


def test_templates_read_only_what_their_letter_gives(tmp_path):
    checked(tmp_path)
    permit = tmp_path / "letters" / "permit.typ"
    permit.write_text("#let v = json(bytes(sys.inputs.values))\n#v.name #v.day\n")
    faults = tried_with(compile_check, sample_of)
    assert not [
        one
        for one in check_paths([tmp_path / "file.yaml"], letter_faults=faults).problems
        if one.line == line_of(GOOD, "permit.typ")
    ]
    permit.write_text("#let v = json(bytes(sys.inputs.values))\n#v.father\n")
    found = [
        one
        for one in check_paths([tmp_path / "file.yaml"], letter_faults=faults).problems
        if one.line == line_of(GOOD, "permit.typ")
    ]
    assert [
        (one.rule, "permit.typ:2" in one.message.en, "father" in one.message.en) for one in found
    ] == [("L2", True, True)]


def test_every_sentence_of_the_rules_has_both_languages_and_what_to_do_and_is_said():
    here = Path(checker.__file__).parent
    rules = "".join(
        path.read_text()
        for path in (*here.glob("*.py"), here.parent / "workflow/version_changes.py")
        if path.name != "sentences.py"
    )
    for code, words in SENTENCES.items():
        assert len(words) == 4, code
        assert all(words), code
        assert words[0] != words[2], code
        assert f'"{code}"' in rules or code.startswith("f3_"), code


def test_a_notice_of_acceptance_is_no_result_where_one_end_is_ahead(tmp_path: Path):
    notice = (
        ("accept: {to: weigh, letter: receipt}", "accept: {to: weigh, letter: [receipt, notice]}"),
        ("  permit: {template", "  notice: {template: permit.typ, type: TB, with: {name: holder.name}}\n  permit: {template"),
        ("      reject: {to: rejected, asks: [reason], letter: refusal}\n", ""),
        ("  rejected: {outcome: rejected, label: {vi: Không được mượn}}\n", ""),
    )  # fmt: skip
    told = [one.line for one in problems(tmp_path, changed(*notice, (SIGN, "to: allowed"))) if one.rule == "L1"]  # fmt: skip
    assert told == [line_of(changed(*notice), "  allowed:")]
    assert not [one for one in problems(tmp_path, changed(*notice)) if one.rule == "L1"]
    at_once = ("accept: {to: weigh, letter: receipt}", "accept: {to: weigh, letter: receipt}, grant: {to: allowed, letter: permit}")  # fmt: skip
    starts = ("starts: reception.accept", "starts: [reception.accept, reception.grant]")
    assert not [one for one in problems(tmp_path, changed(at_once, starts)) if one.rule == "L1"]


STALLS = "register: stalls\nkey: code\ncolumns: {code: {label: {vi: Mã}, type: text, required: yes}}\nwritten_by: [procedures]\n"


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("remind: {letter: refusal, asks: [reason]}", "văn bản"),
        ("enter: {records: [{in: stalls, add: {code: holder.name}}]}", "ghi sổ"),
        ("enter: {to: weigh, records: [{in: stalls, add: {code: holder.name}}]}", "ghi sổ"),
        ("remind: {letter: refusal, asks: [reason], at_most: 2}", ""),
        ("note: {asks: [reason]}", ""),
        ("remind: {to: weigh, letter: refusal, asks: [reason]}", ""),
        ("enter: {to: allowed, letter: permit, records: [{in: stalls, add: {code: holder.name}}]}", ""),
    ],
)  # fmt: skip
def test_what_can_be_done_for_ever_and_leaves_something_each_time_is_warned_of(
    tmp_path: Path, action: str, told: str
):
    text = changed((f"      allow: {{{SIGN}}}\n", f"      allow: {{{SIGN}}}\n      {action}\n"))
    found = [one for one in problems(tmp_path, text, stalls=STALLS) if one.rule == "F6"]
    assert [one.severity for one in found] == ["warning"] * bool(told)
    assert all(told in one.message.vi and one.line == line_of(text, action) for one in found)


def test_a_register_that_takes_a_row_once_bounds_what_comes_back(tmp_path: Path):
    text = changed((f"      allow: {{{SIGN}}}\n", f"      allow: {{{SIGN}}}\n      enter: {{to: weigh, records: [{{in: stalls, add: {{code: holder.name}}}}]}}\n"))  # fmt: skip
    once = STALLS.replace("written_by", "unique: [[code]]\nwritten_by")
    assert not [one for one in problems(tmp_path, text, stalls=once) if one.rule == "F6"]
