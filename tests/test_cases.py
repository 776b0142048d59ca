"""The one door: what passes it is whole or not at all, and what it writes is the house's own story."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.utils.crypto import salted_hmac

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.store import books, ledger
from dinh.store.link import linked
from dinh.workflow import cases
from tests.engine.test_fill import CLOTH
from tests.engine.test_offer import GIVEN
from tests.engine.test_timing import PLAIN
from tests.test_commands import HOUSE, Line, dinh  # noqa: F401  # the fixture

AT = local("2026-07-01T08:00")
pytestmark = pytest.mark.usefixtures("dinh")


def opened(slug: str = "quay-hang", data=CLOTH, by: str = "counter", **more) -> str:
    return cases.open_case(HOUSE, by, slug, data, at=AT, **more).code


def test_a_refused_command_leaves_nothing_behind_not_even_a_number() -> None:
    head = ledger.head(HOUSE)
    with pytest.raises(Refused):
        opened(data={})
    assert ledger.head(HOUSE) == head and opened().endswith("-0001")


def test_a_key_of_a_refused_command_may_be_used_again() -> None:
    with pytest.raises(Refused):
        opened(data={}, key="k")
    assert opened(key="k").endswith("-0001")


def test_a_page_that_is_stale_is_refused_and_a_fresh_one_is_not() -> None:
    code = opened()
    seen = finders.case_as_kept(HOUSE, code).case.number
    cases.act(HOUSE, "counter", code, "note", data={"text": "x"}, at=AT)
    with pytest.raises(Refused, match=r"case\.moved"):
        cases.act(HOUSE, "counter", code, "accept", seen=seen, at=AT)
    cases.act(
        HOUSE, "counter", code, "accept", seen=finders.case_as_kept(HOUSE, code).case.number, at=AT
    )


def test_a_stranger_and_a_code_that_is_none_get_the_same_answer() -> None:
    from dinh.engine.record.events import Appointed

    cases.appoint(
        HOUSE,
        [
            Appointed(
                person="former",
                post="old",
                roles=("counter",),
                start="2025-07-01",
                end="2025-12-31",
                personal={"name": "Người cũ"},
            )
        ],
        at=AT,
    )
    code = opened()
    for one in (code, "H36.99-260701-0999"):
        with pytest.raises(finders.NotFound, match=one):
            finders.case_seen_by(HOUSE, "former", one, AT)
        with pytest.raises(finders.NotFound, match=one):
            cases.act(HOUSE, "former", one, "note", data={"text": "x"}, at=AT)


def test_a_delegation_that_a_case_gives_holds_until_its_end_its_day_or_its_reversal() -> None:
    for end in ("close", "reverse", "day"):
        code = opened(
            "nguoi",
            {**GIVEN, "helper": "police", "desk": "land", "village": "", "places": []}
            | {"village": _village()},
            by="office",
        )
        cases.act(HOUSE, "office", code, "give", at=AT)
        held = "land" in finders.who(HOUSE, "police", AT).roles
        assert held, end
        if end == "close":
            cases.act(HOUSE, "office", code, "back", at=AT)
        elif end == "reverse":
            cases.act(HOUSE, "leader", code, "reverse", data={"reason": "Nhầm"}, at=AT)
        when = local("2027-01-01T08:00") if end == "day" else AT + timedelta(days=1)
        assert "land" not in finders.who(HOUSE, "police", when).roles, end


def _village() -> str:
    if not list(ledger.records(HOUSE, "villages", "")):
        cases.import_records(
            HOUSE,
            "villages",
            [{"name": "Bon A", "kind": "bon", "code": "A"}],
            source="danh sách",
            at=AT,
        )
    return ledger.records(HOUSE, "villages", "")[0].record


def test_every_ripe_case_acts_however_many_wait_and_those_without_then_do_not_hinder() -> None:
    codes = []
    for _ in range(3):
        code = opened("thoi-han", PLAIN)
        for by, action in (("counter", "accept"), ("land", "wait")):
            cases.act(HOUSE, by, code, action, at=AT)
        codes.append(code)
    late = opened("thoi-han", PLAIN)
    for by, action in (("counter", "accept"), ("land", "pass")):
        cases.act(HOUSE, by, late, action, at=AT)
    assert cases.let_time_act(HOUSE, local("2027-02-01T08:00")) == [
        (code, "waiting") for code in codes
    ]


def test_a_command_is_remembered_by_the_digest_that_older_books_know_it_by() -> None:
    opened(key="k")
    stored = linked().one("SELECT digest FROM commands WHERE house=? AND key='k'", (HOUSE,))
    told = msgspec.json.encode(("open", "quay-hang", "counter", CLOTH, None), order="sorted")
    assert stored == (salted_hmac("dinh.command", told, algorithm="sha256").hexdigest(),)


def test_what_a_house_wrote_verifies_and_folds_to_what_its_tables_tell() -> None:
    from dinh.store import rebuild

    code = opened("thoi-han", PLAIN)
    for by, action, data in (
        ("counter", "accept", {}),
        ("land", "longer", {"reason": "x"}),
        ("land", "pass", {}),
        ("leader", "sign", {}),
        ("leader", "reverse", {"reason": "y"}),
    ):
        cases.act(HOUSE, by, code, action, data=data, at=AT)
    assert books.verify(HOUSE)["ok"] and rebuild.rebuild(HOUSE, check=True)["equal"]


def test_a_field_of_cases_takes_a_case_of_its_procedure_and_no_other() -> None:
    from dinh.engine.definition.procedure import Field, Text

    stall, timed = opened(), opened("thoi-han", PLAIN)
    found = finders.state(HOUSE)
    field = Field(name="last", label=Text("Hồ sơ trước"), type="case", of_procedure="quay-hang")
    assert finders.exists(HOUSE, found, field, stall)
    assert not finders.exists(HOUSE, found, field, timed)
    assert not finders.exists(HOUSE, found, field, "H36.99-260701-9999")
