"""`dinh bench NAME`: what it reaches, beside its floor in the same run."""

from __future__ import annotations

import argparse
import importlib

from dinh.cli import Result
from dinh.cli.faults import refuse

ABOUT = ("đo tốc độ, cạnh mức sàn đo cùng lúc", "measure, beside a floor in the same run")
NAMES = (
    "start",
    "engine",
    "check",
    "replay",
    "write",
    "spiff",
    "list",
    "mixed",
    "letter",
    "kill",
    "mining",
    "forecast",
    "forest",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME")


def run(words: argparse.Namespace) -> Result:
    if words.name not in NAMES:
        raise refuse("bench.unknown", name=words.name or "", names=list(NAMES))
    found = importlib.import_module(f"dinh.bench.{words.name}").run()
    lines = [_line(one) for one in (found, *found.get("more", ()))]
    return found, "\n".join(lines), 0


def _line(one: dict) -> str:
    floor = f"  sàn {one['floor']:,}  × {one['ratio']}" if one.get("floor") else ""
    times = f"  (p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms)" if "p99_ms" in one else ""
    return f"{one.get('what') or one['name']}: {one['figure']:,} {one['unit']}{floor}{times}"
