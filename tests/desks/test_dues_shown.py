"""What pages say of a due: the first one beside a new one, and no impossible day while the clock stands."""

import re

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went

ASKED = {
    "items": ["documents.birth_note"],
    "missing": "Giấy chứng sinh",
    "missing_reason": "chưa rõ",
    "guidance": "lấy ở trạm",
}


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def extend(browser, case, **sent):
    return browser.post(
        f"/cases/{case.code}/acts/extend",
        {"reason": "Mất điện cả ngày", "seen": case.number, "key": "x", **sent},
    )


def open_days(house: str, case) -> list[str]:
    calendar = finders.calendar_of(finders.state(house).profile)
    day, found = case.due.date(), []
    while len(found) < 2:
        day = calendar.next_open(day)
        found.append(day.isoformat())
    return found


def test_an_extension_to_a_sunday_is_refused_at_its_field(signed_in, commune):
    case = went(commune, 1)
    leader = signed_in("leader")
    answer = extend(leader, case, until="2026-12-06")
    assert answer.status_code == 422
    assert "Ngày 06/12/2026 cơ quan không làm việc (cuối tuần)." in text(answer)
    assert ledger.case_state(commune, case.code).number == case.number
    assert "The office is closed on 06/12/2026 (weekend)." in text(
        leader.post(
            f"/cases/{case.code}/acts/extend?lang=en",
            {"reason": "x", "seen": case.number, "key": "y", "until": "2026-12-06"},
        )
    )


def test_the_first_due_stands_beside_the_new_one_on_every_page(signed_in, commune, client):
    case = went(commune, 1)
    assert extend(signed_in("leader"), case, until=open_days(commune, case)[0]).status_code == 302
    officer, counter = signed_in("civil.1"), signed_in("counter.1")
    pages = {
        "case": officer.get(f"/cases/{case.code}/"),
        "proof": officer.get(f"/cases/{case.code}/proof"),
        "list": officer.get("/staff/"),
        "found": officer.get("/staff/", {"q": "Điểu Xuân"}),
        "counter": counter.get(f"/counter/cases/{case.code}/"),
        "track": client.post("/track", {"code": case.code, "digits": "2812"}),
    }
    for name, answer in pages.items():
        assert answer.status_code == 200, name
        said = text(answer)
        assert re.search("Hẹn đầu hôm nay, 17:00; đã gia hạn, tính theo hẹn mới", said), name


def test_a_case_that_was_not_extended_says_nothing_of_a_first_due(signed_in, commune):
    case = went(commune, 1)
    assert "Hẹn đầu" not in text(signed_in("civil.1").get(f"/cases/{case.code}/"))


@pytest.mark.parametrize(
    ("lang", "after", "not_said"),
    [("vi", "Trả sau khi bổ sung", "Vì sao hẹn "), ("en", "Due after the supplement", "Why Fri")],
)
def test_a_case_that_waits_for_a_supplement_tells_no_day(
    signed_in, commune, client, lang, after, not_said
):
    case = went(commune, 1)
    case = cases.act(commune, "civil.1", case.code, "supplement", data=ASKED)
    assert case.paused and case.awaits_applicant
    said = text(signed_in("civil.1").get(f"/cases/{case.code}/", {"lang": lang}))
    assert after in said and not_said not in said
    page = client.post(f"/track?lang={lang}", {"code": case.code, "digits": "2812"})
    due = re.search(r"<dt>(?:Hẹn trả|Due)</dt><dd>(.*?)</dd>", page.content.decode()).group(1)
    assert ("au khi bổ sung" in due or "fter the supplement" in due) and "17:00" not in due


def test_an_ended_case_never_says_that_it_is_being_looked_at(commune, client):
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    reject = {"rejection_reason": "Không thuộc xã", "rejection_basis": "Luật Hộ tịch, Điều 13"}
    cases.act(commune, "counter.1", case.code, "reject", data=reject)
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Không tiếp nhận" in page and "đang xem" not in page
