"""The forest desk: who sees it, what comes first, what the map draws and how the month is summed."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dinh import printing
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.forest_cases.reading import read
from dinh.forest_cases.tiles import FOLDER, write_layer
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.forest_cases import GO, REPORT, SQUARE, alert
from tests.letters.papers import text_of


@pytest.fixture
def told(forest):
    """An alert in every state."""
    return {
        "new": alert(forest, "A"), "going": alert(forest, "B", GO, area_m2=900), "violation": alert(forest, "C", GO, ("violation", {"report": REPORT})),
        "unreachable": alert(forest, "D", GO, ("unreachable", {"why_unreachable": "Suối lũ", "again_by": "2026-11-28"})), "natural": alert(forest, "E", GO, ("natural", {"report": REPORT})),
        "not_found": alert(forest, "F", GO, ("not_found", {"report": {**REPORT, "area_production": 0}})),
    }  # fmt: skip


def test_an_alert_is_told_in_the_state_to_which_its_case_has_come(forest, told):
    assert {patch.alert: patch.state for patch in read(forest)} == {
        case.data["alert_id"]: state for state, case in told.items()
    }
    assert {patch.alert for patch in read(forest) if patch.open} == {"A", "B", "C", "D"}


def test_what_the_watch_saw_beyond_the_criminal_threshold_is_said_before_anybody_went(forest):
    alert(forest, "large")
    alert(
        forest,
        "small",
        area_m2=4900,
        plots=[{"plot": "x", "category": "production", "area_m2": 4900}],
    )
    alert(
        forest,
        "just",
        plots=[{"plot": "y", "category": "special_use", "area_m2": area} for area in (400, 600)],
    )
    alert(
        forest,
        "mixed",
        plots=[
            {"plot": "z", "category": category, "area_m2": 2999}
            for category in ("protection", "production")
        ],
    )
    assert {patch.alert: patch.above for patch in read(forest)} == {
        "large": True,
        "small": False,
        "just": True,
        "mixed": False,
    }, "from 1,000 m², each category by itself"


def test_the_desk_is_for_rangers_leaders_police_and_land_and_nobody_else(forest, told, signed_in):
    pages = (
        "/forest/",
        "/forest/map/",
        "/forest/map.geojson",
        "/forest/change/",
        "/forest/patrol/",
    )
    assert {signed_in("forest").get(page).status_code for page in pages} == {200}
    assert {signed_in("leader").get(page).status_code for page in pages} == {200}
    assert {signed_in("counter.1").get(page).status_code for page in pages} == {403}


def test_the_list_puts_first_what_is_worth_most_and_leads_to_each_case(forest, told, signed_in):
    page = signed_in("forest").get("/forest/").content.decode()
    listed = re.findall(r'/cases/([^/]+)/"', page)
    assert set(listed) == {
        told[state].code for state in ("new", "going", "violation", "unreachable")
    }
    assert "4 cảnh báo chưa xong" in page


def test_a_search_without_diacritics_finds_the_owner(forest, signed_in):
    alert(forest, "A")
    alert(
        forest,
        "B",
        plots=[{"plot": "y", "category": "production", "owner": "Hộ Điểu Xuân", "area_m2": 100}],
    )
    page = signed_in("forest").get("/forest/?q=dieu xuan").content.decode()
    assert page.count('<th scope="row">') == 1
    assert (
        "Không có cảnh báo nào như vậy"
        in signed_in("forest").get("/forest/?q=khong ai").content.decode()
    )


def test_a_long_list_goes_on_where_the_page_ended_and_tells_each_once(
    forest, signed_in, monkeypatch
):
    monkeypatch.setattr("dinh.web.forest.queries.PAGE", 2)
    codes = {alert(forest, name, area_m2=100 * n).code for n, name in enumerate("ABCDE", 1)}
    browser, address, seen = signed_in("forest"), "/forest/", []
    while address:
        page = browser.get(address).content.decode()
        seen += re.findall(r'<th scope="row"><a href="/cases/([^/]+)/"', page)
        more = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        address = "/forest/" + more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == 5 and set(seen) == codes


PIXEL = b"\x89PNG\r\n\x1a\n of one tile"


def test_the_map_draws_every_alert_with_what_was_added_since_over_tiles_that_lie_on_disk(
    forest, told, signed_in, house
):
    alert(
        forest,
        "G",
        ("grew", {"row": {"found_on": "2026-11-22", "area_m2": 300, "outline": SQUARE}}),
    )
    write_layer(
        house / FOLDER / "scene-2026-11-20.mbtiles",
        [(14, 13087, 7634, PIXEL)],
        {"name": "20/11/2026", "date": "2026-11-20", "bounds": "107.5,12.0,107.7,12.2"},
    )
    browser = signed_in("forest")
    ground = browser.get("/forest/map.geojson").json()
    parts = {
        one["properties"]["code"]: len(one["geometry"]["coordinates"])
        for one in ground["features"]
        if one["properties"]["is"] == "alert"
    }
    assert sorted(parts.values()) == [1, 1, 1, 1, 1, 1, 2]
    assert ground["layers"] == [
        {
            "name": "scene-2026-11-20",
            "title": "20/11/2026",
            "on": "2026-11-20",
            "bounds": [[12.0, 107.5], [12.2, 107.7]],
            "least": 14,
            "most": 14,
        }
    ]
    assert browser.get("/forest/tiles/scene-2026-11-20/14/13087/7634.png").content == PIXEL


def test_a_tile_is_given_to_those_of_the_desk_alone_and_nothing_else_of_the_disk_to_anybody(
    forest, signed_in, house
):
    write_layer(
        house / FOLDER / "base.mbtiles",
        [(1, 0, 0, PIXEL), (1, 1, 0, b"no picture")],
        {"name": "Nền", "bounds": "107,12,108,13"},
    )
    (house / FOLDER / "broken.mbtiles").write_bytes(b"half a file")
    browser = signed_in("forest")
    asked = (
        "base/1/0/0",
        "base/1/1/0",
        "base/1/0/1",
        "base/99/0/0",
        "broken/1/0/0",
        "none/1/0/0",
        "..%2f..%2fbooks/1/0/0",
    )
    assert [browser.get(f"/forest/tiles/{one}.png").status_code for one in asked] == [
        200,
        *[404] * 6,
    ]
    assert [one["name"] for one in browser.get("/forest/map.geojson").json()["layers"]] == ["base"]
    assert signed_in("counter.1").get("/forest/tiles/base/1/0/0.png").status_code == 403


def test_one_alert_is_shown_on_the_map_alone_and_leads_back_to_its_case(forest, told, signed_in):
    page = signed_in("forest").get(f"/forest/map/?at={told['natural'].code}").content.decode()
    assert told["natural"].code in page and told["new"].code not in page
    assert f'data-at="{told["natural"].code}"' in page


def test_the_case_leads_to_the_map_and_to_the_phone_s_sheet_while_somebody_is_on_the_way(
    forest, told, signed_in
):
    browser = signed_in("forest")
    pages = {
        state: browser.get(f"/cases/{told[state].code}/").content.decode()
        for state in ("new", "going", "natural")
    }
    assert all(f"/forest/map/?at={told[state].code}" in page for state, page in pages.items())
    assert [f"/forest/field/{told[state].code}" in page for state, page in pages.items()] == [
        False,
        True,
        False,
    ]
    assert f"/forest/field/{told['going'].code}" in browser.get("/forest/").content.decode()


def test_what_is_late_is_said_and_a_clock_that_stands_still_makes_nobody_late(forest, signed_in):
    late, waits = (
        alert(forest, "A"),
        alert(
            forest,
            "D",
            GO,
            ("unreachable", {"why_unreachable": "Suối lũ", "again_by": "2026-12-28"}),
        ),
    )
    cases.act(
        forest, "forest", late.code, "note", data={"text": "Chờ xe"}, at=local("2026-12-08T09:00")
    )  # the clock of a rehearsal is its log's
    page = signed_in("forest").get("/forest/?state=all").content.decode()
    row = {
        case.code: next(part for part in page.split("<tr>") if case.code in part)
        for case in (late, waits)
    }
    assert "quá hạn" in row[late.code]
    assert "quá hạn" not in row[waits.code] and "tạm dừng" in row[waits.code]


def test_the_month_sums_what_was_measured_and_names_the_cases(forest, told, signed_in):
    page = signed_in("leader").get("/forest/change/").content.decode()
    assert "Mất 0,56 ha rừng do vi phạm" in page
    assert all(case.code in page for case in told.values())


def test_days_that_are_none_are_said_and_the_usual_ones_shown(forest, told, signed_in):
    page = signed_in("leader").get("/forest/change/?from=hôm qua").content.decode()
    assert "Lỗi: ngày phải viết" in page and "Mất 0,56 ha" in page


def test_a_patrol_goes_to_what_is_not_checked_yet(forest, told, signed_in):
    pytest.importorskip("ortools")
    page = signed_in("forest").get("/forest/patrol/").content.decode()
    assert (
        told["new"].code in page
        and told["natural"].code not in page
        and told["violation"].code not in page
    )


def test_an_empty_forest_says_so_and_says_why_no_way_is_planned(forest, signed_in):
    browser = signed_in("forest")
    assert "Rừng đang yên" in browser.get("/forest/").content.decode()
    assert "Chưa có cảnh báo nào có vị trí" in browser.get("/forest/patrol/").content.decode()


def test_the_field_page_is_for_an_alert_s_case_and_what_it_sends_is_the_case_s_own_action(
    forest, signed_in
):
    case, browser = alert(forest, "A", GO), signed_in("forest")
    assert "Kiểm tra tại rừng" in browser.get(f"/forest/field/{case.code}").content.decode()
    sent = {
        "action": "stump",
        "key": "k1",
        "row.species": "Thông ba lá",
        "row.diameter_cm": "32",
        "row.state": "fresh",
    }
    for _ in range(2):  # sent again where the answer was lost on the way
        assert browser.post(f"/forest/field/{case.code}/acts", sent).json() == {"done": True}
    browser.post(
        f"/forest/field/{case.code}/acts",
        {"action": "corner", "key": "k2", "row.point": "12.011000, 107.621000, 6"},
    )
    data = ledger.case_state(forest, case.code).data
    assert len(data["stumps"]) == 1 and data["corners"]["1"]["point"] == "12.011000, 107.621000, 6"


def test_what_the_door_does_not_take_from_the_field_is_told_in_words_and_changes_nothing(
    forest, signed_in
):
    case, browser = alert(forest, "A", GO), signed_in("forest")
    answer = browser.post(
        f"/forest/field/{case.code}/acts",
        {"action": "stump", "key": "k1", "row.diameter_cm": "rất to"},
    )
    assert answer.status_code == 422 and {
        fault.partition(":")[0] for fault in answer.json()["faults"]
    } >= {"Đường kính gốc (cm)", "Loài"}, "each with its field: the form is not beside it"
    text = SimpleUploadedFile("ghi-chu.txt", b"khong phai anh", "text/plain")
    assert (
        "ghi-chu.txt"
        in browser.post(
            f"/forest/field/{case.code}/acts", {"action": "shot", "key": "k3", "row.photo": text}
        ).json()["faults"][0]
    )
    assert (
        browser.post(
            f"/forest/field/{case.code}/acts", {"action": "sign_police", "key": "k2"}
        ).status_code
        == 422
    )
    assert browser.get("/forest/field/none").status_code == 404
    assert ledger.case_state(forest, case.code).number == case.number


# --- what a finding contradicts -------------------------------------------------------------------------------------

WIDE = '{"type":"Polygon","coordinates":[[[107.5,11.9],[107.7,11.9],[107.7,12.1],[107.5,12.1],[107.5,11.9]]]}'
PLOT = {
    "plot": "dak_nong-1702-3-a",
    "category": "production",
    "area_m2": 5400,
    "plot_m2": 60_000,
}
CORNERS = ("12.01, 107.62, 5", "12.01, 107.621, 5", "12.0105, 107.621, 5", "12.0105, 107.62, 5")
"""Within them lie some 6.060 m²."""


def refused(house, case, action, **data) -> dict[str, str]:
    with pytest.raises(Refused) as no:
        cases.act(house, "forest", case.code, action, data={"report": REPORT, **data})
    return {fault.field: fault.code for fault in no.value.refusal.at}


def report(**areas) -> dict:
    none = {f"area_{name}": 0 for name in ("special", "protection", "production", "young")}
    return {"report": {**REPORT, **none, **{f"area_{name}": m2 for name, m2 in areas.items()}}}


def test_a_corner_outside_the_commune_is_kept_only_with_the_reason(forest, signed_in):
    case, browser = alert(forest, "A", GO, commune=WIDE), signed_in("forest")
    sent = {"action": "corner", "key": "k1", "row.point": "12.2, 107.62, 5"}
    answer = browser.post(f"/forest/field/{case.code}/acts", sent)
    assert answer.status_code == 422
    assert "ngoài ranh giới xã hơn 100 m: cách 11132 m" in answer.json()["faults"][0]
    assert ledger.case_state(forest, case.code).number == case.number
    with pytest.raises(Refused):
        cases.act(forest, "forest", case.code, "corner", data={"row": {"point": "12.2, 107.62"}})
    why = {**sent, "key": "k2", "row.why": "Rừng liền sang xã bên"}
    assert browser.post(f"/forest/field/{case.code}/acts", why).json() == {"done": True}
    near = {
        **sent,
        "key": "k3",
        "row.point": "12.1004, 107.62, 5",
    }  # 44 m: within what a phone errs by
    assert browser.post(f"/forest/field/{case.code}/acts", near).json() == {"done": True}


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (report(production=5600), ()),
        (report(protection=5600), ("why_category",)),
        (
            report(production=5600) | {"report": {**REPORT, "category": "special_use"}},
            ("why_category",),
        ),
        (report(production=2600), ("why_area",)),
        (report(production=8200), ("why_area",)),
        (report(production=70_000), ("why_area",)),
    ],
)
def test_a_finding_that_contradicts_the_plot_or_the_satellite_is_not_sealed_without_a_reason(
    forest, found, asked
):
    case = alert(forest, "A", GO, plots=[PLOT])
    why = dict.fromkeys(asked, "Đã đo lại tại rừng")
    if asked:
        assert refused(forest, case, "violation", **found) == dict.fromkeys(asked, "field.required")
        assert ledger.case_state(forest, case.code).number == case.number
    sealed = cases.act(forest, "forest", case.code, "violation", data={**found, **why})
    assert {name: sealed.data.get(name) for name in asked} == why


def test_a_finding_that_contradicts_the_corners_is_not_sealed_without_a_reason(forest):
    acts = [("corner", {"row": {"point": point}}) for point in CORNERS]
    case = alert(forest, "A", GO, *acts, area_m2=9000)
    assert refused(forest, case, "violation", **report(production=9000)) == {
        "why_corners": "field.required"
    }
    cases.act(forest, "forest", case.code, "violation", data=report(production=6000))


def test_a_sum_over_stumps_without_volume_is_sealed_with_a_reason_and_says_so_on_paper(forest):
    row = {"species": "Thông ba lá", "diameter_cm": 32, "state": "fresh"}
    acts = [("stump", {"row": row}), ("stump", {"row": {**row, "volume_m3": "0,6"}})]
    case = alert(forest, "A", GO, *acts)
    found = report(production=5600)
    assert refused(forest, case, "violation", **found) == {"why_volume": "field.required"}
    why = {"why_volume": "Gốc bị đốt, không đo được chiều cao"}
    case = cases.act(forest, "forest", case.code, "violation", data={**found, **why})
    minutes = next(one for one in case.letters if one.name == "minutes")
    words = " ".join(text_of(printing.pdf(forest, case.code, minutes)).split())
    assert "0,6 m³, chưa tính 1 gốc không có khối lượng" in words
    assert "Gốc bị đốt, không đo được chiều cao" in words
    assert "5.600 m²" in words  # as the pages write it


def test_what_is_confirmed_where_nothing_contradicts_is_dropped(forest):
    case = alert(forest, "A", GO)
    given = {**report(production=5600), "why_area": "thừa"}
    sealed = cases.act(forest, "forest", case.code, "violation", data=given)
    assert "why_area" not in sealed.data


def test_the_phone_is_given_what_it_holds_a_finding_against_without_a_line(forest, signed_in):
    case = alert(
        forest, "A", GO, ("corner", {"row": {"point": CORNERS[0]}}), plots=[PLOT], commune=WIDE
    )
    page = signed_in("forest").get(f"/forest/field/{case.code}").content.decode()
    checks = json.loads(html.unescape(re.search(r'data-checks="([^"]*)"', page)[1]))
    assert checks["known"]["plots_production"] == 1 and checks["known"]["total_m2"] == 5400
    assert checks["corners"] == ["12.01, 107.62, 5"] and json.loads(checks["commune"])
    assert checks["asks"]["not_found"] == ["why_volume"]
    assert set(checks["when"]) == {"why_category", "why_area", "why_corners", "why_volume"}
    for name in checks["when"]:
        assert f'name="{name}"' in page
