"""Who tried what leaves a line apart from the log of the cases, for the inspector and the operator, without any secret."""

import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from dinh import clock
from dinh.access import finders
from dinh.cli import main
from dinh.engine.record.events import Appointed, Delegated
from dinh.folder import name_house
from dinh.input.profile import trail_months
from dinh.messages.trail import WHAT
from dinh.server import schedule
from dinh.store import accounts, archive, ledger, trail
from dinh.store.keys import make_key
from dinh.web.shared import trail as requests
from dinh.web.staff.trail import GROUPS
from dinh.workflow import cases
from tests.desks.test_portal import went
from tools import routes

GOOD = "Bon Bu Bơ mùa cà phê chín"
HOUSE = "24730"
ADDRESS = "203.0.113.7"


@pytest.fixture
def inspected(commune, house):
    """The commune with an inspector, and a person who has a password of their own."""
    name_house(house, HOUSE)
    cases.appoint(
        HOUSE,
        [
            Appointed(
                person="inspector",
                post="inspector",
                roles=("inspector",),
                title={"vi": "Thanh tra nội bộ"},
                start="2025-07-01",
                personal={"name": "Hồ Thị Kim Oanh"},
            )
        ],
    )
    user = accounts.account("counter.1")
    user.set_password(GOOD)
    user.save()
    return commune


@pytest.fixture(autouse=True)
def nobody_has_read(monkeypatch):
    monkeypatch.setattr(requests, "READING", requests.Reading())


def lines(what: str = "") -> list[tuple]:
    """Kind, person, name tried, address, about and times of what is in the trail, the latest first."""
    return [
        (one.what, one.person, one.tried, one.address, one.about, one.times)
        for one in trail.rows(HOUSE, what=what)
    ]


def tries(name: str, password: str, browser: Client | None = None):
    sent = {"name": name, "password": password}
    return (browser or Client()).post("/sign-in", sent, REMOTE_ADDR=ADDRESS)


def text_of_trail() -> str:
    return json.dumps([str(one) for one in trail.rows(HOUSE, limit=1000)])


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_sign_ins_right_and_wrong_and_waits_are_in_the_trail_and_not_in_the_log(inspected):
    before = ledger.head(HOUSE).number
    for _ in range(6):
        tries("counter.1", "sai hoàn toàn")
    Client().post("/sign-in", {"name": "counter.1", "password": GOOD}, REMOTE_ADDR="198.51.100.2")
    assert lines() == [
        ("sign_in.right", "counter.1", "", "198.51.100.2", "", 1),
        ("sign_in.waits", "", "counter.1", ADDRESS, "", 1),
        ("sign_in.wrong", "", "counter.1", ADDRESS, "", 5),
    ]
    assert ledger.head(HOUSE).number == before


def test_neither_passwords_nor_tracking_codes_nor_personal_numbers_are_in_it(inspected):
    case = went(inspected, 1)
    secrets = (GOOD, "067196002812", "hunter2hunter2", "Mật khẩu của tôi", case.code)
    for secret in secrets:
        tries(secret, secret)
        Client().post("/track", {"code": secret, "digits": "0000", "secret": secret})
        browser = Client()
        browser.post("/sign-in", {"demo": "civil.1"})
        browser.get(f"/cases/{secret}/" if secret != case.code else "/cases/none/")
    told = text_of_trail().lower()
    assert "track.wrong" in told and "case.denied" in told and "sign_in.wrong" in told
    for secret in secrets:
        assert secret.lower() not in told and secret.lower()[:6] not in told, secret


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("leader9", "leader9"),
        ("quan.ly", "quan.ly"),
        ("067196002812", "… (12)"),
        ("0912345678", "… (10)"),
        ("tenxyzabc", "t… (9)"),
        ("motmatkhaudai", "m… (13)"),
        ("Có dấu!", "… (7)"),
        ("", "… (0)"),
    ],
)
def test_of_a_name_that_nobody_has_what_may_be_a_password_or_a_number_is_not_kept(typed, kept):
    assert requests.name_tried(typed) == kept


def test_asking_for_a_case_that_is_withheld_or_none_is_in_the_trail_alike(inspected, signed_in):
    browser = signed_in("civil.1")
    for path in ("/cases/H36.99-261125-0999/", "/api/cases/H36.99-261125-0999"):
        assert browser.get(path, REMOTE_ADDR=ADDRESS).status_code == 404
    assert browser.get("/cases/khong-phai-ma/", REMOTE_ADDR=ADDRESS).status_code == 404
    assert lines("case") == [
        ("case.denied", "civil.1", "", ADDRESS, "", 1),
        ("case.denied", "civil.1", "", ADDRESS, "H36.99-261125-0999", 2),
    ]


def test_a_page_of_another_post_is_in_the_trail(inspected, signed_in):
    assert signed_in("civil.1").get("/staff/trail/", REMOTE_ADDR=ADDRESS).status_code == 403
    assert lines("page") == [("page.denied", "civil.1", "", ADDRESS, "staff/trail/", 1)]


def test_a_wrong_token_of_a_program_is_in_the_trail_without_the_token(inspected):
    answer = Client().get(
        "/api/worklist", headers={"authorization": "Bearer dinh_wrong"}, REMOTE_ADDR=ADDRESS
    )
    assert answer.status_code == 401
    assert lines() == [("token.wrong", "", "", ADDRESS, "", 1)]


def test_what_is_handed_out_is_in_the_trail(inspected, signed_in, house):
    make_key(house)
    case = went(inspected, 1)
    browser = signed_in("clerk")
    for path in ("/api/log", f"/api/cases/{case.code}/log", "/api/records/villages"):
        assert browser.get(path, REMOTE_ADDR=ADDRESS).status_code == 200, path
    period = {"from": "01/11/2026", "to": "30/11/2026"}
    assert browser.post("/books/cases.pdf", period, REMOTE_ADDR=ADDRESS).status_code == 200
    assert [(one[0], one[1], one[4]) for one in lines("export")] == [
        ("export.book", "clerk", "books/cases.pdf"),
        ("export.records", "clerk", "villages"),
        ("export.log", "clerk", case.code),
        ("export.log", "clerk", "api/log"),
    ]


OF_ONE_CASE = {
    "cases/<str:code>/slip.pdf",
    "cases/<str:code>/drafts/<str:action>.pdf",
    "letters/<str:digest>.pdf",
    "api/letters/<str:digest>.pdf",
}
"""One letter or one case: noted in the case's own log, or counted as the reading of a case."""
PUBLIC = {"board/results.csv"}
PAGES = {
    "staff/insight/logs/",
    "staff/insight/logs/<str:name>/",
    "staff/insight/logs/<str:name>/cases",
}
"""Of logs of others, which are in no book of the house: only their files are taken away."""
RULES = {
    "staff/people/proposals/<int:number>/files/<str:digest>",
    "api/proposals/<int:number>/files/<str:digest>",
}
"""A procedure that waits to be published tells of no person."""


def test_every_address_that_hands_out_a_file_a_log_or_a_register_is_known_to_the_trail():
    handing = re.compile(r"\.(pdf|csv|xlsx|zip|json)$|/log$|/logs|/records/|/files/")
    found = {address.lstrip("/") for address, _ in routes.addresses()}
    asked = {one for one in found if handing.search(one) and "openapi" not in one}
    assert asked - set(requests.EXPORTS) - OF_ONE_CASE - PUBLIC - PAGES - RULES == set()
    assert set(requests.EXPORTS) <= found, "no address that is gone"


def test_every_kind_has_its_words_and_its_filter():
    groups = [name for name, _ in GROUPS if name]
    assert all(any(what.startswith(group) for group in groups) for what in WHAT)


def test_who_opens_many_different_cases_within_an_hour_is_in_the_trail(
    inspected, signed_in, monkeypatch
):
    monkeypatch.setattr(requests, "READ_CASES_MAX", 2)
    codes = [went(inspected, n).code for n in range(1, 4)]
    browser = signed_in("civil.1")
    for _ in range(3):
        browser.get(f"/cases/{codes[0]}/")
    assert lines("cases") == [], "the same case is one"
    browser.get(f"/api/cases/{codes[1]}", REMOTE_ADDR=ADDRESS)
    assert lines("cases") == [("cases.many", "civil.1", "", ADDRESS, "2", 1)]
    signed_in("clerk").get(f"/cases/{codes[2]}/")
    assert len(lines("cases")) == 1, "each person by themselves"


def test_cases_read_more_than_an_hour_ago_do_not_count(monkeypatch):
    monkeypatch.setattr(requests, "READ_CASES_MAX", 2)
    reading, real = requests.Reading(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: real)
    assert reading.count(HOUSE, "clerk", "H36.99-261125-0001") == 0
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(minutes=61))
    assert reading.count(HOUSE, "clerk", "H36.99-261125-0002") == 0
    assert reading.count(HOUSE, "clerk", "H36.99-261125-0003") == 2


# --- who reads it -----------------------------------------------------------------------------------------------------


def test_the_inspector_reads_it_and_nobody_else_and_reading_leaves_a_line(inspected, signed_in):
    tries("counter.1", "sai")
    for person in ("leader", "clerk", "counter.1"):
        if person != "counter.1":
            assert signed_in(person).get("/staff/trail/").status_code == 403
    assert Client().get("/staff/trail/").status_code == 302
    page = signed_in("inspector").get("/staff/trail/", REMOTE_ADDR=ADDRESS).content.decode()
    assert "Đăng nhập sai" in page and ADDRESS in page and "Giữ 24 tháng" in page
    assert lines("trail") == [("trail.read", "inspector", "", ADDRESS, "", 1)]
    english = signed_in("inspector").get("/staff/trail/?lang=en").content.decode()
    assert "Wrong sign-in" in english and "Kept for 24 months" in english


def test_an_authority_that_was_delegated_reads_no_trail(inspected, signed_in):
    cases.delegate(
        HOUSE,
        Delegated(
            delegation="d-1",
            giver="inspector",
            post="inspector",
            to="clerk",
            roles=("inspector",),
            start="2025-07-02",
            end="2030-01-01",
        ),
    )
    assert "inspector" in finders.who(HOUSE, "clerk").roles
    assert signed_in("clerk").get("/staff/trail/").status_code == 403


def test_it_is_filtered_by_kind_person_and_day_and_turned_page_by_page(inspected, signed_in):
    for n in range(trail.ROWS_MAX + 5):
        trail.note(HOUSE, "sign_in.wrong", tried=f"ten{n}", address=ADDRESS)
    trail.note(HOUSE, "track.wrong", address="192.0.2.9")
    browser = signed_in("inspector")
    page = browser.get("/staff/trail/?what=track").content.decode()
    assert "192.0.2.9" in page and ADDRESS not in page
    page = browser.get("/staff/trail/?person=ten7").content.decode()
    assert page.count(ADDRESS) == 1
    assert "Không có vết nào" in browser.get("/staff/trail/?to=01/01/2020").content.decode()
    answer = browser.get("/staff/trail/?from=31/02/2026")
    assert answer.status_code == 422 and 'href="#tr-from"' in answer.content.decode()
    first = browser.get("/staff/trail/?what=sign_in&person=").content.decode()
    further = first.split('<a href="?')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/staff/trail/?{further}").content.decode()
    assert "ten0<" in second and "ten0<" not in first


def test_the_operator_reads_it_on_the_command_line(inspected, capsys):
    tries("counter.1", "sai")
    assert main(["--json", "trail", "--person", "counter.1"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(one["what"], one["tried"], one["address"], one["times"]) for one in rows] == [
        ("sign_in.wrong", "counter.1", ADDRESS, 1)
    ]
    assert main(["trail", "--from", "2020-01-01", "--to", "2020-12-31"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["trail"]) == 0
    assert "Đăng nhập sai" in capsys.readouterr().out
    assert ("trail.read", "operator", "", "", "", 3) in lines("trail"), "reading leaves a line"


def test_what_the_operator_takes_out_is_in_the_trail(inspected, tmp_path, house, capsys):
    make_key(house)
    assert main(["log"]) == 0
    assert main(["records", "villages"]) == 0
    assert main(["account", "clerk"]) == 0
    assert [(one[0], one[1], one[4]) for one in lines()] == [
        ("account.link", "operator", "clerk"),
        ("export.records", "operator", "villages"),
        ("export.log", "operator", ""),
    ]


# --- for how long -----------------------------------------------------------------------------------------------------


def test_it_is_kept_for_the_months_of_the_profile_and_forgotten_by_the_timer(
    inspected, monkeypatch, capsys
):
    assert trail_months(HOUSE) == 24
    assert main(["profile", "--set", "trail_months=3"]) == 0
    assert trail_months(HOUSE) == 3
    capsys.readouterr()
    trail.note(HOUSE, "sign_in.wrong", tried="leader", address=ADDRESS)
    real = clock.now()
    for days, left in ((92, 1), (94, 0)):
        monkeypatch.setattr(clock, "now", lambda days=days: real + timedelta(days=days))
        schedule.forget_trail()
        assert len(lines("sign_in")) == left, days


@pytest.mark.parametrize("months", ["0", "121", "nhiều", "-3", "1.5"])
def test_a_time_to_keep_it_that_is_none_is_refused_and_nothing_is_set(inspected, months, capsys):
    assert main(["--json", "profile", "--set", f"trail_months={months}"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["at"][0]["field"] == "trail_months"
    assert trail_months(HOUSE) == 24


def test_a_backup_has_the_trail(inspected, house, tmp_path):
    make_key(house)
    tries("counter.1", "sai")
    archive.backup(HOUSE, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as file:
        assert b"sign_in.wrong" in file.read("trail.jsonl")
