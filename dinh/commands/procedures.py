"""`dinh procedures`: those in force today."""

from __future__ import annotations

import argparse

from dinh import access, shown
from dinh.commands import Result
from dinh.commands.given import house

ABOUT = ("danh mục thủ tục đang áp dụng", "the procedures in force")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    rows = [shown.procedure_row(one) for one in access.procedures(house())]
    return (
        rows,
        "\n".join(
            f"{row['slug']:<36} {row['code']:<10} {row['name'].get(words.lang) or row['name']['vi']}  ({row['time'] or '–'})"
            for row in rows
        ),
        0,
    )
