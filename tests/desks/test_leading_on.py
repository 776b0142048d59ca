"""An address that is nearly ours leads on; every page answers HEAD as it answers GET, without a body; plain words find."""

import pytest
from django.test import Client

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.messages import fault_told
from dinh.web.shared.procedure_lookup import found
from dinh.workflow import cases
from tests.desks.test_counter import settled
from tests.desks.test_counter_money import accepted

OPEN_PAGES = (
    "/",
    "/track",
    "/procedures/khai-sinh",
    "/board/",
    "/board/results.csv",
    "/sign-in",
    "/health",
    "/api/board",
)
OFFICERS_PAGES = (
    "/counter/",
    "/counter/takings",
    "/counter/handover/",
    "/counter/open/khai-sinh",
    "/staff/",
    "/staff/?q=khong",
    "/staff/people/",
    "/books/",
    "/password",
)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/track/", "/track"),
        ("/track/?code=H36.99-261125-0001", "/track?code=H36.99-261125-0001"),
        ("/procedures/khai-sinh/", "/procedures/khai-sinh"),
        ("/counter/takings/", "/counter/takings"),
    ],
)
def test_an_address_of_ours_with_a_stroke_too_many_leads_on(commune, asked, leads_to):
    answer = Client().get(asked)
    assert (answer.status_code, answer["Location"]) == (301, leads_to)


@pytest.mark.parametrize("asked", ["/tracks/", "/procedures/", "/cases/none/x/"])
def test_what_is_no_address_of_ours_is_not_found_with_a_stroke_or_without(commune, asked):
    assert Client().get(asked).status_code == 404


def test_what_is_sent_to_such_an_address_is_not_lost_on_the_way_but_told(commune):
    assert Client().post("/track/", {"code": "x"}).status_code == 404


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_a_page_for_all_answers_head_as_get_without_a_body(commune, address):
    get, head = Client().get(address), Client().head(address)
    assert (head.status_code, head["Content-Type"], head.content) == (
        get.status_code,
        get["Content-Type"],
        b"",
    )
    assert get.status_code == 200


@pytest.mark.parametrize("address", OFFICERS_PAGES)
def test_an_officers_page_answers_head_as_get_and_a_stranger_is_led_to_sign_in_by_both(
    commune, signed_in, address
):
    browser = signed_in("counter.1")
    get, head = browser.get(address), browser.head(address)
    assert (head.status_code, head["Content-Type"], head.content) == (
        get.status_code,
        get["Content-Type"],
        b"",
    )
    assert get.status_code == 200
    get, head = Client().get(address), Client().head(address)
    assert (head.status_code, head["Location"]) == (get.status_code, get["Location"])


@pytest.mark.parametrize("part", ["0001", "261125-0001", "261125 0001", "H36.99-261125-0001"])
def test_a_part_of_a_code_finds_the_case_at_both_desks(commune, signed_in, part):
    code = settled(commune).code
    settled(commune)
    browser = signed_in("counter.1")
    assert code in browser.post("/counter/", {"q": part}).content.decode()
    assert code in browser.post("/staff/", {"q": part}).content.decode()
    assert [row.code for row in finders.search(commune, "counter.1", part)] == [code]


@pytest.mark.parametrize("asked", ["doc than", "độc thân", "giấy độc thân", "single status"])
def test_the_counter_finds_single_status_by_what_people_call_it(commune, asked):
    assert found(finders.procedures(commune), asked)[0].slug == "xac-nhan-tinh-trang-hon-nhan"


def test_what_a_procedure_is_called_by_its_name_comes_before_what_people_call_it(commune):
    assert found(finders.procedures(commune), "khai sinh")[0].slug == "khai-sinh"


def refused(act) -> str:
    with pytest.raises(Refused) as told:
        act()
    return " ".join(fault_told(one, "vi") for one in told.value.refusal.at)


def test_a_case_related_to_itself_is_told_so(commune):
    code = settled(commune).code
    assert f"Đây chính là hồ sơ {code}." in refused(
        lambda: cases.act(commune, "civil.1", code, "relate", data={"case": code})
    )
    assert "Không tìm thấy" in refused(
        lambda: cases.act(commune, "civil.1", code, "relate", data={"case": "H36.99-261125-0999"})
    )


@pytest.mark.parametrize("amount", ["-20.000", "−20.000", "- 20.000"])
def test_paying_back_more_than_was_paid_is_refused_in_words_and_what_was_typed_stays(
    commune, signed_in, amount
):
    counter = signed_in("counter.1")
    code = accepted(counter)
    cases.act(commune, "counter.1", code, "pay", data={"amount": "4.000"})
    answer = counter.post(
        f"/counter/cases/{code}/payment", {"amount": amount, "how": "cash", "key": "p"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "mới thu 4.000 đồng, không trả lại 20.000 đồng được" in page and "Lý do: Chưa điền" in page
    )
    assert f'value="{amount}"' in page


def test_the_case_page_calls_a_register_by_its_name(commune, signed_in):
    case = settled(commune)
    page = signed_in("civil.1").get(f"/cases/{case.code}/").content.decode()
    record = case.records[0]
    assert (
        f'{finders.register(commune, record.register).name.vi} <span class="code">{record.record}</span>'
        in page
    )
    assert f"{record.register} {record.record}" not in page
