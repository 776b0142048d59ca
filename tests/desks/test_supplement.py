"""Supplements and corrections over HTTP: item by item, shown to the applicant, at the counter and on the case."""

import re

import pytest

from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went
from tests.desks.test_dues_shown import text

WORDS = {"missing_reason": "Bản chụp mờ", "guidance": "Chụp lại ở trạm y tế"}
NOTE, BORN = "documents.birth_note.1", "mother.address"


def asked(commune, *items: str):
    case = went(commune, 1)
    wanted = list(items) or [NOTE, BORN]
    return cases.act(commune, "civil.1", case.code, "supplement", data={**WORDS, "items": wanted})


def press(browser, case, action, **sent):
    return browser.post(
        f"/cases/{case.code}/acts/{action}",
        {"seen": case.number, "key": f"{action}.{case.number}", **sent},
    )


def now(commune, case):
    return ledger.case_state(commune, case.code)


def test_the_officer_ticks_papers_and_fields_and_the_article_of_the_file_stands_there(
    signed_in, commune
):
    case = went(commune, 1)
    officer = signed_in("civil.1")
    form = officer.get(f"/cases/{case.code}/acts/supplement?step=check").content.decode()
    assert f'name="items" value="{NOTE}"' in form and f'name="items" value="{BORN}"' in form
    law = re.search(rf'name="items.{re.escape(NOTE)}.law" value="([^"]+)"', form).group(1)
    assert "Luật Hộ tịch" in law
    empty = press(officer, case, "supplement", step="check", **WORDS)
    assert empty.status_code == 422 and "Chưa chọn giấy tờ hoặc nội dung nào." in text(empty)
    sent = {
        "items": [NOTE, BORN],
        f"items.{NOTE}.law": law,
        f"items.{BORN}.reason": "Khác sổ hộ khẩu",
    }
    answer = press(officer, case, "supplement", step="check", **WORDS, **sent)
    assert answer.status_code == 302
    items = now(commune, case).requested
    assert [(item.of, item.reason, item.law) for item in items] == [
        (NOTE, "Bản chụp mờ", law),
        (BORN, "Khác sổ hộ khẩu", items[1].law),
    ]


@pytest.mark.parametrize(
    ("lang", "progress", "still"),
    [("vi", "Đã nộp 0 trong 2 mục", "còn chờ"), ("en", "0 of 2 brought", "waited for")],
)
def test_what_is_asked_is_shown_to_the_applicant_at_the_counter_and_on_the_case(
    signed_in, commune, client, lang, progress, still
):
    case = asked(commune)
    ask = {"lang": lang}
    pages = [
        signed_in("civil.1").get(f"/cases/{case.code}/", ask),
        signed_in("counter.1").get(f"/counter/cases/{case.code}/", ask),
        client.post(f"/track?lang={lang}", {"code": case.code, "digits": "2812"}),
    ]
    for page in pages:
        said = text(page)
        assert progress in said and said.count(still) == 2, said[:300]
        assert "Bản chụp mờ" in said and "Luật Hộ tịch" in said


def test_an_empty_supplement_does_not_end_the_pause(signed_in, commune):
    case = asked(commune)
    same = {BORN: DATA["mother"]["address"]}
    answer = press(signed_in("counter.1"), case, "complete", step="completing", **same)
    assert answer.status_code == 422
    assert "Chưa bổ sung mục nào đã được yêu cầu." in text(answer)
    after = now(commune, case)
    assert after.paused and after.number == case.number


def test_it_is_brought_item_by_item_and_the_clock_goes_on_with_the_last(signed_in, commune, client):
    case = asked(commune)
    counter = signed_in("counter.1")
    form = counter.get(f"/cases/{case.code}/acts/complete?step=completing").content.decode()
    assert f'name="{NOTE}"' in form and f'name="{BORN}"' in form
    assert 'name="applicant.name"' not in form and 'name="documents.identity"' not in form
    first = press(
        counter,
        case,
        "complete",
        step="completing",
        **{NOTE: "seen", BORN: DATA["mother"]["address"]},
    )
    assert first.status_code == 302
    half = now(commune, case)
    assert half.paused and [item.settled for item in half.requested] == ["brought", ""]
    assert "Đã nộp 1 trong 2 mục" in text(
        client.post("/track", {"code": case.code, "digits": "2812"})
    )
    last = press(counter, half, "complete", step="completing", **{BORN: "Bon Ja Răh"})
    assert last.status_code == 302
    after = now(commune, case)
    assert not after.paused and [step.name for step in after.steps] == ["check"]
    log = text(counter.get(f"/cases/{case.code}/?log=all"))
    assert "ghi: ." not in log and log.count("ghi: Địa chỉ") <= 1


def test_the_officer_waives_what_is_not_needed_any_more(signed_in, commune):
    case = asked(commune)
    officer = signed_in("civil.1")
    form = officer.get(f"/cases/{case.code}/acts/waive").content.decode()
    assert "Bỏ qua mục nào?" in form
    assert press(officer, case, "waive", items=[NOTE]).status_code == 422
    answer = press(officer, case, "waive", items=[NOTE, BORN], reason="Đã tra được ở tỉnh")
    assert answer.status_code == 302
    assert not now(commune, case).paused
    assert "bỏ qua mục đã yêu cầu" in text(officer.get(f"/cases/{case.code}/"))


def test_a_second_request_is_refused_before_it_is_typed(signed_in, commune):
    case = asked(commune, NOTE)
    cases.act(
        commune, "counter.1", case.code, "complete", data={"documents": {"birth_note": ["seen"]}}
    )
    officer = signed_in("civil.1")
    page = text(officer.get(f"/cases/{case.code}/"))
    assert "Yêu cầu bổ sung Đã làm đủ 1 lần" in page or "đủ" in page
    form = officer.get(f"/cases/{case.code}/acts/supplement?step=check")
    assert form.status_code == 422 and 'name="guidance"' not in form.content.decode()


def test_the_counter_asks_at_reception_with_the_papers_that_lack_already_chosen(signed_in, commune):
    from tests.desks.test_counter import BIRTH, OPEN

    counter = signed_in("counter.1")
    sent = {name: value for name, value in BIRTH.items() if not name.startswith("documents.birth")}
    page = counter.post(OPEN, {**sent, "do": "supplement"}).content.decode()
    assert re.search(rf'name="items" value="{re.escape(NOTE)}" checked', page)
    answer = counter.post(
        OPEN, {**sent, "do": "supplement", "asked": "supplement", "items": [NOTE], **WORDS}
    )
    assert answer.status_code == 302


# --- correction ------------------------------------------------------------------------------------------------------


def test_a_case_goes_back_to_the_clerk_for_the_fields_that_are_named(signed_in, commune):
    case = went(commune, 1)
    officer, counter = signed_in("civil.1"), signed_in("counter.1")
    due = case.due
    sent = {"items": [BORN, "applicant.phone"], "correction_reason": "Gõ nhầm thôn"}
    assert press(officer, case, "return_for_correction", step="check", **sent).status_code == 302
    back = now(commune, case)
    assert [step.name for step in back.steps] == ["correction"] and not back.paused
    assert back.due == due
    page = text(counter.get(f"/counter/cases/{case.code}/"))
    assert "Hồ sơ được trả lại để sửa" in page and "Gõ nhầm thôn" in page
    form = counter.get(f"/cases/{case.code}/acts/correct?step=correction").content.decode()
    assert f'name="{BORN}"' in form and 'name="applicant.name"' not in form
    phone = {"applicant.phone": DATA["applicant"]["phone"]}
    first = press(counter, back, "correct", step="correction", **{BORN: "Bon Ja Răh"}, **phone)
    assert first.status_code == 302
    half = now(commune, case)
    assert [item.settled for item in half.requested] == ["brought", ""]
    sent = {BORN: "Bon Ja Răh", "applicant.phone": "0900000999"}
    done = press(counter, half, "correct", step="correction", **sent)
    assert done.status_code == 302
    after = now(commune, case)
    assert [step.name for step in after.steps] == ["check"] and after.due == due
    page = text(officer.get(f"/cases/{case.code}/"))
    assert f"{DATA['mother']['address']} → Bon Ja Răh" in page
    assert "Đã yêu cầu sửa Đã sửa 2 trong 2 mục" in page and "Đã yêu cầu bổ sung" not in page
    assert "0900000271" not in page and "0900000999" not in page
    assert "••• ••• 271 → ••• ••• 999" in page


def test_a_leaders_return_asks_a_reason_and_the_step_is_shown_as_returned(signed_in, commune):
    case = went(commune, 2)
    leader = signed_in("leader.2")
    bare = press(leader, case, "back", step="signing")
    assert bare.status_code == 422
    assert (
        press(leader, case, "back", step="signing", reason="Thiếu số định danh").status_code == 302
    )
    page = signed_in("civil.1").get(f"/cases/{case.code}/")
    way = re.search(r'<ol class="flow".*?</ol>', page.content.decode(), re.S).group(0)
    stops = re.findall(r"<li.*?</li>", way, re.S)
    signing = next(stop for stop in stops if "Ký" in stop and "trả lại" in stop)
    assert "xong" not in signing and 'class="done"' not in signing
    assert "Trả lại thẩm tra" in text(page) and "Thiếu số định danh" in text(page)
