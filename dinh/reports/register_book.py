"""The book of a register for a period: births, certificates, whatever the house keeps, as one paper with the head of the log.

A register numbered by the year gives what was entered in the period, in order of its numbers; any other gives what stood on
the period's last day. Every record tells when it was changed or ended. A column whose class is kept from who asks is left out,
and a record whose case is; that the book was made is noted in the log first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from dinh.access import finders
from dinh.engine.definition.procedure import Field, Procedure, Register
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.reports.case_register import AT_THE_COUNTER, Book, kept_by
from dinh.reports.layout import ROWS_MAX, Asking, Namer, Period, page, values
from dinh.store import ledger, periods, queries
from dinh.store.records import RecordRow
from dinh.workflow import cases

KEEPERS = ("clerk", "office", "leader")


def keepers(house: str, register: str) -> tuple[str, ...]:
    """Who keeps the register: clerk, office and leader, and the officers to whom the counter hands the cases that write it."""
    writing = [
        one
        for one in finders.procedures(house)
        if any(op.register == register for op in _records(one))
    ]
    return (*KEEPERS, *sorted({role for one in writing for role in _in_charge(one)} - set(KEEPERS)))


def _in_charge(procedure: Procedure) -> Iterator[str]:
    """The roles of the first step that is not the counter's or the applicant's."""
    for step in procedure.steps.values():
        if others := [
            role for role in step.roles if ":" not in role and role not in AT_THE_COUNTER
        ]:
            yield from others
            return


def _records(procedure: Procedure) -> Iterator[Any]:
    for step in procedure.steps.values():
        for action in (*step.do.values(), *((step.then,) if step.then else ())):
            yield from action.records


def book(one: Asking, slug: str, of: Period) -> Book:
    """Raises access.NotFound for a register that is none, Refused: not the asker's to make, or too many rows."""
    declared = finders.register(one.house, slug)
    kept_by(one, keepers(one.house, slug))
    if _closed(declared, declared.class_, one):
        raise Refused(
            Refusal(
                "book.not_yours",
                {
                    "by": list(declared.classes[declared.class_].roles)
                    if declared.class_ in declared.classes
                    else []
                },
            )
        )
    entered = declared.number == "yearly"
    found = (
        periods.entered(one.house, slug, str(of.first), str(of.last), ROWS_MAX + 1)
        if entered
        else periods.standing(one.house, slug, str(of.last), ROWS_MAX + 1)
    )
    if len(found) > ROWS_MAX:
        raise Refused(Refusal("book.too_long", {"most": ROWS_MAX}))
    columns = [
        column for column in declared.columns.values() if not _closed(declared, column.class_, one)
    ]
    if personal := [column.name for column in columns if column.personal]:
        cases.looked(one.house, one.person, f"book:{slug}:{of.name}", personal)
    told, may = _Told(one, columns), _May(one)
    rows = [told.row(history) for history in found if all(may.read(row.case) for row in history)]
    filled = values(
        one,
        first=str(of.first),
        last=str(of.last),
        name=declared.name.vi if declared.name else slug,
        entered=entered,
        columns=[told.label(column) for column in columns],
        rows=rows,
    )
    return Book(page("so-dang-ky.typ", filled), len(rows))


def _closed(declared: Register, class_: str, one: Asking) -> bool:
    if one.who is None or class_ in ("", "open"):
        return False
    secrecy = declared.classes.get(class_)
    return secrecy is None or not one.roles & set(secrecy.roles)


class _May:
    """May this person read the case that a record is of? Asked once for each case."""

    def __init__(self, one: Asking) -> None:
        self._one = one
        self._known: dict[str, bool] = {"": True}

    def read(self, code: str) -> bool:
        if code not in self._known:
            case = ledger.case_state(self._one.house, code) if self._one.who else None
            self._known[code] = (
                self._one.who is None or case is None or finders.may_read(case, self._one.who)
            )
        return self._known[code]


class _Told:
    """Records in words, as a book has them."""

    def __init__(self, one: Asking, columns: list[Field]) -> None:
        self._house, self._columns, self._namer = one.house, columns, Namer(one.house)
        self._villages: dict[str, str] = {}

    def label(self, column: Field) -> str:
        return column.label.vi if column.label else column.name

    def row(self, history: list[RecordRow]) -> dict[str, Any]:
        first, last = history[0], history[-1]
        year, dash, number = last.record.partition("-")
        return {
            "number": f"{int(number):02d}/{year}"
            if dash and number.isdigit() and year.isdigit()
            else last.record,
            "entered": first.start,
            "case": first.case or None,
            "cells": [self.cell(column, last.values.get(column.name)) for column in self._columns],
            "notes": self._notes(history),
        }

    def _notes(self, history: list[RecordRow]) -> list[str]:
        found = []
        for before, after in pairwise(history):
            changed = [
                self.label(column)
                for column in self._columns
                if before.values.get(column.name) != after.values.get(column.name)
            ]
            by = f" theo hồ sơ {after.case}" if after.case else ""
            found.append(
                f"Sửa ngày {_day(after.start)}{by}: {', '.join(changed) or 'không đổi giá trị nào'}"
            )
        if (
            last := history[-1]
        ).closed:  # what was taken back on the day it was entered ends before it begins
            found.append(self._ended(last))
        return found

    def _ended(self, last: RecordRow) -> str:
        if last.end < last.start:
            return "Đã hủy, chưa từng có hiệu lực"
        if finders.withdrawn(self._house, last):
            return f"Đã hủy cùng kết quả của hồ sơ {last.case}, không còn giá trị sau ngày {_day(last.end)}"
        return f"Có hiệu lực đến hết ngày {_day(last.end)}"

    def cell(self, column: Field, value: Any) -> str:
        """A value as people write it; what has no value is "" and printed as a dash."""
        if value in (None, "", [], {}):
            return ""
        match column.type:
            case "date":
                return _day(str(value))
            case "datetime":
                at = to_local(datetime.fromisoformat(str(value)))
                return f"{at:%H:%M} {at:%d/%m/%Y}"
            case "money":
                return (
                    f"{value:,}".replace(",", ".") + " đồng"
                    if isinstance(value, int)
                    else str(value)
                )
            case "choice":
                return column.of[value].vi if value in column.of else str(value)
            case "choices":
                return ", ".join(
                    column.of[name].vi if name in column.of else str(name) for name in value
                )
            case "person":
                return self._namer.person(str(value))
            case "post":
                return self._namer.roles((f"post:{value}",))
            case "roles":
                return self._namer.roles(tuple(value))
            case "house":
                return finders.called(str(value))
            case "village":
                return self._village(str(value))
        if isinstance(value, bool):
            return "Có" if value else "Không"
        return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)

    def _village(self, name: str) -> str:
        if name not in self._villages:
            found = queries.record(self._house, "villages", name)
            self._villages[name] = str(found.get("name") or name) if found else name
        return self._villages[name]


def _day(day: str) -> str:
    return (
        f"{day[8:10]}/{day[5:7]}/{day[:4]}" if len(day) == 10 and day[4] == day[7] == "-" else day
    )
