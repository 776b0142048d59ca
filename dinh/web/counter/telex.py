"""Vietnamese as it looks when the keys of an input method were written down instead of letters: `Nguyeenx` (Telex) and `Nguye64n` (VNI) are Nguyễn.

Rule to keep: a word is only turned back when what comes out is a syllable that Vietnamese has; a name of another
language stays as it is.
"""

from __future__ import annotations

import re
from unicodedata import normalize

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
MARKS = (
    ("uwow", "ươ"),
    ("uow", "ươ"),
    ("aa", "â"),
    ("aw", "ă"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("ow", "ơ"),
    ("uw", "ư"),
    ("w", "ư"),
)
KEYS = {
    "1": "\u0301",
    "2": "\u0300",
    "3": "\u0309",
    "4": "\u0303",
    "5": "\u0323",
}  # of VNI; 6 to 9 make other letters of those before them
LETTERS = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"o": "ơ", "u": "ư"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
}
KEYED = re.compile(r"[A-Za-z]+[1-9][A-Za-z1-9]*(?![A-Za-z0-9])")
SURELY = re.compile(
    r"[A-Za-z]([6-9]|[1-5][A-Za-z])"
)  # no number of a house or a hamlet looks like this
ONSET_WORDS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
RIME_WORDS = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăk ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo
oet oi om on ong op ot oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc ui um un ung up ut uê uênh uêch uơ uy uya uych uyên
uyêt uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
"""
ONSETS = frozenset(ONSET_WORDS.split()) | {""}
RIMES = frozenset(RIME_WORDS.split())
VOWELS = "aăâeêioôơuưy"
SYLLABLE = re.compile(rf"([^{VOWELS}]*)([{VOWELS}]+)([^{VOWELS}]*)")
FIRST_VOWEL = re.compile("[aeiouyw]")


def untelexed(text: str, digits: bool = True) -> str:
    """The words turned back, those that were keys; the text itself when none was. `digits`: it may have digits of its own, as an address has."""
    if not text.isascii():
        return text  # a text that has marks already was not typed as keys
    text = _from_keys(text, digits)
    if not text.isascii():
        return text
    return re.sub(r"[A-Za-z]+(?!['’])", lambda found: _word(found[0], text, found.start()), text)


def _from_keys(text: str, digits: bool) -> str:
    """VNI turned back, where a word shows for sure that it is that: `A2` alone may be a house."""
    found = [(word[0], _cased(word[0], _keyed(word[0].lower()))) for word in KEYED.finditer(text)]
    turned = {
        keys: word
        for keys, word in found
        if word and not (digits and len(keys) == 2 and keys[1] in KEYS)
    }
    if digits and not any(SURELY.search(keys) for keys in turned):
        return text
    return KEYED.sub(lambda word: turned.get(word[0], word[0]), text)


def _keyed(keys: str) -> str:
    """`nguye64n` -> `nguyễn`; "" where it is no syllable."""
    letters, tone = "", ""
    for key in keys:
        if key in KEYS:
            tone = KEYS[key]
        elif key in LETTERS:
            letters = _marked(letters, LETTERS[key])
        else:
            letters += key
    word = _toned(letters, tone)
    return word if is_syllable(word) and not word.isascii() else ""


def _marked(letters: str, marks: dict[str, str]) -> str:
    """The last letter that can take the mark takes it, and in `uo` both do, but not the u of `quo`."""
    place = max((letters.rfind(plain) for plain in marks), default=-1)
    if place < 0:
        return letters
    begin = (
        place - 1
        if "u" in marks
        and letters[max(place - 1, 0) : place + 1] == "uo"
        and letters[max(place - 2, 0) : place - 1] != "q"
        else place
    )
    return (
        letters[:begin]
        + "".join(marks[letter] for letter in letters[begin : place + 1])
        + letters[place + 1 :]
    )


def _cased(keys: str, lower: str) -> str:
    """As the keys were written: NGUYỄN, Nguyễn, nguyễn."""
    return (
        lower.upper()
        if keys.isupper() and len(lower) > 1
        else lower[:1].upper() + lower[1:]
        if keys[:1].isupper()
        else lower
    )


def _word(word: str, text: str, at: int) -> str:
    if at and text[at - 1] in "'’":
        return word
    lower = _letters(word.lower())
    if lower == word.lower() or not is_syllable(lower):
        return word
    return _cased(word, lower)


def _letters(keys: str) -> str:
    """`nguyeenx` -> `nguyễn`; keys that make no sense come back changed but are no syllable."""
    first = FIRST_VOWEL.search(keys)
    if not first:
        return keys
    head, rest = keys[: first.start()], keys[first.start() :]
    tone = next((sign for sign in reversed(rest) if sign in TONES), "")
    if tone:
        place = rest.rindex(tone)
        rest = rest[:place] + rest[place + 1 :]
    if head == "d" and rest.endswith("d"):
        head, rest = "dd", rest[:-1]
    head = head.replace("dd", "đ")
    for typed, letter in MARKS:
        rest = rest.replace(typed, letter)
    return _toned(head + rest, TONES.get(tone, ""))


def _toned(word: str, tone: str) -> str:
    onset, vowels, coda = _parts(word)
    if not tone or not vowels:
        return word
    place = _place(vowels, coda)
    return normalize("NFC", onset + vowels[: place + 1] + tone + vowels[place + 1 :] + coda)


def _parts(word: str) -> tuple[str, str, str]:
    """Onset, vowels, coda; the u of `qu` and the i of `gi` before a vowel belong to the onset."""
    found = SYLLABLE.fullmatch(word)
    if not found:
        return word, "", ""
    onset, vowels, coda = found.groups()
    if len(vowels) > 1 and (onset, vowels[0]) in {("q", "u"), ("g", "i")}:
        onset, vowels = onset + vowels[0], vowels[1:]
    return onset, vowels, coda


def _place(vowels: str, coda: str) -> int:
    """Which vowel carries the tone: the last marked one, before a coda the last, of three the middle, of two the first."""
    marked = [n for n, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        return marked[-1] if vowels != "ưu" else 0
    if coda or len(vowels) == 1:
        return len(vowels) - 1
    return 1 if len(vowels) > 2 else 0


def is_syllable(word: str) -> bool:
    """Is this one syllable that Vietnamese has, whatever its tone?"""
    onset, vowels, coda = _parts(toneless(word))
    return onset in ONSETS and vowels + coda in RIMES


def toneless(word: str) -> str:
    """Without tones; â, ê, ô, ă, ơ, ư and đ stay."""
    return normalize(
        "NFC", "".join(sign for sign in normalize("NFD", word) if sign not in TONES.values())
    )
