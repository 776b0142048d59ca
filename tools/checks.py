"""`./dev check`: all that must hold before a commit. Every check is run, so that one run names everything."""

import sys
import time

from tools import environment, suite
from tools.ground import ROOT, VENV, run, say, surroundings

CHECKS = {
    "habits": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--quiet", "--check", "."],
    "types": ["mypy"],
    "procedure files": ["dinh", "check", "dinh/procedures", "dinh/registers"],
}


def check(_: list[str]) -> int:
    environment.ensure("test")
    failed = [name for name, words in CHECKS.items() if not holds(name, words)]
    if suite.test(["--fast"]):
        failed.append("fast tests")
    print(f"does not hold: {', '.join(failed)}" if failed else "all holds", file=sys.stderr)
    return 1 if failed else 0


def holds(name: str, words: list[str]) -> bool:
    began = time.monotonic()
    program, *rest = words
    code = run(VENV / "bin" / program, *rest, env=surroundings(), cwd=ROOT)
    say(f"{name}: {'holds' if code == 0 else 'does not hold'} ({time.monotonic() - began:.1f} s)")
    return code == 0
