"""Prints outside the web process: a few workers, each a process of its own, behind a bounded queue.

A page that takes too long, or kills its worker, costs that worker and not the server. A worker that died is started
again and the page tried once more: printing has no effect beside its bytes, so twice is once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, LifoQueue

import msgspec
from msgspec.structs import replace

from dinh.letters.page import Page
from dinh.letters.press import Reason, Unprintable

ANSWER_BYTES_MAX = 64_000_000
MEMORY_BYTES_MAX = 1_500_000_000
"""For a worker, the program itself included (some 150 MB); a book of 2,000 rows takes 600 MB."""
TRIES = 2
ROOT = str(Path(__file__).parents[2])
"""Where this very program lies: a worker must be of the same, whatever folder the server was started in."""


class PrinterBusy(Exception):
    """Too many letters are waiting already: ask again in a moment."""


class PrinterLate(Exception):
    """The letter was not done in its time; the worker was ended."""


class PrinterDied(Exception):
    """The worker died on this letter, and again on the second try."""


class Printer:
    """May be used by many threads at once.

    workers    processes at most; each starts when first wanted and holds some 60 MB
    waiting    callers that may wait for a free worker; one more meets PrinterBusy
    timeout_s  for one page, the worker's start included
    patience_s how long a caller waits for a free worker; as long as one page may take when not given
    memory_bytes_max  of one worker; a page that needs more kills it
    """

    def __init__(
        self,
        workers: int = 1,
        waiting: int = 32,
        timeout_s: float = 10.0,
        patience_s: float | None = None,
        memory_bytes_max: int = MEMORY_BYTES_MAX,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dinh-letters-")
        self._timeout_s = timeout_s
        self._patience_s = timeout_s if patience_s is None else patience_s
        self._room = threading.BoundedSemaphore(workers + waiting)
        self._workers = [
            _Worker(self._folder.name, timeout_s, memory_bytes_max) for _ in range(workers)
        ]
        self._free: LifoQueue[_Worker] = (
            LifoQueue()
        )  # last in first out: the warmest prints, the others fall asleep
        for worker in self._workers:
            self._free.put(worker)

    def print(self, page: Page) -> bytes:
        """The PDF. Raises Unprintable, PrinterBusy, PrinterLate or PrinterDied."""
        if not self._room.acquire(blocking=False):
            raise PrinterBusy("too many letters are waiting")
        try:
            return self._print(msgspec.msgpack.encode(page))
        finally:
            self._room.release()

    def images(self, page: Page, ppi: int) -> list[bytes]:
        """The pages of the same paper as PNG. Raises as `print` does."""
        return msgspec.msgpack.decode(self.print(replace(page, ppi=ppi)), type=list[bytes])

    def _print(self, page: bytes) -> bytes:
        try:
            worker = self._free.get(timeout=self._patience_s)
        except Empty:
            raise PrinterBusy("no worker became free in time") from None
        try:
            return _opened(worker.answer(page))
        finally:
            self._free.put(worker)

    def processes(self) -> list[int]:
        """The ids of the workers that run now."""
        processes = [
            worker.process for worker in self._workers
        ]  # read once: another thread may end one meanwhile
        return [one.pid for one in processes if one and one.poll() is None]

    def close(self) -> None:
        for worker in self._workers:
            worker.end()
        self._folder.cleanup()

    def __enter__(self) -> Printer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Worker:
    """One process and the line to it, held by one caller at a time."""

    def __init__(self, folder: str, timeout_s: float, memory_bytes_max: int) -> None:
        self._folder = folder
        self._timeout_s = timeout_s
        self._memory_bytes_max = memory_bytes_max
        self.process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def answer(self, page: bytes) -> bytes:
        late = threading.Event()
        for _ in range(TRIES):
            self._start()
            clock = threading.Timer(self._timeout_s, self._stop_late, (self.process, late))
            clock.start()
            try:
                self._line.send_bytes(page)
                return self._line.recv_bytes(ANSWER_BYTES_MAX)
            except (EOFError, OSError):
                self.end()
                if late.is_set():
                    raise PrinterLate(f"not printed within {self._timeout_s:g} s") from None
            finally:
                clock.cancel()
        raise PrinterDied("the worker died twice on this letter")

    def _start(self) -> None:
        if self.process and self.process.poll() is None:
            return
        self.end()
        self._line, far = Pipe(duplex=True)
        with far:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "dinh.letters.worker", str(far.fileno())),
                    *(self._folder, str(self._timeout_s), str(self._memory_bytes_max)),
                ],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(
                        [ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
                    ),
                },
            )

    @staticmethod
    def _stop_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
        late.set()
        process.kill()

    def end(self) -> None:
        if self._line:
            with suppress(OSError):
                self._line.close()
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = self._line = None


def _opened(answer: bytes) -> bytes:
    if answer[:1] == b"U":
        raise Unprintable(msgspec.msgpack.decode(answer[1:], type=Reason))
    return answer[1:]
