"""Sets a letter in this process: Typst with our fonts only, kept warm for each template.

A press is for one process; a web worker does not own one (`printer.Printer`), the command line does.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pdfboss_fonts
import segno
import typst
from msgspec import Struct

from dinh.letters.page import Page
from dinh.letters.pictures import laid, only
from dinh.letters.source import reaches
from dinh.letters.words import cleaned, longest

COMPILERS_MAX = 24
VALUES_BYTES_MAX = 4_000_000  # a book of 2,000 rows has some 1 MB
TEXT_MAX = 100_000  # one word of that length takes Typst 2.5 s, and ten times the length some hundred times as long
STANDARD = "a-2b"
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.typ")
LOCAL = timezone(timedelta(hours=7))


class Reason(Struct, frozen=True):
    """Why a template cannot be set. `typst`: what Typst itself said, "" where it was not asked."""

    text: str
    typst: str = ""
    diagnostic: str = ""
    hints: list[str] = []


class Unprintable(Exception):
    """A template that cannot be set: a fault of the template or of what it was given, never of the person who typed."""

    def __init__(self, reason: str | Reason) -> None:
        self.reason = Reason(reason) if isinstance(reason, str) else reason
        super().__init__(self.reason.text)


def print_letter(
    sources: Mapping[str, str],
    name: str,
    values: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The letter as PDF/A-2b, in this process. The same arguments give the same bytes. Raises Unprintable."""
    return _own_press().print(sources, name, values, pictures)


def qr_svg(url: str) -> str:
    """The QR of an address, as SVG without margin; medium correction: a stamp may cover a part of it."""
    drawn = io.BytesIO()
    # A fixed mask: choosing the best of eight costs 6 ms of each letter, and readers take any.
    segno.make(url, error="m", mask=3, micro=False).save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()


class Press:
    """Compilers kept by (templates, main file). `folder`: private to us, for the sources; made when not given."""

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = (
            tempfile.TemporaryDirectory(prefix="dinh-letters-") if folder is None else None
        )
        self._folder = Path(self._temporary.name) if self._temporary else Path(folder)
        self._compilers: OrderedDict[tuple[str, str], typst.Compiler] = OrderedDict()
        self._lock = threading.Lock()

    def print(
        self,
        sources: Mapping[str, str],
        name: str,
        values: Mapping[str, Any],
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """The PDF."""
        return self._set(
            sources,
            name,
            values,
            pictures,
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=_instant(values),
        )

    def images(self, page: Page) -> list[bytes]:
        """The pages of the same paper as PNG, `page.ppi` pixels an inch."""
        found = self._set(
            page.sources, page.template, page.values, page.pictures, format="png", ppi=page.ppi
        )
        return [found] if isinstance(found, bytes) else list(found)

    def _set(
        self,
        sources: Mapping[str, str],
        name: str,
        values: Mapping[str, Any],
        pictures: Mapping[str, bytes] | None,
        **how: Any,
    ) -> Any:
        with self._lock:
            compiler, folder = self._compiler(sources, name)
            with laid(pictures or {}, folder) as readable:
                inputs = inputs_of(only(dict(values), readable))
                try:
                    return compiler.compile(sys_inputs=inputs, **how)
                except typst.TypstError as fault:
                    raise Unprintable(_reason(name, fault)) from fault

    def _compiler(self, sources: Mapping[str, str], name: str) -> tuple[typst.Compiler, Path]:
        key = (digest(sources), name)
        folder = self._folder / key[0]
        if key not in self._compilers:
            self._compilers[key] = compiler_of(sources, name, folder)
            if len(self._compilers) > COMPILERS_MAX:
                self._compilers.popitem(last=False)
        self._compilers.move_to_end(key)
        return self._compilers[key], folder


def _reason(name: str, fault: typst.TypstError) -> Reason:
    text = f"{name}: {fault.message}\n{fault.diagnostic}"
    return Reason(text, fault.message, fault.diagnostic, list(fault.hints))


def compiler_of(sources: Mapping[str, str], name: str, folder: Path) -> typst.Compiler:
    """A compiler whose whole world is these sources, laid in `folder`, and our fonts."""
    if name not in sources:
        raise Unprintable(f"{name}: no such template among {', '.join(sorted(sources))}")
    lay(sources, folder)
    return typst.Compiler(
        folder / name,
        root=folder,
        font_paths=_fonts(),
        package_path=folder,
        package_cache_path=folder,
    )


def lay(sources: Mapping[str, str], folder: Path) -> None:
    """Writes the sources, each whole or not at all: a worker may be killed here and another use the same folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in sources.items():
        if not FILE_NAME.fullmatch(name):
            raise Unprintable(f"{name!r}: a template's name is like giay-khai-sinh.typ")
        if beyond := reaches(text):
            raise Unprintable(f"{name}:{beyond[0].line}:{beyond[0].column}: {beyond[0].message.en}")
        part = folder / f"{name}.{os.getpid()}"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(folder / name)


def digest(sources: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(sources.items()))).hexdigest()


def inputs_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What Typst is given: the values as JSON, and the QR drawn when they name an address."""
    fit = cleaned(dict(values))
    inputs = {"values": msgspec.json.encode(fit).decode()}
    if len(inputs["values"]) > VALUES_BYTES_MAX:
        raise Unprintable(f"the values are longer than {VALUES_BYTES_MAX} characters")
    if longest(fit) > TEXT_MAX:
        raise Unprintable(f"a value is longer than {TEXT_MAX} characters")
    if values.get("qr"):
        inputs["qr"] = qr_svg(values["qr"])
    return inputs


def _instant(values: Mapping[str, Any]) -> datetime:
    """When the PDF says that it was made: when the letter was issued, so that it prints the same next year."""
    said = values.get("issued") or values.get("date")
    if not said:
        return datetime(2000, 1, 1, tzinfo=LOCAL)
    instant = datetime.fromisoformat(said)
    return instant if instant.tzinfo else instant.replace(tzinfo=LOCAL)


@cache
def _fonts() -> typst.Fonts:
    # Only ours: a letter must not look different on a machine that happens to have other fonts.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[pdfboss_fonts.font_dir()],
    )


@cache
def _own_press() -> Press:
    return Press()
