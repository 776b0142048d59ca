"""What the demo's houses are furnished with is what the simulator and the watch give. Whoever changes what the watch finds runs `./dev woods`."""

import json
import zlib
from pathlib import Path

import pytest

from dinh.forest_cases.tiles import layers, tile
from dinh.scenes.woods import prepare
from dinh.scenes.woods.prepared import PREPARED

FEW_PIXELS_M2 = 300
"""A processor with other instructions may round a pixel at an edge the other way."""


@pytest.fixture(scope="module")
def anew(woods_watched, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("prepared")
    prepare.prepare(woods_watched, out)
    return out


def told(folder: Path) -> dict:
    return json.loads((folder / "woods.json").read_text("utf-8"))


def test_the_same_alerts_are_told_of_the_same_plots_on_the_same_days(anew):
    now, kept = told(anew), told(PREPARED)
    assert now["plots"] == kept["plots"] and now["until"] == kept["until"]
    assert [outline(one) for one in now["patches"]] == [outline(one) for one in kept["patches"]], (
        "the watch finds something else now: ./dev woods"
    )
    for one, other in zip(now["patches"], kept["patches"], strict=True):
        assert float(one["form"]["area_m2"]) == pytest.approx(
            float(other["form"]["area_m2"]), abs=FEW_PIXELS_M2
        )
        assert float(one["form"]["confidence"]) == pytest.approx(
            float(other["form"]["confidence"]), abs=0.02
        )
        assert [value for _, value, _ in one["points"]] == pytest.approx(
            [value for _, value, _ in other["points"]], abs=0.002
        )


def outline(one: dict) -> tuple:
    form = one["form"]
    return (
        form["alert_id"],
        form["kind"],
        form["detected_on"],
        form["plots"][0]["plot"],
        form["village"],
        [row["found_on"] for row in one["growth"]],
        one["real"],
    )


def test_the_same_pictures_are_shown_before_and_after_and_on_the_map(anew):
    names = sorted(path.name for path in (PREPARED / "pictures").iterdir())
    assert names == sorted(path.name for path in (anew / "pictures").iterdir())
    assert all(
        alike((anew / "pictures" / name).read_bytes(), (PREPARED / "pictures" / name).read_bytes())
        for name in names
    )
    assert layers(anew) == layers(PREPARED)
    for one in layers(PREPARED):
        zoom, column, row = deepest(one)
        now, kept = (
            tile(anew, one.name, zoom, column, row),
            tile(PREPARED, one.name, zoom, column, row),
        )
        assert now and kept and alike(now[0], kept[0])


def deepest(layer) -> tuple[int, int, int]:
    """The tile in which the north-west corner lies."""
    from dinh.forest.tiled import place

    return layer.most, *place(layer.bounds[0] + 1e-4, layer.bounds[3] - 1e-4, layer.most)


def alike(one: bytes, other: bytes) -> bool:
    first, second = pixels(one), pixels(other)
    return (
        len(first) == len(second)
        and sum(a != b for a, b in zip(first, second, strict=True)) <= len(first) / 100
    )


def pixels(png: bytes) -> bytes:
    start = png.index(b"IDAT")
    return zlib.decompress(
        png[start + 4 : start + 4 + int.from_bytes(png[start - 4 : start], "big")]
    )
