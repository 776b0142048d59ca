"""What was acknowledged is in the books, whenever the writing process or the whole server is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from tests.installation import DINH, Installation, await_answer, free_port


def test_nothing_that_was_acknowledged_is_lost_when_the_writing_process_is_killed(
    installation: Installation,
):
    assert told(installation, "bench.kill", 25)["acknowledged"] > 10


def test_nothing_that_was_acknowledged_is_lost_when_the_whole_server_is_killed(
    installation: Installation,
):
    assert told(installation, "bench.kill_server", 3)["acknowledged"] > 10


def told(installation: Installation, module: str, kills: int) -> dict:
    """What the measurement says, when it is as it must always be. How much is acknowledged hangs on the machine and what else runs on it."""
    installation.begun()
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "dinh.server.settings"}
    command = [sys.executable, "-m", module, str(kills)]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["figure"], found["twice"]) == (0, 0)
    assert found["verified"]
    assert found["rebuilt_equal"]
    return found


def test_a_server_that_is_killed_alone_takes_its_worker_along_and_leaves_nobody_at_its_port(
    installation: Installation,
):
    installation.begun()
    with (installation.folder / "journal.test").open("w+") as journal:
        port = free_port()
        command = [DINH, "serve", "--port", str(port)]
        server = subprocess.Popen(
            command,
            env=installation.environ,
            stdout=journal,
            stderr=journal,
            start_new_session=True,
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/health", server, journal)
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert line.recv(4096).startswith(b"HTTP/1.1 200")
                server.kill()
                hung_up(line)
            assert nobody_at(port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def nobody_at(port: int, tries: int = 200) -> bool:
    """A process that dies closes its sockets one by one, so the port may answer a moment longer than the line."""
    for _ in range(tries):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.05)
    return False


def hung_up(line: socket.socket) -> None:
    """Waits for the other side's end, however it ends."""
    with suppress(ConnectionResetError):
        while line.recv(4096):
            pass
