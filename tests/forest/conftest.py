"""What the forest's sentences may ask for. Without the extra they are skipped, in words; real scenes are used where their folder is."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from dinh.forest.trouble import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name in PACKAGES if find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []


def pytest_report_header() -> str | None:
    return (
        f"forest watch not tested: {', '.join(MISSING)} missing (install dinh[forest])"
        if MISSING
        else None
    )


@pytest.fixture(scope="session")
def scenes() -> Path:
    """The folder of development scenes."""
    folder = Path(os.environ.get("DINH_TEST_DATA") or ROOT.parent / "shared/data") / "forest"
    if not folder.is_dir():
        pytest.skip(f"no real scenes here: {folder} (set DINH_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def pines():
    """A small pine forest with its truth, simulated once."""
    from tests.forest.ground import watched

    return watched(seed=9)


@pytest.fixture(scope="session")
def woods_watched(tmp_path_factory):
    """The demo's forest, simulated and watched once as `./dev woods` does it."""
    from dinh.scenes.woods import prepare

    return prepare.watched(tmp_path_factory.mktemp("woods"))
