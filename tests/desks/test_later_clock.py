"""A matter whose clock starts later than its first step promises no day before; and the way shown is the one that settles it here."""

import pytest

from dinh.web.shared.case_path import promises_at_once
from tests.world import own_files


@pytest.fixture(scope="module")
def offered():
    return {one.procedure.slug: one.procedure for one in own_files().packages if one.procedure}


def test_only_a_clock_that_starts_at_the_first_step_promises_a_day_at_once(offered):
    assert not promises_at_once(offered["khieu-nai-lan-dau"])
    assert all(
        promises_at_once(offered[slug])
        for slug in ("khai-sinh", "giay-phep-xay-dung", "hoa-giai-tranh-chap-dat-dai")
    )


def test_neither_the_counter_nor_the_portal_names_a_day_for_a_complaint(client, signed_in):
    portal = client.get("/procedures/khieu-nai-lan-dau").content.decode()
    assert "30 ngày" in portal
    assert "Nộp đủ giấy tờ bây giờ thì trả" not in portal
    assert (
        "Nộp đủ giấy tờ bây giờ thì trả"
        in client.get("/procedures/giay-phep-xay-dung").content.decode()
    )
    counter = signed_in("counter.1")
    assert "thời hạn 30 ngày" not in counter.get("/counter/open/khieu-nai-lan-dau").content.decode()
    assert "thời hạn 15 ngày" in counter.get("/counter/open/giay-phep-xay-dung").content.decode()


def test_the_way_ahead_settles_the_matter_here_and_does_not_send_it_elsewhere(client, commune):
    page = client.get("/procedures/khieu-nai-lan-dau").content.decode()
    assert "Xác minh nội dung khiếu nại" in page
    assert "Ký văn bản hướng dẫn" not in page


def test_a_fact_of_the_house_is_told_in_words(client, commune):
    page = client.get("/procedures/khieu-nai-lan-dau").content.decode()
    assert "vùng sâu, vùng xa" in page
    assert "house.remote" not in page
