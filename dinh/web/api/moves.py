"""What goes in and comes out where running cases are moved to another version, and back."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from dinh.web.api.shapes import Fault, In, Out


class Move(In):
    """A plan over that of the version's file: step -> step; field -> value for every case that lacks it; code -> what is given for that case alone.
    `recount`: due and limits are counted anew. `reason` is asked unless it is a dry run."""

    moves: dict[str, str] = field(default_factory=dict)
    gives: dict[str, Any] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    recount: bool = False
    reason: str = ""
    dry_run: bool = False


class Return(In):
    """`codes`: of these cases; none: of all that were moved to the version."""

    codes: list[str] = field(default_factory=list)
    reason: str = ""
    dry_run: bool = False


class Version(Out):
    """`when`: over, now, or coming. `running`: open cases that follow it."""

    version: str
    until: str
    digest: str
    when: Literal["over", "now", "coming"]
    running: int


class Lost(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer that the version does not ask any more, or that the plan replaces. The earlier one stays in the log."""

    field: str
    label: str
    how: Literal["dropped", "replaced"]


class MovedCase(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`needs`: fields that a value must be given for; `why` it stays, as a refusal."""

    code: str
    version: str = field(name="from")
    steps: list[str]
    outcome: Literal["moves", "moved", "needs", "cannot", "back", "stays"]
    lost: list[Lost]
    needs: list[Fault]
    why: dict[str, Any] | None


class Moved(Out):
    """`hidden`: cases that the asker may not read, which stay. `refused`: of a dry run, why the run itself would be refused today."""

    procedure: str
    to: str
    dry_run: bool
    undo: bool
    cases: list[MovedCase]
    counts: dict[str, int]
    hidden: int
    refused: dict[str, Any] | None
