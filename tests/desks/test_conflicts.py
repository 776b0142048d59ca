"""Whoever acts on an old page is told who changed the case meanwhile, how and when, and keeps what they typed."""

import json
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import to_local
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_portal import went

HOUSE = "24730"


@pytest.fixture
def moved(commune):
    """A case that somebody looks at while a colleague proposes its result: the case as it was seen."""
    seen = went(commune, 1)
    at = seen.last_at + timedelta(minutes=7)
    cases.act(commune, "civil.1", seen.code, "note", data={"text": "đã gọi điện"}, at=at)
    cases.act(commune, "civil.1", seen.code, "propose", at=at + timedelta(minutes=1))
    return seen


def at_of(case, minutes: int) -> str:
    return f"{to_local(case.last_at + timedelta(minutes=minutes)):%H:%M ngày %d/%m/%Y}"


def test_the_door_says_who_changed_what_and_when_and_writes_nothing(commune, moved):
    before = ledger.head(HOUSE).number
    with pytest.raises(Refused) as refused:
        cases.act(commune, "leader", moved.code, "note", data={"text": "x"}, seen=moved.number)
    refusal = refused.value.refusal
    assert refusal.code == "case.moved"
    assert refusal.facts["changes"]["vi"] == (
        f"Lê Thị Thu Hà: ghi chú ({at_of(moved, 7)}); "
        f"Lê Thị Thu Hà: Trình ký giấy khai sinh ({at_of(moved, 8)})"
    )
    assert refusal.facts["changes"]["en"].startswith("Lê Thị Thu Hà: left a note (")
    assert ledger.head(HOUSE).number == before


def test_the_page_says_it_and_keeps_what_was_typed(signed_in, moved):
    answer = signed_in("leader").post(
        f"/cases/{moved.code}/acts/note",
        {"text": "Lời dặn dài của lãnh đạo", "seen": moved.number, "key": "k"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lê Thị Thu Hà: Trình ký giấy khai sinh" in page and at_of(moved, 8) in page
    assert "Lời dặn dài của lãnh đạo</textarea>" in page


def test_the_api_says_it_in_both_languages(signed_in, moved):
    browser = signed_in("leader")
    sent = json.dumps({"action": "note", "data": {"text": "x"}, "seen": moved.number})
    for lang, words in (("vi", "hồ sơ đã đổi"), ("en", "the case has changed")):
        answer = browser.post(
            f"/api/cases/{moved.code}/actions?lang={lang}", sent, content_type="application/json"
        )
        assert answer.status_code == 409
        assert words in answer.json()["detail"] and "Lê Thị Thu Hà" in answer.json()["detail"]


def test_only_the_last_changes_are_told_and_that_there_were_more(commune, moved):
    for n in range(3):
        at = moved.last_at + timedelta(minutes=10 + n)
        cases.act(commune, "clerk", moved.code, "note", data={"text": f"lần {n}"}, at=at)
    with pytest.raises(Refused) as refused:
        cases.act(commune, "leader", moved.code, "note", data={"text": "x"}, seen=moved.number)
    told = refused.value.refusal.facts["changes"]["vi"]
    assert told.startswith("…; ") and told.count("Trần Thị Mận: ghi chú") == 3


def test_nothing_that_was_written_is_told_only_what_kind_of_thing_was_done(commune, moved):
    with pytest.raises(Refused) as refused:
        cases.act(commune, "leader", moved.code, "note", data={"text": "x"}, seen=moved.number)
    assert "gọi điện" not in str(refused.value.refusal.facts)


def test_looking_at_a_case_is_no_change(commune):
    case = went(commune, 1)
    cases.read_personal(commune, "clerk", case.code, ["applicant.id"])
    assert finders.case_as_kept(commune, case.code).case.number > case.number
    cases.act(commune, "leader", case.code, "note", data={"text": "x"}, seen=case.number)
