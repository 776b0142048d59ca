"""Every place where a procedure names something, and what kind of thing is meant there (for N1, N2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from dinh.checker.finding import Path
from dinh.checker.kinds import sections
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.condition import Condition
from dinh.engine.definition.procedure import (
    Action,
    Add,
    Between,
    Deadline,
    Derived,
    Fold,
    Formula,
    FromNorm,
    IdAgrees,
    Letter,
    Limit,
    MetresOutside,
    Minus,
    PolygonArea,
    Procedure,
    Quotient,
    RecordOp,
    Same,
    Step,
    Table,
    Tiers,
    TimeRow,
    Times,
    Valid,
)


class Use(Struct, frozen=True):
    """A name read at a place. row: the list whose row is at hand; bare: its columns are read without `row.` too."""

    path: Path
    name: str
    sort: str
    row: str = ""
    bare: bool = False


class Tested(Struct, frozen=True):
    """A condition at a place. Its clauses stand under `path` by their place among the alternatives and their name."""

    path: Path
    condition: Condition
    row: str = ""
    bare: bool = False


def conditions(procedure: Procedure) -> Iterator[Tested]:
    for section, fields in sections(procedure):
        for field in fields.values():
            at = (section, field.name)
            yield Tested((*at, "required"), field.required)
            yield Tested((*at, "shown"), field.shown)
            for column in field.columns.values():
                yield Tested(
                    (*at, "of", column.name, "required"), column.required, field.name, True
                )
                yield Tested((*at, "of", column.name, "shown"), column.shown, field.name, True)
            yield from _derived((*at, "derive"), field.derive.values(), field.name)
            yield from _valid((*at, "valid"), field.valid, field.name)
    yield from _derived(("derive",), procedure.derive.values())
    yield from _valid(("valid",), procedure.valid)
    for document in procedure.documents.values():
        yield Tested(("documents", document.name, "required"), document.required, document.each)
    yield from _rows(("deadline",), procedure.deadline)
    for line in procedure.fee.values():
        for place, rule in enumerate(line.rules):
            yield Tested(("fee", line.name, "rules", place, "when"), rule.when)
    for letter in procedure.letters.values():
        yield Tested(("letters", letter.name, "where"), letter.where, letter.each, True)
    for step in procedure.steps.values():
        yield from _step(step)


def _derived(at: Path, derived: Iterable[Derived], row: str = "") -> Iterator[Tested]:
    for value in derived:
        match value.formula:
            case Fold(over=over, where=where):
                list_ = str(over[0]).split(".")[0] if over else ""
                yield Tested((*at, value.name, "where"), where, list_, True)
            case Table(rows=rows):
                for place, line in enumerate(rows):
                    yield Tested(
                        (*at, value.name, "table", place, "when"), line.when, row, bool(row)
                    )


def _valid(at: Path, lines: Iterable[Valid], row: str = "") -> Iterator[Tested]:
    for place, line in enumerate(lines):
        yield Tested((*at, place, "when"), line.when, row, bool(row))


def _rows(at: Path, times: Deadline | Limit | None, row: str = "") -> Iterator[Tested]:
    for place, line in enumerate(times.rows if times else ()):
        yield Tested((*at, "by", place, "when"), line.when, row)


def _step(step: Step) -> Iterator[Tested]:
    at = ("steps", step.name)
    yield from _rows((*at, "limit"), step.limit, step.each)
    for action in step.do.values():
        yield Tested((*at, "do", action.name, "when"), action.when, step.each)
        yield from _records((*at, "do", action.name, "records"), action.records)
    if step.then:
        yield from _records((*at, "then", "records"), step.then.records)
    for place, choice in enumerate(step.choose):
        yield Tested((*at, "choose", place, "when"), choice.when, step.each)
    for place, branch in enumerate(step.together):
        yield Tested((*at, "together", place, "when"), branch.when, branch.each or step.each)


def _records(at: Path, ops: Iterable[RecordOp]) -> Iterator[Tested]:
    for place, op in enumerate(ops):
        yield Tested((*at, place, "where"), op.where, op.each, True)


def uses(procedure: Procedure) -> Iterator[Use]:
    """Every name but those of law and of examples."""
    for tested in conditions(procedure):
        for place, alternative in enumerate(tested.condition):
            for clause in alternative:
                yield Use(
                    (*tested.path, place, clause.name),
                    clause.name,
                    "tested",
                    tested.row,
                    tested.bare,
                )
    yield from _of_fields(procedure)
    yield from _of_values(procedure)
    for document in procedure.documents.values():
        yield from _one(("documents", document.name, "each"), document.each, "list")
    yield from _of_times(("deadline",), procedure.deadline, "")
    for place, start in enumerate(procedure.deadline.starts if procedure.deadline else ()):
        yield Use(("deadline", "starts", place), start, "start")
    yield from _one(("extension", "letter"), procedure.extension.letter, "letter")
    for line in procedure.fee.values():
        yield Use(("fee", line.name, "at"), line.at, "fee_at")
        for place, rule in enumerate(line.rules):
            if isinstance(rule.amount, str) and rule.amount != "unpublished":
                yield Use(("fee", line.name, "rules", place, "amount"), rule.amount, "value")
    for step in procedure.steps.values():
        yield from _of_step(step)
    for end in procedure.ends.values():
        yield from _many(("ends", end.name, "letter"), end.letters, "letter")
    yield from _of_letters(procedure)
    yield from _of_families(procedure)


def _of_families(procedure: Procedure) -> Iterator[Use]:
    """What is given and taken is looked at with the child (C1)."""
    for path, step, _, one in openings(procedure):
        yield from _one((*path, "each"), one.each, "list")
        yield from _one((*path, "each", "record"), one.register, "register")
        yield from _one(
            (*path, "at"), "" if one.at == "province" else one.at, "value", one.each or step.each
        )
        yield from (
            Use((*path, "give", field), str(name), "given", one.each or step.each)
            for field, name in one.give.items()
        )
    for place, start in enumerate(procedure.starts):
        yield from _one(("starts", place, "at"), start.at, "step")
        for key, slug in (("each", start.register), ("on", start.added), ("on", start.also_in)):
            yield from _one(("starts", place, key), slug, "register")


def _one(path: Path, name: str, sort: str, row: str = "") -> Iterator[Use]:
    if name:
        yield Use(path, name, sort, row)


def _many(path: Path, names: Iterable[str], sort: str, row: str = "") -> Iterator[Use]:
    for place, name in enumerate(names):
        yield Use((*path, place), name, sort, row)


def _of_fields(procedure: Procedure) -> Iterator[Use]:
    yield Use(("field",), procedure.field, "field_of_work")
    yield Use(("class",), procedure.class_, "class")
    for secrecy in procedure.classes.values():
        yield from _many(("classes", secrecy.name, "except"), secrecy.shut, "folded")
    for section, fields in sections(procedure):
        for field in fields.values():
            for path, one in (
                ((section, field.name), field),
                *(((section, field.name, "of", c.name), c) for c in field.columns.values()),
            ):
                yield from _one((*path, "in"), one.register, "register")
                yield from _one((*path, "class"), one.class_, "class")
            for value in field.derive.values():
                yield from _of_formula(
                    (section, field.name, "derive", value.name), value.formula, field.name
                )
            for place, line in enumerate(field.valid):
                yield from _of_valid((section, field.name, "valid", place), line, field.name)


def _of_values(procedure: Procedure) -> Iterator[Use]:
    for value in procedure.derive.values():
        yield from _of_formula(("derive", value.name), value.formula, "")
    for place, line in enumerate(procedure.valid):
        yield from _of_valid(("valid", place), line, "")


def _of_valid(at: Path, line: Valid, row: str) -> Iterator[Use]:
    if line.at:
        yield Use((*at, "at"), line.at, "tested" if row else "value", row, bool(row))
    yield from _one((*at, "on"), line.on, "action")


def _of_formula(at: Path, formula: Formula, row: str) -> Iterator[Use]:
    for path, operand in operands(formula):
        if isinstance(operand, str):
            yield Use(
                (*at, *path),
                operand,
                "folded" if isinstance(formula, Fold | PolygonArea) else "value",
                row,
                bool(row),
            )
    if isinstance(formula, FromNorm):
        yield Use((*at, "norm"), formula.norm, "norm")


def operands(formula: Formula) -> Iterator[tuple[Path, Any]]:
    """Each operand with where it is written, under the derived value. (A norm's keys are looked at with the norm.)"""
    match formula:
        case Between():
            yield (formula.unit, "from"), formula.start
            yield (formula.unit, "to"), formula.end
        case Add():
            yield ("add", "to"), formula.to
        case Fold():
            yield from (
                ((formula.function, place), name) for place, name in enumerate(formula.over)
            )
        case Minus() | Quotient() | Same():
            function = type(formula).__name__.lower()
            yield (function, 0), formula.left
            yield (function, 1), formula.right
        case Times():
            yield from ((("times", place), name) for place, name in enumerate(formula.factors))
        case Tiers():
            yield ("tiers", "of"), formula.of
        case FromNorm():
            yield ("at",), formula.at
        case IdAgrees():
            yield from (
                (("id_agrees", key), getattr(formula, key)) for key in ("id", "birth_date", "sex")
            )
        case PolygonArea():
            yield ("polygon_area",), formula.of
        case MetresOutside():
            yield from ((("metres_outside", key), getattr(formula, key)) for key in ("of", "shape"))


def _of_times(at: Path, times: Deadline | Limit | None, row: str) -> Iterator[Use]:
    for place, line in enumerate(times.rows if times else ()):
        yield from _until((*at, "by", place, "until"), line, row)


def _until(path: Path, line: TimeRow, row: str) -> Iterator[Use]:
    if line.until and not line.until[0].isdigit():
        yield Use(path, line.until, "value", row)


def _of_step(step: Step) -> Iterator[Use]:
    at = ("steps", step.name)
    for place, role in enumerate(step.roles):
        held, _, name = role.partition(":")
        yield from _one((*at, "role", place, held), name, "value", step.each)
    yield from _many((*at, "of"), step.of, "folded", step.each)
    yield from _one((*at, "at"), "" if step.at in ("home", "province") else step.at, "value")
    yield from _many((*at, "not_by"), step.not_by, "not_by", step.each)
    yield from _of_times((*at, "limit"), step.limit, step.each)
    for place, warn in enumerate(step.warn):
        yield Use((*at, "warn", place, "at"), warn.base, "value", step.each)
    yield from _one((*at, "posts"), step.posts, "letter")
    if step.then:
        yield Use((*at, "then", "to"), step.then.to, "target")
        yield from _many((*at, "then", "letter"), step.then.letters, "letter")
        yield from _of_records((*at, "then", "records"), step.then.records)
    for action in step.do.values():
        yield from _of_action((*at, "do", action.name), action, step.each)
    for place, choice in enumerate(step.choose):
        yield Use((*at, "choose", place, "to"), choice.to, "target")
    for place, branch in enumerate(step.together):
        yield Use((*at, "together", place, "to"), branch.to, "step")
        yield from _one((*at, "together", place, "each"), branch.each, "list")
    yield from _one((*at, "meet"), step.meet, "target")


def _of_action(at: Path, action: Action, row: str) -> Iterator[Use]:
    yield from _one((*at, "to"), action.to, "target")
    yield from _many((*at, "asks"), action.asks, "asked", row)
    yield from _one((*at, "adds"), action.adds, "list")
    yield from _many((*at, "edits"), action.edits, "edited", row)
    yield from _one((*at, "requests"), action.requests, "asked")
    yield from _many((*at, "present"), action.present, "someone", row)
    yield from _many((*at, "letter"), action.letters, "letter")
    yield from _of_records((*at, "records"), action.records)
    if action.extends and action.extends.until and not action.extends.until[0].isdigit():
        yield Use((*at, "extends", "until"), action.extends.until, "value", row)
    if action.delegates:
        for key, name in (
            ("who", action.delegates.who),
            ("post", action.delegates.post),
            ("from", action.delegates.start),
            ("until", action.delegates.until),
        ):
            yield from _one((*at, "delegates", key), name, "value", row)
        yield from _one((*at, "delegates", "letter"), action.delegates.letter, "letter")


def _of_records(at: Path, ops: Iterable[RecordOp]) -> Iterator[Use]:
    """Registers and rows; columns and their values are R1's."""
    for place, op in enumerate(ops):
        yield Use((*at, place, "in"), op.register, "register")
        yield from _one((*at, place, "each"), op.each, "list")
        yield from _one((*at, place, op.op), op.row, "value", op.each)


def _of_letters(procedure: Procedure) -> Iterator[Use]:
    for letter in procedure.letters.values():
        at = ("letters", letter.name)
        yield from _one((*at, "each"), letter.each, "list")
        yield from _one((*at, "number"), letter.number, "register")
        yield from _one((*at, "class"), letter.class_, "class")
        row = row_of(procedure, letter)
        yield from _many((*at, "to"), letter.to, "addressee", row)
        for key, value in letter.values.items():
            yield Use((*at, "with", key, "value"), value.value, "shown", row)


def row_of(procedure: Procedure, letter: Letter) -> str:
    """The list whose row a letter is at: its own `each`, or that of the branch in which alone it is issued."""
    if letter.each:
        return letter.each
    elsewhere = {
        *(name for end in procedure.ends.values() for name in end.letters),
        *(step.posts for step in procedure.steps.values()),
    }
    lists = {step.each for step in procedure.steps.values() if letter.name in _issued_in(step)}
    return next(iter(lists)) if len(lists) == 1 and letter.name not in elsewhere else ""


def _issued_in(step: Step) -> set[str]:
    given = {action.delegates.letter for action in step.do.values() if action.delegates}
    return {
        *given,
        *(step.then.letters if step.then else ()),
        *(name for action in step.do.values() for name in action.letters),
    }


def laws(procedure: Procedure) -> Iterator[tuple[Path, str, str]]:
    """Every `law: KEY article`: its path, key and article."""
    for path, thing in _with_law(procedure):
        if thing.law is not None:
            yield (*path, "law"), thing.law.key, thing.law.article
    if procedure.off_law:
        yield ("unwritten", "law"), procedure.off_law.key, procedure.off_law.article
    if source := procedure.delegable_law:
        yield ("delegation", "law"), source.key, source.article


def _with_law(procedure: Procedure) -> Iterator[tuple[Path, Any]]:
    for section, fields in sections(procedure):
        for field in fields.values():
            yield (section, field.name), field
            yield from (
                ((section, field.name, "of", column.name), column)
                for column in field.columns.values()
            )
            yield from (
                ((section, field.name, "valid", place), line)
                for place, line in enumerate(field.valid)
            )
    yield from ((("valid", place), line) for place, line in enumerate(procedure.valid))
    yield from ((("documents", name), one) for name, one in procedure.documents.items())
    if procedure.deadline:
        yield ("deadline",), procedure.deadline
    for line in procedure.fee.values():
        yield from (
            (("fee", line.name, "rules", place), rule) for place, rule in enumerate(line.rules)
        )
    for step in procedure.steps.values():
        yield ("steps", step.name), step
        if step.limit:
            yield ("steps", step.name, "limit"), step.limit
        yield from ((("steps", step.name, "do", name), action) for name, action in step.do.items())
    yield from ((("ends", name), one) for name, one in procedure.ends.items())
    yield from ((("letters", name), one) for name, one in procedure.letters.items())
