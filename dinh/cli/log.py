"""`dinh log [CODE] [--by PERSON | --outside]`: the events, as sealed, with what stands behind their digests; what may not be read is withheld."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house
from dinh.engine.record.seal import Sealed
from dinh.store import ledger

ABOUT = ("nhật ký của đơn vị hoặc của một hồ sơ", "the log of the house or of a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE")
    seen = parser.add_mutually_exclusive_group()
    seen.add_argument("--by", metavar="PERSON")
    seen.add_argument("--outside", action="store_true")


def run(words: argparse.Namespace) -> Result:
    name = house()
    if words.code and ledger.case_state(name, words.code) is None:
        raise finders.NotFound(words.code)
    rows = [serialize.event_json(one) for one in _seen(name, words)]
    return rows, "\n".join(_line(row) for row in rows), 0


def _seen(name: str, words: argparse.Namespace) -> Iterable[Sealed]:
    """All that the books hold; as a person may see it; or, to be handed out, without what is kept to some and without anybody's values."""
    if words.by:
        return finders.log_seen_by(name, words.by, words.code)
    if words.outside:
        return (
            replace(one, personal={})
            for one in finders.log_withheld(name, lambda case: case.class_ == "open")
            if words.code in (None, one.case)
        )
    return ledger.log(name, words.code)


def _line(row: dict[str, Any]) -> str:
    return f"{row['number']:>6} {row['at'] or '–'} {row['case'] or '–'} {row['kind']:<10} {row['actor'].get('person', '–'):<14} {row['seal'][:8]}"
