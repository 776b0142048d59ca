"""Issue letters: their values, numbers and digests. The PDF is made from these later, elsewhere.

A letter's digest is of its content (template, values, number, date, signer and a salt), so it is known when the letter is
issued and says nothing about its values.

Some letters stand in no procedure's file, because the one-stop rules require them: form 04 (apology with a new date) comes
with `extend`, form 05 (notice of stopping) with `withdraw`, the notice of revocation with `reverse` where a result letter
went out to the applicant. They belong to every procedure that citizens use, unless it names a letter of its own or switches
the action off.
Source: names and numbers of Circular 03/2025/TT-VPCP, appendix I; who issues what, Decree 118/2025/NĐ-CP (unconfirmed article by article).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from dinh.engine.decisions.context import Context, Standing
from dinh.engine.decisions.draft import Draft
from dinh.engine.decisions.effects import Numbers, words
from dinh.engine.decisions.evaluate import RowScope, Scope, add, moment, written
from dinh.engine.decisions.supplement import label_of
from dinh.engine.definition.condition import ALWAYS, holds
from dinh.engine.definition.procedure import Field, Letter, LetterValue, Procedure, Step, Text
from dinh.engine.record import seal
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import IssuedLetter
from dinh.engine.record.events import Issued, RecordChange
from dinh.engine.record.requested_items import still_open
from dinh.engine.schedule.calendar import Calendar, to_local
from dinh.engine.schedule.deadline import due, show_duration
from dinh.engine.schedule.duration import Duration


def last_day(valid: Duration, start: datetime, calendar: Calendar) -> date:
    """The last day it may be used. Working days and hours go by the house's calendar; days and months end on any day. Raises NotCovered."""
    if valid.unit in ("days", "months"):
        return add(to_local(start).date(), valid.number, valid.unit)
    return to_local(due(valid, start, calendar).at).date()


UNKNOWN = {"vi": "", "en": ""}


def issued(
    procedure: Procedure,
    names: Iterable[str],
    case: Case,
    scope: Scope,
    context: Context,
    standing: Standing,
    numbers: Numbers,
    *,
    row: str = "",
    records: tuple[tuple[RecordChange, str], ...] = (),
    posted: str = "",
    result: bool = False,
) -> list[Issued]:
    """The letters of these names, one for each row (of which its `where` holds) for a letter with `each`. records: made with them, each with its row."""
    found: list[Issued] = []
    for name in names:
        letter = procedure.letters.get(name)
        if letter is None:
            continue
        rows = (
            [row for row in scope.rows_of(letter.each, case_first=True) if holds(letter.where, row)]
            if letter.each
            else [scope]
        )
        for place, inner in enumerate(rows):
            found.append(
                _issue(
                    procedure,
                    letter,
                    case,
                    inner,
                    context,
                    standing,
                    numbers,
                    _book(letter, records, inner, place, context, numbers),
                    row=inner.row_id if letter.each and isinstance(inner, RowScope) else row,
                    posted=posted,
                    result=result,
                    nth=len(found),
                )
            )
    return found


def _issue(
    procedure: Procedure,
    letter: Letter,
    case: Case,
    scope: Scope,
    context: Context,
    standing: Standing,
    numbers: Numbers,
    book: str | None,
    *,
    row: str,
    posted: str,
    result: bool,
    nth: int,
) -> Issued:
    at = to_local(context.at)
    series, count, number, symbol = _number(letter, at, numbers)
    template = letter.template or f"form-{letter.form}.typ"
    values = {
        name: shown(scope(one.value) if scope.knows(str(one.value)) else None, one, scope)
        for name, one in letter.values.items()
    }
    signed = {
        "basis": standing.signature.basis,
        "lines": list(standing.signature.lines),
        "name": context.name,
        "decision": standing.signature.decision or None,
    }
    number = number or book or ""
    whole = {
        **values,
        "procedure": procedure.name.vi,
        "to": _addressees(letter, scope, procedure),
        "house": dict(context.letterhead),
        "number": number or None,
        "symbol": symbol,
        "date": at.date().isoformat(),
        "issued": at.isoformat(timespec="minutes"),
        "signed": signed,
        "code": case.code or context.code,
        "book": book,
    }
    if case.first_due:
        whole["first_due"] = _minutes(case.first_due)
    if asked := still_open(case.requested):
        whole["requested"] = [
            {
                "name": label_of(procedure, item.of, "vi", case),
                "reason": item.reason,
                "law": item.law,
            }
            for item in asked
        ]
    if letter.form:
        whole["case"] = case_block(procedure, case, scope, context)
    salt = sha256(f"{context.salt}{nth}{letter.name}{row}".encode()).hexdigest()
    digest = sha256(
        seal.canonical(
            {"template": template, "version": procedure.digest, "values": whole, "salt": salt}
        )
    ).hexdigest()
    valid = last_day(letter.valid, context.at, context.calendar).isoformat() if letter.valid else ""
    return Issued(
        letter=letter.name,
        row=row,
        label=words(letter.label),
        template=template,
        form=letter.form,
        type=letter.type,
        number=number or "",
        series=series,
        count=count,
        date=at.date().isoformat(),
        to=letter.to,
        digest=digest,
        signer=context.person,
        posted=posted,
        valid_until=valid,
        class_=letter.class_,
        result=result,
        personal={"values": whole, "salt": salt},
    )


def _addressees(letter: Letter, scope: Scope, procedure: Procedure) -> list[dict[str, Any]]:
    """Whom the letter goes to: the applicant, or whom a field names."""
    found = []
    for one in letter.to:
        person = (
            applicant(procedure, scope)
            if one == "applicant"
            else {"name": scope(one) if scope.knows(one) else None, "address": None}
        )
        if person["name"]:
            found.append({"name": person["name"], "address": person["address"]})
    return found


def _number(letter: Letter, at: datetime, numbers: Numbers) -> tuple[str, int, str, str | None]:
    """Numbered per type per year from 01; below 10 with a leading 0 (Decree 30/2020)."""
    if not letter.type:
        return "", 0, "", None
    series = f"letter:{letter.type}:{at.year}"
    count = numbers.next(series)
    symbol = "UBND-VP" if letter.type == "CV" else f"{letter.type}-UBND"
    return series, count, f"{count:02d}/{symbol}", symbol


def _book(
    letter: Letter,
    records: tuple[tuple[RecordChange, str], ...],
    scope: Scope,
    place: int,
    context: Context,
    numbers: Numbers,
) -> str | None:
    """The number in the book: of the record made with this letter, for its row where both are of the rows of one list, else the book's next."""
    if not letter.number:
        return None
    made = [
        (change.record, row)
        for change, row in records
        if change.register == letter.number and change.change == "add"
    ]
    if (
        letter.each
        and isinstance(scope, RowScope)
        and any(row.startswith(f"{letter.each}/") for _, row in made)
    ):
        made = [(record, row) for record, row in made if row == f"{letter.each}/{scope.row_id}"]
    if made:
        record = made[min(place, len(made) - 1)][0]
    else:
        year = to_local(context.at).year
        record = f"{year}-{numbers.next(f'register:{letter.number}:{year}'):04d}"
    year_of, dash, number = record.partition("-")
    return f"{int(number):02d}/{year_of}" if dash and number.isdigit() else record


def shown(value: Any, one: Any, scope: Scope) -> Any:
    """A value as a template gets it: a choice with its label, a list as an array of rows, each with what it derives."""
    if value in (None, "", [], {}):
        value = one.otherwise
        return value if value != "" else None
    field = field_of(str(one.value), scope)
    found = as_template(value, field)
    if field is not None and field.type == "list" and field.derive and isinstance(value, dict):
        for cells, row in zip(
            found, (scope.row(field.name, row_id) for row_id in value), strict=True
        ):
            cells.update({name: written(row(name)) for name in field.derive})
    return found


def field_of(name: str, scope: Scope) -> Field | None:
    if isinstance(scope, RowScope):
        column = scope.field.columns.get(name.removeprefix("row."))
        if column is not None and (name.startswith("row.") or scope.outer.field_of(name) is None):
            return column
        return field_of(name.removeprefix("case."), scope.outer)
    return scope.field_of(name)


def as_template(value: Any, field: Field | None) -> Any:
    if field is not None and field.type == "list":
        return [
            {column: as_template(cell, field.columns.get(column)) for column, cell in row.items()}
            for row in value.values()
        ]
    if field is not None and field.type == "choice" and value in field.of:
        return {"name": value, "label": field.of[value].vi}
    if field is not None and field.type == "choices":
        return [{"name": name, "label": field.of[name].vi} for name in value if name in field.of]
    return written(value)


def case_block(procedure: Procedure, case: Case, scope: Scope, context: Context) -> dict[str, Any]:
    """What the one-stop forms read as `v.case` (Circular 03/2025/TT-VPCP, appendix I)."""
    clock = case.clock
    amounts = [fee.amount for fee in case.fees]
    brought = [
        (document, case.documents[name])
        for name, document in procedure.documents.items()
        if name in case.documents
    ]
    return {
        "code": case.code or context.code,
        "procedure": procedure.name.vi,
        "procedure_code": procedure.code if procedure.code != "none" else None,
        "applicant": applicant(procedure, scope),
        "channel": case.channel or None,
        "documents": [
            {
                "name": document.label.vi,
                "kind": document.kind,
                "copies": document.copies
                * (len(given) if document.each and isinstance(given, dict) else 1),
                "note": _how(given),
            }
            for document, given in brought
        ],
        "sets": 1,
        "time": show_duration(clock.rule, "vi") if clock and clock.rule else None,
        "accepted": _minutes(clock.started if clock else None),
        "due": _minutes(case.due),
        "first_due": _minutes(case.first_due),
        "due_note": None,
        "fee": "unpublished"
        if None in amounts
        else sum(a for a in amounts if a is not None)
        if amounts
        else None,
        "fees": [
            {
                "name": fee.label.get("vi", fee.name),
                "amount": "unpublished" if fee.amount is None else fee.amount,
                "why": fee.why.get("vi"),
                "law": fee.law or None,
            }
            for fee in case.fees
        ],
        "exemptions": _exemptions(procedure),
        "returned": None,
        "note": None,
        "officer": {"name": context.name or None, "phone": None},
    }


def _exemptions(procedure: Procedure) -> list[str]:
    """Who pays nothing, always shown beside the amount: people who were not told paid what they did not owe."""
    return [
        rule.why.vi
        for line in procedure.fee.values()
        for rule in line.rules
        if rule.amount == 0 and rule.when != ALWAYS and rule.why
    ]


def _how(given: Any) -> str | None:
    return "đã khai thác dữ liệu có sẵn" if isinstance(given, dict) and "reused" in given else None


def _minutes(at: datetime | None) -> str | None:
    return to_local(at).isoformat(timespec="minutes") if at else None


def applicant(procedure: Procedure, scope: Scope) -> dict[str, Any]:
    """The one whose case it is: the part `applicant`, else the first person named in the form."""
    part = heading(procedure).rpartition(".")[0]
    read = {
        key: scope(f"{part}.{key}" if part else key)
        for key in ("name", "id", "address", "phone", "email")
    }
    return (
        read
        if read["name"]
        else {**read, "name": scope(heading(procedure)) if heading(procedure) else None}
    )


def heading(procedure: Procedure) -> str:
    """The field whose value heads a case: the applicant's name, else the first name in the form."""
    if "applicant.name" in procedure.form:
        return "applicant.name"
    return next((name for name, field in procedure.form.items() if field.type == "person_name"), "")


def title(procedure: Procedure) -> str:
    """The field by which the case is called in lists and found by words: the heading, or of a matter of nobody's the first text that
    its form must have; none that some may not read."""
    name = heading(procedure) or next(
        (
            name
            for name, field in procedure.form.items()
            if field.type == "text" and field.required == ALWAYS and not field.personal
        ),
        "",
    )
    return name if name and procedure.form[name].class_ in ("", "open") else ""


def is_result(procedure: Procedure, step: Step, target: str) -> bool:
    """Does an action of this step settle the matter? Yes, when from where it leads the step cannot be reached again and every end
    says the same: a notice on the way decides nothing."""
    cache = procedure.__dict__.setdefault("_final", {})
    key = (step.name, target)
    if key not in cache:
        ahead = _reachable(procedure, target) if target else set()
        cache[key] = (
            step.name not in ahead
            and len({procedure.ends[name].outcome for name in ahead if name in procedure.ends}) == 1
        )
    return cache[key]


def outcomes(procedure: Procedure, target: str) -> frozenset[str]:
    """The outcomes of every end that can be reached from a step or end."""
    return frozenset(
        procedure.ends[name].outcome
        for name in (_reachable(procedure, target) if target else ())
        if name in procedure.ends
    )


def _reachable(procedure: Procedure, start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        step = procedure.steps.get(name)
        if step is None:
            continue
        ahead += [action.to for action in step.do.values() if action.to] + [
            choice.to for choice in step.choose
        ]
        ahead += [branch.to for branch in step.together] + [
            target for target in (step.meet, step.then.to if step.then else "") if target
        ]
        ahead += [procedure.steps[step.block].meet] if step.block else []
    return found


NOT_FOR_CITIZENS = ("info", "internal")
APART = "~"  # no name of a file begins so: a field that a procedure calls `reason` is not taken for the reason of stopping


def _letter(name: str, label: Text, form: str, type_: str, *values: str) -> Letter:
    return Letter(
        name=name,
        label=label,
        form=form,
        type=type_,
        values={one: LetterValue(APART + one, "") for one in values},
    )


APOLOGY = _letter(
    "apology",
    Text("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Apology and extension"),
    "04",
    "CV",
    "reason",
    "old_due",
)
STOPPING = _letter(
    "stopping_notice",
    Text("Thông báo dừng giải quyết hồ sơ", "Notice of stopping"),
    "05",
    "TB",
    "reason",
    "stage",
    "received",
    "paid",
    "refund",
)


REVOCATION = Letter(
    name="revocation_notice",
    label=Text("Thông báo thu hồi, hủy kết quả", "Notice of revocation of the result"),
    template="thu-hoi-ket-qua.typ",
    type="TB",
    values={one: LetterValue(APART + one, "") for one in ("results", "reason")},
)
"""No form of the one-stop rules: the law on each matter says when a result is revoked, none how its holder is told."""


def unasked(procedure: Procedure) -> tuple[Letter, ...]:
    """The letters that the procedure's unwritten actions issue; their templates belong to its version."""
    if procedure.level in NOT_FOR_CITIZENS:
        return ()
    extends = (
        procedure.extension.allowed
        and not procedure.extension.letter
        and "extend" not in procedure.off
    )
    return (
        *((APOLOGY,) if extends else ()),
        *(() if "withdraw" in procedure.off else (STOPPING,)),
        *(() if "reverse" in procedure.off else (REVOCATION,)),
    )


def apology(draft: Draft, standing: Standing, before: Case, reason: str) -> list[Issued]:
    """Form 04, or the letter that the procedure names instead. `before`: the case with the due that was missed."""
    values = {"reason": reason, "old_due": moment(before.due)}
    if own := draft.procedure.extension.letter:
        return issued(
            draft.procedure,
            (own,),
            draft.case,
            draft.scope(**values),
            draft.context,
            standing,
            draft.numbers,
        )
    return _issued(draft, standing, APOLOGY, values)


def stopping(
    draft: Draft, standing: Standing, before: Case, reason: str, refund: str
) -> list[Issued]:
    """Form 05. `before`: the case in the steps in which it was stopped; `refund`: what becomes of the fee, in words."""
    stage = ", ".join(step.label.get("vi", step.name) for step in before.steps)
    paid = sum(one.amount for one in before.paid)
    return _issued(
        draft,
        standing,
        STOPPING,
        {
            "reason": reason,
            "stage": stage,
            "received": moment(before.accepted or before.opened),
            "paid": paid,
            "refund": refund,
        },
    )


def revocation(
    draft: Draft, standing: Standing, before: Case, withdrawn: Collection[str], reason: str
) -> list[Issued]:
    """The notice of revocation, where a result letter to the applicant is withdrawn. `before`: the case with the result."""
    results = [
        letter
        for letter in before.letters
        if letter.digest in withdrawn and letter.result and "applicant" in letter.to
    ]
    if not results or REVOCATION not in unasked(draft.procedure):
        return []
    named = "; ".join(_named(letter) for letter in results)
    secret = next((letter.class_ for letter in results if letter.class_), "")
    return _issued(
        draft, standing, replace(REVOCATION, class_=secret), {"results": named, "reason": reason}
    )


def _named(letter: IssuedLetter) -> str:
    """`Giấy khai sinh số 05/2026 ngày 25/11/2026`."""
    number = f" số {letter.number}" if letter.number else ""
    return f"{letter.label.get('vi', letter.name)}{number} ngày {to_local(letter.issued):%d/%m/%Y}"


def _issued(
    draft: Draft, standing: Standing, letter: Letter, values: dict[str, Any]
) -> list[Issued]:
    """Issued where the version carries its template: one published before this form was there does not."""
    template = letter.template or f"form-{letter.form}.typ"
    if not {f"letters/{template}", template} & draft.procedure.sources.keys():
        return []
    procedure = replace(draft.procedure, letters={**draft.procedure.letters, letter.name: letter})
    return issued(
        procedure,
        (letter.name,),
        draft.case,
        draft.scope(**{APART + name: value for name, value in values.items()}),
        draft.context,
        standing,
        draft.numbers,
    )
