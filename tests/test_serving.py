"""One server on a folder: a second one is refused with who runs the first."""

import json
import subprocess

from tests.installation import DINH, SECONDS_MAX, Installation, await_answer, free_port


def refused(installation: Installation, *words: str) -> dict:
    done = installation.dinh("--json", *words)
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)["refusal"]


def started(installation: Installation, port: int, journal) -> subprocess.Popen:
    server = subprocess.Popen(
        [DINH, "serve", "--port", str(port)],
        env=installation.environ,
        stdout=journal,
        stderr=journal,
        start_new_session=True,
    )
    await_answer(f"http://127.0.0.1:{port}/health", server, journal)
    return server


def test_a_second_server_is_refused_with_who_runs_the_first_and_other_commands_still_work(
    installation: Installation,
):
    installation.begun()
    port = free_port()
    with (installation.folder / "journal.test").open("w+") as journal:
        server = started(installation, port, journal)
        try:
            said = refused(installation, "serve", "--port", str(free_port()))
            assert said["code"] == "serve.running"
            assert f"http://127.0.0.1:{port}" in said["message"]
            assert f"tiến trình số {server.pid};" in said["message"]
            assert installation.made("verify")["ok"]
            assert installation.dinh("people").returncode == 0
        finally:
            server.terminate()
            server.wait(SECONDS_MAX)


def test_a_server_starts_at_once_after_one_that_was_killed_with_no_time_to_clean_up(
    installation: Installation,
):
    installation.begun()
    with (installation.folder / "journal.test").open("w+") as journal:
        first = started(installation, free_port(), journal)
        first.kill()
        first.wait(SECONDS_MAX)
        second = started(installation, free_port(), journal)
        assert second.poll() is None
        second.terminate()
        second.wait(SECONDS_MAX)
