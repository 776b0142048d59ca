"""The page that tells how far alerts are right: shares of what was checked, thresholds with their effect, who may set them, and what was learnt."""

import re

import pytest

from dinh.engine.refusal import Refused
from dinh.forest_cases import alert_cases, learning
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.forest_cases import GO, REPORT, alert

PAGE = "/forest/accuracy/"


@pytest.fixture
def checked(forest):
    """Twelve dying patches gone to: the sure ones were real, of the unsure five were nothing."""
    found = []
    for n in range(12):
        ending = (
            ("not_found", {"report": {**REPORT, "area_production": 0}})
            if n < 5
            else ("natural", {"report": {**REPORT, "area_production": 1000}})
        )
        found.append(
            alert(
                forest,
                f"D{n}",
                GO,
                ending,
                kind="dieback",
                confidence="0,4" if n < 6 else "0,8",
                area_m2=1000 + n,
            )
        )
    return found


def proposed(browser, least="0,6"):
    answer = browser.post(
        "/forest/thresholds/",
        {"kind": "dieback", "setting": "confidence", "least": least, "why": "Đi không công nhiều"},
    )
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer["Location"].split("/")[2]


def test_the_share_right_is_told_with_its_interval_and_a_dash_where_there_is_too_little(
    forest, checked, signed_in
):
    alert(forest, "F", GO, ("natural", {"report": REPORT}))
    page = signed_in("forest").get(PAGE).content.decode()
    shares = re.sub(r"(<[^>]+>|\s)+", " ", page[page.index('id="a1"') : page.index('id="a2"')])
    assert "58% (32%–81%) 7 thật trong 12" in shares
    assert "—" in shares, "one clear-felling says nothing"


def test_an_empty_forest_says_that_nothing_was_checked(forest, signed_in):
    page = signed_in("forest").get(PAGE).content.decode()
    assert "Chưa cảnh báo nào được kiểm tra" in page and "Chưa đặt ngưỡng nào" in page


def test_a_threshold_s_effect_is_shown_before_it_is_proposed_and_names_what_would_be_lost(
    forest, checked, signed_in
):
    browser, before = signed_in("forest"), ledger.head(forest).number
    page = browser.get(f"{PAGE}?kind=dieback&setting=confidence&least=0,6").content.decode()
    tried = page[page.index('id="a4"') : page.index('id="a5"')]
    assert "6 / 7" in tried and "0 / 5" in tried, "of seven real ones six, of five false ones none"
    assert checked[5].code in tried and "1 vụ thật" in tried
    assert ledger.head(forest).number == before, "looking writes nothing"


def test_what_is_no_number_is_said_at_its_field_and_stays(forest, checked, signed_in):
    page = (
        signed_in("forest").get(f"{PAGE}?kind=dieback&setting=confidence&least=60").content.decode()
    )
    assert 'aria-invalid="true"' in page and 'value="60"' in page
    answer = signed_in("forest").post(
        "/forest/thresholds/", {"kind": "dieback", "setting": "confidence", "least": "cao"}
    )
    assert answer.status_code == 422 and "không phải là một ngưỡng" in answer.content.decode()


def test_a_threshold_stands_when_a_leader_sets_it_and_no_longer_when_that_is_reversed(
    forest, checked, signed_in
):
    code = proposed(signed_in("forest"))
    case = ledger.case_state(forest, code)
    assert (
        case.data["real"],
        case.data["real_kept"],
        case.data["empty"],
        case.data["empty_kept"],
    ) == (7, 6, 5, 0), "counted by the house, not taken from the page"
    assert learning.standing(forest) == ()
    with pytest.raises(Refused):
        cases.act(forest, "forest", code, "set")
    cases.act(forest, "leader", code, "set")
    assert learning.least_of(learning.standing(forest)) == {"dieback": {"confidence": 0.6}}
    page = signed_in("leader").get(PAGE).content.decode()
    assert f'href="/cases/{code}/"' in page[page.index('id="a2"') : page.index('id="a3"')]
    cases.act(forest, "leader", code, "reverse", data={"reason": "Bỏ sót"})
    assert learning.standing(forest) == ()


def test_of_two_decisions_the_later_counts(forest, checked, signed_in):
    browser = signed_in("forest")
    for least in ("0,7", "0,5"):
        cases.act(forest, "leader", proposed(browser, least), "set")
    (one,) = learning.standing(forest)
    assert one.least == 0.5


def test_only_rangers_and_leaders_propose_and_nobody_else_reads(forest, checked, signed_in):
    assert signed_in("counter.1").get(PAGE).status_code == 403
    answer = signed_in("counter.1").post(
        "/forest/thresholds/", {"kind": "dieback", "setting": "confidence", "least": "0,6"}
    )
    assert answer.status_code == 403
    assert not list(learning.standing(forest))


def test_what_the_watch_did_with_a_finding_is_told_in_the_case_and_on_the_page(
    forest, checked, signed_in
):
    case = checked[0]
    learning.tell(forest, "forest", case, 54, 100.0, learning.settled_on(case))
    learning.tell(forest, "forest", case, 54, 100.0, learning.settled_on(case))
    page = signed_in("forest").get(PAGE).content.decode()
    assert page.count("học lại 54 điểm ảnh (5.400 m²)") == 1
    assert (
        "learnt 54 pixels (5,400 m²) anew"
        in signed_in("forest").get(f"{PAGE}?lang=en").content.decode()
    )
    assert "54 điểm ảnh" in signed_in("forest").get(f"/cases/{case.code}/").content.decode()
    english = signed_in("forest").get(f"/cases/{case.code}/?lang=en").content.decode()
    assert (
        "noted: Satellite watch: learnt 54 pixels (5,400 m²) anew from" in english
        and "điểm ảnh" not in english
    ), "the case tells it in the reader's language"
    assert "lần chạy “dinh forest cases” tới sẽ đóng băng" in page, (
        "of the others it is said that the watch has not run since"
    )


def test_a_patch_under_a_threshold_opens_no_case_and_one_whose_case_is_open_is_told_all_the_same(
    forest, checked
):
    pytest.importorskip("numba")
    import numpy as np

    from dinh.forest.alerts import Alert

    where = np.arange(10)
    day = Alert(
        "x",
        learning.settled_on(checked[0]),
        learning.settled_on(checked[0]),
        "dieback",
        0.4,
        1000.0,
        -0.1,
        where,
        where,
        10,
    )
    least, told = {"dieback": {"confidence": 0.6}}, alert_cases.Told()
    assert alert_cases._enough([day], [], least, told) == [] and told.held == ["x"]
    assert alert_cases._enough([day], [alert(forest, "x", GO)], least, told) == [day]
    assert alert_cases._enough([day], [checked[0]], least, alert_cases.Told()) == [], (
        "a closed case does not ask for more"
    )
