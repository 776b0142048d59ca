"""Every page and every answer of the API, asked about a denunciation by whoever may not know who accuses: it is in none of them."""

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from dinh.access import finders
from dinh.engine.record.seal import Sealed, canonical, verify
from dinh.store import accounts, ledger
from dinh.store.keys import make_key
from dinh.workflow import cases
from tests.procedures.test_to_cao import NAMED, TEAM, taken_up
from tests.world import UNIT

ACCUSER = (
    "Thị Mlê",
    "Mlê",
    "067194123456",
    "067 194",
    "•3456",
    "• 3456",
    "0912345678",
    "345 678",
    "••• 678",
    "sát nhà",
    "phong bì",
    "don-to-cao.pdf",
)
"""The name, number and telephone in every way in which pages write them, words of the letter, the name of its scan."""
OUTSIDE = ("land.1", "counter.1", "village.1")
BESIDE = ("justice.1", "justice.2")


def scan() -> dict:
    from dinh.store import uploads

    return {
        "digest": uploads.keep_made(b"%PDF-1.4 Thi Mle"),
        "name": "don-to-cao.pdf",
        "type": "application/pdf",
        "size": 16,
    }


@pytest.fixture
def case(world, house):
    make_key(house)
    return taken_up(
        world, original=[scan()], protection=True, protection_why="Tôi ở sát nhà ông ấy"
    )


def browser(person: str) -> Client:
    one = Client()
    if (
        person == "citizen"
    ):  # an account of somebody who holds no post: who files cases of their own
        one.force_login(accounts.account("dan.1"))
    elif person:
        accounts.account(person)
        assert one.post("/sign-in", {"demo": person}).status_code == 302
    return one


def addresses(code: str, digests: list[str], files: list[str]) -> list[str]:
    """Every address that a browser can ask, with this case where one is named."""
    found = []
    for pattern in all_patterns(get_resolver()):
        if any(
            word in pattern for word in ("sign-in", "sign-out", "static", "<str:word>", "forest")
        ):
            continue
        for digest in (
            digests if "letters/" in pattern else files if "documents/<" in pattern else [""]
        ):
            address = "/" + pattern.replace("<str:code>", code).replace(
                "<str:digest>", digest
            ).replace("<slug:digest>", digest)
            address = (
                address.replace("<str:action>", "report")
                .replace("<str:register>", "denunciations")
                .replace("<str:slug>", "denunciations" if "registers" in pattern else "to-cao")
            )
            found.append(
                address.replace("<str:role>", "office")
                .replace("<str:on>", "2026-10-09")
                .replace("<int:token>", "1")
            )
    return [one for one in found if "<" not in one]


def all_patterns(resolver, prefix: str = "") -> list[str]:
    found = []
    for one in resolver.url_patterns:
        here = prefix + str(one.pattern).lstrip("^").rstrip("$")
        found += all_patterns(one, here) if hasattr(one, "url_patterns") else [here]
    return found


def asked(one: Client, address: str) -> str:
    answer = one.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF") and len(content) > 1000:
        from tests.letters.papers import text_of

        return text_of(content) + str(answer.headers)
    return content.decode("utf-8", "replace") + str(answer.headers)


def secrets_in(words: str, among: tuple[str, ...] = ACCUSER) -> list[str]:
    bare = re.sub(
        r"[0-9a-f]{16,}|csrf\S+|\d{2}:\d{2}:\d{2}\.\d+", "", words
    )  # digests and keys hold any digits
    return [
        one
        for one in among
        if (
            re.search(rf"(?<![\d]){re.escape(one)}(?![\d])", bare)
            if one.replace(" ", "").isdigit()
            else one in bare
        )
    ]


def known(case) -> tuple[list[str], list[str]]:
    return [letter.digest for letter in case.letters], [case.data["original"][0]["digest"]]


@pytest.mark.parametrize("person", [*BESIDE, "office.2"])
def test_what_is_asked_of_every_address_tells_the_class_only(case, person, caplog):
    """And who has the class finds it, so that this test could fail."""
    one, told = browser(person), {}
    for address in addresses(case.code, *known(case)):
        if found := secrets_in(asked(one, address)):
            told[address] = found
    if person == "office.2":
        assert {
            f"/cases/{case.code}/",
            f"/api/cases/{case.code}",
            f"/api/cases/{case.code}/log",
        } <= set(told)
    else:
        assert told == {}
    assert secrets_in(caplog.text) == []  # the journal names routes, never what stands there


@pytest.mark.parametrize("person", [*OUTSIDE, "", "citizen"])
def test_nobody_else_finds_the_case_at_any_address(case, person):
    one = browser(person)
    for address in addresses(case.code, *known(case)):
        words = asked(one, address)
        assert secrets_in(words) == [], address
        if (
            case.code not in address
            and "letters/" not in address
            and not address.startswith("/track")
        ):
            assert case.code not in words, address


def test_the_accused_gets_the_same_answer_as_for_a_case_that_is_not_there(case):
    one = browser("land.1")
    for address in (
        f"/cases/{case.code}/",
        f"/api/cases/{case.code}",
        f"/cases/{case.code}/slip.pdf",
    ):
        here, nowhere = one.get(address), one.get(address.replace(case.code, "H36.99-261009-0999"))
        assert here.status_code == nowhere.status_code == 404
        assert bare(here, case.code) == bare(nowhere, "H36.99-261009-0999")


def bare(answer, code: str) -> str:
    """Without what differs between two askings of the same."""
    return re.sub(
        r"[0-9A-Za-z]{64}|[0-9a-f]{8}|[0-9a-f]{4} [0-9a-f]{4}|nonce-\S+",
        "",
        answer.content.decode().replace(code, ""),
    )


@pytest.mark.parametrize(
    "text", ["Thị Mlê", "thi mle", "067194123456", "0912345678", "phong bi", "sat nha"]
)
def test_no_search_finds_it_by_who_accuses(case, text):
    for person in (*BESIDE, *OUTSIDE, "office.2", "leader"):
        assert finders.search(UNIT, person, text) == []


def test_the_houses_whole_log_does_not_even_tell_that_it_is_there_and_still_verifies(case):
    for person, readable in (
        ("land.1", False),
        ("counter.1", False),
        ("leader.2", False),
        ("leader", True),
    ):
        told = json.loads(browser(person).get("/api/log?limit=1000").content)
        words = json.dumps(told, ensure_ascii=False)
        assert (case.code in words) is readable
        assert secrets_in(words) == [] and all(
            value not in words
            for value in (
                NAMED["matter"],
                NAMED["accused_name"],
                NAMED["accused_post"],
                TEAM["verifier_title"],
            )
        )
        assert verify([sealed_of(one) for one in told], outside=True)[1:] == ("", "")


def sealed_of(event: dict) -> Sealed:
    """As somebody would read it who has only what was answered."""
    texts = [canonical(event[key]).decode() for key in ("actor", "body")]
    return Sealed(
        event["house"],
        event["number"],
        event["case"] or "",
        event["place"],
        event["kind"],
        event["at"] or "",
        *texts,
        event["seal"],
    )


def test_the_book_of_denunciations_is_for_its_roles_and_the_accused_finds_no_row_of_theirs(
    world, case
):
    for name, data in (("sent", {}), ("report", {"explanation": "x", "report": "y"})):
        case.acted("office.2", name, **data)
    case.acted("leader", "grant", protection_measures="Tuần tra").acted(
        "leader", "conclude", verdict="right", conclusion="c", proposed="p"
    )
    assert browser("land.2").get("/api/records/denunciations").status_code == 404
    assert [
        row["values"]["verdict"]
        for row in browser("justice.2").get("/api/records/denunciations").json()
    ] == ["right"]
    other = (
        taken_up(world, accused_officer="justice.2", accused_name="Thị Nguyệt")
        .acted("office.2", "sent")
        .acted("justice.1", "report", explanation="x", report="y")
    )
    other.acted("leader", "conclude", verdict="wrong", conclusion="c", proposed="p")
    assert [
        row["values"]["verdict"]
        for row in browser("justice.2").get("/api/records/denunciations").json()
    ] == ["right"]
    raw = str([row.values for row in ledger.records(UNIT, "denunciations", "")])
    assert secrets_in(raw) == []


def test_a_draft_of_a_letter_of_the_class_is_shown_to_its_readers_only(case):
    from dinh.web.shared.drafts import drafts

    case.acted("office.2", "withdrawn", withdrawn_note="Văn bản")
    seen = finders.case_seen_by(UNIT, "leader", case.code)
    assert {one.name for one in drafts(seen, "stop", "withdrawing", {"stop_reason": "Rút"})} == {
        "stop_decision",
        "stop_notice",
    }
    assert not finders.reads(
        finders.case_seen_by(UNIT, "justice.1", case.code),
        finders.case_as_kept(UNIT, case.code).case,
        "accuser",
    )


def test_the_accused_can_neither_note_nor_attach_nor_relate(case):
    for action, data in (
        ("note", {"text": "Tôi biết ai"}),
        ("attach", {"documents": {"evidence": "seen"}}),
        ("relate", {"case": case.code}),
    ):
        with pytest.raises(finders.NotFound):
            cases.act(UNIT, "land.1", case.code, action, data=data)


def test_the_verifiers_page_leads_to_no_letter_that_is_not_theirs(case):
    page = browser("justice.1").get(f"/cases/{case.code}/").content.decode()
    found = set(re.findall(r"/letters/([0-9a-f]+)\.pdf", page))
    assert found == {letter.digest for letter in case.letters if letter.class_ != "accuser"}


@pytest.mark.parametrize("person", OUTSIDE)
def test_whoever_holds_a_letter_of_it_and_may_not_read_it_learns_no_code_from_its_page(
    case, person
):
    digest = case.case.letters[0].digest
    page = browser(person).get(f"/letters/{digest}").content.decode()
    assert "Văn bản này có thật" in page
    assert case.code not in page and f"/letters/{digest}.pdf" not in page
    assert case.code in browser("office.1").get(f"/letters/{digest}").content.decode()
