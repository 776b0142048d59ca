"""What makes a procedure's everyday lives: its forms, what is special in its way, and how often each way is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter

# Of a hundred cases that come to the one-stop counter. Whatever its way, a case stands where today finds it.
WAYS = {
    "granted": 72,
    "late": 5,
    "supplied": 4,
    "completed": 5,
    "refused": 3,
    "rejected": 3,
    "withdrawn": 2,
    "extended": 3,
    "reversed": 2,
    "unsupplied": 1,
}

type Form = Callable[[Commune, date], dict[str, Any]]
type Lines = Callable[[Commune, Matter], object]


def nothing(commune: Commune, one: Matter) -> None:
    """No lines of its own here."""


def delivered(commune: Commune, one: Matter) -> None:
    one.delivered(
        later=commune.some_days(0, 0, 0, 1, 2),
        how="online" if one.channel == "online" else "counter",
    )


class Kind(Struct, frozen=True):
    """A procedure as the commune lives it.

    count      how many lives of the demo are of it
    form       filled for invented people as of a day
    prepare    its lines between acceptance and checking
    check      its lines of checking, up to what a leader signs
    sign       its lines after that, up to the seal
    deliver    its lines after the seal
    texts      what is written where it must be `supplied`, is `rejected`, `refused`, `withdrawn`, `extended`, `reversed`
    ways       how many of a hundred go which way; `own` are ways that no other procedure has
    takes      open days that checking may take; `slow` how many it takes where it comes late
    online     of a hundred, filed on the portal
    signer     who signs where it is not a leader
    each       documents of which each row of a list needs one
    channel    by which it comes where it does not come online; `house`: the officer opens it
    rare       so few that chance would leave ways out: its first lives go each way once, the longest first
    """

    slug: str
    count: int
    form: Form
    check: Lines
    texts: Mapping[str, dict[str, str]]
    prepare: Lines = nothing
    sign: Lines = lambda commune, one: one.signed().sealed()
    deliver: Lines = delivered
    ways: Mapping[str, int] = field(default_factory=lambda: WAYS)
    own: Mapping[str, Lines] = field(default_factory=dict)
    takes: tuple[int, ...] = (0,)
    slow: tuple[int, ...] = (1, 2)
    online: int = 10
    signer: str = ""
    each: Mapping[str, str] = field(default_factory=dict)
    channel: str = "counter"
    rare: tuple[str, ...] = ()
