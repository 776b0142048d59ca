"""What the documentation of a diagram says of the procedure, of a step, of an end: what its shapes cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dinh.engine.definition.procedure import Procedure, Source
from dinh.engine.definition.steps import Action, Step
from dinh.engine.schedule.duration import show_duration
from dinh.export.graph import Node
from dinh.export.names import role, times

OUTCOMES = {
    "granted": ("đồng ý", "granted"), "rejected": ("từ chối", "rejected"), "returned": ("trả lại", "returned"),
    "stopped": ("dừng", "stopped"), "forwarded": ("chuyển cơ quan khác", "forwarded"), "done": ("xong", "done"),
}  # fmt: skip
KINDS = {
    "choice": ("Máy tự chọn theo điều kiện.", "Chosen by itself, by conditions."),
    "split": ("Các nhánh chạy cùng lúc.", "The branches run at the same time."),
}


def of_procedure(procedure: Procedure, lang: str) -> str:
    english = lang == "en"
    lines = [
        procedure.name.of(lang),
        f"{'Code' if english else 'Mã'}: {procedure.code}. {'In force from' if english else 'Áp dụng từ'} {procedure.in_force}.",
    ]
    clock = procedure.deadline
    if clock:
        starts = ", ".join(starting(one, procedure, lang) for one in clock.starts)
        said = times(clock.rows, procedure).of(lang)
        lines.append(
            (
                f"Promised time: {said}, from: {starts}."
                if english
                else f"Thời hạn giải quyết: {said}, tính từ: {starts}."
            )
            + _law(clock.law, procedure)
        )
    if clock and clock.cutoff:
        lines.append(
            f"After {clock.cutoff}: from the next working day."
            if english
            else f"Sau {clock.cutoff} thì tính từ ngày làm việc kế tiếp."
        )
    return "\n".join(lines)


def starting(name: str, procedure: Procedure, lang: str) -> str:
    step, _, action = name.partition(".")
    found = procedure.steps[step].do.get(action) if step in procedure.steps else None
    if found is None:
        return "the opening" if lang == "en" else "lúc nộp"
    return found.label.of(lang) if found.label else action


def of_node(node: Node, procedure: Procedure, lang: str) -> str:
    if node.end:
        word = OUTCOMES[node.end.outcome][lang == "en"]
        return f"{node.end.label.of(lang)}. {'Outcome' if lang == 'en' else 'Kết quả'}: {word} ({node.end.outcome})."
    if node.kind in ("start", "met", "broken", "join") or node.step is None:
        return node.label.of(lang) if lang == "en" else ""
    return "\n".join(_step(node, node.step, procedure, lang))


def _step(node: Node, step: Step, procedure: Procedure, lang: str) -> Iterator[str]:
    english = lang == "en"
    yield node.label.of(lang) + "." + _law(step.law, procedure)
    if node.kind in KINDS:
        yield KINDS[node.kind][english]
    if node.kind != "work":
        return
    if step.not_by:
        yield (
            ("Not by whoever acted in: " if english else "Không phải người đã làm ở: ")
            + ", ".join(_called(name, procedure, lang) for name in step.not_by)
            + "."
        )
    if step.time:
        yield f"{'Own norm' if english else 'Định mức'}: {show_duration(step.time, lang)}."
    if step.limit:
        yield (
            f"{'Limit of the law' if english else 'Thời hạn luật định'}: {times(step.limit.rows, procedure).of(lang)}."
            + _law(step.limit.law, procedure)
        )
    if step.pauses:
        yield (
            "The time limit of the case is paused here."
            if english
            else "Ở bước này hồ sơ tạm dừng tính thời hạn."
        )
    if step.help:
        yield step.help.of(lang)
    yield from (_act(action, procedure, lang) for action in step.do.values())


def _called(name: str, procedure: Procedure, lang: str) -> str:
    step = procedure.steps.get(name)
    return (
        role(f"person:{name}", procedure).of(lang)
        if step is None
        else step.label.of(lang)
        if step.label
        else name
    )


def _act(action: Action, procedure: Procedure, lang: str) -> str:
    english = lang == "en"
    said = [action.label.of(lang) if action.label else action.name]
    if not action.to:
        said.append("stays in this step" if english else "vẫn ở bước này")
    if action.at_most:
        said.append(
            ("at most once" if action.at_most == 1 else f"at most {action.at_most} times")
            if english
            else f"nhiều nhất {action.at_most} lần"
        )
    if action.letters:
        said.append(
            ("letters: " if english else "văn bản: ")
            + ", ".join(letters(action.letters, procedure, lang))
        )
    return "– " + "; ".join(said) + "."


def letters(names: Iterable[str], procedure: Procedure, lang: str) -> list[str]:
    found = [procedure.letters.get(name) for name in names]
    return [
        one.label.of(lang) if one and one.label else name
        for name, one in zip(names, found, strict=True)
    ]


def law_said(source: Source | None, procedure: Procedure) -> str:
    law = procedure.law.get(source.key) if source else None
    return (
        ""
        if law is None or source is None
        else f"{law.title}, {source.article}"
        if source.article
        else law.title
    )


def _law(source: Source | None, procedure: Procedure) -> str:
    said = law_said(source, procedure)
    return f" ({said})" if said else ""
