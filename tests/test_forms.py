"""Forms 04 and 05 of the one-stop rules through the door: issued for every procedure, numbered, printed from the version's own templates."""

import io
import re

import pypdf
import pytest

from dinh import printing
from dinh.engine.decisions.letters import APOLOGY, STOPPING, unasked
from dinh.engine.schedule.calendar import to_local
from tests.world import FORMS, World, own_files


def words_of(world: World, case, name: str) -> str:
    letter = next(one for one in case.letters if one.name == name)
    pages = pypdf.PdfReader(io.BytesIO(printing.pdf(world.house, case.code, letter))).pages
    return re.sub(
        r"\s+", " ", " ".join(page.extract_text() for page in pages).replace("\u200b", "")
    )


@pytest.mark.parametrize("one", own_files().packages, ids=lambda one: one.procedure.slug)
def test_every_procedure_carries_the_forms_that_it_may_have_to_issue(one):
    carried = {name for name in ("04", "05") if f"letters/form-{name}.typ" in one.procedure.sources}
    assert carried == {letter.form for letter in unasked(one.procedure) if letter.form} | {
        letter.form for letter in one.procedure.letters.values() if letter.form in ("04", "05")
    }


def issuing(letter) -> list[str]:
    """The procedures for which `world` has a form and that issue this letter."""
    return sorted(
        one.procedure.slug
        for one in own_files().packages
        if one.procedure.slug in FORMS and letter in unasked(one.procedure)
    )


@pytest.mark.parametrize("slug", issuing(APOLOGY))
def test_an_extension_apologises_with_the_reason_and_both_dates(world, slug):
    case = world.case(slug).accepted("2026-11-25")
    old = case.due
    case.acted(
        "leader", "extend", by="1 working day", reason="Hệ thống hộ tịch điện tử bảo trì cả ngày"
    )
    said = words_of(world, case, "apology")
    for words in (
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Số: ",
        "/UBND-VP",
        case.code,
        "bảo trì cả ngày",
        "xin lỗi anh, chị",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "Nơi nhận",
    ):
        assert words in said
    for due in (old, case.due):
        assert f"ngày {to_local(due):%d} tháng" in said


@pytest.mark.parametrize("slug", issuing(STOPPING))
def test_a_withdrawal_gives_a_numbered_notice_with_the_stage_and_what_becomes_of_the_fee(
    world, slug
):
    case = (
        world.case(slug)
        .accepted("2026-11-25")
        .acted(
            "counter.1", "withdraw", reason="Đổi ý, để tháng sau", refund="Trả lại tiền tại quầy"
        )
    )
    said = words_of(world, case, "stopping_notice")
    for words in (
        "THÔNG BÁO",
        "Dừng giải quyết hồ sơ theo đề nghị của người nộp",
        "Số: 01/TB-UBND",
        case.code,
        "Đổi ý, để tháng sau",
        "Hồ sơ đang ở bước: ",
        "chưa nộp khoản nào",
        "Trả lại tiền tại quầy",
        "Giấy tờ trả lại",
    ):
        assert words in said


def test_what_the_applicant_stops_on_the_portal_is_signed_by_nobody(world):
    case = (
        world.case(channel="online")
        .opened("2026-11-25")
        .acted("applicant", "withdraw", reason="Đổi ý")
    )
    assert "được lập tự động theo đề nghị của người nộp hồ sơ" in words_of(
        world, case, "stopping_notice"
    )
    assert case.end == "withdrawn"


def test_letters_of_one_kind_are_numbered_in_one_row_whatever_the_procedure(world):
    for slug in ("khai-sinh", "chung-thuc-ban-sao"):
        world.case(slug).accepted("2026-11-25").acted("counter.1", "withdraw", reason="Đổi ý")
    last = world.case().accepted("2026-11-26").acted("counter.1", "withdraw", reason="Đổi ý")
    assert next(one.number for one in last.letters if one.name == STOPPING.name) == "03/TB-UBND"
