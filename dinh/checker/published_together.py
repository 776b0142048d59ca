"""Procedures that open one another, in one house: whatever is published, they must still fit on every day to come (C1, D2, P3).

A file is proven beside the files it was checked with. What a house has in force is another question: a child published alone may
ask what no parent gives. Both are asked by the checker's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from dinh.checker.brought import brought_within
from dinh.checker.child_input import handed_taken
from dinh.checker.family import families_fit
from dinh.checker.finding import Finding, Surroundings
from dinh.checker.handing import handed_filled, handed_kept
from dinh.checker.versions import next_day
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.procedure import Procedure

RULES = (families_fit, handed_filled, handed_taken, brought_within, handed_kept)

type Versions = Mapping[str, Sequence[Procedure]]
"""slug -> the versions that a house would have."""


class Apart(Struct, frozen=True):
    """A parent that does not fit the child it would open from `day` on; child: its version, "" when none is in force."""

    parent: Procedure
    slug: str
    child: str
    day: str
    finding: Finding


def apart(
    versions: Versions, changed: Iterable[str], today: str, followed: Callable[[str, str], bool]
) -> list[Apart]:
    """Every parent and child of which one is `changed` (slugs) and that do not fit, on any day from `today` on; each once, by its first day.

    followed  (slug, version) -> do open cases follow it? Such a version opens children though another is in force
    """
    wanted = frozenset(changed)
    found: dict[tuple[object, ...], Apart] = {}
    parents = {
        slug: opened
        for slug, known in versions.items()
        if (
            opened := {line.procedure for one in known for *_, line in openings(one) if not line.at}
        )
    }
    for slug, opened in parents.items():
        if slug in wanted or opened & wanted:
            for one in _apart(
                slug, versions, today, followed, opened if slug in wanted else opened & wanted
            ):
                found.setdefault(
                    (
                        slug,
                        one.parent.in_force,
                        one.slug,
                        one.child,
                        one.finding.path,
                        one.finding.message.vi,
                    ),
                    one,
                )
    return list(found.values())


def _apart(
    slug: str,
    versions: Versions,
    today: str,
    followed: Callable[[str, str], bool],
    opened: set[str],
) -> Iterator[Apart]:
    for day in _days(
        [*versions[slug], *(one for child in opened for one in versions.get(child, ()))], today
    ):
        then = {name: on(versions[name], day) for name in versions}
        for parent in versions[slug]:
            if parent is then[slug] or (
                parent.in_force <= today and followed(slug, parent.in_force)
            ):
                around = Surroundings(procedures=then.get)
                for line, finding in _findings(parent, around):
                    if line in opened:
                        child = then.get(line)
                        yield Apart(parent, line, child.in_force if child else "", day, finding)


def _findings(parent: Procedure, around: Surroundings) -> Iterator[tuple[str, Finding]]:
    """What is wrong with a line that opens something here, and what it opens. What only warns stops nobody; what another house opens is in force there."""
    lines = {path: one.procedure for path, _, _, one in openings(parent) if not one.at}
    for rule in RULES:
        for finding in rule(parent, around):
            slug = next(
                (slug for path, slug in lines.items() if finding.path[: len(path)] == path), ""
            )
            if slug and finding.severity == "problem":
                yield slug, finding


def on(versions: Iterable[Procedure], day: str) -> Procedure | None:
    """The one in force on a day: the latest published for a day up to it, unless it has ended."""
    last = max(
        (one for one in versions if one.in_force <= day), key=lambda one: one.in_force, default=None
    )
    return last if last and (not last.until or day <= last.until) else None


def _days(versions: Iterable[Procedure], today: str) -> list[str]:
    """Today, and every later day on which another version is in force."""
    turns = {one.in_force for one in versions} | {
        next_day(one.until) for one in versions if one.until
    }
    return sorted({today} | {day for day in turns if day > today})
