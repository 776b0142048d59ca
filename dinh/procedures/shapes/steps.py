"""Steps, actions and ends (the grammar's §7)."""

from __future__ import annotations

from typing import Any

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import (
    Action,
    Branch,
    Choice,
    Delegates,
    End,
    Step,
    Text,
    Then,
)
from dinh.procedures.nodes import Entries, Node, Scalar, text_of
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    duration,
    full_name,
    full_names,
    law,
    list_of,
    map_of,
    name,
    text,
    whole,
    yes_no,
)
from dinh.procedures.shapes.letters import issued, record
from dinh.procedures.shapes.opens import opened, waits
from dinh.procedures.shapes.times import extends, limit, warn
from dinh.procedures.shapes.words import condition, words

DELEGATES: Keys = {
    "who": Key(full_name, required=True),
    "post": Key(full_name, required=True),
    "from": Key(full_name, required=True),
    "until": Key(full_name, required=True),
    "letter": Key(name),
}


def _delegates(reader: Reader, node: Node, spot: Spot) -> Delegates:
    got = reader.map(node, spot, DELEGATES, ("ủy quyền", "a delegation"))
    return Delegates(
        who=got.get("who", ""),
        post=got.get("post", ""),
        start=got.get("from", ""),
        until=got.get("until", ""),
        letter=got.get("letter", ""),
    )


ACTION: Keys = {
    "label": Key(words),
    "to": Key(name),
    "asks": Key(full_names),
    "adds": Key(full_name),
    "edits": Key(full_names),
    "when": Key(condition),
    "at_most": Key(whole(1, 1000)),
    "present": Key(full_names),
    "letter": Key(issued),
    "records": Key(list_of(record)),
    "extends": Key(extends),
    "delegates": Key(_delegates),
    "breaks": Key(yes_no),
    "opens": Key(opened),
    "closes_children": Key(yes_no),
    "requests": Key(name),
    "supplies": Key(yes_no),
    "returns": Key(yes_no),
    "help": Key(words),
    "law": Key(law),
}


def action(reader: Reader, node: Node, spot: Spot) -> Action:
    got = reader.map(node, spot, ACTION, ("thao tác", "an action"))
    return Action(
        name=spot.key,
        label=got.get("label"),
        to=got.get("to", ""),
        asks=got.get("asks", ()),
        adds=got.get("adds", ""),
        edits=got.get("edits", ()),
        when=got.get("when", ALWAYS),
        at_most=got.get("at_most"),
        present=got.get("present", ()),
        letters=got.get("letter", ()),
        records=got.get("records", ()),
        extends=got.get("extends"),
        delegates=got.get("delegates"),
        breaks=got.get("breaks", False),
        opens=got.get("opens", ()),
        closes_children=got.get("closes_children", False),
        requests=got.get("requests", ""),
        supplies=got.get("supplies", False),
        returns=got.get("returns", False),
        help=got.get("help"),
        law=got.get("law"),
    )


THEN: Keys = {
    "to": Key(name, required=True),
    "letter": Key(issued),
    "records": Key(list_of(record)),
}


def _then(reader: Reader, node: Node, spot: Spot) -> Then | None:
    got = reader.map(node, spot, THEN, ("then", "then"))
    return (
        Then(to=got["to"], letters=got.get("letter", ()), records=got.get("records", ()))
        if "to" in got
        else None
    )


CHOICE: Keys = {"when": Key(condition), "to": Key(name, required=True)}


def _choice(reader: Reader, node: Node, spot: Spot) -> Choice | None:
    got = reader.map(node, spot, CHOICE, ("dòng rẽ", "a line of choose"))
    return Choice(got["to"], got.get("when", ALWAYS)) if "to" in got else None


BRANCH: Keys = {"to": Key(name, required=True), "when": Key(condition), "each": Key(full_name)}


def _branch(reader: Reader, node: Node, spot: Spot) -> Branch | None:
    got = reader.map(node, spot, BRANCH, ("nhánh", "a branch"))
    return Branch(**got) if "to" in got else None


ROLE: Keys = {"person": Key(full_name), "post": Key(full_name)}


def _role(reader: Reader, node: Node, spot: Spot) -> str | None:
    """A role's name, or `{person: FIELD}`, `{post: FIELD}`, kept as `person:FIELD`."""
    if isinstance(node, Scalar):
        return name(reader, node, spot)
    got = reader.map(node, spot, ROLE, ("vai trò", "a role"))
    if isinstance(node, Entries):
        reader.one_of(node, Spot(spot.key, node.at), ROLE, ("vai trò", "a role"))
    return next((f"{key}:{value}" for key, value in got.items()), None)


STEP: Keys = {
    "label": Key(words),
    "role": Key(list_of(_role, alone=True)),
    "of": Key(full_names),
    "not_by": Key(full_names),
    "at": Key(full_name),
    "limit": Key(limit),
    "then": Key(_then),
    "time": Key(duration),
    "every": Key(duration),
    "warn": Key(list_of(warn)),
    "pauses": Key(yes_no),
    "posts": Key(name),
    "at_places": Key(list_of(text, alone=True)),
    "do": Key(map_of(action)),
    "choose": Key(list_of(_choice)),
    "together": Key(list_of(_branch)),
    "meet": Key(name),
    "opens": Key(opened),
    "waits": Key(waits),
    "law": Key(law),
    "help": Key(words),
}
KINDS = ("do", "choose", "together")
WORK_ONLY = (
    "opens",
    "waits",
    "role",
    "of",
    "not_by",
    "at",
    "pauses",
    "posts",
    "at_places",
    "time",
    "every",
    "warn",
    "limit",
    "then",
)


def step(reader: Reader, node: Node, spot: Spot) -> Step:
    what = ("bước", "a step")
    got = reader.map(node, spot, STEP, what)
    if isinstance(node, Entries):
        _kind(reader, node, spot, got, what)
    return Step(
        name=spot.key,
        label=got.get("label"),
        roles=got.get("role", ()),
        of=got.get("of", ()),
        not_by=got.get("not_by", ()),
        at=got.get("at", "home"),
        limit=got.get("limit"),
        then=got.get("then"),
        time=got.get("time"),
        every=got.get("every"),
        warn=got.get("warn", ()),
        pauses=got.get("pauses", False),
        posts=got.get("posts", ""),
        at_places=got.get("at_places", ()),
        do=got.get("do", {}),
        choose=got.get("choose", ()),
        together=got.get("together", ()),
        meet=got.get("meet", ""),
        opens=got.get("opens", ()),
        waits=got.get("waits", ""),
        law=got.get("law"),
        help=got.get("help"),
    )


def _kind(
    reader: Reader, node: Entries, spot: Spot, got: dict[str, Any], what: tuple[str, str]
) -> None:
    """Work, choice or block, and the keys that go with it."""
    kind = reader.one_of(
        node,
        spot,
        KINDS,
        what,
        needed="do" not in got and "then" not in node.values and "waits" not in node.values,
    )
    needs = {"do": "role", "together": "meet"}.get(kind)
    if needs and needs not in got and needs not in node.values:
        reader.note(spot.at, "missing_key", key=needs, what=what)
    others = WORK_ONLY if kind in ("choose", "together") else ()
    for key in (*others, *(("meet",) if kind != "together" else ())):
        if key in node.values:
            reader.note(
                node.keys[key],
                "not_here",
                key=key,
                what=(f'bước có "{kind}"', f'a step with "{kind}"'),
            )
    if "then" in node.values and "limit" not in node.values and "waits" not in node.values:
        reader.note(
            spot.at, "missing_key", key="limit", what=('bước có "then"', 'a step with "then"')
        )
    if "waits" in node.values and "then" not in node.values:
        reader.note(
            spot.at, "missing_key", key="then", what=('bước có "waits"', 'a step with "waits"')
        )


END: Keys = {
    "outcome": Key(
        choice("granted", "rejected", "returned", "stopped", "forwarded", "done"), required=True
    ),
    "label": Key(words, required=True),
    "letter": Key(issued),
    "why_quiet": Key(words),
    "ends_delegations": Key(yes_no),
    "law": Key(law),
}


def end(reader: Reader, node: Node, spot: Spot) -> End:
    got = reader.map(node, spot, END, ("kết thúc", "an end"))
    quiet = isinstance(node, Entries) and text_of(node.of("letter")) == "none"
    if quiet and "why_quiet" not in node.values:  # type: ignore[union-attr]
        reader.note(
            spot.at,
            "missing_key",
            key="why_quiet",
            what=('kết thúc "letter: none"', 'an end with "letter: none"'),
        )
    return End(
        name=spot.key,
        outcome=got.get("outcome", "stopped"),
        label=got.get("label", Text(spot.key)),
        letters=got.get("letter", ()),
        quiet=quiet,
        why_quiet=got.get("why_quiet"),
        ends_delegations=got.get("ends_delegations", False),
        law=got.get("law"),
    )
