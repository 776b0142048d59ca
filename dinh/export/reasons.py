"""A condition said back in plain words: `Trường hợp của trẻ: trẻ bị bỏ rơi`, `số ngày từ ngày sinh đến lúc nộp: trên 60`.

Pure. Rule to keep: what is said is exactly what is tested; a name nobody labelled is said by what it is made of.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import (
    NEVER,
    Clause,
    Compare,
    Condition,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Within,
    holds,
)
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Field,
    Fold,
    IdAgrees,
    Minus,
    Procedure,
    Same,
)
from dinh.messages.facts import number
from dinh.messages.words import full_day, words_of

UNITS = {
    "days": ("số ngày", "days"),
    "months": ("số tháng", "months"),
    "years": ("số năm", "years"),
    "working_days": ("số ngày làm việc", "working days"),
}
RESERVED = {
    "opened": ("lúc nộp", "the opening"),
    "accepted": ("lúc tiếp nhận", "the acceptance"),
    "acted": ("lúc làm", "the act"),
    "due": ("hẹn trả", "the due date"),
    "channel": ("cách nộp", "the channel"),
    "limit": ("thời hạn của bước", "the step's limit"),
    "entered": ("lúc vào bước", "entering the step"),
    "house.remote": (
        "xã ở vùng sâu, vùng xa đi lại khó khăn",
        "a remote commune that is hard to reach",
    ),
}
COMPARES = {
    "<": ("dưới", "under"),
    "<=": ("không quá", "at most"),
    ">": ("trên", "over"),
    ">=": ("từ", "at least"),
    "=": ("đúng", "exactly"),
}
FOLDS = {
    "least": ("nhỏ nhất trong", "the least of"),
    "greatest": ("lớn nhất trong", "the greatest of"),
    "count": ("số dòng ở", "the number of"),
    "sum": ("tổng của", "the sum of"),
    "first": ("đầu tiên trong", "the first of"),
}


def why(condition: Condition, scope: Scope, lang: str) -> str:
    """The alternative that holds, in words; "" where it always holds."""
    held = next((alternative for alternative in condition if holds((alternative,), scope)), ())
    return ", ".join(_held(clause, scope, lang) for clause in held)


def _held(clause: Clause, scope: Scope, lang: str) -> str:
    """A clause that holds, by the value that makes it hold: `23, không quá 60`; of a choice, what was chosen."""
    field, value = field_named(clause.name, scope.procedure), scope(clause.name)
    name = name_said(clause.name, scope.procedure, lang)
    if isinstance(value, bool):
        return f"{name}: {_value('yes' if value else 'no', field, lang)}"
    if isinstance(value, str) and field and value in field.of:
        return f"{name}: {_value(value, field, lang)}"
    tests = (" or " if lang == "en" else " hoặc ").join(
        test_said(test, field, lang) for test in clause.tests
    )
    if isinstance(value, int | Decimal):
        return f"{name}: {number(value, lang)}, {tests}"
    return f"{name}: {tests}"


def said(condition: Condition, procedure: Procedure, lang: str) -> str:
    """The whole condition: alternatives parted by `hoặc`; "" where it always holds."""
    if condition == NEVER:
        return "never" if lang == "en" else "không bao giờ"
    return (" or " if lang == "en" else "; hoặc ").join(
        _alternative(one, procedure, lang) for one in condition
    )


def _alternative(clauses: tuple[Clause, ...], procedure: Procedure, lang: str) -> str:
    return ", ".join(_clause(clause, procedure, lang) for clause in clauses)


def _clause(clause: Clause, procedure: Procedure, lang: str) -> str:
    field = field_named(clause.name, procedure)
    tests = (" or " if lang == "en" else " hoặc ").join(
        test_said(test, field, lang) for test in clause.tests
    )
    return f"{name_said(clause.name, procedure, lang)}: {tests}"


def field_named(name: str, procedure: Procedure) -> Field | None:
    """A field, a finding, or a column by its full or (within its row) bare name."""
    name = name.removeprefix("case.")
    found = procedure.form.get(name) or procedure.findings.get(name)
    if found:
        return found
    column = name.rpartition(".")[2]
    return next(
        (
            one.columns[column]
            for one in (*procedure.form.values(), *procedure.findings.values())
            if column in one.columns
        ),
        None,
    )


def name_said(name: str, procedure: Procedure, lang: str, depth: int = 0) -> str:
    english = lang == "en"
    if name in RESERVED:
        return RESERVED[name][english]
    derived = procedure.derive.get(name.removeprefix("case.").removeprefix("row."))
    if derived is None:
        field = field_named(name, procedure)
        return small(words_of(field.label, lang)) if field else name
    if derived.label:
        return small(words_of(derived.label, lang))
    formula = derived.formula
    if depth > 3:
        return name
    if isinstance(formula, Between):
        start, end = (
            name_said(str(one), procedure, lang, depth + 1) for one in (formula.start, formula.end)
        )
        return f"{UNITS[formula.unit][english]} {'from' if english else 'từ'} {start} {'to' if english else 'đến'} {end}"
    if isinstance(formula, Fold):
        of = ", ".join(name_said(str(one), procedure, lang, depth + 1) for one in formula.over)
        return (
            of
            if formula.function in ("least", "greatest") and len(formula.over) == 1
            else f"{FOLDS[formula.function][english]} {of}"
        )
    if isinstance(formula, Add):
        return f"{name_said(str(formula.to), procedure, lang, depth + 1)} + {formula.number}"
    if isinstance(formula, Minus | Same):
        left, right = (
            name_said(str(one), procedure, lang, depth + 1) for one in (formula.left, formula.right)
        )
        between = ("less", "the same as") if english else ("trừ", "trùng với")
        return f"{left} {between[isinstance(formula, Same)]} {right}"
    if isinstance(formula, IdAgrees):
        of = name_said(str(formula.id), procedure, lang, depth + 1)
        return (
            f"{of} agrees with birth date and sex" if english else f"{of} khớp ngày sinh, giới tính"
        )
    return name


def test_said(test: Any, field: Field | None, lang: str) -> str:
    english = lang == "en"
    match test:
        case Filled():
            return "given" if english else "có ghi"
        case Empty():
            return "empty" if english else "để trống"
        case Is(name=name) | Has(name=name):
            return _value(name, field, lang)
        case Compare(op=op, value=value):
            return f"{COMPARES[op][english]} {_constant(value, lang)}"
        case Within(low=low, high=high):
            return f"{'from' if english else 'từ'} {_constant(low, lang)} {'to' if english else 'đến'} {_constant(high, lang)}"
        case Not(tests=tests):
            inner = (" or " if english else " hoặc ").join(
                test_said(one, field, lang) for one in tests
            )
            return f"not “{inner}”" if english else f"không phải “{inner}”"
    return str(test)


def _value(name: str, field: Field | None, lang: str) -> str:
    if field and name in field.of:
        return small(words_of(field.of[name], lang))
    return {"yes": ("có", "yes"), "no": ("không", "no")}.get(name, (name, name))[lang == "en"]


def _constant(value: Any, lang: str) -> str:
    return full_day(value) if isinstance(value, str) else number(value, lang)


def small(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins a word in capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
