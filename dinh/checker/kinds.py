"""What each name of a procedure holds: its type, its finite names, its bounds. Rows have names of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from dinh.engine.definition.condition import Clause, Condition, Not, Within
from dinh.engine.definition.procedure import Derived, Field, Procedure


class Kind(Struct, frozen=True):
    """type "" is not known (a fact of a house): every test fits it."""

    type: str = ""
    names: tuple[str, ...] = ()
    personal: bool = False
    class_: str = ""
    bounds: Within | None = None
    derived: bool = False
    register: str = ""


INSTANTS = ("opened", "accepted", "acted", "limit", "due", "entered")
CHANNELS = ("counter", "online", "post", "house", "parent")
FACTS: dict[str, Kind] = {
    "house.remote": Kind("yes_no"),
    "house.urban": Kind("yes_no"),
    "house.zone": Kind(),
}
"""Facts of a house's profile that procedures usually read; others may be set too."""

RESERVED: dict[str, Kind] = {
    **{name: Kind("datetime") for name in INSTANTS},
    "channel": Kind("choice", CHANNELS),
    "case": Kind("case"),
    "home": Kind("house"),
    "opener": Kind("person"),
    **FACTS,
}
NEVER_A_FIELD = frozenset(
    [
        "opened",
        "accepted",
        "acted",
        "limit",
        "due",
        "entered",
        "channel",
        "opener",
        "case",
        "row",
        "rows",
        "this",
        "house",
        "home",
        "province",
        "meet",
        "end",
        "documents",
        "present",
    ]
)


def kind_of(field: Field) -> Kind:
    return Kind(
        field.type,
        tuple(field.of),
        field.personal,
        field.class_,
        bounds_of(field),
        register=field.register,
    )


def bounds_of(field: Field) -> Within | None:
    if field.type == "money" and field.bounds is None:
        return Within(0, 10**15)
    return field.bounds


def outside(name: str, bounds: Within) -> Condition:
    """The name has a value, and it lies without these bounds."""
    return ((Clause(name, (Not((bounds,)),)),),)


def kind_of_derived(derived: Derived) -> Kind:
    return Kind(derived.type, derived.names, derived.personal, derived.class_, derived=True)


class Scope:
    """The names that can be read, at the top and within the rows of each list."""

    def __init__(self, procedure: Procedure):
        self.lists: dict[str, Field] = {}
        self.names: dict[str, Kind] = dict(RESERVED)
        self.rows: dict[str, dict[str, Kind]] = {}
        for field in fields_of(procedure):
            self.names[field.name] = kind_of(field)
            if field.type == "list":
                self.lists[field.name] = field
                self.rows[field.name] = row_kinds(field)
        for derived in procedure.derive.values():
            self.names[derived.name] = kind_of_derived(derived)
        self.groups = dict(procedure.groups)

    def of(self, name: str, row: str = "", bare: bool = False) -> Kind | None:
        """row: the list whose row is at hand; bare: its columns are read without `row.` too (in the list's own lines)."""
        if name.startswith("row."):
            return self.rows.get(row, {}).get(name[4:])
        if bare and row and name in self.rows.get(row, {}):
            return self.rows[row][name]
        if name.startswith("case."):
            return self.names.get(name[5:])
        if name in self.names:
            return self.names[name]
        return Kind() if name.startswith("house.") else None

    def column(self, name: str) -> Kind | None:
        """`list.column`, at the top: the column of all rows."""
        list_, _, column = name.partition(".")
        return self.rows.get(list_, {}).get(column)

    def readable(self, row: str = "", bare: bool = False) -> Iterable[str]:
        """What could have been meant by a name that is not there."""
        columns = self.rows.get(row, {})
        yield from self.names
        yield from (f"row.{column}" for column in columns)
        yield from columns if bare else ()
        yield from self.groups


def fields_of(procedure: Procedure) -> list[Field]:
    return [*procedure.form.values(), *procedure.findings.values()]


def row_kinds(field: Field) -> dict[str, Kind]:
    own = {column.name: kind_of(column) for column in field.columns.values()}
    return own | {derived.name: kind_of_derived(derived) for derived in field.derive.values()}


def sections(procedure: Procedure) -> list[tuple[str, Mapping[str, Field]]]:
    return [("form", procedure.form), ("findings", procedure.findings)]
