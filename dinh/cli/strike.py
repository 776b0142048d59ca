"""`dinh strike CODE NAME… --by PERSON --order TEXT`: erase personal values by a lawful order."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import house, instant
from dinh.store import ledger
from dinh.workflow import cases, related_cases

ABOUT = ("xóa dữ liệu cá nhân theo quyết định", "strike personal values by a lawful order")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--order", required=True, metavar="TEXT")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    before = ledger.case_state(name := house(), words.code)
    cases.strike(name, words.by, words.code, words.names, words.order, at=instant(words.at))
    still = related_cases.still_told(before, words.names) if before else []
    return (
        {"struck": words.names, "still": still},
        "\n".join([", ".join(words.names), *(_still(one, words.lang) for one in still)]),
        0,
    )


def _still(one: dict, lang: str) -> str:
    names = " ".join(one["names"])
    if lang == "vi":
        return f"Còn ở hồ sơ {one['case']} ({one['house']}): {', '.join(one['names'])}. Quyết định xóa cả ở đó thì: dinh --of {one['house']} strike {one['case']} {names} …"
    return f"Still in case {one['case']} ({one['house']}): {', '.join(one['names'])}. Where the order strikes it there too: dinh --of {one['house']} strike {one['case']} {names} …"
