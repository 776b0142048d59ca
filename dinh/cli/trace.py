"""`dinh trace [ID]`: the faults and refusals that pages, the API and commands showed, by the id they showed with them."""

from __future__ import annotations

import argparse
from collections import deque

from django.conf import settings

from dinh import trace
from dinh.cli import Result
from dinh.cli.faults import refuse

ABOUT = ("tìm lỗi theo mã đã hiện trên trang", "find a fault by the id that the page showed")
SHOWN_MAX = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="*", metavar="ID", help="1a2b3c4d; 1a2b 3c4d")


def run(words: argparse.Namespace) -> Result:
    """JSON: a list of journal lines, the oldest first; without an id the last 50 faults."""
    asked = "".join(words.id).replace(" ", "").lower()
    found = list(deque(trace.faults(settings.HOUSE, asked), SHOWN_MAX))
    if asked and not found:
        raise refuse("trace.unknown", trace=asked)
    none = "Chưa ghi nhận lỗi nào." if words.lang == "vi" else "No fault has been noted."
    return found, "\n\n".join(_told(one, whole=bool(asked)) for one in found) or none, 0


def _told(one: dict, whole: bool) -> str:
    head = f"{one.get('at', '')}  {one.get('trace', '') or '–'}  {one.get('from', '')}: {one.get('message', '')}  {one.get('code', '')}".rstrip()
    said = str(one.get("exception", "")).strip()
    return "\n".join(line for line in (head, said if whole else said.rpartition("\n")[2]) if line)
