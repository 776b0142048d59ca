"""`dinh records REGISTER [--on DATE]`."""

from __future__ import annotations

import argparse

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import day, house
from dinh.store import ledger

ABOUT = ("các dòng của một sổ", "the rows of a register")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar="REGISTER")
    parser.add_argument("--on", metavar="DATE")


def run(words: argparse.Namespace) -> Result:
    name = house()
    finders.register(name, words.register)
    on = day(words.on).isoformat() if words.on is not None else ""
    rows = [
        {"record": r.record, "values": {k: v for k, v in r.values.items() if v is not None}, "from": r.start or None, "to": r.end or None, "case": r.case or None, "withdrawn": finders.withdrawn(name, r)}
        for r in ledger.all_records(name, words.register, on)
    ]  # fmt: skip
    return (
        rows,
        "\n".join(
            f"{r['record']:<12} {r['from'] or ''}–{r['to'] or ''}{' (đã hủy)' if r['withdrawn'] else ''}  {r['values']}"
            for r in rows
        ),
        0,
    )
