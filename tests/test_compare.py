"""`dinh compare`: two files, two versions of the house, or one of each, told in words on the command line."""

from pathlib import Path

import pytest

from tests.test_commands import Line, dinh
from tests.test_versions import SLUG, file_of, lent, published

__all__ = ["dinh", "lent"]
SHORTER = ("time: 5 working days", "time: 2 working days")


def test_two_files_are_compared_without_a_house(
    dinh: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = file_of(dinh, day="2026-07-01"), file_of(dinh, SHORTER, day="2026-10-01")
    found = dinh("compare", old, new)
    assert (found["from"]["version"], found["to"]["version"]) == ("2026-07-01", "2026-10-01")
    (section,) = found["sections"]
    (change,) = section["changes"]
    assert (section["title"], change["kind"], change["lines"]) == (
        "Thời hạn giải quyết",
        "changed",
        [{"label": "Thời hạn", "before": "5 ngày làm việc", "after": "2 ngày làm việc"}],
    )
    assert dinh("compare", old, old)["sections"] == []


def test_what_a_file_would_change_is_told_before_it_is_published_and_after_it_by_both_versions(
    lent: Line,
) -> None:
    file = file_of(lent, SHORTER, day="2026-10-01")
    before = lent("compare", SLUG, file, "--lang", "en")
    assert before["sections"][0]["changes"][0]["lines"] == [
        {"label": "Time", "before": "5 working days", "after": "2 working days"}
    ]
    published(lent, SHORTER)
    for given in (
        (f"{SLUG}@2026-07-01", f"{SLUG}@2026-10-01"),
        (f"{SLUG}@2026-07-01", "2026-10-01"),
        (f"{SLUG}@01/07/2026", file),
    ):
        assert lent("compare", *given, "--lang", "en")["sections"] == before["sections"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("cho-muon-kho@2020-01-01", "compare.unknown"),
        ("cho-muon", "compare.unknown"),
        ("nothing.yaml", "data.unreadable"),
        ("cho-muon-kho@mai", "compare.unknown"),
    ],
)
def test_what_cannot_be_found_is_refused_and_says_what_can(
    lent: Line, given: str, code: str
) -> None:
    refusal = lent("compare", given, SLUG, code=1)["refusal"]
    assert refusal["code"] == code and refusal["do"]
    assert code != "compare.unknown" or SLUG in refusal["do"]


def test_a_file_that_is_no_procedure_is_told_at_its_place(lent: Line) -> None:
    broken = lent.files / "broken.yaml"
    broken.write_text("procedure: x\nname: [\n")
    refusal = lent("compare", SLUG, str(broken), code=1)["refusal"]
    assert refusal["code"] == "compare.unreadable" and f"{broken}:" in refusal["message"]
