"""A real town's log held against its procedure, beside pm4py on the BPMN that we export: how fast, and whether both say the same.

The log is the public one of the receipt phase, where DINH_TEST_DATA (or ../shared/data) has it. pm4py is an AGPL program: `./dev bench mining`
brings it to be measured beside, and the program itself never imports it.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from bench.machine import machine
from dinh.calendar import default_profile, house_calendar
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refusal, Refused
from dinh.export.bpmn import bpmn
from dinh.mining.conformance import Conformance, held
from dinh.procedures import own, read_procedure

STEP_COST = 10_000  # what pm4py counts for a move of one alone


def run() -> dict[str, Any]:
    path, procedure = public_log(), receipt_phase()
    began = time.process_time()
    ours = held(path, procedure, house_calendar(default_profile()))
    own_s = time.process_time() - began
    theirs = of_pm4py(path, procedure)
    if theirs is None:
        return {
            **_row(
                "log held against its procedure; pm4py is not here",
                round(ours.events / own_s),
                "events/s",
                None,
            ),
            "more": _figures(ours, None),
            "machine": machine(),
        }
    return {
        **_row(
            "log held against its procedure, beside pm4py's alignments and precision",
            round(ours.events / own_s),
            "events/s",
            round(ours.events / theirs["seconds"]),
        ),
        "more": _figures(ours, theirs),
        "machine": machine(),
    }


def _figures(ours: Conformance, theirs: dict[str, Any] | None) -> list[dict[str, Any]]:
    known = theirs or {}
    precision = ours.escaping.precision if ours.escaping else None
    costs = {one.case: one.alignment.cost for one in ours.parted if one.alignment}
    same = (
        sum(costs.get(case, 0) == cost for case, cost in known["costs"].items()) if theirs else None
    )
    rows = [
        _row("cases that fit", ours.fitting, "cases", known.get("fitting")),
        _row("fitness by alignments", round(ours.fitness or 0, 4), "", known.get("fitness")),
        _row("precision by escaping edges", round(precision or 0, 4), "", known.get("precision")),
    ]
    return (
        [*rows, _row("cases whose alignment costs the same", same, "cases", ours.cases)]
        if same is not None
        else rows
    )


def _row(what: str, figure: float, unit: str, floor: float | None) -> dict[str, Any]:
    return {
        "name": "mining",
        "what": what,
        "figure": figure,
        "unit": unit,
        "floor": floor,
        "ratio": round(figure / floor, 4) if floor else None,
    }


def public_log() -> Path:
    folder = Path(os.environ.get("DINH_TEST_DATA") or own().parents[2] / "shared/data")
    path = folder / "receipt/receipt.xes.gz"
    if not path.is_file():
        raise Refused(Refusal("bench.no_log", {"file": str(path)}))
    return path


def receipt_phase() -> Procedure:
    found, problems = read_procedure(own() / "xay-dung/receipt-phase.yaml")
    assert found is not None, problems
    return found


def of_pm4py(path: Path, procedure: Procedure) -> dict[str, Any] | None:
    """None: it is not installed. `costs`: case -> of its alignment; seconds: of this process, reading left out."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            import pm4py
        except ImportError:
            return None
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "procedure.bpmn"
            file.write_bytes(bpmn(procedure))
            net = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(file)))
        log = pm4py.read_xes(str(path), variant="iterparse")
        log["concept:name"] = log["concept:name"].map(
            {step.label.of("en"): step.label.vi for step in procedure.steps.values() if step.label}
        )
        began = time.process_time()
        aligned = pm4py.conformance_diagnostics_alignments(log, *net)
        fitness = Counter(one["cost"] // STEP_COST == 0 for one in aligned)
        names = list(dict.fromkeys(log["case:concept:name"]))
        costs = {name: one["cost"] // STEP_COST for name, one in zip(names, aligned, strict=True)}
        precision = pm4py.precision_token_based_replay(log, *net)
        seconds = time.process_time() - began
        return {
            "fitting": fitness[True],
            "fitness": round(sum(one["fitness"] for one in aligned) / len(aligned), 4),
            "precision": round(precision, 4),
            "costs": costs,
            "seconds": seconds,
        }
