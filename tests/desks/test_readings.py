"""Opening a letter or a file of a case is a reading of personal data: noted once, by the one door, and in nobody's way."""

from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import ledger, uploads
from dinh.web.shared import letters
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went


def readings(house: str, code: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (event.actor.person, event.body.read)
        for event in ledger.events(house, code)
        if event.kind == "noted" and event.body.read
    ]


def test_who_opens_a_letter_is_named_in_the_log_of_its_case(signed_in, commune):
    case = went(commune, 1)
    receipt = case.letters[0]
    civil = signed_in("civil.1")
    assert civil.get(f"/letters/{receipt.digest}.pdf").content.startswith(b"%PDF")
    assert readings(commune, case.code) == [("civil.1", (f"letter:{receipt.name}",))]
    page = civil.get(f"/cases/{case.code}/").content.decode()
    assert f"Lê Thị Thu Hà xem: {receipt.label['vi']}" in page


def test_looking_again_at_once_is_one_reading_and_later_or_by_another_is_one_more(
    signed_in, commune
):
    case = went(commune, 1)
    digest = case.letters[0].digest
    for person in ("civil.1", "civil.1", "leader"):
        signed_in(person).get(f"/letters/{digest}.pdf")
    assert [person for person, _ in readings(commune, case.code)] == ["civil.1", "leader"]
    cases.act(
        commune,
        "leader",
        case.code,
        "note",
        data={"text": "x"},
        at=finders.time_of(commune) + letters.READ_AGAIN + timedelta(minutes=1),
    )
    signed_in("civil.1").get(f"/letters/{digest}.pdf")
    assert [person for person, _ in readings(commune, case.code)] == [
        "civil.1",
        "leader",
        "civil.1",
    ]


def test_a_file_that_was_brought_is_a_reading_too(signed_in, commune):
    file = {
        "digest": uploads.keep_made(b"%PDF-1.7 giay to"),
        "name": "giay.pdf",
        "type": "application/pdf",
        "size": 16,
    }
    case = cases.open_case(
        commune,
        "counter.1",
        "khai-sinh",
        {**DATA, "documents": {**DATA["documents"], "identity": file}},
    )
    assert (
        signed_in("civil.1").get(f"/cases/{case.code}/documents/{file['digest']}").status_code
        == 200
    )
    assert readings(commune, case.code) == [("civil.1", ("identity",))]


def test_what_was_not_handed_over_was_not_read(client, signed_in, commune):
    case = went(commune, 1)
    head = ledger.head(commune)
    assert client.get(f"/letters/{case.letters[0].digest}.pdf").status_code == 302
    assert signed_in("civil.1").get(f"/letters/{'0' * 64}.pdf").status_code == 404
    assert signed_in("civil.1").get(f"/cases/{case.code}/documents/{'0' * 64}").status_code == 404
    assert ledger.head(commune) == head


def test_a_page_of_a_case_writes_nothing(signed_in, commune):
    case = went(commune, 1)
    head = ledger.head(commune)
    for page in (f"/cases/{case.code}/", "/staff/", f"/letters/{case.letters[0].digest}"):
        assert signed_in("civil.1").get(page).status_code == 200
    assert ledger.head(commune) == head


def test_a_reading_makes_nobodys_form_stale_but_anything_else_does(signed_in, commune):
    case = went(commune, 1)
    signed_in("leader").get(f"/letters/{case.letters[0].digest}.pdf")
    cases.read_personal(commune, "leader", case.code, ["applicant.id"])
    assert ledger.case_state(commune, case.code).number > case.number
    noted = cases.act(commune, "civil.1", case.code, "note", data={"text": "x"}, seen=case.number)
    with pytest.raises(Refused, match=r"case\.moved"):
        cases.act(commune, "civil.1", case.code, "propose", seen=case.number)
    assert (
        cases.act(commune, "civil.1", case.code, "propose", seen=noted.number).steps[0].name
        == "signing"
    )
