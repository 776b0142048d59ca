"""Why a letter's `else` that is taken away without being told was needless: each survivor judged, not by the proof that let it pass.

By reasons that hold whatever the conditions of the file say, as far as they go; the rest was read, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator

from dinh.engine.analysis.blocks import MEET, ways
from dinh.engine.definition.condition import ALWAYS, Empty
from dinh.engine.definition.procedure import Procedure

ASKED_THERE = "the form requires it of everybody, or the act that issues the letter requires it"
NO_OTHER_WAY = "without the acts that require it no way leads to the letter, all conditions aside"
REFUSED = "a line of `valid` takes no form without it"
BY_HAND = "read one by one"

NORMS = (
    "limit_special",
    "limit_protection",
    "limit_production",
    "limit_young",
    "most_over",
    "standard",
    "times_standard",
    "factor",
    "amount",
    "last_day",
)
READ = {
    "forest-alert": NORMS,  # a norm with a row for each day there may be, of a day that is required
    "tro-cap-mai-tang": NORMS,
    "tro-cap-xa-hoi-hang-thang": NORMS,  # of `from_day`, required by whoever proposes; one of the grounds has a factor
    "hoa-giai-tranh-chap-dat-dai": ("members",),  # at least three rows
    "thiet-hai-thien-tai": ("households",),  # without rows it is `reported` and nothing is decided
    "xac-nhan-tinh-trang-hon-nhan": ("residences",),  # of whom some did not answer
    "khai-sinh": ("mother.name", "mother.address"),  # the draft is for a mother who is known
    "khai-sinh-nhan-cha-me-con": (
        "father.name",
        "father.address",
    ),  # shown by the only choice there is
    "to-cao": (
        "explanation",
        "report",
    ),  # the block meets only by the report; the other way out is another end
}


def why_needless(procedure: Procedure, place: str) -> str:
    """place: `LETTER.KEY`. "": not judged."""
    letter, _, key = place.partition(".")
    name = str(procedure.letters[letter].values[key].value)
    field = procedure.form.get(name) or procedure.findings.get(name)
    sure = field is not None and field.required == ALWAYS and field.shown == ALWAYS
    if sure and (
        name in procedure.form or all(asked for _, asked in _issuing(procedure, letter, name))
    ):
        return ASKED_THERE
    if sure and not any(
        step in _without(procedure, name) and not asked
        for step, asked in _issuing(procedure, letter, name)
    ):
        return NO_OTHER_WAY
    if name in procedure.form and any(
        _never_without(line.when, name) for line in procedure.valid if not line.warn and not line.on
    ):
        return REFUSED
    return BY_HAND if name in READ.get(procedure.slug, ()) else ""


def _never_without(when: object, name: str) -> bool:
    return any(
        len(part) == 1
        and part[0].name == name
        and any(isinstance(test, Empty) for test in part[0].tests)
        for part in when
    )  # type: ignore[attr-defined]


def _issuing(procedure: Procedure, letter: str, name: str) -> Iterator[tuple[str, bool]]:
    """The steps from which the letter goes out; is the value asked by the very act?"""
    telling = {end.name for end in procedure.ends.values() if letter in end.letters}
    for step in procedure.steps.values():
        yield from (
            (step.name, name in action.asks)
            for action in step.do.values()
            if letter in action.letters or action.to in telling
        )
        if (
            step.then and (letter in step.then.letters or step.then.to in telling)
        ) or step.posts == letter:
            yield step.name, False


def _without(procedure: Procedure, name: str) -> set[str]:
    """Steps to which a case may come without any act that asks it."""
    seen: set[str] = set()
    waiting = [procedure.start, *(one.at for one in procedure.starts if one.at)]
    while waiting:
        step = procedure.steps.get(waiting.pop())
        if step is not None and step.name not in seen:
            seen.add(step.name)
            for way in ways(step):
                if way.act not in step.do or name not in step.do[way.act].asks:
                    waiting.append(
                        procedure.steps[step.block].meet
                        if way.to == MEET and step.block
                        else way.to
                    )
    return seen
