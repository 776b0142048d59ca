"""A procedure as values: what may happen, expanded (parts and frames written out), every scalar typed.

`dinh.procedures` reads files into these; the engine decides by them; the checker proves them. A value here says
what a file says and nothing more: no defaults of law, no clock, no house. `docs/grammar.md` tells each key.
"""
from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.condition import ALWAYS, NEVER, Condition, Within
from dinh.engine.duration import Duration


class Text(Struct, frozen=True, omit_defaults=True):
    """Words for people; `en` is empty where nobody has written it yet."""

    vi: str
    en: str = ""

    def of(self, lang: str) -> str:
        return self.en if lang == "en" and self.en else self.vi


class Law(Struct, frozen=True, omit_defaults=True):
    title: str
    number: str = ""
    confirmed: bool = True


class Source(Struct, frozen=True, omit_defaults=True):
    """`law: KEY article`: the key of the file's `law`, and the article."""

    key: str
    article: str = ""


class Field(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked of a person (form) or an officer (finding).

    name      full name: `applicant.name`; a column of a list has its bare name
    required  condition; NEVER: may stay empty
    shown     condition; a field not shown is empty
    bounds    key `in` of numbers, money and dates
    of        choice(s): name -> label, in order
    columns   of a list; `derive` and `valid` are a row's own
    rows      how many rows a list may have; `count` how many files
    """

    name: str
    label: Text
    type: str
    required: Condition = NEVER
    shown: Condition = ALWAYS
    personal: bool = False
    class_: str = ""
    bounds: Within | None = None
    of: dict[str, Text] = {}
    register: str = ""
    of_procedure: str = ""
    places: int = 0
    max: int = 2000
    rows: Within | None = None
    count: Within | None = None
    columns: dict[str, Field] = {}
    derive: dict[str, Derived] = {}
    valid: tuple[Valid, ...] = ()
    start: Any = None
    search: bool = False
    law: Source | None = None
    help: Text | None = None


# --- derived values: total functions in a closed list (grammar §4) -------------------------------------------------

Operand = Any
"""A name (str: field, derived value, `row.x`, `list.column`, reserved name), or a number (int or Decimal) written in
the file. (`Any`: see `condition.Constant`.)"""


class Between(Struct, frozen=True, tag_field="f", tag="between"):
    unit: Literal["days", "months", "years", "working_days"]
    start: Operand
    end: Operand


class Add(Struct, frozen=True, tag_field="f", tag="add"):
    to: Operand
    number: int
    unit: Literal["days", "months", "years"]


class Fold(Struct, frozen=True, tag_field="f", tag="fold"):
    """sum, count, greatest, least, first: over several operands, or over `list.column` / a list with `where`."""

    function: Literal["sum", "count", "greatest", "least", "first"]
    over: tuple[Operand, ...]
    where: Condition = ALWAYS


class Minus(Struct, frozen=True, tag_field="f", tag="minus"):
    left: Operand
    right: Operand


class Rounding(Struct, frozen=True):
    to: Decimal
    mode: Literal["up", "down", "half_up"] = "half_up"


class Times(Struct, frozen=True, tag_field="f", tag="times"):
    factors: tuple[Operand, ...]
    round: Rounding | None = None


class Quotient(Struct, frozen=True, tag_field="f", tag="quotient"):
    left: Operand
    right: Operand


class Tier(Struct, frozen=True):
    each: Decimal
    upto: Decimal | None = None


class Tiers(Struct, frozen=True, tag_field="f", tag="tiers"):
    """Money by slices: the first `upto` cost `each`, the next …; the last slice has no `upto`."""

    of: Operand
    steps: tuple[Tier, ...]
    at_most: int | None = None


class FromNorm(Struct, frozen=True, tag_field="f", tag="norm"):
    """The value of a dated table; `keys`: the norm's key -> a name here, or one of the key's own names."""

    norm: str
    at: Operand
    keys: dict[str, str] = {}


class TableRow(Struct, frozen=True):
    gives: Any
    when: Condition = ALWAYS


class Table(Struct, frozen=True, tag_field="f", tag="table"):
    rows: tuple[TableRow, ...]


class Same(Struct, frozen=True, tag_field="f", tag="same"):
    left: Operand
    right: Operand


class IdAgrees(Struct, frozen=True, tag_field="f", tag="id_agrees"):
    id: Operand
    birth_date: Operand
    sex: Operand


Formula = Between | Add | Fold | Minus | Times | Quotient | Tiers | FromNorm | Table | Same | IdAgrees


class Derived(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named value that follows from others.

    type    number, money, date, yes_no or choice, found by the reader from the operands
    names   the finite values of a table that gives names
    class_  the strictest class of what it reads (a class flows with its value)
    """

    name: str
    formula: Formula
    type: str = "number"
    names: tuple[str, ...] = ()
    label: Text | None = None
    personal: bool = False
    class_: str = ""


class Valid(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fault of the input: when this holds, say that, at that field. `warn`: shown and recorded, does not stop."""

    when: Condition
    say: Text
    at: str = ""
    warn: bool = False
    on: str = ""
    law: Source | None = None


class Alternative(Struct, frozen=True):
    name: str
    label: Text


class Document(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    label: Text
    kind: Literal["original", "copy", "present"] = "copy"
    copies: int = 1
    required: Condition = ALWAYS
    each: str = ""
    one_of: dict[str, Text] = {}
    valid: Duration | None = None
    reuse: bool = False
    form: str = ""
    electronic: bool = False
    law: Source | None = None
    help: Text | None = None


# --- time -----------------------------------------------------------------------------------------------------------


class TimeRow(Struct, frozen=True):
    """A line of a table of times: exactly one of `time`, `until`."""

    when: Condition = ALWAYS
    time: Duration | None = None
    until: str = ""


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
    """

    register: str
    op: Literal["add", "change", "end"]
    row: str = ""
    values: dict[str, Any] = {}
    on: str = ""
    each: str = ""
    where: Condition = ALWAYS


class Delegates(Struct, frozen=True, kw_only=True, omit_defaults=True):
    who: str
    post: str
    start: str
    until: str
    letter: str = ""


class Action(Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    closes_children: bool = False
    law: Source | None = None
    help: Text | None = None


class Then(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happens by itself when the limit is over."""

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


class LetterValue(Struct, frozen=True, omit_defaults=True):
    """What a template is given: a value by name, and what stands for it when it is empty (None: nothing does)."""

    value: Any
    otherwise: Any = None


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is issued. Exactly one of `form` (01 to 07 of the one-stop rules) and `template`."""

    name: str
    label: Text | None = None
    form: str = ""
    template: str = ""
    type: str = ""
    to: tuple[str, ...] = ("applicant",)
    values: dict[str, LetterValue] = {}
    each: str = ""
    valid: Duration | None = None
    copies: int = 1
    number: str = ""
    class_: str = ""
    law: Source | None = None


class FeeRule(Struct, frozen=True, omit_defaults=True):
    """amount: whole đồng, the name of a money value, or `unpublished` (never 0)."""

    amount: int | str
    when: Condition = ALWAYS
    why: Text | None = None
    law: Source | None = None
    confirmed: bool = True


class FeeLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """at: `accept` (the clock's start), `deliver`, or `step.action`."""

    name: str
    label: Text | None = None
    at: str = "accept"
    rules: tuple[FeeRule, ...] = ()


class Secrecy(Struct, frozen=True):
    """A class: the roles that may read what has it."""

    name: str
    roles: tuple[str, ...]
    label: Text


class Example(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A story with its outcome, run when the file is published (grammar §10); values are as the file has them."""

    name: Text
    given: dict[str, Any] = {}
    does: tuple[dict[str, Any], ...] = ()
    gives: dict[str, Any] = {}
    refuses: dict[str, Any] = {}


class Procedure(Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """One version of a procedure, whole.

    form, findings  by full name, in the file's order; parts are flat (`applicant.name`), lists are one field
    groups          part or section name -> its label, for the page
    derive          in an order in which each reads only earlier ones
    start           the first step
    sources         file name -> digest of what was included, the letters' templates too
    """

    slug: str
    code: str
    name: Text
    field: str
    level: Literal["full", "partial", "info", "internal"]
    in_force: str
    until: str = ""
    law: dict[str, Law] = {}
    channels: tuple[str, ...] = ()
    class_: str = "open"
    classes: dict[str, Secrecy] = {}
    form: dict[str, Field] = {}
    findings: dict[str, Field] = {}
    groups: dict[str, Text] = {}
    derive: dict[str, Derived] = {}
    valid: tuple[Valid, ...] = ()
    documents: dict[str, Document] = {}
    deadline: Deadline | None = None
    extension: Extension = Extension()
    fee: dict[str, FeeLine] = {}
    steps: dict[str, Step] = {}
    ends: dict[str, End] = {}
    letters: dict[str, Letter] = {}
    start: str = ""
    off: tuple[str, ...] = ()
    off_law: Source | None = None
    examples: tuple[Example, ...] = ()
    norms: dict[str, Norm] = {}
    registers: dict[str, Register] = {}
    sources: dict[str, str] = {}
    digest: str = ""


class NormRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    start: str
    value: Decimal
    end: str = ""
    keys: dict[str, tuple[str, ...]] = {}
    law: Source | None = None
    confirmed: bool = True


class Norm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A dated table of amounts; `unit` as the file says (đồng, m2 …)."""

    slug: str
    unit: str
    keys: dict[str, tuple[str, ...]] = {}
    rows: tuple[NormRow, ...] = ()
    label: Text | None = None
    law: dict[str, Law] = {}


class Register(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declared table of the house. `counted` is kept as the file has it: its figures are queries, never typed."""

    slug: str
    name: Text | None = None
    key: tuple[str, ...] = ()
    columns: dict[str, Field] = {}
    counted: dict[str, Any] = {}
    unique: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    class_: str = "open"
    classes: dict[str, Secrecy] = {}
    history: bool = False
    written_by: tuple[str, ...] = ("procedures",)
    law: dict[str, Law] = {}
    digest: str = ""
