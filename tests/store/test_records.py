"""Registers: each change closes a row and opens one, so that a register can be read as it stood on any day."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.store import ledger, queries, rebuild
from dinh.store.writer import write
from tests.store.stories import HOUSE, a_house, appointed, moving, opened, registered


def on(day):
    return [(row.record, row.values) for row in ledger.records(HOUSE, "births", day)]


def test_a_register_is_read_as_it_stood_on_a_day(house):
    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", start="2026-07-01", village="Bon 1")
    registered("c-1", "2026-0001", change="change", start="2026-07-10", village="Bon 2")
    registered("c-1", "2026-0001", change="end", end="2026-07-20")
    assert on("2026-06-30") == []
    assert on("2026-07-09") == [("2026-0001", {"village": "Bon 1"})]
    assert on("2026-07-10") == on("2026-07-20") == [("2026-0001", {"village": "Bon 2"})]
    assert on("2026-07-21") == []
    assert ledger.records(HOUSE, "births") == []
    assert [(row.start, row.end) for row in ledger.records(HOUSE, "births", "2026-07-05")] == [
        ("2026-07-01", "2026-07-09")
    ]


def test_of_two_changes_on_one_day_only_the_later_is_ever_seen(house):
    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", village="Bon 1")
    registered("c-1", "2026-0001", change="change", village="Bon 2")
    assert on("2026-07-01") == [("2026-0001", {"village": "Bon 2"})]


def test_a_change_keeps_what_it_does_not_name(house):
    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", personal={"name": "H'Lan Niê Kđăm"}, village="Bon 1")
    registered("c-1", "2026-0001", change="change", village="Bon 2")
    record = write(HOUSE, lambda batch: batch.record("births", "2026-0001"))
    assert record == {"name": "H'Lan Niê Kđăm", "village": "Bon 2"}


def same(besides=frozenset(), **wanted):
    return write(HOUSE, lambda batch: batch.same("births", wanted, besides))


def test_a_record_with_the_same_values_is_found_also_within_the_same_work(house):
    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", village="Bon 1", pages=3)

    def work(batch):
        from dinh.engine.record.events import RecordChange

        before = (
            batch.same("births", {"village": "Bon 1"}),
            batch.same("births", {"pages": 3, "village": "Bon 1"}),
        )
        moving(
            batch,
            "c-1",
            records=(
                RecordChange("births", "2026-0001", "change", {"village": "Bon 2"}, "2026-07-02"),
            ),
        )
        return (
            before,
            batch.same("births", {"village": "Bon 1"}),
            batch.same("births", {"village": "Bon 2"}),
        )

    before, old, new = write(HOUSE, work)
    assert before == (("2026-0001", "c-1"),) * 2
    assert old is None
    assert new == ("2026-0001", "c-1")
    assert (
        same(village="Bon 2") == queries.same_record(HOUSE, "births", {"village": "Bon 2"}) == new
    )
    assert same({"2026-0001"}, village="Bon 2") is None


def test_the_same_values_are_found_whatever_their_capitals_beside_the_log_or_in_no_cell(house):
    a_house()
    opened("c-1")
    long = "Thửa đất " * 40
    at = "2026-07-01T08:00:00+07:00"
    registered(
        "c-1",
        "2026-0001",
        personal={"name": "H'LAN Niê Kđăm"},
        village="Bon  1",
        area=Decimal("3.50"),
        note=long,
        at=at,
    )
    wanted = {
        "name": "h'lan niê kđăm",
        "village": "BON 1",
        "area": Decimal("3.5"),
        "note": long,
        "at": "2026-07-01T08:00+07:00",
    }
    for columns in [*([name] for name in wanted), list(wanted)]:
        assert same(**{name: wanted[name] for name in columns}) == ("2026-0001", "c-1"), columns
        assert queries.same_record(HOUSE, "births", {name: wanted[name] for name in columns}) == (
            "2026-0001",
            "c-1",
        ), columns
    assert same(**{**wanted, "area": 4}) is None
    assert same(**{**wanted, "name": "H'Lăn Niê Kđăm"}) is None
    assert queries.find_record(HOUSE, "births", "village", "Bon  1") == "2026-0001"
    assert queries.find_record(HOUSE, "births", "village", "bon 1") is None, (
        "a name that is given must be the very name"
    )


def test_no_record_that_was_ended_has_the_same_values(house):
    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", village="Bon 1", poor=True)
    assert same(poor=True) == ("2026-0001", "c-1")
    registered("c-1", "2026-0001", change="end", end="2026-07-20")
    assert same(village="Bon 1") is same(poor=True) is None


def test_a_register_without_cells_to_look_in_is_read_page_by_page(house, monkeypatch):
    from dinh.store import uniqueness as looking

    monkeypatch.setattr(looking, "PAGE", 2)
    a_house()
    opened("c-1")
    for n in range(5):
        registered("c-1", f"r-{n}", poor=n == 4)
    assert same(poor=True) == ("r-4", "c-1")
    assert same({"r-4"}, poor=True) is None


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["r-1", "r-2"]), st.sampled_from(["add", "change", "end"]), st.integers(1, 28), st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_registers_made_anew_from_the_log_are_those_that_were_written_along_the_way(house, changes):
    name = a_house(f"r{abs(hash(repr(changes))) % 10**12}-{next(_count)}")
    opened("c-1", name)
    for record, change, day, values in changes:
        registered("c-1", record, change=change, start=f"2026-07-{day:02d}", house=name, **values)
    assert rebuild.rebuild(name, check=True) == {
        "events": 2 + len(changes),
        "equal": True,
        "differences": [],
    }


_count = iter(range(10**6))


def test_an_event_of_the_house_can_bring_records_too(house):
    from dinh.engine.record.events import HOUSE as ITSELF
    from dinh.engine.record.events import Imported, RecordChange
    from tests.store.stories import MORNING

    a_house()
    appointed("leader", "Điểu Xuân")
    rows = tuple(
        RecordChange("villages", f"b{n}", "add", {"name": f"Bon {n}"}, "2025-07-01")
        for n in range(3)
    )
    write(
        HOUSE,
        lambda batch: batch.append(
            "",
            [
                (
                    MORNING,
                    ITSELF,
                    Imported(
                        register="villages", records=rows, personal={"records.1.head": "Y Bham"}
                    ),
                )
            ],
        ),
    )
    assert [row.values for row in ledger.records(HOUSE, "villages")] == [
        {"name": "Bon 0"},
        {"head": "Y Bham", "name": "Bon 1"},
        {"name": "Bon 2"},
    ]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_register_is_read_page_by_page(house, limit):
    a_house()
    opened("c-1")
    for n in range(5):
        registered("c-1", f"r-{n}", n=n)
    read, after = [], ""
    while page := ledger.records(HOUSE, "births", after=after, limit=limit):
        read += [row.record for row in page]
        after = page[-1].record
    assert read == [f"r-{n}" for n in range(5)]


def test_cells_of_before_are_folded_by_a_migration(house):
    from importlib import import_module

    from django.db import connection

    a_house()
    opened("c-1")
    registered("c-1", "2026-0001", village="Bon Bu Bơ")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_cells SET cell = 'Bon Bu Bơ'")
    assert same(village="Bon Bu Bơ") is None
    with connection.schema_editor() as editor:
        import_module("dinh.store.migrations.0004_cells_folded").fold(None, editor)
    assert same(village="Bon Bu Bơ") == ("2026-0001", "c-1")
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
