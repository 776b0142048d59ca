"""The parent of a case and its children, as one person may see them: who may not see one sees only that there is one."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from dinh import access
from dinh.access import Seen
from dinh.engine.case import Case, is_late
from dinh.engine.event import OpenStep
from dinh.engine.kin import Child
from dinh.store import ledger

SHOWN_MAX = 100


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
        return access.called(self.house) if self.house else ""


class Family(Struct, frozen=True):
    """more: children beyond those that are told."""

    parent: Relative | None = None
    children: tuple[Relative, ...] = ()
    more: int = 0


def family(seen: Seen, most: int = SHOWN_MAX) -> Family:
    case = seen.case
    parent = _parent(seen) if case.parent else None
    return Family(parent, tuple(_child(seen, child) for child in case.children[:most]), max(0, len(case.children) - most))


def _parent(seen: Seen) -> Relative:
    above = seen.case.parent
    assert above is not None
    if above.house != seen.case.house:
        return Relative(above.code, house=above.house)
    return _relative(seen, ledger.case_state(above.house, above.code), "")


def _child(seen: Seen, child: Child) -> Relative:
    if child.house and child.house != seen.case.house:
        return Relative(child.code, child.procedure, row=child.row, house=child.house, end=child.end, label=child.label)
    return _relative(seen, ledger.case_state(seen.case.house, child.code), child.row)


def _relative(seen: Seen, case: Case | None, row: str) -> Relative:
    if case is None or not (seen.who == access.WHOLE or access.may_read(case, seen.who)):
        return Relative()
    return Relative(case.code, case.procedure, case.name, access.title_of(case), row, "", case.end, case.end_label, case.steps, is_late(case, seen.at))


def hidden(found: Family) -> Iterable[str]:
    """What of it this person may not see."""
    if found.parent and not found.parent.code:
        yield "parent"
    if any(not child.code for child in found.children):
        yield "children"


def unseen(seen: Seen, found: Family) -> frozenset[str]:
    """The codes of children that this person may not see, so that no story tells of them."""
    return frozenset(child.code for child in seen.case.children) - {one.code for one in found.children}


def kept_codes(seen: Seen) -> frozenset[str]:
    """The codes of parent and children of which this person is told no more than that they are there."""
    if seen.who == access.WHOLE or not (seen.case.children or seen.case.parent):
        return frozenset()
    found = family(seen, most=len(seen.case.children))
    above = seen.case.parent
    return unseen(seen, found) | (frozenset({above.code}) if above and found.parent and not found.parent.code else frozenset())


def without_codes(body: Any, codes: frozenset[str]) -> Any:
    """What an event says, without cases of these codes: of each stays only that there is one."""
    if isinstance(body, dict):
        return {"code": None} if body.get("code") in codes else {key: without_codes(value, codes) for key, value in body.items()}
    if isinstance(body, list):
        return [without_codes(one, codes) for one in body]
    return None if isinstance(body, str) and body in codes else body
