"""Declared harvests where an alert lies: a felling that somebody announced for that plot and that time may be lawful. People decide; this only finds.

Rule to keep: a declaration fits where everything that it says of its plot is so; what it leaves open fits any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from dinh.store import ledger, queries

BOOK = "timber_harvests"
PLOTS = "forest_plots"
ADDRESS = ("old_province", "subcompartment", "compartment", "lot")
BEFORE = timedelta(days=30)
"""A cloud may hide the first days: what ended so long before the loss was seen still explains it."""


class Declared(Struct, frozen=True):
    """number: in the book, as people write it; case: where it was declared."""

    number: str
    case: str
    place: str
    first: date
    last: date

    @property
    def words(self) -> str:
        return f"số {self.number}: {self.place}, từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"


def declared(house: str, plots: Iterable[str], onset: date, found: date) -> tuple[Declared, ...]:
    """Of these plots (records of the book of plots), what was to be felled when the loss began and was seen; the newest first."""
    grounds = [row for plot in plots if (row := queries.record(house, PLOTS, plot))]
    rows = ledger.all_records(house, BOOK) if grounds else ()
    hits = [
        _told(row)
        for row in rows
        if _then(row.values, onset, found) and any(fits(row.values, ground) for ground in grounds)
    ]
    return tuple(reversed(hits))


def chosen(house: str, patch_data: Mapping[str, Any]) -> Declared | None:
    """The declaration that whoever went there named as the lawful ground."""
    wanted = str(patch_data.get("harvest") or "")
    row = queries.record_row(house, BOOK, wanted) if wanted else None
    return _told(row) if row else None


def fits(harvest: Mapping[str, Any], ground: Mapping[str, Any]) -> bool:
    said = {name: str(harvest.get(name) or "").strip().lower() for name in ADDRESS}
    return bool(said["subcompartment"]) and all(
        not word or word == str(ground.get(name) or "").strip().lower()
        for name, word in said.items()
    )


def _then(harvest: Mapping[str, Any], onset: date, found: date) -> bool:
    return (
        date.fromisoformat(str(harvest["from_day"])) <= found
        and date.fromisoformat(str(harvest["to_day"])) >= onset - BEFORE
    )


def _told(row: Any) -> Declared:
    year, dash, number = row.record.partition("-")
    plot = "/".join(str(row.values.get(name) or "") for name in ADDRESS[1:]).strip("/")
    days = (date.fromisoformat(str(row.values[name])) for name in ("from_day", "to_day"))
    return Declared(
        f"{int(number)}/{year}" if dash and number.isdigit() else row.record,
        row.case or "",
        f"{plot}, {row.values.get('place') or ''}".strip(", "),
        *days,
    )
