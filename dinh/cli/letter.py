"""`dinh letter CODE NAME --out FILE.pdf`: print a letter that was issued."""

from __future__ import annotations

import argparse

from dinh import printing
from dinh.cli import Result
from dinh.cli.given import house, issued_letter, write_file

ABOUT = ("in một văn bản ra PDF", "print a letter as PDF")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--out", required=True, metavar="FILE.pdf")
    parser.add_argument("--row")


def run(words: argparse.Namespace) -> Result:
    name = house()
    letter = issued_letter(name, words.code, words.name, words.row)
    pdf = printing.pdf(name, words.code, letter)
    write_file(words.out, pdf)
    return {"file": words.out, "digest": letter.digest}, f"{words.out}  {letter.digest}", 0
