"""Letters are printed outside the web process, and a page that kills its worker costs the worker only."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dinh.letters import (
    Page,
    Printer,
    PrinterBusy,
    PrinterDied,
    PrinterLate,
    Unprintable,
    print_letter,
)
from tests.letters.papers import A_LETTER, SOURCES, text_of

SLOW = "#let x = range(400000).fold(0, (a, b) => calc.rem(a + b * b, 7919))\n#x"
ENDLESS = "#let x = range(400).map(i => range(400000).fold(0, (a, b) => calc.rem(a + b * b, 7919 + i)))\n#x"
PAGE = Page("tu-choi-ket-qua.typ", A_LETTER, SOURCES)


@pytest.fixture
def printer() -> Iterator[Printer]:
    with Printer(workers=1, timeout_s=60) as one:
        yield one


def until(true: Callable[[], bool]) -> None:
    """Waits for what another process does; a test that waits longer than a minute has failed."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def at_work(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"


def in_background(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    got: list[Any] = []

    def go() -> None:
        try:
            got.append(work())
        except Exception as why:  # what the thread met is looked at by the test
            got.append(why)

    thread = threading.Thread(target=go)
    thread.start()
    return thread, got


def test_a_worker_prints_the_same_bytes_as_this_process(printer: Printer):
    assert printer.print(PAGE) == print_letter(SOURCES, "tu-choi-ket-qua.typ", A_LETTER)
    assert os.getpid() not in printer.processes()


def test_a_worker_that_was_killed_is_started_again(printer: Printer):
    printer.print(PAGE)
    (pid,) = printer.processes()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not printer.processes())
    assert printer.print(PAGE).startswith(b"%PDF")


def test_a_page_whose_worker_is_killed_in_the_middle_is_printed_by_the_next(printer: Printer):
    printer.print(PAGE)
    (pid,) = printer.processes()
    thread, got = in_background(lambda: printer.print(Page("cham.typ", {}, {"cham.typ": SLOW})))
    until(lambda: at_work(pid))
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert got[0].startswith(b"%PDF")
    assert printer.processes() != [pid]


def test_a_page_that_kills_its_worker_twice_is_given_up_and_the_next_page_prints(printer: Printer):
    printer.print(PAGE)
    thread, got = in_background(lambda: printer.print(Page("mai.typ", {}, {"mai.typ": ENDLESS})))
    killed: set[int] = set()
    while len(killed) < 2:
        for pid in set(printer.processes()) - killed:
            until(lambda pid=pid: at_work(pid))
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)
    thread.join()
    assert isinstance(got[0], PrinterDied)
    assert printer.print(PAGE).startswith(b"%PDF")


def test_a_page_that_takes_too_long_costs_its_worker_and_no_more():
    with Printer(workers=1, timeout_s=3) as printer:
        with pytest.raises(PrinterLate):
            printer.print(Page("mai.typ", {}, {"mai.typ": ENDLESS}))
        assert printer.processes() == []
        assert printer.print(PAGE).startswith(b"%PDF")


def test_a_page_that_needs_more_memory_than_a_worker_may_have_costs_its_worker_and_no_more():
    with Printer(workers=1, timeout_s=60, memory_bytes_max=500_000_000) as printer:
        hog = "#let x = range(100000000)\n#x.len()"
        with pytest.raises(PrinterDied):
            printer.print(Page("day.typ", {}, {"day.typ": hog}))
        assert printer.print(PAGE).startswith(b"%PDF")


ORPHAN = f"""
from dinh.letters import Page, Printer
printer = Printer(workers=1, timeout_s=1)
printer._workers[0]._start()
print(printer.processes()[0], flush=True)
printer._timeout_s = printer._workers[0]._timeout_s = 600
printer.print(Page("mai.typ", {{}}, {{"mai.typ": {ENDLESS!r}}}))
"""


def test_a_worker_whose_printer_was_killed_does_not_set_its_page_for_ever():
    program = subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True)
    pid = int(program.stdout.readline())
    until(lambda: at_work(pid))
    program.kill()
    program.wait()
    until(lambda: not Path(f"/proc/{pid}").exists() or not at_work(pid))


def test_who_comes_when_too_many_wait_is_told_so_at_once():
    with Printer(workers=1, waiting=0, timeout_s=60) as printer:
        printer.print(PAGE)
        thread, got = in_background(lambda: printer.print(Page("cham.typ", {}, {"cham.typ": SLOW})))
        until(lambda: at_work(printer.processes()[0]))
        with pytest.raises(PrinterBusy):
            printer.print(PAGE)
        thread.join()
        assert got[0].startswith(b"%PDF")


def test_many_callers_each_get_their_own_letter(printer: Printer):
    reasons = [f"Lý do số {n}" for n in range(12)]
    threads = [
        in_background(
            lambda reason=reason: printer.print(
                Page("tu-choi-ket-qua.typ", {**A_LETTER, "reason": reason}, SOURCES)
            )
        )
        for reason in reasons
    ]
    for reason, (thread, got) in zip(reasons, threads, strict=True):
        thread.join()
        assert f"Lý do: {reason} " in text_of(got[0])


def test_a_fault_of_a_template_comes_back_from_the_worker(printer: Printer):
    with pytest.raises(Unprintable, match="unknown variable"):
        printer.print(Page("sai.typ", {}, {"sai.typ": "#khong-co"}))
    assert printer.print(PAGE).startswith(b"%PDF")


def test_closing_leaves_no_process_and_no_folder():
    printer = Printer()
    printer.print(PAGE)
    (pid,), folder = printer.processes(), Path(printer._folder.name)
    printer.close()
    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()
