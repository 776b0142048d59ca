"""A procedure that opens others, drawn and said: where it goes when its children are back, what it opens, when it starts by itself."""

from functools import cache

import pytest

from dinh.engine.definition.procedure import Procedure
from dinh.procedures import check_paths
from dinh.web.staff.procedure_page import Plain
from tests.export.test_bpmn import opened, tags
from tests.families import FOLDER


@cache
def families() -> dict[str, Procedure]:
    return {one.procedure.slug: one.procedure for one in check_paths([FOLDER]).packages}


@pytest.mark.parametrize("slug", ["chi-dao", "ra-soat", "tham-nom", "hoi-kin"])
def test_it_is_valid_bpmn_and_opens_elsewhere(slug):
    assert {f"step_{name}" for name in families()[slug].steps} <= set(
        opened(families()[slug]).task_specs
    )


def test_the_way_on_when_children_are_back_is_drawn_and_said():
    flows = {
        one.get("id"): (one.get("name"), one.get("targetRef"))
        for one in tags(families()["ra-soat"], "sequenceFlow")
    }
    assert flows["back_villages"] == ("2 hồ sơ con xong", "step_sum")
    ways = {
        stop.name: [(way.act, way.to) for way in stop.ways]
        for stop in Plain(families()["ra-soat"], "en").stops()
    }
    assert ways["villages"] == [("2 children settled", "sum")]


def test_what_is_opened_and_what_opens_by_itself_is_said_in_words():
    said = [
        rule.words
        for slug in ("chi-dao", "tham-nom", "ra-soat")
        for rule in Plain(families()[slug], "vi")._families()
    ]
    assert "Vào “running” mở hồ sơ con “nhiem-vu”, mỗi dòng của “các việc” một hồ sơ." in said
    assert (
        "Hồ sơ tự mở khi sổ “Thôn” có dòng mới." in said
        and "Hồ sơ tự mở mỗi năm, ngày 01/09." in said
    )
    told = [
        rule.words
        for slug in ("tham-nom", "ra-soat")
        for rule in Plain(families()[slug], "en")._families()
    ]
    assert (
        "The case opens by itself when a row is added to “Thôn”." in told
        and "The case opens by itself each year on 01/09." in told
    )
