"""`dinh procedure SLUG`: one whole, its keys as in the file, parts and frames written out."""

from __future__ import annotations

import argparse

from dinh import access
from dinh.commands import Result
from dinh.commands.given import house
from dinh.shown import encode

ABOUT = ("xem trọn một thủ tục", "show one procedure whole")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")


def run(words: argparse.Namespace) -> Result:
    found = access.kept(house(), words.slug)
    return found.expanded, encode(found.expanded).decode(), 0
