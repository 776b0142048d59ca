"""`dinh appoint FILE|-`: persons into posts, from–to; the same shape as `dinh people`, one or a list."""

from __future__ import annotations

import argparse

from dinh import serialize
from dinh.access import finders
from dinh.cli import Result
from dinh.cli.given import house, instant, read_json
from dinh.engine.schedule.calendar import to_local
from dinh.input.posts import appointments, strands_of
from dinh.workflow import cases

ABOUT = ("bổ nhiệm người vào vị trí", "appoint persons to posts")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE|-")
    parser.add_argument(
        "--strands",
        action="store_true",
        help="dù còn hồ sơ không ai làm tiếp / though cases are left",
    )
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    given, _ = read_json(words.file)
    today = to_local(at or finders.time_of(name)).date().isoformat()
    bodies = appointments(given, finders.state(name).names, today)
    cases.appoint(name, bodies, at=at, strands=words.strands or strands_of(given))
    persons = {body.person for body in bodies}
    rows = [serialize.who_json(finders.who(name, person, at)) for person in sorted(persons)]
    return rows, "\n".join(f"{r['person']} {r['name']} {', '.join(r['posts'])}" for r in rows), 0
