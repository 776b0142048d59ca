"""What steps, actions, roles, fields and channels are called: a refusal's facts hold names, a page says labels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from dinh.engine.definition.procedure import Document, Procedure, Text
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.schedule.duration import show_duration
from dinh.export.names import CHANNELS, step_label
from dinh.messages.words import say, words_of
from dinh.procedures import own
from dinh.procedures.lookup import Library

UNWRITTEN = {
    "note": Text("Ghi chú", "Note"),
    "attach": Text("Đính kèm", "Attach"),
    "pay": Text("Thu lệ phí", "Take the fee"),
    "reassign": Text("Giao lại", "Reassign"),
    "relate": Text("Nối với hồ sơ khác", "Relate to another case"),
    "withdraw": Text("Rút hồ sơ", "Withdraw"),
    "waive": Text("Bỏ qua mục đã yêu cầu", "Waive what was asked for"),
    "transfer": Text("Chuyển sang đơn vị khác", "Hand over to another house"),
    "extend": Text("Gia hạn, kèm văn bản xin lỗi", "Extend with an apology"),
    "reverse": Text("Hủy việc vừa làm", "Take back the last act"),
    "deliver": Text("Trả kết quả", "Deliver"),
    "route": Text("Chuyển đúng nơi có thẩm quyền", "Route"),
    "move": Text("Chuyển sang bản khác của thủ tục", "Move to another version"),
}
OTHERS = {
    "applicant": Text("người nộp", "the applicant"),
    "opener": Text("người mở hồ sơ", "whoever opened it"),
    "reader": Text("người được xem hồ sơ", "who may read it"),
}
PLACES = {
    "present": Text("Người có mặt", "Persons present"),
    "documents": Text("Giấy tờ", "Documents"),
    "items": Text("Mục yêu cầu", "Items asked for"),
    "amount": Text("Số tiền", "Amount"),
    "how": Text("Cách trả", "How"),
    "receipt": Text("Số biên lai", "Receipt number"),
    "reason": Text("Lý do", "Reason"),
    "text": Text("Nội dung", "Text"),
    "until": Text("Hẹn mới", "New due"),
    "person": Text("Người", "Person"),
    "to": Text("Người nhận", "To"),
    "line": Text("Khoản", "Line"),
    "refund": Text("Hoàn trả phí, lệ phí", "Refund"),
    "case": Text("Hồ sơ", "Case"),
    "house": Text("Đơn vị", "House"),
}


NOBODY_NAMED: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=1)
def roles() -> dict[str, Text]:
    """role -> label, of the program's own `roles.yaml`."""
    found = Library([]).labels(own() / "roles.yaml", "roles")
    return {
        name: Text(words_of(label, "vi"), words_of(label, "en")) for name, label in found.items()
    }


def paper_help(document: Document, lang: str) -> str:
    """What helps with a paper; of one that is good for some time only, that its date is to be looked at."""
    good = (
        say(
            "Có giá trị {time} kể từ ngày cấp: xem ngày ghi trên giấy.",
            "Good for {time} from its date: look at the date on it.",
            lang,
            time=show_duration(document.valid, lang),
        )
        if document.valid
        else ""
    )
    return f"{words_of(document.help, lang)} {good}".strip()


def branch_label(procedure: Procedure, name: str, lang: str, data: Mapping[str, Any]) -> str:
    """The step, and of a branch what its row is called: `Chờ xã được hỏi trả lời 1: Xã Quảng Tín`. `data`: only what the reader may see."""
    step, _, row = name.partition("/")
    each = procedure.steps[step].each if row and step in procedure.steps else ""
    rows = data.get(each) if each else None
    cells = rows.get(row) if isinstance(rows, Mapping) else None
    field = procedure.form.get(each) or procedure.findings.get(each)
    columns = (
        sorted(
            (column for column in field.columns.values() if column.type in ("person_name", "text")),
            key=lambda column: column.type != "person_name",
        )
        if field and cells
        else []
    )
    title = next(
        (str(cells[column.name]) for column in columns if cells and cells.get(column.name)), ""
    )
    return (
        f"{step_label(procedure, name, lang)}: {title}"
        if title
        else step_label(procedure, name, lang)
    )


def action_label(procedure: Procedure, name: str, lang: str, step: str = "") -> str:
    """As the step names it, else as any step does, else the unwritten one's."""
    steps = (
        [procedure.steps[step.partition("/")[0]]]
        if step.partition("/")[0] in procedure.steps
        else []
    )
    for one in (*steps, *procedure.steps.values()):
        if name in one.do and one.do[name].label:
            return words_of(one.do[name].label, lang)
    return words_of(UNWRITTEN.get(name), lang) or name


def role_label(name: str, lang: str, names: Mapping[str, str] = NOBODY_NAMED) -> str:
    """`names`: person -> name, of those whom a step names (`person:civil.1`)."""
    if name.startswith("person:"):
        return names.get(name[7:]) or name[7:]
    return words_of(OTHERS.get(name) or roles().get(name), lang) or name.partition(":")[2] or name


def labelled(
    facts: Mapping[str, Any],
    procedure: Procedure | None,
    lang: str,
    names: Mapping[str, str] = NOBODY_NAMED,
) -> dict[str, Any]:
    """The facts with every name said by its label."""
    return {key: _label(key, value, procedure, lang, names) for key, value in facts.items()}


def _label(
    key: str, value: Any, procedure: Procedure | None, lang: str, names: Mapping[str, str]
) -> Any:
    if isinstance(value, list | tuple):
        said = [_label(key, one, procedure, lang, names) for one in value]
        return list(dict.fromkeys(said)) if key == "by" else said
    if not isinstance(value, str):
        return value
    if key in ("channel", "channels"):
        return words_of(CHANNELS.get(value), lang) or value
    if key == "by":
        return role_label(value, lang, names)
    if procedure is None:
        return value
    if key == "persons":
        return words_of(procedure.groups.get(value) or OTHERS.get(value), lang) or value
    if key in ("step", "steps", "other", "at"):
        return (
            step_label(procedure, value, lang)
            if value.partition("/")[0] in procedure.steps
            else value
        )
    if key in ("action", "can"):
        return action_label(procedure, value, lang, "")
    if key in ("field", "list"):
        field = procedure.form.get(value) or procedure.findings.get(value)
        return words_of(field.label, lang) if field else value
    return value


def refusal_labelled(
    refusal: Refusal,
    procedure: Procedure | None,
    lang: str,
    names: Mapping[str, str] = NOBODY_NAMED,
) -> Refusal:
    """The refusal with labels for names, ready to be told."""
    at = tuple(
        Fault(fault.field, fault.code, labelled(fault.facts, procedure, lang, names))
        for fault in refusal.at
    )
    return Refusal(refusal.code, labelled(refusal.facts, procedure, lang, names), at)
