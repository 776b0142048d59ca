"""What is known of an alert, on its page and on the sheet that is taken along: thresholds by plot, declared harvests, pictures; and the way there."""

import json
import re

import pytest
from django.test import Client
from msgspec import structs

from dinh import printing
from dinh.forest_cases import verification
from dinh.forest_cases.harvests import declared
from dinh.forest_cases.limits import limits
from dinh.forest_cases.reading import read
from dinh.store import ledger, queries, uploads
from dinh.workflow import cases, publishing
from tests.desks.forest_cases import GO, REPORT, SQUARE, alert
from tests.letters.test_pictures import png
from tests.world import own_files

PLOT = {
    "old_province": "dak_nong", "subcompartment": "1702", "compartment": "3", "category": "production", "area_ha": 12, "outline": SQUARE, "outline_source": SQUARE, "source_crs": "EPSG:4326", "owner": "Hộ Điểu Lôi",
}  # fmt: skip
HARVEST = {
    "owner": "Điểu Lôi", "place": "Bon Bu Bơ", "old_province": "dak_nong", "subcompartment": "1702", "compartment": "3", "lot": "a", "origin": "own", "volume": 20, "trees": 100, "from_day": "2026-11-01",
    "to_day": "2026-11-30", "entered_at": "2026-10-30T08:00",
}  # fmt: skip


@pytest.fixture
def forest(forest):
    """With two plots."""
    cases.import_records(
        forest,
        "forest_plots",
        [{**PLOT, "code": f"dak_nong-1702-3-{lot}", "lot": lot} for lot in "ab"],
        "test",
    )
    return forest


def picture(shade):
    content = png(shade)
    return {
        "digest": uploads.keep_made(content),
        "name": "a.png",
        "type": "image/png",
        "size": len(content),
    }


def the_patch(house, name="A"):
    return next(one for one in read(house) if one.alert == name)


def test_every_category_is_held_against_its_own_threshold_with_the_source_of_it(forest):
    alert(
        forest,
        "A",
        plots=[
            {"plot": "dak_nong-1702-3-a", "category": "production", "area_m2": 2600},
            {"plot": "dak_nong-1702-3-b", "category": "production", "area_m2": 2400},
            {"plot": "x", "category": "special_use", "area_m2": 900},
        ],
    )
    production, special = limits(forest, the_patch(forest))
    assert (
        production.category,
        production.lost_m2,
        production.limit_m2,
        production.above,
        production.measured,
    ) == ("production", 5000, 5000, True, False)
    assert [(code, area) for code, _, area in production.plots] == [
        ("dak_nong-1702-3-a", 2600),
        ("dak_nong-1702-3-b", 2400),
    ]
    assert (special.limit_m2, special.above) == (1000, False)
    assert (
        production.source == "Bộ luật Hình sự 2015 (sửa đổi 2017, 2025) Điều 243"
        and not production.confirmed
    )


def test_what_was_measured_takes_the_place_of_what_the_watch_saw(forest):
    alert(
        forest,
        "A",
        GO,
        (
            "violation",
            {
                "report": {**REPORT, "area_production": 4000, "area_protection": 3000},
                "why_category": "Ranh giới trên bản đồ cũ sai",
                "why_area": "Lan thêm sau ngày ảnh",
            },
        ),
    )
    assert {
        one.category: (one.lost_m2, one.above, one.measured)
        for one in limits(forest, the_patch(forest))
    } == {"production": (4000, False, True), "protection": (3000, True, True)}


def test_ground_that_was_added_counts_for_the_plot_in_which_it_lies(forest):
    case = alert(
        forest,
        "A",
        plots=[{"plot": "dak_nong-1702-3-a", "category": "production", "area_m2": 4000}],
        area_m2=4000,
    )
    assert not the_patch(forest).above
    cases.act(
        forest,
        "forest",
        case.code,
        "grew",
        data={
            "row": {
                "found_on": "2026-11-24",
                "area_m2": 1000,
                "kind": "clearfell",
                "plot": "dak_nong-1702-3-a",
                "category": "production",
            }
        },
    )
    assert the_patch(forest).above and limits(forest, the_patch(forest))[0].lost_m2 == 5000


def test_a_declared_harvest_is_shown_where_plot_and_time_fit_and_the_finding_leads_to_it(
    forest, signed_in
):
    cases.import_records(
        forest,
        "timber_harvests",
        [
            HARVEST,
            {**HARVEST, "lot": "b"},
            {**HARVEST, "from_day": "2026-01-01", "to_day": "2026-01-31"},
        ],
        "test",
    )
    case = alert(forest, "A", GO)
    (hit,) = declared(
        forest, ["dak_nong-1702-3-a"], the_patch(forest).onset, the_patch(forest).found
    )
    assert hit.number == "1/2026"
    page = signed_in("forest").get(f"/forest/alerts/{case.code}/").content.decode()
    assert (
        "Có khai báo khai thác ở đây:" in page
        and "số 1/2026: 1702/3/a, Bon Bu Bơ, từ 01/11/2026 đến 30/11/2026" in page
    )
    record = ledger.records(forest, "timber_harvests")[0].record
    cases.act(forest, "forest", case.code, "legal", data={"report": REPORT, "harvest": record})
    page = signed_in("forest").get(f"/forest/alerts/{case.code}/").content.decode()
    assert "Kết luận hợp pháp theo khai báo:" in page
    assert the_patch(forest).state == "legal"


def shown_at(page: str) -> list[str]:
    return re.findall(r'src="(/cases/[^"]+\.png)"', page)


def test_the_page_is_for_those_of_the_desk_and_its_pictures_are_no_reading_of_papers(
    forest, signed_in
):
    case = alert(forest, "A", before=picture(10), after=picture(20), series=picture(30))
    browser, before = signed_in("forest"), ledger.head(forest).number
    page = browser.get(f"/forest/alerts/{case.code}/").content.decode()
    assert [browser.get(one).content for one in shown_at(page)] == [png(10), png(20), png(30)]
    assert ledger.head(forest).number == before
    assert browser.get("/forest/alerts/none/").status_code == 404
    assert signed_in("counter.1").get(f"/forest/alerts/{case.code}/").status_code == 403


def test_the_case_shows_its_pictures_to_all_who_may_read_it_in_words_too_and_to_nobody_else(
    forest, signed_in
):
    case = alert(
        forest,
        "A",
        before=picture(10),
        after=picture(20),
        series=picture(30),
        before_on="2026-10-01",
    )
    for person in ("forest", "leader", "counter.1"):
        browser = signed_in(person)
        page, before = (
            browser.get(f"/cases/{case.code}/").content.decode(),
            ledger.head(forest).number,
        )
        assert [browser.get(one).content for one in shown_at(page)] == [png(10), png(20), png(30)]
        assert 'alt="Trước, 01/10/2026"' in page and 'alt="Chỉ số qua từng ảnh' in page
        assert ledger.head(forest).number == before
    assert (
        'alt="Before, 01/10/2026"'
        in signed_in("forest").get(f"/cases/{case.code}/?lang=en").content.decode()
    )
    answer = Client().get(shown_at(page)[0])
    assert answer.status_code == 302 and answer.url.startswith("/sign-in"), "a stranger"


def test_only_what_machines_drew_is_shown_without_being_noted_and_a_case_without_shows_no_pictures(
    forest, signed_in
):
    case = alert(
        forest, "A", GO, ("shot", {"row": {"photo": picture(40), "note": "x"}}), before=picture(10)
    )
    browser = signed_in("forest")
    page = browser.get(f"/cases/{case.code}/").content.decode()
    assert shown_at(page) == [f"/cases/{case.code}/pictures/before.png"]
    assert {
        browser.get(f"/cases/{case.code}/pictures/{one}.png").status_code
        for one in ("after", "outline", "shots", "photo")
    } == {404}
    assert "Ảnh vệ tinh" not in browser.get(f"/cases/{alert(forest, 'B').code}/").content.decode()


def test_the_sheet_that_is_taken_along_has_the_pictures_and_what_the_page_says(forest, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    cases.import_records(forest, "timber_harvests", [HARVEST], "test")
    case = alert(
        forest,
        "A",
        GO,
        before=picture(10),
        after=picture(20),
        series=picture(30),
        before_on="2026-10-01",
        after_on="2026-11-20",
        way="Từ Bon Bu Bơ: 1,5 km",
        declared="số 1/2026: 1702/3/a",
    )
    (letter,) = case.letters
    (tmp_path / "sheet.pdf").write_bytes(printing.pdf(forest, case.code, letter))
    pages = pypdf.PdfReader(tmp_path / "sheet.pdf").pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert len(pages) == 2 and sum(len(page.images) for page in pages) >= 3
    for told in (
        "Trước: 01/10/2026",
        "Từ Bon Bu Bơ: 1,5 km",
        "số 1/2026: 1702/3/a",
        "5.400 m²",
        "5.000 m²",
        "Trên ngưỡng hình sự",
        "NGƯỜI CÓ MẶT",
        "ĐK (cm)",
    ):
        assert told in words, told


def test_a_patrol_sets_out_from_the_village_that_is_chosen_and_waits_for_the_day_agreed_on(
    forest, signed_in
):
    pytest.importorskip("ortools")
    cases.import_records(
        forest,
        "villages",
        [
            {"code": code, "name": name, "kind": "bon", "lat": 12.01, "lon": lon}
            for code, name, lon in (("B01", "Bon Bu Bơ", 107.6), ("B02", "Bon Ta Mung", 107.65))
        ],
        "test",
    )
    new = alert(forest, "A", village="B02")
    later = alert(
        forest, "B", GO, ("unreachable", {"why_unreachable": "Suối lũ", "again_by": "2026-11-28"})
    )
    left = alert(forest, "C", GO, ("give_up", {"why_unreachable": "Đường sạt"}))
    page = signed_in("forest").get("/forest/patrol/").content.decode()
    assert new.code in page and later.code not in page and left.code not in page
    assert re.search(r'<option value="B02" selected', page)
    way = json.loads(
        re.search(
            r'data-way="([^"]+)"',
            signed_in("forest").get("/forest/patrol/?start=B01").content.decode(),
        ).group(1)
    )
    assert way[0] == way[-1] == [12.01, 107.6]


def test_from_a_settled_alert_whoever_was_there_asks_to_have_its_ground_watched_anew_and_types_no_code(
    forest, signed_in
):
    publish_ground(forest)
    settled, fresh = alert(forest, "A", GO, ("natural", {"report": REPORT})), alert(forest, "B")
    browser = signed_in("forest")
    page = browser.get(f"/forest/alerts/{settled.code}/").content.decode()
    assert (
        "Đề nghị theo dõi lại chỗ này" in page
        and "Đề nghị theo dõi lại"
        not in browser.get(f"/forest/alerts/{fresh.code}/").content.decode()
    )
    form = browser.post("/within/forest-ground", {"alert": settled.code})
    assert (
        form.status_code == 200
        and f'value="{settled.code}"' in form.content.decode()
        and 'class="error"' not in form.content.decode()
    )
    sent = {
        "alert": settled.code,
        "what": "thaw",
        "from_day": "2026-11-25",
        "why": "Thông đã khép tán",
        "do": "open",
        "key": "k",
    }
    assert browser.post("/within/forest-ground", sent).status_code == 302
    assert len(queries.cases(forest, procedure=verification.SLUG)) == 1


def publish_ground(house):
    files = own_files()
    publishing.publish(
        house,
        structs.replace(
            files,
            packages=[one for one in files.packages if one.procedure.slug == verification.SLUG],
        ),
    )
