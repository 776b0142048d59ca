"""The page of a procedure for those who work by it: the picture and the same in words, tables, rules, what is proven, examples."""

import re
from xml.etree import ElementTree

import pytest

from dinh.access import finders
from dinh.export.dmn import decisions
from dinh.export.picture import picture
from dinh.web.staff.procedure_page import Plain
from dinh.web.staff.procedures import proven
from tests.desks.conftest import commune, signed_in  # noqa: F401  # the small commune of the desks' tests
from tests.export.files import SLUGS, hall, published
from tests.procedures.files import package

SVG = "{http://www.w3.org/2000/svg}"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_officer_reads_a_procedure_whole_and_a_citizen_does_not(signed_in, client, lang):
    officer = signed_in("civil.1")
    page = officer.get(f"/staff/procedures/khai-sinh/?lang={lang}").content.decode()
    said = words(page)
    if lang == "vi":
        assert "Người đã làm ở “Tiếp nhận” không được làm ở “Thẩm tra”." in said
        assert "“Ngày phát hiện trẻ” chỉ hỏi khi trường hợp của trẻ: trẻ bị bỏ rơi." in said
        assert (
            "Ở “Chờ xã khác trả lời”, hết 3 ngày làm việc mà chưa ai làm thì hồ sơ tự chuyển tới “Thẩm tra”."
            in said
        )
        assert "20 ví dụ, 20 chạy đúng như ghi." in said
        assert "0 đồng" in said and "Chưa công bố" in said and "Bảng có điều kiện: " in said
    else:
        assert "Whoever acted in “Reception” may not act in “Checking”." in said
        assert "20 examples, 20 come out as written." in said
        assert "Exactly one line holds for every case." in said
    assert client.get("/staff/procedures/khai-sinh/").status_code == 302
    assert client.get("/staff/procedures/khai-sinh/bpmn").status_code == 302


def test_every_procedure_in_force_has_its_page_and_its_files(signed_in, commune):
    in_force = finders.procedures(commune)
    officer = signed_in("civil.1")
    listed = re.findall(
        r'href="/staff/procedures/([a-z-]+)/"', officer.get("/staff/procedures/").content.decode()
    )
    assert sorted(listed) == sorted(one.slug for one in in_force)
    for slug in (one.slug for one in in_force if one.steps):
        page = officer.get(f"/staff/procedures/{slug}/").content.decode()
        assert (
            "<svg" in page
            and f'/staff/procedures/{slug}/bpmn"' in page
            and f'/staff/procedures/{slug}/dmn"' in page
        )
        assert ">chưa được<" not in page and ">ra khác<" not in page
        assert " style=" not in page
        file = officer.get(f"/staff/procedures/{slug}/bpmn")
        assert (
            file["Content-Disposition"] == f'attachment; filename="{slug}.bpmn"'
            and b"BPMNDiagram" in file.content
        )
        assert b"<decision " in officer.get(
            f"/staff/procedures/{slug}/dmn"
        ).content or not decisions(finders.procedure(commune, slug))
    assert officer.get("/staff/procedures/khong-co/").status_code == 404
    assert officer.get("/staff/procedures/khong-co/dmn").status_code == 404


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_list_beside_the_picture_says_all_that_the_picture_shows(slug, lang):
    procedure = published()[slug]
    plain = Plain(procedure, lang)
    svg = ElementTree.fromstring(picture(procedure, lang, plain.when))
    shown = " ".join("".join(text.itertext()) for text in svg.iter() if text.tag.endswith("text"))
    shown = re.sub(r"\s+", "", shown)
    stops = plain.stops()
    assert [stop.name for stop in stops] == list(procedure.steps)
    for stop in stops:
        assert stop.label.replace(" ", "") in shown
        for way in stop.ways:
            if stop.kind == "work":
                assert way.act.replace(" ", "") in shown or way.to == stop.label, way
    for end in plain.ends():
        assert end.label.replace(" ", "") in shown


def test_the_picture_is_told_to_those_who_do_not_see_it():
    svg = ElementTree.fromstring(picture(published()["khai-sinh"], "en"))
    ids = {one.get("id"): "".join(one.itertext()) for one in svg if one.get("id")}
    assert svg.get("role") == "img" and svg.get("aria-labelledby") == " ".join(ids)
    assert ids["picture-title"] == "The way of a case: Birth registration"
    assert "dashed lines are time-outs" in ids["picture-desc"]


def test_an_end_has_the_colour_of_its_outcome_and_a_time_out_is_dashed(tmp_path):
    svg = ElementTree.fromstring(picture(hall(tmp_path), "vi"))
    classes = [one.get("class", "") for one in svg]
    assert classes.count("round end done") == 1 and classes.count("round end late") == 2
    assert classes.count("way over") == 3  # two ways out of the block, one time-out in it
    boxed = ElementTree.fromstring(picture(published()["khai-sinh"], "vi"))
    over = sum(one.get("class") == "way over" for one in boxed)
    assert over == sum(step.then is not None for step in published()["khai-sinh"].steps.values())


def test_what_does_not_hold_is_said_with_what_to_do(tmp_path):
    from dinh.procedures import read_procedure
    from tests.export.files import HALL

    file = tmp_path / "muon-hoi-truong.yaml"
    file.write_text(
        HALL.replace("not(wedding)", "meeting").replace('["<= 3", empty]', '"<= 3"'),
        encoding="utf-8",
    )
    found, _ = read_procedure(file)
    assert found is not None
    tables, *_ = proven(found, "vi")
    assert len(tables.faults) == 1 and "trống" in tables.faults[0]


def test_a_fee_without_a_name_is_called_one_in_the_readers_language(tmp_path):
    procedure = package(tmp_path).procedure
    for lang, called in (("vi", "Phí, lệ phí"), ("en", "Fee")):
        assert [
            table.title
            for table in Plain(procedure, lang).tables()
            if table.kind in ("Phải nộp", "To pay")
        ] == [called]
