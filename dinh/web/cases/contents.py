"""The contents of a case as its page shows them: by group, in the order of the form; numbers and telephones half hidden.

Rule to keep: a masked value leaves the server only when it was asked for and the asking stands in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from dinh.access.finders import Seen
from dinh.engine.decisions.evaluate import Scope, as_made, written
from dinh.engine.definition.procedure import Derived, Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import NotCovered, to_local
from dinh.messages.facts import number
from dinh.messages.words import (
    ID_NUMBER,
    full_day,
    hour,
    id_masked,
    id_number,
    money,
    say,
    words_of,
)
from dinh.web.cases import earlier
from dinh.web.shared.labels import roles

MASKED = frozenset({"personal_id", "phone"})
ROWS_SHOWN_MAX = 100
COLUMNS_MAX, CELL_MAX = 8, 60  # of a table; more would not fit on a page

type Named = Callable[[Field, str], str]
"""What a village, post, person or record of the house is called."""


class Fact(Struct, frozen=True):
    """One value. `name`: full, with the row for a column; `masked`: only half of it is shown, and `name` asks for the rest."""

    name: str
    label: str
    value: str = ""
    masked: bool = False
    files: tuple[dict[str, Any], ...] = ()
    link: str = ""
    struck: bool = False
    hidden: bool = False


class Part(Struct, frozen=True):
    """A group of facts: a part of the form, a row of a list, or what stands alone (no label). A list of short rows is a table: `columns`, `rows`."""

    label: str
    facts: tuple[Fact, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Fact, ...], ...] = ()

    @property
    def all(self) -> Iterable[Fact]:
        return (*self.facts, *(fact for row in self.rows for fact in row))


def parts(
    seen: Seen, shown: Collection[str], named: Named, lang: str, scope: Scope | None = None
) -> tuple[Part, ...]:
    """Everything that is filled. `shown`: names that were asked for, to be shown whole; scope: what follows from it, where its file gives that a name."""
    telling = Telling(seen.case, seen.procedure, frozenset(shown), named, lang, scope, seen.hidden)
    found: list[Part] = []
    for field in (*seen.procedure.form.values(), *seen.procedure.findings.values()):
        if field.name in seen.hidden:
            _add_hidden(
                found,
                Fact(
                    field.name,
                    words_of(
                        seen.procedure.groups.get(field.name.rpartition(".")[0]) or field.label,
                        lang,
                    ),
                    hidden=True,
                ),
            )
        elif field.type == "list":
            found += telling.rows(field)
        else:
            fact = telling.fact(field, field.name, seen.case.data.get(field.name))
            if fact:
                _add(
                    found,
                    words_of(seen.procedure.groups.get(field.name.rpartition(".")[0]), lang),
                    fact,
                )
    for field in earlier.fields(seen):
        if field.type == "list":
            found += telling.rows(field)
        elif fact := telling.fact(field, field.name, seen.case.data.get(field.name)):
            _add(found, say("Bản khác của thủ tục đã hỏi", "Asked by another version", lang), fact)
    if computed := tuple(telling.computed(seen.procedure.derive, scope, "")):
        found.append(Part(say("Máy tính ra", "Computed", lang), computed))
    return tuple(found)


def _is_masked(field: Field, value: Any) -> bool:
    """A personal number also where it was typed in place of a passport's."""
    return field.type in MASKED or (
        field.type == "text" and field.personal and bool(ID_NUMBER.fullmatch(str(value)))
    )


def _add(found: list[Part], label: str, fact: Fact) -> None:
    if found and found[-1].label == label:
        found[-1] = Part(label, (*found[-1].facts, fact))
    else:
        found.append(Part(label, (fact,)))


def _add_hidden(found: list[Part], fact: Fact) -> None:
    """Of a group that is not theirs one line says it, not one for each of its fields."""
    last = found[-1].facts[-1] if found and found[-1].facts else None
    if last is None or not last.hidden or last.label != fact.label:
        _add(found, "", fact)


def masked_names(seen: Seen) -> frozenset[str]:
    """What may be asked for: the masked values that this person may see."""
    return frozenset(
        fact.name
        for part in parts(seen, (), lambda field, name: name, "vi")
        for fact in part.all
        if fact.masked
    )


def _fits_a_table(rows: Sequence[Mapping[str, Fact | None]], used: Sequence[str]) -> bool:
    """Several rows of a few short values are compared at a glance; long ones are read one after the other."""
    cells = [fact for row in rows for fact in row.values() if fact]
    return (
        len(rows) > 1
        and len(used) <= COLUMNS_MAX
        and all(len(fact.value) <= CELL_MAX and not fact.files for fact in cells)
    )


class Telling(Struct, frozen=True):
    case: Case
    procedure: Procedure
    shown: frozenset[str]
    named: Named
    lang: str
    scope: Scope | None = None
    hidden: frozenset[str] = frozenset()

    def rows(self, field: Field) -> Iterable[Part]:
        label, some = (
            words_of(field.label, self.lang),
            as_made(self.case.data.get(field.name) or {})[:ROWS_SHOWN_MAX],
        )
        rows = [
            {
                name: self.fact(column, f"{field.name}.{row}.{name}", cells.get(name))
                for name, column in field.columns.items()
            }
            for row, cells in some
        ]
        for row, of in zip(
            rows, self.scope.rows_of(field.name) if self.scope else (), strict=False
        ):
            row.update(
                (fact.name.rpartition(".")[2], fact)
                for fact in self.computed(field.derive, of, f"{field.name}.")
            )
        called_by = {
            name: words_of(one.label, self.lang)
            for name, one in (*field.columns.items(), *field.derive.items())
        }
        used = [name for name in called_by if any(row.get(name) for row in rows)]
        if _fits_a_table(rows, used):
            called = tuple(called_by[name] for name in used)
            return [
                Part(
                    label,
                    columns=called,
                    rows=tuple(
                        tuple(
                            row.get(name) or Fact(name, said)
                            for name, said in zip(used, called, strict=True)
                        )
                        for row in rows
                    ),
                )
            ]
        return [
            Part(f"{label} {n}", tuple(fact for fact in row.values() if fact))
            for n, row in enumerate(rows, 1)
        ]

    def computed(
        self, derive: Mapping[str, Derived], scope: Callable[[str], Any] | None, before: str
    ) -> Iterable[Fact]:
        """Derived values that have a label and are not kept from the reader."""
        for name, one in derive.items() if scope else ():
            if not one.label or f"{before}{name}" in self.hidden or one.type == "choice":
                continue
            try:
                value = scope(name)
            except NotCovered:  # it asks for days that the calendar does not know
                value = None
            if value is not None:
                yield Fact(
                    f"{before}{name}",
                    words_of(one.label, self.lang),
                    self.said(
                        Field(name=name, label=one.label, type=one.type),
                        written(value) if one.type in ("date", "datetime") else value,
                    ),
                )

    def fact(self, field: Field, name: str, value: Any) -> Fact | None:
        label = words_of(field.label, self.lang)
        bare = ".".join(part for part in name.split(".") if not part.isdigit())
        if value in (None, "", [], {}):
            return (
                Fact(name, label, struck=True)
                if bare in self.case.struck or name in self.case.struck
                else None
            )
        if field.type in ("file", "files"):
            return Fact(name, label, files=tuple(value) if isinstance(value, list) else (value,))
        if _is_masked(field, value) and name not in self.shown:
            return Fact(
                name,
                label,
                f"••• ••• {str(value)[-3:]}" if field.type == "phone" else id_masked(str(value)),
                masked=True,
            )
        return Fact(
            name,
            label,
            self.said(field, value),
            link=f"/cases/{value}/"
            if field.type == "case"
            else f"tel:{value}"
            if field.type == "phone"
            else "",
        )

    def said(self, field: Field, value: Any) -> str:
        if isinstance(value, bool):
            return say("Có" if value else "Không", "Yes" if value else "No", self.lang)
        match field.type:
            case "choice":
                return words_of(field.of.get(value), self.lang) or str(value)
            case "choices":
                return ", ".join(
                    words_of(field.of.get(one), self.lang) or str(one) for one in value
                )
            case "roles":
                return ", ".join(words_of(roles().get(one), self.lang) or str(one) for one in value)
            case "date":
                return full_day(value)
            case "datetime":
                at = to_local(datetime.fromisoformat(value))
                return f"{hour(at)} {full_day(at)}"
            case "money":
                return money(value, self.lang)
            case "personal_id":
                return id_number(str(value))
            case "shape":
                return _shape(value, self.lang)
            case "village" | "house" | "post" | "person" | "record":
                return self.named(field, str(value)) or str(value)
        if isinstance(value, int | Decimal):
            return number(value, self.lang)
        return (
            number(Decimal(str(float(value))), self.lang)
            if isinstance(value, Fraction)
            else str(value)
        )


def _shape(value: Any, lang: str) -> str:
    """An outline is for maps: here it is only told how many corners it has."""
    corners = str(value).count("],[") + 1
    return say("Đường khép kín, {n} điểm", "An outline of {n} points", lang, n=corners)
