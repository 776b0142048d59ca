"""Fees: a table fixed at acceptance, or lines of their own (the grammar's §7)."""

from __future__ import annotations

import re

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import FeeLine, FeeRule
from dinh.procedures import author_mistakes, scalars
from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.reader import Key, Keys, Reader, Spot, law, list_of, scalar, yes_no
from dinh.procedures.shapes.words import condition, words


def _amount(written: str) -> int | str | None:
    """Whole đồng, the name of a money value, or `unpublished`."""
    value = scalars.number(written)
    if value is not None:
        return value if isinstance(value, int) and value >= 0 else None
    return written if scalars.FULL_NAME.fullmatch(written) else None


RULE: Keys = {
    "when": Key(condition),
    "amount": Key(scalar(_amount, "bad_amount", author_mistakes.amount), required=True),
    "law": Key(law),
    "why": Key(words),
    "confirmed": Key(yes_no),
}


def rule(reader: Reader, node: Node, spot: Spot) -> FeeRule | None:
    got = reader.map(node, spot, RULE, ("dòng lệ phí", "a line of the fee"))
    if "amount" not in got:
        return None
    if (
        isinstance(got["amount"], int)
        and isinstance(node, Entries)
        and isinstance(node.values["amount"], Scalar)
    ):
        node.values["amount"].typed = got["amount"]
    return FeeRule(
        got["amount"],
        got.get("when", ALWAYS),
        got.get("why"),
        got.get("law"),
        got.get("confirmed", True),
    )


at = scalar(
    lambda t: t if t in ("accept", "deliver") or re.fullmatch(r"[a-z_]\w*\.[a-z_]\w*", t) else None,
    "bad_fee_at",
)
LINE: Keys = {"name": Key(words), "at": Key(at), "rules": Key(list_of(rule), required=True)}


def line(reader: Reader, node: Node, spot: Spot) -> FeeLine:
    got = reader.map(node, spot, LINE, ("khoản thu", "a fee"))
    return FeeLine(
        name=spot.key, label=got.get("name"), at=got.get("at", "accept"), rules=got.get("rules", ())
    )


def fee(reader: Reader, node: Node, spot: Spot) -> dict[str, FeeLine]:
    """A list of rules is one fee named `fee`, fixed at acceptance."""
    if isinstance(node, Items):
        return {"fee": FeeLine(name="fee", rules=reader.listed(node, spot, rule))}
    return reader.named(node, spot, line)
