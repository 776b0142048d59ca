"""What goes in and comes out, as structs: the description is made from these, and tests hold the answers to them."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

Words = dict[str, str]
"""`{"vi", "en"?}`"""


class In(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Out(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


# --- in -------------------------------------------------------------------------------------------------------------


class OpenCase(In):
    """`data`: fields by name, parts nested, lists as arrays of objects; `documents`; files as POST /api/documents gave them."""

    procedure: str
    data: dict[str, Any] = {}
    channel: str | None = None
    at: str | None = None
    key: str | None = None


class DoAction(In):
    """`seen`: number of the last event the caller saw; a case that has moved since is refused (409)."""

    action: str
    step: str | None = None
    data: dict[str, Any] = {}
    at: str | None = None
    seen: int | None = None
    key: str | None = None


class Strike(In):
    names: list[str]
    order: str
    at: str | None = None


class Files(In):
    """Files by name, as in a folder: `{"procedures/x.yaml": "…", "procedures/letters/x.typ": "…"}`."""

    files: dict[str, str]


class Publish(Files):
    """The same, with the reason for which a second person is asked to approve it."""

    reason: str = ""


class Answered(In):
    """Why a proposal is declined or taken back."""

    reason: str


class Approval(In):
    """What was looked at: `seen` is the `seen` of the proposal as it was read. Where files are published, nothing is approved without it."""

    seen: str = ""


class Settings(In):
    """What is to change. `house`: facts by name, null takes one away."""

    unit_id: str | None = None
    name: str | None = None
    place: str | None = None
    province: str | None = None
    address: str | None = None
    phone: str | None = None
    lookup: str | None = None
    trail_months: int | None = None
    upload_mb_per_hour: int | None = None  # what one person may bring within an hour; 200
    disk_free_percent: int | None = None  # of the disk, which files that are brought leave free; 5
    hours: list[str] | None = None
    swapped: list[str] | None = None
    days_off: list[str] | None = None
    house: dict[str, Any] | None = None


class Head(In):
    """A signed head as it was given; `root` and `timestamp` (RFC 3161, base64) where it has them."""

    house: str
    number: int
    seal: str
    at: str
    key: str
    signature: str
    root: str | None = None
    timestamp: str | None = None


class NewToken(In):
    """`password`: the asker's own, once more. `word`: what stands behind /sign-in/ in a one-time link, for who has not signed in; it is then used up.
    `code`: of the second factor, for who has one and makes the token by a link."""

    name: str
    days: int = 90
    password: str | None = None
    code: str | None = None
    word: str | None = None


# --- out ------------------------------------------------------------------------------------------------------------


class Fault(Out):
    field: str
    message: str


class Problem(Out):
    """RFC 9457, with the refusal's stable `code`, what to `do` now, and every fault of the input in `at`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    do: str | None
    at: list[Fault]
    instance: str
    trace: str


class Session(Out):
    person: str | None
    name: str | None
    posts: list[str]
    roles: list[str]
    house: str
    csrf: str


class Procedure(Out):
    slug: str
    code: str
    name: Words
    field: str
    version: str
    channels: list[str]
    time: str | None
    level: str


class Fee(Out):
    name: str
    amount: int | Literal["unpublished"]
    why: Words | None
    law: str | None


class RequestedItem(Out):
    of: str
    label: str
    reason: str
    law: str
    state: Literal["open", "brought", "waived"]


class Payment(Out):
    amount: int
    how: str
    line: str | None
    receipt: str | None


class Letter(Out):
    name: str
    number: str | None
    issued: str | None
    digest: str
    to: list[str]
    row: str | None
    withdrawn: bool


class Child(Out):
    """A case opened by this one; of one that the asker may not see only that there is one (`code` null). `house`: another one's, by its code."""

    code: str | None
    procedure: str | None = None
    row: str | None = None
    house: str | None = None
    state: str | None = None
    steps: list[str] = []


class Cause(Out):
    """Why the case opened by itself: by which line of `starts`, for which period and row."""

    start: str
    period: str
    row: str | None


class CaseRecord(Out):
    register: str
    record: str
    change: Literal["add", "change", "end"]
    withdrawn: bool


class ProofLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A day, or a stretch of hours `from`–`to`."""

    counted: bool
    why: str
    day: str | None = None
    start: str | None = field(name="from", default=None)
    to: str | None = None


class Stay(Out):
    """`why` it came there: `at` (a step of that house), `transfer`, `route`, `back`, `end`; null: it was opened there."""

    house: str
    since: str
    why: str | None


class Stretch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was promised of an outcome that was taken back, and when it was settled; since then `due` counts anew."""

    start: str | None = field(name="from")
    due: str | None
    settled: str | None
    late: bool


class Case(Out):
    """As `dinh show`. `state`: `open` or the END's name; `hidden`: names the asker may not see; `now`: the house that has it, `went`: those it has been in."""

    code: str
    procedure: str
    version: str
    name: Words
    state: str
    outcome: str | None
    steps: list[str]
    house: str
    now: str
    went: list[Stay]
    number: int
    channel: str
    opener: str
    opened: str | None
    accepted: str | None
    settled: str | None
    delivered: str | None
    due: str | None
    first_due: str | None
    stretches: list[Stretch]
    requested: list[RequestedItem]
    due_proof: list[ProofLine]
    paused: bool
    late: bool
    fee: int | str | None
    fees: list[Fee]
    paid: list[Payment]
    data: dict[str, Any]
    earlier: dict[str, Any]
    derived: dict[str, Any]
    documents: dict[str, Any]
    letters: list[Letter]
    records: list[CaseRecord]
    assigned: dict[str, str]
    related: list[str]
    struck: list[str]
    hidden: list[str]
    parent: str | None
    children: list[Child]
    cause: Cause | None
    limits: dict[str, str | None]


class Event(Out):
    """`values`: what stands behind the digests of the body, as far as the asker may see it and it was not struck.
    `kind` "closed": an event of a case that is not for the asker, of which only number and seal are told; `body.closed` is the digest that the seal covers."""

    house: str
    number: int
    case: str | None
    place: int
    kind: str
    at: str | None
    actor: dict[str, str]
    body: dict[str, Any]
    seal: str
    values: dict[str, Any]


class Explanation(Out):
    action: str
    step: str | None
    may: bool
    label: Words | None
    why: list[str]
    codes: list[str]
    do: str | None


class Work(Out):
    code: str
    title: str
    procedure: str
    name: Words
    step: str
    due: str | None
    first_due: str | None
    limit: str | None
    since: str | None
    late: bool
    assigned: str | None
    actions: list[str]


class Holding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    post: str
    title: Words | None
    roles: list[str]
    start: str | None = field(name="from")
    to: str | None
    signs: str | None


class ProposedPost(Holding, frozen=True, forbid_unknown_fields=True, kw_only=True):
    person: str
    name: str | None


class Person(Out):
    person: str
    name: str
    posts: list[str]
    roles: list[str]
    held: list[Holding]


class Delegation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    decision: str
    giver: str | None
    receiver: str | None
    roles: list[str]
    procedures: list[str]
    start: str | None = field(name="from")
    to: str | None
    ended: bool
    ended_from: str | None
    reason: str | None


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    record: str
    values: dict[str, Any]
    start: str | None = field(name="from")
    to: str | None
    case: str | None
    withdrawn: bool


class Profile(Out):
    unit_id: str | None
    hours: list[str]
    swapped: list[str]
    days_off: list[str]
    house: dict[str, Any]
    unit: str | None
    name: str | None
    place: str | None
    province: str | None
    address: str | None
    phone: str | None
    lookup: str | None
    witnesses: list[str]
    backup_recipients: list[str]
    heads_every: str | None
    timestamps: str | None
    trail_months: int | None
    upload_mb_per_hour: int | None
    disk_free_percent: int | None
    second_factor: Literal["optional", "signers"] | None
    rehearsal: bool
    demo: bool


class SignedHead(Out):
    """`root`: of the hash tree (RFC 9162) over the first `number` seals."""

    house: str
    number: int
    seal: str
    root: str
    at: str
    key: str
    signature: str


class ProvenEvent(Out):
    """An event as in `Event`, without `values`."""

    house: str
    number: int
    case: str | None
    place: int
    kind: str
    at: str | None
    actor: dict[str, str]
    body: dict[str, Any]
    seal: str


class LetterProof(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """`previous`: the seal before the event's; `path`: from leaf `index` to the root of the tree of `size`, which `head` signs; `keys`: records of
    keys that were replaced."""

    letter: str
    event: ProvenEvent
    previous: str
    index: int
    size: int
    path: list[str]
    head: SignedHead
    keys: list[dict[str, Any]] | None = None


class HistoryProof(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """`path`: the proof that the tree of `head` continues the tree of the head that was brought; `keys`: records of keys that were replaced."""

    from_: dict[str, Any] = field(name="from")
    path: list[str]
    head: SignedHead
    keys: list[dict[str, Any]] | None = None


class Verified(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    ok: bool
    events: int
    first_bad: int | None = None
    reason: str | None = None
    head: int | None = None
    hurt: str | None = None
    damaged: list[dict[str, Any]] | None = None
    timestamps: list[dict[str, Any]] | None = None


class Checked(Out):
    files: int
    problems: list[dict[str, Any]]


class Publication(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    slug: str
    version: str
    digest: str
    proposal: int | None = None  # it waits for a second person under this number


class Difference(Out):
    label: str
    before: str | None
    after: str | None


class ChangedThing(Out):
    kind: str  # added, removed or changed
    name: str
    lines: list[Difference]


class ChangedSection(Out):
    title: str
    changes: list[ChangedThing]


class Comparison(Out):  # a file beside what is in force on its first day
    slug: str
    before: str | None  # the version it is compared with, null: none is in force
    version: str
    first: list[ChangedSection]  # who may read, who acts and signs, who is shut out, time, fee
    sections: list[ChangedSection]  # all, as `dinh compare` tells them
    file: str  # where the file can be read


class Proposal(Out):
    proposal: int
    at: str
    by: str
    reason: str
    widens: str
    appoints: list[ProposedPost]
    delegates: list[Delegation]
    publishes: list[Publication]
    compared: list[Comparison]
    seen: str  # names what was looked at here, for the approval
    approvers: list[str]  # persons who may approve it
    may: bool  # the asker is one of them
    state: str  # waiting, approved or declined
    decided: str | None
    answer: str | None


class Published(Out):
    published: list[Publication]


class StillTold(Out):  # a parent or child in which fields of these names tell what was struck
    house: str
    case: str
    names: list[str]


class Struck(Out):
    struck: list[str]
    still: list[StillTold]


class File(Out):
    """Stands in `data` where a file is wanted. `type`, `size` and `carries` are told by its bytes; what is sent in their place is not heeded."""

    digest: str
    name: str
    type: str
    size: int
    carries: list[str]  # of a PDF, besides its pages: `script launch files locked unread`


class Token(Out):
    """`used`, `address`, `device`: its last use, as far as it is known."""

    token: int
    name: str
    made: str
    until: str
    used: str | None
    address: str | None
    device: str | None


class Confirmation(In):
    """`code`: of the second factor, or a recovery code."""

    code: str


class Confirmed(Out):
    """`until`: when the second factor is asked again, if nothing is asked of the API before."""

    until: str


class MadeToken(Out):
    """`word` is shown this once."""

    token: int
    name: str
    made: str
    until: str
    used: str | None
    address: str | None
    device: str | None
    word: str
