"""`dinh procedure SLUG`: one whole, its keys as in the file, parts and frames written out."""

from __future__ import annotations

import argparse

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house
from dinh.serialize import encode

ABOUT = ("xem trọn một thủ tục", "show one procedure whole")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")


def run(words: argparse.Namespace) -> Result:
    found = finders.kept(house(), words.slug)
    return found.expanded, encode(found.expanded).decode(), 0
