"""A parent and its children by the engine alone: whatever the order, none is lost, each comes back once, and the N-th moves the case."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.engine.decisions.child_cases import Back, Close, Reopen
from dinh.engine.decisions.context import Context, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import HOUSE, Event, Filled
from dinh.engine.record.evolve import replay
from dinh.engine.refusal import Refusal
from dinh.procedures import check_paths
from tests.engine.calendars import hand_calendar
from tests.families import FOLDER
from tests.families.line import at

ROWS = st.integers(min_value=0, max_value=6)
ENDS = st.sampled_from(("done", "failed", "withdrawn"))


@cache
def procedures() -> dict[str, Procedure]:
    return {one.procedure.slug: one.procedure for one in check_paths([FOLDER]).packages}


def waiting_for(waits: str) -> Procedure:
    """The directive whose step waits for so many (and may be left without waiting: `leave`)."""
    one = procedures()["chi-dao"]
    return replace(one, steps={**one.steps, "running": replace(one.steps["running"], waits=waits)})


class Life:
    """One parent, told event by event; `events` are what a log would hold."""

    def __init__(self, procedure: Procedure, rows: int) -> None:
        self.procedure, self.case, self.events, self.when = (
            procedure,
            Case(house="24730", code="P"),
            [],
            at("2026-07-01"),
        )
        jobs = [{"what": f"Việc {n}", "due_on": "2026-07-10"} for n in range(rows)]
        self.opened: list[str] = []
        assert not self.do(Open(code="P", channel="house", data={"subject": "Dọn", "jobs": jobs}))
        assert not self.do(Act(action="send"))

    def context(self) -> Context:
        return Context(at=self.when, person="office", calendar=hand_calendar(), standings=(Standing("office", frozenset({"office", "leader"})),), house="24730",
                       code_of=lambda house, before: f"C{len(self.case.children) + before + 1}", before=lambda place: replay(e for e in self.events if e.place < place))  # fmt: skip

    def do(self, command: object) -> Refusal | None:
        found = decide(
            self.procedure, self.case if self.case.place else Case(), command, self.context()
        )
        if isinstance(found, Refusal):
            return found
        self.take(found)
        return None

    def take(self, found: Decided) -> None:
        for moment, actor, body in found.entries:
            number = len(self.events) + 1
            self.events.append(Event("24730", number, "P", number, moment, actor, body))
        self.opened += [one.child.code for one in found.born]
        if found.entries:
            self.case = found.case

    def back(self, child: str, end: str) -> Refusal | None:
        return self.do(Back(child=child, end=end, outcome="done", values={"row.result": end}))

    def whole(self) -> None:
        """What was folded on the way is what the log gives; every child that was opened is there, once."""
        assert (
            replay(self.events).children == self.case.children
            and replay(self.events).steps == self.case.steps
        )
        assert [child.code for child in self.case.children] == self.opened

    @property
    def steps(self) -> list[str]:
        return [step.name for step in self.case.steps]


@given(ROWS, st.data())
@settings(max_examples=120)
def test_the_return_that_is_waited_for_moves_the_case_once(rows: int, data: st.DataObject) -> None:
    waits = data.draw(st.sampled_from(("all", "any", "2", "5")))
    life = Life(waiting_for(waits), rows)
    needed = {"all": rows, "any": min(1, rows)}.get(
        waits, min(int(waits) if waits.isdigit() else 0, rows)
    )
    assert life.steps == (["running"] if rows else ["report"])
    for n, child in enumerate(data.draw(st.permutations(life.opened)), 1):
        assert not life.back(child, data.draw(ENDS))
        assert life.steps == (["running"] if n < needed else ["report"])
        assert not life.back(child, "done"), "told twice it is told once"
        life.whole()
    moved = [
        event
        for event in life.events
        if event.kind == "acted" and event.actor == HOUSE and event.body.left
    ]
    assert len(moved) == (1 if rows else 0) and all(child.end for child in life.case.children)


@given(ROWS.filter(bool), st.data())
@settings(max_examples=120)
def test_whatever_happens_no_child_is_lost_and_each_end_is_told_once(
    rows: int, data: st.DataObject
) -> None:
    life = Life(waiting_for("all"), rows)
    for _ in range(data.draw(st.integers(1, 12))):
        what = data.draw(
            st.sampled_from(
                (
                    "back",
                    "back",
                    "back",
                    "reopen",
                    "again",
                    "reverse",
                    "stop",
                    "hurry",
                    "leave",
                    "reverse",
                )
            )
        )
        if what == "back":
            life.back(data.draw(st.sampled_from(life.opened)), data.draw(ENDS))
        elif what == "reopen":
            life.do(Reopen(child=data.draw(st.sampled_from(life.opened))))
        elif what == "reverse":
            life.do(Act(action="reverse", data={"reason": "Nhầm"}))
        else:
            life.do(Act(action=what))
        life.whole()
        waiting = next((step for step in life.case.steps if step.waits is not None), None)
        if waiting is not None:
            back = sum(
                1 for child in life.case.children if child.end and child.code in waiting.awaits
            )
            assert back < waiting.waits, "who waits for nobody any more has gone on"
        elif life.case.standing and life.case.by_house == life.case.standing:
            left = life.context().before(life.case.standing).steps[0]  # type: ignore[misc]
            assert all(child.end for child in life.case.children if child.code in left.awaits), (
                "the house goes on only when all are back"
            )
    if life.case.end:
        assert life.case.end in ("dropped", "closed")


@given(ROWS.filter(bool), st.data())
@settings(max_examples=60)
def test_taking_ends_back_one_by_one_leads_where_it_came_from(
    rows: int, data: st.DataObject
) -> None:
    life = Life(waiting_for("all"), rows)
    order = data.draw(st.permutations(life.opened))
    for child in order:
        life.back(child, "done")
    assert life.steps == ["report"]
    for child in reversed(order):
        assert not life.do(Reopen(child=child))
        assert life.steps == ["running"]
        life.whole()
    assert not any(child.end for child in life.case.children)
    for child in order:
        life.back(child, "failed")
    assert life.steps == ["report"] and {
        row["result"] for row in life.case.data["jobs"].values()
    } == {"failed"}


@given(ROWS.filter(bool), st.data())
@settings(max_examples=40)
def test_whoever_comes_back_to_a_step_for_which_enough_were_back_meanwhile_goes_on_at_once(
    rows: int, data: st.DataObject
) -> None:
    """The step was left without waiting; that is taken back once children are back: none of them tells it again."""
    waits = data.draw(st.sampled_from(("all", "any", "2")))
    life = Life(waiting_for(waits), rows)
    needed = {"all": rows, "any": 1}.get(waits, min(2, rows))
    before = data.draw(st.integers(0, needed - 1))
    meanwhile = data.draw(st.integers(0, rows - before))
    for child in life.opened[:before]:
        assert not life.back(child, "done")
    assert not life.do(Act(action="leave"))
    for child in life.opened[before : before + meanwhile]:
        assert not life.back(child, "done")
    assert life.steps == ["report"]
    assert not life.do(Act(action="reverse", data={"reason": "Chưa ai báo"}))
    enough = before + meanwhile >= needed
    assert (
        sum(row.get("result") == "done" for row in life.case.data["jobs"].values())
        == before + meanwhile
    ), "what they brought stays"
    assert life.steps == (["report"] if enough else ["running"])
    assert (life.events[-1].kind, life.events[-1].actor == HOUSE) == (
        ("acted", True) if enough else ("reversed", False)
    )
    life.whole()
    if enough:
        refused = life.do(Act(action="reverse", data={"reason": "x"}))
        assert refused is not None
        assert refused.code == "reverse.by_house", (
            "what children brought about is taken back in the child"
        )
        assert not life.do(Reopen(child=life.opened[0]))
        others = before + meanwhile - 1
        assert life.steps == (["report"] if others >= needed else ["running"])
        life.whole()


def test_a_parent_waits_again_whichever_of_those_it_waited_for_is_open_again() -> None:
    life = Life(waiting_for("all"), 3)
    for child in life.opened:
        life.back(child, "done")
    assert life.steps == ["report"]
    assert not life.do(Reopen(child=life.opened[0])), "not the one whose return moved it"
    assert life.steps == ["running"]
    life.whole()
    life.back(life.opened[0], "failed")
    assert life.steps == ["report"]


def test_stopping_tells_the_door_which_children_to_withdraw() -> None:
    life = Life(waiting_for("all"), 3)
    life.back(life.opened[0], "done")
    found = decide(life.procedure, life.case, Act(action="stop"), life.context())
    assert (
        isinstance(found, Decided)
        and found.closed == tuple(life.opened[1:])
        and found.entries[0][2].closed == found.closed
    )


def test_a_child_is_withdrawn_with_its_own_children_and_only_once() -> None:
    life = Life(waiting_for("all"), 2)
    assert not life.do(Close(by_case="G", actor=HOUSE))
    assert (
        life.case.end == "withdrawn"
        and life.case.closed_by == "G"
        and [child.end for child in life.case.children] == ["withdrawn"] * 2
    )
    found = decide(life.procedure, life.case, Close(by_case="G", actor=HOUSE), life.context())
    assert isinstance(found, Decided) and not found.entries


def test_what_a_child_brings_to_a_case_that_is_kept_to_some_roles_stands_where_it_can_be_struck() -> (
    None
):
    kept = replace(waiting_for("all"), class_="secret")
    for procedure, in_the_open in ((waiting_for("all"), True), (kept, False)):
        life = Life(procedure, 1)
        life.back("C1", "done")
        (filled,) = [
            event.body
            for event in life.events
            if isinstance(event.body, Filled) and event.place > 2
        ]
        assert (bool(filled.rows), bool(filled.personal)) == (in_the_open, not in_the_open)


def test_a_case_that_moves_to_another_version_still_waits_for_its_children() -> None:
    from dinh.engine.decisions.migration import Move
    from dinh.engine.decisions.migration_plan import Plan

    life = Life(waiting_for("all"), 2)
    older, life.procedure = life.procedure, replace(life.procedure, in_force="2026-07-02")
    assert not life.do(Move(old=older, plan=Plan(), reason="Bản mới"))
    assert life.case.version == "2026-07-02" and life.case.steps[0].awaits == tuple(life.opened)
    for child in life.opened:
        assert life.steps == ["running"]
        assert not life.back(child, "done")
    assert life.steps == ["report"]
