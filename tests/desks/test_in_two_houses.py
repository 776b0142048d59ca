"""Whoever works in two houses of an installation has a window of each open, and one of them may be a demo."""

import re

import pytest
from django.test import Client

from dinh.engine.record.events import Appointed
from dinh.store import ledger
from dinh.workflow import cases
from tests.two_houses import COMMUNE, PROVINCE, Houses

BOTH = "xa.office"
FORM = re.compile(r'name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def houses(house) -> Houses:
    found = Houses(COMMUNE, PROVINCE, demo=True)
    cases.appoint(
        PROVINCE,
        [
            Appointed(
                person=BOTH,
                post="hai",
                roles=("office",),
                title={"vi": "Hai nơi"},
                start="2025-07-01",
                personal={"name": "Thị Bé"},
            )
        ],
    )
    return found.opened(partner=PROVINCE)


@pytest.fixture
def window(houses) -> Client:
    """Two windows of a browser share what it has of its cookies."""
    found = Client()
    assert found.post("/sign-in", {"demo": BOTH}).status_code == 302
    return found


def hidden(page: str, address: str) -> dict[str, str]:
    """What stands unseen in the form that is sent to this address, but for what every browser has of its own."""
    form = page[
        page.index(f'action="{address}"')
        if f'action="{address}"' in page
        else page.index("<main") :
    ]
    return {
        name: value
        for name, value in FORM.findall(form[: form.index("</form>")])
        if name != "csrfmiddlewaretoken"
    }


def test_what_one_window_sends_is_done_in_its_house_whatever_another_window_has_chosen_since(
    houses, window
):
    address = f"/cases/{houses.code}/acts/note"
    form = hidden(window.get(address).content.decode(), address)
    assert "Tỉnh Lâm Đồng<small>" in window.get(f"/staff/?of={PROVINCE}").content.decode()
    number = ledger.head(PROVINCE).number
    assert (
        window.post(address, {**form, "text": "Đã gọi điện."})["Location"]
        == f"/cases/{houses.code}/"
    )
    assert houses.kinds()[-1] == "noted" and ledger.head(PROVINCE).number == number


def test_what_was_sent_when_the_session_had_ended_is_sent_again_in_the_house_that_it_was_meant_for(
    houses, window
):
    window.get(f"/staff/?of={PROVINCE}")
    form = hidden(window.get("/staff/people/").content.decode(), "/staff/people/delegations")
    window.post("/sign-out")
    ended = window.post("/staff/people/delegations", form)
    assert ended.status_code == 401
    page = window.post(
        "/sign-in", {"demo": BOTH, **{"kept": hidden(ended.content.decode(), "/sign-in")["kept"]}}
    ).content.decode()
    assert "<span>Tỉnh Lâm Đồng<small>" in page
    assert hidden(page, "/staff/people/delegations")["of-house"] == PROVINCE


def test_a_form_of_who_works_in_one_house_says_nothing_of_houses(houses):
    one = Client()
    one.post("/sign-in", {"demo": "xa.leader"})
    assert "of-house" not in one.get("/password").content.decode()


def test_nobody_enters_a_real_house_by_the_button_of_a_demo_beside_it(houses):
    cases.configure(COMMUNE, {"demo": False, "rehearsal": False})
    assert Client().post("/sign-in", {"demo": BOTH}).status_code == 422
    assert Client().post("/sign-in", {"name": BOTH, "password": "dinh-demo"}).status_code == 422
    assert Client().post("/sign-in", {"demo": "tinh.office"}).status_code == 302


def test_whoever_signs_in_over_another_ends_the_session_that_was_there(houses, window):
    stolen = Client()
    stolen.cookies["sessionid"] = window.cookies["sessionid"].value
    assert stolen.get("/staff/").status_code == 200
    window.post("/sign-in", {"demo": "xa.leader"})
    assert stolen.get("/staff/").status_code == 302
    assert window.get("/staff/").status_code == 200
