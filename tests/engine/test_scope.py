"""What a name means: shown fields, derived values, the moment, facts of the house, a row and its case."""

from __future__ import annotations

from tests.engine.test_effects import GIVEN
from tests.engine.test_fill import CLOTH, GROWN, YOUNG
from tests.procedures_for_tests import Story, procedure


def scope(slug: str = "quay-hang", data=None, facts=None):
    story = Story(slug, facts=facts)
    story.case = story.opening(data or CLOTH, by="land" if slug == "so-sach" else "").case
    return story.scope()


def test_a_row_reads_its_columns_its_own_values_and_its_case():
    row = scope(data={**CLOTH, "helpers": [GROWN, YOUNG]}).rows_of("helpers")[1]
    assert (
        row("name"),
        row("row.name"),
        row("helpers.name"),
        row("young"),
        row("row.young"),
        row("row"),
    ) == ("Y Bách", "Y Bách", "Y Bách", True, True, "2")
    assert (
        row("kind") == row("case.kind") == "cloth" and row("n") == 2 and row("row.nothing") is None
    )


def test_outside_a_rows_own_rules_a_bare_name_is_the_cases_where_the_case_has_it():
    whole = scope("so-sach", GIVEN)
    branch, own = whole.row("parties", "1"), whole.rows_of("parties")[0]
    assert (branch("name"), branch("row.name"), branch("code")) == ("Tách thửa", "H'Lan", "P1")
    assert own("name") == "H'Lan"


def test_facts_of_the_house_are_kept_as_they_were_read():
    found = scope(facts={"remote": True})
    assert found("house.remote") is True and found("house.zone") is None
    assert found.facts_read == {"remote": True, "zone": None}


def test_a_circle_reads_empty_instead_of_running_for_ever():
    from msgspec.structs import replace

    from dinh.engine.decisions.evaluate import Scope
    from dinh.engine.definition.fields import Derived, Minus

    round_about = replace(
        procedure("quay-hang"),
        derive={
            "x": Derived(name="x", formula=Minus("y", 1)),
            "y": Derived(name="y", formula=Minus("x", 1)),
        },
    )
    assert Scope(round_about, {}, {})("x") is None


def test_the_moment_is_local_and_a_limit_is_that_of_the_step():
    found = scope().within(limit=None)
    assert (
        found("opened") == "2026-07-01T08:00:00+07:00" == found("acted")
        and found("limit") is None
        and found("accepted") is None
    )
    assert (
        found("channel") == "counter" and found("opener") == "counter" and found("nothing") is None
    )
