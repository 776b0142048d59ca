"""Forests elsewhere on the forest desk: what the watch saw beside what was so, said to lie elsewhere; without one the desk is as it was."""

import re
from datetime import date, timedelta

import msgspec
import pytest

from dinh import clock
from dinh.forest_cases import reference
from dinh.forest_cases.reference import Alert, Loss, Site
from dinh.forest_cases.tiles import FOLDER, write_layer
from tests.desks.forest_cases import alert

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[22.1, 45.2], [22.11, 45.2], [22.11, 45.21], [22.1, 45.2]]],
}
RIGHT, WRONG, UNKNOWN = "20190706-00044-00014", "20200406-00001-00001", "20200705-00070-00047"
PIXEL = b"\x89PNG\r\n\x1a\n of one tile"


def seen(name: str, day: date, right: bool | None, *losses: int, plot: str = "B1") -> Alert:
    return Alert(
        name,
        day - timedelta(20),
        "clearfell",
        0.96,
        ((day, 4400.0), (day + timedelta(10), 500.0)),
        ((plot, 4900.0),),
        (22.105, 45.205),
        SQUARE,
        date(2018, 7, 21),
        day,
        right,
        losses,
    )


SITE = Site(
    700, 31, 24, 2167, 21, 15.0, "romania_east", "ndvi", 140, date(2015, 8, 1), date(2019, 1, 1), date(2021, 1, 1), 500_000.0, 100.0,
    (seen(RIGHT, date(2019, 7, 6), True, 30), seen(WRONG, date(2020, 4, 6), False, plot="C2"), seen(UNKNOWN, date(2020, 7, 5), None, plot="D2")),
    (Loss(30, date(2018, 8, 25), date(2019, 6, 16), 4400.0, 1.0, True, date(2019, 7, 6), SQUARE), Loss(31, date(2019, 8, 20), date(2020, 5, 16), 900.0, 0.1, False, None, SQUARE)),
    (("B1", SQUARE), ("C2", SQUARE)),
)  # fmt: skip


@pytest.fixture
def site(forest, house) -> str:
    """As `dinh forest reference` leaves it."""
    home = house / reference.FOLDER / SITE.name
    (home / reference.PICTURES).mkdir(parents=True)
    (home / reference.PICTURES / f"{RIGHT}-before.png").write_bytes(PIXEL)
    write_layer(
        home / FOLDER / "scene-2019-07-16.mbtiles",
        [(14, 1, 2, PIXEL)],
        {"name": "16/07/2019", "date": "2019-07-16", "bounds": "22.1,45.2,22.2,45.3"},
    )
    (home / reference.SITE).write_bytes(msgspec.json.encode(SITE))
    return "/forest/reference/romania_east/"


def test_the_page_says_where_it_lies_whence_its_scenes_are_and_how_far_the_watch_was_right(
    site, signed_in
):
    browser = signed_in("leader")
    assert browser.get("/forest/reference/").url == site, "one site needs no list"
    page = browser.get(site).content.decode()
    for told in (
        "không thuộc xã",
        "không mở hồ sơ nào",
        "JRC",
        "EUPL-1.2",
        "1 trong 2</b> chỗ mất rừng thật",
        "1 trong 2</b> cảnh báo so được",
        "95,8%",
        "96,7%",
        "F1 0,962",
        "97 trong 10.000",
        "máy bỏ sót",
    ):
        assert told in page, told
    row = next(part for part in page.split("<tr>") if RIGHT in part)
    assert "từ sau 25/08/2018 đến 16/06/2019" in row and "20 ngày sau" in row and "0,49 ha" in row
    english = browser.get(f"{site}?lang=en").content.decode()
    assert (
        "not in the commune" in english
        and "20 days after" in english
        and "không" not in re.sub(r"<header.*?</header>", "", english, flags=re.S)
    )


def test_a_month_tells_its_own_alerts_alone_and_the_map_draws_what_was_told_and_what_was_so(
    site, signed_in
):
    browser = signed_in("forest")
    page = browser.get(f"{site}?month=2020-04").content.decode()
    assert WRONG in page and RIGHT not in page and "Cảnh báo tháng 04/2020: 1" in page
    assert RIGHT in browser.get(f"{site}?month=1999-01").content.decode(), (
        "a month that is none is every month"
    )
    ground = browser.get(f"{site}map.geojson").json()
    told = [(one["properties"]["is"], one["properties"].get("state")) for one in ground["features"]]
    assert told == [("plot", None)] * 2 + [("loss", None)] * 2 + [
        ("alert", "Đúng"),
        ("alert", "Nhầm"),
        ("alert", "Không có đáp án"),
    ]
    assert [one["name"] for one in ground["layers"]] == ["scene-2019-07-16"]
    assert browser.get(f"{site}tiles/scene-2019-07-16/14/1/2.png").content == PIXEL


def test_an_alert_shows_pictures_and_what_was_so_where_it_lies(site, signed_in):
    browser = signed_in("leader")
    page = browser.get(f"{site}{RIGHT}/").content.decode()
    assert re.findall(r'alt="(Trước[^"]*)"', page) == ["Trước, viền đỏ là chỗ cảnh báo, 21/07/2018"]
    assert "Rừng ở đây mất từ sau 25/08/2018 đến 16/06/2019" in page and "máy tìm ra 100%" in page
    assert "máy báo nhầm" in browser.get(f"{site}{WRONG}/").content.decode()
    assert "Đáp án không nói gì" in browser.get(f"{site}{UNKNOWN}/").content.decode()
    assert browser.get(f"{site}{RIGHT}/before.png").content == PIXEL
    asked = (
        "none/",
        f"{RIGHT}/after.png",
        f"{RIGHT}/site.png",
        "x/before.png",
        "tiles/none/14/1/2.png",
        "tiles/..%2f..%2fsite/14/1/2.png",
    )
    assert [browser.get(site + one).status_code for one in asked] == [404] * len(asked)
    assert (
        browser.get("/forest/reference/none/").status_code
        == browser.get("/forest/reference/none/map.geojson").status_code
        == 404
    )


def test_nothing_of_it_is_counted_for_the_commune_and_it_is_for_those_of_the_desk_alone(
    site, forest, signed_in
):
    alert(forest, "A")
    browser = signed_in("forest")
    assert "1 cảnh báo chưa xong" in browser.get("/forest/").content.decode()
    assert [
        one["properties"]["is"] for one in browser.get("/forest/map.geojson").json()["features"]
    ] == ["alert"]
    assert "Chưa cảnh báo nào được kiểm tra" in (
        accuracy := browser.get("/forest/accuracy/").content.decode()
    )
    assert "Ở rừng nơi khác, đã biết đáp án" in accuracy and site in accuracy
    assert {
        signed_in("counter.1").get(one).status_code
        for one in (
            "/forest/reference/",
            site,
            f"{site}map.geojson",
            f"{site}{RIGHT}/",
            f"{site}{RIGHT}/before.png",
        )
    } == {403}


def test_while_scenes_are_watched_it_says_how_far_and_when_it_was_stopped_how_to_go_on(
    forest, house, signed_in
):
    home = house / reference.FOLDER / "romania_east"
    home.mkdir(parents=True)
    browser = signed_in("leader")
    for what, age, told in (
        ("observe", timedelta(0), "đang theo dõi từng ảnh, 60/140"),
        ("observe", timedelta(hours=1), "đã dừng giữa chừng"),
        ("prepare", timedelta(minutes=9), "đang chuẩn bị"),
    ):
        (home / reference.PROGRESS).write_bytes(
            msgspec.json.encode(reference.Going("romania_east", what, 60, 140, clock.now() - age))
        )
        page = browser.get("/forest/reference/").content.decode()
        assert told in page and "Romania" in page
    assert browser.get("/forest/reference/romania_east/").status_code == 404, (
        "half of it is not shown"
    )


def test_without_one_the_desk_does_not_speak_of_it_and_its_page_says_how_one_is_made(
    forest, house, signed_in
):
    browser = signed_in("leader")
    assert all(
        "/forest/reference/" not in browser.get(page).content.decode()
        for page in ("/forest/", "/forest/accuracy/", "/forest/map/")
    )
    assert "dinh forest reference" in browser.get("/forest/reference/").content.decode()
    home = house / reference.FOLDER / "broken"
    home.mkdir(parents=True)
    (home / reference.SITE).write_bytes(b'{"name": "broken"')
    assert (
        browser.get("/forest/reference/").status_code == 200
        and browser.get("/forest/reference/broken/").status_code == 404
    )
