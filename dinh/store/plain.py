"""Plain words: what is typed without diacritics finds what is written with them, in Vietnamese, Ede or Mnông.

Both sides of every search pass here, so changing a rule needs `dinh rebuild`.
"""

import re
import unicodedata
from functools import lru_cache

WORD_MAX = 40
_APART = re.compile(r"[^\w.]+|_")
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b", "ł": "l", "ı": "i", "ø": "o"})


def plain(text: str) -> str:
    """Lower case, no marks, one space between words: `H'Lan Niê-Kđăm` gives `h lan nie kdam`."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(word.strip(".") for word in _APART.sub(" ", bare).split() if word.strip("."))


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The plain words by which a text is found, each once. What an apostrophe or hyphen joins is also found whole: `hlan`."""
    found: set[str] = set()
    for written in text.split():
        parts = plain(written).split()
        found.update(part[:WORD_MAX] for part in parts)
        if len(parts) > 1:
            found.add("".join(parts)[:WORD_MAX])
    return frozenset(found)


def after(prefix: str) -> str:
    """What comes behind every word that begins with `prefix`: the open end of an index range."""
    return prefix + "\U0010ffff"
