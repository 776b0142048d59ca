"""Derived values: one function of a closed list with its operands (the grammar's §4); and the faults of an input."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Derived,
    Fold,
    FromNorm,
    IdAgrees,
    MetresOutside,
    Minus,
    PolygonArea,
    Quotient,
    Rounding,
    Same,
    Table,
    TableRow,
    Tier,
    Tiers,
    Times,
    Valid,
)
from dinh.procedures import scalars
from dinh.procedures.nodes import Entries, Items, Node
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    full_name,
    law,
    list_of,
    name,
    scalar,
    text,
    whole,
    yes_no,
)
from dinh.procedures.shapes.words import condition, words

WHAT = ("giá trị suy ra", "a derived value")
OPTIONS: Keys = {"label": Key(words), "personal": Key(yes_no), "class": Key(name)}


def _operand(written: str) -> Any:
    value = scalars.number(written)
    if value is not None:
        return value
    return written if scalars.FULL_NAME.fullmatch(written) else None


operand = scalar(_operand, "bad_name")
decimal = scalar(
    lambda written: Decimal(written) if scalars.NUMBER.fullmatch(written) else None, "bad_number"
)


def derived(reader: Reader, node: Node, spot: Spot) -> Derived | None:
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key=spot.key)
        return None
    function = reader.one_of(node, spot, FUNCTIONS, WHAT, needed=False)
    if not function:
        _tell_unknown(reader, node, spot)
        return None
    formula = FUNCTIONS[function](reader, node, spot, function)
    options = reader.map(_only(node, OPTIONS), spot, OPTIONS, WHAT)
    if formula is None:
        return None
    return Derived(
        name=spot.key,
        formula=formula,
        label=options.get("label"),
        personal=options.get("personal", False),
        class_=options.get("class", ""),
    )


def _tell_unknown(reader: Reader, node: Entries, spot: Spot) -> None:
    """Neither function: the unknown keys are told against all the functions."""
    before = len(reader.problems.all())
    reader.map(node, spot, {key: Key(raw) for key in FUNCTIONS} | OPTIONS, WHAT)
    if len(reader.problems.all()) == before:
        reader.note(spot.at, "none_of_keys", what=WHAT, known=", ".join(FUNCTIONS))


def raw(reader: Reader, node: Node, spot: Spot) -> Node:
    return node


def _only(node: Entries, keys: Any) -> Entries:
    return Entries(node.at, {k: v for k, v in node.values.items() if k in keys}, node.keys)


def _of(reader: Reader, node: Entries, spot: Spot, keys: Keys) -> dict[str, Any]:
    """The function's own keys, with what every derived value may have."""
    return reader.map(node, spot, keys | OPTIONS, WHAT)


FROM_TO: Keys = {"from": Key(operand, required=True), "to": Key(operand, required=True)}


def _inside(keys: Keys) -> Callable[[Reader, Node, Spot], dict[str, Any]]:
    return lambda reader, node, spot: reader.map(
        node, spot, keys, (f'"{spot.key}"', f'"{spot.key}"')
    )


def _between(reader: Reader, node: Entries, spot: Spot, function: str) -> Between | None:
    got = _of(reader, node, spot, {function: Key(_inside(FROM_TO))}).get(function, {})
    return Between(function, got["from"], got["to"]) if "from" in got and "to" in got else None  # type: ignore[arg-type]


ADDED: Keys = {"to": Key(operand, required=True)} | {
    unit: Key(whole(-36_600, 36_600)) for unit in ("days", "months", "years")
}


def _add(reader: Reader, node: Entries, spot: Spot, function: str) -> Add | None:
    inner = node.values["add"]
    got = _of(reader, node, spot, {"add": Key(_inside(ADDED))}).get("add", {})
    if not isinstance(inner, Entries):
        return None
    unit = reader.one_of(
        inner, Spot("add", node.keys["add"]), ("days", "months", "years"), ("add", "add")
    )
    return Add(got["to"], got[unit], unit) if "to" in got and unit in got else None  # type: ignore[arg-type]


def _several(reader: Reader, node: Node, spot: Spot) -> tuple[Any, ...]:
    return reader.listed(node, spot, operand, alone=True)


def _fold(reader: Reader, node: Entries, spot: Spot, function: str) -> Fold | None:
    got = _of(reader, node, spot, {function: Key(_several), "where": Key(condition)})
    over = got.get(function)
    return Fold(function, over, got.get("where", ALWAYS)) if over else None  # type: ignore[arg-type]


def _two(reader: Reader, node: Node, spot: Spot) -> tuple[Any, ...] | None:
    found = reader.listed(node, spot, operand)
    if isinstance(node, Items) and len(node.items) != 2:
        reader.note(node, "too_few", key=spot.key, least=2, found=len(node.items))
    return found if len(found) == 2 else None


def _pair(make: type) -> Any:
    def read(reader: Reader, node: Entries, spot: Spot, function: str) -> Any:
        got = _of(reader, node, spot, {function: Key(_two)}).get(function)
        return make(*got) if got else None

    return read


ROUND: Keys = {"to": Key(decimal, required=True), "mode": Key(choice("up", "down", "half_up"))}


def _rounding(reader: Reader, node: Node, spot: Spot) -> Rounding | None:
    got = reader.map(node, spot, ROUND, ("làm tròn", "rounding"))
    if "to" in got and got["to"] <= 0:
        reader.note(node, "bad_number", key="to", value=got["to"])
        return None
    return Rounding(got["to"], got.get("mode", "half_up")) if "to" in got else None


def _times(reader: Reader, node: Entries, spot: Spot, function: str) -> Times | None:
    got = _of(reader, node, spot, {"times": Key(list_of(operand)), "round": Key(_rounding)})
    return Times(got["times"], got.get("round")) if got.get("times") else None


TIER: Keys = {"upto": Key(decimal), "each": Key(decimal, required=True)}
TIERS: Keys = {"of": Key(operand, required=True), "at_most": Key(whole(0, 10**15))}


def _tier(reader: Reader, node: Node, spot: Spot) -> Tier | None:
    got = reader.map(node, spot, TIER, ("bậc", "a slice"))
    return Tier(got["each"], got.get("upto")) if "each" in got else None


TIERS["steps"] = Key(list_of(_tier), required=True)


def _tiers(reader: Reader, node: Entries, spot: Spot, function: str) -> Tiers | None:
    got = _of(reader, node, spot, {"tiers": Key(_inside(TIERS))}).get("tiers", {})
    if "of" not in got or not got.get("steps"):
        return None
    for place, tier in enumerate(got["steps"]):
        last = place == len(got["steps"]) - 1
        if last == (tier.upto is not None):
            reader.note(spot.at, "tiers_open")
    return Tiers(got["of"], got["steps"], got.get("at_most"))


def _norm(reader: Reader, node: Entries, spot: Spot, function: str) -> FromNorm | None:
    """`norm: slug, at: instant, KEY: value`: what is none of the known keys is a key of the norm."""
    keys = {key: Key(full_name) for key in node.values if key not in OPTIONS}
    got = reader.map(
        node, spot, keys | OPTIONS | {"norm": Key(name), "at": Key(full_name, required=True)}, WHAT
    )
    if "norm" not in got or "at" not in got:
        return None
    return FromNorm(
        got["norm"],
        got["at"],
        {k: v for k, v in got.items() if k in keys and k not in ("norm", "at")},
    )


def _gives(reader: Reader, node: Node, spot: Spot) -> Any:
    """A constant: a number, a day, yes or no, or a name."""
    written = text(reader, node, spot)
    if written is None:
        return None
    if written in ("yes", "no"):
        node.typed = written == "yes"  # type: ignore[union-attr]
        return node.typed  # type: ignore[union-attr]
    value = scalars.constant(written)
    if value is None and not scalars.NAME.fullmatch(written):
        reader.note(node, "bad_name", value=written)
        return None
    return written if value is None else value


ROW: Keys = {"when": Key(condition), "gives": Key(_gives, required=True)}


def _row(reader: Reader, node: Node, spot: Spot) -> TableRow | None:
    got = reader.map(node, spot, ROW, ("dòng của bảng", "a line of the table"))
    return TableRow(got["gives"], got.get("when", ALWAYS)) if "gives" in got else None


def _table(reader: Reader, node: Entries, spot: Spot, function: str) -> Table | None:
    rows = _of(reader, node, spot, {"table": Key(list_of(_row))}).get("table")
    return Table(rows) if rows else None


PERSON: Keys = {key: Key(operand, required=True) for key in ("id", "birth_date", "sex")}


def _id_agrees(reader: Reader, node: Entries, spot: Spot, function: str) -> IdAgrees | None:
    got = _of(reader, node, spot, {"id_agrees": Key(_inside(PERSON))}).get("id_agrees", {})
    return IdAgrees(got["id"], got["birth_date"], got["sex"]) if len(got) == 3 else None


OUTSIDE: Keys = {key: Key(full_name, required=True) for key in ("of", "shape")}


def _polygon_area(reader: Reader, node: Entries, spot: Spot, function: str) -> PolygonArea | None:
    got = _of(reader, node, spot, {"polygon_area": Key(full_name)})
    return PolygonArea(got["polygon_area"]) if "polygon_area" in got else None


def _metres_outside(
    reader: Reader, node: Entries, spot: Spot, function: str
) -> MetresOutside | None:
    got = _of(reader, node, spot, {"metres_outside": Key(_inside(OUTSIDE))}).get(
        "metres_outside", {}
    )
    return MetresOutside(got["of"], got["shape"]) if len(got) == 2 else None


FUNCTIONS: dict[str, Callable[[Reader, Entries, Spot, str], Any]] = {
    "norm": _norm,
    "days": _between,
    "months": _between,
    "years": _between,
    "working_days": _between,
    "add": _add,
    "sum": _fold,
    "count": _fold,
    "greatest": _fold,
    "least": _fold,
    "first": _fold,
    "minus": _pair(Minus),
    "times": _times,
    "quotient": _pair(Quotient),
    "tiers": _tiers,
    "table": _table,
    "same": _pair(Same),
    "id_agrees": _id_agrees,
    "polygon_area": _polygon_area,
    "metres_outside": _metres_outside,
}

VALID: Keys = {
    "when": Key(condition, required=True),
    "say": Key(words, required=True),
    "at": Key(full_name),
    "only": Key(choice("warn")),
    "on": Key(full_name),
    "law": Key(law),
}


def valid(reader: Reader, node: Node, spot: Spot) -> Valid | None:
    got = reader.map(node, spot, VALID, ("điều kiện hợp lệ", "a line of valid"))
    if "when" not in got or "say" not in got:
        return None
    return Valid(
        when=got["when"],
        say=got["say"],
        at=got.get("at", ""),
        warn=got.get("only") == "warn",
        on=got.get("on", ""),
        law=got.get("law"),
    )
