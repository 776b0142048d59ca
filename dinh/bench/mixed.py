"""Pages and actions together at a stated rate: officers read their lists and cases while others write in the same house.

600 pages and 60 actions a second, the load of a country in its busiest hour, on this machine with the visitors on it too; then
twice that, and what was borne is told by the 99th of a hundred visits. DINH_BENCH_CASES cases (100,000) lie in the books. Each
action is an event of one of the very cases that are looked at, so that their pages are made anew again and again.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from typing import Any

from dinh.bench.browser import Browser
from dinh.bench.list import PEOPLE, filled, served, some_codes
from dinh.bench.load import Visits, at_rate, request
from dinh.bench.machine import machine
from dinh.bench.own import in_a_house_that_stays

CASES = 100_000
PAGES, ACTIONS = 600, 60
SECONDS = 20.0
SHARES = (0.25, 0.5, 1, 2)  # of that load
P99_MS = 100
SEED = 11


def run() -> dict[str, Any]:
    cases = int(os.environ.get("DINH_BENCH_CASES", CASES))
    first, *more = in_a_house_that_stays("dinh.bench.mixed", str(cases))
    return {**first, "more": more, "machine": machine()}


# --- inside the house's own process ---------------------------------------------------------------------------------


def measure(cases: int) -> list[dict[str, Any]]:
    """The figure is the greatest load that was borne; then what each load met."""
    filled(cases)
    with served() as address:
        pages, actions = _pages(address), _actions(address)
        at_rate(address, pages, PAGES / 4, 3)  # what is kept in memory is there
        tried = [_tried(address, pages, actions, share) for share in SHARES]
    borne = max(
        (one["share"] for one in tried if one["p99_ms"] <= P99_MS and not one["wrong"]), default=0
    )
    what = f"pages a second borne together with a tenth as many actions, 99 of 100 within {P99_MS} ms, {_lying():,} cases"
    return [
        {
            "name": "mixed",
            "what": what,
            "figure": round(borne * PAGES),
            "unit": "pages/s",
            "floor": PAGES,
            "ratio": borne,
        },
        *tried,
    ]


def _lying() -> int:
    """How many cases the house holds: one that was kept may have been filled with another number."""
    from dinh.store.link import linked

    count = linked().one("SELECT COUNT(*) FROM cases")
    return count[0] if count else 0


def _tried(address: str, pages: list[bytes], actions: list[bytes], share: float) -> dict[str, Any]:
    found: dict[str, Visits] = {}

    def visit(name: str, requests: list[bytes], rate: float, lanes: int) -> None:
        found[name] = at_rate(address, requests, rate * share, SECONDS, lanes)

    both = [
        threading.Thread(target=visit, args=("pages", pages, PAGES, 12)),
        threading.Thread(target=visit, args=("actions", actions, ACTIONS, 4)),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    read, wrote = found["pages"], found["actions"]
    return {
        "name": "mixed", "share": share, "what": f"{PAGES * share:.0f} pages and {ACTIONS * share:.0f} actions a second wanted; done", "figure": round(read.rate), "unit": "pages/s",
        "floor": None, "ratio": None, "p50_ms": read.milliseconds(0.5), "p99_ms": max(read.milliseconds(0.99), wrote.milliseconds(0.99)), "worst_ms": read.milliseconds(1),
        "actions": round(wrote.rate), "action_p50_ms": wrote.milliseconds(0.5), "action_p99_ms": wrote.milliseconds(0.99), "wrong": {**read.wrong, **wrote.wrong},
    }  # fmt: skip


def _pages(address: str) -> list[bytes]:
    """Half work lists, four in ten a case's page, one in ten the portal's."""
    chance = random.Random(SEED)
    cookies = [_cookie(Browser(address).signed_in(person)) for person in PEOPLE]
    codes = some_codes()
    lists = [request(address, "/staff/", cookie) for cookie in cookies]
    portal = [request(address, "/"), request(address, "/procedures/khai-sinh")]
    kinds = chance.choices(("list", "case", "portal"), (5, 4, 1), k=2000)
    leader = cookies[-1]
    return [
        chance.choice(lists) if kind == "list" else request(address, f"/cases/{chance.choice(codes)}/", leader) if kind == "case" else chance.choice(portal)
        for kind in kinds
    ]  # fmt: skip


def _actions(address: str) -> list[bytes]:
    """A leader's note in one case after another, by the API."""
    browser = Browser(address).signed_in("leader")
    cookie, content = (
        _cookie(browser),
        json.dumps({"action": "note", "data": {"text": "Đã gọi điện cho người nộp."}}).encode(),
    )
    return [
        request(address, f"/api/cases/{code}/actions", cookie, content, Content_Type="application/json", X_CSRFToken=browser.sign, Origin=address) for code in some_codes()
    ]  # fmt: skip


def _cookie(browser: Browser) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in browser.jar)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
