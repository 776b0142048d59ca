"""A template is looked at before it is published: it is there, is set, and reads only what it is given."""

import pytest

from dinh.letters import Unprintable, compile_check, print_letter
from dinh.letters.source import first_loop
from tests.letters.papers import A_LETTER, SOURCES

START = '#import "decree30.typ": *\n#let v = json(bytes(sys.inputs.values))\n#show: paper.with(v, title: "x")\n'


def faults(
    body: str, *names: str, more: dict[str, str] | None = None
) -> list[tuple[int, int, str]]:
    found = compile_check({**SOURCES, **(more or {}), "thu.typ": START + body}, "thu.typ", names)
    return [(one.line, one.column, one.message.en) for one in found]


def test_a_template_that_is_not_there_is_a_fault():
    (fault,) = compile_check(SOURCES, "khong-co.typ", [])
    assert (fault.line, fault.column) == (1, 1)
    assert "no template 'khong-co.typ'" in fault.message.en


def test_every_name_read_but_not_given_is_told_at_its_place():
    assert faults('Cha: #v.father\n#if v.child == 1 [#v.at("mother", default: none)]', "child") == [
        (4, 7, "The template reads 'father', which is not given"),
        (5, 20, "The template reads 'mother', which is not given"),
    ]
    assert faults('Về việc "#v.father"') == [
        (4, 11, "The template reads 'father', which is not given")
    ]


def test_what_is_of_the_house_and_what_is_given_may_be_read():
    assert faults("#head(v) #v.child #v.number #signing(v)", "child") == []


def test_a_letter_may_not_give_a_name_that_every_letter_has():
    assert faults("#v.child", "child", "to") == [
        (1, 1, "'to' in the letter's `with` is a name that every letter has")
    ]


def test_only_a_form_may_read_the_case():
    assert [text for _, _, text in faults("#v.case.code")] == [
        "The template reads 'case', which is not given"
    ]
    assert (
        compile_check({**SOURCES, "thu.typ": START + "#v.case.code"}, "thu.typ", [], form=True)
        == []
    )


def test_and_so_on_in_vietnamese_is_no_value_and_comments_read_nothing():
    assert faults('Giấy tờ, v.v. và v.v… // v.father\n/* v.mother */ #"v.child"') == []


def test_a_template_that_typst_cannot_set_is_told_where():
    ((line, column, message),) = faults("Xin chào\n#let x = 1 +\n")
    assert (line, "Typst" in message) == (5, True)
    assert column >= 1
    ((line, _, message),) = faults("\n#no-such-function()")
    assert line == 5
    assert "unknown variable" in message


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('#eval("1 + 1")', "eval"),
        ('#plugin("x.wasm")', "plugin"),
        ('#read("/etc/passwd")', "read"),
        ('#import "@preview/cetz:0.3.0"', "@preview/cetz:0.3.0"),
        ("#sys.inputs", "sys.inputs"),
        ("#datetime.today()", "datetime.today"),
        ('"#eval(v.reason)"', "eval"),
        ("https://x #let e = eval", "eval"),
        ("#std.at", "std"),
    ],
)
def test_a_template_may_not_reach_beyond_its_sources_and_values(body: str, what: str):
    ((line, column, message),) = faults(body)
    assert (line, message) == (4, f"A template may not use {what!r}")
    assert column >= 1
    with pytest.raises(Unprintable, match="may not use"):
        print_letter({**SOURCES, "thu.typ": START + body}, "thu.typ", A_LETTER)


def test_what_a_template_includes_must_be_there_and_is_looked_at_too():
    assert faults('#import "khac.typ": *') == [
        (4, 2, "The template includes 'khac.typ', which is not there")
    ]
    assert faults('#import "khac.typ": *', more={"khac.typ": '#let x = eval("1")'}) == [
        (1, 10, "A template may not use 'eval'")
    ]


@pytest.mark.parametrize("name", ["../x.typ", "a/b.typ", "x.txt", "X.typ", ".typ"])
def test_a_template_lies_beside_the_others_and_nowhere_else(name: str):
    with pytest.raises(Unprintable, match="name is like"):
        print_letter({name: "x"}, name, A_LETTER)


def test_the_first_loop_is_told_of_a_template_that_is_not_done_in_time():
    sources = {
        "a.typ": 'Xin chào // for\n#import "b.typ": *\n',
        "b.typ": "\n#let x = range(3)\n",
    }
    assert first_loop(sources, "a.typ") == ("b.typ", 2, 10)
    assert first_loop({**sources, "a.typ": "chào\n  #while f() {}"}, "a.typ") == ("a.typ", 2, 4)
    assert first_loop({"a.typ": "chào"}, "a.typ") == ("a.typ", 1, 1)
