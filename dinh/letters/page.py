"""All that a letter is made of: what is sent to whoever prints it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Page(Struct, frozen=True):
    """One letter to print.

    template  the file in `sources` that is its main one: `form-01.typ`
    values    JSON-native; what the template reads as `v.NAME` (shapes: `docs/letters.md`)
    sources   file name -> text of every template of the version: a template and what it includes
    pictures  file name -> PNG or JPEG of what the values name under `picture` (dinh.letters.pictures)
    ppi       0: a PDF; else its pages as PNG with so many pixels an inch, to be looked at
    """

    template: str
    values: dict[str, Any]
    sources: dict[str, str]
    pictures: dict[str, bytes] = {}
    ppi: int = 0
