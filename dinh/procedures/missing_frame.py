"""What follows from a frame or part that is not there, or from a value that could not be read: told once, at its place, and not again
at every place that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable

from dinh.checker.finding import Finding
from dinh.procedures.expand import Includes
from dinh.procedures.nodes import Entries, Node, entries_of, text_of
from dinh.procedures.problem import Problem

FRAME_GIVES = frozenset({"step", "target", "start", "fee_at", "action", "letter", "not_by"})
"""The sorts of names (`checker.names`) that a frame gives to the file that uses it."""
OF_THE_WHOLE = frozenset({"F1", "F2", "F3", "F4", "F5", "F6", "F7", "N2", "D4", "L1", "M1", "M2"})
"""Rules about ways and use, of which nothing can be said while the frame's steps are not there."""


def lacking(top: Entries, includes: Includes) -> frozenset[str]:
    """What of a procedure could not be written out: `frame`, and the name of each group whose part cannot be had."""
    groups = {
        key
        for section in ("form", "findings")
        for key, _, node in entries_of(top.of(section)).each()
        if isinstance(node, Entries)
        and "part" in node.values
        and includes.find("part", text_of(node.of("part"))) is None
    }
    return frozenset(groups | ({"frame"} if _has_no_ground(top.of("frame"), includes) else set()))


READ_WRONG = frozenset({"T1", "T2", "T3", "T4", "T5", "D1", "D2", "D3", "M1", "M2", "R1", "E1"})
"""Rules that look into values, of which nothing can be said where one was not read."""


def unread(top: Entries, problems: Iterable[Problem]) -> frozenset[tuple[str, str]]:
    """(section, name) of what has a value that was not read (Y2): `("form", "seats")`, `("deadline", "")`."""
    found: set[tuple[str, str]] = set()
    for one in problems:
        at = (one.line, one.column)
        if one.rule != "Y2" or one.file != top.at.file or one.inside is not None:
            continue
        section = _last_before(top, at)
        node = top.of(section)
        found.add((section, _last_before(node, at) if isinstance(node, Entries) else ""))
    return frozenset(found)


def _last_before(node: Entries, at: tuple[int, int]) -> str:
    """The key under which this place stands."""
    before = [
        (place.line, place.column, key)
        for key, place in node.keys.items()
        if place.file == node.at.file and (place.line, place.column) <= at
    ]
    return max(before, default=(0, 0, ""))[2]


def hangs_on_unread(finding: Finding, broken: frozenset[tuple[str, str]]) -> bool:
    """Whether the finding is of such a thing, or names it."""
    if finding.rule not in READ_WRONG:
        return False
    return any(
        (finding.path[:1] == (section,) and (section in WHOLE or finding.path[1:2] == (name,)))
        or (section in NAMED and f'"{name}"' in finding.message.vi)
        for section, name in broken
    )


WHOLE = frozenset({"deadline", "fee"})
NAMED = frozenset({"form", "findings", "derive"})


def _has_no_ground(node: Node | None, includes: Includes) -> bool:
    """Whether a frame, or one that it stands on, is missing, cannot be read, or stands on itself."""
    seen: set[str] = set()
    while node is not None:
        slug = text_of(entries_of(node).of("use"))
        frame = None if slug in seen else includes.find("frame", slug)
        if frame is None:
            return True
        seen.add(slug)
        node = frame.of("on")
    return False


def follows(finding: Finding, lacks: frozenset[str]) -> bool:
    """Whether the finding may only come of the missing frame or part. Examples wait until both are there."""
    if not lacks:
        return False
    sort, name = finding.unknown or ("", "")
    if "frame" in lacks and (finding.rule in OF_THE_WHOLE or sort in FRAME_GIVES):
        return True
    return finding.rule == "N1" and (
        finding.path[:1] == ("examples",) or name.split(".")[0] in lacks - {"frame"}
    )
