"""A PDF that carries more than its pages is taken, and whoever reads it is told so beside the paper."""

import io
import json

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from dinh.access import finders
from dinh.messages.carried import carried
from dinh.store import carried as carrying
from dinh.store import uploads
from dinh.workflow import cases
from tests.world import UNIT

WHO = "civil.1"


def pdf(change=lambda writer: None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def opening(kind: str, **facts: str):
    """Writes what is done when the file is opened."""

    def change(writer: pypdf.PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(kind)})
        action |= {NameObject(f"/{key}"): TextStringObject(fact) for key, fact in facts.items()}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


SCRIPTING = opening("/JavaScript", JS="app.alert(1)")
PLAIN = pdf()
SCRIPT = pdf(SCRIPTING)
CARRYING = {
    "script": SCRIPT,
    "launch": pdf(opening("/Launch", F="calc.exe")),
    "files": pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    "locked": pdf(lambda writer: writer.encrypt("mat khau", algorithm="AES-256")),
    "unread": b"%PDF-1.4 cut off",
}


def kept(code: str) -> dict:
    return finders.case_as_kept(UNIT, code).case.documents


@pytest.mark.parametrize("word", CARRYING)
def test_what_a_pdf_carries_stands_beside_its_type_in_the_case(accepted, word):
    digest = uploads.keep(UNIT, WHO, CARRYING[word]).digest
    file = {"digest": digest, "name": "a.pdf", "type": "", "size": 0, "carries": ["of no account"]}
    cases.act(UNIT, WHO, accepted.code, "attach", data={"documents": {"witness": file}})
    paper = kept(accepted.code)["witness"]
    assert (paper["type"], paper["carries"]) == ("application/pdf", [word])


def test_a_pdf_that_carries_nothing_says_nothing(accepted):
    digest = uploads.keep(UNIT, WHO, PLAIN).digest
    file = {"digest": digest, "name": "a.pdf", "carries": ["script"]}
    cases.act(UNIT, WHO, accepted.code, "attach", data={"documents": {"witness": file}})
    assert "carries" not in kept(accepted.code)["witness"]


def test_a_script_behind_an_empty_password_and_an_escaped_name_is_found():
    locked = pdf(lambda writer: (SCRIPTING(writer), writer.encrypt("", "chu")))
    assert carrying.carries(locked, "application/pdf") == ("script", "locked")
    escaped = SCRIPT.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")
    assert "script" in carrying.carries(escaped, "application/pdf")


@pytest.mark.parametrize(("name", "bound"), [("SECONDS_MAX", 0.01), ("BYTES_MAX", 2**20)])
def test_a_reader_that_meets_its_bounds_leaves_the_file_unread(monkeypatch, name, bound):
    monkeypatch.setattr(carrying, name, bound)
    assert carrying.carries(SCRIPT, "application/pdf") == ("unread",)


def test_the_api_takes_it_and_tells_what_it_carries(accepted, officer):
    answer = officer.post("/api/documents?name=a.pdf", SCRIPT, content_type="application/pdf")
    assert answer.status_code == 201 and answer.json()["carries"] == ["script"]
    body = {"action": "attach", "data": {"documents": {"witness": answer.json()}}}
    where = f"/api/cases/{accepted.code}/actions"
    assert officer.post(where, json.dumps(body), content_type="application/json").status_code == 200
    assert kept(accepted.code)["witness"]["carries"] == ["script"]
    clean = officer.post("/api/documents?name=b.pdf", PLAIN, content_type="application/pdf")
    assert clean.json()["carries"] == []


def test_the_page_takes_it_and_tells_the_officer_beside_the_paper(accepted, officer):
    sent = {"documents.birth_note.1": SimpleUploadedFile("a.pdf", SCRIPT), "key": "k"}
    answer = officer.post(f"/cases/{accepted.code}/acts/attach", sent)
    assert answer.status_code in (302, 303), answer.content.decode()
    for lang in ("vi", "en"):
        page = officer.get(f"/cases/{accepted.code}?lang={lang}", follow=True).content.decode()
        assert escape(carried(["script"], lang)) in page


def test_whoever_still_types_is_told_beside_the_kept_file(accepted, officer):
    sent = {
        "documents.birth_note.1": SimpleUploadedFile("a.pdf", SCRIPT),
        "documents.identity": SimpleUploadedFile("b.pdf", b""),
        "key": "k",
    }
    answer = officer.post(f"/cases/{accepted.code}/acts/attach", sent)
    assert answer.status_code == 422
    assert carried(["script"], "vi") in answer.content.decode()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_word_has_a_sentence_and_says_what_to_do(lang):
    for word in carrying.WORDS:
        assert carried([word], lang).count(".") == 2
    assert carried([], lang) == ""
