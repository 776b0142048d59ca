"""The house's profile: what it is set to, as it is shown; and what it may be set to."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dinh import access
from dinh.calendar import house_calendar
from dinh.engine.calendar import BadHours
from dinh.given.values import refuse

LISTS = ("hours", "swapped", "days_off")
TEXTS = ("unit_id", "name", "place", "province", "address", "phone", "lookup")


def profile_json(name: str) -> dict[str, Any]:
    profile = access.state(name).profile
    return {
        "unit_id": profile.get("unit_id"), "hours": list(profile.get("hours", ())), "swapped": list(profile.get("swapped", ())),
        "days_off": list(profile.get("days_off", ())), "house": dict(profile.get("house", {})), "unit": profile.get("unit"), "name": profile.get("name"),
        "province": profile.get("province"), "rehearsal": bool(profile.get("rehearsal")), "demo": bool(profile.get("demo")),
    }


def must_hold(profile: Mapping[str, Any]) -> None:
    """The calendar of such a profile can be made. Raises Refused `profile.bad`."""
    try:
        calendar = house_calendar({key: profile[key] for key in LISTS if key in profile})
        calendar.day(date(2026, 7, 1))
    except BadHours as bad:
        raise refuse("profile.bad", text=bad.text, why={"vi": bad.words.vi, "en": bad.words.en}) from None
    except ValueError as bad:
        raise refuse("profile.bad", text="", why=str(bad)) from None
