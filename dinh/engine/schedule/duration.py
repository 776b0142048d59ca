"""How long a rule gives: `3 working days`, `12 hours`, `same working day`. See grammar §6."""

from __future__ import annotations

import re
from typing import Literal, get_args
from unicodedata import normalize

from msgspec import Struct

type Unit = Literal["days", "working_days", "hours", "working_hours", "months", "same_working_day"]
NUMBER_MAX = 3660
ALLOWED = "write N days, N working days, N hours, N working hours, N months or same working day"


class Duration(Struct, frozen=True):
    """`number` is 1..3660, and 0 for `same_working_day`. Raises ValueError when it is not."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        same = self.unit == "same_working_day"
        if not (self.number == 0 if same else 1 <= self.number <= NUMBER_MAX):
            raise ValueError(
                f"{self.number} {self.unit}: a duration is 1 to {NUMBER_MAX}; the same working day has number 0"
            )


SAME_WORKING_DAY = Duration(0, "same_working_day")


def parse_duration(text: str) -> Duration:
    """`3 working days`, `1 month`. Raises ValueError, which says what was found and what is allowed."""
    words = " ".join(text.split())
    if words == "same working day":
        return SAME_WORKING_DAY
    read = re.fullmatch(r"([0-9]{1,5}) ((?:working )?(?:day|hour)|month)s?", words)
    if not read:
        raise ValueError(f"{text!r} is no length of time: {ALLOWED}")
    number, unit = int(read[1]), read[2].replace(" ", "_") + "s"
    if not 1 <= number <= NUMBER_MAX:
        raise ValueError(f"{text!r}: the number is 1 to {NUMBER_MAX}")
    return Duration(number, unit)  # type: ignore[arg-type]  # the pattern admits the units and nothing else


def typed_duration(text: str) -> Duration:
    """As a person types it, in the words the pages print: `2 ngày làm việc`; or as a file has it. Raises ValueError."""
    words = normalize("NFC", " ".join(text.lower().split()))
    number, _, said = words.partition(" ")
    unit = next((name for name, (vi, _) in _UNITS.items() if vi == said), "")
    return parse_duration(f"{number} {unit.replace('_', ' ')}" if unit else words)


def show_duration(duration: Duration, lang: str) -> str:
    """`3 ngày làm việc`, `1 working day`, `trong ngày làm việc`."""
    vi, en = _UNITS[duration.unit]
    if duration.unit == "same_working_day":
        return en if lang == "en" else vi
    if lang != "en":
        return f"{duration.number} {vi}"
    return f"{duration.number} {en}" + ("" if duration.number == 1 else "s")


_UNITS = {
    "days": ("ngày", "day"),
    "working_days": ("ngày làm việc", "working day"),
    "hours": ("giờ", "hour"),
    "working_hours": ("giờ làm việc", "working hour"),
    "months": ("tháng", "month"),
    "same_working_day": ("trong ngày làm việc", "same working day"),
}
assert set(_UNITS) == set(get_args(Unit.__value__))
