"""From an empty folder to the first settled case: a demo commune is made, served, and a copy certified by its own people.

Everything happens as a person would have it happen: `dinh init --demo`, `dinh serve`, signing in by the button, the API.
What `./dev demo` downloads before that is not in it. The memory is the most that the server's processes ever held.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from dinh.bench.commune import data
from dinh.bench.machine import machine
from dinh.bench.own import books_of

DINH = Path(sys.executable).with_name("dinh")
SECONDS_MAX = 120
STEPS = (("counter", "accept"), ("justice", "propose"), ("leader", "sign"), ("clerk", "seal"))


def run() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="dinh-bench-"))
    try:
        with books_of(os.environ.get("DINH_DATABASE_URL", "")) as url:
            return _started(folder, {**os.environ, "DINH_HOUSE": str(folder / "house"), "DINH_DATABASE_URL": url})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, environ: dict[str, str]) -> dict[str, Any]:
    begun = time.perf_counter()
    subprocess.run([DINH, "init", "--unit", "24730", "--demo"], env=environ, check=True, stdout=subprocess.DEVNULL, timeout=SECONDS_MAX)
    made = time.perf_counter()
    port = _free_port()
    with (folder / "journal").open("w") as journal:
        server = subprocess.Popen([DINH, "serve", "--port", str(port)], env=environ, stdout=journal, stderr=journal)
        try:
            address = f"http://127.0.0.1:{port}"
            _until(lambda: _Browser(address).get("/health")["ok"])
            answers = time.perf_counter()
            _settle(address)
            settled = time.perf_counter()
            memory = _peak_mb(server.pid)
        finally:
            server.terminate()
            server.wait()
    seconds = [round(b - a, 1) for a, b in ((begun, settled), (begun, made), (made, answers), (answers, settled))]
    parts = zip(("making the house and its demo", "starting the server", "signing in and settling one case"), seconds[1:], strict=True)
    return {
        **_row("from dinh init --demo to the first settled case", seconds[0], "s"),
        "more": [*(_row(what, figure, "s") for what, figure in parts), *([_row("the most the server's processes held", memory, "MB")] if memory else [])],
        "machine": machine(),
    }  # fmt: skip


def _row(what: str, figure: float, unit: str) -> dict[str, Any]:
    return {"name": "start", "what": what, "figure": figure, "unit": unit, "floor": None, "ratio": None}


def _settle(address: str) -> None:
    """A certified copy, from the counter to the seal."""
    first = _Browser(address)
    people = first.demo_people()
    browsers = {role: _Browser(address).signed_in(person) for role, person in people.items()}
    case = browsers["counter"].post("/api/cases", {"procedure": "chung-thuc-ban-sao", "data": data(1)})
    for role, action in STEPS:
        case = browsers[role].post(f"/api/cases/{case['code']}/actions", {"action": action})
    assert case["state"] == "granted", case


class _Browser:
    """Cookies, and the sign against forgery, as a browser keeps them."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))
        self.sign = ""

    def ask(self, path: str, content: bytes | None = None, **headers: str) -> bytes:
        with self.opener.open(urllib.request.Request(self.address + path, content, headers), timeout=30) as answer:
            return answer.read()

    def get(self, path: str) -> Any:
        return json.loads(self.ask(path))

    def post(self, path: str, value: Any) -> Any:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.sign, "Origin": self.address}
        return json.loads(self.ask(path, json.dumps(value).encode(), **headers))

    def signed_in(self, person: str) -> _Browser:
        """By the demo's button."""
        self.sign = self.get("/api/session")["csrf"]
        self.ask("/sign-in", f"demo={person}&csrfmiddlewaretoken={self.sign}".encode(), Origin=self.address)
        self.sign = self.get("/api/session")["csrf"]
        return self

    def demo_people(self) -> dict[str, str]:
        """One for each role that the case meets, no two the same."""
        people = _Browser(self.address).signed_in("leader").get("/api/people")
        found: dict[str, str] = {}
        for role, _ in STEPS:
            found[role] = next(one["person"] for one in people if role in one["roles"] and one["person"] not in found.values())
        return found


def _until(answers: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        try:
            if answers():
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise TimeoutError("the server never answered")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _peak_mb(pid: int) -> float:
    """Of the process and all it started; 0 where the system does not say."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return round(int(lines["VmHWM"].split()[0]) / 1024 + sum(_peak_mb(int(child)) for child in children), 1)
