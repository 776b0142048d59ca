"""Tests, types and domains said in words, for messages."""

from __future__ import annotations

from dinh.checker.kinds import Kind
from dinh.engine.definition.condition import Compare, Empty, Filled, Has, Is, Not, Test, Within

TYPES: dict[str, tuple[str, str]] = {
    "text": ("chữ", "text"),
    "person_name": ("họ tên", "a name"),
    "phone": ("số điện thoại", "a telephone number"),
    "email": ("thư điện tử", "e-mail"),
    "address": ("địa chỉ", "an address"),
    "position": ("vị trí", "a position"),
    "shape": ("hình trên bản đồ", "a shape"),
    "personal_id": ("số định danh", "a personal number"),
    "number": ("số", "a number"),
    "money": ("số tiền", "money"),
    "date": ("ngày", "a date"),
    "datetime": ("lúc", "an instant"),
    "yes_no": ("có/không", "a yes or no"),
    "choice": ("lựa chọn", "a choice"),
    "choices": ("nhiều lựa chọn", "a set of choices"),
    "village": ("thôn", "a village"),
    "house": ("đơn vị", "a house"),
    "post": ("vị trí việc làm", "a post"),
    "person": ("người", "a person"),
    "roles": ("các vai trò", "a set of roles"),
    "record": ("dòng sổ", "a record"),
    "case": ("hồ sơ", "a case"),
    "file": ("tệp", "a file"),
    "files": ("các tệp", "files"),
    "list": ("danh sách", "a list"),
    "": ("giá trị", "a value"),
}
FIT: dict[str, tuple[str, str]] = {
    "number": (
        'Dùng so sánh với số, như "> 60" hoặc "[1..5]".',
        'Compare with a number, such as "> 60" or "[1..5]".',
    ),
    "money": (
        'Dùng so sánh với số, như "> 60" hoặc "[1..5]".',
        'Compare with a number, such as "> 60" or "[1..5]".',
    ),
    "date": (
        'Dùng so sánh với ngày, như ">= 2026-07-01".',
        'Compare with a day, such as ">= 2026-07-01".',
    ),
    "datetime": (
        'Dùng so sánh với ngày, như ">= 2026-07-01".',
        'Compare with a day, such as ">= 2026-07-01".',
    ),
    "yes_no": ("Dùng yes hoặc no.", "Use yes or no."),
    "choice": (
        "Dùng tên một lựa chọn, filled hoặc empty.",
        "Use the name of a choice, filled or empty.",
    ),
    "choices": ("Dùng has TÊN, filled hoặc empty.", "Use has NAME, filled or empty."),
    "roles": ("Dùng has TÊN, filled hoặc empty.", "Use has NAME, filled or empty."),
    "list": ("Suy ra count, sum … rồi thử giá trị đó.", "Derive count, sum … and test that value."),
}
FILLED_ONLY = ("Chỉ dùng filled hoặc empty.", "Use filled or empty only.")


def shown(test: Test) -> str:
    """The test as an author writes it."""
    match test:
        case Filled():
            return "filled"
        case Empty():
            return "empty"
        case Is(name=name):
            return f'"{name}"'
        case Has(name=name):
            return f'"has {name}"'
        case Compare(op=op, value=value):
            return f'"{op} {value}"'
        case Within():
            return f'"{interval(test)}"'
        case Not(tests=tests):
            return f'"not({", ".join(shown(one).strip(chr(34)) for one in tests)})"'
    return ""


def interval(within: Within) -> str:
    return f"{'[' if within.low_in else '('}{within.low}..{within.high}{']' if within.high_in else ')'}"


def domain(kind: Kind) -> str:
    return f"∈ {interval(kind.bounds)}" if kind.bounds else ""


def day_said(day: str) -> str:
    """2027-03-01 as people write it: 01/03/2027."""
    return f"{day[8:10]}/{day[5:7]}/{day[:4]}"
