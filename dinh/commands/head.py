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
    lines = [f"{found['house']} {found['number']} {found['seal']}"]
    lines.append(
        "Bản có chữ ký, để giao cho tỉnh: dinh --json head > FILE"
        if words.lang == "vi"
        else "With its signature, to be given away: dinh --json head > FILE"
    )
    return found, "\n".join(lines), 0
