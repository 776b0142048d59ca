"""What everybody sees of the index: shares, never a case, and nothing of a few."""

from dinh.insight.public import told
from dinh.results import FEW
from tests.desks.test_cases import went
from tests.insight.test_quality import case, of


def public(*cases):
    found = told(of(*cases)[1], cases[0].case.opened)
    return {one.label.en: one for group in found.groups for one in group.measures}, found


def test_a_few_cases_are_not_told_and_do_not_count():
    some = [case(f"{n}") for n in range(FEW)]
    few, whole = (
        public(*some[:-1])[0]["Cases settled early or on time"],
        public(*some)[0]["Cases settled early or on time"],
    )
    assert (few.score, few.done, few.of) == (None, None, None) and few.why
    assert (whole.score, whole.done, whole.of) == (20.0, FEW, FEW)


def test_points_are_those_of_the_measures_that_are_told():
    measures, found = public(*[case(f"{n}") for n in range(FEW)])
    assert found.score == sum(one.score for one in measures.values() if one.score is not None)
    assert (
        found.applies == sum(one.most for one in measures.values() if one.score is not None) < 100
    )


def test_the_board_says_the_index_to_strangers_and_names_no_case(client, commune):
    codes = [went(commune, 4).code for _ in range(FEW)]
    for lang in ("vi", "en"):
        page = client.get(f"/board/?lang={lang}").content.decode()
        assert {"vi": "Chỉ số phục vụ", "en": "Service-quality index"}[lang] in page
        assert not [code for code in codes if code in page]
