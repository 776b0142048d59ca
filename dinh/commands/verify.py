"""`dinh verify [--head FILE]`: nothing was changed, dropped or cut off; or the first bad event."""

from __future__ import annotations

import argparse
from typing import Any

from dinh.commands import Result
from dinh.commands.faults import refuse
from dinh.commands.given import house, read_json
from dinh.store import books, documents
from dinh.texts import told

ABOUT = ("kiểm tra dấu của cả nhật ký", "verify every seal of the log")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="FILE")


def run(words: argparse.Namespace) -> Result:
    head = _head(words.head) if words.head is not None else None
    found = books.verify(house(), head)
    if not found["ok"]:
        return found, _told(found, words.lang), 1
    left = documents.unnamed()
    return (
        {**found, "unnamed": left} if left else found,
        _whole(found["events"], words) + _left(left, words.lang),
        0,
    )


def _head(file: str) -> dict[str, Any]:
    head = read_json(file)[0]
    if not isinstance(head, dict):
        raise refuse("head.shape", file=file)
    return head


def _whole(events: int, words: argparse.Namespace) -> str:
    if words.lang == "vi":
        return (
            f"✓ {events} việc, mọi dấu đều khớp{', và khớp đầu sổ đã giao' if words.head else ''}."
        )
    return f"✓ {events} events, every seal holds{', and the head that was given away' if words.head else ''}."


def _left(digests: list[str], lang: str) -> str:
    """Files of the folder that no event of any house names."""
    if not digests:
        return ""
    if lang == "vi":
        return f"\n{len(digests)} tệp giấy tờ không việc nào nhắc tới: của hồ sơ đang gõ dở, hoặc của việc bị từ chối. Kể tên: dinh --json verify."
    return f"\n{len(digests)} files of documents that no event names: of a form that is being typed, or of an act that was refused. By name: dinh --json verify."


def _told(found: dict[str, Any], lang: str) -> str:
    """What is wrong first, with what to do about it; the reason's own word is the one of `docs/log.md`."""
    kind, _, name = found["reason"].partition(":")
    facts = {"number": found["first_bad"], "reason": found["reason"], "name": name}
    group = "head" if kind.startswith("head.") else kind if kind in ("document", "case") else "log"
    words = told(f"verify.{group}", facts, lang)
    return f"{words.message}\n{words.do}"
