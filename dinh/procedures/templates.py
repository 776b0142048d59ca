"""What a letter's template is tried with: the rule L2 for whoever can compile (`dinh.letters`, a layer above this one)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dinh.checker.empties import BlankRow, blank_rows
from dinh.checker.kinds import Scope
from dinh.engine.definition.condition import holds, names_in
from dinh.engine.definition.procedure import Field, Letter, Procedure, Text
from dinh.procedures.checking import LetterFaults


def tried_with(
    compile_check: Callable[..., Any], sample_of: Callable[[Field], Any]
) -> LetterFaults:
    """`check_paths(…, letter_faults=tried_with(letters.compile_check, letters.samples.sample_of))`."""

    def faults(
        procedure: Procedure, letter: Letter, sources: dict[str, bytes]
    ) -> list[tuple[Text, Text]]:
        texts = {
            name.removeprefix("letters/"): content.decode("utf-8", "replace")
            for name, content in sources.items()
            if name.startswith("letters/")
        }
        name = letter.template or f"form-{letter.form}.typ"
        found = compile_check(
            texts, name, samples(procedure, letter, sample_of), form=bool(letter.form)
        )
        return [(placed(one.message, one.file, one.line), one.do) for one in found]

    return faults


def placed(message: Text, file: str, line: int) -> Text:
    return Text(f"{file}:{line}: {message.vi}", f"{file}:{line}: {message.of('en')}")


def samples(
    procedure: Procedure, letter: Letter, sample_of: Callable[[Field], Any]
) -> dict[str, Any]:
    """A filled value for each name of the letter's `with`, in the shape a template gets it."""
    scope = Scope(procedure)
    fields = {**procedure.form, **procedure.findings}
    columns = scope.lists[letter.each].columns if letter.each in scope.lists else {}
    found: dict[str, Any] = {}
    for name, value in letter.values.items():
        kind = scope.of(value.value, letter.each) or scope.column(value.value)
        field = fields.get(value.value) or columns.get(value.value.removeprefix("row."))
        if field is not None and field.type == "list":
            blanks = [
                _row(field, blank, sample_of) for blank in blank_rows(procedure, letter.name, name)
            ]
            found[name] = [*sample_of(field), *blanks]
            continue
        of = {one: Text(one) for one in kind.names} if kind else {}
        found[name] = sample_of(
            field
            or Field(name=name, label=Text(name), type=(kind.type if kind else "") or "text", of=of)
        )
    return found


def _row(list_: Field, blank: BlankRow, sample_of: Callable[[Field], Any]) -> dict[str, Any]:
    """A row in which the column is empty, which a template gets without it; what is not shown then is not there either."""
    cells: dict[str, Any] = {}
    for name, column in list_.columns.items():
        told = name in blank.cells
        value = blank.cells.get(name)
        hidden = not told and not _may_be_shown(column, blank.cells)
        if name == blank.column or hidden or (told and value is None):
            continue
        cells[name] = sample_of(column)
        if told and column.type == "choice":
            cells[name] = {"name": value, "label": column.of[value].vi}
        elif told and column.type in ("yes_no", "number", "money", "date"):
            cells[name] = value
    return cells


def _may_be_shown(column: Field, cells: dict[str, Any]) -> bool:
    names = {name.removeprefix("row.") for name in names_in(column.shown)}
    return not names <= cells.keys() or holds(
        column.shown, lambda name: cells.get(name.removeprefix("row."))
    )
