"""The page for strangers is true: its verifier, which shares no code with the program, agrees with the program."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from dinh import serialize
from dinh.store import books, keys, ledger
from tests.store.stories import (
    HOUSE,
    MORNING,
    a_house,
    appointed,
    moved,
    noted,
    opened,
    registered,
    struck,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/log.md"


@pytest.fixture
def verifier(tmp_path):
    [program] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(program.splitlines()) <= 80
    (tmp_path / "check_log.py").write_text(program)

    def check(events, head=None):
        (tmp_path / "log.json").write_bytes(shown_json(events))
        (tmp_path / "head.json").write_bytes(shown_json(head))
        names = ["log.json"] if head is None else ["log.json", "head.json"]
        done = subprocess.run(
            [sys.executable, "-I", "check_log.py", *names],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        return done.stdout.strip()

    return check


def shown_json(value):
    return msgspec.json.Encoder(decimal_format="number").encode(value)


def copied(events):
    return json.loads(shown_json(events), parse_float=Decimal)


@pytest.fixture
def log(house):
    keys.make_key(house)
    a_house()
    appointed("leader", "Nguyễn Văn Ân")
    odd = "".join(map(chr, range(1, 0x250))) + "😀\u2028 “H’Lan” \\n"
    opened(
        "c-1",
        **{
            "child.name": odd,
            "size": Decimal("0.0000001"),
            "rows": {"10": {"b": True, "a": [1, Decimal("1.50"), None]}, "2": {}},
        },
    )
    registered(
        "c-1",
        "2026-0001",
        personal={"name": "H'Lan Niê Kđăm"},
        area=Decimal("12.25"),
        exactly=Decimal("0.12345678901234567890123"),
        much=10**24,
    )
    noted("c-1", "Đã gọi")
    moved("c-1")
    struck("c-1", "mother.name")
    return [serialize.event_json(event) for event in ledger.log(HOUSE)]


def test_a_stranger_finds_a_true_log_true(log, verifier):
    head = books.signed_head(HOUSE, MORNING)
    assert verifier(log, head) == "ok"
    assert books.verify(HOUSE, head)["ok"]
    assert log[5]["at"] == "2026-07-01T01:00:00Z"


def test_a_stranger_finds_what_was_changed_dropped_or_cut_off(log, verifier):
    head = books.signed_head(HOUSE, MORNING)
    changed = copied(log)
    changed[3]["body"]["records"][0]["values"]["area"] = 12
    assert verifier(changed) == "event 4 is not as it was sealed"
    changed = copied(log)
    changed[4]["values"]["text"]["value"] = "Đã gọi rồi"
    assert verifier(changed) == "event 5: text is not as it was sealed"
    assert verifier(log[:2] + log[3:]) == "event 3 is missing"
    assert verifier(log[:-1]) == "ok"
    assert verifier(log[:-1], head) == "the log does not pass through the head at 7"
    assert (
        verifier(log, {**head, "root": "ab" * 32})
        == "the root of the head at 7 is not that of the log"
    )
    old = {name: one for name, one in head.items() if name != "root"}
    assert verifier(log, old) == "ok"


def test_every_reason_that_verify_can_give_is_told_on_the_page():
    told = set(
        re.findall(
            r"`([a-z.]+)(?::[A-Z]+)?`", PAGE.read_text().partition("## What `dinh verify` says")[2]
        )
    )
    source = Path(books.__file__).read_text()
    given = (
        set(re.findall(r'"(gap|seal|cut|head(?:\.[a-z]+)?)"', source))
        | set(re.findall(r'f"([a-z]+):', source))
        | {"gap", "seal", "value"}
    )
    assert given - {"number"} <= told, given - told
