"""What the sentences of the log are told with: labels, names, steps and instants in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.definition.procedure import Procedure
from dinh.engine.schedule.calendar import to_local
from dinh.export.names import step_label
from dinh.messages.words import full_day, hour, say, words_of

LABELS_MAX = 4


class Teller(Struct, frozen=True):
    """What sentences are told with. names: person -> name; procedure: None for the house's own events; called: house -> what it is called;
    kept: other cases (children, related ones) of which only that there are such may be told."""

    lang: str
    names: Mapping[str, str]
    procedure: Procedure | None = None
    called: Callable[[str], str] = lambda house: house
    kept: frozenset[str] = frozenset()

    def who(self, person: str) -> str:
        fixed = {
            "clock": ("Đồng hồ", "The clock"),
            "house": ("Hệ thống", "The house"),
            "operator": ("Người vận hành máy", "The operator"),
            "applicant": ("Người nộp", "The applicant"),
        }
        return say(*fixed[person], self.lang) if person in fixed else self.names.get(person, person)

    def label(self, name: str) -> str:
        """A field, document, `list.column` or `letter:NAME` by its label."""
        if self.procedure is None:
            return name
        field = self.procedure.form.get(name) or self.procedure.findings.get(name)
        if field:
            group = self.procedure.groups.get(name.rpartition(".")[0])
            label = words_of(field.label, self.lang)
            return f"{label} ({words_of(group, self.lang)})" if group else label
        if name.startswith("letter:"):
            letter = self.procedure.letters.get(name.removeprefix("letter:"))
            return words_of(letter.label, self.lang) if letter and letter.label else name
        document = self.procedure.documents.get(name.partition("/")[0])
        return words_of(document.label, self.lang) if document else self._column(name)

    def _column(self, name: str) -> str:
        parts = name.replace("/", ".").split(".")
        field = (
            (self.procedure.form.get(parts[0]) or self.procedure.findings.get(parts[0]))
            if self.procedure
            else None
        )
        column = field.columns.get(parts[-1]) if field else None
        return words_of(column.label, self.lang) if column else name

    def labels(self, names: Any) -> str:
        known = list(dict.fromkeys(self.label(str(name)) for name in names))
        more = len(known) - LABELS_MAX
        return ", ".join(known[:LABELS_MAX]) + (
            say(" và {n} mục nữa", " and {n} more", self.lang, n=more) if more > 0 else ""
        )

    def step(self, name: str) -> str:
        return step_label(self.procedure, name, self.lang) if self.procedure else name

    def at(self, moment: datetime | None) -> str:
        return f"{hour(moment)} {full_day(to_local(moment))}" if moment else ""
