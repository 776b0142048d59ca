"""On the development scenes the default settings reach what they must, from the files to the polygons."""

import json
import subprocess
import sys

import pytest

from dinh.commands import main


@pytest.mark.parametrize(
    ("site", "until", "f1", "false", "lag"),
    [("romania_east", "2021-01-01", 0.93, 100, 15), ("sim_dev", "2024-12-31", 0.90, 350, 365)],
)
def test_by_default_settings_a_site_is_watched_as_well_as_it_must(scenes, tmp_path, capsys, site, until, f1, false, lag):
    out = tmp_path / "alerts.geojson"
    assert main(["--json", "forest", "watch", "--scenes", str(scenes / site), "--until", until, "--out", str(out)]) == 0
    scored = subprocess.run([sys.executable, scenes / "score_dev.py", "--site", site, out], text=True, capture_output=True, check=True)
    found = json.loads(scored.stdout.splitlines()[-1])
    assert found["pixel"]["f1"] >= f1
    assert found["pixel"]["fp_per_10k_stable_px"] <= false
    assert found["pixel"]["lag_median"] <= lag
    assert found["patch"]["f1"] >= 0.85
    least = {"clearfell": 0.98, "thinning": 0.95, "dieback_fast": 0.95, "dieback_slow": 0.70, "wide_outbreak": 0.90}
    assert all(found["kind"][kind]["producers_accuracy"] >= share for kind, share in least.items() if "kind" in found)
