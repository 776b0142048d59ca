"""Prints a whole book beside the web process, one at a time: a book needs minutes of nobody else's time, and its memory is given back at once."""

from __future__ import annotations

from threading import Lock

from dinh.letters import Page, Printer, PrinterBusy

BOOK_SECONDS_MAX = 120.0
_one = Lock()


def printed(page: Page) -> bytes:
    """The PDF. Raises PrinterBusy while another book is being printed, PrinterLate when it takes longer than any book should."""
    if not _one.acquire(blocking=False):
        raise PrinterBusy("another book is being printed")
    try:
        with Printer(workers=1, waiting=0, timeout_s=BOOK_SECONDS_MAX) as printer:
            return printer.print(page)
    finally:
        _one.release()
