"""`dinh people`: who holds which post and role today."""

from __future__ import annotations

import argparse

from dinh import access, shown
from dinh.commands import Result
from dinh.commands.given import house

ABOUT = ("người, vị trí, vai trò", "persons, posts, roles")


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(words: argparse.Namespace) -> Result:
    rows = [shown.who_json(one) for one in access.people(house())]
    return (
        rows,
        "\n".join(
            f"{r['person']:<16} {r['name']:<24} {', '.join(r['posts'])}  [{', '.join(r['roles'])}]"
            for r in rows
        ),
        0,
    )
