"""Days, instants, money, numbers of people and seals as pages write them, in Vietnamese and in English.

Rule to keep: pure, told the moment and the language; a page never formats a value by itself.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from dinh.engine.schedule.calendar import to_local
from dinh.messages.facts import number

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SHORT_WEEKDAYS = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
NEAR = timedelta(days=13)
CODE_MAX = 60
MINUS = "−"
ID_NUMBER = re.compile(r"\d{12}", re.ASCII)


def words_of(text: Any, lang: str) -> str:
    """A bilingual text (`Text`, or `{"vi","en"}` as events keep it) in the reader's language."""
    if text is None or isinstance(text, str):
        return text or ""
    if isinstance(text, dict):
        return str((text.get("en") if lang == "en" else "") or text.get("vi", ""))
    return str(text.of(lang))


def say(vi: str, en: str, lang: str, **facts: Any) -> str:
    words = en if lang == "en" else vi
    return words.format(**facts) if facts else words


def day_of(value: Any) -> date:
    """The local day of an instant, a day, or either as ISO text."""
    if isinstance(value, datetime):
        return to_local(value).date()
    return date.fromisoformat(str(value)[:10]) if isinstance(value, str) else value


def full_day(value: Any) -> str:
    return f"{day_of(value):%d/%m/%Y}" if value else ""


def near_day(value: Any, now: datetime, lang: str) -> str:
    """`thứ Năm 26/11` when near, `26/11` within the year, `26/11/2025` in another one."""
    return _near(day_of(value), day_of(now), lang)


def _near(day: date, today: date, lang: str) -> str:
    if abs(day - today) <= NEAR:
        return f"{WEEKDAYS[lang][day.weekday()]} {day:%d/%m}"
    return f"{day:%d/%m}" if day.year == today.year else full_day(day)


def hour(value: datetime) -> str:
    return f"{to_local(value):%H:%M}"


def moment(value: datetime | None, now: datetime, lang: str) -> str:
    """`hôm nay, 17:00`; `thứ Năm 26/11, 17:00`."""
    if value is None:
        return ""
    day, today = day_of(value), day_of(now)
    return f"{say('hôm nay', 'today', lang) if day == today else _near(day, today, lang)}, {hour(value)}"


def after_pause(awaits_applicant: bool, lang: str) -> str:
    """What stands in the place of a due while the time limit is paused."""
    if awaits_applicant:
        return say("sau khi bổ sung", "after the supplement", lang)
    return say("khi thời hạn được tính tiếp", "once the time limit goes on", lang)


def money(amount: int | Decimal, lang: str) -> str:
    return f"{number(amount, lang)} đồng".replace("-", MINUS)


def wait(seconds: int, lang: str) -> str:
    """`40 giây`, `2 phút`: how long still, rounded up."""
    if seconds < 60:
        return counted(say("{n} giây", "{n} [second|seconds]", lang, n=seconds), seconds)
    minutes = -(-seconds // 60)
    return counted(say("{n} phút", "{n} [minute|minutes]", lang, n=minutes), minutes)


def seal(signs: str) -> str:
    """A seal's first eight signs in twos of four."""
    return f"{signs[:4]} {signs[4:8]}" if signs else ""


def id_number(digits: str) -> str:
    """067 091 004 512."""
    return " ".join(re.findall(r"\d{1,3}", digits)) if digits.isdigit() else digits


def id_masked(digits: str) -> str:
    """The half that says nothing alone: 067 091 ••• •••."""
    return f"{id_number(digits[:6])} ••• •••" if len(digits) == 12 else "•••"


def file_size(size_bytes: int, lang: str) -> str:
    if size_bytes >= 2**20:
        return f"{number(round(Decimal(size_bytes) / 2**20, 1), lang)} MB"
    return f"{number(max(1, round(size_bytes / 1024)), lang)} KB"


def capital(words: str) -> str:
    """A sentence's first letter; names inside stay as they are."""
    return words[:1].upper() + words[1:]


NUMBERED = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def counted(said: str, n: Any) -> str:
    """English says one and many apart: `[case waits|cases wait]`."""
    return NUMBERED.sub(r"\1" if n == 1 else r"\2", said) if "[" in said else said


def not_recorded(n: int, lang: str) -> str:
    """The head of a list of faults."""
    return (
        counted(f"Not recorded: {n} [place|places] to mend", n)
        if lang == "en"
        else f"Chưa ghi được: còn {n} chỗ phải sửa"
    )


def case_code(text: str) -> str:
    """A code as people copy it from a paper: small letters, spaces for hyphens, a wide hyphen, wide letters and digits."""
    words = re.sub(
        r"[\u2010-\u2015\u2212]",
        "-",
        normalize("NFKC", text[: 2 * CODE_MAX]).strip().upper()[:CODE_MAX],
    )
    return re.sub(r"\s*-\s*|\s+", "-", words)
