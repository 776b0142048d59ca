"""What people type reaches the paper as text, whatever it is."""

import io
import re
import unicodedata
from decimal import Decimal

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.letters import Unprintable, print_letter
from dinh.letters.words import PRINTED, clean, cleaned
from tests.letters.papers import A_LETTER, LETTERS, SOURCES, filled_with, printed, set_as

HOSTILE = {
    "Typst markup": "*đậm* _nghiêng_ = Đề mục #pagebreak() #v.house $ x^2 $ `raw` <nhãn> @nhãn // chú thích /* … */ \\",
    "Typst code": '#let v = 1; #eval("1") #read("/etc/passwd") #import "@preview/x:1.0.0" #panic()',
    "HTML": "<script>alert(1)</script> &amp; <b>đậm</b>",
    "quotes and braces": '" \' \\" {} [] () ; \\n %s {0} ${x}',
    "one word without end": "x" * 2000,
    "capitals without a space": "Ặ" * 300,
    "decomposed": unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ánh ở Đắk Búk So"),
    "right to left": "Ali \u202eabc\u202c مرحبا שלום",
    "controls": "a\x00b\x07c\x1b[31m\r\nd\te\u2028f\u0085g\ufeffh",
    "other scripts": "日本語 ไทย 😀 \U000f0000 \ue000 \uffff",
    "marks piled up": "a" + "\u0301\u0323" * 100,
    "lone surrogate": "a\ud800b",
    "nothing but spaces": " \n\u00a0\t ",
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_whatever_people_type_is_printed_as_text(kind: str):
    pdf = print_letter(
        SOURCES, "tu-choi-ket-qua.typ", filled_with(LETTERS["tu-choi-ket-qua.typ"], HOSTILE[kind])
    )
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_every_letter_prints_whatever_people_type(name: str):
    assert print_letter(
        SOURCES,
        name,
        filled_with(LETTERS[name], "\n".join(text[:120] for text in HOSTILE.values())),
    ).startswith(b"%PDF")


@pytest.mark.parametrize(
    "words",
    [
        "*đậm* #pagebreak() $x$",
        "#let v = 1",
        "<script>alert(1)</script>",
        "a\\b",
        "// không phải chú thích",
    ],
)
def test_markup_in_a_value_is_seen_as_it_was_typed(words: str):
    assert words in printed("tu-choi-ket-qua.typ", reason=words)


def test_a_word_without_end_wraps_and_stays_on_the_page():
    places: list[tuple[float, float]] = []
    page = pypdf.PdfReader(
        io.BytesIO(print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": "x" * 2000}))
    ).pages[0]
    page.extract_text(
        visitor_operand_before=lambda op, _args, cm, tm: (
            places.append((cm[4] + tm[4], cm[5] + tm[5])) if op in (b"Tj", b"TJ") else None
        )
    )
    assert len({round(up) for _, up in places}) > 40, "2,000 letters alone need some thirty lines"
    assert max(right for right, _ in places) < page.mediabox.width - 50


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_printed(words: str):
    assert print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": words}).startswith(
        b"%PDF"
    )


def test_every_sign_we_say_we_print_is_in_the_font_in_all_four_styles():
    every = "".join(
        chr(code)
        for code in range(0x3000)
        if re.fullmatch(f"[{PRINTED}]", chr(code)) and code > 0x20
    )
    assert clean(every) == unicodedata.normalize("NFC", every)
    set_as("#v.x \n\n *#v.x* \n\n _#v.x _ \n\n *_#v.x _*", x=" ".join(every))


def test_what_the_font_lacks_is_seen_to_be_missing_not_dropped():
    assert clean("Lý 李") == "Lý □"


def test_signs_that_nobody_sees_and_that_turn_text_round_are_dropped():
    assert clean("Điểu\u202e Xuân\u200b\x00") == "Điểu Xuân"
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


def test_exact_numbers_are_written_as_vietnamese_writes_them():
    assert cleaned({"pages": Decimal("3"), "area": [Decimal("2.50")]}) == {
        "pages": 3,
        "area": ["2,50"],
    }


def test_values_beyond_any_letter_are_refused():
    with pytest.raises(Unprintable, match="a value is longer than 100000"):
        print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": "a" * 100_001})
    with pytest.raises(Unprintable, match="the values are longer than 4000000"):
        print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "lines": ["a" * 50_000] * 81})
