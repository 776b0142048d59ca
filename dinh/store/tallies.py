"""How many cases were received and settled, and how long that took: sums by local month, field and procedure.

Each transaction carries the sums on by what its cases add to them, so that a page reads some hundred rows, however many
cases there are. A case's part in them is a function of the folded case alone: `rebuild` adds all up anew. What is open
is counted where it stands (an index of the open cases), for whether it is late changes with the time.
Nothing of a person is in them, and a case of any class counts as any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.store.instants import LOCAL, seconds
from dinh.store.link import Row, linked
from dinh.store.projections import Statement

KEY = ("month", "field", "procedure")
SUMS = ("received", "settled", "on_time", "early", "late", "taken_s", "promised_s")
TALLY_ADD = (
    f"INSERT INTO tallies (house, {', '.join(KEY + SUMS)}) VALUES ({', '.join('?' * (1 + len(KEY + SUMS)))}) "
    f"ON CONFLICT (house, {', '.join(KEY)}) DO UPDATE SET {', '.join(f'{name}=tallies.{name}+excluded.{name}' for name in SUMS)}"
)
TALLY_CLEAR = "DELETE FROM tallies WHERE house=? AND month=? AND field=? AND procedure=? AND received=0 AND settled=0"


class Tally(Struct, frozen=True):
    """
    month               `YYYY-MM`, of the house's clock: in which the cases were received, or were settled
    on_time, late       of the settled, those that had a due; early: of those on time, settled on a day before the due's
    taken_s, promised_s of the settled that had a due, together: seconds from acceptance to the end, and to the due
    """

    month: str
    field: str
    procedure: str
    received: int = 0
    settled: int = 0
    on_time: int = 0
    early: int = 0
    late: int = 0
    taken_s: int = 0
    promised_s: int = 0


class Open(Struct, frozen=True):
    """Open cases now. within, overdue: those whose clock runs towards a due; of the others it stands, has not begun, or the law sets none."""

    field: str
    procedure: str
    open: int
    within: int
    overdue: int


class Sums:
    """What cases add to the tallies, together."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, ...], list[int]] = {}

    def count(self, case: Case, sign: int = 1) -> None:
        for key, part in _parts(case):
            sums = self._sums.setdefault(key, [0] * len(SUMS))
            for place, amount in enumerate(part):
                sums[place] += sign * amount

    def change(self, old: Case | None, new: Case) -> None:
        """A case that was `old` is `new`. When it was received never changes; most acts settle nothing."""
        if old is None:
            self.count(new)
        elif old.went is not new.went or (
            (old.settled or new.settled) and _counted(old) != _counted(new)
        ):
            self.count(old, -1)
            self.count(new)

    def statements(self, house: str) -> Iterator[Statement]:
        changed = [(key, sums) for key, sums in self._sums.items() if any(sums)]
        if changed:
            yield TALLY_ADD, [(house, *key, *sums) for key, sums in changed]
        if gone := [(house, *key) for key, sums in changed if sums[0] < 0 or sums[1] < 0]:
            yield TALLY_CLEAR, gone

    def rows(self, house: str) -> Iterator[Row]:
        return ((house, *key, *sums) for key, sums in self._sums.items())


def _counted(case: Case) -> tuple[datetime | str | None, ...]:
    """Of what can change all that a settled case's part is made from."""
    return case.settled, case.accepted, case.due, case.home


def _parts(case: Case) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    if case.house not in (
        case.first,
        case.settles,
    ):  # only asked by the way: it counts where it is answered for
        return
    if case.opened is not None:
        yield (_month(case.opened), case.field, case.procedure), (1, 0, 0, 0, 0, 0, 0)
    if case.settled is not None:
        yield (
            (_month(case.settled), case.field, case.procedure),
            (0, 1, *_in_time(case, case.settled)),
        )


def _in_time(case: Case, settled: datetime) -> tuple[int, ...]:
    due, start = case.due, case.accepted or case.opened
    if due is None or start is None:
        return (0, 0, 0, 0, 0)
    begun = int(start.timestamp())
    early = not case.late and settled.astimezone(LOCAL).date() < due.astimezone(LOCAL).date()
    return (
        int(not case.late),
        int(early),
        int(case.late),
        int(settled.timestamp()) - begun,
        int(due.timestamp()) - begun,
    )


def _month(at: datetime) -> str:
    local = at.astimezone(LOCAL)
    return f"{local.year:04}-{local.month:02}"


# --- reading ----------------------------------------------------------------------------------------------------------


def tallies(house: str, first: str, last: str) -> list[Tally]:
    """Of the months from `first` to `last`, both included."""
    sql = f"SELECT {', '.join(KEY + SUMS)} FROM tallies WHERE house=? AND month >= ? AND month <= ? ORDER BY {', '.join(KEY)}"
    return [Tally(*row) for row in linked().all(sql, (house, first, last))]


def before(house: str, month: str) -> list[Tally]:
    """All that was before a month, added up by field and procedure: received less settled was carried over into it."""
    sql = f"SELECT field, procedure, {', '.join(f'SUM({name})' for name in SUMS)} FROM tallies WHERE house=? AND month < ? GROUP BY field, procedure"
    return [
        Tally("", field, procedure, *map(int, sums))
        for field, procedure, *sums in linked().all(sql, (house, month))
    ]


def still_open(house: str, now: datetime) -> list[Open]:
    """By field and procedure. A paused case is never late."""
    at = seconds(now)
    sql = (
        "SELECT field, procedure, COUNT(*), SUM(CASE WHEN due >= ? AND paused IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN due < ? AND paused IS NULL THEN 1 ELSE 0 END) "
        "FROM cases WHERE house=? AND state='open' GROUP BY field, procedure"
    )
    return [
        Open(field, procedure, *map(int, counts))
        for field, procedure, *counts in linked().all(sql, (at, at, house))
    ]
