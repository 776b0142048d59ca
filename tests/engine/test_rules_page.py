"""The page of the rules shows what the checker says today, and every rule is on it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.engine.rules_page import BEGIN, END, PAGE, every, page

GRAMMAR = Path(__file__).parents[2] / "docs" / "grammar.md"


def test_the_page_of_the_rules_is_what_the_checker_says(tmp_path: Path):
    text = PAGE.read_text()
    assert text[text.index(BEGIN) : text.index(END) + len(END)] == page(tmp_path), (
        "./dev rules writes it anew"
    )


def test_every_rule_of_the_grammar_is_shown():
    rules = set(re.findall(r"^\| ([A-Z]\d)\b", GRAMMAR.read_text(), re.MULTILINE))
    assert len(rules) > 30
    assert rules == {one.rule for one in every()}
