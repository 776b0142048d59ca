"""The counter's first page: who is waited for at the window, and who is not."""

import pytest

from dinh.web.counter import queries
from tests.desks.forest_cases import GO, REPORT, alert
from tests.desks.test_counter import BIRTH, settled


@pytest.fixture
def counter(signed_in):
    return signed_in("counter.1")


def natural(house: str, name: str):
    return alert(house, name, GO, ("natural", {"report": REPORT}))


def test_what_only_the_house_opens_waits_for_nobody_at_the_window(forest, signed_in):
    case = natural(forest, "20261120-00001-00001")
    assert case.end and not case.delivered
    page = signed_in("counter.1").get("/counter/").content.decode()
    assert case.code not in page
    assert "Mọi kết quả đã trả." in page


def test_matters_of_the_house_never_push_a_citizens_result_out_of_the_list(
    forest, signed_in, monkeypatch
):
    for n in range(3):
        natural(forest, f"20261120-00001-0000{n}")
    birth = settled(forest)
    monkeypatch.setattr(queries, "DELIVER_MAX", 2)
    page = signed_in("counter.1").get("/counter/").content.decode()
    assert f"/counter/cases/{birth.code}/" in page
    assert "1 kết quả chờ trả" in page


def test_the_page_of_a_delivered_case_says_who_gave_it_to_whom(counter, commune):
    case = settled(commune)
    counter.post(
        f"/counter/cases/{case.code}/delivery",
        {"handed": "counter", "to": "bà Thị Mai", "key": "d"},
    )
    assert (
        "Phạm Thị Hoa trả kết quả tại quầy cho bà Thị Mai."
        in counter.get(f"/counter/cases/{case.code}/").content.decode()
    )


def test_the_key_prints_the_result_where_there_is_one_and_the_receipt_before(counter, commune):
    def printed(code: str) -> str:
        page = counter.get(f"/counter/cases/{code}/").content.decode()
        return page.partition('data-key="F9"')[0].rpartition("<b>")[2].partition("</b>")[0]

    received = counter.post("/counter/open/khai-sinh", {**BIRTH, "do": "accept", "key": "p"})[
        "Location"
    ].split("/")[3]
    assert printed(received) == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert printed(settled(commune).code) == "Giấy khai sinh"


def test_a_case_that_waits_for_its_applicant_says_until_when(counter):
    asks = {
        "do": "supplement",
        "asked": "supplement",
        "items": "documents.birth_note.1",
        "missing": "Giấy chứng sinh",
        "missing_reason": "Chưa có",
        "guidance": "Xin ở trạm y tế",
    }
    code = counter.post("/counter/open/khai-sinh", {**BIRTH, **asks, "key": "s"})["Location"].split(
        "/"
    )[3]
    assert "Hạn: <b><time" in counter.get(f"/counter/cases/{code}/").content.decode().replace(
        "\n", ""
    )


def test_the_heading_answers_what_was_looked_for(counter):
    def heading(asked: str) -> str:
        return (
            counter.get("/counter/", {"q": asked})
            .content.decode()
            .partition("<h1>")[2]
            .partition("</h1>")[0]
        )

    assert heading("khai sinh") == "Khớp với “khai sinh”"
    assert heading("zzzz<b>") == "Không có gì khớp “zzzz&lt;b&gt;”"
