"""Scans that citizens of the demo bring: a few small PDFs, each plainly a specimen, and a photograph."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from struct import pack
from typing import Any

from dinh.letters.press import print_letter
from dinh.store.uploads import keep_made

TEMPLATE = Path(__file__).with_name("papers.typ")
WIDTH, HEIGHT = 360, 510
LINE_EVERY, MARGIN = 24, 30

SCANS = {
    "giay-chung-sinh.pdf": (
        "Giấy chứng sinh",
        ("Trạm y tế xã", "Ngày sinh, giới tính, cân nặng: như trong hồ sơ", "Người đỡ đẻ đã ký"),
    ),
    "can-cuoc.pdf": ("Bản chụp thẻ căn cước", ("Mặt trước và mặt sau",)),
    "bang-tot-nghiep.pdf": ("Bằng tốt nghiệp trung học phổ thông", ("Xếp loại: khá",)),
    "quyet-dinh-ly-hon.pdf": (
        "Quyết định công nhận thuận tình ly hôn",
        ("Tòa án nhân dân khu vực", "Đã có hiệu lực pháp luật"),
    ),
}


def scan(name: str) -> dict[str, Any]:
    """A stored document, as an act names it. A name of SCANS is a PDF, every other one a photograph."""
    kind = "application/pdf" if name in SCANS else "image/png"
    content = printed(name) if name in SCANS else photograph()
    return {"digest": keep_made(content), "name": name, "type": kind, "size": len(content)}


@cache
def printed(name: str) -> bytes:
    title, lines = SCANS[name]
    return print_letter(
        {TEMPLATE.name: TEMPLATE.read_text("utf-8")},
        TEMPLATE.name,
        {"title": title, "lines": lines},
    )


@cache
def photograph() -> bytes:
    """A page with lines of grey on it, as PNG."""
    paper, ink = b"\xec", b"\x78"
    blank, text = paper * WIDTH, paper * MARGIN + ink * (WIDTH - 2 * MARGIN) + paper * MARGIN
    rows = b"".join(
        b"\0" + (text if MARGIN < y < HEIGHT - MARGIN and y % LINE_EVERY < 6 else blank)
        for y in range(HEIGHT)
    )
    header = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
