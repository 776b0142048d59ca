"""Papers and fields of which some are chosen: to be asked for, each with a reason and an article, or to be waived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions import supplement
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.requested_items import still_open
from dinh.engine.refusal import Fault
from dinh.messages import fault_told


class ItemChoice(Struct, frozen=True):
    """A paper or a field. paper: not a field; chosen, reason, law: as typed, or as the file has them."""

    of: str
    label: str
    paper: bool
    chosen: bool = False
    reason: str = ""
    law: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        return "f-items-" + self.of.replace(".", "-")


type Choices = tuple[ItemChoice, ...]
type Post = Mapping[str, list[str]]


def requestable(
    procedure: Procedure, scope: Scope, lacks: Collection[str], lang: str, case: Case | None = None
) -> Choices:
    """Papers first, those that lack already chosen; of rows row by row, and then the fields that are shown."""
    whole = {f"documents.{name}" for name, one in procedure.documents.items() if one.each}
    return tuple(
        ItemChoice(
            name,
            supplement.label_of(procedure, name, lang, case),
            name.startswith("documents."),
            name in lacks,
            law=supplement.law_of(procedure, name),
        )
        for name, _ in supplement.askable(procedure, scope)
        if name not in whole
    )


def waivable(procedure: Procedure, case: Case, lang: str) -> Choices:
    return tuple(
        ItemChoice(
            item.of,
            supplement.label_of(procedure, item.of, lang, case),
            item.of.startswith("documents."),
        )
        for item in still_open(case.requested)
    )


def as_typed(items: Choices, post: Post, faults: tuple[Fault, ...], lang: str) -> Choices:
    """The items as chosen and typed, with what is wrong."""
    chosen = set(post.get("items", ()))
    wrong = {fault.field: fault_told(fault, lang) for fault in reversed(faults)}
    return tuple(
        replace(
            item,
            chosen=item.of in chosen,
            reason=_typed_of(item, "reason", post, item.reason),
            law=_typed_of(item, "law", post, item.law),
            error=wrong.get(f"items.{item.of}", "") or wrong.get(f"items.{item.of}.reason", ""),
        )
        for item in items
    )


def _typed_of(item: ItemChoice, key: str, post: Post, default: str) -> str:
    return (post.get(f"items.{item.of}.{key}") or [default])[-1]


def data_of(post: Post) -> list[dict[str, Any]]:
    """The chosen items as the door takes them."""
    return [
        {
            "of": name,
            "reason": (post.get(f"items.{name}.reason") or [""])[-1],
            "law": (post.get(f"items.{name}.law") or [""])[-1],
        }
        for name in dict.fromkeys(post.get("items", ()))
    ]
