"""`dinh act CODE ACTION --by PERSON`: declared and unwritten actions alike."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import case_text, case_value, house, instant, read_data
from dinh.workflow import cases

ABOUT = ("làm một thao tác trong hồ sơ", "act in a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("action", metavar="ACTION")
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--step")
    parser.add_argument("--data", metavar="FILE|-")
    parser.add_argument("--at")
    parser.add_argument("--key")
    parser.add_argument("--seen", type=int)


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    data = read_data(words.data, name, words.by)
    case = cases.act(
        name,
        words.by,
        words.code,
        words.action,
        step=words.step,
        data=data,
        at=at,
        key=words.key,
        seen=words.seen,
    )
    value = case_value(name, "", case.code, words.lang, at)
    return value, case_text(value, words.lang), 0
