"""The commands of docs/operator.md are true: a house is begun, its leader gets in, and a backup is known to work, as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.installation import Installation

RECIPIENT = "backup_recipients=…"
PAGE = Path(__file__).parents[1] / "docs/operator.md"


def commands() -> list[str]:
    """Without the words that explain them."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [
        line.partition("   #")[0].strip()
        for block in blocks
        for line in block.splitlines()
        if "…" not in line.partition("   #")[0].replace(RECIPIENT, "")
    ]


@pytest.mark.once
@pytest.mark.usefixtures("installation")
def test_a_house_is_begun_led_backed_up_and_held_against_its_head_as_the_page_says(
    tmp_path: Path,
) -> None:
    leader = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert leader
    (tmp_path / "leader.json").write_text(leader[1], "utf-8")
    here = Installation(
        tmp_path / "anywhere", ""
    )  # the page's houses are named by --house; each has its books in its folder
    said: dict[str, str] = {}
    for line in commands():
        call, _, into = line.replace("/srv/", f"{tmp_path}/").partition(" > ")
        if RECIPIENT in call:
            public = (tmp_path / "backup-key.txt").read_text().partition("\n")[0].rpartition(" ")[2]
            call = call.replace("…", public)
        words = shlex.split(call)
        assert words[0] == "./dev"
        assert words[1] == "dinh"
        done = here.dinh(*words[2:])
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        said[line.split()[4]] = done.stdout
        if into:
            (tmp_path / into).write_text(done.stdout)
    assert "/sign-in/leader-" in said["account"]
    assert "khớp đầu sổ đã giao" in said["verify"]
    assert "mọi bảng khớp nhật ký" in said["rebuild"]
    assert json.loads((tmp_path / "head.json").read_text())["house"] == "24730"
