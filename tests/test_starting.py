"""Cases that start themselves: one for each period and row, one for each record that was added, whatever the machine did."""

from pathlib import Path
from threading import Thread

import pytest
from django.db import connections

from dinh.access import finders
from dinh.store import ledger, queries
from dinh.workflow import cases, publishing
from dinh.workflow.scheduled_openings import start_cases
from tests.families import FOLDER
from tests.families.line import HOUSE, Families, at


def visits(families: Families, why: str = "") -> list[tuple[str, str]]:
    """(hamlet, the day it was opened) of the visits, in the order of their codes."""
    found = [
        families.case(code)
        for code in reversed(queries.cases(HOUSE, procedure="tham-nom", limit=500))
    ]
    return [
        (case.data["hamlet"], f"{case.opened.astimezone(at('2026-07-01').tzinfo):%m-%d}")
        for case in found
        if case.data["why"] == (why or case.data["why"])
    ]


def test_a_year_begins_on_its_day_and_once(families: Families) -> None:
    families.hamlets("A", "B")
    assert families.clock("2026-08-31") == [] or not queries.cases(HOUSE, procedure="ra-soat")
    acted = families.clock("2026-09-01T00:00")
    code = queries.cases(HOUSE, procedure="ra-soat")[0]
    assert (code, "villages") in acted and code.startswith("H36.99-260901-")
    case = families.case(code)
    assert (case.opener, case.channel, case.data) == (
        "house",
        "house",
        {"title": "Rà soát hộ nghèo"},
    ) and len(case.children) == 2
    assert case.opened == at("2026-09-01T00:00") == case.accepted and case.due == at(
        "2026-10-01T17:00"
    )
    for when in ("2026-09-01T00:00", "2026-09-02", "2026-12-31"):
        families.clock(when)
    assert len(queries.cases(HOUSE, procedure="ra-soat")) == 1 and families.whole()


def test_each_month_opens_one_for_each_row_that_stood_on_the_day_also_when_the_machine_was_off(
    families: Families,
) -> None:
    families.hamlets("A", when="2026-07-01")
    families.hamlets("X", active="no", when="2026-07-01")
    families.hamlets("B", when="2026-08-20")
    families.clock("2026-10-06")
    assert sorted(visits(families)) == [
        ("A", "07-05"),
        ("A", "08-05"),
        ("A", "09-05"),
        ("A", "10-05"),
        ("B", "09-05"),
        ("B", "10-05"),
    ]
    families.clock("2026-10-06")
    assert len(visits(families)) == 6 and families.whole()


def test_a_row_that_comes_after_the_day_waits_for_the_next(families: Families) -> None:
    families.hamlets("A", when="2026-07-01")
    families.clock("2026-07-05T12:00")
    families.hamlets("B", when="2026-07-06")
    families.clock("2026-07-30")
    assert visits(families) == [("A", "07-05")]


def test_nothing_starts_for_a_day_before_the_rule_was_published(families: Families) -> None:
    families.hamlets("A")
    assert ("A", "06-05") not in visits(families)
    families.clock("2026-07-04")
    assert visits(families) == []


def test_a_record_that_a_case_adds_starts_one_case_at_the_step_that_is_named(
    families: Families,
) -> None:
    code = cases.open_case(
        HOUSE, "office", "lap-thon", {"code": "Z", "name": "Bon Z"}, at=at("2026-07-06")
    ).code
    families.act(code, "found", "leader", "2026-07-06T10:00")
    acted = families.clock("2026-07-06T10:01")
    (visit,) = queries.cases(HOUSE, procedure="tham-nom")
    case = families.case(visit)
    assert (
        acted == [(visit, "visit")]
        and case.data == {"hamlet": "Z", "why": "new"}
        and case.opened == at("2026-07-06T10:00")
    )
    assert case.cause.row == "Z" and case.cause.period.startswith(code)
    families.clock("2026-07-07")
    assert len(queries.cases(HOUSE, procedure="tham-nom")) == 1 and families.whole()


def test_a_record_that_was_taken_back_before_the_clock_came_starts_nothing(
    families: Families,
) -> None:
    code = cases.open_case(
        HOUSE, "office", "lap-thon", {"code": "Z", "name": "Bon Z"}, at=at("2026-07-06")
    ).code
    families.act(code, "found", "leader", "2026-07-06T10:00")
    families.undo(code, "2026-07-06T10:30")
    families.clock("2026-07-06T11:00")
    assert visits(families) == [] and queries.jobs(HOUSE, "starts", at("2026-07-07")) == []


def test_what_is_taken_in_from_a_file_starts_nothing(families: Families) -> None:
    families.hamlets("A", when="2026-07-06")
    families.clock("2026-07-06T12:00")
    assert visits(families) == []


def test_what_cannot_be_opened_is_told_and_tried_again_and_holds_up_nobody_else(
    families: Families,
) -> None:
    families.hamlets("A")
    refused: list = []
    cases.let_time_act(HOUSE, at("2099-01-06"), refused=refused)  # no calendar reaches so far
    assert {one.code for one in refused} == {"start.refused"} and ("A", "07-05") in visits(families)
    before = len(visits(families))
    cases.let_time_act(HOUSE, at("2099-01-06"), refused=refused)
    assert len(visits(families)) == before and families.whole()


@pytest.mark.parametrize("times", [3])
def test_two_clocks_at_once_open_each_case_once(families: Families, times: int) -> None:
    families.hamlets("A", "B", "C", "D")

    def run() -> None:
        try:
            start_cases(HOUSE, at("2026-09-30"))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(visits(families)) == len(set(visits(families))) == 12 and families.whole()


def test_a_counter_that_was_lost_opens_nothing_twice(families: Families) -> None:
    """Which periods were gone through is only a short cut; of each cause the books have one case."""
    from dinh.store.link import linked

    families.hamlets("A")
    families.clock("2026-08-10")
    before = ledger.head(HOUSE)
    linked().run("DELETE FROM counters WHERE house=? AND series LIKE ?", (HOUSE, "starts:%"))
    families.clock("2026-08-10")
    assert ledger.head(HOUSE) == before and len(visits(families)) == 2


def test_an_officer_reads_what_the_house_opened_by_itself(families: Families) -> None:
    families.hamlets("A")
    families.clock("2026-07-05T08:00")
    (code,) = queries.cases(HOUSE, procedure="tham-nom")
    assert finders.case_seen_by(HOUSE, "office", code).case.steps[0].name == "plan"


def test_a_procedure_may_open_what_the_house_has_in_force_though_no_file_holds_it(
    families: Families, tmp_path: Path
) -> None:
    alone = tmp_path / "alone" / "giao.yaml"
    alone.parent.mkdir()
    alone.write_text(
        (FOLDER / "chi-dao.yaml")
        .read_text("utf-8")
        .replace("procedure: chi-dao", "procedure: giao", 1),
        "utf-8",
    )
    (alone.parent / "roles.yaml").write_text((FOLDER / "roles.yaml").read_text("utf-8"), "utf-8")
    (alone.parent / "fields.yaml").write_text((FOLDER / "fields.yaml").read_text("utf-8"), "utf-8")
    assert [
        one.rule for one in publishing.check([alone]).problems if one.severity == "problem"
    ] == ["C1", "C1"]
    assert [
        one.message.en
        for one in publishing.check([alone], HOUSE).problems
        if one.severity == "problem"
    ] == []
