"""`dinh book [REGISTER] --from DATE --to DATE --out FILE.pdf [--by PERSON]`: a period's cases (form 07), or a register's book, as one PDF."""

from __future__ import annotations

import argparse
import sys

from dinh.cli import Result
from dinh.cli.given import house, write_file
from dinh.letters import print_letter
from dinh.reports import case_register, register_book
from dinh.reports.layout import asking, period

ABOUT = (
    "in sổ theo dõi hồ sơ (mẫu 07) hoặc một quyển sổ của một kỳ",
    "print the register of cases (form 07) or a register's book, for a period",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar="REGISTER", nargs="?", default="")
    parser.add_argument("--from", dest="first", required=True, metavar="DATE")
    parser.add_argument("--to", dest="last", required=True, metavar="DATE")
    parser.add_argument("--out", required=True, metavar="FILE.pdf")
    parser.add_argument("--by", metavar="PERSON", default="")


def run(words: argparse.Namespace) -> Result:
    of = period(words.first, words.last)
    one = asking(house(), words.by)
    made = (
        register_book.book(one, words.register, of)
        if words.register
        else case_register.book(one, of)
    )
    if sys.stderr.isatty():
        print(
            f"{made.count} {'dòng, đang in' if words.lang == 'vi' else 'rows, printing'} …",
            file=sys.stderr,
            flush=True,
        )
    write_file(words.out, print_letter(made.page.sources, made.page.template, made.page.values))
    return (
        {"file": words.out, "rows": made.count, "head": made.page.values["head"]},
        f"{words.out}: {made.count} {'dòng' if words.lang == 'vi' else 'rows'}",
        0,
    )
