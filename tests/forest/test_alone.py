"""Two runs on one store or one site at once: the second is told who runs, and what was killed blocks nobody."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from dinh.cli import main
from dinh.forest.alone import LOCK, alone
from dinh.forest.simulate import Plan, simulate, write

RUNS = "import sys; from dinh.cli import main; sys.exit(main(sys.argv[1:]))"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "balkan"
    write(
        simulate(
            Plan(
                seed=3,
                size=40,
                start=date(2022, 1, 1),
                monitor=date(2023, 1, 1),
                end=date(2024, 3, 31),
                every=12,
                events=1,
            )
        ),
        folder,
    )
    return folder


def told(capsys, *words: str) -> tuple[int, dict]:
    code = main(["--json", "forest", *words])
    return code, json.loads(capsys.readouterr().out)


def who_holds(folder: Path) -> dict:
    """What the lock says, once whoever takes it has written it."""
    while True:
        try:
            return json.loads((folder / LOCK).read_text())
        except (OSError, ValueError):
            time.sleep(0.005)


def test_a_second_watch_is_told_who_runs_since_when_and_what_to_do_and_goes_on_when_that_was_killed(
    scenes, tmp_path, capsys
):
    words = (
        "watch",
        "--scenes",
        str(scenes),
        "--from",
        "2023-01-01",
        "--until",
        "2024-03-31",
        "--out",
        str(tmp_path / "alerts.geojson"),
        "--store",
        str(tmp_path / "store"),
    )
    first = subprocess.Popen(
        [sys.executable, "-c", RUNS, "forest", *words],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )
    try:
        held = who_holds(tmp_path / "store")
        first.send_signal(signal.SIGSTOP)
        for second in (
            words,
            ("observe", "--store", str(tmp_path / "store"))
            if (tmp_path / "store/scenes.json").exists()
            else words,
        ):
            code, said = told(capsys, *second)
            assert (code, said["refusal"]["code"]) == (1, "forest.taken")
            assert str(first.pid) in str(said) and "kill" in str(said) and held["pid"] == first.pid
        assert not (tmp_path / "alerts.geojson").exists()
    finally:
        first.kill()
    assert first.wait() == -signal.SIGKILL, "it had not come to its end"
    code, said = told(capsys, *words)
    assert code == 0 and (tmp_path / "alerts.geojson").exists()


def test_a_folder_that_was_taken_away_while_it_was_held_can_be_held_anew(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    with alone(folder, "watch"):
        (folder / LOCK).unlink()
        folder.rmdir()
    folder.mkdir()
    with alone(folder, "watch"):
        assert who_holds(folder)["pid"] == os.getpid()
