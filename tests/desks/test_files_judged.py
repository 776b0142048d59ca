"""What a file is, its own bytes say: on a page, over the API, from the command line and from a ranger's phone alike."""

import json
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dinh.access import finders
from dinh.cli import main
from dinh.engine.refusal import Refused
from dinh.store import accounts, ledger, uploads
from dinh.workflow import cases
from tests.world import UNIT

WHO = "civil.1"
PROGRAM = b"MZ\x90\x00 this program cannot be run in DOS mode"
PDF = b"%PDF-1.4 ban chup"


def brought(client: Client, content: bytes) -> dict:
    answer = client.post("/api/documents?name=a.pdf", content, content_type="application/pdf")
    assert answer.status_code == 201, answer.content
    return answer.json()


def attached(client: Client, code: str, file: dict) -> tuple[int, dict]:
    body = {"action": "attach", "data": {"documents": {"witness": file}}}
    answer = client.post(
        f"/api/cases/{code}/actions", json.dumps(body), content_type="application/json"
    )
    return answer.status_code, answer.json()


def kept(code: str) -> dict:
    return finders.case_as_kept(UNIT, code).case.documents


def test_a_program_named_as_a_pdf_becomes_no_paper_at_the_door_whatever_is_said_of_it(accepted):
    digest = uploads.keep(UNIT, WHO, PROGRAM).digest
    file = {"digest": digest, "name": "a.pdf", "type": "application/pdf", "size": 1}
    before = ledger.head(UNIT).number
    with pytest.raises(Refused) as refused:
        cases.act(UNIT, WHO, accepted.code, "attach", data={"documents": {"witness": file}})
    assert [(one.field, one.code) for one in refused.value.refusal.at] == [
        ("documents.witness", "file.kind")
    ]
    assert ledger.head(UNIT).number == before


def test_a_program_named_as_a_pdf_becomes_no_paper_over_the_api(accepted, officer):
    file = brought(officer, PROGRAM)
    assert file["type"] == "application/octet-stream"
    status, body = attached(officer, accepted.code, {**file, "type": "application/pdf"})
    assert status == 422
    assert body["at"][0]["field"] == "documents.witness"
    assert "a.pdf" in body["at"][0]["message"] and "PDF, JPEG" in body["at"][0]["message"]
    assert "witness" not in kept(accepted.code)


def test_a_program_named_as_a_pdf_becomes_no_paper_on_the_page(accepted, officer):
    answer = officer.post(
        f"/cases/{accepted.code}/acts/attach",
        {"documents.witness": SimpleUploadedFile("a.pdf", PROGRAM), "key": "k"},
    )
    assert answer.status_code == 422 and "a.pdf" in answer.content.decode()
    assert "witness" not in kept(accepted.code)


def test_a_program_named_as_a_pdf_becomes_no_paper_on_the_command_line(accepted, tmp_path, capsys):
    (tmp_path / "a.pdf").write_bytes(PROGRAM)
    (tmp_path / "data.json").write_text('{"documents": {"witness": {"file": "a.pdf"}}}')
    words = ["--json", "act", accepted.code, "attach", "--by", WHO]
    assert main([*words, "--data", str(tmp_path / "data.json")]) == 1
    refusal = json.loads(capsys.readouterr().out)["refusal"]
    assert [one["field"] for one in refusal["at"]] == ["documents.witness"]


def test_the_case_keeps_what_the_bytes_say_and_not_what_was_said_of_them(accepted, officer):
    file = {**brought(officer, PDF), "type": "text/html", "size": 7}
    assert attached(officer, accepted.code, file)[0] == 200
    paper = kept(accepted.code)["witness"]
    assert (paper["type"], paper["size"]) == ("application/pdf", len(PDF))
    assert paper["digest"] == sha256(PDF).hexdigest()


def test_what_is_given_again_stays_what_it_was(accepted, officer):
    file = brought(officer, PDF)
    attached(officer, accepted.code, file)
    accounts.account("land.1")
    other = Client()
    other.post("/sign-in", {"demo": "land.1"})
    assert attached(other, accepted.code, {**file, "type": "image/png"})[0] == 200
    assert kept(accepted.code)["witness"]["type"] == "application/pdf"
