"""The log as somebody gets it who may not read all of it: it tells nothing of what is kept to others, and can still be verified."""

import json

import pytest
from msgspec.structs import replace

from dinh import serialize
from dinh.access import finders
from dinh.cli import main
from dinh.engine.record.seal import CLOSED, Sealed, verify
from dinh.store import books, ledger
from tests.families.line import HOUSE, JOBS, Families
from tests.store.test_log_page import shown_json, verifier

__all__ = ["verifier"]


@pytest.fixture
def secret(families: Families) -> str:
    """A directive about which a leader asks in confidence; the code of that question."""
    parent = families.directive(*JOBS)
    for child in families.children(parent):
        families.done(child)
    families.act(parent, "ask", "leader", "2026-07-04")
    child = families.children(parent)[-1]
    families.act(child, "look", "leader", "2026-07-05")
    families.act(child, "close", "leader", "2026-07-06")
    return child


def seen(person: str) -> list[Sealed]:
    return list(finders.log_seen_by(HOUSE, person))


def test_who_may_not_read_a_case_is_told_nothing_of_it_not_where_other_cases_name_it_either(
    families: Families, secret: str
) -> None:
    whole = seen("leader")
    log = seen("office")
    assert secret in shown_json([serialize.event_json(one) for one in whole]).decode()
    told = shown_json([serialize.event_json(one) for one in log]).decode()
    assert secret not in told and not any(
        "hoi-kin" in one.body for one in log if one.kind != "published"
    )
    closed = [one for one in log if one.kind == CLOSED]
    ours = [one for one in ledger.log(HOUSE) if one.case == secret or secret in one.body]
    assert {one.number for one in closed} == {one.number for one in ours} and len(ours) > 4
    assert {(one.case, one.place, one.at, one.actor) for one in closed} == {("", 0, "", "{}")}
    assert len(log) == len(whole)


def test_a_log_from_which_something_is_withheld_verifies_whole_by_whoever_reads_it(
    families: Families, secret: str, verifier
) -> None:
    for log in (
        seen("office"),
        seen("leader"),
        list(finders.log_withheld(HOUSE, lambda case: case.class_ == "open")),
    ):
        assert verify(log, outside=True)[1:] == ("", "")
        assert verifier([serialize.event_json(one) for one in log]) == "ok"
    assert books.verify(HOUSE)["ok"]


@pytest.mark.parametrize(
    "change",
    [
        {"body": '{"closed":"' + "0" * 64 + '"}'},
        {"seal": "0" * 64},
        {"body": "{}", "seal": "1" * 64},
    ],
)
def test_what_is_withheld_cannot_be_changed_or_left_out(
    families: Families, secret: str, change: dict[str, str], verifier
) -> None:
    log = seen("office")
    place = next(place for place, one in enumerate(log) if one.kind == CLOSED)
    assert (
        verify([*log[:place], replace(log[place], **change), *log[place + 1 :]], outside=True)[2]
        == "seal"
    )
    assert "not as it was sealed" in verifier(
        [
            serialize.event_json(one)
            for one in [*log[:place], replace(log[place], **change), *log[place + 1 :]]
        ]
    )
    assert verify([*log[:place], *log[place + 1 :]], outside=True)[2] == "gap"


def test_in_a_houses_own_books_nothing_may_be_withheld(families: Families, secret: str) -> None:
    assert verify(seen("office"))[2] == "seal"


def test_an_event_sealed_before_events_were_sealed_closed_is_withheld_too_and_counted(
    families: Families, secret: str, verifier
) -> None:
    log = seen("office")
    place = next(place for place, one in enumerate(log) if one.kind == CLOSED)
    old = [*log[:place], replace(log[place], body="{}"), *log[place + 1 :]]
    assert verify(old, outside=True)[1:] == ("", "")
    assert (
        verifier([serialize.event_json(one) for one in old])
        == "ok, but 1 events are withheld without a digest"
    )


def test_two_that_say_the_same_are_withheld_as_two_so_that_nothing_can_be_guessed(
    families: Families, secret: str
) -> None:
    digests = [one.body for one in seen("office") if one.kind == CLOSED]
    salts = [json.loads(one.body)["_salt"] for one in ledger.log(HOUSE) if one.case == secret]
    assert (
        len(digests) == len(set(digests))
        and len(salts) == len(set(salts))
        and {len(salt) for salt in salts} == {32}
    )


def test_the_command_line_hands_out_a_log_without_secrets_and_values(
    families: Families, secret: str, house, capsys: pytest.CaptureFixture[str]
) -> None:
    def log(*words: str) -> str:
        assert main(["--json", "log", *words]) == 0
        return capsys.readouterr().out

    outside = json.loads(log("--outside"))
    assert secret not in json.dumps(outside) and all(one["values"] == {} for one in outside)
    assert (
        secret not in log("--by", "office") and secret in log("--by", "leader") and secret in log()
    )
    assert main(["--json", "log", "--by", "office", "--outside"]) == 2
