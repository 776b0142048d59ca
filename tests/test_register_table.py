"""A register comes as an Excel or CSV file: every fault at its cell, all at once; tried and done by one function; all or nothing."""

import io
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import Workbook

from dinh.engine.refusal import Refused
from dinh.input.register_table import table_of, take_in
from dinh.input.spreadsheet import address, read_sheet
from dinh.procedures import check_paths, own_registers
from dinh.store import ledger
from tests.families.line import HOUSE, Families, at
from tests.test_commands import Line, dinh

__all__ = ["dinh"]

REGISTER = """
register: households
key: code
name: {vi: Hộ}
written_by: [import]
columns:
  code: {label: {vi: Mã hộ}, type: text, required: yes}
  head: {label: {vi: Chủ hộ}, type: person_name, required: yes, personal: yes}
  kind: {label: {vi: Diện}, type: choice, of: {poor: {vi: Hộ nghèo}, near: {vi: Cận nghèo}}, required: yes}
  people: {label: {vi: Số người}, type: number, in: "[1..30]"}
  since: {label: {vi: Từ ngày}, type: date}
  pays: {label: {vi: Có đóng góp}, type: yes_no}
"""
HEADS = ["Mã hộ", "Chủ hộ", "Diện", "Số người", "Từ ngày", "Có đóng góp"]
GOOD = ["H1", "Điểu Xuân", "Hộ nghèo", 4, date(2026, 5, 12), "có"]


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    (folder / "households.yaml").write_text(REGISTER, "utf-8")
    found = check_paths([folder / "households.yaml"])
    return found.registers["households"]


def book(*rows: list[Any], heads: list[str] = HEADS, merged: str = "") -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for row in ([heads] if heads else []) + list(rows):
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def read(register, content: bytes, sheet: str = ""):
    return table_of(read_sheet(content, sheet), register)


def faults(register, content: bytes) -> dict[str, str]:
    return {one.field: one.code for one in read(register, content).faults}


def test_rows_are_read_by_the_labels_of_the_columns_with_labels_of_choices_and_real_days(register):
    found = read(register, book(GOOD))
    assert found.rows == (
        {
            "code": "H1",
            "head": "Điểu Xuân",
            "kind": "poor",
            "people": 4,
            "since": "2026-05-12",
            "pays": True,
        },
    )


def test_headings_are_known_without_diacritics_and_below_a_title(register):
    heads = [normalize("NFD", one).upper() for one in HEADS]
    title = ["DANH SÁCH HỘ NGHÈO NĂM 2026", None, None, None, None, None]
    assert read(register, book(heads, GOOD, heads=title)).rows[0]["kind"] == "poor"
    plain = ["ma ho", "chu ho", "dien", "so nguoi", "tu ngay", "co dong gop"]
    assert read(register, book(GOOD, heads=plain)).rows[0]["head"] == "Điểu Xuân"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_of_any_usual_delimiter_is_read_and_text_becomes_nfc(register, sign, families):
    name = normalize("NFD", "Điểu Xuân")
    text = sign.join(HEADS) + "\r\n" + sign.join(["H1", name, "cận nghèo", "3", "12/05/2026", "x"])
    content = b"\xef\xbb\xbf" + text.encode()
    assert read(register, content).rows[0]["kind"] == "near"
    assert read_sheet(text.encode("utf-16")).rows[1][2].value == name


def test_every_fault_is_told_at_its_cell_all_at_once(register):
    found = faults(
        register,
        book(
            GOOD,
            ["H2", "", "Giàu", 40, "31/02/2026", "không"],
            ["H3", "123", "Hộ nghèo", "bốn", None, "có lẽ"],
        ),
    )
    assert found == {
        "C3": "table.choice",
        "D3": "field.bounds",
        "E3": found["E3"],
        "B4": "field.name",
        "D4": "field.number",
        "F4": found["F4"],
    }


def test_merged_cells_errors_of_formulas_and_formulas_without_a_value_are_told(register):
    assert faults(register, book(GOOD, ["H2", "Y Ka", "Hộ nghèo"], merged="C2:C3"))["C2"] == (
        "table.merged"
    )
    broken = book(["H2", "=1/0", "Hộ nghèo"], GOOD)
    assert faults(register, broken)["B2"] == "table.formula"


def test_a_row_that_is_shifted_by_one_column_is_told_once(register):
    shifted = [None, "H2", "Y Ka", "Hộ nghèo", 3, date(2026, 5, 1)]
    assert faults(register, book(GOOD, shifted)) == {"3": "table.shifted"}


def test_a_column_of_days_and_texts_is_told_for_excel_may_have_exchanged_day_and_month(register):
    texts = ["H2", "Y Ka", "Hộ nghèo", 3, "25/12/2026", None]
    assert faults(register, book(GOOD, texts)) == {"E3": "table.mixed_dates"}


def test_headings_that_are_unknown_twice_or_missing_are_told(register):
    heads = ["Mã hộ", "Chủ hộ", "Chủ hộ", "Ghi chú"]
    assert faults(register, book(["H1", "Y Ka", "Y Ka", "x"], heads=heads)) == {
        "A1": "table.column_missing",
        "C1": "table.heading_twice",
        "D1": "table.heading",
    }
    with pytest.raises(Refused) as found:
        read(register, book(["x", "y"], heads=["a", "b"]))
    assert found.value.refusal.code == "table.no_headings"
    assert faults(register, book()) == {"A1": "table.no_rows"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        (b"\n\n", "table.empty"),
        ("Mã hộ\nĐiểu".encode("cp1258", "replace"), "table.encoding"),
        (b"PK\x03\x04 broken", "table.unreadable"),
        (b'a,b\n"x', "table.unreadable"),
        (b"a,\x00b", "table.unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(register, content, code):
    with pytest.raises(Refused) as found:
        read(register, content)
    assert found.value.refusal.code == code


def test_a_sheet_that_is_not_there_is_told_with_those_there_are(register):
    with pytest.raises(Refused) as found:
        read(register, book(GOOD), "Hộ 2026")
    assert found.value.refusal.code == "table.no_sheet"


def test_addresses_are_those_of_a_spreadsheet():
    assert [address(n, 7) for n in (1, 26, 27, 702, 703)] == ["A7", "Z7", "AA7", "ZZ7", "AAA7"]


# --- through the door -------------------------------------------------------------------------------------------------

HAMLETS = ["Mã", "Tên", "Còn hoạt động"]


def hamlets(*rows: list[Any]) -> bytes:
    return book(*rows, heads=HAMLETS)


def standing() -> set[str]:
    return {row.record for row in ledger.all_records(HOUSE, "hamlets", "2026-07-06")}


def taken(content: bytes, **more: Any):
    return take_in(HOUSE, "hamlets", content, "danh sách", at=at("2026-07-06"), **more)


def test_a_dry_run_counts_what_the_run_does_and_writes_nothing(families: Families) -> None:
    content, before = hamlets(["A", "Bon A", "có"], ["B", "Bon B", "không"]), families.events()
    tried = taken(content, dry_run=True)
    assert (tried.rows, tried.added, families.events()) == (2, 2, before)
    assert taken(content) == tried and standing() == {"A", "B"} and families.whole()


def test_doubles_in_the_table_and_rows_that_stand_are_told_with_all_other_faults(
    families: Families,
) -> None:
    taken(hamlets(["A", "Bon A", "có"]))
    before = families.events()
    with pytest.raises(Refused) as found:
        taken(
            hamlets(["A", "Bon A", "có"], ["B", "Bon B", "có"], ["B", "Bon B", "có"], ["C", "", ""])
        )
    told = {one.field: one.code for one in found.value.refusal.at}
    assert told == {"A2": "record.exists", "A4": "record.twice_here", "B5": "field.required"}
    assert families.events() == before and standing() == {"A"}


def test_rows_that_stand_are_brought_up_to_date_and_the_whole_table_ends_the_rest(
    families: Families,
) -> None:
    taken(hamlets(["A", "Bon A", "có"], ["B", "Bon B", "có"], ["C", "Bon C", "có"]))
    content = hamlets(["A", "Bon A", "có"], ["B", "Bon Bê", "có"], ["D", "Bon D", "có"])
    found = taken(content, renews=True, whole=True)
    assert (found.added, found.changed, found.ended, found.unchanged) == (1, 1, 1, 1)
    assert standing() == {"A", "B", "D"} and families.whole()


ADOPTIONS = ["Cha nuôi hoặc mẹ nuôi", "Con nuôi", "Ngày sinh của con nuôi", "Đăng ký lại"]
ADOPTIONS += ["Đăng ký lúc", "Số định danh của con nuôi"]
ADOPTED = ["Điểu Xuân", "Điểu Mai", "12/05/2020", "không", "2026-03-02T09:00"]


def adoptions(*rows: list[Any], kind: str = "xlsx") -> bytes:
    if kind == "csv":
        return "\n".join(",".join(row) for row in [ADOPTIONS, *rows]).encode()
    return book(*rows, heads=ADOPTIONS)


@pytest.fixture
def numbered(dinh: Line) -> Line:
    """A house with a register whose rows are numbered."""
    dinh("publish", str(own_registers() / "adoptions.yaml"), "--at", "2026-07-01T07:30")
    return dinh


def take_in_adoptions(line: Line, content: bytes, *more: str, refused: bool = False) -> Any:
    path = line.files / "con-nuoi"
    path.write_bytes(content)
    words = ("import", "register", str(path), "--register", "adoptions", *more)
    return (line.refused if refused else line)(*words, "--at", "2026-09-01T08:00")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_taken_in_twice_adds_no_row_to_a_register_that_numbers_its_rows(
    numbered: Line, kind: str
) -> None:
    other = ["Điểu  XUÂN", "Điểu Lan", "03/04/2021", "không", "2026-03-02T09:00", ""]
    content = adoptions([*ADOPTED, ""], other, kind=kind)
    first = take_in_adoptions(numbered, content)
    assert (first["added"], first["kept"]) == (2, [])
    rows = numbered("records", "adoptions")
    again = take_in_adoptions(numbered, content)
    assert (again["added"], again["unchanged"], again["dry_run"]) == (0, 2, False)
    assert [one["row"] for one in again["kept"]] == ["2", "3"]
    assert {one["record"] for one in again["kept"]} == {one["record"] for one in rows}
    assert numbered("records", "adoptions") == rows


def test_a_table_with_a_new_row_between_rows_that_stand_adds_that_one(numbered: Line) -> None:
    third = ["Y Ka", "H Mai", "01/02/2019", "không", "2026-03-05T09:00", ""]
    other = ["Y Ka", "H Lan", "01/02/2022", "không", "2026-03-05T09:00", ""]
    take_in_adoptions(numbered, adoptions([*ADOPTED, ""], other))
    grown = adoptions([*ADOPTED, ""], third, other)
    done = take_in_adoptions(numbered, grown)
    assert (done["added"], [one["row"] for one in done["kept"]]) == (1, ["2", "4"])
    rows = numbered("records", "adoptions")
    assert sorted(one["values"]["child"] for one in rows) == ["H Lan", "H Mai", "Điểu Mai"]
    whole = take_in_adoptions(numbered, adoptions(third), "--renew", "--whole")
    assert (whole["added"], whole["changed"], whole["ended"]) == (0, 0, 2)


def test_a_row_that_differs_in_one_cell_is_no_row_that_stands(numbered: Line) -> None:
    take_in_adoptions(numbered, adoptions([*ADOPTED, ""]))
    twin = [*ADOPTED[:1], "Điểu Mây", *ADOPTED[2:], ""]
    assert take_in_adoptions(numbered, adoptions(twin))["added"] == 1
    known = [*ADOPTED, "067320001239"]
    assert take_in_adoptions(numbered, adoptions(known))["added"] == 1


def test_doubles_within_a_table_are_told_with_both_cells(numbered: Line) -> None:
    other = ["Y Ka", "H Lan", "01/02/2022", "không", "2026-03-05T09:00", ""]
    content = adoptions([*ADOPTED, ""], other, [*ADOPTED, ""])
    told = take_in_adoptions(numbered, content, refused=True)
    assert told["code"] == "table.faults" and [one["field"] for one in told["at"]] == ["A4"]
    assert "A2" in told["at"][0]["message"]
    assert not numbered("records", "adoptions")


def test_doubles_of_a_key_are_told_with_both_cells(families: Families) -> None:
    with pytest.raises(Refused) as found:
        taken(hamlets(["A", "Bon A", "có"], ["B", "Bon B", "có"], ["A", "Bon Ă", "có"]))
    [fault] = found.value.refusal.at
    assert (fault.field, fault.code) == ("A4", "record.twice_here")
    assert fault.facts["first"] == "A2"


def test_where_the_rows_came_from_stands_in_the_log_with_the_files_digest(
    families: Families,
) -> None:
    taken(hamlets(["A", "Bon A", "có"]), person="office")
    event = next(one for one in ledger.events(HOUSE, None) if one.kind == "imported")
    assert event.actor.person == "office" and event.body.source.startswith("danh sách (sha256 ")


@pytest.mark.parametrize("person", ["land", "counter"])
def test_who_is_neither_leader_nor_office_takes_nothing_in(families: Families, person) -> None:
    before = families.events()
    with pytest.raises(Refused) as found:
        taken(hamlets(["A", "Bon A", "có"]), person=person)
    assert found.value.refusal.code == "house.not_yours" and families.events() == before


def test_the_command_line_tries_and_takes_in(dinh: Line) -> None:
    path = dinh.files / "thon.xlsx"
    path.write_bytes(book(["T1", "Thôn 1", "thôn"], heads=["Mã", "Tên", "Loại"]))
    words = ("import", "register", str(path), "--register", "villages", "--at", "2026-09-01T08:00")
    assert dinh(*words, "--dry-run")["added"] == 1
    assert not [one for one in dinh("records", "villages") if one["record"] == "T1"]
    done = dinh(*words, "--source", "Sở Nội vụ")
    assert (done["rows"], done["added"], done["dry_run"]) == (1, 1, False)
    again = dinh.refused(*words)
    assert (again["at"][0]["field"], again["code"]) == ("A2", "table.faults")
