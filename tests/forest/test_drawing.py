"""A sample of the watch's own map: what is drawn of it, and that what is judged by the truth tells what was really lost."""

from datetime import date, timedelta

import numpy as np
import pytest

from dinh.engine.refusal import Refused
from dinh.forest import drawing
from dinh.forest.accuracy import areas
from dinh.forest.alerts import alerts
from dinh.forest.grid import date_of
from dinh.scenes.woods.prepare import PLAN
from dinh.scenes.woods.prepare import UNTIL as LAST

GRACE = timedelta(days=45)
"""What was lost in the last weeks cannot have been told yet: truth is asked of the days before."""


@pytest.fixture(scope="module")
def watched(woods_watched):
    """Store, fold and truth of the demo's forest."""
    return woods_watched.store, woods_watched.site.fold, woods_watched.truth


@pytest.fixture(scope="module")
def drawn(watched):
    return drawing.draw(*watched[:2], PLAN.monitor, LAST, 90, seed=3)


def test_the_classes_of_the_map_share_out_the_forest_that_stood_when_the_period_began(watched):
    _, fold, _ = watched
    middle = PLAN.monitor + (LAST - PLAN.monitor) / 2
    classes, days = drawing.strata_of(fold, middle, LAST)
    before = sum(len(one.rows) for one in alerts(fold) if one.date < middle)
    assert (classes != drawing.OUTSIDE).sum() == fold.forest.sum() - before
    assert {middle <= date.fromordinal(int(day)) <= LAST for day in days[classes > 0]} == {
        True
    } and not days[classes == 0].any()


def test_places_are_drawn_once_within_their_class_and_the_same_for_the_same_seed(watched, drawn):
    store, fold, _ = watched
    classes, _ = drawing.strata_of(fold, PLAN.monitor, LAST)
    assert all(drawing.STRATA[classes[one.row, one.column]] == one.stratum for one in drawn.places)
    assert (
        len({(one.row, one.column) for one in drawn.places})
        == len(drawn.places)
        == sum(n for _, _, n in drawn.strata)
    )
    assert {
        name: sum(one.stratum == name for one in drawn.places) for name, _, _ in drawn.strata
    } == {name: n for name, _, n in drawn.strata}
    assert (
        drawing.draw(store, fold, PLAN.monitor, LAST, 90, seed=3)
        == drawn
        != drawing.draw(store, fold, PLAN.monitor, LAST, 90, seed=4)
    )


def test_the_order_of_the_places_tells_nothing_of_their_class(drawn):
    half = len(drawn.places) // 2
    first = sum(one.stratum == "stable" for one in drawn.places[:half])
    assert 0 < first < half


def test_a_place_is_where_its_degrees_say_and_is_shown_in_a_picture(watched, drawn):
    from dinh.forest.systems import mover

    grid = watched[1].grid
    back = mover("EPSG:4326", grid.crs)
    for one in drawn.places[:10]:
        x, y = back(round(one.longitude, 6), round(one.latitude, 6))
        assert (int((grid.top - y) // grid.metres), int((x - grid.left) // grid.metres)) == (
            one.row,
            one.column,
        )
        assert one.picture.startswith(b"\x89PNG")


def test_where_nothing_was_lost_there_is_nothing_to_draw(watched):
    with pytest.raises(Refused) as refused:
        drawing.draw(*watched[:2], date(2030, 1, 1), date(2030, 2, 1), 50)
    assert refused.value.refusal.code == "forest.sample_none"


def test_what_is_judged_by_the_truth_tells_how_much_was_really_lost(watched):
    """Of 40 samples at least 34 hold the truth in their 95 % interval: fewer would be a wrong estimator, or a map whose pixels lie beside the truth."""
    _, fold, truth = watched
    classes, _ = drawing.strata_of(fold, PLAN.monitor, LAST)
    days = np.vectorize(lambda day: date_of(int(day)).toordinal(), otypes=[int])(
        truth.last_undisturbed
    )
    lost = (
        (truth.label == 1)
        & (days >= PLAN.monitor.toordinal() - 30)
        & (days <= (LAST - GRACE).toordinal())
    )
    real = float((lost & (classes != drawing.OUTSIDE)).sum())
    sizes = [int((classes == at).sum()) for at in range(3)]
    held = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        counts = []
        for at, n in enumerate(drawing.shares(sizes, 200)):
            rows, columns = drawing._some(classes == at, n, chance)
            counts.append([int(n - lost[rows, columns].sum()), int(lost[rows, columns].sum())])
        low, high = areas(counts, sizes)[1].interval
        held += low <= real <= high
    assert held >= 34, f"{held} of 40"
