"""`dinh worklist --by PERSON`."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house, instant, when
from dinh.workflow import cases

ABOUT = ("việc đang chờ một người", "what waits for a person")
ROWS = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    cases.let_time_act(name, at)
    rows = [serialize.work_json(row) for row in finders.worklist(name, words.by, at=at, limit=ROWS)]
    return (
        rows,
        "\n".join(
            f"{when(r['due'], words.lang):<22} {r['code']} {r['step']:<14} {r['title']}  [{', '.join(r['actions'])}]"
            for r in rows
        ),
        0,
    )
