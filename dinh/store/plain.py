"""Plain words: what is typed without diacritics finds what is written with them, in Vietnamese, Ede or Mnông.

Both sides of every search pass here, so changing a rule needs `dinh rebuild`.
"""

import re
import unicodedata
from functools import lru_cache

WORD_MAX = 40
_APART = re.compile(r"[^\w.]+|_")
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ƀ": "b", "ł": "l", "ı": "i", "ø": "o", "ʼ": "'", "ʻ": "'", "ʹ": "'"}
)


def plain(text: str) -> str:
    """Lower case, no marks, one space between words: `H'Lan Niê-Kđăm` gives `h lan nie kdam`, however its apostrophe is written."""
    bare = text.lower() if text.isascii() else _bare(text)
    return " ".join(word.strip(".") for word in _APART.sub(" ", bare).split() if word.strip("."))


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(
        _LETTERS
    )
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The plain words by which a text is found, each once. What an apostrophe or hyphen joins is also found whole: `hlan`."""
    return frozenset().union(*map(_words, text.split()))


@lru_cache(maxsize=16384)
def _words(written: str) -> tuple[str, ...]:
    """Of one word as it was written; names and places come again and again."""
    bare = written.lower() if written.isascii() else _bare(written)
    if bare.isalnum():  # one word, as most are
        return (bare[:WORD_MAX],)
    parts = plain(written).split()
    whole = ("".join(parts)[:WORD_MAX],) if len(parts) > 1 else ()
    return (*(part[:WORD_MAX] for part in parts), *whole)


def after(prefix: str) -> str:
    """What comes behind every word that begins with `prefix`: the open end of an index range."""
    return prefix + "\U0010ffff"
