"""What a house prints: papers by Decree 30, whatever people typed, the same bytes for ever, outside the web process."""

import io
import os
import re
import signal
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.letters import Page, Press, Printer, PrinterBusy, PrinterDied, PrinterLate, Unprintable, compile_check, print_letter, qr_svg
from dinh.letters.samples import CASE, LETTER, letter_of, sample_of
from dinh.letters.words import PRINTED, clean, cleaned
from dinh.procedures.checking import check_paths
from dinh.procedures.lookup import own
from dinh.procedures.templates import samples, tried_with

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (own() / "letters").glob("*.typ")}
LAYOUTS = {"decree30.typ", "forms.typ", "khai-sinh.typ"}
NIGHT = {
    "day": "2026-11-25",
    "first": 4101,
    "head": {"house": "24730", "number": 4102, "seal": "3f" * 32, "at": "2026-11-25T17:05+07:00", "key": "9d" * 32, "signature": "ab" * 64},
    "rows": [
        {
            "number": 4101 + n,
            "at": "2026-11-25T08:12+07:00",
            "case": "H36.99-261125-0001",
            "what": "Tiếp nhận",
            "who": "H'Lan",
            "seal": "3f" * 32,
        }
        for n in range(2)
    ],
}


def letters_of_procedures() -> dict[str, dict[str, Any]]:
    """Every template a procedure names, with all its values filled; one that several name has the values of all."""
    found: dict[str, dict[str, Any]] = {"ngay.typ": letter_of(NIGHT)}
    for package in check_paths([own()]).packages:
        for letter in package.procedure.letters.values() if package.procedure else ():
            name = letter.template or f"form-{letter.form}.typ"
            values = letter_of(samples(package.procedure, letter, sample_of), form=bool(letter.form))
            found[name] = {**found.get(name, {}), **values}
    return found


LETTERS = letters_of_procedures()
A_LETTER = {**LETTER, "reason": "Thiếu giấy chứng sinh", "basis": "Luật Hộ tịch 2014, Điều 16"}


def text_of(pdf: bytes) -> str:
    """The words of all pages, each run of spaces one, as a reader's search would find them."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return re.sub(r"\s+", " ", "\n".join(pages).replace("\u200b", ""))


def printed(template: str, /, **more: Any) -> str:
    return text_of(print_letter(SOURCES, template, {**LETTERS[template], **more}))


def set_as(body: str, **values: Any) -> str:
    """The words of a small template over the shared layout."""
    source = '#import "decree30.typ": *\n#let v = json(bytes(sys.inputs.values))\n#show: paper.with(v, title: "Thử")\n' + body
    return text_of(print_letter({**SOURCES, "thu.typ": source}, "thu.typ", {**LETTER, **values}))


def filled_with(value: Any, words: str) -> Any:
    """The same value with every text replaced that a person could have typed: not its dates, numbers and addresses of the house."""
    if isinstance(value, str):
        return value if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*|[0-9a-f]{64,}|https?://.*", value) else words
    if isinstance(value, dict):
        return {name: filled_with(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [filled_with(one, words) for one in value]
    return value


# --- papers ---------------------------------------------------------------------------------------------------------


def test_every_letter_that_a_procedure_names_reads_only_what_it_is_given_and_prints():
    problems = check_paths([own()], letter_faults=tried_with(compile_check, sample_of)).problems
    assert [one for one in problems if one.rule == "L2"] == []


def test_no_template_lies_there_that_nobody_prints():
    assert set(SOURCES) - LAYOUTS == set(LETTERS)


def test_the_receipt_says_what_was_brought_when_the_result_is_due_and_what_it_costs_and_why():
    case = {
        **CASE,
        "procedure": "Đăng ký khai sinh",
        "applicant": {**CASE["applicant"], "name": "Điểu Xuân"},
        "due": "2026-11-30T17:00+07:00",
        "documents": [
            {"name": "Giấy chứng sinh", "kind": "original", "copies": 1, "note": None},
            {"name": "Thẻ căn cước", "kind": "present", "copies": 0, "note": None},
        ],
        "fee": 0,
        "fees": [{"name": "Lệ phí", "amount": 0, "why": "vì trẻ chưa quá 60 ngày tuổi", "law": None}],
        "exemptions": ["hộ nghèo"],
    }
    words = printed("form-01.typ", case=case)
    for said in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "UBND XÃ MẪU TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "H36.99-261125-0001",
        "Tiếp nhận hồ sơ của: Điểu Xuân",
        "1 Giấy chứng sinh Bản chính 01",
        "2 Thẻ căn cước Xuất trình –",
        "17 giờ 00 phút, thứ Hai, ngày 30 tháng 11 năm 2026",
        "0 đồng, vì trẻ chưa quá 60 ngày tuổi",
        "Được miễn: hộ nghèo",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert said in words


def test_a_fee_that_nobody_has_published_is_not_free():
    assert "Phí, lệ phí: chưa công bố" in printed("form-01.typ", case={**CASE, "fee": "unpublished", "fees": []})


def test_a_supplement_lists_everything_its_reason_and_until_when():
    words = printed(
        "form-02.typ",
        missing="Giấy chứng sinh\nSổ hộ tịch",
        reason="Chưa khớp ngày sinh",
        guidance="Xin cấp lại",
        until="2026-12-25T17:00+07:00",
    )
    for said in ("Giấy chứng sinh Sổ hộ tịch", "Chưa khớp ngày sinh", "Xin cấp lại", "17 giờ 00 phút, thứ Sáu, ngày 25 tháng 12 năm 2026"):
        assert said in words


def test_a_rejection_gives_the_reason_in_words_its_basis_and_where_to_go_instead():
    words = printed("form-03.typ", reason="Không cư trú tại tỉnh", basis="Luật Hộ tịch 2014, Điều 13", instead="Ủy ban nhân dân xã Đức An")
    assert all(said in words for said in ("Không cư trú tại tỉnh", "Luật Hộ tịch 2014, Điều 13", "Ủy ban nhân dân xã Đức An"))


def test_a_birth_certificate_writes_the_date_out_and_names_in_capitals():
    words = printed(
        "giay-khai-sinh.typ",
        name="Điểu H'Lan",
        born_on="2026-11-05",
        sex={"name": "female", "label": "Nữ"},
        father_name=None,
        book="15/2026",
    )
    for said in (
        "GIẤY KHAI SINH",
        "Số: 15/2026",
        "ĐIỂU H'LAN",
        "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "Giới tính: Nữ",
        "tên người cha: –",
    ):
        assert said in words


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("never", "chưa đăng ký kết hôn với ai"),
        ("divorced", "Đã ly hôn với Thị Mai"),
        ("widowed", "đã chết (Thị Mai)"),
        ("married", "đang có vợ hoặc chồng là Thị Mai"),
    ],
)
def test_a_single_status_certificate_says_the_status_in_the_words_of_the_law(status: str, said: str):
    assert said in printed("xac-nhan-tinh-trang-hon-nhan.typ", status={"name": status, "label": "…"}, partner="Thị Mai")


def test_the_day_sheet_prints_every_event_and_the_signed_head():
    words = printed("ngay.typ")
    assert "2 việc được ghi vào sổ, từ số 4101 đến số 4102" in words
    assert "3f3f " * 16 in words.replace("\n", " ") + " "
    assert "abab " * 8 in words


def test_a_day_without_events_has_its_sheet_too():
    assert "không có việc nào" in printed("ngay.typ", rows=[], first=None)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_draft_prints_though_nothing_is_filled_signed_or_numbered_yet(name: str):
    kept = {"house", "case", "children", "rows", "day", "head", "procedure", "code"}
    draft = {key: value if key in kept else None for key, value in LETTERS[name].items()}
    assert print_letter(SOURCES, name, draft).startswith(b"%PDF")


def test_people_can_search_a_printed_letter_for_any_vietnamese_word():
    words = "Nguyễn Thị Ngọc Ánh, Điểu K’Brèo, N'Jang, Đắk Búk So, ưỡn ẹo, Ỷ lại, quỵ lụy, thuở, khuỷu, ẫm ờ, Ặ Ằ Ẳ Ẵ"
    found = set_as("#v.words", words=words)
    assert words in found
    assert unicodedata.is_normalized("NFC", found)


def test_every_letter_is_pdf_a_2b_with_its_fonts_inside():
    pdf = print_letter(SOURCES, "form-01.typ", LETTERS["form-01.typ"])
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    fonts = [font.get_object() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        below = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in below["/FontDescriptor"].get_object()
        assert "Tinos" in below["/BaseFont"]


def test_pages_are_numbered_from_the_second_on():
    words = printed("tu-choi-ket-qua.typ", reason="\n".join(["Một lý do dài."] * 80))
    pages = pypdf.PdfReader(
        io.BytesIO(
            print_letter(SOURCES, "tu-choi-ket-qua.typ", {**LETTERS["tu-choi-ket-qua.typ"], "reason": "\n".join(["Một lý do dài."] * 80)})
        )
    ).pages
    assert words
    assert len(pages) > 1
    assert any(line.strip() == "2" for line in pages[1].extract_text().splitlines())
    assert not any(line.strip() == "1" for line in pages[0].extract_text().splitlines())


# --- the house's words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-01-05", "ngày 05 tháng 01 năm 2026"),
        ("2026-02-28", "ngày 28 tháng 02 năm 2026"),
        ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
        ("2026-11-25", "ngày 25 tháng 11 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_leading_zero(day: str, said: str):
    assert said in set_as("#head(v)", date=day)


def test_a_year_alone_stands_as_it_is():
    assert "1940" in set_as("#day(v.x)", x="1940")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (31, "ba mươi mốt"),
        (101, "một trăm linh một"),
        (1990, "một nghìn chín trăm chín mươi"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_numbers_are_written_out_as_they_are_spoken(number: int, said: str):
    assert f"[{said}]" in set_as(r"\[#spelled(v.x)\]", x=number)


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "0 đồng"), (8000, "8.000 đồng"), (1500000, "1.500.000 đồng"), ("unpublished", "chưa công bố"), (None, "chưa công bố")],
)
def test_money_has_dots_and_what_is_unknown_is_not_nothing(amount: Any, said: str):
    assert f"[{said}]" in set_as(r"\[#money(v.x)\]", x=amount)


@pytest.mark.parametrize(
    "lines",
    [
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
        ["TUQ. CHỦ TỊCH", "GIÁM ĐỐC TRUNG TÂM"],
    ],
)
def test_the_signature_shows_on_what_basis_a_person_signs_and_the_bare_name(lines: list[str]):
    decision = "Quyết định số 12/QĐ-UBND" if lines[0].startswith("TUQ.") else None
    words = set_as("#signing(v)", signed={"basis": lines[0].split()[0], "lines": lines, "name": "K’ Brèo", "decision": decision})
    assert " ".join(lines) in words
    assert "K’ Brèo" in words
    assert ("(theo Quyết định số 12/QĐ-UBND)" in words) == (decision is not None)


def test_what_time_alone_has_issued_is_signed_by_nobody():
    words = set_as("#signing(v)", signed={"basis": "none", "lines": [], "name": "clock", "decision": None})
    assert "được lập tự động" in words
    assert "clock" not in words


def test_what_a_rehearsal_prints_says_that_it_is_of_no_value():
    real = {**LETTER["house"], "demo": False}
    assert printed("form-01.typ").count("DIỄN TẬP – không có giá trị") == 2
    assert "DIỄN TẬP" not in printed("form-01.typ", house=real)


def test_a_letter_with_a_digest_can_be_checked_by_anybody():
    with_qr = print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "digest": "3f2a91bc" * 8, "qr": "https://xa.example/letters/3f2a"})
    assert "Dấu văn bản: 3f2a 91bc 3f2a 91bc" in text_of(with_qr)
    assert len(with_qr) > len(print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "digest": "3f2a91bc" * 8, "qr": None}))


def test_a_qr_is_drawn_from_its_address_alone():
    one, other = qr_svg("https://xa.example/letters/1"), qr_svg("https://xa.example/letters/2")
    assert one.startswith("<svg")
    assert one == qr_svg("https://xa.example/letters/1") != other


# --- the same bytes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_the_same_letter_is_the_same_bytes(name: str, tmp_path: Path):
    again = Press(tmp_path).print(dict(reversed(SOURCES.items())), name, LETTERS[name])
    assert print_letter(SOURCES, name, LETTERS[name]) == again


def test_a_letter_is_dated_when_it_was_issued_not_when_it_was_printed():
    made = pypdf.PdfReader(
        io.BytesIO(print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "issued": "2026-11-25T16:20+07:00"}))
    ).metadata
    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date == datetime.fromisoformat("2026-11-25T16:20+07:00")


def test_a_kept_version_prints_from_its_own_templates():
    old = {**SOURCES, "tu-choi-ket-qua.typ": SOURCES["tu-choi-ket-qua.typ"].replace("nay thông báo", "nay báo tin")}
    assert "nay báo tin" in text_of(print_letter(old, "tu-choi-ket-qua.typ", A_LETTER))
    assert "nay báo tin" not in text_of(print_letter(SOURCES, "tu-choi-ket-qua.typ", A_LETTER))


# --- what people type -----------------------------------------------------------------------------------------------

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
@pytest.mark.parametrize("name", sorted(LETTERS))
def test_whatever_people_type_is_printed_as_text(name: str, kind: str):
    pdf = print_letter(SOURCES, name, filled_with(LETTERS[name], HOSTILE[kind]))
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("words", ["*đậm* #pagebreak() $x$", "#let v = 1", "<script>alert(1)</script>", "a\\b", "// không phải chú thích"])
def test_markup_in_a_value_is_seen_as_it_was_typed(words: str):
    assert words in printed("tu-choi-ket-qua.typ", reason=words)


def test_a_word_without_end_wraps_and_stays_on_the_page():
    places: list[tuple[float, float]] = []
    page = pypdf.PdfReader(io.BytesIO(print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": "x" * 2000}))).pages[0]
    page.extract_text(
        visitor_operand_before=lambda op, _args, cm, tm: places.append((cm[4] + tm[4], cm[5] + tm[5])) if op in (b"Tj", b"TJ") else None
    )
    assert len({round(up) for _, up in places}) > 40, "2,000 letters alone need some thirty lines"
    assert max(right for right, _ in places) < page.mediabox.width - 50


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_printed(words: str):
    assert print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": words}).startswith(b"%PDF")


def test_every_sign_we_say_we_print_is_in_the_font_in_all_four_styles():
    every = "".join(chr(code) for code in range(0x3000) if re.fullmatch(f"[{PRINTED}]", chr(code)) and code > 0x20)
    assert clean(every) == unicodedata.normalize("NFC", every)
    set_as("#v.x \n\n *#v.x* \n\n _#v.x _ \n\n *_#v.x _*", x=" ".join(every))


def test_what_the_font_lacks_is_seen_to_be_missing_not_dropped():
    assert clean("Lý 李") == "Lý □"


def test_signs_that_nobody_sees_and_that_turn_text_round_are_dropped():
    assert clean("Điểu\u202e Xuân\u200b\x00") == "Điểu Xuân"
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


def test_exact_numbers_are_written_as_vietnamese_writes_them():
    assert cleaned({"pages": Decimal("3"), "area": [Decimal("2.50")]}) == {"pages": 3, "area": ["2,50"]}


def test_values_beyond_any_letter_are_refused():
    with pytest.raises(Unprintable, match="longer than"):
        print_letter(SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "reason": "a" * 1_000_001})


# --- looking at a template ------------------------------------------------------------------------------------------

START = '#import "decree30.typ": *\n#let v = json(bytes(sys.inputs.values))\n#show: paper.with(v, title: "x")\n'


def faults(body: str, *names: str, more: dict[str, str] | None = None) -> list[tuple[int, int, str]]:
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
    assert faults('Về việc "#v.father"') == [(4, 11, "The template reads 'father', which is not given")]


def test_what_is_of_the_house_and_what_is_given_may_be_read():
    assert faults("#head(v) #v.child #v.number #signing(v)", "child") == []


def test_a_letter_may_not_give_a_name_that_every_letter_has():
    assert faults("#v.child", "child", "to") == [(1, 1, "'to' in the letter's `with` is a name that every letter has")]


def test_only_a_form_may_read_the_case():
    assert [text for _, _, text in faults("#v.case.code")] == ["The template reads 'case', which is not given"]
    assert compile_check({**SOURCES, "thu.typ": START + "#v.case.code"}, "thu.typ", [], form=True) == []


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
    assert faults('#import "khac.typ": *') == [(4, 2, "The template includes 'khac.typ', which is not there")]
    assert faults('#import "khac.typ": *', more={"khac.typ": '#let x = eval("1")'}) == [(1, 10, "A template may not use 'eval'")]


@pytest.mark.parametrize("name", ["../x.typ", "a/b.typ", "x.txt", "X.typ", ".typ"])
def test_a_template_lies_beside_the_others_and_nowhere_else(name: str):
    with pytest.raises(Unprintable, match="name is like"):
        print_letter({name: "x"}, name, A_LETTER)


# --- outside the web process ----------------------------------------------------------------------------------------

SLOW = "#let x = range(400000).fold(0, (a, b) => calc.rem(a + b * b, 7919))\n#x"
ENDLESS = "#let x = range(400).map(i => range(400000).fold(0, (a, b) => calc.rem(a + b * b, 7919 + i)))\n#x"
PAGE = Page("tu-choi-ket-qua.typ", A_LETTER, SOURCES)


@pytest.fixture
def printer() -> Iterator[Printer]:
    with Printer(workers=1, timeout_s=60) as one:
        yield one


def until(true: Callable[[], bool]) -> None:
    """Waits for what another process does; a test that waits longer than a minute has failed."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def at_work(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"


def in_background(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    got: list[Any] = []

    def go() -> None:
        try:
            got.append(work())
        except Exception as why:  # what the thread met is looked at by the test
            got.append(why)

    thread = threading.Thread(target=go)
    thread.start()
    return thread, got


def test_a_worker_prints_the_same_bytes_as_this_process(printer: Printer):
    assert printer.print(PAGE) == print_letter(SOURCES, "tu-choi-ket-qua.typ", A_LETTER)
    assert os.getpid() not in printer.processes()


def test_a_worker_that_was_killed_is_started_again(printer: Printer):
    printer.print(PAGE)
    (pid,) = printer.processes()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not printer.processes())
    assert printer.print(PAGE).startswith(b"%PDF")


def test_a_page_whose_worker_is_killed_in_the_middle_is_printed_by_the_next(printer: Printer):
    printer.print(PAGE)
    (pid,) = printer.processes()
    thread, got = in_background(lambda: printer.print(Page("cham.typ", {}, {"cham.typ": SLOW})))
    until(lambda: at_work(pid))
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert got[0].startswith(b"%PDF")
    assert printer.processes() != [pid]


def test_a_page_that_kills_its_worker_twice_is_given_up_and_the_next_page_prints(printer: Printer):
    printer.print(PAGE)
    thread, got = in_background(lambda: printer.print(Page("mai.typ", {}, {"mai.typ": ENDLESS})))
    killed: set[int] = set()
    while len(killed) < 2:
        for pid in set(printer.processes()) - killed:
            until(lambda pid=pid: at_work(pid))
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)
    thread.join()
    assert isinstance(got[0], PrinterDied)
    assert printer.print(PAGE).startswith(b"%PDF")


def test_a_page_that_takes_too_long_costs_its_worker_and_no_more():
    with Printer(workers=1, timeout_s=3) as printer:
        with pytest.raises(PrinterLate):
            printer.print(Page("mai.typ", {}, {"mai.typ": ENDLESS}))
        assert printer.processes() == []
        assert printer.print(PAGE).startswith(b"%PDF")


def test_who_comes_when_too_many_wait_is_told_so_at_once():
    with Printer(workers=1, waiting=0, timeout_s=60) as printer:
        printer.print(PAGE)
        thread, got = in_background(lambda: printer.print(Page("cham.typ", {}, {"cham.typ": SLOW})))
        until(lambda: at_work(printer.processes()[0]))
        with pytest.raises(PrinterBusy):
            printer.print(PAGE)
        thread.join()
        assert got[0].startswith(b"%PDF")


def test_many_callers_each_get_their_own_letter(printer: Printer):
    reasons = [f"Lý do số {n}" for n in range(12)]
    threads = [
        in_background(lambda reason=reason: printer.print(Page("tu-choi-ket-qua.typ", {**A_LETTER, "reason": reason}, SOURCES)))
        for reason in reasons
    ]
    for reason, (thread, got) in zip(reasons, threads, strict=True):
        thread.join()
        assert f"Lý do: {reason} " in text_of(got[0])


def test_a_fault_of_a_template_comes_back_from_the_worker(printer: Printer):
    with pytest.raises(Unprintable, match="unknown variable"):
        printer.print(Page("sai.typ", {}, {"sai.typ": "#khong-co"}))
    assert printer.print(PAGE).startswith(b"%PDF")


def test_closing_leaves_no_process_and_no_folder():
    printer = Printer()
    printer.print(PAGE)
    (pid,), folder = printer.processes(), Path(printer._folder.name)
    printer.close()
    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()
