"""`dinh log [CODE]`: the events, as sealed, with what stands behind their digests."""
from __future__ import annotations

import argparse

from dinh import access, shown
from dinh.commands import Result
from dinh.commands.given import house
from dinh.store import ledger

ABOUT = ("nhật ký của đơn vị hoặc của một hồ sơ", "the log of the house or of a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE")


def run(words: argparse.Namespace) -> Result:
    name = house()
    if words.code and ledger.case_state(name, words.code) is None:
        raise access.NotFound(words.code)
    rows = [shown.event_json(one) for one in ledger.log(name, words.code)]
    return rows, "\n".join(f"{r['number']:>6} {r['at']} {r['case'] or '–'} {r['kind']:<10} {r['actor']['person']:<14} {r['seal'][:8]}" for r in rows), 0
