"""Every refusal has its two sentences, in both languages."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from dinh.engine.refusal import Fault, Refusal
from dinh.messages import SENTENCES, fault_told, refusal_json, told

ROOT = Path(__file__).resolve().parent.parent
PLACE = {"Refusal": 0, "Bad": 0, "Fault": 1, "refuse": 0, "told": 0, "Unread": 0}
MESSAGE_MAX = 220


def codes(node: ast.expr) -> Iterator[str]:
    """The codes an argument can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from codes(node.body)
        yield from codes(node.orelse)


def used() -> dict[str, str]:
    """Code -> where the program says it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "dinh").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            name = (
                node.func.attr
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                else name
            )
            if (
                name in PLACE
                and len(node.args) > PLACE[name]
                and "check" not in path.parts
                and "procedures" not in path.parts
                and "letters" not in path.parts
            ):
                for code in codes(node.args[PLACE[name]]):
                    found.setdefault(code, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_every_code_the_program_refuses_with_has_its_sentences():
    assert not {code: at for code, at in used().items() if code not in SENTENCES}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_says_what_happened_and_names_the_same_facts_in_both_languages(code):
    sentence = SENTENCES[code]
    if code == "valid":
        return
    for words in (sentence.vi, sentence.en):
        assert words[0].strip().endswith((".", "?"))
        assert not words[1] or words[1].strip().endswith((".", "?"))
        assert len(words[0]) <= MESSAGE_MAX
        assert "!" not in words[0] + words[1]
    assert names(" ".join(sentence.vi)) == names(" ".join(sentence.en))


def names(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_a_fault_is_said_with_its_facts():
    assert fault_told(Fault("mother.id", "field.id_length", {"length": 11}), "vi").startswith(
        "Mới có 11 chữ số"
    )


def test_a_rule_of_a_procedure_speaks_for_itself():
    fault = Fault(
        "to", "valid", {"vi": "Ngày về trước ngày đi.", "en": "The return is before the departure."}
    )
    assert fault_told(fault, "vi") == "Ngày về trước ngày đi."
    assert fault_told(fault, "en") == "The return is before the departure."


def test_days_instants_and_lists_are_said_as_people_write_them():
    assert (
        "02/11/2026"
        in told("field.bounds", {"low": "2026-11-02", "high": "2026-12-31"}, "vi").message
    )
    assert "1.500.000" in told("field.bounds", {"low": 0, "high": 1500000}, "vi").message
    assert "1,500,000" in told("field.bounds", {"low": 0, "high": 1500000}, "en").message


def test_a_fact_that_nobody_gave_leaves_a_gap_and_never_fails():
    assert told("field.rows", {}, "vi").message == "Đang có … dòng, phải từ … đến …."


def test_a_code_without_sentences_is_still_told_by_its_code():
    assert "never.seen" in told("never.seen", {}, "vi").do


def test_a_refusal_as_json_has_its_code_message_what_to_do_and_every_fault():
    refusal = Refusal("case.moved", {}, (Fault("a", "field.required"), Fault("b", "field.date")))
    said = refusal_json(refusal, "en")
    assert said["code"] == "case.moved"
    assert [one["field"] for one in said["at"]] == ["a", "b"]
    assert all(one["message"] for one in said["at"])


def test_a_case_is_named_by_its_own_code_and_what_has_no_sentence_by_the_refusal_s():
    assert (
        told("rating.done", {"code": "H36.99-261125-0001"}, "vi").message
        == "Hồ sơ H36.99-261125-0001 đã được đánh giá."
    )
    assert "no.such.code" in told("no.such.code", {"code": "H36.99-261125-0001"}, "vi").do
