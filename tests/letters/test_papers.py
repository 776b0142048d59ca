"""What a house prints: papers by Decree 30, and the same bytes for ever."""

import io
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from dinh.letters import Press, print_letter, qr_svg
from dinh.letters.samples import CASE, LETTER
from tests.letters.papers import (
    A_LETTER,
    BOOKS,
    HEAD,
    LAYOUTS,
    LETTERS,
    SOURCES,
    printed,
    set_as,
    text_of,
)
from tests.world import own_files


def test_every_letter_that_a_procedure_names_reads_only_what_it_is_given_and_prints():
    assert [one for one in own_files().problems if one.rule == "L2"] == []


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
        "fees": [
            {"name": "Lệ phí", "amount": 0, "why": "vì trẻ chưa quá 60 ngày tuổi", "law": None}
        ],
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
        "Đối tượng được miễn: hộ nghèo",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert said in words


def test_a_fee_that_nobody_has_published_is_not_free():
    assert "Phí, lệ phí: chưa công bố" in printed(
        "form-01.typ", case={**CASE, "fee": "unpublished", "fees": []}
    )


def test_a_supplement_lists_everything_its_reason_and_until_when():
    words = printed(
        "form-02.typ",
        missing="Giấy chứng sinh\nSổ hộ tịch",
        reason="Chưa khớp ngày sinh",
        guidance="Xin cấp lại",
        until="2026-12-25T17:00+07:00",
    )
    for said in (
        "Giấy chứng sinh Sổ hộ tịch",
        "Chưa khớp ngày sinh",
        "Xin cấp lại",
        "17 giờ 00 phút, thứ Sáu, ngày 25 tháng 12 năm 2026",
    ):
        assert said in words


def test_a_rejection_gives_the_reason_in_words_its_basis_and_where_to_go_instead():
    words = printed(
        "form-03.typ",
        reason="Không cư trú tại tỉnh",
        basis="Luật Hộ tịch 2014, Điều 13",
        instead="Ủy ban nhân dân xã Đức An",
    )
    assert all(
        said in words
        for said in (
            "Không cư trú tại tỉnh",
            "Luật Hộ tịch 2014, Điều 13",
            "Ủy ban nhân dân xã Đức An",
        )
    )


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
def test_a_single_status_certificate_says_the_status_in_the_words_of_the_law(
    status: str, said: str
):
    assert said in printed(
        "xac-nhan-tinh-trang-hon-nhan.typ", status={"name": status, "label": "…"}, partner="Thị Mai"
    )


def test_the_day_sheet_prints_every_event_and_the_signed_head():
    words = printed("ngay.typ")
    assert "2 việc được ghi vào sổ, từ số 4101 đến số 4102" in words
    assert "3f3f " * 16 in words.replace("\n", " ") + " "
    assert "7c7c " * 16 in words.replace("\n", " ") + " "
    assert "abab " * 8 in words


def test_the_sheet_of_a_day_gone_by_ends_with_that_days_last_event_whatever_came_after():
    words = printed("ngay.typ", head={**HEAD, "number": 4388})
    assert "từ số 4101 đến số 4102." in words
    assert "việc số 4388" in words


def test_a_day_without_events_has_its_sheet_too():
    assert "không có việc nào" in printed("ngay.typ", rows=[], first=None)


@pytest.mark.parametrize("name", sorted(set(LETTERS) - set(BOOKS)))
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
    fonts = [
        font.get_object()
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        below = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in below["/FontDescriptor"].get_object()
        assert "Tinos" in below["/BaseFont"]


def test_pages_are_numbered_from_the_second_on():
    words = printed("tu-choi-ket-qua.typ", reason="\n".join(["Một lý do dài."] * 80))
    pages = pypdf.PdfReader(
        io.BytesIO(
            print_letter(
                SOURCES,
                "tu-choi-ket-qua.typ",
                {**LETTERS["tu-choi-ket-qua.typ"], "reason": "\n".join(["Một lý do dài."] * 80)},
            )
        )
    ).pages
    assert words
    assert len(pages) > 1
    assert any(line.strip() == "2" for line in pages[1].extract_text().splitlines())
    assert not any(line.strip() == "1" for line in pages[0].extract_text().splitlines())


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
    [
        (0, "0 đồng"),
        (8000, "8.000 đồng"),
        (1500000, "1.500.000 đồng"),
        ("unpublished", "chưa công bố"),
        (None, "chưa công bố"),
    ],
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
    words = set_as(
        "#signing(v)",
        signed={
            "basis": lines[0].split()[0],
            "lines": lines,
            "name": "K’ Brèo",
            "decision": decision,
        },
    )
    assert " ".join(lines) in words
    assert "K’ Brèo" in words
    assert ("(theo Quyết định số 12/QĐ-UBND)" in words) == (decision is not None)


def test_what_time_alone_has_issued_is_signed_by_nobody():
    words = set_as(
        "#signing(v)", signed={"basis": "none", "lines": [], "name": "clock", "decision": None}
    )
    assert "được lập tự động" in words
    assert "clock" not in words


def test_what_a_rehearsal_prints_says_that_it_is_of_no_value():
    real = {**LETTER["house"], "demo": False}
    assert printed("form-01.typ").count("DIỄN TẬP – không có giá trị") == 2
    assert "DIỄN TẬP" not in printed("form-01.typ", house=real)


def test_a_letter_with_a_digest_can_be_checked_by_anybody():
    with_qr = print_letter(
        SOURCES,
        "tu-choi-ket-qua.typ",
        {**A_LETTER, "digest": "3f2a91bc" * 8, "qr": "https://xa.example/letters/3f2a"},
    )
    assert "Dấu văn bản: 3f2a 91bc 3f2a 91bc" in text_of(with_qr)
    assert len(with_qr) > len(
        print_letter(
            SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "digest": "3f2a91bc" * 8, "qr": None}
        )
    )


def test_a_qr_is_drawn_from_its_address_alone():
    one, other = qr_svg("https://xa.example/letters/1"), qr_svg("https://xa.example/letters/2")
    assert one.startswith("<svg")
    assert one == qr_svg("https://xa.example/letters/1") != other


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_the_same_letter_is_the_same_bytes(name: str, tmp_path: Path):
    again = Press(tmp_path).print(dict(reversed(SOURCES.items())), name, LETTERS[name])
    assert print_letter(SOURCES, name, LETTERS[name]) == again


def test_a_letter_is_dated_when_it_was_issued_not_when_it_was_printed():
    made = pypdf.PdfReader(
        io.BytesIO(
            print_letter(
                SOURCES, "tu-choi-ket-qua.typ", {**A_LETTER, "issued": "2026-11-25T16:20+07:00"}
            )
        )
    ).metadata
    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date == datetime.fromisoformat("2026-11-25T16:20+07:00")


def test_a_kept_version_prints_from_its_own_templates():
    old = {
        **SOURCES,
        "tu-choi-ket-qua.typ": SOURCES["tu-choi-ket-qua.typ"].replace(
            "nay thông báo", "nay báo tin"
        ),
    }
    assert "nay báo tin" in text_of(print_letter(old, "tu-choi-ket-qua.typ", A_LETTER))
    assert "nay báo tin" not in text_of(print_letter(SOURCES, "tu-choi-ket-qua.typ", A_LETTER))


def test_a_word_in_capitals_keeps_them_inside_a_sentence():
    letter = {
        **LETTERS["xac-nhan-tinh-trang-hon-nhan.typ"],
        "purpose": {"name": "marry", "label": "Đăng ký kết hôn"},
        "spouse": "Đỗ Văn Hùng",
        "marry_at": "UBND xã Trường Xuân",
    }
    assert "tại UBND xã Trường Xuân" in printed("xac-nhan-tinh-trang-hon-nhan.typ", **letter)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5600, "5.600 m²"),
        ("5600.5", "5.600,5 m²"),
        ("5600,5", "5.600,5 m²"),
        (12, "12 m²"),
        ("1234567.25", "1.234.567,25 m²"),
        ("-0.5", "-0,5 m²"),
        ("-1234.5", "-1.234,5 m²"),
    ],
)
def test_a_number_is_grouped_as_on_the_pages(value, said):
    given = {**LETTERS["bien-ban-hien-truong-rung.typ"], "area_production": value}
    assert said in text_of(print_letter(SOURCES, "bien-ban-hien-truong-rung.typ", given))
