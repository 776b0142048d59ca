"""`dinh show CODE`."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import case_text, case_value, house, instant
from dinh.workflow import cases

ABOUT = ("xem một hồ sơ", "show a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--by", metavar="PERSON", default="")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    cases.let_time_act(name, at, words.code)
    value = case_value(name, words.by, words.code, words.lang, at)
    return value, case_text(value, words.lang), 0
