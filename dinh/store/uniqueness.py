"""Records that have the same values as others, for `unique`: asked only where a register says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dinh.engine.field_types.same_value import INSTANT
from dinh.store.link import Link
from dinh.store.records import RecordRow, cell_text, row_of

JOINED_MAX = 4
PAGE = 500
COLUMNS = 'r.record, r.number, r.part, r.start, r.until, r.closed, r."case", r.cells'
ALSO = "JOIN record_cells c{n} ON c{n}.house=c.house AND c{n}.register=c.register AND c{n}.record=c.record AND c{n}.col=? AND c{n}.cell=?"
ITS_ROW = "JOIN records r ON r.house=c.house AND r.register=c.register AND r.record=c.record AND r.closed=0"
OF_THE_CELL = "WHERE c.house=? AND c.register=? AND c.col=? AND c.cell=? ORDER BY c.record"
EVERY = f"SELECT {COLUMNS} FROM records r WHERE r.house=? AND r.register=? AND r.record > ? AND r.closed=0 ORDER BY r.record LIMIT ?"


def rows_alike(
    link: Link, house: str, register: str, wanted: Mapping[str, Any]
) -> Iterator[RecordRow]:
    """The rows that stand and may have these values: found by their cells, else every row of the register, page by page."""
    cells = _cells(wanted)
    if not cells:
        yield from standing(link, house, register)
        return
    joined = " ".join(ALSO.format(n=n) for n in range(1, len(cells)))
    values = [one for cell in cells[1:] for one in cell] + [house, register, *cells[0]]
    for row in link.all(
        f"SELECT {COLUMNS} FROM record_cells c {joined} {ITS_ROW} {OF_THE_CELL}", values
    ):
        yield row_of(register, row[0], row[1:])


def _cells(wanted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns to look in, the longest value first: a name tells more than a kind. One instant can be written in two ways."""
    texts = {
        column: cell_text(value)
        for column, value in wanted.items()
        if not (isinstance(value, str) and INSTANT.match(value))
    }
    return sorted(
        ((column, text) for column, text in texts.items() if text is not None),
        key=lambda cell: len(cell[1]),
        reverse=True,
    )[:JOINED_MAX]


def standing(link: Link, house: str, register: str) -> Iterator[RecordRow]:
    """Every row of a register that stands."""
    after = ""
    while rows := link.all(EVERY, (house, register, after, PAGE)):
        yield from (row_of(register, row[0], row[1:]) for row in rows)
        after = rows[-1][0]
