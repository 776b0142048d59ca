"""Is anything that was acknowledged ever lost? The writing process is killed with -9 at random instants, again and again.

A client drives cases through the door in several lanes and notes each command once it is acknowledged. After a kill it
goes on in a new process with the first command that was not, under the same key: done or not, it must end up done once.
Then the books are compared with the notes, verified, and made anew from the log.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from bench.machine import machine

KILLS = 1000
SERVER_KILLS = 20
LANES = 4
DELAY_SECONDS = 0.04  # on average, from the birth of the writing process to its death
LANE_CASES = 1_000_000
SEED = 20260701
DOING = ("opened", "acted", "delivered")  # one of these for each command of the lanes


def run(kills: int = KILLS, server_kills: int = SERVER_KILLS) -> dict[str, Any]:
    """The figure is the number of acknowledged commands that are not in the books, or are in them otherwise. It must be 0."""
    from bench.own import in_a_house_of_its_own

    writing, whole = (
        in_a_house_of_its_own(f"bench.{name}", str(count))
        for name, count in (("kill", kills), ("kill_server", server_kills))
    )
    return {
        **writing,
        "what": "kills of the writing process",
        "more": [whole],
        "machine": machine(),
    }


# --- inside the house's own process ---------------------------------------------------------------------------------


class Client:
    """Who sends commands: for each lane the next one, and what was acknowledged so far."""

    def __init__(self, house: str):
        self.house = house
        self.next = [0] * LANES
        self.codes: dict[str, str] = {}

    def note(self, lines: bytes) -> None:
        """What the pipe brought before the process died; each line is written at once, so there is no half one."""
        for line in lines.decode().splitlines():
            lane, place, code = line.split()
            self.next[int(lane)] = int(place) + 1
            self.codes[key_of(int(lane), int(place))] = code


def measure(kills: int) -> dict[str, Any]:
    from django.db import connections

    from bench.commune import begun, lived
    from dinh.store import writer

    house = begun()
    lived(house, [0])  # what every process would otherwise read anew
    connections.close_all()
    writer.lay_down()
    client, chance = Client(house), random.Random(SEED)
    begun_at = time.monotonic()
    for _ in range(kills):
        _killed(client, chance.expovariate(1 / DELAY_SECONDS))
    seconds = time.monotonic() - begun_at
    return {**compared(client), "kills": kills, "seconds": round(seconds, 1)}


def _killed(client: Client, delay: float) -> None:
    """One life of the writing process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_for_ever(client, writing)
    os.close(writing)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        client.note(pipe.read())


def _write_for_ever(client: Client, writing: int) -> None:
    lanes = [threading.Thread(target=_lane, args=(client, lane, writing)) for lane in range(LANES)]
    try:
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
    finally:
        os._exit(1)  # a lane ended, which none should: what it says stands on stderr


def _lane(client: Client, lane: int, writing: int) -> None:
    for place in range(client.next[lane], LANE_CASES):
        code = client.codes[key_of(lane, place)] = _commanded(client, lane, place)
        os.write(writing, f"{lane} {place} {code}\n".encode())


def _commanded(client: Client, lane: int, place: int) -> str:
    """The command at a place of a lane: one whole case after another."""
    from bench.commune import OPENED, STEPS, data
    from dinh.workflow import cases

    step = place % (len(STEPS) + 1)
    if step == 0:
        return cases.open_case(
            client.house,
            "counter.1",
            "chung-thuc-ban-sao",
            data(place),
            at=OPENED,
            key=key_of(lane, place),
        ).code
    person, action = STEPS[step - 1]
    code = client.codes[key_of(lane, place - step)]
    return cases.act(client.house, person, code, action, data={"how": "counter"} if action == "deliver" else {},
                     at=OPENED + timedelta(minutes=step), key=key_of(lane, place)).code  # fmt: skip


def key_of(lane: int, place: int) -> str:
    return f"lane-{lane}-{place}"


def compared(client: Client) -> dict[str, Any]:
    """The notes against the books: every acknowledged command is there with its result, and no command did its work twice."""
    from bench.commune import STEPS
    from dinh.store import books, ledger, rebuild
    from dinh.store.link import linked

    stored = {
        key: bytes(result).decode()
        for key, result in linked().all(
            "SELECT key, result FROM commands WHERE house=?", (client.house,)
        )
    }
    lost = [key for key, code in client.codes.items() if stored.get(key) != code]
    done = Counter(stored.values())
    opened = [
        code for (code,) in linked().all("SELECT code FROM cases WHERE house=?", (client.house,))
    ]
    # What a case went through is as many actions as it got commands, and its opening; one without a command was opened twice.
    twice = [
        code
        for code in opened
        if sum(1 for event in ledger.log(client.house, code) if event.kind in DOING) != done[code]
    ]
    assert max((done[code] for code in opened), default=0) <= 1 + len(STEPS)
    verified, anew = books.verify(client.house), rebuild.rebuild(client.house, check=True)
    return {
        "name": "kill", "figure": len(lost), "unit": "acknowledged commands lost", "floor": None, "ratio": None, "more": [],
        "twice": len(twice), "verified": verified["ok"], "rebuilt_equal": anew["equal"], "events": verified["events"],
        "acknowledged": len(client.codes),
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
