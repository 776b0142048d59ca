"""The books on paper at the desk: who makes them, for which period, and what is noted."""

import io
import re

import pypdf
import pytest

from dinh.store import ledger
from dinh.store.keys import make_key
from dinh.web.books.printing import book_printer
from tests.desks.test_cases import STORY, went


@pytest.fixture(autouse=True)
def _key(house, commune):
    make_key(house)


def words(answer) -> str:
    assert answer.status_code == 200, answer.content[:2000]
    assert answer["Content-Type"] == "application/pdf"
    return re.sub(
        r"\s+",
        " ",
        " ".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
        ).replace("\u200b", ""),
    )


def looked(commune: str) -> list:
    return [
        (event.actor, event.body) for event in ledger.log(commune, "") if event.kind == "looked"
    ]


PERIOD = {"from": "25/11/2026", "to": "25/11/2026"}


def test_a_clerk_makes_the_register_of_a_days_cases_and_it_is_noted(signed_in, commune):
    case = went(commune, 1)
    said = words(signed_in("clerk").post("/books/cases.pdf", PERIOD))
    assert "SỔ THEO DÕI HỒ SƠ" in said
    assert case.code in said.replace("- ", "-")
    assert "Điểu Xuân" in said
    ((actor, body),) = looked(commune)
    assert '"clerk"' in actor
    assert "book:cases:2026-11-25..2026-11-25" in body
    day = signed_in("clerk").get("/staff/day/").content.decode()
    assert "Trần Thị Mận lập sổ theo dõi hồ sơ, từ 25/11/2026 đến 25/11/2026." in day


@pytest.mark.parametrize("path", ["/books/cases.pdf", "/books/registers/births.pdf"])
def test_a_book_is_never_made_by_a_link_nor_by_a_stranger(client, signed_in, commune, path):
    assert signed_in("clerk").get(path)["Location"] == "/books/"
    assert client.post(path, PERIOD).status_code == 401
    assert client.get(path)["Location"].startswith("/sign-in")
    assert looked(commune) == []


def test_who_does_not_keep_a_book_is_told_who_does_and_nothing_is_noted(signed_in, commune):
    civil = signed_in("civil.1")
    page = civil.get("/books/").content.decode()
    assert page.count("books/cases.pdf") == 0
    assert "books/registers/births.pdf" in page  # whoever registers births keeps their book
    answer = civil.post("/books/cases.pdf", PERIOD)
    assert answer.status_code == 422
    assert "Văn thư" in answer.content.decode()
    assert looked(commune) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("30/11/2026", "01/11/2026", "trước ngày đầu kỳ"),
        ("31/02/2026", "01/11/2026", "b-from"),
        ("01/01/0001", "31/12/9999", "Không có ngày 01/01/0001"),
        ("01/11/2026", "31/12/9999", "Không có ngày 31/12/9999"),
        ("", "", "b-from"),
    ],
)
def test_a_period_that_is_none_is_told_and_what_was_typed_stays(
    signed_in, commune, first, last, said
):
    answer = signed_in("clerk").post("/books/cases.pdf", {"from": first, "to": last})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not first or f'value="{first}"' in page
    assert looked(commune) == []


def test_while_one_book_is_being_made_another_waits_and_nothing_is_noted(signed_in, commune):
    clerk = signed_in("clerk")
    with book_printer():
        answer = clerk.post("/books/cases.pdf", PERIOD)
    assert answer.status_code == 503
    assert looked(commune) == []
    assert "SỔ THEO DÕI HỒ SƠ" in words(clerk.post("/books/cases.pdf", PERIOD))


def test_a_register_that_is_none_is_no_page(signed_in, commune):
    assert signed_in("clerk").post("/books/registers/nothing.pdf", PERIOD).status_code == 404


def test_a_births_book_has_what_was_entered_and_the_signed_head(signed_in, commune):
    case = went(commune, len(STORY))
    record = case.records[0].record
    year, _, number = record.partition("-")
    said = words(
        signed_in("civil.1").post(
            "/books/registers/births.pdf", {"from": "01/11/2026", "to": "31/12/2026"}
        )
    )
    assert f"{int(number):02d}/{year}" in said
    assert case.code in said
    assert "Đầu sổ lúc" in said
    assert ledger.head(commune).seal[:4] in said


def test_the_page_speaks_english_and_offers_usual_periods(signed_in, commune):
    page = signed_in("clerk").get("/books/?lang=en").content.decode()
    assert "Register of cases" in page
    assert "This quarter" in page
    assert "Last month" in page


def test_the_control_slip_is_on_the_case_page_for_whoever_reads_the_case(
    signed_in, client, commune
):
    case = went(commune, 2)
    hoa = signed_in("counter.1")
    link = f"/cases/{case.code}/slip.pdf"
    assert link in hoa.get(f"/cases/{case.code}/").content.decode()
    said = words(hoa.get(link))
    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ" in said
    assert "Lê Thị Thu Hà" in said
    assert ledger.case_state(commune, case.code).letters == case.letters
    assert client.get(link).status_code == 302
    assert hoa.get("/cases/H36.99-261125-9999/slip.pdf").status_code == 404
