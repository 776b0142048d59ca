"""Learns in a process of its own: the library takes a hundred megabytes, which a house's server need not hold all day.

`python -m dinh.mining.learning` reads the stories (JSON) and writes what was learnt; `learn` starts it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.mining.forecast import (
    Backtest,
    Forecaster,
    Story,
    TooFew,
    available,
    backtest,
    known_before,
    learned,
)

TIME_MAX_S = 180
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class Given(Struct):
    stories: list[Story]
    until: datetime


class Learnt(Struct, frozen=True):
    """forecaster: None where too few cases are over (`missing`: where the library is not here, `failed`: where it did not end well)."""

    forecaster: Forecaster | None = None
    tried: Backtest | None = None
    missing: bool = False
    failed: bool = False


def learn(stories: Sequence[Story], until: datetime) -> Learnt:
    """By what was known before an instant: a case that ended later was open then."""
    if not available():
        return Learnt(missing=True)
    known = [
        one if one.settled is None or one.settled < until else replace(one, settled=None)
        for one in stories
        if one.started < until
    ]
    given = msgspec.json.encode(Given(known, until))
    root = str(Path(__file__).resolve().parents[2])
    surroundings = {
        **os.environ,
        **dict.fromkeys(THREADS, "1"),
        "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dinh.mining.learning"],
            input=given,
            capture_output=True,
            timeout=TIME_MAX_S,
            env=surroundings,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=Learnt)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError):
        return Learnt(failed=True)


def learnt(stories: Sequence[Story], until: datetime) -> Learnt:
    """The same in this process."""
    try:
        forecaster = learned(known_before(stories, until))
    except TooFew:
        return Learnt()
    try:
        return Learnt(forecaster, backtest(stories))
    except TooFew:
        return Learnt(forecaster)


if __name__ == "__main__":
    os.nice(10)  # nobody waits for it, and pages are made beside it
    known = msgspec.json.decode(sys.stdin.buffer.read(), type=Given)
    sys.stdout.buffer.write(msgspec.json.encode(learnt(known.stories, known.until)))
