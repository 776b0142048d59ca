"""A path of keys → the place in the file: findings of the checker know paths, people want lines."""

from __future__ import annotations

from dinh.checker.finding import Path
from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.problem import Place


def place_of(top: Entries, path: Path, key: bool = False) -> Place:
    """The place of a one-word value, or of the key of what is more; as deep as the path can be followed.

    Passed over: a name that a list stands for (`fee` as a list of rules), the number of a condition that is one map,
    `by` of a time that is no table.
    """
    node: Node = top
    place = next(iter(top.keys.values()), top.at)
    for part in path:
        if isinstance(node, Entries) and part in node.values:
            place, node = node.keys[part], node.values[part]  # type: ignore[index]
        elif isinstance(node, Items) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            place = node.at
        elif (isinstance(node, Items) and isinstance(part, str)) or (
            isinstance(node, Entries) and (isinstance(part, int) or part == "by")
        ):
            continue
        else:
            break
    return node.at if isinstance(node, Scalar) and not key else place
