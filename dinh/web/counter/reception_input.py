"""What the browser sent of a reception, read: fields as typed, papers ticked or sent, and both as the door takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.definition.procedure import Field, Procedure
from dinh.engine.refusal import Fault
from dinh.web.shared import form_data as typing_
from dinh.web.shared import items
from dinh.web.shared.files import Received
from dinh.web.shared.form_data import Typed

COUNTER_CHANNELS = ("counter", "post")
HOUSE_CHANNELS = ("house",)


class Sent(Struct, frozen=True):
    """What the browser sent, read. refused: files that could not be taken; items: what is asked for, as typed, with `asked`, the action that asks."""

    typed: Typed
    channel: str
    ticked: dict[str, str]
    which: dict[str, str]
    reused: dict[str, str]
    dated: dict[str, str]
    present: tuple[str, ...]
    refused: tuple[Fault, ...] = ()
    items: dict[str, list[str]] = {}
    asked: str = ""


def sent_of(
    procedure: Procedure,
    post: Mapping[str, list[str]],
    files: Received,
    offered: tuple[str, ...] = COUNTER_CHANNELS,
) -> Sent:
    typed = typing_.from_post(
        [*procedure.form.values(), *procedure.findings.values()], post, files.kept
    )
    channels = [one for one in offered if one in procedure.channels]
    channel = (post.get("channel") or [""])[-1]
    ticked = {
        name: chosen
        for name, values in post.items()
        if name.startswith("documents.") and (chosen := _last(values)) in ("seen", "reused")
    }
    which = _beside(post, ".which")
    reused = _beside(post, ".reused")
    return Sent(
        typed,
        channel if channel in channels else channels[0],
        ticked,
        which,
        reused,
        _beside(post, ".date"),
        tuple(post.get("present", ())),
        files.refused,
        {name: values for name, values in post.items() if name.partition(".")[0] == "items"},
        _last(post.get("asked", [])),
    )


def _last(values: list[str]) -> str:
    """An empty file input sends an empty value beside the box that was ticked."""
    return next((value for value in reversed(values) if value), "")


def _beside(post: Mapping[str, list[str]], end: str) -> dict[str, str]:
    return {
        name.removesuffix(end): said
        for name, values in post.items()
        if name.startswith("documents.") and name.endswith(end) and (said := _last(values))
    }


def in_order(sent: Sent, procedure: Procedure) -> Sent:
    """Rows numbered as the door will number them, and with them the papers that are asked for each row."""
    typed, moved = sent.typed, {}
    for field in procedure.form.values():
        if field.type == "list":
            before, typed = typed.rows.get(field.name, ()), typing_.renumbered(typed, field)
            each = [
                name
                for name, document in procedure.documents.items()
                if document.each == field.name
            ]
            moved |= {
                f"documents.{name}.{old}": f"documents.{name}.{new}"
                for name in each
                for old, new in zip(before, typed.rows[field.name], strict=True)
            }
    rows = {f"documents.{name}." for name, document in procedure.documents.items() if document.each}

    def at_new(kept: dict[str, Any]) -> dict[str, Any]:
        """What stood at a row that is gone goes with it."""
        return {
            moved.get(place, place): one
            for place, one in kept.items()
            if place in moved or not any(place.startswith(row) for row in rows)
        }

    typed = Typed(typed.texts, typed.rows, at_new(typed.files))
    return replace(
        sent,
        typed=typed,
        ticked=at_new(sent.ticked),
        which=at_new(sent.which),
        reused=at_new(sent.reused),
        dated=at_new(sent.dated),
    )


def data_of(procedure: Procedure, sent: Sent) -> dict[str, Any]:
    """The form and the documents as the door takes them."""
    data = typing_.as_data(procedure.form.values(), sent.typed)
    documents = documents_of(procedure, sent)
    return {**data, "documents": documents} if documents else data


def documents_of(procedure: Procedure, sent: Sent) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, document in procedure.documents.items():
        if document.each:
            rows = {
                row: one
                for row in sent.typed.rows.get(document.each, ())
                if (one := _brought(f"documents.{name}.{row}", sent)) is not None
            }
            if rows:
                found[name] = rows
        elif (one := _brought(f"documents.{name}", sent)) is not None:
            found[name] = one
    return found


def _brought(place: str, sent: Sent) -> Any:
    """With the day on the paper, where one was typed."""
    brought = _as_taken(place, sent)
    return (
        {"brought": brought, "date": sent.dated[place]}
        if brought is not None and sent.dated.get(place)
        else brought
    )


def _as_taken(place: str, sent: Sent) -> Any:
    if files := sent.typed.files.get(place):
        file = {key: value for key, value in files[-1].items() if key != "kept"}
        return {sent.which[place]: file} if sent.which.get(place) else file
    if sent.ticked.get(place) == "reused":
        return {"reused": sent.reused.get(place) or "data base"}
    if sent.ticked.get(place) == "seen":
        return sent.which.get(place) or "seen"
    return None


def brought_places(sent: Sent) -> frozenset[str]:
    return frozenset(
        {*sent.ticked, *(place for place in sent.typed.files if place.startswith("documents."))}
    )


def asked_fields(procedure: Procedure, action: str) -> list[Field]:
    """What the action asks of the officer: whole findings (columns of rows are asked later, at their rows)."""
    return [
        procedure.findings[name]
        for name in procedure.steps[procedure.start].do[action].asks
        if name in procedure.findings
    ]


def answers_of(procedure: Procedure, action: str, sent: Sent) -> dict[str, Any]:
    data = typing_.as_data(asked_fields(procedure, action), sent.typed)
    if procedure.steps[procedure.start].do[action].requests:
        data["items"] = items.data_of(sent.items)
    return {**data, "present": list(sent.present)} if sent.present else data
