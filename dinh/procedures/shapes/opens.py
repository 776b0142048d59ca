"""Child cases, and cases that start themselves (the grammar's §8)."""

from __future__ import annotations

import re
from typing import Any

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.links import Opens, Start
from dinh.procedures import scalars
from dinh.procedures.nodes import Entries, Node, Scalar
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    full_name,
    law,
    list_of,
    name,
    scalar,
    slug,
)
from dinh.procedures.shapes.words import condition

PER_MONTH = re.compile(r"0[1-9]|[12][0-9]|3[01]")
PER_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
PERIOD = re.compile(r"([1-9][0-9]{0,3}) days?")

register_name = scalar(lambda t: t if re.fullmatch(r"[a-z_][a-z0-9_]*", t) else None, "bad_name")
waits = scalar(
    lambda t: t if t in ("all", "any") or re.fullmatch(r"[1-9][0-9]{0,2}", t) else None, "bad_waits"
)

EACH: Keys = {"record": Key(register_name, required=True), "where": Key(condition)}


def _each(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    """A list of the case, or the rows of a register: `{record: villages, where: …}`."""
    if isinstance(node, Scalar):
        written = full_name(reader, node, spot)
        return {"each": written} if written else None
    got = reader.map(node, spot, EACH, ("each", "each"))
    return (
        {"register": got["record"], "where": got.get("where", ALWAYS)} if "record" in got else None
    )


def _rows(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    """Of a start: there is no case yet whose list it could be."""
    got = reader.map(node, spot, EACH, ("each", "each"))
    return (
        {"register": got["record"], "where": got.get("where", ALWAYS)} if "record" in got else None
    )


def _given(reader: Reader, node: Node, spot: Spot) -> dict[str, str]:
    return reader.named(node, spot, scalar(lambda t: t, "bad_name"), full=True)


OPENS: Keys = {
    "procedure": Key(slug, required=True),
    "each": Key(_each),
    "at": Key(full_name),
    "give": Key(_given),
    "takes": Key(_given),
    "law": Key(law),
}


def opens(reader: Reader, node: Node, spot: Spot) -> Opens | None:
    got = reader.map(node, spot, OPENS, ("opens", "opens"))
    if "procedure" not in got:
        return None
    at = got.get("at", "")
    return Opens(
        procedure=got["procedure"], at="" if at == "home" else at, give=got.get("give", {}), takes=got.get("takes", {}),
        law=got.get("law"), **got.get("each", {}),
    )  # fmt: skip


opened = list_of(opens, alone=True)
"""One line of `opens`, or several."""


def _every(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    written = scalar(
        lambda t: t if t in ("month", "year") or PERIOD.fullmatch(t) else None, "bad_every"
    )(reader, node, spot)
    if written in ("month", "year"):
        return {"unit": f"{written}s"}
    return {"unit": "days", "number": int(PERIOD.fullmatch(written)[1])} if written else None  # type: ignore[index]  # it matched


ADDED: Keys = {
    "added": Key(register_name, required=True),
    "also_in": Key(register_name),
    "by": Key(name),
}


def _on(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | str | None:
    """A day (`09-01` of the year, `15` of the month, or the date from which days are counted), or a record that is added."""
    if isinstance(node, Scalar):
        return scalar(
            lambda t: (
                t if PER_MONTH.fullmatch(t) or PER_YEAR.fullmatch(t) or scalars.day(t) else None
            ),
            "bad_on",
        )(reader, node, spot)
    got = reader.map(node, spot, ADDED, ("on", "on"))
    for one, other in (("also_in", "by"), ("by", "also_in")):
        if one in got and other not in got and isinstance(node, Entries):
            reader.note(node.at, "missing_key", key=other, what=("on", "on"))
    return got if "added" in got else None


START: Keys = {
    "every": Key(_every),
    "on": Key(_on),
    "each": Key(_rows),
    "give": Key(_given),
    "at": Key(name),
    "law": Key(law),
}
DAYS = {"years": PER_YEAR, "months": PER_MONTH}


def start(reader: Reader, node: Node, spot: Spot) -> Start | None:
    what = ("dòng starts", "a line of starts")
    got = reader.map(node, spot, START, what)
    if not isinstance(node, Entries):
        return None
    every, on = got.get("every"), got.get("on")
    if every is None and not isinstance(on, dict):
        if "every" not in node.values:
            reader.note(node.at, "missing_key", key="every", what=what)
        return None
    if every is not None and isinstance(on, dict):
        reader.note(node.keys["on"], "one_of_keys", what=what, known="every, on: {added: …}")
        return None
    if isinstance(on, dict):
        if "each" in node.values:
            reader.note(
                node.keys["each"],
                "not_here",
                key="each",
                what=('dòng "on: {added: …}"', 'a line "on: {added: …}"'),
            )
        return Start(**on, give=got.get("give", {}), at=got.get("at", ""), law=got.get("law"))
    assert every is not None
    if on is not None and not _fits(every["unit"], on):
        reader.note(
            node.values["on"],
            "bad_on_for",
            value=on,
            every={
                "years": ("năm", "year"),
                "months": ("tháng", "month"),
                "days": ("ngày", "days"),
            }[every["unit"]],
        )
        return None
    return Start(
        **every,
        on=on or "",
        give=got.get("give", {}),
        at=got.get("at", ""),
        law=got.get("law"),
        **got.get("each", {}),
    )


def _fits(unit: str, on: str) -> bool:
    pattern = DAYS.get(unit)
    return bool(pattern.fullmatch(on)) if pattern else scalars.day(on) is not None


starts = list_of(start)
