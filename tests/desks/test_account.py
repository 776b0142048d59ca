"""Sessions and tokens end: with the password, with the last post, by a button, by the operator; and their owner sees them."""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dinh.accounts import epochs, open_sessions
from dinh.cli import main
from dinh.engine.record.events import Appointed, Delegated
from dinh.folder import name_house
from dinh.server import schedule
from dinh.store import accounts, ledger, rebuild
from dinh.store.instants import LOCAL
from dinh.web.api import tokens
from dinh.web.shared import locks
from dinh.workflow import cases
from tests.desks.conftest import PEOPLE

OLD, NEW = "Bon Bu Bơ mùa cà phê chín", "hạt tiêu phơi đầy sân"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def person(commune) -> str:
    """Somebody with a password of their own."""
    epochs.set_password(accounts.account("counter.1"), OLD)
    return "counter.1"


def entered(person: str, password: str = OLD, **headers: str) -> Client:
    browser = Client(**headers)
    answer = browser.post("/sign-in", {"name": person, "password": password})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return browser


def gets_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def token_of(browser: Client, status: int = 201, **body: str) -> dict:
    answer = browser.post(
        "/api/tokens", json.dumps({"name": "báo cáo", **body}), content_type="application/json"
    )
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def asks_by(word: str) -> int:
    program = Client(HTTP_AUTHORIZATION=f"Bearer {word}")
    return program.get("/api/worklist").status_code


def end_post(house: str, person: str, last_day: str = "2026-11-24") -> None:
    name, roles, title = PEOPLE[person]
    post = Appointed(
        person=person,
        post=person,
        roles=roles,
        title={"vi": title},
        start="2025-07-01",
        end=last_day,
        personal={"name": name},
    )
    cases.appoint(house, [post])


def give_post(house: str, person: str) -> None:
    name, roles, _ = PEOPLE[person]
    post = Appointed(
        person=person, post="new", roles=roles, start="2026-11-25", personal={"name": name}
    )
    cases.appoint(house, [post])


# --- what ends them ---------------------------------------------------------------------------------------------------


def test_a_new_password_ends_other_sessions_and_every_token_and_this_session_goes_on(person):
    here, there = entered(person), entered(person)
    word = token_of(here, password=OLD)["word"]
    assert asks_by(word) == 200
    answer = here.post("/password", {"old": OLD, "new": NEW, "again": NEW})
    assert answer.status_code == 200
    assert (gets_in(here), gets_in(there), asks_by(word)) == (True, False, 401)


def test_a_password_set_by_a_one_time_link_ends_sessions_and_tokens(person):
    browser = entered(person)
    word = token_of(browser, password=OLD)["word"]
    link = f"/sign-in/{accounts.one_time(person)}"
    assert Client().post(link, {"new": NEW, "again": NEW}).status_code == 302
    assert (gets_in(browser), asks_by(word)) == (False, 401)


def test_signing_out_everywhere_ends_this_session_all_others_and_every_token(person):
    here, there = entered(person), entered(person)
    word = token_of(here, password=OLD)["word"]
    assert here.get("/account/endings").status_code == 302, "never by a link"
    assert gets_in(there)
    assert here.post("/account/endings").status_code == 302
    assert (gets_in(here), gets_in(there), asks_by(word)) == (False, False, 401)
    assert gets_in(entered(person)), "signing in anew is not hindered"


def test_the_end_of_the_last_post_ends_sessions_and_tokens_for_good(person, commune):
    browser = entered(person)
    word = token_of(browser, password=OLD)["word"]
    end_post(commune, person)
    assert asks_by(word) == 401
    answer = browser.get("/account/")
    assert (answer.status_code, "page.no_post" in answer.content.decode()) == (403, True)
    assert browser.get("/account/").status_code == 302
    refused = Client().post("/sign-in", {"name": person, "password": OLD})
    assert (refused.status_code, "page.no_post" in refused.content.decode()) == (403, True)
    give_post(commune, person)
    assert (gets_in(browser), asks_by(word)) == (False, 401)
    assert gets_in(entered(person))


def test_a_post_whose_last_day_passes_unnoticed_revives_nothing_when_another_is_given(
    person, commune
):
    """Nobody asked in between, so nothing was ended on the day itself."""
    browser = entered(person)
    word = token_of(browser, password=OLD)["word"]
    end_post(commune, person, "2026-11-25")
    assert asks_by(word) == 200, "the last day is a day"
    later = datetime(2026, 11, 27, 8, 0, tzinfo=LOCAL)
    cases.configure(commune, {"phone": "02613 123 456"}, at=later)
    give_post(commune, person)
    assert (gets_in(browser), asks_by(word)) == (False, 401)


def test_the_end_of_one_of_two_posts_ends_nothing(person, commune):
    browser = entered(person)
    give_post(commune, person)
    end_post(commune, person)
    assert gets_in(browser)


def test_a_delegation_that_ends_leaves_who_holds_a_post_signed_in(person, commune):
    browser = entered(person)
    lent = Delegated(
        delegation="1/QĐ", giver="civil.1", to=person, start="2026-11-25", end="2026-11-30"
    )
    cases.delegate(commune, lent)
    cases.delegate(commune, Delegated(delegation="1/QĐ", ended=True))
    assert gets_in(browser)


# --- the operator -----------------------------------------------------------------------------------------------------


@pytest.fixture
def dinh(commune, house, monkeypatch, capsys):
    name_house(house, commune)
    monkeypatch.setenv("DINH_HOUSE", str(house))

    def run(*words: str) -> tuple[int, str]:
        code = main([*words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def test_the_operator_closes_an_account_and_a_stranger_is_told_nothing(person, commune, dinh):
    browser = entered(person)
    word = token_of(browser, password=OLD)["word"]
    assert dinh("account", person, "--close")[0] == 0
    assert (gets_in(browser), asks_by(word)) == (False, 401)
    right = Client().post("/sign-in", {"name": person, "password": OLD})
    nobody = Client().post("/sign-in", {"name": "khong.co", "password": OLD})
    for answer in (right, nobody):
        assert (answer.status_code, "sign_in.wrong" in answer.content.decode()) == (422, True)
    events = [one for one in ledger.log(commune, "") if one.kind == "account_changed"]
    assert [json.loads(one.body)["change"] for one in events] == ["closed"]
    assert rebuild.rebuild(commune, check=True)["equal"]


def test_a_closed_account_gets_no_link_and_an_older_link_opens_nothing(person, dinh):
    link = f"/sign-in/{accounts.one_time(person)}"
    dinh("account", person, "--close")
    code, told = dinh("account", person)
    assert (code, "account.closed" in told) == (1, True)
    assert Client().get(link).status_code == 410


def test_a_closed_account_of_a_demo_has_neither_button_nor_common_password(commune, dinh):
    dinh("account", "leader", "--close")
    assert Client().post("/sign-in", {"demo": "leader"}).status_code == 422
    demo = {"name": "leader", "password": "dinh-demo"}
    assert Client().post("/sign-in", demo).status_code == 422


def test_an_account_that_is_opened_again_lets_in_anew_but_not_what_was_ended(person, dinh):
    browser = entered(person)
    dinh("account", person, "--close")
    assert dinh("account", person, "--open")[0] == 0
    assert not gets_in(browser)
    assert gets_in(entered(person))


def test_close_and_open_are_not_said_together(commune, dinh):
    assert dinh("account", "leader", "--close", "--open")[0] == 2
    assert not epochs.is_closed("leader")


# --- making a token ---------------------------------------------------------------------------------------------------


def test_a_token_is_made_only_with_the_password_said_anew(person):
    browser = entered(person)
    assert token_of(browser, 422)["at"][0]["field"] == "password"
    assert token_of(browser, 422, password="sai")["at"][0]["field"] == "password"
    assert not tokens.of(person), "nothing was left behind"
    assert token_of(browser, 201, password=OLD)["word"].startswith(tokens.PREFIX)


def test_wrong_passwords_for_a_token_are_locked_as_when_signing_in(person):
    browser = entered(person)
    for _ in range(locks.FREE_TRIES):
        token_of(browser, 422, password="sai")
    assert token_of(browser, 429, password=OLD)["code"] == "sign_in.locked"


def test_a_token_makes_no_other_without_the_password(person):
    word = token_of(entered(person), password=OLD)["word"]
    program = Client(HTTP_AUTHORIZATION=f"Bearer {word}")
    assert token_of(program, 422)["at"][0]["field"] == "password"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_lists_sessions_and_tokens_with_when_where_and_by_what(person):
    phone = (
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
    )
    here = entered(person, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="10.0.0.7")
    entered(person, HTTP_USER_AGENT=phone, REMOTE_ADDR="10.0.0.8")
    word = token_of(here, password=OLD)["word"]
    page = here.get("/account/").content.decode()
    for said in ("Firefox, Windows", "10.0.0.7", "Chrome, Android", "10.0.0.8", "chưa dùng"):
        assert said in page
    assert "10.0.0.9" not in page
    program = Client(
        HTTP_AUTHORIZATION=f"Bearer {word}", HTTP_USER_AGENT="curl/8.5", REMOTE_ADDR="10.0.0.9"
    )
    assert program.get("/api/worklist").status_code == 200
    english = here.get("/account/?lang=en").content.decode()
    for said in ("Signed in at 2 places", "Sign out everywhere", "curl", "10.0.0.9"):
        assert said in english


def test_one_session_is_ended_from_another_and_only_ones_own(person):
    here, there = entered(person), entered(person)
    answer = here.post("/account/endings", {"session": there.session["id"]})
    assert answer.status_code == 302
    assert (gets_in(here), gets_in(there)) == (True, False)
    epochs.set_password(accounts.account("clerk"), OLD)
    stranger = entered("clerk")
    stranger.post("/account/endings", {"session": here.session["id"]})
    assert gets_in(here)


def test_one_token_is_ended_on_the_page_and_only_ones_own(person):
    here = entered(person)
    made = token_of(here, password=OLD)
    epochs.set_password(accounts.account("clerk"), OLD)
    entered("clerk").post("/account/endings", {"token": made["token"]})
    assert asks_by(made["word"]) == 200
    here.post("/account/endings", {"token": made["token"]})
    assert asks_by(made["word"]) == 401


def test_the_last_use_is_written_by_the_timer_and_by_no_request(person, monkeypatch):
    here = entered(person)
    made = token_of(here, password=OLD)
    asks_by(made["word"])
    assert tokens.Token.objects.get(pk=made["token"]).used == 0
    schedule.keep_last_uses()
    assert tokens.Token.objects.get(pk=made["token"]).used > 0
    assert open_sessions.OpenSession.objects.get(pk=here.session["id"]).device == ""


def test_the_account_and_what_ends_its_sessions_are_read_at_once(person):
    browser = entered(person)
    gets_in(browser)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/password").status_code == 200
    assert not [one["sql"] for one in asked if "accounts_" in one["sql"]]


def test_who_need_not_have_a_second_factor_is_told_so_and_in_a_demo_how_to_see_it_asked(
    commune, person
):
    page = entered(person).get("/account/").content.decode()
    assert "không bắt buộc" in page and "dinh profile --set second_factor=signers" in page
    cases.configure(commune, {"demo": False, "second_factor": "optional"})
    page = entered(person).get("/account/").content.decode()
    assert "không bắt buộc" in page and "dinh profile" not in page
