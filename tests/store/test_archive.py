"""A backup is taken while the house runs, and gives the same house in an empty folder, or nothing at all."""

import errno
import json
import threading
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, connections

from dinh import folder
from dinh.engine.record.events import Attached, Filled
from dinh.engine.refusal import Refused
from dinh.store import archive, books, documents, keys, ledger, rebuild, trail
from dinh.store.link import linked
from dinh.store.writer import write
from dinh.web.api.models import Token
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

TABLES = [
    "houses",
    "house_states",
    "events",
    "personal",
    "cases",
    "work",
    "records",
    "record_cells",
    "words",
    "letters",
    "tallies",
    "counters",
    "commands",
    "jobs",
    "contents",
    "documents",
]
TRAIL = "SELECT house, at, last, what, person, tried, address, about, times FROM trail ORDER BY id"


def rows():
    found = {table: sorted(map(repr, linked().all(f"SELECT * FROM {table}"))) for table in TABLES}
    return {**found, "trail": list(map(repr, linked().all(TRAIL)))}


def emptied(settings, place):
    """Another machine: an empty folder, and empty books."""
    for table in (*TABLES, "trail"):
        linked().run(f"DELETE FROM {table}")
    User.objects.all().delete()
    Token.objects.all().delete()
    place.mkdir()
    settings.HOUSE = place
    return place


@pytest.fixture
def lived(house):
    folder.make(house)
    folder.name_house(house, HOUSE)
    keys.make_key(house)
    a_house()
    User.objects.create_user("leader", password="mat khau dai")
    appointed("leader", "Điểu Xuân")
    opened("c-1")
    registered("c-1", "2026-0001", personal={"name": "H'Lan Niê Kđăm"}, village="Bon 1")
    opened("c-2", **{"child.name": "Y Bham Êban"})
    struck("c-2", "child.name")
    digest = documents.keep(b"giay chung sinh")
    body = Attached(
        documents={"birth_note": {"digest": digest, "type": "application/pdf", "size": 15}},
        personal={"birth_note": "a.pdf"},
    )

    def work(batch):
        batch.append("c-1", [(MORNING, CLERK, body)])
        batch.take("case:260701", 2)
        batch.remember("key-1", b"c-1", "d")
        batch.job("sms", "c-1", text="xong", due=None)
        batch.content("thủ tục".encode())

    write(HOUSE, work)
    trail.note(HOUSE, "sign_in.wrong", tried="leader", address="192.0.2.1")
    return house


def test_what_is_restored_is_the_same_house(lived, settings, tmp_path):
    before, head = rows(), books.signed_head(HOUSE, MORNING)
    assert archive.backup(HOUSE, tmp_path / "b.zip") == {"events": 8, "documents": 1}
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    place = emptied(settings, tmp_path / "new")
    assert archive.restore(tmp_path / "b.zip", place) == {"events": 8, "documents": 1}
    assert rows() == before
    assert books.verify(HOUSE, head) == {"ok": True, "events": 8}
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    assert folder.house_of(place) == HOUSE
    assert folder.secret(place) != folder.secret(lived), (
        "sessions of the one open nothing of the other"
    )
    assert User.objects.get(username="leader").check_password("mat khau dai")
    assert (place / keys.KEY).stat().st_mode & 0o777 == 0o600
    assert moved("c-1").place == 5


def test_a_backup_that_was_made_before_there_was_a_trail_is_restored(lived, settings, tmp_path):
    archive.backup(HOUSE, tmp_path / "b.zip")
    with (
        zipfile.ZipFile(tmp_path / "b.zip") as new,
        zipfile.ZipFile(tmp_path / "old.zip", "w") as old,
    ):
        about = json.loads(new.read(archive.MANIFEST))
        del about["members"]["trail.jsonl"]
        for name in about["members"]:
            old.writestr(name, new.read(name))
        old.writestr(archive.MANIFEST, json.dumps(about))
    archive.restore(tmp_path / "old.zip", emptied(settings, tmp_path / "new"))
    assert ledger.head(HOUSE).number == 8 and rows()["trail"] == []


def test_every_scan_of_a_field_that_holds_several_is_in_the_backup(lived, settings, tmp_path):
    scans = [documents.keep(one) for one in (b"page 1", b"page 2")]
    files = [
        {"digest": digest, "name": "a.pdf", "type": "application/pdf", "size": 6}
        for digest in scans
    ]
    write(
        HOUSE,
        lambda batch: batch.append(
            "c-1", [(batch.case("c-1").last_at, CLERK, Filled(personal={"scans": files}))]
        ),
    )
    archive.backup(HOUSE, tmp_path / "b.zip")
    archive.restore(tmp_path / "b.zip", emptied(settings, tmp_path / "new"))
    assert [documents.read(digest) for digest in scans] == [b"page 1", b"page 2"]


def test_a_scan_that_is_lost_is_told_by_verify_and_by_the_backup(lived, tmp_path):
    scan = documents.keep(b"page 1")
    body = Filled(
        personal={
            "scans": [{"digest": scan, "name": "a.pdf", "type": "application/pdf", "size": 6}]
        }
    )
    write(HOUSE, lambda batch: batch.append("c-1", [(batch.case("c-1").last_at, CLERK, body)]))
    documents.remove(scan)
    assert books.verify(HOUSE)["reason"] == f"document:{scan}"
    assert archive.backup(HOUSE, tmp_path / "b.zip")["lost"] == [scan]


def test_a_backup_taken_while_others_write_is_of_one_moment(lived, settings, tmp_path):
    stop = threading.Event()

    def writing():
        while not stop.is_set():
            moved("c-1")
        connections.close_all()

    thread = threading.Thread(target=writing)
    thread.start()
    try:
        told = [archive.backup(HOUSE, tmp_path / f"{n}.zip")["events"] for n in range(5)]
    finally:
        stop.set()
        thread.join()
    assert told == sorted(told)
    place = emptied(settings, tmp_path / "new")
    archive.restore(tmp_path / "4.zip", place)
    assert ledger.head(HOUSE).number == told[-1]
    assert books.verify(HOUSE)["ok"]


def test_a_folder_that_has_a_house_keeps_it(lived, settings, tmp_path):
    archive.backup(HOUSE, tmp_path / "b.zip")
    before = rows()
    with pytest.raises(Refused, match=r"restore\.house_exists"):
        archive.restore(tmp_path / "b.zip", lived)
    (tmp_path / "new").mkdir()
    settings.HOUSE = tmp_path / "new"
    with pytest.raises(
        Refused, match=r"restore\.house_exists"
    ):  # its books are still in the database
        archive.restore(tmp_path / "b.zip", tmp_path / "new")
    assert rows() == before


def rewritten(file, name, content, manifest=False):
    """The same archive with one member changed; with `manifest` by somebody who also mends the digests."""
    from hashlib import sha256

    with zipfile.ZipFile(file) as old:
        members = {one: old.read(one) for one in old.namelist()}
    members[name] = content(members[name])
    if manifest:
        about = json.loads(members[archive.MANIFEST])
        about["members"][name] = sha256(members[name]).hexdigest()
        members[archive.MANIFEST] = json.dumps(about).encode()
    with zipfile.ZipFile(file, "w") as new:
        for one, body in members.items():
            new.writestr(one, body)


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"PK" + bytes(1000)),
        lambda file: file.unlink(),
        lambda file: rewritten(file, "counters.jsonl", lambda text: text.replace(b"2]", b"1]")),
        lambda file: rewritten(
            file,
            archive.EVENTS_FILE,
            lambda text: text.replace(b"khai-sinh", b"khai-tu"),
            manifest=True,
        ),
        lambda file: rewritten(
            file, archive.EVENTS_FILE, lambda text: text[: text.rindex(b"[")], manifest=True
        ),
        lambda file: rewritten(
            file, archive.EVENTS_FILE, lambda text: text.replace(b"Bon 1", b"Bon 2"), manifest=True
        ),
        lambda file: rewritten(file, archive.MANIFEST, lambda text: b"{}"),
        lambda file: rewritten(
            file, archive.MANIFEST, lambda text: text.replace(b'"format": 1', b'"format": 2')
        ),
    ],
    ids=[
        "half",
        "empty",
        "no archive",
        "none",
        "changed",
        "changed with digest",
        "cut",
        "value changed",
        "no manifest",
        "another format",
    ],
)
def test_an_archive_that_is_not_whole_restores_nothing(lived, settings, tmp_path, harm):
    archive.backup(HOUSE, tmp_path / "b.zip")
    place = emptied(settings, tmp_path / "new")
    harm(tmp_path / "b.zip")
    with pytest.raises(Refused, match=r"archive\.broken"):
        archive.restore(tmp_path / "b.zip", place)
    assert all(not found for found in rows().values())
    assert not (place / keys.KEY).exists()
    assert folder.house_of(place) is None
    assert not connection.in_atomic_block


def test_a_document_that_is_lost_ends_no_backups_but_never_replaces_one_that_may_have_it(
    lived, settings, tmp_path
):
    archive.backup(HOUSE, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    [digest] = documents.kept()
    documents.path(digest).write_bytes(b"something else")
    with pytest.raises(Refused, match=r"backup\.lossy"):
        archive.backup(HOUSE, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == before
    assert archive.backup(HOUSE, tmp_path / "c.zip") == {
        "events": 8,
        "documents": 0,
        "lost": [digest],
    }
    assert not list(tmp_path.glob("*.half"))
    place = emptied(settings, tmp_path / "new")
    assert archive.restore(tmp_path / "c.zip", place) == {
        "events": 8,
        "documents": 0,
        "lost": [digest],
    }
    assert books.verify(HOUSE)["reason"] == f"document:{digest}"
    with zipfile.ZipFile(tmp_path / "b.zip") as older:
        documents.keep(older.read(f"documents/{digest}"))
    assert books.verify(HOUSE)["ok"]


def test_a_value_that_is_gone_from_beside_the_log_ends_no_backups_but_never_replaces_one_that_may_have_it(
    lived, tmp_path
):
    archive.backup(HOUSE, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    linked().run("DELETE FROM personal WHERE house=? AND number=3", (HOUSE,))
    linked().run("DELETE FROM contents WHERE house=?", (HOUSE,))  # that no event names
    with pytest.raises(Refused) as refused:
        archive.backup(HOUSE, tmp_path / "b.zip")
    gone = ["3 missing:child.name", "3 missing:mother.name"]
    assert (refused.value.refusal.code, refused.value.refusal.facts["lost"]) == (
        "backup.lossy",
        gone,
    )
    assert (tmp_path / "b.zip").read_bytes() == before
    assert archive.backup(HOUSE, tmp_path / "c.zip") == {"events": 8, "documents": 1, "gone": gone}


def test_which_documents_are_in_a_backup_is_told_by_the_log_and_not_by_a_table(
    lived, settings, tmp_path
):
    linked().run("DELETE FROM documents WHERE house=?", (HOUSE,))
    assert archive.backup(HOUSE, tmp_path / "b.zip") == {"events": 8, "documents": 1}
    archive.restore(tmp_path / "b.zip", emptied(settings, tmp_path / "new"))
    assert books.verify(HOUSE)["ok"]


def test_a_log_that_does_not_hold_takes_no_older_backups_place(lived, settings, tmp_path):
    archive.backup(HOUSE, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    linked().run("UPDATE events SET actor = '{}' WHERE house=? AND number=1", (HOUSE,))
    with pytest.raises(Refused) as refused:
        archive.backup(HOUSE, tmp_path / "b.zip")
    assert (refused.value.refusal.code, refused.value.refusal.facts["first_bad"]) == (
        "backup.broken",
        1,
    )
    assert (tmp_path / "b.zip").read_bytes() == before
    assert not list(tmp_path.glob("*.half"))


def test_a_backup_to_a_place_that_is_not_there_says_so(lived, tmp_path):
    (tmp_path / "file").touch()
    for name in ("no-disk", "file"):
        with pytest.raises(Refused) as refused:
            archive.backup(HOUSE, tmp_path / name / "b.zip")
        assert (refused.value.refusal.code, refused.value.refusal.facts["folder"]) == (
            "backup.place",
            str(tmp_path / name),
        )


def test_a_backup_onto_a_full_disk_leaves_the_older_one_as_it_was(lived, tmp_path, monkeypatch):
    archive.backup(HOUSE, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    moved("c-1")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(Refused) as refused:
        archive.backup(HOUSE, tmp_path / "b.zip")
    assert (refused.value.refusal.code, refused.value.refusal.facts) == (
        "disk.full",
        {"folder": str(tmp_path)},
    )
    assert (tmp_path / "b.zip").read_bytes() == before
    assert not list(tmp_path.glob("*.half"))


def test_a_restore_that_failed_when_the_books_were_in_is_done_again_with_the_same_file(
    lived, settings, tmp_path
):
    told = archive.backup(HOUSE, tmp_path / "b.zip")
    place = emptied(settings, tmp_path / "new")
    (place / f"{keys.KEY}.half").mkdir()  # so the key cannot be written
    with pytest.raises(OSError, match="directory"):
        archive.restore(tmp_path / "b.zip", place)
    assert folder.house_of(place) is None
    (place / f"{keys.KEY}.half").rmdir()
    assert archive.restore(tmp_path / "b.zip", place) == told
    assert books.verify(HOUSE)["ok"]


def test_who_has_an_account_where_a_house_is_restored_keeps_it(lived, settings, tmp_path):
    """The folder's other house went on since: whoever has now the number that the leader had, and the leader's newer password, stay."""
    User.objects.create_user("civil.1", password="cua nguoi khac")
    Token.objects.create(person="leader", digest="0" * 64, name="thu hồi rồi", made=0, until=0)
    archive.backup(HOUSE, tmp_path / "b.zip")
    place = emptied(settings, tmp_path / "new")
    for name in archive.KEYS:
        (place / name).write_bytes((lived / name).read_bytes())
    a_house("68")
    folder.name_house(place, "68")
    first = User.objects.create_user("office", password="cua van phong")
    User.objects.create_user("leader", password="mat khau moi")
    Token.objects.create(person="leader", digest="1" * 64, name="máy", made=0, until=0)
    archive.restore(tmp_path / "b.zip", place)
    passwords = {"office": "cua van phong", "leader": "mat khau moi", "civil.1": "cua nguoi khac"}
    assert all(
        User.objects.get(username=name).check_password(one) for name, one in passwords.items()
    )
    assert (User.objects.count(), User.objects.get(pk=first.pk).username) == (3, "office")
    assert [token.digest for token in Token.objects.all()] == ["1" * 64]


def test_after_a_restore_accounts_are_made_as_before(lived, settings, tmp_path):
    archive.backup(HOUSE, tmp_path / "b.zip")
    place = emptied(settings, tmp_path / "new")
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(
            no_style(), [User]
        ):  # PostgreSQL counts from 1, as in new books
            cursor.execute(sql)
    archive.restore(tmp_path / "b.zip", place)
    User.objects.create_user("office", password="x")
    assert User.objects.count() == 2


class Killed(BaseException):
    """Nobody catches it, as nobody catches a kill."""


@pytest.mark.parametrize(
    "place", ["open_books", "_write_events", "fold_into", "_write_accounts", "_put", "name_house"]
)
def test_a_restore_that_is_killed_half_way_is_done_again_with_the_same_file(
    lived, settings, tmp_path, monkeypatch, place
):
    before = rows()
    told = archive.backup(HOUSE, tmp_path / "b.zip")
    moved("c-1")
    archive.backup(HOUSE, tmp_path / "later.zip")
    folder_ = emptied(settings, tmp_path / "new")
    done, in_transaction = getattr(archive, place), place in ("_write_events", "fold_into")

    def killed(*arguments):
        if in_transaction:
            raise Killed
        done(*arguments)
        if arguments[0] != folder_ / archive.MARK:
            raise Killed

    monkeypatch.setattr(archive, place, killed)
    with pytest.raises(Killed):
        archive.restore(tmp_path / "b.zip", folder_)
    monkeypatch.setattr(archive, place, done)
    if in_transaction:
        archive.open_books(
            HOUSE, HOUSE, "Xã Trường Xuân"
        )  # which a real kill would have left, as nothing tidied up
    if place != "name_house":
        assert folder.house_of(folder_) is None
        with pytest.raises(Refused, match=r"restore\.house_exists"):
            archive.restore(tmp_path / "later.zip", folder_)
        assert archive.restore(tmp_path / "b.zip", folder_) == told
    assert rows() == before
    assert books.verify(HOUSE)["ok"]
    assert User.objects.count() == 1
