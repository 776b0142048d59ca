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
    return found, f"{words.file}: {told(found, words.lang)}", 1 if "lost" in found else 0


def told(found: dict, lang: str) -> str:
    """In words, also for `restore`. What is lost is a problem, though the rest is safe."""
    events, documents, lost = found["events"], found["documents"], found.get("lost", [])
    if lang == "vi":
        whole = f"{events} việc, {documents} tệp giấy tờ."
        return f"{whole} Thiếu {len(lost)} tệp không còn trên đĩa: {', '.join(lost)}. Lấy lại từ bản sao lưu cũ hơn." if lost else whole
    whole = f"{events} events, {documents} documents."
    return f"{whole} {len(lost)} files are no longer on the disk: {', '.join(lost)}. Bring them back from an older backup." if lost else whole
