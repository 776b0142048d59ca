"""A procedure as values: what may happen, expanded (parts and frames written out), every scalar typed.

`dinh.procedures` reads files into these; the engine decides by them; the checker proves them. A value here says
what a file says and nothing more: no defaults of law, no clock, no house. `docs/grammar.md` tells each key.
What is asked stands in `asked`, where it may go in `flow`; all of it is imported from here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.condition import ALWAYS, Condition
from dinh.engine.definition.fields import (
    Add,
    Alternative,
    Between,
    Derived,
    Document,
    Field,
    Fold,
    Formula,
    FromNorm,
    IdAgrees,
    Law,
    MetresOutside,
    Minus,
    Operand,
    PolygonArea,
    Quotient,
    Rounding,
    Same,
    Source,
    Table,
    TableRow,
    Text,
    Tier,
    Tiers,
    Times,
    Valid,
)
from dinh.engine.definition.information import Conflict, Told
from dinh.engine.definition.links import Opens, Start
from dinh.engine.definition.steps import (
    Action,
    Bound,
    Branch,
    Choice,
    Deadline,
    Delegates,
    End,
    Extends,
    Extension,
    Limit,
    RecordOp,
    Step,
    Then,
    TimeRow,
    Warn,
)
from dinh.engine.schedule.duration import Duration

__all__ = [
    "Action",
    "Add",
    "Alternative",
    "Between",
    "Bound",
    "Branch",
    "Choice",
    "Conflict",
    "Deadline",
    "Delegates",
    "Derived",
    "Document",
    "End",
    "Example",
    "Extends",
    "Extension",
    "FeeLine",
    "FeeRule",
    "Field",
    "Fold",
    "Formula",
    "FromNorm",
    "IdAgrees",
    "Law",
    "Letter",
    "LetterValue",
    "Limit",
    "MetresOutside",
    "Minus",
    "Norm",
    "NormRow",
    "Opens",
    "Operand",
    "PolygonArea",
    "Procedure",
    "Quotient",
    "RecordOp",
    "Register",
    "Rounding",
    "Same",
    "Secrecy",
    "Source",
    "Start",
    "Step",
    "Table",
    "TableRow",
    "Text",
    "Then",
    "Tier",
    "Tiers",
    "TimeRow",
    "Times",
    "Told",
    "Valid",
    "Warn",
]


class LetterValue(Struct, frozen=True, omit_defaults=True):
    """What a template is given: a value by name, and what stands for it when it is empty (None: nothing does)."""

    value: Any
    otherwise: Any = None


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is issued. Exactly one of `form` (01 to 07 of the one-stop rules) and `template`. where: of the rows of `each`, which."""

    name: str
    label: Text | None = None
    form: str = ""
    template: str = ""
    type: str = ""
    to: tuple[str, ...] = ("applicant",)
    values: dict[str, LetterValue] = {}
    each: str = ""
    where: Condition = ALWAYS
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


class Secrecy(Struct, frozen=True, omit_defaults=True):
    """A class: the roles that may read what has it. shut: fields, and columns as `list.column`, that name persons who may not, whatever their role."""

    name: str
    roles: tuple[str, ...]
    label: Text
    shut: tuple[str, ...] = ()


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
    known_as        what people also call it, by which it is found
    told            what is said of it in words, and how sure that is
    delegable       no: nobody acts or reads in its cases on another's authority, by `delegable_law`
    moves, gives    the plan for cases that still run by an earlier version (`versions.Plan`)
    sources         file name -> digest of what was included, the letters' templates too
    """

    slug: str
    code: str
    name: Text
    field: str
    level: Literal["full", "partial", "info", "internal"]
    in_force: str
    until: str = ""
    known_as: tuple[Text, ...] = ()
    told: Told | None = None
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
    starts: tuple[Start, ...] = ()
    off: tuple[str, ...] = ()
    off_law: Source | None = None
    delegable: bool = True
    delegable_law: Source | None = None
    examples: tuple[Example, ...] = ()
    norms: dict[str, Norm] = {}
    registers: dict[str, Register] = {}
    moves: dict[str, str] = {}
    gives: dict[str, Any] = {}
    sources: dict[str, str] = {}
    digest: str = ""

    def barred(self, step: str) -> tuple[str, ...]:
        """Whom `not_by` keeps out of a step, in all: who may not do a step that it names, may not do this one either.

        So whoever received a case, and for that may not check it, does not sign what was checked. `opener` does not pass on:
        whoever opened a case is often asked again at its end.
        """
        known = self.__dict__.setdefault("_barred", {})
        if step not in known:
            names = dict.fromkeys(self.steps[step].not_by)
            waiting = list(names)
            while waiting:
                other = self.steps.get(waiting.pop())
                new = [
                    one
                    for one in (other.not_by if other else ())
                    if one not in names and one not in (step, "opener")
                ]
                names |= dict.fromkeys(new)
                waiting += new
            known[step] = tuple(names)
        found: tuple[str, ...] = known[step]
        return found


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
