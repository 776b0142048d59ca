"""Judging a sample place by place: what is asked, what is told and when, and what a file of judgements may be."""

import re
from argparse import Namespace
from datetime import date

import pytest

from dinh.cli import forest_sample
from dinh.engine.refusal import Refused
from dinh.forest_cases.sampling import open_sample, sample_of
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.forest_cases import Drawn, Place
from tests.letters.test_pictures import png


@pytest.fixture
def sample(forest):
    """Twelve places, so that 10 comes after 9 and not after 1: the first six on lost ground."""
    places = tuple(
        Place(
            "fast" if n < 6 else "stable",
            12.0 + n / 100,
            107.6,
            date(2026, 3, 5) if n < 6 else None,
            png(n),
        )
        for n in range(12)
    )
    return open_sample(
        forest,
        "forest",
        Drawn(100.0, (("stable", 90_000, 6), ("fast", 400, 6)), places),
        date(2026, 1, 1),
        date(2026, 6, 30),
        1,
    ).code


def judged(browser, code, no, found, **more):
    return browser.post(
        f"/forest/samples/{code}/", {"no": str(no), "found": found, "key": f"k{no}{found}", **more}
    )


def figures(browser, code):
    page = browser.get(f"/forest/samples/{code}/").content.decode()
    return re.sub(r"(<[^>]+>|\s)+", " ", page)


def test_places_are_judged_in_their_order_without_what_the_map_says_and_figures_come_last(
    forest, sample, signed_in
):
    browser = signed_in("forest")
    page = browser.get(f"/forest/samples/{sample}/").content.decode()
    assert "Điểm 1 trong 12" in page and "Mất nhanh:" in page and "Trên bản đồ" not in page
    assert browser.get(re.search(r'src="(/forest/samples/[^"]+)"', page).group(1)).content == png(0)
    for no in range(1, 12):
        assert judged(browser, sample, no, "fast" if no < 6 else "stable").status_code == 302
    assert "Điểm 12 trong 12" in figures(browser, sample) and "hiệu chỉnh" not in figures(
        browser, sample
    )
    judged(browser, sample, 12, "stable")
    told = figures(browser, sample)
    assert "Mất rừng, đã hiệu chỉnh: 3,33 ha" in told, "five of the six on 4 ha"
    assert "chưa duyệt" in told


def test_a_place_that_is_judged_again_counts_as_it_was_judged_last(forest, sample, signed_in):
    browser = signed_in("forest")
    for no in range(1, 13):
        judged(browser, sample, no, "stable")
    assert "đã hiệu chỉnh: 0 ha" in figures(browser, sample)
    assert (
        'value="stable" checked' in browser.get(f"/forest/samples/{sample}/?no=10").content.decode()
    )
    judged(browser, sample, 1, "fast", lost_on="20/02/2026")
    assert "đã hiệu chỉnh: 0,67 ha" in figures(browser, sample) and "02/2026" in figures(
        browser, sample
    )
    assert len(ledger.case_state(forest, sample).data["judged"]) == 13


def test_what_is_wrong_is_said_and_stays_typed(forest, sample, signed_in):
    browser = signed_in("forest")
    answer = judged(browser, sample, 1, "fast", lost_on="hôm qua", note="gần suối")
    page = answer.content.decode()
    assert (
        answer.status_code == 422
        and 'value="hôm qua"' in page
        and 'value="gần suối"' in page
        and 'value="fast" checked' in page
    )
    assert "Chưa chọn" in judged(browser, sample, 1, "").content.decode()
    assert "judged" not in ledger.case_state(forest, sample).data


def test_only_those_who_know_the_forest_judge_and_another_agrees(forest, sample, signed_in):
    assert signed_in("counter.1").get(f"/forest/samples/{sample}/").status_code == 403
    assert (
        "Ở đây đã có gì xảy ra?"
        not in signed_in("leader").get(f"/forest/samples/{sample}/").content.decode()
    )
    assert judged(signed_in("leader"), sample, 1, "fast").status_code == 403
    judged(signed_in("forest"), sample, 1, "fast")
    cases.act(forest, "forest", sample, "submit")
    cases.act(forest, "leader", sample, "agree")
    assert sample_of(ledger.case_state(forest, sample)).agreed


def given(tmp_path, code, text, by="forest"):
    path = tmp_path / "judged.csv"
    path.write_text(text, "utf-8-sig")
    return Namespace(judged=str(path), sample=code, by=by)


def test_a_file_of_judgements_is_taken_once_however_often_it_is_given(forest, sample, tmp_path):
    words = given(
        tmp_path, sample, "no;found;lost_on;note\n2;fast;20/02/2026;gần suối\n10;unsure;;\n3;;;\n"
    )
    assert [forest_sample.taken(forest, words) for _ in range(2)] == [
        {"code": sample, "lines": 2, "judged": 2, "points": 12, "unsure": 1}
    ] * 2
    one = sample_of(ledger.case_state(forest, sample)).spots[1]
    assert (one.found, one.lost_on, one.note) == ("fast", date(2026, 2, 20), "gần suối")


def test_every_fault_of_a_file_is_told_at_its_line_and_nothing_is_written(forest, sample, tmp_path):
    with pytest.raises(Refused) as refused:
        forest_sample.taken(
            forest,
            given(
                tmp_path,
                sample,
                "no,found,lost_on\n13,fast,\n1,cháy,\n2,fast,31/02/2026\n3,stable,\n",
            ),
        )
    assert [fault.field for fault in refused.value.refusal.at] == ["2.no", "3.found", "4.lost_on"]
    with pytest.raises(Refused) as refused:
        forest_sample.taken(forest, given(tmp_path, sample, "điểm,kết luận\n1,fast\n"))
    assert {fault.field for fault in refused.value.refusal.at} == {"1.no", "1.found"}
    with pytest.raises(Refused) as refused:
        forest_sample.taken(forest, given(tmp_path, "H36.99-000000-0000", "no,found\n1,fast\n"))
    assert (refused.value.refusal.code, refused.value.refusal.facts) == (
        "forest.sample_unknown",
        {"sample": "H36.99-000000-0000"},
    )
    assert "judged" not in ledger.case_state(forest, sample).data
