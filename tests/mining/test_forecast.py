"""A forecast knows only what was known, and says how often it was right."""

import random
import sys
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from dinh.engine.schedule.calendar import local
from dinh.mining import forecast, learning
from dinh.mining.forecast import (
    Asked,
    Forecaster,
    Loads,
    Story,
    TooFew,
    asked_of,
    backtest,
    bin_of,
    binned,
    brier,
    features,
    known_before,
    learned,
    wilson,
)
from dinh.mining.stories import stories
from dinh.mining.xes import traces
from tests.mining.logs import PUBLIC

BEGIN = local("2026-01-05T08:00")
needs_sklearn = pytest.mark.skipif(
    not forecast.available(),
    reason="scikit-learn is not here: ./dev test brings it (the extra `mining`)",
)


def day(n: float) -> datetime:
    return BEGIN + timedelta(days=n)


def town(n: int = 200, seed: int = 3) -> list[Story]:
    """Cases of two kinds, ten days promised: the slow kind is late in two of three, and shows it by a second look."""
    dice, found = random.Random(seed), []
    for number in range(n):
        start, slow = day(number / 3), dice.random() < 0.4
        took = dice.uniform(8, 14) if slow else dice.uniform(2, 9)
        acts = [
            (start + timedelta(days=took * share), act)
            for share, act in ((0.1, "accept"), (0.4, "check"), (0.7, "check" if slow else "sign"))
        ]
        found.append(
            Story(
                f"{number}",
                start,
                start + timedelta(days=10),
                start + timedelta(days=took),
                tuple(acts),
                {"procedure": "slow" if slow else "quick"},
            )
        )
    return found


def test_what_lies_behind_an_instant_changes_no_feature():
    known = town(40)
    for one in known[:10]:
        at = one.acts[1][0]
        cut = replace(one, settled=None, acts=tuple(act for act in one.acts if act[0] <= at))
        future = [
            replace(story, settled=story.settled if story.settled <= at else None)
            for story in known
            if story.started <= at
        ]
        assert features(one, at, Loads(known)) == features(cut, at, Loads(future))


def test_a_case_is_asked_about_while_it_is_open_and_in_time_and_weighs_as_one():
    one = town(1)[0]
    asked = asked_of(one, Loads([one]))
    assert all(one.started <= each.at < min(one.settled, one.due) for each in asked)
    assert sum(each.weight for each in asked) == pytest.approx(1)
    assert {each.late for each in asked} == {one.late}


def test_only_cases_that_were_over_by_then_are_learnt_from():
    known = town(60)
    split = day(12)
    learnt = {each.case for each in known_before(known, split)}
    assert learnt == {one.case for one in known if one.settled < split}


def test_the_brier_score_and_the_bounds_are_those_of_the_books():
    asked = [
        Asked("a", BEGIN, {}, True),
        Asked("b", BEGIN, {}, False),
        Asked("c", BEGIN, {}, False, 2.0),
    ]
    assert brier(asked, [0.8, 0.1, 0.5]) == pytest.approx((0.04 + 0.01 + 2 * 0.25) / 4)
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0.0, 20)[0] == 0.0


def test_a_forecast_is_laid_beside_those_that_said_about_the_same():
    asked = [Asked(f"{n}", BEGIN, {}, n < 6) for n in range(10)]
    bins = binned(asked, [0.6] * 10)
    assert [(one.weight, one.said, one.late) for one in bins] == [(10, pytest.approx(0.6), 0.6)]
    assert bin_of(0.55, bins) is bins[0]


@needs_sklearn
def test_what_is_learnt_says_the_same_without_the_library():
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    asked = known_before(town(), day(1000))
    ours = learned(asked).of(asked)
    model = make_pipeline(DictVectorizer(), MaxAbsScaler(), LogisticRegression(max_iter=2000))
    model.fit(
        [one.features for one in asked],
        [bool(one.late) for one in asked],
        logisticregression__sample_weight=[one.weight for one in asked],
    )
    assert ours == pytest.approx(
        list(model.predict_proba([one.features for one in asked])[:, 1]), abs=1e-6
    )


@needs_sklearn
def test_what_can_be_told_beforehand_is_told_better_than_by_the_base_rate():
    found = backtest(town())
    assert found.skill > 0.3 and found.brier < found.base_brier
    assert found.learnt + found.tried <= 200 and sum(
        one.weight for one in found.bins
    ) == pytest.approx(found.tried)


@needs_sklearn
def test_what_cannot_be_told_is_not_told():
    dice = random.Random(5)
    noise = [
        replace(
            one,
            settled=one.started + timedelta(days=11 if dice.random() < 0.3 else 9),
            acts=(),
            traits={},
        )
        for one in town()
    ]
    assert backtest(noise).skill < 0.1


@needs_sklearn
def test_too_few_or_all_alike_is_no_ground():
    with pytest.raises(TooFew):
        backtest(town(30))
    with pytest.raises(TooFew):
        learned(
            known_before(
                [replace(one, settled=one.started + timedelta(days=3)) for one in town()], day(1000)
            )
        )


@needs_sklearn
def test_learning_in_a_process_of_its_own_gives_the_same():
    known = town(160)
    found = learning.learn(known, day(45))
    assert found.forecaster.cases == len([one for one in known if one.settled < day(45)])
    masked = [
        replace(one, settled=one.settled if one.settled < day(45) else None)
        for one in known
        if one.started < day(45)
    ]
    assert found == learning.learnt(masked, day(45))


def test_without_the_library_it_is_said_and_nothing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setattr(forecast.importlib.util, "find_spec", lambda name: None)
    assert learning.learn(town(10), day(1000)) == learning.Learnt(missing=True)


def test_a_forecast_that_was_learnt_stays_between_never_and_always():
    one = Forecaster({"left": -1e9, "acts": 1e9}, 0.0, 100, 0.2)
    assert one.of([Asked("a", BEGIN, {"left": 9}, None), Asked("b", BEGIN, {"acts": 9}, None)]) == [
        pytest.approx(0),
        pytest.approx(1),
    ]


@needs_sklearn
@pytest.mark.skipif(not PUBLIC.exists(), reason=f"the public log is not here: {PUBLIC}")
def test_on_a_real_towns_log_the_forecast_beats_the_base_rate():
    found = backtest(list(stories(traces(PUBLIC))))
    assert (found.learnt, found.tried, found.tried_late) == (712, 398, 69)
    assert found.brier < 0.135 < found.base_brier < 0.16
