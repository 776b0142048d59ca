"""`dinh new`: what it writes is sound before anybody has touched it, and it writes over nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from dinh.cli import main
from dinh.procedures.lookup import own, yaml_files
from dinh.procedures.schema import schema
from dinh.procedures.skeleton import FRAMES
from dinh.workflow import publishing
from tests.procedures.test_schema import New, loaded


def new(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert main(["--json", "new", *words]) == code
    out = capsys.readouterr().out
    return json.loads(out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return new(capsys, *words, code=1)["refusal"]


def test_every_frame_that_there_is_can_be_begun_with() -> None:
    assert set(FRAMES) == {path.stem for path in yaml_files(own() / "frames")} | {"none"}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_new_file_is_sound_and_its_stories_hold(
    frame: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new(
        capsys,
        "nhan-nuoi",
        "--frame",
        frame,
        "--into",
        str(tmp_path),
        "--field",
        "tre-em",
        "--officer",
        "justice",
    )
    checked = publishing.check([made["file"]])
    assert checked.sound and checked.ran
    assert {one.rule for one in checked.problems} == {"N3"}, (
        "what is left to be told is that the law was not compared yet"
    )
    procedure = checked.packages[0].procedure
    assert (procedure.slug, procedure.field) == ("nhan-nuoi", "tre-em")
    assert procedure.steps["check"].roles == ("justice",)
    assert (
        len(
            [
                one
                for one in procedure.examples
                if "due" in one.gives or one.refuses or "end" in one.gives
            ]
        )
        == len(procedure.examples)
        >= 3
    )
    assert {one.gives["end"] for one in procedure.examples if "end" in one.gives} == set(
        procedure.ends
    ), "each end has its story"
    text = Path(made["file"]).read_text("utf-8")
    assert text.count("TODO") >= 8 and "$" not in text
    assert not list(Draft7Validator(schema("procedure")).iter_errors(loaded(text, New)))


def test_a_due_that_is_miscounted_in_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(new(capsys, "nhan-nuoi", "--into", str(tmp_path))["file"])
    path.write_text(path.read_text("utf-8").replace("time: 5 working days", "time: 4 working days"))
    assert "E1" in {
        one.rule for one in publishing.check([path]).problems if one.severity == "problem"
    }


def test_the_letter_stands_where_the_folder_of_procedures_keeps_its_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters").mkdir()
    made = new(capsys, "nhan-nuoi", "--into", str(tmp_path / "tre-em"))
    assert made["letter"] == str(tmp_path / "letters/nhan-nuoi.typ")
    assert publishing.check([made["file"]]).sound


def test_it_writes_over_nothing_and_leaves_nothing_half_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/nhan-nuoi.typ").write_text("mine")
    told = refused(capsys, "nhan-nuoi", "--into", str(tmp_path))
    assert told["code"] == "new.exists" and "nhan-nuoi.typ" in told["message"]
    assert (
        not (tmp_path / "nhan-nuoi.yaml").exists()
        and (tmp_path / "letters/nhan-nuoi.typ").read_text() == "mine"
    )
    made = Path(new(capsys, "nhan-con-nuoi", "--into", str(tmp_path))["file"])
    made.write_text("mine")
    assert (
        refused(capsys, "nhan-con-nuoi", "--into", str(tmp_path))["code"] == "new.exists"
        and made.read_text() == "mine"
    )


@pytest.mark.parametrize(
    ("slug", "meant"),
    [
        ("Nhận nuôi con nuôi", "nhan-nuoi-con-nuoi"),
        ("nhan_nuoi", "nhan-nuoi"),
        ("ĐĂNG-KÝ", "dang-ky"),
        ("../x", "x"),
        ("a--b", "a-b"),
        ("hồ sơ!", "ho-so"),
        ("…", "ten-thu-tuc"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_slug_that_is_none_is_refused_with_one_that_is(
    slug: str, meant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, slug, "--into", str(tmp_path))
    assert told["code"] == "new.slug" and f": {meant}." in told["do"]
    assert not list(tmp_path.iterdir())
    assert new(capsys, meant, "--into", str(tmp_path))["file"]


def test_a_procedure_that_the_program_has_is_not_begun_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, "khai-tu", "--into", str(tmp_path))
    assert (
        told["code"] == "new.taken"
        and "ho-tich/khai-tu.yaml" in told["message"]
        and not list(tmp_path.iterdir())
    )


@pytest.mark.parametrize(
    "words", [("--frame", "one_stopp"), ("--field", "ho-tichh"), ("--officer", "ofice")]
)
def test_what_is_not_known_is_refused_with_what_was_meant(
    words: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, "nhan-nuoi", "--into", str(tmp_path), *words)
    assert told["code"] == "new.unknown" and told["do"] in (
        "Dùng một trong: one_stop.",
        "Dùng một trong: ho-tich.",
        "Dùng một trong: office.",
    )
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert (
        refused(capsys, "nhan-nuoi", "--into", str(tmp_path / "file"))["code"] == "file.unwritable"
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ("Lĩnh vực", "Hộ tịch", "Một cửa", "dinh check")),
        ("en", ("Fields of work", "Civil status", "One-stop counter", "TODO")),
    ],
)
def test_it_lists_the_fields_of_work_and_the_roles(
    lang: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", lang, "new", "nhan-nuoi", "--into", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words)
