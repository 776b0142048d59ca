"""Milliseconds for a warm one-page letter: the counter's receipt (form 01), each with another name and code, as PDF/A with its QR.

Through the printer's own process, as the server prints; and in this process, as the command line does. The floor is the
same typesetter with our fonts on a page of one word.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from bench.machine import machine

LETTERS = 60
WARM = 5
TEMPLATE = "form-01.typ"
TRIVIAL = {"trivial.typ": '#set page("a4")\nĐình'}


def run() -> dict[str, Any]:
    from dinh.letters import Page, Press, Printer
    from dinh.letters.press import compiler_of

    sources = _sources()
    nth = count(1)
    with tempfile.TemporaryDirectory(prefix="dinh-bench-") as folder, Printer(workers=1) as printer:
        press = Press(Path(folder, "press"))
        trivial = compiler_of(TRIVIAL, "trivial.typ", Path(folder, "trivial"))
        ways: dict[str, Callable[[], bytes]] = {
            "printer": lambda: printer.print(Page(TEMPLATE, _values(next(nth)), sources)),
            "press": lambda: press.print(sources, TEMPLATE, _values(next(nth))),
            "floor": lambda: trivial.compile(format="pdf", sys_inputs={"values": str(next(nth))}),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for name, taken in _in_turn(ways):
            times[name].append(taken)
    floor = statistics.median(times["floor"])
    return {
        **_row("through the printer's process; floor: the bare typesetter, a page of one word", times["printer"], floor),
        "more": [
            _row("in this process; floor: the same", times["press"], floor),
            {**_row("the slowest of 20 through the printer", times["printer"], None), "figure": round(statistics.quantiles(times["printer"], n=20)[-1], 1)},
        ],
        "machine": machine(),
    }  # fmt: skip


def _in_turn(ways: dict[str, Callable[[], bytes]]) -> Iterator[tuple[str, float]]:
    """Milliseconds of each way, one after another, so that a busy machine is busy for all; the first few only warm."""
    for turn in range(WARM + LETTERS):
        for name, way in ways.items():
            begun = time.perf_counter()
            assert way().startswith(b"%PDF-")
            if turn >= WARM:
                yield name, (time.perf_counter() - begun) * 1000


def _row(what: str, times: list[float], floor: float | None) -> dict[str, Any]:
    figure = statistics.median(times)
    return {
        "name": "letter",
        "what": what,
        "figure": round(figure, 1),
        "unit": "ms",
        "floor": floor and round(floor, 1),
        "ratio": floor and round(figure / floor, 2),
    }


def _sources() -> dict[str, str]:
    from dinh.procedures.lookup import own

    return {
        path.name: path.read_text(encoding="utf-8") for path in (own() / "letters").glob("*.typ")
    }


def _values(number: int) -> dict[str, Any]:
    """What the receipt of a case is made of; the house has printed none like it."""
    from dinh.letters.samples import CASE, LETTER

    code = f"H36.99-261125-{number:04d}"
    applicant = {**CASE["applicant"], "name": f"Nguyễn Thị Mẫu {number}"}
    return {
        **LETTER,
        "code": code,
        "case": {**CASE, "code": code, "applicant": applicant},
        "digest": f"{number:064x}",
        "qr": f"https://xa.example/letters/{number:064x}",
    }
