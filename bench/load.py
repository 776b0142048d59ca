"""Visitors who ask a served house for pages: as fast as it answers, or at a stated rate whatever it answers.

At a stated rate a visit's time runs from the instant at which it was due, so that a server that falls behind is seen to.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

SECONDS_MAX = 60
LANES = 8


class Answer(Struct, frozen=True):
    status: int
    length: int


class Line:
    """One connection kept open, as a browser keeps one; a request is written once and sent again as it is."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self.socket = socket.create_connection((place.hostname, place.port), timeout=SECONDS_MAX)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""

    def ask(self, request: bytes) -> Answer:
        self.socket.sendall(request)
        while (end := self.kept.find(b"\r\n\r\n")) < 0:
            self._more()
        head, self.kept = self.kept[:end], self.kept[end + 4 :]
        length = _length(head)
        while len(self.kept) < length:
            self._more()
        self.kept = self.kept[length:]
        return Answer(int(head[9:12]), length)

    def _more(self) -> None:
        part = self.socket.recv(1 << 16)
        if not part:
            raise ConnectionError("the server closed the line")
        self.kept += part


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:")
    if start < 0:
        raise ValueError(f"an answer without its length: {head[:200]!r}")
    return int(lower[start + 15 :].partition(b"\r\n")[0])


def request(
    address: str, path: str, cookie: str = "", content: bytes | None = None, **headers: str
) -> bytes:
    """As a browser would ask, compressed answers welcome."""
    lines = [
        f"{'GET' if content is None else 'POST'} {path} HTTP/1.1",
        f"Host: {urlsplit(address).netloc}",
        "Accept-Encoding: gzip",
    ]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(content)}"] if content is not None else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (content or b"")


class Visits(Struct):
    """What was seen. seconds: of each visit, sorted; lasted: of all together; wrong: answers that were not wanted, by status."""

    seconds: list[float]
    lasted: float
    wrong: dict[int, int]

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted

    def milliseconds(self, share: float) -> float:
        place = max(0, math.ceil(share * len(self.seconds)) - 1)
        return round(self.seconds[place] * 1000, 1)


def as_fast_as_it_answers(
    address: str, requests: Sequence[bytes], seconds: float, lanes: int = LANES
) -> Visits:
    def paced(turn: int, begun: float) -> float | None:
        now = time.perf_counter()
        return now if now - begun < seconds else None

    return _visit(address, requests, paced, lanes)


def at_rate(
    address: str,
    requests: Sequence[bytes],
    rate: float,
    seconds: float,
    lanes: int = LANES,
    wanted: Sequence[int] = (200,),
) -> Visits:
    """`rate` visits a second are due at even steps, shared among the lanes."""

    def paced(turn: int, begun: float) -> float | None:
        due = begun + turn / rate
        if due - begun >= seconds:
            return None
        if (wait := due - time.perf_counter()) > 0:
            time.sleep(wait)
        return due

    return _visit(address, requests, paced, lanes, wanted)


def _visit(
    address: str,
    requests: Sequence[bytes],
    paced: Callable[[int, float], float | None],
    lanes: int,
    wanted: Sequence[int] = (200,),
) -> Visits:
    found: list[list[float]] = [[] for _ in range(lanes)]
    wrong: dict[int, int] = {}
    faults: list[BaseException] = []
    begun = time.perf_counter()

    def lane(number: int) -> None:
        try:
            line, turn = Line(address), number
            while (due := paced(turn, begun)) is not None:
                answer = line.ask(requests[turn % len(requests)])
                found[number].append(time.perf_counter() - due)
                if answer.status not in wanted:
                    wrong[answer.status] = wrong.get(answer.status, 0) + 1
                turn += lanes
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=lane, args=(number,)) for number in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Visits(sorted(one for lane in found for one in lane), time.perf_counter() - begun, wrong)
