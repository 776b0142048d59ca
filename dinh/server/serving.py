"""Serve the house: one process answers, its threads share the writer, and a timer lets time act."""
from __future__ import annotations

from django.core.management import call_command
from granian.constants import Interfaces
from granian.server import Server

THREADS = 8
BACKLOG = 256


def serve(host: str, port: int) -> None:
    """Until it is told to stop. Static files are gathered first: compressed, under names that hold their digest."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    Server(
        "dinh.server.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=THREADS, backlog=BACKLOG,
        log_access=False, websockets=False, respawn_failed_workers=True,
    ).serve()
