"""`dinh slip CODE --out FILE.pdf [--by PERSON]`: form 06, the control slip of a case, made from its log."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import house, write_file
from dinh.letters import print_letter
from dinh.reports.control_slip import slip
from dinh.reports.layout import asking
from dinh.workflow import cases

ABOUT = ("in phiếu kiểm soát của một hồ sơ (mẫu 06)", "print the control slip of a case (form 06)")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--out", required=True, metavar="FILE.pdf")
    parser.add_argument("--by", metavar="PERSON", default="")


def run(words: argparse.Namespace) -> Result:
    name = house()
    cases.let_time_act(name, code=words.code)
    page = slip(asking(name, words.by), words.code)
    write_file(words.out, print_letter(page.sources, page.template, page.values))
    count = len(page.values["rows"])
    return (
        {"file": words.out, "rows": count, "head": page.values["head"]},
        f"{words.out}: {count} {'dòng' if words.lang == 'vi' else 'rows'}",
        0,
    )
