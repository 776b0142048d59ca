"""Where a form shows a fault: what must be seen of a case, and at which moment of its life. (`living` leads a case there.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from dinh.engine.decisions.child_openings import Born
from dinh.engine.decisions.context import Context
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import CaseBody

OPENED = "opened"

type Values = Callable[[str], Any]
"""A scope, or the row of one."""


class Done(Struct, frozen=True):
    """What one line of a story did: the case before and after it, what was written down, the children it opens; context: in which the house opens them."""

    before: Case
    bodies: tuple[CaseBody, ...]
    after: Case
    born: tuple[Born, ...]
    context: Context


type Shown = Callable[[Done], dict[str, Any] | None]
"""What is to be told beside the way, {} where the way tells all; None: this act does not show it."""


class Goal(Struct, frozen=True):
    """What a case must come to.

    at      moments: OPENED, `step.action`, or the name of a step (the case stands there) or of an end; none: whenever it can be seen
    values  of fields and findings as they must then be; None: empty. What is not named may be anything
    seen    is it so? Asked of the values at that moment, once for each row when `row` is a list
    done    `step.action` → how often it must have been done before
    avoids  `step.action` and `step.clock` that the way must not take
    given   of the opening: facts of the house, the channel
    said    columns of the row, as `row.x`, that `values` speaks of, empty ones too
    blank   the letter, and the key of it, that is issued with nothing there
    bare    a row's names are read without `row.`
    opened  when the case is opened, local time; "": on any day
    starting  `accepted` is read as it will be once the clock starts
    shown     where the fault is not in the values: what the act did
    back      how a child comes back, and with what: a line's `end` and `gives`
    """

    at: frozenset[str] = frozenset()
    values: Mapping[str, Any] = {}
    seen: Callable[[Values], bool] = lambda scope: True
    done: Mapping[str, int] = {}
    avoids: frozenset[str] = frozenset()
    given: Mapping[str, Any] = {}
    row: str = ""
    bare: bool = False
    opened: str = ""
    starting: bool = False
    said: frozenset[str] = frozenset()
    blank: tuple[str, str] | None = None
    shown: Shown | None = None
    back: Mapping[str, Any] = {}


def moment(procedure: Procedure, step: str, action: str = "") -> frozenset[str]:
    """At which an action is done; without one, at which the step is entered: of a block, its branches or where it meets."""
    if action:
        return frozenset({f"{step}.{action}"})
    entered, meets, waiting = set[str](), set[str](), [step]
    while waiting:
        name = waiting.pop()
        one = procedure.steps.get(name)
        if name not in entered and one is not None and one.together:
            waiting += [branch.to for branch in one.together]
            meets.add(one.meet)
        entered.add(name)
    return frozenset(entered | meets | ({OPENED} if procedure.start in entered else set()))
