"""What a demo house has before its first case: people in posts, villages in their register. All of them are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from dinh.engine.record.events import Appointed
from dinh.engine.schedule.calendar import to_local
from dinh.units import PROVINCE_DIGITS
from dinh.workflow import cases

BEGAN = "2025-07-01"
BASIS = "01/QĐ-UBND"
SOURCE = "Dữ liệu diễn tập, đặt ra"
HERE = Path(__file__).parent


@cache
def told_by(name: str) -> Any:
    """The content of one of the YAML files beside this one."""
    return msgspec.yaml.decode((HERE / name).read_bytes())


def furnish(house: str, begin: datetime) -> None:
    """Staff into their posts and villages into their register, at `begin`; a province has its offices and no villages."""
    if len(house) <= PROVINCE_DIGITS:
        cases.appoint(house, appointments("province.yaml"), at=begin)
        return
    cases.appoint(house, appointments(), at=begin)
    cases.import_records(house, "villages", villages(begin), SOURCE, at=begin)


def appointments(file: str = "staff.yaml") -> Iterator[Appointed]:
    """Every post of every person, the first post first: an act is done by the first that may."""
    for one in told_by(file):
        for post in one["posts"]:
            yield Appointed(
                person=one["person"],
                post=post["post"],
                roles=tuple(post["roles"]),
                title=post["title"],
                start=BEGAN,
                basis=BASIS,
                of=tuple(post.get("of", ())),
                signs=post.get("signs", ""),
                personal={"name": one["name"]},
            )


def villages(begin: datetime) -> Iterator[dict[str, Any]]:
    """The rows of the register; the last visit lies some days before `begin`."""
    for village in told_by("villages.yaml"):
        visited = to_local(begin).date() - timedelta(days=int(village["visited"]))
        values = {name: str(value) for name, value in village.items() if name != "visited"}
        yield {**values, "last_visit": visited.isoformat()}
