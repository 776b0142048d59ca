"""What a version's file says, leaf by leaf in plain words: of each thing, what it is called there and what it says.

The values themselves are walked, so nothing a file can say is passed over. Rule to keep: `raw` is what is compared, so that a
label that changed is told once, at its own place, and not in every sentence that names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from dinh.engine.definition.condition import ALWAYS, NEVER, Within
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Procedure, Source, Text
from dinh.engine.schedule.duration import Duration, show_duration
from dinh.export.names import CHANNELS, role, step_label
from dinh.export.reasons import name_said, said, test_said
from dinh.export.spoken_words import KINDS, LABELS, NAMES
from dinh.export.telling import starting
from dinh.messages.words import capital, full_day, money, say, words_of

CONDITIONS = frozenset({"when", "shown", "required", "where"})
PLACES = frozenset({"to", "meet", "start", "moves"})
LETTERS = frozenset({"letters", "letter", "posts"})
READ = frozenset(
    {
        "asks",
        "adds",
        "edits",
        "each",
        "over",
        "left",
        "right",
        "factors",
        "of",
        "at",
        "end",
        "until",
        "value",
        "row",
        "who",
        "post",
        "at_places",
        "id",
        "birth_date",
        "sex",
        "gives",
        "number",
    }
)
"""Keys that may name a field, a finding or a derived value."""
ITS_OWN = frozenset({
    "Step.name", "Step.block", "Step.branch", "Step.each", "Action.name", "End.name", "Field.name", "Letter.name", "FeeLine.name", "Document.name", "Derived.name", "Derived.personal",
    "Derived.class_", "Derived.type", "Derived.names", "Secrecy.name", "Norm.slug", "Register.digest", "Register.slug", "Alternative.name",
})  # fmt: skip
"""What follows from the rest, or is the thing's own name."""


class Leaf(Struct, frozen=True):
    label: str
    raw: Any
    words: str


@cache
def _fields(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """To find them means reading each annotation anew."""
    return fields(kind)


type Leaves = dict[tuple[Any, ...], Leaf]


class Spoken(Struct, frozen=True):
    procedure: Procedure
    lang: str

    def say(self, vi: str, en: str, **facts: Any) -> str:
        return say(vi, en, self.lang, **facts)

    def leaves(self, value: Any, *, but: frozenset[str] = frozenset()) -> Leaves:
        """Everything a thing says, by where it says it."""
        return {path: leaf for path, leaf in self._struct(value, (), "") if path[0] not in but}

    def _struct(
        self, value: Struct, path: tuple[Any, ...], before: str
    ) -> Iterator[tuple[tuple[Any, ...], Leaf]]:
        kind = type(value).__name__
        for one in _fields(type(value)):
            found = getattr(value, one.name)
            if (
                f"{kind}.{one.name}" in ITS_OWN
                or (found == one.default and one.name != "to")
                or found in (None, (), {}, "")
            ):
                continue
            label = self._label(kind, one.name)
            yield from self._value(
                found,
                (*path, one.name),
                f"{before}, {label}" if before and label else before or label,
                one.name,
            )

    def _value(
        self, value: Any, path: tuple[Any, ...], label: str, name: str
    ) -> Iterator[tuple[tuple[Any, ...], Leaf]]:
        if (
            isinstance(value, tuple)
            and value
            and all(isinstance(one, Struct) for one in value)
            and name not in CONDITIONS
            and not isinstance(value[0], (Text, Duration))
        ):
            for number, one in enumerate(value, 1):
                key, row = self._row(one, number, alone=len(value) == 1)
                yield from self._struct_row(
                    one, (*path, key), f"{label}, {row}" if label and row else label or row
                )
        elif isinstance(value, Mapping) and name not in (
            "values",
            "give",
            "takes",
            "keys",
            "moves",
            "gives",
        ):
            for key, one in value.items():
                named = (
                    ""
                    if isinstance(one, Text)
                    else f"“{words_of(getattr(one, 'label', None), self.lang) or key}”"
                )
                inner = f"{label} {named}".strip()
                if isinstance(one, Struct) and not isinstance(
                    one, (Text, Source, Within, Duration)
                ):
                    yield from self._struct(one, (*path, key), inner)
                else:
                    yield (*path, key), Leaf(inner, one, self.words(one, name))
        elif isinstance(value, Struct) and not isinstance(value, (Text, Source, Within, Duration)):
            yield from self._struct(value, path, label)
        else:
            yield (
                path,
                Leaf(capital(label or self._label("", name)), value, self.words(value, name)),
            )

    def _row(self, one: Struct, number: int, *, alone: bool) -> tuple[Any, str]:
        """A row by its condition, else by its number; one that always holds and stands alone needs no name."""
        condition = getattr(one, "when", None)
        if condition is None:
            return number, self.say("dòng {n}", "line {n}", n=number)
        return ("when", condition), "" if condition == ALWAYS and alone else self.say(
            "luôn luôn", "always"
        ) if condition == ALWAYS else self.say(
            "khi {when}", "when {when}", when=said(condition, self.procedure, self.lang)
        )

    def _struct_row(
        self, one: Struct, path: tuple[Any, ...], label: str
    ) -> Iterator[tuple[tuple[Any, ...], Leaf]]:
        """What a row gives; its condition is in its label."""
        yield from (
            (inner, leaf)
            for inner, leaf in self._struct(one, path, label)
            if inner[len(path)] != "when"
        )

    def _label(self, kind: str, name: str) -> str:
        vi, en = LABELS.get(f"{kind}.{name}") or LABELS.get(name) or (name.replace("_", " "),) * 2
        return en if self.lang == "en" else vi

    # --- one value ---

    def words(self, value: Any, name: str) -> str:
        lang = self.lang
        match value:
            case None | "" | ():
                return self.say("không có", "none")
            case bool():
                return self.say(*(("có", "yes") if value else ("không", "no")))
            case Text():
                return f"“{words_of(value, lang)}”" + (
                    f" / “{value.en}”" if lang == "vi" and value.en else ""
                )
            case Source():
                return (
                    law_said(value, self.procedure, lang) or f"{value.key} {value.article}".strip()
                )
            case Duration():
                return show_duration(value, lang)
            case Within():
                return test_said(value, None, lang)
            case _ if name in CONDITIONS:
                return (
                    self.say("luôn luôn", "always")
                    if value == ALWAYS
                    else self.say("không", "no")
                    if value == NEVER
                    else self.say(
                        "khi {when}", "when {when}", when=said(value, self.procedure, lang)
                    )
                )
            case tuple() | list() | frozenset():
                return ", ".join(self.words(one, name) for one in value)
            case Mapping():
                return "; ".join(f"{key}: {self.words(one, 'value')}" for key, one in value.items())
            case int() | Decimal():
                return (
                    money(value, lang)
                    if name in ("amount", "each", "at_most_money")
                    else f"{value}".replace(".", "," if lang == "vi" else ".")
                )
        return self.called(str(value), name)

    def called(self, value: str, name: str) -> str:
        """A name in the file, by what people call it."""
        procedure, lang = self.procedure, self.lang
        if name == "type":
            return words_of(KINDS.get(value), lang) or value
        if name == "class_" and value in procedure.classes:
            return f"“{words_of(procedure.classes[value].label, lang)}”"
        if name == "channels":
            return words_of(CHANNELS.get(value), lang) or value
        if value in NAMES.get(name, {}):
            return words_of(NAMES[name][value], lang)
        if name in ("roles", "tell"):
            return role(value, procedure).of(lang)
        if name == "starts":
            return starting(value, procedure, lang)
        if name in LETTERS and value in procedure.letters:
            return words_of(procedure.letters[value].label, lang) or value
        if value in procedure.ends and name in PLACES:
            return f"“{words_of(procedure.ends[value].label, lang)}”"
        if value in procedure.steps and name in (*PLACES, "not_by"):
            return f"“{step_label(procedure, value, lang)}”"
        if value == "meet":
            return self.say("chỗ gặp của các nhánh", "where the branches meet")
        if name == "amount":
            return (
                self.say("chưa công bố", "not published")
                if value == "unpublished"
                else name_said(value, procedure, lang)
            )
        if len(value) == 10 and value[4:5] == value[7:8] == "-":
            return full_day(value)
        return (
            name_said(value, procedure, lang)
            if name in READ or name in ("not_by", "shut")
            else value
        )
