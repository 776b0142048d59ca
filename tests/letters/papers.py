"""Every letter of the house with all its values filled, and how its printed words are read."""

import io
import re
from typing import Any

import pypdf

from dinh.engine.decisions.letters import unasked
from dinh.letters import print_letter
from dinh.letters.samples import LETTER, letter_of, sample_of
from dinh.letters.source import imports
from dinh.procedures.lookup import own
from dinh.procedures.templates import samples
from tests.world import own_files

SOURCES = {
    path.name: path.read_text(encoding="utf-8") for path in (own() / "letters").glob("*.typ")
}
LAYOUTS = {wanted for text in SOURCES.values() for _, wanted in imports(text)}
"""What is no letter, but what letters include."""
NIGHT = {
    "day": "2026-11-25",
    "first": 4101,
    "head": {
        "house": "24730",
        "number": 4102,
        "seal": "3f" * 32,
        "root": "7c" * 32,
        "at": "2026-11-25T17:05+07:00",
        "key": "9d" * 32,
        "signature": "ab" * 64,
    },
    "rows": [
        {
            "number": 4101 + n,
            "at": "2026-11-25T08:12+07:00",
            "case": "H36.99-261125-0001",
            "what": "Tiếp nhận",
            "who": "H'Lan",
            "seal": "3f" * 32,
        }
        for n in range(2)
    ],
}
HEAD = NIGHT["head"]
BOOKS: dict[str, dict[str, Any]] = {
    "form-06.typ": {
        "head": HEAD,
        "case": {
            "code": "H36.99-261125-0001", "procedure": "Đăng ký khai sinh", "owner": "Điểu Xuân", "received": "2026-11-25T08:12+07:00", "due": "2026-11-26T17:00+07:00",
            "settled": "2026-11-26T09:00+07:00", "delivered": None, "end": "Đã đăng ký", "mark": "on_time",
        },
        "rows": [{
            "step": "Thẩm tra", "giver": "H'Lan", "receiver": "Điểu K’Brèo", "waits": False, "handed": "2026-11-25T08:20+07:00", "taken": "2026-11-25T09:00+07:00",
            "done": "2026-11-25T10:00+07:00", "bound": None, "mark": "early", "notes": ["Theo ủy quyền 12/QĐ-UBND"], "number": 4101,
        }],
    },
    "form-07.typ": {
        "head": HEAD, "first": "2026-11-01", "last": "2026-11-30", "counts": {"early": 1, "on_time": 0, "late": 0, "open": 0, "": 0},
        "rows": [{
            "no": 1, "code": "H36.99-261125-0001", "procedure": "Đăng ký khai sinh", "sets": 1, "owner": "Điểu Xuân", "address": "Bon Bu Bơ, xã Trường Xuân", "phone": "0900000001",
            "settler": "Tư pháp – hộ tịch", "received": "2026-11-25T08:12+07:00", "due": "2026-11-26T17:00+07:00", "transferred": "2026-11-25T08:12+07:00", "settled": "2026-11-25T10:00+07:00",
            "delivered": "2026-11-25T14:00+07:00", "how": "trực tiếp", "to": None, "mark": "early", "notes": ["Trước hạn"],
        }],
    },
    "so-dang-ky.typ": {
        "head": HEAD, "first": "2026-11-01", "last": "2026-11-30", "name": "Sổ đăng ký khai sinh", "entered": True, "columns": ["Họ, chữ đệm, tên", "Ngày sinh"],
        "rows": [{"number": "15/2026", "entered": "2026-11-25", "case": "H36.99-261125-0001", "cells": ["Điểu Minh", "20/06/2026"], "notes": []}],
    },
}  # fmt: skip


def letters_of_procedures() -> dict[str, dict[str, Any]]:
    """Every template a procedure names, with all its values filled; one that several name has the values of all."""
    found: dict[str, dict[str, Any]] = {
        "ngay.typ": letter_of(NIGHT),
        **{name: letter_of(values) for name, values in BOOKS.items()},
    }
    for package in own_files().packages:
        for letter in (
            (*package.procedure.letters.values(), *unasked(package.procedure))
            if package.procedure
            else ()
        ):
            name = letter.template or f"form-{letter.form}.typ"
            values = letter_of(
                samples(package.procedure, letter, sample_of), form=bool(letter.form)
            )
            found[name] = {**found.get(name, {}), **values}
    return found


LETTERS = letters_of_procedures()
A_LETTER = {**LETTER, "reason": "Thiếu giấy chứng sinh", "basis": "Luật Hộ tịch 2014, Điều 16"}


def text_of(pdf: bytes) -> str:
    """The words of all pages, each run of spaces one, as a reader's search would find them."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return re.sub(r"\s+", " ", "\n".join(pages).replace("\u200b", ""))


def printed(template: str, /, **more: Any) -> str:
    return text_of(print_letter(SOURCES, template, {**LETTERS[template], **more}))


def set_as(body: str, **values: Any) -> str:
    """The words of a small template over the shared layout."""
    source = (
        '#import "decree30.typ": *\n#let v = json(bytes(sys.inputs.values))\n#show: paper.with(v, title: "Thử")\n'
        + body
    )
    return text_of(print_letter({**SOURCES, "thu.typ": source}, "thu.typ", {**LETTER, **values}))


def filled_with(value: Any, words: str) -> Any:
    """The same value with every text replaced that a person could have typed: not its dates, numbers and addresses of the house."""
    if isinstance(value, str):
        return (
            value
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*|[0-9a-f]{64,}|https?://.*", value)
            else words
        )
    if isinstance(value, dict):
        return {name: filled_with(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [filled_with(one, words) for one in value]
    return value
