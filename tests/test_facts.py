"""Facts of a house's profile, through the door: of the type that procedures read, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.messages import refusal_json
from dinh.store import ledger
from dinh.workflow import cases, publishing
from tests.procedures.files import changed
from tests.test_commands import HOUSE, Line, dinh  # noqa: F401  # the fixture

AT = local("2026-07-01T08:00")
pytestmark = pytest.mark.usefixtures("dinh")


def facts() -> dict:
    return finders.state(HOUSE).profile["house"]


def refused(**values) -> list[tuple[str, str]]:
    """What the house says of facts that do not fit: (field, sentence)."""
    head, before = ledger.head(HOUSE), facts()
    with pytest.raises(Refused) as found:
        cases.configure(HOUSE, {"house": values}, at=AT)
    assert (ledger.head(HOUSE), facts()) == (head, before)
    assert found.value.refusal.code == "profile.refused"
    return [(one["field"], one["message"]) for one in refusal_json(found.value.refusal, "en")["at"]]


def test_a_fact_of_another_type_than_it_is_read_as_is_refused_with_what_to_do():
    assert refused(remote="far", zone=3) == [
        (
            "house.remote",
            "“house.remote” must be yes or no, not “far”: so the procedures nguoi read it. Set it again, such as house.remote=yes.",
        ),
        (
            "house.zone",
            "“house.zone” must be a name in lower-case ASCII, not “3”: so the procedures nguoi read it. Set it again, such as house.zone=k1.",
        ),
    ]
    assert refused(urban="k1") == [
        (
            "house.urban",
            "“house.urban” must be yes or no, not “k1”: so the program read it. Set it again, such as house.urban=yes.",
        )
    ]


def test_a_fact_that_fits_is_set_as_what_it_is_and_one_that_nobody_reads_stays_as_it_came():
    cases.configure(HOUSE, {"house": {"remote": "yes", "zone": "k1", "motto": "Đoàn kết"}}, at=AT)
    assert facts() == {"remote": True, "zone": "k1", "motto": "Đoàn kết"}


def test_the_command_line_refuses_it_too(dinh: Line):
    assert dinh.refused("profile", "--set", "house.remote=3")["at"][0]["field"] == "house.remote"
    assert dinh("profile", "--set", "house.remote=no")["house"] == {"remote": False}
    assert dinh("profile", "--set", "name=Xã Trường Xuân")["house"] == {"remote": False}


def publish(folder: Path, clause: str, slug: str, *more: tuple[str, str]) -> None:
    """The small procedure of these tests under another name, a paper required by the clause."""
    (folder / "letters").mkdir(exist_ok=True)
    for name in ("permit", "refusal"):
        (folder / "letters" / f"{name}.typ").write_text("#let v = json(bytes(sys.inputs.values))\n")
    text = changed(
        ('required: {seats: "> 100"}', f"required: {{{clause}}}"),
        ("procedure: muon-hoi-truong", f"procedure: {slug}"),
        *more,
    )
    (folder / f"{slug}.yaml").write_text(
        text[: text.index("examples:\n")]
        + text[text.index("examples:\n") :].replace("seats: 300", "seats: 30")
    )
    checked = publishing.check([folder / f"{slug}.yaml"])
    assert checked.sound, [one.message.en for one in checked.problems if one.severity == "problem"]
    publishing.publish(HOUSE, checked, at=AT)


def refused_to_publish(folder: Path, clause: str, slug: str) -> str:
    head = ledger.head(HOUSE)
    with pytest.raises(Refused) as found:
        publish(folder, clause, slug)
    assert ledger.head(HOUSE) == head
    (fault,) = refusal_json(found.value.refusal, "en")["at"]
    return fault["message"]


def test_a_procedure_that_reads_a_fact_as_another_type_than_it_has_is_not_published(tmp_path):
    cases.configure(HOUSE, {"house": {"people": "many"}}, at=AT)
    said = refused_to_publish(tmp_path, 'house.people: "> 5000"', "hoi-truong")
    assert (
        said.startswith(
            "The procedure reads “house.people” of the house as a number, but the house has “many”."
        )
        and "--set house.people=12" in said
    )
    cases.configure(
        HOUSE, {"house": {"people": "9000"}}, at=AT
    )  # as nobody read it, it stayed text
    assert "but the house has “9000”" in refused_to_publish(
        tmp_path, 'house.people: "> 5000"', "hoi-truong"
    )
    cases.configure(HOUSE, {"house": {"people": 9000}}, at=AT)
    publish(tmp_path, 'house.people: "> 5000"', "hoi-truong")


def test_two_procedures_read_a_fact_as_one_type(tmp_path):
    said = refused_to_publish(tmp_path, 'house.zone: "> 3"', "hoi-truong")
    assert said.startswith(
        "The procedure reads “house.zone” of the house otherwise than the procedures nguoi: there it is a name"
    )
