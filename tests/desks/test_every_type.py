"""A field of any type is asked, kept and told in words, also those that few procedures use."""

import pytest

from dinh.access import finders
from dinh.engine.decisions.evaluate import Scope
from dinh.reports import register_book
from dinh.reports.layout import asking, period
from dinh.store import keys, uploads
from dinh.store.link import linked
from dinh.web.cases import contents, queries
from dinh.workflow import cases, publishing

TEXT = """\
procedure: moi-kieu
name: {vi: Mọi kiểu}
field: van-hoa
code: none
in_force: {from: 2025-07-01}
level: internal
channels: [counter]
form:
  who: {label: {vi: Ai xem}, type: roles}
  post: {label: {vi: Vị trí}, type: post}
  scans: {label: {vi: Bản quét}, type: files, count: "[1..3]"}
  heirs: {label: {vi: Người thừa kế}, type: list, rows: "[0..5]", of: {name: {label: {vi: Tên}, type: text}}}
documents:
  paper: {label: {vi: Giấy}, kind: copy, each: heirs, required: no}
  identity: {label: {vi: Tùy thân}, kind: original, required: no, valid: 6 months, one_of: {card: {vi: Căn cước}, passport: {vi: Hộ chiếu}}}
deadline: none
steps: {look: {role: counter, do: {mend: {edits: [form]}, close: {to: done, records: [{in: so_thu, add: {who: who, by: post, at: home}}]}}}}
ends: {done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}}
letters: {}
"""
REGISTER = """\
register: so_thu
name: {vi: Sổ thử}
number: yearly
columns:
  who: {label: {vi: Ai xem}, type: roles}
  by: {label: {vi: Vị trí}, type: post}
  at: {label: {vi: Đơn vị}, type: house}
"""


@pytest.fixture
def story(commune, tmp_path):
    files = {"moi-kieu.yaml": TEXT, "so_thu.yaml": REGISTER}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    publishing.publish(commune, publishing.check([tmp_path / name for name in files]))

    def opened(**data):
        return cases.open_case(commune, "counter.1", "moi-kieu", data)

    return opened


def a_file(content: bytes):
    return {
        "digest": uploads.keep_made(content),
        "name": "a.pdf",
        "type": "application/pdf",
        "size": len(content),
    }


def told(house, case):
    seen = finders.case_seen_by(house, "counter.1", case.code)
    return {
        fact.label: fact
        for part in contents.parts(
            seen, (), lambda field, value: value, "vi", queries.scope_for(house, seen)
        )
        for fact in part.facts
    }


def test_a_field_of_roles_offers_them_and_tells_them_by_their_names(commune, story, signed_in):
    assert (
        'name="who" value="land"'
        in signed_in("counter.1").get("/counter/open/moi-kieu").content.decode()
    )
    assert (
        told(commune, story(who=["land", "leader"]))["Ai xem"].value
        == "Địa chính, Lãnh đạo Ủy ban nhân dân"
    )


def test_a_book_on_paper_tells_posts_roles_and_houses_by_their_names(house, commune, story):
    keys.make_key(house)
    case = story(who=["land", "leader"], post="leader")
    cases.act(commune, "counter.1", case.code, "close")
    printed = str(
        register_book.book(
            asking(commune, "leader"), "so_thu", period("2026-11-01", "2026-11-30")
        ).page
    )
    assert all(
        words in printed
        for words in ("Địa chính, Lãnh đạo Ủy ban nhân dân", "Chủ tịch", "Xã Trường Xuân")
    )


def test_of_a_paper_that_is_good_for_some_time_only_its_date_is_to_be_looked_at(
    commune, story, signed_in
):
    page = signed_in("counter.1").get("/counter/open/moi-kieu?lang=en").content.decode()
    assert page.count("Good for 6 months from its date: look at the date on it.") == 1


def test_the_day_on_a_paper_is_asked_kept_and_told_and_warns_where_it_is_over(
    commune, story, signed_in
):
    counter = signed_in("counter.1")
    typed = {
        "channel": "counter",
        "key": "k",
        "documents.identity": "seen",
        "documents.identity.which": "passport",
        "documents.identity.date": "05/10/2025",
    }
    page = counter.post("/counter/open/moi-kieu", {**typed, "do": "look"}).content.decode()
    assert (
        'name="documents.identity.date" value="05/10/2025"' in page
        and "Tùy thân chỉ có giá trị đến 05/04/2026." in page
    )
    wrong = counter.post(
        "/counter/open/moi-kieu", {**typed, "documents.identity.date": "31/02/2026", "do": "close"}
    )
    assert wrong.status_code == 422 and 'value="31/02/2026"' in wrong.content.decode()
    opened = counter.post("/counter/open/moi-kieu", {**typed, "do": "close"})
    assert opened.status_code == 302
    [(code,)] = linked().all("SELECT code FROM cases")
    seen = finders.case_seen_by(commune, "counter.1", code)
    assert [one.label for one in queries.brought(seen, "vi")] == [
        "Tùy thân: Hộ chiếu (ngày cấp 05/10/2025)"
    ]


def test_every_scan_of_a_field_stands_on_the_page(commune, story):
    assert len(told(commune, story(scans=[a_file(b"1"), a_file(b"2")]))["Bản quét"].files) == 2


def test_what_was_brought_for_a_row_that_is_gone_is_not_taken_for_another_rows(commune, story):
    case = story(
        heirs=[{"name": "Thị Mai"}, {"name": "Điểu Xuân"}],
        documents={"paper": ["seen", a_file(b"2")], "identity": {"passport": a_file(b"3")}},
    )
    cases.act(
        commune,
        "counter.1",
        case.code,
        "mend",
        data={"heirs": [{"row": "1", "name": "Thị Mai"}, {"name": "Y Bham"}]},
    )
    seen = finders.case_seen_by(commune, "counter.1", case.code)
    assert [one.label for one in queries.brought(seen, "vi")] == [
        "Giấy 1",
        "Giấy (dòng đã bỏ)",
        "Tùy thân: Hộ chiếu",
    ]
    assert Scope(seen.procedure, seen.case.data, {})("heirs").keys() == {"1", "3"}
