"""`dinh worklist --by PERSON`."""

from __future__ import annotations

import argparse

from dinh import access, cases, shown
from dinh.commands import Result
from dinh.commands.given import house, instant, when

ABOUT = ("việc đang chờ một người", "what waits for a person")
ROWS = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="PERSON")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    cases.let_time_act(name, at)
    rows = [shown.work_json(row) for row in access.worklist(name, words.by, at=at, limit=ROWS)]
    return (
        rows,
        "\n".join(
            f"{when(r['due'], words.lang):<22} {r['code']} {r['step']:<14} {r['title']}  [{', '.join(r['actions'])}]"
            for r in rows
        ),
        0,
    )
