"""A worker does not outlive its server: killed without a word (-9, no memory left), the server cannot take its worker along.

A worker left behind would hold the port, and the next server would share it: half of the people would meet yesterday's program.
What it was writing is rolled back, like at any other kill.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.process import BaseProcess


def watch() -> None:
    """In a worker: end with the server that started it. Where no server did, nothing."""
    server = multiprocessing.parent_process()
    if server is not None:
        threading.Thread(target=_end_with, args=(server,), name="parent", daemon=True).start()


def _end_with(server: BaseProcess) -> None:
    server.join()  # wakes when the pipe between the two breaks, which the system sees to however the server dies
    os._exit(
        1
    )  # at once: an orderly end waits for the threads at work, and no one is left who could end those
