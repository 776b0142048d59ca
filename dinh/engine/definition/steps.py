"""Where a procedure may go, and when: times, steps, actions, ends, as values (grammar §6 and §7)."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from dinh.engine.definition.condition import ALWAYS, Condition
from dinh.engine.definition.fields import Source, Text
from dinh.engine.definition.links import Opens
from dinh.engine.schedule.duration import Duration

# --- time -----------------------------------------------------------------------------------------------------------


class TimeRow(Struct, frozen=True):
    """A line of a table of times: exactly one of `time`, `until`. cutoff: of this line, where the table has none for all."""

    when: Condition = ALWAYS
    time: Duration | None = None
    until: str = ""
    cutoff: str | UnsetType = (
        UNSET  # not written where the file says none: what was published keeps its digest
    )


class Deadline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clock per case: what is promised to the applicant.

    starts  `opened` or `step.action`, the first of these that happens
    rows    the table of times (one line that always holds when the file says `time` or `until`)
    cutoff  HH:MM local; what is accepted after it counts from the next working day
    """

    starts: tuple[str, ...]
    rows: tuple[TimeRow, ...]
    cutoff: str = ""
    law: Source | None = None
    confirmed: bool = True


class Limit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The law's time for one step, from entering it."""

    rows: tuple[TimeRow, ...]
    cutoff: str = ""
    law: Source | None = None
    confirmed: bool = True


class Bound(Struct, frozen=True):
    """A bound on a length of time: `<= 30 days`."""

    op: Literal["<", "<=", ">", ">=", "="]
    time: Duration


class Extension(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Bounds of the unwritten form 04; `allowed` no: `extension: none`. `by`: one of the bounds must hold."""

    allowed: bool = True
    times: int | None = None
    by: tuple[Bound, ...] = ()
    letter: str = ""


class Extends(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an action does to a due: exactly one of by (nth use), to, until, again."""

    by: tuple[Duration, ...] = ()
    to: Duration | None = None
    until: str = ""
    again: bool = False
    of: Literal["deadline", "limit"] = "deadline"


class Warn(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Tell roles at `base` (due, limit, entered, a date field) ± `offset`."""

    base: str
    tell: tuple[str, ...]
    offset: Duration | None = None
    before: bool = True


# --- steps, actions, ends -------------------------------------------------------------------------------------------


class RecordOp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of a register made, changed or ended.

    row     for change and end: the `record` field that names the row
    values  column -> a name, `acted`, `case`, `home`, `next_month(acted)`, or a choice's name
    on      for end: the last day on which the row stands
    begins  the first day on which it is so (`from`); a row that ends stands until the day before
    """

    register: str
    op: Literal["add", "change", "end"]
    row: str = ""
    values: dict[str, Any] = {}
    on: str = ""
    each: str = ""
    where: Condition = ALWAYS
    begins: str = ""


class Delegates(Struct, frozen=True, kw_only=True, omit_defaults=True):
    who: str
    post: str
    start: str
    until: str
    letter: str = ""


class Action(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be done at a step.

    requests  the finding that says why papers and fields are asked for, one by one; "": it asks for none
    supplies  it brings what was asked for so; the case goes `to` the next step once all of it is there or waived
    returns   the step is returned, not done: a reason is asked
    """

    name: str
    label: Text | None = None
    to: str = ""
    asks: tuple[str, ...] = ()
    adds: str = ""
    edits: tuple[str, ...] = ()
    when: Condition = ALWAYS
    at_most: int | None = None
    present: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    records: tuple[RecordOp, ...] = ()
    extends: Extends | None = None
    delegates: Delegates | None = None
    breaks: bool = False
    opens: tuple[Opens, ...] = ()
    closes_children: bool = False
    law: Source | None = None
    help: Text | None = None
    requests: str = ""
    supplies: bool = False
    returns: bool = False


class Then(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happens by itself when the limit is over, or when the children that the step waits for are back."""

    to: str
    letters: tuple[str, ...] = ()
    records: tuple[RecordOp, ...] = ()


class Choice(Struct, frozen=True):
    to: str
    when: Condition = ALWAYS


class Branch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to: str
    when: Condition = ALWAYS
    each: str = ""


class Step(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work (`roles`, `do`), choice (`choose`) or block (`together`, `meet`).

    roles    role names, `applicant`, `opener`, `person:FIELD`, `post:FIELD`
    block    the block whose branch this step lies in, "" at the top; `branch` that branch's head
    each     the list whose rows open this step's branch, "" if none
    waits    `all`, `any` or how many of its children must be back before `then` acts; "": it waits for none
    """

    name: str
    label: Text | None = None
    roles: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    at: str = "home"
    limit: Limit | None = None
    then: Then | None = None
    time: Duration | None = None
    every: Duration | None = None
    warn: tuple[Warn, ...] = ()
    pauses: bool = False
    posts: str = ""
    at_places: tuple[str, ...] = ()
    do: dict[str, Action] = {}
    choose: tuple[Choice, ...] = ()
    together: tuple[Branch, ...] = ()
    meet: str = ""
    opens: tuple[Opens, ...] = ()
    waits: str = ""
    block: str = ""
    branch: str = ""
    each: str = ""
    law: Source | None = None
    help: Text | None = None


class End(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    outcome: Literal["granted", "rejected", "returned", "stopped", "forwarded", "done"]
    label: Text
    letters: tuple[str, ...] = ()
    quiet: bool = False
    why_quiet: Text | None = None
    ends_delegations: bool = False
    law: Source | None = None
