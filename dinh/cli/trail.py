"""`dinh trail [--from DATE] [--to DATE] [--person PERSON]`: who tried what, the latest first; read by whoever holds the folder."""

from __future__ import annotations

import argparse
from datetime import timedelta

from dinh.cli import Result
from dinh.cli.given import day, house
from dinh.engine.schedule.calendar import local
from dinh.input.profile import trail_months
from dinh.messages.trail import WHAT
from dinh.messages.words import words_of
from dinh.store import trail

ABOUT = (
    "ai đã thử gì: đăng nhập, hồ sơ bị từ chối, lấy dữ liệu ra",
    "who tried what: sign-ins, denied cases, exports",
)
ROWS_MAX = 10_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar="DATE")
    parser.add_argument("--to", dest="last", metavar="DATE")
    parser.add_argument("--person", dest="of", metavar="PERSON")
    parser.add_argument("--what", metavar="KIND")


def run(words: argparse.Namespace) -> Result:
    name = house()
    trail.forget(name, trail_months(name))
    found = trail.rows(
        name,
        first=local(f"{day(words.first)}T00:00") if words.first else None,
        last=local(f"{day(words.last)}T00:00") + timedelta(days=1) if words.last else None,
        person=words.of or "",
        what=words.what or "",
        limit=ROWS_MAX,
    )
    rows = [
        {
            "at": one.at.isoformat(),
            "last": one.last.isoformat(),
            "what": one.what,
            "person": one.person or None,
            "tried": one.tried or None,
            "address": one.address or None,
            "about": one.about or None,
            "times": one.times,
        }
        for one in found
    ]
    return rows, "\n".join(_line(one, words.lang) for one in found), 0


def _line(row: trail.Row, lang: str) -> str:
    who = row.person or (f"({row.tried})" if row.tried else "–")
    what = words_of(WHAT[row.what], lang) if row.what in WHAT else row.what
    times = f" ×{row.times}" if row.times > 1 else ""
    return f"{row.last:%d/%m/%Y %H:%M:%S}  {who:<16} {row.address or '–':<16} {what}{times}  {row.about}".rstrip()
