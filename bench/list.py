"""Pages over very many cases: work list, case page, portal page, public board, each beside an empty view in the same run.

The house holds DINH_BENCH_CASES cases (a million), their log written in bulk with true seals. Visitors are signed in and ask
over HTTP, compressed, in turn for different cases and by different people; access is checked as ever. A page's figure is what
one worker answers a second; its times are taken at half that load. The floor is Django saying nothing, behind the same web server.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.browser import Browser, free_port, until
from bench.load import as_fast_as_it_answers, at_rate, request
from bench.machine import machine
from bench.own import in_a_house_that_stays

CASES = 1_000_000
SECONDS = 10.0
CODES = 400
SEED = 7
UNIT = "H36.99"
FILLED = "filled.json"  # in the house's folder: what filling it met
PEOPLE = ("counter.1", "justice.1", "civil.1", "leader")


def run() -> dict[str, Any]:
    cases = int(os.environ.get("DINH_BENCH_CASES", CASES))
    first, *more = in_a_house_that_stays("bench.list", str(cases))
    return {**first, "more": more, "machine": machine()}


# --- inside the house's own process ---------------------------------------------------------------------------------


def measure(cases: int) -> list[dict[str, Any]]:
    made = filled(cases)
    with served() as address, empty() as nothing:
        asked = pages(address)
        rates: dict[str, float] = {}
        for name, requests in asked.items():
            as_fast_as_it_answers(address, requests, 2)  # what is kept in memory is there
            rates[name] = as_fast_as_it_answers(address, requests, SECONDS).rate
        floor = as_fast_as_it_answers(nothing, [request(nothing, "/")], SECONDS).rate
        return [
            {**_row(name, rates[name], floor), **_half(address, asked[name], rates[name])}
            for name in asked
        ] + [made]


def filled(cases: int) -> dict[str, Any]:
    """A demo house, and so many cases more; how long that took is told. A house that was filled before is taken as it is.

    In either some thousand limits have run out meanwhile: they act before anything is measured, as they do in a house that is served every day.
    """
    from bench.commune import DINH

    mark = Path(os.environ["DINH_HOUSE"]) / FILLED
    found = json.loads(mark.read_text()) if mark.exists() else _fill(cases, mark)
    subprocess.run([DINH, "clock"], check=True, stdout=subprocess.DEVNULL)
    return found


def _fill(cases: int, mark: Path) -> dict[str, Any]:
    from bench.bulk import fill
    from bench.commune import DINH, HOUSE

    subprocess.run(
        [DINH, "init", "--unit", HOUSE, "--demo", "small"], check=True, stdout=subprocess.DEVNULL
    )
    begun = time.perf_counter()
    events = fill(HOUSE, cases, lambda words: print(words, file=sys.stderr, flush=True))
    seconds = time.perf_counter() - begun
    what = f"{cases:,} cases and {events:,} events written with true seals and folded, in {seconds:,.0f} s"
    found = {
        "name": "list",
        "what": what,
        "figure": round(events / seconds),
        "unit": "events/s",
        "floor": None,
        "ratio": None,
    }
    mark.write_text(json.dumps(found))
    return found


def _row(name: str, figure: float, floor: float) -> dict[str, Any]:
    return {
        "name": "list",
        "what": f"{name}; floor: an empty view",
        "figure": round(figure),
        "unit": "pages/s",
        "floor": round(floor),
        "ratio": round(figure / floor, 3),
    }


def _half(address: str, requests: list[bytes], rate: float) -> dict[str, Any]:
    """Times at half the load that the page bears."""
    seen = at_rate(address, requests, rate / 2, SECONDS)
    if seen.wrong:
        raise AssertionError(f"pages that were not shown: {seen.wrong}")
    return {
        "p50_ms": seen.milliseconds(0.5),
        "p99_ms": seen.milliseconds(0.99),
        "worst_ms": seen.milliseconds(1),
    }


def pages(address: str) -> dict[str, list[bytes]]:
    """Page -> what visitors ask, in turn."""
    people = {person: Browser(address).signed_in(person) for person in PEOPLE}
    cookies = {
        person: "; ".join(f"{one.name}={one.value}" for one in browser.jar)
        for person, browser in people.items()
    }
    codes = some_codes()
    leader = cookies["leader"]
    return {
        "work list": [request(address, "/staff/", cookie) for cookie in cookies.values()],
        "case page": [request(address, f"/cases/{code}/", leader) for code in codes],
        "portal page": [
            request(address, "/"),
            request(address, "/procedures/khai-sinh"),
            request(address, "/procedures/chung-thuc-ban-sao"),
        ],
        "board": [request(address, "/board/"), request(address, "/board/?month=all")],
        "board, counted anew each time (its data)": [request(address, "/api/board")],
    }


def some_codes() -> list[str]:
    from bench.commune import HOUSE
    from dinh.store.link import linked

    chance, link = random.Random(SEED), linked()
    ends = link.one(
        "SELECT MIN(code), MAX(code) FROM cases WHERE house=?", (HOUSE,)
    )  # of the key; of the instants the whole table would be read
    assert ends is not None
    first, last = (
        datetime.strptime(code.split("-")[1], "%y%m%d").replace(tzinfo=UTC) for code in ends
    )
    days = [first + timedelta(days=chance.randint(0, (last - first).days)) for _ in range(CODES)]
    found = [
        link.one(
            "SELECT code FROM cases WHERE house=? AND code >= ? ORDER BY code LIMIT 1",
            (
                HOUSE,
                f"{UNIT}-{day:%y%m%d}-{chance.randrange(1000):04d}",
            ),
        )
        for day in days
    ]
    return [one[0] for one in found if one]


@contextmanager
def served() -> Iterator[str]:
    from bench.commune import DINH

    with _running([str(DINH), "serve", "--port"]) as address:
        until(lambda: Browser(address).is_well())
        yield address


@contextmanager
def empty() -> Iterator[str]:
    with _running([sys.executable, "-m", "bench.empty"]) as address:
        until(lambda: Browser(address).ask("/") == b"")
        yield address


@contextmanager
def _running(command: list[str]) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
