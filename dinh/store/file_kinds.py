"""What a file is, read from its own bytes: the one place that judges, for a page, the API, the command line and a phone.

Rule to keep: neither a name nor what somebody says of a file is asked.
"""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"PK\x03\x04", "application/zip"),
)


def kind_of(content: bytes) -> str:
    return next((kind for start, kind in STARTS if content.startswith(start)), UNKNOWN)
