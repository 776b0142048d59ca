"""What the bench writes in bulk is a house like any other: its seals hold, its tables are what its log gives, life goes on in it."""

from bench.bulk import fill
from dinh.store import books, ledger
from dinh.store.link import linked
from dinh.store.rebuild import rebuild


def test_cases_written_in_bulk_are_sealed_and_folded_as_if_they_had_been_lived(world):
    settled = world.case().accepted("2026-11-23").checked().signed().sealed().delivered()
    world.case("chung-thuc-ban-sao").accepted("2026-11-24")
    events = fill(world.house, 40)
    found = books.verify(world.house)
    assert (found["ok"], found["events"]) == (
        True,
        ledger.head(world.house).number,
    ) and events > 40 * 3
    assert rebuild(world.house, check=True)["equal"]
    again = world.case().accepted("2026-11-25")
    assert ledger.case_state(world.house, again.code).open
    assert ledger.case_state(world.house, settled.code).delivered


def test_no_letter_and_no_record_stands_in_two_of_them(world):
    world.case().accepted("2026-11-23").checked().signed().sealed()
    fill(world.house, 30)
    for table, name, least in (("letters", "digest", 31), ("records", "record", 31)):
        rows, different = linked().one(
            f"SELECT COUNT(*), COUNT(DISTINCT {name}) FROM {table} WHERE house=?", (world.house,)
        )
        assert rows == different >= least
