"""A parent and its children on the page of a case and in `show`: with their state, both ways, and no more than one may see."""

import json

from django.test import Client

from dinh import serialize
from dinh.access import finders
from dinh.cli import main
from dinh.store import accounts
from dinh.workflow import cases
from dinh.workflow.related_cases import family
from tests.families.line import HOUSE, JOBS, Families, at


def seen(person: str, code: str):
    return finders.case_seen_by(HOUSE, person, code, at("2026-07-05"))


def told(person: str, code: str) -> dict:
    one = seen(person, code)
    return json.loads(
        serialize.encode(
            serialize.case_json(
                one, finders.context(HOUSE, person, one.at, slug=one.case.procedure)
            )
        )
    )


def test_show_tells_the_children_with_their_state_and_the_parent_back(families: Families) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.done(first)
    found = told("office", parent)
    assert found["children"] == [
        {
            "code": first,
            "procedure": "nhiem-vu",
            "row": "1",
            "house": None,
            "state": "done",
            "steps": [],
        },
        {
            "code": second,
            "procedure": "nhiem-vu",
            "row": "2",
            "house": None,
            "state": "open",
            "steps": ["doing"],
        },
    ]
    assert (found["parent"], found["cause"], found["hidden"]) == (None, None, [])
    assert told("land", second)["parent"] == parent


def asked_in_confidence(families: Families) -> tuple[str, str, str]:
    """A directive, what a leader asks in confidence because of it, and whom the leader sends for that."""
    parent = families.directive(JOBS[0])
    families.done(families.children(parent)[0])
    families.act(parent, "ask", "leader", "2026-07-03T10:00")
    secret = families.children(parent)[1]
    families.act(secret, "look", "leader", "2026-07-03T11:00")
    return parent, secret, families.children(secret)[0]


def test_an_action_opens_a_case_without_waiting_for_it(families: Families) -> None:
    parent, secret, _ = asked_in_confidence(families)
    assert families.steps(parent) == ["report"] and families.case(secret).data == {
        "about": "Dọn vệ sinh"
    }
    families.act(parent, "close", "leader", "2026-07-04")
    families.act(secret, "close", "leader", "2026-07-05")
    assert (
        [child.end for child in families.case(parent).children] == ["done", "done"]
        and families.case(parent).end == "closed"
        and families.whole()
    )


def test_who_may_not_see_a_child_sees_only_that_there_is_one(families: Families) -> None:
    parent, secret, _ = asked_in_confidence(families)
    found = told("office", parent)
    assert found["children"][1] == {"code": None} and found["hidden"] == ["children"]
    assert told("leader", parent)["children"][1]["code"] == secret
    assert [one.code for one in family(finders.case_as_kept(HOUSE, parent)).children][1] == secret


def test_who_may_not_see_the_parent_sees_only_that_there_is_one(families: Families) -> None:
    _, secret, sent = asked_in_confidence(families)
    found = told("land", sent)
    assert (
        found["parent"] is None
        and found["hidden"] == ["parent"]
        and told("leader", sent)["parent"] == secret
    )


def browser(person: str) -> Client:
    client = Client()
    accounts.account(person)
    assert client.post("/sign-in", {"demo": person}).status_code == 302
    return client


def log(person: str, code: str) -> list[dict]:
    return browser(person).get(f"/api/cases/{code}/log").json()


def test_the_log_of_a_case_says_of_a_child_or_a_parent_that_is_not_for_one_only_that_it_is_there(
    families: Families,
) -> None:
    parent, secret, sent = asked_in_confidence(families)
    families.act(secret, "close", "leader", "2026-07-05")
    seen_by_office, seen_by_leader = (
        json.dumps(log("office", parent)),
        json.dumps(log("leader", parent)),
    )
    assert (
        secret in seen_by_leader
        and secret not in seen_by_office
        and families.children(parent)[0] in seen_by_office
    )
    (opened,) = [
        one["body"]["children"]
        for one in log("office", parent)
        if one["body"].get("action") == "ask"
    ]
    assert opened == [{"code": None}]
    assert not [
        one
        for one in log("office", parent)
        if (one["body"].get("returned") or {}).keys() & {"end", "outcome", "label"}
        and one["body"]["returned"]["code"] is None
    ]
    assert secret not in json.dumps(log("land", sent)) and secret in json.dumps(log("leader", sent))


def page(person: str, code: str, lang: str = "vi") -> str:
    answer = browser(person).get(f"/cases/{code}/?lang={lang}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_leads_to_the_children_and_back_and_tells_the_story(families: Families) -> None:
    parent, secret, sent = asked_in_confidence(families)
    first = families.children(parent)[0]
    told_ = page("office", parent)
    assert (
        f'href="/cases/{first}/"' in told_
        and secret not in told_.partition('id="c-kids"')[2]
        and "Một hồ sơ con, không thuộc phần anh, chị được xem" in told_
    )
    assert (
        "1 / 2 đã xong" in told_
        and f"Hồ sơ con {first} đã xong (Xong)" in told_
        and "mở 1 hồ sơ con" in told_
    )
    assert f'href="/cases/{parent}/"' in page("land", first) and "A parent case" not in page(
        "land", first
    )
    assert "There is a parent case; it is not yours to see" in page("land", sent, "en")
    story = page("leader", sent, "en")
    assert "opened this case from a parent case" in story and f'href="/cases/{secret}/"' in story


def test_a_case_that_started_itself_says_why(families: Families) -> None:
    families.hamlets("A")
    families.clock("2026-07-05T08:00")
    (visit,) = [code for code, _ in cases.let_time_act(HOUSE, at("2026-08-05"))]
    assert told("office", visit)["cause"] == {
        "start": "months:1:05:hamlets",
        "period": "2026-08-05",
        "row": "A",
    }


def test_an_order_strikes_one_case_and_says_which_of_its_kin_tell_the_same(
    families: Families, capsys
) -> None:
    parent, secret, sent = asked_in_confidence(families)
    task = families.children(parent)[0]
    assert main(["--json", "strike", parent, "subject", "--by", "leader", "--order", "QĐ 1"]) == 0
    found = json.loads(capsys.readouterr().out)
    told = [
        {"house": HOUSE, "case": task, "names": ["whose"]},
        {"house": HOUSE, "case": secret, "names": ["about"]},
    ]
    assert found == {"struck": ["subject"], "still": told}
    assert "subject" not in families.case(parent).data and families.whole()
    assert main(["strike", task, "whose", "--by", "leader", "--order", "QĐ 1"]) == 0
    assert secret in (said := capsys.readouterr().out) and sent not in said and parent not in said


def test_a_related_case_that_is_kept_to_some_is_told_to_others_by_no_page_and_no_answer(
    families: Families,
) -> None:
    _, secret, _ = asked_in_confidence(families)
    other = families.directive(*JOBS)
    cases.act(HOUSE, "leader", other, "relate", data={"case": secret}, at=at("2026-07-04"))
    addresses = (
        f"/cases/{other}/?log",
        f"/api/cases/{other}",
        f"/api/cases/{other}/log",
        "/staff/day/?on=2026-07-04",
    )
    assert all(
        secret not in browser("office").get(address).content.decode() for address in addresses
    )
    assert all(secret in browser("leader").get(address).content.decode() for address in addresses)
    assert (told("office", other)["related"], told("office", other)["hidden"]) == ([], ["related"])


def test_the_days_sheet_tells_no_child_that_its_reader_may_not_see(families: Families) -> None:
    parent, secret, _ = asked_in_confidence(families)
    families.act(secret, "close", "leader", "2026-07-04")
    sheet = "/staff/day/?on=2026-07-04"
    assert (
        secret not in browser("office").get(sheet).content.decode()
        and secret in browser("leader").get(sheet).content.decode()
    )
    assert parent in browser("office").get(sheet).content.decode()
