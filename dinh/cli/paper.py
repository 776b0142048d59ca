"""What a command writes on: how wide it is, and whether it takes colours."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

from dinh.procedures.excerpt import plain
from dinh.procedures.report import Page

COLOURS = {
    "problem": "1;31",
    "warning": "1;33",
    "good": "32",
    "place": "1",
    "message": "1",
    "number": "34",
    "around": "2",
    "caret": "1;31",
    "caret_warning": "1;33",
    "example": "36",
}
COLUMNS_MIN, COLUMNS_MAX, COLUMNS = 40, 160, 100


def page(lang: str) -> Page:
    """Of a terminal its own width; in a file or a pipe, no colours and a hundred columns."""
    terminal = sys.stdout.isatty()
    columns = (
        max(COLUMNS_MIN, min(COLUMNS_MAX, shutil.get_terminal_size((COLUMNS, 24)).columns))
        if terminal
        else COLUMNS
    )
    return Page(lang, columns, painted if takes_colour(sys.stdout) else plain)


def takes_colour(stream: TextIO) -> bool:
    """`NO_COLOR` is a convention of many programs (no-color.org): any value of it switches colours off."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(kind: str, text: str) -> str:
    return f"\x1b[{COLOURS[kind]}m{text}\x1b[0m" if kind in COLOURS and text else text
