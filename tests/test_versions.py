"""A procedure changes while cases run: published from a day to come, cases that keep theirs, a plan tried, done and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.access import finders
from dinh.engine.decisions.migration_plan import Plan
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.procedures.lookup import own
from dinh.store import ledger
from dinh.workflow import cases, version_changes
from tests.engine.test_versions import ASKS_MORE, RENAMED, written
from tests.test_commands import HOUSE, Line, dinh

__all__ = ["dinh"]

EXAMPLES = """
examples:
  - {name: mượn, given: {opened: 2026-12-01T08:00, channel: counter, who: Y Ka, purpose: Để lúa}, does: [{by: counter, act: accept, at: 2026-12-01T09:00}], gives: {step: look}}
  - {name: hỏi thêm, given: {opened: 2026-12-01T08:00, channel: counter, who: Y Ka, purpose: Để lúa}, does: [{by: counter, act: accept, at: 2026-12-01T09:00}, {by: land, act: ask, at: 2026-12-01T10:00}], gives: {step: waiting}}
  - {name: thiếu, given: {opened: 2026-12-01T08:00, channel: counter, who: Y Ka}, does: [], refuses: {at: purpose, because: field.required}}
"""
SLUG = "cho-muon-kho"


@pytest.fixture
def lent(dinh: Line) -> Line:
    """A house with the first version in force, and one more step on the way there."""
    published(dinh, day="2026-07-01", at="2026-07-01T07:30")
    return dinh


def published(
    dinh: Line,
    *changes: tuple[str, str],
    day: str = "2026-10-01",
    plan: str = "",
    at: str = "2026-09-01T08:00",
    code: int = 0,
    examples: tuple[tuple[str, str], ...] = (),
) -> dict[str, Any]:
    path = file_of(dinh, *changes, day=day, plan=plan, exchanged=examples)
    return dinh("publish", path, "--at", at, code=code)


def file_of(
    dinh: Line,
    *changes: tuple[str, str],
    day: str = "2026-10-01",
    plan: str = "",
    exchanged: tuple[tuple[str, str], ...] = (),
) -> str:
    path = dinh.files / f"{SLUG}-{day}.yaml"
    examples = EXAMPLES
    for old, new in exchanged:
        examples = examples.replace(old, new)
    for old, new in changes:
        named = old.startswith("  ") and old.strip().endswith(":") and "\n" not in new
        examples = (
            examples.replace(f"step: {old.strip(' :')}}}", f"step: {new.strip(' :')}}}")
            if named
            else examples
        )
    if ASKS_MORE[0] in changes:
        examples = examples.replace(
            "purpose: Để lúa", 'purpose: Để lúa, phone: "0912345678"'
        ).replace("who: Y Ka}", 'who: Y Ka, phone: "0912345678"}')
    path.write_text(written(*changes, day=day) + plan + examples)
    return str(path)


def opened(dinh: Line, at: str, **data: Any) -> str:
    return dinh(
        "open",
        SLUG,
        "--by",
        "counter",
        "--at",
        at,
        data={"who": "Y Bách", "purpose": "Để lúa", **data},
    )["code"]


def accepted(dinh: Line, at: str = "2026-09-29T08:00", **data: Any) -> str:
    code = opened(dinh, at, **data)
    dinh("act", code, "accept", "--by", "counter", "--at", at.replace("T08", "T09"))
    return code


def plan_file(dinh: Line, text: str) -> str:
    path = dinh.files / "plan.yaml"
    path.write_text(text)
    return str(path)


def outcomes(found: dict[str, Any]) -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in found["cases"]}


def test_what_is_offered_before_acceptance_is_what_the_act_does(lent: Line) -> None:
    code = opened(lent, "2026-09-29T08:00")
    same_day = ("findings:", "derive: {waited: {days: {from: opened, to: acted}}}\nfindings:")
    published(
        lent,
        same_day,
        ("{accept: {to: look}}", '{accept: {to: look, when: {waited: "< 1"}}, late: {to: lapsed}}'),
    )
    offered = lent(
        "explain", code, "--by", "counter", "--action", "accept", "--at", "2026-10-02T08:00"
    )
    assert (
        lent("act", code, "accept", "--by", "counter", "--at", "2026-10-02T08:00", code=1)[
            "refusal"
        ]["code"]
        == "action.not_offered"
    )
    assert offered["may"] is False


def test_a_version_from_a_day_to_come_rules_from_that_day_and_running_cases_keep_theirs(
    lent: Line,
) -> None:
    published(lent, ("time: 5 working days", "time: 2 working days"))
    before = accepted(lent, "2026-09-29T08:00")
    after = accepted(lent, "2026-10-01T08:00")
    assert (lent("show", before)["version"], lent("show", before)["due"][:10]) == (
        "2026-07-01",
        "2026-10-06",
    )
    assert (lent("show", after)["version"], lent("show", after)["due"][:10]) == (
        "2026-10-01",
        "2026-10-05",
    )
    assert [
        (one.version, one.when, one.running)
        for one in version_changes.versions(HOUSE, SLUG, local("2026-09-30T08:00"))
    ] == [("2026-07-01", "now", 1), ("2026-10-01", "coming", 1)]
    assert [
        (one.version, one.when)
        for one in version_changes.versions(HOUSE, SLUG, local("2026-10-02T08:00"))
    ] == [("2026-07-01", "over"), ("2026-10-01", "now")]


def test_a_case_opened_before_the_change_and_accepted_after_it_is_looked_at_again_under_the_version_then_in_force(
    lent: Line,
) -> None:
    published(lent, *ASKS_MORE, ("time: 5 working days", "time: 2 working days"))
    code = opened(lent, "2026-09-29T08:00")
    refused = lent.refused("act", code, "accept", "--by", "counter", "--at", "2026-10-01T08:00")
    assert [one["field"] for one in refused["at"]] == ["phone"]
    given = plan_file(lent, f'cases: {{{code}: {{phone: "0912345678"}}}}\n')
    assert outcomes(
        lent(
            "move",
            SLUG,
            "--to",
            "2026-10-01",
            "--by",
            "office",
            "--plan",
            given,
            "--at",
            "2026-10-01T08:30",
        )
    ) == {code: "moved"}
    lent("act", code, "accept", "--by", "counter", "--at", "2026-10-01T09:00")
    shown = lent("show", code)
    assert (shown["version"], shown["due"][:10], shown["data"]["phone"]) == (
        "2026-10-01",
        "2026-10-05",
        "0912345678",
    )


def test_an_acceptance_under_the_newer_version_that_is_reversed_brings_back_the_older_one(
    lent: Line,
) -> None:
    published(lent, ("time: 5 working days", "time: 2 working days"))
    code = opened(lent, "2026-09-29T08:00")
    assert (
        lent("act", code, "accept", "--by", "counter", "--at", "2026-10-01T08:00")["version"]
        == "2026-10-01"
    )
    back = lent(
        "act",
        code,
        "reverse",
        "--by",
        "leader",
        "--at",
        "2026-10-01T09:00",
        data={"reason": "Nhầm"},
    )
    assert (back["version"], back["accepted"], back["steps"]) == ("2026-07-01", None, ["reception"])
    assert lent("rebuild", "--check")["equal"]


def test_a_dry_run_tells_of_each_case_and_writes_nothing(lent: Line) -> None:
    stays, looks = accepted(lent), accepted(lent)
    lent("act", stays, "propose", "--by", "land", "--at", "2026-09-29T10:00", data={"room": "east"})
    waits = opened(lent, "2026-09-29T08:00")
    published(lent, *RENAMED, *ASKS_MORE)
    head = ledger.head(HOUSE)
    found = lent(
        "move",
        SLUG,
        "--to",
        "2026-10-01",
        "--by",
        "office",
        "--dry-run",
        "--at",
        "2026-09-30T08:00",
        code=1,
    )
    assert found["refused"]["code"] == "move.not_in_force"
    assert (
        outcomes(found) == {stays: "needs", looks: "cannot", waits: "needs"}
        and ledger.head(HOUSE) == head
    )
    why = {
        row["code"]: row["why"]["code"] if row["why"] else [one["field"] for one in row["needs"]]
        for row in found["cases"]
    }
    assert why == {stays: ["phone"], looks: "move.no_step", waits: ["phone"]}
    assert found["counts"] == {"needs": 2, "cannot": 1} and found["hidden"] == 0
    planned = plan_file(
        lent,
        f'moves: {{look: weigh}}\ngives: {{phone: "0912345678"}}\ncases: {{{stays}: {{phone: "12"}}}}\n',
    )
    found = lent(
        "move",
        SLUG,
        "--to",
        "2026-10-01",
        "--by",
        "office",
        "--dry-run",
        "--plan",
        planned,
        "--at",
        "2026-09-30T08:00",
        code=1,
    )
    assert outcomes(found) == {stays: "needs", looks: "moves", waits: "moves"}


def move(lent: Line, *words: str, by: str = "office", at: str = "2026-10-02T08:00", **more: Any):
    return lent("move", SLUG, "--to", "2026-10-01", "--by", by, "--at", at, *words, **more)


def test_a_dry_run_gives_what_the_run_gives_and_keeps_nothing(lent: Line) -> None:
    one, two = accepted(lent), accepted(lent)
    lent("act", two, "propose", "--by", "land", "--at", "2026-09-29T10:00", data={"room": "east"})
    published(lent, *RENAMED)
    head = ledger.head(HOUSE)
    tried = move(lent, "--dry-run", code=1)
    assert outcomes(tried) == {one: "cannot", two: "moves"} and ledger.head(HOUSE) == head
    done = move(lent, code=1)
    assert outcomes(done) == {one: "cannot", two: "moved"}
    lent("act", two, "split", "--by", "leader", "--at", "2026-10-02T09:00")
    head = ledger.head(HOUSE)
    tried = move(lent, "--undo", "--dry-run", at="2026-10-02T10:00", code=1)
    assert ledger.head(HOUSE) == head
    done = move(lent, "--undo", at="2026-10-02T10:00", code=1)
    assert outcomes(tried) == outcomes(done) == {two: "stays"}
    assert tried["cases"][0]["why"]["code"] == done["cases"][0]["why"]["code"] == "move.since"


@pytest.mark.parametrize("words", [(), ("--undo",)])
def test_a_dry_run_is_refused_to_whoever_the_run_is_refused_to(lent: Line, words) -> None:
    accepted(lent)
    published(lent)
    for dry in ((), ("--dry-run",)):
        told = move(lent, *words, *dry, by="land", code=1)
        assert told["refusal"]["code"] == "house.not_yours"


def test_answers_that_a_version_drops_or_replaces_are_listed_first(lent: Line) -> None:
    code = accepted(lent, helpers=[{"name": "Y Ka"}])
    dropped = ", of: {name: {label: {vi: Tên}, type: person_name, required: yes, personal: yes}}}"
    published(
        lent,
        (
            "purpose: {label: {vi: Để làm gì}, type: text,",
            "purpose: {label: {vi: Để làm gì}, type: choice, of: {rice: {vi: Để lúa}},",
        ),
        (
            '  helpers: {label: {vi: Người cùng làm}, type: list, rows: "[0..3]"' + dropped + "\n",
            "",
        ),
        examples=(("purpose: Để lúa", "purpose: rice"),),
    )
    plan = plan_file(lent, "gives: {purpose: rice}\n")
    found = move(lent, "--dry-run", "--plan", plan)
    assert [(one["field"], one["how"]) for one in found["cases"][0]["lost"]] == [
        ("helpers", "dropped"),
        ("purpose", "replaced"),
    ]
    move(lent, "--plan", plan)
    assert lent("show", code)["data"]["purpose"] == "rice"
    filled = [entry["body"] for entry in lent("log", code) if entry["kind"] == "filled"]
    assert filled[0]["values"]["purpose"] == "Để lúa"
    assert lent("show", code)["earlier"] == {"helpers": [{"row": "1", "name": "Y Ka"}]}


def test_codes_of_a_plan_that_are_no_running_cases_are_told(lent: Line) -> None:
    accepted(lent)
    published(lent)
    plan = plan_file(lent, "cases: {H36.99-260929-0077: {purpose: Để lúa}}\n")
    told = move(lent, "--dry-run", "--plan", plan, code=1)["refusal"]
    assert [(one["field"]) for one in told["at"]] == ["cases.H36.99-260929-0077"]


def test_a_plan_is_done_through_the_door_and_taken_back_and_the_books_still_verify(
    lent: Line,
) -> None:
    one, two = accepted(lent), accepted(lent)
    before = lent("show", one)
    published(
        lent, *RENAMED, *ASKS_MORE, plan='moves: {look: weigh}\ngives: {phone: "0912345678"}\n'
    )
    done = lent(
        "move",
        SLUG,
        "--to",
        "2026-10-01",
        "--by",
        "leader",
        "--reason",
        "Nghị định mới",
        "--at",
        "2026-10-01T08:00",
    )
    assert outcomes(done) == {one: "moved", two: "moved"} and done["counts"] == {"moved": 2}
    after = lent("show", one)
    assert (after["version"], after["steps"], after["due"], after["data"]["phone"]) == (
        "2026-10-01",
        ["weigh"],
        before["due"],
        "0912345678",
    )
    event = [entry for entry in lent("log", one) if entry["kind"] == "acted"][-1]
    assert event["actor"]["person"] == "leader" and event["body"]["action"] == "move"
    again = lent("move", SLUG, "--to", "2026-10-01", "--by", "leader", "--at", "2026-10-01T08:05")
    assert again["cases"] == [], "done twice is done once"
    lent("act", two, "again", "--by", "land", "--at", "2026-10-01T09:00")
    back = move(lent, "--undo", at="2026-10-01T10:00", code=1)
    assert outcomes(back) == {one: "back", two: "stays"}
    assert back["cases"][1]["why"]["code"] == "move.since"
    assert {key: value for key, value in lent("show", one).items() if key != "number"} == {
        key: value for key, value in before.items() if key != "number"
    }
    assert lent("verify")["ok"] and lent("rebuild", "--check")["equal"]


@pytest.mark.parametrize(
    ("words", "at", "code"),
    [
        (("--to", "2026-10-01", "--by", "office"), "2026-09-30T08:00", "move.not_in_force"),
        (("--to", "2026-07-01", "--by", "office"), "2026-10-02T08:00", "move.over"),
        (("--to", "2027-01-01", "--by", "office"), "2026-10-02T08:00", "move.no_version"),
        (("--to", "2026-10-01", "--by", "nobody"), "2026-10-02T08:00", "person.unknown"),
    ],
)
def test_a_move_that_may_not_be_is_refused_whole(lent: Line, words, at, code) -> None:
    accepted(lent)
    published(lent)
    assert lent.refused("move", SLUG, *words, "--at", at)["code"] == code


def test_who_is_neither_leader_nor_office_moves_nothing(lent: Line) -> None:
    code = accepted(lent)
    published(lent)
    found = move(lent, by="land", code=1)
    assert found["refusal"]["code"] == "house.not_yours"
    assert lent("show", code)["version"] == "2026-07-01"


@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        ("moves: [look]\nfoo: 1\nrecount: maybe\n", "move.plan", {"moves", "foo", "recount"}),
        (
            "moves: {luk: look, look: luk}\ngives: {fone: 1}\n",
            "move.plan",
            {"moves.luk", "moves.look", "fone"},
        ),
        (
            "cases: {H36.99-260929-0001: {fone: 1}}\n",
            "move.plan",
            {"cases.H36.99-260929-0001.fone"},
        ),
        ("cases: {x: 1}\nreason: [a]\n", "move.plan", {"cases.x", "reason"}),
        ("moves: {look: look\n", "plan.unreadable", set()),
        ("- 1\n", "plan.unreadable", set()),
        ("a: &b 1\n", "plan.unreadable", set()),
        ("moves: {look: {a: b}}\n", "move.plan", {"moves.look"}),
    ],
)
def test_a_plan_that_cannot_be_read_or_names_what_is_not_there_is_refused_with_every_fault(
    lent: Line, text, code, fields
) -> None:
    accepted(lent)
    published(lent)
    found = lent.refused(
        "move",
        SLUG,
        "--to",
        "2026-10-01",
        "--by",
        "office",
        "--plan",
        plan_file(lent, text),
        "--at",
        "2026-10-02T08:00",
    )
    assert found["code"] == code and {one["field"] for one in found["at"]} == fields


def test_a_plan_that_is_not_there_is_refused(lent: Line) -> None:
    published(lent)
    assert (
        lent.refused(
            "move",
            SLUG,
            "--to",
            "2026-10-01",
            "--by",
            "office",
            "--plan",
            str(lent.files / "none.yaml"),
            "--at",
            "2026-10-02T08:00",
        )["code"]
        == "data.unreadable"
    )


def test_a_day_on_which_no_version_begins_is_refused_with_those_there_are(lent: Line) -> None:
    published(lent)
    found = lent.refused(
        "move",
        SLUG,
        "--to",
        "2026-10-02",
        "--by",
        "office",
        "--dry-run",
        "--at",
        "2026-10-02T08:00",
    )
    assert found["code"] == "move.no_version" and "01/10/2026" in found["do"]
    assert (
        lent(
            "move",
            SLUG,
            "--to",
            "01/10/2026",
            "--by",
            "office",
            "--dry-run",
            "--at",
            "2026-10-02T08:00",
        )["to"]
        == "2026-10-01"
    )


def test_a_key_is_no_way_around_what_happened_since_the_page_was_shown(lent: Line) -> None:
    """Between the outlook and the act a case may move on; each is decided as it then stands."""
    code = accepted(lent)
    published(lent, *RENAMED)
    lent("act", code, "propose", "--by", "land", "--at", "2026-09-30T08:00", data={"room": "east"})
    went = cases.move_to(
        HOUSE,
        "office",
        SLUG,
        "2026-10-01",
        {code: Plan(moves={"look": "weigh"}), "H36.99-260929-0009": Plan()},
        "Lý do",
        at=local("2026-10-01T08:00"),
    )
    assert went[code] is None and went["H36.99-260929-0009"].code == "not_found"
    assert finders.case_as_kept(HOUSE, code).case.steps[0].name == "sign"


def test_check_in_the_house_counts_the_running_cases_without_a_place_and_versions_in_force_together(
    lent: Line,
) -> None:
    for _ in range(3):
        accepted(lent)
    signs = accepted(lent)
    lent("act", signs, "propose", "--by", "land", "--at", "2026-09-29T10:00", data={"room": "east"})
    found = [
        one
        for one in lent("check", file_of(lent, *RENAMED, *ASKS_MORE))["problems"]
        if one["rule"] == "V1"
    ]
    assert [(one["severity"], one["message"]) for one in found] == [
        (
            "warning",
            '1 hồ sơ đang chạy theo bản 2026-07-01 còn thiếu "phone" để chuyển sang bản này',
        ),
        (
            "warning",
            '3 hồ sơ đang chạy theo bản 2026-07-01, ở bước "look", chưa có chỗ trong bản này',
        ),
    ]
    whole = file_of(
        lent, *RENAMED, *ASKS_MORE, plan='moves: {look: weigh}\ngives: {phone: "0912345678"}\n'
    )
    assert not [one for one in lent("check", whole)["problems"] if one["rule"] == "V1"]
    published(
        lent,
        ("in_force: {from: 2026-11-01}", "in_force: {from: 2026-11-01, to: 2026-12-31}"),
        day="2026-11-01",
    )
    refused = published(lent, day="2026-12-01", code=1)["refusal"]
    assert (refused["code"], refused["at"][0]["field"]) == (
        "publish.refused",
        SLUG,
    ) and "31/12/2026" in refused["at"][0]["message"]
    both = [
        one
        for one in lent("check", file_of(lent, day="2026-12-01"), code=1)["problems"]
        if one["rule"] == "V1" and one["severity"] == "problem"
    ]
    assert [one["message"] for one in both] == [
        'Hai bản của "cho-muon-kho" cùng hiệu lực từ 01/12/2026'
    ]


def test_cases_that_a_person_may_not_read_are_counted_and_left(lent: Line) -> None:
    from dinh.engine.record.events import Appointed

    code = accepted(lent)
    published(lent)
    cases.appoint(
        HOUSE,
        [
            Appointed(
                person="guest",
                post="guest",
                roles=("leader",),
                start="2027-01-01",
                personal={"name": "Người sau"},
            )
        ],
        at=local("2026-10-02T08:00"),
    )
    found = version_changes.outlook(
        HOUSE, "guest", SLUG, "2026-10-01", Plan(), at=local("2026-10-02T08:00")
    )
    assert (found.rows, found.hidden) == ((), 1)
    with pytest.raises(Refused):
        version_changes.move(
            HOUSE, "guest", SLUG, "2026-10-01", Plan(), reason="x", at=local("2026-10-02T08:00")
        )
    assert finders.case_as_kept(HOUSE, code).case.version == "2026-07-01"


def test_more_cases_than_fit_one_transaction_move_all(
    lent: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [accepted(lent) for _ in range(5)]
    published(lent)
    monkeypatch.setattr(version_changes, "AT_ONCE", 2)
    went = version_changes.move(
        HOUSE, "office", SLUG, "2026-10-01", Plan(), reason="Lý do", at=local("2026-10-02T08:00")
    )
    assert went == dict.fromkeys(codes)
    assert version_changes.move_back(
        HOUSE, "office", SLUG, "2026-10-01", reason="Nhầm", at=local("2026-10-02T09:00")
    ) == dict.fromkeys(codes)


def test_a_class_that_no_longer_shuts_anybody_out_is_told_against_the_version_in_force(
    dinh: Line,
) -> None:
    kept = own() / "khieu-nai-to-cao" / "to-cao.yaml"
    dinh("publish", str(kept), "--at", "2026-07-01T08:00")
    text, except_ = kept.read_text(), " except: [accused_officer, others.officer],"
    assert text.count(except_) == 2
    path = dinh.files / "to-cao.yaml"
    first = next(line for line in text.splitlines() if line.startswith("in_force:"))
    later = text.replace(first, "in_force: {from: 2026-01-01}").replace(except_, "", 1)
    path.write_text(later)
    told = [
        one
        for one in dinh("check", str(path), code=1)["problems"]
        if "denunciation" in one["message"]
    ]
    assert [(one["rule"], one["severity"]) for one in told] == [("V1", "warning")]
    assert "accused_officer, others.officer" in told[0]["message"]
    assert later.splitlines()[told[0]["line"] - 1].startswith("  denunciation:")
    path.write_text(
        later.replace(
            "roles: [office, justice, chair],", f"roles: [office, justice, chair],{except_}"
        )
    )
    assert not [one for one in dinh("check", str(path), code=1)["problems"] if one["rule"] == "V1"]
