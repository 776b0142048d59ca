"""Random lives: people who fill in anything, do anything that is offered, wait too long, and in the end work together for an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from dinh.calendar import default_profile, house_calendar
from dinh.engine.analysis.blocks import ways
from dinh.engine.decisions.context import Context, Signature, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.permissions import offer
from dinh.engine.decisions.time_limits import hindered, next_limit, tick
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import HOUSE, Acted, Delegated, OpenStep
from dinh.engine.record.evolve import evolve
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import LOCAL
from tests.generated.answers import Sheet, Writer
from tests.generated.dice import Dice

CALENDAR = house_calendar(default_profile())
CODE = "H36.99-260701-0001"
BEGINS = datetime(2026, 7, 1, 8, tzinfo=LOCAL)
TRIES = 25
ACTS, WALKS, LONG = 25, 12, 40
LAST_YEAR = 2034
BY_THE_WAY = ("note", "pay", "extend", "reverse", "reassign")


class Wrong(Exception):
    """Something that must never happen of a procedure that passed. what: a short code; said: in words."""

    def __init__(self, what: str, said: str) -> None:
        super().__init__(f"{what}: {said}")
        self.what, self.said = what, said


class Can(Struct, frozen=True):
    """Who may do what at which open step."""

    by: str
    step: OpenStep
    action: str


class Life:
    """One case of a procedure. watch: looks at each decision; pinned: values that are written whenever they are asked."""

    def __init__(
        self,
        procedure: Procedure,
        dice: Dice,
        watch: Callable[[Life, Case, Decided], None] | None = None,
        pinned: dict[str, Any] | None = None,
    ) -> None:
        self.procedure, self.dice, self.watch = procedure, dice, watch
        self.at = BEGINS + timedelta(days=dice.number(0, 120), hours=dice.pick((0, 2, 8)))
        self.case = Case()
        self.before: dict[int, Case] = {}
        self.numbers: dict[str, int] = {}
        self.done: list[str] = []
        self.pinned = pinned or {}
        self.facts = {"remote": dice.chance(0.5), "urban": dice.chance(0.5)}
        self.marks: dict[str, str] = {}
        self.bodies: list[Any] = []

    # --- who ----------------------------------------------------------------------------------------------------------

    def context(self, by: str) -> Context:
        role = by.partition(".")[0]
        standings = (
            ()
            if role in ("applicant", "clock")
            else (
                Standing(
                    post=by, roles=frozenset({role}), signature=Signature("TM.", ("CHỦ TỊCH",))
                ),
            )
        )
        return Context(
            at=self.at, person=by, calendar=CALENDAR, standings=standings, name=by, facts=self.facts, house="24730", code=CODE, salt="5a17",
            last=lambda series: self.numbers.get(series, 0), before=lambda place: self.before.get(place, Case()),
        )  # fmt: skip

    def people(self, step: OpenStep) -> list[str]:
        found: list[str] = []
        for role in step.roles:
            kind, _, name = role.partition(":")
            match kind:
                case "applicant":
                    found += ["applicant", "counter"]
                case "opener":
                    found += [] if self.case.opener == HOUSE.person else [self.case.opener]
                case "person" | "post":
                    found.append(name)
                case _:
                    found += [role, f"{role}.2"]
        return [one for one in dict.fromkeys(found) if one]

    def offered(self) -> list[Can]:
        """Everything that somebody may do now."""
        found = []
        for open_step in self.case.steps:
            step = self.procedure.steps[open_step.step]
            for by in self.people(open_step):
                context = self.context(by)
                scope = scope_of(self.procedure, self.case, context)
                found += [
                    Can(by, open_step, action.name)
                    for action in step.do.values()
                    if offer(self.procedure, self.case, open_step, action, scope, context).may
                ]
        return found

    # --- opening and acting ---------------------------------------------------------------------------------------------

    def open(self) -> bool:
        """No: whatever was written, it was refused."""
        channel = self.pinned.get("channel") or self.dice.pick(self.procedure.channels)
        by = {"online": "applicant", "house": "office"}.get(channel, "counter")
        sheet = self.sheet()
        for field in self.procedure.form.values():
            sheet.rows(field) if field.type == "list" else sheet.ask(field.name, field)
        for _ in range(TRIES):
            data = {**sheet.plain(), **sheet.whole_lists(), "documents": self.documents()}
            found = self.decided(
                Case(),
                Open(
                    code=CODE,
                    channel=channel,
                    data=data,
                    applicant=by if channel == "online" else "",
                ),
                by,
            )
            if isinstance(found, Decided):
                self.take(found, f"open {channel} {data}")
                return True
            if not sheet.mend(found):
                return self.unmended(found, "open")
        return False

    def act(self, can: Can, tries: int = TRIES) -> bool:
        sheet = self.sheet_of(can)
        action = self.procedure.steps[can.step.step].do[can.action]
        for _ in range(tries):
            data = {
                **sheet.plain(),
                **{name: rows for name, rows in sheet.whole_lists().items() if name != action.adds},
                **self.others(can, sheet),
            }
            found = self.decided(
                self.case, Act(action=can.action, step=can.step.name, data=data), can.by
            )
            if isinstance(found, Decided):
                self.take(found, f"{can.by}: {can.step.name}.{can.action} {data}")
                return True
            if not sheet.mend(found):
                return self.unmended(found, f"{can.step.name}.{can.action}")
        return False

    def unmended(self, found: Refusal, doing: str) -> bool:
        if found.code in ("procedure.stuck", "record.lacks"):
            raise Wrong(found.code, f"{doing}: {found.facts}")
        return False

    def sheet(self) -> Sheet:
        return Sheet(Writer(self.procedure, self.dice, self.at.date(), self.pinned), self.marks)

    def sheet_of(self, can: Can) -> Sheet:
        sheet, step = self.sheet(), self.procedure.steps[can.step.step]
        action = step.do[can.action]
        everything = {**self.procedure.form, **self.procedure.findings}
        for name in action.asks:
            full = f"{step.each}.{name[4:]}" if name.startswith("row.") else name
            if full in everything:
                self.ask_whole(sheet, everything[full])
                continue
            rows, _, column = full.rpartition(".")
            for row in (
                [can.step.row]
                if can.step.row and rows == step.each
                else self.case.data.get(rows) or ()
            ):
                sheet.ask(f"{rows}/{row}/{column}", everything[rows].columns[column])
        for name in self.editable(action.edits):
            if name in everything and self.dice.chance(0.4):
                sheet.rows(everything[name], self.next_row(name)) if everything[
                    name
                ].type == "list" else sheet.ask(name, everything[name])
                if name not in sheet.values and name not in sheet.lists:
                    sheet.values[name] = None
        if action.adds:
            sheet.added = action.adds
            sheet.lists[action.adds] = [row := str(self.next_row(action.adds))]
            sheet.row(everything[action.adds], row)
        return sheet

    def editable(self, names: tuple[str, ...]) -> list[str]:
        return [
            one for name in names for one in (self.procedure.form if name == "form" else [name])
        ]

    def ask_whole(self, sheet: Sheet, field: Field) -> None:
        sheet.rows(field, self.next_row(field.name)) if field.type == "list" else sheet.ask(
            field.name, field
        )

    def next_row(self, name: str) -> int:
        return (
            max(
                [
                    self.case.rows_made.get(name, 0),
                    *(int(row) for row in self.case.data.get(name) or ()),
                ]
            )
            + 1
        )

    def others(self, can: Can, sheet: Sheet) -> dict[str, Any]:
        """What an action takes beside fields: columns of rows, a new row, papers, who must be there."""
        action = self.procedure.steps[can.step.step].do[can.action]
        data: dict[str, Any] = {}
        cells = sheet.cells()
        if action.adds:
            data["row"] = sheet.whole_lists()[action.adds][0]
        elif cells:
            data |= {"row": cells[can.step.row]} if can.step.row else {"rows": cells}
        if action.present:
            data["present"] = list(action.present)
        starts = self.procedure.deadline.starts if self.procedure.deadline else ()
        if action.edits or f"{can.step.step}.{can.action}" in starts:
            data["documents"] = self.documents()
        return data

    def documents(self) -> dict[str, Any]:
        return dict.fromkeys(self.procedure.documents, "seen")

    def decided(self, case: Case, command: Any, by: str) -> Decided | Refusal:
        try:
            return decide(self.procedure, case, command, self.context(by))
        except Exception as fault:
            raise Wrong("fault", f"{type(fault).__name__} {fault} on {command}") from fault

    def take(self, found: Decided, said: str) -> None:
        before = step = self.case
        for at, actor, body in found.entries:
            if isinstance(body, Acted):
                self.before[step.place + 1] = step
            step = step if isinstance(body, Delegated) else evolve(step, body, at=at, actor=actor)
        self.case = found.case
        self.bodies += [body for _, _, body in found.entries]
        self.numbers |= found.numbers
        self.done.append(f"{self.at:%Y-%m-%d %H:%M} {said}")
        if self.watch:
            self.watch(self, before, found)

    # --- time and chance --------------------------------------------------------------------------------------------------

    def time_acts(self) -> None:
        for _ in range(100):
            try:
                found = tick(self.procedure, self.case, self.context("clock"))
                why = (
                    hindered(self.procedure, self.case, self.context("clock"))
                    if found is None
                    else None
                )
            except Exception as fault:
                raise Wrong("fault", f"{type(fault).__name__} {fault} when time acts") from fault
            if why is not None and why.code != "calendar.not_covered":
                raise Wrong(
                    "time stands",
                    f"{why.code} {why.facts} at {[one.name for one in self.case.steps]}",
                )
            if found is None:
                return
            self.take(found, "clock")

    def wait(self) -> bool:
        """Until the next limit acts. No: none will."""
        limit = next_limit(self.case)
        if limit is None or limit.year > LAST_YEAR:
            return False
        self.at = max(self.at, limit.astimezone(LOCAL) + timedelta(minutes=1))
        self.time_acts()
        return True

    def wander(self, acts: int = ACTS) -> None:
        """Anything, by anybody."""
        for _ in range(acts):
            self.at += timedelta(hours=self.dice.number(0, 40))
            self.time_acts()
            if not self.case.open:
                return
            if self.dice.chance(0.1) and self.wait():
                continue
            may = self.offered()
            if not may:
                if not self.wait():
                    raise Wrong(
                        "nobody",
                        f"nobody can do anything at {[one.name for one in self.case.steps]}",
                    )
                continue
            self.act(self.dice.pick(may))
            if self.case.open and self.dice.chance(0.08):
                self.by_the_way()

    def by_the_way(self) -> None:
        name = self.dice.pick(BY_THE_WAY)
        data = {"note": {"text": "x"}, "pay": {"amount": 8000, "how": "cash"}, "extend": {"by": "2 days", "reason": "x"}, "reverse": {"event": self.case.standing, "reason": "x"},
                "reassign": {"person": "office.2"}}[name]  # fmt: skip
        found = self.decided(self.case, Act(action=name, data=data), "leader")
        if isinstance(found, Decided):
            self.take(found, f"leader: {name}")

    # --- together for an end ------------------------------------------------------------------------------------------------

    def fork(self, dice: Dice) -> Life:
        other = Life(self.procedure, dice, self.watch, self.pinned)
        other.at, other.case, other.before, other.numbers, other.done, other.facts, other.marks = (
            self.at,
            self.case,
            dict(self.before),
            dict(self.numbers),
            list(self.done),
            self.facts,
            self.marks,
        )
        return other

    def comes_to_an_end(self, walks: int = WALKS, acts: int = LONG) -> bool:
        """Does somebody who wants an end find one, in a few attempts?"""
        far = distances(self.procedure)
        for attempt in range(walks):
            one = self.fork(Dice(f"{self.dice.random.random()} {attempt}"))
            one.strive(far, acts, bold=attempt % 3 == 2)
            if not one.case.open:
                return True
        return False

    def strive(self, far: dict[str, int], acts: int, bold: bool) -> None:
        for _ in range(acts):
            if not self.case.open:
                return
            may: list[Can | None] = [*self.offered(), None]
            self.dice.random.shuffle(may)
            if not bold:
                may.sort(key=lambda can: self.leads(can, far) + self.dice.number(0, 2))
            if (
                not any(self.act(can, 12) if can else self.wait() for can in may[:5])
                and not self.wait()
            ):
                return

    def leads(self, can: Can | None, far: dict[str, int]) -> int:
        """How far an end is after this (None: after waiting until time acts)."""
        if can is None:
            acting = min(
                (one for one in self.case.steps if one.acts and one.limit),
                key=lambda one: one.limit or self.at,
                default=None,
            )
            then = self.procedure.steps[acting.step].then if acting else None
            return far.get(then.to, 0) + 1 if then else 99
        step = self.procedure.steps[can.step.step]
        to = step.do[can.action].to
        return far.get(to, 0) if to else far.get(step.name, 0) + 1


def distances(procedure: Procedure) -> dict[str, int]:
    """How many steps an end is away, conditions aside."""
    far = dict.fromkeys(procedure.ends, 0)
    grown = True
    while grown:
        grown = False
        for step in procedure.steps.values():
            near = min((far[way.to] + 1 for way in ways(step) if way.to in far), default=None)
            if near is not None and near < far.get(step.name, 999):
                far[step.name], grown = near, True
    return far
