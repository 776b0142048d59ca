"""What is covered of the catalogue, field by field: listed, whole, how far online, and why not further.

A procedure is *whole* when a case of it runs from its opening to its end; the others are only told. How far a whole one goes
online follows from its file: `full` asks for nothing on paper and nobody's presence. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from dinh.engine.definition.condition import NEVER
from dinh.engine.definition.fields import Text
from dinh.engine.definition.information import FACTS, Told
from dinh.engine.definition.procedure import Procedure
from dinh.store.plain import plain

Reach = Literal["full", "partial", "counter", "told"]
REACHES: tuple[Reach, ...] = ("full", "partial", "counter", "told")
NAMED_MAX = 2
ONLY_TOLD = {
    "full": Text(
        "Mới giới thiệu, chưa nhận ở đây; danh mục cho làm toàn trình",
        "Only told here so far; its catalogue lets all of it be done online",
    ),
    "partial": Text(
        "Mới giới thiệu, chưa nhận ở đây; danh mục cho làm một phần",
        "Only told here so far; its catalogue lets a part be done online",
    ),
    "counter": Text(
        "Mới giới thiệu, chưa nhận ở đây; danh mục chỉ nhận tại chỗ",
        "Only told here so far; its catalogue has it in person only",
    ),
}


class Covered(Struct, frozen=True):
    """unconfirmed: how many of the facts that can be confirmed are not; unsettled: on how many facts sources disagree."""

    procedure: Procedure
    reach: Reach
    why: Text
    unconfirmed: int
    unsettled: int


class FieldCovered(Struct, frozen=True):
    slug: str
    label: Text
    procedures: tuple[Covered, ...]

    def count(self, *reaches: Reach) -> int:
        return sum(one.reach in reaches for one in self.procedures)

    @property
    def whole(self) -> int:
        return len(self.procedures) - self.count("told")


def coverage(procedures: Iterable[Procedure], labels: dict[str, Text]) -> tuple[FieldCovered, ...]:
    """By field, in the order of their labels; the house's own matters are not part of the catalogue."""
    found: dict[str, list[Covered]] = {}
    for one in procedures:
        if one.level != "internal":
            found.setdefault(one.field, []).append(covered(one))
    fields = (
        FieldCovered(slug, labels.get(slug) or Text(slug, slug), tuple(sorted(ones, key=_in_order)))
        for slug, ones in found.items()
    )
    return tuple(sorted(fields, key=lambda field: plain(field.label.vi)))


def _in_order(one: Covered) -> tuple[bool, str]:
    return one.reach == "told", plain(one.procedure.name.vi)


def covered(one: Procedure) -> Covered:
    told = one.told or Told()
    unconfirmed = (
        len(FACTS) - len(told.agrees)
        if one.told
        else sum(not law.confirmed for law in one.law.values())
    )
    reach: Reach = (
        "told"
        if one.level == "info"
        else "full"
        if one.level == "full"
        else "partial"
        if "online" in one.channels
        else "counter"
    )
    return Covered(one, reach, _why(one, reach, told), unconfirmed, len(told.conflicts))


def _why(one: Procedure, reach: Reach, told: Told) -> Text:
    """What keeps it from being done wholly online; empty where nothing does."""
    if reach == "full":
        return Text("")
    if reach == "told":
        said = ONLY_TOLD[told.online or "partial"]
        return (
            Text(f"{said.vi}. {told.why.vi}", f"{said.of('en')}. {told.why.of('en')}")
            if told.why
            else said
        )
    return told.why or _from_file(one)


def _from_file(one: Procedure) -> Text:
    seen = [
        document.label
        for document in one.documents.values()
        if document.kind == "present" and not document.reuse and document.required != NEVER
    ]
    given = [
        document.label
        for document in one.documents.values()
        if document.kind == "original"
        and not (document.reuse or document.electronic)
        and document.required != NEVER
    ]
    together = any(action.present for step in one.steps.values() for action in step.do.values())
    parts = (
        [Text("người trong cuộc phải có mặt", "the persons must be present")] if together else []
    )
    parts += [
        _named(labels, *words)
        for labels, words in (
            (seen, ("phải xem bản chính", "the original must be seen")),
            (given, ("phải nộp bản chính", "the original must be handed in")),
        )
        if labels
    ]
    if not parts:
        return Text("Hồ sơ nhận tại quầy", "Taken at the counter")
    said = "; ".join(part.vi for part in parts), "; ".join(part.of("en") for part in parts)
    return Text(*(words[:1].upper() + words[1:] for words in said))


def _named(labels: list[Text], vi: str, en: str) -> Text:
    more = "…" if len(labels) > NAMED_MAX else ""
    return Text(
        *(
            f"{words}: {', '.join(label.of(lang) for label in labels[:NAMED_MAX])}{more}"
            for words, lang in ((vi, "vi"), (en, "en"))
        )
    )
