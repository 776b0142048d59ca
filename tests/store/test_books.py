"""Whatever is changed, dropped, swapped or cut off the books is found, and the first bad event is named."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.engine.record.events import Attached, Published
from dinh.engine.record.seal import canonical
from dinh.store import books, documents, keys, ledger, rebuild
from dinh.store.link import linked
from dinh.store.writer import write
from tests.store.stories import (
    CLERK,
    HOUSE,
    MORNING,
    a_house,
    appointed,
    moved,
    opened,
    registered,
    struck,
)

COLUMNS = ["house", "number", '"case"', "place", "kind", "at", "actor", "body", "seal"]


@pytest.fixture
def filled(house):
    """Ten events of two cases and of the house itself."""
    keys.make_key(house)
    a_house()
    appointed("leader", "Điểu Xuân")
    opened("c-1")
    moved("c-1")
    opened("c-2", **{"child.name": "Y Bham Êban"})
    registered("c-2", "2026-0001", personal={"name": "Y Bham Êban"}, village="Bon 1")
    digest = documents.keep(b"giay chung sinh")
    body = Attached(
        documents={"birth_note": {"digest": digest, "type": "application/pdf", "size": 15}},
        personal={"birth_note": "a.pdf"},
    )
    write(HOUSE, lambda batch: batch.append("c-2", [(MORNING, CLERK, body)]))
    write(
        HOUSE,
        lambda batch: batch.append(
            "",
            [
                (
                    MORNING,
                    CLERK,
                    Published(
                        what="procedure",
                        slug="khai-sinh",
                        version="2026-07-01",
                        digest=batch.content(b"yaml"),
                    ),
                )
            ],
        ),
    )
    moved("c-2", "")
    assert books.verify(HOUSE) == {"ok": True, "events": 10}
    return house


def falsely(sql, *values):
    assert linked().run(sql, values) >= 1


def found(head=None):
    told = books.verify(HOUSE, *([] if head is None else [head]))
    assert not told["ok"]
    return told["first_bad"], told["reason"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 10),
    column=st.sampled_from(COLUMNS[2:]),
    place=st.integers(0, 10**6),
    sign=st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
)
def test_any_changed_sign_of_any_event_is_found_at_that_event(filled, number, column, place, sign):
    [old] = linked().one(f"SELECT {column} FROM events WHERE house=? AND number=?", (HOUSE, number))
    if isinstance(old, int):
        new = old + 1000 + place  # a number nobody else has
    else:
        position = place % (len(old) + 1)
        new = old[:position] + sign + old[position + 1 :]
    if new == old or new in ("c-1", "c-2"):  # the database itself refuses two events at one place
        return
    falsely(f"UPDATE events SET {column}=? WHERE house=? AND number=?", new, HOUSE, number)
    try:
        assert found()[0] == number
    finally:
        falsely(f"UPDATE events SET {column}=? WHERE house=? AND number=?", old, HOUSE, number)
    assert books.verify(HOUSE)["ok"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.sampled_from([1, 3, 6, 7, 8]),
    place=st.integers(0, 10**6),
    sign=st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
)
def test_any_changed_sign_of_a_personal_value_is_found_at_its_event(filled, number, place, sign):
    [old] = linked().one("SELECT kept FROM personal WHERE house=? AND number=?", (HOUSE, number))
    position = place % len(old)
    new = old[:position] + sign + old[position + 1 :]
    if json_of(new) == json_of(old):
        return
    falsely("UPDATE personal SET kept=? WHERE house=? AND number=?", new, HOUSE, number)
    try:
        assert found()[0] == number
    finally:
        falsely("UPDATE personal SET kept=? WHERE house=? AND number=?", old, HOUSE, number)


def json_of(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


@pytest.mark.parametrize("number", range(1, 11))
def test_a_dropped_event_is_found(filled, number):
    falsely("DELETE FROM events WHERE house=? AND number=?", HOUSE, number)
    assert found() == (number, "gap" if number < 10 else "cut")


def test_closing_the_gap_of_a_dropped_event_is_found(filled):
    falsely("DELETE FROM events WHERE house=? AND number=4", HOUSE)
    for number in range(5, 11):
        falsely("UPDATE events SET number=? WHERE house=? AND number=?", number - 1, HOUSE, number)
    assert found() == (4, "seal")


def test_two_swapped_events_are_found(filled):
    for old, new in ((4, 99), (5, 4), (99, 5)):
        falsely("UPDATE events SET number=? WHERE house=? AND number=?", new, HOUSE, old)
    assert found() == (4, "seal")


def test_a_personal_value_that_vanished_without_an_order_is_found(filled):
    falsely("DELETE FROM personal WHERE house=? AND number=3", HOUSE)
    assert found() == (3, "missing:child.name")


def test_a_value_struck_by_an_order_is_not_missed_but_another_one_of_the_case_is(filled):
    struck("c-1", "child.name")
    assert books.verify(HOUSE)["ok"]
    falsely("DELETE FROM personal WHERE house=? AND number=3", HOUSE)
    assert found() == (3, "missing:mother.name")


def test_a_case_whose_snapshot_is_not_its_last_event_is_found(filled):
    falsely("UPDATE cases SET place=place-1 WHERE house=? AND code='c-1'", HOUSE)
    assert found() == (4, "case:c-1")
    falsely("DELETE FROM cases WHERE house=? AND code='c-1'", HOUSE)
    assert found() == (4, "case:c-1")


def test_a_document_that_is_missing_or_changed_is_found(filled):
    [digest] = documents.kept()
    documents.path(digest).write_bytes(b"giay khac")
    assert found() == (8, f"document:{digest}")
    documents.remove(digest)
    assert found() == (8, f"document:{digest}")


def test_published_bytes_that_are_missing_are_found(filled):
    falsely("DELETE FROM contents WHERE house=?", HOUSE)
    assert found()[0] == 9


# --- against an older head --------------------------------------------------------------------------------------------


def cut(number):
    """Whoever holds the database cuts the end off and makes everything else look right."""
    linked().run("DELETE FROM events WHERE house=? AND number > ?", (HOUSE, number))
    linked().run("DELETE FROM personal WHERE house=? AND number > ?", (HOUSE, number))
    linked().run(
        "UPDATE houses SET number=?, seal=(SELECT seal FROM events WHERE house=? AND number=?) WHERE house=?",
        (number, HOUSE, number, HOUSE),
    )
    rebuild.rebuild(HOUSE)


def test_a_log_that_grew_still_passes_through_its_older_head(filled):
    head = books.signed_head(HOUSE, MORNING)
    assert set(head) == {"house", "number", "seal", "root", "at", "key", "signature"}
    assert head["at"] == "2026-07-01T08:00:00+07:00"
    moved("c-1")
    assert books.verify(HOUSE, head) == {"ok": True, "events": 11}


def test_an_end_that_was_cut_off_is_seen_only_against_an_older_head(filled):
    head = books.signed_head(HOUSE, MORNING)
    cut(7)
    assert books.verify(HOUSE)["ok"]
    assert found(head) == (8, "head.cut")


def test_a_log_that_was_written_anew_from_some_event_on_is_seen(filled):
    head = books.signed_head(HOUSE, MORNING)
    cut(9)
    moved("c-2", "sign")
    assert ledger.head(HOUSE).number == 10
    assert books.verify(HOUSE)["ok"]
    assert found(head) == (10, "head.forked")


def test_a_head_proves_only_what_it_signed(filled, tmp_path):
    head = books.signed_head(HOUSE, MORNING)
    assert found({**head, "number": 5})[1] == "head.signature"
    assert found({**head, "signature": "00"})[1] == "head.signature"
    assert found({})[1] == "head.signature"
    (tmp_path / "else").mkdir()
    keys.make_key(tmp_path / "else")
    assert (
        found(keys.signed(tmp_path / "else", HOUSE, 10, head["seal"], head["root"], head["at"]))[1]
        == "head.key"
    )
    assert (
        found(keys.signed(filled, "24733", 10, head["seal"], head["root"], head["at"]))[1]
        == "head.house"
    )
    assert found({name: one for name, one in head.items() if name != "root"})[1] == "head.signature"
    assert found(keys.signed(filled, HOUSE, 10, head["seal"], "00" * 32, head["at"])) == (
        10,
        "head.root",
    )


def test_a_head_of_the_time_before_heads_had_a_root_still_proves(filled):
    head = books.signed_head(HOUSE, MORNING)
    old = {name: head[name] for name in ("house", "number", "seal", "at", "key")}
    old["signature"] = keys._key(filled).sign(canonical(old)).hex()
    moved("c-1")
    assert books.verify(HOUSE, old) == {"ok": True, "events": 11}
    assert found({**old, "root": head["root"]})[1] == "head.signature"
    assert found({**old, "number": 9})[1] == "head.signature"


def test_the_log_is_held_against_many_heads_in_one_reading_and_the_bad_one_is_named(filled):
    heads = []
    for _ in range(3):
        moved("c-1")
        heads.append(books.signed_head(HOUSE, MORNING))
    assert books.verify(HOUSE, *heads) == {"ok": True, "events": 13}
    forged = keys.signed(filled, HOUSE, 12, "ab" * 32, heads[1]["root"], heads[1]["at"])
    assert books.verify(HOUSE, heads[0], forged, heads[2]) == {
        "ok": False,
        "events": 13,
        "first_bad": 12,
        "reason": "head.forked",
        "head": 12,
    }


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    keys.make_key(tmp_path)
    first = keys.public_key(tmp_path)
    keys.make_key(tmp_path)
    assert keys.public_key(tmp_path) == first
    assert (tmp_path / keys.KEY).stat().st_mode & 0o777 == 0o600


# --- making anew ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("falsehood", "table", "key"),
    [
        ("UPDATE cases SET title='X' WHERE code='c-1'", "cases", "c-1"),
        ("DELETE FROM work WHERE code='c-1'", "work", "c-1"),
        ("UPDATE records SET cells='{}'", "records", "2026-0001"),
        ("DELETE FROM record_cells WHERE col='village'", "record_cells", "2026-0001"),
        ("INSERT INTO words (house, word, code) VALUES ('24730', 'x', 'c-9')", "words", "c-9"),
        ("DELETE FROM cases WHERE code='c-2'", "cases", "c-2"),
        ("UPDATE houses SET version=3", "houses", 10),
    ],
)
def test_a_table_that_tells_otherwise_than_the_log_is_found_and_made_anew(
    filled, falsehood, table, key
):
    assert rebuild.rebuild(HOUSE, check=True) == {"events": 10, "equal": True, "differences": []}
    falsely(falsehood)
    told = rebuild.rebuild(HOUSE, check=True)
    assert (told["equal"], told["differences"]) == (False, [{"table": table, "key": key}])
    assert rebuild.rebuild(HOUSE)["differences"] == told["differences"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    assert books.verify(HOUSE)["ok"]
    moved("c-1")
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_making_one_house_anew_leaves_the_others_alone(filled):
    a_house("24733")
    opened("c-1", "24733")
    rebuild.rebuild(HOUSE)
    assert rebuild.rebuild("24733", check=True) == {"events": 2, "equal": True, "differences": []}
    assert books.verify("24733") == {"ok": True, "events": 2}
