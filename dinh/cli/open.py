"""`dinh open SLUG --by PERSON --data FILE|-`."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import case_text, case_value, house, instant, read_data
from dinh.workflow import cases

ABOUT = ("mở một hồ sơ", "open a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--data", metavar="FILE|-")
    parser.add_argument("--channel")
    parser.add_argument("--at")
    parser.add_argument("--key")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    case = cases.open_case(
        name,
        words.by,
        words.slug,
        read_data(words.data, name, words.by),
        channel=words.channel,
        at=at,
        key=words.key,
    )
    value = case_value(name, "", case.code, words.lang, at)
    return value, case_text(value, words.lang), 0
