"""The drill: a served commune under load is backed up, its machine dies, and the house stands again in an empty place."""

import json
import shutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from bench.browser import STEPS, Browser
from bench.commune import data
from tests.installation import Installation, fresh_books

LANES = 3
BACKUPS = 2


class Load:
    """People at work through the pages' API. `acknowledged`: case -> the number of the last event that was answered."""

    def __init__(self, address: str) -> None:
        people = Browser(address).demo_people()
        self.browsers = {
            role: Browser(address).signed_in(person) for role, person in people.items()
        }
        self.acknowledged: dict[str, int] = {}
        self.over, self.faults = threading.Event(), []
        self.threads = [threading.Thread(target=self._lane, args=(lane,)) for lane in range(LANES)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.faults

    def _lane(self, lane: int) -> None:
        try:
            for number in range(1_000):
                if self.over.is_set():
                    return
                self._case(lane * 1_000 + number)
        except Exception as fault:
            self.faults.append(fault)

    def _case(self, number: int) -> None:
        scan = json.loads(self.browsers["counter"].ask(
            f"/api/documents?name=ban-{number}.pdf", f"%PDF-1.4 ban chinh {number}".encode(),
            **{"Content-Type": "application/pdf", "X-CSRFToken": self.browsers["counter"].sign, "Origin": self.browsers["counter"].address},
        ))  # fmt: skip
        told = {
            "procedure": "chung-thuc-ban-sao",
            "data": {**data(number), "documents": {"originals": [scan], "copies": ["seen"]}},
        }
        case = self.browsers["counter"].post("/api/cases", told)
        for role, action in STEPS:
            self.acknowledged[case["code"]] = case["number"]
            if self.over.is_set():
                return
            case = self.browsers[role].post(
                f"/api/cases/{case['code']}/actions", {"action": action}
            )
        self.acknowledged[case["code"]] = case["number"]


@pytest.fixture
def elsewhere(installation: Installation, tmp_path: Path):
    """Another machine: an empty folder and empty books."""
    (tmp_path / "elsewhere").mkdir()
    with fresh_books(installation.url) as url:
        yield Installation(tmp_path / "elsewhere" / "house", url)


def test_a_house_that_is_backed_up_under_load_stands_again_elsewhere(
    installation: Installation, elsewhere: Installation, tmp_path: Path
):
    installation.begun()
    with installation.serve() as address:
        with Load(address) as load:
            taken = []
            for number in range(BACKUPS):  # the same file again and again, as a nightly one is
                before = dict(load.acknowledged)
                taken.append(
                    (installation.made("backup", str(tmp_path / "night.zip"), "--plain"), before)
                )
                shutil.copy(tmp_path / "night.zip", tmp_path / f"{number}.zip")
        assert len(load.acknowledged) > LANES
        cookies = load.browsers["counter"].jar
    told, before = taken[-1]
    (tmp_path / "head.json").write_text(json.dumps(installation.made("head")))
    log = installation.made("log")
    shutil.rmtree(installation.folder)

    assert elsewhere.made("restore", str(tmp_path / "night.zip")) == told
    assert [one["events"] for one, _ in taken] == sorted({one["events"] for one, _ in taken}), (
        "each has more than the one before"
    )
    assert elsewhere.made("verify") == {"ok": True, "events": told["events"]}
    assert elsewhere.made("rebuild", "--check")["equal"]
    assert elsewhere.made("log") == log[: told["events"]], (
        "the very same events, to the moment of the backup"
    )
    kept = {one["case"]: one["number"] for one in log[: told["events"]] if one["case"]}
    assert all(kept.get(code, 0) >= number for code, number in before.items()), (
        "what was answered before the backup began is in it"
    )
    cut = elsewhere.dinh("--json", "verify", "--head", str(tmp_path / "head.json"))
    assert json.loads(cut.stdout)["reason"] == "head.cut", (
        "the province's head says what the backup lacks"
    )
    goes_on(elsewhere, cookies)


def test_a_house_copied_while_it_runs_is_whole_or_says_that_it_is_not(
    installation: Installation, tmp_path: Path
):
    """Somebody trusts `cp`. Between the file of the books and its log SQLite may begin a new log, and the copy is of no moment."""
    if installation.url:
        pytest.skip("the books are not in the folder")
    installation.begun()
    torn = Installation(tmp_path / "torn", "")
    with installation.serve() as address, Load(address) as load:
        quick = Installation(Path(shutil.copytree(installation.folder, tmp_path / "quick")), "")
        shutil.copytree(
            installation.folder, torn.folder, ignore=shutil.ignore_patterns("*-wal", "*-shm")
        )
        _more(load)
        with sqlite3.connect(installation.folder / "books.sqlite") as link:
            link.execute("PRAGMA wal_checkpoint(RESTART)")
        link.close()
        _more(load)
        shutil.copy(installation.folder / "books.sqlite-wal", torn.folder)
    _is_whole_or_names_what_came_too_late(quick, installation)
    done = torn.dinh("verify", "--lang", "en")
    assert done.returncode == 1
    assert "restore the latest backup" in done.stdout or "dinh restore" in done.stderr, (
        done.stdout,
        done.stderr,
    )
    assert torn.dinh("backup", str(tmp_path / "b.zip"), "--plain").returncode == 1
    assert not (tmp_path / "b.zip").exists()
    assert installation.made("verify")["ok"]


def _is_whole_or_names_what_came_too_late(copy: Installation, source: Installation) -> None:
    """A document that was kept after its folder had been copied, and before the books were."""
    told = json.loads(copy.dinh("--json", "verify").stdout)
    if not told["ok"]:
        kind, _, digest = told["reason"].partition(":")
        file = Path("documents") / digest[:2] / digest[2:]
        assert (
            kind == "document"
            and (source.folder / file).exists()
            and not (copy.folder / file).exists()
        ), told
    assert copy.made("rebuild", "--check")["equal"]


def _more(load: Load) -> None:
    """Waits until so many more cases were written."""
    wanted, end = len(load.acknowledged) + 5, time.monotonic() + 60
    while len(load.acknowledged) < wanted and time.monotonic() < end:
        time.sleep(0.05)


def goes_on(elsewhere: Installation, cookies) -> None:
    """Served again: sessions of before open nothing, for no backup holds their secret; work goes on, numbers follow."""
    with elsewhere.serve() as address:
        before = Browser(address)
        for cookie in cookies:
            before.jar.set_cookie(cookie)
        assert not before.get("/api/session").get("person")
        people = Browser(address).demo_people()
        counter = Browser(address).signed_in(people["counter"])
        opened = counter.post("/api/cases", {"procedure": "chung-thuc-ban-sao", "data": data(7)})
        assert opened["state"] == "open"
    assert elsewhere.made("verify")["ok"]
    assert elsewhere.made("rebuild", "--check")["equal"]
