"""On the development scenes the default settings reach what they must, from the files to the polygons."""

import json
import subprocess
import sys
from datetime import date

import pytest

from dinh.cli import main
from dinh.forest.alerts import alerts, by_patch
from dinh.forest.store import open_store
from dinh.forest.truth import held, read_truth, truth_file
from dinh.forest_cases.alert_cases import watched


@pytest.mark.parametrize(
    ("site", "until", "judged", "f1", "false", "lag"),
    [
        ("romania_east", "2021-01-01", ("2019-01-01", "2020-12-31"), 0.93, 100, 15),
        ("sim_dev", "2024-12-31", ("2022-01-01", "2024-12-31"), 0.90, 350, 365),
    ],
)
def test_by_default_settings_a_site_is_watched_as_well_as_it_must(
    scenes, tmp_path, capsys, site, until, judged, f1, false, lag
):
    out, store = tmp_path / "alerts.geojson", tmp_path / "store"
    assert (
        main(
            [
                "--json",
                "forest",
                "watch",
                "--scenes",
                str(scenes / site),
                "--until",
                until,
                "--out",
                str(out),
                "--store",
                str(store),
            ]
        )
        == 0
    )
    scored = subprocess.run(
        [sys.executable, scenes / "score_dev.py", "--site", site, out],
        text=True,
        capture_output=True,
        check=True,
    )
    found = json.loads(scored.stdout.splitlines()[-1])
    assert found["pixel"]["f1"] >= f1
    assert found["pixel"]["fp_per_10k_stable_px"] <= false
    assert found["pixel"]["lag_median"] <= lag
    assert found["patch"]["f1"] >= 0.85
    least = {
        "clearfell": 0.98,
        "thinning": 0.95,
        "dieback_fast": 0.95,
        "dieback_slow": 0.70,
        "wide_outbreak": 0.90,
    }
    assert all(
        found["kind"][kind]["producers_accuracy"] >= share
        for kind, share in least.items()
        if "kind" in found
    )
    ours = held(
        by_patch(alerts(watched(store)[1])),
        read_truth(truth_file(scenes / site), open_store(store).grid),
        *map(date.fromisoformat, judged),
    )
    assert (ours.right, ours.missed, ours.false) == tuple(
        found["pixel"][name] for name in ("tp", "fn", "fp")
    ), "what the desk says of a site is what its own score says"
    assert (len(ours.losses), sum(one.found for one in ours.losses)) == (
        found["patch"]["patches"],
        found["patch"]["found"],
    )
    verdicts = list(ours.verdicts.values())
    assert (verdicts.count(True), verdicts.count(False)) == (
        found["patch"]["alerts_right"],
        found["patch"]["alerts_wrong"],
    )
    assert ours.lag_days == found["pixel"]["lag_median"]
