"""What happened, as values: the kinds of events and what each carries. Facts, not recipes.

An event carries what it led to (steps left and entered, clock, due with its proof, fee, records), so that folding
needs no procedure. What is personal stands apart in `personal`: the seal covers salted digests of it, the values lie
beside the log and can be struck. Rule to keep: fields are added with a default, never renamed or removed: a log
written today is read for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from dinh.engine.record.event_parts import (
    Cause,
    ChildBack,
    ChildOpened,
    Clock,
    Fee,
    OpenStep,
    Parent,
    Passed,
    RecordChange,
    RequestedItem,
)


class Actor(Struct, frozen=True, omit_defaults=True):
    """Who did it: a person by a post, on another's authority when `delegation` names the decision.

    `clock` acts for a limit that is over, `house` for what follows by itself; they hold no post.
    house  where it was done, when that is another house than the log's own
    """

    person: str
    post: str = ""
    delegation: str = ""
    house: str = ""


CLOCK = Actor("clock")
HOUSE = Actor("house")


# --- bodies of a case's events --------------------------------------------------------------------------------------


class Opened(Struct, frozen=True, kw_only=True, tag="opened", tag_field="kind", omit_defaults=True):
    procedure: str
    version: str
    digest: str
    name: dict[str, str]
    field: str
    code: str
    channel: str
    opener: str
    applicant: str = ""
    title: str = ""
    class_: str = "open"
    readers: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()
    entered: tuple[OpenStep, ...] = ()
    passed: tuple[Passed, ...] = ()
    clock: Clock | None = None
    fees: tuple[Fee, ...] = ()
    facts: dict[str, Any] = {}
    end: str = ""
    outcome: str = ""
    end_label: dict[str, str] = {}
    parent: Parent | None = None
    cause: Cause | None = None
    children: tuple[ChildOpened, ...] = ()


class Filled(Struct, frozen=True, kw_only=True, tag="filled", tag_field="kind", omit_defaults=True):
    """Values given, by full name; a list whole, as row id -> row. `emptied`: what is empty from now on.

    rows: columns of existing rows, `list/ROW/column` -> value (personal ones in `personal` under the same key)
    classed: which of these only some roles may read; no list and no search tells them
    steps: open steps that are other persons' now, whom the case names; all else of them stays
    """

    values: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    emptied: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    classed: tuple[str, ...] = ()
    derived: dict[str, Any] = {}
    steps: tuple[OpenStep, ...] = ()


class Attached(
    Struct, frozen=True, kw_only=True, tag="attached", tag_field="kind", omit_defaults=True
):
    """Documents by name: "seen", `{"digest","type","size"}`, `{"reused": how}`, or row id -> one of these; with the `date` on it where one was given.

    Their file names are personal: `NAME` or `NAME/ROW` -> file name.
    """

    documents: dict[str, Any] = {}
    personal: dict[str, Any] = {}


class Assigned(
    Struct, frozen=True, kw_only=True, tag="assigned", tag_field="kind", omit_defaults=True
):
    """Who is to do a step; or, once its competence is known, which `house`: the case then goes there (`transferred`)."""

    step: str
    person: str
    steps: tuple[OpenStep, ...] | None = None
    house: str = ""


class Acted(Struct, frozen=True, kw_only=True, tag="acted", tag_field="kind", omit_defaults=True):
    """An action, a limit that is over, or a withdrawal, with all it led to.

    left     steps left; entered: steps entered, with their limits
    emptied  what a block that was entered asks anew
    clock    the clock as it is from now on, when it changed
    limits   steps whose own limit changed: name -> new limit
    end      name of the end, with its outcome and label; "" while the case goes on
    taken_down  letters whose public posting ends
    refixed     lines of the fee that what was edited fixes anew, in the place of those of the same name
    delegates   a delegation was given by it: the house's log has it under the case's code
    version, digest  of the procedure from now on, when it was accepted under another than it was opened under, or moved to it
    children    cases opened by it; `closed`: open children withdrawn by it
    returned    the child whose end this tells; it moves the case only when as many are back as its step waits for
    by_case     the case on whose account this happened
    known_as    how whoever did it is told among those who acted, where it was done in another house than the one that opened the case
    requested   papers and fields asked for by it, one by one; their reasons are `personal["requested.N"]`
    brought     of what was asked for, what it supplied or corrected; `waived`: what nobody need bring any more, with `personal["reason"]`
    sent_back   the step is returned, not done; why is `personal["reason"]`
    renamed     moved to another version: what a step is called there; who acted, counts, assignments and postings go with it
    """

    step: str
    action: str
    left: tuple[str, ...] = ()
    entered: tuple[OpenStep, ...] = ()
    passed: tuple[Passed, ...] = ()
    emptied: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    clock: Clock | None = None
    accepted: bool = False
    fees: tuple[Fee, ...] = ()
    records: tuple[RecordChange, ...] = ()
    end: str = ""
    outcome: str = ""
    end_label: dict[str, str] = {}
    present: tuple[str, ...] = ()
    taken_down: tuple[str, ...] = ()
    facts: dict[str, Any] = {}
    reason: str = ""
    version: str = ""
    digest: str = ""
    refixed: tuple[Fee, ...] = ()
    delegates: bool = False
    renamed: dict[str, str] = {}
    personal: dict[str, Any] = {}
    children: tuple[ChildOpened, ...] = ()
    closed: tuple[str, ...] = ()
    returned: ChildBack | None = None
    by_case: str = ""
    known_as: str = ""
    requested: tuple[RequestedItem, ...] = ()
    brought: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    sent_back: bool = False


class Issued(Struct, frozen=True, kw_only=True, tag="issued", tag_field="kind", omit_defaults=True):
    """A letter: its digest is of its content (template, values, number, date, signer), known before any PDF is made.

    sources  digests of the template and of what it includes; the version that was published keeps their texts
    values   are personal as a whole: `personal["values"]`
    """

    letter: str
    row: str = ""
    label: dict[str, str] = {}
    template: str = ""
    form: str = ""
    type: str = ""
    number: str = ""
    series: str = ""
    count: int = 0
    date: str = ""
    to: tuple[str, ...] = ()
    digest: str = ""
    signer: str = ""
    posted: str = ""
    valid_until: str = ""
    class_: str = ""
    result: bool = False
    personal: dict[str, Any] = {}


class Paid(Struct, frozen=True, kw_only=True, tag="paid", tag_field="kind", omit_defaults=True):
    """amount: in đồng, below zero what was given back, its reason in `personal["reason"]`; receipt: the receipt's number, or the voucher's."""

    amount: int
    how: str
    line: str = ""
    receipt: str = ""
    personal: dict[str, Any] = {}


class Delivered(
    Struct, frozen=True, kw_only=True, tag="delivered", tag_field="kind", omit_defaults=True
):
    how: str
    personal: dict[str, Any] = {}
    fees: tuple[Fee, ...] = ()


class Extended(
    Struct, frozen=True, kw_only=True, tag="extended", tag_field="kind", omit_defaults=True
):
    """A due moved: of the case (`step` empty) or of a step's own limit. `apology`: by form 04, its reason `personal["reason"]`."""

    old: datetime | None
    new: datetime
    clock: Clock | None = None
    step: str = ""
    reason: str = ""
    apology: bool = False
    personal: dict[str, Any] = {}


class Transferred(
    Struct, frozen=True, kw_only=True, tag="transferred", tag_field="kind", omit_defaults=True
):
    """The case goes over to another house: the same fact, at the same place of the case, in both logs.

    house, out_of  to whom, from whom
    why      `at` (the step it entered is that house's), `transfer` or `route` (which then settles it), `back` (to the house it
             came from by itself, to be put right there), `end` (to where the result is delivered)
    number   of this fact in the other house's log; seal: of it there, in the log of the one who receives (0, "": not known)
    content  digest of the version it follows, which the house that receives keeps too
    The reason is `personal["reason"]`.
    """

    house: str
    reason: str = ""
    out_of: str = ""
    why: str = ""
    number: int = 0
    seal: str = ""
    content: str = ""
    personal: dict[str, Any] = {}


class Reversed(
    Struct, frozen=True, kw_only=True, tag="reversed", tag_field="kind", omit_defaults=True
):
    """A wrong outcome taken back: the case stands again where it stood before the `acted` at `event` (its place).

    The reason is `personal["reason"]`: what people write may name somebody, and must be strikable.
    version, digest  as before, when the act changed them; then `acted_by assigned moved` and of children `by` too, and `renamed`: what steps are called again
    closed   children that it had opened and that are withdrawn; reopened: those whose end was taken back, in the case `by_case`
    delivered  when the result had been handed over before that act; posted: letters shown again, digest -> step
    assigned   of steps to which the case comes back: who had them; "": nobody has it any more
    anew       the case was settled, so `clock` starts again at this event; the stretch before stays as it was settled
    """

    event: int
    reason: str = ""
    steps: tuple[OpenStep, ...] = ()
    clock: Clock | None = None
    counts: dict[str, int] = {}
    fees: tuple[Fee, ...] = ()
    standing: int = 0
    accepted: datetime | None = None
    records: tuple[RecordChange, ...] = ()
    withdrawn: tuple[str, ...] = ()
    extensions: int = 0
    version: str = ""
    digest: str = ""
    renamed: dict[str, str] = {}
    acted_by: dict[str, tuple[str, ...]] = {}
    assigned: dict[str, str] = {}
    moved: int = 0
    children_by: dict[str, str] = {}
    personal: dict[str, Any] = {}
    closed: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    by_case: str = ""
    standing_house: str = ""
    standing_act: str = ""
    delivered: datetime | None = None
    posted: dict[str, str] = {}
    anew: bool = False


class Noted(Struct, frozen=True, kw_only=True, tag="noted", tag_field="kind", omit_defaults=True):
    """A remark, a related case, a warning told to roles, a reading of personal data (`read`: names), or how content the applicant was (`rating`: 1 to 5)."""

    about: str = ""
    related: str = ""
    told: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    rating: int = 0
    personal: dict[str, Any] = {}


class Struck(Struct, frozen=True, kw_only=True, tag="struck", tag_field="kind", omit_defaults=True):
    """Personal values erased by a lawful order, everywhere; the chain still verifies."""

    names: tuple[str, ...]
    order: str


# --- bodies of the house's own events -------------------------------------------------------------------------------


class Published(
    Struct, frozen=True, kw_only=True, tag="published", tag_field="kind", omit_defaults=True
):
    """A version of a procedure, or a register, in force from a day. `content` is the digest of its stored bytes.

    delegable  no: the law lets nobody act in its cases on another's authority
    proposal   number of the `proposed` that was approved, 0: none was needed, or the operator published it
    """

    what: str
    slug: str
    version: str
    digest: str
    until: str = ""
    delegable: bool = True
    proposal: int = 0


class Appointed(
    Struct, frozen=True, kw_only=True, tag="appointed", tag_field="kind", omit_defaults=True
):
    """A person in a post, from–to. The name is personal (`personal["name"]`).

    by        who recorded or proposed it; `operator`: from the machine
    proposal  number of the `proposed` that was approved, 0: none was needed
    """

    person: str
    post: str
    roles: tuple[str, ...] = ()
    title: dict[str, str] = {}
    start: str = ""
    end: str = ""
    basis: str = ""
    of: tuple[str, ...] = ()
    signs: str = ""
    personal: dict[str, Any] = {}
    by: str = ""
    proposal: int = 0


class Delegated(
    Struct, frozen=True, kw_only=True, tag="delegated", tag_field="kind", omit_defaults=True
):
    """One post's authority given to a person's post: decision, scope, from–to; or, with `ended`, its end.

    ended_from  of an end: the first day on which it no longer holds; "" in older logs, which is read as at once
    """

    delegation: str
    giver: str = ""
    post: str = ""
    to: str = ""
    roles: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    ended: bool = False
    ended_from: str = ""
    reason: str = ""
    proposal: int = 0


class Widened(Struct, frozen=True, omit_defaults=True):
    """One thing that a change widens.

    kind   `reads` (a class), `signs` (results of a procedure), `in_force` (a procedure or register)
    what   SLUG/CLASS, or the slug
    roles, persons  who gains it
    """

    kind: str
    what: str
    roles: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


class Proposed(
    Struct, frozen=True, kw_only=True, tag="proposed", tag_field="kind", omit_defaults=True
):
    """A change of authority that waits for a second person; nothing of it holds yet.

    by      who proposes
    widens  what it would widen, as computed then
    Personal: `reason`, and `name.N`, the name of the person of `appoints[N]`.
    """

    by: str
    appoints: tuple[Appointed, ...] = ()
    delegates: tuple[Delegated, ...] = ()
    publishes: tuple[Published, ...] = ()
    widens: tuple[Widened, ...] = ()
    personal: dict[str, Any] = {}


class Approved(
    Struct, frozen=True, kw_only=True, tag="approved", tag_field="kind", omit_defaults=True
):
    """A second person (`by`) agrees; the changes follow in the same transaction. `proposal`: number of the `proposed`."""

    proposal: int
    by: str = ""


class Declined(
    Struct, frozen=True, kw_only=True, tag="declined", tag_field="kind", omit_defaults=True
):
    """A proposal is refused, or taken back by who made it (`by`). The reason is `personal["reason"]`."""

    proposal: int
    by: str = ""
    personal: dict[str, Any] = {}


class Configured(
    Struct, frozen=True, kw_only=True, tag="configured", tag_field="kind", omit_defaults=True
):
    values: dict[str, Any]


class Imported(
    Struct, frozen=True, kw_only=True, tag="imported", tag_field="kind", omit_defaults=True
):
    register: str
    records: tuple[RecordChange, ...] = ()
    source: str = ""
    personal: dict[str, Any] = {}


class Looked(Struct, frozen=True, kw_only=True, tag="looked", tag_field="kind", omit_defaults=True):
    """A reading of personal data that belongs to no case (a register's page, a search)."""

    what: str
    names: tuple[str, ...] = ()


class AccountChanged(
    Struct, frozen=True, kw_only=True, tag="account_changed", tag_field="kind", omit_defaults=True
):
    """What was done to a person's account: `closed`, `opened`, `second_factor_reset`. The account itself is not in the log."""

    person: str
    change: str


class Witnessed(
    Struct, frozen=True, kw_only=True, tag="witnessed", tag_field="kind", omit_defaults=True
):
    """The signed head of another house, as that house handed it over: its log continues the head that was witnessed before."""

    head: dict[str, Any]


CaseBody = (
    Opened
    | Filled
    | Attached
    | Assigned
    | Acted
    | Issued
    | Paid
    | Delivered
    | Extended
    | Transferred
    | Reversed
    | Noted
    | Struck
    | Delegated
)
HouseBody = (
    Published
    | Appointed
    | Delegated
    | Proposed
    | Approved
    | Declined
    | Configured
    | Imported
    | Looked
    | AccountChanged
    | Witnessed
)  # a delegation may come from a case
Body = CaseBody | HouseBody


class Event(Struct, frozen=True, omit_defaults=False):
    """One fact of a house's log. number: 1, 2, 3 … in the house; place: 1, 2, 3 … in the case, 0 for the house's own."""

    house: str
    number: int
    case: str
    place: int
    at: datetime
    actor: Actor
    body: Body
    seal: str = ""

    @property
    def kind(self) -> str:
        return str(self.body.__struct_config__.tag)


def by_part(personal: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Of an event's personal values those of the rows it writes, `records.N.COLUMN`: N -> column -> value."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in personal.items():
        head, _, rest = name.partition(".")
        part, _, column = rest.partition(".")
        if head == "records" and part.isdecimal():
            found.setdefault(int(part), {})[column] = value
    return found
