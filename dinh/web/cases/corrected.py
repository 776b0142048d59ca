"""Answers that were changed after the case was opened: both readings, who changed them and when, told from the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.access.finders import Seen
from dinh.engine.decisions.supplement import label_of, same
from dinh.engine.record.answers import with_answers
from dinh.engine.record.events import Event, Filled
from dinh.web.cases.contents import Fact, Named, Telling

CORRECTED_MAX = 40


class Corrected(Struct, frozen=True):
    """before, after: None where it was empty, or is now; masked as on the page; "" in both of a list, which is told as a whole."""

    label: str
    before: str
    after: str
    who: str
    at: datetime


def corrections(
    seen: Seen, events: Iterable[Event], named: Named, names: Mapping[str, str], lang: str
) -> tuple[Corrected, ...]:
    """The latest first. What this person may not see is left out; what was struck is no longer in the log."""
    telling = Telling(seen.case, seen.procedure, frozenset(), named, lang, None, seen.hidden)
    data: dict[str, Any] = {}
    found: list[Corrected] = []
    for event in events:
        if not isinstance(event.body, Filled):
            continue
        after = with_answers(data, event.body)
        for name, field in seen.procedure.form.items():
            old, new = data.get(name), after.get(name)
            if name in seen.hidden or old is None or same(old, new):
                continue
            before, now = (
                ("", "")
                if field.type == "list"
                else (
                    _said(telling.fact(field, name, old)),
                    _said(telling.fact(field, name, new)),
                )
            )
            who = names.get(event.actor.person, "")
            label = label_of(seen.procedure, name, lang)
            found.append(Corrected(label, before, now, who, event.at))
        data = after
    return tuple(found[::-1][:CORRECTED_MAX])


def _said(fact: Fact | None) -> str:
    if fact is None:
        return "–"
    return fact.value or ", ".join(str(file.get("name", "")) for file in fact.files)
