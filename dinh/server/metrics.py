"""`/metrics`: figures for whoever watches the server, in the text format of Prometheus. Nothing of anybody is in them.

To be asked from the machine itself, or from the networks that DINH_METRICS names; for all others the page is not there.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.http import require_safe

from dinh import clock, folder, trace
from dinh.server.request_log import TALLY
from dinh.store import ledger
from dinh.store.link import linked
from dinh.web.shared.locks import address
from dinh.web.shared.refusals import not_found

BEGUN = clock.now().timestamp()
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_ask(request):
        return not_found(request)
    text = "\n".join([*_process(), *_disk(), *_books(), *TALLY.lines()]) + "\n"
    return HttpResponse(text, content_type=MEDIA, headers={"Cache-Control": "no-store"})


def may_ask(request: HttpRequest) -> bool:
    """From here and by a name of here: a proxy on this machine also comes from here, but asks by the name it serves."""
    try:
        from_ = ipaddress.ip_address(address(request))
    except ValueError:
        return False
    if any(from_ in network for network in settings.METRICS):
        return True
    name, _ = split_domain_port(request.get_host())
    return from_.is_loopback and name.strip("[]") in ("localhost", "127.0.0.1", "::1")


def _gauge(name: str, value: float) -> Iterator[str]:
    yield f"# TYPE {name} gauge"
    yield f"{name} {value:.0f}"


def _process() -> Iterator[str]:
    yield from _gauge("process_start_time_seconds", BEGUN)
    yield from _gauge("dinh_threads", threading.active_count())
    statm = Path("/proc/self/statm")
    if statm.exists():
        yield from _gauge(
            "process_resident_memory_bytes",
            int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"),
        )


def _disk() -> Iterator[str]:
    house = Path(settings.HOUSE)
    if house.exists():
        yield from _gauge("dinh_disk_free_bytes", shutil.disk_usage(house).free)
    books = house / folder.BOOKS
    if books.exists():
        yield from _gauge("dinh_books_bytes", books.stat().st_size)
    faults = house / trace.FAULTS
    yield from _gauge("dinh_faults_bytes", faults.stat().st_size if faults.exists() else 0)


def _books() -> Iterator[str]:
    """Without an answer from the books, only that."""
    try:
        lines = [line for (house, _, _) in ledger.houses() for line in _house(house)]
    except Exception:
        yield from _gauge("dinh_books_answer", 0)
        return
    yield from _gauge("dinh_books_answer", 1)
    yield from lines


def _house(house: str) -> Iterator[str]:
    link, label = linked(), f'{{house="{house}"}}'
    head = ledger.head(house)
    yield f"dinh_log_number{label} {head.number if head else 0}"
    for name, sql in (
        ("dinh_work_open", "SELECT COUNT(*) FROM work WHERE house=?"),
        ("dinh_jobs_waiting", "SELECT COUNT(*) FROM jobs WHERE house=? AND done=0"),
    ):
        yield f"{name}{label} {link.one(sql, (house,))[0]}"  # type: ignore[index]  # COUNT always gives a row
    last = link.one("SELECT at FROM events WHERE house=? ORDER BY number DESC LIMIT 1", (house,))
    if last:
        yield f"dinh_clock_behind_log_seconds{label} {max(0.0, datetime.fromisoformat(last[0]).timestamp() - clock.now().timestamp()):.0f}"
