"""Nothing a person typed at the counter or in an action's form is thrown away: by the other language, a fault, a live change, a file."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dinh.access import finders
from dinh.store.writer import NotWritten
from dinh.web.shared import files
from dinh.workflow import cases
from tests.desks.test_cases import went
from tests.desks.test_counter import BIRTH, OPEN, key_in
from tests.desks.test_counter_money import accepted, pay

ENGLISH = {"words": "en"}


@pytest.fixture
def counter(signed_in):
    return signed_in("counter.1")


def switch(page: str) -> tuple[str, str]:
    """The form that the switch sends, and where to."""
    found = re.search(
        r'<button class="link" form="([^"]+)" name="words" value="en" formaction="([^"]+)"', page
    )
    return found[1], found[2]


def test_the_other_language_of_a_half_filled_reception_keeps_what_was_typed_and_writes_nothing(
    counter, commune
):
    form, address = switch(counter.get(OPEN).content.decode())
    page = counter.post(address, {**BIRTH, **ENGLISH, "key": "kept"}).content.decode()
    assert f'id="{form}"' in page
    assert "Receive: Birth registration" in page
    assert 'name="mother.name" value="H’Lan Niê"' in page
    assert 'value="kept"' in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


def test_enter_in_a_field_never_presses_the_switch_of_the_language(counter):
    page = counter.get(OPEN).content.decode()
    first = re.search(r'<button[^>]*form="reception-form"[^>]*>', page)[0]
    assert 'name="do" value="look"' in first, "a browser presses the first button of a form"


def test_the_reason_being_written_stays_when_the_language_or_the_row_or_an_answer_changes(counter):
    sent = {**BIRTH, "asked": "reject", "rejection_reason": "Không thuộc thẩm quyền"}
    for change in (ENGLISH, {"add": "children"}, {"do": "look"}):
        page = counter.post(OPEN, {**sent, **change}).content.decode()
        assert "Không thuộc thẩm quyền</textarea>" in page, change
    live = counter.post(
        OPEN, sent, headers={"HX-Request": "true", "HX-Trigger": "reception-form"}
    ).content.decode()
    assert re.search(r'<section[^>]*id="asked"[^>]* hx-preserve>', live)
    assert "Không thuộc thẩm quyền</textarea>" in live
    left = counter.post(OPEN, {**sent, "do": "leave"}).content.decode()
    assert 'name="asked"' not in left


def test_a_text_in_the_scan_field_and_whose_card_it_is_stay(counter):
    page = counter.post(
        OPEN, {**BIRTH, "scan": "067091004512|", "scan_for": "mother", "add": "children"}
    ).content.decode()
    assert 'name="scan" value="067091004512|"' in page
    assert re.search(r'name="scan_for" value="mother" checked', page)


def test_after_a_card_the_first_field_still_empty_takes_the_focus(counter):
    card = {"scan": "067191004512||Trần Thị Mận|14031991|Nữ|Thôn 2|05052021", "do": "scan"}
    page = counter.post(OPEN, {**card, "scan_for": "applicant"}).content.decode()
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', page) == ["applicant.ethnicity"]
    page = counter.post(
        OPEN, {**card, "situation": "married", "scan_for": "mother"}
    ).content.decode()
    (place,) = re.findall(r'name="([^"]+)"[^>]* autofocus', page)
    assert place.startswith("mother.")
    failed = counter.post(OPEN, {**card, "scan": "1"}).content.decode()
    assert re.findall(r'name="([^"]+)"[^>]* autofocus', failed) == ["scan"]


def test_the_other_language_of_an_actions_form_keeps_the_answers_the_ticks_and_the_files(
    signed_in, commune
):
    case, civil = went(commune, 1), signed_in("civil.1")
    address = f"/cases/{case.code}/acts/attach"
    form, switched = switch(civil.get(address).content.decode())
    paper = SimpleUploadedFile("chứng sinh.pdf", b"%PDF-1.4 x", "application/pdf")
    page = civil.post(
        switched,
        {**ENGLISH, "documents.birth_note.1": [paper], "documents.identity": "seen", "key": "k"},
    ).content.decode()
    assert form == "act"
    assert f'id="{form}"' in page
    assert "chứng sinh.pdf" in page
    assert re.search(r'name="documents.identity" value="seen" checked', page)
    note = civil.post(
        f"/cases/{case.code}/acts/note?lang=vi", {"words": "vi", "text": "thiếu chữ ký"}
    ).content.decode()
    assert "thiếu chữ ký</textarea>" in note
    assert len(finders.case_seen_by(commune, "civil.1", case.code).case.documents) == len(
        case.documents
    )


def test_the_other_language_of_the_page_of_a_case_keeps_the_payment_and_who_receives(
    counter, commune
):
    code = accepted(counter)
    form, address = switch(counter.get(f"/counter/cases/{code}/").content.decode())
    typed = {
        "amount": "4.000",
        "receipt": "000012",
        "how": "transfer",
        "to": "Y Bách",
        "key": "k",
        "seen": "1",
    }
    page = counter.post(address, {**typed, **ENGLISH}).content.decode()
    assert (form, address) == ("window", f"/counter/cases/{code}/?lang=en")
    assert 'value="4.000"' in page
    assert 'value="000012"' in page
    assert re.search(r'name="how" value="transfer" checked', page)
    assert not finders.case_seen_by(commune, "counter.1", code).case.paid
    wrong = pay(counter, code, amount="90.000", receipt="000012", key="k").content.decode()
    assert switch(wrong.replace('value="vi"', 'value="en"'))[1].startswith(
        f"/counter/cases/{code}/?lang="
    )
    assert 'value="000012"' in wrong


def test_what_was_sent_after_the_session_ended_survives_the_other_language_and_signing_in(
    commune, client
):
    ended = client.post(OPEN, {**BIRTH, "key": "late", "do": "accept"}).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', ended)[1]
    form, address = switch(ended)
    assert (form, address) == ("sign-in-form", "/sign-in?lang=en")
    english = client.post(address, {**ENGLISH, "kept": kept, "name": "counter.1"}).content.decode()
    assert "Your session has ended" in english
    assert 'value="counter.1"' in english
    kept = re.search(r'name="kept" value="([^"]+)"', english)[1]
    page = client.post("/sign-in", {"demo": "counter.1", "kept": kept}).content.decode()
    assert 'name="mother.name" value="H’Lan Niê"' in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    page = client.post("/again?lang=vi", {"words": "vi", "kept": kept}).content.decode()
    assert "Gửi lại" in page
    assert 'name="mother.name" value="H’Lan Niê"' in page
    assert f'action="{OPEN}"' in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("virus.pdf", b"MZ\x90\x00 no paper"), "không phải PDF, JPEG hay PNG"),
        (("trống.pdf", b""), "rỗng, không có gì bên trong"),
        (("to.pdf", b"%PDF-" + b"0" * (25 * 2**20)), "nặng 26 MB, nhiều nhất là 25 MB"),
        (("rất to.pdf", b"%PDF-" + b"0" * (40 * 2**20)), "nặng 41 MB, nhiều nhất là 25 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_at_its_paper_and_costs_nothing_else(
    counter, commune, file, said
):
    sent = {**BIRTH, "documents.identity": "seen", "key": "f", "do": "accept"}
    answer = counter.post(OPEN, {**sent, "documents.birth_note.1": ["seen", a_file(*file)]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert file[0] in page
    assert 'href="#f-documents-birth_note-1"' in page
    assert 'name="mother.name" value="H’Lan Niê"' in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")
    sent = {
        **sent,
        "shown-papers": ["f-documents-birth_note-1", "f-documents-identity"],
        "documents.birth_note.1": ["seen", a_file(*file)],
    }
    live = counter.post(OPEN, sent, headers={"HX-Request": "true"})
    assert said in live.content.decode()
    assert 'id="papers"' in live.content.decode(), (
        "the input is emptied, so that the file is not sent again with every change"
    )


def test_a_file_that_cannot_be_taken_stops_no_other_file_of_an_action(signed_in, commune):
    case, civil = went(commune, 1), signed_in("civil.1")
    sent = {
        "documents.birth_note.1": a_file("tốt.pdf", b"%PDF-1.4"),
        "documents.identity": a_file("rỗng.pdf", b""),
        "key": "k",
    }
    answer = civil.post(f"/cases/{case.code}/acts/attach", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“rỗng.pdf” rỗng" in page
    assert re.search(r'name="documents.birth_note.1.kept" value="[^"]+"', page)


def test_a_file_that_was_sent_too_long_ago_is_said_to_be_gone_and_everything_else_stays(
    counter, commune, monkeypatch
):
    page = counter.post(
        OPEN, {**BIRTH, "documents.birth_note.1": a_file("giấy.pdf", b"%PDF-1.4"), "do": "look"}
    ).content.decode()
    kept = re.search(r'name="documents.birth_note.1.kept" value="([^"]+)"', page)[1]
    monkeypatch.setattr(files, "KEPT_SECONDS_MAX", -1)
    sent = {name: value for name, value in BIRTH.items() if name != "documents.birth_note.1"}
    answer = counter.post(
        OPEN, {**sent, "documents.birth_note.1.kept": kept, "key": "old", "do": "accept"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "đã để quá một ngày" in page and 'href="#f-documents-birth_note-1"' in page
    assert 'name="mother.name" value="H’Lan Niê"' in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first_and_stays(counter, commune):
    """The back button brings a page with its old key: what is now another case must be neither lost nor written by chance."""
    counter.post(OPEN, {**BIRTH, "key": "one", "do": "accept"})
    other = {**BIRTH, "applicant.name": "Thị Brơi", "do": "accept"}
    answer = counter.post(OPEN, {**other, "key": "one"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "page.sent_already" in page
    assert 'name="applicant.name" value="Thị Brơi"' in page
    assert not finders.search(commune, "counter.1", "Thị Brơi")
    assert key_in(page) != "one"
    assert counter.post(OPEN, {**other, "key": key_in(page)}).status_code == 302
    assert finders.search(commune, "counter.1", "Thị Brơi")


def test_a_case_that_moved_leaves_the_form_of_an_action_as_it_was_typed_to_be_sent_once_more(
    signed_in, commune
):
    case, civil = went(commune, 1), signed_in("civil.1")
    cases.act(commune, "leader", case.code, "note", data={"text": "gọi lại sau"})
    sent = {
        "step": "check",
        "seen": case.number,
        "key": "o",
        "refusal_reason": "Lý do dài",
        "refusal_basis": "Điều 13",
    }
    answer = civil.post(f"/cases/{case.code}/acts/refuse", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lý do dài</textarea>" in page
    number = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert (
        civil.post(
            f"/cases/{case.code}/acts/refuse", {**sent, "seen": number, "key": key_in(page)}
        ).status_code
        == 302
    )


def test_a_case_that_moved_leaves_the_payment_as_it_was_typed(counter, commune):
    code = accepted(counter)
    seen = finders.case_seen_by(commune, "counter.1", code).case.number
    cases.act(commune, "counter.1", code, "note", data={"text": "đếm lại trang"})
    answer = pay(counter, code, amount="4.000", receipt="000077", seen=seen, key="k")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "case.moved" in page
    assert 'value="000077"' in page
    assert 'value="4.000"' in page
    number = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert (
        pay(
            counter, code, amount="4.000", receipt="000077", seen=number, key=key_in(page)
        ).status_code
        == 302
    )
    again = pay(counter, code, amount="5.000", receipt="000078", key=key_in(page))
    assert again.status_code == 409, "the same page once more, with other words"
    assert "page.sent_already" in again.content.decode()


def test_books_that_do_not_answer_leave_the_form_as_it_was_typed(counter, commune, monkeypatch):
    def silent(*args, **more):
        raise NotWritten("busy")

    monkeypatch.setattr(cases, "open_case", silent)
    answer = counter.post(OPEN, {**BIRTH, "key": "n", "do": "accept"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "house.not_written" in page
    assert 'name="mother.name" value="H’Lan Niê"' in page
    assert key_in(page) == "n", "it may have been written: doing it twice is doing it once"
