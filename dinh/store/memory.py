"""What a process remembers of a house between its transactions. True only while the head is the one it was kept under.

A seal covers the whole log before it, so equal seals mean that nobody else wrote.
"""

from __future__ import annotations

from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.engine.record.house import House

CASES_MAX = 512


class Head(Struct, frozen=True):
    """number, seal: of the last event; version, version_seal: of the last event of the house's own (its posts, versions, profile)."""

    number: int
    seal: str
    version: int
    version_seal: str = ""


class Memory:
    """Touched by the writing thread alone."""

    def __init__(self) -> None:
        self._seal = ""
        self._cases: dict[str, Case] = {}
        self._version_seal: str | None = None
        self._state: House | None = None
        self._last: tuple[str, str] = ("", "")  # a seal, and when its event happened

    def begin(self, head: Head) -> None:
        """Forget the cases when another process wrote since."""
        if head.seal != self._seal:
            self._cases.clear()
            self._seal = head.seal

    def case(self, code: str) -> Case | None:
        return self._cases.get(code)

    def last_at(self, head: Head) -> str:
        """When the log's last event happened; empty where that is not known here."""
        return self._last[1] if self._last[0] == head.seal else ""

    def keep_last(self, seal: str, at: str) -> None:
        self._last = (seal, at)

    def state(self, head: Head) -> House | None:
        return self._state if self._version_seal == head.version_seal else None

    def keep_state(self, head: Head, state: House) -> None:
        self._version_seal, self._state = head.version_seal, state

    def committed(self, head: Head, cases: dict[str, Case], state: House | None) -> None:
        self._seal = head.seal
        for code, case in cases.items():
            self._cases.pop(code, None)
            self._cases[code] = case
        while len(self._cases) > CASES_MAX:
            del self._cases[next(iter(self._cases))]
        if state is not None:
            self.keep_state(head, state)
