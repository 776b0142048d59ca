"""N1 in examples: what a story names is there. (Whether it comes out as it says is E1.)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.checker.kinds import CHANNELS, Scope
from dinh.engine.definition.procedure import Example, Procedure

UNWRITTEN = frozenset(
    [
        "note",
        "attach",
        "pay",
        "reassign",
        "relate",
        "withdraw",
        "waive",
        "transfer",
        "extend",
        "reverse",
        "deliver",
        "route",
    ]
)
GIVEN = frozenset({"opened", "channel", "documents", "applicant_is", "entered", "rows"})
GIVES = frozenset({"end", "state", "step", "fee", "due", "records", "letters", "outcome"})
WORDS: dict[str, tuple[str, str]] = {
    "act": ("Thao tác", "action"),
    "step": ("Bước", "step"),
    "end": ("Kết thúc", "end"),
    "field": ("Trường hoặc giá trị", "field or value"),
    "channel": ("Kênh", "channel"),
    "documents": ("Giấy tờ", "document"),
    "letters": ("Văn bản", "letter"),
}


def stories_name(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    acts = {act for step in procedure.steps.values() for act in step.do} | UNWRITTEN
    for number, example in enumerate(procedure.examples):
        for path, name, sort, known in (
            *_given(procedure, example, scope),
            *_does(procedure, example, acts),
            *_gives(procedure, example, scope),
        ):
            if name not in known:
                meant = near(name, known)
                yield found(
                    "N1",
                    ("examples", number, *path),
                    "n1_near" if meant else "n1",
                    what=WORDS[sort],
                    name=name,
                    near=meant,
                )


type Named = tuple[Path, str, str, Iterable[str]]


def _given(procedure: Procedure, example: Example, scope: Scope) -> Iterator[Named]:
    """Fields of the form stand by full name, or nested under their part's."""
    groups = {name.split(".")[0] for name in procedure.form}
    known = {*procedure.form, *groups, *GIVEN}
    for key, value in example.given.items():
        if key.startswith("house."):
            continue
        yield ("given", key), key, "field", known
        if isinstance(value, dict) and key not in procedure.form and key in groups:
            inner = {
                name.removeprefix(f"{key}.")
                for name in procedure.form
                if name.startswith(f"{key}.")
            }
            yield from ((("given", key, name), name, "field", inner) for name in value)
    if isinstance(example.given.get("channel"), str):
        yield (
            ("given", "channel"),
            example.given["channel"],
            "channel",
            procedure.channels or CHANNELS,
        )
    brought = example.given.get("documents")
    if isinstance(brought, (list, dict)):
        yield from (
            (("given", "documents", place), str(name), "documents", procedure.documents)
            for place, name in enumerate(brought)
        )


def _does(procedure: Procedure, example: Example, acts: set[str]) -> Iterator[Named]:
    for place, line in enumerate(example.does):
        if isinstance(line.get("act"), str):
            yield ("does", place, "act"), line["act"], "act", acts
        if isinstance(line.get("step"), str):
            yield ("does", place, "step"), line["step"].split("/")[0], "step", procedure.steps


def _gives(procedure: Procedure, example: Example, scope: Scope) -> Iterator[Named]:
    ends = {*procedure.ends, "withdrawn"}
    gives = example.gives
    if isinstance(gives.get("end"), str):
        yield ("gives", "end"), gives["end"], "end", ends
    if isinstance(gives.get("step"), str):
        yield ("gives", "step"), gives["step"].split("/")[0], "step", procedure.steps
    yield from (
        (("gives", "state"), name, "step", {"open", *ends, *procedure.steps})
        for name in _names(gives.get("state"))
    )
    yield from (
        (("gives", "letters"), name, "letters", procedure.letters)
        for name in _names(gives.get("letters"))
    )
    yield from (
        (("gives", key), key, "field", {*scope.names, *GIVES})
        for key in gives
        if not key.startswith("house.")
    )


def _names(value: Any) -> list[str]:
    """Names in a list or a map, or one alone; a count names nothing."""
    if isinstance(value, str):
        return [] if value.isdigit() else [value.split("/")[0]]
    return [str(name).split("/")[0] for name in value] if isinstance(value, (list, dict)) else []
