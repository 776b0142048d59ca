"""Letters that no file writes: issued whenever a due is missed, an applicant stops, or a result is taken back.

Form 04 (apology with a new date) comes with `extend`, form 05 (notice of stopping) with `withdraw`, the notice of revocation
with `reverse` where a result letter went out to the applicant: for every procedure that citizens use, unless it names a
letter of its own or switches the action off.
Source: names and numbers of Circular 03/2025/TT-VPCP, appendix I; who issues what, Decree 118/2025/NĐ-CP (unconfirmed article by article).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from dinh.engine.calendar import to_local
from dinh.engine.case import Case
from dinh.engine.context import Standing
from dinh.engine.draft import Draft
from dinh.engine.event import Issued
from dinh.engine.issue import issued
from dinh.engine.parts import IssuedLetter
from dinh.engine.procedure import Letter, LetterValue, Procedure, Text
from dinh.engine.scope import moment

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
