"""A value that is struck is gone from everything the books hold, and the chain still verifies."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from dinh.engine.record.events import Attached, Filled, Issued, RecordChange, Reversed
from dinh.store import books, documents, keys, ledger, queries, rebuild
from dinh.store.link import linked
from dinh.store.plain import plain
from dinh.store.writer import WIPE, write
from dinh.workflow import cases
from tests.store.stories import CLERK, HOUSE, MORNING, a_house, noted, opened, registered, struck

NAME = "Thạch Thị Quỳnh"
TABLES = [
    "events",
    "personal",
    "cases",
    "house_states",
    "work",
    "records",
    "record_cells",
    "words",
    "letters",
    "commands",
    "jobs",
    "contents",
]


def traces(text=NAME):
    """Every place in the books that still tells the text, as it was written or plainly."""
    told = {text} | {word for word in plain(text).split() if len(word) > 3}
    found = []
    for table in TABLES:
        for row in linked().all(f"SELECT * FROM {table}"):
            whole = " ".join(
                bytes(x).decode() if isinstance(x, bytes | memoryview) else str(x) for x in row
            ).casefold()
            found += [(table, word) for word in told if word.casefold() in whole]
    if connection.vendor == "sqlite":
        for place in Path(connection.settings_dict["NAME"]).parent.glob("books.sqlite*"):
            # Read by another program: whoever closes the file in this one gives up what SQLite has locked in it, for all its connections.
            content = subprocess.run(["cat", place], check=True, capture_output=True).stdout
            found += [(place.name, word) for word in told if word.encode() in content]
    return found


@pytest.fixture
def told(house):
    """A name that was filled in, printed in a letter, entered in a register, remarked on, answered and sent."""
    keys.make_key(house)
    a_house()
    opened("c-1", **{"child.name": NAME})
    opened("c-2")

    def work(batch):
        letter = Issued(
            letter="extract",
            digest="1" * 64,
            number="01/TLKS",
            personal={"values": {"name": NAME, "pages": 3}, "salt": "00"},
        )
        batch.append("c-1", [(MORNING, CLERK, letter)])
        batch.remember("key-1", f'{{"data":{{"child.name":"{NAME}"}}}}'.encode(), "d")
        batch.remember("key-2", b"c-2", "d")
        batch.job("sms", "c-1", text=f"Hồ sơ của {NAME} đã xong")
        batch.job("sms", "c-2", text="Hồ sơ đã xong")

    write(HOUSE, work)
    registered("c-1", "2026-0001", personal={"name": NAME}, village="Bon 1")
    registered("c-2", "2026-0001", change="change", start="2026-07-09", village="Bon 2")
    noted("c-1", f"Đã gọi cho bà {NAME}.")
    noted("c-1", f"Bà {NAME.upper()} sẽ đến lấy.")
    assert queries.search(HOUSE, "quynh") == ["c-1"]
    assert {place for place, _ in traces()} >= {
        "personal",
        "cases",
        "records",
        "record_cells",
        "commands",
        "jobs",
    }
    return house


def test_a_struck_value_leaves_no_trace_anywhere_and_the_log_still_verifies(told):
    struck("c-1", "child.name")
    assert traces() == []
    assert queries.search(HOUSE, "quynh") == []
    assert books.verify(HOUSE)["ok"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


READER = "import sqlite3, sys; books = sqlite3.connect(sys.argv[1]); books.execute('BEGIN'); print(*books.execute('SELECT COUNT(*) FROM events').fetchone(), flush=True); sys.stdin.read()"


def test_what_somebody_still_reads_is_wiped_once_they_are_done(told):
    """A backup may read what was before for minutes; nobody waits for it, and nothing stays for good."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps old pages in a log of its own")
    with subprocess.Popen(
        [sys.executable, "-c", READER, connection.settings_dict["NAME"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        reader.stdout.readline()
        struck("c-1", "child.name")
        assert {place for place, _ in traces()} == {
            f"{Path(connection.settings_dict['NAME']).name}-wal"
        }
        assert queries.jobs(HOUSE, WIPE, MORNING)
        reader.stdin.close()
        reader.wait()
    cases.let_time_act(HOUSE)
    assert traces() == []
    assert queries.jobs(HOUSE, WIPE, MORNING) == []


def test_what_was_not_named_stays(told):
    struck("c-1", "child.name")
    assert ledger.case_state(HOUSE, "c-1").data == {"mother.name": "Điểu Thị Xuân", "pages": 3}
    assert ledger.case_state(HOUSE, "c-1").struck == ("child.name",)
    assert [row.values for row in ledger.records(HOUSE, "births")] == [{"village": "Bon 2"}]
    assert write(HOUSE, lambda batch: (batch.done("key-1"), batch.done("key-2"))) == (b"", b"c-2")
    assert linked().all("SELECT key, facts FROM jobs WHERE kind='sms' ORDER BY key") == [
        ("c-1", "{}"),
        ("c-2", '{"text":"Hồ sơ đã xong"}'),
    ]
    assert ledger.case_state(HOUSE, "c-2").data["child.name"] == "H'Lan Niê Kđăm"
    assert {event.kind: sorted(event.personal) for event in ledger.log(HOUSE, "c-1")} == {
        "opened": [], "filled": ["mother.name"], "issued": ["salt"], "acted": [], "noted": [], "struck": [],
    }  # fmt: skip


def test_a_struck_column_goes_from_every_row_of_its_list(told):
    rows = {"1": {"name": "Y Krông", "minor": True}, "2": {"name": "Y Buôn", "minor": False}}
    entries = [(MORNING, CLERK, Filled(values={"heirs": {key: {"minor": row["minor"]} for key, row in rows.items()}},
                                       personal={f"heirs/{key}/name": row["name"] for key, row in rows.items()}))]  # fmt: skip
    write(HOUSE, lambda batch: batch.append("c-2", entries))
    assert ledger.case_state(HOUSE, "c-2").data["heirs"] == rows
    struck("c-2", "heirs.name")
    assert ledger.case_state(HOUSE, "c-2").data["heirs"] == {
        "1": {"minor": True},
        "2": {"minor": False},
    }
    assert traces("Y Krông") == traces("Y Buôn") == []
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_a_struck_document_goes_from_the_disk_unless_another_case_names_it_too(told):
    alone, shared = documents.keep(b"alone"), documents.keep(b"shared")

    def attached(code, **files):
        named = {
            name: {"digest": digest, "type": "application/pdf", "size": 5}
            for name, digest in files.items()
        }
        body = Attached(documents=named, personal=dict.fromkeys(files, f"{NAME}.pdf"))
        write(HOUSE, lambda batch: batch.append(code, [(batch.case(code).last_at, CLERK, body)]))

    attached("c-1", birth_note=alone, id_copy=shared)
    attached("c-2", id_copy=shared)
    struck("c-1", "birth_note", "id_copy")
    assert list(documents.kept()) == [shared]
    assert ledger.case_state(HOUSE, "c-1").documents == {}
    assert books.verify(HOUSE)["ok"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_struck_scans_of_one_field_go_from_the_disk_together(told):
    """A field of files holds several; in a row of a list each has its own."""
    scans, in_row, stays = (
        [documents.keep(one) for one in (b"page 1", b"page 2")],
        documents.keep(b"plan"),
        documents.keep(b"stays"),
    )

    def file(digest):
        return {"digest": digest, "name": f"{NAME}.pdf", "type": "application/pdf", "size": 5}

    values = {
        "scans": [file(one) for one in scans],
        "plots": {"1": {"plans": [file(in_row)]}},
        "letter": file(stays),
    }
    write(
        HOUSE,
        lambda batch: batch.append(
            "c-1", [(batch.case("c-1").last_at, CLERK, Filled(personal=values))]
        ),
    )
    assert documents.unnamed() == []
    assert books.verify(HOUSE)["ok"]
    struck("c-1", "scans", "plots")
    assert list(documents.kept()) == [stays]
    assert books.verify(HOUSE)["ok"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def attached(code, name, content):
    digest = documents.keep(content)
    body = Attached(
        documents={name: {"digest": digest, "type": "application/pdf", "size": 5}},
        personal={name: f"{NAME}.pdf"},
    )
    write(HOUSE, lambda batch: batch.append(code, [(batch.case(code).last_at, CLERK, body)]))
    return digest


@pytest.mark.parametrize(("code", "name"), [("c-1", "other"), ("c-2", "id_copy")])
def test_a_document_that_was_brought_twice_goes_from_the_disk_with_the_second_order(
    told, code, name
):
    """Under another name of the case, or in another case: what was struck names nothing any more."""
    digest = attached("c-1", "id_copy", b"scan")
    assert attached(code, name, b"scan") == digest
    struck("c-1", "id_copy")
    assert list(documents.kept()) == [digest]
    struck(code, name)
    assert list(documents.kept()) == []
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_what_is_brought_again_after_an_order_is_another_fact(told):
    attached("c-1", "id_copy", b"of somebody else")
    struck("c-1", "id_copy")
    right = attached("c-1", "id_copy", b"the right one")
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    rebuild.rebuild(HOUSE)
    assert documents.unnamed() == []
    documents.remove(right)
    assert books.verify(HOUSE)["reason"] == f"document:{right}"


@pytest.mark.parametrize("change", ["change", "end"])
def test_what_another_case_gave_back_to_a_record_by_taking_its_own_act_back_goes_too(told, change):
    registered(
        "c-2",
        "2026-0001",
        change=change,
        start="2026-07-10",
        personal={"name": "Tên Khác"} if change == "change" else {},
    )
    back = RecordChange(
        "births",
        "2026-0001",
        "add" if change == "end" else "change",
        {"village": "Bon 2"},
        "2026-07-11",
    )
    body = Reversed(
        event=ledger.case_state(HOUSE, "c-2").place,
        records=(back,),
        personal={"records.0.name": NAME, "reason": "nhầm"},
    )
    write(HOUSE, lambda batch: batch.append("c-2", [(batch.case("c-2").last_at, CLERK, body)]))
    struck("c-1", "child.name")
    assert traces() == []
    assert [row.values for row in ledger.records(HOUSE, "births")] == [{"village": "Bon 2"}]
    assert books.verify(HOUSE)["ok"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_a_struck_column_of_a_record_is_empty_and_not_what_it_was_before(told):
    write(
        HOUSE,
        lambda batch: batch.append(
            "c-2", [(batch.case("c-2").last_at, CLERK, Filled(personal={"child.new": "Tên Mới"}))]
        ),
    )
    registered(
        "c-2", "2026-0001", change="change", start="2026-07-10", personal={"name": "Tên Mới"}
    )
    struck("c-2", "child.new")
    assert [row.values for row in ledger.records(HOUSE, "births")] == [{"village": "Bon 2"}]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]


def test_a_struck_number_goes_from_records_and_letters_too(told):
    letter = Issued(
        letter="extract",
        digest="2" * 64,
        number="02/TLKS",
        personal={"values": {"sum": 7654321}, "salt": "00"},
    )
    entries = [Filled(personal={"income": 7654321}), letter]
    write(
        HOUSE,
        lambda batch: batch.append(
            "c-1", [(batch.case("c-1").last_at, CLERK, body) for body in entries]
        ),
    )
    registered("c-1", "2026-0002", personal={"earns": 7654321, "people": 3})
    struck("c-1", "income")
    assert traces("7654321") == []
    assert queries.record(HOUSE, "births", "2026-0002") == {"people": 3}


def test_a_letter_with_a_picture_stays_when_another_of_the_same_kind_is_struck(told):
    def file(digest):
        return {"digest": digest, "name": f"{digest[:4]}.jpg", "type": "image/jpeg", "size": 5}

    gone, stays = file(documents.keep(b"before")), file(documents.keep(b"after"))
    letter = Issued(
        letter="extract", digest="3" * 64, personal={"values": {"picture": stays}, "salt": "00"}
    )
    other = Issued(
        letter="extract", digest="4" * 64, personal={"values": {"picture": gone}, "salt": "00"}
    )
    entries = [Filled(personal={"before": gone, "after": stays}), letter, other]
    write(
        HOUSE,
        lambda batch: batch.append(
            "c-1", [(batch.case("c-1").last_at, CLERK, body) for body in entries]
        ),
    )
    struck("c-1", "before")
    kept = [sorted(event.personal) for event in ledger.log(HOUSE, "c-1") if event.kind == "issued"]
    assert kept[1:] == [["salt", "values"], ["salt"]]
    assert list(documents.kept()) == [stays["digest"]]


def test_striking_twice_or_what_is_not_there_changes_nothing_else(told):
    struck("c-1", "child.name")
    before = ledger.case_state(HOUSE, "c-1")
    struck("c-1", "child.name", "no.such")
    assert ledger.case_state(HOUSE, "c-1").data == before.data
    assert books.verify(HOUSE)["ok"]
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
