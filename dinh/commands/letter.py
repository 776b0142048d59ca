"""`dinh letter CODE NAME --out FILE.pdf`: print a letter that was issued."""

from __future__ import annotations

import argparse

from dinh import access, printing
from dinh.commands import Result
from dinh.commands.faults import refuse
from dinh.commands.given import house, write_file

ABOUT = ("in một văn bản ra PDF", "print a letter as PDF")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--out", required=True, metavar="FILE.pdf")
    parser.add_argument("--row")


def run(words: argparse.Namespace) -> Result:
    name = house()
    case = access.case_as_kept(name, words.code).case
    found = [
        one
        for one in case.letters
        if words.name in (one.name, one.digest) and words.row in (None, one.row)
    ]
    if not found:
        raise refuse(
            "letter.none", name=words.name, names=sorted({one.name for one in case.letters})
        )
    letter = found[-1]
    pdf = printing.pdf(name, words.code, letter)
    write_file(words.out, pdf)
    return {"file": words.out, "digest": letter.digest}, f"{words.out}  {letter.digest}", 0
