"""`dinh keys`: the house's keys. `new FILE` makes one for backups; `rotate session|head` puts another in the place of one that leaked or is lost."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh import folder
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house, read_head
from dinh.messages.system import reason
from dinh.store import books, encrypted, keys, ledger, upgrade
from dinh.workflow import cases

ABOUT = (
    "khóa của đơn vị: xem, lập khóa sao lưu, thay khóa",
    "the house's keys: show, make one for backups, replace",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="new | rotate")
    what.add_parser("new").add_argument("file", metavar="FILE")
    rotate = what.add_parser("rotate")
    rotate.add_argument("which", choices=("session", "head"))
    rotate.add_argument("--known-head", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    if words.what == "new":
        return _new(Path(words.file), words.lang)
    name = house()
    if words.what is None:
        return _shown(name, words.lang)
    with upgrade.unserved():
        if words.which == "session":
            return _session(words.lang)
        return _head(name, words.known_head, words.lang)


def _shown(name: str, lang: str) -> Result:
    profile = finders.state(name).profile
    value: dict[str, Any] = {
        "head": keys.public_key(settings.HOUSE) or None,
        "retired": [one["key"] for one in profile.get(keys.RETIRED, ())],
        "backup_recipients": list(profile.get("backup_recipients", ())),
    }
    said = {
        "vi": ("khóa ký đầu sổ", "khóa đầu sổ đã thay", "sao lưu mã hóa cho"),
        "en": ("signs heads", "signed heads before", "backups are encrypted for"),
    }[lang]
    lines = zip(
        said, ([value["head"] or "–"], value["retired"], value["backup_recipients"]), strict=True
    )
    return value, "\n".join(f"{what}: {', '.join(which) or '–'}" for what, which in lines), 0


def _new(file: Path, lang: str) -> Result:
    """An identity that opens backups, for its owner alone; it belongs on no machine of the house."""
    identity, recipient = encrypted.new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise refuse("file.unwritable", file=str(file), why=reason(fault)) from None
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {recipient}\n{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    said = (
        f"{file}: cất ngoài máy này, ở hai nơi; mất tệp ấy thì không ai mở được bản sao lưu mã hóa cho nó.\n"
        f"Đặt làm người nhận: dinh profile --set backup_recipients={recipient}"
        if lang == "vi"
        else f"{file}: keep it away from this machine, in two places; without it nobody opens a backup that is encrypted for it.\n"
        f"Make it a recipient: dinh profile --set backup_recipients={recipient}"
    )
    return {"file": str(file), "recipient": recipient}, said, 0


def _session(lang: str) -> Result:
    folder.new_secret(settings.HOUSE)
    said = (
        "Đã đổi khóa phiên: ai cũng phải đăng nhập lại; đường dẫn đăng nhập chưa dùng thì phải cấp lại."
        if lang == "vi"
        else "The secret of sessions is another one: everybody signs in anew; sign-in links that were not used have to be made again."
    )
    return {"rotated": "session"}, said, 0


def _head(name: str, known: str | None, lang: str) -> Result:
    """Every house of the folder records the older key before it is replaced: cut short, the older one goes on."""
    old = ""
    if known is not None and not keys.public_key(settings.HOUSE):
        head = read_head(known)
        wrong = books.wrong_with(name, head)
        if wrong != "head.key" or not books.is_passed_through(name, head):
            raise refuse("keys.known_head", reason=wrong)
        old = head["key"]
    rotation = keys.Rotation(settings.HOUSE, old)
    for one in folder.houses_of(settings.HOUSE) if rotation.old else ():
        end, at = ledger.head(one), finders.time_of(one)
        record = rotation.record(one, end.number if end else 0, at.isoformat(timespec="seconds"))
        before = finders.state(one).profile.get(keys.RETIRED, ())
        cases.configure(one, {keys.RETIRED: [*before, record]})
    rotation.settle()
    said = (
        f"Khóa mới ký đầu sổ: {rotation.key}. Đầu sổ đã giao vẫn kiểm được."
        if lang == "vi"
        else f"The key that signs heads is now {rotation.key}. Heads that were given away still verify."
    )
    if not rotation.old:
        said += (
            " Không rõ khóa cũ nên đầu sổ ký bằng khóa ấy sẽ báo head.key: chạy lại với --known-head nếu còn giữ một bản."
            if lang == "vi"
            else " The older key is not known, so heads signed by it will say head.key: name one with --known-head if there is one."
        )
    return {"rotated": "head", "key": rotation.key, "retired": rotation.old or None}, said, 0
