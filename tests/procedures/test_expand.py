"""Parts and frames written out, and where the files that a file uses are looked for."""

import pytest

from dinh.engine.definition.condition import ALWAYS, NEVER, Clause, Is, Not
from dinh.procedures import check_paths, own
from dinh.procedures.lookup import nearest_folder
from tests.procedures.files import GOOD, changed, checked, line_of, package, problems, told

FRAME = """\
frame: two_hands
names: [next, back]
law: {NB: {title: Nội bộ, number: 02/QC}}
findings:
  note_text: {label: {vi: Ghi chú}, type: text, required: yes, law: NB 1}
steps:
  first: {role: counter, do: {hand_on: {to: <next>, letter: receipt}, stop: {to: stopped, asks: [note_text]}}}
  wait: {role: applicant, pauses: yes, limit: 5 days, then: {to: stopped}, do: {supply: {to: <back>}}}
ends:
  stopped: {outcome: stopped, label: {vi: Dừng}, letter: halt}
letters:
  halt: {template: halt.typ, type: TB, with: {note: {value: note_text, else: ""}}}
"""


def framed(tmp_path, frame=FRAME, *changes):
    (tmp_path / "frames").mkdir(exist_ok=True)
    (tmp_path / "letters").mkdir(exist_ok=True)
    (tmp_path / "frames" / "two_hands.yaml").write_text(frame)
    (tmp_path / "letters" / "halt.typ").write_text("")
    return changed(
        ("form:\n", "frame: {use: two_hands, next: weigh, back: first}\nform:\n"),
        (
            "  reception: {role: counter, do: {accept: {to: weigh, letter: receipt}}}\n",
            "  first: {do: {stop: {at_most: 1}, pass_by: {to: wait}}}\n",
        ),
        ("starts: reception.accept", "starts: first.hand_on"),
        ("not_by: [reception]", "not_by: [first]"),
        (
            "act: accept, at: 2026-11-25T08:10}\n      - {by: office, act: allow",
            "act: hand_on, at: 2026-11-25T08:10}\n      - {by: office, act: allow",
        ),
        (
            "act: accept, at: 2026-11-25T08:10}\n      - {by: office, act: reject",
            "act: hand_on, at: 2026-11-25T08:10}\n      - {by: office, act: reject",
        ),
        *changes,
    )


def test_a_part_gives_its_fields_derived_values_and_faults_under_the_name(tmp_path):
    procedure = package(tmp_path).procedure
    assert [name for name in procedure.form if name.startswith("holder.")] == [
        "holder.name", "holder.id", "holder.birth_date", "holder.sex", "holder.address", "holder.phone",
    ]  # fmt: skip
    assert procedure.groups["holder"].vi == "Người mượn"
    assert procedure.form["holder.name"].required == ALWAYS
    assert procedure.derive["holder.agrees"].type == "yes_no"
    assert any(line.at == "holder.id" and line.warn for line in procedure.valid)


def test_what_reads_a_field_left_out_of_a_part_goes_with_it(tmp_path):
    procedure = package(tmp_path, changed(("[ethnicity, email]", "[birth_date, email]"))).procedure
    assert "holder.birth_date" not in procedure.form
    assert "holder.agrees" not in procedure.derive
    assert not any(line.at.startswith("holder") for line in procedure.valid)


def test_the_fields_of_a_part_are_shown_and_required_as_the_group_is(tmp_path):
    text = changed(
        ("without: [ethnicity, email]", "shown: {kind: wedding}, required: {food: yes}"),
        ("name: holder.name", "name: {value: holder.name, else: …}"),
    )
    form = package(tmp_path, text).procedure.form
    wedding = ((Clause("kind", (Is("wedding"),)),),)
    assert form["holder.name"].shown == form["holder.email"].shown == wedding
    assert form["holder.name"].required == ((Clause("food", (Is("yes"),)),),)
    assert form["holder.email"].required == NEVER


def test_a_parts_own_conditions_hold_besides_those_of_the_group(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "pair.yaml").write_text(
        "part: pair\nform:\n  a: {label: {vi: A}, type: yes_no}\n  b: {label: {vi: B}, type: text, shown: {a: yes}, required: {a: yes}}\n"
    )
    text = changed(
        ("  seats:", "  two: {part: pair, label: {vi: Hai}, shown: {kind: not(wedding)}}\n  seats:")
    )
    form = package(tmp_path, text).procedure.form
    group, own_ = Clause("kind", (Not((Is("wedding"),)),)), Clause("two.a", (Is("yes"),))
    assert form["two.a"].shown == ((group,),)
    assert form["two.b"].shown == ((group, own_),)
    assert form["two.b"].required == ((own_,),)


def test_columns_of_a_list_may_be_a_part(tmp_path):
    text = changed(
        (
            "  seats:",
            '  guests: {label: {vi: Khách}, type: list, rows: "[0..5]", of: {who: {part: person, label: {vi: Ai}, without: [email]}}}\n  seats:',
        )
    )
    guests = package(tmp_path, text).procedure.form["guests"]
    assert "who.name" in guests.columns
    assert guests.derive["who.agrees"].type == "yes_no"
    assert guests.valid[0].at == "who.birth_date"


def test_a_frame_comes_first_and_a_key_of_the_file_wins(tmp_path):
    procedure = package(tmp_path, framed(tmp_path)).procedure
    assert procedure.start == "first"
    assert list(procedure.steps) == ["first", "wait", "weigh"]
    assert procedure.steps["first"].roles == ("counter",)
    assert procedure.steps["first"].do["hand_on"].to == "weigh"
    assert (
        procedure.steps["first"].do["stop"].to,
        procedure.steps["first"].do["stop"].at_most,
    ) == ("stopped", 1)
    assert procedure.steps["wait"].do["supply"].to == "first"
    assert list(procedure.ends) == ["stopped", "allowed", "rejected"]
    assert procedure.findings["note_text"].law.key == "NB"
    assert set(procedure.law) == {"NB", "QC"}
    assert "frames/two_hands.yaml" in procedure.sources


UPPER = """\
frame: upper
names: [doer]
on: {use: two_hands, next: weigh, back: first}
steps:
  first: {do: {stop: {at_most: 2}, hand_on: {label: {vi: Chuyển}}}}
  listing: {role: <doer>, do: {listed: {to: first}}}
"""


def upon(tmp_path, upper=UPPER):
    text = framed(tmp_path).replace(
        "{use: two_hands, next: weigh, back: first}", "{use: upper, doer: land}"
    )
    (tmp_path / "frames" / "upper.yaml").write_text(upper)
    return text.replace("pass_by: {to: wait}", "pass_by: {to: wait}, list: {to: listing}")


def test_a_frame_may_stand_on_another_and_what_is_above_wins(tmp_path):
    text = upon(tmp_path)
    procedure = package(tmp_path, text).procedure
    assert list(procedure.steps) == ["first", "wait", "listing", "weigh"]
    assert procedure.steps["listing"].roles == ("land",)
    first = procedure.steps["first"].do
    assert (first["hand_on"].to, first["hand_on"].label.vi) == ("weigh", "Chuyển")
    assert first["stop"].at_most == 1
    assert {"frames/upper.yaml", "frames/two_hands.yaml"} <= set(procedure.sources)


def test_a_fault_of_the_lower_frame_is_told_at_every_line_that_leads_to_it(tmp_path):
    text = upon(tmp_path)
    lower = tmp_path / "frames" / "two_hands.yaml"
    lower.write_text(FRAME.replace("role: applicant", "rule: applicant"))
    found = {(one.file, one.line) for one in problems(tmp_path, text) if one.severity == "problem"}
    upper = tmp_path / "frames" / "upper.yaml"
    assert found == {
        (str(tmp_path / "file.yaml"), line_of(text, "frame: {use")),
        (str(upper), line_of(UPPER, "on: {use")),
        (str(lower), line_of(FRAME, "role: applicant")),
    }


def test_a_frame_stands_on_as_many_as_there_are_and_hands_its_names_down(tmp_path):
    text = upon(tmp_path).replace("{use: upper, doer: land}", "{use: third, who: land}")
    (tmp_path / "frames" / "third.yaml").write_text(
        "frame: third\nnames: [who]\non: {use: upper, doer: <who>}\nsteps:\n  listing: {label: {vi: Lập danh sách}}\n"
    )
    procedure = package(tmp_path, text).procedure
    assert list(procedure.steps) == ["first", "wait", "listing", "weigh"]
    assert (procedure.steps["listing"].roles, procedure.steps["listing"].label.vi) == (
        ("land",),
        "Lập danh sách",
    )
    assert {"frames/third.yaml", "frames/upper.yaml", "frames/two_hands.yaml"} <= set(
        procedure.sources
    )


def test_a_frame_by_itself_is_read_with_what_it_stands_on(tmp_path):
    upon(tmp_path)
    frames = tmp_path / "frames"
    assert [
        one for one in check_paths([frames / "upper.yaml"]).problems if one.severity == "problem"
    ] == []
    (frames / "upper.yaml").write_text(UPPER.replace("  first: {do", "  frist: {do"))
    assert [
        one.message.en
        for one in check_paths([frames / "upper.yaml"]).problems
        if one.severity == "problem"
    ] == ['Key "role" is missing in a step']


@pytest.mark.parametrize(
    ("below", "circle"), [("upper", "upper → upper"), ("third", "upper → third → upper")]
)
def test_frames_do_not_go_round(tmp_path, below, circle):
    text = upon(
        tmp_path,
        UPPER.replace(
            "{use: two_hands, next: weigh, back: first}", f"{{use: {below}, doer: land}}"
        ),
    )
    (tmp_path / "frames" / "third.yaml").write_text(
        "frame: third\nnames: [doer]\non: {use: upper, doer: <doer>}\n"
    )
    assert f"The frames stand on each other in a circle: {circle}" in [
        one.message.en for one in problems(tmp_path, text)
    ]


def test_words_of_the_file_stand_for_the_frames_and_are_not_mixed_with_them(tmp_path):
    frame = FRAME.replace("{vi: Dừng}", "{vi: Dừng, en: Stopped}")
    text = framed(tmp_path, frame, ("ends:\n", "ends:\n  stopped: {label: {vi: Thôi}}\n"))
    end = package(tmp_path, text).procedure.ends["stopped"]
    assert (end.label.vi, end.label.en, end.letters) == ("Thôi", "", ("halt",))


def test_a_fault_in_a_frame_is_told_at_its_line_and_at_the_authors(tmp_path):
    frame = FRAME.replace("role: applicant", "rule: applicant")
    text = framed(tmp_path, frame)
    found = [one for one in problems(tmp_path, text) if one.severity == "problem"]
    assert [(one.file, *told(one)) for one in found] == [
        (str(tmp_path / "file.yaml"), "Y2", line_of(text, "frame: {use")),
        (str(tmp_path / "frames" / "two_hands.yaml"), "Y2", line_of(frame, "rule: applicant")),
    ]
    assert "two_hands.yaml line 8" in found[0].message.en


def test_a_frame_needs_all_its_names_and_knows_no_others(tmp_path):
    text = framed(tmp_path, FRAME, ("next: weigh, back: first", "next: weigh, bak: first"))
    found = [one for one in problems(tmp_path, text) if one.severity == "problem"]
    assert [(*told(one), one.message.en) for one in found] == [
        ("Y2", line_of(text, "frame: {use"), 'No key "bak" in frame; did you mean "back"?'),
    ]  # fmt: skip
    missing = framed(tmp_path, FRAME, ("next: weigh, back: first", "next: weigh"))
    assert 'Key "back" is missing in frame' in [
        one.message.en for one in problems(tmp_path, missing)
    ]


def test_a_placeholder_that_the_frame_does_not_declare_is_told(tmp_path):
    frame = FRAME.replace("<back>", "<bck>")
    found = [
        one
        for one in problems(tmp_path, framed(tmp_path, frame))
        if one.file.endswith("two_hands.yaml") and one.rule == "Y2"
    ]
    assert [one.line for one in found] == [line_of(frame, "<bck>")]


def test_a_part_a_frame_a_norm_and_a_register_that_are_not_there_are_told(tmp_path):
    text = changed(
        ("holder: {part: person,", "holder: {part: persn,"),
        ("  hire: {times: [seats, 2000]}", "  hire: {norm: halls, at: held_on, kind: kind}"),
        (
            "to: allowed, letter: permit",
            "to: allowed, letter: permit, records: [{in: hires, add: {day: held_on}}]",
        ),
    )
    found = [
        one for one in problems(tmp_path, text) if one.severity == "problem" and one.rule == "N1"
    ]
    assert {one.line: one.message.en for one in found}.items() >= {
        line_of(text, "persn"): 'There is no part "persn"; did you mean "person"?',
        line_of(text, "halls"): 'There is no norm "halls"',
        line_of(text, "hires"): 'There is no register "hires"',
    }.items()  # fmt: skip


def test_files_given_come_before_the_nearest_folder_and_that_before_the_programs_own(tmp_path):
    part = "part: person\nform:\n  name: {label: {vi: TÊN}, type: text, required: yes}\n"
    plain = changed((", without: [ethnicity, email]", ""))
    assert (
        len(
            [
                one
                for one in checked(tmp_path, plain).packages[0].procedure.form
                if one.startswith("holder.")
            ]
        )
        == 8
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "person.yaml").write_text(part.replace("TÊN", "gần"))
    assert checked(tmp_path, plain).packages[0].procedure.form["holder.name"].label.vi == "gần"
    given = checked(tmp_path, plain, other=part.replace("TÊN", "đưa vào"))
    assert given.packages[0].procedure.form["holder.name"].label.vi == "đưa vào"


def test_a_folder_in_which_anybody_may_write_has_no_say_in_the_files_below_it(tmp_path):
    file = tmp_path / "mine" / "hall.yaml"
    (tmp_path / "parts").mkdir()
    tmp_path.chmod(0o1777)
    assert nearest_folder(file) is None
    tmp_path.chmod(0o755)
    assert nearest_folder(file) == tmp_path


def test_a_folder_given_is_searched_whole(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "any-name.yaml").write_text(
        "part: person\nform:\n  name: {label: {vi: sâu}, type: text, required: yes}\n  address: {label: {vi: B}, type: address}\n"
    )
    (tmp_path / "deep" / "permit.typ").write_text("")
    (tmp_path / "deep" / "refusal.typ").write_text("")
    (tmp_path / "deep" / "hall.yaml").write_text(changed((", without: [ethnicity, email]", "")))
    found = check_paths([tmp_path / "deep"])
    assert found.files == 2
    assert not found.problems
    assert found.packages[0].procedure.form["holder.name"].label.vi == "sâu"


def test_roles_of_a_folder_add_to_the_programs_own(tmp_path):
    text = changed(
        ("role: office", "role: hall_keeper"),
        ("by: office, act: allow", "by: hall_keeper, act: allow"),
        ("by: office, act: reject", "by: hall_keeper, act: reject"),
    )
    assert [one.rule for one in problems(tmp_path, text)] == ["P1"] * 3
    (tmp_path / "roles.yaml").write_text("roles: {hall_keeper: {vi: Giữ hội trường}}\n")
    assert not problems(tmp_path, text)


def test_two_files_that_are_the_same_part_are_told(tmp_path):
    part = "part: person\nform:\n  name: {label: {vi: A}, type: text, required: yes}\n  address: {label: {vi: B}, type: address}\n"
    found = problems(tmp_path, changed((", without: [ethnicity, email]", "")), a=part, b=part)
    assert [(one.file, one.rule, one.line) for one in found] == [
        (str(tmp_path / "b.yaml"), "N1", 1)
    ]


def test_the_sources_are_kept_with_their_digests(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "head.typ").write_text("đầu")
    whole = package(tmp_path)
    (tmp_path / "letters" / "permit.typ").write_text('#import "head.typ": *\n')
    again = check_paths([tmp_path / "file.yaml"]).packages[0]
    assert set(again.sources) - set(whole.sources) == {"letters/head.typ"}
    assert set(again.procedure.sources) == set(again.sources)
    assert again.procedure.digest != whole.procedure.digest


def test_comments_and_layout_do_not_make_another_version(tmp_path):
    assert (
        package(tmp_path).procedure.digest
        == package(tmp_path, "# một dòng\n" + GOOD).procedure.digest
    )


def test_what_is_stored_is_read_back_the_same_and_fast(tmp_path):
    from dinh.procedures import encoded, load_published

    text = changed(
        (
            "  hire: {times: [seats, 2000]}",
            "  hire: {times: [seats, 0.25], round: {to: 1000, mode: up}}",
        )
    )
    for procedure in (
        package(tmp_path, text).procedure,
        check_paths([own() / "ho-tich" / "khai-sinh.yaml"]).packages[0].procedure,
    ):
        assert load_published(encoded(procedure)) == procedure


def test_the_expanded_file_keeps_its_keys_and_has_numbers_and_truth_values(tmp_path):
    expanded = package(tmp_path).expanded
    assert list(expanded)[:4] == ["procedure", "name", "field", "code"]
    assert expanded["form"]["holder.name"]["required"] is True
    assert expanded["form"]["seats"]["in"] == "[1..300]"
    assert expanded["fee"][0]["amount"] == 0


BROKEN = "frame: two_hands\nnames: [next\n"
ROUND = "frame: two_hands\nnames: [next, back]\non: {use: two_hands, next: <next>, back: <back>}\n"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            FRAME.replace("frame: two_hands", "frame: two_handz"),
            'Không có khung "two_hands"; ý bạn là "two_handz"?',
        ),
        (BROKEN, 'Chưa đọc được khung "two_hands"'),
        (ROUND, "Các khung đặt lên nhau thành vòng: two_hands → two_hands"),
    ],
)
def test_a_frame_that_cannot_be_had_is_told_once_and_not_at_every_name_it_gives(
    tmp_path, frame, said
):
    text = framed(
        tmp_path, frame, ("  first: {do: {stop: {at_most: 1}, pass_by: {to: wait}}}\n", "")
    )
    (only,) = [one for one in problems(tmp_path, text) if one.file.endswith("/file.yaml")]
    assert said in only.message.vi
    assert only.line == line_of(text, "frame: {use")


def test_a_part_that_is_gone_is_told_once_and_other_slips_still(tmp_path):
    text = changed(("part: person", "part: persom"), ("amount: hire", "amount: hirre"))
    found = [one for one in problems(tmp_path, text) if one.severity == "problem"]
    assert [(one.rule, one.line, one.message.vi) for one in found] == [
        ("N1", line_of(text, "persom"), 'Không có phần dùng chung "persom"; ý bạn là "person"?'),
        ("N1", line_of(text, "hirre"), 'Trường hoặc giá trị "hirre" không có; ý bạn là "hire"?'),
    ]
