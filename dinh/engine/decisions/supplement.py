"""Papers and fields asked for one by one: by an action that `requests` them, brought by one that `supplies` them.

An item is settled by attaching that paper or by changing that field, or an officer of the step that asked waives it with a
reason. Rule to keep: only what was asked for, and what an answer to it brings up, is opened for editing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions.draft import Draft
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import holds
from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Action, Document, Field, Procedure
from dinh.engine.field_types.reading import Bad, text
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import RequestedItem
from dinh.engine.record.events import Attached, OpenStep
from dinh.engine.record.requested_items import Items, latest, still_open
from dinh.engine.refusal import Fault, Refusal

ITEMS, DOCUMENTS = "items", "documents."
ITEMS_MAX = 200
NOTHING: tuple[Any, ...] = (None, "", [], {})
NAME_MAX, REASON_MAX, LAW_MAX = 200, 1000, 300


def requested(
    draft: Draft, open_step: OpenStep, action: Action, data: Mapping[str, Any], scope: Scope
) -> tuple[dict[str, Any], list[Fault]]:
    """`data["items"]` as fields of `acted`: each a name, or `{of, reason?, law?}`, or the whole a map `NAME: {reason?, law?}`.

    An item without a reason has that of the finding that `requests` names; one without an article that of the file.
    """
    faults: list[Fault] = []
    given = _as_lines(data.get(ITEMS), faults)
    if not given and not faults:
        faults.append(Fault(ITEMS, "supplement.no_items"))
    items: dict[str, RequestedItem] = {}
    reasons: dict[str, str] = {}
    for line in given[:ITEMS_MAX]:
        name = str(line.get("of", "")).replace("/", ".")
        if fault := _unknown(draft.procedure, name, scope):
            faults.append(fault)
            continue
        reason = _words(line, "reason", name, REASON_MAX, faults)
        law = _words(line, "law", name, LAW_MAX, faults)
        items[name] = RequestedItem(name, law or law_of(draft.procedure, name), open_step.roles)
        reasons[name] = reason or str(scope(action.requests) or "")
    personal = {f"requested.{n}": reasons[name] for n, name in enumerate(items)}
    return {"requested": tuple(items.values()), "personal": personal}, faults


def _as_lines(given: Any, faults: list[Fault]) -> list[Mapping[str, Any]]:
    if isinstance(given, Mapping):
        given = [
            {**(line if isinstance(line, Mapping) else {}), "of": name}
            for name, line in given.items()
        ]
    lines = (
        [{"of": one} if isinstance(one, str) else one for one in given or ()]
        if isinstance(given or (), list | tuple)
        else None
    )
    if lines is None or not all(isinstance(one, Mapping) for one in lines):
        faults.append(Fault(ITEMS, "field.rows_shape"))
        return []
    return lines


def _words(line: Mapping[str, Any], key: str, name: str, most: int, faults: list[Fault]) -> str:
    try:
        return text(line[key], most) if line.get(key) not in (None, "") else ""
    except Bad as bad:
        faults.append(Fault(f"{ITEMS}.{name}.{key}", bad.code, bad.facts))
        return ""


def _unknown(procedure: Procedure, name: str, scope: Scope) -> Fault | None:
    known = [name for name, _ in askable(procedure, scope)]
    if name in known:
        return None
    near = get_close_matches(name, known, 1) if len(name) <= NAME_MAX else []
    facts = {"name": name[:NAME_MAX], "near": near[0] if near else ""}
    return Fault(f"{ITEMS}.{name[:NAME_MAX]}", "supplement.unknown", facts)


def askable(procedure: Procedure, scope: Scope) -> list[tuple[str, Document | Field]]:
    """What may be asked for in this case: every paper, of rows row by row and as a whole, and every field of the form that is shown."""
    found: list[tuple[str, Document | Field]] = []
    for name, document in procedure.documents.items():
        found.append((f"{DOCUMENTS}{name}", document))
        rows = scope.rows_of(document.each) if document.each else ()
        found += [(f"{DOCUMENTS}{name}.{row.row_id}", document) for row in rows]
    shown = [field for field in procedure.form.values() if holds(field.shown, scope)]
    return [*found, *((field.name, field) for field in shown)]


def law_of(procedure: Procedure, name: str) -> str:
    """The article by which the file asks for a paper or a field, in words; "": it names none."""
    document = procedure.documents.get(name.removeprefix(DOCUMENTS).partition(".")[0])
    asked = document if name.startswith(DOCUMENTS) else procedure.form.get(name)
    return law_said(asked.law, procedure, "vi") if asked else ""


def label_of(procedure: Procedure, name: str, lang: str, case: Case | None = None) -> str:
    """What an item is called: the paper with the place of its row, or the field with its group."""
    if not name.startswith(DOCUMENTS):
        field, group = procedure.form.get(name), procedure.groups.get(name.rpartition(".")[0])
        said = field.label.of(lang) if field else name
        return f"{said} ({group.of(lang)})" if group else said
    paper, _, row = name.removeprefix(DOCUMENTS).partition(".")
    document = procedure.documents.get(paper)
    said = document.label.of(lang) if document else paper
    rows = list((case.data.get(document.each) if case and document else None) or ())
    return f"{said} {rows.index(row) + 1}" if row in rows and len(rows) > 1 else said


# --- bringing -------------------------------------------------------------------------------------------------------


def asked_here(case: Case, action: Action) -> Items:
    """The last request, where this action is to bring what of it is open; none, where the case came to wait without items."""
    return latest(case.requested) if action.supplies and still_open(case.requested) else ()


def open_fields(procedure: Procedure, case: Case, scope: Scope) -> frozenset[str]:
    """The fields that may be changed: those asked for and not settled, and those not shown so far, which an answer may bring up."""
    asked = {item.of for item in still_open(case.requested)}
    return frozenset(
        name
        for name, field in procedure.form.items()
        if name in asked or not holds(field.shown, scope)
    )


def shut(
    values: dict[str, Any], allowed: frozenset[str], case: Case, form: Iterable[str]
) -> tuple[dict[str, Any], list[Fault]]:
    """The values without those of fields that are not opened; such a field is a fault where it would be changed."""
    closed = [name for name in values if name in form and name not in allowed]
    faults = [
        Fault(name, "supplement.not_asked")
        for name in closed
        if not same(values[name], case.data.get(name))
    ]
    return {name: value for name, value in values.items() if name not in closed}, faults


def same(one: Any, other: Any) -> bool:
    """Are these the same answer? None, no text and no rows all are none; `no` and 0 are answers."""
    return one == other or (one in NOTHING and other in NOTHING)


def brought(items: Items, attached: Attached | None, changed: Iterable[str]) -> tuple[str, ...]:
    """Of the open items those that were just attached or changed."""
    there = set(changed)
    for name, one in (attached.documents if attached else {}).items():
        there.add(f"{DOCUMENTS}{name}")
        if isinstance(one, Mapping):
            there |= {f"{DOCUMENTS}{name}.{row}" for row in one}
    return tuple(item.of for item in items if not item.settled and item.of in there)


def changed_papers(attached: Attached | None, case: Case, items: Items) -> Attached | None:
    """Without the papers that the case has so already; one that was asked for anew is brought anew."""
    if attached is None:
        return None
    asked = {item.of.split(".")[1] for item in items if item.of.startswith(DOCUMENTS)}
    kept = {
        name: one
        for name, one in attached.documents.items()
        if name in asked or not _same_paper(one, case.documents.get(name))
    }
    return replace(attached, documents=kept) if kept else None


def _same_paper(one: Any, there: Any) -> bool:
    if isinstance(one, dict) and isinstance(there, dict):
        if "digest" in one:
            return one["digest"] == there.get("digest") and one.get("date") == there.get("date")
        return all(_same_paper(part, there.get(key)) for key, part in one.items())
    return bool(one == there)


def waived_papers(items: Items) -> dict[str, str]:
    """Papers that nobody need bring any more."""
    return {
        item.of.split(".")[1]: "seen"
        for item in items
        if item.settled == "waived" and item.of.startswith(DOCUMENTS)
    }


def nothing_brought(procedure: Procedure, case: Case, items: Items) -> Refusal:
    names = [label_of(procedure, item.of, "vi", case) for item in items if not item.settled]
    english = [label_of(procedure, item.of, "en", case) for item in items if not item.settled]
    if not names:
        return Refusal("supplement.nothing", {}, (Fault(ITEMS, "supplement.nothing"),))
    facts = {"items": names, "items_en": english}
    at = Fault(ITEMS, "supplement.nothing_asked", facts)
    return Refusal("supplement.nothing_asked", facts, (at,))
