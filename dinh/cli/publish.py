"""`dinh publish PATH…`: put versions in force, when they are sound."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import house, instant
from dinh.cli.paper import page
from dinh.procedures.report import report
from dinh.workflow import publishing

ABOUT = ("công bố thủ tục", "publish procedures")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name = house()
    checked = publishing.check(words.paths, name)
    if not checked.sound:
        return (
            checked.as_json(words.lang),
            "" if words.json else report(checked, checked.problems, page(words.lang)),
            1,
        )
    published = publishing.publish(name, checked, at=instant(words.at))
    return (
        {"published": published},
        "\n".join(f"{one['slug']} {one['version']} {one['digest'][:8]}" for one in published),
        0,
    )
