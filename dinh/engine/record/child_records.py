"""The children of a case as it knows them: opened, told of an end, withdrawn, open again. Folds of a parent's events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.record.event_parts import ChildBack, ChildOpened

WITHDRAWN: dict[str, Any] = {
    "end": "withdrawn",
    "outcome": "stopped",
    "label": {"vi": "Đã rút hồ sơ", "en": "Withdrawn"},
}


class Child(Struct, frozen=True, omit_defaults=True):
    """A case opened by this one. end: "" while it is open.

    by, line  which line of `opens` of which step (`STEP`) or action (`STEP.ACTION`) opened it; place: of that event
    back      place of the event that told its end; `moved`: which moved this case; `closed`: place of the event of this case that withdrew it
    taken     the row made here for what it brought
    """

    code: str
    procedure: str
    house: str = ""
    row: str = ""
    by: str = ""
    line: int = 0
    place: int = 0
    end: str = ""
    outcome: str = ""
    label: dict[str, str] = {}
    back: int = 0
    moved: bool = False
    closed: int = 0
    taken: str = ""


Children = tuple[Child, ...]


def born(children: Iterable[ChildOpened], place: int) -> Children:
    return tuple(
        [Child(x.code, x.procedure, x.house, x.row, x.by, x.line, place) for x in children]
    )


def after(
    children: Children,
    opened: Iterable[ChildOpened],
    closed: Iterable[str],
    back: ChildBack | None,
    place: int,
    *,
    moved: bool = False,
) -> Children:
    """Those that stand after an act: told of an end, withdrawn, opened."""
    gone = set(closed)
    if back:
        children = tuple(
            [_told(x, back, place, moved) if x.code == back.code else x for x in children]
        )
    return tuple(
        [replace(x, **WITHDRAWN, closed=place) if x.code in gone else x for x in children]
    ) + born(opened, place)


def _told(child: Child, back: ChildBack, place: int, moved: bool) -> Child:
    return replace(
        child,
        end=back.end,
        outcome=back.outcome,
        label=back.label,
        back=place,
        moved=moved,
        taken=back.taken or child.taken,
    )


def taken_back(
    children: Children, closed: Iterable[str], reopened: Iterable[str], place: int
) -> Children:
    """After an act was reversed: those it opened are withdrawn, those whose end was taken back are open again."""
    again = {
        code: {"end": "", "outcome": "", "label": {}, "back": 0, "moved": False}
        for code in reopened
    } | {code: {**WITHDRAWN, "closed": place} for code in closed}
    return tuple([replace(x, **again[x.code]) if x.code in again else x for x in children])
