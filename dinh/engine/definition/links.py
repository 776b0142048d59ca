"""How one case gives rise to another, as values: child cases, and cases that start themselves (grammar §8)."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.condition import ALWAYS, Condition
from dinh.engine.definition.fields import Source


class Opens(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Child cases that a step or an action opens.

    each      a list of this case: one child for each row
    register  or a register: one for each row that stands and meets `where` (of the row's own columns); neither: one child
    at        the house that settles them: "" this one, `province`, or a field that names it
    give      child's field -> a name here, `row.x`, `found`, `found.x`, `acted`, `case`, `home`, or a choice's name
    takes     a finding, `row.x`, or `list.x` (a row is made) -> `end`, or a name of the child
    """

    procedure: str
    each: str = ""
    register: str = ""
    where: Condition = ALWAYS
    at: str = ""
    give: dict[str, Any] = {}
    takes: dict[str, str] = {}
    law: Source | None = None


class Start(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The house opens a case by itself: at every period, or when a record is added.

    unit, number  the period: years, months, or `number` days; unit "" when a record starts it
    on       `MM-DD` of the year, `DD` of the month, or the day from which days are counted (default: the first of it, in_force)
    added    the register to which a record is added; `also_in`: and whose column `by` has the value of a row that stands there
    register, where  one case for each row that stood on the day
    give     field -> `found`, `found.x` (the row it is opened for), `added`, `added.x` (the record that was added), `acted`, `home`, a choice's name
    at       the step to begin in
    """

    unit: Literal["", "days", "months", "years"] = ""
    number: int = 1
    on: str = ""
    added: str = ""
    also_in: str = ""
    by: str = ""
    register: str = ""
    where: Condition = ALWAYS
    give: dict[str, Any] = {}
    at: str = ""
    law: Source | None = None

    @property
    def name(self) -> str:
        """What this start is called in the log, whatever its place in the file: the same in every version that says the same."""
        when = (
            f"{self.unit}:{self.number}:{self.on}"
            if self.unit
            else f"added:{self.added}:{self.also_in}:{self.by}"
        )
        return ":".join(part for part in (when, self.register, self.at) if part)
