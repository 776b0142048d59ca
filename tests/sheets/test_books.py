"""The register of a period's cases, the book of a register, the control slip: made through the real printer, from real books."""

import io
import json
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest

from dinh.access import finders
from dinh.engine.record.events import Appointed, Delegated
from dinh.engine.refusal import Refused
from dinh.letters import Page, print_letter
from dinh.reports import case_register, register_book
from dinh.reports.control_slip import slip
from dinh.reports.layout import Period, asking, period
from dinh.store import books, ledger
from dinh.store.keys import make_key
from dinh.workflow import cases, publishing
from tests.procedures_for_tests import FOLDER
from tests.world import World

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
SECRET = """
procedure: kin
name: {vi: Việc kín}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
class: secret
classes: {secret: {roles: [leader], label: {vi: Mật}}}
form: {applicant: {part: person, label: {vi: Người nộp}}}
deadline: none
steps:
  look: {role: leader, do: {close: {to: closed, records: [{in: certifications, add: {requester: applicant.name, paper: applicant.address, pages: 1, copies: 1, fee: 0, certified_at: acted}}]}}}
ends: {closed: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc kín}}}
letters: {}
examples:
  - name: một việc kín
    given: {opened: 2026-07-01T08:00, channel: house, applicant: {name: Thị Kín, birth_date: 1990-01-01, address: Bon A}}
    does: [{by: leader, act: close, at: 2026-07-01T09:00}]
    gives: {end: closed}
"""


@pytest.fixture
def world(world: World, house: Path) -> World:
    make_key(house)
    return world


def text_of(page: Page) -> str:
    pdf = print_letter(page.sources, page.template, page.values)
    return re.sub(
        r"\s+",
        " ",
        "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace(
            "\u200b", ""
        ),
    )


def notes(world: World) -> list[dict]:
    return [json.loads(one.body) for one in ledger.log(world.house, "") if one.kind == "looked"]


def the_book(world: World, person: str = "clerk.1", of: Period = NOVEMBER) -> case_register.Book:
    return case_register.book(asking(world.house, person), of)


# --- form 07 ------------------------------------------------------------------------------------------------------------


def test_the_register_follows_each_case_of_the_period_from_its_receipt_to_the_handing_over(world):
    world.case().accepted("2026-10-30")
    done = world.case("chung-thuc-ban-sao").settled("2026-11-25").delivered(to="Thị Mai")
    world.case().accepted("2026-12-01")
    (row,) = the_book(world).page.values["rows"]
    assert (row["code"], row["owner"], row["mark"]) == (done.code, "Điểu Xuân", "on_time")
    assert (row["received"], row["transferred"]) == (
        "2026-11-25T09:00+07:00",
        "2026-11-25T09:00+07:00",
    )
    assert (row["settled"], row["delivered"]) == (
        "2026-11-25T09:30+07:00",
        "2026-11-25T09:40+07:00",
    )
    assert (row["how"], row["to"]) == ("trực tiếp", "Thị Mai")
    assert "Tư pháp" in row["settler"]


def test_a_case_belongs_to_the_day_on_which_it_was_accepted_else_opened(world):
    online = world.case(channel="online").opened("2026-10-31").accepted("2026-11-02")
    waiting = world.case(channel="online").opened("2026-11-30T23:50")
    world.case(channel="online").opened("2026-12-01T00:00")
    assert [row["code"] for row in the_book(world).page.values["rows"]] == [
        online.code,
        waiting.code,
    ]


def test_the_marks_say_who_was_early_who_late_and_what_still_runs(world):
    early = world.case("xac-nhan-tinh-trang-hon-nhan").settled("2026-11-16")
    late = (
        world.case()
        .accepted("2026-11-17")
        .acted("leader", "extend", "2026-11-18", by="1 working day", reason="Mất điện")
        .checked("2026-11-20")
        .signed()
        .sealed()
    )
    stopped = (
        world.case()
        .accepted("2026-11-23")
        .acted("counter.1", "withdraw", "2026-11-23T10:00", reason="Đổi ý")
    )
    runs = world.case("xac-nhan-tinh-trang-hon-nhan").accepted("2026-11-24")
    rows = {row["code"]: row for row in the_book(world).page.values["rows"]}
    assert [rows[one.code]["mark"] for one in (early, late, runs)] == ["early", "late", "open"]
    assert rows[late.code]["notes"] == ["Trễ hẹn", "Gia hạn 1 lần, hẹn đầu 17/11/2026"]
    assert "Đã rút hồ sơ" in rows[stopped.code]["notes"]
    assert rows[runs.code]["notes"] == ["Đang giải quyết"]


def test_the_paper_is_searchable_in_vietnamese_and_carries_the_signed_head(world):
    case = world.case("chung-thuc-ban-sao").settled("2026-11-25")
    book = the_book(world)
    said = text_of(book.page)
    for words in (
        "SỔ THEO DÕI HỒ SƠ",
        "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "Trong kỳ nhận 1 hồ sơ",
        "Điểu Xuân",
        "Bon Bu Bơ",
        "Tư pháp",
        "Đúng hạn",
        "Đầu sổ lúc",
    ):
        assert words in said
    assert case.code in said.replace("- ", "-")
    assert books.verify(world.house, book.page.values["head"])["ok"]


def test_a_period_without_cases_has_its_book_too(world):
    assert "không có hồ sơ nào" in text_of(the_book(world).page)


def test_making_the_book_is_noted_before_the_head_is_signed(world):
    world.case("chung-thuc-ban-sao").settled("2026-11-25")
    head = the_book(world).page.values["head"]
    (note,) = notes(world)
    assert note["what"] == "book:cases:2026-11-01..2026-11-30"
    assert note["names"] == ["name", "address", "phone"]
    assert head["number"] == ledger.head(world.house).number


@pytest.mark.parametrize("person", ["civil.1", "police", "village.1"])
def test_a_post_that_does_not_keep_the_register_is_refused_and_nothing_is_noted(world, person):
    before = ledger.head(world.house)
    with pytest.raises(Refused) as refused:
        the_book(world, person)
    assert refused.value.refusal.code == "book.not_yours"
    assert ledger.head(world.house) == before


@pytest.mark.parametrize(("procedures", "makes"), [((), True), (("khai-sinh",), False)])
def test_whoever_acts_for_the_clerk_makes_the_book_unless_it_is_for_some_procedures_alone(
    world, procedures, makes
):
    given = Delegated(
        delegation="12/QĐ-UBND",
        giver="clerk.1",
        to="police",
        procedures=procedures,
        start="2026-07-01",
        end="2026-12-31",
    )
    cases.delegate(world.house, given)
    world.case("chung-thuc-ban-sao").accepted("2026-11-25")
    if makes:
        assert the_book(world, "police").count == 1
    else:
        with pytest.raises(Refused):
            the_book(world, "police")


@pytest.mark.parametrize(
    ("register", "role"),
    [("births", "civil_status"), ("certifications", "justice"), ("villages", "")],
)
def test_a_register_is_kept_by_the_clerk_and_by_those_to_whom_the_counter_hands_its_cases(
    world, register, role
):
    found = register_book.keepers(world.house, register)
    assert {"clerk", "office", "leader"} <= set(found)
    assert not {"counter", "applicant", "police", "village_head"} & set(found)
    assert role in found or (not role and len(found) == 3)


def test_a_role_had_for_one_village_makes_no_book_of_all_of_them(world):
    cases.appoint(
        world.house,
        [
            Appointed(
                person="police",
                post="near.1",
                roles=("clerk",),
                title={"vi": "Văn thư bon"},
                of=("bu-bo",),
                start="2026-07-01",
                personal={"name": "Điểu Gần"},
            )
        ],
    )
    with pytest.raises(Refused):
        the_book(world, "police")


def test_more_rows_than_a_book_holds_are_refused_and_nothing_is_noted(world, monkeypatch):
    monkeypatch.setattr("dinh.reports.case_register.ROWS_MAX", 1)
    for _ in range(2):
        world.case("chung-thuc-ban-sao").accepted("2026-11-25")
    before = ledger.head(world.house)
    with pytest.raises(Refused) as refused:
        the_book(world)
    assert refused.value.refusal.code == "book.too_long"
    assert ledger.head(world.house) == before


def test_the_rows_of_many_pages_of_the_books_come_each_once_and_in_order(world, monkeypatch):
    monkeypatch.setattr("dinh.store.periods.PAGE", 2)
    codes = [
        world.case("chung-thuc-ban-sao").settled(f"2026-11-{day:02d}").code
        for day in (3, 4, 5, 5, 5, 6, 9)
    ]
    book = the_book(world)
    assert [row["code"] for row in book.page.values["rows"]] == codes
    assert all(row["settled"] and row["transferred"] for row in book.page.values["rows"])
    assert register_book.book(asking(world.house, "clerk.1"), "certifications", NOVEMBER).count == 7


# --- what is kept from some ---------------------------------------------------------------------------------------------


@pytest.fixture
def secret(world: World, tmp_path: Path):
    """A case whose class only leaders may read, and its record in an open register."""
    file = tmp_path / "van-hoa" / "kin.yaml"
    file.parent.mkdir()
    file.write_text(SECRET, "utf-8")
    checked = publishing.check([file])
    assert checked.sound, [one.message.en for one in checked.problems]
    publishing.publish(world.house, checked, at=world.begin)
    opened = cases.open_case(
        world.house,
        "leader",
        "kin",
        {"applicant": {"name": "Thị Kín", "birth_date": "1990-01-01", "address": "Nơi kín"}},
        at=period("2026-11-24", "2026-11-24").start,
    )
    return cases.act(world.house, "leader", opened.code, "close")


def test_a_case_whose_class_is_kept_from_the_maker_is_in_no_book_of_theirs(world, secret):
    world.case("chung-thuc-ban-sao").settled("2026-11-25")
    for person, there in (("clerk.1", False), ("leader", True), ("", True)):
        one = asking(world.house, person)
        for page in (
            case_register.book(one, NOVEMBER).page,
            register_book.book(one, "certifications", NOVEMBER).page,
        ):
            said = text_of(page)
            assert ("Thị Kín" in said, secret.code in said.replace("- ", "-")) == (there, there)
            assert "Điểu Xuân" in said
    with pytest.raises(finders.NotFound):
        slip(asking(world.house, "clerk.1"), secret.code)
    assert "Thị Kín" in text_of(slip(asking(world.house, "leader"), secret.code))


def test_a_field_whose_class_is_kept_from_the_maker_stands_in_no_book_of_theirs(world):
    publishing.publish(world.house, publishing.check([FOLDER / "to-cao.yaml"]), at=world.begin)
    data = {
        "accuser": "Thị Mai",
        "born": "1990-01-01",
        "about": "Lấn đất",
        "accused": "Y Ba",
        "witnesses": [],
    }
    case = cases.open_case(world.house, "office.2", "to-cao", data, at=NOVEMBER.start)
    for person, there in (("office.2", False), ("leader", True)):
        assert ("Thị Mai" in text_of(the_book(world, person).page)) == there
    assert "Thị Mai" not in text_of(slip(asking(world.house, "office.2"), case.code))


# --- a register's book --------------------------------------------------------------------------------------------------


def test_a_register_of_the_year_gives_what_was_entered_in_the_period_with_its_numbers(world):
    world.case("chung-thuc-ban-sao").settled("2026-10-20")
    case = world.case("chung-thuc-ban-sao").settled("2026-11-25")
    book = register_book.book(asking(world.house, "clerk.1"), "certifications", NOVEMBER)
    (row,) = book.page.values["rows"]
    assert (row["number"], row["entered"], row["case"]) == ("02/2026", "2026-11-25", case.code)
    said = text_of(book.page)
    for words in (
        "SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH",
        "Trong kỳ ghi 1 dòng",
        "Bằng tốt nghiệp",
        "Điểu Xuân",
        "Đầu sổ lúc",
    ):
        assert words in said
    assert any(
        note["what"] == "book:certifications:2026-11-01..2026-11-30" for note in notes(world)
    )


def test_a_book_of_births_prints_an_entry_for_each_child_and_tells_a_reversal(world):
    case = world.case().settled("2026-11-25")
    for _ in ("seal", "sign"):
        cases.act(world.house, "leader", case.code, "reverse", data={"reason": "Ghi nhầm tên"})
    book = register_book.book(asking(world.house, "civil.1"), "births", NOVEMBER)
    said = text_of(book.page)
    for words in (
        "SỔ ĐĂNG KÝ KHAI SINH",
        "Điểu Minh",
        "20/06/2026",
        "Nam",
        "Cha mẹ có đăng ký kết hôn",
        "Số định danh của cha: 067091999512",
    ):
        assert words in said
    assert "Đã hủy, chưa từng có hiệu lực" in said


def test_any_other_register_gives_what_stood_on_the_last_day(world):
    book = register_book.book(asking(world.house, "leader"), "villages", NOVEMBER)
    assert book.count == len(ledger.records(world.house, "villages", "2026-11-30")) > 5
    assert "dòng còn hiệu lực" in text_of(book.page)
    assert (
        register_book.book(
            asking(world.house, "leader"), "villages", period("2020-01-01", "2020-02-01")
        ).count
        == 0
    )


def test_a_register_that_is_none_has_no_book(world):
    with pytest.raises(finders.NotFound):
        register_book.book(asking(world.house, "leader"), "nothing", NOVEMBER)


# --- form 06 ------------------------------------------------------------------------------------------------------------


def test_the_slip_tells_every_hand_over_and_is_no_letter_of_the_case(world):
    case = world.case().settled("2026-11-25").delivered(to="Thị Mai")
    letters, before = case.letters, ledger.head(world.house)
    page = slip(asking(world.house, "civil.1"), case.code)
    said = text_of(page)
    for words in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận",
        "Người nộp hồ sơ",
        "Trả kết quả",
        "Thị Mai",
        "Trả trực tiếp",
        "Đúng hạn",
        f"người lập: {finders.who(world.house, 'civil.1').name}",
    ):
        assert words in said
    assert len(page.values["rows"]) == 5
    assert (case.letters, ledger.head(world.house)) == (letters, before)


# --- the command line ---------------------------------------------------------------------------------------------------


@pytest.fixture
def dinh(world: World, house: Path, monkeypatch, capsys):
    from dinh.cli import main

    monkeypatch.setenv("DINH_HOUSE", str(house))

    def said(*words: str) -> tuple[int, dict]:
        code = main(["--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return said


def test_the_command_line_prints_the_books_and_the_slip(world, dinh, tmp_path):
    case = world.case("chung-thuc-ban-sao").settled("2026-11-25")
    for words, rows in (
        (("book", "--from", "2026-11-01", "--to", "30/11/2026"), 1),
        (
            (
                "book",
                "certifications",
                "--from",
                "2026-11-01",
                "--to",
                "2026-11-30",
                "--by",
                "clerk.1",
            ),
            1,
        ),
        (("slip", case.code), 4),
    ):
        out = tmp_path / f"{words[0]}.pdf"
        code, found = dinh(*words, "--out", str(out))
        assert (code, found["file"], found["rows"]) == (0, str(out), rows)
        assert found["head"]["house"] == world.house
        assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("words", "refusal"), [
    (("book", "--from", "2026-11-30", "--to", "2026-11-01"), "book.period"), (("book", "--from", "2026-02-31", "--to", "2026-11-01"), "field.no_such_day"), (("book", "nothing", "--from", "2026-11-01", "--to", "2026-11-30"), "not_found"),
    (("book", "--by", "police", "--from", "2026-11-01", "--to", "2026-11-30"), "book.not_yours"), (("slip", "H36.99-261125-9999"), "not_found"), (("book", "--by", "nobody", "--from", "2026-11-01", "--to", "2026-11-30"), "person.unknown"),
])  # fmt: skip
def test_what_cannot_be_printed_is_refused_and_no_file_is_left(
    world, dinh, tmp_path, words, refusal
):
    out = tmp_path / "x.pdf"
    code, found = dinh(*words, "--out", str(out))
    assert (code, found["refusal"]["code"], out.exists()) == (1, refusal, False)
