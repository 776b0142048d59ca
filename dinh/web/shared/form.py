"""A form made from a procedure: its fields as inputs in runs that appear together, what was typed, and the faults at each.

Rule to keep: pure. What is shown and required is asked of the engine's own scope, so a page and the door never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.form_input import NAMED
from dinh.engine.definition.condition import ALWAYS, NEVER, Condition, Empty, holds
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.refusal import Fault
from dinh.export.reasons import small, why
from dinh.messages import fault_told
from dinh.messages.words import words_of
from dinh.web.shared.form_data import Typed, name_of
from dinh.web.shared.labels import PLACES

RADIOS_MAX = 6
LONG_TEXT = 300


class Option(Struct, frozen=True):
    value: str
    label: str
    chosen: bool = False


class Input(Struct, frozen=True, kw_only=True):
    """One input. `place` is where its value stands, `name` what it is sent as, `id` its id; `kind` picks the tag; `need`: "" where a condition decides."""

    place: str
    id: str
    kind: str
    label: str
    hint: str = ""
    need: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    files: tuple[dict[str, Any], ...] = ()
    error: str = ""
    warning: str = ""
    personal: bool = False

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def is_tall(self) -> bool:
        """One option a line, where they are many or long."""
        return sum(len(option.label) for option in self.options) > 60

    @property
    def described(self) -> str:
        """The ids of its hint and of the slot for what is wrong with it."""
        return f"{self.id}-h {self.id}-m" if self.hint else f"{self.id}-m"


class Row(Struct, frozen=True):
    id: str
    n: int
    runs: tuple[Run, ...]


class Group(Struct, frozen=True, kw_only=True):
    """Inputs under one heading: a part (`applicant`), a list with its rows, or loose fields (no label)."""

    name: str
    label: str = ""
    hint: str = ""
    inputs: tuple[Input, ...] = ()
    rows: tuple[Row, ...] = ()
    is_list: bool = False
    can_add: bool = False
    can_remove: bool = False
    error: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def sent_as(self) -> str:
        return name_of(self.name)


class Run(Struct, frozen=True, kw_only=True):
    """Neighbours that appear and vanish together. `because`: the answer that opened them; `kept`: what was typed in them
    before they vanished, so that it comes back with them."""

    id: str
    shown: bool
    always: bool
    because: str = ""
    groups: tuple[Group, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


class Line(Struct, frozen=True):
    """A line of the list of faults: where it leads, and what it says."""

    id: str
    text: str


class Form(Struct, frozen=True):
    runs: tuple[Run, ...]
    lines: tuple[Line, ...] = ()


type OptionsOf = Callable[[Field], Sequence[tuple[str, str]]]
"""What the house has for a field of its own kind (village, post, person, record): (value, label)."""


class Making(Struct, frozen=True):
    """What a form is made with."""

    procedure: Procedure
    typed: Typed
    scope: Scope
    lang: str
    faults: Mapping[str, str] = {}
    warnings: Mapping[str, str] = {}
    options_of: OptionsOf = lambda field: ()


def id_of(place: str) -> str:
    return "f-" + place.replace(".", "-")


def form_of(
    fields: Iterable[Field],
    procedure: Procedure,
    typed: Typed,
    scope: Scope,
    lang: str,
    *,
    faults: Sequence[Fault] = (),
    warned: Sequence[Fault] = (),
    options_of: OptionsOf = lambda field: (),
) -> Form:
    """The form of these fields, in their order."""
    fields = list(fields)
    making = Making(
        procedure, typed, scope, lang, _by_place(faults, lang), _by_place(warned, lang), options_of
    )
    return Form(
        _runs(fields, making, scope, ""), tuple(line_of(fault, procedure, lang) for fault in faults)
    )


def line_of(fault: Fault, procedure: Procedure, lang: str) -> Line:
    """Where it is and what is wrong; of a paper that lacks, its sentence names it."""
    said = fault_told(fault, lang)
    return Line(
        id_of(fault.field.replace("/", ".")),
        said
        if fault.code == "document.missing"
        else f"{place_label(fault.field, procedure, lang)}: {said}",
    )


def _by_place(faults: Sequence[Fault], lang: str) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.field, []).append(fault_told(fault, lang))
    return {place: " ".join(dict.fromkeys(words)) for place, words in said.items()}


def place_label(place: str, procedure: Procedure, lang: str) -> str:
    """`Người mẹ, số định danh cá nhân`; `Trẻ được đăng ký 2, ngày sinh`; the place itself where it names no field."""
    fields = {**procedure.form, **procedure.findings}
    if field := fields.get(place):
        group = procedure.groups.get(place.rpartition(".")[0])
        return (
            f"{words_of(group, lang)}, {small(words_of(field.label, lang))}"
            if group
            else words_of(field.label, lang)
        )
    for name, field in fields.items():
        if field.type == "list" and place.startswith(name + "."):
            row, _, column = place[len(name) + 1 :].partition(".")
            label = f"{words_of(field.label, lang)} {row}"
            return (
                f"{label}, {small(words_of(field.columns[column].label, lang))}"
                if column in field.columns
                else label
            )
    document = procedure.documents.get(place.removeprefix("documents.").partition(".")[0])
    return words_of(document.label if document else PLACES.get(place), lang) or place


def _runs(fields: Sequence[Field], making: Making, scope: Scope, prefix: str) -> tuple[Run, ...]:
    """`prefix`: "" for the form, `children.2.` within a row."""
    return tuple(
        _run(list(run), condition, making, scope, prefix)
        for condition, run in groupby(fields, lambda field: field.shown)
    )


def _run(
    fields: list[Field], condition: Condition, making: Making, scope: Scope, prefix: str
) -> Run:
    shown = holds(condition, scope)
    run = {
        "id": "r-" + id_of(prefix + fields[0].name),
        "always": condition == ALWAYS,
        "shown": shown,
    }
    if not shown:
        return Run(
            **run,
            kept=tuple(pair for field in fields for pair in _kept(field, making.typed, prefix)),
        )
    because = "" if condition == ALWAYS else why(condition, scope, making.lang)
    groups = groupby(
        fields, lambda field: field.name if field.type == "list" else field.name.rpartition(".")[0]
    )
    return Run(
        **run,
        because=because,
        groups=tuple(_group(name, list(inner), making, scope, prefix) for name, inner in groups),
    )


def _kept(field: Field, typed: Typed, prefix: str) -> Iterable[tuple[str, str]]:
    place = prefix + field.name
    for row in typed.rows.get(place, ()) if field.type == "list" else ():
        yield name_of(place), row
        for column in field.columns.values():
            yield from _kept(column, typed, f"{place}.{row}.")
    for text in typed.chosen(place):
        yield name_of(place), text
    for file in typed.files.get(place, ()):
        yield f"{name_of(place)}.kept", file.get("kept", "")


def _group(name: str, fields: list[Field], making: Making, scope: Scope, prefix: str) -> Group:
    field = fields[0]
    if field.type == "list":
        return _list(field, making, scope)
    label = words_of(making.procedure.groups.get(name), making.lang) if name and not prefix else ""
    return Group(
        name=name,
        label=label,
        inputs=tuple(_input(one, prefix + one.name, making, scope) for one in fields),
    )


def _list(field: Field, making: Making, scope: Scope) -> Group:
    ids = making.typed.rows.get(field.name, ())
    rows = tuple(
        Row(
            row,
            n,
            _runs(
                list(field.columns.values()),
                making,
                scope.row(field.name, row),
                f"{field.name}.{row}.",
            ),
        )
        for n, row in enumerate(ids, 1)
    )
    room = not field.rows or len(ids) < field.rows.high
    return Group(
        name=field.name,
        label=words_of(field.label, making.lang),
        hint=words_of(field.help, making.lang),
        rows=rows,
        is_list=True,
        can_add=room,
        can_remove=len(ids) > (field.rows.low if field.rows else 0),
        error=making.faults.get(field.name, ""),
    )


def _input(field: Field, place: str, making: Making, scope: Scope) -> Input:
    lang, typed = making.lang, making.typed
    return Input(
        place=place,
        id=id_of(place),
        kind=kind_of(field, making.options_of),
        label=words_of(field.label, lang),
        hint=hint_of(field, lang),
        need="" if _is_demanded(place, making.procedure) else _need(field.required, lang),
        value=typed.text(place),
        options=_options(field, typed.chosen(place), making),
        files=typed.files.get(place, ()),
        error=making.faults.get(place, ""),
        warning=making.warnings.get(place, ""),
        personal=field.personal,
    )


def input_of(
    field: Field,
    place: str,
    procedure: Procedure,
    typed: Typed,
    scope: Scope,
    lang: str,
    options_of: OptionsOf,
    faults: Sequence[Fault] = (),
) -> Input:
    """One input by itself, under a place of its own."""
    return _input(
        field,
        place,
        Making(procedure, typed, scope, lang, _by_place(faults, lang), {}, options_of),
        scope,
    )


def _is_demanded(place: str, procedure: Procedure) -> bool:
    """A `valid` line stops where this is empty, so that it must not be called optional."""
    name, _, column = place.partition(".")
    rows = procedure.form.get(name)
    if rows is not None and rows.type == "list":
        lines, asked = rows.valid, column.partition(".")[2]
    else:
        lines, asked = procedure.valid, place
    return any(
        clause.name == asked and Empty() in clause.tests
        for line in lines
        if line.at == asked and not line.warn
        for row in line.when
        for clause in row
    )


def _need(required: Condition, lang: str) -> str:
    return ("optional" if lang == "en" else "nếu có") if required == NEVER else ""


def kind_of(field: Field, options_of: OptionsOf) -> str:
    """text, address, area, day, digits, tel, email, radios, boxes, select, file, files."""
    if field.type in ("choice", "yes_no"):
        return "radios" if field.type == "yes_no" or len(field.of) <= RADIOS_MAX else "select"
    if field.type in NAMED:
        return "select" if options_of(field) else "text"
    if field.type == "text":
        return "area" if field.max > LONG_TEXT else "text"
    return KINDS.get(field.type, "text")


KINDS = {
    "address": "address",
    "choices": "boxes",
    "roles": "boxes",
    "date": "day",
    "datetime": "day",
    "number": "digits",
    "money": "digits",
    "personal_id": "digits",
    "phone": "tel",
    "email": "email",
    "file": "file",
    "files": "files",
    "shape": "area",
}
HINTS = {
    "date": ("ngày/tháng/năm, như 02/11/2026", "day/month/year, such as 02/11/2026"),
    "datetime": (
        "ngày/tháng/năm giờ:phút, như 02/11/2026 09:30",
        "day/month/year hour:minute, such as 02/11/2026 09:30",
    ),
    "money": ("số đồng, như 8.000", "in đồng, such as 8.000"),
    "position": ("vĩ độ, kinh độ", "latitude, longitude"),
}


def hint_of(field: Field, lang: str) -> str:
    if field.help:
        return words_of(field.help, lang)
    vi, en = HINTS.get(field.type, ("", ""))
    return en if lang == "en" else vi


YES_NO = {"vi": (("yes", "Có"), ("no", "Không")), "en": (("yes", "Yes"), ("no", "No"))}


def _options(field: Field, chosen: Sequence[str], making: Making) -> tuple[Option, ...]:
    if field.type == "yes_no":
        pairs: Sequence[tuple[str, str]] = YES_NO[making.lang]
    elif field.of:
        pairs = [(name, words_of(label, making.lang)) for name, label in field.of.items()]
    else:
        pairs = making.options_of(field) if field.type in NAMED or field.type == "roles" else ()
    return tuple(Option(value, label, value in chosen) for value, label in pairs)
