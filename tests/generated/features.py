"""Which powers of the grammar a procedure uses, by short names: so that it can be seen that all of them are among what passed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.generated.fields import PLAIN, TESTED, Tree

FUNCTIONS = (
    "days",
    "months",
    "years",
    "working_days",
    "add",
    "sum",
    "count",
    "greatest",
    "least",
    "first",
    "minus",
    "times",
    "quotient",
    "tiers",
    "norm",
    "table",
    "same",
    "id_agrees",
)
OF_STEPS = (
    "limit",
    "then",
    "time",
    "every",
    "warn",
    "pauses",
    "posts",
    "not_by",
    "of",
    "choose",
    "together",
)
OF_ACTIONS = (
    "asks",
    "adds",
    "edits",
    "when",
    "at_most",
    "present",
    "letter",
    "records",
    "extends",
    "delegates",
    "breaks",
)
OF_LETTERS = ("each", "class", "valid", "number", "form")
ALL = frozenset(
    [
        *PLAIN,
        *TESTED,
        "list",
        "part",
        *FUNCTIONS,
        *OF_STEPS,
        *OF_ACTIONS,
        *(f"letter {one}" for one in OF_LETTERS),
        "required when",
        "shown when",
        "class",
        "valid",
        "valid on",
        "valid warns",
        "documents",
        "documents each",
        "fee by table",
        "fee deliver",
        "deadline by",
        "deadline until",
        "deadline none",
        "extension",
        "unwritten",
        "limit by",
        "else",
        "bare",
        "each branch",
        "branch when",
        "block in block",
        "row column asked",
        "record change",
        "record end",
        "record each",
        "role person",
        "role post",
        "role applicant",
        "role opener",
        "list valid",
        "where",
    ]
)


def features(tree: Tree) -> frozenset[str]:
    return frozenset(_of(tree)) & ALL


def _of(tree: Tree) -> Iterator[str]:
    for section in ("form", "findings"):
        for field in tree.get(section, {}).values():
            yield from _field(field)
    for value in tree.get("derive", {}).values():
        yield from value
    yield from (key for key in ("documents", "extension", "unwritten", "valid") if tree.get(key))
    for line in tree.get("valid", ()):
        yield from (["valid on"] if "on" in line else []) + (
            ["valid warns"] if "only" in line else []
        )
    yield from ("documents each" for one in tree.get("documents", {}).values() if "each" in one)
    for line in tree.get("fee", {}).values():
        yield from (["fee by table"] if len(line["rules"]) > 1 else []) + (
            ["fee deliver"] if line["at"] == "deliver" else []
        )
    yield (
        "deadline none"
        if tree["deadline"] == "none"
        else next((f"deadline {key}" for key in ("by", "until") if key in tree["deadline"]), "")
    )
    for step in tree["steps"].values():
        yield from _step(step, tree["steps"])
    for letter in tree["letters"].values():
        yield from (f"letter {key}" for key in letter)
        yield from (
            "else" if isinstance(one, dict) else "bare" for one in letter.get("with", {}).values()
        )


def _field(field: Tree) -> Iterator[str]:
    yield "part" if "part" in field else field["type"]
    yield from (
        f"{key} when" for key in ("required", "shown") if isinstance(field.get(key), dict | list)
    )
    yield from ["class"] * ("class" in field) + ["list valid"] * ("valid" in field)


def _step(step: Tree, steps: Tree) -> Iterator[str]:
    yield from step
    yield "limit by" if isinstance(step.get("limit"), dict) and "by" in step["limit"] else ""
    roles = step.get("role", ())
    yield from (
        f"role {next(iter(one))}" if isinstance(one, dict) else f"role {one}"
        for one in (roles if isinstance(roles, list) else [roles])
    )
    for branch in step.get("together", ()):
        yield from (
            ["each branch"] * ("each" in branch)
            + ["branch when"] * ("when" in branch)
            + ["block in block"] * ("together" in steps[branch["to"]])
        )
    for action in step.get("do", {}).values():
        yield from action
        yield from (
            "row column asked" for name in action.get("asks", ()) if name.startswith("row.")
        )
        for op in action.get("records", ()):
            yield from (f"record {key}" for key in op)
