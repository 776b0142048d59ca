"""Two versions of a procedure compared in words: by meaning, thing by thing, never by the text of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.procedure import Field, Procedure, Register, Text
from dinh.export.names import step_label
from dinh.export.spoken import Leaf, Leaves, Spoken
from dinh.messages.words import say, words_of
from dinh.procedures.published import Kept

type Mark = Literal["added", "removed", "changed"]

NOT_COMPARED = frozenset({"slug", "in_force", "digest", "groups"})
"""What names the version itself; a group's name is told with its fields."""


type About = Literal["", "reads", "signs", "shut", "time", "fee"]


class Line(Struct, frozen=True):
    """One thing said otherwise; "" where it was not said, or is no longer. about: what whoever approves must not overlook."""

    label: str
    before: str = ""
    after: str = ""
    about: About = ""


class Change(Struct, frozen=True):
    kind: Mark
    name: str
    key: str
    lines: tuple[Line, ...] = ()


class Section(Struct, frozen=True):
    title: str
    changes: tuple[Change, ...]


class Thing(Struct, frozen=True):
    name: str
    leaves: Leaves


def compared(old: Procedure, new: Procedure, lang: str) -> tuple[Section, ...]:
    """Every difference from old to new, in the order of a file; nothing: they say the same."""
    before, after = dict(_sections(Spoken(old, lang))), dict(_sections(Spoken(new, lang)))
    found = (
        Section(words_of(TITLES[key], lang), tuple(_changes(key, before[key], after[key])))
        for key in TITLES
    )
    return tuple(section for section in found if section.changes)


def published_compared(old: Kept | None, new: Kept, lang: str) -> tuple[Section, ...]:
    """The same of what publishing keeps, registers too; where nothing is in force, everything that the new file says."""
    after = new.procedure or _as_procedure(new.register)
    before = old and (old.procedure or _as_procedure(old.register))
    return compared(before or _as_procedure(None, after.slug), after, lang)


def _as_procedure(register: Register | None, slug: str = "") -> Procedure:
    """A register where it can be compared; None: what says nothing."""
    known = {register.slug: register} if register else {}
    slug = register.slug if register else slug
    return Procedure(
        slug=slug,
        code="",
        name=Text("", ""),
        field="",
        level="internal",
        in_force="",
        registers=known,
    )


def foremost(sections: Iterable[Section], lang: str) -> tuple[Section, ...]:
    """Of all differences those in who may read, who acts and signs, who is shut out, time and fee, in that order."""
    changes = [change for section in sections for change in section.changes]
    found = (
        Section(
            words_of(title, lang),
            tuple(
                Change(change.kind, change.name, change.key, lines)
                for change in changes
                if (lines := tuple(line for line in change.lines if line.about == about))
            ),
        )
        for about, title in FOREMOST.items()
    )
    return tuple(section for section in found if section.changes)


def sections_json(sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [
        {
            "title": section.title,
            "changes": [
                {
                    "kind": change.kind,
                    "name": change.name,
                    "lines": [
                        {
                            "label": one.label,
                            "before": one.before or None,
                            "after": one.after or None,
                        }
                        for one in change.lines
                    ],
                }
                for change in section.changes
            ],
        }
        for section in sections
    ]


def marks(
    sections: Iterable[Section], lang: str
) -> tuple[dict[str, tuple[Mark, str]], dict[str, tuple[Mark, str]]]:
    """Step or end -> how it differs, with a word: in the picture of the old version, and of the new one."""
    words = {
        "added": say("mới", "new", lang),
        "removed": say("bỏ", "gone", lang),
        "changed": say("sửa", "changed", lang),
    }
    ways = [
        change
        for section in sections
        for change in section.changes
        if change.key.startswith(("step:", "end:"))
    ]
    old: dict[str, tuple[Mark, str]] = {
        change.key.partition(":")[2]: (change.kind, words[change.kind])
        for change in ways
        if change.kind != "added"
    }
    return old, {
        change.key.partition(":")[2]: (change.kind, words[change.kind])
        for change in ways
        if change.kind != "removed"
    }


FOREMOST: dict[About, Text] = {
    "reads": Text("Ai được đọc", "Who may read"),
    "signs": Text("Ai làm, ai ký", "Who acts and signs"),
    "shut": Text("Ai bị loại ra", "Who is shut out"),
    "time": Text("Thời hạn", "Time"),
    "fee": Text("Phí, lệ phí", "Fees"),
}

TITLES: dict[str, Text] = {
    "general": Text("Chung", "In general"), "law": Text("Căn cứ pháp lý", "The law"), "asked": Text("Điều hỏi", "What is asked"), "documents": Text("Giấy tờ", "Papers"), "valid": Text("Điều máy soát lại", "What is looked at"),
    "time": Text("Thời hạn giải quyết", "Promised time"), "fee": Text("Phí, lệ phí", "Fees"), "steps": Text("Các bước", "Steps"), "ends": Text("Kết thúc", "Ends"), "letters": Text("Văn bản", "Letters"),
    "derive": Text("Bảng và giá trị tự tính", "Tables and computed values"), "norms": Text("Định mức", "Norms"), "registers": Text("Sổ", "Registers"), "starts": Text("Hồ sơ tự mở", "Cases that start themselves"),
    "moves": Text("Hồ sơ đang chạy", "Running cases"), "told": Text("Nói bằng lời", "Told in words"), "examples": Text("Ví dụ", "Examples"),
}  # fmt: skip

WHOLE = frozenset(
    {
        "name",
        "known_as",
        "code",
        "field",
        "level",
        "until",
        "channels",
        "class_",
        "start",
        "off",
        "off_law",
        "delegable",
        "delegable_law",
        "classes",
    }
)


def _sections(spoken: Spoken) -> Iterator[tuple[str, dict[str, Thing]]]:
    one, lang = spoken.procedure, spoken.lang
    yield (
        "general",
        {
            "whole": Thing(
                spoken.say("Thủ tục", "The procedure"),
                {path: leaf for path, leaf in spoken.leaves(one).items() if path[0] in WHOLE},
            )
        },
    )
    yield (
        "law",
        {key: Thing(f"{key}: {law.title}", spoken.leaves(law)) for key, law in one.law.items()},
    )
    yield (
        "asked",
        {
            name: Thing(_called(field, one, lang), spoken.leaves(field))
            for name, field in (*one.form.items(), *one.findings.items())
        },
    )
    yield (
        "documents",
        {
            name: Thing(words_of(found.label, lang), spoken.leaves(found))
            for name, found in one.documents.items()
        },
    )
    yield (
        "valid",
        {
            f"{found.at}:{found.say.vi}": Thing(
                words_of(found.say, lang),
                {**_when(found, spoken), **spoken.leaves(found, but=frozenset({"say", "when"}))},
            )
            for found in one.valid
        },
    )
    yield (
        "time",
        {
            key: Thing(words_of(title, lang), spoken.leaves(found))
            for key, title, found in _times(one)
        },
    )
    yield (
        "fee",
        {
            name: Thing(
                words_of(line.label, lang) or spoken.say("Mức thu", "What is charged"),
                spoken.leaves(line),
            )
            for name, line in one.fee.items()
        },
    )
    yield (
        "steps",
        {
            f"step:{name}": Thing(step_label(one, name, lang), spoken.leaves(step))
            for name, step in one.steps.items()
        },
    )
    yield (
        "ends",
        {
            f"end:{name}": Thing(words_of(end.label, lang), spoken.leaves(end))
            for name, end in one.ends.items()
        },
    )
    yield (
        "letters",
        {
            name: Thing(
                words_of(letter.label, lang) or name,
                {
                    **spoken.leaves(letter),
                    **_template(letter.template or f"form-{letter.form}.typ", spoken),
                },
            )
            for name, letter in one.letters.items()
        },
    )
    yield (
        "derive",
        {
            name: Thing(
                words_of(value.label, lang) or spoken.called(name, "of"), spoken.leaves(value)
            )
            for name, value in one.derive.items()
        },
    )
    yield (
        "norms",
        {
            name: Thing(words_of(norm.label, lang) or name, spoken.leaves(norm))
            for name, norm in one.norms.items()
        },
    )
    yield (
        "registers",
        {
            name: Thing(words_of(register.name, lang) or name, spoken.leaves(register))
            for name, register in one.registers.items()
        },
    )
    yield (
        "starts",
        {
            start.name: Thing(spoken.say("Tự mở", "Starts itself"), spoken.leaves(start))
            for start in one.starts
        },
    )
    yield (
        "moves",
        {
            "plan": Thing(
                spoken.say("Kế hoạch chuyển", "The plan"),
                {
                    path: leaf
                    for path, leaf in spoken.leaves(one).items()
                    if path[0] in ("moves", "gives")
                },
            )
        },
    )
    yield (
        "told",
        {
            "told": Thing(
                spoken.say("Lời giới thiệu", "What is told"),
                spoken.leaves(one.told) if one.told else {},
            )
        },
    )
    yield (
        "examples",
        {
            found.name.vi: Thing(
                words_of(found.name, lang),
                {
                    ("story",): Leaf(
                        spoken.say("Câu chuyện", "The story"),
                        (found.given, found.does, found.gives, found.refuses),
                        spoken.say("đã viết lại", "written anew"),
                    )
                },
            )
            for found in one.examples
        },
    )


def _times(one: Procedure) -> Iterator[tuple[str, Text, Any]]:
    if one.deadline:
        yield "deadline", Text("Thời hạn giải quyết", "Promised time"), one.deadline
    yield "extension", Text("Gia hạn, xin lỗi", "Extension with an apology"), one.extension


def _when(found: Any, spoken: Spoken) -> Leaves:
    return {
        ("when",): Leaf(spoken.say("Khi", "When"), found.when, spoken.words(found.when, "when"))
    }


def _template(name: str, spoken: Spoken) -> Leaves:
    """The template's bytes, by their digest; what it looks like now is to be seen, not said."""
    digest = spoken.procedure.sources.get(f"letters/{name}")
    return (
        {
            ("template-bytes",): Leaf(
                spoken.say("Nội dung mẫu in", "The template's text"),
                digest,
                spoken.say("bản {n}", "as of {n}", n=digest[:8]),
            )
        }
        if digest
        else {}
    )


def _called(field: Field, one: Procedure, lang: str) -> str:
    group, label = one.groups.get(field.name.rpartition(".")[0]), words_of(field.label, lang)
    return f"{words_of(group, lang)}: {label}" if group else label


def _changes(section: str, before: dict[str, Thing], after: dict[str, Thing]) -> Iterator[Change]:
    for key, thing in after.items():
        if key not in before:
            yield Change(
                "added",
                thing.name,
                key,
                tuple(
                    Line(leaf.label, after=leaf.words, about=_about(section, path))
                    for path, leaf in thing.leaves.items()
                    if path != ("label",)
                ),
            )
        elif lines := tuple(_lines(section, before[key].leaves, thing.leaves)):
            yield Change("changed", thing.name, key, lines)
    for key, thing in before.items():
        if key not in after:
            yield Change(
                "removed",
                thing.name,
                key,
                tuple(
                    Line(leaf.label, before=leaf.words, about=_about(section, path))
                    for path, leaf in thing.leaves.items()
                    if path != ("label",)
                ),
            )


def _lines(section: str, before: Leaves, after: Leaves) -> Iterator[Line]:
    for path in dict.fromkeys((*before, *after)):
        old, new = before.get(path), after.get(path)
        if old is None or new is None or old.raw != new.raw:
            yield Line(
                (new or old).label,  # type: ignore[union-attr]  # one of them is there
                old.words if old else "",
                new.words if new else "",
                _about(section, path),
            )


def _about(section: str, path: tuple[Any, ...]) -> About:
    if section in ("time", "fee"):
        return "time" if section == "time" else "fee"
    if "shut" in path or "not_by" in path:
        return "shut"
    if path[0] == "classes" or path[-1] == "class_":
        return "reads"
    if section == "steps" and ("limit" in path or "extends" in path):
        return "time"
    signs = section == "steps" and path in (("roles",), ("at",))
    return "signs" if signs or path[0] in ("delegable", "delegable_law") else ""
