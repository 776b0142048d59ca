from pathlib import Path

import pytest

from dinh.engine.definition.condition import ALWAYS, Clause, Compare, Is, Not, Within
from dinh.procedures import shapes
from dinh.procedures.sentences import SENTENCES
from tests.procedures.files import GOOD, changed, checked, line_of, package, problems, told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("role: counter", "roel: counter", 'did you mean "role"?'),
        ("asks: [reason]", "ask: [reason]", 'did you mean "asks"?'),
        ("    role: office\n", "    role: office\n    colour: red\n", 'No key "colour" in a step'),
        ("level: internal\n", "level: half\n", '"half" cannot stand in "level"'),
        ("procedure: muon-hoi-truong\n", "procedure: muon-hoi-truong\ncade: none\n", 'did you mean "code"?'),
        ("name: {vi: Mượn hội trường, en: Borrow the hall}", "name: Mượn hội trường", '"name" must be words'),
        ("{vi: Số ghế}", "{en: Seats}", 'Key "vi" is missing'),
        ("type: number,", "type: numbre,", 'did you mean "number"?'),
        ('in: "[1..300]"', 'in: "1-300"', "must be an interval"),
        ('in: "[1..300]"', 'in: "[300..1]"', "ends before it begins"),
        ("type: yes_no,", "type: yes_no, max: 3,", 'does not go with type yes_no'),
        ("type: choice, of: {wedding: {vi: Cưới}, meeting: {vi: Họp}}", "type: choice", 'Key "of" is missing'),
        ("time: 3 working days", "time: three days", "must be a length of time"),
        ("from: 2026-07-01", "from: 2026-02-31", "must be a real day"),
        ("from: 2026-07-01", "from: 2026-07-01, to: 2026-06-30", "ends before it begins"),
        ("shown: {kind: wedding}", "shown: kind", "must be keys and values"),
        ("required: {seats: \"> 100\"}", 'required: {seats: "> trăm"}', "is not understood"),
        ("deadline: {starts: reception.accept,", "deadline: {", 'Key "starts" is missing'),
        ("{days: {from: opened, to: held_on}}", "{dais: {from: opened, to: held_on}}", 'did you mean "days"?'),
        ("{days: {from: opened, to: held_on}}", "{days: {from: opened}}", 'Key "to" is missing'),
        ("{times: [seats, 2000]}", "{times: [seats, 2000], days: {from: opened, to: held_on}}", "exactly one of"),
        ("[seats, 2000]", "[seats, 2k]", "is not a name"),
        ("kind: copy", "kind: xerox", '"xerox" cannot stand in "kind"'),
        ("amount: 0", "amount: 8.000đ", "must be whole đồng"),
        ("outcome: granted", "outcome: ok", 'cannot stand in "outcome"'),
        ('form: "01"', 'form: "01", template: x.typ', "exactly one of"),
        ("template: permit.typ", "template: ../permit.typ", "does not name a template"),
        ("channels: [counter, online]", "channels: [counter, fax]", '"fax" cannot stand'),
        ("role: counter", "role: [counter", "not YAML"),
        ("role: counter, do:", "role: counter, choose: [{to: weigh}], do:", "exactly one of"),
        ("role: counter, do: {accept: {to: weigh, letter: receipt}}", "role: counter", "lacks one of"),
        ("    role: office\n", "", 'Key "role" is missing'),
        ("to: allowed, letter: permit", "to: allowed, letter: permit, records: [{add: {a: holder.name}}]", 'Key "in" is missing'),
        ("gives: {end: allowed, fee: 0}", "refuses: {at: allow}", 'Key "because" is missing'),
        ("act: accept, at: 2026-11-25T08:10}\n      - {by: office, act: allow", "act: accept}\n      - {by: office, act: allow", 'Key "at" is missing'),
        ("at: 2026-11-26T08:10}\n    gives: {end: allowed", "at: 2026-11-26T25:10}\n    gives: {end: allowed", "must be a real instant"),
        ("steps:\n  reception", "stapes:\n  reception", 'did you mean "steps"?'),
        ("holder: {part: person, label: {vi: Người mượn}, without: [ethnicity, email]}", "holder: {part: person, label: {vi: Người mượn}, without: [colour, ethnicity, email]}", 'no field "colour"'),
        ("procedure: muon-hoi-truong", "procedure: Mượn hội trường", "cannot name a procedure"),
        ("  seats:", "  Số ghế:", "is not a name"),
        ("required: yes}\n  held_on", "required: đúng}\n  held_on", "must be yes or no"),
        ("type: text, required: yes", "type: text, required: yes, places: ", '"places" has no value'),
    ],
)  # fmt: skip
def test_a_wrong_key_or_shape_is_told_at_its_line(tmp_path, old, new, says):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = [one for one in problems(tmp_path, text) if one.severity == "problem"]
    first = next((one for one in found if says in one.message.en), None)
    assert first, [one.message.en for one in found]
    same = next(
        number
        for number, (a, b) in enumerate(zip(text.splitlines(), GOOD.splitlines(), strict=False), 1)
        if a != b
    )
    assert abs(first.line - same) <= 1
    assert first.rule in ("Y1", "Y2", "N1")
    assert first.do.vi
    assert first.do.en


def test_one_slip_is_told_once_and_not_again_as_its_consequences(tmp_path):
    text = changed(("do: {accept: {to: weigh,", "do: {accept: {too: weigh,"))
    assert [told(one) for one in problems(tmp_path, text)] == [("Y2", line_of(text, "too:"))]


@pytest.mark.parametrize(
    "key", ["name", "field", "code", "in_force", "level", "steps", "ends", "letters"]
)
def test_a_required_key_that_is_missing_is_told_where_the_procedure_begins(tmp_path, key):
    lines = GOOD.splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if line.startswith(f"{key}:"))
    last = next(place for place in range(first + 1, len(lines)) if not lines[place].startswith(" "))
    found = [
        one for one in problems(tmp_path, "".join(lines[:first] + lines[last:])) if one.rule == "Y2"
    ]
    assert [(one.line, one.message.en) for one in found] == [
        (1, f'Key "{key}" is missing in a procedure')
    ]


def test_a_public_procedure_has_at_least_three_examples(tmp_path):
    text = changed(("level: internal", "level: full"))
    assert [told(one) for one in problems(tmp_path, text)] == [("Y2", line_of(text, "examples:"))]


def test_a_procedure_that_is_only_told_needs_no_steps(tmp_path):
    text = changed(("level: internal", "level: info"))
    text = text[: text.index("deadline:")]
    assert not [
        one for one in problems(tmp_path, text) if one.severity == "problem" and one.rule == "Y2"
    ]


def test_conditions_read_as_the_grammar_says(tmp_path):
    cases = {
        '{seats: "> 60"}': (((Clause("seats", (Compare(">", 60),))),),),
        '{seats: "5, [10..20)"}': (
            ((Clause("seats", (Compare("=", 5), Within(10, 20, True, False)))),),
        ),
        "{seats: [5, 6]}": (((Clause("seats", (Compare("=", 5), Compare("=", 6)))),),),
        '[{kind: wedding}, {seats: "<= 3"}]': (
            (Clause("kind", (Is("wedding"),)),),
            (Clause("seats", (Compare("<=", 3),)),),
        ),
        "{kind: not(wedding)}": (((Clause("kind", (Not((Is("wedding"),)),))),),),
        "{}": ALWAYS,
        '{held_on: ">= 2026-07-01"}': (((Clause("held_on", (Compare(">=", "2026-07-01"),))),),),
    }
    for written, expected in cases.items():
        text = changed(('required: {seats: "> 100"}', f"required: {written}"))
        procedure = checked(tmp_path, text).packages[0].procedure
        assert procedure.documents["plan"].required == expected


def test_derived_values_know_their_type_and_come_after_what_they_read(tmp_path):
    text = changed(("  hire: {times: [seats, 2000]}", "  share: {quotient: [hire, 2]}\n  late: {table: [{when: {ahead: \"< 3\"}, gives: yes}, {when: {ahead: \">= 3\"}, gives: no}]}\n  size: {table: [{when: {seats: \"<= 50\"}, gives: small}, {when: {seats: \"> 50\"}, gives: large}]}\n  hire: {tiers: {of: seats, steps: [{upto: 50, each: 1000}, {each: 500}], at_most: 100000}}\n  ends: {add: {to: held_on, days: 1}}"))  # fmt: skip
    derive = checked(tmp_path, text).packages[0].procedure.derive
    assert {name: one.type for name, one in derive.items() if "." not in name} == {
        "ahead": "number", "hire": "money", "share": "number", "late": "yes_no", "size": "choice", "ends": "date",
    }  # fmt: skip
    assert derive["size"].names == ("small", "large")
    order = list(derive)
    assert order.index("hire") < order.index("share")


def test_class_and_privacy_flow_to_what_is_derived(tmp_path):
    text = changed(
        (
            "level: internal\n",
            "level: internal\nclasses: {secret: {roles: [office], label: {vi: Mật}}}\n",
        ),
        (
            "{label: {vi: Ngày mượn}, type: date,",
            "{label: {vi: Ngày mượn}, type: date, class: secret, personal: yes,",
        ),
        ("type: GP, with:", "type: GP, class: secret, with:"),
    )
    ahead = package(tmp_path, text).procedure.derive["ahead"]
    assert (ahead.class_, ahead.personal) == ("secret", True)


def test_names_telephones_and_addresses_are_personal_unless_the_file_says_no(tmp_path):
    text = changed(
        ("  seats:", "  hall: {label: {vi: Hội trường}, type: address, personal: no}\n  seats:")
    )
    form = package(tmp_path, text).procedure.form
    assert [form[name].personal for name in ("holder.name", "holder.phone", "hall", "seats")] == [
        True,
        True,
        False,
        False,
    ]


def test_every_sentence_of_the_reader_has_both_languages_and_what_to_do_and_is_said():
    readers = "".join(
        path.read_text()
        for path in Path(shapes.__file__).parent.parent.rglob("*.py")
        if path.name != "sentences.py"
    )
    for code, words in SENTENCES.items():
        assert len(words) == 4, code
        assert all(words), code
        assert f'"{code}"' in readers, code
