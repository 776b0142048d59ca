"""A digest gives nobody a file, and a code tells nobody that there is a case: what is withheld is as if it were not there."""

import json
import re
import sys
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client

from dinh import clock
from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import accounts, documents, ledger, uploads
from dinh.web.shared.files import with_word
from dinh.workflow import cases, publishing
from tests.procedures.test_to_cao import taken_up
from tests.world import UNIT

SECRET = b"%PDF-1.4 Thi Mle"  # the scan of the denunciation
OWN = b"%PDF-1.4 ban chup can cuoc"
ONCE = re.compile(
    r'[0-9a-f]{64}|(?:value|nonce)="[^"]*"|<code>[^<]*</code>|\b[0-9a-f]{4} ?[0-9a-f]{4}\b'
)
OUTSIDE, INSIDE = "land.1", "office.2"


@pytest.fixture
def denounced(world):
    """A denunciation with its scan, brought by who received it."""
    uploads.keep(UNIT, "office.2", SECRET)
    return taken_up(world, original=[file(SECRET, "don-to-cao.pdf")])


@pytest.fixture
def plain(world, denounced):
    return world.case("khai-sinh").accepted("2026-10-12").case


def browser(person: str) -> Client:
    client = Client()
    accounts.account(person)
    assert client.post("/sign-in", {"demo": person}).status_code == 302
    return client


def file(content: bytes, name: str = "giay.pdf") -> dict:
    digest = sha256(content).hexdigest()
    return {"digest": digest, "name": name, "type": "application/pdf", "size": len(content)}


def asks(client: Client, path: str, body: dict) -> tuple[int, dict]:
    answer = client.post(f"/api/{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def attaching(client: Client, code: str, one: dict) -> tuple[int, dict]:
    data = {"documents": {"identity": one}}
    return asks(client, f"cases/{code}/actions", {"action": "attach", "data": data})


def words(said: tuple[int, dict]) -> tuple:
    """What is answered, without the trace of the request."""
    status, body = said
    return status, {k: v for k, v in body.items() if k not in ("trace", "instance")}


def test_a_digest_that_somebody_else_brought_is_refused_like_one_that_nobody_has(plain):
    outside, before = browser(OUTSIDE), ledger.head(UNIT).number
    hidden = attaching(outside, plain.code, file(SECRET))
    unknown = attaching(outside, plain.code, file(b"%PDF-1.4 never brought"))
    assert documents.path(sha256(SECRET).hexdigest()).exists(), "else this test is none"
    assert hidden[0] == 422
    assert (
        hidden[1]["code"] == "form.faults" and hidden[1]["at"][0]["field"] == "documents.identity"
    )
    assert words(hidden) == words(unknown)
    assert ledger.head(UNIT).number == before


def test_at_the_door_too_and_it_leaves_nothing_behind(plain):
    before = ledger.head(UNIT).number
    with pytest.raises(Refused) as refused:
        cases.act(
            UNIT, OUTSIDE, plain.code, "attach", data={"documents": {"identity": file(SECRET)}}
        )
    assert [(one.field, one.code) for one in refused.value.refusal.at] == [
        ("documents.identity", "document.not_kept")
    ]
    assert ledger.head(UNIT).number == before
    case = finders.case_as_kept(UNIT, plain.code).case
    assert sha256(SECRET).hexdigest() not in str(case.documents)


def test_who_brought_a_file_attaches_it_and_a_colleague_who_knows_its_digest_does_not(plain):
    mine, other = browser(OUTSIDE), browser("civil.1")
    kept = mine.post("/api/documents?name=a.pdf", OWN, content_type="application/pdf")
    assert kept.status_code == 201
    assert attaching(other, plain.code, kept.json())[0] == 422
    assert attaching(mine, plain.code, kept.json())[0] == 200
    page = other.get(f"/cases/{plain.code}/documents/{kept.json()['digest']}")
    assert page.status_code == 200, "who reads the case reads its files"


def test_what_stands_in_the_case_may_be_given_again_there_and_in_no_other_case(world, plain):
    mine, other = browser(OUTSIDE), browser("civil.1")
    kept = mine.post("/api/documents?name=a.pdf", OWN, content_type="application/pdf").json()
    attaching(mine, plain.code, kept)
    assert attaching(other, plain.code, kept)[0] == 200
    another = world.case("khai-sinh").accepted("2026-10-13").case
    assert attaching(other, another.code, kept)[0] == 422


def test_after_a_week_a_file_is_to_be_brought_again(plain, monkeypatch):
    mine = browser(OUTSIDE)
    kept = mine.post("/api/documents?name=a.pdf", OWN, content_type="application/pdf").json()
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=8))
    uploads.keep(UNIT, "civil.1", b"something else")
    monkeypatch.setattr(clock, "now", lambda: real)
    assert attaching(mine, plain.code, kept)[0] == 422


def test_a_file_is_got_by_the_address_of_its_own_case_only(world, denounced, plain):
    digest = sha256(SECRET).hexdigest()
    inside, outside = browser(INSIDE), browser(OUTSIDE)
    assert inside.get(f"/cases/{denounced.code}/documents/{digest}").status_code == 200
    unknown = "0" * 64
    for client, code in ((inside, plain.code), (outside, plain.code), (outside, denounced.code)):
        answers = [client.get(f"/cases/{code}/documents/{one}") for one in (digest, unknown)]
        assert [one.status_code for one in answers] == [404, 404]
        assert len({ONCE.sub("", one.content.decode()) for one in answers}) == 1


def test_the_word_of_a_form_opens_its_file_to_nobody_else(plain):
    mine, other = browser("civil.1"), browser(OUTSIDE)
    word = with_word(file(OWN), "civil.1")["kept"]
    uploads.keep(UNIT, "civil.1", OWN)
    assert mine.get(f"/kept/{word}").status_code == 200
    assert other.get(f"/kept/{word}").status_code == 404
    answer = other.post(
        f"/cases/{plain.code}/acts/attach", {"documents.identity.kept": word, "key": "k"}
    )
    assert answer.status_code == 422
    assert sha256(OWN).hexdigest() not in answer.content.decode()


# --- codes ------------------------------------------------------------------------------------------------------------


def relating(client: Client, code: str, other: str) -> tuple[int, dict]:
    return asks(client, f"cases/{code}/actions", {"action": "relate", "data": {"case": other}})


def test_relating_a_case_tells_nobody_that_a_withheld_one_is_there(denounced, plain):
    outside, inside = browser(OUTSIDE), browser(INSIDE)
    missing = denounced.code[:-4] + "0999"
    hidden, unknown = (relating(outside, plain.code, one) for one in (denounced.code, missing))
    assert hidden[0] == 422
    assert str(words(hidden)).replace(denounced.code, "X") == str(words(unknown)).replace(
        missing, "X"
    )
    assert relating(inside, plain.code, denounced.code)[0] == 200, "who reads it may name it"


QUESTION = """\
procedure: hoi-lai
name: {vi: Hỏi lại}
field: ho-kinh-doanh
code: none
in_force: {from: 2026-07-01}
level: internal
channels: [house]
form:
  earlier: {label: {vi: Hồ sơ trước}, type: case, of: to-cao, required: yes}
  others: {label: {vi: Các hồ sơ khác}, type: list, rows: "[0..4]", of: {which: {label: {vi: Hồ sơ}, type: case, of: to-cao}}}
deadline: none
steps:
  work: {role: land, do: {mend: {edits: [earlier]}, end: {to: done}, stop: {to: stopped, letter: receipt}}}
ends:
  done: {outcome: done, label: {vi: Xong}, letter: none, why_quiet: {vi: Việc nội bộ}}
  stopped: {outcome: stopped, label: {vi: Thôi}, letter: none, why_quiet: {vi: Việc nội bộ}}
letters: {receipt: {form: "01"}}
examples:
  - name: mở rồi xong
    given: {earlier: H36.99-260701-0001}
    does: [{by: land, act: end, at: 2026-07-02T09:00}]
    gives: {state: done}
"""


@pytest.fixture
def question(denounced, tmp_path):
    """A procedure whose form names cases."""
    (tmp_path / "hoi-lai.yaml").write_text(QUESTION, "utf-8")
    found = publishing.check([tmp_path], UNIT)
    assert not [one for one in found.problems if one.severity == "problem"], found.problems
    publishing.publish(UNIT, found)


def test_a_field_that_names_a_case_answers_alike_for_a_withheld_and_a_missing_one(
    denounced, plain, question
):
    outside, missing = browser(OUTSIDE), denounced.code[:-4] + "0999"

    def opening(code: str) -> tuple[int, dict]:
        data = {"earlier": code, "others": [{"which": code}]}
        return asks(outside, "cases", {"procedure": "hoi-lai", "data": data})

    hidden, unknown = opening(denounced.code), opening(missing)
    assert hidden[0] == 422
    assert [one["field"] for one in hidden[1]["at"]] == ["earlier", "others.1.which"]
    assert str(words(hidden)).replace(denounced.code, "X") == str(words(unknown)).replace(
        missing, "X"
    )
    inside = {"earlier": denounced.code, "others": []}
    assert asks(browser(INSIDE), "cases", {"procedure": "hoi-lai", "data": inside})[0] == 201


def test_who_may_not_read_the_case_that_stands_in_a_field_may_leave_it_there(denounced, question):
    opened = cases.open_case(UNIT, "office.2", "hoi-lai", {"earlier": denounced.code})
    case = cases.act(UNIT, "land.2", opened.code, "mend", data={"earlier": denounced.code})
    assert case.data["earlier"] == denounced.code


def done(call) -> list[str]:
    """The program's own functions that a call goes through, in their order."""
    found: list[str] = []

    def note(frame, event, argument):
        if event == "call" and "/dinh/" in frame.f_code.co_filename:
            found.append(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, code: client.get(f"/cases/{code}/"),
        lambda client, code: client.get(f"/api/cases/{code}"),
        lambda client, code: client.get(f"/cases/{code}/documents/{'0' * 64}"),
        lambda client, code: client.post(f"/cases/{code}/acts/note", {"text": "x"}),
        lambda client, code: asks(
            client, f"cases/{code}/actions", {"action": "note", "data": {"text": "x"}}
        ),
    ],
    ids=["page", "api", "document", "act", "api-act"],
)
def test_a_withheld_case_and_a_code_that_is_none_are_the_same_answer_and_the_same_work(
    denounced, plain, ask
):
    client, missing = browser(OUTSIDE), denounced.code[:-4] + "0999"
    codes = (denounced.code, missing)
    for code in codes:
        ask(client, code)  # what is loaded once is loaded
    assert done(lambda: ask(client, codes[0])) == done(lambda: ask(client, codes[1]))


def test_naming_a_withheld_case_is_the_same_work_as_naming_none(denounced, plain):
    client, hidden, missing = browser(OUTSIDE), denounced.code, denounced.code[:-4] + "0999"
    for code in (hidden, missing):
        relating(client, plain.code, code)
    assert done(lambda: relating(client, plain.code, hidden)) == done(
        lambda: relating(client, plain.code, missing)
    )


def test_bringing_a_file_that_the_house_has_is_the_same_work_as_bringing_a_new_one(plain):
    client = browser(OUTSIDE)

    def bring(content: bytes) -> None:
        client.post("/api/documents?name=a.pdf", content, content_type="application/pdf")

    bring(b"%PDF-1.4 first")
    assert done(lambda: bring(SECRET)) == done(lambda: bring(b"%PDF-1.4 nobody had this"))


def test_who_may_not_see_a_case_does_not_make_its_limits_act(denounced, plain):
    """Asking for a page let the case's time act before it was asked who asks."""
    before = ledger.head(UNIT).number
    assert browser(OUTSIDE).get(f"/cases/{denounced.code}/").status_code == 404
    assert ledger.head(UNIT).number == before


def test_following_a_withheld_case_is_the_same_answer_and_the_same_work_as_following_none(
    denounced, plain
):
    hidden, missing = denounced.code, denounced.code[:-4] + "0999"

    def follow(code: str, address: str):
        return Client().post("/track", {"code": code, "digits": "3456"}, REMOTE_ADDR=address)

    for n, code in enumerate((hidden, missing)):
        assert follow(code, f"192.0.2.{n}").status_code == 422
    assert done(lambda: follow(hidden, "192.0.2.10")) == done(lambda: follow(missing, "192.0.2.11"))
