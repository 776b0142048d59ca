"""Files of a form as they arrive: what goes beyond a file's own limit is read and dropped, so that the rest of the form is not lost.

Rule to keep: nothing larger than one file may be ever comes to the disk or stays in memory; its size is all that is kept of it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from dinh.server.file_limits import SIZES
from dinh.store import documents


class Dropping(FileUploadHandler):
    """The first handler: lets through what a file may have, and stands in for one that has more (its true size, no content)."""

    _files = 0

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self._files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= documents.SIZE_BYTES_MAX else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if file_size <= documents.SIZE_BYTES_MAX:
            return None
        cut = self.request.META.get(
            SIZES, ()
        )  # on their way in already, so that only their sizes are known
        true_size = cut[self._files - 1] if 0 < self._files <= len(cut) else file_size
        for handler in (
            self.request.upload_handlers
        ):  # the piece that another one has begun to keep goes at once
            if begun := getattr(handler, "file", None):
                begun.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, true_size, self.charset)
