"""The JSON Schema of procedure files: it takes every file that the reader takes, and says no to a slip in a key."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from dinh.cli import main
from dinh.procedures import own, own_registers
from dinh.procedures.lookup import KINDS, Library, yaml_files
from dinh.procedures.package import check_alone, package
from dinh.procedures.problem import Problems
from dinh.procedures.schema import schema
from tests.procedures.files import GOOD, changed
from tests.procedures_for_tests import FOLDER

FILES = [*yaml_files(own()), *yaml_files(own_registers()), *yaml_files(FOLDER)]


class Old(yaml.CSafeLoader):
    """As YAML 1.1 has it: `yes` is true, 15:00 is 900; days stay text, for JSON has none."""


Old.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class New(yaml.CSafeLoader):
    """As YAML 1.2 has it, and with it most editors: `yes` is a text, `1.000656` a number."""


New.yaml_implicit_resolvers = {}
New.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("(true|false|True|False|TRUE|FALSE)$"), list("tTfF")
)
New.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[-+]?[0-9]+$"), list("-+0123456789"))
New.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node))
)  # 0123 is a hundred and twenty-three
New.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def loaded(text: str, loader: Any) -> Any:
    """Keys stay the words they are: to JSON every key is one."""

    def spelt(value: Any) -> Any:
        words = {True: "on", False: "off"}
        if isinstance(value, dict):
            return {
                words.get(key, key) if isinstance(key, bool) else str(key): spelt(one)
                for key, one in value.items()
            }
        return [spelt(one) for one in value] if isinstance(value, list) else value

    return spelt(yaml.load(text, loader))


@cache
def judge(kind: str = "") -> Draft7Validator:
    made = schema(kind)
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


def faults(text: str, kind: str = "", loader: Any = New) -> list[str]:
    def deepest(error: Any) -> Iterator[Any]:
        yield from (
            (found for one in error.context for found in deepest(one)) if error.context else [error]
        )

    return [
        f"{error.json_path}: {one.message}"
        for error in judge(kind).iter_errors(loaded(text, loader))
        for one in deepest(error)
    ]


@pytest.mark.parametrize("loader", [Old, New])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_that_is_published_or_tested_with_fits(path: Path, loader: Any) -> None:
    assert not faults(path.read_text("utf-8"), loader=loader)


# --- what is wrong for the reader's shapes is wrong for the schema, and nothing else is ----------------------------------


def said(folder: Path, mutant: Any) -> tuple[set[str], list[str]]:
    """What the reader says of the shapes, and what the schema says."""
    path = folder / "mutant.yaml"
    path.write_text(json.dumps(mutant, ensure_ascii=False))
    library = Library([path])
    file = library.file(path)
    problems = Problems()
    if file.kind == "procedure":
        package(file, library, problems)
    else:
        check_alone(file, library, problems)
    return {one.message.en for one in problems.all() if one.rule == "Y2"}, faults(path.read_text())


def maps(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to every map."""
    if isinstance(value, dict):
        yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in inner:
        yield from maps(one, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def mutants(text: str) -> Iterator[tuple[str, Any]]:
    """The file with one unknown key more, or one key less, in each of its maps."""
    whole = yaml.load(text, yaml.BaseLoader)
    for path in maps(whole):
        more = copy.deepcopy(whole)
        at(more, path)["zzq_unknown"] = "zzq"
        yield f"{path} + zzq_unknown", more
        for key in at(whole, path) if path else ():
            less = copy.deepcopy(whole)
            del at(less, path)[key]
            yield f"{path} - {key}", less


NORM = """\
norm: rate
unit: đồng
rows: [{from: 2025-07-01, to: 2026-06-30, value: 500, law: QC 1}, {from: 2026-07-01, value: 1.5}]
law: {QC: {title: Quy chế}}
"""
REGISTER = """\
register: halls
key: code
columns:
  code: {label: {vi: Mã}, type: text, required: yes, search: yes}
  kind: {label: {vi: Loại}, type: choice, of: {big: {vi: Lớn}}}
"""
PART = """\
part: place
form: {hall: {label: {vi: Hội trường}, type: record, in: halls}}
derive: {n: {count: hall}}
"""
FRAME = """\
frame: short
names: [next]
steps: {reception: {role: counter, limit: 3 days, then: {to: over}, do: {accept: {to: <next>, letter: receipt}}}}
ends: {over: {outcome: returned, label: {vi: Quá hạn}}}
letters: {receipt: {form: "01"}}
"""
LABELS = "roles: {counter: {vi: Một cửa}}\n"


@pytest.mark.parametrize(
    "text",
    [NORM, REGISTER, PART, FRAME, LABELS],
    ids=["norm", "register", "part", "frame", "roles"],
)
def test_one_key_more_or_less_anywhere_is_told_by_the_schema_exactly_when_the_reader_tells_it(
    tmp_path: Path, text: str
) -> None:
    own = (
        "rows" if text is NORM else None
    )  # a norm names the keys of its rows itself: another file, another word
    tried = [
        (what, said(tmp_path, mutant))
        for what, mutant in mutants(text)
        if not (own and own in what and "+" in what)
    ]
    assert tried and not [(what, told) for what, told in tried if bool(told[0]) != bool(told[1])]


def test_of_a_whole_procedure_too(tmp_path: Path) -> None:
    tried = [(what, said(tmp_path, mutant)) for what, mutant in list(mutants(GOOD))[::6]]
    assert len(tried) > 30 and not [
        (what, told) for what, told in tried if bool(told[0]) != bool(told[1])
    ]


ODD: list[Any] = [
    "yes",
    "12",
    "-1",
    "1.5",
    "abc",
    "a.b",
    "a-b",
    "A b",
    "2026-07-01",
    "2026-07-01T08:00",
    "15:00",
    "[1..2]",
    "> 5",
    "3 days",
    "01",
    "none",
    "x.typ",
]
ODD += [["abc"], {"vi": "x"}, {"a": "b"}, []]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything that stands under a key or in a list."""
    for key, one in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield (*path, key)
        yield from leaves(one, (*path, key))


WHOLE = yaml.load(GOOD, yaml.BaseLoader)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from(list(leaves(WHOLE))), value=st.sampled_from(ODD))
def test_no_value_that_the_reader_takes_is_refused_by_the_schema(
    tmp_path: Path, path: tuple[Any, ...], value: Any
) -> None:
    mutant = copy.deepcopy(WHOLE)
    at(mutant, path[:-1])[path[-1]] = value
    wrong, refused = said(tmp_path, mutant)
    assert wrong or not refused


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("procedure: muon-hoi-truong\n", "", "$"),
        ("level: internal", "level: intern", "$.level"),
        ("{from: 2026-07-01}", "{form: 2026-07-01}", "$.in_force"),
        ("type: number, in:", "type: nubmer, in:", "$.form.seats.type"),
        (
            "type: date, required: yes",
            "type: date, rows: '[1..2]', required: yes",
            "$.form.held_on",
        ),
        ("kind: copy, required", "kind: copied, required", "$.documents.plan.kind"),
        ("{times: [seats, 2000]}", "{multiply: [seats, 2000]}", "$.derive.hire"),
        ("time: 3 working days, law", "time: 3 working days, until: held_on, law", "$.deadline"),
        ("role: office", "roel: office", "$.steps.weigh"),
        (
            "{to: rejected, asks: [reason], letter: refusal}",
            "{to: rejected, at_most: two}",
            "$.steps.weigh.do.reject.at_most",
        ),
        ("outcome: granted", "outcome: yes", "$.ends.allowed.outcome"),
        ("template: permit.typ", "template: permit.docx", "$.letters.permit.template"),
        ("letters:", "leters:", "$"),
    ],
)
def test_a_slip_is_told_where_it_stands(old: str, new: str, where: str) -> None:
    found = faults(changed((old, new)) if GOOD.count(old) == 1 else GOOD.replace(old, new, 1))
    assert found and [one for one in found if one.partition(":")[0] == where], found


def test_every_key_is_described_in_both_languages() -> None:
    def silent(node: Any, path: str = "") -> Iterator[str]:
        if isinstance(node, dict):
            for key, one in (
                node.get("properties", {}).items()
                if isinstance(node.get("properties"), dict) and "type" in node
                else ()
            ):
                if isinstance(one, dict) and len(one.get("description", "").split("\n")) != 2:
                    yield f"{path}.{key}"
            for key, one in node.items():
                yield from silent(one, f"{path}/{key}")
        for place, one in enumerate(node) if isinstance(node, list) else ():
            yield from silent(one, f"{path}/{place}")

    assert not list(silent(schema()))


def test_the_command_prints_it_for_every_kind_and_for_any_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for kind in ("", *KINDS):
        assert main(["schema", *([kind] if kind else [])]) == 0
        assert json.loads(capsys.readouterr().out) == schema(kind)


def test_the_command_names_the_kinds_when_it_does_not_know_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "process"]) == 2 and "procedure, part, frame" in capsys.readouterr().err
