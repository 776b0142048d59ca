"""`dinh rebuild [--check]`: fold the log anew; compare with the projections, or replace them."""

from __future__ import annotations

import argparse

from dinh.cli import Result
from dinh.cli.given import house
from dinh.store import rebuild

ABOUT = ("lập lại các bảng từ nhật ký, hoặc chỉ so sánh", "fold the log anew, or only compare")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true")


def run(words: argparse.Namespace) -> Result:
    found = rebuild.rebuild(house(), check=words.check)
    return found, _told(found, words), 0 if found["equal"] or not words.check else 1


def _told(found: dict, words: argparse.Namespace) -> str:
    events, vi = found["events"], words.lang == "vi"
    if found["equal"]:
        return (
            f"✓ {events} việc; mọi bảng khớp nhật ký."
            if vi
            else f"✓ {events} events; every table agrees with the log."
        )
    done = (
        ("Khác nhật ký" if vi else "Unlike the log")
        if words.check
        else ("Đã lập lại; trước đó khác nhật ký" if vi else "Made anew; what was unlike the log")
    )
    left = (
        []
        if not words.check
        else ["Lập lại: dinh rebuild" if vi else "Make them anew: dinh rebuild"]
    )
    return "\n".join([f"{done}:", *(f"  {one}" for one in found["differences"]), *left])
