"""`./dev demo` watches real scenes beside it where there are some: which they are, and what the desk is told of it."""

import pytest

from dinh.forest_cases import reference
from tools import environment
from tools import reference as beside
from tools.ground import Stop


@pytest.fixture
def data(tmp_path, monkeypatch):
    for name in ("real_one", "real_two", "sim_dev", "bare"):
        (tmp_path / "data/forest" / name).mkdir(parents=True)
        if name != "bare":
            (tmp_path / "data/forest" / name / "labels_10m.nc").write_bytes(b"")
    monkeypatch.setenv("DINH_TEST_DATA", str(tmp_path / "data"))
    return tmp_path / "house"


def test_real_scenes_with_what_was_lost_are_watched_once_and_simulated_ones_or_none_are_not(
    data, tmp_path, monkeypatch
):
    assert [one.name for one in beside.sites(data)] == ["real_one", "real_two"]
    home = data / reference.FOLDER / "real_one"
    home.mkdir(parents=True)
    (home / reference.SITE).write_text("{}")
    assert [one.name for one in beside.sites(data)] == ["real_two"]
    monkeypatch.setenv("DINH_TEST_DATA", str(tmp_path / "none"))
    assert beside.sites(data) == []


def test_the_desk_says_that_a_site_is_prepared_and_no_longer_when_the_packages_cannot_be_brought(
    data, monkeypatch, capsys
):
    told = []

    def ensure(*groups):
        told.extend(reference.going(data, name).what for name in reference.names(data))
        raise Stop("no line")

    monkeypatch.setattr(environment, "ensure", ensure)
    monkeypatch.setattr("os.nice", lambda more: 0)
    beside.watch(data, 0)
    assert told == ["prepare", "prepare"] and reference.names(data) == ()
    assert "no line" in capsys.readouterr().err
