"""Every package that the project brings stands with its licence in docs/reference/licences.md."""

import re
import tomllib

from tools import licences


def test_every_locked_package_stands_in_the_page_of_licences():
    listed = re.findall(r"^\| ([\w.-]+) \| ", licences.PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(set(listed) - {"package"}) == sorted(licences.packages())


def test_every_package_of_the_lock_file_belongs_to_a_part_of_the_project():
    lock = tomllib.loads((licences.ROOT / "uv.lock").read_text("utf-8"))
    names = {package["name"] for package in lock["package"]} - {"dinh"}
    assert names - set(licences.packages()) == set()
