"""Pictures that a letter shows: laid beside its templates for as long as it is set, each looked at first.

A file among the values is named by its digest; where its picture is at hand, the value tells under `picture` which file to show. Rule to
keep: a photograph that cannot be read costs its place, never the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst

PICTURES_MAX = 16
BYTES_MAX = 24_000_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg)")


def illustrated(
    values: Mapping[str, Any], content: Callable[[str], bytes | None]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The values with the pictures that they name, at most PICTURES_MAX of them. content: the bytes of a digest, None where there are none."""
    found: dict[str, bytes] = {}

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "digest" in value and value.get("type") in ENDINGS:
            return {**value, "picture": _taken(value, content, found)}
        return {name: walk(one) for name, one in value.items()}

    return {name: walk(value) for name, value in values.items()}, found


def _taken(
    value: Mapping[str, Any], content: Callable[[str], bytes | None], found: dict[str, bytes]
) -> str | None:
    name = f"{value['digest']}.{ENDINGS[value['type']]}"
    if name not in found:
        room = len(found) < PICTURES_MAX and NAME.fullmatch(name)
        held = content(value["digest"]) if room else None
        if held is None or sum(map(len, found.values())) + len(held) > BYTES_MAX:
            return None
        found[name] = held
    return name


@contextmanager
def laid(pictures: Mapping[str, bytes], folder: Path) -> Iterator[frozenset[str]]:
    """The pictures lie in the folder while the letter is set, and go again. Gives those that can be read."""
    paths = [folder / name for name in pictures if NAME.fullmatch(name)]
    try:
        for path in paths:
            path.write_bytes(pictures[path.name])
        yield frozenset(path.name for path in paths if _can_be_read(path))
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def only(values: Any, readable: frozenset[str]) -> Any:
    """The values with no picture but these."""
    if isinstance(values, list):
        return [only(one, readable) for one in values]
    if not isinstance(values, dict):
        return values
    return {
        name: None
        if name == "picture" and "digest" in values and one not in readable
        else only(one, readable)
        for name, one in values.items()
    }


def _can_be_read(path: Path) -> bool:
    try:
        typst.compile(
            f'#set page(width: 1cm, height: 1cm)\n#image("{path.name}", width: 1mm)'.encode(),
            root=path.parent,
            ignore_system_fonts=True,
        )
    except Exception:
        return False
    return True
