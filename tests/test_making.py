"""Making a house, cut short; and whoever runs the command line in a wrong place, or stops it: told, and nothing left half done."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from dinh import folder
from tests.installation import DINH, SECONDS_MAX, Installation, await_answer


def begun(here: Installation) -> subprocess.Popen[str]:
    """`dinh init`, at work on books that are not whole yet."""
    words = [DINH, "init", "--unit", "68"]
    process = subprocess.Popen(
        words, env=here.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    mark, end = here.folder / folder.MAKING, time.monotonic() + SECONDS_MAX
    while not (mark.exists() and mark.read_text() == "68"):
        assert process.poll() is None and time.monotonic() < end, process.communicate()[1]
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    return process


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_a_house_whose_making_was_cut_short_is_made_anew_in_the_same_folder(
    installation: Installation, by: signal.Signals
):
    process = begun(installation)
    assert "house.making" in installation.dinh("init", "--unit", "68").stderr
    process.send_signal(by)
    process.send_signal(signal.SIGCONT)
    said = process.communicate(timeout=SECONDS_MAX)[1]
    assert process.returncode == {signal.SIGKILL: -signal.SIGKILL, signal.SIGINT: 130}[by]
    assert "Traceback" not in said
    assert "house.none" in installation.dinh("people").stderr
    assert installation.made("init", "--unit", "68")["house"] == "68"
    assert installation.made("verify")["ok"] and installation.made("rebuild", "--check")["equal"]
    assert "house.exists" in installation.dinh("init", "--unit", "68").stderr
    assert not (installation.folder / folder.MAKING).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("people",), "house.closed"),
        (("init", "--unit", "68"), "house.closed"),
        (("trace",), "house.closed"),
    ],
)
def test_a_file_in_the_place_of_the_folder_is_told_without_a_traceback(
    tmp_path: Path, words: tuple[str, ...], code: str
):
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [DINH, "--house", tmp_path / "file", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "DINH_DATABASE_URL": ""},
        timeout=SECONDS_MAX,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert code in done.stderr


def test_what_is_given_is_text_and_has_an_end(installation: Installation):
    installation.made("init", "--unit", "68")
    latin = installation.folder.parent / "latin.json"
    latin.write_bytes('{"é": 1}'.encode("latin-1"))
    for source, code in (
        (latin, "data.not_utf8"),
        ("/dev/zero", "data.too_large"),
        ("/dev/null", "data.not_json"),
    ):
        assert code in installation.dinh("appoint", str(source)).stderr
    (installation.folder.parent / "head.json").write_text("5")
    assert "head.shape" in installation.dinh("verify", "--head", "head.json").stderr
    assert installation.dinh("verify", "--head", "").returncode == 1, (
        "an empty name is no head, and not none at all"
    )
    name = (installation.folder / folder.NAME).read_text()
    (installation.folder / folder.NAME).write_text("")
    assert "house.misnamed" in installation.dinh("people").stderr
    assert "house.misnamed" in installation.dinh("init", "--unit", "24730").stderr, (
        "it would take the folder from whoever has it"
    )
    assert installation.dinh("people", DINH_ORIGIN="xa.example.vn").returncode == 2
    (installation.folder / folder.NAME).write_text(name)
    assert "backup.no_file" in installation.dinh("backup", "/dev/null", "--plain").stderr
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [DINH, "log"], env=installation.environ, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (1, "Không ghi được câu trả lời: đĩa đã đầy\n")


def test_a_port_has_one_server_and_that_goes_on_when_it_is_asked_where_its_threads_stand(
    installation: Installation,
):
    installation.made("init", "--unit", "68")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with (installation.folder / "journal").open("w+") as journal:
        server = subprocess.Popen(
            [DINH, "serve", "--port", port],
            env=installation.environ,
            stdout=journal,
            stderr=journal,
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/health", server, journal)
            second = installation.dinh("serve", "--port", port)
            server.send_signal(signal.SIGUSR1)
            while "Thread 0x" not in (installation.folder / "journal").read_text():
                assert server.poll() is None
            await_answer(f"http://127.0.0.1:{port}/health", server, journal)
        finally:
            server.terminate()
            server.wait(SECONDS_MAX)
    assert second.returncode == 1
    for told in (f"http://127.0.0.1:{port}", f"kill {server.pid}", "(serve.running)"):
        assert told in second.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        third = installation.dinh("serve", "--port", str(taken.getsockname()[1]))
    assert (third.returncode, "cổng ấy đã có chương trình dùng" in third.stderr) == (1, True)
    assert "serve.place" in installation.dinh("serve", "--port", "99999").stderr
