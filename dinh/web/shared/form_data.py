"""What stands in the inputs of a form, as it was typed: from a browser's flat names to what the door takes, and back.

An input is named by its place, as a fault names it: `died_on`, `applicant.name`, `children.2.born_on`; the rows of a list
are its name repeated, once for each row id. A place that is called like an input of the pages' own is sent as `f-PLACE`. Rule to keep: text stays as typed until the engine reads it, so that a
page with faults shows what the person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from dinh.engine.definition.procedure import Field
from dinh.engine.schedule.calendar import to_local
from dinh.messages.facts import number
from dinh.messages.words import full_day, hour

ROWS_MAX = 200
SEVERAL = frozenset({"choices", "roles"})
FILES = frozenset({"file", "files"})
OWN = frozenset(
    [
        "action",
        "add",
        "all",
        "asked",
        "asking",
        "do",
        "example",
        "kept",
        "key",
        "lang",
        "next",
        "of",
        "present",
        "remove",
        "same",
        "scan",
        "scan_for",
        "seen",
        "state",
        "step",
        "words",
    ]
)
"""What the pages that show a form send beside it."""
BESIDE = "f-"


class Typed(Struct, frozen=True):
    """texts: place -> what was typed (a list where several may be chosen); rows: list -> its row ids, in order;
    files: place -> stored files."""

    texts: dict[str, Any] = {}
    rows: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[dict[str, Any], ...]] = {}

    def text(self, place: str) -> str:
        value = self.texts.get(place, "")
        return value if isinstance(value, str) else ""

    def chosen(self, place: str) -> tuple[str, ...]:
        value = self.texts.get(place, ())
        return (value,) if isinstance(value, str) else tuple(value)


def name_of(place: str) -> str:
    """As what an input of this place is sent. No field's name has a hyphen."""
    return BESIDE + place if place in OWN else place


def place_of(name: str) -> str:
    return name.removeprefix(BESIDE)


def places(
    fields: Iterable[Field], rows: Mapping[str, Sequence[str]]
) -> Iterable[tuple[str, Field]]:
    """Every input there is: of fields, and of the columns of each row."""
    for field in fields:
        if field.type != "list":
            yield field.name, field
        for row in rows.get(field.name, ()) if field.type == "list" else ():
            for column in field.columns.values():
                yield f"{field.name}.{row}.{column.name}", column


def from_post(
    fields: Iterable[Field],
    post: Mapping[str, Sequence[str]],
    files: Mapping[str, tuple[dict[str, Any], ...]] | None = None,
) -> Typed:
    """What a browser sent for these fields; whatever else it sent is not looked at. A list always shows its least number of rows."""
    fields = list(fields)
    rows = {
        field.name: _row_ids(field, post.get(name_of(field.name), ()))
        for field in fields
        if field.type == "list"
    }
    texts: dict[str, Any] = {}
    for place, field in places(fields, rows):
        sent = post.get(name_of(place), ())
        if field.type in SEVERAL and sent:
            texts[place] = [one for one in sent if one]
        elif sent and sent[-1]:
            texts[place] = sent[-1]
    kept = dict(files or {})
    kept |= {
        place: kept[place][-1:]
        for place, field in places(fields, rows)
        if field.type == "file" and place in kept
    }
    return Typed(texts, rows, kept)


def _row_ids(field: Field, sent: Sequence[str]) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(one for one in sent if one.isdigit() and len(one) < 6))[:ROWS_MAX]
    return ids or tuple(str(n + 1) for n in range(int(field.rows.low) if field.rows else 0))


def from_data(fields: Iterable[Field], data: Mapping[str, Any]) -> Typed:
    """A case's values as a person would type them."""
    fields = list(fields)
    rows = {
        field.name: tuple(data.get(field.name) or ()) or _row_ids(field, ())
        for field in fields
        if field.type == "list"
    }
    texts: dict[str, Any] = {}
    files: dict[str, tuple[dict[str, Any], ...]] = {}
    for place, field in places(fields, rows):
        value = _value(data, place, field)
        if field.type in FILES and value:
            files[place] = tuple(value) if isinstance(value, list) else (value,)
        elif value is not None:
            texts[place] = list(value) if field.type in SEVERAL else as_typed(field, value)
    return Typed(texts, rows, files)


def _value(data: Mapping[str, Any], place: str, field: Field) -> Any:
    if place == field.name:
        return data.get(place)
    name, row = place.removesuffix("." + field.name).rsplit(".", 1)
    return ((data.get(name) or {}).get(row) or {}).get(field.name)


def as_typed(field: Field, value: Any) -> str:
    """`2026-07-01` as 01/07/2026, 1500000 đồng as 1.500.000, true as yes; a number as it is read again, without dots."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.type == "date":
        return full_day(value)
    if field.type == "datetime":
        at = to_local(datetime.fromisoformat(value))
        return f"{full_day(at)} {hour(at)}"
    if isinstance(value, int | Decimal) and field.type != "money":
        return str(value).replace(".", ",")
    return number(value, "vi") if isinstance(value, int | Decimal) else str(value)


def as_data(
    fields: Iterable[Field], typed: Typed, known_rows: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """What the door takes as `data`. `known_rows`: rows the case has already, which keep their ids."""
    data: dict[str, Any] = {}
    for field in fields:
        if field.type == "list":
            known = set((known_rows or {}).get(field.name, ()))
            data[field.name] = [
                {**({"row": row} if row in known else {}), **_row(field, row, typed)}
                for row in typed.rows.get(field.name, ())
            ]
        else:
            value = _given(field, field.name, typed)
            if value is not None:
                data[field.name] = value
    return {name: value for name, value in data.items() if value != []}


def _row(field: Field, row: str, typed: Typed) -> dict[str, Any]:
    cells = (
        (column.name, _given(column, f"{field.name}.{row}.{column.name}", typed))
        for column in field.columns.values()
    )
    return {name: value for name, value in cells if value is not None}


def _given(field: Field, place: str, typed: Typed) -> Any:
    if field.type in FILES:
        files = list(typed.files.get(place, ()))
        bare = [{key: value for key, value in file.items() if key != "kept"} for file in files]
        return (bare if field.type == "files" else bare[-1]) if bare else None
    return typed.texts.get(place)


def with_starts(typed: Typed, fields: Iterable[Field]) -> Typed:
    """What a file fills in to begin with, seen before it is sent: the books would take it unseen."""
    starts = {
        place: as_typed(field, field.start)
        for place, field in places(fields, typed.rows)
        if field.start is not None and field.type not in (*SEVERAL, *FILES)
    }
    return Typed({**starts, **typed.texts}, typed.rows, typed.files)


def with_row(typed: Typed, field: Field) -> Typed:
    """One more row, where the list has room."""
    ids = typed.rows.get(field.name, ())
    if len(ids) >= min(ROWS_MAX, int(field.rows.high) if field.rows else ROWS_MAX):
        return typed
    return Typed(
        typed.texts,
        {**typed.rows, field.name: (*ids, str(max(map(int, ids), default=0) + 1))},
        typed.files,
    )


def without_row(typed: Typed, field: Field, row: str) -> Typed:
    return Typed(
        typed.texts,
        {
            **typed.rows,
            field.name: tuple(one for one in typed.rows.get(field.name, ()) if one != row),
        },
        typed.files,
    )


def renumbered(typed: Typed, field: Field, known: Iterable[str] = ()) -> Typed:
    """The rows numbered as the door will number them, so that its faults find them: known rows keep theirs."""
    known, texts, files = set(known), dict(typed.texts), dict(typed.files)
    next_id, ids = max(map(int, known), default=0), []
    for row in typed.rows.get(field.name, ()):
        if row not in known:
            next_id += 1
        ids.append(row if row in known else str(next_id))
    moved = [
        (f"{field.name}.{old}.", f"{field.name}.{new}.")
        for old, new in zip(typed.rows.get(field.name, ()), ids, strict=True)
    ]
    for kept in (texts, files):
        taken = {
            new + place[len(old) :]: kept.pop(place)
            for old, new in moved
            for place in list(kept)
            if place.startswith(old)
        }
        kept.update(taken)
    return Typed(texts, {**typed.rows, field.name: tuple(ids)}, files)
