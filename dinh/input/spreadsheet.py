"""Read the first table of a spreadsheet (.xlsx) or of a CSV file: cells with their addresses, and what makes a table unreadable.

Bytes in, values out; nothing here knows registers. Rule to keep: what a person would not notice in a sheet (merged cells,
errors of formulas, another encoding) is a fault at its cell, never guessed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from msgspec import Struct

from dinh.engine.refusal import Fault, Refusal, Refused

SIZE_BYTES_MAX = 10 * 2**20
UNPACKED_BYTES_MAX = 200 * 2**20
ROWS_MAX, COLUMNS_MAX, FAULTS_MAX = 20_000, 200, 500
DELIMITERS = ",;\t"


class Cell(Struct, frozen=True):
    """value: text, exact number, `date`, `datetime` or `bool`, as the sheet holds it; address: `B7`."""

    value: Any
    address: str


class Sheet(Struct, frozen=True):
    """rows: the filled cells of each row that has any, by column number from 1."""

    rows: tuple[dict[int, Cell], ...]
    faults: tuple[Fault, ...] = ()


def read_sheet(content: bytes, sheet: str = "") -> Sheet:
    """Read the sheet of this name, else the first; a CSV file is one sheet. Raises Refused where there is no table to read."""
    if not content:
        raise Refused(Refusal("table.empty"))
    if len(content) > SIZE_BYTES_MAX:
        raise Refused(Refusal("table.too_large", {"most": SIZE_BYTES_MAX // 2**20}))
    found = _xlsx(content, sheet) if content.startswith(b"PK\x03\x04") else _csv(content)
    if not found.rows and not found.faults:
        raise Refused(Refusal("table.empty"))
    if len(found.rows) > ROWS_MAX:
        raise Refused(Refusal("table.too_long", {"most": ROWS_MAX}))
    return found


def address(column: int, row: int) -> str:
    """`B7` of column 2 and row 7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Sheet:
    text = _text(content)
    first_line = text.lstrip("\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(_rows_of(enumerate(lines, 1)))
    except csv.Error:
        raise Refused(Refusal("table.unreadable", {"line": lines.line_num})) from None
    return Sheet(tuple(rows))


def _text(content: bytes) -> str:
    """Decode UTF-8, with or without its mark, or UTF-16 with its mark; other encodings would turn Vietnamese into noise."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Refused(Refusal("table.encoding", {"line": line})) from None
    if "\x00" in text:
        raise Refused(
            Refusal("table.unreadable", {"line": text.count("\n", 0, text.index("\x00")) + 1})
        )
    return text


def _rows_of(lines: Iterator[tuple[int, list[str]]]) -> Iterator[dict[int, Cell]]:
    for number, line in lines:
        if len(line) > COLUMNS_MAX or number > ROWS_MAX * 2:
            raise Refused(Refusal("table.too_long", {"most": ROWS_MAX}))
        cells = {
            column: Cell(value.strip(), address(column, number))
            for column, value in enumerate(line, 1)
            if value.strip()
        }
        if cells:
            yield cells


# --- Excel ------------------------------------------------------------------------------------------------------------


def _xlsx(content: bytes, name: str) -> Sheet:
    """Values as the program that saved the file computed them; merged cells and errors of formulas are faults."""
    from openpyxl import load_workbook  # dear to load, and only where a table comes in
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_BYTES_MAX:
                raise Refused(Refusal("table.too_large", {"most": SIZE_BYTES_MAX // 2**20}))
        book = load_workbook(io.BytesIO(content), data_only=True)
        formulas = load_workbook(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        TypeError,
        SyntaxError,
    ):
        raise Refused(Refusal("table.unreadable", {"line": 1})) from None
    names = [one.title for one in book.worksheets]
    if not names or (name and name not in names):
        raise Refused(Refusal("table.no_sheet", {"sheet": name, "sheets": names}))
    sheet, as_written = (one[name] if name else one.worksheets[0] for one in (book, formulas))
    if (sheet.max_row or 0) > ROWS_MAX * 2 or (sheet.max_column or 0) > COLUMNS_MAX:
        raise Refused(Refusal("table.too_long", {"most": ROWS_MAX}))
    faults = [
        Fault(one.coord.partition(":")[0], "table.merged", {"cells": one.coord})
        for one in sorted(sheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col))
    ]
    rows: list[dict[int, Cell]] = []
    for line in sheet.iter_rows():
        cells: dict[int, Cell] = {}
        for one in line:
            place = address(one.column, one.row)
            if one.data_type == "e":
                faults.append(Fault(place, "table.error", {"given": str(one.value)}))
            elif one.value is None and as_written.cell(one.row, one.column).value is not None:
                faults.append(Fault(place, "table.formula"))
            elif (value := _plain(one.value)) not in (None, ""):
                cells[one.column] = Cell(value, place)
        if cells:
            rows.append(cells)
    return Sheet(tuple(rows), tuple(faults[:FAULTS_MAX]))


def _plain(value: Any) -> Any:
    """A whole number without its point, an exact decimal, a day without midnight, a text without outer space."""
    match value:
        case bool():
            return value
        case float():
            return int(value) if value.is_integer() else Decimal(repr(value))
        case datetime() if value.time() == time():
            return value.date()
        case str():
            return value.strip()
        case date() | datetime() | int() | None:
            return value
    return str(value)
