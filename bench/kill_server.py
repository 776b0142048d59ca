"""The same of the whole server: `dinh serve` and all it started are killed with -9 at random instants, and started again.

The client is another process and goes over HTTP, as the pages and other programs do. What was answered is noted; what was
not is sent again under the same key until it is, which may be after the next start.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from django.conf import settings

from bench.autopsy import autopsy
from bench.browser import STEPS, UNANSWERED, Browser, free_port, until
from bench.commune import DINH, HOUSE, data, made
from bench.kill import LANES, SEED, Client, compared, key_of

ALIVE_SECONDS = 1.0  # on average, from the first answer of a server to its death
STARTING = 3  # one kill in so many is not put off until the server answers
STARTING_SECONDS = 2.0  # at most, then
AGAIN_SECONDS = 0.05
SECONDS_MAX = 60
JOURNAL = settings.HOUSE / "journal"


def measure(kills: int) -> dict[str, Any]:
    made("--demo")
    address, chance = f"http://127.0.0.1:{free_port()}", random.Random(SEED)
    begun = time.monotonic()
    with _served(address):
        lanes = _Lanes(address)
        lanes.begin()
    for place in range(kills):
        answers = (place + 1) % STARTING != 0
        with _served(address, answers):
            lanes.live(
                chance.expovariate(1 / ALIVE_SECONDS)
                if answers
                else chance.uniform(0, STARTING_SECONDS)
            )
    with _served(address):
        lanes.end()
    seconds = round(time.monotonic() - begun, 1)
    return {
        **compared(lanes.client),
        "what": "kills of the whole server",
        "kills": kills,
        "cut_off": sum(lanes.cut_off),
        "seconds": seconds,
    }


@contextmanager
def _served(address: str, answers: bool = True) -> Iterator[None]:
    """A server until the block ends; then it is killed, with all it started, and nobody is left at its port."""
    port = urlsplit(address).port
    with JOURNAL.open("a") as journal:
        server = subprocess.Popen(
            [DINH, "serve", "--port", str(port)],
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )
    try:
        if answers:
            _await(
                lambda: _is_alive(server) and Browser(address).is_well(),
                "the server never answered",
                server.pid,
                port,
            )
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    _await(
        lambda: _is_free(port),
        "somebody is left at the port of the server that was killed",
        server.pid,
        port,
    )


def _await(answers: Callable[[], bool], otherwise: str, pid: int, port: int | None) -> None:
    try:
        until(answers)
    except TimeoutError as late:
        raise RuntimeError(f"{otherwise}; {late}\n{autopsy(pid, port, JOURNAL)}") from None


def _is_alive(server: subprocess.Popen[bytes]) -> bool:
    if server.poll() is not None:
        raise RuntimeError(
            f"the server ended by itself with {server.returncode}; a file of it edited meanwhile does that:\n{JOURNAL.read_text()[-4000:]}"
        )
    return True


def _is_free(port: int | None) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class _Lanes:
    """Who sends commands, one thread a lane, through all lives of the server."""

    def __init__(self, address: str):
        people = Browser(address).demo_people()
        self.client = Client(HOUSE)
        self.browsers = {
            role: Browser(address).signed_in(person) for role, person in people.items()
        }
        self.cut_off = [0] * LANES  # commands whose answer never came: done or not, who knows
        self.fault: Exception | None = None
        self._over, self._failed = threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=self._lane, args=(lane,), daemon=True) for lane in range(LANES)
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def live(self, seconds: float) -> None:
        if self._failed.wait(seconds):
            raise RuntimeError("a lane ended") from self.fault

    def end(self) -> None:
        """When each has an answer to what it sent last."""
        self._over.set()
        for thread in self._threads:
            thread.join(SECONDS_MAX)
        self.live(0)
        assert not any(thread.is_alive() for thread in self._threads)

    def _lane(self, lane: int) -> None:
        try:
            while not self._over.is_set():
                place = self.client.next[lane]
                self.client.codes[key_of(lane, place)] = self._answered(lane, place)
                self.client.next[lane] = place + 1
        except Exception as fault:
            self.fault = fault
            self._failed.set()

    def _answered(self, lane: int, place: int) -> str:
        """The command's case; sent until the answer is there, whole."""
        while True:
            try:
                return self._sent(lane, place)
            except HTTPError as no:
                raise RuntimeError(
                    f"{key_of(lane, place)}: {no.code} {no.read().decode()}"
                ) from None
            except UNANSWERED as fault:
                self.cut_off[lane] += not isinstance(
                    getattr(fault, "reason", fault), ConnectionRefusedError
                )
                time.sleep(AGAIN_SECONDS)

    def _sent(self, lane: int, place: int) -> str:
        step, key = place % (len(STEPS) + 1), key_of(lane, place)
        if step == 0:
            told = {"procedure": "chung-thuc-ban-sao", "data": data(place)}
            return self.browsers["counter"].post("/api/cases", told, **{"Idempotency-Key": key})[
                "code"
            ]
        role, action = STEPS[step - 1]
        code = self.client.codes[key_of(lane, place - step)]
        return self.browsers[role].post(
            f"/api/cases/{code}/actions", {"action": action}, **{"Idempotency-Key": key}
        )["code"]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
