"""Rows that bring a register up to date: only what is other is written, and the book then says what they say."""

from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.registers import renewed
from dinh.engine.record.events import RecordChange

names = st.sampled_from("abcdef")
values = st.dictionaries(
    st.sampled_from(["owner", "category", "area"]), st.integers(0, 3), min_size=1
)
books = st.dictionaries(names, values, max_size=6)
DAY, BEFORE = "2026-11-26", "2026-11-25"


def brought(book: dict, rows: dict, whole: bool) -> tuple[dict, list[RecordChange]]:
    """The book after the rows; `owner` is personal, so it comes apart."""
    as_new = [
        RecordChange(
            "plots",
            name,
            "add",
            {key: value for key, value in row.items() if key != "owner"},
            start=DAY,
        )
        for name, row in rows.items()
    ]
    personal = {
        f"records.{place}.owner": row["owner"]
        for place, row in enumerate(rows.values())
        if "owner" in row
    }
    changes, hidden = renewed("plots", as_new, personal, book, DAY, whole)
    after = {name: dict(row) for name, row in book.items()}
    for place, one in enumerate(changes):
        mine = {
            name.rpartition(".")[2]: value
            for name, value in hidden.items()
            if name.startswith(f"records.{place}.")
        }
        if one.change == "end":
            del after[one.record]
        else:
            after[one.record] = (
                (after[one.record] if one.change == "change" else {}) | one.values | mine
            )
    return after, changes


@given(books, books, st.booleans())
def test_the_book_says_what_the_rows_say_and_keeps_the_rest(book, rows, whole):
    after, changes = brought(book, rows, whole and bool(rows))
    assert all(after[name] == book.get(name, {}) | row for name, row in rows.items())
    assert set(after) == (set(rows) if whole and rows else set(book) | set(rows))
    assert all(one.end == BEFORE if one.change == "end" else one.start == DAY for one in changes)


@given(books, books, st.booleans())
def test_bringing_it_up_to_date_twice_writes_nothing_the_second_time(book, rows, whole):
    after, _ = brought(book, rows, whole)
    assert brought(after, rows, whole) == (after, [])
