"""A place of a file as people see it: its line with those around it, numbers before, a caret below.

Columns are counted as the reader counts them (characters, after NFC); what is drawn is aligned by how wide each is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from dinh.procedures.strict_yaml import UNWANTED

BEFORE, AFTER = 2, 1
WIDTH_MIN = 30
NEAR = 4
BAR, CUT = "│", "…"
WORD = re.compile(r"[^\s,{}\[\]:\"']+")

type Paint = Callable[[str, str], str]
"""(`number`, `line`, `caret` …, text) → the text in the colour of its kind."""


def plain(kind: str, text: str) -> str:
    return text


def lines_of(content: bytes) -> list[str]:
    """The lines as the reader sees them; tabs, controls and hidden marks as one visible sign."""
    text = (
        content.removeprefix(b"\xef\xbb\xbf")
        .decode("utf-8", "surrogateescape")
        .replace("\r\n", "\n")
    )
    return [UNWANTED.sub("·", line) for line in unicodedata.normalize("NFC", text).split("\n")]


def width(text: str) -> int:
    """Cells of a terminal: marks that combine take none, wide letters two."""
    return sum(
        0
        if unicodedata.category(one) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(one) in "WF"
        else 1
        for one in text
    )


def excerpt(
    lines: Sequence[str],
    line: int,
    column: int,
    *,
    columns: int = 100,
    paint: Paint = plain,
    around: bool = True,
) -> list[str]:
    """The lines to print; none when the file has no such line.

    columns  how wide the page is; a longer line is cut around the column
    around   with the lines before and after
    """
    if not 1 <= line <= len(lines):
        return []
    first, last = (max(1, line - BEFORE), min(len(lines), line + AFTER)) if around else (line, line)
    while first < line and not lines[first - 1].strip():
        first += 1
    while last > line and not lines[last - 1].strip():
        last -= 1
    gutter = len(str(last))
    room = max(WIDTH_MIN, columns - gutter - 3)
    drawn = []
    for number in range(first, last + 1):
        if number != line:
            text = lines[number - 1][: NEAR * room]
            drawn.append(
                _row(paint, str(number).rjust(gutter), paint("around", _cut(text, 0, room)[0]))
            )
            continue
        text, column = _near(lines[number - 1], column, room)
        start = _start(text, column, room)
        shown, left = _cut(text, start, room)
        drawn.append(_row(paint, str(number).rjust(gutter), shown))
        before = width(text[start : column - 1]) + left
        drawn.append(
            _row(
                paint,
                " " * gutter,
                " " * before + paint("caret", "^" * _long(text, column, room - before)),
            )
        )
    return drawn


def _row(paint: Paint, number: str, text: str) -> str:
    return f"{paint('number', f'{number} {BAR}')} {text}".rstrip()


def _near(text: str, column: int, room: int) -> tuple[str, int]:
    """What can matter of a line of millions of characters, and the column in it."""
    if len(text) <= 2 * NEAR * room:
        return text, column
    first = max(0, column - 1 - NEAR * room)
    return text[first : first + 2 * NEAR * room], column - first


def _start(text: str, column: int, room: int) -> int:
    """Where a long line begins to be shown: so that the column stands in its first third, or all that follows is seen."""
    if width(text) <= room or width(text[: column - 1]) < room * 2 // 3:
        return 0
    start = column - 1
    while start and width(text[start - 1 : column - 1]) <= room // 3:
        start -= 1
    while start and width(text[start - 1 :]) < room - 1:
        start -= 1
    return start


def _cut(text: str, start: int, room: int) -> tuple[str, int]:
    """The part that fits, and how wide the mark of what is cut before it is."""
    left = CUT if start else ""
    shown, rest = left, text[start:]
    if width(left + rest) <= room:
        return left + rest, len(left)
    for one in rest:
        if width(shown + one) > room - 1:
            break
        shown += one
    return shown + CUT, len(left)


def _long(text: str, column: int, room: int) -> int:
    """How wide the word at the column is."""
    found = WORD.match(text, column - 1)
    return max(1, min(width(found.group()) if found else 1, room - 1))
