"""The command line as a person drives it: its words, its JSON, its exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dinh import folder
from dinh.calendar import default_profile
from dinh.cli import main
from dinh.engine.schedule.calendar import local
from dinh.procedures import own_registers
from dinh.store import ledger
from dinh.store.keys import make_key
from dinh.store.writer import open_books
from dinh.workflow import cases, publishing
from tests.engine.test_fill import CLOTH, FOOD, GROWN
from tests.engine.test_timing import PLAIN
from tests.procedures_for_tests import FOLDER

HOUSE = "24730"
ROLES = ("counter", "economy", "leader", "leader.2", "office", "land", "police", "construction")
PEOPLE = [
    {
        "person": role,
        "name": f"Người {role}",
        "posts": [role],
        "roles": [role.partition(".")[0]],
        "from": "2025-07-01",
    }
    for role in ROLES
]


@cache
def checked() -> Any:
    found = publishing.check([FOLDER, own_registers() / "villages.yaml"])
    assert found.sound, [one.message.en for one in found.problems if one.severity == "problem"]
    return found


class Said(dict):
    """What a command said in JSON, with its exit code."""

    code = 0


class Line:
    """The command line of a rehearsal house with the procedures of these tests."""

    def __init__(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        self.capsys, self.files = capsys, files

    def __call__(self, *words: str, data: Any = None, code: int = 0) -> Any:
        if data is not None:
            path = self.files / "data.json"
            path.write_text(
                data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "utf-8"
            )
            words = (
                (*words, str(path))
                if words[0] in ("appoint", "delegate")
                else (*words, "--data", str(path))
            )
        found = main(["--json", *words])
        out, err = self.capsys.readouterr()
        assert found == code, f"dinh {' '.join(words)} gave {found}\n{out}\n{err}"
        return json.loads(out, parse_float=Decimal) if out else None

    def refused(self, *words: str, data: Any = None) -> dict[str, Any]:
        before = ledger.head(HOUSE)
        found = self(*words, data=data, code=1)["refusal"]
        assert ledger.head(HOUSE) == before, "it left something behind"
        assert found["message"] and set(found) == {"code", "message", "do", "at"}
        return found

    def open(
        self,
        slug: str = "quay-hang",
        data: Any = CLOTH,
        *words: str,
        by: str = "counter",
        at: str = "2026-07-01T08:00",
    ) -> str:
        return self("open", slug, "--by", by, "--at", at, *words, data=data)["code"]


@pytest.fixture
def dinh(
    house: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Line:
    monkeypatch.setenv("DINH_HOUSE", str(house))
    open_books(HOUSE, HOUSE, "Xã Trường Xuân")
    make_key(house)
    folder.name_house(house, HOUSE)
    begin = local("2026-07-01T07:30")
    cases.begin(
        HOUSE,
        {
            **default_profile(),
            "unit": HOUSE,
            "unit_id": "H36.99",
            "name": "Xã Trường Xuân",
            "rehearsal": True,
            "from": begin.isoformat(),
            "house": {},
        },
        begin,
    )
    publishing.publish(HOUSE, checked(), at=begin)
    line = Line(capsys, tmp_path)
    line("appoint", data=PEOPLE)
    return line


def allowed(dinh: Line, **data: Any) -> str:
    code = dinh.open(data={**CLOTH, **data})
    dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:10")
    dinh("act", code, "allow", "--by", "economy", "--at", "2026-07-02T08:10", data={"grade": "a"})
    dinh("act", code, "sign", "--by", "leader", "--at", "2026-07-02T09:00")
    return code


# --- a case from its opening to its end ---------------------------------------------------------------------------


def test_a_case_lives_from_its_opening_to_its_end(dinh: Line) -> None:
    code = allowed(dinh, area=Decimal("10.50") and "10.50", helpers=[])
    shown = dinh("show", code)
    assert code == "H36.99-260701-0001"
    assert (shown["state"], shown["outcome"], shown["steps"], shown["due"], shown["fee"]) == (
        "allowed",
        "granted",
        [],
        "2026-07-06T17:00:00+07:00",
        11000,
    )
    assert (
        shown["data"]["area"] == Decimal("10.5")
        and shown["data"]["holder"] == CLOTH["holder"]
        and "poor" not in shown["data"]
    )
    assert shown["derived"]["rent"] == 11000
    assert [(x["name"], x["number"]) for x in shown["letters"]] == [
        ("receipt", None),
        ("permit", "01/GP-UBND"),
    ]
    assert shown["records"] == [
        {"register": "stalls", "record": "2026-0001", "change": "add", "withdrawn": False}
    ]
    assert [line["counted"] for line in shown["due_proof"]].count(True) == 3
    assert dinh("records", "stalls") == [
        {
            "record": "2026-0001",
            "values": {
                "code": "2026-0001",
                "holder": "Điểu Xuân",
                "from": "2026-07-02",
                "kind": "cloth",
            },
            "from": "2026-07-02",
            "to": None,
            "case": code,
            "withdrawn": False,
        }
    ]
    assert dinh("verify")["ok"] is True and dinh("rebuild", "--check")["equal"] is True


def test_codes_and_numbers_follow_one_another(dinh: Line) -> None:
    assert [dinh.open(), dinh.open(), dinh.open(at="2026-07-02T08:00")] == [
        "H36.99-260701-0001",
        "H36.99-260701-0002",
        "H36.99-260702-0001",
    ]
    for _ in range(2):
        allowed(dinh)
    assert dinh("show", "H36.99-260701-0004")["letters"][1]["number"] == "02/GP-UBND"


# --- refusals ----------------------------------------------------------------------------------------------------------


def test_every_fault_of_the_input_is_told_at_once_with_words(dinh: Line) -> None:
    found = dinh.refused(
        "open",
        "quay-hang",
        "--by",
        "counter",
        data={"holder": {"name": "Y"}, "kind": "fud", "from": "31/02/2026", "nothing": 1},
    )
    assert found["code"] == "form.faults" and {one["field"] for one in found["at"]} == {
        "holder.address",
        "kind",
        "from",
        "area",
        "nothing",
    }
    assert all(one["message"] for one in found["at"])


@pytest.mark.parametrize(
    "words",
    [
        ("open", "nothing", "--by", "counter"),
        ("open", "quay-hang", "--by", "nobody"),
        ("open", "quay-hang", "--by", "leader"),
        ("open", "quay-hang", "--by", "counter", "--channel", "parent"),
        ("act", "H36.99-260701-0009", "accept", "--by", "counter"),
        ("show", "H36.99-260701-0009"),
        ("explain", "H36.99-260701-0009"),
        ("worklist", "--by", "nobody"),
        ("records", "nothing"),
        ("procedure", "nothing"),
        ("log", "H36.99-260701-0009"),
        ("act", "x", "accept", "--by", "counter", "--at", "yesterday"),
        ("letter", "H36.99-260701-0009", "permit", "--out", "/nowhere/x.pdf"),
        ("profile", "--set", "colour=red"),
        ("profile", "--set", "hours=always"),
        ("account", "nobody"),
        ("strike", "H36.99-260701-0009", "x", "--by", "leader", "--order", "QĐ 1"),
        ("records", "stalls", "--on", "31/02/2026"),
    ],
)
def test_what_is_not_there_or_not_allowed_is_refused_and_never_a_fault_of_the_program(
    dinh: Line, words: tuple[str, ...]
) -> None:
    dinh.refused(*words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "{",
        '{"a": 1, "a": 2}',
        '"x"',
        '{"a": NaN}',
        "[" * 100_000,
        '{"holder": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"area": 1e999999}',
        "\ufeff{}",
        '{"area": ' + "9" * 5000 + "}",
    ],
)
def test_a_data_file_that_is_no_object_is_refused(dinh: Line, text: str) -> None:
    dinh.refused("open", "quay-hang", "--by", "counter", data=text)


def test_wrong_usage_exits_with_2(dinh: Line, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["open"]) == 2
        and main(["nothing"]) == 2
        and main(["--lang", "fr", "people"]) == 2
        and main([]) == 2
    )
    capsys.readouterr()


# --- doing it twice, stale pages, time --------------------------------------------------------------------------------


def test_doing_it_twice_with_a_key_is_doing_it_once_and_other_data_is_refused(dinh: Line) -> None:
    words = ("open", "quay-hang", "--by", "counter", "--key", "k1")
    first = dinh(*words, data=CLOTH)
    number = ledger.head(HOUSE).number
    assert dinh(*words, data=CLOTH)["code"] == first["code"] and ledger.head(HOUSE).number == number
    assert dinh.refused(*words, data={**CLOTH, "area": 11})["code"] == "key.reused"
    act = ("act", first["code"], "accept", "--by", "counter", "--key", "k2")
    dinh(*act)
    number = ledger.head(HOUSE).number
    dinh(*act)
    assert ledger.head(HOUSE).number == number
    assert (
        dinh.refused("act", first["code"], "accept", "--by", "counter", "--key", "k1")["code"]
        == "key.reused"
    )


def test_time_does_not_go_back_within_a_case_and_a_bare_time_is_local(dinh: Line) -> None:
    code = dinh.open(at="2026-07-01T09:00")
    assert (
        dinh.refused("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:59")["code"]
        == "time.backwards"
    )
    assert (
        dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T02:00Z")["accepted"]
        == "2026-07-01T09:00:00+07:00"
    )


def test_a_live_house_takes_no_time_from_its_caller(dinh: Line) -> None:
    code = dinh.open()
    cases.configure(HOUSE, {"rehearsal": False})
    for words in (
        ("show", code),
        ("clock",),
        ("worklist", "--by", "counter"),
        ("explain", code),
        ("act", code, "accept", "--by", "counter"),
        ("open", "quay-hang", "--by", "counter"),
        ("profile", "--set", "house.remote=yes"),
    ):
        assert dinh.refused(*words, "--at", "2026-07-05T08:00")["code"] == "at.live", words


def test_time_acts_before_showing_and_acting_and_by_the_clock(dinh: Line) -> None:
    codes = []
    for _ in range(3):
        code = dinh.open("thoi-han", PLAIN)
        dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:10")
        dinh("act", code, "wait", "--by", "land", "--at", "2026-07-02T08:10")
        codes.append(code)
    assert dinh("show", codes[0], "--at", "2026-07-13T16:59")["state"] == "open"
    assert (
        dinh("show", codes[0], "--at", "2026-07-13T17:01")["settled"] == "2026-07-13T17:00:00+07:00"
    )
    assert (
        dinh.refused("act", codes[1], "supply", "--by", "applicant", "--at", "2026-07-13T17:00:01")[
            "code"
        ]
        == "case.settled"
    )
    assert dinh("act", codes[1], "supply", "--by", "applicant", "--at", "2026-07-13T17:00")[
        "steps"
    ] == ["check"]
    assert dinh("clock", "--at", "2026-08-01T08:00") == {
        "at": "2026-08-01T08:00:00+07:00",
        "acted": [{"code": codes[2], "step": "waiting"}],
    }
    assert dinh("clock", "--at", "2026-08-01T08:00")["acted"] == []


# --- who may --------------------------------------------------------------------------------------------------------


def test_why_not_is_told_for_each_action(dinh: Line) -> None:
    code = dinh.open()
    found = {one["action"]: one for one in dinh("explain", code, "--by", "leader")}
    assert (
        found["accept"]["may"] is False and found["accept"]["why"] and found["note"]["may"] is True
    )
    assert dinh("explain", code, "--by", "counter", "--action", "accept")["may"] is True
    assert dinh("explain", code, "--by", "counter", "--action", "acept")["may"] is False
    assert {one["action"] for one in dinh("explain", code)} >= {
        "accept",
        "supplement",
        "reject",
        "withdraw",
        "route",
    }


def test_a_work_list_has_what_one_may_do_the_earliest_due_first(dinh: Line) -> None:
    first, second = dinh.open(at="2026-07-02T08:00"), dinh.open(at="2026-07-01T08:00")
    for code, at in ((first, "2026-07-02T09:00"), (second, "2026-07-02T10:00")):
        dinh("act", code, "accept", "--by", "counter", "--at", at)
    rows = dinh("worklist", "--by", "economy", "--at", "2026-07-02T10:00")
    assert (
        [row["code"] for row in rows] == sorted([first, second])
        and rows[0]["actions"] == ["meet", "allow", "reject"]
        and rows[0]["late"] is False
    )
    assert dinh("worklist", "--by", "leader") == []
    assert all(
        row["late"] for row in dinh("worklist", "--by", "economy", "--at", "2026-08-01T08:00")
    )


def test_a_delegated_authority_acts_until_it_ends_and_is_named_in_the_log(dinh: Line) -> None:
    given = {
        "decision": "12/QĐ-UBND",
        "giver": "leader",
        "receiver": "office",
        "roles": ["leader"],
        "from": "2026-07-01",
        "to": "2026-07-03",
    }
    dinh("delegate", data=given)
    assert {
        one["field"]
        for one in dinh.refused("delegate", data={**given, "decision": "13", "roles": ["land"]})[
            "at"
        ]
    } == {"roles"}
    code = dinh.open()
    dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:10")
    dinh("act", code, "allow", "--by", "economy", "--at", "2026-07-02T08:10", data={"grade": "a"})
    assert (
        dinh.refused("act", code, "sign", "--by", "office", "--at", "2026-07-04T08:10")["code"]
        == "step.not_yours"
    )
    dinh("act", code, "sign", "--by", "office", "--at", "2026-07-03T08:10")
    assert dinh("log", code)[-1]["actor"] == {
        "person": "office",
        "post": "leader",
        "delegation": "12/QĐ-UBND",
    }


# --- secrets ------------------------------------------------------------------------------------------------------------


SECRET = {
    "accuser": "Thị Mai",
    "born": "1990-01-01",
    "about": "Lấn đất",
    "accused": "Y Ba",
    "witnesses": [{"name": "H'Bia", "saw": "Thấy hết"}],
}


def test_what_has_a_class_is_left_out_and_named_wherever_one_looks(dinh: Line) -> None:
    from dinh import serialize as shown
    from dinh.access import finders

    code = dinh.open("to-cao", SECRET, by="office")
    seen = dinh("show", code, "--by", "office")
    assert seen["hidden"] == ["accuser", "age", "born", "witnesses.name"]
    assert (
        seen["data"]
        == {"about": "Lấn đất", "accused": "Y Ba", "witnesses": [{"row": "1", "saw": "Thấy hết"}]}
        and "age" not in seen["derived"]
    )
    leader = dinh("show", code, "--by", "leader")
    assert (
        leader["data"]["accuser"] == "Thị Mai"
        and leader["derived"]["age"] == 36
        and leader["hidden"] == []
    )
    for word in ("Thị Mai", "H'Bia"):
        assert finders.search(HOUSE, "office", word) == []
    assert [row.code for row in finders.search(HOUSE, "office", "Lấn đất")] == [code]
    for person, hides in (("office", True), ("leader", False)):
        told = json.dumps(
            [shown.event_json(one) for one in finders.log_seen_by(HOUSE, person, code)],
            ensure_ascii=False,
            default=str,
        )
        assert (("Thị Mai" in told), ("H'Bia" in told)) == (not hides, not hides)
    assert "Thị Mai" not in json.dumps(dinh("worklist", "--by", "office"), ensure_ascii=False)
    dinh("act", code, "pass", "--by", "office")
    dinh("act", code, "close", "--by", "leader")
    assert (
        dinh("show", code, "--by", "office")["letters"] == []
        and len(dinh("show", code, "--by", "leader")["letters"]) == 1
    )
    bodies = json.dumps([one["body"] for one in dinh("log", code)], ensure_ascii=False)
    assert "Thị Mai" not in bodies and "H'Bia" not in bodies and "Y Ba" not in bodies


def test_struck_values_are_gone_everywhere_and_the_log_still_holds(dinh: Line) -> None:
    code = allowed(dinh)
    assert (
        dinh.refused("strike", code, "holder.name", "--by", "counter", "--order", "QĐ 1")["code"]
        == "strike.not_yours"
    )
    assert (
        dinh.refused("strike", code, "nothing", "--by", "leader", "--order", "QĐ 1")["code"]
        == "form.faults"
    )
    dinh("strike", code, "holder.name", "--by", "leader", "--order", "QĐ 1/QĐ-TA")
    everything = json.dumps(
        [dinh("show", code), dinh("log"), dinh("records", "stalls")],
        ensure_ascii=False,
        default=str,
    )
    assert (
        "Điểu Xuân" not in everything
        and dinh("verify")["ok"] is True
        and dinh("rebuild", "--check")["equal"] is True
    )


# --- the house -----------------------------------------------------------------------------------------------------------


def test_facts_of_the_house_are_typed_and_come_out_as_they_are(dinh: Line) -> None:
    found = dinh(
        "profile",
        "--set",
        "house.remote=yes",
        "--set",
        "house.zone=k2",
        "--set",
        "house.people=12500",
        "--set",
        "swapped=2026-01-02:2026-01-10",
    )
    assert found["house"] == {"remote": True, "zone": "k2", "people": 12500} and found[
        "swapped"
    ] == ["2026-01-02:2026-01-10"]
    assert set(found) >= {"unit_id", "hours", "swapped", "days_off", "house"}


def test_days_off_of_the_house_move_a_due(dinh: Line) -> None:
    dinh("profile", "--set", "days_off=2026-07-02")
    code = dinh.open()
    assert (
        dinh("act", code, "accept", "--by", "counter", "--at", "2026-07-01T08:10")["due"]
        == "2026-07-07T17:00:00+07:00"
    )


def test_publishing_the_same_again_does_nothing_and_other_bytes_only_while_no_case_follows(
    dinh: Line, tmp_path: Path
) -> None:
    number = ledger.head(HOUSE).number
    assert (
        len(dinh("publish", str(FOLDER))["published"]) >= 5 and ledger.head(HOUSE).number == number
    )
    other = _other(tmp_path, "quay-hang", ('area: "> 100"', 'area: "> 99"'))
    dinh("publish", str(other))
    dinh.open()
    again = _other(tmp_path, "quay-hang", ('area: "> 100"', 'area: "> 98"'))
    assert dinh.refused("publish", str(again))["at"][0]["field"] == "quay-hang"


def test_a_case_opened_before_a_change_is_accepted_under_the_version_then_in_force(
    dinh: Line, tmp_path: Path
) -> None:
    before = dinh.open(at="2026-07-01T08:00")
    kept = dinh.open(at="2026-07-01T08:00")
    dinh("act", kept, "accept", "--by", "counter", "--at", "2026-07-01T08:10")
    newer = _other(
        tmp_path,
        "quay-hang",
        ("from: 2026-07-01}", "from: 2026-08-01}"),
        ("time: 3 working days", "time: 5 working days"),
        (
            "poor: {label: {vi: Hộ nghèo}, type: yes_no}",
            "poor: {label: {vi: Hộ nghèo}, type: yes_no, required: yes}",
        ),
        ("opened: 2026-07-01T08:00", "opened: 2026-08-03T08:00"),
        ("at: 2026-07-0", "at: 2026-08-0"),
        ("area: 10, from", "area: 10, poor: no, from"),
        (
            "poor: no, from: 2026-08-01, to: 2026-08-31, poor: yes",
            "poor: yes, from: 2026-08-01, to: 2026-08-31",
        ),
        ("due: 2026-07-06", "due: 2026-08-10"),
        ("at: 2026-08-01T08:10", "at: 2026-08-03T08:10"),
        ("at: 2026-08-02", "at: 2026-08-04"),
    )
    dinh("publish", str(newer))
    assert {
        one["field"]
        for one in dinh.refused(
            "act", before, "accept", "--by", "counter", "--at", "2026-08-03T08:00"
        )["at"]
    } == {"poor"}
    dinh(
        "act",
        before,
        "supplement",
        "--by",
        "counter",
        "--at",
        "2026-08-03T08:10",
        data={"items": ["poor"], "missing_reason": "y", "guidance": "z"},
    )
    dinh(
        "act",
        before,
        "supply",
        "--by",
        "applicant",
        "--at",
        "2026-08-03T09:00",
        data={"poor": "no"},
    )
    found = dinh("act", before, "accept", "--by", "counter", "--at", "2026-08-03T10:00")
    assert (found["version"], found["due"]) == ("2026-08-01", "2026-08-10T17:00:00+07:00")
    assert (
        dinh(
            "act", kept, "allow", "--by", "economy", "--at", "2026-08-04T08:00", data={"grade": "a"}
        )["version"]
        == "2026-07-01"
    )
    assert dinh("rebuild", "--check")["equal"] is True


def _other(folder: Path, slug: str, *changes: tuple[str, str]) -> Path:
    """A copy of the tests' files in which one procedure reads otherwise."""
    text = (FOLDER / f"{slug}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    for part in ("letters", "registers", "norms"):
        if not (folder / part).exists():
            (folder / part).symlink_to(FOLDER / part)
    path = folder / f"{slug}.yaml"
    path.write_text(text, "utf-8")
    return path


# --- values ------------------------------------------------------------------------------------------------------------


def test_values_come_out_as_they_are_however_they_were_typed(dinh: Line) -> None:
    code = dinh.open(
        data={
            **FOOD,
            "holder": {
                "name": "  Điểu\u0300 Xuân ",
                "address": "Bon <b>#let x</b> $a$",
                "id": "０６８０８４０００００１",
            },
            "kitchen": "yes",
            "gas": "2",
            "area": "1,50",
            "from": "01/08/2026",
            "days": "sun, sat",
            "poor": False,
        }
    )
    data = dinh("show", code)["data"]
    assert data["holder"] == {
        "name": "Điểù Xuân",
        "address": "Bon <b>#let x</b> $a$",
        "id": "068084000001",
    }
    assert (
        data["kitchen"],
        data["gas"],
        data["area"],
        data["from"],
        data["days"],
        data["poor"],
    ) == (True, 2, Decimal("1.5"), "2026-08-01", ["sat", "sun"], False)


def test_a_number_keeps_fifteen_digits_and_its_decimals(dinh: Line) -> None:
    code = dinh.open(
        "tinh-toan", '{"a": 123456789.123456, "b": 0.1, "m": 999999999999999}', by="office"
    )
    assert dinh("show", code)["data"] == {
        "a": Decimal("123456789.123456"),
        "b": Decimal("0.1"),
        "m": 999999999999999,
    }
    assert (
        dinh.refused("open", "tinh-toan", "--by", "office", data='{"a": 1234567890123456}')["at"][
            0
        ]["field"]
        == "a"
    )


def test_files_are_kept_by_digest_and_a_lost_one_is_refused(dinh: Line, tmp_path: Path) -> None:
    (tmp_path / "quét.pdf").write_bytes(b"%PDF-1.7 x")
    code = dinh.open(data={**CLOTH, "area": 200, "documents": {"plan": {"file": "quét.pdf"}}})
    found = dinh("show", code)["documents"]["plan"]
    assert (
        found["name"] == "quét.pdf" and found["size"] == 10 and found["type"] == "application/pdf"
    )
    assert (
        dinh.refused(
            "open",
            "quay-hang",
            "--by",
            "counter",
            data={**CLOTH, "documents": {"plan": {"file": "không có.pdf"}}},
        )["code"]
        == "document.unreadable"
    )
    assert (
        dinh.refused(
            "open",
            "quay-hang",
            "--by",
            "counter",
            data={
                **CLOTH,
                "documents": {"plan": {"digest": "ab" * 32, "name": "x", "type": "", "size": 1}},
            },
        )["at"][0]["field"]
        == "documents.plan"
    )
    assert dinh("verify")["ok"] is True


def test_rows_come_out_with_their_ids_and_go_in_again(dinh: Line) -> None:
    code = dinh.open(data={**CLOTH, "helpers": [GROWN, {**GROWN, "name": "Thị Hoa"}]})
    assert [row["row"] for row in dinh("show", code)["data"]["helpers"]] == ["1", "2"]


def test_a_letter_is_printed_with_the_digest_of_its_event(dinh: Line, tmp_path: Path) -> None:
    code = allowed(dinh)
    out = tmp_path / "permit.pdf"
    found = dinh("letter", code, "permit", "--out", str(out))
    assert (
        out.read_bytes().startswith(b"%PDF")
        and found["digest"] == dinh("show", code)["letters"][1]["digest"]
    )
    assert dinh.refused("letter", code, "permitt", "--out", str(out))["code"] == "letter.none"


# --- registers -----------------------------------------------------------------------------------------------------------


PARCEL = {
    "owner": "Y Ba",
    "name": "Tách thửa",
    "plot_code": "T9",
    "until": "2026-12-31",
    "area": 10,
    "poor": "no",
}


def test_a_register_with_history_reads_any_day_and_a_reversed_row_never_was(dinh: Line) -> None:
    first = dinh.open("so-sach", PARCEL, by="land")
    dinh("act", first, "put", "--by", "land", "--at", "2026-07-02T09:00")
    second = dinh.open(
        "so-sach",
        {
            **PARCEL,
            "plot_code": "T10",
            "old": "T9",
            "gone": "T9",
            "owner": "H'Lan",
            "until": "2026-07-20",
        },
        by="land",
        at="2026-07-03T08:00",
    )
    dinh("act", second, "change", "--by", "land", "--at", "2026-07-10T09:00")
    assert [(r["record"], r["values"]["owner"], r["from"]) for r in dinh("records", "plots")] == [
        ("T9", "H'Lan", "2026-07-10")
    ]
    assert [r["values"]["owner"] for r in dinh("records", "plots", "--on", "2026-07-09")] == [
        "Y Ba"
    ] and dinh("records", "plots", "--on", "2026-07-01") == []
    dinh("act", second, "drop", "--by", "land", "--at", "2026-07-11T09:00")
    assert [
        bool(dinh("records", "plots", "--on", day)) for day in ("2026-07-20", "2026-07-21")
    ] == [True, False]
    dinh(
        "act",
        second,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-07-12T09:00",
        data={"reason": "Nhầm"},
    )
    dinh(
        "act",
        second,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-07-12T09:10",
        data={"reason": "Nhầm"},
    )
    assert [(r["values"]["owner"], r["values"]["area"]) for r in dinh("records", "plots")] == [
        ("Y Ba", Decimal("3.33"))
    ]
    dinh(
        "act",
        first,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-07-13T09:00",
        data={"reason": "Nhầm"},
    )
    assert dinh("records", "plots") == []
    assert dinh("verify")["ok"] is True and dinh("rebuild", "--check")["equal"] is True


def test_a_record_field_names_a_row_that_stands(dinh: Line) -> None:
    found = dinh.refused("open", "so-sach", "--by", "land", data={**PARCEL, "old": "T404"})
    assert [(one["field"]) for one in found["at"]] == ["old"]
