"""Names that logs, files, other programs and people know: event fields, refusals, rules, keys, addresses, verbs, tables."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from dinh import cli
from dinh.checker.sentences import SENTENCES as CHECKED
from dinh.engine.record import case as case_
from dinh.engine.record import events
from dinh.engine.record import house as house_
from dinh.messages import SENTENCES
from dinh.procedures.schema import schema
from dinh.procedures.sentences import SENTENCES as READ
from tests.contracts import as_json, same


def fields_of(kind: type) -> dict[str, str]:
    """Field -> its default, of a struct as it is written."""
    return {
        one.encode_name: "required"
        if one.required
        else repr(one.default)
        if one.default is not msgspec.NODEFAULT
        else repr(one.default_factory())
        for one in msgspec.structs.fields(kind)
    }


def structs_of(module: Any) -> dict[str, type]:
    found = (getattr(module, name) for name in sorted(dir(module)))
    return {
        one.__name__: one
        for one in found
        if isinstance(one, type) and issubclass(one, msgspec.Struct)
    }


def test_the_kinds_of_events_and_their_fields() -> None:
    kinds = {
        one.__struct_config__.tag: fields_of(one)
        for one in structs_of(events).values()
        if one.__struct_config__.tag
    }
    same("events.json", as_json(kinds))


def test_the_fields_of_a_stored_case_and_of_a_stored_house() -> None:
    stored = {"case": fields_of(case_.Case), "house": fields_of(house_.House)}
    same("snapshots.json", as_json(stored))


def test_every_refusal_with_its_sentences_in_both_languages() -> None:
    same(
        "refusals.json",
        as_json({code: msgspec.to_builtins(one) for code, one in SENTENCES.items()}),
    )


def test_every_sentence_of_the_checker_and_of_the_readers() -> None:
    same("problems.json", as_json({"checker": CHECKED, "readers": READ}))


def test_the_keys_of_every_kind_of_file() -> None:
    same("schema.json", as_json(schema("")))


def test_the_api(client: Any, world: Any) -> None:
    same("openapi.json", as_json(client.get("/api/openapi.json").json()))


def addresses(patterns: list[Any], before: str = "") -> list[str]:
    found: list[str] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += addresses(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(f"/{before}{one.pattern}  {one.name or ''}".rstrip())
    return found


def test_every_address_with_its_name() -> None:
    same("addresses.txt", "\n".join(sorted(addresses(get_resolver().url_patterns))))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_verb_of_the_command_line_with_its_help(lang: str, capfd: Any) -> None:
    said = [cli.usage(lang)]
    for verb in cli.VERBS:
        cli.main(["--lang", lang, verb, "--help"])
        said.append(capfd.readouterr().out.rstrip())
    same(f"commands-{lang}.txt", "\n\n".join(said))


def test_the_schema_of_the_data_base(house: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("told once, of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        rows = [re.sub(r"\s+", " ", row[0]) for row in cursor.fetchall()]
    same("database.sql", ";\n".join(rows))
