"""One scalar of a file as JSON Schema. Editors type a scalar by its look, this grammar by its key: both must be let through."""

from __future__ import annotations

from typing import Any

from dinh.procedures import scalars
from dinh.procedures.nodes import Scalar
from dinh.procedures.reader import Read
from dinh.procedures.schema.asking import Asked, ask, place, scalar

TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""`title: 2026` and `else: no` are texts here; an editor sees a number and a truth value."""
PLACEHOLDER = r"<[a-z_][a-z0-9_]*>"


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _of(*types: str, pattern: str = "", **more: Any) -> dict[str, Any]:
    return {
        "type": types[0] if len(types) == 1 else list(types),
        **({"pattern": pattern} if pattern else {}),
        **more,
    }


BY_CODE: dict[str, dict[str, Any]] = {
    # what is said of a wrong value → the schema of a right one; a code of several types is not here
    "bad_yes_no": {"enum": ["yes", "no", True, False]},
    "bad_number": _of("number", "string", pattern=_whole(scalars.NUMBER.pattern)),
    "bad_date": _of("string", pattern=_whole(scalars.DAY.pattern), examples=["2026-07-01"]),
    "bad_instant": _of(
        "string", pattern=_whole(scalars.INSTANT.pattern), examples=["2026-07-01T08:00"]
    ),
    "bad_clock": _of(
        "string", "integer", pattern=_whole(scalars.CLOCK.pattern), examples=["15:00"]
    ),  # YAML 1.1: 15:00 is 900
    "bad_interval": _of("string", pattern=_whole(scalars.INTERVAL.pattern), examples=["[1..500]"]),
    "bad_duration": _of(
        "string", examples=["3 working days", "30 days", "8 working hours", "6 months"]
    ),
    "bad_bound": _of("string", examples=["<= 30 days"]),
    "bad_law": _of("string", examples=["LHT 16.1"]),
    "bad_template": _of("string", pattern=r"\.typ$"),
    "bad_fee_at": _of("string", examples=["accept", "deliver"]),
    "bad_starts": _of("string", examples=["opened", "reception.accept"]),
    "bad_warn": _of("string", examples=["due - 2 days"]),
    "bad_slug": _of("string", "number"),
}
# `yes` and `no` are names too, as the keys of a norm.
NAME = _of("string", "boolean", pattern=f"^(?:{PLACEHOLDER}|[a-z_])[a-z0-9_./]*$")


def of(read: Read) -> dict[str, Any] | None:
    """None: no scalar stands here."""
    asked = ask(read, scalar())
    if asked.refused:
        return _words(asked.words) if asked.words else None
    codes = [(code, facts) for at, code, facts in asked.notes if asked.at_probe(at)]
    if not codes:
        return TEXT
    code, facts = codes[-1]
    if code.startswith("want_one_of"):
        return _words(facts["known"].split(", "))
    if code == "bad_whole":
        return _of(
            "integer", "string", pattern=r"^-?[0-9]+$", minimum=facts["low"], maximum=facts["high"]
        )
    found = NAME if code == "bad_name" and not _takes_numbers(read) else BY_CODE.get(code, TEXT)
    more = [word for word in asked.words if word not in ("yes", "no")]
    return {"anyOf": [_words(more), found]} if more and found is not TEXT else found


def _takes_numbers(read: Read) -> bool:
    """`bad_name` is said of operands too, which may be numbers."""
    asked: Asked = ask(read, Scalar(place(), "12", quoted=True))
    return not asked.notes


def _words(known: list[str]) -> dict[str, Any]:
    """Words as an editor may have typed them: `form: 01` is 1 to it."""
    typed: list[Any] = [int(word) for word in known if word.isdecimal()]
    return {"enum": [*known, *typed]}
