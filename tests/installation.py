"""Đình as a person has it on a machine: a folder, books, and programs started on them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from tests.made_once import FOLDER, made_once

DINH = Path(sys.executable).with_name("dinh")
SECONDS_MAX = 300
"""After which a program is taken to hang: nothing is said of how long it should take."""
COMMUNE = ("--unit", "24730", "--demo", "--rehearsal")


@dataclass(frozen=True)
class Installation:
    """`folder` is the house's; `url` the books' PostgreSQL, empty where they are in the folder."""

    folder: Path
    url: str

    @property
    def environ(self) -> dict[str, str]:
        return {**os.environ, "DINH_HOUSE": str(self.folder), "DINH_DATABASE_URL": self.url}

    def dinh(
        self, *words: str, stdin: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """The command line as it was left: its exit code, stdout and stderr."""
        done = {
            "input": stdin,
            "text": True,
            "capture_output": True,
            "timeout": SECONDS_MAX,
            "cwd": self.folder.parent,
        }
        return subprocess.run([DINH, *words], env={**self.environ, **environ}, check=False, **done)

    def made(self, *words: str, stdin: str = "") -> dict | list:
        """What a command that must succeed said in JSON."""
        done = self.dinh("--json", *words, stdin=stdin)
        assert done.returncode == 0, (
            f"dinh {' '.join(words)} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return json.loads(done.stdout)

    def begun(self) -> None:
        """A commune in rehearsal with the demo's people, as `dinh init` leaves it: a copy of the one that is made in this run for each store."""
        if FOLDER not in os.environ:
            self.made("init", *COMMUNE)
            return
        shutil.copytree(
            made_once("begun-postgresql" if self.url else "begun", lambda: _begun(self.url)),
            self.folder,
        )
        if self.url:
            name = urlsplit(self.url).path[1:]
            _at_server(
                os.environ["DINH_DATABASE_URL"],
                f"DROP DATABASE {name}",
                f"CREATE DATABASE {name} TEMPLATE {_begun_books()}",
            )

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The address of `dinh serve` on a free port, until the block ends."""
        port = free_port()
        command = [DINH, "serve", "--host", "127.0.0.1", "--port", str(port)]
        journal = (self.folder / "journal.test").open("w+")
        server = subprocess.Popen(
            command, env=self.environ, stdout=journal, stderr=journal, start_new_session=True
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/health", server, journal)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
            journal.close()


def _begun(url: str) -> Path:
    if url:
        _at_server(os.environ["DINH_DATABASE_URL"], f"CREATE DATABASE {_begun_books()}")
    made = Installation(
        Path(tempfile.mkdtemp(prefix="begun-", dir=os.environ[FOLDER])) / "house",
        url and _beside(url, _begun_books()),
    )
    made.made("init", *COMMUNE)
    return made.folder


def _begun_books() -> str:
    """The name of the database that is copied in this run."""
    return f"dinh_begun_{sha256(os.environ[FOLDER].encode()).hexdigest()[:12]}"


def let_go_of_begun() -> None:
    """At the end of a run, on a server that may outlive it."""
    if url := os.environ.get("DINH_DATABASE_URL"):
        _at_server(url, f"DROP DATABASE IF EXISTS {_begun_books()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(url: str, server: subprocess.Popen, journal) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end and server.poll() is None:
        try:
            with direct.open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)  # the one place that waits: another process is starting
    journal.seek(0)
    raise AssertionError(f"the server never answered; it said:\n{journal.read()[-4000:]}")


@contextmanager
def fresh_books(url: str) -> Iterator[str]:
    """The URL of an empty database beside the one that `url` names, dropped at the end; empty for an empty `url`."""
    if not url:
        yield ""
        return
    name = f"dinh_{uuid.uuid4().hex[:12]}"
    _at_server(url, f"CREATE DATABASE {name}")
    try:
        yield _beside(url, name)
    finally:
        _at_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def _beside(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _at_server(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        for one in statements:
            server.execute(one)
