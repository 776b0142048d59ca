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
    return found, f"{words.file}: {found['events']}, {found['documents']}", 0
