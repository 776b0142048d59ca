"""`dinh rebuild [--check]`: fold the log anew; compare with the projections, or replace them."""
from __future__ import annotations

import argparse

from dinh.commands import Result
from dinh.commands.given import house
from dinh.store import rebuild

ABOUT = ("lập lại các bảng từ nhật ký, hoặc chỉ so sánh", "fold the log anew, or only compare")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true")


def run(words: argparse.Namespace) -> Result:
    found = rebuild.rebuild(house(), check=words.check)
    return found, f"{found['events']}: {'=' if found['equal'] else '≠'} {found['differences']}", 0 if found["equal"] or not words.check else 1
