"""Notes that the house itself writes in a case. A note is sealed as one text, in Vietnamese, the language of the books; a reader of another language is told what it says.

Rule to keep: a sentence is never changed, for books hold it; a new one is added. What is not one of these was typed by a person, and stays as it is.
"""

from __future__ import annotations

import re
from typing import Any

from dinh.messages.facts import number
from dinh.messages.words import counted

NOTES = {
    "forest.freeze": (
        "Theo dõi bằng ảnh: đóng băng {n} điểm ảnh ({area} m²) từ {day} đến khi trồng lại",
        "Satellite watch: froze {n} [pixel|pixels] ({area} m²) from {day} until replanted",
    ),
    "forest.refit": (
        "Theo dõi bằng ảnh: học lại {n} điểm ảnh ({area} m²) từ {day}",
        "Satellite watch: learnt {n} [pixel|pixels] ({area} m²) anew from {day}",
    ),
    "forest.thaw": (
        "Theo dõi bằng ảnh: theo dõi lại {n} điểm ảnh ({area} m²) từ {day}, rừng đã lên lại",
        "Satellite watch: watches {n} [pixel|pixels] ({area} m²) again from {day}, the forest has grown again",
    ),
}
"""By name: as it is sealed, and in English. `n` and `area` are whole numbers, `day` is dd/mm/yyyy."""
_FACTS = {"n": r"(?P<n>\d+)", "area": r"(?P<area>[\d.]+)", "day": r"(?P<day>\d\d/\d\d/\d{4})"}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(
        "".join(
            _FACTS[part[1:-1]] if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", words)
        )
    )


_PATTERNS = {name: _pattern(vi) for name, (vi, _) in NOTES.items()}


def written(name: str, n: int, area_m2: float, day: str) -> str:
    """As it is sealed."""
    return NOTES[name][0].format(n=n, area=number(round(area_m2), "vi"), day=day)


def name_of(text: str) -> str:
    """Which of the house's own notes this is; "" for what a person typed."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(text)), "")


def told(text: str, lang: str) -> str:
    """In the reader's language, where the house wrote it; else as it was typed."""
    name = name_of(text) if lang == "en" else ""
    found = _PATTERNS[name].fullmatch(text) if name else None
    if found is None:
        return text
    facts: dict[str, Any] = {
        "n": int(found["n"]),
        "area": number(int(found["area"].replace(".", "")), lang),
        "day": found["day"],
    }
    return counted(NOTES[name][1], facts["n"]).format(**facts)
