"""How good the forecast of lateness is: learnt from the first 70 % of a log by time, tried on the rest, beside the base rate.

On the public log of the receipt phase, and on a demo house's three months. Brier score: the smaller the better; the floor is that of saying to every case
the share that was late before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from typing import Any

from bench.machine import machine
from bench.mining import public_log
from dinh.engine.refusal import Refusal, Refused
from dinh.mining.forecast import Backtest, Bin, available, backtest
from dinh.mining.stories import stories
from dinh.mining.xes import traces


def run() -> dict[str, Any]:
    if not available():
        raise Refused(Refusal("bench.no_library", {"library": "scikit-learn"}))
    found = backtest(list(stories(traces(public_log()))))
    with tempfile.TemporaryDirectory(prefix="dinh-bench-") as folder:
        demo = _demo(folder)
    return {
        **_row("the receipt phase of a real town", found),
        "more": [
            *_reliability("receipt", found),
            _row("a demo house", demo),
            *_reliability("demo", demo),
        ],
        "machine": machine(),
    }


def _row(what: str, found: Backtest) -> dict[str, Any]:
    said = f"{what}: Brier score, {found.learnt} cases learnt from, {found.tried} tried, {found.tried_late} late"
    return {
        "name": "forecast",
        "what": said,
        "figure": round(found.brier, 4),
        "unit": "",
        "floor": round(found.base_brier, 4),
        "ratio": round(found.brier / found.base_brier, 4),
    }


def _reliability(of: str, found: Backtest) -> list[dict[str, Any]]:
    """Of the forecasts that said about so much, the share that was late; the floor is what they said."""
    return [
        {
            "name": "forecast",
            "what": f"{of}: late of {one.weight:.0f} cases told {one.low:.0%} to {one.high:.0%}",
            "figure": round(one.late, 3),
            "unit": "",
            "floor": round(one.said, 3),
            "ratio": round(one.late / one.said, 2) if one.said else None,
        }
        for one in found.bins
    ]


def _demo(folder: str) -> Backtest:
    """Of a demo made now, in books of its own."""
    surroundings = {**os.environ, "DINH_HOUSE": f"{folder}/house", "DINH_DATABASE_URL": ""}

    def dinh(*words: str) -> Any:
        call = "import sys; from dinh.cli import main; sys.exit(main())"
        return json.loads(
            subprocess.run(
                [sys.executable, "-c", call, "--json", *words],
                env=surroundings,
                stdout=subprocess.PIPE,
                check=True,
            ).stdout
        )

    dinh("init", "--unit", "24730", "--demo")
    return _read(dinh("insight")["forecast"]["backtest"])


def _read(value: dict[str, Any]) -> Backtest:
    bins = tuple(
        Bin(one["from"], one["to"], one["cases"], one["said"], one["late"], tuple(one["bounds"]))
        for one in value["reliability"]
    )
    return Backtest(
        value["learnt"],
        value["tried"],
        value["late"],
        datetime.fromisoformat(value["split"]),
        value["base_rate"],
        value["brier"],
        value["base_brier"],
        bins,
    )
