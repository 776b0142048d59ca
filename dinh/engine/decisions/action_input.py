"""What an action takes in: what it asks, rows it adds or fills, what it edits, what is attached; every fault of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions import supplement
from dinh.engine.decisions.asked_again import (
    Allowed,
    allowed_again,
    faults_of_version,
    fields_of,
    known_fields,
    unfitting,
    without,
)
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.documents import lacking, outdated, read_documents
from dinh.engine.decisions.draft import Act, Draft, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.form_input import (
    faults_of,
    missing,
    next_row,
    read,
    read_row,
    unknown,
    visible,
)
from dinh.engine.decisions.general_rights import Answers
from dinh.engine.decisions.transition import named_anew
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Action, Field, Procedure, Step
from dinh.engine.record.answers import with_documents
from dinh.engine.record.case import Case
from dinh.engine.record.events import Filled, OpenStep
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.schedule.calendar import to_local

NOT_FIELDS = ("documents", "present", "row", "rows")
ROWS_MAX = 1000
REASON = "reason"


def take_in(
    draft: Draft, open_step: OpenStep, step: Step, action: Action, command: Act, starts: bool
) -> Refusal | None:
    """Take in what the action asks, adds, edits and attaches; all faults at once."""
    procedure, case, context = draft.procedure, draft.case, draft.context
    if not command.data and not starts and _takes_nothing(procedure, step, action):
        return None
    allowed = _allowed(procedure, step, action)
    again = procedure.in_force != case.version  # accepted by a later version
    anew = allowed_again(procedure, open_step.step, case.data) if again else ({}, {})
    allowed = _both(allowed, anew) if again else allowed
    values, faults = _answers(draft, open_step, step, action, command.data, allowed)
    items = supplement.asked_here(case, action)
    if items:
        opened = supplement.open_fields(procedure, case, scope_of(procedure, case, context))
        values, closed = supplement.shut(values, opened.union(*anew), case, procedure.form)
        faults += closed
    faults += absent(action.present, command.data)
    edits = bool(action.edits)
    data = {name: value for name, value in {**case.data, **values}.items() if value is not None}
    if again:
        unfit = set(unfitting(known_fields(procedure), data))
        faults += faults_of_version(unfit - {fault.field for fault in faults}, procedure.in_force)
        data = without(data, unfit)
    scope = scope_of(
        procedure,
        case,
        context,
        data=data,
        limit=open_step.limit,
        entered=open_step.since,
        **({"accepted": context.at} if starts else {}),
    )
    attached, wrong = read_documents(procedure, command.data, scope, context.exists)
    faults += wrong
    if edits:
        attached = supplement.changed_papers(attached, case, items)
    faults += _told(draft, open_step, action, command.data, scope)
    known = {fault.field for fault in faults}
    faults += _unanswered(draft, open_step, step, action, scope, known, allowed)
    if again:
        known = {fault.field for fault in faults}
        faults += unfilled(procedure, fields_of(procedure, open_step.step), scope, known)
    changed = frozenset(values)
    edited = _edited(procedure, action)
    said = frozenset(
        name
        for name, value in values.items()
        if name not in edited or not supplement.same(value, case.data.get(name))
    )
    supplied = (
        said  # a clerk may correct an answer to none; an applicant who empties one supplies nothing
    )
    if "applicant" in open_step.roles:
        supplied = frozenset(name for name in said if name in data)
    brought = supplement.brought(items, attached, supplied)
    waits = any(not item.settled and item.of not in brought for item in items)
    warned: list[str] = []
    if changed or again or _has_valid(procedure, step, action):
        stop, warned = faults_of(
            procedure,
            scope,
            changed | frozenset(procedure.form) if again else changed,
            f"{step.name}.{action.name}",
        )
        faults += [fault for fault in stop if fault.field not in {one.field for one in faults}]
    documents = with_documents(case.documents, attached) if attached else case.documents
    asked_now = starts or (edits and case.accepted and not waits)
    if refusal := _refused(
        procedure, scope, faults, documents | supplement.waived_papers(items) if asked_now else None
    ):
        return refusal
    if action.supplies and not (brought or (not waits and (said or attached))):
        return supplement.nothing_brought(procedure, case, items)
    if brought:
        draft.told = {**draft.told, "brought": brought}
    draft.waits = waits
    if starts:
        warned = [
            *warned,
            *outdated(procedure, documents, to_local(context.at).date(), context.calendar),
        ]
    if said:
        fields = [
            field
            for field in (*procedure.form.values(), *procedure.findings.values())
            if edits or field.name in said
        ]
        kept = visible(fields, scope, data)
        emptied = tuple(
            name
            for name in (*case.data, *said)
            if name not in kept
            and any(field.name == name for field in fields)
            and name in case.data
        )
        given = {
            name: value
            for name, value in kept.items()
            if case.data.get(name) != value or name in said
        }
        filled = parted(procedure, given, warned, scope, tuple(dict.fromkeys(emptied)))
        others = named_anew(procedure, case.steps, scope)
        draft.add(replace(filled, steps=others) if others else filled)
    elif warned:
        draft.add(parted(procedure, {}, warned, scope))
    if attached:
        draft.add(attached)
    draft.facts = scope.facts_read
    return None


def _edited(procedure: Procedure, action: Action) -> frozenset[str]:
    """Earlier answers that the action may change and does not ask: given again as they stand they are nothing new."""
    everything = {**procedure.form, **procedure.findings}
    names = {
        one
        for name in action.edits
        for one in (procedure.form if name == "form" else everything)
        if name == "form" or one == name or one.startswith(f"{name}.")
    }
    return frozenset(names.difference(action.asks))


def _told(
    draft: Draft, open_step: OpenStep, action: Action, data: dict[str, Any], scope: Scope
) -> list[Fault]:
    """What the act says besides its answers: what it asks for item by item, or why it returns the step."""
    faults: list[Fault] = []
    if action.requests:
        draft.told, faults = supplement.requested(draft, open_step, action, data, scope)
    if action.returns:
        answers = Answers({REASON: data.get(REASON)}, (REASON,))
        reason = answers.text(REASON)
        faults = [*faults, *answers.faults]
        personal = {**draft.told.get("personal", {}), REASON: reason}
        draft.told = {**draft.told, "sent_back": True, "personal": personal}
    return faults


def _refused(
    procedure: Procedure, scope: Scope, faults: list[Fault], documents: dict[str, Any] | None
) -> Refusal | None:
    """Every fault at once, with the documents that lack where the clock starts or answers are edited after that (`documents` is None elsewhere)."""
    told = {fault.field for fault in faults}
    lacks = (
        []
        if documents is None
        else [
            fault
            for fault in lacking(procedure, scope, documents)
            if not {fault.field, fault.field.rpartition(".")[0]} & told
        ]
    )
    if faults and all(fault.code == "present.missing" for fault in faults) and not lacks:
        return Refusal(
            "present.missing",
            {"persons": [name for fault in faults for name in fault.facts["persons"]]},
            tuple(faults),
        )
    if faults:
        return Refusal("form.faults", {"count": len(faults) + len(lacks)}, (*faults, *lacks))
    return (
        Refusal(
            "documents.missing",
            {"documents": [fault.facts["label"] for fault in lacks]},
            tuple(lacks),
        )
        if lacks
        else None
    )


def absent(asked: tuple[str, ...], data: dict[str, Any]) -> list[Fault]:
    """Who must be there and was not ticked, and who was ticked that nobody asks for."""
    given = data.get("present") or []
    given = [given] if isinstance(given, str) else given
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        return [Fault("present", "field.not_text")]
    return [
        *(
            Fault("present", "present.missing", {"persons": [name]})
            for name in asked
            if name not in given
        ),
        *(unknown("present", name, asked) for name in given if name not in asked),
    ]


def _takes_nothing(procedure: Procedure, step: Step, action: Action) -> bool:
    """Most actions of a day: a person sends the case on and is asked nothing. Found once for each."""
    cache: dict[tuple[str, str], bool] = procedure.__dict__.setdefault("_takes_nothing", {})
    found = cache.get((step.name, action.name))
    if found is None:
        asked = (
            action.asks
            or action.adds
            or action.edits
            or action.present
            or action.requests
            or action.supplies
            or action.returns
            or _has_valid(procedure, step, action)
        )
        found = cache[step.name, action.name] = not asked
    return found


def _has_valid(procedure: Procedure, step: Step, action: Action) -> bool:
    moments: set[str] | None = procedure.__dict__.get("_valid_on")
    if moments is None:
        moments = procedure.__dict__["_valid_on"] = {line.on for line in procedure.valid if line.on}
    return bool(moments) and (action.name in moments or f"{step.name}.{action.name}" in moments)


def _both(one: Allowed, other: Allowed) -> Allowed:
    """What either opens. A list that one opens whole is not opened by columns."""
    fields = {**one[0], **other[0]}
    columns = {
        name: tuple(dict.fromkeys((*one[1].get(name, ()), *other[1].get(name, ()))))
        for name in (*one[1], *other[1])
        if name not in fields
    }
    return fields, columns


def _answers(
    draft: Draft,
    open_step: OpenStep,
    step: Step,
    action: Action,
    data: dict[str, Any],
    open_to: Allowed,
) -> tuple[dict[str, Any], list[Fault]]:
    """Values this action may give: what it asks, columns of rows, a new row, and what it edits."""
    procedure, case, context = draft.procedure, draft.case, draft.context
    allowed, columns = open_to
    own = set(columns.get(step.each, ())) if open_step.row else set()
    beside = {
        *NOT_FIELDS,
        *((supplement.ITEMS,) if action.requests else ()),
        *((REASON,) if action.returns else ()),
    }
    plain = {
        name: value
        for name, value in data.items()
        if name not in beside and name not in columns and name.removeprefix("row.") not in own
    }
    given = read(plain, allowed, case.data, context.exists, case.rows_made)
    values, faults = dict(given.values), list(given.faults)
    values |= {
        name: one.start
        for name, one in allowed.items()
        if one.start is not None
        and name in procedure.findings
        and name not in values
        and name not in case.data
    }
    for name, row_id, cells in _row_answers(data, open_step, step, action, columns, faults):
        field = procedure.findings.get(name) or procedure.form.get(name)
        before = values.get(name) or case.data.get(name) or {}
        if field is not None and not row_id:
            faults.append(_unnamed(field, before))
            continue
        if (
            field is None
            or row_id not in before
            or (open_step.row and name == step.each and row_id != open_step.row)
        ):
            faults.append(Fault("rows", "field.row_unknown", {"row": row_id[:80]}))
            continue
        open_columns = {
            column: one for column, one in field.columns.items() if column in columns[name]
        }
        values[name] = {
            **before,
            row_id: read_row(
                replace(field, columns=open_columns),
                row_id,
                cells,
                before[row_id],
                faults,
                context.exists,
            ),
        }
    if action.adds and ("row" in data):
        _add_row(procedure, case, action, data["row"], values, faults, context)
    elif action.adds:
        faults.append(Fault("row", "field.required"))
    return values, faults


def _allowed(procedure: Procedure, step: Step, action: Action) -> Allowed:
    """Fields the action may fill, and for lists the columns it may fill in their rows; found once for each action."""
    cache: dict[tuple[str, str], Allowed] = procedure.__dict__.setdefault("_allowed", {})
    found = cache.get((step.name, action.name))
    if found is None:
        found = cache[step.name, action.name] = _find_allowed(procedure, step, action)
    return found


def _find_allowed(procedure: Procedure, step: Step, action: Action) -> Allowed:
    fields: dict[str, Field] = {}
    columns: dict[str, tuple[str, ...]] = {}
    everything = {**procedure.form, **procedure.findings}
    for name in action.asks:
        full = f"{step.each}.{name[4:]}" if name.startswith("row.") else name
        if full in everything:
            fields[full] = everything[full]
        else:
            rows, _, column = full.rpartition(".")
            columns[rows] = (*columns.get(rows, ()), column)
            if any(one.startswith(full + ".") for one in everything):
                fields |= {
                    one: field for one, field in everything.items() if one.startswith(full + ".")
                }
                columns.pop(rows)
    for name in action.edits:
        fields |= (
            procedure.form
            if name == "form"
            else {
                one: field
                for one, field in everything.items()
                if one == name or one.startswith(name + ".")
            }
        )
    return fields, columns


def _row_answers(
    data: dict[str, Any],
    open_step: OpenStep,
    step: Step,
    action: Action,
    columns: dict[str, tuple[str, ...]],
    faults: list[Fault],
) -> list[tuple[str, str, dict[str, Any]]]:
    """(list, row, cells): of `rows: {ROW: {column: value}}`; of the list by its name, each with its `row`; and for the
    branch's own row of `row: {…}` or of the columns by themselves."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    own = step.each if open_step.row and step.each in columns else ""
    if "row" in data and not action.adds:
        if own and isinstance(data["row"], dict):
            found.append((own, open_step.row, data["row"]))
        else:
            faults.append(
                Fault(
                    "row",
                    "field.rows_shape" if own else "field.unknown",
                    {"name": "row", "near": ""},
                )
            )
    rows = data.get("rows", {})
    if (
        not isinstance(rows, dict)
        or not all(isinstance(cells, dict) for cells in rows.values())
        or (rows and not columns)
    ):
        faults.append(
            Fault(
                "rows",
                "field.rows_shape" if columns else "field.unknown",
                {"name": "rows", "near": ""},
            )
        )
        rows = {}
    for row_id, cells in list(rows.items())[:ROWS_MAX]:
        found += [
            (name, _row_id(row_id), part)
            for name, part in _by_list(own or next(iter(columns)), columns, cells).items()
        ]
    for name in columns:
        listed = data.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            faults.append(Fault(name, "field.rows_shape"))
            continue
        found += [
            (name, _row_id(one.get("row")), {k: v for k, v in one.items() if k != "row"})
            for one in listed[:ROWS_MAX]
        ]
    bare = {
        column: data[key]
        for column in columns.get(own, ())
        for key in (column, f"row.{column}")
        if key in data
    }
    return [*found, (own, open_step.row, bare)] if bare else found


def _row_id(given: Any) -> str:
    """The row as it was named; "": it was not."""
    return "" if given is None else str(given).strip()


def _unnamed(field: Field, before: Mapping[str, Any]) -> Fault:
    """Cells of no row: which list wants one named, and which rows it has."""
    facts = {"list": {"vi": field.label.vi, "en": field.label.en}, "rows": list(before)}
    return Fault("rows", "field.row_unnamed", facts)


def _by_list(
    first: str, columns: dict[str, tuple[str, ...]], cells: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """The cells of a row by the list whose column they are; what no list knows goes to the first, which refuses it."""
    found: dict[str, dict[str, Any]] = {}
    for column, value in cells.items():
        name = next((one for one in (first, *columns) if column in columns[one]), first)
        found.setdefault(name, {})[column] = value
    return found or {first: {}}


def _add_row(
    procedure: Procedure,
    case: Case,
    action: Action,
    given: Any,
    values: dict[str, Any],
    faults: list[Fault],
    context: Context,
) -> None:
    field = procedure.findings.get(action.adds) or procedure.form.get(action.adds)
    if field is None or not isinstance(given, dict):
        faults.append(Fault("row", "field.rows_shape"))
        return
    before = values.get(action.adds) or case.data.get(action.adds) or {}
    row_id = str(next_row(before, case.rows_made.get(action.adds, 0)))
    values[action.adds] = {
        **before,
        row_id: read_row(field, row_id, given, {}, faults, context.exists),
    }


def _unanswered(
    draft: Draft,
    open_step: OpenStep,
    step: Step,
    action: Action,
    scope: Scope,
    known: set[str],
    allowed: Allowed,
) -> list[Fault]:
    procedure = draft.procedure
    fields, columns = allowed
    asked = [fields[name] for name in fields]
    faults = unfilled(procedure, asked, scope, known)
    for name, names in columns.items():
        for row in scope.rows_of(name):
            if name == step.each and open_step.row and row.row_id != open_step.row:
                continue
            for column in names:
                one = row.field.columns.get(column)
                place = f"{name}.{row.row_id}.{column}"
                if (
                    one
                    and place not in known
                    and holds(one.shown, row)
                    and holds(one.required, row)
                    and row(column) is None
                ):
                    faults.append(Fault(place, "field.required"))
    if action.adds and (field := scope.field_of(action.adds)) and f"{action.adds}" not in known:
        earlier = tuple(f"{action.adds}.{row}." for row in draft.case.data.get(action.adds) or {})
        faults += [
            fault
            for fault in missing(
                field, scope, asked_columns(procedure).get(action.adds, frozenset())
            )
            if fault.field not in known
            and fault.code != "field.rows"
            and not fault.field.startswith(earlier)
        ]
    return faults


def unfilled(procedure: Procedure, fields: Any, scope: Scope, known: set[str]) -> list[Fault]:
    later = asked_columns(procedure)
    found = [
        fault
        for field in fields
        for fault in missing(field, scope, later.get(field.name, frozenset()))
    ]
    return [fault for fault in found if fault.field not in known]


def asked_columns(procedure: Procedure) -> dict[str, frozenset[str]]:
    """Columns that some action asks later: list -> columns."""
    cache = procedure.__dict__
    if "_asked_columns" not in cache:
        found: dict[str, set[str]] = {}
        for step in procedure.steps.values():
            for action in step.do.values():
                for name in action.asks:
                    rows, _, column = (
                        f"{step.each}.{name[4:]}" if name.startswith("row.") else name
                    ).rpartition(".")
                    found.setdefault(rows, set()).add(column)
        cache["_asked_columns"] = {name: frozenset(columns) for name, columns in found.items()}
    return cache["_asked_columns"]


def parted(
    procedure: Procedure,
    values: dict[str, Any],
    warned: list[str],
    scope: Scope,
    emptied: tuple[str, ...] = (),
) -> Filled:
    """Values parted into open and personal; a list with a personal column is personal as a whole row by row. Of a case that is kept
    to some roles every value is: the house's log, whose bodies any officer may verify, then tells none."""
    public: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, value in values.items():
        field = scope.field_of(name)
        (personal if field is not None and hidden(procedure, field) else public)[name] = value
    kept = tuple(name for name in values if (field := scope.field_of(name)) and classed(field))
    return Filled(
        values=public, personal=personal, emptied=emptied, warned=tuple(warned), classed=kept
    )


def hidden(procedure: Procedure, field: Field) -> bool:
    """Is its value, or one in a row of it, written where it can be struck?"""
    return procedure.class_ not in ("", "open") or any(
        one.personal or one.class_ or one.type in ("file", "files")
        for one in (field, *field.columns.values())
    )


def classed(field: Field) -> bool:
    """May only some roles read it, or a column of it?"""
    return any(one.class_ not in ("", "open") for one in (field, *field.columns.values()))
