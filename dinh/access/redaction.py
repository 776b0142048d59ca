"""What of a case that somebody may read is kept to roles that they have not: which names, and what then is left of its values and events.

Rule to keep: what was ever filled under a class stays withheld, whatever is filled now and whichever version the case follows now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.seal import Sealed
from dinh.houses import Who, procedure, state


def withheld_of(house: str, spec: Procedure, case: Case, one: Who) -> Iterator[str]:
    """Fields, columns as `list.column`, derived values, letters as `letter:NAME`. spec: the version that the case follows now."""
    yield from (
        f"letter:{letter.name}" for letter in case.letters if closed(spec, case, letter.class_, one)
    )
    yield from (
        name for name, value in spec.derive.items() if closed(spec, case, value.class_, one)
    )
    yield from _fields(spec, case, {*case.data, *case.classed}, one)
    for version in (
        state(house).procedures.get(case.procedure, ()) if case.classed else ()
    ):  # accepted under a later version nothing is opened
        yield from _fields(
            procedure(house, case.procedure, version.version), case, set(case.classed), one
        )


def _fields(spec: Procedure, case: Case, names: set[str], one: Who) -> Iterator[str]:
    for field in (*spec.form.values(), *spec.findings.values()):
        if field.name in names:
            columns = [
                f"{field.name}.{column.name}"
                for column in field.columns.values()
                if closed(spec, case, column.class_, one)
            ]
            yield from [field.name] if closed(spec, case, field.class_, one) else columns


def closed(spec: Procedure, case: Case, class_: str, one: Who) -> bool:
    """Is what has this class kept from this person?"""
    if not class_ or class_ == "open":
        return False
    secrecy = spec.classes.get(class_)
    return (
        secrecy is None
        or not one.roles_in(spec.slug) & set(secrecy.roles)
        or one.person in case.named(secrecy.shut)
    )


def open_data(data: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    lists = {name.partition(".")[0] for name in hidden}
    kept = {name: value for name, value in data.items() if name not in hidden}
    for name, value in kept.items():
        if name.partition(".")[0] in lists and isinstance(value, dict) and "digest" not in value:
            kept[name] = {
                row: {
                    column: cell
                    for column, cell in cells.items()
                    if f"{name}.{column}" not in hidden
                }
                for row, cells in value.items()
            }
    return kept


def open_event(sealed: Sealed, hidden: frozenset[str]) -> Sealed:
    """Of what was filled and brought without what is hidden; of letters, records and remarks, which may repeat it, no value."""
    names = {*hidden, *(name.rpartition(".")[0] for name in hidden)}
    told = sealed.kind in ("filled", "attached")
    return msgspec.structs.replace(
        sealed,
        personal={
            key: one
            for key, one in sealed.personal.items()
            if told and key.partition("/")[0] not in names
        },
    )
