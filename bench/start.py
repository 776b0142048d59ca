"""From an empty folder to the first settled case: a demo commune is made, served, and a copy certified by its own people.

Everything happens as a person would have it happen: `dinh init --demo`, `dinh serve`, signing in by the button, the API.
What `./dev demo` downloads before that is not in it. The memory is the most that the server's processes ever held.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browser import STEPS, Browser, free_port, until
from bench.commune import data
from bench.machine import machine
from bench.own import books_of

DINH = Path(sys.executable).with_name("dinh")
SECONDS_MAX = 120


def run() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="dinh-bench-"))
    try:
        with books_of(os.environ.get("DINH_DATABASE_URL", "")) as url:
            return _started(
                folder,
                {**os.environ, "DINH_HOUSE": str(folder / "house"), "DINH_DATABASE_URL": url},
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, environ: dict[str, str]) -> dict[str, Any]:
    begun = time.perf_counter()
    subprocess.run(
        [DINH, "init", "--unit", "24730", "--demo"],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=SECONDS_MAX,
    )
    made = time.perf_counter()
    port = free_port()
    with (folder / "journal").open("w") as journal:
        server = subprocess.Popen(
            [DINH, "serve", "--port", str(port)], env=environ, stdout=journal, stderr=journal
        )
        try:
            address = f"http://127.0.0.1:{port}"
            until(Browser(address).is_well)
            answers = time.perf_counter()
            _settle(address)
            settled = time.perf_counter()
            memory = _peak_mb(server.pid)
        finally:
            server.terminate()
            server.wait()
    seconds = [
        round(b - a, 1)
        for a, b in ((begun, settled), (begun, made), (made, answers), (answers, settled))
    ]
    parts = zip(
        (
            "making the house and its demo",
            "starting the server",
            "signing in and settling one case",
        ),
        seconds[1:],
        strict=True,
    )
    return {
        **_row("from dinh init --demo to the first settled case", seconds[0], "s"),
        "more": [*(_row(what, figure, "s") for what, figure in parts), *([_row("the most the server's processes held", memory, "MB")] if memory else [])],
        "machine": machine(),
    }  # fmt: skip


def _row(what: str, figure: float, unit: str) -> dict[str, Any]:
    return {
        "name": "start",
        "what": what,
        "figure": figure,
        "unit": unit,
        "floor": None,
        "ratio": None,
    }


def _settle(address: str) -> None:
    """A certified copy, from the counter to the seal."""
    first = Browser(address)
    people = first.demo_people()
    browsers = {role: Browser(address).signed_in(person) for role, person in people.items()}
    case = browsers["counter"].post(
        "/api/cases", {"procedure": "chung-thuc-ban-sao", "data": data(1)}
    )
    for role, action in STEPS:
        case = browsers[role].post(f"/api/cases/{case['code']}/actions", {"action": action})
    assert case["state"] == "granted", case


def _peak_mb(pid: int) -> float:
    """Of the process and all it started; 0 where the system does not say."""
    try:
        lines = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        )
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return round(
        int(lines["VmHWM"].split()[0]) / 1024 + sum(_peak_mb(int(child)) for child in children), 1
    )
