"""The way through all tools of docs/author.md is true: its commands run as they stand there, one after another."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from dinh.access import finders
from tests.test_commands import HOUSE, Line, dinh

__all__ = ["dinh"]
PAGE = Path(__file__).parents[1] / "docs/author.md"
COUNTER = {
    "person": "counter.1",
    "name": "Thị Mai",
    "posts": ["counter.1"],
    "roles": ["counter"],
    "from": "2025-07-01",
}


def blocks() -> list[list[str]]:
    return [
        block.strip().splitlines()
        for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    ]


def run(dinh: Line, line: str) -> dict:
    if line.startswith("dinh "):
        return dinh(*shlex.split(line)[1:])
    subprocess.run(line, shell=True, check=True)
    return {}


def test_an_author_is_taken_from_the_first_line_of_a_file_to_cases_that_follow_its_next_version(
    dinh: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dinh("appoint", data=[COUNTER])
    begun, filed, changed, moved = blocks()
    told = [run(dinh, line) for line in begun]
    assert Path(told[0]["file"]).is_file() and told[-1]["published"][0]["slug"] == "cho-muon-kho"
    code = [run(dinh, line) for line in filed][-1]["code"]
    told = [run(dinh, line) for line in changed]
    (change,) = told[2]["sections"][0]["changes"]
    assert change["lines"] == [
        {"label": "Định mức", "before": "2 ngày làm việc", "after": "1 ngày làm việc"}
    ]
    assert {one["version"] for one in told[-1]["published"]} == {"2026-07-01", "2026-10-01"}
    found = []
    for line in moved:
        found.append(run(dinh, line))
        if "move" in line:
            assert finders.case_as_kept(HOUSE, code).case.version == (
                "2026-10-01" if found[-1]["counts"].get("moved") else "2026-07-01"
            )
    assert found[0]["version"] == "2026-10-01"
    assert [one["counts"] for one in found[1:4]] == [{"moves": 1}, {"moved": 1}, {"back": 1}]
    assert Path("cho-muon-kho.bpmn").read_text("utf-8").startswith("<?xml")
