"""The public board: what everybody may see of the commune's work, and nothing of anybody."""

import csv
import json
import re
from datetime import datetime, timedelta
from html import unescape
from io import StringIO

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dinh import results
from dinh.access import finders
from dinh.engine.record.events import Acted, Actor, Clock, Filled, Opened, OpenStep
from dinh.engine.schedule.calendar import local
from dinh.procedures.published import Kept
from dinh.results import FEW, Figures, Standing, last_months, over_the_year, told
from dinh.store import rebuild
from dinh.store.writer import write
from dinh.web.api.board import Board
from dinh.workflow import cases
from tests.desks.test_cases import went
from tests.procedures_for_tests import procedure

CLERK = Actor("counter.1", "counter")
NAME = "Thạch Thị Quỳnh"
FIELDS = {
    "khai-sinh": "ho-tich",
    "chung-thuc-ban-sao": "chung-thuc",
    "khieu-nai-lan-dau": "khieu-nai-to-cao",
    "khai-thac-go": "lam-nghiep",
}
NOV = "2026-11-10"


def case(house, code, slug="khai-sinh", at=NOV, *, promised=None, took=None, secret=False):
    """Received at 09:00 of a day, and accepted then when days are promised; settled after so many days where it says so."""
    when = local(f"{at}T09:00")
    body = Opened(
        procedure=slug, version="2026-07-01", digest="0" * 64, name={"vi": slug}, code="1.001193", field=FIELDS.get(slug, "noi-vu"), channel="counter", opener="counter.1", title="applicant.name",
        class_="secret" if secret else "open", readers=("leader",) if secret else (), entered=(OpenStep("reception", when, ("counter",)),),
    )  # fmt: skip
    entries = [
        (when, CLERK, body),
        (when, CLERK, Filled(personal={"applicant.name": NAME, "applicant.id": "067196002812"})),
    ]
    if promised is not None:
        entries.append(
            (
                when,
                CLERK,
                Acted(
                    step="reception",
                    action="accept",
                    accepted=True,
                    clock=Clock(when, due=when + timedelta(days=promised)),
                ),
            )
        )
    if took is not None:
        entries.append(
            (
                when + timedelta(days=took),
                CLERK,
                Acted(
                    step="check",
                    action="sign",
                    left=("reception",),
                    end="granted",
                    outcome="granted",
                ),
            )
        )
    return write(house, lambda batch: batch.append(code, entries))


def words(answer) -> str:
    """What the page says, without its tags."""
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :])))


def rows(answer) -> dict[str, list[str]]:
    """The first table of the page: its rows by their first word, hints taken off."""
    page = answer.content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    cells = (
        [
            unescape(re.sub(r'<span class="hint">.*?</span>|<svg.*?</svg>|<[^>]*>', "", cell))
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in body.split("<tr>")[1:]
    )
    return {name: some for name, *some in cells}


def data(client):
    return json.loads(client.get("/api/board").content)


def test_everybody_sees_what_was_received_settled_on_time_late_and_what_is_open(client, commune):
    for n in range(4):
        case(commune, f"a-{n}", promised=3, took=2)
    case(commune, "a-late", promised=3, took=5)
    case(commune, "a-within", promised=60)
    case(commune, "a-overdue", promised=3)
    case(commune, "a-new")
    case(commune, "a-none", took=1)
    page = client.get("/board/")
    assert rows(page) == {
        "Hộ tịch": ["9", "6", "4", "1", "80,0%"],
        "Cả xã": ["9", "6", "4", "1", "80,0%"],
    }
    said = words(page)
    assert (
        "4 trên 5 hồ sơ có hẹn, trong đó 4 xong sớm. Trễ: 1. Ngoài ra 1 hồ sơ xong mà chưa hoặc không có hẹn."
        in said
    )
    assert "Còn trong hạn: 1. Quá hạn: 1. Chưa hẹn ngày: 1." in said
    assert "làm 2,6 ngày, hẹn 3,0" in said
    assert data(client)["now"]["whole"] == {"open": 3, "within": 1, "overdue": 1, "waiting": 1}


def test_a_real_case_is_counted_from_the_door_to_the_seal(client, commune):
    went(commune, 1)
    assert data(client)["now"]["whole"]["open"] == 1
    went(commune, 4)
    whole = data(client)["months"][0]["figures"]["whole"]
    assert (whole["received"], whole["settled"], whole["on_time"]) == (2, 1, 1)


def test_what_happens_in_the_house_is_on_the_board_at_once(client, commune):
    for n in range(3):
        case(commune, f"a-{n}")
        assert rows(client.get("/board/"))["Cả xã"][0] == str(n + 1)


def test_the_share_is_cut_off_so_that_all_on_time_means_all(client, commune):
    assert Figures(settled=2000, on_time=1999, late=1).share == results.Decimal("99.9")
    assert Figures(settled=5, on_time=5).share == 100
    assert Figures(settled=5).share is None


def test_what_does_not_apply_is_a_dash_and_null_never_nought(client, commune):
    for n in range(3):
        case(commune, f"a-{n}")
    assert rows(client.get("/board/"))["Hộ tịch"] == ["3", "0", "–", "–", "–"]
    whole = data(client)["months"][0]["figures"]["whole"]
    assert (whole["share"], whole["days_taken"], whole["days_promised"]) == (None, None, None)


def test_a_field_with_few_cases_is_told_with_others_and_never_alone(client, commune):
    for n in range(6):
        case(commune, f"a-{n}", "chung-thuc-ban-sao", promised=1, took=0.5)
    for n in range(4):
        case(commune, f"b-{n}", promised=3, took=2)
    case(commune, "c-1", "khieu-nai-lan-dau", promised=2, took=5)
    page = client.get("/board/")
    assert rows(page) == {
        "Chứng thực": ["6", "6", "6", "0", "100%"],
        "Các lĩnh vực ít hồ sơ": ["5", "5", "4", "1", "80,0%"],
        "Cả xã": ["11", "11", "10", "1", "90,9%"],
    }
    assert "khieu-nai" not in json.dumps([data(client)[part] for part in ("months", "year", "now")])
    assert (
        "khieu-nai" not in client.get("/board/results.csv").content.decode()
        and "Khiếu nại" not in client.get("/board/results.csv").content.decode()
    )


def test_the_average_of_one_or_two_cases_is_not_told(client, commune):
    for n in range(3):
        case(commune, f"a-{n}", promised=3, took=2 if n < 2 else None)
    assert data(client)["year"]["whole"]["days_taken"] is None
    case(commune, "a-3", promised=3, took=2)
    assert data(client)["year"]["whole"]["days_taken"] == 2.0


def test_secret_cases_are_counted_and_not_told_apart(client, commune):
    for n in range(3):
        case(commune, f"a-{n}", "khieu-nai-lan-dau", promised=30, took=5, secret=n < 2)
    assert rows(client.get("/board/"))["Khiếu nại – tố cáo"] == ["3", "3", "3", "0", "100%"]
    assert "secret" not in client.get("/api/board").content.decode()


def test_what_the_house_does_for_itself_is_no_result_for_citizens(client, commune):
    inside = procedure("to-cao")
    cases.publish(
        commune,
        [cases.Publication("procedure", inside.slug, inside.in_force, Kept(procedure=inside))],
    )
    for n in range(3):
        case(commune, f"a-{n}", promised=3, took=2)
        case(commune, f"b-{n}", inside.slug, took=2)
        case(commune, f"c-{n}", inside.slug)
    assert set(rows(client.get("/board/"))) == {"Hộ tịch", "Cả xã"}
    assert data(client)["now"]["whole"]["open"] == 0
    assert f"/procedures/{inside.slug}" not in client.get("/board/").content.decode()


def test_nothing_of_anybody_is_on_the_page_nor_in_what_is_taken_along(client, signed_in, commune):
    for n in range(3):
        case(commune, f"H36.99-261110-000{n}", promised=3, took=2)
    for browser in (client, signed_in("leader")):
        for address in ("/board/", "/board/?month=all", "/board/results.csv", "/api/board"):
            text = browser.get(address).content.decode()
            assert not [
                one
                for one in (NAME, "Quỳnh", "067196002812", "H36.99-261110", "Lê Thị Thu Hà")
                if one in text
            ], address


def test_a_month_begins_and_ends_at_midnight_here(client, commune):
    for n, at in enumerate(("2026-10-31", "2026-11-01", "2026-11-01", "2026-11-30")):
        case(commune, f"a-{n}", at=at)
    by_month = {one["month"]: one["figures"]["whole"]["received"] for one in data(client)["months"]}
    assert (by_month["2026-10"], by_month["2026-11"]) == (1, 3)
    assert results.last_months(datetime.fromisoformat("2026-01-31T00:00:00+07:00").date())[:3] == [
        "2026-01",
        "2025-12",
        "2025-11",
    ]
    assert len(set(last_months(local("2026-11-30").date()))) == 12


def test_a_month_may_be_chosen_and_one_that_is_none_is_not_there(client, commune):
    for n in range(3):
        case(commune, f"a-{n}", at="2026-09-08", promised=3, took=2)
    assert rows(client.get("/board/", {"month": "2026-09"}))["Hộ tịch"][0] == "3"
    assert "Không có hồ sơ nào được nhận hoặc xong trong kỳ này" in words(client.get("/board/"))
    assert "Đầu kỳ còn 0 hồ sơ đang làm, cuối kỳ 0" in words(
        client.get("/board/", {"month": "all"})
    )
    for wrong in ("2026-13", "2019-01", "9", "2026-11-01", "<b>"):
        assert client.get("/board/", {"month": wrong}).status_code == 404


def test_what_was_open_when_a_month_began_is_carried_over(client, commune):
    case(commune, "a-1", at="2025-01-10")
    case(commune, "a-2", at="2026-09-10", promised=3, took=40)
    found = {one["month"]: (one["carried"], one["left"]) for one in data(client)["months"]}
    assert (found["2026-09"], found["2026-10"], found["2026-11"]) == ((1, 2), (2, 1), (1, 1))


def test_a_house_without_cases_says_so_and_still_tells_what_it_offers(client, commune):
    said = words(client.get("/board/"))
    assert "chưa có số liệu" in said
    assert "Đăng ký khai sinh" in said
    assert (
        f"Thủ tục đã công bố: {sum(one.level != 'internal' for one in finders.procedures(commune))}"
        in said
    )


def test_a_machine_without_a_house_says_so(client, house):
    assert "dinh init" in client.get("/board/").content.decode()
    assert client.get("/board/results.csv").status_code == 404


def test_every_procedure_that_is_offered_leads_to_its_page(client, commune):
    page = client.get("/board/").content.decode()
    for one in finders.procedures(commune):
        assert (f'href="/procedures/{one.slug}"' in page) == (one.level != "internal"), one.slug


def test_the_portal_leads_to_the_board(client, commune):
    assert (
        client.get("/").content.decode().count('href="/board/"') == 3
    )  # the desks above, the page, the foot
    assert 'href="/board/"' in client.get("/track").content.decode()


def test_the_board_is_the_same_after_the_tables_are_made_anew(client, commune):
    for n, slug in enumerate(FIELDS):
        for m in range(n + 2):
            case(commune, f"{slug}-{m}", slug, promised=3, took=m if m % 2 else None)
    before, table = data(client), client.get("/board/results.csv").content
    assert rebuild.rebuild(commune)["equal"]
    assert (data(client), client.get("/board/results.csv").content) == (before, table)


def test_the_data_are_as_they_are_described(client, commune):
    for n, slug in enumerate(FIELDS):
        for m in range(n + 1):
            case(commune, f"{slug}-{m}", slug, promised=3, took=2)
    found = client.get("/api/board")
    msgspec.json.decode(found.content, type=Board)
    assert found.json()["few_below"] == FEW
    assert len(found.json()["months"]) == 12


def test_the_table_to_take_along_has_the_same_numbers_as_the_page(client, commune):
    for n in range(4):
        case(commune, f"a-{n}", promised=3, took=2 + 2 * (n == 3))
    answer = client.get("/board/results.csv", {"lang": "en"})
    assert (
        answer["Content-Type"] == "text/csv; charset=utf-8"
        and "attachment" in answer["Content-Disposition"]
    )
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {len(row) for row in table} == {15}
    assert table[1][:9] == ["2026-11", "Civil status", "4", "4", "3", "3", "1", "0", "75.0"]


def test_the_page_says_the_same_in_english_and_loads_no_script(client, commune):
    for n in range(3):
        case(commune, f"a-{n}", promised=3, took=2)
    page = client.get("/board/", {"lang": "en"})
    said = words(page)
    assert "Civil status" in said and "Settled on time" in said and "Open now" in said
    assert not re.search(r"hồ sơ|tháng|hạn", said)
    assert "<script" not in page.content.decode()


# --- few cases --------------------------------------------------------------------------------------------------------

FIGURES = st.builds(Figures, received=st.integers(0, 6), settled=st.integers(0, 6))
BY_FIELD = st.dictionaries(st.sampled_from("abcdef"), FIGURES)


@given(BY_FIELD)
def test_what_is_told_adds_up_and_tells_of_no_field_with_few_cases(month):
    found = told(month, Figures())
    assert (
        sum((one for _, one in found.fields), found.rest or Figures())
        == found.whole
        == sum(month.values(), Figures())
    )
    assert all(one.size >= FEW and month[field] == one for field, one in found.fields)
    if found.rest is not None and found.fields:
        assert found.rest.size >= FEW


@given(st.lists(BY_FIELD, min_size=2, max_size=12))
def test_a_year_tells_of_a_field_what_its_months_told_or_the_year_alone(months):
    year = over_the_year(months)
    assert year.whole == sum((one for month in months for one in month.values()), Figures())
    each = [dict(told(month, Figures()).fields) for month in months]
    for field, one in year.fields:
        of_months = sum((some[field] for some in each if field in some), Figures())
        assert one == of_months if of_months.size else one.size >= FEW


@given(st.dictionaries(st.sampled_from("abcdef"), st.builds(Standing, open=st.integers(0, 6))))
def test_what_is_open_is_told_likewise(now):
    found = told(now, Standing())
    assert all(one.open >= FEW for _, one in found.fields)
    assert found.whole.open == sum(one.open for one in now.values())
