"""What several verbs share: which house this is, instants and data as they are given, a case as it is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from dinh import folder, serialize
from dinh.access import finders
from dinh.cli.faults import refuse
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.record.case import IssuedLetter
from dinh.engine.refusal import Refused
from dinh.input.values import instant, json_value
from dinh.messages.facts import fact
from dinh.messages.system import reason
from dinh.messages.words import money, say
from dinh.store import ledger, trouble, upgrade, uploads
from dinh.store.documents import SIZE_BYTES_MAX
from dinh.store.link import faults

__all__ = [
    "case_text",
    "case_value",
    "day",
    "entered",
    "house",
    "house_to_check",
    "instant",
    "issued_letter",
    "read_bytes",
    "read_data",
    "read_head",
    "read_json",
    "stored",
    "when",
    "write_file",
]
STDIN = "-"
GIVEN_BYTES_MAX = 16 * 2**20


def house() -> str:
    """The house of the folder. Raises Refused when there is none, its books are elsewhere, or they are another release's."""
    houses, name = folder.houses_of(settings.HOUSE), folder.house_of(settings.HOUSE)
    if name is None and houses:
        raise refuse("house.not_here", house=folder.chosen(), houses=list(houses))
    if name is None:
        entered()
        raise refuse("house.none", house=str(settings.HOUSE))
    if not upgrade.standing().fresh:
        upgrade.current()
        if ledger.head(name) is not None:
            return name
    raise refuse("house.no_books", folder=str(settings.HOUSE))


def house_to_check() -> str:
    """As `house`; where its books are damaged, the name that the folder has: they are looked at all the same."""
    try:
        return house()
    except (*faults(), DatabaseError, Refused) as fault:
        name = folder.house_of(settings.HOUSE)
        refusal = fault.refusal if isinstance(fault, Refused) else trouble.refusal_of(fault)
        if name is None or refusal is None or refusal.code != "books.broken":
            raise
        return name


def entered() -> None:
    """What looks like no house may be one that this account may not enter, or whose name was lost. Raises the OSError that says why, or Refused."""
    with suppress(FileNotFoundError):
        if (settings.HOUSE / folder.NAME).stat():
            raise refuse("house.misnamed", file=str(settings.HOUSE / folder.NAME))


def issued_letter(name: str, code: str, letter: str, row: str | None) -> IssuedLetter:
    """The last letter of a case with this name (or digest), of this row where one is said. Raises Refused `letter.none`."""
    case = finders.case_as_kept(name, code).case
    letters = [
        one for one in case.letters if letter in (one.name, one.digest) and row in (None, one.row)
    ]
    if not letters:
        raise refuse("letter.none", name=letter, names=sorted({one.name for one in case.letters}))
    return letters[-1]


def day(words: str) -> date:
    """`01/10/2026` or `2026-10-01`. Raises Refused."""
    try:
        return date.fromisoformat(read_date(words))
    except Bad as bad:
        raise refuse(bad.code, **bad.facts) from None


def read_json(source: str) -> tuple[Any, Path]:
    """The value of a file or of standard input, and the folder its file paths are relative to."""
    return json_value(_text(source), source), Path.cwd() if source == STDIN else Path(
        source
    ).absolute().parent


def _text(source: str) -> str:
    try:
        return read_bytes(source).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise refuse("data.not_utf8", file=source, byte=fault.start + 1) from None


def read_head(source: str) -> dict[str, Any]:
    """A signed head as `dinh --json head` wrote it. Raises Refused `head.shape`."""
    head = read_json(source)[0]
    if not isinstance(head, dict):
        raise refuse("head.shape", file=source)
    return head


def read_bytes(source: str) -> bytes:
    """A file or standard input, whole. Raises Refused, also where it is larger than anything a command is given (a device, a wrong pipe)."""
    try:
        if source == STDIN:
            content = sys.stdin.buffer.read(GIVEN_BYTES_MAX + 1) if sys.stdin else b""
        else:
            content = _first(Path(source), GIVEN_BYTES_MAX + 1)
    except (OSError, ValueError) as fault:
        raise refuse("data.unreadable", file=source, why=reason(fault)) from None
    if len(content) > GIVEN_BYTES_MAX:
        raise refuse("data.too_large", file=source, megabytes=GIVEN_BYTES_MAX // 2**20)
    return content


def _first(path: Path, most: int) -> bytes:
    """So many bytes at most: a device has no end."""
    with path.open("rb") as file:
        return file.read(most)


def read_data(source: str | None, name: str, person: str) -> dict[str, Any]:
    """`--data`: one JSON object; every `{"file": path}` in it is kept for this person in the house and stands by its digest."""
    if source is None:
        return {}
    value, base = read_json(source)
    if not isinstance(value, dict):
        raise refuse("data.not_object", file=source)
    return stored(value, base, lambda content: uploads.keep(name, person, content))


def write_file(name: str, content: bytes) -> None:
    """What `--out` names. Raises Refused where it cannot be written."""
    try:
        Path(name).write_bytes(content)
    except OSError as fault:
        raise refuse("file.unwritable", file=name, why=reason(fault)) from None


def stored(value: Any, base: Path, keep: Callable[[bytes], uploads.KeptFile]) -> Any:
    if isinstance(value, Mapping):
        if isinstance(value.get("file"), str) and set(value) <= {"file", "name", "type"}:
            return _kept(value, base, keep)
        return {key: stored(one, base, keep) for key, one in value.items()}
    return [stored(one, base, keep) for one in value] if isinstance(value, list) else value


def _kept(
    value: Mapping[str, Any], base: Path, keep: Callable[[bytes], uploads.KeptFile]
) -> dict[str, Any]:
    path = base / value["file"]
    try:
        content = _first(path, SIZE_BYTES_MAX + 1)
        if len(content) > SIZE_BYTES_MAX:
            raise refuse("document.too_large", file=str(value["file"]), bytes=SIZE_BYTES_MAX)
        return keep(content).named(value.get("name") or path.name)
    except (OSError, ValueError) as fault:
        raise refuse("document.unreadable", file=str(value["file"]), why=reason(fault)) from None


def case_value(
    name: str, person: str, code: str, lang: str, at: datetime | None = None
) -> dict[str, Any]:
    seen = (
        finders.case_seen_by(name, person, code, at)
        if person
        else finders.case_as_kept(name, code, at)
    )
    return serialize.case_json(
        seen, finders.context(name, person or "applicant", seen.at, slug=seen.case.procedure), lang
    )


def case_text(value: dict[str, Any], lang: str) -> str:
    """A case in a few lines."""
    words = {"vi": ("bước", "hẹn trả", "lệ phí"), "en": ("steps", "due", "fee")}[lang]
    name = value["name"].get(lang) or value["name"]["vi"]
    state = ", ".join(value["steps"]) if value["state"] == "open" else value["state"]
    return f"{value['code']}  {name}\n  {words[0]}: {state}\n  {words[1]}: {when(value['due'], lang)}\n  {words[2]}: {_fee(value['fee'], lang)}"


def when(instant_said: str | None, lang: str) -> str:
    """`17:00 ngày 05/10/2026`, of an instant as JSON has it; a dash for none."""
    return fact(datetime.fromisoformat(instant_said), lang) if instant_said else "–"


def _fee(fee: Any, lang: str) -> str:
    if fee is None:
        return "–"
    return say("chưa công bố", "not published", lang) if fee == "unpublished" else money(fee, lang)
