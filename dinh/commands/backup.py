"""`dinh backup FILE`: the whole house in one file, while it runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from dinh.commands import Result
from dinh.commands.given import house
from dinh.store import archive

ABOUT = ("sao lưu cả đơn vị vào một tệp", "back the whole house up into one file")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    found = archive.backup(house(), Path(words.file))
    return (
        found,
        f"{words.file}: {told(found, words.lang)}",
        1 if {"lost", "gone"} & found.keys() else 0,
    )


def told(found: dict, lang: str) -> str:
    """In words, also for `restore`. What is lost is a problem, though the rest is safe."""
    events, documents, lost, gone = (
        found["events"],
        found["documents"],
        found.get("lost", []),
        found.get("gone", []),
    )
    if lang == "vi":
        files = (
            f" Thiếu {len(lost)} tệp không còn trên đĩa: {', '.join(lost)}. Lấy lại từ bản sao lưu cũ hơn."
            if lost
            else ""
        )
        values = (
            f" Thiếu {len(gone)} giá trị không còn trong sổ: {', '.join(gone)}. Phục hồi bản sao lưu cũ hơn vào thư mục khác để xem lại."
            if gone
            else ""
        )
        return f"{events} việc, {documents} tệp giấy tờ.{files}{values}"
    files = (
        f" {len(lost)} files are no longer on the disk: {', '.join(lost)}. Bring them back from an older backup."
        if lost
        else ""
    )
    values = (
        f" {len(gone)} values are no longer in the books: {', '.join(gone)}. Restore an older backup into another folder to look at them."
        if gone
        else ""
    )
    return f"{events} events, {documents} documents.{files}{values}"
