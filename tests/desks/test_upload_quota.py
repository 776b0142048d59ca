"""How much a person may bring within an hour, and how much of the disk every house leaves free."""

import json
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dinh import clock
from dinh.access import finders
from dinh.cli import main
from dinh.engine.refusal import Refused
from dinh.store import documents, uploads
from dinh.store.link import linked
from tests.world import UNIT

WHO = "civil.1"
OTHER = "land.1"
MB = 2**20
PNG = b"\x89PNG\r\n\x1a\n"


def picture(size_bytes: int, mark: bytes = b"") -> bytes:
    return (PNG + mark).ljust(size_bytes, b"\0")


@pytest.fixture
def small(accepted, capsys):
    """The house lets a person bring 25 MB an hour, of which WHO has brought 24."""
    assert main(["profile", "--set", "upload_mb_per_hour=25"]) == 0
    uploads.keep(UNIT, WHO, picture(24 * MB))
    capsys.readouterr()
    return accepted


def refusal(person: str, content: bytes):
    with pytest.raises(Refused) as refused:
        uploads.keep(UNIT, person, content)
    return refused.value.refusal


def test_who_has_brought_enough_within_an_hour_is_told_when_more_is_taken(small):
    before = list(documents.kept()), linked().all("SELECT * FROM uploads")
    found = refusal(WHO, picture(2 * MB, b"more"))
    assert (found.code, found.facts["most"]) == ("file.quota", 25)
    assert 1 <= found.facts["minutes"] <= 60
    assert (list(documents.kept()), linked().all("SELECT * FROM uploads")) == before


def test_another_person_still_brings_and_so_does_the_same_an_hour_later(small, monkeypatch):
    uploads.keep(UNIT, OTHER, picture(2 * MB, b"more"))
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    uploads.keep(UNIT, WHO, picture(2 * MB, b"more"))


def test_the_same_file_again_takes_no_more_of_the_hour(small):
    digest = uploads.keep(UNIT, WHO, picture(24 * MB)).digest
    assert uploads.brought(UNIT, WHO, digest)


def test_what_the_program_makes_is_not_counted(small):
    assert uploads.keep_made(picture(20 * MB, b"forest"))


def test_the_house_leaves_a_share_of_the_disk_free(accepted, monkeypatch):
    usage = SimpleNamespace(total=100 * MB, used=94 * MB, free=6 * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage)
    uploads.keep(UNIT, WHO, picture(MB // 2))
    found = refusal(WHO, picture(2 * MB))
    assert (found.code, found.facts["percent"]) == ("file.disk", 5)
    assert main(["profile", "--set", "disk_free_percent=0"]) == 0
    uploads.keep(UNIT, WHO, picture(2 * MB))


def test_the_page_tells_it_at_its_place_and_keeps_the_rest(small, officer):
    sent = {
        "documents.birth_note.1": SimpleUploadedFile("a.png", picture(MB // 2, b"a")),
        "documents.identity": SimpleUploadedFile("b.png", picture(2 * MB, b"b")),
        "key": "k",
    }
    answer = officer.post(f"/cases/{small.code}/acts/attach", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "25 MB" in page and 'name="documents.birth_note.1.kept"' in page
    assert finders.case_as_kept(UNIT, small.code).case.documents == small.documents


def test_the_api_refuses_it_with_its_code(small, officer):
    answer = officer.post(
        "/api/documents?name=a.png", picture(2 * MB, b"b"), content_type="image/png"
    )
    assert answer.status_code == 429
    assert answer.json()["code"] == "file.quota" and answer.json()["do"]


def test_the_command_line_refuses_it_with_its_code(small, tmp_path, capsys):
    (tmp_path / "a.png").write_bytes(picture(2 * MB, b"b"))
    data = tmp_path / "data.json"
    data.write_text('{"documents": {"witness": {"file": "a.png"}}}')
    words = ["--json", "act", small.code, "attach", "--by", WHO, "--data", str(data)]
    assert main(words) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "file.quota"


@pytest.mark.parametrize(
    ("key", "given"),
    [("upload_mb_per_hour", "24"), ("upload_mb_per_hour", "x"), ("disk_free_percent", "91")],
)
def test_a_bound_that_is_none_is_refused_and_nothing_is_set(accepted, capsys, key, given):
    assert main(["--json", "profile", "--set", f"{key}={given}"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["at"][0]["field"] == key
    assert key not in finders.state(UNIT).profile
