"""`dinh sweep`: files of documents that no event has named for seven days are removed. The server does it once a day."""

from __future__ import annotations

import argparse

import msgspec

from dinh.cli import Result
from dinh.cli.given import house
from dinh.messages.words import file_size
from dinh.store.sweep import Swept, sweep

ABOUT = (
    "xóa tệp giấy tờ mà bảy ngày không việc nào nhắc tới",
    "remove files of documents that no event has named for seven days",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take none: what may go is not for whoever types to say."""


def run(words: argparse.Namespace) -> Result:
    house()
    found = sweep()
    return msgspec.to_builtins(found), _told(found, words.lang), 0


def _told(found: Swept, lang: str) -> str:
    count, weight = len(found.removed), file_size(found.size_bytes, lang)
    if lang == "vi":
        left = f" Còn {found.left} tệp chưa đủ bảy ngày." if found.left else ""
        done = f"Đã xóa {count} tệp ({weight})." if count else "Không có tệp nào phải xóa."
        return done + left
    left = f" {found.left} files are not seven days old yet." if found.left else ""
    done = f"{count} files removed ({weight})." if count else "No file had to be removed."
    return done + left
