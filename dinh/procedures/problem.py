"""A problem of a file, at its line; and the collector that every reader notes into."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.procedure import Text

PROBLEMS_MAX = 1000


class Place(Struct, frozen=True):
    """Where something stands; line and column count from 1. via: the author's line that included the file, if one did."""

    file: str
    line: int = 1
    column: int = 1
    via: Place | None = None


class Problem(Struct, frozen=True):
    """inside: where it stands in an included file, when the place is the author's line that includes it."""

    file: str
    line: int
    column: int
    rule: str
    severity: Literal["problem", "warning"]
    message: Text
    do: Text
    counterexample: dict[str, Any] | None = None
    inside: Place | None = None

    def as_json(self, lang: str) -> dict[str, Any]:
        """The shape of `dinh check`: words in one language, `counterexample` only where there is one."""
        told = {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message.of(lang),
            "do": self.do.of(lang),
        }
        return told | (
            {"counterexample": self.counterexample} if self.counterexample is not None else {}
        )


class Problems:
    """Collects; the same fault at the same place counts once, and no file yields more than `PROBLEMS_MAX`."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, ...], Problem] = {}

    def add(
        self,
        place: Place,
        rule: str,
        message: Text,
        do: Text,
        *,
        severity: Literal["problem", "warning"] = "problem",
        counterexample: dict[str, Any] | None = None,
        inside: Place | None = None,
    ) -> None:
        if len(self._found) < PROBLEMS_MAX:
            self._found.setdefault(
                (place.file, place.line, place.column, rule, message.vi),
                Problem(
                    place.file,
                    place.line,
                    place.column,
                    rule,
                    severity,
                    message,
                    do,
                    counterexample,
                    inside,
                ),
            )

    def all(self) -> list[Problem]:
        return sorted(
            self._found.values(), key=lambda p: (p.file, p.line, p.column, p.rule, p.message.vi)
        )

    def stopping(self) -> bool:
        return any(problem.severity == "problem" for problem in self._found.values())
