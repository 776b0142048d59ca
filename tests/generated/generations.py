"""Random lives of a whole lineage: parents, children and theirs, and what the house opens by itself, each told of the others as the door tells them.

What is decided in one case and what follows from it in others stands together or not at all (`dinh/workflow/consequences.py`, `dinh/workflow/scheduled_openings.py`): so it
is here, without a house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.analysis.child_links import openings
from dinh.engine.decisions.child_cases import Back, Close, Reopen, opens_of
from dinh.engine.decisions.child_openings import Born, begun, brought, days, given, suited
from dinh.engine.decisions.consequences import ready
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.time_limits import next_limit
from dinh.engine.definition.condition import holds
from dinh.engine.definition.links import Start
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.child_records import Child
from dinh.engine.record.event_parts import Cause, Parent
from dinh.engine.record.events import HOUSE, Acted, Reversed, by_part
from dinh.engine.schedule.calendar import LOCAL, to_local
from dinh.store.records import brought as as_written
from tests.generated.answers import TEXTS, Writer
from tests.generated.dice import Dice
from tests.generated.lineage import TOP, Lineage
from tests.generated.lives import BEGINS, LAST_YEAR, Life, Wrong, distances

CASES_MAX = 60
"""Of one tree: from then on nobody wanders, all work for an end."""
STRIVES, STEPS, IDLE = 8, 400, 12
ASIDE = {
    "note": {"text": "x"}, "extend": {"by": "2 days", "reason": "x"}, "reverse": {"reason": "x"}, "reassign": {"person": "office.2"}, "withdraw": {"reason": "x"},
}  # fmt: skip
"""What every procedure has unwritten, with who does it at all: a leader, or the counter."""


class Undone(Exception):
    """Nothing of it stands: another case cannot follow."""


class Added(Struct, frozen=True):
    """A record that was added, and from when: the clock has yet to look what starts by it."""

    register: str
    record: str
    period: str
    at: datetime


class Kept(Struct):
    """The tree as it was."""

    at: datetime
    lives: dict[str, tuple[Case, dict[int, Case], int, int]]
    numbers: dict[str, int]
    records: dict[tuple[str, str], dict[str, Any] | None]
    added: list[Added]
    causes: set[Cause]
    codes: int


class Tree:
    """All cases that come of one, of what starts by their records and by the calendar."""

    def __init__(
        self,
        lineage: Lineage,
        dice: Dice,
        watch: Callable[[Life, Case, Decided], None] | None = None,
    ) -> None:
        self.procedures, self.dice, self.watch = lineage.procedures, dice, watch
        self.at = BEGINS + timedelta(days=dice.number(0, 120), hours=dice.pick((0, 2, 8)))
        self.began = self.at
        self.facts = {"remote": dice.chance(0.5), "urban": dice.chance(0.5)}
        self.lives: dict[str, Kin] = {}
        self.numbers: dict[str, int] = {}
        self.records: dict[tuple[str, str], dict[str, Any] | None] = {}
        self.added: list[Added] = []
        self.causes: set[Cause] = set()
        self.refused = self.codes = self.made = 0
        self.registers = {
            slug: register
            for one in self.procedures.values()
            for slug, register in one.registers.items()
        }
        for slug in self.read():
            self.fill(slug)
        for slug in self.named():
            self.stand(slug)

    def read(self) -> list[str]:
        """Registers of whose rows children are opened, or cases by themselves."""
        opens = {line.register for one in self.procedures.values() for *_, line in openings(one)}
        starts = {
            slug
            for one in self.procedures.values()
            for start in one.starts
            for slug in (start.register, start.also_in)
        }
        return sorted(slug for slug in opens | starts if slug)

    def fill(self, slug: str) -> None:
        writer, columns = (
            Writer(self.procedures[TOP], self.dice, self.at.date()),
            self.registers[slug].columns,
        )
        for _ in range(self.dice.number(0, 3)):
            self.made += 1
            row = {
                name: writer.value(column)
                for name, column in columns.items()
                if holds(column.required, {}.get) or self.dice.chance(0.6)
            }
            self.records[slug, f"{slug}-{self.made}"] = row | {"ma": f"{slug}-{self.made}"}

    def named(self) -> list[str]:
        """Registers a record of which may be written into a field: of a house that has it not the field takes none."""
        fields = [
            field
            for one in self.procedures.values()
            for field in (*one.form.values(), *one.findings.values())
        ]
        return sorted(
            {
                one.register
                for field in fields
                for one in (field, *field.columns.values())
                if one.type == "record" and one.register in self.registers
            }
        )

    def stand(self, slug: str) -> None:
        """The record that people write stands, and its number is taken: no other is made under it."""
        writer, columns = (
            Writer(self.procedures[TOP], Dice(f"stands {slug}"), self.at.date()),
            self.registers[slug].columns,
        )
        row = {
            name: writer.value(column)
            for name, column in columns.items()
            if holds(column.required, {}.get)
        }
        self.records[slug, TEXTS["record"]] = row | {"ma": TEXTS["record"]}
        year, _, number = TEXTS["record"].partition("-")
        self.numbers[f"register:{slug}:{year}"] = int(number)

    def rows(self, slug: str) -> list[tuple[str, Mapping[str, Any]]]:
        return [
            (record, row)
            for (register, record), row in sorted(self.records.items())
            if register == slug and row is not None
        ]

    def code(self, before: int = 0) -> str:
        """The next that nobody has, behind so many others."""
        return f"H36.99-260701-{self.codes + before + 1:04d}"

    def open_lives(self) -> list[Kin]:
        return [one for one in self.lives.values() if one.case.open]

    def children(self) -> int:
        return sum(len(one.case.children) for one in self.lives.values())

    def grandchildren(self) -> int:
        return sum(
            1
            for one in self.lives.values()
            if one.case.parent and self.lives[one.case.parent.code].case.parent
        )

    def done(self) -> list[str]:
        return [f"{one.code[-2:]} {line}" for one in self.lives.values() for line in one.done]

    # --- as it was ------------------------------------------------------------------------------------------------------

    def kept(self) -> Kept:
        lives = {
            code: (one.case, dict(one.before), len(one.done), len(one.bodies))
            for code, one in self.lives.items()
        }
        return Kept(
            self.at,
            lives,
            dict(self.numbers),
            dict(self.records),
            list(self.added),
            set(self.causes),
            self.codes,
        )

    def back_to(self, kept: Kept) -> None:
        self.at, self.records, self.added, self.causes, self.codes = (
            kept.at,
            dict(kept.records),
            list(kept.added),
            set(kept.causes),
            kept.codes,
        )
        self.numbers.clear()
        self.numbers.update(kept.numbers)
        self.lives = {code: self.lives[code] for code in kept.lives}
        for code, (case, before, done, bodies) in kept.lives.items():
            one = self.lives[code]
            one.case, one.before = case, dict(before)
            del one.done[done:], one.bodies[bodies:]

    # --- time -----------------------------------------------------------------------------------------------------------

    def pass_on(self, at: datetime) -> None:
        """Until then every limit that is over acts, the earliest first, and the clock opens what is to be opened."""
        stands: set[tuple[str, datetime]] = set()
        while True:
            due = [
                (limit, code)
                for code, one in self.lives.items()
                if one.case.open
                and (limit := next_limit(one.case))
                and limit <= at
                and (code, limit) not in stands
            ]
            if not due:
                break
            limit, code = min(due)
            self.at = limit.astimezone(LOCAL)
            self.lives[code].time_acts()
            stands.add((code, limit))
        self.at = at
        self.start()

    def wait(self) -> bool:
        limit = min(
            (found for one in self.open_lives() if (found := next_limit(one.case))), default=None
        )
        if limit is None or limit.year > LAST_YEAR:
            return False
        self.pass_on(max(self.at, limit.astimezone(LOCAL) + timedelta(minutes=1)))
        return True

    def start(self) -> None:
        for slug, procedure in self.procedures.items():
            for start in procedure.starts:
                if start.unit:
                    self.periods(slug, procedure, start)
        waiting, self.added = self.added, []
        for one in waiting:
            for slug, procedure in self.procedures.items():
                for start in procedure.starts:
                    if start.added == one.register:
                        for row, rows in self.matching(start, one):
                            self.begin(
                                slug,
                                procedure,
                                start,
                                Cause(start.name, one.period, row),
                                one.at,
                                rows,
                            )

    def periods(self, slug: str, procedure: Procedure, start: Start) -> None:
        for day in days(start, self.began.date(), self.at.date(), self.began.date()):
            for record, row in self.rows(start.register):
                if holds(start.where, row.get):
                    self.begin(
                        slug,
                        procedure,
                        start,
                        Cause(start.name, day.isoformat(), record),
                        begun(day, self.began),
                        {"found": (record, row)},
                    )

    def matching(
        self, start: Start, one: Added
    ) -> Iterator[tuple[str, Mapping[str, tuple[str, Mapping[str, Any]]]]]:
        row = self.records.get((one.register, one.record))
        if row is None:
            return
        if not start.also_in:
            yield one.record, {"added": (one.record, row), "found": (one.record, row)}
            return
        wanted = row.get(start.by)
        for record, other in self.rows(start.also_in) if wanted is not None else ():
            if other.get(start.by) == wanted:
                yield (
                    f"{one.record}/{record}",
                    {"added": (one.record, row), "found": (record, other)},
                )

    def begin(
        self,
        slug: str,
        procedure: Procedure,
        start: Start,
        cause: Cause,
        at: datetime,
        rows: Mapping[str, tuple[str, Mapping[str, Any]]],
    ) -> None:
        """What a row gives may be refused by `valid`: then the house is told, and no case is begun."""
        if cause in self.causes or len(self.lives) >= CASES_MAX:
            return
        self.causes.add(cause)
        life = self.life(slug)
        now, self.at = self.at, to_local(at)
        data = given(procedure, start, at, "24730", rows)
        command = Open(
            code=life.code, channel="house", data=data, start=start.at, actor=HOUSE, cause=cause
        )
        found = life.decided(Case(), command, "house")
        if not isinstance(found, Decided):
            if {one.code for one in found.at} != {"valid"}:
                raise Wrong(
                    "start refused",
                    f"{found.code} {[(one.field, one.code) for one in found.at]} of {data}",
                )
            self.refused += 1
        else:
            self.lives[life.code] = life
            life.take(found, f"by itself {start.name} {data}")
        self.at = max(now, self.at)

    def life(self, slug: str) -> Kin:
        code, self.codes = self.code(), self.codes + 1
        return Kin(self, self.procedures[slug], code)


class Kin(Life):
    """One case of the tree: what it decides is followed in the others."""

    def __init__(self, tree: Tree, procedure: Procedure, code: str) -> None:
        self.tree, self.code = tree, code
        at = tree.at
        super().__init__(procedure, tree.dice, tree.watch)
        self.at, self.facts, self.numbers = at, tree.facts, tree.numbers

    @property
    def at(self) -> datetime:  # type: ignore[override]  # one time for all
        return self.tree.at

    @at.setter
    def at(self, at: datetime) -> None:
        self.tree.at = at

    def context(self, by: str) -> Context:
        tree = self.tree
        return replace(
            super().context(by), code=self.code, code_of=lambda house, before: tree.code(before), rows=tree.rows,
            record=lambda register, record: tree.records.get((register, record)),
        )  # fmt: skip

    def begun(self) -> bool:
        """The first of a tree is opened by somebody."""
        self.tree.lives[self.code] = self
        return self.open()

    # --- what follows in others -------------------------------------------------------------------------------------------

    def take(self, found: Decided, said: str) -> None:
        before = self.case
        super().take(found, said)
        self.note_records(found)
        for code in found.closed:
            self.tree.lives[code].close(self)
        for born in found.born:
            self.bear(born)
        if self.case.parent and bool(before.end) != bool(self.case.end):
            self.tell(self.tree.lives[self.case.parent.code])
        if any(ready(self.case, step) for step in self.case.steps):
            raise Wrong(
                "waits on",
                f"{self.code} waits though all are back: {[one.name for one in self.case.steps]}",
            )

    def note_records(self, found: Decided) -> None:
        place = self.case.place - len(found.entries)
        for at, _, body in found.entries:
            place += 1
            if not isinstance(body, Acted | Reversed):
                continue
            for part, change in enumerate(body.records):
                key = (change.register, change.record)
                if change.change == "end":
                    self.tree.records[key] = None
                    continue
                self.tree.records[key] = as_written(
                    change, by_part(body.personal).get(part, {}), self.tree.records.get(key) or {}
                )
                if change.change == "add" and isinstance(body, Acted):
                    self.tree.added.append(Added(*key, f"{self.code}/{place}", at))

    def bear(self, born: Born) -> None:
        life = self.tree.life(born.child.procedure)
        place = next((one.place for one in self.case.children if one.code == born.child.code), None)
        if life.code != born.child.code or place is None:
            raise Wrong("child's code", f"{born.child.code} and {life.code}")
        data = suited(life.procedure, born.data)
        opened = life.decided(
            Case(),
            Open(
                code=life.code,
                channel="parent",
                data=data,
                actor=HOUSE,
                parent=Parent("24730", self.code, place),
            ),
            "house",
        )
        if not isinstance(opened, Decided):
            raise Wrong(
                "child refused",
                f"{opened.code} {[(one.field, one.code) for one in opened.at]} of {data}",
            )
        self.tree.lives[life.code] = life
        life.take(opened, f"opened by {self.code} {data}")

    def close(self, parent: Kin) -> None:
        closed = self.decided(self.case, Close(by_case=parent.code, actor=HOUSE), "house")
        if not isinstance(closed, Decided):
            raise Wrong("child stays", f"{closed.code} at {[one.name for one in self.case.steps]}")
        if closed.entries:
            self.take(closed, f"withdrawn with {parent.code}")

    def tell(self, parent: Kin) -> None:
        """The parent is told of the end, once; or that it was taken back."""
        known = next((one for one in parent.case.children if one.code == self.code), None)
        if known is None or bool(known.end) == bool(self.case.end):
            return
        if self.case.end:
            found = parent.decided(parent.case, self.brought_back(parent, known), "house")
            if not isinstance(found, Decided):
                raise Wrong(
                    "parent refused", f"{found.code} {found.facts} when {self.code} came back"
                )
        else:
            found = parent.decided(parent.case, Reopen(child=self.code), "house")
            if not isinstance(found, Decided):
                raise Undone
        if found.entries:
            parent.take(found, f"{self.code} back: {self.case.end or 'open again'}")

    def brought_back(self, parent: Kin, known: Child) -> Back:
        line = opens_of(parent.procedure, known)
        values = brought(
            scope_of(self.procedure, self.case, self.context("house")),
            self.case,
            line.takes if line else {},
        )
        return Back(
            child=self.code,
            end=self.case.end,
            outcome=self.case.outcome,
            label=self.case.end_label,
            values=values,
        )

    def aside(self) -> None:
        """What every procedure has unwritten; nothing of it stands where another case cannot follow."""
        name = self.dice.pick((*ASIDE, "reverse", "reverse"))
        kept = self.tree.kept()
        found = self.decided(
            self.case,
            Act(action=name, data=ASIDE[name]),
            "counter" if name == "withdraw" else "leader",
        )
        if isinstance(found, Decided):
            try:
                self.take(found, f"aside: {name}")
            except Undone:
                self.tree.back_to(kept)


# --- lived ------------------------------------------------------------------------------------------------------------


def live(tree: Tree, acts: int = 40) -> bool:
    """People do anything in any of the cases, then work together for the end of all. No: nobody could open the first."""
    first = tree.life(TOP)
    if not first.begun():
        return False
    for _ in range(tree.dice.number(0, acts)):
        if not tree.open_lives() or len(tree.lives) >= CASES_MAX // 2:
            break
        wander(tree)
        held(tree)
    for _ in range(STRIVES):
        kept = tree.kept()
        if strive(tree):
            held(tree)
            return True
        tree.back_to(kept)
    raise Wrong(
        "no end",
        f"no end of all from {[(one.code[-2:], one.procedure.slug, [step.name for step in one.case.steps]) for one in tree.open_lives()]}",
    )


def wander(tree: Tree) -> None:
    dice = tree.dice
    tree.pass_on(tree.at + timedelta(hours=dice.number(0, 60)))
    if dice.chance(0.08):
        tree.wait()
    some = list(tree.lives.values()) if dice.chance(0.1) else tree.open_lives()
    if not some:
        return
    one = dice.pick(some)
    if dice.chance(0.12):
        one.aside()
    elif one.case.open and (may := one.offered()):
        one.act(dice.pick(may))


def strive(tree: Tree) -> bool:
    """Each case goes the nearest way to an end, and who waits for others waits; so do all when what is done moves nothing."""
    far = {slug: distances(procedure) for slug, procedure in tree.procedures.items()}
    stood, since = places(tree), 0
    for _ in range(STEPS):
        tree.pass_on(tree.at + timedelta(minutes=tree.dice.number(1, 90)))
        some = tree.open_lives()
        if not some:
            return True
        tree.dice.random.shuffle(some)
        if (
            not any(nearer(one, far[one.procedure.slug]) for one in some[:6])
            and not tree.wait()
            and not any(nearer(one, far[one.procedure.slug]) for one in some)
        ):
            return False
        stood, before = places(tree), stood
        since = since + 1 if stood == before else 0
        if since == IDLE:
            tree.wait()
            since = 0
    return False


def places(tree: Tree) -> list[tuple[str, list[str]]]:
    return [(one.code, [step.name for step in one.case.steps]) for one in tree.open_lives()]


def nearer(one: Kin, far: dict[str, int]) -> bool:
    may = one.offered()
    one.dice.random.shuffle(may)
    if one.dice.chance(0.75):
        may.sort(key=lambda can: one.leads(can, far) + one.dice.number(0, 2))
    return any(one.act(can, 12) for can in may[:4])


def held(tree: Tree) -> None:
    """What must be so between the cases, whenever nobody acts."""
    for one in tree.lives.values():
        for child in one.case.children:
            life = tree.lives.get(child.code)
            if life is None:
                raise Wrong("no child", f"{one.code} knows {child.code}, which is not there")
            if bool(child.end) != bool(life.case.end) or (child.end and child.end != life.case.end):
                raise Wrong(
                    "not told",
                    f"{one.code} knows of {child.code}: {child.end or 'open'}, it is {life.case.end or 'open'}",
                )
