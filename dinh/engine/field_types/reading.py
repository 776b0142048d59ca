"""One value of a field, read from what a person typed or a program sent: typed, normal, or a fault that says why not.

Text is NFC, once, here; full-width digits and Vietnamese dates (dd/mm/yyyy) are understood; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import category, decomposition, normalize

from dinh.engine.definition.condition import Within, test_holds
from dinh.engine.definition.procedure import Field
from dinh.engine.field_types.same_value import ANY_APOSTROPHE, with_one_apostrophe
from dinh.engine.refusal import Fault
from dinh.engine.schedule.calendar import LOCAL

DIGITS_MAX = 15
HEX = re.compile(r"[0-9a-f]{64}")


class Bad(ValueError):
    """What was given is no such value. code, facts: as of `Fault`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_value(field: Field, given: Any) -> Any:
    """The JSON-native value of one field (not of a list), None when empty. Raises Bad."""
    if given is None or given == "" or (isinstance(given, str) and not given.strip()):
        return None
    value = READ[field.type](field, given)
    if field.bounds and value is not None and not test_holds(field.bounds, value):
        raise Bad("field.bounds", low=field.bounds.low, high=field.bounds.high)
    return value


def fault_of(name: str, bad: Bad) -> Fault:
    return Fault(name, bad.code, bad.facts)


def text(given: Any, most: int, *, lines: bool = True) -> str:
    """NFC, one apostrophe, outer space gone, line ends as \\n. Raises Bad for other types, control characters and length."""
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise Bad("field.not_text")
    words = (
        with_one_apostrophe(normalize("NFC", str(given)))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\t", " ")
        .strip()
    )
    if not lines:
        words = " ".join(words.split())
    if not words.isprintable() and any(
        category(sign) in ("Cc", "Cs", "Co") or sign in UNSEEN for sign in words if sign != "\n"
    ):
        raise Bad("field.control")
    if len(words) > most:
        raise Bad("field.too_long", max=most, length=len(words))
    return words


UNSEEN = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks of direction and of no width: two names that look the same would be two."""


def _text(field: Field, given: Any) -> str:
    return text(given, field.max)


def _name(field: Field, given: Any) -> str:
    """One word or more: minority names are whole with one."""
    words = ANY_APOSTROPHE.sub("'", text(given, min(field.max, 200), lines=False))
    if not any(category(sign).startswith("L") for sign in words):
        raise Bad("field.name")
    return words


WIDE = ("<wide>", "<narrow>", "<noBreak>")


def _ascii(given: Any) -> str:
    """Digits as people's keyboards may give them (full width), as ASCII. A raised digit is none: `100²` is not 1002."""
    words = text(given, 200, lines=False)
    return (
        words
        if words.isascii()
        else "".join(
            normalize("NFKC", sign) if decomposition(sign).startswith(WIDE) else sign
            for sign in words
        )
    )


def _phone(field: Field, given: Any) -> str:
    digits = re.sub(r"[ .()-]", "", _ascii(given))
    if not re.fullmatch(r"\+?[0-9]{8,15}", digits, re.ASCII):
        raise Bad("field.phone")
    dialled = re.sub(r"^(\+84|0084|84(?=\d{9}))0?", "0", digits)
    for prefix, lengths in PHONE_LENGTHS:
        if dialled.startswith(prefix):
            if len(dialled) not in lengths:
                raise Bad(
                    "field.phone_length",
                    prefix=prefix,
                    lengths="–".join(map(str, sorted({lengths[0], lengths[-1]}))),
                    length=len(dialled),
                )
            break
    return digits


SHORT_LINES = (8, 9, 10)
PHONE_LENGTHS = (
    ("1800", SHORT_LINES),
    ("1900", SHORT_LINES),
    ("080", SHORT_LINES),  # of state bodies
    ("069", (8, 9)),  # of the army and the police
    ("02", (11,)),
    *((prefix, (10,)) for prefix in ("03", "05", "07", "08", "09")),
)
"""How many digits a number dialled in Viet Nam has, by how it begins, the longest beginning first. As libphonenumber 9.0 has them
(`phonenumbers`: 48 MB for one country's ten lines); of what begins otherwise, and of other countries, nothing is known here."""


def _email(field: Field, given: Any) -> str:
    words = _ascii(given)
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+", words):
        raise Bad("field.email")
    return words


def _id(field: Field, given: Any) -> str:
    digits = re.sub(r"[ .]", "", _ascii(given))
    if not re.fullmatch(r"[0-9]*", digits, re.ASCII):
        raise Bad("field.id_digits")
    if len(digits) != 12:
        raise Bad("field.id_old" if len(digits) == 9 else "field.id_length", length=len(digits))
    return digits


def _decimal(given: Any) -> Decimal:
    if isinstance(given, bool):
        raise Bad("field.number")
    if isinstance(given, int | Decimal):
        return Decimal(given)
    if isinstance(given, float):
        return Decimal(repr(given))
    words = _ascii(given).replace(" ", "")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", words, re.ASCII):
        if not re.fullmatch(r"-?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?", words, re.ASCII):
            raise Bad("field.number")
        words = words.replace(".", "").replace(",", ".")
    try:
        return Decimal(words)
    except InvalidOperation:
        raise Bad("field.number") from None


def _number(field: Field, given: Any) -> int | Decimal:
    number = _decimal(given)
    if (
        not number.is_finite()
        or len(number.as_tuple().digits) > DIGITS_MAX
        or abs(number) >= 10**DIGITS_MAX
    ):
        raise Bad("field.number_size", digits=DIGITS_MAX)
    if number != round(number, field.places):
        raise Bad("field.places", places=field.places) if field.places else Bad("field.whole")
    return int(number) if number == int(number) else number.normalize()


def _money(field: Field, given: Any) -> int:
    """Whole đồng; people write dots for thousands."""
    if isinstance(given, str):
        words = re.sub(r"(đồng|đ|vnđ|vnd)$", "", _ascii(given).lower().strip()).strip()
        given = (
            words.replace(".", "")
            if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", words, re.ASCII)
            else words
        )
    number = _decimal(given)
    if not number.is_finite() or number < 0 or number != int(number) or number >= 10**DIGITS_MAX:
        raise Bad("field.money")
    return int(number)


def read_date(given: Any) -> str:
    """YYYY-MM-DD from itself or from dd/mm/yyyy. Raises Bad: `field.no_such_day` for 31/02, `field.date` for no date at all."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    if not isinstance(given, str):
        raise Bad("field.date")
    words = _ascii(given)
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words, re.ASCII)
    ours = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words, re.ASCII)
    if not iso and not ours:
        raise Bad("field.date")
    year, month, day = map(int, iso.groups()) if iso else map(int, reversed(ours.groups()))  # type: ignore[union-attr]  # one of the two matched
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Bad("field.no_such_day", given=words) from None


def _date(field: Field, given: Any) -> str:
    return read_date(given)


def _datetime(field: Field, given: Any) -> str:
    """To the minute, at +07:00 unless an offset says otherwise."""
    if isinstance(given, str):
        words = _ascii(given)
        ours = re.fullmatch(r"(\d{1,2}/\d{1,2}/\d{4})[ T,]+(\d{1,2}:\d{2})", words, re.ASCII)
        if ours:
            words = f"{read_date(ours[1])}T{ours[2].zfill(5)}"
        try:
            at = datetime.fromisoformat(words)
            at = at if at.tzinfo else at.replace(tzinfo=LOCAL)
            return at.astimezone(LOCAL).isoformat(timespec="minutes")
        except (ValueError, OverflowError):
            raise Bad("field.datetime") from None
    raise Bad("field.datetime")


def _yes_no(field: Field, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("yes", "no"):
        return given == "yes"
    raise Bad("field.yes_no")


def _choice(field: Field, given: Any) -> str:
    if isinstance(given, str) and given in field.of:
        return given
    raise Bad("field.choice", given=str(given)[:60], names=list(field.of))


def _choices(field: Field, given: Any) -> list[str] | None:
    given = [one.strip() for one in given.split(",")] if isinstance(given, str) else given
    if not isinstance(given, list | tuple) or any(
        not isinstance(one, str) or one not in field.of for one in given
    ):
        raise Bad("field.choice", given=str(given)[:60], names=list(field.of))
    return [name for name in field.of if name in given] or None


def _named(field: Field, given: Any) -> str:
    """A name of the house's own (village, post, person, record, case): whether it is one, the house says (`fill`)."""
    return text(given, 200, lines=False)


def _roles(field: Field, given: Any) -> list[str] | None:
    given = given.split(",") if isinstance(given, str) else given
    if not isinstance(given, list | tuple) or any(not isinstance(one, str) for one in given):
        raise Bad("field.choice", given=str(given)[:60], names=[])
    return sorted({one.strip() for one in given} - {""}) or None


def read_file(given: Any) -> dict[str, Any]:
    """A stored document: digest, name, type, size."""
    if (
        not isinstance(given, dict)
        or not isinstance(given.get("digest"), str)
        or not HEX.fullmatch(given["digest"])
    ):
        raise Bad("field.file")
    size, kind = given.get("size", 0), given.get("type", "")
    if (
        isinstance(size, bool)
        or not isinstance(size, int)
        or not 0 <= size < 10**DIGITS_MAX
        or not isinstance(kind, str)
    ):
        raise Bad("field.file")
    return {
        "digest": given["digest"],
        "name": text(given.get("name") or "", 200, lines=False),
        "type": text(kind, 200, lines=False),
        "size": size,
    }


def _file(field: Field, given: Any) -> dict[str, Any]:
    return read_file(given)


def _files(field: Field, given: Any) -> list[dict[str, Any]] | None:
    files = [read_file(one) for one in (given if isinstance(given, list) else [given])]
    _within(len(files), field.count, "field.files")
    return files or None


def _within(n: int, bounds: Within | None, code: str) -> None:
    if bounds and not test_holds(bounds, n):
        raise Bad(code, low=bounds.low, high=bounds.high, count=n)


def _position(field: Field, given: Any) -> str:
    """`lat, lon` or `lat, lon, accuracy in metres` (WGS 84), kept as text."""
    parts = (
        [str(given.get(key, "")) for key in ("lat", "lon", "accuracy")]
        if isinstance(given, dict)
        else _ascii(given).split(",")
    )
    try:
        numbers = [Decimal(part.strip()) for part in parts if part.strip()]
    except InvalidOperation:
        raise Bad("field.position") from None
    if (
        len(numbers) not in (2, 3)
        or not all(number.is_finite() for number in numbers)
        or abs(numbers[0]) > 90
        or abs(numbers[1]) > 180
    ):
        raise Bad("field.position")
    return ", ".join(str(number) for number in numbers)


READ: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "person_name": _name,
    "phone": _phone,
    "email": _email,
    "address": _text,
    "position": _position,
    "shape": _text,
    "personal_id": _id,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "village": _named,
    "house": _named,
    "post": _named,
    "person": _named,
    "roles": _roles,
    "record": _named,
    "case": _named,
    "file": _file,
    "files": _files,
}
