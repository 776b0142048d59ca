"""What whoever signed in was shown stays on no disk."""

from django.test import Client

from dinh.workflow import cases
from tests.desks.test_cases import DATA


def test_no_page_of_whoever_signed_in_is_stored(commune, signed_in):
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    browser = signed_in("leader")
    for path in (
        f"/cases/{case.code}/",
        f"/cases/{case.code}/",  # from the server's own shelf
        f"/cases/{case.code}/log",
        f"/cases/{case.code}/proof",
        "/staff/",
        "/staff/people/",
        "/password",
        "/",
        "/khong-co",
    ):
        assert browser.get(path, follow=True)["Cache-Control"] == "private, no-store", path
    assert Client().get("/")["Cache-Control"] == "private, no-cache"


def test_a_refusal_on_a_page_of_a_case_is_not_stored_either(commune, signed_in):
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    answer = signed_in("counter.1").post(f"/cases/{case.code}/acts/sign", {})
    assert answer.status_code in (403, 422)
    assert answer["Cache-Control"] == "private, no-store"
