"""`dinh export`: a file, or what the house has in force, written as others read it."""

import json

import pytest

from dinh import folder
from dinh.cli import main
from dinh.procedures import own
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests
from tests.export.files import HALL

BIRTH = str(own() / "ho-tich" / "khai-sinh.yaml")


@pytest.mark.parametrize(
    ("language", "begins"), [("bpmn", "<bpmn:definitions"), ("dmn", "<definitions")]
)
def test_a_file_is_written_where_it_was_asked_for_or_printed(tmp_path, capfd, language, begins):
    out = tmp_path / f"khai-sinh.{language}"
    assert main(["export", BIRTH, "--as", language, "--out", str(out)]) == 0
    assert begins in out.read_text(encoding="utf-8")
    capfd.readouterr()
    assert main(["export", BIRTH, "--as", language]) == 0
    assert capfd.readouterr().out == out.read_text(encoding="utf-8") + "\n"
    assert main(["export", BIRTH, "--as", language, "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {
        "as": language,
        "text": out.read_text(encoding="utf-8"),
    }


def test_what_the_house_has_in_force_is_exported_by_its_slug(commune, house, capfd):
    folder.name_house(house, commune)
    assert main(["--house", str(house), "export", "khai-sinh", "--as", "bpmn"]) == 0
    assert 'name="Đăng ký khai sinh"' in capfd.readouterr().out
    assert main(["--house", str(house), "export", "khong-co", "--as", "bpmn"]) == 1


def test_a_file_with_problems_is_not_exported_and_its_problems_are_told(tmp_path, capfd):
    file = tmp_path / "muon-hoi-truong.yaml"
    file.write_text(HALL.replace("to: refuse,", "to: refuze,"), encoding="utf-8")
    assert main(["export", str(file), "--as", "bpmn"]) == 1
    assert "refuze" in capfd.readouterr().out


def test_one_table_alone_and_a_table_that_is_not_there(capfd):
    assert main(["export", BIRTH, "--as", "dmn", "--table", "deadline"]) == 0
    assert capfd.readouterr().out.count("<decision ") == 1
    assert main(["export", BIRTH, "--as", "dmn", "--table", "fees"]) == 1
    told = capfd.readouterr().err
    assert "fees" in told and "fee_registration, deadline" in told
