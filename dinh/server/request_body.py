"""One request's content on its way in, for whoever reads it later: on the disk, cut where it is too much, rescued where the disk is full."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from typing import Any

from django.conf import settings

from dinh.limits import FULL
from dinh.server.file_limits import SIZES, Trimming, boundary_of
from dinh.store import documents

IN_MEMORY_BYTES_MAX = 2**20
TEXT_BYTES_MAX = 4 * 2**20  # of a form without its files: more than Django reads of one


class Intake:
    """Of more than any form has, what its files have beyond their own limit is dropped; where that does not help, all of it:
    the length that was told stays, and by it the guards turn it away. What does not fit on the disk costs a form its files only.
    """

    def __init__(self, environ: dict[str, Any], length: int) -> None:
        form = (
            b""
            if environ.get("PATH_INFO", "").startswith("/api/")
            else boundary_of(environ.get("CONTENT_TYPE", ""))
        )
        self._environ = environ
        self._content: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX)  # noqa: SIM115  # its reader closes it
        self._trimming = (
            Trimming(form, documents.SIZE_BYTES_MAX)
            if form and length > settings.FORM_BYTES_MAX
            else None
        )
        self._kept = length <= settings.FORM_BYTES_MAX or self._trimming is not None
        self._texts = Trimming(form, -1) if form and length > IN_MEMORY_BYTES_MAX else None
        self._text = io.BytesIO()
        self._full: OSError | None = None

    def take(self, piece: bytes, *, last: bool) -> None:
        if self._texts:
            self._text.write(_through(self._texts, piece, last))
            if self._text.tell() > TEXT_BYTES_MAX:
                self._texts, self._text = None, io.BytesIO()
        if self._kept and self._full is None:
            try:
                self._content.write(
                    _through(self._trimming, piece, last) if self._trimming else piece
                )
                self._kept = self._content.tell() <= settings.FORM_BYTES_MAX
            except OSError as fault:
                self._full = fault

    def done(self) -> Any:
        """What is to be read. A full disk is met where it can be told: by whoever takes files, or reads what is nothing else."""
        if self._full is None:
            try:
                self._content.seek(0)
            except OSError as fault:
                self._full = fault
        if self._full is not None:
            return self._rescued(self._full)
        if self._trimming and self._kept:
            self._environ[SIZES] = self._trimming.sizes
            self._environ["CONTENT_LENGTH"] = str(self._content.seek(0, io.SEEK_END))
            self._content.seek(0)
        return self._content

    def _rescued(self, fault: OSError) -> Any:
        with suppress(OSError):  # what it still holds does not fit either
            self._content.close()
        if self._texts is None:
            return Unreadable(fault)
        self._environ[FULL], self._environ["CONTENT_LENGTH"] = fault, str(self._text.tell())
        self._text.seek(0)
        return self._text


def _through(trimming: Trimming, piece: bytes, last: bool) -> bytes:
    return trimming.pass_on(piece) + (trimming.end() if last else b"")


class Unreadable(io.RawIOBase):
    """Raises what went wrong where it can be told as a page."""

    def __init__(self, fault: OSError) -> None:
        self._fault = fault

    def read(self, size: int = -1) -> bytes:
        raise self._fault

    def readline(self, size: int | None = -1) -> bytes:
        raise self._fault
