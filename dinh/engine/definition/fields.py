"""What a procedure asks and derives: fields, derived values, faults of input, documents, as values (grammar §3 to §5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.condition import ALWAYS, NEVER, Condition, Within
from dinh.engine.schedule.duration import Duration


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


class PolygonArea(Struct, frozen=True, tag_field="f", tag="polygon_area"):
    """`of`: a column of positions, the corners in the order of the rows."""

    of: Operand


class MetresOutside(Struct, frozen=True, tag_field="f", tag="metres_outside"):
    of: Operand
    shape: Operand


Formula = (
    Between
    | Add
    | Fold
    | Minus
    | Times
    | Quotient
    | Tiers
    | FromNorm
    | Table
    | Same
    | IdAgrees
    | PolygonArea
    | MetresOutside
)


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
