"""The pages of a case that goes from house to house: where it is, the way it went, the forms that hand it over."""

import pytest
from django.test import Client

from dinh.store import accounts
from tests.two_houses import COMMUNE, NEIGHBOUR, PROVINCE, Houses


@pytest.fixture
def houses(house) -> Houses:
    return Houses()


def entered(person: str) -> Client:
    browser = Client()
    browser.force_login(accounts.account(person), backend="dinh.web.shared.backend.Known")
    return browser


def page(browser: Client, houses: Houses, lang: str = "vi", **more: str) -> str:
    answer = browser.get(f"/cases/{houses.code}/", {"lang": lang, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_here_says_where_the_case_is_and_offers_nothing(houses):
    houses.asked()
    shown = page(entered("xa.office"), houses)
    assert (
        "Hồ sơ đang ở <b>Tỉnh Lâm Đồng</b>" in shown
        and "Chưa có việc gì ở đây: hồ sơ đang ở Tỉnh Lâm Đồng." in shown
    )
    assert "/acts/" not in shown and "Hồ sơ sang Tỉnh Lâm Đồng làm bước này." in shown
    assert "The case is at <b>Tỉnh Lâm Đồng</b>" in page(entered("xa.office"), houses, "en")
    houses.act("tinh.office", "forward")
    assert "việc làm ở đó hiện ngay" in page(
        entered("xa.office"), houses
    ) and "không còn theo dõi" in page(entered("tinh.office"), houses)


def test_the_page_there_is_that_houses_own_with_its_people_and_its_work(houses):
    houses.asked()
    browser = entered("tinh.office")
    assert "<span>Tỉnh Lâm Đồng<small>" in page(browser, houses)
    assert "/acts/answer" in page(
        browser, houses
    ) and "Xã Trường Xuân: office (Xã Trường Xuân)" in page(browser, houses)
    assert houses.code in browser.get("/staff/").content.decode()


def test_the_way_it_went_is_told_with_how_it_came_there(houses):
    houses.asked().act("tinh.office", "answer", view="Được")
    shown = page(entered("xa.leader"), houses)
    way = shown[shown.index("Hồ sơ đã qua") :]
    assert way.index("Xã Trường Xuân") < way.index("Tỉnh Lâm Đồng") < way.rindex("đang ở đây")
    assert "Bước của đơn vị ấy" in way and "Sổ ý kiến (Tỉnh Lâm Đồng)" in shown


def test_a_house_is_chosen_from_the_others_of_the_installation_and_the_case_goes_there(houses):
    houses.opened()
    browser = entered("xa.office")
    form = browser.get(f"/cases/{houses.code}/acts/route").content.decode()
    assert (
        f'value="{NEIGHBOUR}"' in form
        and "Tỉnh Lâm Đồng" in form
        and f'value="{COMMUNE}"' not in form
    )
    houses.act("xa.office", "accept")
    address = f"/cases/{houses.code}/acts/transfer"
    empty = browser.post(address, {"house": PROVINCE, "seen": houses.case().number})
    assert (
        empty.status_code == 422
        and "Lý do" in empty.content.decode()
        and f'value="{PROVINCE}" selected' in empty.content.decode()
    )
    assert (
        browser.post(
            address, {"house": PROVINCE, "reason": "Thuộc tỉnh", "seen": houses.case().number}
        ).status_code
        == 302
    )
    assert houses.case().now == PROVINCE and "Thuộc tỉnh" in page(entered("tinh.office"), houses)


def test_what_is_settled_is_handed_back_only_to_who_settled_it(houses):
    houses.asked().act("tinh.office", "decline", why="Không rõ")
    form = entered("xa.leader").get(f"/cases/{houses.code}/acts/transfer").content.decode()
    assert f'value="{PROVINCE}"' in form and f'value="{NEIGHBOUR}"' not in form


def test_who_has_a_step_of_it_hands_it_back_only_and_what_was_handed_back_shows_whose_step_it_is(
    houses,
):
    houses.asked()
    form = entered("tinh.office").get(f"/cases/{houses.code}/acts/transfer").content.decode()
    assert f'value="{COMMUNE}"' in form and f'value="{NEIGHBOUR}"' not in form
    houses.goes("tinh.office", "transfer", COMMUNE, reason="Thiếu bản vẽ")
    shown = page(entered("xa.office"), houses)
    assert "/acts/answer" not in shown and "do Tỉnh Lâm Đồng làm, không làm ở đây được" in shown
    form = entered("xa.office").get(f"/cases/{houses.code}/acts/transfer").content.decode()
    assert f'value="{PROVINCE}"' in form and f'value="{NEIGHBOUR}"' not in form


def test_who_acts_here_meanwhile_is_told_who_has_it(houses):
    houses.opened().act("xa.office", "accept")
    browser, seen = entered("xa.office"), houses.case().number
    houses.act("xa.office", "ask_province")
    for lang, words in (
        ("vi", "Hồ sơ đang ở Tỉnh Lâm Đồng"),
        ("en", "Tỉnh Lâm Đồng has had the case since"),
    ):
        answer = browser.post(
            f"/cases/{houses.code}/acts/ask_partner?lang={lang}", {"step": "prepare", "seen": seen}
        )
        assert answer.status_code >= 400 and words in answer.content.decode()


def test_whoever_holds_a_letter_is_told_which_house_issued_it(houses):
    houses.asked().act("tinh.office", "answer", view="Được")
    digest = houses.case().letters[0].digest
    answer = Client().get(f"/letters/{digest}")
    assert answer.status_code == 200 and "Do Tỉnh Lâm Đồng ban hành" in answer.content.decode()


def test_who_works_in_two_houses_chooses_and_a_stranger_sees_the_first(houses):
    from dinh.engine.record.events import Appointed
    from dinh.workflow import cases

    cases.appoint(
        PROVINCE,
        [
            Appointed(
                person="xa.office",
                post="lent",
                roles=("office",),
                title={"vi": "Biệt phái"},
                start="2025-07-01",
                personal={"name": "Xã Trường Xuân: office"},
            )
        ],
        at=houses.at,
    )
    houses.asked()
    browser = entered("xa.office")
    assert f"?of={PROVINCE}" in page(browser, houses) and "/acts/answer" not in page(
        browser, houses
    )
    assert "/acts/answer" in page(browser, houses, of=PROVINCE) and "/acts/answer" in page(
        browser, houses
    )
    assert (
        entered("xa.counter")
        .get(f"/cases/{houses.code}/", {"of": PROVINCE})
        .content.decode()
        .count("Xã Trường Xuân<small>")
        == 1
    )


def test_a_hand_over_to_the_house_of_a_step_asks_whether_it_is_for_good(houses):
    houses.asked()
    address = f"/cases/{houses.code}/acts/transfer"
    assert 'name="for_good"' not in entered("tinh.office").get(address).content.decode()
    houses.act("tinh.office", "answer", view="Được")
    browser = entered("xa.leader")
    assert 'name="for_good"' in browser.get(address).content.decode()
    sent = {"house": PROVINCE, "reason": "Thuộc tỉnh", "for_good": "yes"}
    assert browser.post(address, sent).status_code == 302
    assert houses.case(PROVINCE).settles == PROVINCE
