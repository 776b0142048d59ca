"""The power goes between a document and the event that names it: the one may be there without the other, never the other way round."""

import os
import signal
import subprocess
import sys
import traceback

import pytest
from django.db import connections

from dinh.engine.record.events import Attached
from dinh.engine.record.seal import verify
from dinh.store import books, documents, ledger, writer
from dinh.store.link import linked
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, MORNING, a_house, opened

SCAN = b"%PDF-1.7 giay chung sinh"


def attached(digest: str, cut=lambda: None):
    """What a form with a scan does, once the file is kept. cut: just before the commit."""
    body = Attached(
        documents={"birth_note": {"digest": digest, "type": "application/pdf", "size": 24}},
        personal={"birth_note": "a.pdf"},
    )

    def work(batch):
        case = batch.append("c-1", [(MORNING, CLERK, body)])
        cut()
        return case

    return write(HOUSE, work)


ALONE = "DINH_TEST_ALONE"


@pytest.fixture
def steps(monkeypatch):
    """What reached the disk, in order: inodes that were synced, and `commit`."""
    found, really = [], os.fsync
    link = type(linked())
    commit = link.commit

    def fsync(handle):
        really(handle)
        found.append(os.fstat(handle).st_ino)

    def committed(self, statements):
        commit(self, statements)
        found.append("commit")

    monkeypatch.setattr(documents.os, "fsync", fsync)
    monkeypatch.setattr(link, "commit", committed)
    return found


@pytest.mark.parametrize("kept_before", [False, True])
def test_a_document_and_the_folders_it_lies_in_are_on_the_disk_before_its_event(
    house, steps, kept_before
):
    a_house()
    opened("c-1")
    if kept_before:
        documents.keep(SCAN)  # by a process that may have ended before it came to the folders
    content = len(steps)
    digest = documents.keep(SCAN)
    attached(digest)
    place = documents.path(digest)
    before = steps[content : steps.index("commit", content)]
    assert {place.parent.stat().st_ino, place.parent.parent.stat().st_ino} <= set(before)
    assert place.stat().st_ino in steps[: steps.index("commit", content)]


@pytest.mark.skipif(
    not os.environ.get(ALONE), reason="is run by the test below, in a process of its own"
)
def test_alone_a_cut_leaves_whole_books(house):
    a_house()
    opened("c-1")
    connections.close_all()
    writer.lay_down()
    child = os.fork()
    if child == 0:
        try:
            attached(documents.keep(SCAN), cut=lambda: os.kill(os.getpid(), signal.SIGKILL))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)  # whatever happens, it is not a second runner of these tests
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    [digest] = documents.unnamed()
    events, bad, _ = verify(ledger.log(HOUSE))
    assert (events, bool(bad)) == (2, False)
    assert books.verify(HOUSE)["ok"], "a file that no event names does no harm"
    assert attached(documents.keep(SCAN)).place == 3
    assert documents.unnamed() == []
    assert documents.read(digest) == SCAN
    assert books.verify(HOUSE)["ok"]


@pytest.mark.store
def test_a_cut_between_document_and_event_leaves_whole_books_and_the_form_may_be_sent_again():
    """A process that has many threads by now is no good to be forked; so this one is new."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST")
    } | {ALONE: "1"}
    asked = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"{__file__}::test_alone_a_cut_leaves_whole_books",
    ]
    done = subprocess.run(asked, env=environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr
