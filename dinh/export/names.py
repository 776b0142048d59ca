"""What steps, roles, times, channels and the outside are called, in both languages."""

from __future__ import annotations

from functools import lru_cache

from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.definition.steps import TimeRow
from dinh.engine.schedule.duration import show_duration
from dinh.messages.words import capital, words_of
from dinh.procedures import own
from dinh.procedures.lookup import Library

OUTSIDE = {
    "applicant": Text("người nộp", "applicant"),
    "opener": Text("người mở hồ sơ", "whoever opened the case"),
}

CHANNELS = {
    "counter": Text("quầy", "the counter"),
    "online": Text("trên mạng", "the net"),
    "post": Text("bưu điện", "post"),
    "house": Text("nội bộ", "the house itself"),
    "parent": Text("hồ sơ khác", "another case"),
}


@lru_cache(maxsize=1)
def _roles() -> dict[str, Text]:
    return Library([]).labels(own() / "roles.yaml", "roles")


def role(name: str, procedure: Procedure) -> Text:
    """A role, or of `person:FIELD` what the field is called."""
    kind, colon, field = name.partition(":")
    asked = procedure.form.get(field) or procedure.findings.get(field) if colon else None
    return (
        asked.label
        if asked
        else OUTSIDE.get(name) or _roles().get(name) or Text(field or kind, field or kind)
    )


def step_label(procedure: Procedure, name: str, lang: str) -> str:
    """`signing`, or `opinion/2` for a branch of a list."""
    step, _, row = name.partition("/")
    label = words_of(procedure.steps[step].label, lang) if step in procedure.steps else ""
    return f"{label or step} {row}".strip()


def roles(names: tuple[str, ...], procedure: Procedure) -> Text:
    said = [role(name, procedure) for name in names]
    return Text(
        capital(", ".join(one.of("vi") for one in said)),
        capital(", ".join(one.of("en") for one in said)),
    )


def times(rows: tuple[TimeRow, ...], procedure: Procedure) -> Text:
    """Every time of the table, shortest said: `30 ngày`, `5 hoặc 8 ngày làm việc` stay as they are, parted by a word."""
    return Text(
        *(
            between[lang].join(dict.fromkeys(_time(row, procedure, lang) for row in rows))
            for lang in ("vi", "en")
        )
    )


def cut_off(row: TimeRow, lang: str) -> str:
    """What a line says of the hour of the day; "": nothing of its own."""
    return (
        (
            f" (accepted after {row.cutoff}: from the next working day)"
            if lang == "en"
            else f" (nhận sau {row.cutoff} thì tính từ ngày làm việc kế tiếp)"
        )
        if row.cutoff
        else ""
    )


between = {"vi": " hoặc ", "en": " or "}


def _time(row: TimeRow, procedure: Procedure, lang: str) -> str:
    if row.time:
        return f"{show_duration(row.time, lang)}{cut_off(row, lang)}"
    if row.until[:1].isdigit():
        month, _, day = row.until.partition("-")
        return (
            f"until {day}/{month} of the year"
            if lang == "en"
            else f"đến hết ngày {day}/{month} của năm"
        )
    asked = procedure.form.get(row.until) or procedure.findings.get(row.until)
    return ("until " if lang == "en" else "đến ") + (asked.label.of(lang) if asked else row.until)
