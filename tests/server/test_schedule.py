"""What the server's timer does besides letting time act."""

import gc
import logging

from django.conf import settings

from dinh import folder
from dinh.engine.schedule.calendar import local
from dinh.server import schedule
from dinh.store.link import linked
from dinh.store.writer import open_books
from dinh.workflow import cases


def test_what_is_loaded_when_the_server_has_begun_is_looked_through_for_rings_no_more():
    before = len(gc.get_objects())
    try:
        schedule.settle()
        assert gc.get_freeze_count() > before / 2 > len(gc.get_objects())
    finally:
        gc.unfreeze()


def test_one_broken_house_of_several_holds_up_no_other_and_is_told_once_and_not_every_few_seconds(
    world, caplog
):
    told = world.case("xac-nhan-tinh-trang-hon-nhan").accepted("2026-11-26")
    told.acted(
        "civil.1",
        "supplement",
        items=["documents.divorce"],
        missing="Giấy ly hôn",
        missing_reason="Thiếu",
        guidance="Mang đến quầy",
    )
    limit = told.case.steps[0].limit
    world.case("khai-tu").opened(limit.replace(hour=23))  # the rehearsal's clock
    folder.name_house(settings.HOUSE, "68")
    folder.add_house(settings.HOUSE, world.house)
    open_books("68", "68", "Tỉnh Lâm Đồng")
    cases.begin("68", {"name": "Tỉnh Lâm Đồng"}, local("2026-07-01T07:30"))
    linked().run("UPDATE house_states SET state=? WHERE house=?", (b"{", "68"))
    with caplog.at_level(logging.ERROR, "dinh.schedule"):
        for _ in range(3):
            schedule.once()
    assert told.case.end
    assert [record.getMessage() for record in caplog.records] == ["time could not act: 68"]
