"""`dinh profile`: what the house is set to; `--set KEY=VALUE` changes it, as an event."""

from __future__ import annotations

import argparse
from typing import Any

from dinh.access import finders
from dinh.cli import Result, Usage
from dinh.cli.given import house, instant
from dinh.input.profile import (
    CHOICES,
    HEADS,
    LISTS,
    NUMBERS,
    RECIPIENTS,
    TEXTS,
    fact_of,
    held,
    profile_json,
)
from dinh.input.values import refuse
from dinh.workflow import cases

ABOUT = (
    "xem, đặt giờ làm việc, ngày nghỉ, thông tin của đơn vị",
    "show or set hours, days off and facts of the house",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name = house()
    values: dict[str, Any] = {}
    for one in words.set:
        key, equals, value = one.partition("=")
        if not equals:
            raise Usage(
                {
                    "vi": f"viết --set KEY=VALUE, không phải --set {one}",
                    "en": f"write --set KEY=VALUE, not --set {one}",
                }[words.lang]
            )
        _put(values, key.strip(), value.strip(), finders.state(name).profile)
    if values:
        cases.configure(name, held(name, values), at=instant(words.at))
    profile = profile_json(name)
    return profile, "\n".join(f"{key}: {value}" for key, value in profile.items()), 0


def _put(values: dict[str, Any], key: str, value: str, profile: dict[str, Any]) -> None:
    if key in (*LISTS, "witnesses", RECIPIENTS):
        parts = value.split(";" if key in ("hours", "witnesses") else ",")
        values[key] = [part.strip() for part in parts if part.strip()]
    elif key.startswith("house."):
        facts = values.setdefault("house", dict(profile.get("house", {})))
        facts[key[6:]] = fact_of(value)
        if value == "":
            facts.pop(key[6:])
    elif key in (*TEXTS, *HEADS, *NUMBERS, *CHOICES):
        values[key] = value
    else:
        known = [*LISTS, "house.FACT", *TEXTS, *HEADS, *NUMBERS, *CHOICES, RECIPIENTS]
        raise refuse("profile.unknown", key=key, keys=known)
