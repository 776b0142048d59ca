"""`dinh check` in a house: who holds a role today is asked too, and told at the author's line and at the frame's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.commands import main
from tests.procedures_for_tests import FOLDER
from tests.test_commands import Line, dinh
from tests.two_houses import COMMUNE, PROVINCE, a_house

__all__ = ["dinh"]


def test_a_role_that_nobody_holds_today_is_told_at_both_places(dinh: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = dinh("new", "nhan-nuoi", "--frame", "one_stop_signed", "--officer", "justice", "--into", str(tmp_path))["file"]
    found = [one for one in dinh("check", file, code=1)["problems"] if one["rule"] == "P1"]
    author = [one for one in found if one["file"] == file]
    frame = [one for one in found if one["file"].endswith("frames/one_stop_signed.yaml")]
    assert len(author) == len(frame) == 2 and len(found) == 4
    assert {one["message"] for one in frame} == {'Hôm nay chưa ai giữ vai trò "justice"', 'Hôm nay chưa ai giữ vai trò "clerk"'}
    assert main(["--lang", "en", "check", file]) == 1
    words = capsys.readouterr().out
    assert words.count('Nobody holds "justice" today') == 1 and words.count("frame: {use: one_stop_signed") == 1 and "role: <officer>" in words
    assert f"✗ {file}: 2 problems" in words and words.endswith("1 file, 2 problems\n")


def test_where_every_role_is_held_the_new_file_is_sound_in_the_house_too(dinh: Line, tmp_path: Path) -> None:
    file = dinh("new", "nhan-nuoi", "--officer", "land", "--into", str(tmp_path))["file"]
    assert {one["severity"] for one in dinh("check", file)["problems"]} == {"warning"}
    assert dinh("publish", file)["published"][0]["slug"] == "nhan-nuoi"


def test_where_one_person_alone_has_both_steps_the_second_pair_of_eyes_is_missed(dinh: Line, tmp_path: Path) -> None:
    file = dinh("new", "nhan-nuoi", "--officer", "office", "--into", str(tmp_path))["file"]
    assert not [one for one in dinh("check", file)["problems"] if one["rule"] == "P2"]
    dinh("appoint", data=[{"person": "office", "name": "Người office", "posts": ["window"], "roles": ["counter"], "from": "2025-07-01"}])
    found = [one["message"] for one in dinh("check", file, code=1)["problems"] if one["rule"] == "P2"]
    assert found and set(found) == {'Hôm nay ai làm "reception" thì không còn người khác làm bước "check"'}
    dinh("appoint", data=[{"person": "new", "name": "Người mới", "posts": ["second"], "roles": ["office"], "from": "2025-07-01"}])
    assert not [one for one in dinh("check", file)["problems"] if one["rule"] == "P2"]


def test_the_roles_of_a_step_at_the_province_are_looked_for_there(house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINH_HOUSE", str(house))
    a_house(COMMUNE)
    asking = str(FOLDER / "hoi-y-kien.yaml")
    assert main(["--lang", "en", "check", asking]) == 1
    assert "Nobody holds \"office\" today in the province's house" in capsys.readouterr().out
    a_house(PROVINCE)
    assert main(["--lang", "en", "check", asking]) == 0
