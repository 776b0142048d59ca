"""The calendar of a house: the public holidays of Vietnam, and what the house's profile adds.

The holidays come from the library `holidays`, corrected by `holidays_vn.yaml` and written to `holidays_vn.json` by
`python -m dinh.calendar`. A house reads the JSON alone: loading the library takes longer than a whole command, and a
new release of it may not move a promised date before somebody has seen the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.schedule.calendar import (
    ONE_DAY,
    SATURDAY,
    BadHours,
    Calendar,
    Holiday,
    Words,
    parse_hours,
)

HOURS = ("mon-fri 07:30-11:30 13:30-17:00",)
MADE = Path(__file__).with_name("holidays_vn.json")
CORRECTIONS = MADE.with_suffix(".yaml")


class Swap(Struct, frozen=True):
    """A working day off and the rest day worked instead; `source` says who decided."""

    day_off: date
    worked: date
    confirmed: bool
    source: str


class HolidayOn(Struct, frozen=True, omit_defaults=True):
    """One day off: `holiday` is its key; `of` the day it stands in for."""

    day: date
    holiday: str
    of: date | None = None
    confirmed: bool = True


class Holidays(Struct, frozen=True):
    """What a house reads: the public holidays from `first` to `last`, their names, and the country's swaps."""

    first: date
    last: date
    names: dict[str, Words]
    days: list[HolidayOn]
    swapped: list[Swap]


def house_calendar(profile: Mapping[str, Any]) -> Calendar:
    """The calendar of a profile's `hours`, `swapped` (`2026-01-02:2026-01-10`) and `days_off` (`2026-03-10 Lễ hội bon`).

    What is missing is the default: usual hours, the country's swaps, no further days off. The same profile gives the
    same value. Raises BadHours with what to write instead.
    """
    return _calendar(
        *(tuple(profile.get(key, default)) for key, default in default_profile().items())
    )


def default_profile() -> dict[str, list[str]]:
    """What a new house starts with. `swaps()` says which of the swaps nobody has confirmed."""
    return {
        "hours": list(HOURS),
        "swapped": [f"{swap.day_off}:{swap.worked}" for swap in swaps()],
        "days_off": [],
    }


def swaps() -> list[Swap]:
    return _holidays().swapped


@cache
def _holidays() -> Holidays:
    return msgspec.json.decode(MADE.read_bytes(), type=Holidays)


@cache
def _calendar(
    hours: tuple[str, ...], swapped: tuple[str, ...], days_off: tuple[str, ...]
) -> Calendar:
    known = _holidays()
    days = {on.day: Holiday(known.names[on.holiday], on.of, on.confirmed) for on in known.days}
    try:
        return Calendar(
            parse_hours(hours),
            known.first,
            known.last,
            days,
            parse_swapped(swapped),
            parse_days_off(days_off),
        )
    except BadHours:
        raise
    except ValueError as error:
        raise BadHours(
            ", ".join(swapped), f"ngày hoán đổi không dùng được ({error})", str(error)
        ) from error


def parse_swapped(lines: Iterable[str]) -> dict[date, date]:
    """Day off -> day worked. Raises BadHours for a line that is no such pair, or a day off said twice."""
    pairs: dict[date, date] = {}
    for line in lines:
        off, colon, worked = line.partition(":")
        if not colon:
            raise BadHours(
                line,
                "hãy viết ngày nghỉ, dấu hai chấm, ngày làm bù, như 2026-01-02:2026-01-10",
                "write the day off, a colon, the day worked: 2026-01-02:2026-01-10",
            )
        if (day := _day(off, line)) in pairs:
            raise BadHours(
                line, "ngày nghỉ này đã có ở dòng khác", "this day off is on another line already"
            )
        pairs[day] = _day(worked, line)
    return pairs


def parse_days_off(lines: Iterable[str]) -> dict[date, Words | None]:
    """Day -> what the house calls it, after a blank. Raises BadHours when a line does not start with a date."""
    days: dict[date, Words | None] = {}
    for line in lines:
        day, _, name = line.strip().partition(" ")
        days[_day(day, line)] = Words(name.strip()) if name.strip() else None
    return days


def _day(text: str, line: str) -> date:
    try:
        if len(text.strip()) == len("2026-01-02"):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise BadHours(
        line,
        f"“{text}” không phải là ngày có thật, như 2026-01-02",
        f"{text!r} is no real date like 2026-01-02",
    )


# Making the JSON: library and corrections in, one list out.


class _Covers(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    first: date
    last: date


class _Known(Struct, frozen=True):
    """`yearly`: its days are fixed for each year by decision, except the one `fixed` by law."""

    library: str
    vi: str
    en: str
    law: str
    yearly: bool
    fixed: str = ""


class _Decided(Struct, frozen=True):
    holiday: str
    days: list[date]
    confirmed: bool
    source: str


class _Corrections(Struct, frozen=True):
    covers: _Covers
    holidays: dict[str, _Known]
    decided: list[_Decided]
    swapped: list[Swap]


def make_holidays() -> bytes:
    """The bytes of `holidays_vn.json`. Raises ValueError when the library names a day that the corrections do not know."""
    by_hand = msgspec.yaml.decode(CORRECTIONS.read_bytes(), type=_Corrections)
    decided = {(line.holiday, line.days[-1].year) for line in by_hand.decided}
    days = [on for on in _from_library(by_hand) if (on.holiday, on.day.year) not in decided]
    days += [
        HolidayOn(
            day, line.holiday, None, line.confirmed or _by_law(day, by_hand.holidays[line.holiday])
        )
        for line in by_hand.decided
        for day in line.days
    ]
    days += _substitutes(days)
    names = {key: Words(known.vi, known.en) for key, known in by_hand.holidays.items()}
    made = Holidays(
        by_hand.covers.first,
        by_hand.covers.last,
        names,
        sorted(days, key=lambda on: on.day),
        by_hand.swapped,
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def _from_library(by_hand: _Corrections) -> Iterable[HolidayOn]:
    """The library's days under our keys; its swaps are left to the list of swaps, its substitutes to Điều 111."""
    from holidays.countries import Vietnam

    keys = {known.library: key for key, known in by_hand.holidays.items()}
    years = range(by_hand.covers.first.year, by_hand.covers.last.year + 1)
    for day, names in Vietnam(years=years, language="vi").items():
        for name in names.split("; "):
            if "nghỉ bù" in name or "thay cho" in name:
                continue
            key = "tet" if "Tết" in name and "Dương" not in name else keys.get(name)
            if key is None:
                raise ValueError(
                    f"the library calls {day} {name!r}, which {CORRECTIONS.name} does not know"
                )
            yield HolidayOn(day, key, None, _by_law(day, by_hand.holidays[key]))


def _by_law(day: date, known: _Known) -> bool:
    return not known.yearly or f"{day:%m-%d}" == known.fixed


def _substitutes(days: list[HolidayOn]) -> Iterable[HolidayOn]:
    """The next working day for each holiday on a weekend (Điều 111 khoản 3). Tết's stand in its days already."""
    off = {on.day for on in days}
    unsure = {(on.holiday, on.day.year) for on in days if not on.confirmed}
    for on in sorted(days, key=lambda on: on.day):
        if on.holiday == "tet" or on.day.weekday() < SATURDAY:
            continue
        day = on.day
        while day in off or day.weekday() >= SATURDAY:
            day += ONE_DAY
        off.add(day)
        yield HolidayOn(day, on.holiday, on.day, (on.holiday, on.day.year) not in unsure)


if __name__ == "__main__":
    MADE.write_bytes(make_holidays())
