"""`dinh head`: the signed head of the log."""
from __future__ import annotations

import argparse

from dinh import access
from dinh.commands import Result
from dinh.commands.given import house
from dinh.store import books

ABOUT = ("đầu sổ đã ký", "the signed head of the log")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    found = books.signed_head(name := house(), access.time_of(name))
    return found, f"{found['house']} {found['number']} {found['seal']}", 0
