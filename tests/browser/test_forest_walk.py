"""From an alert to a closed case, as people go: the list, the case, the forest without a line, the leader's signature, the table of the month."""

import pytest
from playwright.sync_api import expect

from dinh.forest_cases.tiles import FOLDER, write_layer
from dinh.scenes.papers import photograph
from dinh.store import ledger
from tests.browser.reading import sideways, violations
from tests.desks.conftest import commune, forest  # noqa: F401  # the small commune of the desks' tests
from tests.desks.forest_cases import alert

REPORT = {
    "report.started": "25/11/2026 10:00", "report.team": "Điểu Hích", "report.area_special": "0", "report.area_protection": "0", "report.area_production": "5600", "report.area_young": "0",
    "report.first_measures": "Giữ hiện trường", "report.conclusion": "Rừng bị chặt",
}  # fmt: skip


@pytest.fixture
def at(forest, live_server, house):
    write_layer(
        house / FOLDER / "scene-2026-11-20.mbtiles",
        [(14, 13089, 7641, photograph())],
        {"name": "20/11/2026", "date": "2026-11-20", "bounds": "107.6,12.0,107.7,12.1"},
    )
    return live_server.url.replace("localhost", "127.0.0.1")


def enter(at, page, person):
    page.context.clear_cookies()
    page.goto(f"{at}/sign-in")
    page.eval_on_selector(
        f'button[value="{person}"]', "button => button.click()"
    )  # behind "more people"
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_an_alert_is_seen_gone_to_without_a_line_signed_and_told_in_the_month(at, commune, page):
    case = alert(commune, "A")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 12.011, "longitude": 107.621, "accuracy": 5})
    page.set_viewport_size({"width": 360, "height": 800})
    enter(at, page, "forest")

    sets_out(at, page, case)
    in_the_forest_without_a_line(page)
    page.context.set_offline(False)
    page.click("#field-send")
    page.wait_for_selector('#field[data-left="0"]', timeout=15_000)
    brought = ledger.case_state(commune, case.code)
    assert [one["point"] for one in brought.data["corners"].values()] == [
        "12.011000, 107.621000, 5"
    ]
    assert [(one["point"], one["bearing"]) for one in brought.data["shots"].values()] == [
        ("12.011000, 107.621000, 5", 90)
    ]
    assert [step.step for step in brought.steps] == ["handing"]

    enter(at, page, "leader")
    page.goto(f"{at}/cases/{case.code}/")
    page.click("text=Vượt ngưỡng hình sự: bàn giao Công an")
    page.wait_for_selector("text=Đã bàn giao Công an")
    assert ledger.case_state(commune, case.code).end == "handed_police"

    page.goto(f"{at}/forest/change/")
    assert "Mất 0,56 ha rừng do vi phạm" in page.inner_text("h1")
    page.goto(f"{at}/forest/map/?at={case.code}")
    page.wait_for_selector("#ground[data-drawn]")
    page.wait_for_selector(".leaflet-tile-loaded")
    assert page.locator("#ground path.alert.late").count() == 1


def sets_out(at, page, case):
    page.goto(f"{at}/forest/")
    page.click(f'a[href="/cases/{case.code}/"]')
    page.click("text=In phiếu, đi kiểm tra")
    page.fill('[name="visit_on"]', "25/11/2026")
    page.fill('[name="team"]', "Điểu Hích")
    page.click("main form button.btn:not(.plain)")
    page.click("text=Phiếu trên điện thoại")
    page.wait_for_selector("#field[data-kept]")
    assert not violations(page)
    assert sideways(page) <= 0


def in_the_forest_without_a_line(page):
    """Everything waits on the phone, and is there after the page was closed and opened again."""
    page.context.set_offline(True)
    page.fill('#corner [name="row.point"]', "gần suối")
    page.click("#corner .btn:not(.plain)")
    page.wait_for_selector('#field-status:has-text("Chưa ghi: vị trí")')  # said there, not at home
    page.click("#corner [data-locate]")
    page.wait_for_selector('#field-status:has-text("sai số")')
    page.click("#corner .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="1"]')
    page.set_input_files(
        '#shot [name="row.photo"]',
        {"name": "a.png", "mimeType": "image/png", "buffer": photograph()},
    )
    page.click("#shot [data-locate]")
    expect(page.locator('#shot [name="row.point"]')).not_to_have_value("")
    page.fill('#shot [name="row.bearing"]', "90")
    page.click("#shot .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="2"]')
    page.fill('#stump [name="row.species"]', "Thông ba lá")
    page.reload()  # from the phone itself
    page.wait_for_selector('#field[data-left="2"]')
    assert page.input_value('#stump [name="row.species"]') == "Thông ba lá"
    page.fill('#stump [name="row.diameter_cm"]', "32")
    page.fill('#stump [name="row.volume_m3"]', "0,6")
    page.check('#stump [name="row.state"][value="fresh"]')
    page.click("#stump .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="3"]')
    page.check('#found [value="violation"]')
    page.check('#found [value="image"]')
    page.check('#found [value="felled"]')
    for name, value in REPORT.items():
        page.fill(f'#found [name="{name}"]', value)
    page.click("#found .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="4"]')


COMMUNE = '{"type":"Polygon","coordinates":[[[107.6,12.0],[107.7,12.0],[107.7,12.1],[107.6,12.1],[107.6,12.0]]]}'


def test_what_contradicts_what_is_known_is_told_in_the_forest_without_a_line(at, commune, page):
    """A corner in the next commune, a stump without volume, an area three times the satellite's: each wants its reason."""
    go = ("go", {"visit_on": "2026-11-25", "team": "Điểu Hích"})
    case = alert(commune, "A", go, commune=COMMUNE)
    page.set_viewport_size({"width": 360, "height": 800})
    enter(at, page, "forest")
    page.goto(f"{at}/forest/field/{case.code}")
    page.wait_for_selector("#field[data-kept]")
    page.context.set_offline(True)

    page.fill('#corner [name="row.point"]', "12.2, 107.62, 5")
    page.click("#corner .btn:not(.plain)")
    page.wait_for_selector('#field-status:has-text("ngoài ranh giới xã hơn 100 m")')
    page.fill('#corner [name="row.why"]', "Rừng liền sang xã bên")
    page.click("#corner .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="1"]')

    page.fill('#stump [name="row.species"]', "Thông ba lá")
    page.fill('#stump [name="row.diameter_cm"]', "32")
    page.check('#stump [name="row.state"][value="fresh"]')
    page.click("#stump .btn:not(.plain)")
    page.wait_for_selector('#field-status:has-text("chưa có khối lượng")')
    page.wait_for_selector('#field[data-left="2"]')

    page.check('#found [value="violation"]')
    page.check('#found [value="image"]')
    page.check('#found [value="felled"]')
    for name, value in {**REPORT, "report.area_production": "16200"}.items():
        page.fill(f'#found [name="{name}"]', value)
    page.click("#found .btn:not(.plain)")
    page.wait_for_selector('#field-status:has-text("khác với điều đã biết")')
    asked = [
        one
        for one in ("why_area", "why_volume", "why_category", "why_corners")
        if page.is_visible(f'[name="{one}"]')
    ]
    assert asked == ["why_area", "why_volume"]
    assert not violations(page)
    assert sideways(page) <= 0
    assert page.get_attribute("#field", "data-left") == "2"  # nothing of it is kept yet
    page.fill('[name="why_area"]', "Đã lan thêm sau ngày ảnh")
    page.fill('[name="why_volume"]', "Gốc cháy, không đo được")
    page.click("#found .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="3"]')

    page.context.set_offline(False)
    page.click("#field-send")
    page.wait_for_selector('#field[data-left="0"]', timeout=15_000)
    data = ledger.case_state(commune, case.code).data
    assert data["corners"]["1"]["why"] == "Rừng liền sang xã bên"
    assert data["why_area"] == "Đã lan thêm sau ngày ảnh" and data["why_volume"]
