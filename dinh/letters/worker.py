"""The process that prints for a `Printer`: one page in, one PDF (or what was wrong) out, until the other side hangs up.

Started as `python -m dinh.letters.worker DESCRIPTOR FOLDER SECONDS BYTES`. It ends by itself when nobody wanted a letter
for a while, and after PAGES_MAX pages, so that it never holds memory that the house needs for people. A page that needs
more memory than BYTES kills it; so does one that takes longer than SECONDS after its printer has died.
"""

from __future__ import annotations

import resource
import signal
import sys
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from dinh.letters.page import Page
from dinh.letters.press import Press, Unprintable

IDLE_S = 600
PAGES_MAX = 2_000
MARGIN_SECONDS = 5
"""The printer ends a late worker itself; the worker's own alarm is for a printer that is no more."""


def work(connection: Connection, press: Press, seconds_max: int) -> None:
    """Print pages until the other side hangs up.

    seconds_max  for one page; the alarm ends the process even inside Typst, which runs no Python
    """
    decode = msgspec.msgpack.Decoder(Page).decode
    for _ in range(PAGES_MAX):
        if not connection.poll(IDLE_S):
            return
        page = decode(connection.recv_bytes())
        signal.alarm(seconds_max)
        try:
            answer = b"P" + (
                msgspec.msgpack.encode(press.images(page))
                if page.ppi
                else press.print(page.sources, page.template, page.values, page.pictures)
            )
        except Unprintable as fault:
            answer = b"U" + msgspec.msgpack.encode(fault.reason)
        signal.alarm(0)
        connection.send_bytes(answer)


def main() -> None:
    descriptor, folder, seconds_max, bytes_max = sys.argv[1:]
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_DATA, (int(bytes_max), int(bytes_max)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        work(
            Connection(int(descriptor)),
            Press(Path(folder)),
            ceil(float(seconds_max)) + MARGIN_SECONDS,
        )
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return  # the web process has gone, and we with it


if __name__ == "__main__":
    main()
