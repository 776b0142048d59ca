"""Small procedures written strictly by the grammar, and a way to live a case of one without any store.

Everything that is decided is sealed, read back and folded again on the way: each test of the engine is a test of the log too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from dinh.calendar import default_profile, house_calendar
from dinh.engine.decisions.context import Context, Signature, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.permissions import offers
from dinh.engine.decisions.time_limits import tick
from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.field_types.same_value import has_all
from dinh.engine.record import seal
from dinh.engine.record.case import Case
from dinh.engine.record.events import Delegated, Event
from dinh.engine.record.evolve import numbered, replay
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import LOCAL, to_local
from dinh.procedures import check_paths
from dinh.store.records import brought

FOLDER = Path(__file__).parent
CODE = "H36.99-260701-0001"
CALENDAR = house_calendar(default_profile())


@cache
def procedure(slug: str) -> Procedure:
    """A procedure of this folder. It must be sound, or the test that asks for it is about nothing."""
    checked = check_paths([FOLDER / f"{slug}.yaml"])
    problems = [one for one in checked.problems if one.severity == "problem"]
    assert not problems, "\n".join(
        f"{p.file}:{p.line}:{p.column} {p.rule} {p.message.en}" for p in problems
    )
    return checked.packages[0].procedure


def instant(words: str) -> datetime:
    at = datetime.fromisoformat(words if "T" in words else f"{words}T08:00")
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


class Story:
    """A case of one procedure: people by role (`leader`, `leader.2`), a clock that the story moves, a log that is sealed."""

    def __init__(
        self,
        slug: str | Procedure,
        at: str = "2026-07-01T08:00",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.procedure = procedure(slug) if isinstance(slug, str) else slug
        self.at, self.facts = instant(at), dict(facts or {})
        self.case = Case()
        self.sealed: list[seal.Sealed] = []
        self.numbers: dict[str, int] = {}
        self.rows: dict[tuple[str, str], list[tuple[int, dict[str, Any] | None]]] = {}
        self.narrowed: dict[str, tuple[str, ...]] = {}
        self.known: set[str] | None = None
        self._salts = count(1)

    # --- acting

    def open(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        by: str = "",
        channel: str = "",
        at: str | None = None,
    ) -> Case:
        return self._went(self.opening(data, by=by, channel=channel, at=at))

    def opening(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        by: str = "",
        channel: str = "",
        at: str | None = None,
    ) -> Decided | Refusal:
        self.at = instant(at) if at else self.at
        channel = channel or self.procedure.channels[0]
        by = by or {"online": "applicant", "house": "office"}.get(channel, "counter")
        command = Open(
            code=CODE,
            channel=channel,
            data=dict(data or {}),
            applicant=by if channel == "online" else "",
        )
        return decide(self.procedure, Case(), command, self.context(by))

    def act(
        self,
        action: str,
        *,
        by: str = "counter",
        step: str = "",
        at: str | None = None,
        **data: Any,
    ) -> Case:
        return self._went(self.acting(action, by=by, step=step, at=at, **data))

    def acting(
        self,
        action: str,
        *,
        by: str = "counter",
        step: str = "",
        at: str | None = None,
        data: Mapping[str, Any] | None = None,
        seen: int | None = None,
        **fields: Any,
    ) -> Decided | Refusal:
        self.at = instant(at) if at else self.at
        return decide(
            self.procedure,
            self.case,
            Act(action=action, step=step, data={**(data or {}), **fields}, seen=seen),
            self.context(by),
        )

    def refused(self, action: str, **more: Any) -> Refusal:
        before = self.case
        found = self.acting(action, **more)
        assert isinstance(found, Refusal), f"{action} was done"
        assert self.case == before
        return found

    def time_acts(self, at: str) -> Case:
        self.at = instant(at)
        while found := tick(self.procedure, self.case, self.context("clock")):
            self._take(found)
        return self.case

    # --- looking

    def scope(self, by: str = "counter") -> Scope:
        return scope_of(self.procedure, self.case, self.context(by))

    def value(self, name: str) -> Any:
        return self.scope()(name)

    def offered(self, by: str) -> set[tuple[str, str]]:
        return {
            (one.step, one.action)
            for one in offers(self.procedure, self.case, self.scope(by), self.context(by))
            if one.may
        }

    @property
    def steps(self) -> list[str]:
        return [step.name for step in self.case.steps]

    @property
    def events(self) -> list[Event]:
        return [seal.unseal(one) for one in self.sealed]

    @property
    def due(self) -> str:
        return to_local(self.case.due).isoformat(timespec="minutes")[:16] if self.case.due else ""

    def limit(self, step: str) -> str:
        found = self.case.step(step)
        return (
            to_local(found.limit).isoformat(timespec="minutes")[:16]
            if found and found.limit
            else ""
        )

    # --- inside

    def context(self, by: str) -> Context:
        role = by.partition(".")[0]
        standings = (
            ()
            if role in ("applicant", "clock")
            else (
                Standing(
                    post=by,
                    roles=frozenset({role}),
                    of=self.narrowed.get(by, ()),
                    signature=Signature("TM.", ("CHỦ TỊCH",)),
                ),
            )
        )
        return Context(
            at=self.at,
            person=by,
            calendar=CALENDAR,
            standings=standings,
            name=by,
            facts=self.facts,
            house="24730",
            code=CODE,
            salt="5a17",
            last=lambda series: self.numbers.get(series, 0),
            before=lambda place: replay(event for event in self.events if event.place < place),
            record=self._record,
            record_before=self._record_before,
            record_after=lambda register, record, place: self._record_before(
                register, record, place + 1
            ),
            exists=self._exists,
            same=self._same,
        )

    def _exists(self, field: Field, name: str) -> bool:
        if field.type == "record" and (field.register, name) in self.rows:
            return self._record(field.register, name) is not None
        return self.known is None or name in self.known

    def _record(self, register: str, record: str) -> dict[str, Any] | None:
        rows = self.rows.get((register, record), [])
        return rows[-1][1] if rows else None

    def _same(
        self, register: str, wanted: Mapping[str, Any], besides: Set[str]
    ) -> tuple[str, str] | None:
        standing = (
            (name, rows[-1][1])
            for (slug, name), rows in self.rows.items()
            if slug == register and name not in besides
        )
        return next(
            (
                (name, "H36.99-260101-0009")
                for name, values in standing
                if values and has_all(values, wanted)
            ),
            None,
        )

    def _record_before(self, register: str, record: str, place: int) -> dict[str, Any] | None:
        return next(
            (
                values
                for at, values in reversed(self.rows.get((register, record), []))
                if at < place
            ),
            None,
        )

    def _went(self, found: Decided | Refusal) -> Case:
        assert isinstance(found, Decided), (
            f"{found.code} {found.facts} {[(f.field, f.code, f.facts) for f in found.at]}"
        )
        self._take(found)
        return self.case

    def _take(self, found: Decided) -> None:
        """As the door does it: what was decided of the case, then what belongs to the house's own log."""
        first = len(self.sealed) + 1
        place = self.case.place
        for at, actor, body in sorted(
            found.entries, key=lambda entry: isinstance(entry[2], Delegated)
        ):
            previous = self.sealed[-1].seal if self.sealed else seal.FIRST
            code, place, own = (
                ("", place, 0) if isinstance(body, Delegated) else (CODE, place + 1, place + 1)
            )
            self.sealed.append(
                seal.seal(
                    previous,
                    "24730",
                    len(self.sealed) + 1,
                    code,
                    own,
                    at,
                    actor,
                    body,
                    (f"{n:032x}" for n in self._salts),
                )
            )
            for n, change in enumerate(getattr(body, "records", ())):
                hidden = {
                    key.partition(".")[2].partition(".")[2]: value
                    for key, value in body.personal.items()
                    if key.startswith(f"records.{n}.")
                }
                before = self._record(change.register, change.record) or {}
                now = None if change.change == "end" else brought(change, hidden, before)
                self.rows.setdefault((change.register, change.record), []).append((place, now))
        self.numbers |= found.numbers
        before, self.case = self.case, replay(event for event in self.events if event.case)
        assert self.case == numbered(found.case, before, first), (
            "what is read back is not what was decided"
        )
        assert seal.verify(self.sealed)[1:] == ("", "")


def fields(refusal: Decided | Refusal) -> list[str]:
    """Where a refusal says the input is at fault."""
    assert isinstance(refusal, Refusal), "it was done"
    return [fault.field for fault in refusal.at]


def codes(refusal: Decided | Refusal) -> dict[str, str]:
    assert isinstance(refusal, Refusal), "it was done"
    return {fault.field: fault.code for fault in refusal.at}


def kinds(events: Iterable[Event]) -> list[str]:
    return [event.kind for event in events]
