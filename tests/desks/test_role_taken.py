"""A role that is taken away while its holder is in the middle of a form: nothing is written, nothing typed is lost."""

import pytest

from dinh.engine.record.events import Appointed
from dinh.engine.record.seal import verify
from dinh.store import ledger, rebuild
from dinh.workflow import cases
from tests.desks.conftest import PEOPLE
from tests.desks.test_cases import went
from tests.desks.test_counter import BIRTH, OPEN, key_in


def ended(house: str, person: str, *roles_instead: str) -> None:
    """By another officer, a moment ago."""
    name, roles, _ = PEOPLE[person]
    told = {"person": person, "personal": {"name": name}}
    if roles_instead:  # first: who held no post for a moment would be signed out
        cases.appoint(
            house,
            [Appointed(post=f"{person}.new", roles=roles_instead, start="2026-11-25", **told)],
        )
    ended = Appointed(post=person, roles=roles, start="2025-07-01", end="2026-11-24", **told)
    cases.appoint(house, [ended], strands=True)


def whole(house: str) -> int:
    events, bad, reason = verify(ledger.log(house))
    assert not bad, reason
    assert rebuild.rebuild(house, check=True)["equal"]
    return events


@pytest.mark.parametrize(
    ("instead", "code"), [((), "page.no_post"), (("village_head",), "page.forbidden")]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_reception_whose_officer_lost_the_post_is_not_written_and_can_be_copied(
    signed_in, commune, instead, code, lang
):
    browser = signed_in("counter.1")
    key = key_in(browser.get(OPEN).content.decode())
    ended(commune, "counter.1", *instead)
    before = whole(commune)
    answer = browser.post(f"{OPEN}?lang={lang}", {**BIRTH, "key": key, "do": "accept"})
    page = answer.content.decode()
    assert (answer.status_code, code in page) == (403, True)
    for value in ("Nguyễn Văn Tài", "067091004512", "Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng"):
        assert value in page
    assert ("What was typed" if lang == "en" else "Những gì đã nhập") in page
    assert whole(commune) == before


def test_an_officer_whose_role_was_taken_acts_no_more_and_the_reason_stays_on_the_page(
    signed_in, commune
):
    case, browser = went(commune, 1), signed_in("civil.1")
    address = f"/cases/{case.code}/acts/propose"
    key = key_in(browser.get(address).content.decode())
    ended(commune, "civil.1", "village_head")
    before = whole(commune)
    answer = browser.post(
        address, {"key": key, "seen": case.number, "reason": "Đủ điều kiện theo Điều 16"}
    )
    page = answer.content.decode()
    assert answer.status_code in (403, 422)
    assert "step.not_yours" in page
    assert "Đủ điều kiện theo Điều 16" in page
    assert whole(commune) == before
    assert ledger.case_state(commune, case.code).number == case.number
