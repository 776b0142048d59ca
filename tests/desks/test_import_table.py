"""The page that takes a table into a register: tried with every fault at its cell, then written; for leader and office."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from dinh.store import ledger
from tests.desks.conftest import HOUSE
from tests.test_register_table import book

ADDRESS = "/books/registers/villages/import"
HEADS = ["Mã", "Tên", "Loại"]


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("thôn.xlsx", content)


def test_a_table_is_tried_first_and_written_by_a_second_press(signed_in):
    browser = signed_in("leader")
    assert ADDRESS in browser.get("/books/").content.decode()
    content = book(["T1", "Thôn Một", "thôn"], ["B1", "Bon Hai", "bon"], heads=HEADS)
    tried = browser.post(ADDRESS, {"do": "look", "table": file(content), "source": "Sở Nội vụ"})
    page = tried.content.decode()
    assert tried.status_code == 200 and "Bảng hợp lệ: 2 dòng" in page and "Thôn Một" in page
    assert not list(ledger.all_records(HOUSE, "villages", ""))
    kept = re.search(r'name="table.kept" value="([^"]+)"', page)
    assert kept is not None
    written = browser.post(ADDRESS, {"do": "write", "table.kept": kept[1], "source": "Sở Nội vụ"})
    assert "Đã ghi vào sổ: thêm 2" in written.content.decode()
    assert {row.record for row in ledger.all_records(HOUSE, "villages", "")} == {"T1", "B1"}


def test_every_fault_stands_at_its_cell_and_the_file_is_kept(signed_in):
    browser = signed_in("clerk")
    content = book(["T1", "", "phố"], ["T1", "Thôn Hai", "thôn"], heads=HEADS)
    told = browser.post(ADDRESS, {"do": "look", "table": file(content)}, QUERY_STRING="lang=vi")
    page = told.content.decode()
    assert told.status_code == 422 and 'name="table.kept"' in page
    assert all(f"<b>{cell}</b>" in page for cell in ("B2", "C2", "A3"))
    assert not list(ledger.all_records(HOUSE, "villages", ""))


def test_page_tells_the_rows_that_stand_already_and_keeps_them(signed_in):
    browser, address = signed_in("leader"), "/books/registers/adoptions/import"
    heads = [
        "Cha nuôi hoặc mẹ nuôi",
        "Con nuôi",
        "Ngày sinh của con nuôi",
        "Đăng ký lại",
        "Đăng ký lúc",
    ]
    content = book(["Y Ka", "H Mai", "12/05/2020", "không", "2026-03-02T09:00"], heads=heads)
    for said in ("thêm 1, sửa 0", "thêm 0, sửa 0"):
        page = browser.post(address, {"do": "write", "table": file(content)}).content.decode()
        assert f"Đã ghi vào sổ: {said}" in page
    assert "1 dòng đã có trong sổ, giữ nguyên" in page and "dòng 2 là" in page
    assert len(list(ledger.all_records(HOUSE, "adoptions", ""))) == 1
    english = browser.post(address + "?lang=en", {"do": "look", "table": file(content)})
    assert "1 row stands in the register already and is kept" in english.content.decode()


def test_nothing_chosen_is_told(signed_in):
    told = signed_in("leader").post(ADDRESS, {"do": "look"})
    assert told.status_code == 422 and "Chưa điền" in told.content.decode()


def test_the_counter_is_refused_the_page_and_a_register_that_takes_no_tables_too(signed_in):
    assert signed_in("counter.1").get(ADDRESS).status_code == 403
    assert signed_in("leader").get("/books/registers/forest_grounds/import").status_code == 403
    assert signed_in("leader").get("/books/registers/none/import").status_code == 404
