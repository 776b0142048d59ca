"""Golden copies of what others rely on: a change of code that only moves or renames leaves them equal byte for byte.

`./dev contracts` writes them anew; the difference then shows in the commit, where it is judged.
"""

import difflib
import json
import os
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
WRITES = os.environ.get("DINH_CONTRACTS") == "write"
LINES_SHOWN = 40


def same(name: str, text: str) -> None:
    """Hold the text against its golden copy, or write that copy."""
    path = GOLDEN / name
    text = text if text.endswith("\n") else f"{text}\n"
    if WRITES:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return
    kept = path.read_text("utf-8") if path.exists() else ""
    lines = list(difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "now", n=1))
    shown = "\n".join(lines[:LINES_SHOWN])
    assert kept == text, f"{name} is no longer what others rely on (./dev contracts):\n{shown}"


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
