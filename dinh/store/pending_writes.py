"""What one piece of work wants written: gathered until all is committed, taken together, or dropped."""

from __future__ import annotations

from dinh.engine.record.case import Case
from dinh.engine.record.house import House
from dinh.engine.record.seal import Sealed
from dinh.store.link import Row
from dinh.store.memory import Head
from dinh.store.records import History


class Effects:
    """What is to be written. `numbers` is the head after it."""

    __slots__ = (
        "cases",
        "commands",
        "contents",
        "counters",
        "documents",
        "events",
        "finished",
        "head",
        "histories",
        "house_state",
        "jobs",
        "struck",
    )

    def __init__(self, head: Head):
        self.head = head
        self.events: list[Sealed] = []
        self.cases: dict[str, Case] = {}
        self.house_state: House | None = None
        self.histories: dict[tuple[str, str], History] = {}
        self.counters: dict[str, int] = {}
        self.commands: dict[str, tuple[str, bytes]] = {}
        self.jobs: dict[tuple[str, str], Row] = {}
        self.finished: set[tuple[str, str]] = set()
        self.contents: dict[str, bytes] = {}
        self.documents: set[str] = set()
        self.struck: list[tuple[str, frozenset[str]]] = []

    def take(self, other: Effects) -> None:
        """Add what a work that went well wants written."""
        self.head = other.head
        self.events += other.events
        self.house_state = other.house_state or self.house_state
        self.struck += other.struck
        if other.cases:
            self.cases.update(other.cases)
        if other.histories:
            self.histories.update(other.histories)
        if other.counters:
            self.counters.update(other.counters)
        if other.commands:
            self.commands.update(other.commands)
        if other.jobs:
            self.jobs.update(other.jobs)
        if other.finished:
            self.finished |= other.finished
        if other.contents:
            self.contents.update(other.contents)
        if other.documents:
            self.documents |= other.documents

    def anything(self) -> bool:
        return bool(
            self.events
            or self.counters
            or self.commands
            or self.jobs
            or self.finished
            or self.contents
            or self.documents
        )
