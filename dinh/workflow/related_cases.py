"""The parent of a case, its children and the cases related to it, as one person may see them: who may not see one sees only that there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from dinh.access import finders
from dinh.access.finders import Seen
from dinh.engine.record.case import Case, is_late
from dinh.engine.record.child_records import Child
from dinh.engine.record.events import OpenStep
from dinh.store import ledger
from dinh.store.erase import Gone

SHOWN_MAX = 100
KIN_MAX = 1000


class Relative(Struct, frozen=True):
    """A parent or child. code: "" when this person may not see it; then nothing else is told either.

    row    the row of the list or register for which it was opened
    house  whose case it is, when it is another house's: of that only its end is known here
    end    the name of its end, "" while it is open; `steps`: where it stands
    """

    code: str = ""
    procedure: str = ""
    name: dict[str, str] = {}
    title: str = ""
    row: str = ""
    house: str = ""
    end: str = ""
    label: dict[str, str] = {}
    steps: tuple[OpenStep, ...] = ()
    late: bool = False

    @property
    def where(self) -> str:
        """What the other house is called."""
        return finders.called(self.house) if self.house else ""


class Family(Struct, frozen=True):
    """more: children beyond those that are told. related: codes that this person may read; kept: those that they may not."""

    parent: Relative | None = None
    children: tuple[Relative, ...] = ()
    more: int = 0
    related: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()


def family(seen: Seen, most: int = SHOWN_MAX) -> Family:
    case = seen.case
    parent = _parent(seen) if case.parent else None
    kept = frozenset(
        code for code in case.related if not _may_read(seen, ledger.case_state(case.house, code))
    )
    related = tuple(code for code in case.related if code not in kept)
    return Family(
        parent,
        tuple(_child(seen, child) for child in case.children[:most]),
        max(0, len(case.children) - most),
        related,
        kept,
    )


def _parent(seen: Seen) -> Relative:
    above = seen.case.parent
    assert above is not None
    if above.house != seen.case.house:
        return Relative(above.code, house=above.house)
    return _relative(seen, ledger.case_state(above.house, above.code), "")


def _child(seen: Seen, child: Child) -> Relative:
    if child.house and child.house != seen.case.house:
        return Relative(
            child.code,
            child.procedure,
            row=child.row,
            house=child.house,
            end=child.end,
            label=child.label,
        )
    return _relative(seen, ledger.case_state(seen.case.house, child.code), child.row)


def _relative(seen: Seen, case: Case | None, row: str) -> Relative:
    if case is None or not _may_read(seen, case):
        return Relative()
    return Relative(
        case.code,
        case.procedure,
        case.name,
        finders.title_of(case),
        row,
        "",
        case.end,
        case.end_label,
        case.steps,
        is_late(case, seen.at),
    )


def _may_read(seen: Seen, case: Case | None) -> bool:
    """What these books do not have (of another house, where the case came from) tells nothing."""
    return case is None or seen.who == finders.WHOLE or finders.may_read(case, seen.who)


def hidden(found: Family) -> Iterable[str]:
    """What of it this person may not see."""
    if found.parent and not found.parent.code:
        yield "parent"
    if any(not child.code for child in found.children):
        yield "children"
    if found.kept:
        yield "related"


def unseen(seen: Seen, found: Family) -> frozenset[str]:
    """The codes of children, and of cases related to it, that this person may not see, so that no story tells of them."""
    return (
        frozenset(child.code for child in seen.case.children) - {one.code for one in found.children}
    ) | found.kept


def kept_codes(seen: Seen) -> frozenset[str]:
    """The codes of parent, children and related cases of which this person is told no more than that they are there."""
    if seen.who == finders.WHOLE or not (
        seen.case.children or seen.case.parent or seen.case.related
    ):
        return frozenset()
    found = family(seen, most=len(seen.case.children))
    above = seen.case.parent
    return unseen(seen, found) | (
        frozenset({above.code}) if above and found.parent and not found.parent.code else frozenset()
    )


def without_codes(body: Any, codes: frozenset[str]) -> Any:
    """What an event says, without cases of these codes: of each stays only that there is one."""
    if isinstance(body, dict):
        return (
            {"code": None}
            if body.get("code") in codes
            else {key: without_codes(value, codes) for key, value in body.items()}
        )
    if isinstance(body, list):
        return [without_codes(one, codes) for one in body]
    return None if isinstance(body, str) and body in codes else body


def still_told(
    before: Case, names: Iterable[str], may: Callable[[Case], bool] = lambda case: True
) -> list[dict[str, Any]]:
    """Where parents and children still tell what was struck in a case, `{"house", "case", "names"}` each: an order is of one case, and what that
    gave to others or took from them is theirs. before: the case while it still had the values; may: may whoever asks read this one"""
    gone = Gone()
    for name in names:
        rows, _, column = name.rpartition(".")
        gone.note(
            [
                before.data.get(name),
                *(cells.get(column) for cells in (before.data.get(rows) or {}).values()),
            ]
            if name not in before.documents
            else None
        )
    kin = (
        (case, [name for name, value in case.data.items() if gone.told_by(value)])
        for case in _kin(before)
        if may(case)
    )
    return [{"house": case.house, "case": case.code, "names": told} for case, told in kin if told]


def _kin(case: Case) -> Iterator[Case]:
    """All parents and children, theirs too, the nearest first; at most KIN_MAX."""
    known, ahead = {(case.house, case.code)}, [case]
    while ahead and len(known) <= KIN_MAX:
        one = ahead.pop(0)
        places = [(child.house or one.house, child.code) for child in one.children] + (
            [(one.parent.house, one.parent.code)] if one.parent else []
        )
        for place in places:
            if place not in known and (found := ledger.case_state(*place)) is not None:
                known.add(place)
                ahead.append(found)
                yield found
