"""Looks at a template before it is published (rule L2): that it is there, is set, and reads only what it is given.

Finds names by reading the source with its comments and texts blanked out, so that every place is told at once; then
sets the letter with sample values, so that what only Typst can see is seen too. It is set by a printer, in a process with
limits of time and memory: a template that loops for ever costs that process, never the server that looks at it.
"""

from __future__ import annotations

import atexit
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec

from dinh.engine.definition.procedure import Text
from dinh.letters.page import Page
from dinh.letters.press import Reason, Unprintable
from dinh.letters.printer import Printer, PrinterDied, PrinterLate
from dinh.letters.samples import letter_of
from dinh.letters.source import Fault, first_loop, imports, place, reaches, reads

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
    "first_due",
    "requested",
    "digest",
    "qr",
    "tracking_code",
)
OF_THE_FORMS = ("case",)
KNOWN_MAX = 512
SECONDS_MAX = 10
MEMORY_BYTES_MAX = 800_000_000
"""A letter that is tried has one page or two and takes some 200 MB, the program included; with two at once a small machine goes on."""
PATIENCE_SECONDS = 60
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
    return found or _tried(
        Page(name, letter_of(samples, form), {file: sources[file] for file in included})
    )


@cache
def trial_printer() -> Printer:
    """The printer that tries templates: its own, so that no letter of the counter waits for one that loops."""
    printer = Printer(
        workers=2,
        waiting=2,
        timeout_s=SECONDS_MAX,
        patience_s=PATIENCE_SECONDS,
        memory_bytes_max=MEMORY_BYTES_MAX,
    )
    atexit.register(printer.close)
    return printer


def _tried(page: Page) -> list[Fault]:
    """What is wrong when it is set with samples. Raises PrinterBusy."""
    try:
        return list(_set(msgspec.msgpack.encode(page, order="sorted")))
    except PrinterLate:
        return [_late(page)]
    except PrinterDied:
        return [_too_large(page)]


@lru_cache(maxsize=KNOWN_MAX)
def _set(encoded: bytes) -> tuple[Fault, ...]:
    """What Typst says of a page. Many procedures issue the same forms: each is set once for the same files and values."""
    page = msgspec.msgpack.decode(encoded, type=Page)
    try:
        trial_printer().print(page)
    except Unprintable as fault:
        return (_told(fault.reason, page.template),)
    return ()


def _late(page: Page) -> Fault:
    return Fault(
        *first_loop(page.sources, page.template),
        Text(
            f"Mẫu chưa đặt xong sau {SECONDS_MAX} giây; có thể vòng lặp này không bao giờ dừng",
            f"The template is not set after {SECONDS_MAX} seconds; this loop may never end",
        ),
        Text(
            "Sửa vòng lặp để nó dừng sớm, rồi kiểm tra lại",
            "Mend the loop so that it ends soon, then check again",
        ),
    )


def _too_large(page: Page) -> Fault:
    megabytes = MEMORY_BYTES_MAX // 1_000_000
    return Fault(
        *first_loop(page.sources, page.template),
        Text(
            f"Mẫu làm hỏng tiến trình in: cần quá {megabytes} MB bộ nhớ; có thể do vòng lặp này",
            f"The template breaks the printing process: it needs more than {megabytes} MB of memory; perhaps for this loop",
        ),
        Text(
            "Sửa mẫu để nó cần ít bộ nhớ hơn, rồi kiểm tra lại",
            "Mend the template so that it needs less memory, then check again",
        ),
    )


def _told(reason: Reason, name: str) -> Fault:
    """Typst's fault at its place: in one of our files, the template itself where it names several."""
    if not reason.typst:
        return Fault(
            name, 1, 1, Text(reason.text, reason.text), Text("Sửa mẫu", "Mend the template")
        )
    places = list(PLACE.finditer(reason.diagnostic))
    one = next((one for one in places if one["file"] == name), places[0] if places else None)
    where = (one["file"], int(one["line"]), int(one["column"]) + 1) if one else (name, 1, 1)
    if lacks := LACKS.match(reason.typst):
        return _empty(where, lacks["key"])
    hint = "; ".join(reason.hints)
    return Fault(
        *where,
        Text(
            f"Typst không đặt được mẫu: {reason.typst}",
            f"Typst cannot set the template: {reason.typst}",
        ),
        Text(hint or "Sửa chỗ này trong mẫu", hint or "Mend this place in the template"),
    )


LACKS = re.compile(r'dictionary does not contain key "(?P<key>[^"]*)"')
"""What Typst says of a row that is read where it has nothing: what is empty in a row is not there."""


def _empty(where: tuple[str, int, int], key: str) -> Fault:
    return Fault(
        *where,
        Text(
            f"Mẫu đọc {key!r} của một dòng hay nhóm mà có khi trống: văn bản ấy không in được",
            f"The template reads {key!r} of a row or group that may lack it: that letter cannot be printed",
        ),
        Text(
            f'Viết .at("{key}", default: none) và nói gì khi trống, hoặc bắt buộc cột ấy',
            f'Write .at("{key}", default: none) and say what stands for it, or require the column',
        ),
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
