"""Several houses in one folder: made, named by `--of`, handed cases to, backed up and restored."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from dinh import folder
from dinh.engine.refusal import Refused
from dinh.store import archive, keys
from tests.installation import Installation
from tests.procedures_for_tests import FOLDER
from tests.store.test_archive import emptied
from tests.two_houses import COMMUNE, NEIGHBOUR, PROVINCE, Houses


def refused(one: Installation, *words: str) -> dict:
    done = one.dinh("--json", *words)
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)["refusal"]


def asked(both: Installation, tmp_path: Path) -> str:
    """A case with a paper, in the province's hands."""
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4 paper")
    (tmp_path / "data.json").write_text(
        json.dumps({"asker": "Điểu Xuân", "partner": "68", "paper": {"file": "paper.pdf"}})
    )
    code = both.made(
        "open",
        "hoi-y-kien",
        "--by",
        "office.1",
        "--channel",
        "house",
        "--data",
        str(tmp_path / "data.json"),
    )["code"]
    for action in ("accept", "ask_province"):
        both.made("act", code, action, "--by", "office.1")
    return code


def test_a_province_is_made_beside_its_commune_and_a_case_goes_there_by_the_command_line(
    installation, tmp_path
):
    both = installation
    both.begun()
    both.made("init", "--unit", "68", "--rehearsal", "--demo")
    assert folder.houses_of(both.folder) == ("24730", "68")
    assert refused(both, "init", "--unit", "68")["code"] == "house.exists"
    assert (
        refused(both, "init", "--unit", "24736", "--unit-id", "H36.99")["code"] == "unit.id_taken"
    )
    assert refused(both, "--of", "24736", "head")["code"] == "house.not_here"
    both.made(
        "publish", str(FOLDER / "hoi-y-kien.yaml"), str(FOLDER / "registers" / "opinions.yaml")
    )
    code = asked(both, tmp_path)
    shown = both.made("show", code)
    assert (shown["house"], shown["now"], [stay["house"] for stay in shown["went"]]) == (
        "24730",
        "68",
        ["24730", "68"],
    )
    found = refused(both, "act", code, "note", "--by", "office.1")
    assert found["code"] == "case.elsewhere" and "Tỉnh Lâm Đồng" in found["message"]
    assert [row["code"] for row in both.made("--of", "68", "worklist", "--by", "tinh.office")] == [
        code
    ]
    for words in ((), ("--of", "68")):
        assert (
            both.made(*words, "verify")["ok"] and both.made(*words, "rebuild", "--check")["equal"]
        )


def test_the_houses_of_a_folder_are_backed_up_one_by_one_and_restored_beside_each_other(
    house, settings, tmp_path
):
    houses = Houses(COMMUNE, PROVINCE)
    houses.opened(partner=PROVINCE).act("xa.office", "accept").act("xa.office", "ask_province")
    User.objects.create_user("tinh.office", password="mat khau dai")
    for one in houses.houses:
        archive.backup(one, tmp_path / f"{one}.zip")
    place = emptied(settings, tmp_path / "new")
    archive.restore(tmp_path / f"{COMMUNE}.zip", place)
    with pytest.raises(Refused, match=r"restore\.house_exists"):
        archive.restore(tmp_path / f"{COMMUNE}.zip", place)
    archive.restore(tmp_path / f"{PROVINCE}.zip", place)
    assert (
        folder.houses_of(place) == (COMMUNE, PROVINCE)
        and User.objects.get().username == "tinh.office"
    )
    houses.sound()


def test_a_backup_is_not_restored_beside_houses_with_other_keys(house, settings, tmp_path):
    Houses(COMMUNE)
    archive.backup(COMMUNE, tmp_path / "b.zip")
    place = emptied(settings, tmp_path / "new")
    folder.make(place)
    keys.make_key(place)
    folder.name_house(place, NEIGHBOUR)
    with pytest.raises(Refused, match=r"restore\.other_keys"):
        archive.restore(tmp_path / "b.zip", place)
    assert folder.houses_of(place) == (NEIGHBOUR,)
