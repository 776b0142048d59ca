"""The desks in the navigation: only those that are installed and that this post has, the most used first."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from msgspec import Struct

from dinh.engine.definition.procedure import Text

EVERYONE = frozenset({"*"})
OFFICERS = frozenset({"officer"})
CITIZENS = frozenset({"citizen"})


class Desk(Struct, frozen=True):
    """`roles`: role names, or one of the sets above (`officer`: holds any post; `citizen`: holds none)."""

    slug: str
    url: str
    label: Text
    roles: frozenset[str]


class Aside(Struct, frozen=True):
    """What a desk shows of the cases of one procedure. at: its address, to which the case's code is joined; steps: only while the case stands there."""

    desk: str
    procedure: str
    at: str
    label: Text
    steps: tuple[str, ...] = ()


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
    Desk(
        "forest",
        "/forest/",
        Text("Rừng", "Forest"),
        frozenset({"forest", "leader", "police", "land"}),
    ),
    Desk("province", "/province/", Text("Toàn tỉnh", "Province"), OFFICERS),
    Desk("portal", "/", Text("Làm thủ tục", "Procedures"), CITIZENS),
    Desk("portal", "/track", Text("Hồ sơ của tôi", "My case"), CITIZENS),
    Desk("board", "/board/", Text("Công khai", "In public"), EVERYONE),
)
"""In the order of the navigation, but for leaders, to whom their own work comes first."""

ASIDES = (
    Aside(
        "forest",
        "forest-alert",
        "/forest/alerts/",
        Text(
            "Ảnh, ngưỡng hình sự, khai báo khai thác",
            "Pictures, criminal thresholds, declared harvests",
        ),
    ),
    Aside(
        "forest",
        "forest-alert",
        "/forest/map/?at=",
        Text("Xem trên bản đồ rừng", "See it on the map of the forest"),
    ),
    Aside(
        "forest",
        "forest-alert",
        "/forest/field/",
        Text(
            "Phiếu trên điện thoại, dùng được khi mất sóng",
            "The sheet for the phone, which works without a line",
        ),
        ("visiting",),
    ),
)


def links(
    roles: frozenset[str], path: str, counts: dict[str, int] | None = None
) -> tuple[Link, ...]:
    """What stands in the navigation of a person with these roles; none: a citizen."""
    kinds = roles | {"*"} | ({"officer"} if roles else {"citizen"})
    shown = [
        desk for desk in DESKS if f"dinh.web.{desk.slug}" in settings.DESKS and desk.roles & kinds
    ]
    shown.sort(key=lambda desk: "leader" in roles and desk.slug != "staff")
    return tuple(
        Link(desk.url, desk.label, _here(desk.url, path), (counts or {}).get(desk.slug))
        for desk in shown
    )


def asides(
    procedure: str, code: str, steps: Collection[str], roles: frozenset[str]
) -> tuple[Link, ...]:
    """Of a case that stands at these steps: what the desks of this person show of it."""
    mine = {
        desk.slug
        for desk in DESKS
        if f"dinh.web.{desk.slug}" in settings.DESKS and desk.roles & roles
    }
    return tuple(
        Link(f"{one.at}{code}", one.label, False)
        for one in ASIDES
        if one.procedure == procedure
        and one.desk in mine
        and (not one.steps or {*one.steps} & {*steps})
    )


def home(roles: frozenset[str]) -> str:
    """Where a person starts: the first desk, the portal for a citizen."""
    found = links(roles, "")
    return found[0].url if found and roles else "/"


def _here(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url.rstrip("/"))
