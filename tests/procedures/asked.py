"""How often the portal's search finds what people ask for: `python -m tests.procedures.asked`.

`asked.tsv`, `asked_again.tsv` and `asked_third.tsv` hold a question and the procedures that answer it, a line each; the third was written from the titles alone.
"""

import sys
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

from msgspec import Struct

from dinh.web.shared.procedure_guess import nearest
from dinh.web.shared.procedure_search import found
from tests.world import own_files

HERE = Path(__file__).parent
FILES = ("asked", "asked_again", "asked_third")
BEST = 3


class Asked(Struct, frozen=True):
    """place: of the first right answer among what was found, 1 the first, 0 not there."""

    text: str
    right: tuple[str, ...]
    place: int
    shown: tuple[str, ...]
    took_ms: float


@cache
def offered():
    return tuple(
        one.procedure
        for one in own_files().packages
        if one.procedure and one.procedure.level != "internal"
    )


def questions(name):
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, tuple(right.split(","))) for text, right in (line.split("\t") for line in lines)]


@cache
def asked(name):
    page(offered(), "khai sinh")  # builds what the first question would wait for
    return tuple(_ask(text, right) for text, right in questions(name))


def _ask(text, right):
    procedures = offered()
    start = perf_counter()
    shown = page(procedures, text)
    took = (perf_counter() - start) * 1000
    place = next((n for n, slug in enumerate(shown, 1) if slug in right), 0)
    return Asked(text, right, place, shown[:BEST], took)


def page(procedures, text):
    """The procedures that the page shows, from the top: what is called so, then what may be meant."""
    called = found(procedures, text)
    return tuple(one.slug for one in (*called, *nearest(procedures, text, called)))


def share(name, best):
    """Of the questions, how many have a right answer among the first so many."""
    answers = asked(name)
    return sum(0 < one.place <= best for one in answers) / len(answers)


def main(names=FILES):
    for name in names:
        answers = asked(name)
        times = sorted(one.took_ms for one in answers)
        print(
            f"{name}: {len(answers)} questions, first {share(name, 1):.1%}, among the first {BEST} {share(name, BEST):.1%}; median {median(times):.2f} ms, longest {times[-1]:.1f} ms"
        )
        for one in answers:
            if not 0 < one.place <= BEST:
                print(
                    f"  {one.text} | {','.join(one.right)} at {one.place or '-'} | {' '.join(one.shown) or 'nothing'}"
                )


if __name__ == "__main__":
    main(sys.argv[1:] or FILES)
