"""What has happened since is told by the log's last events: of each thing when it changed last, and of what nobody can say, everything."""

from __future__ import annotations

import pytest

from dinh.engine.record.events import Appointed
from dinh.engine.record.evolve import evolve
from dinh.engine.record.seal import unseal
from dinh.store import ledger, since
from dinh.store.glance import glance
from dinh.store.link import linked, reading
from dinh.store.looked import look
from dinh.store.memory import Head
from dinh.store.projections import reminder_rows, work_rows
from dinh.store.remembered import Remembered
from dinh.store.since import QUIET, Since, basis_of
from dinh.workflow import cases


def caught_up(world) -> Since:
    found = Since(world.house)
    found.catch_up(ledger.head(world.house))
    return found


def changed(known: Since, world, do) -> set[tuple[str, str]]:
    """The things, without their house, that this changed; of everything `{("everything", "")}`."""
    before = ledger.head(world.house).number
    do()
    known.catch_up(ledger.head(world.house))
    if known.everything > before:
        return {("everything", "")}
    return {thing[1:] for thing, number in known.last.items() if number > before}


def test_an_act_changes_its_case_what_waits_where_it_now_stands_and_how_much_waits(world):
    told = world.case().opened()
    found = changed(caught_up(world), world, lambda: told.accepted("2026-11-26"))
    assert found == {("case", told.code), ("loads", ""), ("work", "civil_status")}


def test_a_note_changes_its_case_alone(world):
    told = world.case().accepted("2026-11-26")
    assert changed(
        caught_up(world), world, lambda: told.acted("civil.1", "note", text="Đã gọi.")
    ) == {("case", told.code)}


def test_an_outcome_that_writes_a_register_says_which(world):
    told = world.case().accepted("2026-11-26").checked()
    assert ("records", "births") in changed(caught_up(world), world, lambda: told.signed().sealed())


@pytest.mark.parametrize("what", ["appointed", "struck"])
def test_what_the_house_decides_and_what_is_erased_changes_everything(world, what):
    told = world.case().opened()
    does = {
        "appointed": lambda: cases.appoint(
            world.house,
            [
                Appointed(
                    person="civil.7",
                    post="civil.7",
                    roles=("civil_status",),
                    start="2025-07-01",
                    personal={"name": "H’Lan"},
                )
            ],
            at=world.begin,
        ),
        "struck": lambda: cases.strike(
            world.house, "leader", told.code, ["applicant.name"], "Lệnh 1"
        ),
    }
    assert changed(caught_up(world), world, does[what]) == {("everything", "")}


def test_what_is_called_quiet_never_changes_for_whom_a_case_waits(world):
    paid = world.case("xac-nhan-tinh-trang-hon-nhan").accepted("2026-11-26")
    paid.acted("counter.1", "pay", amount=8000, how="cash").acted(
        "counter.1", "attach", documents={"identity": "seen"}
    )
    whole = world.case().settled("2026-11-26").delivered()
    seen = set()
    for told in (paid, whole):
        case = None
        for event in map(unseal, ledger.log(world.house, told.code)):
            after = evolve(
                case or type(told.case)(house=event.house, code=event.case),
                event.body,
                at=event.at,
                actor=event.actor,
                number=event.number,
            )
            if event.kind in QUIET and case is not None:
                assert (work_rows(after), reminder_rows(after)) == (
                    work_rows(case),
                    reminder_rows(case),
                )
                seen.add(event.kind)
            case = after
    assert {"filled", "issued", "delivered", "attached"} <= seen


def test_another_log_or_too_many_events_at_once_begin_anew(world, monkeypatch):
    told = world.case().opened()
    known = caught_up(world)
    log, head = known.log, ledger.head(world.house)
    known.catch_up(Head(head.number, "0" * 64, head.version, head.version_seal))
    assert known.log is not log
    known = caught_up(world)
    log, number = known.log, head.number
    monkeypatch.setattr(since, "BEHIND_MAX", 2)
    told.accepted("2026-11-26").acted("civil.1", "note", text="x").acted(
        "civil.1", "note", text="y"
    )
    known.catch_up(ledger.head(world.house))
    assert (
        known.log is not log
        and not known.holds(log, frozenset(), number)
        and not known.holds(known.log, frozenset(), number)
    )


def test_a_thread_that_is_behind_does_not_make_the_others_forget(world):
    told = world.case().opened()
    known, old = caught_up(world), ledger.head(world.house)
    told.accepted("2026-11-26")
    known.catch_up(ledger.head(world.house))
    log = known.log
    known.catch_up(old)
    assert known.log is log and not known.holds(
        log, frozenset({(world.house, "case", told.code)}), old.number
    )


def test_reading_that_does_not_say_what_counts_as_everything(world):
    code = world.case().opened().code
    with look(world.house, 1) as found:
        ledger.case_state(world.house, code)
    assert (found.everything, found.things) == (False, {(world.house, "case", code)})
    with look(world.house, 1) as found:
        linked().one("SELECT 1")
    assert found.everything and basis_of(found).things is None


def test_what_is_read_of_another_house_holds_by_that_houses_log(world):
    with look(world.house, 7) as found:
        reading("68", ("case", "X"))
        reading(world.house, ("case", "Y"))
    assert found.numbers == {world.house: 7, "68": 0}


def test_a_value_is_remembered_until_what_it_was_made_from_changes_and_whoever_looks_on_has_read_it_too(
    world,
):
    told, other = world.case().opened(), world.case().opened()
    code = told.code
    rows: Remembered[int] = Remembered(2)
    made: list[int] = []

    def place() -> int:
        made.append(1)
        return ledger.case_state(world.house, code).place

    def asked() -> int:
        with glance():
            ledger.house_state(world.house)
            with look(world.house, ledger.glanced_head(world.house).number) as found:
                value = rows.get(world.house, "place", place)
            assert (world.house, "case", code) in found.things and not found.everything
            return value

    first = asked()
    other.accepted("2026-11-26")
    assert asked() == first and len(made) == 1
    told.accepted("2026-11-26")
    assert asked() > first and len(made) == 2
    for key in "abc":
        rows.get(world.house, key, lambda: 0)
    assert len(rows._known) == 2
