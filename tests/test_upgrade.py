"""A house of an older release is taken over whole, or stays as it was; one of a newer release is left alone."""

import json
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import old_houses
from tests.installation import DINH, Installation, free_port


@pytest.fixture(params=old_houses.NAMES)
def old(request, installation: Installation):
    """An older release's house where this one finds it, and what that release said of it."""
    old_houses.place(request.param, installation)
    return old_houses.expected(request.param)


def refused(installation: Installation, *words: str) -> dict:
    done = installation.dinh("--json", *words)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr[-2000:])
    return json.loads(done.stdout)["refusal"]


def is_as_expected(installation: Installation, old: dict, tmp_path: Path) -> None:
    (tmp_path / "head.json").write_text(json.dumps(old["head"]))
    assert installation.made("verify", "--head", str(tmp_path / "head.json")) == {
        "ok": True,
        "events": len(old["events"]),
    }
    now = old_houses.told(installation)
    assert now["rebuilt"]["equal"]
    for same in ("events", "people", "stalls", "profile"):
        assert as_known(now[same], old[same]) == old[same]
    for code, case in old["cases"].items():
        assert as_known(now["cases"][code], case) == case


def as_known(now: Any, old: Any) -> Any:
    """What is told now without what the older release did not tell: a later one may say more, never otherwise."""
    if isinstance(now, dict) and isinstance(old, dict):
        return {key: as_known(now.get(key), value) for key, value in old.items()}
    if isinstance(now, list) and isinstance(old, list) and len(now) == len(old):
        return [as_known(*pair) for pair in zip(now, old, strict=True)]
    return now


def test_an_older_house_is_not_touched_before_it_is_upgraded_and_goes_on_afterwards(
    installation: Installation, old, tmp_path: Path
):
    if not lacks_something(old):
        pytest.skip("this release has the same tables")
    said = refused(installation, "show", next(iter(old["cases"])))
    assert said["code"] == "house.older"
    assert "dinh upgrade" in said["do"]
    for words in (
        ("worklist", "--by", "leader"),
        ("verify",),
        ("backup", str(tmp_path / "b.zip"), "--plain"),
    ):
        assert refused(installation, *words)["code"] == "house.older"
    found = installation.made("upgrade")
    assert found["events"] == len(old["events"])
    assert found["applied"]
    is_as_expected(installation, old, tmp_path)
    goes_on(installation, tmp_path)
    assert installation.made("upgrade") == {"applied": [], "events": 0}


def lacks_something(old: dict) -> bool:
    here = {
        f"store.{one.stem}"
        for one in (Path(__file__).parent.parent / "dinh/store/migrations").glob("0*.py")
    }
    return not here <= set(old["migrations"])


def goes_on(installation: Installation, tmp_path: Path) -> None:
    """What was open is settled, a letter of the older release is printed, a key of its time does nothing twice."""
    settled = installation.made(
        "act", "H36.99-260706-0001", "sign", "--by", "leader", "--at", "2026-07-09T10:00"
    )
    assert settled["state"] == "allowed"
    installation.made(
        "letter", "H36.99-260702-0001", "permit", "--out", str(tmp_path / "permit.pdf")
    )
    assert (tmp_path / "permit.pdf").read_bytes().startswith(b"%PDF")
    acted = installation.made("clock", "--at", "2026-08-01T08:00")["acted"]
    assert [one["code"] for one in acted] == ["H36.99-260708-0003"]
    now = old_houses.told(installation)
    assert (now["verified"]["ok"], now["rebuilt"]["equal"]) == (True, True)


@pytest.mark.parametrize("name", old_houses.NAMES)
def test_a_backup_of_an_older_release_is_restored_by_this_one(
    installation: Installation, tmp_path: Path, name: str
):
    expected = old_houses.expected(name)
    assert installation.made("restore", str(old_houses.FOLDER / name / "backup.zip"))[
        "events"
    ] == len(expected["events"])
    is_as_expected(installation, expected, tmp_path)
    goes_on(installation, tmp_path)


def test_an_older_house_whose_log_does_not_hold_stays_as_it_was(installation: Installation, old):
    if installation.url or not lacks_something(old):
        pytest.skip("the harm is done to a file of older tables")
    books = installation.folder / "books.sqlite"
    changed(
        books,
        "UPDATE events SET body = replace(body, 'Nhầm quầy', 'Nham quay'), actor = '{}' WHERE number = 40",
    )
    before = dumped(books)
    said = refused(installation, "upgrade")
    assert (said["code"], "40" in said["message"]) == ("upgrade.broken", True)
    assert dumped(books) == before


def test_an_upgrade_that_is_cut_short_leaves_the_older_house(installation: Installation, old):
    """Killed at many instants, from the first statement to the last, it is either the older house or the new one."""
    if installation.url or not lacks_something(old):
        pytest.skip("one store is enough for the killing, and it needs older tables")
    books = installation.folder / "books.sqlite"
    original = books.read_bytes()
    older = dumped(books)
    for delay in (0.6, 0.8, 1.0):
        books.write_bytes(original)
        upgrading = subprocess.Popen(
            [DINH, "upgrade"],
            env=installation.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            upgrading.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            upgrading.send_signal(signal.SIGKILL)
        upgrading.communicate()
        is_older = dumped(books) == older
        found = installation.made("upgrade")
        assert found["events"] == (len(old["events"]) if is_older else 0), (
            "neither the older house nor the new one"
        )
        assert installation.made("rebuild", "--check")["equal"]
        for left in ("books.sqlite-wal", "books.sqlite-shm"):
            (installation.folder / left).unlink(missing_ok=True)


def changed(books: Path, sql: str) -> None:
    with sqlite3.connect(books) as link:
        link.execute(sql)
    link.close()


def dumped(books: Path) -> list[str]:
    link = sqlite3.connect(books)
    try:
        return list(link.iterdump())
    finally:
        link.close()


def test_books_of_a_newer_release_are_left_alone(installation: Installation):
    installation.begun()
    done = "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_to_come', '2031-01-01')"
    if installation.url:
        import psycopg

        with psycopg.connect(installation.url) as link:
            link.execute(done)
    else:
        changed(installation.folder / "books.sqlite", done)
    for words in (
        ("show", "H36.99-260701-0001"),
        ("upgrade",),
        ("serve", "--port", str(free_port())),
    ):
        said = refused(installation, *words)
        assert said["code"] == "house.newer", words
    other = Installation(installation.folder.parent / "other", installation.url)
    if installation.url:
        assert refused(other, "init", "--unit", "24736")["code"] == "house.newer"


def test_a_house_that_is_served_is_not_upgraded_under_its_servers_feet(
    installation: Installation, monkeypatch
):
    installation.begun()
    with installation.serve():
        assert refused(installation, "upgrade")["code"] == "upgrade.served"
    assert installation.made("upgrade") == {"applied": [], "events": 0}


def test_serving_an_older_house_upgrades_it_first_and_says_so(installation: Installation, old):
    with installation.serve() as address:
        assert address
        journal = (installation.folder / "journal.test").read_text()
    if lacks_something(old):
        assert "việc đã được kiểm dấu" in journal
    assert installation.made("verify") == {"ok": True, "events": len(old["events"])}
