"""`dinh compare A B`: how two versions of a procedure differ, in words. Each is a file, or SLUG@DAY of the house."""

from __future__ import annotations

import argparse
from pathlib import Path

from dinh.access import finders
from dinh.checker.finding import near
from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house
from dinh.engine.definition.procedure import Procedure
from dinh.engine.field_types.reading import Bad, read_date
from dinh.export.compare import Line, Section, compared, foremost, sections_json
from dinh.messages.system import reason
from dinh.messages.words import full_day, say
from dinh.procedures.lookup import Library
from dinh.procedures.package import package
from dinh.procedures.problem import Problems

ABOUT = ("so hai bản của một thủ tục, nói bằng lời", "compare two versions of a procedure in words")
SIGNS = {"added": "+", "removed": "−", "changed": "~"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A")
    parser.add_argument("after", metavar="B")


def run(words: argparse.Namespace) -> Result:
    old, new = _version(words.before, ""), _version(words.after, words.before)
    sections = compared(old, new, words.lang)
    first = foremost(sections, words.lang)
    heading = " → ".join(
        say(
            "{given} (bản từ {day})",
            "{given} (version from {day})",
            words.lang,
            given=given,
            day=full_day(one.in_force),
        )
        for given, one in ((words.before, old), (words.after, new))
    )
    value = {
        "from": {"slug": old.slug, "version": old.in_force},
        "to": {"slug": new.slug, "version": new.in_force},
        "first": sections_json(first),
        "sections": sections_json(sections),
    }
    rest = ["", say("— Mọi chỗ khác nhau —", "— Every difference —", words.lang)]
    above = [*_told(first, words.lang), *rest] if first else []
    return value, "\n".join([heading, *above, *_told(sections, words.lang)]), 0


def _version(given: str, other: str) -> Procedure:
    """A file; else a published version: `SLUG@DAY` the one from that day, `SLUG` the one in force, `DAY` of what the other is. Raises Refused."""
    if given.endswith((".yaml", ".yml")) or Path(given).is_file():
        return _of_file(given)
    slug, _, day = given.partition("@")
    if not day and _day(given):
        slug, day = (
            (_of_file(other).slug if Path(other).is_file() else other.partition("@")[0]),
            given,
        )
    name = house()
    slug = finders.slug_of(name, finders.state(name), slug)
    try:
        return finders.procedure(name, slug, (_day(day) or day) if day else None)
    except finders.NotFound:
        known = finders.state(name).procedures
        published = [f"{slug}@{one.version}" for one in known.get(slug, ())] or [near(slug, known)]
        raise refuse(
            "compare.unknown",
            given=given[:120],
            published=", ".join(filter(None, published)) or "`dinh procedures`",
        ) from None


def _day(text: str) -> str:
    try:
        return read_date(text)
    except Bad:
        return ""


def _of_file(given: str) -> Procedure:
    """What a file says, sound or not. Raises Refused where it cannot be followed, with the place."""
    problems = Problems()
    try:
        library = Library([Path(given)])
        file = library.file(Path(given))
    except OSError as fault:
        raise refuse("data.unreadable", file=given, why=reason(fault)) from None
    whole = package(file, library, problems) if file.kind == "procedure" else None
    if whole is not None:
        return whole.procedure
    first = next(
        (one for one in (*file.problems.all(), *problems.all()) if one.severity == "problem"), None
    )
    why = (
        {"vi": first.message.vi, "en": first.message.of("en")}
        if first
        else {"vi": "không phải tệp thủ tục", "en": "it is no procedure"}
    )
    raise refuse(
        "compare.unreadable", at=f"{given}:{first.line}:{first.column}" if first else given, why=why
    )


def _told(sections: tuple[Section, ...], lang: str) -> list[str]:
    if not sections:
        return [say("Hai bản nói như nhau.", "The two say the same.", lang)]
    lines = []
    for section in sections:
        lines += ["", section.title]
        for change in section.changes:
            lines.append(f"  {SIGNS[change.kind]} {change.name}")
            lines += [f"      {_line(line, lang)}" for line in change.lines]
    return lines


def _line(line: Line, lang: str) -> str:
    if line.before and line.after:
        return f"{line.label}: {line.before} → {line.after}"
    return (
        f"{line.label}: {line.after}"
        if line.after
        else say(
            "{label}: {before} (bỏ)",
            "{label}: {before} (gone)",
            lang,
            label=line.label,
            before=line.before,
        )
    )
