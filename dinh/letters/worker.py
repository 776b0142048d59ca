"""The process that prints for a `Printer`: one page in, one PDF (or what was wrong) out, until the other side hangs up.

Started as `python -m dinh.letters.worker DESCRIPTOR FOLDER`. It ends by itself when nobody wanted a letter for a while,
and after PAGES_MAX pages, so that it never holds memory that the house needs for people.
"""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from dinh.letters.page import Page
from dinh.letters.press import Press, Unprintable

IDLE_S = 600
PAGES_MAX = 2_000


def work(connection: Connection, press: Press) -> None:
    decode = msgspec.msgpack.Decoder(Page).decode
    for _ in range(PAGES_MAX):
        if not connection.poll(IDLE_S):
            return
        page = decode(connection.recv_bytes())
        try:
            answer = b"P" + press.print(page.sources, page.template, page.values, page.pictures)
        except Unprintable as fault:
            answer = b"U" + str(fault).encode()
        connection.send_bytes(answer)


def main() -> None:
    descriptor, folder = sys.argv[1:]
    try:
        work(Connection(int(descriptor)), Press(Path(folder)))
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return  # the web process has gone, and we with it


if __name__ == "__main__":
    main()
