"""What a file tells of a procedure in words, beyond what runs: who signs, what comes out, how sure it all is (`told`).

A procedure that is only told (`level: info`) has nothing else to show; a whole one may say here why it cannot be done
online, or where its sources disagree.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dinh.engine.definition.fields import Text

Fact = Literal[
    "code", "name", "documents", "time", "fee", "steps", "conditions", "signer", "result", "law"
]
FACTS: tuple[Fact, ...] = (
    "code",
    "name",
    "documents",
    "time",
    "fee",
    "steps",
    "conditions",
    "signer",
    "result",
    "law",
)


class Conflict(Struct, frozen=True):
    """Two or more sources that say different things of one fact: all are shown, none is chosen in silence."""

    about: Fact
    says: tuple[Text, ...]


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    sure     how far the facts as a whole are borne out
    agrees   the facts that a second public source agreed with; every other one is unconfirmed
    online   how far it can be done over the net, as its catalogue says; `why` what keeps it from being all of it
    go       where a person goes with it, when that is not the commune's counter
    """

    sure: Literal["high", "medium", "low"] = "medium"
    agrees: tuple[Fact, ...] = ()
    online: Literal["full", "partial", "counter"] | None = None
    why: Text | None = None
    go: Text | None = None
    result: Text | None = None
    signer: Text | None = None
    time: Text | None = None
    fee: Text | None = None
    conditions: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()
    source: Text | None = None
    conflicts: tuple[Conflict, ...] = ()

    def confirmed(self, fact: Fact) -> bool:
        return fact in self.agrees
