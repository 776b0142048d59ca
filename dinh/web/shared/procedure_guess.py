"""What may be meant, where the words typed are not what a procedure is called: `đi thăm mộ anh trai hy sinh ở Quảng Trị`. Pure.

People tell what happened, and most of their words are said of no procedure. Here those count that are: the rarer the more,
two that follow one another (a Vietnamese word has two syllables) most, and what is said elsewhere for the same (`same.py`).
What a procedure gives and its papers are read too, for less. Too little in common shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

from msgspec import Struct

from dinh.engine.definition.procedure import Procedure
from dinh.results import field_label
from dinh.web.shared.procedure_search import FILLERS, WORDS_MAX, Offered, Word, nearly, words
from dinh.web.shared.synonyms import SAME

SHOWN_MAX = 3
LEAST, OF_BEST = (
    1.08,
    0.6,
)  # of what a word is worth that is said of one procedure only; of the best
SAME_SURE, BARE_SURE = 0.8, 0.35
CALLED, ABOUT = 1.0, 0.3
PAIR = 0.8
LONG, HERE = (
    0.05,
    0.3,
)  # of two that fit alike, the one with the shorter name, and what can be filed here
FEW, FEW_SHARE, MANY_SHARE = 4, 0.45, 0.2
MENDED_MIN = 4
ALSO_FILLERS = (
    "ai anh ba bác bao biết bố bữa cả cái chú chưa chuyện chồng cũ cũng dì dạ đã đang đâu đây đó đứa được ghi gia giờ hai hay hết hôm hồi kia không lại lắm lấy luôn má mà mày mấy mẹ "
    "mình mọi một nay năm ngày nhà nhưng nó nộp nữa ổng qua quá rồi sẽ tao tên thêm thằng theo thôi tháng trên trong trước tui tuổi từ vẫn vậy vì vô vợ về xong xưa "
    "am are be have has just like make new our some that there they this was we who will would you your"
)

Term = tuple[str, ...]


class Index(Struct, frozen=True):
    """having: term, with marks and without -> procedure -> how much it counts there; size: the words in the name of each; begun: first letter -> words, those said of most first."""

    having: dict[Term, dict[int, float]]
    size: tuple[int, ...]
    begun: dict[str, tuple[Word, ...]]


def nearest(
    procedures: Sequence[Procedure], text: str, but: Sequence[Procedure] = ()
) -> list[Procedure]:
    """The few that come nearest, the best first, but those; none where those are enough."""
    if len(but) >= SHOWN_MAX:
        return []
    index = _index(Offered(procedures))
    typed = [_mended(word, index) for word in words(text)[:WORDS_MAX]]
    points, heard = _points(typed, index)
    best = max(points.values(), default=0)
    least = max(LEAST * log(1 + len(procedures)), OF_BEST * best)
    slugs = {one.slug for one in but}
    enough = [
        n
        for n, gain in points.items()
        if gain >= least and heard[n] and procedures[n].slug not in slugs
    ]
    return [
        procedures[n]
        for n in sorted(
            enough,
            key=lambda n: (
                LONG * index.size[n] - HERE * (procedures[n].level != "info") - points[n],
                n,
            ),
        )
    ][:SHOWN_MAX]


def _points(typed: Sequence[Word], index: Index) -> tuple[dict[int, float], dict[int, bool]]:
    """What each procedure gains, and whether it has enough of the words typed: a third and more of few, fewer of many."""
    marked = any(word.marked for word in typed)
    telling = frozenset(at for at, word in enumerate(typed) if not _idle(word, marked))
    points = _literal(typed, index)
    heard: dict[int, set[int]] = {n: set() for n in points}
    for at in telling:
        for n in index.having.get((typed[at].bare,), ()):
            heard.setdefault(n, set()).add(at)
    for places, gains in _otherwise(typed, index):
        for n, gain in gains.items():
            points[n] = points.get(n, 0) + gain
            heard.setdefault(n, set()).update(places)
    need = FEW_SHARE if len(telling) <= FEW else MANY_SHARE
    return points, {n: len(ones & telling) > need * len(telling) for n, ones in heard.items()}


def _mended(word: Word, index: Index) -> Word:
    """A word that nothing is called, as the one it was meant for; itself where there is none."""
    if (word.bare,) in index.having or len(word.bare) < MENDED_MIN:
        return word
    return next(
        (
            known
            for known in index.begun.get(word.bare[0], ())
            if nearly(word.letters, known.letters) and (known.tone == word.tone or not word.marked)
        ),
        word,
    )


def _literal(typed: Sequence[Word], index: Index) -> dict[int, float]:
    """What is gained by the words themselves, alone and two by two."""
    gains: dict[int, float] = {}
    marked = any(word.marked for word in typed)
    for term in _terms(typed):
        shown, bare = (
            tuple(f"{word.letters}{word.tone}" for word in term),
            tuple(word.bare for word in term),
        )
        for n, sure in _sure(shown, bare, index, marked=marked).items():
            gains[n] = gains.get(n, 0) + sure * _worth(bare, index) * (PAIR if len(term) > 1 else 1)
    return gains


def _sure(shown: Term, bare: Term, index: Index, *, marked: bool) -> dict[int, float]:
    having = index.having.get(bare, {})
    if not marked:
        return having
    same = index.having.get(("=", *shown), {})
    return {n: same.get(n) or BARE_SURE * sure for n, sure in having.items()}


def _worth(bare: Term, index: Index) -> float:
    return log(1 + len(index.size) / (1 + len(index.having.get(bare, ()))))


def _otherwise(typed: Sequence[Word], index: Index) -> Iterable[tuple[set[int], dict[int, float]]]:
    """For each thing that was named: where, and what is gained by the best of the other words for it."""
    marked = any(word.marked for word in typed)
    named: dict[int, set[int]] = {}
    places: dict[int, set[int]] = {}
    for at, word in enumerate(typed):
        for group, n in _begun().get(word.bare, ()):
            phrase = _groups()[group][n]
            if _alike(phrase, typed[at : at + len(phrase)], marked):
                named.setdefault(group, set()).add(n)
                places.setdefault(group, set()).update(range(at, at + len(phrase)))
    for group, said in named.items():
        best: dict[int, float] = {}
        for n, phrase in enumerate(_groups()[group]):
            for which, gain in _literal(phrase, index).items() if n not in said else ():
                best[which] = max(best.get(which, 0), SAME_SURE * gain)
        yield places[group], best


def _alike(phrase: Sequence[Word], typed: Sequence[Word], marked: bool) -> bool:
    return len(phrase) == len(typed) and all(
        one == other if marked else one.bare == other.bare
        for one, other in zip(phrase, typed, strict=True)
    )


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[tuple[Word, ...], ...], ...]:
    return tuple(
        tuple(words(phrase) for phrase in line.split(",")) for line in SAME.strip().splitlines()
    )


@lru_cache(maxsize=1)
def _begun() -> dict[str, list[tuple[int, int]]]:
    """A first word without marks -> the groups, and the phrase in each, that begin so."""
    begun: dict[str, list[tuple[int, int]]] = {}
    for group, phrases in enumerate(_groups()):
        for n, phrase in enumerate(phrases):
            begun.setdefault(phrase[0].bare, []).append((group, n))
    return begun


def _terms(said: Sequence[Word]) -> Iterable[tuple[Word, ...]]:
    """The words that say something, and the pairs that have one."""
    idle = [_idle(word, any(one.marked for one in said)) for word in said]
    yield from dict.fromkeys((word,) for word, no in zip(said, idle, strict=True) if not no)
    yield from dict.fromkeys(
        pair for pair, no in zip(pairwise(said), pairwise(idle), strict=True) if not all(no)
    )


def _idle(word: Word, marked: bool) -> bool:
    marked_ones, bare_ones = _fillers()
    return word in marked_ones if marked else word.bare in bare_ones


@lru_cache(maxsize=1)
def _fillers() -> tuple[frozenset[Word], frozenset[str]]:
    ones = words(f"{FILLERS} {ALSO_FILLERS}")
    return frozenset(ones), frozenset(word.bare for word in ones)


def _said(one: Procedure) -> Iterable[tuple[float, str]]:
    """Every phrase said of a procedure, with what it counts."""
    names = (one.name, *one.known_as)
    yield from (
        (CALLED, phrase)
        for said in names
        for text in (said.vi, said.en)
        for phrase in text.split(",")
    )
    told = (one.told.result,) if one.told and one.told.result else ()
    yield from (
        (ABOUT, text)
        for said in (
            field_label(one.field),
            *told,
            *(paper.label for paper in one.documents.values()),
        )
        for text in (said.vi, said.en)
    )


@lru_cache(maxsize=8)
def _index(offered: Offered) -> Index:
    having: dict[Term, dict[int, float]] = {}
    often: dict[Word, int] = {}
    for n, one in enumerate(offered.procedures):
        for counts, text in _said(one):
            ones = words(text)
            for word in ones:
                often[word] = often.get(word, 0) + 1
            for term in (*((word,) for word in ones), *pairwise(ones)):
                for key in (
                    tuple(word.bare for word in term),
                    ("=", *(f"{word.letters}{word.tone}" for word in term)),
                ):
                    at = having.setdefault(key, {})
                    at[n] = max(at.get(n, 0), counts)
    begun: dict[str, tuple[Word, ...]] = {}
    for word in sorted(often, key=lambda word: -often[word]):
        begun[word.bare[:1]] = (*begun.get(word.bare[:1], ()), word)
    return Index(having, tuple(len(words(one.name.vi)) for one in offered.procedures), begun)
