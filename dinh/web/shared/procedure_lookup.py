"""Finding a procedure as staff type it: by its code, without diacritics, by the first letters of its words (`ks`); then as citizens ask, which whoever stands at the counter repeats. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from dinh.engine.definition.procedure import Procedure
from dinh.store.plain import plain
from dinh.web.shared import procedure_guess, procedure_search

FOUND_MAX = 20
SURE = 45  # a code, a name or its beginning, initials, what people also call it


def found(procedures: Iterable[Procedure], text: str) -> list[Procedure]:
    """The procedures that fit, the best first; all of them by name for an empty text."""
    offered, wanted = list(procedures), plain(text)
    if not wanted:
        return sorted(offered, key=lambda one: plain(one.name.vi))
    rated = sorted(
        ((rate(one, wanted), plain(one.name.vi), one) for one in offered),
        key=lambda row: (-row[0], row[1]),
    )
    called = procedure_search.found(offered, text)
    some = [
        *(one for points, _, one in rated if points >= SURE),
        *called,
        *procedure_guess.nearest(offered, text, called),
        *(one for points, _, one in rated if 0 < points < SURE),
    ]
    return list({one.slug: one for one in some}.values())[:FOUND_MAX]


def rate(procedure: Procedure, wanted: str) -> int:
    """How well it fits, 0: not at all."""
    if wanted.replace(" ", "") in (procedure.code, procedure.slug.replace("-", "")):
        return 100
    name = plain(f"{procedure.name.vi} {procedure.name.en}")
    words = name.split()
    if wanted in name:
        return 80 if any(" ".join(words[n:]).startswith(wanted) for n in range(len(words))) else 60
    if _initials(plain(procedure.name.vi).split(), wanted.replace(" ", "")):
        return 50
    if any(f" {wanted}" in f" {plain(phrase)}" for phrase in _called(procedure)):
        return 45
    typed = wanted.split()
    hits = sum(any(word.startswith(one) for word in words) for one in typed)
    return 40 * hits // len(typed) if hits * 2 >= len(typed) and hits > 1 else 0


def _called(procedure: Procedure) -> list[str]:
    """What people also call it."""
    return [
        phrase
        for also in procedure.known_as
        for text in (also.vi, also.en)
        for phrase in text.split(",")
        if phrase.strip()
    ]


def _initials(words: list[str], letters: str) -> bool:
    """`ks`, `dkks`: the first letters of words that follow one another, at least two, up to the last of the name's own."""
    return len(letters) > 1 and letters in "".join(word[0] for word in words)
