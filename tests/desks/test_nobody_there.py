"""Where nobody holds a post: told before the last term ends, and afterwards on the start page, at the case and over the API."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from dinh.access import finders
from dinh.cli import main
from dinh.engine.record.events import Appointed
from dinh.engine.schedule.calendar import to_local
from dinh.workflow import cases
from tests.desks.test_authority import browser, posted, refused, staffed  # noqa: F401
from tests.world import UNIT

ROLE = "civil_status"


def holdings():
    day = today()
    return [one for one in finders.state(UNIT).holdings if ROLE in one.roles and one.on(day)]


def today(days: int = 0) -> str:
    return (to_local(finders.time_of(UNIT)).date() + timedelta(days=days)).isoformat()


def ending(one, end: str) -> Appointed:
    return Appointed(
        person=one.person, post=one.post, roles=one.roles, title=one.title, start=one.start,
        end=end, of=one.of, signs=one.signs, personal={"name": finders.state(UNIT).names[one.person]},
    )  # fmt: skip


@pytest.fixture
def last(staffed):
    """A birth waits for its check, and one person alone holds the post for it; gives case and holding."""
    case = staffed.case("khai-sinh").accepted("2026-11-25")
    *others, one = holdings()
    cases.appoint(UNIT, [ending(other, today(-1)) for other in others])
    return case, one


def test_the_last_term_ends_only_after_it_was_asked(last):
    case, one = last
    found = refused(cases.appoint, [ending(one, today())], person="leader")
    assert found.code == "appoint.strands"
    assert (found.facts["codes"], ROLE in found.facts["by"]) == ([case.code], True)
    cases.appoint(UNIT, [ending(one, today())], person="leader", strands=True)


def test_whoever_holds_the_folder_is_asked_too(last):
    _, one = last
    assert refused(cases.appoint, [ending(one, today())]).code == "appoint.strands"


def test_another_in_the_same_list_takes_the_place_and_nothing_is_asked(last):
    _, one = last
    new = replace(
        ending(one, ""),
        person="civil.9",
        post="civil.9",
        start=today(),
        personal={"name": "Y Bách"},
    )
    cases.appoint(UNIT, [new, ending(one, today())])


def test_an_end_of_who_is_not_the_last_asks_nothing(staffed):
    staffed.case("khai-sinh").accepted("2026-11-25")
    first = holdings()[0]
    assert len(holdings()) > 1
    cases.appoint(UNIT, [ending(first, today())], person="leader")


def gone(last):
    case, one = last
    cases.appoint(UNIT, [ending(one, today(-1))], strands=True)
    return case


def test_afterwards_the_case_and_the_explanations_say_who_may_appoint(last, browser):
    case = gone(last)
    leader = finders.state(UNIT).names["leader"]
    told = browser("leader").get(f"/api/cases/{case.code}/explanations").json()
    (why,) = {line for one in told for line in one["why"] if "Không ai giữ vị trí" in line}
    assert any("Người có thể cử" in (one["do"] or "") for one in told if why in one["why"])
    page = browser("leader").get(f"/cases/{case.code}/").content.decode()
    assert "Không ai giữ vị trí" in page and leader in page
    assert "hoặc xin giao lại việc" not in page


def test_an_explanation_names_the_step_and_a_person_who_can_act(last, browser):
    case, one = last
    can = finders.state(UNIT).names[one.person]
    told = browser("leader").get(f"/api/cases/{case.code}/explanations").json()
    (check,) = [line for line in told if line["step"] == "check" and line["action"] == "supplement"]
    assert check["codes"] == ["step.not_yours"] and "“Thẩm tra" in check["why"][0]
    assert can in check["do"] and "“check”" not in check["why"][0]
    page = browser("leader").get(f"/cases/{case.code}/").content.decode()
    assert f"Nhờ {can}, hoặc xin giao lại việc" in page
    (applicant,) = [
        line
        for line in finders.explain(UNIT, "applicant", case.code)
        if (line.step, line.action) == ("check", "supplement")
    ]
    assert "who" not in applicant.why[0].facts


def test_afterwards_the_leaders_start_page_shows_the_cases_and_who_may_appoint(last, browser):
    assert "Nobody in post" not in browser("leader").get("/staff/?lang=en").content.decode()
    case = gone(last)
    page = browser("leader").get("/staff/").content.decode()
    assert "Không ai giữ vị trí" in page and "Người có thể cử" in page and case.code in page
    assert "s-vacant" not in browser("land.1").get("/staff/").content.decode()


def test_the_page_asks_once_keeps_what_was_typed_and_then_records(last, browser):
    case, one = last
    sent = {
        "person": one.person, "post": one.post, "title": one.title["vi"], "signs": one.signs,
        "roles": list(one.roles), "start": one.start, "end": today(), "basis": "QĐ 5",
    }  # fmt: skip
    leader = browser("leader")
    answer = leader.post("/staff/people/appointments", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert case.code in page and "không còn ai làm tiếp được" in page
    assert 'name="basis" value="QĐ 5"' in page and 'name="strands" value="1"' in page
    assert not [held for held in holdings() if held.end]
    answer = leader.post("/staff/people/appointments", {**sent, "strands": "1"})
    assert answer.status_code == 302
    assert [held.end for held in holdings()] == [today()]


def test_the_api_and_the_command_line_ask_once(last, browser, tmp_path):
    case, one = last
    body = {
        "person": one.person, "posts": [one.post], "roles": list(one.roles),
        "title": one.title, "from": one.start, "to": today(),
    }  # fmt: skip
    told = posted(browser("leader"), "/api/appointments", body, 409)
    assert told["code"] == "appoint.strands" and case.code in json.dumps(told, ensure_ascii=False)
    file = tmp_path / "end.json"
    file.write_text(json.dumps(body))
    assert main(["appoint", str(file)]) == 1
    assert main(["appoint", str(file), "--strands"]) == 0
    posted(browser("leader"), "/api/appointments", {**body, "to": today(1), "strands": True}, 201)


def test_a_case_that_a_person_may_not_read_is_not_told_to_him(staffed, browser):
    from dinh.access.vacancies import vacancies
    from tests.procedures.test_to_cao import taken_up

    case = taken_up(staffed)
    found = finders.state(UNIT)
    nobody = replace(found, holdings=())
    hidden = {code for one in vacancies(UNIT, nobody, today(), "land.1") for code in one.codes}
    every = {code for one in vacancies(UNIT, nobody, today()) for code in one.codes}
    assert case.code in every and case.code not in hidden
