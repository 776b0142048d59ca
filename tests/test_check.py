"""`dinh check` in a house: who holds a role today is asked too, and told at the author's line and at the frame's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.cli import main
from tests.procedures_for_tests import FOLDER
from tests.test_commands import Line, dinh
from tests.two_houses import COMMUNE, PROVINCE, a_house

__all__ = ["dinh"]


def test_a_role_that_nobody_holds_today_is_told_at_both_places(
    dinh: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = dinh(
        "new",
        "nhan-nuoi",
        "--frame",
        "one_stop_signed",
        "--officer",
        "justice",
        "--into",
        str(tmp_path),
    )["file"]
    found = [one for one in dinh("check", file, code=1)["problems"] if one["rule"] == "P1"]
    author = [one for one in found if one["file"] == file]
    frame = [one for one in found if one["file"].endswith("frames/one_stop_signed.yaml")]
    assert len(author) == len(frame) == 2 and len(found) == 4
    assert {one["message"] for one in frame} == {
        'Hôm nay chưa ai giữ vai trò "justice"',
        'Hôm nay chưa ai giữ vai trò "clerk"',
    }
    assert main(["--lang", "en", "check", file]) == 1
    words = capsys.readouterr().out
    assert (
        words.count('Nobody holds "justice" today') == 1
        and words.count("frame: {use: one_stop_signed") == 1
        and "role: <officer>" in words
    )
    assert f"✗ {file}: 2 problems" in words and words.endswith("1 file, 2 problems\n")


def test_where_every_role_is_held_the_new_file_is_sound_in_the_house_too(
    dinh: Line, tmp_path: Path
) -> None:
    file = dinh("new", "nhan-nuoi", "--officer", "land", "--into", str(tmp_path))["file"]
    assert {one["severity"] for one in dinh("check", file)["problems"]} == {"warning"}
    assert dinh("publish", file)["published"][0]["slug"] == "nhan-nuoi"


def test_where_one_person_alone_has_both_steps_the_second_pair_of_eyes_is_missed(
    dinh: Line, tmp_path: Path
) -> None:
    """A warning while somebody else may do the first of them; a problem once nobody may."""
    file = dinh("new", "nhan-nuoi", "--officer", "office", "--into", str(tmp_path))["file"]
    assert not [one for one in dinh("check", file)["problems"] if one["rule"] == "P2"]
    dinh(
        "appoint",
        data=[
            {
                "person": "office",
                "name": "Người office",
                "posts": ["window"],
                "roles": ["counter"],
                "from": "2025-07-01",
            }
        ],
    )
    found = [one for one in dinh("check", file)["problems"] if one["rule"] == "P2"]
    assert {one["message"] for one in found} == {
        'Hôm nay chỉ Người office làm được bước "check"; khi Người office đã làm "reception" thì không còn ai khác'
    }
    assert {(one["severity"], one["do"]) for one in found} == {
        ("warning", 'Để người khác làm "reception"; hoặc bổ nhiệm, ủy quyền thêm một người.')
    }
    text = (
        Path(file)
        .read_text("utf-8")
        .replace("not_by: [reception]", "not_by: [twice]", 1)
        .replace("steps:\n", "steps:\n  twice: {role: office, do: {on: {to: check}}}\n", 1)
    )
    (tmp_path / "twice.yaml").write_text(text, "utf-8")
    found = [
        one
        for one in dinh("check", str(tmp_path / "twice.yaml"), code=1)["problems"]
        if one["rule"] == "P2" and one["message"].startswith("Hôm nay")
    ]
    assert {(one["severity"], one["do"]) for one in found} == {
        ("problem", "Bổ nhiệm hoặc ủy quyền thêm một người.")
    }
    dinh(
        "appoint",
        data=[
            {
                "person": "new",
                "name": "Người mới",
                "posts": ["second"],
                "roles": ["office"],
                "from": "2025-07-01",
            }
        ],
    )
    for one in (file, str(tmp_path / "twice.yaml")):
        assert not [
            found
            for found in dinh("check", one, code=int("twice" in one))["problems"]
            if found["rule"] == "P2" and found["message"].startswith("Hôm nay")
        ]


def test_whoever_opened_the_case_is_asked_for_among_the_people_of_the_house(
    dinh: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(dinh("new", "nhan-nuoi", "--officer", "office", "--into", str(tmp_path))["file"])
    file.write_text(
        file.read_text("utf-8").replace("not_by: [reception]", "not_by: [opener]", 1), "utf-8"
    )
    assert not [one for one in dinh("check", str(file))["problems"] if one["rule"] == "P2"]
    dinh(
        "appoint",
        data=[
            {
                "person": "office",
                "name": "Người office",
                "posts": ["window"],
                "roles": ["counter"],
                "from": "2025-07-01",
            }
        ],
    )
    assert main(["--lang", "en", "check", str(file)]) == 0
    said = capsys.readouterr().out
    assert (
        'Today only Người office can do step "check"; once Người office has opened the case, nobody else is left'
        in said
    )
    assert "Let others open the case; or appoint one more person, or delegate." in said


def test_the_roles_of_a_step_at_the_province_are_looked_for_there(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DINH_HOUSE", str(house))
    a_house(COMMUNE)
    asking = str(FOLDER / "hoi-y-kien.yaml")
    assert main(["--lang", "en", "check", asking]) == 1
    assert 'Nobody holds "office" today in the province\'s house' in capsys.readouterr().out
    a_house(PROVINCE)
    assert main(["--lang", "en", "check", asking]) == 0
