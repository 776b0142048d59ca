"""`dinh verify [--head FILE]`: nothing was changed, dropped or cut off; or the first bad event."""
from __future__ import annotations

import argparse

from dinh.commands import Result
from dinh.commands.given import house, read_json
from dinh.store import books

ABOUT = ("kiểm tra dấu của cả nhật ký", "verify every seal of the log")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    head = read_json(words.head)[0] if words.head else None
    found = books.verify(house(), head)
    text = f"{found['events']} ✓" if found["ok"] else f"{found.get('first_bad')}: {found.get('reason')}"
    return found, text, 0 if found["ok"] else 1
