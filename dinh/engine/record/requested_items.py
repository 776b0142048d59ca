"""What was asked of somebody item by item, folded from the events: asked, brought, waived, taken back.

Rule to keep, as in `case`: nothing here reads a procedure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dinh.engine.record.event_parts import RequestedItem

if TYPE_CHECKING:
    from dinh.engine.record.events import Acted

Items = tuple[RequestedItem, ...]


def after_act(items: Items, body: Acted, place: int) -> Items:
    """The items once this act has asked for some, brought some or waived some; those of earlier requests are kept before them."""
    now = tuple(_settled(items, body.brought, "brought", place))
    now = tuple(_settled(now, body.waived, "waived", place))
    roles = tuple(dict.fromkeys(role for step in body.entered for role in step.roles))
    asked = tuple(
        replace(
            item,
            reason=str(body.personal.get(f"requested.{n}", "")),
            place=place,
            asked_of=roles,
        )
        for n, item in enumerate(body.requested)
    )
    return (*now, *asked)


def _settled(items: Items, names: Iterable[str], how: str, place: int) -> Iterable[RequestedItem]:
    asked = {item.of for item in latest(items)} & set(names)
    last = items[-1].place if items else 0
    for item in items:
        here = item.place == last and item.of in asked and not item.settled
        yield replace(item, settled=how, at_place=place) if here else item


def before_act(items: Items, event: int) -> Items:
    """The items before the act at this place: what it asked for is gone, what it settled is open again."""
    return tuple(
        replace(item, settled="", at_place=0) if item.at_place >= event else item
        for item in items
        if item.place < event
    )


def latest(items: Items) -> Items:
    """The items of the last request."""
    return tuple(item for item in items if item.place == items[-1].place)


def still_open(items: Items) -> Items:
    """What of the last request is neither brought nor waived."""
    return tuple(item for item in latest(items) if not item.settled)
