"""What was found, as JSON and in words, in both languages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dinh.engine.definition.procedure import Procedure
from dinh.messages import SENTENCES, told
from dinh.mining.alignment import Aligned
from dinh.mining.conformance import Conformance, Parted
from dinh.mining.run import Misfit

WHY = {
    "name": (
        "Thủ tục không có việc nào tên “{event}”",
        "The procedure has no step or action called “{event}”",
    ),
    "time": (
        "Sự kiện không ghi thời điểm đọc được, nên không xếp được thứ tự",
        "The event tells no time that can be read, so it has no order",
    ),
    "cut": (
        "Hồ sơ có quá nhiều sự kiện; chỉ đọc phần đầu",
        "The trace has too many events; only the first were read",
    ),
    "empty": ("Hồ sơ không có sự kiện nào", "The trace has no event"),
    "not_now": (
        "Lúc này không làm được việc ấy; hồ sơ đang đứng ở: {steps}",
        "This cannot be done now; the case stands at: {steps}",
    ),
    "open": (
        "Nhật ký dừng khi hồ sơ chưa kết thúc; còn đứng ở: {steps}",
        "The log breaks off while the case is open; it stands at: {steps}",
    ),
}
LOG, MODEL = (
    ("làm mà thủ tục không có: {name}", "done, not in the procedure: {name}"),
    ("thủ tục cần mà không làm: {name}", "in the procedure, not done: {name}"),
)
SHOWN, STEPS_SHOWN = 20, 4


def as_json(found: Conformance, procedure: Procedure, lang: str) -> dict[str, Any]:
    precision = found.escaping.precision if found.escaping else None
    return {
        "cases": found.cases,
        "events": found.events,
        "fitting": found.fitting,
        "share": _ratio(found.fitting / found.cases if found.cases else None),
        "said": found.said,
        "fitness": _ratio(found.fitness),
        "precision": _ratio(precision),
        "unaligned": found.unaligned,
        "not_fitting": [_parted(one, procedure, lang) for one in found.parted],
        "not_named": found.unnamed,
        "by_why": [
            {"why": why, "cases": n} for why, n in _grouped(found, procedure, lang).most_common()
        ],
        "escaping": [
            {"step": name, "label": step_label(procedure, name, lang), "weight": n}
            for name, n in found.escaping.most
        ]
        if found.escaping
        else [],
        "unused": list(found.unused),
        "unknown": found.unknown,
        "states": found.states,
        "kept": False,
    }


def _ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _parted(one: Parted, procedure: Procedure, lang: str) -> dict[str, Any]:
    value = {
        "case": one.case,
        "place": one.misfit.place,
        "event": one.misfit.event or None,
        "code": one.misfit.code,
        "why": why(one.misfit, procedure, lang),
    }
    if one.alignment:
        value |= {
            "cost": one.alignment.cost,
            "alignment": [_move(move, procedure, lang) for move in one.alignment.moves],
        }
    return value


def why(misfit: Misfit, procedure: Procedure, lang: str) -> str:
    standing = [step_label(procedure, name, lang) for name in misfit.facts.get("steps", ())]
    steps = ", ".join([*standing[:STEPS_SHOWN], *(["…"] if len(standing) > STEPS_SHOWN else [])])
    if misfit.code in WHY:
        return WHY[misfit.code][lang == "en"].format(event=misfit.event, steps=steps)
    words = told(misfit.code, misfit.facts, lang) if misfit.code in SENTENCES else None
    fields = ", ".join(misfit.facts.get("fields", ()))
    return f"{words.message if words else misfit.code}{f' ({fields})' if fields else ''}"


def _move(move: Aligned, procedure: Procedure, lang: str) -> dict[str, Any]:
    return {
        "side": move.side,
        "event": move.name or None,
        "step": move.step or None,
        "action": move.action or None,
        "label": step_label(procedure, move.step, lang) if move.step else None,
    }


def step_label(procedure: Procedure, name: str, lang: str) -> str:
    step = procedure.steps.get(name.partition("/")[0])
    return step.label.of(lang) if step and step.label else name


def _grouped(found: Conformance, procedure: Procedure, lang: str) -> Counter[str]:
    """The cases that do not fit, by why: the first thing that the alignment adds or leaves out, where there is one."""
    return Counter(group(one, procedure, lang) for one in found.parted)


def group(one: Parted, procedure: Procedure, lang: str) -> str:
    """Why a case is told among others that do not fit."""
    first = (
        next((move for move in one.alignment.moves if move.side != "both"), None)
        if one.alignment
        else None
    )
    return _difference(first, procedure, lang) if first else why(one.misfit, procedure, lang)


def _difference(move: Aligned, procedure: Procedure, lang: str) -> str:
    return (LOG if move.side == "log" else MODEL)[lang == "en"].format(
        name=move.name if move.side == "log" else step_label(procedure, move.step, lang)
    )


def in_words(value: dict[str, Any], lang: str) -> str:
    english = lang == "en"
    share, fitness, precision = (
        f"{100 * value[key]:.1f} %" if value[key] is not None else "–"
        for key in ("share", "fitness", "precision")
    )
    lines = [
        f"{value['cases']} cases, {value['events']} events"
        if english
        else f"{value['cases']} hồ sơ, {value['events']} sự kiện",
        f"{value['fitting']} fit ({share}); fitness {fitness}; precision {precision}"
        if english
        else f"{value['fitting']} khớp ({share}); độ khớp {fitness}; độ chính xác {precision}",
        (
            "Not kept: the log was held against the procedure in memory."
            if english
            else "Không giữ lại: nhật ký chỉ được đối chiếu trong bộ nhớ."
        ),
    ]
    if value["unused"]:
        lines.append(
            ("Attributes without a field: " if english else "Thuộc tính không có ô nào nhận: ")
            + ", ".join(value["unused"])
        )
    if value["unknown"]:
        lines.append(
            ("Not of XES, passed over: " if english else "Không phải của XES, bỏ qua: ")
            + ", ".join(f"{name} × {n}" for name, n in value["unknown"].items())
        )
    if value["by_why"]:
        lines += ["", "Do not fit, by why:" if english else "Không khớp, theo lý do:"]
        lines += [f"{one['cases']:>6}  {one['why']}" for one in value["by_why"][:SHOWN]]
        lines += [
            "",
            *(
                f"  {one['case']}  {one['place']}  {one['event'] or ''}  {one['why']}"
                for one in value["not_fitting"][:SHOWN]
            ),
        ]
        more = len(value["not_fitting"]) + value["not_named"] - SHOWN
        lines += (
            [
                f"  … {more} more, all with --json"
                if english
                else f"  … còn {more}, xem đủ bằng --json"
            ]
            if more > 0
            else []
        )
    return "\n".join(lines)
