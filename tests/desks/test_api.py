"""A program of the province, or of the commune itself, works with the house over HTTP."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import get_resolver

from dinh.store import accounts, ledger
from dinh.store.keys import make_key
from dinh.web.api import shapes
from dinh.web.api.document import described, path_of
from dinh.web.api.route import VERBS

COPIES = {
    "applicant": {
        "name": "H'Lan Niê Kđăm",
        "id": "067300000128",
        "address": "Bon N'Jang, xã Trường Xuân, tỉnh Lâm Đồng",
    },
    "papers": [
        {
            "name": "Bằng tốt nghiệp trung học phổ thông",
            "issuer": "Sở Giáo dục và Đào tạo",
            "pages": 3,
            "copies": 2,
        }
    ],
    "documents": {"originals": ["seen"], "copies": ["seen"]},
}
PDF = b"%PDF-1.7\n%%EOF\n"


class Program:
    """Whoever asks the API: answers are read exactly and held to their struct."""

    def __init__(self, client: Client, **headers: str):
        self.client, self.headers = client, headers

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        gives: Any = None,
        status: int = 200,
        **headers: str,
    ) -> Any:
        content = (
            {}
            if body is None
            else {
                "data": body if isinstance(body, bytes | str) else json.dumps(body),
                "content_type": headers.pop("kind", "application/json"),
            }
        )
        answer = self.client.generic(
            method, f"/api/{path}", headers={**self.headers, **headers}, **content
        )
        assert answer.status_code == status, answer.content.decode()
        value = (
            json.loads(answer.content, parse_float=Decimal)
            if answer.content and answer["Content-Type"] != "application/pdf"
            else answer.content
        )
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            msgspec.convert(value, shapes.Problem)
            assert value["status"] == status
            assert value["trace"]
        elif gives:
            msgspec.convert(value, gives)
        self.answer = answer
        return value

    def opened(self, **more: Any) -> dict[str, Any]:
        return self.ask(
            "POST",
            "cases",
            {"procedure": "chung-thuc-ban-sao", "data": COPIES, **more},
            gives=shapes.Case,
            status=201,
        )

    def acts(self, code: str, action: str, **more: Any) -> dict[str, Any]:
        status = more.pop("status", 200)
        return self.ask(
            "POST",
            f"cases/{code}/actions",
            {"action": action, **more},
            gives=shapes.Case,
            status=status,
        )


@pytest.fixture
def counter(signed_in) -> Program:
    return Program(signed_in("counter.1"))


@pytest.fixture
def justice(signed_in) -> Program:
    return Program(signed_in("civil.1"))


@pytest.fixture
def leader(signed_in) -> Program:
    return Program(signed_in("leader"))


@pytest.fixture
def stranger(commune) -> Program:
    return Program(Client())


# --- a case ---------------------------------------------------------------------------------------------------------


def test_a_case_goes_from_its_opening_to_a_letter_and_its_log(counter, justice, leader, signed_in):
    code = counter.opened()["code"]
    assert counter.answer["Location"] == f"/api/cases/{code}"
    assert [work["code"] for work in counter.ask("GET", "worklist", gives=list[shapes.Work])] == [
        code
    ]
    assert counter.acts(code, "accept")["fee"] == 10000
    justice.acts(code, "propose")
    signed = leader.acts(code, "sign")
    assert signed["steps"] == ["sealing"]
    assert [one["register"] for one in signed["records"]] == ["certifications"]
    Program(signed_in("clerk")).acts(code, "seal")
    done = counter.ask("GET", f"cases/{code}", gives=shapes.Case)
    assert done["state"] == "granted"
    digest = next(one["digest"] for one in done["letters"] if one["name"] == "certification")
    assert counter.ask("GET", f"letters/{digest}.pdf").startswith(b"%PDF-")
    events = counter.ask("GET", f"cases/{code}/log", gives=list[shapes.Event])
    assert [one["place"] for one in events] == list(range(1, len(events) + 1))
    rows = leader.ask("GET", "records/certifications", gives=list[shapes.Record])
    assert [row["case"] for row in rows] == [code]


def test_what_the_api_says_of_a_case_is_what_the_command_line_says(counter, commune):
    from dinh import serialize
    from dinh.access import finders

    code = counter.opened()["code"]
    seen = finders.case_seen_by(commune, "counter.1", code)
    assert counter.ask("GET", f"cases/{code}") == json.loads(
        serialize.encode(
            serialize.case_json(
                seen, finders.context(commune, "counter.1", seen.at, slug="chung-thuc-ban-sao")
            )
        ),
        parse_float=Decimal,
    )


def test_why_something_cannot_be_done_is_said_in_the_language_asked_for(counter):
    code = counter.opened()["code"]
    found = {
        one["action"]: one
        for one in counter.ask(
            "GET", f"cases/{code}/explanations?lang=en", gives=list[shapes.Explanation]
        )
    }
    assert found["accept"]["may"]
    assert not found["reverse"]["may"]
    assert found["reverse"]["codes"] == ["unwritten.not_yours"]
    assert found["reverse"]["why"][0].endswith("is for: leader.")
    assert counter.answer["Content-Language"] == "en"


def test_doing_it_twice_is_doing_it_once(counter, commune):
    first = counter.ask(
        "POST",
        "cases",
        {"procedure": "chung-thuc-ban-sao", "data": COPIES},
        status=201,
        **{"Idempotency-Key": "k-1"},
    )
    number = ledger.head(commune).number
    again = counter.ask(
        "POST",
        "cases",
        {"procedure": "chung-thuc-ban-sao", "data": COPIES},
        status=201,
        **{"Idempotency-Key": "k-1"},
    )
    assert (again["code"], ledger.head(commune).number) == (first["code"], number)
    assert counter.opened(key="k-2")["code"] != first["code"]
    other = counter.ask(
        "POST",
        "cases",
        {"procedure": "khai-sinh", "data": {}},
        status=409,
        **{"Idempotency-Key": "k-1"},
    )
    assert other["code"] == "key.reused"


def test_a_case_that_has_moved_since_it_was_seen_is_not_acted_on(counter, justice):
    code = counter.opened()["code"]
    tag = counter.answer["ETag"]
    counter.acts(code, "accept")
    assert (
        justice.ask(
            "POST", f"cases/{code}/actions", {"action": "propose"}, status=409, **{"If-Match": tag}
        )["code"]
        == "case.moved"
    )
    justice.ask("GET", f"cases/{code}")
    justice.ask(
        "POST",
        f"cases/{code}/actions",
        {"action": "propose"},
        **{"If-Match": justice.answer["ETag"]},
    )


def test_a_file_is_sent_first_and_named_in_the_case(counter):
    file = counter.ask(
        "POST",
        "documents?name=..%2F..%2Fb%E1%BA%B1ng.pdf",
        PDF,
        gives=shapes.File,
        status=201,
        kind="application/octet-stream",
    )
    assert (file["name"], file["type"], file["size"]) == ("bằng.pdf", "application/pdf", len(PDF))
    case = counter.opened(data={**COPIES, "documents": {"originals": ["seen"], "copies": [file]}})
    assert case["documents"]["copies"]["1"]["digest"] == file["digest"]
    assert (
        counter.ask("POST", "documents", b"", status=422, kind="application/pdf")["code"]
        == "field.file"
    )
    assert (
        counter.ask(
            "POST", "documents", b"a=b", status=415, kind="application/x-www-form-urlencoded"
        )["code"]
        == "api.content_type"
    )


# --- who may --------------------------------------------------------------------------------------------------------


def test_a_stranger_gets_the_same_answer_whether_a_case_exists_or_not(counter, signed_in, commune):
    code = counter.opened()["code"]
    citizen = Program(signed_in("counter.1"))
    citizen.client.logout()
    accounts.account("nobody.here")
    from dinh.engine.record.events import Appointed
    from dinh.workflow import cases

    cases.appoint(
        commune,
        [
            Appointed(
                person="citizen.1",
                post="",
                roles=(),
                start="2020-01-01",
                end="2020-01-02",
                personal={"name": "Y Mơ"},
            )
        ],
    )
    accounts.account("citizen.1")
    citizen.client.force_login(accounts.account("citizen.1"))
    for path in ("", "/log", "/explanations"):
        citizen.client.force_login(accounts.account("citizen.1"))  # ended each time: in no post
        there = citizen.ask("GET", f"cases/{code}{path}", status=403)
        citizen.client.force_login(accounts.account("citizen.1"))
        nowhere = citizen.ask("GET", f"cases/H36.99-990101-0001{path}", status=403)
        for answer in (there, nowhere):
            for varying in ("trace", "instance"):
                del answer[varying]
        assert json.dumps(there).replace(code, "X") == json.dumps(nowhere).replace(
            "H36.99-990101-0001", "X"
        )
    for path in ("people", "records/villages", "profile", "log", "verify"):
        citizen.client.force_login(accounts.account("citizen.1"))
        assert citizen.ask("GET", path, status=403)["code"] == "page.no_post"
        assert citizen.ask("GET", path, status=401)["code"] == "api.who"


def test_who_has_not_signed_in_is_asked_to(stranger):
    for one in VERBS:
        if not one.open and one.method == "GET":
            path = (
                path_of(one)
                .removeprefix("/api/")
                .replace("{code}", "X")
                .replace("{digest}", "0" * 64)
                .replace("{register}", "births")
                .replace("{number}", "1")
            )
            assert stranger.ask("GET", path, status=401)["code"] == "api.who"
            assert stranger.answer["WWW-Authenticate"] == "Bearer"


def test_anybody_may_see_the_procedures_and_the_head(stranger):
    assert "khai-sinh" in [
        one["slug"] for one in stranger.ask("GET", "procedures", gives=list[shapes.Procedure])
    ]
    assert stranger.ask("GET", "procedures/khai-sinh") is not None
    assert stranger.ask("GET", "procedures/nothing", status=404)["code"] == "not_found"
    assert stranger.ask("GET", "session", gives=shapes.Session)["person"] is None


def test_a_browsers_session_must_show_that_it_meant_it_and_a_token_need_not(counter):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(accounts.account("counter.1"))
    page = Program(browser)
    assert (
        page.ask("POST", "cases", {"procedure": "chung-thuc-ban-sao", "data": COPIES}, status=403)[
            "code"
        ]
        == "api.csrf"
    )
    sign = page.ask("GET", "session", gives=shapes.Session)["csrf"]
    page.ask(
        "POST",
        "cases",
        {"procedure": "chung-thuc-ban-sao", "data": COPIES},
        status=201,
        **{"X-CSRFToken": sign},
    )
    word = page.ask(
        "POST",
        "tokens",
        {"name": "Máy quầy 1", "password": "dinh-demo"},
        gives=shapes.MadeToken,
        status=201,
        **{"X-CSRFToken": sign},
    )["word"]
    program = Program(Client(enforce_csrf_checks=True), Authorization=f"Bearer {word}")
    assert program.opened()["opener"] == "counter.1"


def test_a_token_is_had_by_a_one_time_link_and_can_be_taken_back(stranger):
    link = accounts.one_time("leader")
    made = stranger.ask(
        "POST",
        "tokens",
        {"name": "báo cáo", "days": 30, "word": link},
        gives=shapes.MadeToken,
        status=201,
    )
    assert (
        stranger.ask("POST", "tokens", {"name": "lần nữa", "word": link}, status=422)["code"]
        == "sign_in.link_used"
    )
    program = Program(Client(), Authorization=f"Bearer {made['word']}")
    assert program.ask("GET", "session")["person"] == "leader"
    assert [one["name"] for one in program.ask("GET", "tokens", gives=list[shapes.Token])] == [
        "báo cáo"
    ]
    program.ask("DELETE", f"tokens/{made['token']}", status=204)
    assert program.ask("GET", "session", status=401)["code"] == "api.token"


def test_a_token_is_kept_only_as_a_digest(stranger):
    from dinh.web.api.models import Token

    word = stranger.ask(
        "POST", "tokens", {"name": "x", "word": accounts.one_time("leader")}, status=201
    )["word"]
    assert word not in str(Token.objects.values_list())


# --- the house's own books ------------------------------------------------------------------------------------------


def test_only_a_leader_or_the_office_changes_the_house(counter, leader):
    new = {
        "person": "land.1",
        "name": "K’ Tư",
        "posts": ["land.1"],
        "roles": ["land"],
        "from": "2026-11-01",
    }
    for method, path, body in (
        ("PATCH", "profile", {"house": {"remote": True}}),
        ("POST", "appointments", new),
        ("POST", "publications", {"files": {"a.yaml": "x"}}),
    ):
        assert counter.ask(method, path, body, status=403)["code"] == "house.not_yours"
    assert leader.ask("PATCH", "profile", {"house": {"remote": True}}, gives=shapes.Profile)[
        "house"
    ] == {"remote": True}
    assert (
        leader.ask("PATCH", "profile", {"phone": "02613 123 456"}, gives=shapes.Profile)["phone"]
        == "02613 123 456"
    )
    assert (
        leader.ask("PATCH", "profile", {"hours": ["mon-fri 25:00"]}, status=422)["code"]
        == "profile.bad"
    )
    assert leader.ask("POST", "appointments", new, gives=list[shapes.Person], status=201)[0][
        "roles"
    ] == ["land"]
    assert "land.1" in [
        one["person"] for one in leader.ask("GET", "people", gives=list[shapes.Person])
    ]
    assert leader.ask("POST", "appointments", [{"person": "Đ", "oops": 1}], status=422)["at"]


def test_a_post_is_delegated_and_taken_back(leader):
    one = {
        "decision": "12/QĐ-UBND",
        "giver": "leader",
        "receiver": "leader.2",
        "from": "2026-11-25",
        "to": "2026-12-31",
    }
    assert (
        leader.ask("POST", "delegations", one, gives=shapes.Delegation, status=201)["receiver"]
        == "leader.2"
    )
    assert leader.ask(
        "POST",
        "delegations",
        {"decision": "12/QĐ-UBND", "ended": True},
        gives=shapes.Delegation,
        status=201,
    )["ended"]


def test_files_are_checked_and_only_sound_ones_published(counter, leader):
    from dinh.procedures import own

    text = (own() / "chung-thuc" / "chung-thuc-ban-sao.yaml").read_text()
    found = counter.ask(
        "POST",
        "checks",
        {"files": {"x/broken.yaml": text.replace("to: signing", "to: nowhere")}},
        gives=shapes.Checked,
    )
    assert {one["file"] for one in found["problems"]} == {
        "x/broken.yaml",
        "procedures/frames/one_stop.yaml",
    }
    refused = leader.ask(
        "POST",
        "publications",
        {"files": {"x/broken.yaml": text.replace("to: signing", "to: nowhere")}},
        status=422,
    )
    assert refused["code"] == "publish.unsound"
    assert any(one["field"].startswith("x/broken.yaml:") for one in refused["at"])
    later = text.replace("in_force: {from: 2025-07-01}", "in_force: {from: 2027-01-01}")
    assert later != text
    done = leader.ask(
        "POST",
        "publications",
        {"files": {"chung-thuc-ban-sao.yaml": later}, "reason": "Bản mới"},
        gives=shapes.Published,
        status=202,
    )
    assert [one["version"] for one in done["published"]] == ["2027-01-01"]
    (waiting,) = leader.ask("GET", "proposals", gives=list[shapes.Proposal])
    assert (waiting["proposal"], waiting["may"]) == (done["published"][0]["proposal"], False)


@pytest.mark.parametrize(
    "name",
    [
        "../x.yaml",
        "/etc/x.yaml",
        "a/../../x.yaml",
        "x.py",
        ".hidden/x.yaml",
        "a\\..\\x.yaml",
        "x\0.yaml",
        "",
    ],
)
def test_no_file_name_leads_out_of_the_folder(leader, name):
    assert leader.ask("POST", "checks", {"files": {name: "x"}}, status=422)["code"] == "files.name"


def test_more_files_than_are_taken_at_once_are_counted_in_words(leader):
    refused = leader.ask(
        "POST", "checks", {"files": {f"{number}.yaml": "" for number in range(201)}}, status=422
    )
    assert (refused["code"], "201" in refused["detail"]) == ("files.count", True)
    assert leader.ask("POST", "checks", {"files": {}}, status=422)["code"] == "files.count"


def test_hostile_files_sent_over_the_line_are_told_as_problems_of_theirs(leader):
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = leader.ask(
        "POST",
        "checks",
        {
            "files": {
                "bomb.yaml": bomb,
                "deep.yaml": "a: " + "[" * 100_000,
                "tag.yaml": "a: !!python/object:os.system x",
            }
        },
    )
    assert {one["file"] for one in found["problems"]} == {"bomb.yaml", "deep.yaml", "tag.yaml"}
    assert {one["rule"] for one in found["problems"]} <= {"Y1", "Y2"}


def test_the_log_is_verified_against_a_head_that_was_given_away(leader, counter, house):
    make_key(house)
    head = leader.ask("GET", "head", gives=shapes.SignedHead)
    counter.opened()
    assert leader.ask("POST", "verify", head, gives=shapes.Verified)["ok"]
    assert (
        leader.ask("POST", "verify", {**head, "seal": "0" * 64}, gives=shapes.Verified)["reason"]
        == "head.signature"
    )
    assert all(
        one["values"] == {} for one in leader.ask("GET", "log?limit=1000", gives=list[shapes.Event])
    )
    assert len(leader.ask("GET", "log?after=1&limit=2")) == 2
    assert leader.ask("GET", "log?after=x", status=422)["at"][0]["field"] == "after"


# --- what is given badly --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b" ", 400, "data.not_json"), (b"{", 400, "data.not_json"), (b'{"procedure": NaN}', 400, "data.not_json"), (b'{"a": 1, "a": 2}', 400, "data.twice"),
        (b"\xff\xfe", 400, "data.not_json"), (b'{"procedure": "\\ud800"}', 400, "data.not_json"), (b"[" * 100_000, 400, "data.not_json"), (b"[]", 422, "data.not_object"),
        (b'{"procedure": 1}', 422, "data.shape"), (b'{"data": {}}', 422, "form.faults"), (b'{"procedure": "khai-sinh", "date": {}}', 422, "form.faults"),
        (b'{"procedure": "nothing"}', 404, "not_found"), (b'{"procedure": "khai-sinh", "at": "yesterday"}', 422, "instant.bad"),
        (b'{"procedure": "khai-sinh", "key": ""}', 422, "form.faults"), (b'{"procedure": "' + b"x" * 2_200_000 + b'"}', 413, "api.too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_as_a_problem_and_leaves_nothing_behind(
    counter, commune, body, status, code
):
    number = ledger.head(commune).number
    assert counter.ask("POST", "cases", body, status=status)["code"] == code
    assert ledger.head(commune).number == number


def test_more_than_the_server_takes_at_all_is_a_problem_too(counter, settings):
    settings.REQUEST_BYTES_MAX = 1000
    assert (
        counter.ask("POST", "documents", b"x" * 1001, status=413, kind="application/pdf")["code"]
        == "api.too_large"
    )


def test_every_fault_of_the_form_is_told_at_once_at_its_field(counter):
    found = counter.ask(
        "POST",
        "cases",
        {"procedure": "chung-thuc-ban-sao", "data": {"aplicant": {}, "papers": [{"pages": 0}]}},
        status=422,
    )
    assert found["code"] == "form.faults"
    assert {"applicant.name", "papers.1.name", "papers.1.pages"} <= {
        one["field"] for one in found["at"]
    }
    assert found["do"]


def test_another_content_type_method_name_or_address_is_told_too(counter):
    assert (
        counter.ask("POST", "cases", b"<x/>", status=415, kind="text/xml")["code"]
        == "api.content_type"
    )
    assert (
        counter.ask("POST", "cases", b"a=1", status=415, kind="application/x-www-form-urlencoded")[
            "code"
        ]
        == "api.content_type"
    )
    assert counter.ask("PUT", "cases", {}, status=405)["code"] == "api.method"
    assert counter.answer["Allow"] == "POST"
    assert counter.ask("GET", "worklist?stepp=x", status=422)["at"][0]["field"] == "stepp"
    assert counter.ask("GET", "nothing/here", status=404)["code"] == "not_found"


# --- the description ------------------------------------------------------------------------------------------------


def routes(patterns: Any) -> Iterator[str]:
    for one in patterns:
        yield from routes(one.url_patterns) if hasattr(one, "url_patterns") else [str(one.pattern)]


def test_every_address_of_the_api_is_described_and_every_description_has_its_address(stranger):
    document = stranger.ask("GET", "openapi.json")
    assert document["openapi"] == "3.1.0"
    there = {one for one in routes(get_resolver().url_patterns) if one.startswith("api/")} - {
        "api/",
        "api/<path:rest>",
    }
    assert there == {f"api/{one.path}" for one in VERBS}
    assert set(document["paths"]) == {path_of(one) for one in VERBS}
    assert {
        (path, method) for path, methods in document["paths"].items() for method in methods
    } == {(path_of(one), one.method.lower()) for one in VERBS}


def test_the_description_names_nothing_that_is_not_in_it():
    document = described()
    words = json.dumps(document)
    for name in {part.partition('"')[0] for part in words.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]
    ids = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    assert len(ids) == len(set(ids))
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert named == {part.partition("}")[0] for part in path.split("{")[1:]}


REGISTER = """\
register: hearings
written_by: [import]
class: {class_}
classes: {{guarded: {{roles: [leader], label: {{vi: Mật}}}}}}
columns: {{topic: {{label: {{vi: Nội dung}}, type: text}}, who: {{label: {{vi: Ai}}, type: text, class: guarded}}}}
"""


def test_a_register_of_a_class_and_a_column_of_one_are_for_its_roles_alone(
    signed_in, commune, tmp_path
):
    from dinh.workflow import cases, publishing

    leader, counter = Program(signed_in("leader")), Program(signed_in("counter.1"))
    for class_ in ("open", "guarded"):
        (tmp_path / "hearings.yaml").write_text(REGISTER.format(class_=class_))
        publishing.publish(commune, publishing.check([tmp_path / "hearings.yaml"]))
        if class_ == "open":
            cases.import_records(commune, "hearings", [{"topic": "Đường đi", "who": "Y Ba"}], "thử")
            assert [row["values"] for row in counter.ask("GET", "records/hearings")] == [
                {"topic": "Đường đi"}
            ]
        assert [row["values"] for row in leader.ask("GET", "records/hearings")] == [
            {"topic": "Đường đi", "who": "Y Ba"}
        ]
    counter.ask("GET", "records/hearings", status=404)
