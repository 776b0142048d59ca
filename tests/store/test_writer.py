"""One writer at a time: whoever writes, however many at once, the log has no gap and nobody's work is lost or half done."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Assigned, OpenStep
from dinh.engine.record.evolve import evolve, replay
from dinh.engine.record.seal import verify
from dinh.engine.refusal import Refusal, Refused
from dinh.store import ledger, writer
from dinh.store.link import linked
from dinh.store.rebuild import rebuild
from dinh.store.writer import NoHouse, NotWritten, write
from tests.store.stories import (
    CLERK,
    HOUSE,
    MORNING,
    a_house,
    appointed,
    moved,
    moving,
    opened,
    opening,
    pen,
)

ROOT = Path(__file__).resolve().parents[2]


def in_threads(works, house=HOUSE, threads=16, keys=None):
    """The outcome of each work, in order: its result, or what it raised."""

    def one(work, key=None):
        try:
            return write(house, work, key)
        except Exception as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, works, *([keys] if keys else ())))


def checked(house=HOUSE):
    """The number of events, once every seal and number was found right."""
    events, bad, reason = verify(ledger.log(house))
    assert not bad, (bad, reason)
    return events


def test_what_was_written_is_read_back_as_it_was_folded(house):
    a_house()
    case = opened("c-1")
    assert ledger.case_state(HOUSE, "c-1") == case
    assert replay(ledger.events(HOUSE, "c-1")) == case
    assert (case.place, case.number, case.data["child.name"]) == (2, 2, "H'Lan Niê Kđăm")


def folded(case, entries):
    """As deciding folds: at the log's instants, by nobody's numbers."""
    for at, actor, body in entries:
        case = evolve(case, body, at=at.astimezone(UTC), actor=actor)
    return case


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["c-1", "c-2"]), st.integers(1, 3)), min_size=1, max_size=6),
    st.uuids(),
)
def test_a_case_that_was_folded_while_deciding_is_kept_as_replaying_its_log_gives_it(
    house, steps, uuid
):
    own = a_house(f"h{uuid.hex[:12]}")
    for code, many in steps:
        case = ledger.case_state(own, code)
        move = (
            MORNING,
            CLERK,
            Acted(
                step="reception",
                action="go",
                left=("reception",),
                entered=(OpenStep("check", MORNING, ("officer",)),),
            ),
        )
        entries = [*([] if case else opening()), *[move] * many]
        after = folded(case or Case(house=own, code=code), entries)
        write(
            own,
            lambda batch, code=code, entries=entries, after=after: batch.append(
                code, entries, folded=after
            ),
        )
    for code in {code for code, _ in steps}:
        assert ledger.case_state(own, code) == replay(ledger.events(own, code))
    assert rebuild(own, check=True)["equal"]


def test_a_fold_that_does_not_reach_the_last_entry_is_not_taken(house):
    a_house()
    entries = opening()
    short = folded(Case(house=HOUSE, code="c-1"), entries[:1])
    with pytest.raises(ValueError, match="folded up to place 1, written up to 2"):
        write(HOUSE, lambda batch: batch.append("c-1", entries, folded=short))
    assert checked() == 0


def test_what_each_command_gave_is_known_when_many_ask_together_and_of_a_new_one_nothing(house):
    a_house()
    keys = [f"khoá '{n}\"" for n in range(40)]
    for key in keys[::2]:
        write(HOUSE, lambda batch, key=key: batch.remember(key, key.encode(), "digest"), key)
    found = in_threads(
        [lambda batch, key=key: batch.done(key, "digest") for key in keys], keys=keys
    )
    assert found == [key.encode() if place % 2 == 0 else None for place, key in enumerate(keys)]


def test_a_house_numbers_its_events_without_a_gap_however_many_write_at_once(house):
    a_house()
    in_threads([lambda batch, code=f"c-{n}": batch.append(code, opening()) for n in range(40)])
    in_threads([lambda batch, code=f"c-{n % 40}": moving(batch, code) for n in range(200)])
    assert checked() == 280
    assert ledger.head(HOUSE).number == 280


def test_who_comes_alone_after_a_crowd_is_written_all_the_same_and_nobody_is_waited_for_then(house):
    a_house()
    desk = writer.desk_of(connection, HOUSE)
    desk.crowd = writer.TOGETHER_MAX
    assert opened("c-alone").place == 2
    assert desk.crowd == 1


def test_who_cannot_let_go_of_what_others_want_holds_up_nobody(house):
    a_house()

    @contextmanager
    def never():
        raise ValueError("never had it")
        yield

    token = writer.letting_go.set(never)
    try:
        with pytest.raises(ValueError, match="never had it"):
            opened("c-1")
    finally:
        writer.letting_go.reset(token)
    assert opened("c-1").place == 2


def test_a_refused_work_leaves_nothing_behind_and_the_others_go_on(house):
    a_house()

    def refused(batch):
        batch.append("c-x", opening())
        batch.take("case:260701", 9)
        batch.remember("key-x", b"c-x", "d")
        raise Refused(Refusal("step.not_yours"))

    def mistaken(batch):
        batch.append("c-y", opening())
        raise ZeroDivisionError

    works = (
        [refused, mistaken]
        + [lambda batch, n=n: batch.append(f"c-{n}", opening()) for n in range(20)]
        + [mistaken, refused]
    )
    outcomes = in_threads(works)
    assert [type(one).__name__ for one in outcomes[:2] + outcomes[-2:]] == [
        "Refused",
        "ZeroDivisionError",
        "ZeroDivisionError",
        "Refused",
    ]
    assert checked() == 40
    assert ledger.case_state(HOUSE, "c-x") is None
    assert ledger.counter(HOUSE, "case:260701") == 0
    assert write(HOUSE, lambda batch: batch.done("key-x")) is None


def test_a_work_sees_what_works_before_it_want_written(house):
    a_house()
    seen = in_threads(
        [
            lambda batch: (
                batch.take("letter:2026", batch.counter("letter:2026") + 1),
                batch.counter("letter:2026"),
            )[1]
        ]
        * 60
    )
    assert sorted(seen) == list(range(1, 61))


def test_rows_that_break_the_transaction_break_only_their_own_work(house):
    """The second makes the database refuse a row; who was written together with it is written alone."""
    a_house()
    desk = writer.desk_of(connection, HOUSE)
    desk.crowd = 1  # nobody is waited for: the slow one is written alone
    together = threading.Barrier(2)

    def slow(batch):
        together.wait(timeout=20)  # until the others have come to the queue
        return "slow"

    def breaking(batch):
        batch._mine.commands["k"] = ("d", None)  # no column takes it
        return "broken"

    def begin():
        try:
            return write(HOUSE, slow)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(begin)
        with ThreadPoolExecutor(1) as others:
            rest = others.submit(
                in_threads,
                [
                    lambda b: b.append("c-1", opening()),
                    breaking,
                    lambda b: b.append("c-2", opening()),
                ],
            )
            while len(desk.waiting) < 3:
                pass
            together.wait(timeout=20)
            outcomes = rest.result(timeout=30)
        assert first.result(timeout=30) == "slow"
    assert outcomes[0].code == "c-1"
    assert isinstance(outcomes[1], NotWritten)
    assert outcomes[2].code == "c-2"
    assert checked() == 4


def test_doing_it_twice_is_doing_it_once(house):
    a_house()

    def work(batch):
        done = batch.done("key-1", "digest")
        if done is None:
            batch.append("c-1", opening())
            batch.remember("key-1", done := b"c-1", "digest")
        return done

    assert in_threads([work] * 20) == [b"c-1"] * 20
    assert checked() == 2


def test_the_same_key_for_another_command_is_refused(house):
    a_house()
    write(HOUSE, lambda batch: batch.remember("key-1", b"c-1", "one"))
    with pytest.raises(Refused) as met:
        write(HOUSE, lambda batch: batch.done("key-1", "another"))
    assert met.value.refusal == Refusal("key.reused", {"key": "key-1"})


def test_a_number_is_never_given_twice(house):
    a_house()
    write(HOUSE, lambda batch: batch.take("letter:QĐ:2026", 7))
    assert ledger.counter(HOUSE, "letter:QĐ:2026") == 7
    with pytest.raises(ValueError, match="stands at 7"):
        write(HOUSE, lambda batch: batch.take("letter:QĐ:2026", 6))


@pytest.mark.parametrize(
    "entries",
    [
        [(MORNING.replace(tzinfo=None), CLERK, opening()[0][2])],
        opening()[1:],
        [*opening(), opening()[0]],
        [*opening(), (MORNING.replace(hour=7), CLERK, opening()[1][2])],
    ],
    ids=["no zone", "not opened", "opened twice", "back in time"],
)
def test_what_cannot_be_an_event_is_a_bug_and_writes_nothing(house, entries):
    a_house()
    with pytest.raises(ValueError, match=r"instant|begin|follow"):
        write(HOUSE, lambda batch: batch.append("c-1", entries))
    assert ledger.head(HOUSE).number == 0


def test_a_code_that_could_break_the_sealed_text_opens_no_case(house):
    a_house()
    for code in ('c"1', "c 1", "c\\1", "đ1", "c\n"):
        with pytest.raises(ValueError, match="cannot begin"):
            write(HOUSE, lambda batch, code=code: batch.append(code, opening()))


def test_nothing_is_written_inside_a_transaction_that_could_be_rolled_back(house):
    a_house()
    with transaction.atomic(), pytest.raises(RuntimeError, match="rolled back"):
        opened("c-1")
    with pytest.raises(RuntimeError, match="inside the transaction"):
        write(HOUSE, lambda batch: opened("c-1"))
    opened("c-1")


def test_a_house_that_is_not_there_is_said_so(house):
    with pytest.raises(NoHouse):
        opened("c-1")


def test_a_lost_connection_acknowledges_nothing_and_the_next_try_goes_well(house):
    a_house()
    opened("c-1")

    def losing(batch):
        batch.append("c-2", opening())
        pen().raw.close()

    with pytest.raises(NotWritten):
        write(HOUSE, losing)
    assert opened("c-3").code == "c-3"
    assert ledger.case_state(HOUSE, "c-2") is None
    assert checked() == 4


def test_two_houses_in_one_database_never_mix(house):
    a_house("24730")
    a_house("24733")
    opened("c-1", "24730")
    appointed("leader", "Điểu Xuân", "24733")
    opened("c-1", "24733", **{"child.name": "Y Bham Êban"})
    assert ledger.case_state("24730", "c-1").data["child.name"] == "H'Lan Niê Kđăm"
    assert ledger.case_state("24733", "c-1").data["child.name"] == "Y Bham Êban"
    assert ledger.house_state("24730").names == {}
    assert ledger.house_state("24733").names == {"leader": "Điểu Xuân"}
    assert (checked("24730"), checked("24733")) == (2, 3)


def test_the_state_of_the_house_is_the_fold_of_its_own_events(house):
    a_house()
    appointed("leader", "Nguyễn Văn Ân")
    state = appointed("deputy", "Y Bham Êban") or ledger.house_state(HOUSE)
    assert state.names == {"leader": "Nguyễn Văn Ân", "deputy": "Y Bham Êban"}
    assert write(HOUSE, lambda batch: batch.state()) == state
    opened("c-1")
    assert ledger.head(HOUSE).version == 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["open", "move", "refuse", "break"]), st.integers(0, 5)),
        max_size=40,
    ),
    st.integers(1, 8),
)
def test_any_interleaving_of_works_gives_a_gapless_verified_log_whose_replay_is_the_snapshot(
    house, works, threads
):
    a_house(name := f"h{abs(hash(tuple(works))) % 10**9}-{threads}-{next(_count)}")

    def work_of(kind, n):
        def work(batch):
            code = f"c-{n}"
            if kind == "open" and batch.case(code) is None:
                batch.append(code, opening())
            elif batch.case(code) is not None:
                moving(batch, code)
            if kind == "refuse":
                raise Refused(Refusal("step.not_yours"))
            if kind == "break":
                raise ZeroDivisionError

        return work

    in_threads([work_of(*one) for one in works], name, threads)
    events = checked(name)
    assert events == ledger.head(name).number
    for n in range(6):
        stored = ledger.case_state(name, f"c-{n}")
        told = ledger.events(name, f"c-{n}")
        assert (replay(told) if told else None) == stored


_count = iter(range(10**6))


def test_two_processes_writing_at_once_lose_nothing_and_neither_starves(house):
    a_house()
    command = [
        sys.executable,
        "-m",
        "tests.store.another_process",
        str(connection.settings_dict["NAME"]),
        HOUSE,
        "150",
    ]
    others = [
        subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for other in others:
        assert other.stdout.readline() == "ready\n"
    opened("c-1")
    mine = [moved("c-1").number for _ in range(150)]
    slowest = [float(other.stdout.read()) for other in others]
    assert [other.wait(timeout=60) for other in others] == [0, 0]
    assert checked() == 2 + 150 + 2 * (2 + 150)
    assert len(mine) == len(set(mine)) == 150
    assert ledger.case_state(HOUSE, "c-a").place == ledger.case_state(HOUSE, "c-b").place == 152
    assert max(slowest) < 5, "somebody waited for seconds"


def test_a_work_item_that_goes_to_another_person_keeps_its_place_beside_a_case_that_is_opened(
    house,
):
    """Both in one transaction: the row that goes and the one that comes in its place have one key."""
    a_house()
    opened("c-1")

    def work(batch):
        batch.append("c-2", opening())
        batch.append("c-1", [(MORNING, CLERK, Assigned(step="reception", person="counter.2"))])

    write(HOUSE, work)
    rows = linked().all("SELECT code, assigned FROM work WHERE house=? ORDER BY code", (HOUSE,))
    assert rows == [("c-1", "counter.2"), ("c-2", "")]
