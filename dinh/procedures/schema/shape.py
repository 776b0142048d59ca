"""A reader's shape as JSON Schema: probed for a scalar, a map and a list, with what it reads inside each.

The schema takes whatever the reader takes, and refuses unknown keys, missing keys and wrong kinds of values. What only the
whole file can tell (names, tables, flow) is `dinh check`'s to say.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from dinh.procedures.reader import Keys, Read, What
from dinh.procedures.scalars import FULL_NAME, NAME
from dinh.procedures.schema import plain
from dinh.procedures.schema.asking import (
    ANY,
    Asked,
    ask,
    entries,
    in_list,
    is_raw,
    items,
    looks_inside,
    of_type,
    under_key,
)
from dinh.procedures.schema.words import described

type Schema = dict[str, Any]


class Shapes:
    """Named shapes are written once, in `defs`."""

    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}

    def of(self, read: Read) -> Schema | bool:
        """A reference to a shape with a name of its own, the schema itself for others; False: nothing can stand here."""
        if "<" in read.__qualname__:
            return self.made(read)
        name = f"{read.__module__.rpartition('.')[2]}.{read.__name__.strip('_')}"
        if name not in self.defs:
            self.defs[name] = {}  # a shape that holds itself finds its name
            self.defs[name] = self.made(read)
        if self.defs[name] is False:
            return False
        return {"$ref": f"#/definitions/{name}"}

    def made(self, read: Read) -> Schema | bool:
        ways = [
            way for way in (plain.of(read), self.map(read), self._list(read)) if way is not None
        ]
        if ways == [plain.TEXT, {"type": "object"}, {"type": "array"}]:
            return {}
        return False if not ways else ways[0] if len(ways) == 1 else {"anyOf": ways}

    # --- lists ----------------------------------------------------------------------------------------------------------

    def _list(self, read: Read) -> Schema | None:
        asked = ask(read, items())
        if asked.refused:
            return None
        if asked.lists:
            return {"type": "array", "items": self.of(asked.lists[-1])}
        inner = in_list(read)
        return {"type": "array", **({"items": self.made(inner)} if looks_inside(inner) else {})}

    # --- maps -----------------------------------------------------------------------------------------------------------

    def map(self, read: Read) -> Schema | None:
        asked = ask(read, entries())
        if asked.refused:
            return None
        if asked.names:
            inner, full = asked.names[-1]
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^{(FULL_NAME if full else NAME).pattern}$"},
                "additionalProperties": self.of(inner),
            }
        if asked.maps or asked.ones:
            return self._keyed(read, asked)
        inner = under_key(read)
        return {
            "type": "object",
            **({"additionalProperties": self.made(inner)} if looks_inside(inner) else {}),
        }

    def _keyed(self, read: Read, asked: Asked) -> Schema:
        choices = list(dict.fromkeys(known for known, _ in asked.ones))
        if choices and _differ(read, choices[0]):
            return {"anyOf": [self._alternative(read, key) for key in choices[0]]}
        full = ask(read, entries(*{key for keys, _ in asked.maps for key in keys}))
        keys, what = _joined((full if not asked.ones else asked).maps)
        made = self.object(keys, what)
        if "type" in keys and any(is_raw(key) for key in keys.values()):
            self._typed(read, keys, made)
        else:
            _together(read, keys, asked, made)
        return made

    def _alternative(self, read: Read, key: str) -> Schema:
        keys, what = _joined(ask(read, entries(key)).maps)
        made = self.object(keys, what)
        made["required"] = list(dict.fromkeys([key, *made.get("required", ())]))
        return made

    def object(self, keys: Keys, what: What) -> Schema:
        """A map of these keys."""
        made: Schema = {"type": "object", "title": " · ".join(dict.fromkeys(what))}
        found = {
            key: self._property(key, one.read, what)
            for key, one in keys.items()
            if key != ANY and not is_raw(one)
        }
        made["properties"] = {
            key: one for key, one in found.items() if one is not False or ANY in keys
        }
        required = [key for key, one in keys.items() if one.required]
        made |= {"required": required} if required else {}
        return made | {"additionalProperties": self.of(keys[ANY].read) if ANY in keys else False}

    def _property(self, key: str, read: Read, what: What) -> Schema | bool:
        schema, told = self.of(read), described(key, what[1])
        return {**schema, "description": told} if told and isinstance(schema, dict) else schema

    # --- fields: what further keys there are follows from the type --------------------------------------------------------

    def _typed(self, read: Read, keys: Keys, made: Schema) -> None:
        later = [key for key, one in keys.items() if is_raw(one)]
        made["properties"] |= {key: {"description": described(key, "a field")} for key in later}
        kinds = [
            kind for kind in made["properties"]["type"]["enum"] if self._can_be(read, kind, keys)
        ]
        made["properties"]["type"] |= {"enum": kinds}
        made["allOf"] = [
            {
                "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
                "then": self._of_kind(read, kind, keys, later),
            }
            for kind in kinds
        ]

    def _full(self, read: Read, kind: str, keys: Keys) -> Asked:
        node = entries(*keys)
        return ask(
            read,
            node,
            type=kind,
            **{key: node.values[key] for key, one in keys.items() if is_raw(one)},
        )

    def _can_be(self, read: Read, kind: str, keys: Keys) -> bool:
        return not self._full(read, kind, keys).told("list_in_list")

    def _of_kind(self, read: Read, kind: str, keys: Keys, later: list[str]) -> Schema:
        elsewhere = [facts["key"] for facts in self._full(read, kind, keys).told("not_here")]
        required = [facts["key"] for facts in ask(read, entries(), type=kind).told("missing_key")]
        more: Schema = {
            key: self.made(of_type(read, kind, key)) for key in later if key not in elsewhere
        }
        return {
            "properties": more | dict.fromkeys(elsewhere, False),
            **({"required": required} if required else {}),
        }


def _joined(maps: list[tuple[Keys, What]]) -> tuple[Keys, What]:
    keys: Keys = {}
    for found, _ in maps:
        keys |= found
    return keys, maps[0][1]


def _together(read: Read, keys: Keys, asked: Asked, made: Schema) -> None:
    """Which keys need others, which stand for one another, and which exclude one another: each key asked alone."""
    alone = {key: ask(read, entries(key)) for key in keys if key != ANY}
    always = {facts["key"] for facts in asked.told("missing_key")}
    needs = {
        key: [facts["key"] for facts in one.told("missing_key") if facts["key"] not in always]
        for key, one in alone.items()
    }
    if any(needs.values()):
        made["dependencies"] = {
            key: _needed(
                read, key, needed, [other for other in alone if other not in (key, *needed)]
            )
            for key, needed in needs.items()
            if needed
        }
    rules: list[Schema] = []
    for known, needed in dict(asked.ones).items():
        released = [
            key for key, one in alone.items() if key not in known and (known, True) not in one.ones
        ]
        rules += [{"anyOf": [{"required": [key]} for key in (*known, *released)]}] if needed else []
        rules.append(
            {"not": {"anyOf": [{"required": list(two)} for two in combinations(known, 2)]}}
        )
    if rules:
        made["allOf"] = rules


def _needed(read: Read, key: str, needed: list[str], others: list[str]) -> list[str] | Schema:
    """The keys that this one needs; or, where another key makes up for them, these or that one."""
    both = {other: ask(read, entries(key, other)) for other in others}
    instead = [
        other
        for other, one in both.items()
        if not one.told("one_of_keys")
        and not any(facts["key"] in needed for facts in one.told("missing_key"))
    ]
    return (
        {"anyOf": [{"required": needed}, *({"required": [other]} for other in instead)]}
        if instead
        else needed
    )


def _differ(read: Read, known: tuple[str, ...]) -> bool:
    """Whether the map has other keys by which of these it has."""
    return len({frozenset(_joined(ask(read, entries(key)).maps)[0]) for key in known}) > 1


def as_addition(schema: Schema) -> Schema:
    """What is added to a frame's thing of the same name: nothing of it is required."""
    loose = {key: value for key, value in schema.items() if key not in ("required", "dependencies")}
    for key in ("then", "else"):
        if key in loose:
            loose[key] = as_addition(loose[key])
    if "allOf" in loose:
        loose["allOf"] = [as_addition(one) for one in loose["allOf"] if "anyOf" not in one]
    return loose
