"""`dinh serve`: the pages and the API, with the timer that lets time act."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from dinh import clock, folder, printing
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house
from dinh.cli.upgrade import say_narrowed, told
from dinh.limits import BACKLOG, HEAD_SECONDS_MAX, THREADS
from dinh.messages.system import reason
from dinh.store import documents, upgrade, writer

ABOUT = ("chạy máy chủ của đơn vị", "serve the house")
APPLICATION = "dinh.server.wsgi:application"
# The web server's own words in the same journal, a line of JSON each.
JOURNAL = {
    "filters": {"meant": {"()": "dinh.trace.Meant"}},
    "formatters": {"journal": {"()": "dinh.trace.JournalLine"}},
    "handlers": {
        "journal": {"class": "logging.StreamHandler", "formatter": "journal", "filters": ["meant"]}
    },
    "loggers": {"_granian": {"handlers": ["journal"], "propagate": False}},
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(words: argparse.Namespace) -> Result:
    """One process answers: its threads share the writer. Static files are gathered first, compressed, under names that hold their digest."""
    if folder.house_of(settings.HOUSE) is not None:
        standing = upgrade.standing()
        found = upgrade.upgrade() if standing.lacking and not standing.fresh else None
        if found:
            print(told(found, words.lang), file=sys.stderr)
    house()
    upgrade.serving(f"http://{words.host}:{words.port}", clock.now())
    _free(words.host, words.port)
    say_narrowed(folder.narrow(settings.HOUSE), words.lang)
    documents.forget_halves(clock.now())
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    printing.serving(words.host, words.port)
    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()
    signal.signal(signal.SIGUSR1, _passed_on)
    writer.lay_down()  # the worker is forked from here: two processes must never share one line to the database
    Server(
        APPLICATION,
        address=words.host,
        port=words.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        log_access=False,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS_MAX * 1000),
        respawn_failed_workers=True,
        log_dictconfig=JOURNAL,
    ).serve()
    return None, "", 0


def _free(host: str, port: int) -> None:
    """Told before the server is started, which would share the port with another one of ours without a word. Raises Refused."""
    try:
        if not 0 <= port < 2**16:
            raise OverflowError
        family, kind, _, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, OverflowError) as fault:
        raise refuse("serve.place", host=host, port=str(port), why=reason(fault)) from None


def _passed_on(number: int, _: object) -> None:
    """Whoever knows one number of the server knows this process's, and asks it where the threads of the one that answers stand."""
    for worker in multiprocessing.active_children():
        if worker.pid:
            os.kill(worker.pid, number)
