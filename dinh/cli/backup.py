"""`dinh backup FILE`: the whole house in one file, while it runs, encrypted for those whom the profile names (`backup_recipients`)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house_to_check
from dinh.store import archive

ABOUT = ("sao lưu cả đơn vị vào một tệp", "back the whole house up into one file")

PLAIN = {
    "vi": "{file} không mã hóa: ai có tệp này đọc được mọi hồ sơ và giấy tờ của đơn vị, và ký được đầu sổ thay đơn vị. Cất như cất chính máy chủ; xong việc thì xóa.",
    "en": "{file} is not encrypted: whoever has it reads every case and document of the house, and can sign heads in its name. Keep it as you keep the server itself; delete it when it has served.",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--plain", action="store_true")


def run(words: argparse.Namespace) -> Result:
    name = house_to_check()
    recipients = () if words.plain else finders.state(name).profile.get("backup_recipients", ())
    if not recipients and not words.plain:
        raise refuse("backup.no_recipients")
    found = archive.backup(name, Path(words.file), recipients)
    if words.plain:
        print(PLAIN[words.lang].format(file=words.file), file=sys.stderr)
    return (
        found,
        f"{words.file}: {told(found, words.lang)}{_hurt(found, words.lang)}",
        1 if {"lost", "gone", "hurt"} & found.keys() else 0,
    )


def _hurt(found: dict, lang: str) -> str:
    """The backup is whole; the house that it was taken of is not."""
    if "hurt" not in found:
        return ""
    names = ", ".join(found["hurt"])
    if lang == "vi":
        return f" Bản này đủ, nhưng trong sổ của máy này có chỗ hỏng lập lại được từ nhật ký ({names}): chạy `dinh rebuild`, hoặc `dinh restore` bản này vào thư mục khác."
    return f" This backup is whole, but the books on this machine are hurt where they can be made anew from the log ({names}): run `dinh rebuild`, or `dinh restore` this backup into another folder."


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
