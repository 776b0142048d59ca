"""What is dear to make and the same for all: made by the first of a run's processes that asks, read by the others.

A run's folder is made by the process that starts its workers (`tests/conftest.py`) or by `./dev test` for both stores, and goes with it:
nothing is taken over from another run.
"""

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path

FOLDER = "DINH_TEST_RUN"
"""The environment's name for the folder of this run."""


def made_once[Made](name: str, make: Callable[[], Made]) -> Made:
    """What `make()` gave in this run; it must be the same for every process, and picklable. Outside of a run it is made."""
    if FOLDER not in os.environ:
        return make()
    kept = Path(os.environ[FOLDER]) / name
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = make()
            kept.with_suffix(".part").write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
            kept.with_suffix(".part").rename(kept)
            return made
    return pickle.loads(kept.read_bytes())
