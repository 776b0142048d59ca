"""`dinh restore FILE`: a house from a backup, into a folder without one, or beside the houses with which it was backed up."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from dinh.cli import Result
from dinh.cli.backup import told
from dinh.cli.faults import refuse
from dinh.messages.system import reason
from dinh.store import archive

ABOUT = ("phục hồi đơn vị từ tệp sao lưu", "restore a house from a backup")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--identity", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    try:
        Path(words.file).open("rb").close()
    except OSError as fault:
        raise refuse("data.unreadable", file=words.file, why=reason(fault)) from None
    identity = Path(words.identity) if words.identity else None
    found = archive.restore(Path(words.file), settings.HOUSE, identity)
    return found, told(found, words.lang), 1 if "lost" in found else 0
