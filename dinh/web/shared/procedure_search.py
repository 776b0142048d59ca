"""Finding a procedure by the words people use: `con mới sinh làm giấy khai sinh`. Pure.

What counts is what a procedure is called: its name, what people also call it (`known_as` in its file), and its field.
Labels of its papers and questions do not: they name identity cards and addresses, which everybody asks for.
Who writes marks means them (`phóng` is not `phòng`) unless that finds nothing and every word fits without; where none are
written they are guessed. A word weighs the more, the fewer
procedures have it, and one that none has weighs most: it says that something else is meant. A procedure is found when
most of what was typed, by weight, is said of it, or when it has in it what the procedure is called, in two words or more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import log

from msgspec import Struct

from dinh.engine.definition.procedure import Procedure, Text
from dinh.engine.field_types.same_value import with_one_apostrophe
from dinh.results import field_label
from dinh.store.plain import plain

FOUND_MAX = 12
WORDS_MAX = 20
MOST = 0.6
GUESSED, NEARLY, ALSO = 0.9, 0.7, 0.5
HERE = 0.05  # what can be filed here goes before what is only told, where all else is alike
GUESSED_MIN, NEARLY_MIN, WRONG_SIGN_MIN = 4, 3, 4
TONES = {
    "\u0300": "1",
    "\u0301": "2",
    "\u0303": "3",
    "\u0309": "3",
    "\u0323": "4",
}  # hỏi and ngã are told apart by few
SOUNDS = (
    ("^(ngh|ng)", "ng"),
    ("^gh", "g"),
    ("^tr", "ch"),
    ("^s", "x"),
    ("^(gi|r)", "d"),
    ("^l", "n"),
    ("(nh|ng)$", "n"),
    ("(t|ch)$", "c"),
)
FILLERS = (
    "a à ạ anh bà bị bố cách cần cha cháu chi chị chỉ cho cô có con của dùm để đi em gì giấy giúp giùm hỏi hồ là làm mẹ mới muốn nào này người như nhờ "
    "giờ dạ rồi tui ở ông phải sao sơ ta tại thế thì thủ tôi tờ tục và việc với xã xin an at can do for get how i in is it me my need of on the to want what where with"
)


class Word(Struct, frozen=True):
    """letters: with đ, ơ, â, without the tone; bare: without any mark."""

    letters: str
    tone: str
    bare: str

    @property
    def marked(self) -> bool:
        return bool(self.tone) or self.letters != self.bare


class Offered:
    """Procedures, told apart by their digests alone: what a house offers is indexed once, and the index found at once."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self.procedures, self.digests = (
            procedures,
            tuple((one.slug, one.digest) for one in procedures),
        )

    def __hash__(self) -> int:
        return hash(self.digests)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offered) and self.digests == other.digests


def found(procedures: Sequence[Procedure], text: str) -> list[Procedure]:
    """Those that fit, the best first; all by name for an empty text, none for one without a letter or a digit."""
    by_name = sorted(procedures, key=lambda one: _bare(one.name.vi))
    wanted = words(text)[:WORDS_MAX]
    if not wanted:
        return [] if text.strip() else by_name
    bare = plain(text).replace(" ", "")
    code = [one for one in by_name if bare in (one.code, one.slug.replace("-", ""))]
    if code:
        return code
    marked = any(word.marked for word in wanted)
    asked = [word for word in wanted if _key(word, marked) not in _fillers(marked)] or wanted
    return _rated(by_name, asked, wanted, marked=marked, least=MOST) or (
        _rated(by_name, asked, wanted, marked=False, least=1) if marked else []
    )


def _rated(
    procedures: Sequence[Procedure],
    wanted: Sequence[Word],
    typed: Sequence[Word],
    *,
    marked: bool,
    least: float,
) -> list[Procedure]:
    """typed: with the words that say nothing; a phrase that is the very same counts as the whole of what was asked."""
    asked, whole = (
        dict.fromkeys(_key(word, marked) for word in wanted),
        frozenset(_key(word, marked) for word in typed),
    )
    index = _index(Offered(procedures), marked)
    meant = {key: _meant(key, index) if least < 1 or key in index.known else {} for key in asked}
    having = {
        key: set().union(*(index.having[word] for word in ones)) for key, ones in meant.items()
    }
    weight = {
        key: log(1 + len(procedures) / (1 + len(having[key])))
        if meant[key]
        else log(1 + len(procedures)) + 1
        for key in asked
    }
    rated = []
    for n in sorted(set().union(*having.values())):
        one, phrases = procedures[n], index.called[n]
        said = frozenset(key for phrase in phrases for key in phrase)
        share = _told(said, meant, weight) / sum(weight.values())
        names = phrases[:-1]
        same = whole in names
        if (
            same
            or share >= least - 1e-9
            or any(len(phrase) > 1 and phrase <= meant.keys() for phrase in names)
        ):
            close = 1 + HERE if same else max(_closeness(phrase, meant, weight) for phrase in names)
            rated.append((-(1 if same else share) - close - HERE * (one.level != "info"), n, one))
    return [one for *_, one in sorted(rated, key=lambda row: row[:2])][:FOUND_MAX]


class Index(Struct, frozen=True):
    """
    called    the words of each phrase of each procedure, the field's last
    having    word -> which procedures have it
    sounding  sound and tone -> the words heard so, for `mai tán` may be meant for `mai táng` though `tán` is a word too
    bare      a word without marks -> the words it may be
    alike     tone -> the words that have it, with their letters
    """

    called: tuple[tuple[frozenset[str], ...], ...]
    known: frozenset[str]
    having: dict[str, frozenset[int]]
    sounding: dict[tuple[str, str], list[str]]
    bare: dict[str, list[str]]
    alike: dict[str, list[tuple[str, str]]]


@lru_cache(maxsize=16)
def _index(offered: Offered, marked: bool) -> Index:
    called = tuple(
        _called(_texts(one), field_label(one.field), marked) for one in offered.procedures
    )
    having: dict[str, set[int]] = {}
    for n, phrases in enumerate(called):
        for key in frozenset().union(*phrases):
            having.setdefault(key, set()).add(n)
    sounding: dict[tuple[str, str], list[str]] = {}
    bare: dict[str, list[str]] = {}
    alike: dict[str, list[tuple[str, str]]] = {}
    for key in having:
        letters, tone = _parted(key)
        sounding.setdefault((_sound(_bare(letters)), tone), []).append(key)
        bare.setdefault(_bare(letters), []).append(key)
        alike.setdefault(tone, []).append((key, letters))
    return Index(
        called,
        frozenset(having),
        {key: frozenset(ones) for key, ones in having.items()},
        sounding,
        bare,
        alike,
    )


def _told(
    said: frozenset[str], meant: dict[str, dict[str, float]], weight: dict[str, float]
) -> float:
    """The weight of what was asked and is among these words."""
    return sum(
        weight[key] * max((sure for word, sure in ones.items() if word in said), default=0)
        for key, ones in meant.items()
    )


def _closeness(
    phrase: frozenset[str], meant: dict[str, dict[str, float]], weight: dict[str, float]
) -> float:
    """How much of the phrase and of what was asked is the same: 1 for the very phrase."""
    idle = sum(not any(word in ones for ones in meant.values()) for word in phrase)
    return _told(phrase, meant, weight) / (sum(weight.values()) + idle)


def _meant(key: str, index: Index) -> dict[str, float]:
    """The known words that a word may stand for, with how sure that is: itself, and less surely what sounds the same; else with marks; else one that it begins; else one that sounds or looks like it."""
    letters, tone = _parted(key)
    if key in index.known:
        also = index.sounding[_sound(_bare(letters)), tone] if len(letters) >= NEARLY_MIN else ()
        return {**dict.fromkeys(also, ALSO), key: 1.0}
    if unmarked := dict.fromkeys(index.bare.get(key, ()), GUESSED):
        return unmarked
    alike = index.alike.get(tone, ())
    begun = (
        {word: GUESSED for word, _ in alike if word.startswith(letters)}
        if len(letters) >= GUESSED_MIN
        else {}
    )
    return begun or {word: NEARLY for word, known in alike if nearly(letters, known)}


def _parted(key: str) -> tuple[str, str]:
    """A key's letters and its tone."""
    letters = key.rstrip("1234")
    return letters, key[len(letters) :]


def nearly(typed: str, word: str) -> bool:
    if min(len(typed), len(word)) < NEARLY_MIN:
        return False
    return _sound(_bare(typed)) == _sound(_bare(word)) or (
        min(len(typed), len(word)) >= WRONG_SIGN_MIN and _one_sign_off(typed, word)
    )


_bare = lru_cache(maxsize=8192)(plain)


@lru_cache(maxsize=8192)
def _sound(bare: str) -> str:
    """As it is heard: tr and ch, s and x, l and n, endings that dialects do not tell apart."""
    for written, heard in SOUNDS:
        bare = re.sub(written, heard, bare)
    return bare


def _one_sign_off(one: str, other: str) -> bool:
    """One sign too many, too few, wrong, or two that changed places; the first is never wrong."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


# --- words ------------------------------------------------------------------------------------------------------------


def _texts(one: Procedure) -> tuple[str, ...]:
    """The name, and the phrases that stand between commas in what it is also called."""
    phrases = (
        phrase for also in one.known_as for text in (also.vi, also.en) for phrase in text.split(",")
    )
    return tuple(text for text in (one.name.vi, one.name.en, *phrases) if text.strip())


@lru_cache(maxsize=1024)
def _called(texts: tuple[str, ...], field: Text, marked: bool) -> tuple[frozenset[str], ...]:
    """The words of each phrase, the field's last: it says what a procedure is about, but not its name."""
    return tuple(
        frozenset(
            _key(word, marked) for word in words(text) if _key(word, True) not in _fillers(True)
        )
        for text in (*texts, f"{field.vi} {field.en}")
    )


def _key(word: Word, marked: bool) -> str:
    return f"{word.letters}{word.tone}" if marked else word.bare


@lru_cache(maxsize=2)
def _fillers(marked: bool) -> frozenset[str]:
    return frozenset(_key(word, marked) for word in words(FILLERS))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text; wherever in a word the tone was put (`hòa`, `hoà`), and `ky` for `kỳ` and `kì` alike."""
    return tuple(
        _word(one)
        for one in re.findall(
            r"[\w.]*\w",
            with_one_apostrophe(unicodedata.normalize("NFC", text)).casefold().replace("_", " "),
        )
    )


def _word(written: str) -> Word:
    apart = unicodedata.normalize("NFD", written)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in TONES))
    letters = re.sub(r"^([bcdđghklmnpqrstvx]+)y$", r"\1i", letters)
    return Word(letters, "".join(TONES[sign] for sign in apart if sign in TONES), plain(letters))
