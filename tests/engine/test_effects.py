"""What an action causes besides moving: fees fixed, records made, changed and ended."""

from __future__ import annotations

from decimal import Decimal

from tests.procedures_for_tests import Story

PARTIES = [
    {"name": "H'Lan", "code": "P1", "told": True},
    {"name": "Y Ka", "code": "P2", "told": False},
    {"name": "Y Nam", "code": "P3", "told": True},
]
GIVEN = {
    "owner": "Y Ba",
    "name": "Tách thửa",
    "plot_code": "T9",
    "until": "2026-12-31",
    "area": 10,
    "poor": "no",
    "parties": PARTIES,
}


def opened(**data) -> Story:
    story = Story("so-sach")
    story.open({**GIVEN, **data}, by="land")
    return story


def put(**data) -> Story:
    story = opened(**data)
    story.act("put", by="land", at="2026-12-15T09:00")
    return story


def test_rows_are_made_from_fields_the_moment_the_case_and_each_row_that_is_meant():
    changes = put().events[-1].body.records
    assert [(one.register, one.record, one.change) for one in changes] == [
        ("plots", "T9", "add"),
        ("plots", "P1", "add"),
        ("plots", "P3", "add"),
    ]
    assert changes[0].values == {
        "code": "T9",
        "area": Decimal("3.33"),
        "since": "2026-12-15",
        "shared": True,
        "case": "H36.99-260701-0001",
    }
    assert (
        changes[1].values == {"code": "P1", "since": "2027-01-01"}
        and changes[1].start == "2026-12-15"
    )


def test_personal_columns_stand_beside_the_log():
    event = put().sealed[-1]
    assert {key: one.value for key, one in event.personal.items()} == {
        "records.0.owner": "Y Ba",
        "records.1.owner": "H'Lan",
        "records.2.owner": "Y Nam",
    }
    assert "Y Ba" not in event.body


def test_a_row_that_stands_already_is_not_made_again():
    story = opened()
    story.rows["plots", "P3"] = [(0, {"code": "P3"})]
    found = story.refused("put", by="land")
    assert found.code == "record.exists" and found.facts == {"register": "plots", "record": "P3"}
    twice = opened(parties=[PARTIES[0], PARTIES[0]])
    assert twice.refused("put", by="land").code == "record.exists"


def test_a_row_is_changed_and_one_is_ended_on_a_day():
    story = opened(old="T1", gone="T2")
    story.rows["plots", "T1"] = story.rows["plots", "T2"] = [(0, {"code": "x", "owner": "Cũ"})]
    story.act("change", by="land")
    assert [(r.record, r.change, r.values) for r in story.events[-1].body.records] == [
        ("T1", "change", {"area": 10})
    ]
    story.act("drop", by="land")
    assert [(r.record, r.change, r.end) for r in story.events[-1].body.records] == [
        ("T2", "end", "2026-12-31")
    ]
    assert ("work", "drop") not in opened().offered("land")


def test_reversing_a_change_brings_the_row_back_as_it_was():
    story = opened(old="T1")
    story.rows["plots", "T1"] = [(0, {"code": "T1", "owner": "Chủ cũ", "area": 5})]
    story.act("change", by="land")
    story.act("reverse", by="leader", reason="Nhầm thửa")
    event = story.events[-1].body
    assert [(r.record, r.change, r.values) for r in event.records] == [
        ("T1", "change", {"area": 5})
    ], "what it changed, and no more"
    assert event.personal["records.0.owner"] == "Chủ cũ"


def test_what_a_register_keeps_to_some_roles_stands_beside_the_log_however_it_is_written():
    from msgspec.structs import replace

    from dinh.engine.decisions.effects import Numbers
    from dinh.engine.decisions.registers import imported
    from tests.procedures_for_tests import instant, procedure

    books = procedure("so-sach")
    plots = books.registers["plots"]
    area = replace(plots.columns["area"], class_="secret")
    for kept, hides in (
        (replace(plots, class_="secret"), {"code", "owner", "area"}),
        (replace(plots, columns={**plots.columns, "area": area}), {"owner", "area"}),
    ):
        story = Story(replace(books, registers={"plots": kept}))
        story.open({**GIVEN, "old": "T1"}, by="land")
        story.rows["plots", "T1"] = [(0, {"code": "T1", "owner": "Chủ cũ", "area": 5})]
        story.act("change", by="land")
        changed = story.events[-1].body
        assert not changed.records[0].values
        story.act("reverse", by="leader", reason="Nhầm thửa")
        back = story.events[-1].body
        brought = imported(
            replace(kept, written_by=("import",)),
            [{"code": "T8", "owner": "Chủ mới", "area": "7", "since": "2026-01-01"}],
            "tệp",
            instant("2026-12-15T09:00"),
            Numbers(lambda series: 0),
            lambda *one: True,
        )
        for body, hidden in ((back, hides - {"code"}), (brought, hides)):
            assert hidden <= {name.rpartition(".")[2] for name in body.personal}
            assert not hides & body.records[0].values.keys()


def test_fees_are_fixed_by_their_moment_and_kept_with_their_law():
    story = opened()
    assert [(fee.name, fee.amount, fee.law) for fee in story.case.fees] == [("base", 3335, "LD 1")]
    story.act("put", by="land")
    assert [(fee.name, fee.amount) for fee in story.case.fees] == [("base", 3335), ("print", 5000)]
    assert opened(poor=True).case.fees[0].amount == 0


def test_numbers_of_a_book_follow_one_another_in_a_year_and_begin_anew_in_the_next():
    from dinh.engine.decisions.effects import Numbers, record_id
    from tests.procedures_for_tests import instant, procedure

    stalls = procedure("quay-hang").registers["stalls"]
    numbers = Numbers(lambda series: {"register:stalls:2026": 41}.get(series, 0))
    assert [
        record_id("stalls", stalls, {}, instant(day), numbers)
        for day in ("2026-12-30", "2026-12-31T23:59", "2027-01-01T00:00")
    ] == ["2026-0042", "2026-0043", "2027-0001"]
    assert numbers.taken == {"register:stalls:2026": 43, "register:stalls:2027": 1}


def test_a_row_that_would_lack_what_its_register_requires_is_not_written():
    from msgspec.structs import replace

    from dinh.engine.definition.condition import ALWAYS, Clause, Is
    from dinh.messages import told
    from tests.procedures_for_tests import procedure

    books = procedure("so-sach")
    plots = books.registers["plots"]
    for required, at in ((ALWAYS, "parties"), (((Clause("shared", (Is("yes"),)),),), "")):
        needs = replace(
            plots,
            columns={**plots.columns, "area": replace(plots.columns["area"], required=required)},
        )
        story = Story(replace(books, registers={"plots": needs}))
        story.open({**GIVEN, "parties": PARTIES}, by="land")
        if at:
            found = story.refused("put", by="land")
            assert (
                found.code == "record.lacks"
                and "Diện tích" in told(found.code, found.facts, "vi").message
            )
        else:
            story.act("put", by="land")  # only the first row is shared, and it has an area
