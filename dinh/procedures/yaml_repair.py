"""A line that is not YAML, mended the way that authors mostly need: a text or a comparison put in quotes.

A line is mended only where the file then reads on beyond it, so what is advised is never a guess that does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

KEY = re.compile(r"(?P<before>^\s*(?:-\s+)?|[{,\[]\s*)(?P<key>[a-z_][a-z0-9_.]*):(?=\s|$)")
"""A key of a file: ASCII, at the beginning of the line or behind a bracket or comma."""
TEXTS = frozenset({"vi", "en", "why", "title", "number"})
ODD = re.compile(r"[,:#{}\[\]\"'`“”]|^[%@&*!|>?<=-]")


def mended(
    text: str, lines: list[int], reads_until: Callable[[str], int]
) -> tuple[int, str] | None:
    """(line, how it should stand) for the first of these lines that can be mended; None: none can.

    lines        from 1, the likeliest first
    reads_until  the line at which a text stops being YAML, 0 where it never does
    """
    written = text.split("\n")
    for number in lines:
        if not 1 <= number <= len(written):
            continue
        for candidate in _candidates(written[number - 1]):
            whole = [*written[: number - 1], candidate, *written[number:]]
            stops = reads_until("\n".join(whole))
            if stops == 0 or stops > max(lines):
                return number, candidate.strip()
    return None


def _candidates(line: str) -> Iterator[str]:
    pieces = _pieces(line)
    yield _quoted(line, pieces, TEXTS)
    if "{" in line:
        yield re.sub(r"(?<=[^\s,{\[:])\s+(?=[a-z_][a-z0-9_]*:\s)", ", ", line)
    yield _quoted(line, pieces, frozenset(key for _, _, key in pieces))


def _quoted(line: str, pieces: list[tuple[int, int, str]], keys: frozenset[str]) -> str:
    """With quotes around each value of these keys that needs them."""
    for start, end, key in reversed(pieces):
        if key in keys and _is_odd(line[start:end]):
            line = line[:start] + quoted(line[start:end]) + line[end:]
    return line


def _pieces(line: str) -> list[tuple[int, int, str]]:
    """(start, end, key) of each plain or quoted value of the line, without what closes the brackets around it."""
    keys = list(KEY.finditer(line))
    found = []
    for place, hit in enumerate(keys):
        end = keys[place + 1].start("before") if place + 1 < len(keys) else len(line)
        start = hit.end() + len(line[hit.end() : end]) - len(line[hit.end() : end].lstrip())
        value = line[start:end].rstrip()
        if not value or value[0] in "{[":
            continue
        while value and value[-1] in "}],":
            closes = value[-1]
            opens = {"}": "{", "]": "["}.get(closes, "")
            if opens and value.count(opens) >= value.count(closes):
                break
            value = value[:-1].rstrip()
        found.append((start, start + len(value), hit["key"]))
    return found


def _is_odd(value: str) -> bool:
    if value[:1] == value[-1:] and value[:1] in ('"', "'") and len(value) > 1:
        return value[1:-1].count(value[0]) > 0
    return bool(ODD.search(value))


def quoted(value: str) -> str:
    """In quotes; in single ones where it has double ones itself."""
    inner = value
    if value[:1] == value[-1:] and value[:1] in ('"', "'") and len(value) > 1:
        inner = value[1:-1]
    elif value[:1] in ('"', "'"):  # opened, and not closed on this line
        inner = value[1:]
    if '"' not in inner:
        return f'"{inner}"'
    return "'" + inner.replace("'", "''") + "'"
