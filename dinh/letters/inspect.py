"""Looks at a template before it is published (rule L2): that it is there, is set, and reads only what it is given.

Finds names by reading the source with its comments and texts blanked out, so that every place is told at once; then
sets the letter with sample values, so that what only Typst can see is seen too.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from dinh.engine.procedure import Text
from dinh.letters.press import STANDARD, Unprintable, compiler_of, inputs_of
from dinh.letters.samples import letter_of
from dinh.letters.source import Fault, imports, place, reaches, reads

OF_THE_HOUSE = (
    "house",
    "number",
    "symbol",
    "book",
    "date",
    "issued",
    "signed",
    "to",
    "procedure",
    "code",
    "digest",
    "qr",
    "tracking_code",
)
OF_THE_FORMS = ("case",)
KNOWN_MAX = 512
PLACE = re.compile(r"┌─ (?:.*/)?(?P<file>[\w.-]+):(?P<line>\d+):(?P<column>\d+)")
"""Where Typst says that the fault is; its columns count from 0."""


def compile_check(
    sources: Mapping[str, str],
    name: str,
    value_names: Mapping[str, Any] | Iterable[str],
    *,
    form: bool = False,
) -> list[Fault]:
    """Every fault of the template `name` among `sources`; none: it may be published.

    value_names  what the letter's `with` gives: name -> a sample of its shape (`docs/letters.md`), or the names only
    form         one of the one-stop set, which may read `v.case` too
    """
    if name not in sources:
        return [_absent(sources, name)]
    samples = (
        dict(value_names) if isinstance(value_names, Mapping) else dict.fromkeys(value_names, "mẫu")
    )
    of_itself = {*OF_THE_HOUSE, *(OF_THE_FORMS if form else ())}
    included = [file for file in _included(sources, name) if file in sources]
    found = [fault for file in included for fault in reaches(sources[file], file)]
    found += [
        _unincluded(sources[file], file, start, wanted)
        for file in included
        for start, wanted in imports(sources[file])
        if wanted not in sources and not wanted.startswith("@")
    ]
    found += [_taken(name, one) for one in sorted({*OF_THE_HOUSE, *OF_THE_FORMS} & set(samples))]
    found += list(reads(sources[name], name, set(samples), of_itself))
    return found or list(
        _set(
            tuple(sorted((file, sources[file]) for file in included)),
            name,
            tuple(inputs_of(letter_of(samples, form)).items()),
        )
    )


@lru_cache(maxsize=KNOWN_MAX)
def _set(
    files: tuple[tuple[str, str], ...], name: str, inputs: tuple[tuple[str, str], ...]
) -> tuple[Fault, ...]:
    """What Typst says of it. Many procedures issue the same forms: each is set once for the same files and values."""
    with tempfile.TemporaryDirectory(prefix="dinh-letters-") as folder:
        try:
            compiler_of(dict(files), name, Path(folder)).compile(
                format="pdf",
                sys_inputs=dict(inputs),
                pdf_standards=STANDARD,
                timestamp=datetime.fromisoformat("2026-11-25T16:20+07:00"),
            )
        except Unprintable as fault:
            return (
                Fault(
                    name, 1, 1, Text(str(fault), str(fault)), Text("Sửa mẫu", "Mend the template")
                ),
            )
        except typst.TypstError as fault:
            return (_told(fault, name),)
    return ()


def _told(fault: typst.TypstError, name: str) -> Fault:
    """Typst's fault at its place: in one of our files, the template itself where it names several."""
    places = list(PLACE.finditer(fault.diagnostic))
    one = next((one for one in places if one["file"] == name), places[0] if places else None)
    where = (one["file"], int(one["line"]), int(one["column"]) + 1) if one else (name, 1, 1)
    hint = "; ".join(fault.hints)
    return Fault(
        *where,
        Text(
            f"Typst không đặt được mẫu: {fault.message}",
            f"Typst cannot set the template: {fault.message}",
        ),
        Text(hint or "Sửa chỗ này trong mẫu", hint or "Mend this place in the template"),
    )


def _included(sources: Mapping[str, str], name: str) -> list[str]:
    """The template and, in order, all that it includes."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        file = waiting.pop(0)
        if file not in found:
            found.append(file)
            waiting += [other for _, other in imports(sources.get(file, ""))]
    return found


def _absent(sources: Mapping[str, str], name: str) -> Fault:
    there = ", ".join(sorted(sources)) or "–"
    return Fault(
        name,
        1,
        1,
        Text(f"Không có mẫu {name!r}", f"There is no template {name!r}"),
        Text(f"Các mẫu đang có: {there}", f"The templates there are: {there}"),
    )


def _taken(file: str, name: str) -> Fault:
    return Fault(
        file,
        1,
        1,
        Text(
            f"Tên {name!r} trong `with` trùng với tên có sẵn của mọi văn bản",
            f"{name!r} in the letter's `with` is a name that every letter has",
        ),
        Text("Đặt tên khác cho giá trị này trong `with`", "Give that value another name in `with`"),
    )


def _unincluded(text: str, file: str, start: int, wanted: str) -> Fault:
    return Fault(
        file,
        *place(text, start),
        Text(
            f"Mẫu dùng tệp {wanted!r}, không có trong bộ mẫu",
            f"The template includes {wanted!r}, which is not there",
        ),
        Text(
            "Đặt tệp ấy bên cạnh mẫu, trong thư mục letters",
            "Put that file beside the template, in the letters folder",
        ),
    )
