"""Finding a procedure by the words people use: `con mới sinh làm giấy khai sinh`. Pure.

A word counts the more, the fewer procedures have it, so that "làm", "giấy", "xin" decide nothing by themselves; words
that stand side by side in a name count again. Marks may be left out.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

from dinh.engine.procedure import Procedure
from dinh.store.plain import plain

FOUND_MAX = 12
WORDS_MAX = 20
IN_NAME, IN_TEXT, BESIDE = 4.0, 1.0, 6.0
FILLERS = frozenset(["cho", "con", "de", "di", "giay", "lam", "muon", "o", "tai", "toi", "xin", "can", "phai", "thi", "gi", "nao", "ban", "cua", "va", "moi", "bi", "duoc", "anh", "chi", "em", "a", "the", "is", "to", "for", "of", "my"])


def found(procedures: Sequence[Procedure], text: str) -> list[Procedure]:
    """Those that fit, the best first; all by name for an empty text."""
    by_name = sorted(procedures, key=lambda one: plain(one.name.vi))
    wanted = plain(text).split()[:WORDS_MAX]
    if not wanted:
        return by_name
    code = [one for one in by_name if plain(text).replace(" ", "") in (one.code, one.slug.replace("-", ""))]
    if code:
        return code
    words = [word for word in wanted if word not in FILLERS] or wanted
    rarity = {word: log(1 + len(by_name) / (1 + sum(_has(one, word) for one in by_name))) for word in words}
    rated = [(_rate(one, words, rarity), n, one) for n, one in enumerate(by_name)]
    return [one for points, _, one in sorted(rated, key=lambda row: (-row[0], row[1])) if points > 0][:FOUND_MAX]


def _has(one: Procedure, word: str) -> bool:
    return _starts(_name(one), word) or _starts(_text(one), word)


def _rate(one: Procedure, words: Sequence[str], rarity: dict[str, float]) -> float:
    name, text = _name(one), _text(one)
    beside = set(pairwise(name))
    points = sum(rarity[word] * (IN_NAME if _starts(name, word) else IN_TEXT if _starts(text, word) else 0) for word in dict.fromkeys(words))
    points += BESIDE * sum(pair in beside for pair in pairwise(words))
    met, read = sum(_starts(name, word) for word in words), sum(_starts((*name, *text), word) for word in words)
    return points if met * 2 >= len(words) or read == len(words) else 0


def _starts(words: Iterable[str], word: str) -> bool:
    return any(one == word or (len(word) > 2 and one.startswith(word)) for one in words)


def _name(one: Procedure) -> tuple[str, ...]:
    return _words(f"{one.name.vi} {one.name.en}")


def _text(one: Procedure) -> tuple[str, ...]:
    """What its papers, questions and outcomes are called."""
    labels = [document.label for document in one.documents.values()] + [field.label for field in one.form.values()] + [end.label for end in one.ends.values()]
    choices = [label for field in one.form.values() for label in field.of.values()]
    return _words(" ".join(f"{label.vi} {label.en}" for label in (*labels, *choices)))


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split())
