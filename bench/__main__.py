"""Run one measurement: `python -m bench NAME [--json]`, from the project's root (`./dev bench NAME`)."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

NAMES = (
    "start",
    "engine",
    "check",
    "replay",
    "write",
    "spiff",
    "list",
    "letter",
    "kill",
    "mining",
    "forecast",
    "forest",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="the whole result, for a program")
    arguments = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.server.settings")
    os.environ.setdefault("DINH_HOUSE", str(Path("house").absolute()))
    import django

    django.setup()
    result = importlib.import_module(f"bench.{arguments.name}").run()
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, default=str))
    else:
        print("\n".join(row_text(row) for row in (result, *result.get("more", ()))))
    return 0


def row_text(row: dict[str, Any]) -> str:
    """Write one figure with its floor and its times."""
    floor = f"  floor {row['floor']:,}  × {row['ratio']}" if row.get("floor") else ""
    times = f"  (p50 {row['p50_ms']} ms, p99 {row['p99_ms']} ms)" if "p99_ms" in row else ""
    return f"{row.get('what') or row['name']}: {row['figure']:,} {row['unit']}{floor}{times}"


if __name__ == "__main__":
    sys.exit(main())
