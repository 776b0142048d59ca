"""A field that only some roles may read, in a case that everybody reads: what it said is told to others nowhere, also once it was emptied or struck."""

import json
from pathlib import Path

import pytest
from django.test import Client

from dinh.engine.schedule.calendar import local
from dinh.store import accounts, archive, books, ledger, uploads
from dinh.workflow import cases, publishing
from tests.families import FOLDER
from tests.families.line import HOUSE, Families

LETTERS = Path(__file__).parents[1] / "procedures_for_tests" / "letters"
SAID = "Rất sợ ông Ba"
KEPT = """
procedure: chuyen-kin
name: {vi: Chuyện kín}
field: dieu-hanh
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
classes: {guarded: {roles: [leader], label: {vi: Mật}}}
form:
  about: {label: {vi: Nội dung}, type: text, required: yes}
  complaint: {label: {vi: Điều muốn nói riêng}, type: text, class: guarded, personal: yes}
  photo: {label: {vi: Ảnh}, type: file}
  papers: {label: {vi: Giấy}, type: list, rows: "[0..3]", of: {digest: {label: {vi: Tóm tắt}, type: text}, by: {label: {vi: Ai viết}, type: text}}}
deadline: none
steps: {decide: {role: leader, do: {mend: {edits: [complaint]}, say: {letter: answer}, close: {to: closed}, enter: {to: closed, when: {complaint: filled}, records: [{in: so_kin, add: {what: complaint, photo: photo}}]}}}}
ends: {closed: {outcome: done, label: {vi: Đã trả lời}, letter: none, why_quiet: {vi: Giữ bí mật}}}
letters: {answer: {template: plain.typ, type: TB, class: guarded, with: {what: {value: complaint, else: ""}}}}
examples:
  - name: kín
    given: {opened: 2026-07-01T08:00, channel: house, about: Lấn đất, complaint: Rất sợ}
    does: [{by: leader, act: close, at: 2026-07-01T10:00}]
    gives: {end: closed}
"""

BOOK = """
register: so_kin
name: {vi: Sổ chuyện kín}
key: [what]
columns:
  what: {label: {vi: Điều muốn nói}, type: text, required: yes, class: guarded}
  photo: {label: {vi: Ảnh}, type: file}
classes: {guarded: {roles: [leader], label: {vi: Mật}}}
written_by: [procedures]
"""


@pytest.fixture
def kept(families: Families, tmp_path: Path) -> Families:
    folder = tmp_path / "files"
    (folder / "letters").mkdir(parents=True)
    (folder / "registers").mkdir()
    (folder / "registers" / "so_kin.yaml").write_text(BOOK, "utf-8")
    (folder / "chuyen-kin.yaml").write_text(KEPT, "utf-8")
    (folder / "letters" / "plain.typ").write_bytes((LETTERS / "plain.typ").read_bytes())
    for name in ("fields.yaml", "roles.yaml"):
        (folder / name).write_bytes((Path(FOLDER) / name).read_bytes())
    found = publishing.check([folder])
    assert found.sound, [one.message.en for one in found.problems]
    publishing.publish(HOUSE, found, at=local("2026-07-01T07:40"))
    return families


def a_case(kept: Families, **data) -> str:
    """With the letter that only a leader may read, and a leader's remark about it."""
    code = cases.open_case(
        HOUSE,
        "leader",
        "chuyen-kin",
        {"about": "Lấn đất", "complaint": SAID, **data},
        at=local("2026-07-01T08:00"),
    ).code
    kept.act(code, "say", "leader", "2026-07-01T09:00")
    kept.act(code, "note", "leader", "2026-07-01T09:10", text="Bà ấy run, đừng hỏi thêm")
    return code


def told(person: str, code: str) -> dict[str, str]:
    browser = Client()
    accounts.account(person)
    assert browser.post("/sign-in", {"demo": person}).status_code == 302
    letter = ledger.case_state(HOUSE, code).letters[0].digest
    addresses = (
        f"/cases/{code}/?log",
        f"/api/cases/{code}",
        f"/api/cases/{code}/log",
        "/staff/day/?on=2026-07-01",
        f"/api/letters/{letter}.pdf",
    )
    return {
        address: browser.get(address).content.decode("utf-8", "replace") for address in addresses
    }


def leaks(code: str) -> list[str]:
    """Addresses that tell what the office may not know; a leader learns all of it, so that this could fail."""
    assert any("Bà ấy run" in words for words in told("leader", code).values())
    found = told("office", code)
    letters = json.loads(found[f"/api/cases/{code}"])["letters"]
    return [
        address
        for address, words in found.items()
        if SAID in words or "Bà ấy run" in words or words.startswith("%PDF")
    ] + letters


def test_a_remark_that_may_repeat_it_is_told_to_others_nowhere(kept: Families) -> None:
    assert leaks(a_case(kept)) == []


def test_what_was_emptied_since_is_kept_as_before(kept: Families) -> None:
    code = a_case(kept)
    kept.act(code, "mend", "leader", "2026-07-01T10:00", complaint="")
    assert leaks(code) == []


def test_what_was_struck_since_opens_neither_letters_nor_remarks(kept: Families) -> None:
    code = a_case(kept)
    cases.strike(HOUSE, "leader", code, ["complaint"], "QĐ 1", at=local("2026-07-01T10:00"))
    assert leaks(code) == []


def test_a_letter_of_a_class_is_kept_though_nothing_of_the_class_was_filled(kept: Families) -> None:
    assert leaks(a_case(kept, complaint=None)) == []


def test_a_column_may_be_called_digest_and_its_rows_are_no_files(
    kept: Families, tmp_path: Path
) -> None:
    a_case(kept, papers=[{"digest": "Bà con xin mở đường", "by": "Thị Mai"}])
    assert books.verify(HOUSE)["ok"]
    assert archive.backup(HOUSE, tmp_path / "b.zip")["documents"] == 0


def test_a_record_is_not_named_by_what_is_kept_and_a_files_name_stands_in_no_sealed_body(
    kept: Families,
) -> None:
    photo = {
        "digest": uploads.keep_made(b"photo"),
        "name": "anh-Thi-Mai.jpg",
        "type": "image/jpeg",
        "size": 5,
    }
    code = a_case(kept, photo=photo)
    kept.act(code, "enter", "leader", "2026-07-01T10:00")
    bodies = "".join(event.body for event in ledger.log(HOUSE, code))
    assert SAID not in bodies and "anh-Thi-Mai" not in bodies
    assert leaks(code) == []
