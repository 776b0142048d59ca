"""The small form of an action: what it asks of the officer, made from the procedure, and what the door takes of the answers.

Declared actions ask what their `asks`, `adds`, `edits` and `present` name; unwritten ones have fields of their own, below.
Rule to keep: nothing here judges an answer; the door does, and its faults come back by the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.access.finders import Seen
from dinh.engine.decisions import supplement
from dinh.engine.decisions.action_input import asked_columns
from dinh.engine.decisions.asked_again import answer_at, fields_of
from dinh.engine.decisions.documents import lacking
from dinh.engine.decisions.evaluate import RowScope, Scope
from dinh.engine.decisions.transfer import came_from
from dinh.engine.definition.condition import ALWAYS, NEVER, holds
from dinh.engine.definition.procedure import Action, Document, Field, Procedure, Text
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.record.case import Case
from dinh.engine.refusal import Fault
from dinh.messages import fault_told
from dinh.messages.facts import number
from dinh.messages.words import case_code, full_day, say, words_of
from dinh.web.shared import form_data as typing_
from dinh.web.shared import items
from dinh.web.shared.files import bare, with_word
from dinh.web.shared.form_data import Typed
from dinh.web.shared.general_forms import FOR_GOOD, REASON, TO, UNWRITTEN

HINT_MAX = 200


class Paper(Struct, frozen=True):
    """A document that may be brought with the action. `place`: `documents.NAME` or `documents.NAME.ROW`.

    has: the case has it already; ticked, files: brought now.
    """

    place: str
    label: str
    kind: str
    id: str
    has: bool
    ticked: bool = False
    files: tuple[dict[str, Any], ...] = ()
    error: str = ""
    required: bool = False


class Asked(Struct, frozen=True):
    """What an action asks. `procedure`: with the fields under their own names, for labels; `row`: a row is added.

    items  papers and fields of which some are to be chosen; reasons: each is asked for with a reason and an article
    """

    fields: tuple[Field, ...] = ()
    present: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    edits: bool = False
    adds: str = ""
    items: tuple[items.ItemChoice, ...] = ()
    reasons: bool = False

    @property
    def nothing(self) -> bool:
        return not (self.fields or self.present or self.papers or self.items)


def asks_now(one: Asked, scope: Scope) -> bool:
    """Is there anything to fill in as the case stands? A field whose condition does not hold is not shown, and asks nothing."""
    return bool(
        one.present
        or one.papers
        or one.items
        or any(holds(field.shown, scope) for field in one.fields)
    )


def asked(
    seen: Seen, action: str, step: str, scope: Scope, lang: str, *, every: bool = False
) -> Asked:
    """What the action asks at this step, as `scope` has the case and its answers. every: also what only some answers of rows would bring up."""
    declared = action_of(seen.procedure, action, step)
    if declared is None:
        return Asked(
            _unwritten(seen, action),
            papers=papers(seen, scope, lang) if action == "attach" else (),
            items=items.waivable(seen.procedure, seen.case, lang) if action == "waive" else (),
        )
    fields = [
        *_asked_fields(seen, declared, step, scope, lang, every),
        *((REASON,) if declared.returns else ()),
        *_edited(seen, declared, scope),
        *_asked_again(seen, step, scope, lang, every),
        *_added(seen.procedure, declared, scope, every),
    ]
    return Asked(
        tuple({field.name: field for field in fields}.values()),
        declared.present,
        _papers(seen, declared, step, scope, lang),
        bool(declared.edits),
        declared.adds,
        items.requestable(seen.procedure, scope, _lacks(seen, scope), lang, seen.case)
        if declared.requests
        else (),
        bool(declared.requests),
    )


def _lacks(seen: Seen, scope: Scope) -> set[str]:
    return {fault.field for fault in lacking(seen.procedure, scope, seen.case.documents)}


def items_typed(
    one: Asked, post: Mapping[str, list[str]], faults: tuple[Fault, ...], lang: str
) -> tuple[items.ItemChoice, ...]:
    """As they come where nothing was sent."""
    return items.as_typed(one.items, post, faults, lang) if "seen" in post else one.items


def _unwritten(seen: Seen, action: str) -> tuple[Field, ...]:
    """A hand-over to the house that had the case for a step may be meant in two ways, so it is asked."""
    case = seen.case
    if action == "transfer" and case.open and case.now == case.settles and came_from(case):
        return (TO, FOR_GOOD, REASON)
    return UNWRITTEN.get(action, ())


def _papers(seen: Seen, action: Action, step: str, scope: Scope, lang: str) -> tuple[Paper, ...]:
    """With an edit, every paper; with the action that starts the clock, which asks for them, those that still lack."""
    deadline = seen.procedure.deadline
    starts = (
        deadline is not None
        and seen.case.accepted is None
        and f"{step.partition('/')[0]}.{action.name}" in deadline.starts
    )
    if asked := supplement.asked_here(seen.case, action):
        wanted = {item.of for item in asked if not item.settled}
        return tuple(
            one
            for one in papers(seen, scope, lang, wanted)
            if {one.place, one.place.rpartition(".")[0]} & wanted or (one.required and not one.has)
        )
    return (
        papers(seen, scope, lang)
        if action.edits
        else tuple(one for one in papers(seen, scope, lang) if one.required and not one.has)
        if starts
        else ()
    )


def action_of(procedure: Procedure, action: str, step: str) -> Action | None:
    found = procedure.steps.get(step.partition("/")[0])
    return found.do.get(action) if found else None


def _asked_fields(
    seen: Seen, action: Action, step: str, scope: Scope, lang: str, every: bool
) -> Iterable[Field]:
    """Whole fields, and a field for each row where a column is asked: `children.2.pin`; what is asked of a list, row by row."""
    everything = {**seen.procedure.form, **seen.procedure.findings}
    each, _, row = seen.procedure.steps[step.partition("/")[0]].each, "", step.partition("/")[2]
    names = [f"{each}.{name[4:]}" if name.startswith("row.") else name for name in action.asks]
    columns = [name.rpartition(".")[::2] for name in names if name not in everything]
    told = set[str]()
    for name in names:
        rows, _, column = name.rpartition(".")
        if name in everything:
            yield everything[name]
        elif rows not in everything or column not in everything[rows].columns:
            yield from (field for one, field in everything.items() if one.startswith(name + "."))
        elif rows not in told:
            told.add(rows)
            yield from _rows(
                seen,
                everything[rows],
                [of for found, of in columns if found == rows],
                row if rows == each else "",
                scope,
                lang,
                every,
            )


def _rows(
    seen: Seen, field: Field, columns: list[str], only: str, scope: Scope, lang: str, every: bool
) -> Iterable[Field]:
    """The asked columns of each row; above its first what the row says already."""
    for n, row in enumerate(scope.rows_of(field.name), 1):
        of = _title(field, row) or f"{words_of(field.label, lang)} {n}"
        help_ = _said_before(seen, field, columns, row, lang)
        for one in (field.columns[column] for column in columns if column in field.columns):
            if (not only or row.row_id == only) and (every or holds(one.shown, row)):
                label, told = (
                    Text(f"{one.label.vi}: {of}", f"{one.label.of('en')}: {of}"),
                    one.help or help_,
                )
                yield replace(
                    one,
                    name=f"{field.name}.{row.row_id}.{one.name}",
                    label=label,
                    help=told,
                    shown=ALWAYS,
                    required=ALWAYS if holds(one.required, row) else NEVER,
                )
                help_ = None


def _said_before(seen: Seen, field: Field, asked: list[str], row: Scope, lang: str) -> Text | None:
    """What whoever answers should know of the row: its choices and short texts, but for its name and what is asked now."""
    title, told = _title(field, row), []
    for name, column in field.columns.items():
        value = (
            row(name)
            if name not in asked
            and f"{field.name}.{name}" not in seen.hidden
            and column.type in ("choice", "text", "number")
            else None
        )
        if value not in (None, "", title):
            told.append(
                words_of(column.of.get(str(value)), lang)
                if column.type == "choice"
                else str(value)
                if column.type == "text"
                else f"{words_of(column.label, lang)}: {number(value, lang)}"
            )
    said = " · ".join(one for one in told if one)
    return Text(said[:HINT_MAX], said[:HINT_MAX]) if said else None


def _title(field: Field, row: Scope) -> str:
    """What a row is called: its first name, else its first text."""
    names = [
        name
        for kinds in (("person_name",), ("text",))
        for name, column in field.columns.items()
        if column.type in kinds
    ]
    return next((str(row(name)) for name in names if row(name)), "")


def _edited(seen: Seen, action: Action, scope: Scope) -> Iterable[Field]:
    """What the action may change; where items were asked for, those and what they bring up."""
    procedure = seen.procedure
    fields = _all_edited(procedure, action)
    if not supplement.asked_here(seen.case, action):
        return fields
    before = Scope(
        procedure, seen.case.data, scope.reserved, calendar=scope.calendar, facts=scope.facts
    )
    opened = supplement.open_fields(procedure, seen.case, before)
    return (field for field in fields if field.name in opened)


def _all_edited(procedure: Procedure, action: Action) -> Iterable[Field]:
    everything = {**procedure.form, **procedure.findings}
    for name in action.edits:
        yield from (
            procedure.form.values()
            if name == "form"
            else (
                field
                for one, field in everything.items()
                if one == name or one.startswith(name + ".")
            )
        )


def _asked_again(seen: Seen, step: str, scope: Scope, lang: str, every: bool) -> Iterable[Field]:
    """Fields that a later version asks again or for the first time before it accepts the case.

    Of a form that it takes as it is, nothing.
    """
    if seen.procedure.in_force == seen.case.version:
        return
    later = asked_columns(seen.procedure)
    for field in fields_of(seen.procedure, step.partition("/")[0]):
        if field.name in seen.earlier:
            yield replace(field, help=_earlier_help(seen, field.name, lang))
        elif field.name not in seen.case.data:
            if field.required != NEVER and (
                every or (holds(field.shown, scope) and holds(field.required, scope))
            ):
                yield field
        elif field.type == "list":
            columns = [name for name in field.columns if name not in later.get(field.name, ())]
            for one in _rows(seen, field, columns, "", scope, lang, every):
                empty = answer_in(seen.case.data, one.name) is None and one.required != NEVER
                if one.name in seen.earlier or empty:
                    yield replace(one, help=_earlier_help(seen, one.name, lang) or one.help)


def answer_in(data: Mapping[str, Any], place: str) -> Any:
    try:
        return answer_at(data, place)
    except KeyError:
        return None


def _earlier_help(seen: Seen, place: str, lang: str) -> Text | None:
    """Say what was answered under the earlier version, so that the clerk can ask about it."""
    if place not in seen.earlier:
        return None
    field, value = seen.earlier[place]
    since = full_day(seen.procedure.in_force)
    said = str(value) if field is None else _answer_text(field, value, lang)
    return Text(
        f"Đã khai theo bản cũ: {said}. Bản từ ngày {since} không nhận nữa.",
        f"Answered under the earlier version: {said}."
        f" The version in force since {since} does not take it.",
    )


def _answer_text(field: Field, value: Any, lang: str) -> str:
    if field.type == "list":
        return say(f"{len(value)} dòng", f"{len(value)} rows", lang)
    if field.type in ("number", "money"):
        return number(value, lang)
    values = value if isinstance(value, list) else [value]
    return ", ".join(words_of(field.of.get(str(one)), lang) or str(one) for one in values)


NEW = "new"
"""The row that is to be added, among the rows of its list, while it is typed."""


def _added(procedure: Procedure, action: Action, scope: Scope, every: bool) -> Iterable[Field]:
    """The columns of the row to add, as fields of their own: `row.COLUMN`. What a later action asks of it is not asked yet."""
    field = (
        procedure.findings.get(action.adds) or procedure.form.get(action.adds)
        if action.adds
        else None
    )
    if field is None:
        return
    later = asked_columns(procedure).get(action.adds, frozenset())
    row = next((one for one in scope.rows_of(action.adds) if one.row_id == NEW), None) or RowScope(
        scope, field, NEW, {}, False
    )
    for name, column in field.columns.items():
        if name not in later and (every or holds(column.shown, row)):
            yield replace(
                column,
                name=f"row.{name}",
                shown=ALWAYS,
                required=ALWAYS if holds(column.required, row) else NEVER,
            )


def answered(seen: Seen, every: Asked, typed: Typed) -> Case:
    """The case as it would be with what has been typed so far, as far as that can be read: what it brings up is asked, too."""
    data = dict(seen.case.data)
    for field in every.fields:
        if field.type not in ("list", "file", "files") and field.name in typed.texts:
            rows, _, column = field.name.rpartition(".")
            name, row = (every.adds, NEW) if rows == "row" else rows.rpartition(".")[::2]
            if field.name in (*seen.procedure.form, *seen.procedure.findings):
                data[field.name] = _read(field, typed.texts[field.name])
            elif name:
                lists = data.get(name) or {}
                data[name] = {
                    **lists,
                    row: {**(lists.get(row) or {}), column: _read(field, typed.texts[field.name])},
                }
    return replace(seen.case, data=data)


def asked_as_typed(
    seen: Seen,
    action: str,
    step: str,
    scope: Callable[[Case], Scope],
    lang: str,
    typed: Callable[[Asked], Typed],
) -> tuple[Asked, Typed, Scope]:
    """What is asked once an answer may have brought up the next question; typed: what was typed into these fields."""
    every = asked(seen, action, step, scope(seen.case), lang, every=True)
    found = typed(every)
    with_answers = scope(answered(seen, every, found))
    return asked(seen, action, step, with_answers, lang), found, with_answers


def _read(field: Field, text: Any) -> Any:
    try:
        return read_value(field, text) if text not in ("", []) else None
    except Bad:
        return None


def depends(seen: Seen, action: str, step: str) -> bool:
    """May an answer bring up or take away another question of the same form?"""
    declared = action_of(seen.procedure, action, step)
    if declared is None:
        return False
    if seen.procedure.in_force != seen.case.version:  # what it asks again may bring up more
        return True
    everything, each = (
        {**seen.procedure.form, **seen.procedure.findings},
        seen.procedure.steps[step.partition("/")[0]].each,
    )
    names = {f"{each}.{name[4:]}" if name.startswith("row.") else name for name in declared.asks}
    conditions = [
        field.shown for name, field in everything.items() if name in names or declared.edits
    ]
    conditions += [
        column.shown
        for field in everything.values()
        for column in field.columns.values()
        if f"{field.name}.{column.name}" in names or field.name == declared.adds
    ]
    return any(one != ALWAYS for one in conditions)


def papers(seen: Seen, scope: Scope, lang: str, wanted: Collection[str] = ()) -> tuple[Paper, ...]:
    """Every document of the procedure that this case may bring, one line a row where it has rows. wanted: places asked for besides."""
    found: list[Paper] = []
    for name, document in seen.procedure.documents.items():
        rows = scope.rows_of(document.each) if document.each else [None]
        for n, row in enumerate(rows, 1):
            if not (
                holds(document.required, row or scope)
                or document.required == NEVER
                or name in seen.case.documents
                or any(place.split(".")[1:2] == [name] for place in wanted)
            ):
                continue
            place = f"documents.{name}.{row.row_id}" if row else f"documents.{name}"
            label = words_of(document.label, lang) + (f" {n}" if row and len(rows) > 1 else "")
            has = _has(seen, document, row.row_id if row else "")
            found.append(
                Paper(
                    place,
                    label,
                    document.kind,
                    "f-" + place.replace(".", "-"),
                    has,
                    required=holds(document.required, row or scope),
                )
            )
    return tuple(found)


def _has(seen: Seen, document: Document, row: str) -> bool:
    brought = seen.case.documents.get(document.name)
    return bool(brought.get(row) if row and isinstance(brought, Mapping) else brought)


def with_fields(procedure: Procedure, one: Asked) -> Procedure:
    """The procedure knowing every field of the form by its own name, so that a fault's line can say its label."""
    more = {
        field.name: field
        for field in one.fields
        if field.name not in procedure.form and field.name not in procedure.findings
    }
    return replace(procedure, findings={**procedure.findings, **more}) if more else procedure


# --- what was typed -------------------------------------------------------------------------------------------------


def standing(one: Asked, seen: Seen) -> Typed:
    """What stands in the form when it is opened: what the case has of these fields."""
    known = typing_.from_data(
        (
            field
            for field in one.fields
            if field.name in (*seen.procedure.form, *seen.procedure.findings)
        ),
        seen.case.data,
    )
    texts = dict(known.texts)
    for field in one.fields:
        value = cell(field.name, seen.case.data)
        if value not in (None, "") and field.name not in texts:
            texts[field.name] = typing_.as_typed(field, value)
    return Typed(
        texts,
        known.rows,
        {
            place: tuple(with_word(file, seen.who.person) for file in files)
            for place, files in known.files.items()
        },
    )


def cell(place: str, data: Mapping[str, Any]) -> Any:
    """The value of `list.ROW.column`, None where there is none."""
    rows, _, column = place.rpartition(".")
    name, _, row = rows.rpartition(".")
    cells = data.get(name)
    return (cells.get(row) or {}).get(column) if isinstance(cells, Mapping) and row else None


def data_of(one: Asked, seen: Seen, typed: Typed, post: Mapping[str, list[str]]) -> dict[str, Any]:
    """The answers as the door takes them."""
    names = {**seen.procedure.form, **seen.procedure.findings}
    whole = [field for field in one.fields if field.name in names or "." not in field.name]
    rows = {
        field.name: tuple(seen.case.data.get(field.name) or ())
        for field in whole
        if field.type == "list"
    }
    data = typing_.as_data(whole, typed, rows)
    if one.fields == UNWRITTEN["relate"] and data.get("case"):
        data["case"] = case_code(str(data["case"]))
    if one.edits:
        data |= {
            field.name: None
            for field in whole
            if field.type != "list" and field.name not in data and field.name in seen.case.data
        }
    for field in one.fields:
        if field in whole:
            if field.name in seen.earlier:
                data.setdefault(field.name, None)  # left empty on purpose
            continue
        given = typing_.as_data([field], typed).get(field.name)
        _put(data, field.name, given, even_empty=field.name in seen.earlier)
    if present := [name for name in post.get("present", ()) if name]:
        data["present"] = present
    if documents := documents_of(one, typed, post):
        data["documents"] = documents
    if one.items and (chosen := items.data_of(post)):
        data["items"] = chosen if one.reasons else [item["of"] for item in chosen]
    return data


def _put(data: dict[str, Any], place: str, given: Any, *, even_empty: bool = False) -> None:
    """`row.column` into the row to add; `list.ROW.column` into `rows: {ROW: {column}}`."""
    if given is None and not even_empty:
        return
    rows, _, column = place.rpartition(".")
    cells = (
        data.setdefault("row", {})
        if rows == "row"
        else data.setdefault("rows", {}).setdefault(rows.rpartition(".")[2], {})
    )
    cells[column] = given


def at_inputs(faults: tuple[Fault, ...], one: Asked, seen: Seen) -> tuple[Fault, ...]:
    """Faults of a row that was to be added, at the inputs it was typed in."""
    if not one.adds:
        return faults
    rows = seen.case.data.get(one.adds) or {}
    new = f"{one.adds}.{max((int(row) for row in rows if row.isdigit()), default=0) + 1}."
    return tuple(
        Fault(f"row.{fault.field.removeprefix(new)}", fault.code, fault.facts)
        if fault.field.startswith(new)
        else fault
        for fault in faults
    )


def brought(
    one: Asked, typed: Typed, post: Mapping[str, list[str]], faults: tuple[Fault, ...], lang: str
) -> tuple[Paper, ...]:
    """The papers with what has been ticked and sent for each, and what is wrong with it."""
    wrong = {fault.field.replace("/", "."): fault_told(fault, lang) for fault in reversed(faults)}
    return tuple(
        replace(
            paper,
            ticked="seen" in post.get(paper.place, ()),
            files=typed.files.get(paper.place, ()),
            error=wrong.get(paper.place, ""),
        )
        for paper in one.papers
    )


def documents_of(one: Asked, typed: Typed, post: Mapping[str, list[str]]) -> dict[str, Any]:
    """NAME -> `seen` or a file; of rows: row -> one of these."""
    found: dict[str, Any] = {}
    for paper in one.papers:
        files = typed.files.get(paper.place, ())
        seen = "seen" in post.get(paper.place, ())
        brought = bare(files[-1]) if files else "seen" if seen else None
        if brought is None:
            continue
        _, name, *row = paper.place.split(".")
        if row:
            found.setdefault(name, {})[row[0]] = brought
        else:
            found[name] = brought
    return found
