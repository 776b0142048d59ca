"""What the QR of a letter opens: whether it stands, never whom it is about."""

from datetime import timedelta

import pytest

from dinh.messages.words import day_of
from dinh.workflow import cases
from tests.desks.test_cases import went


@pytest.mark.parametrize("digest", ["0" * 64, "abc", "khong-phai-ma", "0" * 63 + "G"])
def test_a_paper_that_is_not_in_the_books_is_said_to_be_none_of_theirs(client, commune, digest):
    answer = client.get(f"/letters/{digest}")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "không có văn bản nào mang mã ấy" in page
    assert "đừng dùng tờ giấy ấy" in page
    assert "No letter with this code" in client.get(f"/letters/{digest}?lang=en").content.decode()


def test_a_letter_that_has_expired_is_genuine_and_not_in_force(client, world):
    told = world.case("xac-nhan-tinh-trang-hon-nhan").settled("2026-07-02")
    letter = next(one for one in told.case.letters if one.valid_until)
    assert "Văn bản này có thật</h1>" in client.get(f"/letters/{letter.digest}").content.decode()
    other = world.case().opened(told.case.last_at + timedelta(days=200))
    assert str(day_of(other.case.opened)) > letter.valid_until
    page = client.get(f"/letters/{letter.digest}").content.decode()
    assert "đã hết giá trị" in page
    assert "Hết giá trị" in page
    assert "còn hiệu lực" not in page


def test_a_withdrawn_letter_says_so_first(client, commune):
    case = went(commune, 3)
    letter = case.letters[-1]
    cases.act(commune, "leader", case.code, "reverse", data={"reason": "Ghi nhầm tên mẹ"})
    page = client.get(f"/letters/{letter.digest}").content.decode()
    assert "Văn bản này đã bị hủy" in page
    assert "Không còn hiệu lực" in page
    assert "Điểu" not in page
    assert "Ghi nhầm" not in page
