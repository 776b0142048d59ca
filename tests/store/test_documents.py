"""Documents lie by their digest in the house's folder, whole or not at all."""

import os
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from dinh.engine.record.events import Attached
from dinh.store import documents
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, MORNING, a_house, opened


def test_what_is_kept_is_read_back_and_the_same_bytes_are_kept_once(house):
    digest = documents.keep(b"giay chung sinh")
    assert documents.keep(b"giay chung sinh") == digest == sha256(b"giay chung sinh").hexdigest()
    assert documents.read(digest) == b"giay chung sinh"
    assert list(documents.kept()) == [digest]
    assert documents.path(digest).stat().st_mode & 0o777 == 0o600
    assert documents.path(digest).relative_to(house).parts[:2] == ("documents", digest[:2])


def test_bytes_that_changed_on_the_disk_are_never_given_out_and_kept_again_when_they_come_again(
    house,
):
    digest = documents.keep(b"giay chung sinh")
    documents.path(digest).write_bytes(b"giay khac")
    with pytest.raises(documents.NotAsKept):
        documents.read(digest)
    assert documents.keep(b"giay chung sinh") == digest
    assert documents.read(digest) == b"giay chung sinh"


def test_a_document_has_a_bound(house, monkeypatch):
    monkeypatch.setattr(documents, "SIZE_BYTES_MAX", 4)
    documents.keep(b"1234")
    with pytest.raises(documents.TooLarge):
        documents.keep(b"12345")
    assert len(list(documents.kept())) == 1


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_leads_nowhere(house, digest):
    with pytest.raises(ValueError, match="64 signs"):
        documents.read(digest)


def test_a_disk_that_fails_leaves_no_half_written_document(house, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        documents.keep(b"giay chung sinh")
    assert [place for place in documents.folder().rglob("*") if place.is_file()] == []


def test_what_a_killed_process_left_half_written_is_removed_a_day_later(house):
    place = documents.path(documents.keep(b"giay chung sinh"))
    half, young = place.with_name(".half-old"), place.with_name(".half-young")
    for one in (half, young):
        one.write_bytes(b"giay")
    now = datetime.now(UTC)
    os.utime(half, (now.timestamp() - 2 * 24 * 3600,) * 2)
    assert documents.forget_halves(now) == 1
    assert [one.name for one in sorted(place.parent.iterdir())] == [".half-young", place.name]


def test_what_no_event_names_is_listed(house):
    a_house()
    named, left = documents.keep(b"named"), documents.keep(b"left")
    opened("c-1")
    body = Attached(
        documents={"birth_note": {"digest": named, "type": "application/pdf", "size": 5}},
        personal={"birth_note": "a.pdf"},
    )
    write(HOUSE, lambda batch: batch.append("c-1", [(MORNING, CLERK, body)]))
    assert documents.unnamed() == [left]
