"""The second factor of whoever signs: set up, asked at sign-in and again before a signature, reset by the operator."""

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from django.test import Client

import dinh
from dinh import clock
from dinh.access import finders
from dinh.accounts import epochs, factors, sealing
from dinh.accounts.models import SecondFactor
from dinh.cli import main
from dinh.folder import name_house
from dinh.store import accounts, archive, ledger, trail
from dinh.web.shared import idle
from dinh.workflow import cases
from tests.desks.test_cases import went

PASSWORD = "Bon Bu Bơ mùa cà phê chín"
LEADER = "leader.2"


@pytest.fixture
def at(monkeypatch):
    """The machine's clock stands still, to be moved by `at(minutes=11)`: a code is of half a minute."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def moved(**by: int) -> int:
        moment[0] += timedelta(**by)
        return int(moment[0].timestamp())

    return moved


@pytest.fixture
def live(commune, at):
    """A house whose people are real, where whoever signs must have a second factor."""
    cases.configure(commune, {"second_factor": "signers"})
    for person in (LEADER, "civil.1"):
        epochs.set_password(accounts.account(person), PASSWORD)
    return commune


def signs_in(person: str, browser: Client | None = None, **more: str):
    browser = browser or Client()
    form = {"name": person, "password": PASSWORD, **more}
    return browser, browser.post("/sign-in", form)


def code_of(secret: str, now: int) -> str:
    return pyotp.TOTP(secret).at(now)


@pytest.fixture
def secret(live, at) -> str:
    """The leader has codes by time."""
    found = factors.new_secret()
    assert factors.add_totp(LEADER, found, code_of(found, at()), at())
    at(seconds=60)
    return found


@pytest.fixture
def leader(secret, at) -> Client:
    """Signed in with both, a moment ago."""
    browser, _ = signs_in(LEADER)
    answer = browser.post("/sign-in/second-factor", {"factor-code": code_of(secret, at())})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    at(seconds=60)
    return browser


def hidden(page: str) -> dict[str, str]:
    form = page[page.index('id="second-factor"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def signing(case) -> dict[str, object]:
    return {"item": f"{case.code}~{case.steps[0].name}~sign~{case.number}", "key": "k1"}


def signed(case) -> bool:
    return ledger.case_state(case.house, case.code).number > case.number


# --- signing in -------------------------------------------------------------------------------------------------------


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(secret, at):
    browser, answer = signs_in(LEADER)
    assert (answer.status_code, "factor-code" in answer.content.decode()) == (200, True)
    assert browser.get("/account/").status_code == 302
    wrong = browser.post("/sign-in/second-factor", {"factor-code": "000000"})
    assert (wrong.status_code, "factor.wrong" in wrong.content.decode()) == (422, True)
    right = browser.post("/sign-in/second-factor", {"factor-code": code_of(secret, at())})
    assert right.status_code == 302
    assert browser.get("/account/").status_code == 200


def test_a_one_time_link_and_a_demo_button_do_not_pass_the_second_factor_by(secret):
    link = f"/sign-in/{accounts.one_time(LEADER)}"
    new = "hạt tiêu phơi đầy sân"
    by_link, by_button = Client(), Client()
    assert "factor-code" in by_link.post(link, {"new": new, "again": new}).content.decode()
    assert "factor-code" in by_button.post("/sign-in", {"demo": LEADER}).content.decode()
    for browser in (by_link, by_button):
        assert browser.get("/account/").status_code == 302


def test_a_code_is_used_once(secret, at):
    code = code_of(secret, at())
    first, _ = signs_in(LEADER)
    assert first.post("/sign-in/second-factor", {"factor-code": code}).status_code == 302
    second, _ = signs_in(LEADER)
    answer = second.post("/sign-in/second-factor", {"factor-code": code})
    assert (answer.status_code, "factor.used" in answer.content.decode()) == (422, True)
    assert second.get("/account/").status_code == 302
    earlier = second.post("/sign-in/second-factor", {"factor-code": code_of(secret, at() - 30)})
    assert earlier.status_code == 422, "nor one from before it"


def test_wrong_codes_are_slowed_down_for_the_account_and_a_recovery_code_passes(secret, at):
    codes = factors.renew_recovery_codes(LEADER, at())
    browser, _ = signs_in(LEADER)
    for _ in range(factors.FREE_WRONG_CODES):
        browser.post("/sign-in/second-factor", {"factor-code": "000000"})
    other, _ = signs_in(LEADER)
    right = {"factor-code": code_of(secret, at())}
    for tries in (browser, other):
        answer = tries.post("/sign-in/second-factor", right)
        assert (answer.status_code, "factor.wait" in answer.content.decode()) == (429, True)
    assert other.post("/sign-in/second-factor", {"factor-code": codes[0]}).status_code == 302
    at(seconds=factors.WAIT_SECONDS + 1)
    right = {"factor-code": code_of(secret, at())}
    assert browser.post("/sign-in/second-factor", right).status_code == 302


def test_a_recovery_code_is_good_once_and_is_kept_only_as_a_digest(secret, at):
    codes = factors.renew_recovery_codes(LEADER, at())
    assert len(set(codes)) == factors.RECOVERY_CODES
    kept = " ".join(SecondFactor.objects.values_list("content", flat=True))
    assert not any(code.replace(" ", "") in kept or code in kept for code in codes)
    assert factors.refused_code(LEADER, codes[3], at()) is None
    assert factors.refused_code(LEADER, codes[3], at()).code == "factor.wrong"
    assert factors.refused_code("leader", codes[4], at()).code == "factor.wrong", "nor another's"


def test_the_second_step_ends_after_ten_minutes_or_with_a_new_password(secret, at):
    browser, _ = signs_in(LEADER)
    at(minutes=11)
    answer = browser.post("/sign-in/second-factor", {"factor-code": code_of(secret, at())})
    assert (answer.status_code, "sign_in.slow" in answer.content.decode()) == (401, True)
    browser, _ = signs_in(LEADER)
    epochs.set_password(accounts.account(LEADER), "hạt tiêu phơi đầy sân")
    answer = browser.post("/sign-in/second-factor", {"factor-code": code_of(secret, at())})
    assert answer.status_code == 401
    assert browser.get("/sign-in/second-factor").status_code == 302


def test_what_was_sent_after_the_session_ended_is_carried_through_both_steps(secret, at, live):
    case, browser = went(live, 1), Client()
    answer = browser.post(f"/cases/{case.code}/acts/note", {"text": "Đã gọi người nộp"})
    kept = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())[1]
    _, step = signs_in(LEADER, browser, kept=kept)
    carried = hidden(step.content.decode())
    right = {**carried, "factor-code": code_of(secret, at())}
    back = browser.post("/sign-in/second-factor", right)
    assert 'value="Đã gọi người nộp"' in back.content.decode()


def test_the_second_step_is_shown_in_the_other_language_and_asks_nothing_twice(secret):
    browser, _ = signs_in(LEADER, next="/staff/")
    english = browser.post("/sign-in/second-factor?lang=en", {"words": "en", "next": "/staff/"})
    page = english.content.decode()
    assert (english.status_code, "Second factor" in page) == (200, True)
    assert hidden(page)["next"] == "/staff/"
    assert "no-store" in english["Cache-Control"]


def test_who_must_have_one_and_has_none_is_led_to_set_it_up_and_others_are_not(live):
    _, leader = signs_in(LEADER)
    assert leader["Location"].startswith("/account/second-factor?next=")
    _, civil = signs_in("civil.1")
    assert civil["Location"] == "/staff/"


@pytest.mark.parametrize(
    ("profile", "wanted"),
    [
        ({"demo": True, "rehearsal": True}, False),
        ({"demo": False, "rehearsal": True}, False),
        ({"demo": False, "rehearsal": False}, True),
        ({"demo": False, "rehearsal": False, "second_factor": "optional"}, False),
        ({"demo": True, "rehearsal": True, "second_factor": "signers"}, True),
    ],
)
def test_a_live_house_wants_it_of_who_signs_and_a_demo_leaves_it_open(commune, profile, wanted):
    cases.configure(commune, profile)
    assert finders.wants_second_factor(commune, LEADER) is wanted
    assert not finders.wants_second_factor(commune, "counter.1")


def test_a_wrong_answer_stands_in_the_trail_without_the_code(secret, live):
    browser, _ = signs_in(LEADER)
    browser.post("/sign-in/second-factor", {"factor-code": "918273"})
    (row,) = trail.rows(live, what="factor.wrong")
    assert LEADER in str(row) and "918273" not in str(row)


# --- before a signature -----------------------------------------------------------------------------------------------


def test_a_signature_within_ten_minutes_is_not_asked_again(leader, live, at):
    case = went(live, 2)
    at(minutes=9)
    assert leader.get("/staff/signing/").status_code == 200
    at(minutes=9)
    assert leader.post("/staff/signing/signatures", signing(case)).status_code == 302, "was active"
    assert signed(case)


def test_after_ten_idle_minutes_a_signature_asks_again_and_then_does_what_was_sent(
    leader, live, at, secret
):
    first, second = went(live, 2), went(live, 2)
    items = [signing(first)["item"], signing(second)["item"]]
    at(minutes=11)
    answer = leader.post("/staff/signing/signatures", {"item": items, "key": "k1"})
    page = answer.content.decode()
    assert (answer.status_code, "factor-code" in page) == (200, True)
    assert page.count('name="item"') == 2
    assert not signed(first) and not signed(second)
    again = {"item": items, "key": "k1", "factor-asked": "1"}
    wrong = leader.post("/staff/signing/signatures", {**again, "factor-code": "000000"})
    assert (wrong.status_code, wrong.content.decode().count('name="item"')) == (422, 2)
    assert not signed(first)
    right = {**again, "factor-code": code_of(secret, at())}
    assert leader.post("/staff/signing/signatures", right).status_code == 200
    assert signed(first) and signed(second)


def test_what_was_typed_in_the_form_of_a_signature_is_not_lost(leader, live, at, secret):
    case = went(live, 2)
    address = f"/cases/{case.code}/acts/extend"
    at(minutes=11)
    typed = {"until": "02/12/2026", "reason": "Chờ xác minh ở nơi khác", "key": "k2"}
    page = leader.post(address, {**typed, "seen": case.number}).content.decode()
    carried = hidden(page)
    assert {name: carried[name] for name in typed} == typed
    assert not signed(case)
    english = leader.post(f"{address}?lang=en", {**carried, "words": "en"}).content.decode()
    assert "Confirm before signing" in english and hidden(english)["reason"] == typed["reason"]
    done = leader.post(address, {**carried, "factor-code": code_of(secret, at())})
    assert done.status_code == 302
    assert signed(case)


def test_an_act_that_is_no_signature_is_never_asked(leader, live, at):
    case = went(live, 2)
    at(minutes=30)
    answer = leader.post(f"/cases/{case.code}/acts/note", {"text": "Đã xem", "key": "k"})
    assert answer.status_code == 302
    back = leader.post(f"/cases/{case.code}/acts/send_back", {"reason": "Thiếu giấy", "key": "b"})
    assert "factor-code" not in back.content.decode()


def test_who_must_have_one_and_has_none_signs_nothing(live):
    browser, _ = signs_in(LEADER)
    case = went(live, 2)
    answer = browser.post("/staff/signing/signatures", signing(case))
    assert (answer.status_code, "factor.none" in answer.content.decode()) == (403, True)
    sign = browser.post(f"/cases/{case.code}/acts/sign", {"key": "k", "seen": case.number})
    assert (sign.status_code, "factor.none" in sign.content.decode()) == (403, True)
    assert not signed(case)


def test_in_a_demo_the_button_signs_without_one(signed_in, commune):
    case = went(commune, 2)
    assert signed_in(LEADER).post("/staff/signing/signatures", signing(case)).status_code == 302
    assert signed(case)


def test_whatever_acts_in_a_case_over_http_asks_first():
    """A page or verb that acts is listed here once somebody has looked whether it can be a signature."""
    desks = Path(dinh.__file__).parent / "desks"
    acting = {
        path.relative_to(desks).as_posix()
        for path in desks.rglob("*.py")
        if "cases.act(" in path.read_text("utf-8")
    }
    asking = {"cases/views.py", "api/cases.py", "staff/each.py"}
    by_officers_who_sign_nothing = {"counter/views.py", "forest/field.py"}
    assert acting <= asking | by_officers_who_sign_nothing | {"portal/views.py"}, acting


# --- the API ----------------------------------------------------------------------------------------------------------


def asks(browser: Client, path: str, body: dict, status: int) -> dict:
    answer = browser.post(f"/api/{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_token_signs_only_after_a_code_and_for_ten_minutes(leader, live, at, secret):
    word = asks(leader, "tokens", {"name": "ký số", "password": PASSWORD}, 201)["word"]
    program = Client(HTTP_AUTHORIZATION=f"Bearer {word}")
    first, second = went(live, 2), went(live, 2)
    sign = {"action": "sign", "step": first.steps[0].name}
    assert asks(program, f"cases/{first.code}/actions", sign, 403)["code"] == "factor.needed"
    assert asks(program, "confirmations", {"code": "000000"}, 422)["code"] == "factor.wrong"
    assert not signed(first)
    asks(program, "confirmations", {"code": code_of(secret, at())}, 201)
    asks(program, f"cases/{first.code}/actions", sign, 200)
    at(minutes=11)
    assert asks(program, f"cases/{second.code}/actions", sign, 403)["code"] == "factor.needed"
    assert not signed(second)


def test_a_session_over_the_api_is_asked_as_its_pages_are(leader, live, at):
    case = went(live, 2)
    at(minutes=11)
    sign = {"action": "sign", "step": case.steps[0].name}
    assert asks(leader, f"cases/{case.code}/actions", sign, 403)["code"] == "factor.needed"
    assert not signed(case)


def test_a_link_makes_a_token_only_with_a_code_for_who_has_a_second_factor(secret, at):
    link, program = accounts.one_time(LEADER), Client()
    body = {"name": "báo cáo", "word": link}
    assert asks(program, "tokens", body, 422)["at"][0]["field"] == "code"
    asks(program, "tokens", {**body, "code": code_of(secret, at())}, 201)


# --- setting it up ----------------------------------------------------------------------------------------------------


def set_up(browser: Client, at) -> tuple[str, str]:
    """The secret that the telephone read, and the page that followed its first code."""
    page = browser.post(
        "/account/second-factor", {"do": "password", "password": PASSWORD}
    ).content.decode()
    secret = "".join(re.findall(r'class="code">([A-Z2-7]{4})<', page))
    form = {"do": "totp", "new-code": code_of(secret, at())}
    return secret, browser.post("/account/second-factor", form).content.decode()


def test_codes_by_time_are_set_up_with_the_password_a_picture_and_a_first_code(live, at):
    browser, _ = signs_in(LEADER)
    page = browser.get("/account/second-factor").content.decode()
    assert 'class="segno"' not in page, "not before the password"
    wrong = browser.post("/account/second-factor", {"do": "password", "password": "sai"})
    assert (wrong.status_code, 'class="segno"' in wrong.content.decode()) == (422, False)
    secret, page = set_up(browser, at)
    codes = re.findall(r"\d{4} \d{4} \d{4} \d{4}", page)
    assert len(codes) == factors.RECOVERY_CODES
    assert not re.search(
        r"\d{4} \d{4} \d{4} \d{4}", browser.get("/account/second-factor").content.decode()
    )
    at(seconds=60)
    other, _ = signs_in(LEADER)
    right = other.post("/sign-in/second-factor", {"factor-code": code_of(secret, at())})
    assert right.status_code == 302
    case = went(live, 2)
    assert browser.post("/staff/signing/signatures", signing(case)).status_code == 302


def test_a_wrong_first_code_sets_nothing_up(live, at):
    browser, _ = signs_in(LEADER)
    browser.post("/account/second-factor", {"do": "password", "password": PASSWORD})
    answer = browser.post("/account/second-factor", {"do": "totp", "new-code": "000000"})
    assert (answer.status_code, "factor.wrong" in answer.content.decode()) == (422, True)
    assert not factors.has_one(LEADER)


def test_who_has_one_answers_it_before_changing_it(leader, at, secret):
    at(minutes=11)
    page = leader.post(
        "/account/second-factor", {"do": "password", "password": PASSWORD}
    ).content.decode()
    assert "factor-code" in page and 'class="segno"' not in page
    row = factors.rows(LEADER)[0]
    remove = {"do": "remove", "factor": row.pk}
    assert "factor-code" in leader.post("/account/second-factor", remove).content.decode()
    assert factors.has_one(LEADER)
    carried = {**remove, "factor-asked": "1", "factor-code": code_of(secret, at())}
    assert leader.post("/account/second-factor", carried).status_code == 200
    assert not factors.has_one(LEADER) and not SecondFactor.objects.filter(person=LEADER).exists()


def test_nobody_takes_away_what_is_anothers(leader, live):
    epochs.set_password(accounts.account("civil.1"), PASSWORD)
    browser, _ = signs_in("civil.1")
    browser.post("/account/second-factor", {"do": "password", "password": PASSWORD})
    browser.post("/account/second-factor", {"do": "remove", "factor": factors.rows(LEADER)[0].pk})
    assert factors.has_one(LEADER)


# --- the operator, and what lies on the disk ------------------------------------------------------------------------------


def test_the_operator_resets_it_which_ends_sessions_and_is_told_in_the_log(
    leader, live, house, monkeypatch
):
    name_house(house, live)
    monkeypatch.setenv("DINH_HOUSE", str(house))
    assert main(["account", LEADER, "--reset-second-factor"]) == 0
    assert leader.get("/account/").status_code == 302
    _, answer = signs_in(LEADER)
    assert answer["Location"].startswith("/account/second-factor?next=")
    events = [one for one in ledger.log(live, "") if one.kind == "account_changed"]
    assert [json.loads(one.body)["change"] for one in events] == ["second_factor_reset"]


def test_the_secret_is_nowhere_in_the_clear_and_its_key_is_in_no_backup(
    leader, secret, live, house, tmp_path
):
    key = (house / sealing.KEY).read_bytes()
    assert (house / sealing.KEY).stat().st_mode & 0o077 == 0
    assert secret not in " ".join(SecondFactor.objects.values_list("content", flat=True))
    assert secret not in " ".join(str(one) for one in ledger.log(live, ""))
    archive.backup(live, tmp_path / "a.zip")
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip") as taken:
        content = b"".join(taken.read(name) for name in taken.namelist())
    assert secret.encode() not in content and key not in content
    assert sealing.KEY.encode() not in content


def test_without_its_key_a_secret_opens_nothing_and_is_set_up_anew(secret, live, house, at):
    """As after a restore on another machine."""
    (house / sealing.KEY).unlink()
    assert not factors.has_one(LEADER)
    assert factors.refused_code(LEADER, code_of(secret, at()), at()).code == "factor.wrong"
    _, answer = signs_in(LEADER)
    assert answer["Location"].startswith("/account/second-factor?next=")


def test_an_answer_holds_ten_minutes_and_a_clock_set_back_asks_again():
    session = {}
    assert not idle.is_fresh(session, 1_000_000)
    idle.confirm(session, 1_000_000)
    assert idle.is_fresh(session, 1_000_600)
    assert not idle.is_fresh(session, 1_000_601) and not idle.is_fresh(session, 999_999)


def test_who_signs_and_has_none_is_told_on_the_account_page_that_it_is_asked(live, leader):
    assert "Đang dùng 1 cách" in leader.get("/account/").content.decode()
    assert "không bắt buộc" in signs_in("civil.1")[0].get("/account/").content.decode()
