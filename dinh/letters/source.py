"""Reads a template's source, without setting it: where it looks beyond what it is given, and which names it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from dinh.engine.definition.procedure import Text

READ = re.compile(r"""(?<![\w.-])v\.(?:at\(\s*"(?P<at>[^"\n]*)"|(?P<name>[A-Za-z_][\w-]*))""")
IMPORTED = re.compile(r"""(?:import|include)\s+"(?P<file>[^"\n]*)\"""")
BEYOND = re.compile(
    r"(?<![\w-])(?P<word>eval|plugin|std)(?![\w-])|(?<![\w-])(?P<call>read|csv|yaml|toml|xml|cbor|datetime\.today)\s*\("
)
INPUTS = re.compile(r"(?<![\w-])sys\s*\.\s*inputs(?!\.values|\.at\(\"qr\")")
LOOP = re.compile(r"(?<![\w-])(?:while|for|range|fold)(?![\w-])")
COMMENT = re.compile(r"^[ \t]*//[^\n]*", re.MULTILINE)
KNOWN_MAX = 512
"""Sources whose look is kept: many letters include the same files."""
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`\n]*`', re.DOTALL)


class Fault(Struct, frozen=True):
    """One fault of a template. `line` and `column` count from 1; `do` says what mends it."""

    file: str
    line: int
    column: int
    message: Text
    do: Text


@lru_cache(maxsize=KNOWN_MAX)
def reaches(text: str, file: str = "") -> tuple[Fault, ...]:
    """Where a source could turn a value into Typst, or read beyond the sources and values that it is given.

    Rather one false alarm than one miss: only whole lines of comment are left out, for what looks like a text may stand
    between two quotation marks of the letter itself.
    """
    bare = _blanked(COMMENT, text)
    found = [(hit.start(), hit["word"] or hit["call"]) for hit in BEYOND.finditer(bare)]
    found += [(hit.start(), "sys.inputs") for hit in INPUTS.finditer(bare)]
    found += [(start, wanted) for start, wanted in imports(text) if wanted.startswith("@")]
    return tuple(
        Fault(
            file,
            *place(text, start),
            Text(f"Mẫu không được dùng {what!r}", f"A template may not use {what!r}"),
            Text(
                "Chỉ đọc giá trị qua `v`, chỉ dùng các tệp mẫu của chính bộ này",
                "Read values through `v` only, and include only files of this set",
            ),
        )
        for start, what in sorted(found)
    )


def reads(text: str, file: str, given: set[str], of_itself: set[str]) -> Iterator[Fault]:
    """Every name read that is neither `given` by the letter's `with` nor there of itself."""
    names = ", ".join(sorted(given)) or "–"
    code = _blanked(BLANKED, text)
    for hit in READ.finditer(_blanked(COMMENT, text)):
        read = hit["at"] if hit["at"] is not None else hit["name"]
        # "v.v" is Vietnamese for "and so on"; a method of the dictionary itself reads no name.
        said = code[hit.start()] != "v" and text[hit.start() - 1] != "#"
        if (
            said
            or read in {"v", "at", "keys", "values", "pairs", "len"}
            or read in given | of_itself
        ):
            continue
        yield Fault(
            file,
            *place(text, hit.start()),
            Text(
                f"Mẫu đọc {read!r}, không được đưa vào",
                f"The template reads {read!r}, which is not given",
            ),
            Text(
                f"Thêm {read!r} vào `with` của văn bản, hoặc dùng một trong: {names}",
                f"Add {read!r} to the letter's `with`, or use one of: {names}",
            ),
        )


def imports(text: str) -> list[tuple[int, str]]:
    """(where, file) of all that it imports or includes."""
    return [(hit.start(), hit["file"]) for hit in IMPORTED.finditer(_blanked(COMMENT, text))]


def first_loop(sources: Mapping[str, str], name: str) -> tuple[str, int, int]:
    """(file, line, column) of the first loop of the template `name`, or of what it includes; its own start where none is."""
    for file in sorted(sources, key=lambda file: (file != name, file)):
        if hit := LOOP.search(_blanked(BLANKED, sources[file])):
            return (file, *place(sources[file], hit.start()))
    return (name, 1, 1)


@lru_cache(maxsize=2 * KNOWN_MAX)
def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The source with what the pattern finds blanked out, every other sign at its old place."""
    return pattern.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)


def place(text: str, start: int) -> tuple[int, int]:
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
