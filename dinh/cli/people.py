"""`dinh people`: who holds which post and role today."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house

ABOUT = ("người, vị trí, vai trò", "persons, posts, roles")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    rows = [serialize.who_json(one) for one in finders.people(house())]
    return (
        rows,
        "\n".join(
            f"{r['person']:<16} {r['name']:<24} {', '.join(r['posts'])}  [{', '.join(r['roles'])}]"
            for r in rows
        ),
        0,
    )
