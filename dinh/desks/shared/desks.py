"""The desks in the navigation: only those that are installed and that this post has, the most used first."""

from __future__ import annotations

from django.conf import settings
from msgspec import Struct

from dinh.engine.procedure import Text

EVERYONE = frozenset({"*"})
OFFICERS = frozenset({"officer"})
CITIZENS = frozenset({"citizen"})


class Desk(Struct, frozen=True):
    """`roles`: role names, or one of the sets above (`officer`: holds any post; `citizen`: holds none)."""

    slug: str
    url: str
    label: Text
    roles: frozenset[str]


class Link(Struct, frozen=True):
    url: str
    label: Text
    here: bool
    count: int | None = None


DESKS = (
    Desk("counter", "/counter/", Text("Một cửa", "One-stop"), frozenset({"counter"})),
    Desk("staff", "/staff/", Text("Việc của tôi", "My work"), OFFICERS),
    Desk("direction", "/direction/", Text("Chỉ đạo", "Direction"), OFFICERS),
    Desk("villages", "/villages/", Text("Thôn, bon", "Villages"), OFFICERS),
    Desk("forest", "/forest/", Text("Rừng", "Forest"), frozenset({"forest", "leader", "police", "land"})),
    Desk("province", "/province/", Text("Toàn tỉnh", "Province"), OFFICERS),
    Desk("portal", "/", Text("Làm thủ tục", "Procedures"), CITIZENS),
    Desk("portal", "/track", Text("Hồ sơ của tôi", "My case"), CITIZENS),
    Desk("board", "/board/", Text("Công khai", "In public"), EVERYONE),
)
"""In the order of the navigation, but for leaders, to whom their own work comes first."""


def links(roles: frozenset[str], path: str, counts: dict[str, int] | None = None) -> tuple[Link, ...]:
    """What stands in the navigation of a person with these roles; none: a citizen."""
    kinds = roles | {"*"} | ({"officer"} if roles else {"citizen"})
    shown = [desk for desk in DESKS if f"dinh.desks.{desk.slug}" in settings.DESKS and desk.roles & kinds]
    shown.sort(key=lambda desk: "leader" in roles and desk.slug != "staff")
    return tuple(Link(desk.url, desk.label, _here(desk.url, path), (counts or {}).get(desk.slug)) for desk in shown)


def home(roles: frozenset[str]) -> str:
    """Where a person starts: the first desk, the portal for a citizen."""
    found = links(roles, "")
    return found[0].url if found and roles else "/"


def _here(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url.rstrip("/"))
