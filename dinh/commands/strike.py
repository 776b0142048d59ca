"""`dinh strike CODE NAME… --by PERSON --order TEXT`: erase personal values by a lawful order."""
from __future__ import annotations

import argparse

from dinh import cases
from dinh.commands import Result
from dinh.commands.given import house, instant

ABOUT = ("xóa dữ liệu cá nhân theo quyết định", "strike personal values by a lawful order")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--order", required=True, metavar="TEXT")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    cases.strike(house(), words.by, words.code, words.names, words.order, at=instant(words.at))
    return {"struck": words.names}, ", ".join(words.names), 0
