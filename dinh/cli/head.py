"""`dinh head`: the signed head of the log. `--witnessed`: to whom heads were sent, when, with what answer; `--send`: send one now."""

from __future__ import annotations

import argparse
from typing import Any

from dinh.access import finders
from dinh.cli import Result, Usage
from dinh.cli.given import house
from dinh.serialize import instant
from dinh.store import books, outgoing
from dinh.store.outgoing import Sending
from dinh.witnesses import sending

ABOUT = ("đầu sổ đã ký; đã gửi cho ai", "the signed head of the log; to whom heads were sent")
STATES = {
    "sent": ("đã gửi", "sent"),
    "waiting": ("đang chờ", "waiting"),
    "failed": ("thôi gửi", "given up"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--witnessed", action="store_true")
    parser.add_argument("--send", action="store_true")


def run(words: argparse.Namespace) -> Result:
    name = house()
    if words.witnessed and words.send:
        raise Usage(
            {
                "vi": "viết --witnessed hoặc --send, không viết cả hai",
                "en": "write --witnessed or --send, not both",
            }[words.lang]
        )
    if words.send:
        tried = {one.key for one in sending.round_of(name, at_once=True)}
        rows = [one for one in outgoing.newest(name) if one.key in tried]
        return _told(rows, words.lang, int(any(one.fault for one in rows)))
    if words.witnessed:
        return _told(outgoing.newest(name), words.lang, 0)
    head = books.signed_head(name, finders.time_of(name))
    return (
        head,
        "\n".join([f"{head['house']} {head['number']} {head['seal']}", *_hint(words.lang)]),
        0,
    )


def _hint(lang: str) -> list[str]:
    return [
        "Bản có chữ ký, để giao cho tỉnh: dinh --json head > FILE"
        if lang == "vi"
        else "With its signature, to be given away: dinh --json head > FILE"
    ]


def _told(rows: list[Sending], lang: str, code: int) -> Result:
    nothing = "Chưa có đầu sổ nào để gửi." if lang == "vi" else "No head is to be sent."
    return (
        [_value(one, lang) for one in rows],
        "\n".join(_line(one, lang) for one in rows) or nothing,
        code,
    )


def _value(one: Sending, lang: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "to": one.witness,
        "state": one.state,
        "tries": one.tries,
        "at": one.at or None,
        "answer": one.answer or None,
        "fault": sending.fault_words(one.fault, lang) or None,
        "next": instant(sending.next_try(one)),
        "timestamp": instant(sending.stamp_time(one)),
        "unstamped": sending.fault_words(one.unstamped, lang) or None,
        "head": one.head,
    }


def _line(one: Sending, lang: str) -> str:
    state = STATES[one.state][lang != "vi"]
    said = sending.fault_words(one.fault, lang) or one.answer
    return f"{one.number:>8} {one.witness}: {state} {one.at} {said}".rstrip()
