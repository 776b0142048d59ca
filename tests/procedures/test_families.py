"""C1 and what else is proven of procedures that open others or start by themselves: a file with one fault, and the words it is told in."""

import shutil
from pathlib import Path

import pytest

from dinh.procedures import check_paths
from dinh.procedures.problem import Problem
from tests.families import FOLDER


def problems(
    tmp_path: Path, name: str, *changes: tuple[str, str], warnings: bool = False
) -> list[Problem]:
    """Of the files of these tests, with one of them changed."""
    folder = tmp_path / "families"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return [
        one for one in check_paths([folder]).problems if (warnings or one.severity == "problem")
    ]


def test_the_files_as_they_are_hold(tmp_path):
    assert problems(tmp_path, "chi-dao") == []


def test_what_whoever_opens_it_takes_from_a_procedure_is_used(tmp_path):
    given = (
        "deadline: {starts: opened, until: due_on}",
        "derive:\n  span: {days: {from: case.opened, to: due_on}}\ndeadline: {starts: opened, until: due_on}",
    )
    assert [
        one.message.en
        for one in problems(tmp_path / "a", "nhiem-vu", given, warnings=True)
        if one.rule == "N2"
    ] == ['Derived value "span" is never used']
    folder = tmp_path / "a" / "families"
    parent = folder / "chi-dao.yaml"
    parent.write_text(
        parent.read_text("utf-8")
        .replace("row.said: report}", "row.said: report, row.span: span}")
        .replace(
            "      said: {label",
            "      span: {label: {vi: Số ngày}, type: number}\n      said: {label",
        ),
        "utf-8",
    )
    for checked in (folder, folder / "nhiem-vu.yaml"):
        assert [
            one.message.en
            for one in check_paths([checked]).problems
            if one.rule == "N2" or one.severity == "problem"
        ] == []


@pytest.mark.parametrize(
    ("name", "change", "rule", "says"),
    [
        ("nhiem-vu", ("finish: {to: done, asks: [report]}", "finish: {to: done, asks: [report], opens: {procedure: chi-dao, give: {subject: report}}}"), "C1", 'circle: "chi-dao" → "nhiem-vu" → "chi-dao"'),
        ("chi-dao", ("procedure: nhiem-vu", "procedure: nhiem-vuu"), "C1", 'There is no procedure "nhiem-vuu"'),
        ("nhiem-vu", ("channels: [parent]", "channels: [house]"), "C1", 'cannot be opened by "parent"'),
        ("chi-dao", ("due_on: row.due_on, whose", "whose"), "C1", '"nhiem-vu" requires "due_on" at its opening'),
        ("chi-dao", ("whose: subject", "whom: subject"), "C1", 'asks no "whom"'),
        ("chi-dao", ("subject: {label: {vi: Việc gì}, type: text, required: yes}", "subject: {label: {vi: Việc gì}, type: text, required: yes, personal: yes}"), "C1", '"subject" is personal, and "whose" of "nhiem-vu" keeps it in the open'),
        ("nhiem-vu", ("report: {label: {vi: Báo cáo}, type: text, required: yes}", "report: {label: {vi: Báo cáo}, type: text, required: yes, personal: yes}"), "C1", '"report" is personal, and "row.said" of "chi-dao" keeps it in the open'),
        ("chi-dao", ("due_on: row.due_on", "due_on: row.what"), "C1", '"due_on" of "nhiem-vu" is a date, "row.what" is text'),
        ("chi-dao", ("what: row.what", "what: row.wat"), "C1", '"row.wat" is no value here'),
        ("chi-dao", ("what: row.what", "what: found.what"), "C1", '"found.what" is no value here'),
        ("chi-dao", ("takes: {row.result: end", "takes: {row.reslt: end"), "C1", '"row.reslt" is no finding'),
        ("chi-dao", ("row.said: report}", "row.said: rapport}"), "C1", 'has no "rapport" to bring'),
        ("chi-dao", ("row.said: report}", "row.due_on: report}"), "C1", "\"row.due_on\" is a date, the child's \"report\" is text"),
        ("chi-dao", ("withdrawn: {vi: Đã rút}}", "gone: {vi: Mất}}"), "C1", '"row.result" has no choice for: withdrawn'),
        ("chi-dao", ("takes: {row.result: end, row.said: report}", "takes: {row.result: end, row.said: report, subject: report}"), "C1", 'Every child writes over "subject"'),
        ("dem-ho", ("limit: 10 days, then", "waits: any, then"), "C1", 'Step "count" waits for children, and nothing opens any'),
        ("nhiem-vu", ("letters: {}", "documents: {scan: {label: {vi: Bản chụp}, kind: copy}}\nletters: {}"), "C1", 'requires the document "scan" at its opening'),
        ("chi-dao", ("what: {label: {vi: Nội dung}, type: text, required: yes}", "what: {label: {vi: Nội dung}, type: text}"), "D2", 'The child "nhiem-vu", field "what" reads "row.what"'),
        ("chi-dao", ("again: {to: running}", "again: {to: turn}"), "N1", "turn"),
        ("ra-soat", ("where: {active: yes}}, give", "where: {activ: yes}}, give"), "N1", '"activ"'),
        ("ra-soat", ("where: {active: yes}}, give", "where: {active: maybe}}, give"), "T1", '"maybe" does not fit'),
        ("ra-soat", ("give: {hamlet: found, called: found.name}", "give: {hamlet: found, called: found.active}"), "C1", '"called" of "dem-ho" is text, "found.active" is a yes or no'),
        ("ra-soat", ("record: hamlets", "record: hamlet"), "N1", '"hamlet"'),
        ("ra-soat", ("give: {title: Rà soát hộ nghèo}", "give: {titel: Rà soát hộ nghèo}"), "C1", 'asks no "titel"'),
        ("ra-soat", (", give: {title: Rà soát hộ nghèo}", ""), "C1", 'requires "title" at its opening'),
        ("tham-nom", ("give: {hamlet: found, why: monthly}", "give: {hamlet: found, why: weekly}"), "C1", '"weekly" is no value here, nor a value of "why"'),
        ("tham-nom", ("give: {hamlet: added, why: new}, at: visit", "give: {hamlet: added, why: new}, at: visitt"), "N1", '"visitt"'),
        ("tham-nom", ("{on: {added: hamlets}", "{on: {added: hamlets, also_in: hamlets, by: nick}"), "C1", 'Register "hamlets" has no column "nick"'),
        ("tham-nom", ("{on: {added: hamlets}, give: {hamlet: added, why: new}, at: visit}", '{every: month, on: "05", each: {record: hamlets}, give: {hamlet: found, why: new}}'), "C1", "Two lines of starts are the same"),
    ],
)  # fmt: skip
def test_a_fault_is_found_and_said(tmp_path, name, change, rule, says):
    found = [(one.rule, one.message.en) for one in problems(tmp_path, name, change)]
    assert any(one == rule and says in message for one, message in found), found
    assert all(one.message.vi and one.do.vi for one in problems(tmp_path / "again", name, change))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("chi-dao", ("procedure: nhiem-vu", "procedure: nhiem-vuu")),
        ("chi-dao", ("whose: subject", "whom: subject")),
        ("chi-dao", ("takes: {row.result: end", "takes: {row.reslt: end")),
        ("tham-nom", ("give: {hamlet: found, why: monthly}", "give: {hamlet: found, why: weekly}")),
    ],
)
def test_one_fault_of_a_child_hides_no_other_fault_of_the_file(tmp_path, name, wrong):
    letter = (
        "letters: {}",
        "letters: {}\nfee:\n  - {when: {channel: house}, amount: 0}\n  - {when: {channel: house}, amount: 1}",
    )
    alone = {one.rule for one in problems(tmp_path / "a", name, wrong)}
    both = {one.rule for one in problems(tmp_path / "b", name, wrong, letter)}
    assert "C1" in alone
    assert both - alone == {"T4"}


PAPERS = "letters: {}\ndocuments: {scan: {label: {vi: Bản chụp}, kind: copy, each: items}}"
ITEMS = '  items: {label: {vi: Vật}, type: list, rows: "[0..3]", of: {what: {label: {vi: Gì}, type: text, required: yes}}%s}\n'


@pytest.mark.parametrize(
    ("fields", "give", "asked"),
    [
        (ITEMS % "", "", 0),
        ("  many: {label: {vi: Nhiều}, type: yes_no}\n" + ITEMS % ", shown: {many: yes}", "items: things, ", 0),
        (ITEMS % "", "items: things, ", 1),
    ],
    ids=["nobody gives it rows", "it is not shown", "it is given rows"],
)  # fmt: skip
def test_a_paper_for_each_row_is_asked_where_there_may_be_rows(tmp_path, fields, give, asked):
    folder = tmp_path / "families"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    things = ITEMS.replace("items", "things") % ", required: yes"
    for name, changes in {
        "nhiem-vu": [("letters: {}", PAPERS), ("form:\n", f"form:\n{fields}")],
        "chi-dao": [("give: {", "give: {" + give), ("form:\n", f"form:\n{things}")],
    }.items():
        path = folder / f"{name}.yaml"
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
    found = [one.message.en for one in check_paths([folder]).problems if one.rule == "C1" and "chi-dao" in one.file]  # fmt: skip
    assert len([one for one in found if 'document "scan"' in one]) == asked, found


def test_a_circle_is_found_over_three_files(tmp_path):
    third = "procedure: giua\nname: {vi: Giữa}\nfield: dieu-hanh\ncode: none\nin_force: {from: 2026-07-01}\nlevel: internal\nchannels: [parent]\nform: {what: {label: {vi: Gì}, type: text}}\ndeadline: none\nsteps: {a: {role: land, do: {go: {to: b, opens: {procedure: chi-dao, give: {subject: what}}}}}, b: {role: land, do: {end: {to: done}}}}\nends: {done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Nội bộ}}}\nletters: {}\n"
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "giua.yaml").write_text(third, "utf-8")
    folder = tmp_path / "families"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "nhiem-vu.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "fail: {to: failed}", "fail: {to: failed, opens: {procedure: giua}}"
        ),
        "utf-8",
    )
    path = folder / "chi-dao.yaml"
    path.write_text(
        path.read_text("utf-8").replace("channels: [house]", "channels: [house, parent]"), "utf-8"
    )
    found = [one for one in check_paths([folder, tmp_path / "more"]).problems if one.rule == "C1"]
    assert {Path(one.file).name for one in found} == {
        "chi-dao.yaml",
        "nhiem-vu.yaml",
        "giua.yaml",
        "hoi-kin.yaml",
    }
    assert '"nhiem-vu" → "giua" → "chi-dao" → "nhiem-vu"' in next(
        one.message.en for one in found if one.file.endswith("nhiem-vu.yaml")
    )


def test_a_step_that_only_a_start_reaches_is_reached(tmp_path):
    lonely = (
        "plan:  {role: office, do: {go: {to: visit}}}",
        "plan:  {role: office, do: {go: {to: done}}}",
    )
    assert [one.message.en for one in problems(tmp_path / "a", "tham-nom", lonely)] == []
    found = problems(
        tmp_path / "b",
        "tham-nom",
        lonely,
        ("give: {hamlet: added, why: new}, at: visit", "give: {hamlet: added, why: new}"),
        (
            "given: {opened: 2026-07-06T08:00, channel: house, entered: visit",
            "given: {opened: 2026-07-06T08:00, channel: house, entered: plan",
        ),
    )
    assert any(one.rule == "F1" and '"visit"' in one.message.en for one in found)


def test_a_way_without_an_end_that_only_a_start_takes_is_found(tmp_path):
    found = problems(
        tmp_path,
        "tham-nom",
        (
            "visit: {role: land, do: {seen: {to: done}}}",
            "visit: {role: land, do: {seen: {to: visit}}}",
        ),
        ("go: {to: visit}", "go: {to: done}"),
    )
    assert any(one.rule == "F2" and '"visit"' in one.message.en for one in found)


def test_waiting_steps_that_may_have_nobody_to_wait_for_go_round_no_circle(tmp_path):
    round_ = (
        "report:  {role: leader, do: {close: {to: closed}, again: {to: running}, ask: {opens: {procedure: hoi-kin, give: {about: subject}}}}}",
        'report:  {choose: [{when: {undone: 0}, to: closed}, {when: {undone: "> 0"}, to: running}]}',
    )
    assert any(one.rule == "F4" for one in problems(tmp_path, "chi-dao", round_))


def test_what_children_bring_may_be_missing_and_is_not_read_as_if_it_were_there(tmp_path):
    letter = ("letters: {}", 'letters: {note: {form: "03", with: {reason: told}}}')
    finding = (
        "derive:\n  undone",
        "findings: {told: {label: {vi: Kể}, type: text}}\nderive:\n  undone",
    )
    one = (
        "{procedure: nhiem-vu, each: jobs, give: {what: row.what, due_on: row.due_on, whose: subject}, takes: {row.result: end, row.said: report}}",
        "[{procedure: nhiem-vu, each: jobs, give: {what: row.what, due_on: row.due_on}, takes: {row.result: end}}, {procedure: nhiem-vu, give: {what: subject, due_on: acted}, takes: {told: report}}]",
    )
    found = problems(
        tmp_path,
        "chi-dao",
        letter,
        finding,
        one,
        ("close: {to: closed}", "close: {to: closed, letter: note}"),
    )
    assert any(one.rule == "D2" and '"told"' in one.message.en for one in found), [
        one.message.en for one in found
    ]


def test_the_end_of_every_child_that_was_waited_for_is_there(tmp_path):
    """`end` is brought by each, also by one that was withdrawn; so a letter may read it."""
    letter = ("letters: {}", 'letters: {note: {form: "03", with: {reason: told}}}')
    finding = (
        "derive:\n  undone",
        "findings: {told: {label: {vi: Kể}, type: text}}\nderive:\n  undone",
    )
    one = (
        "{procedure: nhiem-vu, each: jobs, give: {what: row.what, due_on: row.due_on, whose: subject}, takes: {row.result: end, row.said: report}}",
        "[{procedure: nhiem-vu, each: jobs, give: {what: row.what, due_on: row.due_on}, takes: {row.result: end}}, {procedure: nhiem-vu, give: {what: subject, due_on: acted}, takes: {told: end}}]",
    )
    found = problems(
        tmp_path,
        "chi-dao",
        letter,
        finding,
        one,
        ("close: {to: closed}", "close: {to: closed, letter: note}"),
        (", leave: {to: report}", ""),
    )
    assert not any(one.rule == "D2" for one in found), [one.message.en for one in found]


SECRET = "classes: {secret: {roles: [leader], label: {vi: Mật}}}\nform:\n  subject: {label: {vi: Việc gì}, type: text, required: yes, class: secret}"


def test_a_class_flows_into_children_only_where_it_is_kept(tmp_path):
    change = ("form:\n  subject: {label: {vi: Việc gì}, type: text, required: yes}", SECRET)
    found = [one for one in problems(tmp_path / "a", "chi-dao", change) if one.rule == "P3"]
    assert [one.message.en for one in found] == [
        'Field "whose" of the child "nhiem-vu" is given "subject" of class "secret", and others may read it'
    ]
    folder = tmp_path / "a" / "families"
    path = folder / "nhiem-vu.yaml"
    path.write_text(
        path.read_text("utf-8")
        .replace("form:\n", "classes: {secret: {roles: [leader], label: {vi: Mật}}}\nform:\n", 1)
        .replace(
            "whose:  {label: {vi: Theo việc}, type: text}",
            "whose:  {label: {vi: Theo việc}, type: text, class: secret}",
        ),
        "utf-8",
    )
    assert not [
        one
        for one in check_paths([folder]).problems
        if one.rule == "P3" and one.severity == "problem"
    ]


def test_a_class_of_the_child_does_not_leak_into_the_parent(tmp_path):
    found = problems(
        tmp_path,
        "nhiem-vu",
        (
            "form:\n",
            "classes: {secret: {roles: [leader], label: {vi: Mật}}}\nclass: secret\nform:\n",
        ),
    )
    assert {one.message.en for one in found if one.rule == "P3"} >= {
        '"row.said" takes "report" of class "secret" from the child "nhiem-vu", and others may read it'
    }
