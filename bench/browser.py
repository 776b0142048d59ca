"""A served demo house as its people meet it: signing in by the button, the API, cookies kept."""

from __future__ import annotations

import json
import random
import socket
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any

SECONDS_MAX = 120
PORTS = range(20_000, 32_000)  # Linux lends from 32768 on, others from 49152 on
TRIES_MAX = 100
STEPS = (
    ("counter", "accept"),
    ("justice", "propose"),
    ("leader", "sign"),
    ("clerk", "seal"),
)  # of a certified copy: role, action
UNANSWERED = (
    OSError,
    HTTPException,
)  # HTTPError is among them: who wants to know of a no asks for it first


class Browser:
    """Cookies, and the sign against forgery, as a browser keeps them."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        self.sign = ""

    def ask(self, path: str, content: bytes | None = None, **headers: str) -> bytes:
        with self.opener.open(
            urllib.request.Request(self.address + path, content, headers), timeout=30
        ) as answer:
            return answer.read()

    def get(self, path: str) -> Any:
        return json.loads(self.ask(path))

    def post(self, path: str, value: Any, **more: str) -> Any:
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.sign,
            "Origin": self.address,
            **more,
        }
        return json.loads(self.ask(path, json.dumps(value).encode(), **headers))

    def signed_in(self, person: str) -> Browser:
        """By the demo's button."""
        self.sign = self.get("/api/session")["csrf"]
        self.ask(
            "/sign-in",
            f"demo={person}&csrfmiddlewaretoken={self.sign}".encode(),
            Origin=self.address,
        )
        self.sign = self.get("/api/session")["csrf"]
        return self

    def demo_people(self) -> dict[str, str]:
        """One for each role that a certified copy meets, no two the same."""
        people = Browser(self.address).signed_in("leader").get("/api/people")
        found: dict[str, str] = {}
        for role, _ in STEPS:
            found[role] = next(
                one["person"]
                for one in people
                if role in one["roles"] and one["person"] not in found.values()
            )
        return found

    def is_well(self) -> bool:
        return bool(self.get("/health")["ok"])


def until(answers: Callable[[], bool]) -> None:
    """Waits for a server that another process starts, or ends."""
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        with suppress(*UNANSWERED):
            if answers():
                return
        time.sleep(0.02)
    raise TimeoutError(f"waited {SECONDS_MAX} s in vain")


def free_port() -> int:
    """None of those that the system lends out: while the server is away, another process could be lent it."""
    for port in random.sample(PORTS, TRIES_MAX):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
