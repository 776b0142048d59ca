"""H1: steps in other houses, each fault with its line and words, and a neighbour that passes; and what D2, T1, N1 and P2 say of them."""

from pathlib import Path

import pytest

from tests.procedures.files import checked, line_of, problems
from tests.procedures_for_tests import FOLDER

ASKING = (FOLDER / "hoi-y-kien.yaml").read_text()
OPINIONS = (FOLDER / "registers" / "opinions.yaml").read_text()
FAULTS = {
    "inside a block": (
        [("  intake: {role: office, do: {accept: {to: prepare}}}\n",
          "  intake: {role: office, do: {accept: {to: both}}}\n  both: {together: [{to: left}, {to: right}], meet: prepare}\n"
          "  left: {role: office, do: {seen: {to: meet}}}\n  right: {at: province, role: office, do: {seen: {to: meet}}}\n")],
        "H1", "right: {at: province", '"right" is at another house, inside the block "both"', '"right" ở đơn vị khác mà nằm trong khối "both"',
    ),
    "the applicant elsewhere": (
        [("  partner:\n    at: partner\n    role: office\n", "  partner:\n    at: partner\n    role: [office, applicant]\n")],
        "H1", "role: [office, applicant]", '"partner" is at another house, so "applicant" cannot act there', '"partner" ở đơn vị khác, nên không phải việc của "applicant"',
    ),
    "somebody of this house elsewhere": (
        [("  partner: {label: {vi: Đơn vị được hỏi}, type: house, required: yes}\n",
          "  partner: {label: {vi: Đơn vị được hỏi}, type: house, required: yes}\n  whom: {label: {vi: Ai}, type: person, required: yes}\n"),
         ("  partner:\n    at: partner\n    role: office\n", "  partner:\n    at: partner\n    role: {person: whom}\n")],
        "H1", "role: {person: whom}", '"partner" is at another house, and "whom" names somebody of this one', '"partner" ở đơn vị khác, mà "whom" nêu người của đơn vị này',
    ),
    "a field that is no house": (
        [("    at: partner\n", "    at: asker\n")], "T1", "at: asker", None, None,
    ),
    "a field that is not there": (
        [("    at: partner\n", "    at: partnr\n")], "N1", "at: partnr", None, None,
    ),
    "a house that may not be known": (
        [("type: house, required: yes}", "type: house}")], "D2", "at: partner", None, None,
    ),
}  # fmt: skip


def told(folder: Path, changes: list[tuple[str, str]]):
    text = ASKING
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    text = text[: text.index("examples:")]
    (folder / "letters").mkdir(exist_ok=True)
    (folder / "letters" / "plain.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    return text, [
        one
        for one in problems(folder, text, opinions=OPINIONS)
        if one.severity == "problem" and one.rule not in ("E1", "Y2")
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_step_elsewhere_that_cannot_be_is_told_at_its_line(tmp_path, name):
    changes, rule, words, en, vi = FAULTS[name]
    text, found = told(tmp_path, changes)
    (one, *_) = [one for one in found if one.rule == rule]
    assert one.line == line_of(text, words) and one.do.vi and one.do.en
    assert en is None or (one.message.en, one.message.vi) == (en, vi)


def test_a_house_that_may_be_unknown_is_shown_by_a_form_that_leaves_it_out(tmp_path):
    _, found = told(tmp_path, FAULTS["a house that may not be known"][0])
    example = next(one.counterexample for one in found if one.rule == "D2")
    assert example["given"]["asker"] and "partner" not in example["given"]


def test_a_way_that_stays_elsewhere_for_ever_is_told(tmp_path):
    text = ASKING.replace(
        "answer: {to: settle, asks: [view]}, decline: {to: declined, asks: [why], letter: refusal}",
        "answer: {to: partner, asks: [view]}",
    )
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "plain.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    found = [
        one
        for one in problems(tmp_path, text[: text.index("examples:")], opinions=OPINIONS)
        if one.rule == "H1"
    ]
    assert [(one.message.en, one.line) for one in found] == [
        ('From "partner" the case neither comes back nor ends', line_of(text, "at: partner"))
    ]


def test_leaders_of_two_houses_are_two_people(tmp_path):
    text = ASKING.replace(
        "  settle:\n    role: leader\n", "  settle:\n    role: leader\n    not_by: [province]\n"
    ).replace("    at: province\n    role: office\n", "    at: province\n    role: leader\n")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "plain.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    assert not [
        one for one in checked(tmp_path, text, opinions=OPINIONS).problems if one.rule == "P2"
    ]
    home = text.replace("    at: province\n", "")
    assert [
        one.rule for one in checked(tmp_path, home, opinions=OPINIONS).problems if one.rule == "P2"
    ] == ["P2"]
