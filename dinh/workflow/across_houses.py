"""A case in the books of several houses: what is written of it in one is told in the others, in the same transaction.

The house that has the case writes; the house that opened it and the one that settles it are told every event, at the same
place of the case and with the same fold, so that their lists and deadlines stay true. A house that only had it on the way is
told no more, until the case comes back or values are struck. A house that receives it is told all that went before.
Rule to keep: whoever writes in a case that may have left its house appends through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from dinh.engine.record.case import Case
from dinh.engine.record.events import Event, Struck, Transferred
from dinh.engine.refusal import Refusal, Refused
from dinh.houses import called
from dinh.store import ledger, writer
from dinh.store.across_houses import Needs, write_across
from dinh.store.writer import Batch

TRIES_MAX = 5
Entry = tuple[Any, Any, Any]


def write[T](house: str, work: Callable[[Batch], T], key: str | None = None) -> T:
    """As `writer.write`; across the books of further houses, where the work finds that the case lies in them too."""
    houses: tuple[str, ...] = (house,)
    for _ in range(TRIES_MAX):
        try:
            return (
                writer.write(house, work, key) if len(houses) == 1 else write_across(houses, work)
            )
        except Needs as needs:
            houses = tuple(dict.fromkeys((*houses, *needs.houses)))
    raise writer.NotWritten(
        f"the case goes from house to house faster than it can be followed: {houses}"
    )


def append(
    batch: Batch, code: str, entries: Sequence[Entry], folded: Case | None = None
) -> Case | None:
    """Write what happened in the case, and tell it to every house that follows it. Raises Needs where their books are not at hand."""
    before = batch.case(code)
    handed = [body.house for _, _, body in entries if type(body) is Transferred]
    if not handed and not (before and before.went):
        return batch.append(code, entries, folded=folded)
    told = _told(before, entries, handed) - {batch.house}
    if told - batch.beside.keys():
        raise Needs(sorted(told))
    case = before
    for at, actor, body in entries:
        case = batch.append(code, [(at, actor, _given(batch, case, body))])
    assert case is not None
    for house in sorted(told):
        _tell(batch, batch.beside[house], case)
    return case


def _told(before: Case | None, entries: Iterable[Entry], handed: list[str]) -> set[str]:
    """Who is told: whoever opened it and settles it, whoever receives it; everybody who ever had it, of what is struck."""
    told = set(handed)
    if before is not None:
        told |= {before.first, before.settles}
        if any(type(body) is Struck for _, _, body in entries):
            told |= {stay.house for stay in before.went}
    return told


def _given(batch: Batch, case: Case | None, body: Any) -> Any:
    """A hand-over with what only the books know: the version that goes along, and which event of the other log will tell the same."""
    if type(body) is not Transferred:
        return body
    assert case is not None, "what is handed over has been opened"
    other = batch.beside[body.house]
    known = other.case(case.code)
    versions = batch.state().procedures.get(case.procedure, ())
    content = case.content or next(
        (one.digest for one in versions if one.version == case.version), ""
    )
    return replace(
        body,
        number=other.head.number + case.place + 1 - (known.place if known else 0),
        content=content,
    )


def _tell(batch: Batch, other: Batch, case: Case) -> None:
    """Tell another house of all that it does not know of the case yet."""
    known = other.case(case.code)
    if known is not None and (known.opened, known.procedure) != (case.opened, case.procedure):
        raise Refused(Refusal("cross.taken", {"house": called(other.house), "case": case.code}))
    if case.content and (kept := ledger.content(batch.house, case.content)):
        other.content(bytes(kept))
    news = [
        event for event in batch.events(case.code) if event.place > (known.place if known else 0)
    ]
    told = other.append(
        case.code, [(event.at, _elsewhere(event, batch.house), _heard(event)) for event in news]
    )
    assert told is not None and same(told, case), (
        f"{case.code} is not in {other.house} what it is in {batch.house}"
    )


def _elsewhere(event: Event, house: str) -> Any:
    return event.actor if event.actor.house else replace(event.actor, house=house)


def _heard(event: Event) -> Any:
    """A hand-over as the others tell it: by the number and the seal that it has in the log of the house that handed the case over."""
    body = event.body
    if type(body) is not Transferred or event.actor.house:
        return body
    return replace(body, number=event.number, seal=event.seal)


def same(one: Case, other: Case) -> bool:
    """Is it the same case, but for whose books tell it?"""
    return _bare(one) == _bare(other)


def _bare(case: Case) -> Case:
    return replace(case, house="", number=0, standing_number=0)
