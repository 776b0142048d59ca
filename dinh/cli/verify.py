"""`dinh verify [--head FILE]`: nothing was changed, dropped or cut off; or the first bad event.

FILE may be a folder, such as a witness keeps, or `house:CODE`, a house beside that witnesses: the log is then held against every head of
this house there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dinh.cli import Result
from dinh.cli.faults import refuse
from dinh.cli.given import house_to_check, read_head
from dinh.input.witnesses import witness
from dinh.messages import told
from dinh.messages.words import file_size
from dinh.store import books, documents, ledger, sweep, timestamps
from dinh.store.integrity import Hurt

ABOUT = ("kiểm tra dấu của cả nhật ký", "verify every seal of the log")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    name = house_to_check()
    heads = _heads(words.head, name) if words.head is not None else []
    found = books.verify(name, *heads)
    if not found["ok"]:
        return found, _told(found, words.lang), 1
    left = documents.unnamed()
    return (
        {**found, "unnamed": left, "unnamed_bytes": sweep.bytes_of(left)} if left else found,
        _whole(found["events"], len(heads), words.lang)
        + _stamps(found.get("timestamps", []), words.lang)
        + _left(left, words.lang),
        0,
    )


def _heads(place: str, name: str) -> list[dict[str, Any]]:
    """The head in a file; of a folder, or of another house's log, those of this house, in their order."""
    beside = witness(place)
    if beside and beside.kind == "house":
        heads = ledger.heads_witnessed(beside.place)
    elif Path(place).is_dir():
        heads = [read_head(str(file)) for file in sorted(Path(place).glob("*.json"))]
    else:
        return [read_head(place)]
    if not (own := [head for head in heads if head.get("house") == name]):
        raise refuse("head.none", folder=place, house=name)
    return own


def _whole(events: int, heads: int, lang: str) -> str:
    if lang == "vi":
        given = ", và khớp đầu sổ đã giao" if heads == 1 else f", và khớp {heads} đầu sổ đã giao"
        return f"✓ {events} việc, mọi dấu đều khớp{given if heads else ''}."
    given = (
        ", and the head that was given away"
        if heads == 1
        else f", and {heads} heads that were given away"
    )
    return f"✓ {events} events, every seal holds{given if heads else ''}."


def _stamps(stamps: list[dict[str, Any]], lang: str) -> str:
    """What time an authority says of the heads, and whether it is one that is trusted here."""
    lines = []
    for one in stamps:
        at, number, file = f"{one['at']:.16}".replace("T", " "), one["number"], timestamps.ROOTS
        if lang == "vi":
            judged = "" if one["checked"] else f" (chưa kiểm được: thư mục không có {file})"
            lines.append(f"\nĐầu sổ {number} có dấu thời gian {at}{judged}.")
        else:
            judged = "" if one["checked"] else f" (not checked: the folder has no {file})"
            lines.append(f"\nThe head at {number} has the time stamp {at}{judged}.")
    return "".join(lines)


def _left(digests: list[str], lang: str) -> str:
    """Files of the folder that no event of any house names."""
    if not digests:
        return ""
    weight = file_size(sweep.bytes_of(digests), lang)
    if lang == "vi":
        return f"\n{len(digests)} tệp giấy tờ không việc nào nhắc tới ({weight}): của hồ sơ đang gõ dở, hoặc của việc bị từ chối. Sau bảy ngày máy chủ tự xóa. Kể tên: dinh --json verify."
    return f"\n{len(digests)} files of documents that no event names ({weight}): of a form that is being typed, or of an act that was refused. The server removes them after seven days. By name: dinh --json verify."


def _told(found: dict[str, Any], lang: str) -> str:
    """What is wrong first, with what to do about it; the reason's own word is the one of `docs/log.md`."""
    kind, _, name = found["reason"].partition(":")
    facts = {
        "number": found["first_bad"],
        "reason": found["reason"],
        "name": name,
        "head": found.get("head"),
    }
    group = _group(kind, found.get("hurt", ""))
    words = told(f"verify.{group}", facts, lang)
    return "\n".join([words.message, *_damaged(found.get("damaged", ()), lang), words.do])


def _group(kind: str, hurt: str) -> str:
    """Whose sentence it is: of what was met in the log, of the file, or of the worst part that is hurt."""
    if kind.startswith("head."):
        return "head"
    if kind in ("document", "case", "tree"):
        return kind
    if kind == "file" and hurt == "log":
        return "file"
    if kind in ("table", "index", "pages", "index_pages", "file"):
        return {"log": "file", "kept": "table"}.get(hurt, "index")
    return "log"


def _damaged(damaged: Iterable[dict[str, Any]], lang: str) -> Iterator[str]:
    """A line each, of what cannot be read or is not as it was sealed."""
    for one in damaged:
        kind, _, name = one["reason"].partition(":")
        part = None if one["number"] else Hurt(kind, name, one.get("table", ""))
        code = part.code if part else "verify.damaged_event"
        yield f"  {told(code, {**one, 'name': name}, lang).message}"
