"""The contents of a case as its page shows them: by group, in the order of the form; numbers and telephones half hidden.

Rule to keep: a masked value leaves the server only when it was asked for and the asking stands in the log.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from dinh.access import Seen
from dinh.engine.calendar import to_local
from dinh.engine.case import Case
from dinh.engine.procedure import Field, Procedure
from dinh.texts.facts import number
from dinh.texts.words import full_day, hour, id_masked, id_number, money, say, words_of

MASKED = frozenset({"personal_id", "phone"})
ROWS_SHOWN_MAX = 100

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
    """A group of facts: a part of the form, a row of a list, or what stands alone (no label)."""

    label: str
    facts: tuple[Fact, ...]


def parts(seen: Seen, shown: Collection[str], named: Named, lang: str) -> tuple[Part, ...]:
    """Everything that is filled. `shown`: names that were asked for, to be shown whole."""
    telling = _Telling(seen.case, seen.procedure, frozenset(shown), named, lang)
    found: list[Part] = []
    for field in (*seen.procedure.form.values(), *seen.procedure.findings.values()):
        if field.name in seen.hidden:
            _add(found, "", Fact(field.name, words_of(field.label, lang), hidden=True))
        elif field.type == "list":
            found += telling.rows(field)
        else:
            fact = telling.fact(field, field.name, seen.case.data.get(field.name))
            if fact:
                _add(found, words_of(seen.procedure.groups.get(field.name.rpartition(".")[0]), lang), fact)
    return tuple(found)


def _add(found: list[Part], label: str, fact: Fact) -> None:
    if found and found[-1].label == label:
        found[-1] = Part(label, (*found[-1].facts, fact))
    else:
        found.append(Part(label, (fact,)))


def masked_names(seen: Seen) -> frozenset[str]:
    """What may be asked for: the masked values that this person may see."""
    return frozenset(fact.name for part in parts(seen, (), lambda field, name: name, "vi") for fact in part.facts if fact.masked)


class _Telling(Struct, frozen=True):
    case: Case
    procedure: Procedure
    shown: frozenset[str]
    named: Named
    lang: str

    def rows(self, field: Field) -> Iterable[Part]:
        for n, (row, cells) in enumerate(list((self.case.data.get(field.name) or {}).items())[:ROWS_SHOWN_MAX], 1):
            facts = (self.fact(column, f"{field.name}.{row}.{name}", cells.get(name)) for name, column in field.columns.items())
            yield Part(f"{words_of(field.label, self.lang)} {n}", tuple(fact for fact in facts if fact))

    def fact(self, field: Field, name: str, value: Any) -> Fact | None:
        label = words_of(field.label, self.lang)
        bare = ".".join(part for part in name.split(".") if not part.isdigit())
        if value in (None, "", [], {}):
            return Fact(name, label, struck=True) if bare in self.case.struck or name in self.case.struck else None
        if field.type in ("file", "files"):
            return Fact(name, label, files=tuple(value) if isinstance(value, list) else (value,))
        if field.type in MASKED and name not in self.shown:
            return Fact(name, label, id_masked(str(value)) if field.type == "personal_id" else f"••• ••• {str(value)[-3:]}", masked=True)
        return Fact(name, label, self.said(field, value), link=f"/cases/{value}/" if field.type == "case" else f"tel:{value}" if field.type == "phone" else "")

    def said(self, field: Field, value: Any) -> str:
        if isinstance(value, bool):
            return say("Có" if value else "Không", "Yes" if value else "No", self.lang)
        match field.type:
            case "choice":
                return words_of(field.of.get(value), self.lang) or str(value)
            case "choices":
                return ", ".join(words_of(field.of.get(one), self.lang) or str(one) for one in value)
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
        return number(Decimal(str(float(value))), self.lang) if isinstance(value, Fraction) else str(value)


def _shape(value: Any, lang: str) -> str:
    """An outline is for maps: here it is only told how many corners it has."""
    corners = str(value).count("],[") + 1
    return say("Đường khép kín, {n} điểm", "An outline of {n} points", lang, n=corners)
