"""Documents brought: originals seen, copies kept by digest, what a data base stands for; and what still lacks.

What is required is asked by the action that starts the clock, not by the opening (grammar §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.form_input import Exists
from dinh.engine.decisions.letters import last_day
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Document, Field, Procedure, Text
from dinh.engine.field_types.file_facts import PAPERS, as_judged
from dinh.engine.field_types.reading import Bad, read_date, read_file, text
from dinh.engine.record.events import Attached
from dinh.engine.refusal import Fault
from dinh.engine.schedule.calendar import Calendar, local

NOTHING: tuple[Any, ...] = (None, "", {}, [])
REUSED_MAX = 200
FAULTS_MAX = 500
NAME_MAX = 80
FILE = Field(name="document", label=Text("Giấy tờ", "Document"), type="file")


def read_documents(
    procedure: Procedure, data: Mapping[str, Any], scope: Scope, exists: Exists
) -> tuple[Attached | None, list[Fault]]:
    """`data["documents"]` typed: NAME -> "seen" | file | {"reused": how}, or {"brought": one of these, "date": the day on it}; for `each` by row; with every fault."""
    given = data.get("documents")
    if given in NOTHING:
        return None, []
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        given = {name: "seen" for name in given}
    if not isinstance(given, Mapping):
        return None, [Fault("documents", "documents.shape")]
    documents: dict[str, Any] = {}
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for name, one in given.items():
        if len(faults) >= FAULTS_MAX:
            break
        document = procedure.documents.get(name)
        if document is None:
            near = get_close_matches(name, procedure.documents, 1) if len(name) <= NAME_MAX else []
            faults.append(
                Fault(
                    f"documents.{name[:NAME_MAX]}",
                    "document.unknown",
                    {"name": name[:NAME_MAX], "near": near[0] if near else ""},
                )
            )
        elif one not in NOTHING:
            documents[name] = _brought(document, name, one, scope, exists, names, faults)
    documents = {name: one for name, one in documents.items() if one not in NOTHING}
    return (Attached(documents=documents, personal=names) if documents else None), faults


def _brought(
    document: Document,
    place: str,
    given: Any,
    scope: Scope,
    exists: Exists,
    names: dict[str, str],
    faults: list[Fault],
) -> Any:
    if not document.each:
        return _one(document, place, given, exists, names, faults)
    rows = [row.row_id for row in scope.rows_of(document.each)]
    by_row = (
        dict(zip(rows, given, strict=False))
        if isinstance(given, list) and len(given) <= len(rows)
        else given
        if isinstance(given, Mapping) and set(given) <= set(rows)
        else None
    )
    if by_row is None:
        if given in ("seen", "yes"):
            return {row: "seen" for row in rows}
        faults.append(
            Fault(f"documents.{place}".replace("/", "."), "document.rows", {"rows": len(rows)})
        )
        return {}
    return {
        row: _one(document, f"{place}/{row}", one, exists, names, faults)
        for row, one in by_row.items()
        if one not in NOTHING
    }


def _one(
    document: Document,
    place: str,
    given: Any,
    exists: Exists,
    names: dict[str, str],
    faults: list[Fault],
) -> Any:
    if isinstance(given, Mapping) and given.keys() == {"brought", "date"}:
        brought, day = (
            _one(document, place, given["brought"], exists, names, faults),
            _day(place, given["date"], faults),
        )
        return (
            brought
            if not brought or not day
            else {**brought, "date": day}
            if isinstance(brought, dict)
            else {"seen": "", "date": day}
        )
    if given in ("seen", "yes", True):
        return "seen"
    if isinstance(given, str) and given in document.one_of:
        return {"seen": given}
    if isinstance(given, Mapping) and "reused" in given:
        if document.reuse:
            return _reused(place, given["reused"], faults)
        faults.append(Fault(f"documents.{place}".replace("/", "."), "document.not_reused"))
        return None
    if isinstance(given, Mapping) and len(given) == 1 and next(iter(given)) in document.one_of:
        which, inner = next(iter(given.items()))
        kept = _one(document, place, inner, exists, names, faults)
        return (
            {**kept, "which": which}
            if isinstance(kept, dict)
            else {"seen": which}
            if kept
            else None
        )
    try:
        file = read_file(given)
    except Bad as bad:
        faults.append(Fault(f"documents.{place}".replace("/", "."), bad.code, bad.facts))
        return None
    names[place] = file.pop("name")
    known = exists(FILE, file["digest"])
    wrong = (
        "document.not_kept"
        if known is False
        else "file.kind"
        if not isinstance(known, bool) and known.get("type", "") not in ("", *PAPERS)
        else ""
    )
    if wrong:
        faults.append(Fault(f"documents.{place}".replace("/", "."), wrong, {"name": names[place]}))
        return None
    return as_judged(file, known)


def _day(place: str, given: Any, faults: list[Fault]) -> str:
    try:
        return read_date(given) if given else ""
    except Bad as bad:
        faults.append(Fault(f"documents.{place}".replace("/", "."), bad.code, bad.facts))
        return ""


def good_until(document: Document, brought: Any, calendar: Calendar) -> date | None:
    """The last day on which a paper is good, by the date on it; None: it has none, or is good for ever."""
    day = brought.get("date") if isinstance(brought, Mapping) else None
    if document.valid is None or not day:
        return None
    return last_day(document.valid, local(f"{day}T00:00"), calendar)


def outdated(
    procedure: Procedure, documents: Mapping[str, Any], on: date, calendar: Calendar
) -> list[str]:
    """What is to be told of papers that were good only until before this day: they warn and stop nobody."""
    found = []
    for name, document in procedure.documents.items():
        brought = documents.get(name)
        for one in (
            brought.values() if document.each and isinstance(brought, Mapping) else (brought,)
        ):
            until = good_until(document, one, calendar)
            if until is not None and until < on:
                found.append(f"{document.label.vi}: chỉ có giá trị đến {until:%d/%m/%Y}")
    return found


def _reused(place: str, how: Any, faults: list[Fault]) -> dict[str, str] | None:
    try:
        return {"reused": text(how, REUSED_MAX, lines=False)}
    except Bad as bad:
        faults.append(Fault(f"documents.{place}".replace("/", "."), bad.code, bad.facts))
        return None


def lacking(procedure: Procedure, scope: Scope, documents: Mapping[str, Any]) -> list[Fault]:
    """What is required here and not there, one fault each, in the order of the file."""
    faults = []
    for name, document in procedure.documents.items():
        for row in scope.rows_of(document.each) if document.each else [None]:
            inner = row or scope
            brought = documents.get(name)
            if row is not None:
                brought = brought.get(row.row_id) if isinstance(brought, Mapping) else None
            if holds(document.required, inner) and brought in NOTHING:
                place = f"documents.{name}.{row.row_id}" if row else f"documents.{name}"
                faults.append(
                    Fault(
                        place,
                        "document.missing",
                        {
                            "label": document.label.vi,
                            "label_en": document.label.of("en"),
                            "kind": document.kind,
                        },
                    )
                )
    return faults
