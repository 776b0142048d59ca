"""Whoever sends slowly, or hardly, holds up nobody."""

import errno
import io
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from bench.browser import Browser
from dinh.limits import FULL
from dinh.server import request_body, slow_senders
from dinh.server.slow_senders import BUSY, Patient
from dinh.store.writer import letting_go
from tests.installation import Installation


class Slow:
    """What a sender sends: pieces, each after it was let go."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.go, self.asked = list(pieces), threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        assert self.go.wait(20)
        return self.pieces.pop(0) if self.pieces else b""


def environ(sent, length: int, address: str = "203.0.113.7") -> dict:
    return {"CONTENT_LENGTH": str(length), "wsgi.input": sent, "REMOTE_ADDR": address}


@pytest.fixture
def echo():
    """An application that answers with what it read, or that it is busy."""

    def application(environ, start):
        return (
            [b"busy"]
            if environ.get(BUSY)
            else [environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))]
        )

    return Patient(application)


def test_what_is_sent_in_pieces_is_read_whole(echo):
    sent = Slow(b"abc", b"def", b"gh")
    sent.go.set()
    assert echo(environ(sent, 8), None) == [b"abcdefgh"]
    large = b"x" * (3 * request_body.IN_MEMORY_BYTES_MAX)
    assert echo(environ(io.BytesIO(large), len(large)), None) == [large]
    assert echo({"wsgi.input": io.BytesIO()}, None) == [b""]


def test_a_thread_that_has_answered_lets_go_of_nothing_any_more(echo):
    before = letting_go.get()
    assert echo({"wsgi.input": io.BytesIO()}, None) == [b""]
    assert letting_go.get() is before


def test_slow_senders_hold_up_neither_pages_nor_other_senders(echo):
    slow = [Slow(b"late") for _ in range(slow_senders.SENDING_OF_ONE_MAX)]
    answers = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(echo(environ(one, 4), None)))
        for one in slow
    ]
    for thread, one in zip(threads, slow, strict=True):
        thread.start()
        assert one.asked.wait(20)
    assert echo({"wsgi.input": io.BytesIO()}, None) == [b""], "a page is made"
    assert echo(environ(io.BytesIO(b"quick"), 5), None) == [b"busy"], "this address has its share"
    assert echo(environ(io.BytesIO(b"quick"), 5, "203.0.113.8"), None) == [b"quick"]
    for one in slow:
        one.go.set()
    for thread in threads:
        thread.join(20)
    assert answers == [[b"late"]] * len(slow)
    assert echo(environ(io.BytesIO(b"quick"), 5), None) == [b"quick"], "and has it back"
    assert not echo._by_address


def test_who_sends_less_than_was_said_or_hardly_anything_is_dropped(echo, monkeypatch):
    assert echo(environ(io.BytesIO(b"half"), 8), None) == [b"busy"]
    monkeypatch.setattr(slow_senders, "SLOW_AFTER_SECONDS", -1.0)
    monkeypatch.setattr(slow_senders, "SLOWEST_BYTES_PER_SECOND", 10**12)
    assert echo(environ(io.BytesIO(b"drop by drop"), 12), None) == [b"busy"]


@pytest.fixture
def full(monkeypatch):
    """A temporary folder that takes a megabyte and no more."""

    class Full(io.BytesIO):
        def write(self, piece):
            if self.tell() + len(piece) > 2**20:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(piece)

    monkeypatch.setattr(request_body.tempfile, "SpooledTemporaryFile", lambda max_size: Full())


def test_a_disk_that_is_full_meanwhile_is_met_where_it_can_be_told_once_all_is_read(echo, full):
    sent = io.BytesIO(b"x" * 3 * 2**20)
    with pytest.raises(OSError, match="No space"):
        echo(environ(sent, 3 * 2**20), None)
    assert sent.read() == b"", "a browser that is still sending hears no answer"
    assert not echo._by_address


def test_of_a_form_that_met_a_full_disk_what_was_typed_arrives(echo, full):
    field = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nĐiểu Xuân\r\n'.encode()
    file = (
        b'--x\r\nContent-Disposition: form-data; name="scan"; filename="a.pdf"\r\n\r\n'
        + b"x" * 3 * 2**20
        + b"\r\n"
    )
    sent = field + file + field + b"--x--\r\n"
    told = {
        **environ(io.BytesIO(sent), len(sent)),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    assert echo(told, None) == [field + file.replace(b"x" * 3 * 2**20, b"") + field + b"--x--\r\n"]
    assert told[FULL].errno == errno.ENOSPC


def test_more_than_any_form_is_read_to_its_end_and_dropped_so_that_the_guards_answer_is_heard(
    echo, settings, monkeypatch
):
    settings.FORM_BYTES_MAX = 9
    sent = io.BytesIO(b"x" * 10)
    told = environ(sent, 10)
    assert echo(told, None) == [b""]
    assert (sent.read(), told["CONTENT_LENGTH"]) == (b"", "10")
    monkeypatch.setattr(slow_senders, "READ_BYTES_MAX", 9)
    unread = io.BytesIO(b"x" * 10)
    assert echo(environ(unread, 10), None) == [b"x" * 10], (
        "beyond all measure: left to the guards as it is"
    )


def test_two_hundred_megabytes_are_answered_with_what_to_do_and_leave_nothing_behind(
    installation: Installation, tmp_path, monkeypatch
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    installation.begun()
    with installation.serve() as address:
        for path, size, status, says in (
            ("/counter/open/chung-thuc-ban-sao", 200, 200, "nặng 201 MB, nhiều nhất là 25 MB"),
            ("/counter/open/chung-thuc-ban-sao", 40, 200, "nhiều nhất là 25 MB"),
            ("/api/documents?name=a.pdf", 200, 413, "api.too_large"),
        ):
            answered, page = _sent(address, path, size)
            assert (answered, says in page) == (status, True), page[:2000]
            assert path.startswith("/api") or "Điểu Xuân" in page, "what was typed stays"
        kept = [one for one in (tmp_path / "temporary").rglob("*") if one.is_file()]
        assert not [one for one in kept if one.stat().st_size > 2**20], (
            "no piece of it stays on the disk"
        )


def test_a_form_of_nothing_but_text_beyond_all_measure_is_turned_away_with_what_to_do(
    installation: Installation,
):
    installation.begun()
    with installation.serve() as address:
        answered, page = _sent(address, "/counter/open/chung-thuc-ban-sao", 130, file="")
        assert (answered, "Chọn ít tệp hơn" in page, "Choose fewer files" in page) == (
            413,
            True,
            True,
        )


def _sent(address: str, path: str, megabytes: int, file: str = "a.pdf") -> tuple[int, str]:
    """A form with a scan so large, as a browser sends it: to its end, then the answer is read."""
    counter = Browser(address).signed_in("counter.1")
    head = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{counter.sign}\r\n'.encode()
    head += '--x\r\nContent-Disposition: form-data; name="applicant.name"\r\n\r\nĐiểu Xuân\r\n--x\r\n'.encode()
    named = f'; filename="{file}"' if file else ""
    head += f'Content-Disposition: form-data; name="documents.copies.1"{named}\r\n\r\n%PDF-1.7 '.encode()
    tail = b"\r\n--x--\r\n"
    size = megabytes * 2**20
    pieces = (head, *(b"x" * 2**20 for _ in range(megabytes)), tail)
    asked = urllib.request.Request(address + path, iter(pieces), {
        "Content-Type": "application/pdf" if path.startswith("/api") else "multipart/form-data; boundary=x", "Origin": address,
        "Content-Length": str(size + len(head) + len(tail)), "X-CSRFToken": counter.sign,
    })  # fmt: skip
    try:
        answer = counter.opener.open(asked, timeout=60)
    except urllib.error.HTTPError as no:
        answer = no
    return answer.status, answer.read().decode()


def test_a_served_house_answers_while_many_send_slowly_or_only_begin_to(installation: Installation):
    installation.begun()
    with installation.serve() as address, ExitStack() as lines:
        host, port = urlsplit(address).hostname, urlsplit(address).port
        head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nname=x"
        for sent in [head] * 40 + [b"GET / HTTP/1.1\r\nHost: loc"] * 300:
            line = lines.enter_context(closing(socket.create_connection((host, port), timeout=20)))
            line.sendall(sent)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        begun = time.monotonic()
        for _ in range(5):
            assert direct.open(f"{address}/health", timeout=30).status == 200
        assert time.monotonic() - begun < 20
