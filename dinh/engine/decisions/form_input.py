"""What a person gave becomes values of the case, or every fault of it at once.

Fields not shown are dropped; required ones must be filled; `valid` lines speak. Rule to keep: nothing here decides
where a case goes; it only says whether what was given can stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec import Struct

from dinh.engine.decisions.evaluate import RowScope, Scope
from dinh.engine.definition.condition import NEVER, holds, names_in, test_holds
from dinh.engine.definition.procedure import Derived, Field, Fold, Procedure, Valid
from dinh.engine.field_types.file_facts import as_judged
from dinh.engine.field_types.reading import Bad, fault_of, read_value
from dinh.engine.refusal import Fault

type Exists = Callable[[Field, str], bool | Mapping[str, Any]]
"""Is this a village, post, person, house, record or case that the house has? Of a file: what its store knows of this digest
(`type`, `size`, `carries`), True where it holds as it is told, False where it has none."""

FAULTS_MAX = 500
NAME_MAX = 80


class Given(Struct, frozen=True):
    """Values read: full name -> value (a list whole: row id -> row), None where something was emptied on purpose."""

    values: dict[str, Any]
    faults: tuple[Fault, ...]


def flatten(given: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Nested parts written out: `{"applicant": {"name": …}}` -> `{"applicant.name": …}`; known full names stay."""
    flat: dict[str, Any] = {}
    _flatten(given, "", frozenset(fields), flat)
    return flat


def _flatten(
    given: Mapping[str, Any], prefix: str, known: frozenset[str], flat: dict[str, Any]
) -> None:
    for key, value in given.items():
        name = f"{prefix}{key}"
        if (
            name not in known
            and isinstance(value, Mapping)
            and any(one.startswith(f"{name}.") for one in known)
        ):
            _flatten(value, f"{name}.", known, flat)
        else:
            flat[name] = value


def read(
    given: Mapping[str, Any],
    fields: Mapping[str, Field],
    before: Mapping[str, Any],
    exists: Exists,
    made: Mapping[str, int] | None = None,
) -> Given:
    """Type what was given for these fields; an unknown name is a fault, with the nearest known one.

    made  list -> the highest row number ever given: a row that is gone never lends its number to another
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, one in flatten(given, fields).items():
        if len(faults) >= FAULTS_MAX:
            break
        field = fields.get(name)
        if field is None:
            faults.append(unknown(name, name, fields))
        elif field.type == "list":
            values[name] = _rows(
                field, one, before.get(name) or {}, (made or {}).get(name, 0), faults, exists
            )
        else:
            values[name] = _value(field, name, one, faults, exists)
    return Given(values, tuple(faults))


def unknown(place: str, name: str, known: Iterable[str]) -> Fault:
    near = get_close_matches(name, known, 1) if len(name) <= NAME_MAX else []
    return Fault(
        place[:NAME_MAX],
        "field.unknown",
        {"name": name[:NAME_MAX], "near": near[0] if near else ""},
    )


def _value(field: Field, place: str, given: Any, faults: list[Fault], exists: Exists) -> Any:
    try:
        value = read_value(field, given)
    except Bad as bad:
        faults.append(fault_of(place, bad))
        return None
    if value is not None and field.type in NAMED and not exists(field, value):
        faults.append(Fault(place, "field.not_found", {"given": value, "type": field.type}))
        return None
    if value and field.type in ("file", "files"):
        return _files(field, place, value, faults, exists)
    return value


def _files(field: Field, place: str, value: Any, faults: list[Fault], exists: Exists) -> Any:
    """As the store knows them: what somebody says of a file is not asked."""
    judged = []
    for file in value if field.type == "files" else [value]:
        if (known := exists(field, file["digest"])) is False:
            faults.append(Fault(place, "document.not_kept", {"name": file["name"]}))
            return None
        judged.append(as_judged(file, known))
    return judged if field.type == "files" else judged[0]


NAMED = frozenset({"village", "house", "post", "person", "record", "case"})


def _rows(
    field: Field,
    given: Any,
    before: Mapping[str, Any],
    made: int,
    faults: list[Fault],
    exists: Exists,
) -> dict[str, Any]:
    """A list of objects as rows by id: a row that names its `row` keeps it, others get the next number."""
    if given is None or given == "":
        return {}
    if not isinstance(given, list | tuple) or any(not isinstance(one, Mapping) for one in given):
        faults.append(Fault(field.name, "field.rows_shape"))
        return {}
    if field.rows and len(given) > field.rows.high:
        faults.append(
            Fault(
                field.name,
                "field.rows",
                {"low": field.rows.low, "high": field.rows.high, "count": len(given)},
            )
        )
        return {}
    next_id = next_row(before, made) - 1
    rows: dict[str, Any] = {}
    for one in given:
        row_id = str(one["row"]) if one.get("row") is not None else ""
        if row_id and (row_id not in before or row_id in rows):
            faults.append(Fault(field.name, "field.row_unknown", {"row": row_id[:NAME_MAX]}))
            continue
        if not row_id:
            next_id += 1
            row_id = str(next_id)
        rows[row_id] = read_row(field, row_id, one, before.get(row_id, {}), faults, exists)
    return rows


def next_row(before: Mapping[str, Any], made: int = 0) -> int:
    """The number of the next row that is made."""
    return max([made, *(int(row) for row in before if row.isdigit())]) + 1


def read_row(
    field: Field,
    row_id: str,
    given: Mapping[str, Any],
    before: Mapping[str, Any],
    faults: list[Fault],
    exists: Exists,
) -> dict[str, Any]:
    """The row with what was given put upon what it held; what is given again as it stands is no fault, whoever may write it."""
    row = dict(before) or {
        name: column.start for name, column in field.columns.items() if column.start is not None
    }
    for column, one in flatten(
        {k: v for k, v in given.items() if k != "row"}, field.columns
    ).items():
        if len(faults) >= FAULTS_MAX:
            break
        place = f"{field.name}.{row_id}.{column}"
        known = field.columns.get(column)
        if known is None:
            if column not in before or before[column] != one:
                faults.append(unknown(place, column, field.columns))
            continue
        value = _value(known, place, one, faults, exists)
        if value is not None:
            row[column] = value
        else:
            row.pop(column, None)
    return row


def visible(fields: Iterable[Field], scope: Scope, data: Mapping[str, Any]) -> dict[str, Any]:
    """What stands of `data` for these fields: those not shown are gone, in lists their columns too."""
    kept: dict[str, Any] = {}
    for field in fields:
        value = scope(field.name) if field.name in data else None
        if value not in (None, "", [], {}):
            kept[field.name] = value
    return kept


def missing(field: Field, scope: Scope, asked_columns: frozenset[str] = frozenset()) -> list[Fault]:
    """Required and shown, and empty; for a list: too few or many rows, and its rows' own. Columns that some later
    action asks are not asked when the row is made."""
    if not holds(field.shown, scope):
        return []
    value = scope(field.name)
    if field.type == "list":
        return _missing_rows(field, scope, value or {}, asked_columns)
    return (
        [Fault(field.name, "field.required")]
        if value is None and holds(field.required, scope)
        else []
    )


def _missing_rows(
    field: Field, scope: Scope, rows: Mapping[str, Any], asked_columns: frozenset[str]
) -> list[Fault]:
    faults: list[Fault] = []
    if (
        field.rows
        and not test_holds(field.rows, len(rows))
        and (rows or holds(field.required, scope) or field.required == NEVER)
    ):
        faults.append(
            Fault(
                field.name,
                "field.rows",
                {"low": field.rows.low, "high": field.rows.high, "count": len(rows)},
            )
        )
    elif not rows and holds(field.required, scope):
        faults.append(Fault(field.name, "field.required"))
    for row in scope.rows_of(field.name):
        faults += [
            Fault(f"{field.name}.{row.row_id}.{name}", "field.required")
            for name, column in field.columns.items()
            if name not in asked_columns
            and holds(column.shown, row)
            and holds(column.required, row)
            and row(name) is None
        ]
    return faults


def spoken(valid: Valid, scope: Scope, field: Field | None = None) -> Fault | None:
    """The fault a `valid` line says, if it holds."""
    if not holds(valid.when, scope):
        return None
    at = (
        f"{field.name}.{scope.row_id}.{valid.at}"
        if field and isinstance(scope, RowScope)
        else valid.at
    )
    return Fault(
        at,
        "valid",
        {"vi": _filled(valid.say.vi, valid, scope), "en": _filled(valid.say.en, valid, scope)},
    )


def _filled(say: str | None, valid: Valid, scope: Scope) -> str | None:
    """The sentence with the values of the `{fields}` that its own condition asks for."""
    if say and "{" in say:
        for name in names_in(valid.when):
            say = say.replace(f"{{{name}}}", str(scope(name)))
    return say


OPENING = ""
"""No action of a step, whatever one is called: the case is being opened, and every line is looked at that names no action."""


def faults_of(
    procedure: Procedure, scope: Scope, filled: frozenset[str], action: str
) -> tuple[list[Fault], list[str]]:
    """What the `valid` lines say of what this action fills: (faults that stop, texts that warn)."""
    faults: list[Fault] = []
    warned: list[str] = []
    lines = [(valid, None) for valid in procedure.valid] + [
        (valid, field)
        for field in (*procedure.form.values(), *procedure.findings.values())
        if field.type == "list"
        for valid in field.valid
    ]
    for valid, field in lines:
        if not _concerns(procedure, valid, field, filled, action):
            continue
        for inner in scope.rows_of(field.name) if field else [scope]:
            fault = spoken(valid, inner, field)
            if fault and valid.warn:
                warned.append(valid.say.vi)
            elif fault:
                faults.append(fault)
    return faults, warned


def _concerns(
    procedure: Procedure, valid: Valid, field: Field | None, filled: frozenset[str], action: str
) -> bool:
    """A line of a list is looked at where rows are filled, and where anything of the case is that its rows read."""
    if valid.on:
        return action != OPENING and valid.on in (action, action.partition(".")[2])
    return (
        action == OPENING
        or (field is not None and field.name in filled)
        or bool(_reads(procedure, valid, field) & filled)
    )


def _reads(procedure: Procedure, valid: Valid, field: Field | None) -> frozenset[str]:
    """The fields a line reads, through what is derived from them."""
    cache: dict[int, frozenset[str]] = procedure.__dict__.setdefault("_reads", {})
    if (found := cache.get(id(valid))) is None:
        names = names_in(valid.when)
        found = cache[id(valid)] = _roots(
            procedure, _of_the_case(field, names, frozenset()) if field else names, frozenset()
        )
    return found


def _of_the_case(field: Field, names: Iterable[str], seen: frozenset[str]) -> frozenset[str]:
    """What the rows of a list read that is not their own, through what is derived in them."""
    found: set[str] = set()
    for name in names:
        own = name.removeprefix("row.").removeprefix(f"{field.name}.")
        if own in field.derive and own not in seen:
            found |= _of_the_case(field, operands(field.derive[own]), seen | {own})
        elif own not in field.columns and own not in seen:
            found.add(name.removeprefix("case."))
    return frozenset(found)


def _roots(procedure: Procedure, names: Iterable[str], seen: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        value = procedure.derive.get(name)
        if value is None:
            found |= {name, name.partition(".")[0]}
        elif name not in seen:
            found |= _roots(procedure, operands(value), seen | {name})
    return frozenset(found)


def operands(value: Derived) -> set[str]:
    """The names a derived value reads."""
    found: set[str] = set()
    formula = value.formula
    for key in formula.__struct_fields__:
        one = getattr(formula, key)
        for part in one if isinstance(one, tuple) else (one,):
            if isinstance(part, str):
                found.add(part)
        if key == "keys":
            found |= set(one.values())
        if key == "rows":
            found |= {name for row in one for name in names_in(row.when)}
    if isinstance(formula, Fold):
        found |= names_in(formula.where)
    return found
