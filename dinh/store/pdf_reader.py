"""Read a PDF from stdin and say what it carries, one word a line. Run by `dinh.store.carried` as a process of its own.

Rule to keep: nothing of Đình is imported here and nothing in the file is run; whatever fails ends as `unread`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

EMBEDDING = frozenset({"/EmbeddedFiles", "/EF"})
SCRIPTING = frozenset({"/JS", "/JavaScript"})
BY_VALUE = {
    ("/S", "/JavaScript"): "script",
    ("/S", "/Launch"): "launch",
    ("/Type", "/EmbeddedFile"): "files",
    ("/Subtype", "/FileAttachment"): "files",
}


def main(bytes_max: int, seconds_max: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (bytes_max, bytes_max))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds_max, seconds_max))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        found = set(words_of(content))
    except Exception:  # of whatever kind: the file is another's, and pypdf raises many
        found = {"unread"}
    sys.stdout.write("".join(f"{word}\n" for word in sorted(found)))


def words_of(content: bytes) -> Iterator[str]:
    """What it carries: `script`, `launch`, `files`, `locked`; `unread` where a part cannot be read."""
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        yield "locked"
        if not reader.decrypt(""):
            return
    yield from _within(reader.trailer)
    places = {(number, of) for of, numbers in reader.xref.items() for number in numbers}
    for number, generation in places | {(number, 0) for number in reader.xref_objStm}:
        try:
            one = reader.get_object(IndirectObject(number, generation, reader))
            yield from _within(one)
        except Exception:
            yield "unread"


def _within(value: Any) -> Iterator[str]:
    """Of an object and what lies directly in it; what it points to is an object by itself."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for key in one:
                inner = one.raw_get(key) if hasattr(one, "raw_get") else one[key]
                if key in SCRIPTING:
                    yield "script"
                if key in EMBEDDING:
                    yield "files"
                if isinstance(inner, str) and (word := BY_VALUE.get((str(key), str(inner)))):
                    yield word
                waiting.append(inner)
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
