"""The parser of a command's words, which says in Vietnamese what is off and where to read on. (English: argparse as it is.)"""

from __future__ import annotations

import argparse
import re
import sys
from typing import Never

FAULTS = (
    (r"the following arguments are required: (.*)", "còn thiếu {0}"),
    (r"unrecognized arguments: (.*)", "không hiểu {0}"),
    (r"argument (.*?): expected one argument", "sau {0} phải có một giá trị"),
    (r"argument (.*?): expected at least one argument", "sau {0} phải có ít nhất một giá trị"),
    (
        r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)",
        "{0} không nhận {1}; dùng một trong: {2}",
    ),
    (r"argument (.*?): invalid int value: (.*)", "{0} là một số nguyên, không phải {1}"),
    (r"argument (.*?): not allowed with argument (.*)", "{0} không đi cùng {1}"),
    (r"argument (.*?): ignored explicit argument (.*)", "{0} không nhận giá trị, bỏ {1}"),
    (r"one of the arguments (.*) is required", "phải có một trong: {0}"),
    (r"ambiguous option: (.*) could match (.*)", "{0} viết chưa đủ, có thể là: {1}"),
)
"""What argparse says of a call → the same in Vietnamese."""

HEADINGS = {
    "usage: ": "cách viết: ",
    "positional arguments:": "phải có:",
    "options:": "có thể thêm:",
    "show this help message and exit": "hiện trang này rồi thôi",
}


class VietnameseParser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        print(
            f"{self.prog}: {_said(message)}\n{self.format_usage().rstrip()}\nxem thêm: {self.prog} --help",
            file=sys.stderr,
        )
        sys.exit(2)

    def format_usage(self) -> str:
        return _headed(super().format_usage())

    def format_help(self) -> str:
        return _headed(super().format_help())


def parser_in(lang: str) -> type[argparse.ArgumentParser]:
    return VietnameseParser if lang == "vi" else argparse.ArgumentParser


def _said(message: str) -> str:
    for pattern, words in FAULTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*found.groups())
    return message


def _headed(text: str) -> str:
    for english, words in HEADINGS.items():
        text = text.replace(english, words)
    return text
