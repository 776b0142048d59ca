"""What a later version asks again before it accepts a case that was opened under an earlier one.

Rule to keep: what an acceptance leaves is a case that could have been opened under the version it now follows, so that
everything proven of that version holds of this case too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dinh.engine.definition.condition import test_holds
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.refusal import Fault

type Allowed = tuple[dict[str, Field], dict[str, tuple[str, ...]]]
"""Fields that may be filled, and of lists the columns that may be filled in the rows there are."""


def fits(field: Field, value: Any) -> bool:
    """True if this stored value (not a list) is an answer to the field as the version asks it."""
    try:
        return bool(read_value(field, value) == value)
    except Bad:
        return False


def unfitting(fields: Iterator[Field], data: Mapping[str, Any]) -> Iterator[str]:
    """Name every stored answer that is none in this version: `field`, or `list.ROW.column`."""
    for field in fields:
        value = data.get(field.name)
        if value is None:
            continue
        if field.type != "list":
            if not fits(field, value):
                yield field.name
        elif not isinstance(value, Mapping) or not _rows_fit(field, len(value)):
            yield field.name
        else:
            for row, cells in value.items():
                for name, column in field.columns.items():
                    if cells.get(name) is not None and not fits(column, cells[name]):
                        yield f"{field.name}.{row}.{name}"


def _rows_fit(field: Field, count: int) -> bool:
    return field.rows is None or not count or test_holds(field.rows, count)


def fields_of(procedure: Procedure, step: str) -> Iterator[Field]:
    """Give the form, and the findings that every case which stands at `step` has been asked."""
    from dinh.engine.analysis.asked_before import askings  # loaded only where versions differ

    asked = askings(procedure).get(step)
    surely = asked.surely if asked else frozenset()
    yield from procedure.form.values()
    yield from (field for name, field in procedure.findings.items() if name in surely)


def known_fields(procedure: Procedure) -> Iterator[Field]:
    yield from procedure.form.values()
    yield from procedure.findings.values()


def allowed_again(procedure: Procedure, step: str, data: Mapping[str, Any]) -> Allowed:
    """Open what is empty or no longer an answer, so that the accepting action itself may fill it."""
    wrong = set(unfitting(known_fields(procedure), data))
    asked = {field.name for field in fields_of(procedure, step)}
    fields: dict[str, Field] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for field in known_fields(procedure):
        value = data.get(field.name)
        if field.name in wrong or (field.name in asked and value is None):
            fields[field.name] = field
        elif field.type == "list" and value:
            open_columns = tuple(
                name
                for name in field.columns
                if any(
                    f"{field.name}.{row}.{name}" in wrong
                    or (field.name in asked and cells.get(name) is None)
                    for row, cells in value.items()
                )
            )
            if open_columns:
                columns[field.name] = open_columns
    return fields, columns


def without(data: Mapping[str, Any], places: set[str]) -> dict[str, Any]:
    """The data without the answers at these places."""
    kept: dict[str, Any] = {}
    for name, value in data.items():
        if name in places:
            continue
        lost = {place for place in places if place.startswith(f"{name}.")}
        kept[name] = (
            {
                row: {
                    column: cell
                    for column, cell in cells.items()
                    if f"{name}.{row}.{column}" not in lost
                }
                for row, cells in value.items()
            }
            if lost and isinstance(value, Mapping)
            else value
        )
    return kept


def answer_at(data: Mapping[str, Any], place: str) -> Any:
    """Give the answer at `field` or `list.ROW.column`."""
    if place in data:
        return data[place]
    rows, _, column = place.rpartition(".")
    name, _, row = rows.rpartition(".")
    return data[name][row][column]


def field_in(procedure: Procedure, place: str) -> Field | None:
    """Give the field, or the column of a list, that a place names."""
    whole = {**procedure.form, **procedure.findings}
    if place in whole:
        return whole[place]
    rows, _, column = place.rpartition(".")
    field = whole.get(rows.rpartition(".")[0])
    return field.columns.get(column) if field else None


def faults_of_version(places: set[str], version: str) -> list[Fault]:
    return [Fault(place, "field.not_in_version", {"version": version}) for place in sorted(places)]
