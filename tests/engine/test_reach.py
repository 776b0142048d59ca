"""What each role can reach by itself, in any number of moves: no more than the table in docs/access.md says.

One person of the role moves alone among four others: appoints, ends posts, delegates, publishes, approves. What is
recorded at once stands and is built upon; what takes a second person is only proposed. `python -m tests.engine.test_reach`
prints the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from dinh.engine.decisions.authority import (
    Change,
    Rights,
    approval_hindrance,
    folded,
    grants,
    judge,
    powers,
    rights_of,
)
from dinh.engine.record.events import Appointed, Delegated, Published
from dinh.engine.record.house import House
from tests.world import own_files

ROOT = Path(__file__).resolve().parents[2]
DAY, LAST = "2026-07-01", "2026-12-31"
AT = datetime(2026, 7, 1, tzinfo=UTC)
MOVES_MAX = 40
"""Moves that are recorded, one upon another; nobody comes near it."""

type Body = Appointed | Delegated | Published


def roles() -> list[str]:
    return list(yaml.safe_load((ROOT / "dinh/procedures/roles.yaml").read_text("utf-8"))["roles"])


@cache
def rights() -> Rights:
    found = own_files()
    return rights_of([one.procedure for one in found.packages], found.registers.values())


def post(person: str, role: str, name: str = "") -> Appointed:
    return Appointed(
        person=person,
        post=name or f"{person}.{role}",
        roles=(role,),
        start=DAY,
        personal={"name": person},
    )


def house_with(role: str) -> House:
    others = [
        post("friend", "party"),
        post("boss", "chair"),
        post("boss", "leader", "boss.2"),
        post("clerk", "office"),
    ]
    return folded(House(), [post("me", role), *others], AT)


def moves(house: House) -> Iterator[Body]:
    """Every appointment of one role, every end of a post, every delegation of a post, and a publication."""
    for person in ("me", "friend", "boss", "clerk", "new"):
        for role in roles():
            yield post(person, role)
    for one in house.holdings:
        ended = post(one.person, one.roles[0], one.post)
        yield replace(ended, start=one.start, end=DAY)
    for giver in sorted({one.post for one in house.holdings}):
        for to in ("me", "friend", "clerk"):
            yield Delegated(delegation=f"{giver}-{to}", giver=giver, to=to, start=DAY, end=LAST)
    yield Published(what="procedure", slug="to-cao", version=DAY, digest="0" * 64)


def label(body: Body) -> str:
    match body:
        case Appointed(roles=held, end=end):
            return "ends a post" if end else held[0]
        case Delegated():
            return "delegates"
    return "publishes"


def reach(role: str) -> dict[str, Any]:
    """gained: powers that the person has at last and had not at first; alone, proposed: what moves were of which kind;
    approved: proposals of its own that the person could approve, with all posts and delegations it then has."""
    house, right = house_with(role), rights()
    first = powers(grants(house, "me", DAY), right)
    alone, proposed, approved = set[str](), set[str](), set[str]()
    for _ in range(MOVES_MAX):
        for body in moves(house):
            after = folded(house, [body], AT)
            change = Change((body,), house, after, right, right, DAY)
            if after == house and not isinstance(body, Published):
                continue
            judged = judge(change, "me")
            if judged.refusal:
                continue
            if judged.widens:
                proposed.add(label(body))
                if not approval_hindrance(judged, "me", "me", house, right, DAY):
                    approved.add(label(body))
            elif label(body) not in alone:
                alone.add(label(body))
                house = after
                break
        else:
            break
    last = powers(grants(house, "me", DAY), right)
    return {"gained": last - first, "alone": alone, "proposed": proposed, "approved": approved}


def line(role: str, found: dict[str, Any]) -> str:
    alone, proposed = (", ".join(sorted(found[name])) or "–" for name in ("alone", "proposed"))
    return f"| `{role}` | {len(found['gained'])} | {alone} | {proposed} |"


@pytest.mark.parametrize("role", roles())
def test_alone_a_role_reaches_no_more_than_the_table_says(role: str) -> None:
    found = reach(role)
    assert not found["gained"] and not found["approved"]
    assert line(role, found) in (ROOT / "docs/access.md").read_text("utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    for one in roles():
        print(line(one, reach(one)), flush=True)
