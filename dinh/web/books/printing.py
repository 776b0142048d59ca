"""Prints a whole book beside the web process, one at a time: its memory is given back at once, and it never holds up the letters of a counter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from dinh.letters import Printer, PrinterBusy

BOOK_SECONDS_MAX = 120.0
_one = Lock()


@contextmanager
def book_printer() -> Iterator[Printer]:
    """A printer for one book. Raises PrinterBusy while another is being made: before anything is read or noted."""
    if not _one.acquire(blocking=False):
        raise PrinterBusy("another book is being printed")
    try:
        with Printer(workers=1, waiting=0, timeout_s=BOOK_SECONDS_MAX) as printer:
            yield printer
    finally:
        _one.release()
