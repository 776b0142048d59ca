"""The leader looks back: every figure opens the cases it was counted from, and nobody learns of a case that they may not read."""

import json
import re

import pytest

from dinh.access import finders
from dinh.cli import index as commands_index
from dinh.cli import insight as commands_insight
from dinh.cli import main
from dinh.insight import lateness
from dinh.mining.learning import Learnt
from dinh.web.staff import insight
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went


@pytest.fixture(autouse=True)
def _learnt_anew(monkeypatch):
    monkeypatch.setattr(lateness, "_kept", {})


@pytest.fixture
def busy(commune):
    return [went(commune, acts) for acts in (1, 2, 3, 4)]


def text(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:1000]
    return answer.content.decode()


@pytest.mark.parametrize("page", ["", "index/", "flow/khai-sinh/", "cases?of=late"])
def test_leaders_and_the_office_look_back_and_others_do_not(signed_in, busy, page):
    for person in ("leader", "clerk"):
        assert signed_in(person).get(f"/staff/insight/{page}").status_code == 200
    assert signed_in("counter.1").get(f"/staff/insight/{page}").status_code == 403


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_number_opens_as_many_cases(signed_in, busy, lang):
    browser = signed_in("leader")
    found = text(browser.get(f"/staff/insight/?lang={lang}"))
    links = re.findall(r'<a href="(/staff/insight/cases\?[^"]+)">(\d+)<', found)
    assert len(links) > 4
    for address, n in links:
        listed = text(browser.get(address.replace("&amp;", "&")))
        assert f"{n} " in listed
        assert listed.count('<th scope="row">') == int(n)


def test_the_picture_says_how_many_went_each_way(signed_in, busy):
    found = text(signed_in("leader").get("/staff/insight/flow/khai-sinh/"))
    assert "(4)</tspan>" in found and "way5" in found and "way0" in found
    [address] = re.findall(
        r'href="(/staff/insight/cases\?of=way[^"]+flow_reception.accept[^"]*)"', found
    )
    assert (
        text(signed_in("leader").get(address.replace("&amp;", "&"))).count('<th scope="row">') == 4
    )


def test_a_case_that_took_no_time_at_all_is_looked_back_at_too(signed_in, commune):
    """In a rehearsal the time stands still between two acts."""
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    cases.act(commune, "counter.1", case.code, "withdraw", data={"reason": "Thôi"}, at=case.opened)
    assert '<p class="big">– <span' in text(signed_in("leader").get("/staff/insight/"))


def test_days_that_cannot_be_read_are_said_and_the_usual_ones_shown(signed_in, busy):
    for query in (
        "from=31/02/2026",
        "from=26/11/2026&to=01/11/2026",
        "from=01/01/1990",
        "from=31/12/9999&to=31/12/9999",
    ):
        found = text(signed_in("leader").get(f"/staff/insight/?{query}"))
        assert 'role="alert"' in found and "01/09/2026" in found
        typed = query.partition("=")[2].partition("&")[0]
        assert f'value="{typed}" aria-invalid="true"' in found, "what was typed stays"
        for page in ("index/", "flow/khai-sinh/"):
            assert 'role="alert"' in text(
                signed_in("leader").get(f"/staff/insight/{page}?{query}")
            ), page


def test_a_figure_that_there_is_not_is_not_found(signed_in, busy):
    for query in (
        "",
        "?of=nothing",
        "?of=step&procedure=khai-sinh&step=nowhere",
        "?of=measure&measure=nothing",
        "?of=cause&procedure=x&step=y",
    ):
        assert signed_in("leader").get(f"/staff/insight/cases{query}").status_code == 404


def test_a_secret_case_is_counted_in_the_index_and_shown_to_nobody_else(
    signed_in, commune, busy, monkeypatch
):
    secret = busy[0].code
    monkeypatch.setattr(finders, "may_read", lambda case, who: case.code != secret)
    browser = signed_in("leader")
    found = text(browser.get("/staff/insight/cases?of=step&procedure=khai-sinh&step=reception"))
    assert secret not in found and found.count('<th scope="row">') == 3
    listed = text(browser.get("/staff/insight/cases?of=measure&measure=components"))
    assert secret not in listed and "hạn chế người xem" in listed


def test_the_page_needs_no_library_and_says_what_is_missing(signed_in, busy, monkeypatch):
    monkeypatch.setattr(insight.lateness, "learnt", lambda house, now: Learnt(missing=True))
    assert "scikit-learn" in text(signed_in("leader").get("/staff/insight/"))


def test_few_cases_are_no_ground_for_a_forecast(signed_in, busy, monkeypatch):
    monkeypatch.setattr(insight.lateness, "learnt", lambda house, now: Learnt())
    assert "60" in text(signed_in("leader").get("/staff/insight/"))


def test_the_command_tells_the_same_figures(commune, busy, capsys, monkeypatch):
    monkeypatch.setattr(commands_insight, "house", lambda: commune)
    monkeypatch.setattr(commands_index, "house", lambda: commune)
    assert main(["--json", "index"]) == 0
    found = json.loads(capsys.readouterr().out)
    told = {one["measure"]: one for group in found["groups"] for one in group["measures"]}
    assert told["components"]["denominator"] == 4 and told["rated"]["score"] is None
    assert main(["--json", "insight"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cases"] == 4 and [
        one["visits"] for one in found["steps"] if one["step"] == "reception"
    ] == [4]
    assert found["ways"]["khai-sinh"]["flow_reception.accept"] == 4
    for days in (("--from", "26/11/2026", "--to", "01/11/2026"), ("--from", "31/02/2026")):
        assert main(["--json", "insight", *days]) == 1
        assert json.loads(capsys.readouterr().out)["refusal"]["code"] in (
            "insight.period",
            "insight.day",
        )
