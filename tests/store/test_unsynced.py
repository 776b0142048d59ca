"""Only a house that is not one yet is written without waiting for the disk."""

import pytest

from dinh.store import ledger
from dinh.store.link import SqliteLink
from dinh.store.unsynced import unsynced
from tests.store.stories import HOUSE, a_house, opened, pen


def pace() -> str:
    link = pen()
    return str(
        link.one(
            "PRAGMA synchronous" if isinstance(link, SqliteLink) else "SHOW synchronous_commit"
        )[0]
    )


def test_the_disk_is_waited_for_again_after_it(house):
    a_house()
    careful = pace()
    with unsynced():
        assert pace() in ("0", "off")
        case = opened("c-1")
    assert pace() == careful
    assert ledger.case_state(HOUSE, "c-1") == case


def test_the_disk_is_waited_for_again_after_a_fault(house):
    a_house()
    careful = pace()
    with pytest.raises(RuntimeError), unsynced():
        raise RuntimeError("the demo could not be made")
    assert pace() == careful
