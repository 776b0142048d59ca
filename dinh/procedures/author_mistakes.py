"""What an author probably meant by a value in everyday Vietnamese: the value as a file must have it, or "".

The fault is told all the same, with the mended value as advice; reading goes on with it, so that nothing else is said of what follows from it.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from dinh.checker.words import TYPES
from dinh.engine.schedule.duration import typed_duration

YES_NO = {
    **dict.fromkeys(("có", "đúng", "true", "on", "y", "bắt buộc"), "yes"),
    **dict.fromkeys(("không", "sai", "false", "off", "n"), "no"),
}
UNITS = {
    "ngày làm việc": "working day",
    "giờ làm việc": "working hour",
    "ngày": "day",
    "giờ": "hour",
    "tiếng": "hour",
    "tháng": "month",
    "tuần": "week",
    "workday": "working day",
    "workdays": "working day",
    "business day": "working day",
    "business days": "working day",
}
COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}  # fmt: skip
TODAY = ("trong ngày", "trong ngày làm việc", "ngay trong ngày")
LENGTH = re.compile(r"(?:trong |trong vòng )?0?([0-9]+|[^\W\d]+) (.+)")
DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
AMOUNT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)\s*(?:đ|đồng|vnđ|vnd)?")
ENDS = re.compile(r"[\[(]?\s*(-?[0-9][0-9.]*?|[0-9]{4}-[0-9]{2}-[0-9]{2})\s*(?:\.\.|…|–|—|-|,|đến)\s*(-?[0-9]+(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})\s*[\])]?")  # fmt: skip
SMART = str.maketrans({"“": "", "”": "", "‘": "", "’": "", "≥": ">=", "≤": "<=", "≠": "not"})
OTHER_TYPES = {
    "số": "number", "số nguyên": "number", "tiền": "money", "ngày tháng": "date", "ngày giờ": "datetime", "văn bản": "text", "chuỗi": "text", "string": "text",
    "có không": "yes_no", "bool": "yes_no", "boolean": "yes_no", "chọn": "choice", "tệp tin": "file", "integer": "number", "int": "number", "float": "number",
}  # fmt: skip


def name(written: str) -> str:
    """`Đám cưới` → `dam_cuoi`."""
    plain = normalize("NFD", written.strip().lower().replace("đ", "d"))
    found = re.sub(r"[^a-z0-9]+", "_", "".join(one for one in plain if not combining(one))).strip(
        "_"
    )
    return found if found and found[0].isalpha() and found != written else ""


def yes_no(written: str) -> str:
    plain = written.strip().lower()
    return plain if plain in ("yes", "no") else YES_NO.get(plain, "")


def duration(written: str) -> str:
    """`3 ngày làm việc` → `3 working days`."""
    plain = " ".join(written.lower().split())
    if plain in TODAY:
        return "same working day"
    found = LENGTH.fullmatch(plain)
    if found is None:
        return ""
    count = COUNTS.get(found[1]) or (int(found[1]) if found[1].isdecimal() else 0)
    unit = UNITS.get(found[2], found[2].removesuffix("s"))
    if unit == "week":
        count, unit = count * 7, "day"
    told = f"{count} {unit}" + ("" if count == 1 else "s")
    try:
        typed_duration(told)
    except ValueError:
        return ""
    return told


def day(written: str) -> str:
    """`1/7/2026` → `2026-07-01`: day before month, as it is written here."""
    found = DAY.fullmatch(written.strip())
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else ""


def amount(written: str) -> str:
    """`8.000 đồng` → `8000`."""
    found = AMOUNT.fullmatch(written.strip().lower())
    return re.sub(r"[.,]", "", found[1]) if found else ""


def number(written: str) -> str:
    """`2,5` → `2.5`; `8.000` → `8000`."""
    plain = written.strip()
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", plain):
        return plain.replace(",", ".")
    return amount(plain)


def interval(written: str) -> str:
    """`1..300`, `[1-300]`, `1 đến 300` → `[1..300]`."""
    found = ENDS.fullmatch(written.strip())
    return f"[{found[1]}..{found[2]}]" if found else ""


def test(written: str) -> str:
    """`“> 100”`, `> 100.000` → `> 100`, `> 100000`."""
    plain = written.translate(SMART).strip()
    if plain.lower() in YES_NO:
        return yes_no(plain)
    found = re.fullmatch(r"(<=|>=|<|>|=|=<|=>|==)?\s*([0-9]{1,3}(?:\.[0-9]{3})+|-?[0-9.]+)", plain)
    if found:
        sign = {"=<": "<=", "=>": ">=", "==": "="}.get(found[1] or "", found[1] or "")
        whole = found[2].replace(".", "") if found[2].endswith("000") else found[2]
        return f"{sign} {whole}".strip()
    return name(plain) or (plain if plain != written else "")


def type_(written: str) -> str:
    """`số`, `ngày` → `number`, `date`."""
    plain = " ".join(written.strip().lower().split())
    return OTHER_TYPES.get(plain) or next(
        (name for name, (vi, _) in TYPES.items() if name and vi == plain), ""
    )
