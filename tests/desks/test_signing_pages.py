"""What a leader reads in the signing queue is the letter that will be issued, page by page."""

import re

import pytest
from msgspec.structs import replace

from dinh import printing
from dinh.access import finders
from dinh.letters import print_letter
from dinh.store import ledger
from dinh.web.shared.drafts import drafts
from dinh.web.staff.signing import value_said
from dinh.workflow import cases
from tests.desks.test_cases import went

AT_SIGNING = {"number", "book", "symbol", "date", "issued", "digest", "qr", "tracking_code"}


def pdf_of(page) -> bytes:
    return print_letter(page.sources, page.template, page.values, page.pictures)


def pages_in(html: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'<img src="([^"]+)"', html)]


def test_the_draft_and_the_letter_are_the_same_bytes_but_for_number_and_date(commune):
    case = went(commune, 2)
    draft = drafts(finders.case_seen_by(commune, "leader.2", case.code), "sign", "signing")[0]
    cases.act(commune, "leader.2", case.code, "sign")
    case = ledger.case_state(commune, case.code)
    letter = next(one for one in case.letters if one.name == draft.name)
    issued = printing.page(commune, case.code, letter)
    assert (draft.page.template, draft.page.sources) == (issued.template, issued.sources)
    differ = {name for name in issued.values if issued.values[name] != draft.page.values.get(name)}
    assert differ <= AT_SIGNING
    assert {"book", "digest"} <= differ  # what a draft must not have
    later = {name: issued.values[name] for name in AT_SIGNING}
    assert pdf_of(replace(draft.page, values=draft.page.values | later)) == pdf_of(issued)


def test_the_queue_shows_the_pages_of_the_draft_themselves(signed_in, commune):
    case = went(commune, 2)
    leader = signed_in("leader.2")
    page = leader.get("/staff/signing/").content.decode()
    shown = pages_in(page)
    assert len(shown) == 1
    answer = leader.get(shown[0])
    assert answer["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")
    assert "no-store" in answer["Cache-Control"]
    assert (
        ledger.case_state(commune, case.code).number == case.number
    )  # reading a draft writes nothing


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 30])
def test_a_page_that_the_draft_has_not_is_not_found(signed_in, commune, page):
    case = went(commune, 2)
    address = f"/cases/{case.code}/drafts/sign.png?step=signing&page={page}"
    assert signed_in("leader.2").get(address).status_code == 404


def test_whoever_may_not_sign_is_shown_no_page_of_the_draft(signed_in, commune):
    case = went(commune, 2)
    address = f"/cases/{case.code}/drafts/sign.png?step=signing"
    assert signed_in("counter.1").get(address).status_code in (403, 422)


@pytest.mark.parametrize(
    ("value", "said"),
    [(1234, "1.234"), ("1234.5", "1.234,5"), ("0.75", "0,75"), ("1.001193.x", "1.001193.x")],
)
def test_a_number_beside_the_pages_is_written_as_on_them(value, said):
    assert value_said(value) == said
