"""The exported tables decided by an engine of others, on forms at and beside every limit: it finds what our own finds."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest

from dinh.engine.definition.condition import Compare, Has, Is, Not, Test, Within, holds
from dinh.engine.definition.procedure import Procedure
from dinh.export import feel
from dinh.export.dmn import Decision, decisions, dmn
from tests.export.files import published

MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
FORMS = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def theirs() -> Any:
    """An engine that knows no table yet. Its grammar takes seconds to be made, so whoever only gathers tests does not import it."""
    from pyDMNrules import DMN

    return DMN()


def engine(procedure: Procedure, name: str) -> Any:
    """It knows columns by their labels, which may be sentences: here each is called as its input is written."""
    top = ElementTree.fromstring(dmn(procedure, name))
    for column in top.iter(f"{MODEL}input"):
        column.set("label", variable(column.findtext(f"{MODEL}inputExpression/{MODEL}text") or ""))
    found = theirs()
    told = found.useXML(ElementTree.tostring(top, encoding="unicode"))
    assert "errors" not in told, told
    return found


def variable(name: str) -> str:
    return "v_" + re.sub(r"\W", "_", name)


def decided(found: Any, one: Decision, form: dict[str, Any]) -> Any:
    told, results = found.decide(
        {
            variable(name): date.fromisoformat(value)
            if isinstance(value, str) and DAY.fullmatch(value)
            else value
            for name, value in form.items()
        }
    )
    if told.get("errors"):
        assert all("No rules matched" in str(error) for error in told["errors"]), told
        return None
    last = results[-1] if isinstance(results, list) else results
    return next(
        (
            value
            for name, value in last["Result"].items()
            if name.rpartition(".")[2] == one.output and value is not None
        ),
        None,
    )


def ours(one: Decision, form: dict[str, Any]) -> list[str]:
    """What the lines that hold give, as the file has it; read from the top, only the first counts."""
    hits = [rule.gives for rule in one.rules if holds(rule.when, form.get)]
    return hits[:1] if one.first else hits


def same(gives: str, got: Any) -> bool:
    if gives == "null":
        return got is None
    if gives in ("true", "false"):
        return got is (gives == "true")
    if re.fullmatch(r"-?\d+(\.\d+)?", gives):
        return not isinstance(got, str) and got is not None and float(got) == float(gives)
    return str(got) == gives.strip('"')


def answers(one: Decision, name: str, procedure: Procedure) -> list[Any]:
    """Nothing, what each test names, and what lies right beside it."""
    tests = [
        test
        for rule in one.rules
        for alternative in rule.when
        for clause in alternative
        if clause.name == name
        for test in flat(clause.tests)
    ]
    found: list[Any] = [None, *([True, False] if feel.type_of(name, procedure) == "yes_no" else [])]
    for test in tests:
        match test:
            case Compare(value=value):
                found += beside(value)
            case Within(low=low, high=high):
                found += [*beside(low), *beside(high)]
            case Has(name=value):
                found += [[value], ["other"], [value, "other"]]
            case Is(name=value) if feel.type_of(name, procedure) != "yes_no":
                found += [value, "other"]
    return found


def flat(tests: tuple[Test, ...]) -> Iterator[Test]:
    for test in tests:
        yield from flat(test.tests) if isinstance(test, Not) else (test,)


def beside(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [(date.fromisoformat(value) + timedelta(days)).isoformat() for days in (-1, 0, 1)]
    return [value - 1, value, value + 1]


@pytest.mark.once
def test_an_engine_of_others_decides_every_published_table_as_we_do() -> None:
    chance, asked, different = Random(4), 0, []
    for slug, procedure, one in [
        (slug, whole, one) for slug, whole in published().items() for one in decisions(whole)
    ]:
        found = engine(procedure, one.id)
        choices = {column: answers(one, column, procedure) for column in one.inputs}
        for form in [
            {column: chance.choice(values) for column, values in choices.items()}
            for _ in range(FORMS if choices else 1)
        ]:
            hits = ours(one, form)
            if len(set(hits)) > 1 or (not hits and not one.first):
                continue  # a form that the law does not know: the checker has shown that none such comes here
            asked += 1
            got = decided(found, one, form)
            if not same(hits[0] if hits else "null", got):
                different.append((slug, one.id, form, hits, got))
    assert not different
    assert asked > 500


def test_a_table_that_was_changed_is_found_out() -> None:
    """So that the test above could fail."""
    procedure = published()["khai-sinh"]
    one = next(found for found in decisions(procedure) if found.id == "fee_registration")
    text = dmn(procedure, one.id).decode().replace("&lt;= 60", "&lt;= 61")
    found = theirs()
    found.useXML(
        re.sub(
            r'label="Diện[^"]*"',
            'label="v_fee_ground"',
            text.replace('label="days_old"', 'label="v_days_old"'),
        )
    )
    form = {"days_old": 61, "fee_ground": None}
    assert ours(one, form) == [] and decided(found, one, form) == 0
