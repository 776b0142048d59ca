"""Looks at a template before it is published (rule L2): that it is there, is set, and reads only what it is given.

Finds names by reading the source with its comments and texts blanked out, so that every place is told at once; then
sets the letter with sample values, so that what only Typst can see is seen too.
"""
from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from msgspec import Struct

from dinh.engine.procedure import Text

OF_THE_HOUSE = ("house", "number", "symbol", "book", "date", "issued", "signed", "to", "procedure", "code", "digest", "qr")
OF_THE_FORMS = ("case",)

READ = re.compile(r"""(?<![\w.-])v\.(?:at\(\s*"(?P<at>[^"\n]*)"|(?P<name>[A-Za-z_][\w-]*))""")
IMPORTED = re.compile(r"""(?:import|include)\s+"(?P<file>[^"\n]*)\"""")
BEYOND = re.compile(r"(?<![\w.-])(?P<name>eval|plugin|read|csv|yaml|toml|xml|cbor|datetime\.today)\s*\(")
INPUTS = re.compile(r"(?<![\w-])sys\s*\.\s*inputs(?P<rest>\.(?:values|at\(\"qr\"))?")
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|(?<!\\)"(?:\\.|[^"\\])*"|(?<!`)`[^`\n]*`', re.DOTALL)
PLACE = re.compile(r"┌─ (?:.*/)?(?P<file>[\w.-]+):(?P<line>\d+):(?P<column>\d+)")
"""Where Typst says that the fault is; its columns count from 0."""


class Fault(Struct, frozen=True):
    """One fault of a template. `line` and `column` count from 1; `do` says what mends it."""

    file: str
    line: int
    column: int
    message: Text
    do: Text


def compile_check(sources: Mapping[str, str], name: str, value_names: Mapping[str, Any] | Iterable[str], *,
                  form: bool = False) -> list[Fault]:
    """Every fault of the template `name` among `sources`; none: it may be published.

    value_names  what the letter's `with` gives: name -> a sample of its shape (`docs/letters.md`), or the names only
    form         one of the one-stop set, which may read `v.case` too
    """
    if name not in sources:
        return [_absent(sources, name)]
    samples = dict(value_names) if isinstance(value_names, Mapping) else dict.fromkeys(value_names, "mẫu")
    allowed = {*samples, *OF_THE_HOUSE, *(OF_THE_FORMS if form else ())}
    included = [file for file in _included(sources, name)]
    found = [fault for file in included if file in sources for fault in reaches(sources[file], file)]
    found += [_unincluded(file, *place, sources) for file in included if file in sources
              for place in _imports(sources[file]) if place[2] not in sources and not place[2].startswith("@")]
    found += list(_unread(sources[name], name, allowed))
    return found or _set(sources, name, samples, form)


def reaches(text: str, file: str = "") -> list[Fault]:
    """Where a source could turn a value into Typst, or read beyond the sources and values that it is given."""
    blank = _blanked(text)
    found = [(hit.start(), hit["name"]) for hit in BEYOND.finditer(blank)]
    found += [(hit.start(), "sys.inputs") for hit in INPUTS.finditer(text) if not hit["rest"] and blank[hit.start()] == "s"]
    found += [(start, file_) for start, _, file_ in _imports(text) if file_.startswith("@")]
    return [Fault(file, *_place(text, start),
                  Text(f"Mẫu không được dùng {what!r}", f"A template may not use {what!r}"),
                  Text("Chỉ đọc giá trị qua `v`, chỉ dùng các tệp mẫu của chính bộ này",
                       "Read values through `v` only, and include only files of this set"))
            for start, what in sorted(found)]


def _unread(text: str, file: str, allowed: set[str]) -> Iterator[Fault]:
    blank = _blanked(text)
    for hit in READ.finditer(text):
        read = hit["at"] if hit["at"] is not None else hit["name"]
        # "v.v" is Vietnamese for "and so on"; a method of the dictionary itself reads no name.
        if blank[hit.start()] != "v" or read in {"v", "at", "keys", "values", "pairs", "len"} or read in allowed:
            continue
        given = ", ".join(sorted(allowed - {*OF_THE_HOUSE, *OF_THE_FORMS})) or "–"
        yield Fault(file, *_place(text, hit.start()),
                    Text(f"Mẫu đọc {read!r}, không được đưa vào", f"The template reads {read!r}, which is not given"),
                    Text(f"Thêm {read!r} vào `with` của văn bản, hoặc dùng một trong: {given}",
                         f"Add {read!r} to the letter's `with`, or use one of: {given}"))


def _set(sources: Mapping[str, str], name: str, samples: Mapping[str, Any], form: bool) -> list[Fault]:
    from dinh.letters.press import STANDARD, Unprintable, _inputs, compiler_of  # the press asks `reaches` of us
    from dinh.letters.samples import letter_of

    with tempfile.TemporaryDirectory(prefix="dinh-letters-") as folder:
        try:
            compiler_of(sources, name, Path(folder)).compile(
                format="pdf", sys_inputs=_inputs(letter_of(samples, form)), pdf_standards=STANDARD,
                timestamp=datetime.fromisoformat("2026-11-25T16:20+07:00"))
        except Unprintable as fault:
            return [Fault(name, 1, 1, Text(str(fault), str(fault)), Text("Sửa mẫu", "Mend the template"))]
        except typst.TypstError as fault:
            return [_told(fault, name)]
    return []


def _told(fault: typst.TypstError, name: str) -> Fault:
    """Typst's fault at its place: in one of our files, the template itself where it names several."""
    places = [place for place in PLACE.finditer(fault.diagnostic)]
    place = next((one for one in places if one["file"] == name), places[0] if places else None)
    where = (place["file"], int(place["line"]), int(place["column"]) + 1) if place else (name, 1, 1)
    hint = "; ".join(fault.hints)
    return Fault(*where, Text(f"Typst không đặt được mẫu: {fault.message}", f"Typst cannot set the template: {fault.message}"),
                 Text(hint or "Sửa chỗ này trong mẫu", hint or "Mend this place in the template"))


def _included(sources: Mapping[str, str], name: str) -> list[str]:
    """The template and, in order, all that it includes."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        file = waiting.pop(0)
        if file not in found:
            found.append(file)
            waiting += [other for _, _, other in _imports(sources.get(file, ""))]
    return found


def _imports(text: str) -> list[tuple[int, int, str]]:
    bare = re.sub(r"//[^\n]*", lambda hit: " " * len(hit[0]), text)
    return [(hit.start(), hit.end(), hit["file"]) for hit in IMPORTED.finditer(bare)]


def _absent(sources: Mapping[str, str], name: str) -> Fault:
    there = ", ".join(sorted(sources)) or "–"
    return Fault(name, 1, 1, Text(f"Không có mẫu {name!r}", f"There is no template {name!r}"),
                 Text(f"Các mẫu đang có: {there}", f"The templates there are: {there}"))


def _unincluded(file: str, start: int, _end: int, wanted: str, sources: Mapping[str, str]) -> Fault:
    return Fault(file, *_place(sources[file], start),
                 Text(f"Mẫu dùng tệp {wanted!r}, không có trong bộ mẫu", f"The template includes {wanted!r}, which is not there"),
                 Text("Đặt tệp ấy bên cạnh mẫu, trong thư mục letters", "Put that file beside the template, in the letters folder"))


def _blanked(text: str) -> str:
    """The source with comments and texts blanked out, every sign at its old place. A `//` of an address in a text or
    raw is part of that; what follows a bare `https:` is blanked, which hides nothing that could be code."""
    return BLANKED.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)


def _place(text: str, start: int) -> tuple[int, int]:
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
