"""A procedure that others open is published alone: the house's other files must still fit it, today and on every day to come."""

from pathlib import Path

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.messages import fault_told
from dinh.workflow import publishing
from tests.families import FOLDER
from tests.families.line import HOUSE, JOBS, Families, at

MORE = (
    "  whose:  {label: {vi: Theo việc}, type: text}",
    "  whose:  {label: {vi: Theo việc}, type: text}\n  place: {label: {vi: Ở đâu}, type: text, required: yes}",
)
GIVEN = ("due_on: 2026-07-10}", "due_on: 2026-07-10, place: Bon Bu Bơ}")

PLACED = {
    "chi-dao": (("whose: subject}", "whose: subject, place: subject}"),),
    "hoi-kin": (("due_on: acted}", "due_on: acted, place: Tại chỗ}"),),
}
"""What the two that open it would have to give."""


def published(
    folder: Path,
    slug: str,
    *changes: tuple[str, str],
    day: str,
    when: str = "2026-07-01",
    **more: tuple[tuple[str, str], ...],
) -> list[dict[str, str]]:
    files = []
    for name, changed in {slug: changes, **more}.items():
        text = (
            (FOLDER / f"{name}.yaml")
            .read_text()
            .replace("in_force: {from: 2026-07-01}", f"in_force: {{from: {day}}}")
        )
        for old, new in changed:
            assert old in text
            text = text.replace(old, new)
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text)
    return publishing.publish(HOUSE, publishing.check(files, HOUSE), at=at(when))


def test_a_child_published_alone_that_asks_what_its_parent_does_not_give_is_refused_and_both_files_are_named(
    families: Families, tmp_path: Path
) -> None:
    before = families.events()
    with pytest.raises(Refused) as out:
        published(tmp_path, "nhiem-vu", MORE, GIVEN, day="2026-10-01")
    faults = {fault.facts["parent"]: fault for fault in out.value.refusal.at}
    assert set(faults) == {"chi-dao", "hoi-kin"}
    assert {(fault.field, fault.code, fault.facts["day"]) for fault in faults.values()} == {
        ("nhiem-vu", "publish.family", "2026-10-01")
    }
    for lang in ("vi", "en"):
        said = fault_told(faults["chi-dao"], lang)
        assert (
            "chi-dao.yaml" in said and "nhiem-vu.yaml" in said and "place" in said and "C1" in said
        )
    assert families.events() == before and len(finders.state(HOUSE).procedures["nhiem-vu"]) == 1


def test_parent_and_child_published_together_may_change_what_they_say_to_each_other(
    families: Families, tmp_path: Path
) -> None:
    assert len(published(tmp_path, "nhiem-vu", MORE, GIVEN, day="2026-10-01", **PLACED)) == 3


def test_a_child_published_together_with_a_parent_that_would_tell_it_a_secret_is_refused(
    families: Families, tmp_path: Path
) -> None:
    leaking = {**PLACED, "hoi-kin": (("due_on: acted}", "due_on: acted, place: about}"),)}
    with pytest.raises(Refused) as out:
        published(tmp_path, "nhiem-vu", MORE, GIVEN, day="2026-10-01", **leaking)
    assert [(fault.facts["parent"], fault.facts["rule"]) for fault in out.value.refusal.at] == [
        ("hoi-kin", "P3")
    ]


def test_open_cases_of_the_parents_older_version_still_open_children_so_they_are_asked_too(
    families: Families, tmp_path: Path
) -> None:
    families.directive(*JOBS, send=False)
    with pytest.raises(Refused) as out:
        published(tmp_path, "nhiem-vu", MORE, GIVEN, day="2026-10-01", **PLACED)
    assert [(fault.facts["version"], fault.facts["day"]) for fault in out.value.refusal.at] == [
        ("2026-07-01", "2026-10-01")
    ]


def test_a_child_that_ends_while_its_parent_goes_on_is_refused(
    families: Families, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as out:
        published(
            tmp_path,
            "nhiem-vu",
            ("from: 2026-10-01", "from: 2026-10-01, to: 2026-12-31"),
            day="2026-10-01",
        )
    assert {(fault.field, fault.facts["day"]) for fault in out.value.refusal.at} == {
        ("chi-dao", "2027-01-01"),
        ("hoi-kin", "2027-01-01"),
    }


def test_a_child_that_changes_what_no_parent_says_is_published(
    families: Families, tmp_path: Path
) -> None:
    assert published(
        tmp_path,
        "nhiem-vu",
        ("{vi: Nhiệm vụ, en: A task}", "{vi: Nhiệm vụ được giao, en: A task}"),
        day="2026-10-01",
    )
