"""An inspector's question, asked in the program: is the log whole, and is it the one that was printed?"""

import pytest

from dinh.store import ledger
from dinh.store.link import SqliteLink, linked
from tests.desks.test_counter import settled

PAGE = "/staff/day/verification"


@pytest.fixture
def officer(signed_in, commune):
    settled(commune)
    return signed_in("civil.1")


def asked(officer, **typed: str) -> tuple[int, str]:
    answer = officer.post(PAGE, {"do": "verify", **typed})
    return answer.status_code, answer.content.decode()


def test_a_whole_log_is_said_to_be_whole_with_the_number_of_its_events(officer, commune):
    status, page = asked(officer)
    assert (status, f"Sổ nguyên vẹn: {len(list(ledger.log(commune)))} việc" in page) == (200, True)


def test_looking_at_the_page_reads_nothing_and_says_what_it_is_for(officer):
    page = officer.get(PAGE).content.decode()
    assert "Sổ nguyên vẹn" not in page and "đọc lại từng việc" in page


def test_an_event_that_was_changed_is_named_with_what_to_do_now(officer, commune):
    changed = list(ledger.log(commune))[-3].number
    linked().run("UPDATE events SET actor='{}' WHERE house=? AND number=?", (commune, changed))
    page = asked(officer)[1]
    assert "Sổ có chỗ sai" in page and "Sổ nguyên vẹn" not in page
    assert f"Việc số {changed}. Việc này không còn như khi được ghi." in page
    assert "Đừng sửa gì." in page


def test_an_index_that_is_gone_is_told_as_a_list_and_not_as_events_that_are_missing(officer):
    [(made,)] = (
        linked().all("SELECT sql FROM sqlite_master WHERE name='cases_to_deliver'")
        if isinstance(linked(), SqliteLink)
        else linked().all("SELECT indexdef FROM pg_indexes WHERE indexname='cases_to_deliver'")
    )
    linked().run("DROP INDEX cases_to_deliver")
    try:
        page = asked(officer)[1]
        assert "Sổ có chỗ sai" in page and "chỉ hỏng danh sách lập lại được" in page
        assert "Sổ thiếu việc" not in page and "index:cases_to_deliver" in page
        told = officer.get("/api/verify").json()
        assert (told["ok"], told["hurt"], told["first_bad"]) == (False, "anew", None)
        assert [one["reason"] for one in told["damaged"]] == ["index:cases_to_deliver"]
    finally:
        linked().run(made)


def test_a_printed_head_agrees_with_the_log_it_was_printed_from_however_it_is_typed(
    officer, commune
):
    event = list(ledger.log(commune))[-5]
    spaced = f"{event.seal[:4].upper()} {event.seal[4:8]}"
    assert "Khớp với tờ đã in" in asked(officer, number=f" {event.number} ", seal=spaced)[1]
    assert "Khớp với tờ đã in" in asked(officer, number=str(event.number), seal=event.seal)[1]


def test_a_printed_head_of_another_log_does_not_agree_though_this_one_is_whole(officer, commune):
    event = list(ledger.log(commune))[-5]
    page = asked(officer, number=str(event.number), seal="0" * 8)[1]
    assert "Sổ không khớp với tờ đã in" in page and "nay có niêm khác" in page


def test_a_log_that_is_shorter_than_the_printed_sheet_says_so(officer):
    assert "Sổ chưa có việc số 999.999" in asked(officer, number="999999", seal="ab" * 8)[1]


@pytest.mark.parametrize(
    ("number", "seal", "told"),
    [("x", "f2d8cab2", 1), ("12", "f2", 1), ("", "f2d8cab2", 1), ("١٢", "zz", 2)],
)
def test_what_is_typed_wrongly_is_told_at_its_field_and_stays(officer, number, seal, told):
    status, page = asked(officer, number=number, seal=seal)
    assert (status, page.count('aria-invalid="true"')) == (422, told)
    assert f'value="{seal}"' in page and f'value="{number}"' in page
    assert "Sổ nguyên vẹn" not in page
