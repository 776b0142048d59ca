"""`dinh delegate FILE|-`: one post's authority given to a person, from–to; or, with `ended`, taken back at once or from `ended_from`."""

from __future__ import annotations

import argparse

from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house, instant, read_json
from dinh.engine.schedule.calendar import to_local
from dinh.input.delegations import delegation, delegation_json
from dinh.workflow import cases

ABOUT = ("ủy quyền của một vị trí cho một người", "delegate a post's authority to a person")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE|-")
    parser.add_argument("--by", metavar="PERSON", default="")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    given, _ = read_json(words.file)
    today = to_local(at or finders.time_of(name)).date().isoformat()
    body = delegation(given, today)
    cases.delegate(name, body, person=words.by, at=at)
    if body.ended:
        standing = finders.delegation(name, body.delegation)
        value = delegation_json(standing)
        return value, f"{standing.delegation}: hết hiệu lực từ {standing.ended}", 0
    value = delegation_json(body)
    return (
        value,
        f"{value['decision']}: {value['giver']} → {value['receiver']} ({value['from']} – {value['to']})",
        0,
    )
