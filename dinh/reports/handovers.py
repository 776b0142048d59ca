"""Who handed a case over to whom, when, and whether each was in time: read from its events, in their order.

Pure. A hand-over is a step entered; it is taken up with the first deed recorded in it and done when it is left. Early:
done on a day before its end; on time: on that day, up to the end; late: after it. A step with no end of its own has no mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.record.events import (
    Acted,
    Assigned,
    Delivered,
    Event,
    Extended,
    Opened,
    OpenStep,
    Reversed,
    Transferred,
)
from dinh.engine.schedule.calendar import to_local

APPLICANT, CLOCK = "applicant", "clock"
BY_THEMSELVES = frozenset({"clock", "house"})


class Hand(Struct, frozen=True):
    """One hand-over. giver: person; receiver: person, "" while nobody took it up; roles: whom the step waits for.

    bound   the step's end: the law's limit or the house's own norm, the earlier
    note    a code: `reversed withdrawn limit extended paused delegated transferred`, with what it says
    """

    step: str
    label: dict[str, str]
    giver: str
    receiver: str
    roles: tuple[str, ...]
    handed: datetime
    number: int
    taken: datetime | None = None
    done: datetime | None = None
    bound: datetime | None = None
    paused: bool = False
    notes: tuple[tuple[str, str], ...] = ()


def mark(done: datetime | None, bound: datetime | None, now: datetime) -> str:
    """`early`, `on_time`, `late`; `open` while it is not done and in time; "" without a bound."""
    if bound is None:
        return "" if done else "open"
    if done is None:
        return "late" if now > bound else "open"
    if done > bound:
        return "late"
    return "early" if to_local(done).date() < to_local(bound).date() else "on_time"


def hands(events: Iterable[Event]) -> list[Hand]:
    found: list[Hand] = []
    here: dict[str, int] = {}
    for event in events:
        if (read := READ.get(type(event.body))) is not None:
            read(event, found, here)
    return found


def _entered(
    event: Event,
    steps: Iterable[OpenStep],
    giver: str,
    found: list[Hand],
    here: dict[str, int],
    *notes: tuple[str, str],
) -> None:
    for step in steps:
        bounds = [at for at in (step.limit, step.time_due) if at]
        here[step.name] = len(found)
        found.append(
            Hand(
                step.name,
                step.label,
                giver,
                "",
                step.roles,
                event.at,
                event.number,
                bound=min(bounds, default=None),
                paused=step.pauses,
                notes=notes,
            )
        )


def _change(
    found: list[Hand], at: int, note: tuple[str, str] | None = None, **changes: object
) -> None:
    one = found[at]
    found[at] = replace(one, **changes, notes=(*one.notes, note) if note else one.notes)


def _opened(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    body: Opened = event.body
    _entered(
        event,
        body.entered,
        event.actor.person if body.channel in ("house", "parent") else APPLICANT,
        found,
        here,
    )


def _assigned(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    """The step goes to a person by name: they are the receiver until somebody else acts in it."""
    body: Assigned = event.body
    if (at := here.get(body.step)) is not None and not body.house:
        _change(found, at, receiver=body.person, taken=found[at].taken or event.at)


def _acted(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    body: Acted = event.body
    who = event.actor
    note = ("delegated", who.delegation) if who.delegation else None
    if (at := here.get(body.step)) is not None and who.person not in BY_THEMSELVES:
        _change(found, at, note, receiver=who.person, taken=found[at].taken or event.at)
    for name in body.left:
        if (at := here.pop(name, None)) is not None:
            _change(found, at, _why_left(event, name), done=event.at)
    _entered(event, body.entered, who.person, found, here)


def _why_left(event: Event, name: str) -> tuple[str, str] | None:
    body: Acted = event.body
    if body.action == "withdraw" and not body.step:
        return ("withdrawn", "")
    if body.step == name and body.sent_back:
        return ("sent_back", "")
    return ("limit", "") if event.actor.person == CLOCK and body.step == name else None


def _extended(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    body: Extended = event.body
    for name, at in here.items():
        if body.step in ("", name):
            _change(
                found,
                at,
                ("extended", to_local(body.new).date().isoformat()),
                **({"bound": body.new} if body.step else {}),
            )


def _reversed(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    body: Reversed = event.body
    for name in list(here):
        _change(found, here.pop(name), ("reversed", str(body.event)), done=event.at)
    _entered(event, body.steps, event.actor.person, found, here, ("reversed", str(body.event)))


def _transferred(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    """By a step of that house it is handed over with the step; by hand the step goes from here to whoever has it there."""
    body: Transferred = event.body
    note = ("transferred", body.house)
    for name, at in list(here.items()):
        if body.why == "at":
            _change(found, at, note)
            continue
        _change(found, at, note, done=event.at)
        here[name] = len(found)
        found.append(
            replace(
                found[at],
                giver=event.actor.person,
                receiver="",
                handed=event.at,
                number=event.number,
                taken=None,
                done=None,
                notes=(note,),
            )
        )


def _delivered(event: Event, found: list[Hand], here: dict[str, int]) -> None:
    """The result goes to whoever came for it: handed over, taken and done at once."""
    body: Delivered = event.body
    found.append(
        Hand(
            "",
            {},
            event.actor.person,
            str(body.personal.get("to") or APPLICANT),
            (),
            event.at,
            event.number,
            taken=event.at,
            done=event.at,
            notes=(("delivered", body.how),),
        )
    )


READ: Mapping[type, object] = {
    Opened: _opened,
    Assigned: _assigned,
    Acted: _acted,
    Extended: _extended,
    Reversed: _reversed,
    Transferred: _transferred,
    Delivered: _delivered,
}
