"""`dinh upgrade`: take over a house of an older release; wholly, or it stays as it was."""

from __future__ import annotations

import argparse

from django.conf import settings

from dinh import folder
from dinh.commands import Result
from dinh.commands.faults import refuse
from dinh.store import upgrade

ABOUT = ("đưa sổ của bản cũ lên bản này", "take over the books of an older release")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    if folder.house_of(settings.HOUSE) is None:
        raise refuse("house.none", house=str(settings.HOUSE))
    found = upgrade.upgrade()
    return found, told(found, words.lang), 0


def told(found: dict, lang: str) -> str:
    if not found["applied"]:
        return "Sổ đã là của bản này." if lang == "vi" else "The books are of this release already."
    steps = ", ".join(found["applied"])
    if lang == "vi":
        return f"Sổ đã lên bản này ({steps}); {found['events']} việc đã được kiểm dấu và đọc lại."
    return f"The books are of this release now ({steps}); {found['events']} events were verified and folded anew."
