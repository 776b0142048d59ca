"""The QR code of an identity card, as a scanner types it: `number|old number|name|ddmmyyyy|sex|residence|ddmmyyyy`.

Seven fields or more (newer cards add some, which are not read); the second may be empty. A keyboard in between may have
changed the text: what can be undone is undone and said, so that a person looks at the card once more. Pure; every
doubt is a note, never a refusal, but for a text that is no card at all.
"""

from __future__ import annotations

import re
from datetime import date
from unicodedata import category, normalize

from msgspec import Struct

from dinh.engine.field_types.same_value import with_one_apostrophe
from dinh.web.counter.telex import toneless, untelexed

FIELDS_MIN = 7
TEXT_MAX = 2000
SEPARATORS = re.compile("[|｜¦]")
# What the number row gives under Windows' own Vietnamese keyboard; the tones may have fused with the letter before them.
NUMBER_ROW = {
    "đ": "0",
    "ă": "1",
    "â": "2",
    "ê": "3",
    "ô": "4",
    "\u0300": "5",
    "\u0309": "6",
    "\u0303": "7",
    "\u0301": "8",
    "\u0323": "9",
}
DISTRICT = re.compile(r"\b(huyện|thị xã|quận|tp\.|thành phố)\s", re.IGNORECASE)
DOUBLED = re.compile(
    "aâ|aă|eê|oô|oơ|uư|dđ|w", re.IGNORECASE
)  # a key that the input method took for a mark and a letter both
SEXES = {"nam": "male", "nữ": "female", "nu": "female", "male": "male", "female": "female"}


class Card(Struct, frozen=True):
    """What the card says. birth_date, issued: YYYY-MM-DD or ""; sex: male, female or ""; notes: codes of `dinh.messages`."""

    id: str
    name: str
    old_id: str = ""
    birth_date: str = ""
    sex: str = ""
    address: str = ""
    issued: str = ""
    notes: tuple[str, ...] = ()


class Unread(Struct, frozen=True):
    """This is no card. code: of `dinh.messages`."""

    code: str


def read_card(scanned: str) -> Card | Unread:
    text, notes = _text(scanned)
    fields = [" ".join(field.split()) for field in SEPARATORS.split(text)]
    if len(fields) == 1:
        return _no_card(fields[0])
    if _holds_another(fields):
        return Unread("card.two")
    if len(fields) < FIELDS_MIN:
        return Unread("card.short")
    if len(fields) == FIELDS_MIN and len(_digits(fields[-1], [])) != len("ddmmyyyy"):
        return Unread("card.cut")
    number = _digits(fields[0], notes)
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        return Unread("card.old_number" if len(number) == 9 and number.isdigit() else "card.number")
    card = _card(number, fields, notes)
    return card if card.name else Unread("card.no_name")


def _holds_another(fields: list[str]) -> bool:
    """Does a second card begin somewhere? Its number stands right behind the first one's last field, or what came of it."""
    return any(
        re.search(r"\d{12}$", _digits(number, []), re.ASCII)
        and re.fullmatch(r"(\d{9}|\d{12})?", _digits(old, []), re.ASCII)
        and any(sign.isalpha() for sign in name)
        for number, old, name in zip(fields[1:], fields[2:], fields[3:], strict=False)
    )


def _no_card(text: str) -> Unread:
    digits = re.sub(r"\D", "", text)
    if digits == text and len(digits) == 9:
        return Unread("card.old_number")
    return Unread(
        "card.empty"
        if not text
        else "card.typed_number"
        if digits == text and len(digits) == 12
        else "card.short"
    )


def _text(scanned: str) -> tuple[str, list[str]]:
    """The text without what a scanner adds around it, its letters made whole."""
    notes: list[str] = []
    text = scanned[:TEXT_MAX]
    mended = _from_bytes(text)
    if mended != text:
        notes.append("card.mended")
    mended = "".join(sign if category(sign) not in ("Cc", "Cf") else " " for sign in mended).strip()
    return with_one_apostrophe(normalize("NFC", re.sub(r"^\][A-Za-z]\d", "", mended))), notes


def _from_bytes(text: str) -> str:
    """UTF-8 that was taken for a western code page (`Nguyá»…n`), read as what it is."""
    for page in ("cp1252", "latin-1"):
        try:
            return text.encode(page).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _digits(field: str, notes: list[str]) -> str:
    """A field of digits, typed perhaps on a number row that gives Vietnamese letters."""
    field = normalize("NFKC", field).replace(" ", "")
    if field.isascii():
        return field
    turned = "".join(NUMBER_ROW.get(sign, sign) for sign in _row_signs(field))
    if turned.isascii() and turned.isdigit() and "card.keyboard" not in notes:
        notes.append("card.keyboard")
    return turned


def _row_signs(field: str) -> str:
    """Letters of the number row apart from the tones that fused with them; â, ă, ê, ô stay whole."""
    signs = ""
    for sign in normalize("NFC", field.lower()):
        whole = normalize("NFD", sign)
        tones = "".join(mark for mark in whole if mark in NUMBER_ROW)
        signs += normalize("NFC", "".join(mark for mark in whole if mark not in tones)) + tones
    return signs


def _card(number: str, fields: list[str], notes: list[str]) -> Card:
    name, address = _words(fields[2], notes, digits=False), _words(fields[5], notes)
    sex = SEXES.get(untelexed(fields[4]).lower(), "")
    born, issued = _day(_digits(fields[3], notes)), _day(_digits(fields[6], notes))
    notes += doubts(number, born, sex)
    if fields[3] and not born:
        notes.append("card.birth_date")
    if DISTRICT.search(address):
        notes.append("card.old_address")
    old = _digits(fields[1], notes)
    return Card(
        number,
        _cased(name),
        old if re.fullmatch(r"\d{9}", old, re.ASCII) else "",
        born,
        sex,
        address,
        issued,
        tuple(dict.fromkeys(notes)),
    )


def _words(field: str, notes: list[str], digits: bool = True) -> str:
    turned = untelexed(field, digits)
    if turned != field:
        notes.append("card.telex")
    if DOUBLED.search(toneless(turned)) and not turned.isascii():
        notes.append("card.input_method")
    if "\ufffd" in turned or re.search(r"\w\?\w", turned):
        notes.append("card.lost_letters")
    return turned


def _cased(name: str) -> str:
    """A card may print capitals: NGUYỄN VĂN TÀI, H'LAN NIÊ."""
    if not name.isupper():
        return name
    return re.sub(r"\w+", lambda word: word[0][0] + word[0][1:].lower(), name)


def _day(digits: str) -> str:
    if not re.fullmatch(r"\d{8}", digits, re.ASCII):
        return ""
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2])).isoformat()
    except ValueError:
        return ""


def doubts(number: str, born: str, sex: str) -> list[str]:
    """What the number itself says of century, sex and year, against the card. Lawful corrections disagree, so: a doubt.

    Source: Nghị định 137/2015/NĐ-CP, Điều 13 and its successors: 3 digits place, 1 century and sex, 2 year, 6 random.
    """
    if number[3] not in "0123456789" or len(number) != 12:
        return []
    century, female = divmod(int(number[3]), 2)
    found = []
    if born and (born[:4] != f"{19 + century}{number[4:6]}"):
        found.append("card.year_differs")
    if sex and (sex == "female") != bool(female):
        found.append("card.sex_differs")
    return found
