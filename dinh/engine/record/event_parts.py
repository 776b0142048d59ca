"""What events are made of: open steps, the clock, lines of the fee, changes of records, choices passed.

Rule to keep, as in `event`: fields are added with a default, never renamed or removed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.schedule.deadline import Line, Pause
from dinh.engine.schedule.duration import Duration


class OpenStep(Struct, frozen=True, omit_defaults=True):
    """A step in which the case stands: a work item.

    name      `STEP`, or `STEP/ROW` for a branch of `each`
    roles     who may act, as the procedure says: role names, `applicant`, `opener`, `person:NAME`, `post:NAME` resolved
    of        village, household or house that narrows the role
    limit     the law's end for this step; `acts`: something then happens by itself
    time_due  by the house's own norm
    told      roles that were reminded of it (`warn`), last at `told_at`
    awaits    codes of the children it waits for; `waits`: how many of them must be back, None: it waits for none
    """

    name: str
    since: datetime
    roles: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    limit: datetime | None = None
    limit_rule: Duration | None = None
    acts: bool = False
    time_due: datetime | None = None
    pauses: bool = False
    label: dict[str, str] = {}
    told: tuple[str, ...] = ()
    told_at: datetime | None = None
    awaits: tuple[str, ...] = ()
    waits: int | None = None

    @property
    def step(self) -> str:
        return self.name.partition("/")[0]

    @property
    def row(self) -> str:
        return self.name.partition("/")[2]


class Clock(Struct, frozen=True, omit_defaults=True):
    """The clock of what is promised to the applicant.

    paused   since when it stands still; None: it runs
    stopped  it stopped at the end of the case
    due      the last promise; while the clock stands it is the one that held before
    rule     by which it is counted; `until` a fixed day instead; `extra`: what extended it since
    """

    started: datetime
    rule: Duration | None = None
    until: str = ""
    cutoff: str = ""
    extra: tuple[Duration, ...] = ()
    pauses: tuple[Pause, ...] = ()
    paused: datetime | None = None
    stopped: datetime | None = None
    due: datetime | None = None
    proof: tuple[Line, ...] = ()


class Stretch(Struct, frozen=True, omit_defaults=True):
    """What was promised of an outcome that was later taken back, and when it was settled; `due` None: nothing was promised."""

    started: datetime
    due: datetime | None
    settled: datetime

    @property
    def late(self) -> bool:
        return self.due is not None and self.settled > self.due


class Fee(Struct, frozen=True, omit_defaults=True):
    """One line fixed. amount: whole đồng, None: not published; `why` says which row held; `law` its source."""

    name: str
    amount: int | None
    why: dict[str, str] = {}
    law: str = ""
    label: dict[str, str] = {}
    confirmed: bool = True


class RecordChange(Struct, frozen=True, omit_defaults=True):
    """A row of a register made, changed or ended. Personal columns are in the event's `personal` as `records.N.COLUMN`."""

    register: str
    record: str
    change: str
    values: dict[str, Any] = {}
    start: str = ""
    end: str = ""


class Passed(Struct, frozen=True, omit_defaults=True):
    """A choice taken on the way: the step and the line (from 1) that held."""

    step: str
    line: int
    to: str


class RequestedItem(Struct, frozen=True, omit_defaults=True):
    """A paper or a field that is asked for, to be supplied by the applicant or corrected by the clerk.

    of        `documents.NAME`, `documents.NAME.ROW`, or the name of a field
    law       the article by which it is asked, as people read it
    by        roles of the step that asked, which may waive it
    reason    in an event it stands in `personal` as `requested.N`, N from 0: it may name somebody
    place     of the act that asked; in an event 0
    settled   "" (still open), `brought` or `waived`; at_place: of the act that settled it
    asked_of  roles of the steps that the request led to: an officer's, or the applicant; in an event empty
    """

    of: str
    law: str = ""
    by: tuple[str, ...] = ()
    reason: str = ""
    place: int = 0
    settled: str = ""
    at_place: int = 0
    asked_of: tuple[str, ...] = ()


# --- what a case keeps of them --------------------------------------------------------------------------------------


class IssuedLetter(Struct, frozen=True, omit_defaults=True):
    """A letter of the case. `place`: of its event; `withdrawn`: the outcome it told was reversed."""

    name: str
    row: str
    number: str
    issued: datetime
    digest: str
    to: tuple[str, ...]
    place: int
    label: dict[str, str] = {}
    posted: str = ""
    withdrawn: bool = False
    class_: str = ""
    valid_until: str = ""
    form: str = ""
    result: bool = False


class CaseRecord(Struct, frozen=True, omit_defaults=True):
    """house: whose register it is, "": of the house where the case was opened. withdrawn: the row ended because the act was
    taken back that had made it."""

    register: str
    record: str
    change: str
    place: int
    house: str = ""
    withdrawn: bool = False


class ChildOpened(Struct, frozen=True, omit_defaults=True):
    """A case opened by this one: for which row, and by which line of `opens` of which step (`STEP`) or action (`STEP.ACTION`)."""

    code: str
    procedure: str
    house: str = ""
    row: str = ""
    by: str = ""
    line: int = 0


class ChildBack(Struct, frozen=True, omit_defaults=True):
    """A child that came to its end. `taken`: the row that was made for what it brought."""

    code: str
    end: str
    outcome: str = ""
    label: dict[str, str] = {}
    taken: str = ""


class Parent(Struct, frozen=True, omit_defaults=True):
    """The case that opened this one, by its event at `place`."""

    house: str
    code: str
    place: int = 0


class Cause(Struct, frozen=True, omit_defaults=True):
    """Why the house opened this case by itself: which of its `starts`, for which period (a day, or the event that added a record), for which row.

    Together they name one case for ever.
    """

    start: str
    period: str
    row: str = ""
