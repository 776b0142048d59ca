"""`dinh procedures`: those in force today."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house

ABOUT = ("danh mục thủ tục đang áp dụng", "the procedures in force")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    rows = [serialize.procedure_row(one) for one in finders.procedures(house())]
    return (
        rows,
        "\n".join(
            f"{row['slug']:<36} {row['code']:<10} {row['name'].get(words.lang) or row['name']['vi']}  ({row['time'] or '–'})"
            for row in rows
        ),
        0,
    )
