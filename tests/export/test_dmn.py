"""The tables of every procedure as DMN 1.3: valid by the schema of the OMG, opened by a library of others, line for line."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree
from SpiffWorkflow.dmn.parser.BpmnDmnParser import SCHEMAS, BpmnDmnParser

from dinh.engine.definition.condition import Clause, Compare, Empty, Filled, Has, Is, Not, Within
from dinh.engine.definition.procedure import Procedure
from dinh.export import feel
from dinh.export.dmn import decisions, dmn
from tests.export.files import SLUGS, hall, published

SCHEMA = Path(SCHEMAS["https://www.omg.org/spec/DMN/20191111/MODEL/"])
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def valid(content: bytes) -> bool:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    return schema.validate(etree.parse(BytesIO(content)))


def opened(procedure: Procedure, name: str):
    """The library takes one decision a file."""
    parser = BpmnDmnParser()
    parser.add_dmn_xml(etree.parse(BytesIO(dmn(procedure, name))).getroot())
    parser.dmn_parsers[name].parse()
    return parser.dmn_parsers[name].decision.decisionTables[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_tables_of_a_published_procedure_are_valid_and_open_elsewhere(slug):
    procedure = published()[slug]
    if not decisions(procedure):  # no fee, no time by law, nothing to choose
        with pytest.raises(ValueError, match=slug):
            dmn(procedure)
        return
    assert valid(dmn(procedure))
    for one in decisions(procedure):
        table = opened(procedure, one.id)
        assert len(table.rules) == sum(len(rule.when) for rule in one.rules)
        assert table.hit_policy == one.policy
        assert [column.expression for column in table.inputs] == list(one.inputs)


def test_the_schema_is_not_a_formality():
    assert not valid(dmn(published()["khai-sinh"]).replace(b"hitPolicy", b"hit"))


def test_the_fee_of_birth_registration_stands_line_for_line():
    table = opened(published()["khai-sinh"], "fee_registration")
    lines = [
        ([entry.text for entry in rule.inputEntries], rule.outputEntries[0].text)
        for rule in table.rules
    ]
    assert lines == [
        (["<= 60", "-"], "0"),
        (["> 60", '"merit"'], "0"),
        (["> 60", '"poor"'], "0"),
        (["> 60", '"disabled"'], "0"),
        (["> 60", '"none"'], "null"),
    ]
    assert "chưa công bố" in table.rules[-1].description


def test_a_line_with_alternatives_becomes_lines_that_may_hold_together():
    table = opened(published()["hoa-giai-tranh-chap-dat-dai"], "choose_absence")
    assert table.hit_policy == "ANY"
    assert [([entry.text for entry in rule.inputEntries], rule.outputEntries[0].text) for rule in table.rules] == [
        (["< 2", "< 2"], '"calling"'), ([">= 2", "-"], '"failed_minutes"'), (["-", ">= 2"], '"failed_minutes"'),
    ]  # fmt: skip


def test_every_kind_of_table_is_there_and_derived_ones_are_read_from_the_top():
    found = {one.id: one.policy for slug in SLUGS for one in decisions(published()[slug])}
    assert {name.partition("_")[0] for name in found} == {"fee", "deadline", "choose", "derive"}
    assert {policy for name, policy in found.items() if name.startswith("derive_")} == {"FIRST"}
    assert {policy for name, policy in found.items() if name.startswith("fee_")} == {"UNIQUE"}


def test_a_table_of_times_gives_them_as_the_file_has_them(tmp_path):
    top = ElementTree.fromstring(dmn(hall(tmp_path), "deadline"))
    assert [one.text for one in top.iter(f"{DMN}text")] == [
        "days",
        "> 3",
        '"5 days"',
        "<= 3, null",
        '"2 days"',
    ]


@pytest.mark.parametrize(("tests", "unary", "whole"), [
    ((Is("wedding"),), '"wedding"', 'kind = "wedding"'),
    ((Is("wedding"), Is("meeting")), '"wedding", "meeting"', 'kind = "wedding" or kind = "meeting"'),
    ((Not((Is("wedding"),)),), 'not(null, "wedding")', '(kind != null and not(kind = "wedding"))'),
    ((Filled(),), "not(null)", "kind != null"),
    ((Empty(),), "null", "kind = null"),
    ((Empty(), Not((Is("wedding"),))), '? = null or (? != null and not(? = "wedding"))', 'kind = null or (kind != null and not(kind = "wedding"))'),
    ((Has("loud"),), 'list contains(?, "loud")', 'list contains(kind, "loud")'),
    ((Compare(">", 3),), "> 3", "kind > 3"),
    ((Compare("=", 3),), "3", "kind = 3"),
    ((Within(1, 5, True, False),), "[1..5)", "kind in [1..5)"),
    ((Compare(">=", "2026-07-01"),), '>= date("2026-07-01")', 'kind >= date("2026-07-01")'),
])  # fmt: skip
def test_each_test_of_the_grammar_has_its_words_in_feel(tmp_path, tests, unary, whole):
    procedure, clause = hall(tmp_path), Clause("kind", tests)
    assert feel.unary(clause, procedure) == unary
    assert feel.expression(((clause,),), procedure) == whole


def test_yes_and_no_are_truth_values_and_so_are_facts_of_the_house():
    procedure = published()["hoa-giai-tranh-chap-dat-dai"]
    assert (
        feel.expression(
            ((Clause("changes_land", (Is("yes"),)), Clause("house.remote", (Is("no"),))),),
            procedure,
        )
        == "changes_land = true and house.remote = false"
    )
