"""`dinh upgrade`: take over a house of an older release; wholly, or it stays as it was."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings

from dinh import folder
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.store import upgrade

ABOUT = ("đưa sổ của bản cũ lên bản này", "take over the books of an older release")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    if folder.house_of(settings.HOUSE) is None:
        raise refuse("house.none", house=str(settings.HOUSE))
    found = upgrade.upgrade()
    say_narrowed(folder.narrow(settings.HOUSE), words.lang)
    return found, told(found, words.lang), 0


def told(found: dict, lang: str) -> str:
    if not found["applied"]:
        return "Sổ đã là của bản này." if lang == "vi" else "The books are of this release already."
    steps = ", ".join(found["applied"])
    if lang == "vi":
        return f"Sổ đã lên bản này ({steps}); {found['events']} việc đã được kiểm dấu và đọc lại."
    return f"The books are of this release now ({steps}); {found['events']} events were verified and folded anew."


def say_narrowed(found: folder.Narrowed, lang: str) -> None:
    """On stderr: what others could read until now, and what they still can."""
    if found.done:
        print(
            f"{found.done} tệp và thư mục của đơn vị trước đây tài khoản khác đọc được; nay chỉ tài khoản này."
            if lang == "vi"
            else f"{found.done} files and folders of the house could be read by other accounts; now only by this one.",
            file=sys.stderr,
        )
    if found.left:
        print(
            f"{len(found.left)} tệp hay thư mục vẫn cho tài khoản khác đọc, vì không thuộc tài khoản này: {found.left[0]}. Đổi chủ: chown -R."
            if lang == "vi"
            else f"{len(found.left)} files or folders can still be read by others, for they belong to another account: {found.left[0]}. Change their owner: chown -R.",
            file=sys.stderr,
        )
