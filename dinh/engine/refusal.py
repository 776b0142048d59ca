"""Why something cannot be done: a value, never an exception, until the door turns it into `Refused`.

The code is stable (people read it out on the telephone); the sentences stand in `dinh.messages`, in both languages.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One place that must be mended: a field (or document, action …), a stable code and the facts its sentence needs."""

    field: str
    code: str
    facts: dict[str, Any] = {}


class Refusal(Struct, frozen=True):
    """What was asked did not happen.

    code   dotted, stable: `documents.missing`
    facts  what the sentence names
    at     every fault of the input at once, in the order of the form
    """

    code: str
    facts: dict[str, Any] = {}
    at: tuple[Fault, ...] = ()


class Refused(Exception):
    """Raised by the door alone, so that a transaction rolls back; carries the refusal."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.code)
        self.refusal = refusal
